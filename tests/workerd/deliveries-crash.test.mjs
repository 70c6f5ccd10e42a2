// What a carrier was told is ours reaches its webhook, however often everything dies on the way.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { deploy, folder, setUp, until } from "./support/deployment.mjs";

const MESSAGES = 1000;
const PEOPLE = 100;
/** Carriers' connections: each has four people, whose messages it posts one after the other. */
const WRITERS = 25;
const KILLS = 20;
/** A try that was cut off is begun again after a minute: the last start's clock is ahead by more than that. */
const LATER = 90;

const servers = [];
after(() => servers.forEach((server) => server.close()));

/** A bot that takes everything, a little after it came; `calls` has it in the order in which it came. */
async function bot() {
  const calls = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    // What was cut off came all the same: a bot can't know.
    request.on("end", () => {
      const { data } = JSON.parse(body);
      const { headers } = request;
      calls.push({ id: headers["webhook-id"], sequence: Number(headers["tenure-sequence"]), text: data.content.text });
      setTimeout(() => response.writeHead(204).end(), 2);
    });
    request.on("error", () => {});
  });
  servers.push(server);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { host: `127.0.0.1:${server.address().port}`, calls };
}

const person = (n) => `55199900${String(n).padStart(5, "0")}`;
const message = (n) => ({
  id: `carrier-${n}`,
  source: person(n % PEOPLE),
  destination: "5519990000000",
  messageText: `${n % PEOPLE}:${Math.floor(n / PEOPLE)}`,
});

test("of a thousand messages none is lost and none overtakes another, while workerd dies twenty times", async (t) => {
  const dataDir = await folder();
  const { host, calls } = await bot();
  const start = (more) => deploy({ dataDir, assets: false, onError() {}, vars: { ALLOW_WEBHOOK_TO: host, ...more } });
  let tenure = await start();
  const ana = await setUp(tenure);
  const made = (answer) => {
    assert.equal(answer.status, 201, answer.text);
    return answer.json;
  };
  const hook = { name: "Bot", kind: "mo", url: `http://${host}/in`, accept_null_subaccount: true };
  made(await ana.post("/v1/webhooks", hook));
  const source = made(await ana.post("/v1/inbound-sources", { name: "SMS", provider: "sinch_sms", authentication: "address" }));
  const { pathname, search } = new URL(source.secret_url);

  // Everybody's messages come one after the other; a carrier that got no answer sends the same one again.
  let acknowledged = 0;
  let repeated = 0;
  let going = null;
  const post = async (n) => {
    for (;;) {
      const running = (await going) ?? tenure;
      try {
        const answer = await running.nobody.post(pathname + search, message(n));
        assert.equal(answer.status, 200, answer.text);
        acknowledged += 1;
        return;
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        repeated += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
  const writers = Array.from({ length: WRITERS }, async (_, which) => {
    for (let n = which; n < MESSAGES; n += WRITERS) await post(n);
  });
  const all = Promise.all(writers);
  all.catch(() => {});
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const bound = Math.floor((kill * MESSAGES) / (KILLS + 1));
    await until(() => acknowledged >= bound, `the message number ${bound}`, 60_000);
    const dying = tenure;
    let up;
    going = new Promise((resolve) => (up = resolve));
    await dying.kill9();
    tenure = await start(kill === KILLS ? { CLOCK_OFFSET_SECONDS: String(LATER) } : {});
    up(tenure);
    going = null;
  }
  await all;
  assert.equal(acknowledged, MESSAGES);
  const beforeTheEnd = calls.length;

  // What was cut off is found by the clock.
  await tenure.scheduled("* * * * *");
  const waiting = () => tenure.db.prepare("SELECT count(*) AS n FROM delivery WHERE state <> 'delivered'").first("n");
  await until(async () => (await waiting()) === 0, "the last delivery", 60_000);

  const count = (table) => tenure.db.prepare(`SELECT count(*) AS n FROM ${table}`).first("n");
  assert.deepEqual([await count("message"), await count("event"), await count("delivery")], [MESSAGES, MESSAGES, MESSAGES]);
  assert.equal(new Set(calls.map(({ id }) => id)).size, MESSAGES, "ids of webhooks");
  assert.equal(new Set(calls.map(({ text }) => text)).size, MESSAGES, "messages");
  for (let who = 0; who < PEOPLE; who += 1) {
    const theirs = calls.filter(({ text }) => text.startsWith(`${who}:`));
    // One may come again, until it is written down that it came; none comes before one that was written before it.
    for (const of of ["sequence", "place"]) {
      const found = theirs.map((call) => (of === "place" ? Number(call.text.split(":")[1]) : call.sequence));
      assert.deepEqual(found, [...found].sort((a, b) => a - b), `${of} of ${who}`);
    }
    assert.equal(new Set(theirs.map(({ sequence }) => sequence)).size, MESSAGES / PEOPLE);
  }
  t.diagnostic(
    `${repeated} posts cut off and repeated, ${calls.length - MESSAGES} deliveries repeated, ${calls.length - beforeTheEnd} at the end`,
  );

  // The same message a hundred times at once, on the real database.
  const again = { ...message(0), id: "once", messageText: "once" };
  const answers = await Promise.all(Array.from({ length: 100 }, () => tenure.nobody.post(pathname + search, again)));
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [200]);
  await until(async () => (await waiting()) === 0, "the one delivery");
  assert.deepEqual([await count("message"), await count("event"), await count("delivery")], Array(3).fill(MESSAGES + 1));
  assert.equal(calls.filter(({ text }) => text === "once").length, 1);
});
