// Calls of carriers that are written together, where clients go away in the middle (docs/adr/0032-written-together.md).
import assert from "node:assert/strict";
import http from "node:http";
import { before, test } from "node:test";
import { deploy, setUp, until } from "./support/deployment.mjs";

/** How long a batch takes unless its call says so, in milliseconds: less than who waits in line waits for somebody gone. */
const COMMIT = 500;
const IN_LINE = 2000;

/** The database, each batch of which takes its time. */
const ENTRY = `
import edge, { Driver } from "./index.js";
export { Driver };
const slow = (db, takes) =>
  new Proxy(db, {
    get(_, name) {
      if (name === "batch") {
        return (statements) => new Promise((done) => setTimeout(done, takes)).then(() => db.batch(statements));
      }
      const value = db[name];
      return typeof value === "function" && name !== "constructor" ? value.bind(db) : value;
    },
  });
const arrived = new Set();
export default {
  fetch(request, env, context) {
    if (new URL(request.url).pathname === "/arrived") return Response.json([...arrived]);
    arrived.add(request.headers.get("x-call"));
    const takes = Number(request.headers.get("x-commit-takes") ?? ${COMMIT});
    return edge.fetch(request, { ...env, DB: slow(env.DB, takes) }, context);
  },
};
`;

let tenure;
let path;
before(async () => {
  tenure = await deploy({ assets: false, entry: ENTRY });
  const ana = await setUp(tenure);
  const carrier = { name: "SMS", provider: "sinch_sms", authentication: "address" };
  const made = await ana.post("/v1/inbound-sources", carrier);
  assert.equal(made.status, 201, made.text);
  const { pathname, search } = new URL(made.json.secret_url);
  path = pathname + search;
  assert.equal((await post("first")).status, 200);
});

/** Posts a message at the Worker's own socket. `leave` goes away without a farewell. */
function call(id, takes = COMMIT) {
  let leave;
  const answer = new Promise((resolve) => {
    const began = performance.now();
    const text = JSON.stringify({ id, source: "5519990001111", destination: "5519990000000", messageText: id });
    const length = Buffer.byteLength(text);
    const headers = { "content-type": "application/json", "content-length": length, "x-commit-takes": takes, "x-call": id };
    const request = http.request(tenure.workerUrl + path, { method: "POST", agent: false, headers }, (response) => {
      response.resume().on("end", () => resolve({ status: response.statusCode, took: performance.now() - began }));
    });
    request.on("error", () => resolve({ status: 0 }));
    request.end(text);
    leave = () => request.socket?.resetAndDestroy();
  });
  return { id, answer, leave };
}

const post = (id, takes) => call(id, takes).answer;

/** Calls whose clients go away so many milliseconds after all have arrived: what never arrived is nobody's to write. */
async function gone(ids, after, takes) {
  const calls = ids.map((id) => call(id, takes));
  await until(async () => {
    const arrived = await (await fetch(`${tenure.workerUrl}/arrived`)).json();
    return ids.every((id) => arrived.includes(id));
  }, "all calls");
  await pause(after);
  for (const one of calls) one.leave();
  await Promise.all(calls.map((one) => one.answer));
}

const stored = async (like) => {
  const asked = tenure.db.prepare("SELECT count(DISTINCT carrier_id) AS n FROM message WHERE carrier_id LIKE ?");
  return asked.bind(like).first("n");
};
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

test("one whose client goes away while it is written is written, and those behind it don't wait for it", async () => {
  const leaves = gone(["gone"], 200);
  await pause(100);
  const behind = await Promise.all(Array.from({ length: 20 }, (_, n) => post(`behind-${n}`)));
  await leaves;
  assert.deepEqual(behind.map((one) => one.status), Array(20).fill(200));
  const longest = Math.max(...behind.map((one) => one.took));
  assert.ok(longest < IN_LINE - 100, `${longest} ms`);
  assert.equal(await stored("gone"), 1);
  assert.equal(await stored("behind-%"), 20);
});

test("where all go away, the next one waits for none of them, and what they brought is there", async () => {
  await gone(Array.from({ length: 20 }, (_, n) => `all-${n}`), 100);
  const next = await post("next");
  assert.equal(next.status, 200);
  assert.ok(next.took < IN_LINE - 100, `${next.took} ms`);
  await until(async () => (await stored("all-%")) === 20, "what those brought who went away");
});

test("where whoever wrote for eight groups leaves the line to somebody who is gone, another one writes", async () => {
  const TAKES = 150;
  // Calls come one by one, so that the eighth group ends about when the first in line is one who is gone.
  for (const ones of [7, 8, 9]) {
    const stay = [post(`line-${ones}`, TAKES)];
    await pause(20);
    for (let n = 0; n < ones; n += 1) {
      stay.push(post(`line-${ones}-${n}`, TAKES));
      await pause(TAKES);
    }
    await gone(Array.from({ length: 40 }, (_, n) => `line-${ones}-gone-${n}`), TAKES / 3, TAKES);
    stay.push(...Array.from({ length: 20 }, (_, n) => post(`line-${ones}-last-${n}`, TAKES)));
    const longest = Math.max(...(await Promise.all(stay)).map((one) => (assert.equal(one.status, 200), one.took)));
    assert.ok(longest < IN_LINE - 100, `${ones}: ${longest} ms`);
    await until(async () => (await stored(`line-${ones}-%`)) === ones + 60, "what all of them brought");
  }
});
