// People at the same time: one owner, always an admin, one person an address, a link that works once, no session of
// somebody who is out.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { OWNER, addPerson, close, deploy, linkTo, mailsTo, patiently, setUp, signIn, until } from "./support/deployment.mjs";

const PASSWORD = "a harbour full of small boats 4";
let tenure;
let ana;
let me;
before(async () => {
  tenure = await deploy({ assets: false });
  ana = await setUp(tenure);
  me = (await ana.get("/v1/me")).json.user;
});

let number = 100;
/** Some people of a role, each signed in. */
async function people(count, role) {
  const made = [];
  for (let i = 0; i < count; i += 1) {
    const person = await addPerson(tenure.db, { n: (number += 1), role });
    made.push({ ...person, client: await signIn(tenure, person.email) });
  }
  return made;
}

const tally = (answers) => {
  const counts = {};
  for (const answer of answers) {
    const key = answer.status < 300 ? String(answer.status) : `${answer.status} ${answer.code}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
};
const only = (counts, ...allowed) =>
  assert.deepEqual(
    Object.keys(counts).filter((key) => !allowed.includes(key)),
    [],
    JSON.stringify(counts),
  );
const count = (where) => tenure.db.prepare(`SELECT count(*) AS n FROM ${where}`).first("n");
const activeAdmins = () => count("person WHERE role = 'admin' AND status = 'active'");
const user = async (id) => (await ana.get(`/v1/users/${id}`)).json.user;
const invite = async (email, role = "role_developer") => {
  const answer = await ana.post("/v1/invitations", { email, name: "Invited", role_id: role });
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
};
const greet = async (token) => (await tenure.nobody.post("/v1/invitations/greet", { token })).status;
const accept = (token) => patiently(() => tenure.nobody.post("/v1/invitations/accept", { token, password: PASSWORD }));

test("thirty admins who demote each other and the owner at once leave an admin", async () => {
  const admins = await people(30, "admin");
  const all = [{ id: me.id, client: ana }, ...admins];
  // Each demotes the next, the last one the owner.
  const answers = await Promise.all(
    all.map(({ client }, i) => {
      const { id } = all[(i + 1) % all.length];
      return client.patch(`/v1/users/${id}`, { version: 1, role_id: "role_operator" });
    }),
  );
  only(tally(answers), "200", "403 forbidden", "403 beyond_your_own", "409 stale", "409 is_owner", "409 last_admin");
  const demoted = answers.filter((answer) => answer.status === 200).length;
  assert.ok(demoted >= 1);
  assert.equal(await activeAdmins(), all.length - demoted);
  assert.ok((await activeAdmins()) >= 1);
  const owner = await user(me.id);
  assert.deepEqual([owner.role_id, owner.status, owner.owner], ["role_admin", "active", true]);
  assert.equal(await count("audit_event WHERE action = 'user.updated'"), demoted, "a refused change leaves no row");
  // In the schema itself, too: not even the last of all rights is enough.
  const straight = tenure.db.prepare("UPDATE person SET role = 'operator', event_id = 'aud_none' WHERE role = 'admin'");
  await assert.rejects(straight.run(), /audit:missing|invariant:/);
});

test("thirty admins who deactivate each other and the owner at once leave an active admin, and end sessions at once", async () => {
  const admins = await people(30, "admin");
  const all = [{ id: me.id, client: ana }, ...admins];
  const answers = await Promise.all(
    all.map(({ client }, i) => client.post(`/v1/users/${all[(i + 1) % all.length].id}/deactivate`, {})),
  );
  only(tally(answers), "200", "401 not_signed_in", "409 is_owner", "409 last_admin");
  assert.ok((await activeAdmins()) >= 1);
  assert.equal((await user(me.id)).status, "active");
  for (const { id, client } of admins) {
    const { status } = await user(id);
    assert.equal((await client.get("/v1/me")).status, status === "active" ? 200 : 401, status);
  }
  assert.equal(await count("session s JOIN person p ON p.id = s.person_id WHERE p.status = 'inactive'"), 0);
});

test("of fifty transfers of the ownership at once one succeeds, and there is one owner", async () => {
  const heirs = await Promise.all(
    Array.from({ length: 50 }, () => addPerson(tenure.db, { n: (number += 1), role: "developer" })),
  );
  const answers = await Promise.all(
    heirs.map(({ id }) => ana.post("/v1/ownership-transfers", { to_user_id: id, confirm: true })),
  );
  assert.deepEqual(tally(answers), { 200: 1, "403 owner_only": 49 });
  const heir = heirs[answers.findIndex((answer) => answer.status === 200)];
  assert.equal(await tenure.db.prepare("SELECT owner_id AS id FROM account").first("id"), heir.id);
  const roles = await tenure.db
    .prepare("SELECT role, count(*) AS n FROM person WHERE id IN (SELECT value FROM json_each(?)) GROUP BY role")
    .bind(JSON.stringify(heirs.map(({ id }) => id)))
    .all();
  assert.deepEqual(
    Object.fromEntries(roles.results.map((row) => [row.role, row.n])),
    { admin: 1, developer: 49 },
    "only the heir is promoted",
  );
  assert.deepEqual((await ana.get("/v1/me")).json.user.owner, false);
  assert.equal((await ana.get("/v1/me")).json.user.role_id, "role_admin", "the old owner becomes Admin");
  assert.equal(await count("audit_event WHERE action = 'account.ownership_transferred'"), 1);
  // And back, by the new one, for the tests below.
  const next = await signIn(tenure, heir.email);
  assert.equal((await next.post("/v1/ownership-transfers", { to_user_id: me.id, confirm: true })).status, 200);
  assert.equal((await user(me.id)).owner, true);
});

test("an invitation that is accepted twenty times at once makes one person", async () => {
  await invite("bea@example.com");
  const { token } = await linkTo(tenure, "bea@example.com");
  const answers = await Promise.all(Array.from({ length: 20 }, () => accept(token)));
  assert.deepEqual(tally(answers), { 201: 1, "410 link_gone": 19 });
  const won = answers.find((answer) => answer.status === 201);
  const bea = tenure.nobody.signedIn(won);
  assert.equal((await bea.get("/v1/me")).json.user.email, "bea@example.com");
  assert.equal(await count("person WHERE email_key = 'bea@example.com'"), 1);
  assert.equal(await count("session s JOIN person p ON p.id = s.person_id WHERE p.email_key = 'bea@example.com'"), 1);
  assert.equal(await count("invitation WHERE email_key = 'bea@example.com'"), 0);
  assert.equal(await greet(token), 410);
  await signIn(tenure, "bea@example.com", PASSWORD);
});

test("a new link kills the old one, also while both are tried; a revoked one is dead", async () => {
  const { id } = await invite("carla@example.com");
  const first = await linkTo(tenure, "carla@example.com");
  assert.equal(await greet(first.token), 200);
  assert.equal((await ana.post(`/v1/invitations/${id}/resend`)).status, 200);
  await until(async () => (await mailsTo(tenure, "carla@example.com")).length === 2, "the second mail");
  const second = await linkTo(tenure, "carla@example.com");
  assert.notEqual(second.token, first.token);
  assert.equal(await greet(first.token), 410, "the old one is dead");
  assert.equal(await greet(second.token), 200);
  assert.equal((await accept(first.token)).code, "link_gone");
  // Inviting the same address again is sending it again.
  const again = await ana.post("/v1/invitations", {
    email: "CARLA@example.com",
    name: "Carla",
    role_id: "role_developer",
  });
  assert.equal(again.json.id, id);
  assert.equal(again.json.sent_count, 3);
  await until(async () => (await mailsTo(tenure, "carla@example.com")).length === 3, "the third mail");
  const third = await linkTo(tenure, "carla@example.com");
  assert.equal(await greet(second.token), 410);
  assert.equal((await accept(third.token)).status, 201);

  const revoked = await invite("dora@example.com");
  const { token } = await linkTo(tenure, "dora@example.com");
  assert.equal((await ana.delete(`/v1/invitations/${revoked.id}`)).status, 204);
  assert.equal(await greet(token), 410);
  assert.equal((await accept(token)).code, "link_gone");
  assert.equal((await ana.post(`/v1/invitations/${revoked.id}/resend`)).status, 404);
});

test("an invitation ends after seven days, and a new link brings it back", async () => {
  const { id, expires_at } = await invite("edda@example.com");
  const week = Date.parse(expires_at) - Date.now();
  assert.ok(Math.abs(week - 7 * 86_400_000) < 60_000, `${week}`);
  const { token } = await linkTo(tenure, "edda@example.com");
  const event = `aud_expired_${id}`;
  await tenure.db.batch([
    tenure.db
      .prepare(
        "INSERT INTO audit_event (id, account_id, at, actor_kind, action, subject_id, request_id) SELECT ?, account_id, 1, 'deployment', 'probe', id, 'req_00000000000000000000000000' FROM invitation WHERE id = ?",
      )
      .bind(event, id),
    tenure.db.prepare("UPDATE invitation SET expires_at = ?, event_id = ? WHERE id = ?").bind(Date.now() - 1, event, id),
    close(tenure.db),
  ]);
  assert.equal(await greet(token), 410);
  assert.equal((await accept(token)).code, "link_gone");
  const listed = (await ana.get("/v1/invitations")).json.items.find((one) => one.id === id);
  assert.equal(listed.status, "expired");
  assert.equal((await ana.post(`/v1/invitations/${id}/resend`)).json.status, "pending");
  await until(async () => (await mailsTo(tenure, "edda@example.com")).length === 2, "the second mail");
  assert.equal(await greet((await linkTo(tenure, "edda@example.com")).token), 200);
});

test("of fifty who add the same address at once one does, and so with fifty invitations", async () => {
  const body = (i) => ({ email: i % 2 ? "flora@example.com" : "FLORA@Example.COM", name: `Flora ${i}`, role_id: "role_user" });
  const made = await Promise.all(Array.from({ length: 50 }, (_, i) => ana.post("/v1/users", body(i))));
  assert.deepEqual(tally(made), { 201: 1, "409 email_taken": 49 });
  assert.equal(await count("person WHERE email_key = 'flora@example.com'"), 1);
  assert.equal((await mailsTo(tenure, "flora@example.com")).length + (await mailsTo(tenure, "FLORA@Example.COM")).length, 1);

  const email = "greta@example.com";
  const sent = await Promise.all(
    Array.from({ length: 50 }, (_, i) => ana.post("/v1/invitations", { email, name: `Greta ${i}`, role_id: "role_user" })),
  );
  // Each of them would send a new link, and no two the same one: who is late again and again is told so.
  only(tally(sent), "201", "409 email_taken", "409 stale");
  assert.equal(await count(`invitation WHERE email_key = '${email}'`), 1);
  // Whatever was sent meanwhile, one link is alive.
  const tokens = (await mailsTo(tenure, email)).map((mail) => /#token=([0-9a-f]{64})/.exec(mail.text)[1]);
  const alive = [];
  for (const token of tokens) if ((await greet(token)) === 200) alive.push(token);
  assert.equal(alive.length, 1, `${tokens.length} links`);
});

test("who is deactivated, removed or given another password is out at once, with every session and link", async () => {
  const [gone] = await people(1, "developer");
  const second = await signIn(tenure, gone.email);
  assert.equal((await tenure.nobody.post("/v1/password-resets", { email: gone.email })).status, 202);
  await tenure.scheduled("* * * * *");
  const { token } = await linkTo(tenure, gone.email);
  // Calls that go on meanwhile: none is let in after the answer.
  let answered = Infinity;
  let going = true;
  const late = [];
  const calling = (async () => {
    while (going) {
      const began = performance.now();
      const { status } = await gone.client.get("/v1/me");
      if (began > answered) late.push(status);
    }
  })();
  assert.equal((await ana.post(`/v1/users/${gone.id}/deactivate`, {})).status, 200);
  answered = performance.now();
  await until(async () => late.length >= 5, "calls afterwards");
  going = false;
  await calling;
  assert.deepEqual([...new Set(late)], [401]);
  assert.equal((await second.get("/v1/me")).status, 401);
  const reset = (link) => patiently(() => tenure.nobody.post("/v1/password-resets/complete", { token: link, password: PASSWORD }));
  assert.equal((await reset(token)).code, "link_gone");
  await assert.rejects(signIn(tenure, gone.email), /401/);
  assert.equal((await ana.post(`/v1/users/${gone.id}/activate`)).json.user.status, "active");
  assert.equal((await gone.client.get("/v1/me")).status, 401, "an old session does not come back");
  const back = await signIn(tenure, gone.email);

  assert.equal((await ana.post(`/v1/users/${gone.id}/temporary-password`, { password: PASSWORD })).status, 204);
  assert.equal((await back.get("/v1/me")).status, 401);
  const forced = await patiently(() => tenure.nobody.post("/v1/sessions", { email: gone.email, password: PASSWORD }));
  assert.equal(forced.json.next, "change_password");
  const inside = tenure.nobody.signedIn(forced);
  assert.equal((await inside.get("/v1/system-users")).code, "password_change_required");
  const chosen = { current_password: PASSWORD, new_password: `${PASSWORD} of my own` };
  const changed = await patiently(() => inside.post("/v1/me/password", chosen));
  assert.equal(changed.status, 204);
  assert.equal((await inside.get("/v1/me")).status, 401, "a copy of the old cookie is out");
  const anew = tenure.nobody.signedIn(changed);
  assert.equal((await anew.get("/v1/system-users")).status, 200);

  assert.equal((await ana.delete(`/v1/users/${gone.id}`)).status, 204);
  assert.equal((await anew.get("/v1/me")).status, 401);
  assert.equal((await ana.get(`/v1/users/${gone.id}`)).status, 404);
});

test("a link for a new password works once, however often it is used at once, and ends all sessions", async () => {
  const [person] = await people(1, "developer");
  assert.equal((await ana.post(`/v1/users/${person.id}/reset-password`)).status, 202);
  const { token } = await linkTo(tenure, person.email);
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      patiently(() => tenure.nobody.post("/v1/password-resets/complete", { token, password: `${PASSWORD} ${i}` })),
    ),
  );
  assert.deepEqual(tally(answers), { 204: 1, "410 link_gone": 9 });
  const winner = answers.findIndex((answer) => answer.status === 204);
  assert.equal((await person.client.get("/v1/me")).status, 401);
  await signIn(tenure, person.email, `${PASSWORD} ${winner}`);
  await assert.rejects(signIn(tenure, person.email, OWNER.password), /401/);
});
