// Nothing that has to do with the log may stop the server: not the clock, not a disk that is slow or refuses, not a
// terminal that nobody reads.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { connect } from "node:net";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { file, queue } from "../../xtask/log.mjs";
import { deploy, folder } from "./support/deployment.mjs";

const SERVE = join(dirname(fileURLToPath(import.meta.url)), "../../xtask/serve.mjs");
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Sixteen connections that each ask again as soon as they are answered; how many answers there were in each second. */
async function flood(url, seconds, ask = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", connections = 16) {
  const { port } = new URL(url);
  const counts = new Array(seconds + 1).fill(0);
  const began = performance.now();
  const one = () =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), "127.0.0.1");
      socket.setTimeout(15_000, () => socket.destroy(new Error("no answer within 15 s")));
      socket.on("connect", () => socket.write(ask));
      socket.on("error", reject);
      socket.on("close", resolve);
      socket.on("data", (chunk) => {
        // A small answer comes in one piece.
        if (!chunk.includes("HTTP/1.1 ")) return;
        const at = Math.floor((performance.now() - began) / 1000);
        if (at >= seconds) return socket.destroy();
        counts[at] += 1;
        socket.write(ask);
      });
    });
  await Promise.all(Array.from({ length: connections }, one));
  return counts.slice(0, seconds);
}

test("calls that are logged as fast as they come are served across the ticks of the clock", async () => {
  const tenure = await deploy({ assets: false, tickMs: 1000, onError() {} });
  tenure.keepTime();
  const counts = await flood(tenure.workerUrl, 8);
  assert.ok(counts.every((n) => n > 50), `answers in each second: ${counts.join(" ")}`);
  assert.equal((await tenure.nobody.get("/healthz")).status, 200);
  assert.equal((await tenure.scheduled()).outcome, "ok");
});

test("each answer's line is in the log once, whether it was written alone or with others", async () => {
  const together = await deploy({ assets: false });
  const alone = await deploy({ assets: false, vars: { LOG_TOGETHER: "" } });
  for (const tenure of [together, alone]) {
    const ids = [];
    for (let round = 0; round < 20; round += 1) {
      const answers = await Promise.all(Array.from({ length: 16 }, () => fetch(`${tenure.workerUrl}/healthz`)));
      ids.push(...answers.map((answer) => answer.headers.get("x-request-id")));
      await Promise.all(answers.map((answer) => answer.arrayBuffer()));
    }
    await tenure.stop();
    const lines = (await readFile(tenure.logPath, "utf8")).trim().split("\n").map((line) => JSON.parse(line));
    const logged = lines.filter((line) => line.endpoint === "healthz").map((line) => line.request);
    assert.deepEqual(logged.sort(), ids.sort());
  }
});

test("a disk that takes no log line stops nothing, and what was dropped is counted in the log", async () => {
  let free = false;
  const written = [];
  const slow = () =>
    queue(async (text) => {
      while (!free) await sleep(20);
      written.push(...text.trim().split("\n").map((line) => JSON.parse(line)));
    }, 64 * 1024);
  const tenure = await deploy({ assets: false, logOut: slow, tickMs: 1000 });
  tenure.keepTime();
  const counts = await flood(tenure.workerUrl, 4);
  assert.ok(counts.every((n) => n > 50), `answers in each second: ${counts.join(" ")}`);
  free = true;
  await sleep(500);
  assert.equal((await tenure.nobody.get("/healthz")).status, 200);
  await tenure.stop();
  const lost = written.filter((line) => line.event === "dropped").reduce((sum, line) => sum + line.lines, 0);
  const kept = written.filter((line) => line.endpoint === "healthz").length;
  const answered = counts.reduce((sum, n) => sum + n);
  assert.ok(lost > 0 && kept > 0, `${lost} dropped, ${kept} kept`);
  assert.ok(lost + kept >= answered, `${answered} answers, ${kept} lines, ${lost} dropped`);
});

test("a queue that a sink refuses goes on, tells what was lost, and is written again once the sink takes lines", async () => {
  let refuses = true;
  const taken = [];
  const lines = queue(async (text) => {
    if (refuses) throw new Error("no space left on device");
    taken.push(...text.trim().split("\n"));
  });
  for (const line of ["a", "b", "c"]) lines.write(line);
  await sleep(50);
  refuses = false;
  lines.write("d");
  await lines.flushed();
  // The first one was on its way when it was refused; the others waited.
  assert.deepEqual(taken.slice(0, 3), ["b", "c", "d"]);
  assert.equal(JSON.parse(taken[3]).lines, 1);
  const path = join(await folder(), "log");
  const out = file(path);
  out.write("one");
  out.write("two");
  await out.flushed();
  assert.equal(await readFile(path, "utf8"), "one\ntwo\n");
});

test("a terminal that nobody reads stops nothing", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "tenure-"));
  after(() => rm(dataDir, { recursive: true, force: true }));
  // Its standard error is a pipe that is never read, and every call is logged as a fault.
  const serve = spawn(process.execPath, [SERVE], { stdio: ["pipe", "pipe", "pipe"] });
  after(() => serve.kill("SIGKILL"));
  const url = new Promise((resolve, reject) => {
    let text = "";
    serve.stdout.on("data", (chunk) => {
      text += chunk;
      const found = /Tenure is at (\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    serve.on("exit", () => reject(new Error("it ended")));
    setTimeout(() => reject(new Error(`it did not start: ${text}`)), 30_000).unref();
  });
  serve.stderr.pause();
  serve.stdin.write(`${JSON.stringify({ dataDir, assets: false, dist: process.env.TENURE_DIST, vars: { TENURE_KEYS: "none" } })}\n`);
  const counts = await flood(await url, 5);
  assert.ok(counts.every((n) => n > 50), `answers in each second: ${counts.join(" ")}`);
  serve.stdin.end();
  serve.stderr.resume();
  await new Promise((resolve) => serve.once("exit", resolve));
});
