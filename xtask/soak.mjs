// Some minutes of the load of a busy deployment, across the ticks of the clock: nothing may be refused, and after the
// warm-up memory may not grow. Bounded in time; talks to 127.0.0.1 only. `node soak.mjs MINUTES`.
//
// What is judged is workerd's resident memory, and what is reachable in the Node process that starts it and reads its log.
// That process's resident memory is shown only: V8 makes its young generation larger or smaller with the rate of garbage, by
// more than a leak of ten minutes would be. workerd's is kept at one size, for the same reason: without that its memory goes up
// and down by a tenth around a level.
import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { start } from "./serve.mjs";

/** What miniflare hands to V8 in workerd. */
process.env.MINIFLARE_WORKERD_V8_FLAGS = "--min-semi-space-size=8 --max-semi-space-size=8 --single-threaded-gc";
const CONNECTIONS = 16;
/** How much more memory the last sixth of the run may take than the sixth after the warm-up. */
const SLOPE = 0.01;
/** How much more, in MB, may be on its way between workerd's pipe and the file: a leak of a byte a call is more. */
const UNDER_WAY = 1;
/** Memory is asked for this often. */
const EVERY = 1000;
/** A collection stops the log's reader for some milliseconds: so often only. */
const COLLECT_EVERY = 5000;
const CALLERS = fileURLToPath(new URL("bench/callers.mjs", import.meta.url));

/** Runs the callers until `ms` are over; `onCounts` gets the answers so far, by status. */
function callers(message, onCounts) {
  return new Promise((resolve, reject) => {
    const child = fork(CALLERS, { serialization: "advanced" });
    child.on("message", ({ statuses, done, error }) => {
      onCounts(statuses);
      if (error) reject(new Error(error));
      else if (done) resolve();
    });
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`the callers ended with ${code}`)));
    child.send(message);
  });
}

// The function that collects all garbage, without a flag on the command line.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

/** What is reachable in this process, in MB: the heap, and the buffers outside it. */
function reachable() {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return { heap: heapUsed / 1024 / 1024, buffers: external / 1024 / 1024 };
}

/** Resident memory of a process, in MB. Where /proc has none, nothing. */
async function resident(pid) {
  const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kilobytes = /VmRSS:\s+(\d+)/.exec(text)?.[1];
  return kilobytes && Number(kilobytes) / 1024;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function setUp(running) {
  const call = async (path, body, headers) => {
    const answer = await fetch(running.workerUrl + path, {
      method: "POST",
      headers: { "content-type": "application/json", origin: running.publicUrl, ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
    return { json: await answer.json(), cookie: answer.headers.getSetCookie()[0]?.split(";")[0] };
  };
  const password = randomBytes(18).toString("base64url");
  const { cookie } = await call("/v1/setup", {
    setup_token: running.secrets.SETUP_TOKEN,
    account_name: "Soak",
    name: "Owner",
    email: "owner@soak.example",
    password,
    locale: "en",
  });
  const made = await call("/v1/system-users", { subaccount_id: null, username: "soak" }, { cookie });
  return { cookie, token: made.json.token.value };
}

const get = (path, headers) =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;

async function main() {
  const minutes = Number(process.argv[2] ?? 10);
  const dataDir = await mkdtemp(join(tmpdir(), "tenure-soak-"));
  const faults = [];
  const running = await start({ dataDir, assets: false, storage: false, onError: (line) => faults.push(line) });
  try {
    const { cookie, token } = await setUp(running);
    running.keepTime();
    const port = Number(new URL(running.workerUrl).port);
    let statuses = {};
    const total = () => Object.values(statuses).reduce((sum, n) => sum + n, 0);
    const began = performance.now();
    const bot = get("/v1/whoami", { Authorization: `Bearer ${token}` });
    const person = get("/v1/me", { Cookie: cookie });
    const memory = { workerd: [], node: [], heap: [], buffers: [] };
    const watch = setInterval(async () => {
      memory.workerd.push(await resident(running.workerdPid));
      memory.node.push(await resident(process.pid));
    }, EVERY);
    const collecting = setInterval(() => {
      const { heap, buffers } = reachable();
      memory.heap.push(heap);
      memory.buffers.push(buffers);
    }, COLLECT_EVERY);
    let shown = 0;
    const show = setInterval(() => {
      const [workerd, node, heap, buffers] = Object.values(memory).map((it) => it.at(-1)?.toFixed(1));
      console.log(`  ${Math.round((performance.now() - began) / 1000)} s: ${total() - shown} calls, workerd ${workerd} MB, Node ${node} MB (reachable: ${heap}, buffers ${buffers})`);
      shown = total();
    }, 30_000);
    const requests = Array.from({ length: CONNECTIONS }, (_, n) => (n % 8 === 7 ? person : bot));
    await callers({ port, requests, ms: minutes * 60_000 }, (counted) => {
      statuses = counted;
    });
    for (const timer of [watch, collecting, show]) clearInterval(timer);

    const refused = total() - (statuses["200"] ?? 0);
    const each = Object.entries(statuses).map(([status, n]) => `${status} × ${n}`);
    console.log(`\n${total()} calls in ${minutes} min, ${Math.round(total() / minutes / 60)}/s; refused: ${refused} (${each.join(", ")})`);
    if (refused > 0 || total() === 0) process.exitCode = 1;
    const rows = [
      ["workerd, resident", memory.workerd, (from) => from * SLOPE],
      ["Node, heap after a collection", memory.heap, (from) => from * SLOPE],
      ["Node, buffers", memory.buffers, () => UNDER_WAY],
      ["Node, resident (not judged)", memory.node, () => Infinity],
    ];
    for (const [name, values, most] of rows) {
      const known = values.filter(Number.isFinite);
      // The first third is the warm-up: heaps grow to the size at which they are collected.
      const sixth = Math.floor(known.length / 6);
      if (sixth < 5) {
        console.log(`${name}: too short a run, or no /proc, to tell how memory goes`);
        continue;
      }
      const [from, to] = [median(known.slice(2 * sixth, 3 * sixth)), median(known.slice(-sixth))];
      const slope = (100 * (to / from - 1)).toFixed(2);
      console.log(`${name}: ${from.toFixed(2)} MB after the warm-up, ${to.toFixed(2)} MB at the end: ${slope} %`);
      // Heaps are warm after some minutes; a shorter run tells only what was refused.
      if (minutes >= 6 && to - from > most(from)) process.exitCode = 1;
    }
    for (const line of faults.slice(0, 5)) console.log(`fault: ${line}`);
    if (faults.length > 0) process.exitCode = 1;
  } finally {
    await running.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();
process.exit();
