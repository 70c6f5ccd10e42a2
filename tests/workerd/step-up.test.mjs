// The fresh proof and the budgets of guessing on the real runtime.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { audit, close, deploy, OWNER, patiently, setUp } from "./support/deployment.mjs";

let tenure;
let ana;
before(async () => {
  tenure = await deploy({ assets: false });
  ana = await setUp(tenure);
});

const PROOF = "/v1/sessions/current/proof";
const bot = (client, username) => client.post("/v1/system-users", { subaccount_id: null, username });

test("a session that was proved long ago gets a proof, another cookie, and goes on", async () => {
  const { account } = (await ana.get("/v1/me")).json;
  await tenure.db.batch([
    audit(tenure.db, { id: "aud_stale", account: account.id, action: "session.proven", subject: account.id }),
    tenure.db.prepare("UPDATE session SET proven_at = 1, event_id = 'aud_stale'"),
    close(tenure.db),
  ]);
  const refused = await bot(ana, "proved");
  assert.deepEqual([refused.status, refused.code], [403, "fresh_proof_required"]);
  const wrong = await patiently(() => ana.post(PROOF, { password: "not the right one" }));
  assert.deepEqual([wrong.status, wrong.json.errors], [422, [{ pointer: "/password", code: "wrong_password" }]]);
  const proof = await patiently(() => ana.post(PROOF, { password: OWNER.password }));
  assert.equal(proof.status, 200, proof.text);
  assert.equal((await ana.get("/v1/me")).code, "not_signed_in", "a copy of the old cookie is of no use");
  ana = tenure.nobody.signedIn(proof);
  assert.equal((await bot(ana, "proved")).status, 201);
});

test("of ten proofs of one cookie at once one counts", async () => {
  const all = await Promise.all(
    Array.from({ length: 10 }, () => patiently(() => ana.post(PROOF, { password: OWNER.password }))),
  );
  const won = all.filter((answer) => answer.status === 200);
  assert.equal(won.length, 1, all.map((answer) => answer.status).join());
  ana = tenure.nobody.signedIn(won[0]);
  assert.equal((await ana.get("/v1/me")).status, 200);
});

test("twenty right sign-ins at once all succeed, two hundred wrong ones run out", async () => {
  const right = await Promise.all(
    Array.from({ length: 20 }, () =>
      patiently(() => tenure.nobody.post("/v1/sessions", { email: OWNER.email, password: OWNER.password })),
    ),
  );
  assert.deepEqual(new Set(right.map((answer) => answer.status)), new Set([201]));
  const wrong = await Promise.all(
    Array.from({ length: 200 }, () =>
      tenure.nobody.post("/v1/sessions", { email: OWNER.email, password: "not the right one" }),
    ),
  );
  const count = (status) => wrong.filter((answer) => answer.status === status).length;
  assert.equal(count(401) + count(429) + count(503), 200);
  assert.ok(count(401) <= 100, `${count(401)} were compared`);
  assert.ok(wrong.every((answer) => answer.status === 401 || answer.header("retry-after")));
  // Those that were told to come back were no guesses.
  const again = await patiently(() => tenure.nobody.post("/v1/sessions", { email: OWNER.email, password: OWNER.password }));
  assert.equal(again.status, count(401) < 100 ? 201 : 429, again.text);
});
