// What a token check costs, beside a Worker that does nothing and the same check written by hand: one interleaved run on
// workerd's own sockets, under a native load generator. Bounded in time; talks to 127.0.0.1 only.
import { createHmac, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { load, write } from "./bench/load.mjs";
import { start as startPeers } from "./bench/peers.mjs";
import { EMAIL, PASSWORD, get, owner, post } from "./bench/requests.mjs";
import { Row, goal, median, printer, rounds, used } from "./bench/table.mjs";
import { start } from "./serve.mjs";

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 9);
const SECONDS = 1;
const CONNECTIONS = 16;
const SIGNING_IN = 2;
/** As many different requests as a flood has here: more than any cache of refusals would pay for in a second. */
const DIFFERENT = 20_000;
const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const bearer = (token) => ({ Authorization: `Bearer ${token}` });
/** Requests of which each differs from the next, whatever they ask: the load client's own work is the same in every row. */
const different = (path, headers = [{}]) =>
  Array.from({ length: DIFFERENT }, (_, n) => get(path, { ...headers[n % headers.length], "X-Number": 100_000 + n }));

function base62(number, digits) {
  let text = "";
  for (let value = BigInt(number), i = 0; i < digits; i++, value /= 62n) text = BASE62[Number(value % 62n)] + text;
  return text;
}

/** A token of the right shape and checksum whose tag is a guess. */
function forged() {
  const text = `tnr_${base62(`0x${randomBytes(32).toString("hex")}`, 43)}`;
  return text + base62(crc32(text), 6);
}

/** A token as the deployment would make it, which it has never made: only who has its key can send one. */
function unmade(keys) {
  const master = Buffer.from(keys.split(",")[0].split(":")[1], "hex");
  const key = createHmac("sha256", master).update("tenure/1/token-tag").digest();
  const random = randomBytes(24);
  const tag = createHmac("sha256", key).update(random).digest().subarray(0, 8);
  const text = `tnr_${base62(`0x${Buffer.concat([random, tag]).toString("hex")}`, 43)}`;
  return text + base62(crc32(text), 6);
}

/** Sets the deployment up and gives a token of each kind. */
async function tokens(running) {
  const call = await owner(running);
  const make = (username) => call("POST", "/v1/system-users", { subaccount_id: null, username });
  const [accepted, revoked, inactive] = [await make("bench"), await make("rotated"), await make("stopped")];
  await call("POST", `/v1/system-users/${revoked.system_user.id}/tokens`, { confirm: true });
  await call("POST", `/v1/system-users/${inactive.system_user.id}/deactivate`);
  const good = accepted.token.value;
  return {
    accepted: [good],
    malformed: [`${good.slice(0, -1)}${good.endsWith("0") ? "1" : "0"}`],
    forged: Array.from({ length: DIFFERENT }, forged),
    unknown: [unmade(running.secrets.TENURE_KEYS)],
    revoked: [revoked.token.value],
    inactive: [inactive.token.value],
    of: accepted,
  };
}

