// What runs by the clock clears away what is past its use, and nothing else.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deploy, setUp, signIn } from "./support/deployment.mjs";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let tenure;
let ana;
before(async () => {
  tenure = await deploy({ assets: false });
  ana = await setUp(tenure);
});

const count = (table, where = "1") => tenure.db.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${where}`).first("n");

test("dead sessions go with an audit row, old figures and kept answers go, what lives stays", async () => {
  const { db } = tenure;
  const dead = await signIn(tenure);
  const id = (await dead.get("/v1/sessions")).json.items.find((one) => one.current).id;
  await db
    .prepare("UPDATE session SET last_seen_at = ? WHERE id = ?")
    .bind(Date.now() - 40 * DAY, id)
    .run();
  assert.equal((await dead.get("/v1/me")).status, 401, "dead by its age, cleared away or not");

  const bot = await ana.systemUser(null, "bot");
  await ana.post("/v1/subaccounts", { name: "Kept", reference_name: "kept" }, { "idempotency-key": "kept" });
  const old = Date.now() - 40 * DAY;
  await db.batch([
    db
      .prepare("INSERT INTO activity (system_user_id, hour, calls) VALUES (?, ?, 1), (?, ?, 1)")
      .bind(bot.id, Math.floor(old / HOUR), bot.id, Math.floor(Date.now() / HOUR) - 5),
    db.prepare("INSERT INTO attempt (key, window, n) VALUES ('old', ?, 1)").bind(Math.floor(old / 900_000)),
    db
      .prepare(
        "INSERT INTO idempotency (account_id, key_digest, request_digest, sealed_reply, created_at) VALUES ('a', 'old', 'b', 'c', ?)",
      )
      .bind(old),
  ]);
  // Old mails go, but for one that still waits; ids sort by time.
  await ana.post("/v1/invitations", { email: "bea@example.com", name: "Bea", role_id: "role_user" });
  const mail = (id, status) =>
    db
      .prepare(
        "INSERT INTO mail (id, account_id, recipient, kind, status, created_at, next_attempt_at) SELECT ?, id, 'x@example.com', 'invitation', ?, ?, ? FROM account",
      )
      .bind(id, status, Date.now() - 91 * DAY, Date.now() + HOUR);
  await db.batch([mail(`mail_${"0".repeat(26)}`, "sent"), mail(`mail_${"0".repeat(25)}1`, "queued")]);
  const figures = await count("activity");
  assert.ok(figures >= 2);

  // The round of every minute is about mails alone.
  await tenure.scheduled("* * * * *");
  assert.equal(await count("session", `id = '${id}'`), 1);
  assert.equal(await count("activity"), figures);

  await tenure.scheduled();

  assert.equal(await count("session", `id = '${id}'`), 0);
  assert.deepEqual(
    (await db.prepare("SELECT status FROM mail WHERE recipient = 'x@example.com'").all()).results.map((row) => row.status),
    ["queued"],
  );
  assert.equal(await count("mail", "recipient = 'bea@example.com'"), 1);
  assert.equal(await count("audit_event", "action = 'sessions.purged'"), 1);
  assert.equal((await ana.get("/v1/me")).status, 200);
  assert.equal(await count("activity"), figures - 1);
  assert.equal(await count("attempt", "key = 'old'"), 0);
  assert.equal(await count("idempotency", "key_digest = 'old'"), 0);
  const again = await ana.post(
    "/v1/subaccounts",
    { name: "Kept", reference_name: "kept" },
    { "idempotency-key": "kept" },
  );
  assert.equal(again.status, 201, "the answer of a moment ago is still kept");

  await tenure.scheduled();
  assert.equal(await count("audit_event", "action = 'sessions.purged'"), 1, "nothing to do leaves no row");
});

test("a bot's last use and its calls are told within a minute, without a write for each call", async () => {
  const bot = await ana.systemUser(null, "counted");
  const client = tenure.nobody.bot(bot.token);
  for (let i = 0; i < 30; i += 1) assert.equal((await client.get("/v1/whoami")).status, 200);
  await tenure.scheduled();
  let shown;
  for (let i = 0; i < 40 && shown?.calls_24h !== 30; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    shown = (await ana.get(`/v1/system-users/${bot.id}`)).json.system_user;
  }
  assert.equal(shown.calls_24h, 30);
  assert.equal(shown.activity.length, 24);
  assert.equal(
    shown.activity.reduce((sum, n) => sum + n),
    30,
  );
  assert.ok(Math.abs(Date.now() - Date.parse(shown.last_used_at)) < 120_000);
  assert.equal(shown.tokens[0].last_used_at, shown.last_used_at);
});
