// Graph paths by Meta's clients as they come: facebook_business (Python), facebook-nodejs-business-sdk (npm), and pywa,
// which sends by them and hears by our webhook. None of them is told anything of this product but its address.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import sdk from "facebook-nodejs-business-sdk";
import { deploy, setUp, until } from "./support/deployment.mjs";

const PERSON = "5519900002222";
const BOTS = 60;
const SENDS = "whatsapp_business_messaging";
const CREDENTIAL = "EAABcarrier0123456789";
const DAYS_60 = 60 * 86_400;

const made = (answer, status = 201) => {
  assert.equal(answer.status, status, answer.text);
  return answer.text && answer.json;
};
const proof = (secret, token) => createHmac("sha256", secret).update(token).digest("hex");

let ana;
let url;
let business;
let app;
let admin;
let hooks;
/** A callback that knows its verify token, and where pywa listens. */
let callback;
let listens;
/** WhatsApp accounts: of the simulator, of a channel to a double of Meta. */
let simulated;
let carried;
/** What pywa sent, and what it heard of that: begun early, since the person takes seconds to answer. */
let conversation;

/** One server for what Tenure calls: the bot's webhooks, and Meta. */
const outside = { deliveries: [], sent: [] };
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    // A callback that is asked whether it wants to be told.
    const { pathname, searchParams } = new URL(request.url, "http://outside");
    if (pathname === "/callback") {
      const right = request.method === "POST" || searchParams.get("hub.verify_token") === "meatyhamhock";
      return response.writeHead(right ? 200 : 403).end(right ? searchParams.get("hub.challenge") : "");
    }
    if (request.url.startsWith("/hook")) {
      outside.deliveries.push({ headers: request.headers, body });
      return response.writeHead(204).end();
    }
    const { text } = JSON.parse(body);
    outside.sent.push({ path: request.url, authorization: request.headers.authorization, text: text.body });
    const [, code] = /^refuse (\d+)$/.exec(text.body) ?? [];
    const answer = { messages: [{ id: `wamid.${outside.sent.length}` }] };
    response.writeHead(code ? 400 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(code ? { error: { code: Number(code), message: "No." } } : answer));
  });
});
after(() => server.close());

/** A program in Python with what it reads, and the JSON that it writes. */
function python(program, script, { args = [], input = "" } = {}) {
  assert.ok(program, "`cargo xtask test` sets Python's libraries up and says where");
  const path = fileURLToPath(new URL(`support/${script}`, import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(program, [path, ...args], { stdio: ["pipe", "pipe", "pipe"], timeout: 60_000 });
    let [out, wrong] = ["", ""];
    child.stdout.on("data", (part) => (out += part));
    child.stderr.on("data", (part) => (wrong += part));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(JSON.parse(out)) : reject(new Error(wrong))));
    child.stdin.end(input);
  });
}

const pywa = (account, calls) =>
  python(process.env.PYTHON_WEBHOOKS, "graph_pywa.py", { input: JSON.stringify({ address: url, ...account, calls }) });

const graph = (token) => ana.bot(token);

/** A WhatsApp account whose number is a channel's. One channel of a medium is for all; a subaccount has others. */
async function whatsapp(channel, subaccount) {
  const subaccount_ids = subaccount ? [await ana.subaccount(subaccount)] : [];
  const { id } = made(await ana.post("/v1/channels", { medium: "whatsapp", subaccount_ids, ...channel }));
  const account = made(await ana.post("/v1/whatsapp-accounts", { channel_id: id }));
  return { channel: id, account: account.graph_id, phone: account.numbers[0].graph_id };
}

/** A port of this machine that nobody listens at. */
const freePort = () =>
  new Promise((resolve) => {
    const taken = createServer().listen(0, "127.0.0.1", () => {
      const { port } = taken.address();
      taken.close(() => resolve(port));
    });
  });

/** A system user that may act on both accounts: its number on Graph paths, and its tokens by scope. */
async function bot(name, tasks = "['MESSAGING']") {
  const { id } = made(await graph(admin).form(`/v24.0/${business}/system_users`, { name, role: "EMPLOYEE" }), 200);
  made(await graph(admin).form(`/v24.0/${id}/applications`, { business_app: app.graph_id }), 200);
  for (const { account } of [simulated, carried])
    made(await graph(admin).form(`/v24.0/${account}/assigned_users`, { user: id, tasks }), 200);
  const token = async (scope = SENDS) => {
    const asked = { business_app: app.graph_id, scope, appsecret_proof: proof(app.secret, admin) };
    return made(await graph(admin).form(`/v24.0/${id}/access_tokens`, asked), 200).access_token;
  };
  const own = async () => {
    const { items } = (await ana.get(`/v1/system-users?search=${name}`)).json;
    return items.find((one) => one.graph_id === id);
  };
  return { id, token, own };
}

