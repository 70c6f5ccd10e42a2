// Secrets stay where they belong: in the answer that shows them once, and in the deployment's own settings.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { OWNER, deploy, linkTo, mailsTo, patiently, setUp, signIn, until } from "./support/deployment.mjs";

/** Every file below a folder with its bytes. */
async function files(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.map(async (path) => [path, await readFile(path)]));
}

/** How a text could be in a file. */
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

/** One-time links and passwords of other people: asked for, used, used again, misused, made void. */
async function links(tenure, ana, secrets) {
  const { nobody } = tenure;
  const invited = { email: "bea@example.com", name: "Bea", role_id: "role_developer" };
  const { id } = (await ana.post("/v1/invitations", invited, { "idempotency-key": "kept-invitation" })).json;
  secrets["invitation's first link"] = (await linkTo(tenure, invited.email)).token;
  assert.equal((await ana.post(`/v1/invitations/${id}/resend`)).status, 200);
  await until(async () => (await mailsTo(tenure, invited.email)).length === 2, "the second link");
  const link = (await linkTo(tenure, invited.email)).token;
  secrets["invitation's second link"] = link;
  secrets["invited person's password"] = "a kettle on a cold morning 12";
  const accepted = { token: link, password: secrets["invited person's password"] };
  assert.equal((await nobody.post("/v1/invitations/greet", { token: link })).status, 200);
  const bea = await patiently(() => nobody.post("/v1/invitations/accept", accepted));
  assert.equal(bea.status, 201, bea.text);
  secrets["invited person's cookie"] = bea.cookie.split("=")[1];
  assert.equal((await nobody.post("/v1/invitations/accept", accepted)).status, 410);
  // In the wrong place: a link pasted into a search, an address, a name.
  assert.equal((await nobody.get(`/v1/invitations/${link}`)).status, 405);
  assert.equal((await ana.get(`/v1/users?search=${link}`)).status, 200);
  assert.equal((await ana.get(`/v1/users/${link}`)).status, 404);

  assert.equal((await nobody.post("/v1/password-resets", { email: invited.email })).status, 202);
  await tenure.scheduled("* * * * *");
  await until(async () => (await mailsTo(tenure, invited.email)).length === 3, "the link for a new password");
  secrets["reset link"] = (await linkTo(tenure, invited.email)).token;
  secrets["new password"] = "an umbrella left on the tram 31";
  const reset = { token: secrets["reset link"], password: secrets["new password"] };
  assert.equal((await patiently(() => nobody.post("/v1/password-resets/complete", reset))).status, 204);
  assert.equal((await patiently(() => nobody.post("/v1/password-resets/complete", reset))).status, 410);

  const temporary = "a lantern by the garden gate 8";
  secrets["temporary password"] = temporary;
  const person = { email: "carla@example.com", name: "Carla", role_id: "role_user", first_password: "temporary" };
  const made = await patiently(() =>
    ana.post("/v1/users", { ...person, temporary_password: temporary }, { "idempotency-key": "kept-person" }),
  );
  assert.equal(made.status, 201, made.text);
  const carla = await signIn(tenure, person.email, temporary);
  secrets["chosen password"] = "seven postcards from the coast";
  const chosen = { current_password: temporary, new_password: secrets["chosen password"] };
  const changed = await patiently(() => carla.post("/v1/me/password", chosen));
  assert.equal(changed.status, 204);
  const anew = nobody.signedIn(changed);
  const other = { current_password: "a password nobody has 77", new_password: "never taken over, this one 6" };
  secrets["wrong current password"] = other.current_password;
  secrets["refused new password"] = other.new_password;
  assert.equal((await patiently(() => anew.post("/v1/me/password", other))).status, 422);
  secrets["temporary password of a misuse"] = "a bicycle without a bell 90";
  const misuse = { ...person, email: "dora@example.com", first_password: "link" };
  misuse.temporary_password = secrets["temporary password of a misuse"];
  assert.equal((await ana.post("/v1/users", misuse)).status, 422);
  secrets["temporary password set later"] = "four chairs under the walnut 5";
  const set = { password: secrets["temporary password set later"] };
  const setting = await patiently(() => ana.post(`/v1/users/${made.json.user.id}/temporary-password`, set));
  assert.equal(setting.status, 204, setting.text);
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
  await links(tenure, ana, secrets);
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
    "/v1/users",
    "/v1/invitations",
    "/v1/mails",
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
