// The entry of both Workers: hands requests to the Rust handler, and gives a trapped program a fresh instance.
// (docs/adr/0010-xtask.md says why this is ours.)
import * as wasm from "./glue.js";

Error.stackTraceLimit = 50;
const state = wasm.__worker_init_state();

// After a trap the instance's memory cannot be trusted: the next request starts a new one.
function fresh() {
  if (!state.criticalError) return;
  console.log(JSON.stringify({ level: "error", event: "instance_reset" }));
  wasm.__wbg_reset_state();
  state.criticalError = false;
  state.instanceId++;
}

function trapped(error) {
  if (error instanceof WebAssembly.RuntimeError) state.criticalError = true;
}

addEventListener("error", (event) => trapped(event.error));

function failed(error) {
  trapped(error);
  // The text of the error stays here: it may quote what was being worked on.
  console.error(JSON.stringify({ level: "error", event: "trap", kind: error?.name ?? "unknown" }));
  const id = crypto.randomUUID();
  const problem = { type: "/problems/internal", title: "Internal error", status: 500, code: "internal", instance: id };
  return new Response(JSON.stringify(problem), {
    status: 500,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-request-id": id,
    },
  });
}

const handlers = {
  async fetch(request, env, ctx) {
    try {
      fresh();
      return await wasm.fetch(request, env, ctx);
    } catch (error) {
      return failed(error);
    }
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
