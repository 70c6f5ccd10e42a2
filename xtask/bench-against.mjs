// What a token check costs beside the same check of another build, kind of token by kind of token: interleaved rounds on one
// machine. The main figure is the processor time of workerd a call, which says something on a machine with other work, too.
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { load, write } from "./bench/load.mjs";
import { get, owner } from "./bench/requests.mjs";
import { Row, median, printer, rounds, used } from "./bench/table.mjs";
import { start } from "./serve.mjs";

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 9);
const SECONDS = 2;
const CONNECTIONS = 16;
const DIFFERENT = 20_000;
/** What `owner` and the Worker take the client's address from. */
const FROM = "x-bench-source";
const HERE = "203.0.113.7";
const IN_TEN_DAYS = new Date(Date.now() + 10 * 86_400_000).toISOString();

/** Each kind has what the one before it has, and one thing more. */
const KINDS = [
  ["plain", {}],
  ["scopes", { scopes: ["introspect", "send", "read_messages"] }],
  ["networks and end", { networks: ["203.0.113.0/24", "2001:db8::/32"], expires_at: IN_TEN_DAYS }],
  ["rate limit", { rate_limit: { calls: 1_000_000, per_seconds: 60 } }],
];

/** Runs a build with its own migrations, where its tree has some; gives the way to call it as the owner. */
async function run(dist, running) {
  const dataDir = await mkdtemp(join(tmpdir(), "tenure-bench-"));
  const migrations = join(dist, "../crates/store/migrations");
  const options = { dataDir, dist, assets: false, vars: { CLIENT_IP_HEADER: FROM }, ...(existsSync(migrations) && { migrations }) };
  const one = await start({ ...options, onError: (line) => console.error(line) });
  running.push(async () => {
    await one.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  const call = await owner(one);
  const bot = async (username) => call("POST", "/v1/system-users", { subaccount_id: null, username });
  return { one, dataDir, call, bot };
}

/** A row of calls with one token. */
async function row(name, { one, dataDir }, token) {
  const file = join(dataDir, `requests-${name.replaceAll(/[^a-z]/g, "-")}`);
  const headers = { Authorization: `Bearer ${token}`, [FROM]: HERE };
  await write(file, Array.from({ length: DIFFERENT }, (_, n) => get("/v1/whoami", { ...headers, "X-Number": 100_000 + n })));
  return new Row(name, async () => {
    const before = await used(one.workerdPid);
    const from = Math.floor(Math.random() * DIFFERENT);
    const found = await load({ url: one.workerUrl, file, connections: CONNECTIONS, seconds: SECONDS, from });
    return { ...found, each: ((await used(one.workerdPid)) - before) / found.requests };
  });
}

async function main() {
  const other = resolve(process.argv[2] ?? "");
  const running = [];
  try {
    const before = await run(other, running);
    const now = await run(process.env.TENURE_DIST ?? resolve(import.meta.dirname, "../dist"), running);
    const rows = [await row("the other build, plain", before, (await before.bot("bench")).token.value)];
    let own = {};
    for (const [name, more] of KINDS) {
      const { system_user: user, token } = await now.bot(`bench ${name}`);
      own = { ...own, ...more };
      const made = name === "plain" ? { token } : await now.call("POST", `/v1/system-users/${user.id}/tokens`, { confirm: true, ...own });
      rows.push(await row(name === "plain" ? name : `  + ${name}`, now, made.token.value));
    }
    await rounds(rows, ROUNDS);
    report(rows);
  } finally {
    await Promise.allSettled(running.map((stop) => stop()));
  }
}

function report(rows) {
  const [other] = rows;
  const line = printer(26);
  console.log(`\nGET /v1/whoami, accepted: medians of ${ROUNDS} interleaved rounds of ${SECONDS} s, ${CONNECTIONS} connections.`);
  console.log("µs: processor time of workerd a call; ÷: the other one's by this one, the median of the rounds' own ratios;\nrate ÷: this one's by the other's. Both are above 1 where this build is quicker\n");
  line("", "µs", "least µs", "÷", "requests/s", "rate ÷", "client CPU");
  for (const one of rows) {
    const times = one.found.map(({ each }, round) => other.found[round].each / each);
    line(
      one.name,
      one.median((it) => it.each).toFixed(1),
      Math.min(...one.found.map((it) => it.each)).toFixed(1),
      median(times).toFixed(3),
      Math.round(one.median((it) => it.rate)),
      one.ratio(other).toFixed(3),
      `${(100 * one.median((it) => it.cpu)).toFixed(0)} %`,
    );
    if (one.odd > 0) {
      line(`  other answers than expected: ${one.odd}`);
      process.exitCode = 1;
    }
  }
}

await main();
process.exit();
