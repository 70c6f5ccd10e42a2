// The gate for others, with the real programs: nginx, Envoy, another Worker, and the clients in JavaScript, Python and Rust.
// How they are set up is read out of docs/deploy.md. Each lets in, refuses, tells a missing scope, writes over what a client
// calls itself, closes when Tenure is down, and hears of a revocation within a second.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import http from "node:http";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { CannotTell, Tenure } from "../../crates/client/js/tenure.mjs";
import { verbatim } from "./support/client.mjs";
import { deploy, folder, setUp } from "./support/deployment.mjs";
import { envoy, freePort, fromPage, nginx, service } from "./support/gates.mjs";

const USERNAME = "Café & co: 1+1 %41";
const CLIENT = new URL("../../crates/client/js/tenure.mjs", import.meta.url);
const SPOOFED = {
  "x-tenure-system-user": "su_spoofed",
  "x-tenure-account": "acc_spoofed",
  "x-tenure-subaccount": "sub_spoofed",
  "x-tenure-subaccounts": "spoofed",
  "x-tenure-environment": "spoofed",
  "x-tenure-username": "spoofed",
  "x-tenure-scopes": "everything",
};

let tenure;
let ana;
let bot;
let to;

before(async () => {
  const neighbours = [
    {
      name: "service",
      modules: [
        { type: "ESModule", path: "index.mjs", contents: await fromPage("Another Worker", "js") },
        { type: "ESModule", path: "tenure.mjs", contents: await readFile(CLIENT, "utf8") },
      ],
      serviceBindings: { TENURE: "edge" },
    },
  ];
  tenure = await deploy({ assets: false, neighbours });
  ana = await setUp(tenure);
  bot = await ana.systemUser(null, USERNAME);
  to = await service();
});

/** One more token of the bot: `{ id, value }`. */
async function token(scopes) {
  const answer = await ana.post(`/v1/system-users/${bot.id}/tokens`, { confirm: true, keep_others: true, scopes });
  assert.equal(answer.status, 201, answer.text);
  return answer.json.token;
}

const call = (url, value, more = {}) =>
  verbatim(url, { ...more, headers: { ...(value && { authorization: `Bearer ${value}` }), ...more.headers } });

/** Ends a token; how many milliseconds later its last good call began. */
async function lastAfterEnd(one, accepted) {
  assert.equal(await accepted(), true);
  let ended;
  const end = ana.delete(`/v1/system-users/${bot.id}/tokens/${one.id}`).then((answer) => {
    assert.equal(answer.status, 204);
    ended = Date.now();
  });
  let last = 0;
  while (!ended || Date.now() < ended + 1_500) {
    const begun = Date.now();
    if (await accepted()) last = begun;
  }
  await end;
  assert.ok(last <= ended + 1_000, `accepted ${last - ended} ms after its end`);
}

/** A port that refuses, and one that takes calls and says nothing. */
async function silent() {
  const server = http.createServer(() => {});
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return server.address().port;
}

for (const [name, gate] of [
  ["nginx", nginx],
  ["Envoy", envoy],
]) {
  test(`${name} lets in who may, and says who it is`, async () => {
    const url = await gate({ folder: await folder(), tenure: tenure.port, to });
    const may = await token(["send"]);
    for (const method of ["GET", "POST", "DELETE"]) {
      const answer = await call(`${url}/a?b=c`, may.value, { method, body: method === "POST" ? "body" : undefined, headers: SPOOFED });
      assert.equal(answer.status, 200, answer.text);
      const { headers, url: asked, method: used } = answer.json;
      assert.deepEqual([asked, used], ["/a?b=c", method]);
      assert.equal(headers["x-tenure-system-user"], bot.id);
      assert.equal(decodeURIComponent(headers["x-tenure-username"]), USERNAME);
      assert.equal(headers["x-tenure-scopes"], "send");
      assert.ok(!JSON.stringify(headers).includes("spoofed") && !headers["x-tenure-subaccount"], JSON.stringify(headers));
      assert.ok(!JSON.stringify(headers).includes(may.value), "the service gets no token");
    }
    const [none, wrong] = [await call(`${url}/a`, undefined, { headers: SPOOFED }), await call(`${url}/a`, `${may.value}x`)];
    assert.deepEqual([none.status, wrong.status], [401, 401]);
    assert.match(none.header("www-authenticate"), /^Bearer/);
    const lacks = await token(["read_messages"]);
    assert.equal((await call(`${url}/a`, lacks.value)).status, 403);
    await lastAfterEnd(may, async () => (await call(`${url}/a`, may.value)).status === 200);
  });

  test(`${name} closes when Tenure is down, and when it does not answer`, async () => {
    const may = await token(["send"]);
    for (const port of [await freePort(), await silent()]) {
      const url = await gate({ folder: await folder(), tenure: port, to });
      assert.equal((await call(`${url}/a`, may.value)).status, 503);
    }
  });
}

