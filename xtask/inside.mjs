// The way into a running workerd: plain HTTP to the Worker of js/inside.js.
//
// miniflare's own `getWorker` and `getD1Database` wait for workerd synchronously. This process also reads workerd's log,
// and workerd waits while nobody does: under load each then waits for the other for ever. So nothing here waits but by
// `await`, and nothing else in xtask or tests may use those two.
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import http from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), "js/inside.js");

/** As long as the slowest query of a benchmark may take. */
const PATIENCE = 120_000;

/** The Worker's part of miniflare's options; `edge` names the Worker whose clock it is, `storage` opens D1 and KV. */
export async function insideWorker({ edge, storage }) {
  const secret = randomBytes(32).toString("hex");
  const worker = {
    name: "inside",
    modules: true,
    script: await readFile(SCRIPT, "utf8"),
    compatibilityDate: "2026-07-30",
    compatibilityFlags: ["service_binding_extra_handlers"],
    bindings: { SECRET: secret },
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    ...(edge && { serviceBindings: { EDGE: edge } }),
    ...storage,
  };
  return { worker, secret };
}

/** Calls it. A connection for each call: one that was idle may be closed by the other side just when it is used. */
function caller(port, secret) {
  return (path, asked, patience = PATIENCE) =>
    new Promise((resolve, reject) => {
      const request = http.request(
        { host: "127.0.0.1", port, path, method: "POST", agent: false, timeout: patience, headers: { "x-inside": secret } },
        (response) => {
          const parts = [];
          response.on("data", (part) => parts.push(part));
          response.on("error", reject);
          response.on("end", () => {
            const text = Buffer.concat(parts).toString("utf8");
            if (response.statusCode !== 200) return reject(new Error(`workerd answered ${response.statusCode} to ${path}`));
            const { value, error } = JSON.parse(text);
            return error === undefined ? resolve(value) : reject(new Error(error));
          });
        },
      );
      request.on("timeout", () => request.destroy(new Error(`workerd gave no answer to ${path} within ${patience} ms`)));
      request.on("error", reject);
      request.end(JSON.stringify(asked));
    });
}

/** D1's interface, as far as tests and migrations use it. Nothing is sent before a statement runs. */
function database(call) {
  const statement = (sql, values) => {
    const run = (method) => call("/d1", { method, statements: [{ sql, values }] });
    return {
      sql,
      values,
      bind: (...bound) => statement(sql, bound),
      all: () => run("all"),
      run: () => run("run"),
      raw: () => run("raw"),
      async first(column) {
        const row = (await run("all")).results[0] ?? null;
        return column === undefined || row === null ? row : row[column];
      },
    };
  };
  return {
    prepare: (sql) => statement(sql, []),
    batch: (statements) =>
      call("/d1", { method: "batch", statements: statements.map(({ sql, values }) => ({ sql, values })) }),
  };
}

/** What a running workerd can be asked for. */
export async function inside(runtime, secret) {
  const call = caller(Number((await runtime.unsafeGetDirectURL("inside")).port), secret);
  return {
    scheduled: (cron, patience) => call("/scheduled", { cron }, patience),
    db: database(call),
    kv: {
      get: (...args) => call("/kv", { method: "get", args }),
      put: (...args) => call("/kv", { method: "put", args }),
      delete: (...args) => call("/kv", { method: "delete", args }),
      list: (...args) => call("/kv", { method: "list", args }),
    },
  };
}
