// What stands on every answer: pages, files, the API, and each way of being refused.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { verbatim } from "./support/client.mjs";
import { deploy, setUp } from "./support/deployment.mjs";

const CONSOLE = fileURLToPath(new URL("../../dist/console", import.meta.url));
let tenure;
let ana;
let html;
let assets;
before(async () => {
  tenure = await deploy();
  ana = await setUp(tenure);
  html = await readFile(join(CONSOLE, "index.html"), "utf8");
  assets = [...html.matchAll(/"(\/assets\/[^"]+)"/g)].map((match) => match[1]);
});

function secure(answer, what) {
  const header = (name) => answer.headers.get(name) ?? assert.fail(`${what} has no ${name}`);
  assert.match(header("strict-transport-security"), /^max-age=\d{8,}; includeSubDomains$/, what);
  assert.equal(header("x-content-type-options"), "nosniff", what);
  assert.equal(header("referrer-policy"), "no-referrer", what);
  assert.match(header("permissions-policy"), /camera=\(\).*microphone=\(\)/, what);
  assert.equal(header("x-frame-options"), "DENY", what);
  assert.equal(header("cross-origin-opener-policy"), "same-origin", what);
  const csp = header("content-security-policy");
  assert.match(csp, /(^|; )default-src 'none'(;|$)/, what);
  assert.match(csp, /(^|; )frame-ancestors 'none'(;|$)/, what);
  assert.match(csp, /(^|; )base-uri 'none'(;|$)/, what);
  assert.doesNotMatch(csp, /unsafe-inline|'unsafe-eval'|\*/, what);
  assert.equal(answer.headers.get("server"), null, what);
  assert.equal(answer.headers.get("x-powered-by"), null, what);
}

test("every answer of the API is secured, numbered and not kept", async () => {
  const { nobody } = tenure;
  const answers = {
    200: await ana.get("/v1/me"),
    "200 health": await nobody.get("/healthz"),
    "200 openapi": await nobody.get("/v1/openapi.json"),
    400: await ana
      .post("/v1/subaccounts", undefined, { "content-type": "application/json" })
      .then(() => ana.send("POST", "/v1/subaccounts", { body: "{", headers: { "content-type": "application/json" } })),
    401: await nobody.get("/v1/me"),
    "401 bot": await nobody.get("/v1/whoami"),
    "401 sinch": await nobody.post("/v1/whatsapp/send", {}),
    403: await nobody.with({ origin: "https://evil.example" }).post("/v1/sessions", {}),
    404: await nobody.get("/v1/nothing-here"),
    "404 thing": await ana.get(`/v1/system-users/su_${"0".repeat(26)}`),
    405: await nobody.delete("/v1/whoami"),
    413: await ana.post("/v1/subaccounts", { name: "x".repeat(20_000), reference_name: "x" }),
    415: await ana.send("POST", "/v1/subaccounts", { body: "a=1", headers: { "content-type": "text/plain" } }),
    422: await ana.post("/v1/subaccounts", { name: "", reference_name: "", extra: 1 }),
  };
  const ids = new Set();
  for (const [what, answer] of Object.entries(answers)) {
    assert.equal(answer.status, Number(what.slice(0, 3)), `${what}: ${answer.text}`);
    secure(answer, what);
    assert.equal(answer.header("cache-control"), "no-store", what);
    assert.match(answer.header("x-request-id"), /^req_[0-9a-z]{26}$/i, what);
    ids.add(answer.header("x-request-id"));
    if (answer.status >= 400 && what !== "401 sinch") {
      assert.equal(answer.header("content-type"), "application/problem+json", what);
      const problem = answer.json;
      assert.equal(problem.status, answer.status, what);
      assert.equal(problem.instance, answer.header("x-request-id"), what);
      assert.equal(problem.type, `/problems/${problem.code}`, what);
      assert.ok(problem.title && problem.detail, what);
    }
  }
  assert.equal(ids.size, Object.keys(answers).length, "each has an id of its own");
  assert.equal(answers["405"].header("allow"), "GET, HEAD, OPTIONS");
  assert.deepEqual(
    answers["422"].json.errors.map((error) => error.pointer),
    ["/extra", "/name", "/reference_name"],
  );
});

