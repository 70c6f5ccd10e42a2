// Asks Tenure whether a call may pass. One file without dependencies, for Node 20+, Deno, Bun and Workers.
//
//   const tenure = new Tenure("https://tenure.example.com");
//   const answer = await tenure.check(token, "send");
//   if (answer.ok) serve(answer.caller); else refuse(answer.status, answer.reason);
//
// `check` throws `CannotTell` when there is no answer to rely on: refuse the call then, too (503), and say so in the log.

/** The longest time for which an answer may be kept, in milliseconds: what a revocation takes anyway. */
export const MOST_KEPT = 1_000;
const MOST_ENTRIES = 10_000;

/** Nobody knows whether the token is good: Tenure did not answer, or something else did. Not a refusal, and never a pass. */
export class CannotTell extends Error {
  name = "CannotTell";
}

export class Tenure {
  #url;
  #fetch;
  #timeout;
  #keep;
  #kept = new Map();

  /**
   * - `timeout`: milliseconds for the whole check, a second try included (2,000)
   * - `keep`: for how long an accepted answer is used again, in milliseconds: 0 (the default) to 1,000. It is added to the
   *   second within which a revocation is known.
   * - `fetch`: another one: in a Worker with a service binding `(...of) => env.TENURE.fetch(...of)`
   */
  constructor(url, { timeout = 2_000, keep = 0, fetch = (...of) => globalThis.fetch(...of) } = {}) {
    if (!(keep >= 0 && keep <= MOST_KEPT)) throw new RangeError(`keep is 0 to ${MOST_KEPT} ms`);
    this.#url = new URL("/v1/gate", url);
    this.#fetch = fetch;
    this.#timeout = timeout;
    this.#keep = keep;
  }

  /**
   * `{ ok: true, caller }` or `{ ok: false, status: 401 | 403, reason, scope }`. `caller` has `systemUser`, `account`,
   * `subaccount` (or null), `environment`,
   * `subaccounts` (or null: all that it reaches), `username` and `scopes`.
   */
  async check(token, scope) {
    // What can't be a header's value is no token; it is not sent.
    if (typeof token !== "string" || !/^[\x21-\x7e]{1,512}$/.test(token)) return refused(401, "invalid_token");
    const key = `${scope ?? ""} ${token}`;
    const begun = Date.now();
    const kept = this.#kept.get(key);
    if (kept && begun >= kept.begun && begun - kept.begun < this.#keep) return kept.answer;
    this.#kept.delete(key);
    const answer = await this.#ask(token, scope);
    if (this.#keep > 0 && answer.ok) {
      if (this.#kept.size >= MOST_ENTRIES) this.#kept.delete(this.#kept.keys().next().value);
      this.#kept.set(key, { begun, answer });
    }
    return answer;
  }

  async #ask(token, scope) {
    const url = new URL(this.#url);
    if (scope !== undefined) url.searchParams.set("scope", scope);
    const signal = AbortSignal.timeout(this.#timeout);
    const asked = { headers: { authorization: `Bearer ${token}` }, redirect: "manual", cache: "no-store", signal };
    let response;
    // A connection that was kept open may be closed just when it is used: once more, within the same time.
    for (let last = false; !response; last = true) {
      try {
        response = await this.#fetch(url.href, asked);
      } catch (error) {
        if (last || signal.aborted) throw new CannotTell(`no answer: ${error.cause?.code ?? error.name}`);
      }
    }
    // Read to its end, so that the connection is used again.
    await response.arrayBuffer().catch(() => {});
    const header = (name) => response.headers.get(name) ?? "";
    const challenge = header("www-authenticate");
    const ours = challenge.startsWith("Bearer");
    if (response.status === 401 && ours) return refused(401, "invalid_token");
    if (response.status === 403 && ours && challenge.includes('error="insufficient_scope"')) {
      return refused(403, "insufficient_scope", scope);
    }
    if (response.status === 429 && header("ratelimit")) return refused(429, "rate_limited");
    if (response.status !== 204 || !header("x-tenure-system-user")) throw new CannotTell(`answered ${response.status}`);
    const caller = {
      systemUser: header("x-tenure-system-user"),
      account: header("x-tenure-account"),
      subaccount: header("x-tenure-subaccount") || null,
      environment: header("x-tenure-environment"),
      subaccounts: header("x-tenure-subaccounts") === "*" ? null : header("x-tenure-subaccounts").split(" ").filter(Boolean),
      username: decodeURIComponent(header("x-tenure-username")),
      scopes: header("x-tenure-scopes").split(" ").filter(Boolean),
    };
    return { ok: true, caller };
  }
}

const refused = (status, reason, scope) => ({ ok: false, status, reason, ...(scope && { scope }) });
