// Put behind worker-entry.js for a program that has drivers (docs/adr/0025-messages-and-deliveries.md).
import { DurableObject } from "cloudflare:workers";

// How long after a failure a driver runs again.
const AFTER_FAILURE = 30_000;

/**
 * An alarm clock with a name, and nothing else: what is done when it goes off is the program's business, and lies in the
 * database. Its own storage holds the name, because an alarm does not tell of whom it is, and the alarm.
 */
export class Driver extends DurableObject {
  /** `{name, at}`: go off then, unless earlier. */
  async fetch(request) {
    const { name, at } = await request.json();
    const set = await this.ctx.storage.getAlarm();
    if (set === null || set > at) {
      if (set === null) await this.ctx.storage.put("name", name);
      await this.ctx.storage.setAlarm(at);
    }
    return new Response(null, { status: 204 });
  }

  async alarm() {
    const name = await this.ctx.storage.get("name");
    if (name === undefined) return;
    const next = await this.drive(name);
    // Who was woken meanwhile has an alarm already.
    const set = await this.ctx.storage.getAlarm();
    if (next !== undefined) {
      if (set === null || set > next) await this.ctx.storage.setAlarm(next);
    } else if (set === null) {
      await this.ctx.storage.deleteAll();
    }
  }

  /** When to go off again; a failure is none of the platform's, which would give an alarm up after six. */
  async drive(name) {
    try {
      fresh();
      return await wasm["drive"](name, this.env, this.ctx);
    } catch (error) {
      trapped(error);
      console.error(JSON.stringify({ level: "error", event: "driver", driver: name }));
      return Date.now() + AFTER_FAILURE;
    }
  }
}
