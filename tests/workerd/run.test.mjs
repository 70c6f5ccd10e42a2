// The way in which the product is run: migrations, files and headers, crashes, what is left behind.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { inWords, take } from "../../xtask/folder.mjs";
import { statements } from "../../xtask/migrations.mjs";
import { freePort, start } from "../../xtask/serve.mjs";

const folders = [];
const folder = async () => {
  const path = await mkdtemp(join(tmpdir(), "tenure-"));
  folders.push(path);
  return path;
};
after(() => Promise.all(folders.map((path) => rm(path, { recursive: true, force: true }))));

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test("a migration is split at its statements' ends, triggers whole", () => {
  const sql = [
    "-- why",
    "CREATE TABLE a (",
    "  x INTEGER -- a note;",
    ") STRICT;",
    "",
    "CREATE TRIGGER t AFTER INSERT ON a BEGIN",
    "  UPDATE a SET x = 1;",
    "END;",
    "CREATE INDEX i ON a (x);",
  ].join("\n");
  const found = statements(sql);
  assert.equal(found.length, 3);
  assert.match(found[1], /^CREATE TRIGGER[\s\S]*END;$/);
  assert.throws(() => statements("CREATE TABLE a (x)"), /no end/);
});

test("a migration that fails leaves nothing of itself, and the next start applies it once it is mended", async () => {
  const dataDir = await folder();
  const migrations = await folder();
  await writeFile(join(migrations, "0001_one.sql"), "CREATE TABLE one (x INTEGER) STRICT;\n");
  await writeFile(
    join(migrations, "0002_two.sql"),
    "CREATE TABLE half (x INTEGER);\nINSERT INTO nowhere VALUES (1);\n",
  );
  await assert.rejects(start({ dataDir, migrations }), /0002_two\.sql/);
  await writeFile(join(migrations, "0002_two.sql"), "CREATE TABLE two (x INTEGER) STRICT;\n");
  const running = await start({ dataDir, migrations });
  try {
    assert.deepEqual(running.migrations, ["0002_two.sql"]);
    const { results } = await running.db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    const names = results.map((row) => row.name);
    assert.ok(names.includes("one") && names.includes("two") && !names.includes("half"), names.join());
  } finally {
    await running.stop();
  }
});

test("what was written before a crash is there after it", async () => {
  const dataDir = await folder();
  const migrations = await folder();
  await writeFile(join(migrations, "0001_one.sql"), "CREATE TABLE one (x INTEGER) STRICT;\n");
  const first = await start({ dataDir, migrations });
  await first.db.prepare("INSERT INTO one VALUES (7)").run();
  await first.kv.put("key", "value");
  await first.kill9();
  assert.ok(!alive(first.workerdPid) && !alive(first.hasherPid));
  const second = await start({ dataDir, migrations });
  try {
    assert.deepEqual(second.migrations, []);
    assert.equal(await second.db.prepare("SELECT x FROM one").first("x"), 7);
    assert.equal(await second.kv.get("key"), "value");
    assert.deepEqual(second.secrets, first.secrets);
    assert.equal((await stat(join(dataDir, "secrets.json"))).mode & 0o777, 0o600);
  } finally {
    await second.stop();
  }
  assert.ok(!alive(second.workerdPid) && !alive(second.hasherPid));
});

test("files and API have the same security headers, and only hashed files are kept", async () => {
  const running = await start({ dataDir: await folder() });
  try {
    const health = await fetch(`${running.url}/healthz`);
    assert.equal(health.status, 200);
    assert.equal((await health.json()).status, "ok");
    const page = await fetch(`${running.url}/`);
    assert.match(page.headers.get("content-type"), /^text\/html/);
    const html = await page.text();
    const script = html.match(/"(\/assets\/app-[0-9a-f]+\.js)"/)[1];
    const asset = await fetch(running.url + script);
    assert.equal(asset.headers.get("cache-control"), "public, max-age=31536000, immutable");
    const deep = await fetch(`${running.url}/system-users/su_1`);
    assert.equal(await deep.text(), html);
    const gone = await fetch(`${running.url}/assets/app-0000000000.js`);
    assert.doesNotMatch(gone.headers.get("cache-control"), /immutable/);
    const unknown = await fetch(`${running.url}/v1/nothing-here`);
    assert.equal(unknown.status, 404);
    assert.match(unknown.headers.get("content-type"), /^application\/problem\+json/);
    for (const name of ["x-content-type-options", "x-frame-options", "referrer-policy", "permissions-policy"]) {
      for (const answer of [page, asset, deep, health, unknown]) {
        assert.equal(answer.headers.get(name), page.headers.get(name), `${answer.url} ${name}`);
        assert.ok(answer.headers.get(name), `${answer.url} ${name}`);
      }
    }
    assert.match(page.headers.get("content-security-policy"), /script-src 'self' 'wasm-unsafe-eval';/);
    assert.match(health.headers.get("content-security-policy"), /default-src 'none'/);
    for (const secret of Object.values(running.secrets)) {
      assert.ok(!(await readFile(running.logPath, "utf8").catch(() => "")).includes(secret));
    }
  } finally {
    await running.stop();
  }
});

const FOLDER = fileURLToPath(new URL("../../xtask/folder.mjs", import.meta.url));

/** Runs a program of one line in a Node of its own. */
function elsewhere(text, options = {}) {
  const child = spawn(process.execPath, ["--input-type=module", "-e", text], { stdio: ["pipe", "pipe", "pipe"], ...options });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const ended = new Promise((resolve) => child.once("exit", (code) => resolve({ code, said })));
  return { child, ended, said: () => said };
}

