// Messages: what accepting one costs beside a bare insert into D1, how many are sent and delivered a second, and how much one
// dead endpoint slows the others. `rates` or `dead` as an argument: that part alone. Bounded in time; talks to 127.0.0.1 only.
import { createServer } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load, write } from "./bench/load.mjs";
import { start as startPeers } from "./bench/peers.mjs";
import { owner, post } from "./bench/requests.mjs";
import { Row, goal, median, printer, rounds, used } from "./bench/table.mjs";
import { start } from "./serve.mjs";

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 9);
const SECONDS = 1;
const CONNECTIONS = 16;
/** More than a row of the table takes in all its rounds: a message that comes again is none. */
const DIFFERENT = 60_000;
const PEOPLE = 500;
/** So many are delivered at the most, of those that wait. */
const DELIVERIES = 2_000;
const WEBHOOKS = 50;
const DEAD_ROUNDS = 4;
const SAID = 12;

const person = (n) => `551199${String(n % PEOPLE).padStart(7, "0")}`;
const said = (id, n) => ({ id, source: person(n), destination: "551140000000", messageText: `What somebody wrote, number ${n}` });
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until there is something, for a minute at most. */
async function until(get, what) {
  for (const end = Date.now() + 60_000; Date.now() < end; await wait(20)) {
    const found = await get();
    if (found) return found;
  }
  throw new Error(`${what} did not come`);
}

/** Requests that are sent one after the other, over all rounds: none comes twice. */
async function inTurn(dataDir, name, url, pid, requests, connections = CONNECTIONS) {
  const file = join(dataDir, `requests-${name}`);
  await write(file, requests);
  let from = 0;
  return async () => {
    const before = await used(pid);
    const found = await load({ url, file, connections, seconds: SECONDS, from });
    // Those that were on their way at the end, too.
    from += found.requests + 2 * CONNECTIONS;
    if (from > requests.length) throw new Error("more requests are needed");
    return { ...found, each: ((await used(pid)) - before) / found.requests };
  };
}

const many = (make) => Array.from({ length: DIFFERENT }, (_, n) => make(n));

/** A source's way in, the address of a call. */
async function source(call, name) {
  const made = await call("POST", "/v1/inbound-sources", { name, provider: "sinch_sms", authentication: "address" });
  const { pathname, search } = new URL(made.secret_url);
  return pathname + search;
}

const hook = (call, url, name, more = {}) =>
  call("POST", "/v1/webhooks", { name, kind: "mo", url, accept_null_subaccount: true, ...more });