/** pywa sends, the person answers, and all that the webhooks were told is given to pywa. */
async function talk() {
  const token = await (await bot("talks")).token();
  const hello = { to: PERSON, text: "echo:Olá 👋" };
  const pick = { to: PERSON, text: "Pick", buttons: [["Yes", "y"]] };
  const fails = { to: PERSON, text: "fail:202" };
  const said = [hello, pick, fails].map((one) => ({ token, call: "send_message", arguments: one }));
  const sent = await pywa(simulated, said);
  // Sent, delivered and read of two, the answer, and that the third one failed.
  await until(() => outside.deliveries.length >= 8, "deliveries");
  const calls = outside.deliveries.map((one) => ({ token, ...one, secret: hooks[one.headers["x-kind"]] }));
  const other = { ...calls.at(-1), secret: "whsec_AAAA" };
  return { sent, heard: await pywa(simulated, [...calls, other]) };
}

before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${server.address().port}`;
  callback = `http://${host}/callback`;
  listens = await freePort();
  const vars = { ALLOW_WEBHOOK_TO: `${host},127.0.0.1:${listens}` };
  const tenure = await deploy({ assets: false, onError() {}, vars });
  url = tenure.url;
  ana = await setUp(tenure);
  made(await ana.post("/v1/policy-acceptances", { policy: "system_users", accept: true }));
  business = (await ana.get("/v1/account")).json.graph_id;
  const wanted = { subaccount_id: null, username: "Admin", role: "admin" };
  const { system_user } = made(await ana.post("/v1/system-users", wanted));
  const created = made(await ana.post("/v1/apps", { name: "Bot platform" }));
  app = { ...created.app, secret: created.secret };
  made(await ana.put(`/v1/system-users/${system_user.id}/apps/${app.id}`), 204);
  const asked = { confirm: true, keep_others: true, app_id: app.id, preset: "whatsapp" };
  admin = made(await ana.post(`/v1/system-users/${system_user.id}/tokens`, asked)).token.value;
  simulated = await whatsapp({ kind: "simulator", name: "Support line", origin: "5511900002222" });
  const credential = { access_token: CREDENTIAL, phone_number_id: "1065" };
  const line = { name: "Sales line", origin: "5511900003333", address: `http://${host}/v24.0` };
  carried = await whatsapp({ kind: "meta", ...line, credential }, "Sales");
  hooks = {};
  for (const kind of ["mo", "status"]) {
    const headers = [{ name: "x-kind", value: kind }];
    const hook = { name: kind, kind, url: `http://${host}/hook`, format: "meta", accept_null_subaccount: true };
    hooks[kind] = made(await ana.post("/v1/webhooks", { ...hook, headers })).secret;
  }
  conversation = talk();
  conversation.catch(() => {});
  const some = async (n) => ana.systemUser(await ana.subaccount(`Sub ${n}`), `bot ${n}`);
  await Promise.all(Array.from({ length: BOTS }, (_, n) => some(n)));
});

const everybody = async () => (await ana.get("/v1/system-users?limit=200")).json.items.map((one) => one.graph_id);
const ground = () => {
  const { graph_id, secret } = app;
  return { business, app: graph_id, secret, token: admin, whatsapp_account: simulated.account, callback };
};
const near = (seconds, wanted) => assert.ok(Math.abs(seconds - wanted) < 120, `${seconds} is not near ${wanted}`);
const now = () => Date.now() / 1000;

/** What `debug_token` says of a token of the app that is accepted. */
function debugged(data, { id, expires_at, scopes }) {
  const { app_id, user_id, type, application, is_valid } = data;
  const of = { app_id: app.graph_id, application: "Bot platform" };
  const wanted = { ...of, user_id: id, type: "SYSTEM_USER", is_valid: true };
  assert.deepEqual({ app_id, user_id, type, application, is_valid }, wanted);
  assert.equal(data.expires_at, expires_at);
  assert.deepEqual(data.scopes, scopes);
}

