// Put behind driver.js for a program that has a regional tier (docs/adr/0040-lease-at-scale.md).

/** Reads the revocation log for the isolates of its region: what it knows lies in the program's memory, nothing is stored. */
export class ViewTier extends DurableObject {
  /** Gets a position of the log, answers the lines after it and how old they are; 503 when the log can't be read. */
  async fetch(request) {
    try {
      fresh();
      const told = await wasm["tell_view"](this.ctx.id.toString(), Number(await request.text()), this.env, this.ctx);
      return new Response(told ?? null, { status: told === undefined ? 503 : 200 });
    } catch (error) {
      trapped(error);
      return new Response(null, { status: 503 });
    }
  }
}
