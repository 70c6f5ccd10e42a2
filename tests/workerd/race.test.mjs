// A hundred at once: the rules hold because the database holds them.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deploy, setUp } from "./support/deployment.mjs";

const MANY = 100;
let tenure;
let ana;
before(async () => {
  tenure = await deploy({ assets: false });
  ana = await setUp(tenure);
});

const atOnce = (call) => Promise.all(Array.from({ length: MANY }, (_, i) => call(i)));
const tally = (answers) => {
  const counts = {};
  for (const a of answers) {
    const key = a.status === 201 ? "201" : `${a.status} ${a.code}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
};
const listed = async (query) => (await ana.get(`/v1/system-users?limit=200&${query}`)).json.items;

test("of a hundred creations for one subaccount one wins, and the others are told who has it", async () => {
  const subaccount = await ana.subaccount("Contested");
  const answers = await atOnce((i) =>
    ana.post("/v1/system-users", { subaccount_id: subaccount, username: `bot-${i}` }),
  );
  assert.deepEqual(tally(answers), { 201: 1, "409 subaccount_taken": MANY - 1 });
  const [winner] = await listed(`subaccount_id=${subaccount}`);
  const won = answers.find((a) => a.status === 201).json.system_user;
  assert.equal(won.id, winner.id);
  for (const lost of answers.filter((a) => a.status === 409)) {
    const { id, username } = winner;
    assert.deepEqual(lost.json.system_user, { id, username, status: "active", environment: "live" });
    assert.deepEqual(lost.json.errors, [{ pointer: "/subaccount_id", code: "taken" }]);
  }
  const { n } = await tenure.db
    .prepare("SELECT count(*) AS n FROM audit_event WHERE action = 'system_user.created'")
    .first();
  assert.equal(n, 1, "no loser leaves a trace");
});

test("a hundred account-wide creations stop at the account's limit of ten", async () => {
  const answers = await atOnce((i) => ana.post("/v1/system-users", { subaccount_id: null, username: `wide-${i}` }));
  assert.deepEqual(tally(answers), { 201: 10, "409 system_user_limit": MANY - 10 });
  assert.equal(answers.find((a) => a.status === 409).json.limit, 10);
  assert.equal((await listed("search=wide-")).length, 10);
});

test("a hundred creations with one Idempotency-Key are one creation", async () => {
  const subaccount = await ana.subaccount("Retried");
  const body = { subaccount_id: subaccount, username: "retried-bot" };
  const headers = { "idempotency-key": "the-same-key" };
  const answers = await atOnce(() => ana.post("/v1/system-users", body, headers));
  assert.deepEqual(tally(answers), { 201: MANY });
  assert.equal(new Set(answers.map((a) => a.text)).size, 1, "the same answer to all, byte for byte");
  const { token, system_user } = answers[0].json;
  const [only, ...more] = await listed(`subaccount_id=${subaccount}`);
  assert.equal(more.length, 0);
  assert.equal(only.id, system_user.id);
  assert.equal((await tenure.nobody.bot(token.value).get("/v1/whoami")).status, 200);
  const other = await ana.post("/v1/system-users", { ...body, username: "another" }, headers);
  assert.equal(other.status, 409);
  assert.equal(other.code, "idempotency_mismatch");
});

test("a hundred creations of an account-wide system user with one key take one place of the ten", async () => {
  // The ten are used up: the key's own winner must not be shut out by the limit, nor may a loser be told of it.
  const victim = (await listed("search=wide-"))[0];
  await ana.post(`/v1/system-users/${victim.id}/deactivate`);
  assert.equal((await ana.delete(`/v1/system-users/${victim.id}`)).status, 204);
  const body = { subaccount_id: null, username: "tenth" };
  const answers = await atOnce(() => ana.post("/v1/system-users", body, { "idempotency-key": "tenth" }));
  assert.deepEqual(tally(answers), { 201: MANY });
  assert.equal((await listed("search=tenth")).length, 1);
});

test("a hundred switches at once end in one state that the database and the gate agree on", async () => {
  const subaccount = await ana.subaccount("Switched");
  const { id, token } = await ana.systemUser(subaccount, "switched-bot");
  const bot = tenure.nobody.bot(token);
  const answers = await atOnce((i) => ana.post(`/v1/system-users/${id}/${i % 2 ? "activate" : "deactivate"}`));
  for (const answer of answers) assert.ok([200, 409].includes(answer.status), answer.text);
  const { status } = (await ana.get(`/v1/system-users/${id}`)).json.system_user;
  const seen = (await bot.get("/v1/whoami")).status;
  assert.equal(seen, status === "active" ? 200 : 401);
  const { results } = await tenure.db
    .prepare("SELECT min_generation AS g FROM revocation WHERE system_user_id = ? ORDER BY rev")
    .bind(id)
    .all();
  const { generation } = await tenure.db.prepare("SELECT generation FROM system_user WHERE id = ?").bind(id).first();
  assert.deepEqual(
    results.map((row) => row.g),
    [generation],
    "one line a system user, its newest generation",
  );
});
