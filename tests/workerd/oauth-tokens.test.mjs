// Client credentials by OAuth clients as they come: authlib, oauth4webapi, openid-client; verified by jose. None of them is told
// anything of this product but its address, a client id, and a secret or a key.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { fileURLToPath } from "node:url";
import { before, test } from "node:test";
import { promisify } from "node:util";
import * as jose from "jose";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { deploy, folder, setUp } from "./support/deployment.mjs";

const SCRIPT = fileURLToPath(new URL("support/oauth_authlib_token.py", import.meta.url));
const USERNAME = "Café & co: 1+1 %41";
const SERVICE = "https://service.example.com/mcp";

let url;
let ana;
let bot;

before(async () => {
  const tenure = await deploy({ assets: false });
  url = tenure.url;
  ana = await setUp(tenure);
  bot = await ana.systemUser(null, USERNAME);
});

/** A key pair whose public half is registered. */
const registered = async (algorithm, of = bot) => {
  const pair =
    algorithm === "EdDSA" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const key = { name: algorithm, public_key: pair.publicKey.export({ format: "jwk" }) };
  const answer = await ana.post(`/v1/system-users/${of.id}/keys`, key);
  assert.equal(answer.status, 201, answer.text);
  const pem = pair.privateKey.export({ format: "pem", type: "pkcs8" });
  return { id: answer.json.id, pem, key: await jose.importPKCS8(pem, algorithm) };
};

