// Mail on its way out: an HTTP API, Cloudflare's binding, the development mailbox; what fails is tried again and shown.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, test } from "node:test";
import { deploy, linkTo, mailsTo, setUp, until } from "./support/deployment.mjs";

const API_TOKEN = "mail-api-token-0123456789";
const SHORT_ROUND = "* * * * *";
const servers = [];
after(() => servers.forEach((server) => server.close()));

/** A mail API that keeps what it gets; `answer(n)` is the status of its nth call, or nothing to never answer. */
async function mailApi(answer) {
  const calls = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      calls.push({ method: request.method, url: request.url, headers: request.headers, body });
      const status = answer(calls.length);
      response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {});
      response.end('{"secret": "what an API says is not read"}');
    });
  });
  servers.push(server);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/emails`, calls };
}

const through = (url, more = {}) => ({
  assets: false,
  onError: () => {},
  vars: { MAIL_TRANSPORT: "http", MAIL_FROM: "Tenure <tenure@example.com>", MAIL_HTTP_URL: url, ...more },
  secrets: { MAIL_HTTP_TOKEN: API_TOKEN },
});

const invite = (ana, email, name = "Bea Brown") =>
  ana.post("/v1/invitations", { email, name, role_id: "role_developer" }).then((answer) => {
    assert.equal(answer.status, 201, answer.text);
    return answer.json;
  });

const mails = async (ana) => (await ana.get("/v1/mails")).json.items;
const inState = (ana, email, status) =>
  until(async () => (await mails(ana)).find((mail) => mail.to === email && mail.status === status), `${email} ${status}`);
/** The clock is put forward for the mails that wait. */
const due = (db) => db.prepare("UPDATE mail SET next_attempt_at = 0 WHERE status = 'queued'").run();

test("an API that fails and recovers gets the mail again, and its token is nowhere to be seen", async () => {
  const api = await mailApi((n) => (n === 1 ? 500 : 200));
  const tenure = await deploy(through(api.url));
  const ana = await setUp(tenure);
  await invite(ana, "bea@example.com");
  const waiting = await until(async () => (await mails(ana)).find((mail) => mail.last_error), "the failure");
  assert.equal(waiting.status, "queued");
  assert.equal(waiting.attempts, 1);
  assert.equal(waiting.last_error, "the mail API answered with status 500");
  const wait = Date.parse(waiting.next_attempt_at) - Date.now();
  assert.ok(wait > 30_000 && wait <= 60_000, `again in ${wait} ms`);
  await tenure.scheduled(SHORT_ROUND);
  assert.equal(api.calls.length, 1, "not before its time");

  await due(tenure.db);
  await tenure.scheduled(SHORT_ROUND);
  const sent = await inState(ana, "bea@example.com", "sent");
  assert.equal(sent.attempts, 2);
  assert.equal(sent.last_error, null);
  assert.equal(sent.next_attempt_at, null);

  const [first, second, ...more] = api.calls;
  assert.equal(more.length, 0);
  for (const call of [first, second]) {
    assert.equal(call.method, "POST");
    assert.equal(call.url, "/emails");
    assert.equal(call.headers.authorization, `Bearer ${API_TOKEN}`);
    assert.match(call.headers["content-type"], /^application\/json/);
    assert.equal(call.headers["idempotency-key"], sent.id, "the same at every try");
  }
  assert.equal(first.body, second.body);
  const body = JSON.parse(second.body);
  assert.deepEqual(Object.keys(body).sort(), ["from", "html", "subject", "text", "to"]);
  assert.equal(body.from, "Tenure <tenure@example.com>");
  assert.deepEqual(body.to, ["bea@example.com"]);
  const [, token] = /#token=([0-9a-f]{64})/.exec(body.text);
  assert.ok(body.text.includes(`${tenure.publicUrl}/accept#token=${token}`));
  assert.ok(body.html.includes(token));
  const greeting = await tenure.nobody.post("/v1/invitations/greet", { token });
  assert.equal(greeting.json.email, "bea@example.com");

  // Handed over, the text is erased; the mailbox is not there outside development.
  assert.equal(await tenure.db.prepare("SELECT count(*) AS n FROM mail WHERE sealed IS NOT NULL").first("n"), 0);
  assert.equal((await tenure.nobody.get("/v1/dev/mailbox")).status, 404);
  const shown = (await ana.get("/v1/mails")).text;
  await tenure.stop();
  const files = await readdir(tenure.dataDir, { recursive: true, withFileTypes: true });
  for (const file of files.filter((one) => one.isFile() && one.name !== "secrets.json")) {
    const bytes = await readFile(join(file.parentPath, file.name));
    for (const secret of [API_TOKEN, token]) {
      assert.equal(bytes.indexOf(secret), -1, `${file.name} holds a secret`);
      assert.ok(!shown.includes(secret));
    }
  }
});

