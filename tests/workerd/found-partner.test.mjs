// A code host reports a token: its keys are fetched over HTTP, its signature is verified by the built Worker.
import assert from "node:assert/strict";
import { createSign, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { deploy, setUp } from "./support/deployment.mjs";

const PATH = "/v1/found-tokens/partner";
const servers = [];
after(() => servers.forEach((server) => server.close()));

/** A code host: publishes a key, and signs with it. */
async function codeHost() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = publicKey.export({ type: "spki", format: "pem" });
  const host = { asked: 0, status: 200 };
  const server = createServer((request, response) => {
    host.asked += 1;
    response.writeHead(host.status, { "content-type": "application/json" });
    response.end(JSON.stringify({ public_keys: [{ key_identifier: "k1", key, is_current: true }] }));
  });
  servers.push(server);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  host.at = `127.0.0.1:${server.address().port}`;
  host.signed = (body) => ({
    "content-type": "application/json",
    "github-public-key-identifier": "k1",
    "github-public-key-signature": createSign("SHA256").update(body).sign(privateKey, "base64"),
  });
  return host;
}

test("a signed report ends the token, one with another byte does nothing, and without keys it is to come again", async () => {
  const host = await codeHost();
  const vars = { ALLOW_WEBHOOK_TO: host.at, FOUND_TOKEN_KEYS_URL: `http://${host.at}/public_keys` };
  const tenure = await deploy({ assets: false, onError: () => {}, vars });
  const ana = await setUp(tenure);
  const { token } = await ana.systemUser(null, "published");
  const works = async () => (await tenure.nobody.bot(token).get("/v1/whoami")).status;
  const body = JSON.stringify([{ token, type: "tenure_token", url: "https://example.com/bot.py", source: "commit" }]);
  const report = (text, headers) =>
    fetch(new URL(PATH, tenure.url), { method: "POST", body: text, headers }).then(async (answer) => ({
      status: answer.status,
      text: await answer.text(),
    }));
  const other = body.replace("commit", "commiT");
  assert.equal((await report(other, host.signed(body))).status, 401);
  assert.equal(await works(), 200);
  const done = await report(body, host.signed(body));
  assert.equal(done.status, 200, done.text);
  assert.equal(JSON.parse(done.text)[0].label, "true_positive");
  assert.ok(!done.text.includes(token));
  assert.equal(await works(), 401);
  assert.equal(host.asked, 1, "the keys are kept");
  const again = await report(body, host.signed(body));
  assert.deepEqual([again.status, again.text], [200, done.text]);

  const down = await codeHost();
  down.status = 500;
  const late = await deploy({
    assets: false,
    onError: () => {},
    vars: { ALLOW_WEBHOOK_TO: down.at, FOUND_TOKEN_KEYS_URL: `http://${down.at}/public_keys` },
  });
  await setUp(late);
  const answer = await fetch(new URL(PATH, late.url), { method: "POST", body, headers: down.signed(body) });
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get("retry-after"), "60");
});
