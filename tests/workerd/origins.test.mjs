// Who may call from a browser: our own pages, a console that the deployment names, nobody else.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { OWNER, deploy, setUp } from "./support/deployment.mjs";

const CONSOLE = "https://console.example.org";
const EVIL = "https://evil.example";
const corsOf = (answer) => [...answer.headers.keys()].filter((name) => name.startsWith("access-control-"));

let alone;
let hosted;
before(async () => {
  alone = await deploy({ assets: false });
  hosted = await deploy({ assets: false, consoleOrigins: [CONSOLE], publicUrl: "https://tenure.example.com" });
});

const preflight = (deployment, origin) =>
  deployment.nobody.send("OPTIONS", "/v1/system-users", {
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type,idempotency-key",
    },
  });

test("a cookie alone changes nothing: the request must say that it comes from our own pages", async () => {
  const ana = await setUp(alone);
  const { cookie } = await alone.nobody.post("/v1/sessions", { email: OWNER.email, password: OWNER.password });
  const body = { name: "Forged", reference_name: "forged" };
  const forged = [
    {},
    { origin: EVIL },
    { origin: "null" },
    { origin: `${alone.url}.evil.example` },
    { origin: alone.url.replace(/\d+$/, (port) => Number(port) + 1) },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "none" },
    { host: "evil.example", origin: "http://evil.example" },
    { origin: EVIL, "sec-fetch-site": "same-origin" },
    { referer: `${alone.url}/subaccounts` },
  ];
  for (const headers of forged) {
    for (const answer of [
      await alone.nobody.with({ cookie, ...headers }).post("/v1/subaccounts", body),
      await alone.nobody.with({ cookie, ...headers }).delete("/v1/sessions/current"),
    ]) {
      assert.equal(answer.status, 403, JSON.stringify(headers));
      assert.equal(answer.code, "foreign_origin");
      assert.deepEqual(corsOf(answer), []);
    }
  }
  assert.deepEqual((await ana.get("/v1/subaccounts")).json.items, []);
  // Another site may not sign somebody in as somebody else either.
  const signIn = await alone.nobody
    .with({ origin: EVIL })
    .post("/v1/sessions", { email: OWNER.email, password: OWNER.password });
  assert.equal(signIn.code, "foreign_origin");
  assert.deepEqual(signIn.headers.getSetCookie(), []);

  for (const headers of [
    { origin: alone.url },
    { "sec-fetch-site": "same-origin" },
    { origin: alone.url.toUpperCase().replace("HTTP", "http") },
  ]) {
    const answer = await alone.nobody.with({ cookie, ...headers }).post("/v1/subaccounts", {
      name: "Own",
      reference_name: `own-${Math.random().toString(36).slice(2)}`,
    });
    assert.equal(answer.status, 201, JSON.stringify(headers));
  }
});

test("a name that somebody pointed at this machine sees no mailbox; its own names do", async () => {
  const port = new URL(alone.url).port;
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
    assert.equal((await alone.nobody.with({ host }).get("/v1/dev/mailbox")).status, 200, host);
  }
  for (const host of ["evil.example", `evil.example:${port}`, `localhost.evil.example:${port}`]) {
    assert.equal((await alone.nobody.with({ host }).get("/v1/dev/mailbox")).status, 404, host);
  }
});

test("a simple form of another site gets nowhere", async () => {
  const { cookie } = await alone.nobody.post("/v1/sessions", { email: OWNER.email, password: OWNER.password });
  const form = alone.nobody.with({
    cookie,
    origin: EVIL,
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
  });
  const answer = await form.send("POST", "/v1/subaccounts", {
    body: '{"name":"x","reference_name":"x"}',
    headers: { "content-type": "text/plain" },
  });
  assert.equal(answer.status, 403);
});

test("a bot needs no origin, and a page of another site may not use a bot's token", async () => {
  const ana = await setUp(alone).catch(() => null);
  const { cookie } = await alone.nobody.post("/v1/sessions", { email: OWNER.email, password: OWNER.password });
  const person = ana ?? alone.nobody.with({ cookie, origin: alone.url });
  const { token } = await person.systemUser(null, `bot-${Date.now()}`);
  assert.equal((await alone.nobody.bot(token).get("/v1/whoami")).status, 200);
  const elsewhere = await alone.nobody.bot(token).with({ origin: EVIL }).get("/v1/whoami");
  assert.deepEqual(corsOf(elsewhere), [], "its script can't read the answer");
});

test("without an allow-list there is no CORS at all", async () => {
  for (const origin of [EVIL, CONSOLE, alone.url]) {
    assert.deepEqual(corsOf(await preflight(alone, origin)), []);
    assert.deepEqual(corsOf(await alone.nobody.with({ origin }).get("/v1/setup")), []);
  }
});

test("a console elsewhere is answered by its exact origin, with credentials, and its cookie may travel", async () => {
  const from = hosted.nobody.with({ origin: CONSOLE, "sec-fetch-site": "cross-site" });
  const asked = await preflight(hosted, CONSOLE);
  assert.equal(asked.status, 204);
  assert.equal(asked.header("access-control-allow-origin"), CONSOLE);
  assert.equal(asked.header("access-control-allow-credentials"), "true");
  assert.match(asked.header("access-control-allow-methods"), /\bPOST\b/);
  for (const name of ["content-type", "idempotency-key", "accept-language"]) {
    assert.ok(asked.header("access-control-allow-headers").includes(name), name);
  }
  assert.match(asked.header("vary"), /\borigin\b/i);

  const answer = await from.post("/v1/setup", { setup_token: hosted.secrets.SETUP_TOKEN, ...OWNER });
  assert.equal(answer.status, 201, answer.text);
  assert.match(
    answer.headers.getSetCookie()[0],
    /^__Host-tenure=[0-9a-f]{64}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=None; Partitioned; Secure$/,
  );
  const ana = from.with({ cookie: answer.cookie });
  for (const call of [await ana.get("/v1/me"), await ana.post("/v1/subaccounts", { name: "S", reference_name: "s" })]) {
    assert.ok(call.status < 300, call.text);
    assert.equal(call.header("access-control-allow-origin"), CONSOLE);
    assert.equal(call.header("access-control-allow-credentials"), "true");
    assert.match(call.header("access-control-expose-headers"), /x-request-id/);
    assert.match(call.header("vary"), /\borigin\b/i);
  }
  const refused = await from.get("/v1/nothing-here");
  assert.equal(refused.header("access-control-allow-origin"), CONSOLE, "its errors can be read, too");

  const foreign = hosted.nobody.with({ cookie: answer.cookie, origin: EVIL, "sec-fetch-site": "cross-site" });
  for (const call of [
    await foreign.get("/v1/me"),
    await foreign.post("/v1/subaccounts", { name: "E", reference_name: "e" }),
  ]) {
    assert.equal(call.status, 403);
    assert.equal(call.code, "foreign_origin");
    assert.deepEqual(corsOf(call), []);
    assert.match(call.header("vary"), /\borigin\b/i, "a cache must not mix the two up");
  }
  assert.deepEqual(corsOf(await preflight(hosted, EVIL)), []);
  assert.equal((await ana.get("/v1/subaccounts")).json.items.length, 1);
});