test("a wrong key of the API is no end: the reason is shown, and the mail goes out once it is right", async () => {
  const statuses = [401, 403, 302, 404, 200];
  const api = await mailApi((n) => statuses[n - 1]);
  const tenure = await deploy(through(api.url));
  const ana = await setUp(tenure);
  await invite(ana, "bea@example.com");
  for (const [i, status] of statuses.slice(0, -1).entries()) {
    const reason = `the mail API answered with status ${status}`;
    const mail = await until(async () => (await mails(ana)).find((one) => one.last_error === reason), reason);
    assert.equal(mail.status, "queued");
    assert.equal(mail.attempts, i + 1);
    await due(tenure.db);
    await tenure.scheduled(SHORT_ROUND);
  }
  await inState(ana, "bea@example.com", "sent");
  assert.deepEqual(
    api.calls.map((call) => call.url),
    statuses.map(() => "/emails"),
    "a redirect is not followed",
  );
});

test("what the API refuses for good, and what fails too often, is given up and shown with its reason", async () => {
  const api = await mailApi((n) => (n === 1 ? 422 : 503));
  const tenure = await deploy(through(api.url));
  const ana = await setUp(tenure);
  await invite(ana, "refused@example.com");
  const refused = await inState(ana, "refused@example.com", "failed");
  assert.equal(refused.last_error, "the mail API answered with status 422");
  assert.equal(refused.attempts, 1);

  await invite(ana, "unlucky@example.com");
  for (let tries = 1; tries < 6; tries += 1) {
    await until(async () => (await mails(ana)).find((mail) => mail.attempts === tries && mail.last_error?.includes("503")), `try ${tries}`);
    await due(tenure.db);
    await tenure.scheduled(SHORT_ROUND);
  }
  const unlucky = await inState(ana, "unlucky@example.com", "failed");
  assert.equal(unlucky.attempts, 6);
  assert.equal(unlucky.last_error, "the mail API answered with status 503");
  await due(tenure.db);
  await tenure.scheduled(SHORT_ROUND);
  assert.equal(api.calls.length, 7, "given up is given up");
  assert.equal(await tenure.db.prepare("SELECT count(*) AS n FROM mail WHERE sealed IS NOT NULL").first("n"), 0);
});

test("sixty people invited at once get their mails side by side, each one once", async () => {
  let open = 0;
  let most = 0;
  const api = await mailApi(() => 200);
  servers.at(-1).prependListener("request", (_, response) => {
    most = Math.max(most, (open += 1));
    response.on("close", () => (open -= 1));
  });
  const tenure = await deploy(through(api.url));
  const ana = await setUp(tenure);
  const lines = Array.from({ length: 60 }, (_, i) => ({ email: `p${i}@example.com`, name: `Person ${i}`, role: "" }));
  const answer = await ana.post("/v1/invitations/bulk", { lines, role_id: "role_service", preview: false });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json.ready, 60);
  await until(async () => api.calls.length >= 60, "sixty mails");
  await tenure.scheduled();
  const to = api.calls.map((call) => JSON.parse(call.body).to[0]);
  assert.equal(new Set(to).size, 60);
  assert.equal(to.length, 60, "each one once");
  assert.ok(most <= 6, `${most} at the same time`);
});

test("an address of the API that is not safe gets nothing", async () => {
  const tenure = await deploy(through("http://mail.example.net/emails"));
  const ana = await setUp(tenure);
  await invite(ana, "bea@example.com");
  const mail = await until(async () => (await mails(ana)).find((one) => one.last_error), "the reason");
  assert.equal(mail.last_error, "MAIL_HTTP_URL is no https address");
});

