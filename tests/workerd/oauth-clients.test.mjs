// Introspection by OAuth clients as they come: authlib, oauth4webapi, openid-client. None of them is told anything of
// this product but the address, a client id (a system user's username) and a client secret (its token).
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { before, test } from "node:test";
import { promisify } from "node:util";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { deploy, setUp } from "./support/deployment.mjs";

const SCRIPT = fileURLToPath(new URL("support/oauth_authlib.py", import.meta.url));
// Every character that form encoding and Basic treat in a way of their own.
const USERNAME = "Café & co: 1+1 %41";

let url;
let asker;
let asked;
let ended;

before(async () => {
  const tenure = await deploy({ assets: false });
  url = tenure.url;
  const ana = await setUp(tenure);
  asker = await ana.systemUser(null, USERNAME);
  asked = await ana.systemUser(null, "asked");
  ended = await ana.systemUser(null, "ended");
  assert.equal((await ana.post(`/v1/system-users/${ended.id}/deactivate`)).status, 200);
});

const authlib = async (way, secret, token) => {
  const python = process.env.PYTHON_OAUTH;
  assert.ok(python, "PYTHON_OAUTH names the Python that has Authlib; `cargo xtask test` sets it up");
  const { stdout } = await promisify(execFile)(python, [SCRIPT, url, way, USERNAME, secret, token], { timeout: 60_000 });
  return JSON.parse(stdout);
};

for (const way of ["client_secret_basic", "client_secret_post"]) {
  test(`authlib introspects with ${way}`, async () => {
    const found = await authlib(way, asker.token, asked.token);
    assert.equal(found.status, 200);
    assert.equal(found.body.active, true);
    assert.equal(found.body.sub, asked.id);
    assert.deepEqual((await authlib(way, asker.token, ended.token)).body, { active: false });
    const refused = await authlib(way, ended.token, asked.token);
    assert.deepEqual([refused.status, refused.body.error], [401, "invalid_client"]);
  });
}

const server = () => ({ issuer: url, introspection_endpoint: `${url}/v1/introspect` });

for (const [way, authenticate] of [
  ["client_secret_basic", oauth.ClientSecretBasic],
  ["client_secret_post", oauth.ClientSecretPost],
]) {
  test(`oauth4webapi introspects with ${way}`, async () => {
    const client = { client_id: USERNAME };
    const ask = async (secret, token) => {
      const options = { [oauth.allowInsecureRequests]: true, additionalParameters: { token_type_hint: "access_token" } };
      const response = await oauth.introspectionRequest(server(), client, authenticate(secret), token, options);
      return oauth.processIntrospectionResponse(server(), client, response);
    };
    const found = await ask(asker.token, asked.token);
    assert.equal(found.active, true);
    assert.equal(found.sub, asked.id);
    assert.equal(found.scope, "introspect read_messages send");
    assert.deepEqual({ ...(await ask(asker.token, ended.token)) }, { active: false });
    await assert.rejects(ask(ended.token, asked.token), (error) => {
      assert.ok(error instanceof oauth.WWWAuthenticateChallengeError, `${error}`);
      assert.equal(error.status, 401);
      const wanted = way === "client_secret_basic" ? "basic" : "bearer";
      assert.deepEqual(
        error.cause.map((challenge) => challenge.scheme),
        [wanted],
      );
      return true;
    });
  });
}

for (const [way, authenticate] of [
  ["client_secret_basic", openid.ClientSecretBasic],
  ["client_secret_post", openid.ClientSecretPost],
]) {
  test(`openid-client introspects with ${way}`, async () => {
    const config = new openid.Configuration(server(), USERNAME, undefined, authenticate(asker.token));
    openid.allowInsecureRequests(config);
    const found = await openid.tokenIntrospection(config, asked.token);
    assert.equal(found.active, true);
    assert.equal(found.username, "asked");
    assert.equal((await openid.tokenIntrospection(config, ended.token, { token_type_hint: "access_token" })).active, false);
  });
}
