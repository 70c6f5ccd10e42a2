// Rate limits on workerd and D1: exact while many call at once, said in headers, refused without asking.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deploy, setUp } from "./support/deployment.mjs";

let tenure;
let ana;
before(async () => {
  tenure = await deploy({ assets: false });
  ana = await setUp(tenure);
});

async function limited(name, limit, subaccount = null) {
  const bot = await ana.systemUser(subaccount, name);
  const { json } = await ana.get(`/v1/system-users/${bot.id}`);
  const body = { version: json.system_user.version, rate_limit: limit };
  const changed = await ana.patch(`/v1/system-users/${bot.id}`, body);
  assert.equal(changed.status, 200, changed.text);
  return bot;
}

const call = (bot) => tenure.nobody.bot(bot.token).get("/v1/whoami");

/** Waits where the window of an hour would end in the middle of what follows. */
async function early() {
  const left = 3_600_000 - (Date.now() % 3_600_000);
  if (left < 20_000) await new Promise((done) => setTimeout(done, left + 100));
}

test("of three hundred calls at once exactly the limit is answered", async () => {
  await early();
  for (const calls of [1, 40, 150]) {
    const bot = await limited(`many-${calls}`, { calls, per_seconds: 3600 });
    const answers = await Promise.all(Array.from({ length: 300 }, () => call(bot)));
    const of = (status) => answers.filter((answer) => answer.status === status).length;
    assert.deepEqual([of(200), of(429)], [calls, 300 - calls]);
    const [row] = (
      await tenure.db.prepare("SELECT granted FROM rate_window WHERE subject = ?1").bind(bot.id).all()
    ).results;
    assert.equal(row.granted, calls);
  }
});

test("headers say what is left, on accepted and on refused calls, and when to come back", async () => {
  await early();
  const bot = await limited("told", { calls: 2, per_seconds: 3600 });
  const first = await call(bot);
  assert.equal(first.headers.get("ratelimit-policy"), '"system_user";q=2;w=3600');
  assert.match(first.headers.get("ratelimit"), /^"system_user";r=1;t=\d+$/);
  await call(bot);
  const refused = await call(bot);
  assert.equal(refused.status, 429);
  assert.equal(refused.json.code, "rate_limited");
  const [, reset] = /^"system_user";r=0;t=(\d+)$/.exec(refused.headers.get("ratelimit"));
  assert.equal(refused.headers.get("retry-after"), reset);
});

test("answers of more kinds than are kept, in turn, have their own headers and nothing of each other", async () => {
  await early();
  const free = await ana.systemUser(null, "free");
  const many = [];
  for (let n = 0; n < 36; n += 1) {
    const { json } = await ana.post("/v1/subaccounts", { name: `Kind ${n}`, reference_name: `kind-${n}` });
    many.push(await limited(`kind-${n}`, { calls: 100 + n, per_seconds: 3600 }, json.id));
  }
  for (const round of [1, 2, 3]) {
    for (const [n, bot] of many.entries()) {
      const answer = await call(bot);
      assert.equal(answer.headers.get("ratelimit-policy"), `"system_user";q=${100 + n};w=3600`);
      assert.match(answer.headers.get("ratelimit"), new RegExp(`^"system_user";r=${100 + n - round};t=\\d+$`));
      if (n % 6) continue;
      const others = [await call(free), await tenure.nobody.get("/v1/whoami"), await tenure.nobody.get("/healthz")];
      assert.deepEqual(others.map(({ status }) => status), [200, 401, 200]);
      for (const other of others) {
        assert.equal(other.headers.get("ratelimit"), null);
        assert.equal(other.headers.get("ratelimit-policy"), null);
      }
      const challenged = others.map((other) => other.headers.get("www-authenticate") !== null);
      assert.deepEqual(challenged, [false, true, false]);
    }
  }
});

test("a head that is larger than the room for it is read all the same", async () => {
  const bot = await ana.systemUser(null, "long head");
  const headers = { authorization: `Bearer ${bot.token}`, "x-long": "y".repeat(9_000) };
  const answer = await fetch(`${tenure.workerUrl}/v1/whoami`, { headers });
  assert.deepEqual([answer.status, (await answer.json()).username], [200, "long head"]);
});

test("a window of a second ends by itself", async () => {
  const bot = await limited("quick", { calls: 5, per_seconds: 1 });
  const end = Date.now() + 3_000;
  let answered = 0;
  while (Date.now() < end) if ((await call(bot)).status === 200) answered += 1;
  assert.ok(answered >= 10 && answered <= 25, `${answered} in three seconds`);
});

test("calls are seen as they come while somebody watches, and add up in the usage", async () => {
  const bot = await ana.systemUser(null, "watched");
  const path = `/v1/system-users/${bot.id}`;
  assert.equal((await ana.post(`${path}/tail`, {})).status, 200);
  // The isolate hears of it with its view.
  await new Promise((done) => setTimeout(done, 1_500));
  await call(bot);
  await new Promise((done) => setTimeout(done, 500));
  await Promise.all(Array.from({ length: 80 }, () => call(bot)));
  const seen = async () => {
    const { lines } = (await ana.get(`${path}/tail`)).json;
    return { lines, calls: lines.reduce((sum, line) => sum + 1 + line.left_out, 0) };
  };
  const end = Date.now() + 10_000;
  while ((await seen()).calls < 80 && Date.now() < end) await new Promise((done) => setTimeout(done, 200));
  const { lines, calls } = await seen();
  assert.ok(calls >= 80 && calls <= 81, `${calls}`);
  assert.ok(lines.length <= 100);
  assert.deepEqual([lines[0].method, lines[0].path, lines[0].status], ["GET", "/v1/whoami", 200]);
  const { hours } = (await ana.get(`${path}/usage`)).json;
  const sum = (of) => hours.reduce((all, hour) => all + of(hour), 0);
  assert.equal(sum((hour) => hour.calls), 81);
  assert.equal(sum((hour) => hour.latency.reduce((all, n) => all + n, 0)), 81);
});