async function main() {
  const dataDir = await mkdtemp(join(tmpdir(), "tenure-bench-"));
  // Each sign-in names another source, so that no limit is measured instead.
  const options = { dataDir, assets: false, vars: { CLIENT_IP_HEADER: "x-bench-source" } };
  const running = await start({ ...options, onError: (line) => console.error(line) });
  let peers;
  try {
    const kinds = await tokens(running);
    const { system_user: user, token } = kinds.of;
    const record = { token: token.id, system_user: user.id, account: "acc_bench", subaccount: null, username: user.username };
    const state = { status: "active", expires_at: null, revoked_at: null };
    peers = await startPeers(dataDir, ["JavaScript noop", "Hono + KV", "Hono + D1"], kinds.accepted[0], { ...record, ...state });

    let files = 0;
    const prepare = async (url, pid, requests, connections = CONNECTIONS) => {
      const file = join(dataDir, `requests-${(files += 1)}`);
      await write(file, requests);
      return async () => {
        const before = await used(pid);
        const from = Math.floor(Math.random() * requests.length);
        const found = await load({ url, file, connections, seconds: SECONDS, from });
        return { ...found, each: ((await used(pid)) - before) / found.requests };
      };
    };
    const ours = [running.workerUrl, running.workerdPid];
    const peer = (name) => [peers.urls[name], peers.pids[name]];
    const signIn = () =>
      post("/v1/sessions", { email: EMAIL, password: PASSWORD }, { "x-bench-source": `10.${randomBytes(3).join(".")}` });
    const signIns = await prepare(...ours, Array.from({ length: 5000 }, signIn), SIGNING_IN);
    const check = (kind) => prepare(...ours, different("/v1/whoami", kinds[kind].map(bearer)));
    const accept = await check("accepted");
    let besides;
    const busy = async () => {
      const [found, beside] = await Promise.all([accept(), signIns()]);
      besides.push(beside.rate);
      return found;
    };

    const rows = {
      noop: new Row("JavaScript noop", await prepare(...peer("JavaScript noop"), different("/"))),
      health: new Row("Tenure, noop (GET /healthz)", await prepare(...ours, different("/healthz"))),
      accepted: new Row("Tenure, whoami, accepted", accept),
      malformed: new Row("  refused: malformed", await check("malformed"), true),
      forged: new Row("  refused: forged", await check("forged"), true),
      unknown: new Row("  refused: unknown", await check("unknown"), true),
      revoked: new Row("  refused: revoked", await check("revoked"), true),
      inactive: new Row("  refused: inactive", await check("inactive"), true),
      busy: new Row(`  accepted, beside ${SIGNING_IN} signing in`, busy),
      signIn: new Row(`  ${SIGNING_IN} clients signing in, alone`, signIns),
      kv: new Row("Hono + KV, accepted", await prepare(...peer("Hono + KV"), different("/v1/whoami", kinds.accepted.map(bearer)))),
      d1: new Row("Hono + D1, accepted", await prepare(...peer("Hono + D1"), different("/v1/whoami", kinds.accepted.map(bearer)))),
    };
    await rounds(Object.values(rows), ROUNDS, (round) => {
      if (round <= 1) besides = [];
    });
    report(rows, median(besides));
  } finally {
    await peers?.stop();
    await running.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function report(rows, beside) {
  const line = printer(34);
  console.log(`\nMedians of ${ROUNDS} interleaved rounds of ${SECONDS} s, ${CONNECTIONS} connections; the client shares the machine`);
  console.log("and uses the named share of one core; workerd µs: its processor time divided by the calls\n");
  line("", "requests/s", "÷ JS noop", "÷ accepted", "p50 ms", "p99 ms", "client CPU", "workerd µs");
  for (const row of Object.values(rows)) {
    const rate = row.median((it) => it.rate);
    line(
      row.name,
      rate < 100 ? rate.toFixed(1) : Math.round(rate),
      row.ratio(rows.noop).toFixed(3),
      row.ratio(rows.accepted).toFixed(2),
      row.median((it) => it.p50).toFixed(2),
      row.median((it) => it.p99).toFixed(2),
      `${(100 * row.median((it) => it.cpu)).toFixed(0)} %`,
      median(row.found.map((it) => it.each).filter(Number.isFinite)).toFixed(0),
    );
    if (row.odd > 0) {
      line(`  other answers than expected: ${row.odd}`);
      process.exitCode = 1;
    }
  }
  console.log(`\nWhile bots called, ${beside.toFixed(1)} people a second signed in.\n`);
  const goals = [
    ["whoami, accepted ÷ JavaScript noop", 0.5, rows.accepted.ratio(rows.noop)],
    ...["malformed", "forged", "unknown", "revoked", "inactive"].map((kind) => [`${kind} ÷ accepted`, 0.95, rows[kind].ratio(rows.accepted)]),
    ["accepted beside sign-ins ÷ alone", 0.6, rows.busy.ratio(rows.accepted)],
  ];
  for (const [what, wanted, found] of goals) goal(line, what, wanted, found);
}

await main();
process.exit();
