// The view through a regional tier on workerd: four isolates beside the edge, one Durable Object of their region, one database.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { deploy, setUp } from "./support/deployment.mjs";

const WORKER = join(process.env.TENURE_DIST ?? join(dirname(fileURLToPath(import.meta.url)), "../../dist"), "worker");
const ISOLATES = ["one", "two", "three", "four"];
/** How old what an object tells again may be, and the promise, in milliseconds (crates/service/src/tier.rs, ADR 0006). */
const FRESH = 300;
const DELTA = 1000;

/** Before the program in each isolate: counts who reads the revocation log at the primary, says where callers are, and can silence the object. */
const ENTRY = `
import edge, { Driver, ViewTier as Real } from "./index.js";
let reads = 0;
let silent = false;
const counting = (db) =>
  new Proxy(db, {
    get(target, name) {
      const value = target[name];
      if (name === "constructor" || typeof value !== "function") return value;
      if (name !== "prepare") return value.bind(target);
      return (sql) => {
        if (sql.includes("FROM revocation WHERE rev")) reads += 1;
        return target.prepare(sql);
      };
    },
  });
export { Driver };
export class ViewTier extends Real {
  constructor(ctx, env) {
    super(ctx, { ...env, DB: counting(env.DB) });
  }
  fetch(request) {
    return silent ? new Promise((done) => setTimeout(done, 5000, new Response(null, { status: 503 }))) : super.fetch(request);
  }
}
export default {
  fetch(request, env, context) {
    const { pathname } = new URL(request.url);
    if (pathname === "/reads") return new Response(String(reads));
    if (pathname === "/silent") silent = true;
    if (pathname === "/silent") return new Response("yes");
    const here = new Request(request, { cf: { continent: "EU", longitude: "2.35" } });
    return edge.fetch(here, { ...env, DB: counting(env.DB) }, context);
  },
};
`;

const modules = [
  { type: "ESModule", path: join(WORKER, "entry.js"), contents: ENTRY },
  { type: "ESModule", path: join(WORKER, "index.js") },
  { type: "CompiledWasm", path: join(WORKER, "index.wasm") },
];

let tenure;
let ana;
let isolates;
before(async () => {
  const secrets = { TENURE_KEYS: `k1:${randomBytes(32).toString("hex")}` };
  const vars = { VIEW_TIER: "regional" };
  const neighbours = ISOLATES.map((name) => ({
    name,
    modulesRoot: WORKER,
    modules,
    bindings: { PUBLIC_URL: "http://localhost:8787", LOG_TOGETHER: "yes", ...vars, ...secrets },
    d1Databases: { DB: "tenure" },
    kvNamespaces: { TOKENS: "tokens" },
    durableObjects: {
      DRIVER: { className: "Driver", scriptName: "edge", useSQLite: true },
      VIEW: { className: "ViewTier", scriptName: "edge", useSQLite: true },
    },
  }));
  tenure = await deploy({ assets: false, entry: ENTRY, vars, secrets, neighbours, onError() {} });
  ana = await setUp(tenure);
  isolates = await Promise.all(ISOLATES.map((name) => tenure.neighbour(name)));
});

const status = async (isolate, bot) => {
  const answer = await fetch(`${isolate}/v1/whoami`, { headers: { authorization: `Bearer ${bot.token}` } });
  await answer.arrayBuffer();
  return answer.status;
};
const reads = async (at) => Number(await (await fetch(`${at}/reads`)).text());
const readsOfIsolates = async () => (await Promise.all(isolates.map(reads))).reduce((sum, one) => sum + one, 0);

/** Calls every isolate again and again for so long; when the last accepted call began, by the local clock. */
async function calls(bot, ms, expected) {
  const end = performance.now() + ms;
  let last = 0;
  await Promise.all(
    isolates.map(async (isolate) => {
      while (performance.now() < end) {
        const began = performance.now();
        const found = await status(isolate, bot);
        assert.ok(expected.includes(found), `${found}`);
        if (found === 200) last = Math.max(last, began);
        await new Promise((done) => setTimeout(done, 10));
      }
    }),
  );
  return last;
}

/** How long after the answer to a deactivation the last call began that was accepted, in milliseconds. */
async function afterDeactivation(bot) {
  let answered;
  const change = new Promise((done) => setTimeout(done, 700)).then(async () => {
    const done = await ana.post(`/v1/system-users/${bot.id}/deactivate`, {});
    assert.equal(done.status, 200, done.text);
    answered = performance.now();
  });
  const [last] = await Promise.all([calls(bot, 4_000, [200, 401]), change]);
  for (const isolate of isolates) assert.equal(await status(isolate, bot), 401);
  return last - answered;
}

test("an object reads the log for all isolates of its region, once a window, and nothing is accepted longer than a second", async () => {
  const bot = await ana.systemUser(null, "one of many");
  await calls(bot, 500, [200]);
  const [before, beforeAtIsolates] = [await reads(tenure.workerUrl), await readsOfIsolates()];
  const began = performance.now();
  await calls(bot, 4_000, [200]);
  const windows = (performance.now() - began) / FRESH + 1;
  const byObject = (await reads(tenure.workerUrl)) - before;
  assert.ok(byObject >= 3 && byObject <= windows, `${byObject} reads in ${windows.toFixed(1)} windows`);
  assert.equal(await readsOfIsolates(), beforeAtIsolates, "no isolate reads for itself");
  const late = await afterDeactivation(bot);
  assert.ok(late <= DELTA, `${late} ms after the answer`);
});

test("isolates whose object is silent read for themselves: no call is refused for it, and the promise holds", async () => {
  const bot = await ana.systemUser(null, "alone");
  await calls(bot, 500, [200]);
  const before = await readsOfIsolates();
  assert.equal(await (await fetch(`${tenure.workerUrl}/silent`)).text(), "yes");
  await calls(bot, 2_500, [200]);
  assert.ok((await readsOfIsolates()) - before >= ISOLATES.length, "each reads the log");
  const late = await afterDeactivation(bot);
  assert.ok(late <= DELTA, `${late} ms after the answer`);
});