test("data of a newer version is not served", async () => {
  const dataDir = await folder();
  const migrations = await folder();
  await writeFile(join(migrations, "0001_one.sql"), "CREATE TABLE one (x INTEGER) STRICT;\n");
  await writeFile(join(migrations, "0009_later.sql"), "CREATE TABLE later (x INTEGER) STRICT;\n");
  await (await start({ dataDir, migrations })).stop();
  await rm(join(migrations, "0009_later.sql"));
  await assert.rejects(start({ dataDir, migrations }), /newer version of Tenure: it has the migration 0009_later\.sql/);
});

test("a free port that is taken before it is listened at is another one's, and the next is tried", async () => {
  const holder = createServer();
  await new Promise((resolve) => holder.listen(0, "127.0.0.1", resolve));
  const taken = holder.address().port;
  const found = [taken];
  const running = await start({
    dataDir: await folder(),
    findPort: async () => found.shift() ?? freePort(),
    assets: false,
  }).finally(() => holder.close());
  try {
    assert.notEqual(new URL(running.url).port, String(taken));
    assert.equal((await fetch(`${running.url}/healthz`)).status, 200);
  } finally {
    await running.stop();
  }
});

test("a folder is one process's; the next one is told whose, and a dead one's is taken over", async () => {
  const dataDir = await folder();
  const running = await start({ dataDir, assets: false });
  try {
    await assert.rejects(start({ dataDir, assets: false }), (error) => {
      assert.match(error.message, new RegExp(`in use: process ${process.pid} has served it on port ${running.port} since 2`));
      return true;
    });
    assert.equal((await fetch(`${running.url}/healthz`)).status, 200, "the first one goes on");
  } finally {
    await running.stop();
  }
  // Another process, which dies without a word, and leaves a program behind that has the database open.
  const other = elsewhere(
    `import { spawn } from "node:child_process"; import { take } from ${JSON.stringify(FOLDER)};
     const lock = await take(${JSON.stringify(dataDir)}, 4711);
     const left = spawn("sleep", ["600"], { detached: true, stdio: "ignore" });
     await lock.holds([left.pid]); console.log("left " + left.pid); setInterval(() => {}, 1000);`,
  );
  for (let i = 0; i < 200 && !/left \d+/.test(other.said()); i += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  const left = Number(/left (\d+)/.exec(other.said())[1]);
  await assert.rejects(take(dataDir, 1), new RegExp(`process ${other.child.pid} has served it on port 4711`));
  other.child.kill("SIGKILL");
  await other.ended;
  assert.ok(alive(left));
  // Of many that find it dead at once, one gets it.
  const takers = await Promise.allSettled(Array.from({ length: 8 }, () => take(dataDir, 1)));
  const won = takers.filter((one) => one.status === "fulfilled");
  assert.equal(won.length, 1);
  for (let i = 0; i < 100 && alive(left) && (await isRunning(left)); i += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(!(await isRunning(left)), "what the dead one had left was ended");
  await won[0].value.release();
  assert.ok(!(await readdir(dataDir)).some((name) => name.startsWith("lock")));
  // A process id that was given out again is not the old holder.
  await writeFile(join(dataDir, "lock"), JSON.stringify({ pid: process.pid, begun: "another time", since: "x", id: "y" }));
  await (await take(dataDir, 1)).release();
});

/** Is it a process that still does something? */
async function isRunning(pid) {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  return text === undefined ? alive(pid) && process.platform !== "linux" : !/\) Z /.test(text);
}

test("a folder that can't be written is said in a sentence", async () => {
  const dataDir = await folder();
  await writeFile(join(dataDir, "file"), "");
  await assert.rejects(start({ dataDir: join(dataDir, "file") }), { message: `${join(dataDir, "file")} is no folder: choose another with --data` });
  await assert.rejects(start({ dataDir: join(dataDir, "file", "below") }), /is no folder/);
  assert.match(inWords({ code: "EROFS" }, "/data").message, /^\/data is on a read-only disk/);
  assert.match(inWords({ code: "ENOSPC" }, "/data").message, /^the disk of \/data is full/);

  // Rights don't hold for root, so another user tries.
  const mine = join(dataDir, "mine");
  await mkdir(join(mine, "d1"), { recursive: true });
  await writeFile(join(mine, "d1", "x.sqlite"), "");
  const as = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {};
  // The file's text, because another user may not read this folder.
  const text = (await readFile(FOLDER, "utf8")).replaceAll("export ", "");
  const program = (path) =>
    `${text}\nawait take(${JSON.stringify(path)}, 1).then(() => console.log("taken"), (error) => console.log(error.message));`;
  const say = async (path) => (await elsewhere(program(path), { ...as, cwd: "/" }).ended).said.trim();
  await chmod(dataDir, 0o755);
  await chmod(mine, 0o555);
  assert.match(await say(join(mine, "new")), /can't be written by this user: change its rights/);
  assert.match(await say(mine), /can't be written by this user/);
  await chmod(mine, 0o755);
});

test("workerd's native stack is never shown: a sentence names the file that has it", async () => {
  const dataDir = await folder();
  const dist = await folder();
  for (const name of ["worker", "hasher"]) {
    await mkdir(join(dist, name));
    await writeFile(join(dist, name, "index.js"), "import './nothing-of-this-name.js'; export default {};");
    await writeFile(join(dist, name, "index.wasm"), Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  }
  await assert.rejects(start({ dataDir, dist, assets: false }), (error) => {
    assert.ok(!error.message.includes("\n"), error.message);
    assert.match(error.message, /workerd did not start; its own words are in .*workerd\.txt/);
    return true;
  });
  assert.ok((await readFile(join(dataDir, "log", "workerd.txt"), "utf8")).length > 20);
});