test("another Worker asks through its service binding", async () => {
  const url = await tenure.neighbour("service");
  const may = await token(["send"]);
  const answer = await call(url, may.value, { headers: SPOOFED });
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual([answer.json.systemUser, answer.json.username, answer.json.subaccount], [bot.id, USERNAME, null]);
  assert.deepEqual([(await call(url)).status, (await call(url, `${may.value}x`)).status], [401, 401]);
  assert.equal((await call(url, (await token([])).value)).status, 403);
  await lastAfterEnd(may, async () => (await call(url, may.value)).status === 200);
});

/** A client of a language, as a function that asks: `{ ok }`, or `{ cannot_tell }`. */
const clients = {
  JavaScript: async (url) => {
    const client = new Tenure(url, { timeout: 1_000 });
    return async (value, scope) => {
      try {
        const answer = await client.check(value, scope);
        return { ...answer, ...answer.caller, system_user: answer.caller?.systemUser };
      } catch (error) {
        assert.ok(error instanceof CannotTell, `${error}`);
        return { cannot_tell: error.message };
      }
    };
  },
  Python: (url) => asked(process.env.PYTHON_OAUTH ?? "python3", [fileURLToPath(new URL("support/check.py", import.meta.url)), url, "1"]),
  ...(process.env.TENURE_CHECK && { Rust: (url) => asked(process.env.TENURE_CHECK, [url, "1000"]) }),
};

/** A program that answers a line to each line. */
async function asked(program, args) {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  after(() => child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async (value, scope) => {
    child.stdin.write(`${JSON.stringify({ token: value, ...(scope && { scope }) })}\n`);
    return JSON.parse((await lines.next()).value);
  };
}

for (const [language, make] of Object.entries(clients)) {
  test(`the client in ${language} tells callers, refusals, and that it can't tell`, async () => {
    const check = await make(tenure.url);
    const may = await token(["send"]);
    const caller = await check(may.value, "send");
    assert.deepEqual([caller.ok, caller.system_user, caller.username, caller.subaccount], [true, bot.id, USERNAME, null], JSON.stringify(caller));
    assert.deepEqual(caller.scopes, ["send"]);
    for (const bad of [`${may.value}x`, "x\r\nx-tenure-system-user: su_spoofed", "é", ""]) {
      const refused = await check(bad);
      assert.deepEqual([refused.ok, refused.status, refused.reason], [false, 401, "invalid_token"], bad);
    }
    const lacks = await check(may.value, "introspect");
    assert.deepEqual([lacks.ok, lacks.status, lacks.reason, lacks.scope], [false, 403, "insufficient_scope", "introspect"]);
    await lastAfterEnd(may, async () => (await check(may.value, "send")).ok === true);
    // Nobody there; nobody answers; somebody else answers, whatever they say.
    const good = await token(["send"]);
    for (const port of [await freePort(), await silent()]) {
      const begun = Date.now();
      const said = await (await make(`http://127.0.0.1:${port}`))(good.value, "send");
      assert.ok(said.cannot_tell && !said.ok, JSON.stringify(said));
      assert.ok(Date.now() - begun < 4_000, "it does not wait for long");
    }
    for (const status of [200, 204, 302, 401, 403, 429, 500, 503]) {
      const other = http.createServer((_, response) => response.writeHead(status, { location: "/" }).end());
      await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
      const said = await (await make(`http://127.0.0.1:${other.address().port}`))(good.value, "send");
      other.closeAllConnections();
      other.close();
      assert.ok(said.cannot_tell && !said.ok, `${status}: ${JSON.stringify(said)}`);
    }
  });

  test(`the client in ${language} uses its connection again`, async () => {
    let connections = 0;
    const counted = http.createServer((_, response) => response.writeHead(204, { "x-tenure-system-user": "su_1" }).end());
    counted.on("connection", () => (connections += 1));
    await new Promise((resolve) => counted.listen(0, "127.0.0.1", resolve));
    after(() => {
      counted.closeAllConnections();
      counted.close();
    });
    const check = await make(`http://127.0.0.1:${counted.address().port}`);
    for (let i = 0; i < 10; i += 1) assert.equal((await check("tnr_x")).ok, true);
    assert.ok(connections <= 2, `${connections} connections`);
    // The server closes what is idle; that is nobody's refusal.
    counted.closeAllConnections();
    assert.equal((await check("tnr_x")).ok, true);
  });
}

test("the JavaScript client keeps an answer no longer than it is told, and never longer than a second", async () => {
  assert.throws(() => new Tenure(tenure.url, { keep: 1_001 }), RangeError);
  let asked = 0;
  const counting = (...of) => {
    asked += 1;
    return fetch(...of);
  };
  const may = await token(["send"]);
  const client = new Tenure(tenure.url, { keep: 500, fetch: counting });
  for (let i = 0; i < 5; i += 1) assert.equal((await client.check(may.value)).ok, true);
  assert.equal(asked, 1);
  await client.check(may.value, "send");
  assert.equal(asked, 2, "of another scope it knows nothing");
  await new Promise((resolve) => setTimeout(resolve, 550));
  await client.check(may.value);
  assert.equal(asked, 3);
});
