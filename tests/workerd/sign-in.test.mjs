// Signing in under load, and what a refusal gives away.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { OWNER, deploy, setUp } from "./support/deployment.mjs";

let tenure;
let ana;
const errors = [];
before(async () => {
  tenure = await deploy({ assets: false, onError: (line) => errors.push(JSON.parse(line)) });
  ana = await setUp(tenure);
});

const enter = (email, password) => tenure.nobody.post("/v1/sessions", { email, password });

test("fifty sign-ins at once are let in or told to come back, and bots notice nothing", async () => {
  const { token } = await ana.systemUser(null, "bot");
  const bot = tenure.nobody.bot(token);
  let going = true;
  const calls = [];
  const calling = (async () => {
    while (going) {
      const began = performance.now();
      const answer = await bot.get("/v1/whoami");
      calls.push([answer.status, performance.now() - began]);
    }
  })();
  // What this machine takes for an answer without any work, meanwhile.
  let slowestNoop = 0;
  const idle = (async () => {
    while (going) {
      const began = performance.now();
      await tenure.nobody.get("/healthz");
      slowestNoop = Math.max(slowestNoop, performance.now() - began);
    }
  })();
  // Flood after flood until the bot has called often enough, however fast the machine is.
  const answers = [];
  for (let floods = 0; floods < 10 && calls.length < 10; floods += 1) {
    answers.push(...(await Promise.all(Array.from({ length: 50 }, () => enter(OWNER.email, OWNER.password)))));
  }
  going = false;
  await Promise.all([calling, idle]);
  const counts = Object.groupBy(answers, (a) => a.status);
  assert.deepEqual(
    Object.keys(counts).filter((status) => !["201", "503"].includes(status)),
    [],
    "only 201 and 503",
  );
  assert.ok(counts[201].length >= 1);
  for (const busy of counts[503] ?? []) {
    assert.equal(busy.code, "busy");
    assert.match(busy.header("retry-after"), /^[1-9]\d*$/);
  }
  assert.ok(calls.length >= 10, `${calls.length} calls of the bot meanwhile`);
  assert.ok(calls.every(([status]) => status === 200));
  const slowest = Math.max(...calls.map(([, ms]) => ms));
  const bound = 3000 + 2 * slowestNoop;
  assert.ok(slowest < bound, `a call of the bot took ${Math.round(slowest)} ms, a noop ${Math.round(slowestNoop)} ms`);
  assert.equal((await enter(OWNER.email, OWNER.password)).status, 201, "the queue empties");
});

test("an unknown person and a wrong password are told the same in the same time", async (t) => {
  const SAMPLES = 40;
  const times = { known: [], unknown: [] };
  const seen = { known: new Set(), unknown: new Set() };
  const ask = async (kind, email) => {
    const began = performance.now();
    const answer = await enter(email, "not the password at all");
    times[kind].push(performance.now() - began);
    const { instance, ...rest } = answer.json;
    assert.equal(instance, answer.header("x-request-id"));
    const headers = [...answer.headers].filter(([name]) => !["date", "x-request-id"].includes(name));
    seen[kind].add(JSON.stringify([answer.status, rest, headers]));
  };
  for (let i = 0; i < SAMPLES; i += 1) {
    // Turn about, so that whatever slows the machine slows both.
    await ask("known", OWNER.email);
    await ask("unknown", `nobody${i}@example.com`);
  }
  assert.equal(seen.known.size, 1);
  assert.deepEqual(seen.known, seen.unknown);
  const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
  const ratio = median(times.known) / median(times.unknown);
  t.diagnostic(`known ${median(times.known).toFixed(1)} ms, unknown ${median(times.unknown).toFixed(1)} ms`);
  assert.ok(ratio > 0.8 && ratio < 1.25, `known ÷ unknown = ${ratio.toFixed(2)}`);
});

test("guessing is stopped at the budget, and says when to come back", async () => {
  // The counter itself is set near its end, so that the test need not run a thousand hashes. (No hop is trusted here, so
  // a person's budget is the wide one.)
  // One guess first, so that there is a counter of the present window.
  assert.equal((await enter(OWNER.email, "not the password at all")).status, 401);
  await tenure.db.prepare("UPDATE attempt SET n = 998 WHERE window = (SELECT max(window) FROM attempt)").run();
  const answers = [];
  for (let i = 0; i < 4; i += 1) answers.push(await enter(OWNER.email, "not the password at all"));
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [401, 401, 429, 429],
  );
  const [, , stopped] = answers;
  assert.equal(stopped.code, "rate_limited");
  assert.ok(Number(stopped.header("retry-after")) >= 1 && Number(stopped.header("retry-after")) <= 901);
  assert.equal((await enter(OWNER.email, OWNER.password)).status, 429, "not with the right password either");
  const impossible = await enter(OWNER.email, "g".repeat(1025));
  assert.equal(impossible.status, 401, "longer than a password can be: refused without a hash");
});

test("without the hasher nobody signs in, nobody is let in, and everything else goes on", async () => {
  tenure.killHasher();
  const answer = await enter("someone@example.com", OWNER.password);
  assert.equal(answer.status, 503);
  assert.equal(answer.code, "unavailable");
  assert.match(answer.header("retry-after"), /^[1-9]\d*$/);
  assert.equal((await ana.get("/v1/me")).status, 200);
  const codes = new Set(errors.map((line) => line.code));
  assert.deepEqual(
    [...codes].filter((code) => !["busy", "unavailable"].includes(code)),
    [],
    "no other error was logged",
  );
});