test("a request id is in the log line of its request, and what a client sends as one is not taken over", async () => {
  const answer = await tenure.nobody.with({ "x-request-id": "req_forged" }).get("/v1/nothing-here");
  const id = answer.header("x-request-id");
  assert.notEqual(id, "req_forged");
  let lines = [];
  for (let i = 0; i < 50 && lines.length === 0; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    lines = (await readFile(tenure.logPath, "utf8")).split("\n").filter((line) => line.includes(id));
  }
  assert.equal(lines.length, 1);
  const line = JSON.parse(lines[0]);
  assert.equal(line.status, 404);
});

test("errors are told in the reader's language", async () => {
  const titles = new Set();
  for (const [asked, said] of [
    ["en", "en"],
    ["es-MX,es;q=0.9", "es"],
    ["pt-BR", "pt"],
    ["de", "en"],
  ]) {
    const answer = await tenure.nobody.get("/v1/me", { "accept-language": asked });
    assert.equal(answer.header("content-language"), said, asked);
    assert.match(answer.header("vary"), /accept-language/i);
    titles.add(answer.json.title);
  }
  assert.equal(titles.size, 3);
});

test("a body without a stated length is cut off at the same limit", async () => {
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(8192).fill(0x20));
      this.n = (this.n ?? 0) + 1;
      if (this.n === 64) controller.close();
    },
  });
  const response = await fetch(`${tenure.url}/v1/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    duplex: "half",
    signal: AbortSignal.timeout(10_000),
  }).catch((error) => error);
  // The connection may be closed under the sender's hands; where an answer comes, it is the right one.
  if (response instanceof Response) assert.equal(response.status, 413);
});

test("pages and files are secured; only what is named by its content is kept", async () => {
  const page = await tenure.nobody.get("/");
  assert.equal(page.status, 200);
  assert.match(page.header("content-type"), /^text\/html/);
  assert.equal(page.text, html);
  secure(page, "/");
  const csp = page.header("content-security-policy");
  assert.match(csp, /script-src 'self' 'wasm-unsafe-eval'(;|$)/);
  assert.match(csp, /style-src 'self'(;|$)/);
  assert.match(csp, /connect-src 'self'(;|$)/);
  assert.doesNotMatch(page.header("cache-control") ?? "", /immutable/);
  assert.match(page.header("cache-control") ?? "no-cache", /max-age=0|no-cache|no-store/);

  assert.ok(assets.length >= 4, assets.join());
  for (const path of assets) {
    const asset = await tenure.nobody.send("GET", path);
    assert.equal(asset.status, 200, path);
    secure(asset, path);
    assert.equal(asset.header("cache-control"), "public, max-age=31536000, immutable", path);
    const type = { txt: /^text\/plain/, js: /^text\/javascript|^application\/javascript/, css: /^text\/css/, wasm: /^application\/wasm$/ };
    assert.match(asset.header("content-type"), type[path.split(".").pop()], path);
  }
  for (const path of ["/system-users", "/system-users/new", "/setup", "/problems-page", "/a/b/c"]) {
    const deep = await tenure.nobody.get(path);
    assert.equal(deep.text, html, path);
    secure(deep, path);
    assert.doesNotMatch(deep.header("cache-control") ?? "", /immutable/, path);
  }
  for (const path of ["/assets/app-0000000000.js", "/favicon.svg", "/config.json", "/robots.txt"]) {
    const file = await tenure.nobody.get(path);
    secure(file, path);
    assert.doesNotMatch(file.header("cache-control") ?? "", /immutable/, path);
  }
});

test("the explanation of a problem is a page of the console, at the address that the problem names", async () => {
  const problem = (await tenure.nobody.get("/v1/me")).json;
  const page = await tenure.nobody.get(problem.type, { accept: "text/html", "sec-fetch-mode": "navigate" });
  assert.equal(page.status, 200, page.text);
  assert.match(page.header("content-type"), /^text\/html/);
});

test("nothing but the console's own files is served", async () => {
  for (const path of [
    "/_headers",
    "/.assetsignore",
    "/.git/config",
    "/secrets.json",
    "/%2e%2e/secrets.json",
    "/assets/../secrets.json",
  ]) {
    const answer = await verbatim(tenure.url + path);
    assert.doesNotMatch(answer.text, /TENURE_KEYS|content-security-policy:|\*\.br/i, path);
  }
});

test("the page has no code of its own", () => {
  for (const [tag] of html.matchAll(/<script[^>]*>/g)) assert.match(tag, /\ssrc="\/assets\//, tag);
  assert.doesNotMatch(html, /<style|\sstyle=|\son[a-z]+=|javascript:/i);
  assert.doesNotMatch(html, /(src|href)="(https?:)?\/\//, "nothing from elsewhere");
});