async function rates(line) {
  const dataDir = await mkdtemp(join(tmpdir(), "tenure-bench-"));
  const peers = await startPeers(dataDir, ["bare D1 insert", "JavaScript noop"]);
  // What answers webhooks and plays the carrier is a program of its own, and native but for one line.
  const answering = new URL(peers.urls["JavaScript noop"]).host;
  const running = await start({ dataDir, assets: false, vars: { ALLOW_WEBHOOK_TO: answering }, onError: (text) => console.error(text) });
  try {
    const call = await owner(running);
    const way = await source(call, "Carrier");
    const ours = [running.workerUrl, running.workerdPid];
    const bare = ["bare D1 insert"].flatMap((name) => [peers.urls[name], peers.pids[name]]);
    const accept = (name) => many((n) => post(way, said(`${name}-${n}`, n)));
    const channel = { kind: "http", medium: "sms", name: "Carrier", origin: "551140000000", address: `http://${answering}/send` };
    await call("POST", "/v1/channels", { ...channel, credential: { headers: { "X-Api-Key": "bench" } } });
    const subaccount = (await call("POST", "/v1/subaccounts", { name: "Bench", reference_name: "bench" })).id;
    const bot = await call("POST", "/v1/system-users", { subaccount_id: subaccount, username: "bench" });
    const send = (n) =>
      post("/v1/send-sms", { destination: person(n), messageText: `Number ${n}` }, { Authorization: `Bearer ${bot.token.value}` });

    const rows = {
      bare: new Row("bare D1 insert", await inTurn(dataDir, "bare", ...bare, accept("bare"))),
      untold: new Row("accept, no webhook", await inTurn(dataDir, "untold", ...ours, accept("untold"))),
    };
    await rounds(Object.values(rows), ROUNDS);
    // One after the other: nothing can be written together.
    const single = {
      bare: new Row("bare D1 insert, one by one", await inTurn(dataDir, "bare1", ...bare, accept("bare1"), 1)),
      untold: new Row("accept, one by one", await inTurn(dataDir, "untold1", ...ours, accept("untold1"), 1)),
    };
    await rounds(Object.values(single), ROUNDS);
    const { webhook } = await hook(call, `http://${answering}/in`, "Bot");
    const set = (what) => call("POST", `/v1/webhooks/${webhook.id}/${what}`, {});
    await set("pause");
    const told = {
      bare: new Row("bare D1 insert", await inTurn(dataDir, "bare2", ...bare, accept("bare2"))),
      told: new Row("accept, with its delivery", await inTurn(dataDir, "told", ...ours, accept("told"))),
      send: new Row("send, carrier called", await inTurn(dataDir, "send", ...ours, many(send))),
    };
    await rounds(Object.values(told), ROUNDS);

    console.log(`\nMedians of ${ROUNDS} interleaved rounds of ${SECONDS} s, ${CONNECTIONS} connections; the client shares the machine\n`);
    line("", "requests/s", "÷ insert", "p50 ms", "p99 ms", "workerd µs");
    for (const table of [rows, single, told]) {
      for (const row of Object.values(table)) {
        const figures = [row.ratio(table.bare).toFixed(3), row.median((it) => it.p50).toFixed(2), row.median((it) => it.p99).toFixed(2)];
        line(row.name, Math.round(row.median((it) => it.rate)), ...figures, median(row.found.map((it) => it.each).filter(Number.isFinite)).toFixed(0));
        if (row.odd > 0) {
          line(`  other answers than expected: ${row.odd}`);
          process.exitCode = 1;
        }
      }
    }

    // What waits is delivered, or as much of it as is needed.
    await running.db.prepare("DELETE FROM delivery WHERE id NOT IN (SELECT id FROM delivery ORDER BY id DESC LIMIT ?)").bind(DELIVERIES).run();
    const count = (state) => running.db.prepare("SELECT count(*) AS n FROM delivery WHERE state = ?").bind(state).first("n");
    const all = await count("pending");
    const began = performance.now();
    await set("resume");
    await until(async () => (await count("delivered")) === all, `${all} deliveries`);
    const each = all / ((performance.now() - began) / 1000);
    console.log(`\n${all.toLocaleString("en")} deliveries to one webhook, of ${PEOPLE} people: ${each.toFixed(0)} a second\n`);
    goal(line, "accept ÷ bare D1 insert", 0.8, rows.untold.ratio(rows.bare));
    goal(line, "accept with its delivery ÷ bare", 0.8, told.told.ratio(told.bare));
  } finally {
    await running.stop();
    await peers.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Receivers, all at one port: `calls` has what came, `/dead` never answers while `hangs`. */
async function receivers() {
  const held = new Set();
  const it = { calls: [], hangs: false, held };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("error", () => {});
    request.on("end", () => {
      const at = performance.now();
      if (request.url === "/dead" && it.hangs) return held.add(response);
      it.calls.push({ at, path: request.url, text: JSON.parse(body).data.content.text });
      response.writeHead(204).end();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  it.host = `127.0.0.1:${server.address().port}`;
  it.letGo = () => {
    for (const response of held) response.destroy();
    held.clear();
  };
  it.close = () => server.close();
  return it;
}

async function dead(line) {
  const dataDir = await mkdtemp(join(tmpdir(), "tenure-bench-"));
  const there = await receivers();
  const running = await start({ dataDir, assets: false, vars: { ALLOW_WEBHOOK_TO: there.host }, onError() {} });
  try {
    const call = await owner(running);
    const way = await source(call, "Carrier");
    const made = [];
    for (let n = 0; n < WEBHOOKS; n += 1) made.push(await hook(call, `http://${there.host}/${n === 0 ? "dead" : n}`, `Bot ${n}`));
    const { id } = made[0].webhook;
    const latencies = { alive: [], dead: [] };
    let number = 0;
    // Without it, with it, and again: the webhook is paused while it is not to be felt.
    for (let round = 0; round <= 2 * DEAD_ROUNDS; round += 1) {
      const kind = round % 2 ? "alive" : "dead";
      there.hangs = kind === "dead";
      await call("POST", `/v1/webhooks/${id}/${kind === "dead" ? "resume" : "pause"}`, {});
      there.calls.length = 0;
      const sent = new Map();
      for (let n = 0; n < SAID; n += 1, number += 1) {
        const { messageText, ...rest } = said(`dead-${number}`, number);
        sent.set(messageText, performance.now());
        await call("POST", way, { messageText, ...rest });
        await wait(250);
      }
      const others = () => there.calls.filter((one) => one.path !== "/dead");
      await until(() => others().length >= SAID * (WEBHOOKS - 1), "the others' deliveries");
      if (kind === "dead" && there.held.size === 0) throw new Error("the dead one was not called");
      // Round 0 warms up.
      if (round > 0) latencies[kind].push(median(others().map((one) => one.at - sent.get(one.text))));
      there.letGo();
      await wait(200);
    }
    const [with_, without] = [median(latencies.dead), median(latencies.alive)];
    console.log(`\n${WEBHOOKS} webhooks, from a message's post to its delivery at the others: ${without.toFixed(1)} ms, ${with_.toFixed(1)} ms while one hangs\n`);
    goal(line, "one dead endpoint: others' median", 1.2, with_ / without, true);
  } finally {
    there.letGo();
    there.close();
    await running.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

const line = printer(34);
const parts = { rates, dead };
for (const part of process.argv.slice(2).length ? process.argv.slice(2) : Object.keys(parts)) await parts[part](line);
process.exit();
