// The audit log on the real database and cache: sealed behind answers, its head kept elsewhere, and read again by a program
// of its own that never ran the Worker.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { OWNER, deploy, folder, openFile, setUp, until } from "./support/deployment.mjs";

const ROOT = join(import.meta.dirname, "../..");
let tenure;
let ana;
before(async () => {
  tenure = await deploy({ assets: false });
  ana = await setUp(tenure);
});

/** What `cargo xtask audit-verify` says of a folder, and how it ends. */
function verified(dataDir) {
  const args = ["run", "--quiet", "--locked", "--package", "audit-verify", "--", "--data", dataDir];
  return new Promise((resolve) => {
    execFile("cargo", args, { cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, said: stdout + stderr });
    });
  });
}

const count = (sql) => tenure.db.prepare(sql).first("n");
const unsealed = () => count("SELECT count(*) AS n FROM audit_event WHERE hash IS NULL");

test("forty changes at once are one chain without a gap, sealed behind their answers", async () => {
  const names = Array.from({ length: 40 }, (_, n) => `Store ${n}`);
  const made = await Promise.all(
    names.map((name, n) => ana.post("/v1/subaccounts", { name, reference_name: `store-${n}` })),
  );
  assert.deepEqual([...new Set(made.map((answer) => answer.status))], [201]);
  await until(async () => (await unsealed()) === 0, "all sealed");
  const { n, last } = await tenure.db.prepare("SELECT count(*) AS n, max(seq) AS last FROM audit_event").first();
  assert.equal(n, last);
  const { json } = await ana.post("/v1/audit-events/verify", {});
  assert.deepEqual([json.ok, json.first_bad], [true, null]);
});

test("a refused sign-in is an event, written behind an answer like any other", async () => {
  const wrong = { email: OWNER.email, password: "not the one that it is 1" };
  const answer = await tenure.nobody.post("/v1/sessions", wrong);
  const stranger = await tenure.nobody.post("/v1/sessions", { ...wrong, email: "nobody@example.com" });
  assert.deepEqual([answer.status, answer.code], [stranger.status, stranger.code]);
  const refused = "/v1/audit-events?action=session.refused";
  await until(async () => (await ana.get(refused)).json.items.length === 1, "the event");
  const [event] = (await ana.get(refused)).json.items;
  assert.equal(event.request_id, answer.header("x-request-id"));
  assert.ok(!JSON.stringify(event).includes(wrong.password));
});

/** The database's file of a folder. */
async function database(dataDir) {
  const all = await readdir(join(dataDir, "d1"), { recursive: true });
  for (const name of all.filter((one) => one.endsWith(".sqlite"))) {
    const db = openFile(join(dataDir, "d1", name));
    if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'audit_event'").get()) return db;
    db.close();
  }
  throw new Error("no database");
}

test("a folder is read again from outside: what is changed, cut or moved there is named", async () => {
  await until(async () => (await unsealed()) === 0, "all sealed");
  await tenure.scheduled();
  await tenure.stop();
  const good = await verified(tenure.dataDir);
  assert.equal(good.code, 0, good.said);
  assert.match(good.said, /events are as they were \(0 not sealed yet; head kept elsewhere: \d+\)/);

  const tampered = {
    changed: ["UPDATE audit_event SET actor_name = 'Somebody else' WHERE seq = 7", "at 7"],
    moved: ["UPDATE audit_event SET at = at + 1 WHERE seq = 9", "at 9"],
    removed: ["DELETE FROM audit_event WHERE seq = 11", "at 1[12]"],
    cut: ["DELETE FROM audit_event WHERE seq > 30", ""],
  };
  for (const [how, [sql, place]] of Object.entries(tampered)) {
    const copy = await folder();
    await cp(tenure.dataDir, copy, { recursive: true });
    const db = await database(copy);
    db.exec(`PRAGMA foreign_keys = OFF; DROP TRIGGER audit_event_update; DROP TRIGGER audit_event_delete; ${sql}`);
    db.close();
    const { code, said } = await verified(copy);
    assert.notEqual(code, 0, `${how}: ${said}`);
    assert.match(said, new RegExp(`first bad event ${place}`), how);
  }
});
