// The first bot, end to end over HTTP, on the parts that are deployed: workerd, D1, KV, the hasher.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { verbatim } from "./support/client.mjs";
import { OWNER, addPerson, deploy, setUp, signIn } from "./support/deployment.mjs";

let tenure;
let ana;
before(async () => {
  tenure = await deploy({ assets: false });
});

const whoami = (headers) => verbatim(`${tenure.url}/v1/whoami`, { headers });

test("setup needs its token, works once, and signs in", async () => {
  const { nobody } = tenure;
  assert.deepEqual((await nobody.get("/v1/setup")).json, { needed: true });
  const wrong = await nobody.post("/v1/setup", { setup_token: "x".repeat(43), ...OWNER });
  assert.equal(wrong.status, 422);
  assert.deepEqual(wrong.json.errors, [{ pointer: "/setup_token", code: "wrong_token" }]);
  const weak = await nobody.post("/v1/setup", { setup_token: tenure.secrets.SETUP_TOKEN, ...OWNER, password: "short" });
  assert.equal(weak.status, 422);
  assert.equal(weak.json.errors[0].pointer, "/password");
  assert.deepEqual((await nobody.get("/v1/setup")).json, { needed: true }, "a refused setup leaves nothing");

  const answer = await nobody.post("/v1/setup", { setup_token: tenure.secrets.SETUP_TOKEN, ...OWNER });
  assert.equal(answer.status, 201, answer.text);
  assert.match(
    answer.headers.getSetCookie()[0],
    /^tenure_dev=[0-9a-f]{64}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/,
  );
  ana = nobody.signedIn(answer);
  const me = (await ana.get("/v1/me")).json;
  assert.equal(me.user.email, OWNER.email);
  assert.equal(me.user.owner, true);
  assert.equal(me.role, "admin");
  assert.equal(me.user.role_id, "role_admin");
  assert.equal((await ana.get("/v1/account")).json.email_domain, "example.com");
  const again = await nobody.post("/v1/setup", { setup_token: tenure.secrets.SETUP_TOKEN, ...OWNER });
  assert.equal(again.status, 409);
  assert.equal(again.code, "already_set_up");
  assert.deepEqual((await nobody.get("/v1/setup")).json, { needed: false });
});

test("a bot is recognised by both credentials in every spelling, and only with its own username", async () => {
  const subaccount = await ana.subaccount("Support");
  const { id, token, tail } = await ana.systemUser(subaccount, "support-bot");
  assert.match(token, /^tnr_[0-9A-Za-z]{49}$/);
  assert.ok(token.endsWith(tail));
  for (const headers of [
    { Authorization: `Bearer ${token}` },
    { authorization: `bearer ${token}` },
    { AUTHORIZATION: `BEARER ${token}` },
    { UserName: "support-bot", AuthenticationToken: token },
    { username: "support-bot", authenticationtoken: token },
    { USERNAME: "support-bot", AUTHENTICATIONTOKEN: token },
    { userName: "support-bot", authenticationToken: token },
    { Username: "support-bot", Authenticationtoken: token },
  ]) {
    const answer = await whoami(headers);
    assert.equal(answer.status, 200, Object.keys(headers).join());
    assert.deepEqual(
      { ...answer.json },
      {
        active: true,
        system_user: { id, username: "support-bot", status: "active", environment: "live" },
        account_id: (await ana.get("/v1/account")).json.id,
        subaccount_id: subaccount,
        environment: "live",
        subaccount_ids: null,
        username: "support-bot",
        scopes: answer.json.scopes,
        expires_at: null,
      },
    );
  }
  for (const headers of [
    { UserName: "other-bot", AuthenticationToken: token },
    { AuthenticationToken: token },
    { UserName: "support-bot" },
    { Authorization: `Basic ${token}` },
    { Authorization: `Bearer ${token.slice(0, -1)}x` },
    {},
  ]) {
    const answer = await whoami(headers);
    assert.equal(answer.status, 401, Object.keys(headers).join());
    assert.equal(answer.code, "invalid_token");
    assert.match(answer.header("www-authenticate"), /^Bearer /);
  }
});

