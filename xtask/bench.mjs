// The cost of the paths that matter, as ratios to the cheapest answer of the same Worker, in one interleaved run on
// workerd's own sockets. Bounded in time; talks to 127.0.0.1 only.
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { start } from "./serve.mjs";

const ROUNDS = 5;
const MILLISECONDS = 1000;
const CONNECTIONS = 16;
const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PASSWORD = randomBytes(18).toString("base64url");
const EMAIL = "owner@bench.example";

/** A whole answer at the start of a buffer: its length and status, or nothing yet. */
function answerIn(buffer) {
  const head = buffer.indexOf("\r\n\r\n");
  if (head < 0) return null;
  const text = buffer.latin1Slice(0, head);
  const status = Number(text.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/i.exec(text);
  if (length) {
    const end = head + 4 + Number(length[1]);
    return buffer.length >= end ? { end, status } : null;
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(text)) return { end: head + 4, status };
  const last = buffer.indexOf("\r\n0\r\n\r\n", head + 2);
  return last < 0 ? null : { end: last + 7, status };
}

/** Keeps `connections` busy until the time is over; `next()` gives the text of each request. */
function load(port, next, connections, milliseconds) {
  const statuses = new Map();
  const latencies = [];
  const until = performance.now() + milliseconds;
  const began = performance.now();
  const one = () =>
    new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      let buffer = Buffer.alloc(0);
      let sent = 0;
      const send = () => {
        if (performance.now() >= until) {
          socket.destroy();
          resolve();
          return;
        }
        sent = performance.now();
        socket.write(next());
      };
      socket.setNoDelay(true);
      socket.setTimeout(20_000, () => socket.destroy(new Error("no answer in 20 s")));
      socket.on("connect", send);
      socket.on("error", reject);
      socket.on("close", () => resolve());
      socket.on("data", (chunk) => {
        buffer = buffer.length ? Buffer.concat([buffer, chunk]) : chunk;
        const answer = answerIn(buffer);
        if (!answer) return;
        buffer = buffer.subarray(answer.end);
        latencies.push(performance.now() - sent);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        send();
      });
    });
  return Promise.all(Array.from({ length: connections }, one)).then(() => {
    latencies.sort((a, b) => a - b);
    return {
      rate: latencies.length / ((performance.now() - began) / 1000),
      p50: latencies[Math.floor(latencies.length * 0.5)] ?? 0,
      p99: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
      statuses,
    };
  });
}

const get = (path, headers = {}) =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n`;

const post = (path, body, headers = {}) => {
  const text = JSON.stringify(body);
  return (
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n` +
    `${Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join("")}\r\n${text}`
  );
};

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

async function call(base, path, body, headers = {}) {
  const answer = await fetch(base + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  return { json: await answer.json(), cookie: answer.headers.getSetCookie()[0]?.split(";")[0] };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function main() {
  const dataDir = await mkdtemp(join(tmpdir(), "tenure-bench-"));
  // Each sign-in names another source, so that no limit is measured instead.
  const running = await start({ dataDir, assets: false, vars: { CLIENT_IP_HEADER: "x-bench-source" }, onError() {} });
  try {
    const base = running.workerUrl;
    const port = Number(new URL(base).port);
    const origin = running.publicUrl;
    const first = await call(
      base,
      "/v1/setup",
      {
        setup_token: running.secrets.SETUP_TOKEN,
        account_name: "Bench",
        name: "Owner",
        email: EMAIL,
        password: PASSWORD,
        locale: "en",
      },
      { origin },
    );
    const made = await call(
      base,
      "/v1/system-users",
      { subaccount_id: null, username: "bench" },
      { origin, cookie: first.cookie, "idempotency-key": randomBytes(16).toString("hex") },
    );
    const token = made.json.token.value;

    const health = get("/healthz");
    const valid = get("/v1/whoami", { Authorization: `Bearer ${token}` });
    const malformed = get("/v1/whoami", { Authorization: `Bearer ${token.slice(0, -1)}${token.endsWith("0") ? "1" : "0"}` });
    const flood = Array.from({ length: 5000 }, () => get("/v1/whoami", { Authorization: `Bearer ${forged()}` }));
    let turn = 0;
    const source = () => `10.${randomBytes(3).join(".")}`;
    const signIn = () => post("/v1/sessions", { email: EMAIL, password: PASSWORD }, { "x-bench-source": source() });
    const plain = (next, connections = CONNECTIONS) => () => load(port, next, connections, MILLISECONDS);

    const scenarios = [
      { name: "whoami, valid token", run: plain(() => valid), expect: 200 },
      { name: "whoami, malformed token", run: plain(() => malformed), expect: 401 },
      { name: "whoami, forged tags", run: plain(() => flood[turn++ % flood.length]), expect: 401 },
      { name: "sign-in", run: plain(signIn, 4), expect: 201 },
      {
        name: "whoami, valid, beside 2 signing in",
        run: async () => {
          const [result] = await Promise.all([plain(() => valid)(), plain(signIn, 2)()]);
          return result;
        },
        expect: 200,
      },
    ];
    await load(port, () => health, CONNECTIONS, MILLISECONDS);
    await load(port, () => valid, CONNECTIONS, MILLISECONDS);

    const results = scenarios.map(() => ({ ratios: [], rates: [], p50: [], p99: [], odd: new Map() }));
    const noop = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, scenario] of scenarios.entries()) {
        const baseline = await load(port, () => health, CONNECTIONS, MILLISECONDS);
        const measured = await scenario.run();
        noop.push(baseline.rate);
        const result = results[index];
        result.ratios.push(measured.rate / baseline.rate);
        result.rates.push(measured.rate);
        result.p50.push(measured.p50);
        result.p99.push(measured.p99);
        for (const [status, count] of measured.statuses) {
          if (status !== scenario.expect) result.odd.set(status, (result.odd.get(status) ?? 0) + count);
        }
      }
    }
    const line = (...columns) => columns.map((text, i) => (i ? String(text).padStart(12) : String(text).padEnd(38))).join("");
    console.log(`\nMedians of ${ROUNDS} interleaved rounds of ${MILLISECONDS} ms, ${CONNECTIONS} connections (sign-in: 4), one machine for both sides\n`);
    console.log(line("", "requests/s", "ratio", "p50 ms", "p99 ms"));
    console.log(line("noop (GET /healthz)", Math.round(median(noop)), "1.000"));
    for (const [index, scenario] of scenarios.entries()) {
      const { rates, ratios, p50, p99, odd } = results[index];
      console.log(
        line(scenario.name, median(rates).toFixed(rates[0] < 100 ? 1 : 0), median(ratios).toFixed(3), median(p50).toFixed(2), median(p99).toFixed(2)),
      );
      if (odd.size > 0) {
        console.log(`  unexpected statuses: ${[...odd].map(([status, count]) => `${status} × ${count}`).join(", ")}`);
        process.exitCode = 1;
      }
    }
  } finally {
    await running.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();
process.exit();