test("Meta's client for Python takes a system user from its making to its tokens' end", async () => {
  const others = await everybody();
  const args = [url, JSON.stringify(ground())];
  const seen = await python(process.env.PYTHON_GRAPH, "graph_facebook_business.py", { args });
  assert.match(seen.id, /^\d+$/);
  assert.ok(seen.listed.length > 60, "several pages");
  assert.deepEqual(seen.listed.toSorted(), [...others, seen.id].toSorted(), "all of them, once each");
  assert.equal(seen.total, seen.listed.length);
  assert.deepEqual(seen.read, ["BP-WhatsApp", "EMPLOYEE", "Admin"]);
  assert.deepEqual(seen.not_installed, [400, 100, null, "OAuthException"]);
  assert.deepEqual(seen.bad_scope, [400, 3962, null, "OAuthException"]);
  assert.deepEqual(seen.assigned, [["BP-WhatsApp", ["MANAGE"]]]);
  assert.deepEqual(seen.assets, [{ id: simulated.account, name: "Support line" }]);
  assert.deepEqual(seen.unverified, [400, 2200, null, "OAuthException"]);
  assert.deepEqual(seen.subscribed, [[app.graph_id, callback]]);
  assert.deepEqual(seen.subscribed_after, []);
  const scopes = ["whatsapp_business_management", "whatsapp_business_messaging"];
  debugged(seen.debugged, { id: seen.id, expires_at: 0, scopes });
  near(seen.ends_at, now() + DAYS_60);
  const [another, type, expires] = seen.exchanged;
  assert.deepEqual([another, type], [true, "bearer"]);
  near(expires, DAYS_60);
  assert.equal(seen.old_lives, true, "an exchange ends nothing");
  assert.deepEqual(seen.revoked, { success: "true" });
  assert.deepEqual([seen.old_after.is_valid, seen.old_after.error.subcode], [false, 460]);
  assert.equal(seen.new_lives, true, "only the one that was named has ended");
  assert.deepEqual(seen.assigned_after, []);
  assert.deepEqual(seen.all_after, [false, false, false]);
  assert.deepEqual(seen.wrong_proof, [400, 100, null, "GraphMethodException"]);
  assert.equal(seen.reads_without_proof, null);
  assert.deepEqual(seen.no_proof, [400, 100, null, "GraphMethodException"]);
  assert.deepEqual(seen.bad_token, [401, 190, null, "OAuthException"]);
});

test("Meta's client for Node takes a system user from its making to its tokens' end", async () => {
  const { FacebookAdsApi, Business, SystemUser, User, WhatsAppBusinessAccount } = sdk;
  Object.defineProperty(FacebookAdsApi, "GRAPH", { get: () => url });
  // Its reports of crashes go to Meta.
  const api = FacebookAdsApi.init(admin, "en_US", false);
  const others = await everybody();
  const portfolio = new Business(business);
  const { id } = await portfolio.createSystemUser([], { name: "node bot", role: "EMPLOYEE" });

  let page = await portfolio.getSystemUsers(["id", "name", "role"], { limit: 25 });
  const listed = page.map((one) => one.id);
  let pages = 1;
  for (; page.hasNext(); pages += 1) {
    page = await page.next();
    listed.push(...page.map((one) => one.id));
  }
  assert.deepEqual(listed.toSorted(), [...others, id].toSorted(), "all of them, once each");
  assert.deepEqual([listed.length > 60, pages], [true, Math.ceil(listed.length / 25)]);
  const read = await new SystemUser(id).get(["name", "role"]);
  assert.deepEqual([read.name, read.role], ["node bot", "EMPLOYEE"]);

  const user = new User(id);
  const ask = { business_app: app.graph_id, scope: [SENDS] };
  const proved = { ...ask, appsecret_proof: proof(app.secret, admin) };
  const refused = async (call) => {
    const error = await call().then(
      () => assert.fail("it was taken"),
      (error) => error,
    );
    const { code, error_subcode, type } = error.response.error ?? error.response;
    return [error.status, code, error_subcode ?? null, type];
  };
  assert.deepEqual(await refused(() => user.createAccessToken([], proved)), [400, 100, null, "OAuthException"]);
  await user.createApplication([], { business_app: app.graph_id });
  const of = async (more) => (await user.createAccessToken([], { ...proved, ...more })).access_token;
  const [never, ends] = [await of({}), await of({ set_token_expires_in_60_days: true })];
  assert.deepEqual(await refused(() => user.createAccessToken([], ask)), [400, 100, null, "GraphMethodException"]);
  const wrong = { ...ask, appsecret_proof: proof("0".repeat(32), admin) };
  assert.deepEqual(await refused(() => user.createAccessToken([], wrong)), [400, 100, null, "GraphMethodException"]);

  const account = new WhatsAppBusinessAccount(simulated.account);
  const assigned = async () => {
    const people = await account.getAssignedUsers(["id", "name", "tasks"], { business });
    return people.filter((one) => one.id === id).map((one) => [one._data.name, one._data.tasks]);
  };
  await account.createAssignedUser([], { user: id, tasks: ["MANAGE"] });
  assert.deepEqual(await assigned(), [["node bot", ["MANAGE"]]]);
  await account.deleteAssignedUsers({ user: id });
  assert.deepEqual(await assigned(), []);

  const subscribed = async () => {
    const apps = await account.getSubscribedApps([]);
    return apps.map(({ _data: one }) => [one.whatsapp_business_api_data.id, one.override_callback_uri]);
  };
  const asks = { override_callback_uri: callback, verify_token: "meatyhamhock" };
  const asksWrongly = { ...asks, verify_token: "another" };
  const unverified = await refused(() => account.createSubscribedApp([], asksWrongly));
  assert.deepEqual(unverified, [400, 2200, null, "OAuthException"]);
  await account.createSubscribedApp([], asks);
  assert.deepEqual(await subscribed(), [[app.graph_id, callback]]);
  await account.deleteSubscribedApps();
  assert.deepEqual(await subscribed(), []);

  const debug = async (token) => (await api.call("GET", ["debug_token"], { input_token: token })).data;
  const secretly = (path, more) =>
    api.call("GET", ["oauth", path], { client_id: app.graph_id, client_secret: app.secret, ...more });
  debugged(await debug(never), { id, expires_at: 0, scopes: [SENDS] });
  near((await debug(ends)).expires_at, now() + DAYS_60);
  const exchange = { grant_type: "fb_exchange_token", set_token_expires_in_60_days: true, fb_exchange_token: never };
  const { access_token: exchanged, token_type, expires_in } = await secretly("access_token", exchange);
  assert.equal(token_type, "bearer");
  near(expires_in, DAYS_60);
  assert.equal((await debug(never)).is_valid, true, "an exchange ends nothing");
  assert.deepEqual(await secretly("revoke", { revoke_token: never }), { success: "true" });
  const old = await debug(never);
  assert.deepEqual([old.is_valid, old.error.subcode], [false, 460]);
  assert.equal((await debug(exchanged)).is_valid, true, "only the one that was named has ended");
  await user.deleteAccessTokens();
  assert.deepEqual([(await debug(ends)).is_valid, (await debug(exchanged)).is_valid], [false, false]);
});

