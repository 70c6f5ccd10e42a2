// Bots without secrets, with an issuer and OAuth clients as they come: oauth2-mock-server signs what a workload shows (RS256 and
// ES256), oauth4webapi and openid-client show it. None of them is told anything of this product but its address and a client id.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { OAuth2Server } from "oauth2-mock-server";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { deploy, setUp } from "./support/deployment.mjs";

const BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const JWT = "urn:ietf:params:oauth:token-type:jwt";
const ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

const issuer = new OAuth2Server();
const kids = {};
let url;
let ana;
let bot;
let rule;

before(async () => {
  for (const algorithm of ["RS256", "ES256"]) kids[algorithm] = (await issuer.issuer.keys.generate(algorithm)).kid;
  await issuer.start(0, "localhost");
  const host = new URL(issuer.issuer.url).host;
  const tenure = await deploy({ assets: false, vars: { ALLOW_WEBHOOK_TO: host } });
  url = tenure.url;
  ana = await setUp(tenure);
  bot = await ana.systemUser(null, "bot");
  const added = await ana.post(`/v1/system-users/${bot.id}/trust-rules`, {
    name: "CI",
    issuer: issuer.issuer.url,
    audience: url,
    claims: { sub: "repo:acme/bot", project_id: "42" },
    scopes: ["send", "introspect"],
  });
  assert.equal(added.status, 201, added.text);
  rule = added.json;
});
after(() => issuer.stop());

/** What a workload gets of its issuer. */
const token = (algorithm, claims = {}) =>
  issuer.issuer.buildToken({
    kid: kids[algorithm],
    expiresIn: 600,
    scopesOrTransform: (_, payload) => {
      Object.assign(payload, { sub: "repo:acme/bot", aud: url, project_id: 42, jti: crypto.randomUUID(), ...claims });
    },
  });

const last = async () => {
  const { items } = (await ana.get(`/v1/system-users/${bot.id}/trust-rules`)).json;
  return items.find((one) => one.id === rule.id).last_refusal;
};

const works = async (bought) => {
  const me = await ana.bot(bought).get("/v1/whoami");
  assert.deepEqual([me.status, me.json.username], [200, "bot"], me.text);
};

test("openid-client buys by both grants, with what each algorithm has signed", async () => {
  const config = await openid.discovery(new URL(url), bot.id, undefined, openid.None(), {
    algorithm: "oauth2",
    execute: [openid.allowInsecureRequests],
  });
  for (const algorithm of ["RS256", "ES256"]) {
    const bought = await openid.genericGrantRequest(config, BEARER, { assertion: await token(algorithm), scope: "send" });
    assert.equal(bought.scope, "send");
    assert.ok(bought.expires_in > 590 && bought.expires_in <= 600, `${bought.expires_in}`);
    assert.match(bought.access_token, /^tnr_/);
    await works(bought.access_token);
    const parameters = { subject_token: await token(algorithm), subject_token_type: JWT };
    const exchanged = await openid.genericGrantRequest(config, EXCHANGE, parameters);
    assert.equal(exchanged.issued_token_type, ACCESS_TOKEN);
    await works(exchanged.access_token);
    await assert.rejects(openid.genericGrantRequest(config, EXCHANGE, parameters), { error: "invalid_grant" });
    assert.equal((await last()).reason, "replayed");
  }
});

test("oauth4webapi buys, and is told of each wrong one that it is none", async () => {
  const options = { [oauth.allowInsecureRequests]: true };
  const found = await oauth.discoveryRequest(new URL(url), { ...options, algorithm: "oauth2" });
  const server = await oauth.processDiscoveryResponse(new URL(url), found);
  const client = { client_id: bot.id };
  const show = async (assertion) => {
    const response = await oauth.genericTokenEndpointRequest(
      server,
      client,
      oauth.None(),
      BEARER,
      new URLSearchParams({ assertion }),
      options,
    );
    return oauth.processGenericTokenEndpointResponse(server, client, response);
  };
  await works((await show(await token("RS256"))).access_token);
  const [, claims] = (await token("RS256")).split(".");
  const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${claims}.`;
  const [head, body] = (await token("ES256")).split(".");
  for (const [assertion, reason] of [
    [none, "algorithm"],
    [`${head}.${body}.${"A".repeat(86)}`, "signature"],
    [await token("RS256", { aud: "https://other.example.com" }), "assertion_audience"],
    [await token("RS256", { exp: Math.floor(Date.now() / 1000) - 1 }), "assertion_ended"],
    [await token("RS256", { project_id: 43 }), "claim"],
  ]) {
    await assert.rejects(show(assertion), { error: "invalid_grant" });
    assert.equal((await last()).reason, reason);
  }
  assert.equal((await last()).claim, "project_id");
});

test("fifty requests with one assertion buy one token, and it ends with its rule", async () => {
  const assertion = await token("ES256");
  const fields = { grant_type: BEARER, client_id: bot.id, assertion };
  const show = () => fetch(`${url}/oauth/token`, { method: "POST", body: new URLSearchParams(fields) });
  const answers = await Promise.all(Array.from({ length: 50 }, show));
  const bought = answers.filter((answer) => answer.status === 200);
  assert.deepEqual([bought.length, answers.filter((answer) => answer.status === 400).length], [1, 49]);
  const { access_token } = await bought[0].json();
  await works(access_token);
  const removed = await ana.delete(`/v1/system-users/${bot.id}/trust-rules/${rule.id}`);
  assert.equal(removed.status, 204, removed.text);
  assert.equal((await ana.bot(access_token).get("/v1/whoami")).status, 401);
});
