// Deliveries as receivers' libraries check them, as they come: standardwebhooks and svix (npm and Python), pywa. None of
// them is told anything of this product but the webhook's secret.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { after, test } from "node:test";
import * as standardwebhooks from "standardwebhooks";
import * as svix from "svix";
import { deploy, setUp, until } from "./support/deployment.mjs";

const SCRIPT = fileURLToPath(new URL("support/webhook_clients.py", import.meta.url));
const TEXT = "Olá, ¿qué tal? 👋 \u0000 </script> \\ \"";

const servers = [];
after(() => servers.forEach((server) => server.close()));

/** A receiver that keeps raw bytes, as these libraries want them. */
async function receiver() {
  const calls = [];
  const server = createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      calls.push({ path: request.url, headers: request.headers, body: Buffer.concat(parts).toString("utf8") });
      response.writeHead(204).end();
    });
  });
  servers.push(server);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { host: `127.0.0.1:${server.address().port}`, calls };
}

/** A deployment with a webhook of each of these formats, and what they get of one message: `{ call, secret }` by format. */
async function told(formats, { vars = {}, rotate = false } = {}) {
  const { host, calls } = await receiver();
  const tenure = await deploy({ assets: false, onError() {}, vars: { ALLOW_WEBHOOK_TO: host, ...vars } });
  const ana = await setUp(tenure);
  const made = (answer) => {
    assert.equal(answer.status, 201, answer.text);
    return answer.json;
  };
  const found = {};
  for (const format of formats) {
    const url = `http://${host}/${format}`;
    const hook = { name: format, kind: "mo", url, format, accept_null_subaccount: true };
    const { webhook, secret } = made(await ana.post("/v1/webhooks", hook));
    found[format] = { secret };
    if (rotate) {
      const other = await ana.post(`/v1/webhooks/${webhook.id}/rotate-secret`, { overlap_seconds: 86_400 });
      assert.equal(other.status < 300, true, other.text);
      found[format].next = other.json.secret;
    }
  }
  const source = made(await ana.post("/v1/inbound-sources", { name: "SMS", provider: "sinch_sms", authentication: "address" }));
  const { pathname, search } = new URL(source.secret_url);
  const said = { id: "1", source: "5519990001111", destination: "5519990000000", messageText: TEXT };
  const accepted = await ana.post(pathname + search, said);
  assert.equal(accepted.status, 200, accepted.text);
  await until(() => calls.length === formats.length, "a delivery to each");
  for (const format of formats) found[format].call = calls.find((call) => call.path === `/${format}`);
  return found;
}

/** What Python's libraries say to each of these calls. */
function python(calls) {
  const program = process.env.PYTHON_WEBHOOKS;
  assert.ok(program, "PYTHON_WEBHOOKS names the Python that has the libraries; `cargo xtask test` sets it up");
  return new Promise((resolve, reject) => {
    const child = spawn(program, [SCRIPT], { stdio: ["pipe", "pipe", "pipe"], timeout: 60_000 });
    let [out, wrong] = ["", ""];
    child.stdout.on("data", (part) => (out += part));
    child.stderr.on("data", (part) => (wrong += part));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(JSON.parse(out)) : reject(new Error(wrong))));
    child.stdin.end(JSON.stringify(calls));
  });
}

/** What npm's library of that name says. */
function npm(library, { secret, headers, body }) {
  try {
    new library.Webhook(secret).verify(body, headers);
    return "accepted";
  } catch (error) {
    return error.constructor.name;
  }
}

/** What each library of Standard Webhooks says to each of these calls: npm's two, Python's two. */
async function standard(calls) {
  const both = calls.flatMap((call) => ["standardwebhooks", "svix"].map((library) => ({ library, ...call })));
  const found = await python(both);
  return calls.map((call, n) => [npm(standardwebhooks, call), npm(svix, call), ...found.slice(2 * n, 2 * n + 2)]);
}

const REFUSED = Array(4).fill("WebhookVerificationError");
const ACCEPTED = Array(4).fill("accepted");
/** Another secret of the same shape. */
const OTHER = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
/** A changed body that is JSON all the same. */
const changed = (body) => body.replace("5519990001111", "5519990001112");

test("standardwebhooks and svix take what a webhook gets, and nothing that was changed on the way", async () => {
  const { standard: found } = await told(["standard"]);
  const { secret, call } = found;
  const { headers, body } = call;
  assert.equal(JSON.parse(body).data.content.text, TEXT);
  assert.notEqual(changed(body), body);
  const moved = { ...headers, "webhook-id": `${headers["webhook-id"]}x` };
  const later = { ...headers, "webhook-timestamp": String(Number(headers["webhook-timestamp"]) + 1) };
  const [asItCame, ...others] = await standard([
    { secret, headers, body },
    { secret: OTHER, headers, body },
    { secret, headers, body: changed(body) },
    { secret, headers: moved, body },
    { secret, headers: later, body },
  ]);
  assert.deepEqual(asItCame, ACCEPTED);
  assert.deepEqual(others, Array(4).fill(REFUSED), "another secret, body, id, time");
});

test("during a rotation the libraries take the delivery under the old secret and under the new one", async () => {
  const { standard: found } = await told(["standard"], { rotate: true });
  const { secret, next, call } = found;
  assert.notEqual(secret, next);
  const said = await standard([secret, next, OTHER].map((one) => ({ secret: one, ...call })));
  assert.deepEqual(said, [ACCEPTED, ACCEPTED, REFUSED]);
});

for (const [what, seconds] of [
  ["late", -600],
  ["early", 600],
]) {
  test(`the libraries refuse a delivery that is ten minutes too ${what}, however well it is signed`, async () => {
    const { standard: found } = await told(["standard"], { vars: { CLOCK_OFFSET_SECONDS: String(seconds) } });
    const { secret, call } = found;
    const off = Number(call.headers["webhook-timestamp"]) - Date.now() / 1000;
    assert.ok(Math.abs(off - seconds) < 60, `${off} s`);
    assert.deepEqual(await standard([{ secret, ...call }]), [REFUSED]);
  });
}

test("pywa takes Meta's form and reads the message; another secret or body it refuses", async () => {
  const { meta } = await told(["meta"]);
  const { secret, call } = meta;
  const { headers, body } = call;
  const unsigned = { ...headers };
  delete unsigned["x-hub-signature-256"];
  const calls = [
    { secret, headers, body },
    { secret: OTHER, headers, body },
    { secret, headers, body: changed(body) },
    { secret, headers: unsigned, body },
  ];
  const found = await python(calls.map((one) => ({ library: "pywa", ...one })));
  assert.deepEqual(found, [[TEXT], "Forbidden", "Forbidden", "Unauthorized"]);
});