test("pywa sends from the number, hears by its id what came of it, and answers who wrote", async () => {
  const { sent, heard } = await conversation;
  assert.equal(heard.pop(), "Forbidden", "another secret");
  const told = heard.flat();
  const states = (id) => told.filter(([kind, of]) => kind === "status" && of === id).map(([, , ...state]) => state);
  const read = [["sent", null], ["delivered", null], ["read", null]];
  const failed = ["failed", ["MessageUndeliverable", "SendMessageError", "WhatsAppError"]];
  assert.deepEqual(sent.map(states), [read, read, [failed]]);
  const messages = told.filter(([kind]) => kind === "message");
  assert.deepEqual(messages.map(([, from, text]) => [from, text]), [[PERSON, "Olá 👋"]]);
  const { json: answer } = await ana.get(`/v1/messages/${messages[0][3]}`);
  assert.match(JSON.stringify(answer), /You wrote: Olá 👋/);
});

test("pywa registers its own callback for the account, and hears there what comes of what it sends", async () => {
  const { token } = await bot("subscribes", "['MANAGE']");
  const scope = `${SENDS},whatsapp_business_management`;
  const own = { url: callback, verify_token: "meatyhamhock" };
  assert.equal(made(await ana.put(`/v1/apps/${app.id}/callback`, own), 200).callback_url, callback);
  const given = { address: url, port: listens, ...simulated, token: await token(scope), secret: app.secret, to: PERSON };
  const input = JSON.stringify(given);
  const seen = await python(process.env.PYTHON_WEBHOOKS, "graph_pywa_listens.py", { input });
  assert.deepEqual(seen.asked, ["subscribe"]);
  const [one, ...others] = seen.listed;
  assert.deepEqual(others, []);
  assert.equal(one.override_callback_uri, `http://127.0.0.1:${listens}/pywa`);
  const { id, name } = one.whatsapp_business_api_data;
  assert.deepEqual([id, name], [app.graph_id, "Bot platform"]);
  assert.deepEqual(seen.states.toSorted(), ["delivered", "read", "sent"]);
  assert.deepEqual(seen.written.filter(([, text]) => text === "subscribed"), [[PERSON, "subscribed"]]);
  assert.deepEqual(seen.after.map((left) => left.override_callback_uri ?? null), [null]);
  made(await graph(given.token).delete(`/v24.0/${simulated.account}/subscribed_apps`), 200);
  made(await ana.delete(`/v1/apps/${app.id}/callback`), 200);
  const { items } = (await ana.get("/v1/webhooks")).json;
  assert.deepEqual(items.filter((webhook) => webhook.subscription), []);
});

