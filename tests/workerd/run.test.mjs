// The way in which the product is run: migrations, files and headers, crashes, what is left behind.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { statements } from "../../xtask/migrations.mjs";
import { start } from "../../xtask/serve.mjs";

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
