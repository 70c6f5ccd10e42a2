// The entry of both Workers: hands requests to the Rust handler, and gives a trapped program a fresh instance.
// (docs/adr/0010-xtask.md says why this is ours.)
import * as wasm from "./glue.js";
import security from "./headers.js";

Error.stackTraceLimit = 50;
const state = wasm.__worker_init_state();

// Requests under way: when the program traps, none of them would ever get an answer from it.
const open = new Set();
let broken = false;

// The panic hook of the `worker` crate sets this field; the trap itself ends in a microtask where nobody could catch it.
Object.defineProperty(state, "criticalError", {
  get: () => broken,
  set(value) {
    broken = value;
    if (!value) return;
    for (const answer of open) answer(failed());
    open.clear();
  },
});

// After a trap the instance's memory cannot be trusted: the next request starts a new one.
function fresh() {
  if (!broken) return;
  console.log(JSON.stringify({ level: "error", event: "instance_reset" }));
  wasm.__wbg_reset_state();
  broken = false;
  state.instanceId++;
}

function trapped(error) {
  if (error instanceof WebAssembly.RuntimeError) state.criticalError = true;
}

addEventListener("error", (event) => trapped(event.error));

// As the program makes them: 48 bits of time and 80 random ones, in Crockford's base 32.
function requestId() {
  let bits = BigInt(Date.now());
  for (const byte of crypto.getRandomValues(new Uint8Array(10))) bits = (bits << 8n) | BigInt(byte);
  let text = "";
  for (let i = 0; i < 26; i += 1, bits >>= 5n) text = "0123456789abcdefghjkmnpqrstvwxyz"[Number(bits & 31n)] + text;
  return `req_${text}`;
}

function failed() {
  const id = requestId();
  // No text of the error: it may quote what was being worked on.
  console.error(JSON.stringify({ level: "error", event: "trap", request_id: id }));
  const problem = {
    type: "/problems/internal",
    title: "Internal error",
    status: 500,
    detail: "Try again. If it keeps failing, give the operator of the deployment the request id.",
    instance: id,
    code: "internal",
  };
  return new Response(JSON.stringify(problem), {
    status: 500,
    headers: [
      ["content-type", "application/problem+json"],
      ["content-language", "en"],
      ["cache-control", "no-store"],
      ["x-request-id", id],
      ...security,
    ],
  });
}

const handlers = {
  fetch(request, env, ctx) {
    let answer;
    try {
      fresh();
      answer = wasm.fetch(request, env, ctx);
    } catch (error) {
      trapped(error);
      return failed();
    }
    // The edge answers at once what needs nothing from outside.
    if (answer instanceof Response) return answer;
    return new Promise((resolve) => {
      const done = (response) => {
        open.delete(done);
        resolve(response);
      };
      open.add(done);
      answer.then(done, (error) => {
        trapped(error);
        done(failed());
      });
    });
  },
};

// Exported by the program only when it has such a handler.
if (wasm["scheduled"]) {
  handlers.scheduled = async (event, env, ctx) => {
    fresh();
    try {
      return await wasm["scheduled"](event, env, ctx);
    } catch (error) {
      trapped(error);
      throw error;
    }
  };
}

export default handlers;
