// An MCP server that asks the gate who calls, and the public SDKs' client-credentials providers as they come, in TypeScript and
// Python. The server says by RFC 9728 who issues tokens for it; the clients find the rest.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import http from "node:http";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { ClientCredentialsProvider, PrivateKeyJwtProvider } from "@modelcontextprotocol/sdk/client/auth-extensions.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { deploy, setUp } from "./support/deployment.mjs";

const SCRIPT = fileURLToPath(new URL("support/mcp_client.py", import.meta.url));

let tenure;
let ana;
let bot;
let service;
let listening;
/** The audiences of the tokens that reached the service. */
const asked = [];

/** The small server: who calls is what the gate says. */
const serve = async (request, response) => {
  const metadata = `${service.origin}/.well-known/oauth-protected-resource/mcp`;
  if (request.url.startsWith("/.well-known/oauth-protected-resource")) {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ resource: service.href, authorization_servers: [tenure.url] }));
    return;
  }
  const gate = new URL("/v1/gate", tenure.url);
  gate.searchParams.set("resource", service.href);
  const authorization = request.headers.authorization;
  const passed = await fetch(gate, { headers: authorization ? { authorization } : {} });
  if (passed.status !== 204) {
    response.writeHead(passed.status, { "www-authenticate": `Bearer resource_metadata="${metadata}"` }).end();
    return;
  }
  asked.push(JSON.parse(Buffer.from(authorization.split(".")[1], "base64url")).aud);
  const server = new McpServer({ name: "small", version: "1.0.0" });
  const who = decodeURIComponent(passed.headers.get("x-tenure-username"));
  server.registerTool("who", { description: "Who calls" }, () => ({ content: [{ type: "text", text: who }] }));
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  response.on("close", () => server.close());
  await server.connect(transport);
  await transport.handleRequest(request, response);
};

before(async () => {
  tenure = await deploy({ assets: false });
  ana = await setUp(tenure);
  bot = await ana.systemUser(null, "agent");
  listening = http.createServer((request, response) => {
    serve(request, response).catch((error) => response.writeHead(500).end(`${error}`));
  });
  await new Promise((resolve) => listening.listen(0, "127.0.0.1", resolve));
  service = new URL(`http://127.0.0.1:${listening.address().port}/mcp`);
});
after(() => {
  listening?.close();
  listening?.closeAllConnections();
});

const registered = async (algorithm) => {
  const pair =
    algorithm === "EdDSA" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const public_key = pair.publicKey.export({ format: "pem", type: "spki" });
  const answer = await ana.post(`/v1/system-users/${bot.id}/keys`, { name: algorithm, public_key });
  assert.equal(answer.status, 201, answer.text);
  return pair.privateKey.export({ format: "pem", type: "pkcs8" });
};

const told = async (authProvider) => {
  const client = new Client({ name: "test", version: "1.0.0" });
  await client.connect(new StreamableHTTPClientTransport(service, { authProvider }));
  const result = await client.callTool({ name: "who", arguments: {} });
  await client.close();
  return result.content[0].text;
};

test("the TypeScript SDK comes in with a token as the secret", async () => {
  const provider = new ClientCredentialsProvider({
    clientId: bot.id,
    clientSecret: bot.token,
    expectedIssuer: tenure.url,
  });
  assert.equal(await told(provider), "agent");
  assert.deepEqual([...new Set(asked)], [service.href]);
});

for (const algorithm of ["ES256", "EdDSA"]) {
  test(`the TypeScript SDK comes in with a key for ${algorithm}`, async () => {
    // As JSON Web Key: of texts the SDK reads those for ES256 and RS256 alone.
    const privateKey = createPrivateKey(await registered(algorithm)).export({ format: "jwk" });
    const provider = new PrivateKeyJwtProvider({ clientId: bot.id, privateKey, algorithm, expectedIssuer: tenure.url });
    assert.equal(await told(provider), "agent");
  });
}

const python = async (way, secret) => {
  const program = process.env.PYTHON_OAUTH;
  assert.ok(program, "PYTHON_OAUTH names the Python that has the SDK; `cargo xtask test` sets it up");
  const args = [SCRIPT, service.href, tenure.url, way, bot.id, secret];
  const { stdout } = await promisify(execFile)(program, args, { timeout: 60_000 });
  return JSON.parse(stdout).said;
};

test("the Python SDK comes in with a token as the secret", async () => {
  assert.equal(await python("secret", bot.token), "agent");
});

for (const algorithm of ["ES256", "EdDSA"]) {
  test(`the Python SDK comes in with a key for ${algorithm}`, async () => {
    assert.equal(await python(algorithm, await registered(algorithm)), "agent");
  });
}

test("a token for another service, and one whose bot was switched off, does not come in", async () => {
  const buy = async (resource) => {
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: bot.id,
      client_secret: bot.token,
      resource,
    });
    const answer = await fetch(`${tenure.url}/oauth/token`, { method: "POST", body });
    return (await answer.json()).access_token;
  };
  const comes = async (token) => {
    const headers = {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    };
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" });
    return (await fetch(service, { method: "POST", headers, body })).status;
  };
  const own = await buy(service.href);
  assert.deepEqual([await comes(own), await comes(await buy("https://other.example/mcp"))], [200, 401]);
  assert.equal((await ana.post(`/v1/system-users/${bot.id}/deactivate`)).status, 200);
  assert.equal(await comes(own), 401);
});