test("Cloudflare's binding gets the mail in parts, and a sender that it does not know leaves it waiting", async () => {
  const options = (from) => ({
    assets: false,
    onError: () => {},
    mailBinding: { allowed_sender_addresses: ["tenure@example.com"] },
    vars: { MAIL_TRANSPORT: "cloudflare", MAIL_FROM: from },
  });
  const tenure = await deploy(options("Tenure <tenure@example.com>"));
  const ana = await setUp(tenure);
  await invite(ana, "bea@example.com");
  await inState(ana, "bea@example.com", "sent");
  const written = await readdir(join(tenure.dataDir, "binding"), { recursive: true, withFileTypes: true });
  const texts = written.filter((file) => file.isFile());
  const kinds = Object.groupBy(texts, (file) => file.name.split(".").pop());
  assert.deepEqual(Object.keys(kinds).sort(), ["html", "txt"]);
  const text = await readFile(join(kinds.txt[0].parentPath, kinds.txt[0].name), "utf8");
  assert.match(text, /\/accept#token=[0-9a-f]{64}/);

  const other = await deploy(options("Tenure <other@example.com>"));
  const owner = await setUp(other);
  await invite(owner, "bea@example.com");
  const waiting = await until(async () => (await mails(owner)).find((mail) => mail.last_error), "the reason");
  assert.equal(waiting.status, "queued");
  assert.equal(waiting.last_error, "the mail binding failed without a code");

  const none = await deploy({ ...options("Tenure <tenure@example.com>"), mailBinding: undefined });
  const alone = await setUp(none);
  await invite(alone, "bea@example.com");
  const reason = await until(async () => (await mails(alone)).find((mail) => mail.last_error), "the reason");
  assert.equal(reason.last_error, "the Worker has no send_email binding MAIL");
});

test("the development mailbox shows mails with links of the configured address, whatever a request's headers say", async () => {
  const tenure = await deploy({ assets: false });
  const ana = await setUp(tenure);
  const lying = ana.with({
    host: "evil.example",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    "x-original-host": "evil.example",
    forwarded: "host=evil.example;proto=https",
  });
  await invite(lying, "bea@example.com", "Bea <b>Brown</b>");
  const { url, mail } = await linkTo(tenure, "bea@example.com");
  assert.ok(url.startsWith(`${tenure.publicUrl}/accept#token=`), url);
  const links = [...`${mail.text} ${mail.html}`.matchAll(/https?:\/\/[^\s"'<>#]+/g)].map(([link]) => new URL(link).origin);
  assert.deepEqual([...new Set(links)], [new URL(tenure.publicUrl).origin]);
  assert.ok(!mail.html.includes("<b>Brown</b>"), "names are text");
  await inState(ana, "bea@example.com", "sent");
  assert.equal((await mailsTo(tenure, "bea@example.com")).length, 1, "kept after it was sent");
  await tenure.nobody.with({ host: "evil.example", "x-forwarded-host": "evil.example" }).post("/v1/password-resets", { email: "ana@example.com" });
  await tenure.scheduled(SHORT_ROUND);
  const reset = await linkTo(tenure, "ana@example.com");
  assert.ok(reset.url.startsWith(`${tenure.publicUrl}/reset-password#token=`), reset.url);
});

test("a deployment that others can reach has no mailbox: it does not serve at all with one", async () => {
  const lines = [];
  const tenure = await deploy({
    assets: false,
    publicUrl: "https://tenure.example.com",
    vars: { MAIL_TRANSPORT: "mailbox" },
    onError: (line) => lines.push(line),
  });
  for (const path of ["/v1/dev/mailbox", "/v1/setup", "/v1/whoami"])
    assert.equal((await tenure.nobody.get(path)).status, 503, path);
  await until(async () => lines.some((line) => line.includes("MAIL_TRANSPORT=mailbox")), "the reason in the log");

  const without = await deploy({ assets: false, publicUrl: "https://tenure.example.com" });
  assert.equal((await without.nobody.get("/v1/dev/mailbox")).status, 404);
});
