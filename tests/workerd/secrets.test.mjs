// Secrets stay where they belong: in the answer that shows them once, and in the deployment's own settings.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { OWNER, deploy, setUp, signIn } from "./support/deployment.mjs";

/** Every file below a folder with its bytes. */
async function files(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.map(async (path) => [path, await readFile(path)]));
}

/** How a text could stand in a file. */
function spellings(secret) {
  const bytes = Buffer.from(secret);
  const base64 = bytes.toString("base64");
  return [
    bytes,
    Buffer.from(secret, "utf16le"),
    Buffer.from(bytes.toString("hex")),
    Buffer.from(base64.slice(0, base64.length - 4)),
  ];
}

test("no secret is found in logs, stored data or later answers", async () => {
  const tenure = await deploy({ assets: false, onError: () => {} });
  const ana = await setUp(tenure);
  const secrets = { password: OWNER.password, "setup token": tenure.secrets.SETUP_TOKEN };
  for (const [i, key] of tenure.secrets.TENURE_KEYS.split(",").entries()) secrets[`key ${i}`] = key.split(":")[1];
  // The first session's value is only in the client's own cookie header.
  const again = await tenure.nobody.post("/v1/sessions", { email: OWNER.email, password: OWNER.password });
  secrets.cookie = again.cookie.split("=")[1];
  const wrong = "a password that nobody has 99";
  secrets["refused password"] = wrong;
  assert.equal((await tenure.nobody.post("/v1/sessions", { email: OWNER.email, password: wrong })).status, 401);
  // A password in the wrong field, a token in the wrong place: people do that.
  const astray = "a password typed as an address 5";
  secrets["password as an address"] = astray;
  assert.equal((await tenure.nobody.post("/v1/sessions", { email: astray, password: "x" })).status, 401);

  const subaccount = await ana.subaccount("Support");
  const made = await ana.post(
    "/v1/system-users",
    { subaccount_id: subaccount, username: "support-bot" },
    { "idempotency-key": "kept-answer" },
  );
  const { system_user, token } = made.json;
  secrets.token = token.value;
  secrets["token's random part"] = token.value.slice(4, 47);
  const bot = tenure.nobody.bot(token.value);
  assert.equal((await bot.get("/v1/whoami")).status, 200);
  const url = `/v1/system-users/${system_user.id}`;
  const regenerated = await ana.post(`${url}/tokens`, { confirm: true, overlap_seconds: 60 });
  secrets["second token"] = regenerated.json.token.value;
  assert.equal((await tenure.nobody.bot(secrets["second token"]).get("/v1/whoami")).status, 200);
  secrets["token with a typo"] =
    `${token.value.slice(0, 20)}${token.value[20] === "a" ? "b" : "a"}${token.value.slice(21)}`;
  assert.equal((await tenure.nobody.bot(secrets["token with a typo"]).get("/v1/whoami")).status, 401);
  assert.equal((await tenure.nobody.get(`/v1/whoami?token=${token.value}`)).status, 401);
  assert.equal((await tenure.nobody.get(`/v1/${token.value}`)).status, 404);
  assert.equal((await ana.get(`/v1/system-users/${token.value}`)).status, 404);
  await ana.get(`/v1/system-users?search=${token.value}`);
  assert.equal((await ana.form("/v1/introspect", { token: token.value })).json.active, true);
  assert.equal((await ana.post("/v1/system-users", { subaccount_id: token.value, username: "x" })).status, 422);
  // The shape that Sinch's clients call, refused and accepted.
  const pair = { UserName: "support-bot", AuthenticationToken: token.value };
  await tenure.nobody.post("/v1/whatsapp/send", { message: {} }, pair);
  await tenure.nobody.post("/v1/whatsapp/send", { message: {} }, { ...pair, UserName: "other" });
  // A fault of ours in the middle of it: the hasher is gone.
  tenure.killHasher();
  assert.equal(
    (await tenure.nobody.post("/v1/sessions", { email: OWNER.email, password: OWNER.password })).status,
    503,
  );

  const session = ana;
  for (const path of [
    "/v1/me",
    "/v1/account",
    "/v1/overview",
    "/v1/sessions",
    "/v1/subaccounts",
    "/v1/system-users",
    url,
    "/v1/setup",
    "/v1/openapi.json",
    "/healthz",
  ]) {
    const answer = await session.get(path);
    assert.equal(answer.status, 200, path);
    const seen = `${answer.text}\n${[...answer.headers].join("\n")}`;
    for (const [what, secret] of Object.entries(secrets))
      assert.ok(!seen.includes(secret), `${path} shows the ${what}`);
  }
  await tenure.stop();

  const all = await files(tenure.dataDir);
  const names = all.map(([path]) => path);
  for (const kind of ["/d1/", "/kv/", "edge.ndjson"])
    assert.ok(
      names.some((path) => path.includes(kind)),
      `no file of ${kind}`,
    );
  for (const [path, bytes] of all) {
    if (path.endsWith("secrets.json")) continue;
    for (const [what, secret] of Object.entries(secrets)) {
      for (const spelling of spellings(secret)) assert.equal(bytes.indexOf(spelling), -1, `${path} holds the ${what}`);
    }
  }
  const log = (await readFile(tenure.logPath, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.ok(log.length > 20, "the log is written, and each line is JSON");
});

test("the database alone does not let anybody in", async () => {
  // A thief of the database has digests: neither is accepted as what it is a digest of.
  const tenure = await deploy({ assets: false });
  const ana = await setUp(tenure);
  await ana.systemUser(null, "bot");
  const token = await tenure.db.prepare("SELECT digest FROM token").first("digest");
  assert.equal((await tenure.nobody.bot(token).get("/v1/whoami")).status, 401);
  const session = await tenure.db.prepare("SELECT digest FROM session").first("digest");
  assert.equal(
    (await tenure.nobody.with({ cookie: `tenure_dev=${session}`, origin: tenure.url }).get("/v1/me")).status,
    401,
  );
  const phc = await tenure.db.prepare("SELECT password_phc FROM person").first("password_phc");
  assert.match(phc, /^\$argon2id\$v=19\$m=\d+,t=\d+,p=1\$/);
  assert.equal((await tenure.nobody.post("/v1/sessions", { email: OWNER.email, password: phc })).status, 401);
  await assert.rejects(signIn(tenure, OWNER.email, phc));
});
