// What is answered when a part fails: the program itself, the database, the connection to the hasher.
import assert from "node:assert/strict";
import { cp, readFile, readdir, writeFile } from "node:fs/promises";
import net from "node:net";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { OWNER, deploy, folder, openFile, setUp } from "./support/deployment.mjs";
import { trapping } from "./support/wasm.mjs";

const DIST = process.env.TENURE_DIST ?? join(dirname(fileURLToPath(import.meta.url)), "../../dist");

test("a program that traps answers a problem with the headers of every answer, and nothing of itself", async () => {
  const dist = await folder();
  for (const name of ["worker", "hasher"]) await cp(join(DIST, name), join(dist, name), { recursive: true });
  const module = join(dist, "worker", "index.wasm");
  await writeFile(module, trapping(await readFile(module), "fetch"));
  const lines = [];
  const broken = await deploy({ dist, assets: false, onError: (line) => lines.push(line) });
  const whole = await deploy({ assets: false });
  const good = await whole.nobody.get("/v1/nothing-here");
  for (let i = 0; i < 3; i += 1) {
    const answer = await broken.nobody.get("/v1/whoami");
    assert.equal(answer.status, 500);
    for (const name of good.headers.keys()) {
      // The rest of them is about this answer alone: its length, its date, its language, its id.
      if (/^(content-length|date|transfer-encoding|vary|x-request-id)$/.test(name)) continue;
      assert.equal(answer.header(name), good.header(name), name);
    }
    const { instance, ...problem } = answer.json;
    assert.match(instance, /^req_[0-7][0-9a-hjkmnp-tv-z]{25}$/);
    assert.equal(answer.header("x-request-id"), instance);
    assert.deepEqual(Object.keys(problem).sort(), ["code", "detail", "status", "title", "type"]);
    assert.equal(problem.code, "internal");
    assert.equal(problem.type, "/problems/internal");
    // The line comes by another way than the answer.
    const logged = () => lines.some((line) => line.includes(instance));
    for (let i = 0; i < 50 && !logged(); i += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(logged(), "the log has its id");
    assert.doesNotMatch(answer.text, /unreachable|wasm|RuntimeError/i);
  }
});

test("a database that is locked is a part that fails: 503 with Retry-After for people and bots, and it goes on afterwards", async () => {
  const tenure = await deploy({ assets: false, onError() {} });
  const ana = await setUp(tenure);
  const bot = await ana.systemUser(null, "bot");
  const d1 = join(tenure.dataDir, "d1");
  const names = (await readdir(d1, { recursive: true })).filter((name) => name.endsWith(".sqlite") && !name.endsWith("metadata.sqlite"));
  const locks = names.map((name) => openFile(join(d1, name)));
  for (const lock of locks) lock.exec("BEGIN IMMEDIATE");
  try {
    const calls = {
      "a change": () => ana.post("/v1/subaccounts", { name: "A", reference_name: "a" }),
      "a profile": () => ana.patch("/v1/me", { version: 1, name: "Ana" }),
      "a sign-in": () => tenure.nobody.post("/v1/sessions", { email: OWNER.email, password: OWNER.password }),
      "a new token": () => ana.post(`/v1/system-users/${bot.id}/tokens`, { confirm: true }),
    };
    for (const [name, call] of Object.entries(calls)) {
      const answer = await call();
      assert.equal(answer.status, 503, `${name}: ${answer.text}`);
      assert.equal(answer.code, "unavailable", name);
      assert.match(answer.header("retry-after"), /^[1-9]\d*$/, name);
    }
  } finally {
    for (const lock of locks) lock.exec("ROLLBACK");
    for (const lock of locks) lock.close();
  }
  assert.equal((await ana.post("/v1/subaccounts", { name: "A", reference_name: "a" })).status, 201);
  assert.equal((await tenure.nobody.bot(bot.token).get("/v1/whoami")).status, 200);
});

/** A way to the hasher that drops the next so many requests, each before anything of an answer. */
function unsteady() {
  const way = { drop: 0, seen: 0 };
  way.address = (host) =>
    new Promise((resolve) => {
      const [name, port] = host.split(":");
      const server = net.createServer((client) => {
        const hasher = net.connect(Number(port), name);
        for (const socket of [client, hasher]) socket.on("error", () => {});
        client.on("data", (chunk) => {
          if (/^POST /.test(chunk.toString("latin1"))) {
            way.seen += 1;
            if (way.drop > 0) {
              way.drop -= 1;
              client.destroy();
              hasher.destroy();
              return;
            }
          }
          hasher.write(chunk);
        });
        hasher.on("data", (chunk) => client.write(chunk));
        client.on("close", () => hasher.destroy());
        hasher.on("close", () => client.destroy());
      });
      after(() => server.close());
      server.listen(0, "127.0.0.1", () => resolve(`127.0.0.1:${server.address().port}`));
    });
  return way;
}

test("a connection to the hasher that was closed just when it is used costs nobody a sign-in", async () => {
  const way = unsteady();
  const tenure = await deploy({ assets: false, hasherAddress: way.address, onError() {} });
  await setUp(tenure);
  const signIn = () => tenure.nobody.post("/v1/sessions", { email: OWNER.email, password: OWNER.password });
  for (const dropped of [1, 2]) {
    way.drop = dropped;
    way.seen = 0;
    const answer = await signIn();
    assert.equal(answer.status, 201, `${dropped} dropped: ${answer.text}`);
    assert.equal(way.seen, dropped + 1);
  }
  // A hasher that is gone is not asked for ever.
  way.drop = Number.MAX_SAFE_INTEGER;
  way.seen = 0;
  const began = performance.now();
  const answer = await signIn();
  assert.equal(answer.status, 503, answer.text);
  assert.equal(answer.code, "unavailable");
  assert.match(answer.header("retry-after"), /^[1-9]\d*$/);
  assert.equal(way.seen, 3);
  assert.ok(performance.now() - began < 5000);
  way.drop = 0;
  assert.equal((await signIn()).status, 201);
});

test("the clock can be moved on this machine: sessions end, and a deployment that others reach refuses to", async () => {
  const dataDir = await folder();
  const first = await deploy({ assets: false, dataDir });
  const ana = await setUp(first);
  assert.equal((await ana.get("/v1/me")).status, 200);
  await first.stop();
  const later = await deploy({ assets: false, dataDir, vars: { CLOCK_OFFSET_SECONDS: String(25 * 3600) } });
  assert.equal((await ana.at(later.url).get("/v1/me")).status, 401);
  const answer = await later.nobody.post("/v1/sessions", { email: OWNER.email, password: OWNER.password });
  assert.equal(answer.status, 201);
  const [session] = (await later.nobody.signedIn(answer).get("/v1/sessions")).json.items.filter((one) => one.current);
  assert.ok(Date.parse(session.created_at) - Date.now() > 24 * 3_600_000);

  const lines = [];
  const others = await deploy({
    assets: false,
    publicUrl: "https://tenure.example.com",
    vars: { CLOCK_OFFSET_SECONDS: "60" },
    onError: (line) => lines.push(line),
  });
  assert.equal((await others.nobody.get("/v1/setup")).status, 503);
  assert.ok(lines.some((line) => line.includes("CLOCK_OFFSET_SECONDS")));
});
