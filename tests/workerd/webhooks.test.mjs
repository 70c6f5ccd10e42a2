// Deliveries in workerd: a driver is a Durable Object, and its alarm is what sends and sends again.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { deploy, setUp, until } from "./support/deployment.mjs";

const servers = [];
after(() => servers.forEach((server) => server.close()));

/** A bot that keeps what it gets; `answer(n)` is the status of its nth call. */
async function bot(answer) {
  const calls = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      calls.push({ at: Date.now(), headers: request.headers, body });
      response.writeHead(answer(calls.length), { location: "/elsewhere", "content-type": "text/plain" });
      response.end("what a bot says");
    });
  });
  servers.push(server);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { host: `127.0.0.1:${server.address().port}`, calls };
}

const made = (answer) => {
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
};

const hook = (ana, host, more = {}) =>
  ana.post("/v1/webhooks", { name: "Bot", kind: "mo", url: `http://${host}/in`, accept_null_subaccount: true, ...more });

async function door(ana) {
  const source = await ana.post("/v1/inbound-sources", { name: "SMS", provider: "sinch_sms", authentication: "address" });
  const { pathname, search } = new URL(made(source).secret_url);
  return pathname + search;
}

test("what somebody writes reaches the webhook, and a redirect is a failure that the alarm tries again", async () => {
  const { host, calls } = await bot((n) => (n === 1 ? 302 : 200));
  const tenure = await deploy({ assets: false, onError: () => {}, vars: { ALLOW_WEBHOOK_TO: host } });
  const ana = await setUp(tenure);
  const { webhook, secret } = made(await hook(ana, host));
  const way = await door(ana);
  const said = { id: "1", source: "5519990001111", destination: "5519990000000", messageText: "Hello" };
  const accepted = await ana.post(way, said);
  assert.equal(accepted.status, 200, accepted.text);
  await until(() => calls.length === 2, "the second try", 30_000);
  const [first, second] = calls;
  assert.equal(first.headers["webhook-id"], second.headers["webhook-id"]);
  const wait = second.at - first.at;
  assert.ok(wait > 4_000 && wait < 9_000, `tried again after ${wait} ms`);
  assert.equal(JSON.parse(second.body).data.content.text, "Hello");
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signed = `${second.headers["webhook-id"]}.${second.headers["webhook-timestamp"]}.${second.body}`;
  assert.equal(second.headers["webhook-signature"], `v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
  const delivered = await until(async () => {
    const { items } = (await ana.get(`/v1/webhooks/${webhook.id}/deliveries`)).json;
    return items.find((one) => one.state === "delivered");
  }, "the mark");
  assert.equal(delivered.attempts, 2);
  const detail = (await ana.get(`/v1/deliveries/${delivered.id}`)).json;
  assert.deepEqual(detail.tries.map((one) => one.status), [302, 200]);
  assert.equal(detail.excerpt, "what a bot says");
});

test("an address inside that is not named is refused, and a deployment that others reach names none", async () => {
  const { host, calls } = await bot(() => 200);
  const tenure = await deploy({ assets: false, onError: () => {} });
  const ana = await setUp(tenure);
  const refused = await hook(ana, host);
  assert.equal(refused.status, 422, refused.text);
  assert.equal(calls.length, 0);
  const open = await deploy({
    assets: false,
    onError: () => {},
    publicUrl: "https://tenure.example.com",
    vars: { ALLOW_WEBHOOK_TO: host, MAIL_TRANSPORT: "" },
  });
  const health = await fetch(new URL("/v1/setup", open.url));
  assert.equal(health.status, 503);
});

test("of fifty webhooks one hangs and one refuses, and the others wait for neither", async () => {
  const alive = await bot(() => 204);
  // A port that nobody listens at.
  const gone = createServer();
  await new Promise((resolve) => gone.listen(0, "127.0.0.1", resolve));
  const refusing = `127.0.0.1:${gone.address().port}`;
  await new Promise((resolve) => gone.close(resolve));
  // It takes the call and says nothing.
  const held = [];
  const hanging = createServer((_, response) => held.push({ response, at: Date.now() }));
  servers.push(hanging);
  await new Promise((resolve) => hanging.listen(0, "127.0.0.1", resolve));
  const dead = `127.0.0.1:${hanging.address().port}`;
  const tenure = await deploy({
    assets: false,
    onError: () => {},
    vars: { ALLOW_WEBHOOK_TO: [alive.host, refusing, dead].join(",") },
  });
  const ana = await setUp(tenure);
  const hosts = [dead, refusing, ...Array(48).fill(alive.host)];
  const ids = [];
  for (const [n, host] of hosts.entries()) ids.push(made(await hook(ana, host, { name: `Bot ${n}` })).webhook.id);
  const way = await door(ana);
  const MESSAGES = 6;
  for (let n = 0; n < MESSAGES; n += 1) {
    // Two people: the messages of each wait for one another.
    const said = { id: `${n}`, source: `551999000111${n % 2}`, destination: "5519990000000", messageText: `${n}` };
    assert.equal((await ana.post(way, said)).status, 200);
  }
  await until(() => alive.calls.length === 48 * MESSAGES, "what the others get", 14_000);
  const ended = Date.now();
  // The one that hangs was called and has not come to its limit: nobody can have waited for it.
  assert.equal(held.length, 2, "one of each person's");
  assert.ok(held.every(({ response }) => !response.destroyed), "still waiting");
  const states = async (id) => {
    const { items } = (await ana.get(`/v1/webhooks/${id}/deliveries`)).json;
    return items.map((one) => `${one.state} ${one.attempts}`).sort();
  };
  assert.deepEqual(await states(ids[0]), ["pending 0", "pending 0", "pending 0", "pending 0", "pending 1", "pending 1"]);
  const tried = await until(async () => {
    const { items } = (await ana.get(`/v1/webhooks/${ids[1]}/deliveries`)).json;
    return items.filter((one) => one.last_error).length >= 2 && items;
  }, "the refusal");
  assert.ok(tried.every((one) => one.state === "pending"), "tried again later");
  for (const id of ids.slice(2)) assert.deepEqual(await states(id), Array(MESSAGES).fill("delivered 1"));
  // At the limit of 15 seconds the one that hangs is let go, and tried again later.
  const cut = await until(async () => {
    const { items } = (await ana.get(`/v1/webhooks/${ids[0]}/deliveries`)).json;
    return items.filter((one) => one.last_error === "timed_out").length === 2 && items;
  }, "the limit", 20_000);
  const took = Math.min(...cut.filter((one) => one.last_error).map((one) => one.last_ms));
  assert.ok(took > 14_000 && took < 18_000, `${took} ms`);
  assert.ok(Math.min(...held.map(({ at }) => at)) + 14_000 > ended);
});