test("introspection is a form, and tells the account's own tokens alone", async () => {
  const caller = await ana.systemUser(null, "gateway");
  const other = await ana.systemUser(null, "asked-about");
  for (const who of [ana, tenure.nobody.bot(caller.token)]) {
    const live = await who.form("/v1/introspect", { token: other.token, token_type_hint: "access_token" });
    assert.equal(live.status, 200, live.text);
    assert.equal(live.json.active, true);
    assert.equal(live.json.username, "asked-about");
    const unknown = await who.form("/v1/introspect", { token: "tnr_nothing" });
    assert.equal(unknown.status, 200);
    assert.deepEqual(unknown.json, { active: false });
  }
  assert.equal((await ana.post("/v1/introspect", { token: other.token })).status, 415);
  assert.equal((await tenure.nobody.form("/v1/introspect", { token: other.token })).status, 401);
  await ana.post(`/v1/system-users/${other.id}/deactivate`);
  assert.deepEqual((await ana.form("/v1/introspect", { token: other.token })).json, { active: false });
});

test("deactivate, activate, a new token, delete", async () => {
  const { id, token } = await ana.systemUser(null, "cycle-bot");
  const url = `/v1/system-users/${id}`;
  const status = async (text) => (await tenure.nobody.bot(text).get("/v1/whoami")).status;
  assert.equal(await status(token), 200);
  assert.equal((await ana.delete(url)).code, "system_user_active");
  assert.equal((await ana.post(`${url}/deactivate`)).json.system_user.status, "inactive");
  assert.equal(await status(token), 401);
  assert.equal((await ana.post(`${url}/activate`)).json.system_user.status, "active");
  assert.equal(await status(token), 200, "the same token");

  const unsure = await ana.post(`${url}/tokens`, {});
  assert.equal(unsure.status, 422);
  const fresh = await ana.post(`${url}/tokens`, { confirm: true });
  assert.equal(fresh.status, 201, fresh.text);
  const next = fresh.json.token.value;
  assert.notEqual(next, token);
  assert.equal(await status(token), 401);
  assert.equal(await status(next), 200);
  const later = (await ana.post(`${url}/tokens`, { confirm: true, overlap_seconds: 3600 })).json.token.value;
  assert.equal(await status(next), 200, "the overlap");
  assert.equal(await status(later), 200);

  await ana.post(`${url}/deactivate`);
  assert.equal((await ana.delete(url)).status, 204);
  assert.equal((await ana.get(url)).status, 404);
  for (const gone of [token, next, later]) assert.equal(await status(gone), 401);
});

test("a system user outlives the person who made it", async () => {
  const dev = await addPerson(tenure.db, { n: 7, role: "developer" });
  const person = await signIn(tenure, dev.email);
  const { id, token } = await person.systemUser(null, "orphan-bot");
  const bot = tenure.nobody.bot(token);
  assert.equal((await bot.get("/v1/whoami")).status, 200);
  assert.equal((await ana.delete(`/v1/users/${dev.id}`)).status, 204);
  assert.equal((await person.get("/v1/me")).status, 401, "the person's session ends with them");
  assert.equal((await bot.get("/v1/whoami")).status, 200);
  const shown = (await ana.get(`/v1/system-users/${id}`)).json.system_user;
  assert.deepEqual(shown.created_by, { id: dev.id, name: "Person 7", status: "removed" });
  assert.deepEqual(
    shown.custodians.map((one) => one.name),
    [OWNER.name],
  );
  assert.equal((await ana.get("/v1/system-users?search=Person%207")).json.items[0].id, id);
});

test("a session ends for good when it is signed out", async () => {
  const session = await signIn(tenure);
  assert.equal((await session.get("/v1/me")).status, 200);
  assert.equal((await session.delete("/v1/sessions/current")).status, 204);
  assert.equal((await session.get("/v1/me")).status, 401);
  assert.equal((await ana.get("/v1/me")).status, 200, "the other session goes on");
});
