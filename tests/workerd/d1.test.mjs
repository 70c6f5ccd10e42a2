// What the store relies on, asked of the real D1: it must hold there, not only in the SQLite of the native tests.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { audit, close, deploy, setUp } from "./support/deployment.mjs";

let db;
let account;
let ana;
before(async () => {
  const tenure = await deploy({ assets: false });
  db = tenure.db;
  ana = await setUp(tenure);
  account = (await ana.get("/v1/account")).json.id;
});

const count = (table, where = "1") => db.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${where}`).first("n");
const guard = (ok, label) => db.prepare("INSERT INTO guard (ok, label) VALUES (?, ?)").bind(ok, label);

test("numbers are bound as floats, and STRICT columns keep them as integers up to 2^53 - 1", async () => {
  const at = 9_007_199_254_740_991;
  await db.batch([audit(db, { id: "aud_big", account, action: "probe", subject: "probe" }), close(db)]);
  await db.prepare("INSERT INTO attempt (key, window, n) VALUES ('probe', ?, ?)").bind(at, 3).run();
  const row = await db
    .prepare("SELECT window, typeof(window) AS kind, n, typeof(n) AS n_kind FROM attempt WHERE key = 'probe'")
    .first();
  assert.deepEqual(row, { window: at, kind: "integer", n: 3, n_kind: "integer" });
  const { kind } = await db.prepare("SELECT typeof(?) AS kind").bind(3).first();
  assert.equal(kind, "real", "without a column there is no conversion: comparisons and LIMIT must bear it");
  assert.equal(await db.prepare("SELECT count(*) AS n FROM attempt WHERE window = ?").bind(at).first("n"), 1);
  const { results } = await db.prepare("SELECT id FROM audit_event LIMIT ?").bind(1).all();
  assert.equal(results.length, 1);
  await assert.rejects(
    db.prepare("INSERT INTO attempt (key, window, n) VALUES ('probe', ?, 1)").bind(1.5).run(),
    /INTEGER/,
  );
  await assert.rejects(
    db.prepare("INSERT INTO attempt (key, window, n) VALUES ('probe', ?, 1)").bind("x").run(),
    /INTEGER/,
  );
});

test("a guard that does not hold rolls the whole batch back, the audit row too", async () => {
  const before = await count("audit_event");
  for (const label of ["stale", "not_found", "already_set_up", "attempts", "idempotency", "a_name_of_tomorrow"]) {
    const batch = [
      audit(db, { id: `aud_${label}`, account, action: "probe", subject: "probe" }),
      guard(0, label),
      audit(db, { id: `aud_after_${label}`, account, action: "probe", subject: "probe" }),
    ];
    await assert.rejects(db.batch(batch), new RegExp(`guard:${label}`));
  }
  assert.equal(await count("audit_event"), before);
  await db.batch([audit(db, { id: "aud_held", account, action: "probe", subject: "probe" }), guard(1, "stale"), close(db)]);
  assert.equal(await count("audit_event"), before + 1);
  assert.equal(await count("guard"), 0, "a guard stores nothing");
});

test("changes() in a batch is that of the statement just before, and none after one that changed nothing", async () => {
  const id = await ana.subaccount("Probe");
  const rename = (version, event) => [
    audit(db, { id: event, account, action: "probe", subject: id }),
    db
      .prepare(
        "UPDATE subaccount SET name = 'Renamed', version = version + 1, event_id = ? WHERE id = ? AND version = ?",
      )
      .bind(event, id, version),
    db.prepare("INSERT INTO guard (ok, label) VALUES (changes(), 'stale')"),
    close(db),
  ];
  await assert.rejects(db.batch(rename(99, "aud_stale_1")), /guard:stale/);
  await db.batch(rename(1, "aud_fresh_1"));
  assert.equal(await db.prepare("SELECT name FROM subaccount WHERE id = ?").bind(id).first("name"), "Renamed");
  await assert.rejects(db.batch(rename(1, "aud_stale_2")), /guard:stale/);
  assert.equal(await count("audit_event", "id LIKE 'aud_stale_%'"), 0);
});

test("no change passes without an audit row of its own, and an old row does not serve twice", async () => {
  const id = await ana.subaccount("Unaudited");
  const { id: bot } = await ana.systemUser(id, "unaudited-bot");
  for (const [sql, ...values] of [
    ["UPDATE subaccount SET name = 'x' WHERE id = ?", id],
    ["UPDATE subaccount SET name = 'x', event_id = 'aud_none' WHERE id = ?", id],
    ["UPDATE system_user SET status = 'inactive', generation = generation + 1 WHERE id = ?", bot],
    ["UPDATE person SET name = 'x'"],
    ["UPDATE account SET name = 'x'"],
    ["DELETE FROM subaccount WHERE id = ?", id],
    ["DELETE FROM session"],
    ["DELETE FROM token"],
    ["DELETE FROM account"],
    [
      "INSERT INTO team (id, account_id, name, created_at, event_id) VALUES ('team_x', ?, 'x', 1, 'aud_none')",
      account,
    ],
    [
      "INSERT INTO role (id, account_id, name, grants, created_at, event_id) VALUES ('role_x', ?, 'x', '{}', 1, 'aud_none')",
      account,
    ],
    [
      "INSERT INTO subaccount (id, account_id, name, reference_name, created_at, event_id) VALUES ('sub_x', ?, 'x', 'x', 1, 'aud_none')",
      account,
    ],
  ]) {
    await assert.rejects(
      db
        .prepare(sql)
        .bind(...values)
        .run(),
      /audit:missing/,
      sql,
    );
  }
  await assert.rejects(db.prepare("UPDATE audit_event SET at = 0").run(), /audit:append_only/);
  await assert.rejects(db.prepare("DELETE FROM audit_event").run(), /audit:append_only/);
});

test("an event serves the batch that it is written in, and a batch that does not close it is refused", async () => {
  const id = await ana.subaccount("Open");
  const rename = (event) => db.prepare("UPDATE subaccount SET name = 'Opened', event_id = ? WHERE id = ?").bind(event, id);
  const opened = (event) => audit(db, { id: event, account, action: "probe", subject: id });
  await assert.rejects(db.batch([opened("aud_left_open"), rename("aud_left_open")]), /FOREIGN KEY constraint failed/);
  assert.equal(await count("audit_event", "id = 'aud_left_open'"), 0);
  await assert.rejects(db.batch([opened("aud_closed"), close(db), rename("aud_closed")]), /audit:missing/);
  await db.batch([opened("aud_mine"), rename("aud_mine"), rename("aud_mine"), close(db)]);
  await assert.rejects(rename("aud_mine").run(), /audit:missing/);
  await assert.rejects(db.batch([opened("aud_beside"), rename("aud_mine"), close(db)]), /audit:missing/);
  await assert.rejects(db.prepare("INSERT INTO open_event (event_id) VALUES ('aud_mine')").run(), /audit:append_only/);
  assert.equal(await count("open_event"), 0);
});

test("nothing is replaced behind the triggers' back", async () => {
  const id = await ana.subaccount("Replaced");
  const replace = (event, sql, ...values) =>
    db.batch([audit(db, { id: event, account, action: "probe", subject: id }), db.prepare(sql).bind(...values), close(db)]);
  const columns = "account_id, name, reference_name, created_at, event_id";
  for (const [key, values] of [
    ["id", `id, account_id, 'x', 'x', 1, ?1`],
    ["reference_name", `'sub_x', account_id, 'x', reference_name, 1, ?1`],
  ]) {
    const sql = `INSERT OR REPLACE INTO subaccount (id, ${columns}) SELECT ${values} FROM subaccount WHERE id = ?2`;
    await assert.rejects(replace(`aud_${key}`, sql, `aud_${key}`, id), new RegExp(`UNIQUE constraint failed.*${key}`));
  }
  const rowid = `INSERT OR REPLACE INTO subaccount (rowid, id, ${columns}) SELECT rowid, 'sub_x', account_id, 'x', 'x', 1, ?1 FROM subaccount WHERE id = ?2`;
  await assert.rejects(replace("aud_rowid", rowid, "aud_rowid", id), /UNIQUE constraint failed/);
  const event = "id, account_id, at, actor_kind, action, subject_id, request_id";
  const log = `INSERT OR REPLACE INTO audit_event (${event}) SELECT ${event} FROM audit_event LIMIT 1`;
  await assert.rejects(db.prepare(log).run(), /audit:append_only/);
  assert.equal(await db.prepare("SELECT name FROM subaccount WHERE id = ?").bind(id).first("name"), "Replaced");
});

test("the invariants are the database's own", async () => {
  const id = await ana.subaccount("Taken");
  const { id: bot } = await ana.systemUser(id, "first");
  const second = (event, where) => [
    audit(db, { id: event, account, action: "system_user.created", subject: "su_second" }),
    db
      .prepare(
        "INSERT INTO system_user (id, account_id, subaccount_id, username, created_by, created_by_name, created_at, event_id) VALUES ('su_second', ?, ?, 'second', 'usr_x', 'X', 1, ?)",
      )
      .bind(account, where, event),
  ];
  await assert.rejects(db.batch(second("aud_second", id)), /UNIQUE constraint failed.*system_user/);
  await assert.rejects(db.batch(second("aud_nowhere", "sub_nowhere")), /FOREIGN KEY constraint failed/);
  const owner = await db.prepare("SELECT owner_id AS id FROM account").first();
  const event = "aud_owner";
  const withAudit = (sql, ...values) =>
    db.batch([
      audit(db, { id: event, account, action: "user.deleted", subject: owner.id }),
      db.prepare(sql).bind(...values),
    ]);
  await assert.rejects(withAudit("DELETE FROM person WHERE id = ?", owner.id), /invariant:(owner|last_admin)/);
  await assert.rejects(
    withAudit("UPDATE person SET role = 'operator', event_id = ? WHERE id = ?", event, owner.id),
    /invariant:(owner|last_admin)/,
  );
  const gone = db.batch([
    audit(db, { id: "aud_del", account, action: "system_user.deleted", subject: bot }),
    db.prepare("DELETE FROM system_user WHERE id = ?").bind(bot),
  ]);
  await assert.rejects(gone, /invariant:system_user_active/);
  assert.equal(await count("audit_event", "id IN ('aud_second', 'aud_nowhere', 'aud_owner', 'aud_del')"), 0);
});

test("foreign keys are on, deferred ones are checked at the end of the batch", async () => {
  assert.equal((await db.prepare("PRAGMA foreign_keys").first()).foreign_keys, 1);
  const person = (id, accountId, event) =>
    db
      .prepare(
        "INSERT INTO person (id, account_id, email, email_key, name, role, locale, created_at, event_id) VALUES (?, ?, ?, ?, 'P', 'operator', 'en', 1, ?)",
      )
      .bind(id, accountId, `${id}@x.example`, `${id}@x.example`, event);
  const batch = [
    audit(db, { id: "aud_p", account: "acc_none", action: "user.created", subject: "usr_p" }),
    person("usr_p", "acc_none", "aud_p"),
  ];
  await assert.rejects(db.batch(batch), /FOREIGN KEY/);
  assert.equal(await count("audit_event", "id = 'aud_p'"), 0);
});
