// Some minutes of the load of a busy deployment, across the ticks of the clock: nothing may be refused, and after the
// warm-up memory may not grow. Bounded in time; talks to 127.0.0.1 only. `node soak.mjs MINUTES`.
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start } from "./serve.mjs";

const CONNECTIONS = 16;
/** How much more memory the last sixth of the run may take than the sixth after the warm-up. */
const SLOPE = 0.01;
/** Memory is asked for this often. */
const EVERY = 1000;

/** Asks again and again on one connection until the time is over; counts the answers by status. */
function ask(port, text, until, statuses) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let buffer = "";
    socket.setTimeout(20_000, () => socket.destroy(new Error("no answer within 20 s")));
    socket.on("connect", () => socket.write(text));
    socket.on("error", reject);
    socket.on("close", resolve);
    socket.on("data", (chunk) => {
      buffer += chunk.toString("latin1");
      const head = buffer.indexOf("\r\n\r\n");
      const length = head < 0 ? undefined : Number(/\r\ncontent-length: *(\d+)/i.exec(buffer.slice(0, head))?.[1] ?? 0);
      if (head < 0 || buffer.length < head + 4 + length) return;
      const status = buffer.slice(9, 12);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      buffer = "";
      if (performance.now() >= until) socket.destroy();
      else socket.write(text);
    });
  });
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
    const statuses = new Map();
    const began = performance.now();
    const until = began + minutes * 60_000;
    const bot = get("/v1/whoami", { Authorization: `Bearer ${token}` });
    const person = get("/v1/me", { Cookie: cookie });
    const memory = { workerd: [], node: [] };
    const watch = setInterval(async () => {
      memory.workerd.push(await resident(running.workerdPid));
      memory.node.push(await resident(process.pid));
    }, EVERY);
    let shown = 0;
    const show = setInterval(() => {
      const total = [...statuses.values()].reduce((sum, n) => sum + n, 0);
      console.log(`  ${Math.round((performance.now() - began) / 1000)} s: ${total - shown} calls, workerd ${memory.workerd.at(-1)?.toFixed(1)} MB, Node ${memory.node.at(-1)?.toFixed(1)} MB`);
      shown = total;
    }, 30_000);
    await Promise.all(Array.from({ length: CONNECTIONS }, (_, n) => ask(port, n % 8 === 7 ? person : bot, until, statuses)));
    clearInterval(watch);
    clearInterval(show);

    const total = [...statuses.values()].reduce((sum, n) => sum + n, 0);
    const refused = total - (statuses.get("200") ?? 0);
    console.log(`\n${total} calls in ${minutes} min, ${Math.round(total / minutes / 60)}/s; refused: ${refused} (${[...statuses].map(([status, n]) => `${status} × ${n}`).join(", ")})`);
    if (refused > 0 || total === 0) process.exitCode = 1;
    for (const [name, values] of Object.entries(memory)) {
      const known = values.filter(Number.isFinite);
      // The first third is the warm-up: heaps grow to the size at which they are collected.
      const sixth = Math.floor(known.length / 6);
      if (sixth < 5) {
        console.log(`${name}: too short a run, or no /proc, to tell how memory goes`);
        continue;
      }
      const [from, to] = [median(known.slice(2 * sixth, 3 * sixth)), median(known.slice(-sixth))];
      const slope = to / from - 1;
      console.log(`${name}: ${from.toFixed(1)} MB after the warm-up, ${to.toFixed(1)} MB at the end: ${(slope * 100).toFixed(2)} %`);
      // Heaps are warm after some minutes; a shorter run tells only what was refused.
      if (minutes >= 6 && slope > SLOPE) process.exitCode = 1;
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