test("pywa sends through Meta's channel, whose credential it never has", async () => {
  const token = await (await bot("carried")).token();
  const [id] = await pywa(carried, [{ token, call: "send_message", arguments: { to: PERSON, text: "Carried" } }]);
  assert.equal((await ana.get(`/v1/messages/${id}`)).status, 200);
  const [sent] = outside.sent.filter((one) => one.text === "Carried");
  assert.deepEqual(sent, { path: "/v24.0/1065/messages", authorization: `Bearer ${CREDENTIAL}`, text: "Carried" });
});

test("pywa knows each of our refusals by the group that it belongs to", async () => {
  const [works, ended, off, busy] = await Promise.all(["works", "ended", "off", "busy"].map((name) => bot(name)));
  const token = await works.token();
  const tokens = { reads: await works.token("whatsapp_business_management") };
  tokens.revoked = await ended.token();
  made(await graph(admin).delete(`/v24.0/${ended.id}/access_tokens`), 200);
  tokens.inactive = await off.token();
  made(await ana.post(`/v1/system-users/${(await off.own()).id}/deactivate`), 200);
  tokens.limited = await busy.token();
  const { id, version } = await busy.own();
  made(await ana.patch(`/v1/system-users/${id}`, { version, rate_limit: { calls: 1, per_seconds: 3600 } }), 200);
  const nobodys = await whatsapp({ kind: "simulator", name: "Nobody's", origin: "5511900004444" }, "Nobody");

  const text = (words, more = {}) => ({ token, call: "send_message", arguments: { to: PERSON, text: words }, ...more });
  const carriers = (code) => text(`refuse ${code}`, { phone: carried.phone });
  const cases = [
    [text("x", { token: tokens.limited }), "ThrottlingError", "ToManyAPICalls", 429, 4],
    [text("x", { token: "EAAbad" }), "AuthorizationError", "ExpiredAccessToken", 401, 190],
    [text("x", { token: tokens.revoked }), "AuthorizationError", "ExpiredAccessToken", 401, 190, 460],
    [text("x", { token: tokens.inactive }), "AuthorizationError", "ExpiredAccessToken", 401, 190, 492],
    [text("x", { token: tokens.reads }), "AuthorizationError", "APIPermission", 403, 200],
    [text("x", { phone: nobodys.phone }), null, "WhatsAppError", 400, 100, 33],
    [text("x", { phone: "1234" }), null, "WhatsAppError", 400, 100, 33],
    [carriers(130_429), "ThrottlingError", "RateLimitHit", 429, 130_429],
    [carriers(131_056), "ThrottlingError", "TooManyMessages", 400, 131_056],
    [carriers(131_048), "ThrottlingError", "SpamRateLimitHit", 429, 131_048],
    [carriers(80_007), "ThrottlingError", "RateLimitHit", 429, 130_429],
    [carriers(130_497), "IntegrityError", "AccountRestrictedFromCountry", 400, 130_497],
    [text("x", { arguments: { to: "x", text: "x" } }), "SendMessageError", "InvalidParameter", 400, 131_009],
    [
      { token, call: "send_image", arguments: { to: PERSON, image: "123456" } },
      "SendMessageError",
      "MissingRequiredParameter",
      400,
      131_008,
    ],
    [
      { token, call: "send_reaction", arguments: { to: PERSON, emoji: "👍", message_id: "1" } },
      "SendMessageError",
      "UnsupportedMessageType",
      400,
      131_051,
    ],
    [carriers(131_047), "SendMessageError", "ReEngagementMessage", 400, 131_047],
    [carriers(131_026), "SendMessageError", "MessageUndeliverable", 400, 131_026],
    [carriers(131_049), "SendMessageError", "MessageUndeliverableDueToHealthyEcosystemEngagement", 400, 131_049],
    // Of the channel's own credential the bot learns no more than that it is not its fault.
    [carriers(190), "SendMessageError", "ServiceUnavailable", 400, 131_016],
  ];
  const within = text("within the limit", { token: tokens.limited });
  const found = await pywa(simulated, [within, ...cases.map(([one]) => one)]);
  assert.equal(typeof found.shift(), "string", "one call is the limit");
  const wanted = cases.map(([, group, kind, status, code, subcode = null]) => {
    const kinds = [kind, ...(group ? [group, "WhatsAppError"] : [])];
    return { kinds, status, code, subcode };
  });
  assert.deepEqual(found, wanted);
});
