// Nobody takes a bot along: everybody but the owner leaves while the bots work.
import assert from "node:assert/strict";
import { test } from "node:test";
import { OWNER, addPerson, deploy, setUp, signIn } from "./support/deployment.mjs";

test("every human but the owner leaves one by one, and not a single call of a bot fails", async (t) => {
  const tenure = await deploy({ assets: false });
  const ana = await setUp(tenure);
  const owner = (await ana.get("/v1/me")).json.user;
  const people = [];
  for (const [i, role] of ["developer", "admin", "developer", "admin", "developer", "admin"].entries()) {
    const person = await addPerson(tenure.db, { n: i + 1, role });
    const client = await signIn(tenure, person.email);
    const bots = [];
    for (const which of ["first", "second"]) {
      const subaccount = await ana.subaccount(`${which} of ${i}`);
      bots.push(await client.systemUser(subaccount, `${which}-${i}`));
    }
    people.push({ ...person, role, client, bots });
  }
  // One of them looks after a system user that somebody else made.
  const shared = people[0].bots[0];
  const custodians = await ana.patch(`/v1/system-users/${shared.id}`, {
    version: shared.system_user.version,
    custodian_ids: [people[0].id, people[3].id],
  });
  const sharing = custodians.status === 200;
  const bots = people.flatMap((person) => person.bots);

  let going = true;
  let calls = 0;
  const failures = [];
  const watched = async (what, call) => {
    calls += 1;
    const answer = await call().catch((error) => ({ status: 0, text: String(error) }));
    const fine = answer.status === 200 && answer.json.active === true;
    if (!fine) failures.push(`${what}: ${answer.status} ${answer.text}`);
  };
  const working = Array.from({ length: 4 }, async (_, lane) => {
    for (let i = lane; going; i += 1) {
      const bot = bots[i % bots.length];
      const other = bots[(i + 5) % bots.length];
      const client = tenure.nobody.bot(bot.token);
      await watched("whoami", () => client.get("/v1/whoami"));
      await watched("introspect", () => client.form("/v1/introspect", { token: other.token }));
    }
  });

  for (const [i, person] of people.entries()) {
    const summary = (await ana.get(`/v1/users/${person.id}/offboarding`)).json;
    assert.deepEqual(summary.created.map((one) => one.username).sort(), [`first-${i}`, `second-${i}`]);
    assert.equal(summary.successor.id, owner.id);
    assert.ok(summary.sessions >= 1);
    if (i % 2 === 0) {
      const answer = await ana.post(`/v1/users/${person.id}/deactivate`, {});
      assert.equal(answer.status, 200, answer.text);
      assert.equal((await person.client.get("/v1/me")).status, 401);
    }
    // Some name a successor; one who leaves later hands all of it on.
    const named = people[i + 1]?.role === "admin" && i % 2 === 0 ? `?successor_user_id=${people[i + 1].id}` : "";
    const gone = await ana.delete(`/v1/users/${person.id}${named}`);
    assert.equal(gone.status, 204, gone.text);
    assert.equal((await person.client.get("/v1/me")).status, 401);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  // Longer than any cache of the gate believes anything.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  going = false;
  await Promise.all(working);

  assert.deepEqual(failures, []);
  assert.ok(calls >= 50, `only ${calls} calls`);
  assert.deepEqual(
    (await ana.get("/v1/users")).json.items.map((one) => one.id),
    [owner.id],
    "the owner is alone",
  );
  const { items } = (await ana.get("/v1/system-users?limit=200")).json;
  assert.equal(items.length, bots.length);
  for (const bot of items) {
    assert.equal(bot.status, "active");
    const shown = (await ana.get(`/v1/system-users/${bot.id}`)).json.system_user;
    assert.deepEqual(shown.custodians, [{ id: owner.id, name: OWNER.name }]);
    assert.equal(shown.created_by.status, "removed");
  }
  t.diagnostic(`${calls} calls of ${bots.length} bots while ${people.length} people left${sharing ? ", one looked after by two" : ""}`);
});