const keys = () => jose.createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`));

/** As a service does it that asks nobody. */
const verified = async (token, set = keys(), audience = SERVICE) => {
  const { payload, protectedHeader } = await jose.jwtVerify(token, set, { issuer: url, audience, typ: "at+jwt" });
  assert.equal(payload.sub, bot.id);
  assert.equal(payload.exp - payload.iat, 300);
  return { payload, protectedHeader };
};

const authlib = async (way, secret, id = USERNAME) => {
  const python = process.env.PYTHON_OAUTH;
  assert.ok(python, "PYTHON_OAUTH names the Python that has Authlib; `cargo xtask test` sets it up");
  const { stdout } = await promisify(execFile)(python, [SCRIPT, url, way, id, secret, SERVICE], { timeout: 60_000 });
  return JSON.parse(stdout);
};

for (const way of ["client_secret_basic", "client_secret_post"]) {
  test(`authlib buys with ${way}`, async () => {
    const { payload } = await verified((await authlib(way, bot.token)).access_token);
    assert.equal(payload.scope, "introspect read_messages send");
    assert.equal((await authlib(way, `${bot.token}x`)).error, "invalid_client");
  });
}

for (const algorithm of ["ES256", "EdDSA"]) {
  test(`authlib buys with a key for ${algorithm}`, async () => {
    const { pem } = await registered(algorithm);
    const { protectedHeader } = await verified((await authlib(`private_key_jwt ${algorithm}`, pem, bot.id)).access_token);
    assert.equal(protectedHeader.alg, algorithm);
  });
}

const options = { [oauth.allowInsecureRequests]: true };

const discovered = async () => {
  const issuer = new URL(url);
  const response = await oauth.discoveryRequest(issuer, { ...options, algorithm: "oauth2" });
  return oauth.processDiscoveryResponse(issuer, response);
};

test("oauth4webapi discovers and buys in each way, and names what is refused", async () => {
  const server = await discovered();
  const buy = async (client, authentication, parameters = {}) => {
    const asked = new URLSearchParams({ resource: SERVICE, ...parameters });
    const response = await oauth.clientCredentialsGrantRequest(server, client, authentication, asked, options);
    return oauth.processClientCredentialsResponse(server, client, response);
  };
  for (const authentication of [oauth.ClientSecretBasic(bot.token), oauth.ClientSecretPost(bot.token)]) {
    const bought = await buy({ client_id: USERNAME }, authentication, { scope: "send" });
    assert.equal(bought.scope, "send");
    assert.equal(bought.expires_in, 300);
    await verified(bought.access_token);
    await assert.rejects(buy({ client_id: USERNAME }, authentication, { scope: "admin" }), { error: "invalid_scope" });
    await assert.rejects(buy({ client_id: USERNAME }, authentication, { resource: "x" }), { error: "invalid_target" });
  }
  for (const algorithm of ["ES256", "EdDSA"]) {
    const { key, id } = await registered(algorithm);
    for (const named of [key, { key, kid: id }]) {
      await verified((await buy({ client_id: bot.id }, oauth.PrivateKeyJwt(named))).access_token);
    }
    await ana.delete(`/v1/system-users/${bot.id}/keys/${id}`);
    await assert.rejects(buy({ client_id: bot.id }, oauth.PrivateKeyJwt(key)), (error) => {
      assert.equal(error.status, 401);
      return true;
    });
  }
});

test("openid-client discovers, buys, introspects and revokes", async () => {
  const configured = (id, authentication) =>
    openid.discovery(new URL(url), id, undefined, authentication, {
      algorithm: "oauth2",
      execute: [openid.allowInsecureRequests],
    });
  for (const authentication of [openid.ClientSecretBasic(bot.token), openid.ClientSecretPost(bot.token)]) {
    const config = await configured(bot.id, authentication);
    const { access_token } = await openid.clientCredentialsGrant(config, { resource: SERVICE });
    await verified(access_token);
    const found = await openid.tokenIntrospection(config, access_token);
    assert.deepEqual([found.active, found.aud, found.iss, found.sub], [true, SERVICE, url, bot.id]);
    // It lives on where it is verified without asking: it is not said that it had ended.
    await assert.rejects(openid.tokenRevocation(config, access_token), { error: "unsupported_token_type" });
  }
  const { key } = await registered("ES256");
  const config = await configured(bot.id, openid.PrivateKeyJwt(key));
  await verified((await openid.clientCredentialsGrant(config, { resource: SERVICE })).access_token);
  // What bought it ends: here it is refused, and what asks is told so.
  const one = await ana.systemUser(null, "to be revoked");
  const of = await configured(one.id, openid.ClientSecretBasic(one.token));
  const { access_token } = await openid.clientCredentialsGrant(of, {});
  assert.equal((await ana.bot(access_token).get("/v1/whoami")).status, 200);
  await openid.tokenRevocation(of, one.token);
  assert.equal((await ana.bot(access_token).get("/v1/whoami")).status, 401);
  const asker = await configured(bot.id, openid.ClientSecretBasic(bot.token));
  assert.equal((await openid.tokenIntrospection(asker, access_token)).active, false);
});

test("jose verifies by the list of keys, across a change of them", async () => {
  const dataDir = await folder();
  const day = 86_400;
  const at = (days, port) => deploy({ assets: false, dataDir, port, vars: { CLOCK_OFFSET_SECONDS: String(days * day) } });
  const buy = async (from, one) => {
    const fields = { grant_type: "client_credentials", client_id: one.id, client_secret: one.token, resource: SERVICE };
    const answer = await fetch(`${from.url}/oauth/token`, { method: "POST", body: new URLSearchParams(fields) });
    return (await answer.json()).access_token;
  };
  const listed = async (from) => (await (await fetch(`${from.url}/.well-known/jwks.json`)).json()).keys;
  const known = (from, token, keys, days) =>
    jose.jwtVerify(token, jose.createLocalJWKSet({ keys }), {
      issuer: from.url,
      audience: SERVICE,
      typ: "at+jwt",
      currentDate: new Date(Date.now() + days * day * 1_000),
    });
  let tenure = await at(0);
  const port = Number(new URL(tenure.url).port);
  const one = await (await setUp(tenure)).systemUser(null, "one");
  const token = await buy(tenure, one);
  const { payload, protectedHeader: first } = await known(tenure, token, await listed(tenure), 0);
  // Signed by somebody else under the same name, it is nobody's.
  const { privateKey } = await jose.generateKeyPair("ES256");
  const forged = await new jose.SignJWT(payload).setProtectedHeader(first).sign(privateKey);
  await assert.rejects(known(tenure, forged, await listed(tenure), 0), {
    code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
  });
  assert.equal((await tenure.nobody.bot(forged).get("/v1/whoami")).status, 401);
  await tenure.stop();
  // A day before the next one signs it is in the list, which a service may keep as long as that.
  tenure = await at(29.5, port);
  await tenure.scheduled();
  const kept = await listed(tenure);
  assert.equal(kept.filter((key) => key.alg === "ES256").length, 2);
  await tenure.stop();
  tenure = await at(30.6, port);
  await tenure.scheduled();
  const { protectedHeader: second } = await known(tenure, await buy(tenure, one), kept, 30.6);
  assert.notEqual(second.kid, first.kid);
  assert.equal((await tenure.nobody.bot(await buy(tenure, one)).get("/v1/gate?resource=" + encodeURIComponent(SERVICE))).status, 204);
});
