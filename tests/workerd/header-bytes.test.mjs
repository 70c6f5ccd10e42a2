// Header values as bytes: what clients send that write Latin-1, and what the runtime makes of it.
import assert from "node:assert/strict";
import net from "node:net";
import { before, test } from "node:test";
import { deploy, setUp } from "./support/deployment.mjs";

let tenure;
let ana;
before(async () => {
  tenure = await deploy();
  ana = await setUp(tenure);
});

/** A request whose header values go out byte by byte; its status and body. */
function send(method, path, headers, body = "") {
  const { hostname, port, host } = new URL(tenure.url);
  const head = [Buffer.from(`${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n`)];
  const length = { "content-length": Buffer.from(String(Buffer.byteLength(body))) };
  for (const [name, value] of Object.entries({ ...headers, ...length }))
    head.push(Buffer.from(`${name}: `), value, Buffer.from("\r\n"));
  return new Promise((resolve, reject) => {
    const request = Buffer.concat([...head, Buffer.from(`\r\n${body}`)]);
    const socket = net.connect(Number(port), hostname, () => socket.end(request));
    const parts = [];
    socket.setTimeout(30_000, () => socket.destroy(new Error("no answer in time")));
    socket.on("data", (part) => parts.push(part));
    socket.on("error", reject);
    socket.on("end", () => {
      const text = Buffer.concat(parts).toString("utf8");
      resolve({ status: Number(text.slice(9, 12)), text });
    });
  });
}

test("a username goes through in Latin-1 and in UTF-8, and only beside its own token", async () => {
  for (const username of ["Atención al cliente", "Équipe d'été", "ñº¿¡ São", "Ã©"]) {
    const { token } = await ana.systemUser(await ana.subaccount(`for ${username}`, `r ${username}`), username);
    const other = await ana.systemUser(await ana.subaccount(`o ${username}`, `o ${username}`), `not ${username}`);
    for (const encoding of ["latin1", "utf8"]) {
      const sent = Buffer.from(username, encoding);
      const pair = (value) => send("GET", "/v1/whoami", { UserName: sent, AuthenticationToken: Buffer.from(value) });
      const accepted = await pair(token);
      assert.equal(accepted.status, 200, `${username} in ${encoding}: ${accepted.text}`);
      assert.equal((await pair(other.token)).status, 401, `${username} in ${encoding} beside another's token`);
      const shorter = send("GET", "/v1/whoami", { UserName: sent.subarray(0, -2), AuthenticationToken: Buffer.from(token) });
      assert.equal((await shorter).status, 401, `${username} in ${encoding}, cut off`);
    }
  }
});

test("two keys of bytes that are no UTF-8 are not one key: neither is taken", async () => {
  const { id, token } = await ana.systemUser(await ana.subaccount("keys"), "keys");
  const rotate = (key) =>
    send(
      "POST",
      `/v1/system-users/${id}/tokens`,
      {
        cookie: Buffer.from(ana.cookie),
        origin: Buffer.from(tenure.url),
        "content-type": Buffer.from("application/json"),
        "idempotency-key": key,
      },
      JSON.stringify({ confirm: true }),
    );
  for (const key of [Buffer.from("rotación 1", "latin1"), Buffer.from("rotaciön 1", "latin1"), Buffer.from("rotación 1")]) {
    const refused = await rotate(key);
    assert.equal(refused.status, 422, refused.text);
    assert.match(refused.text, /"pointer":"\/idempotency-key","code":"invalid_characters"/);
  }
  assert.equal((await tenure.nobody.bot(token).get("/v1/whoami")).status, 200, "nothing was rotated");
  assert.equal((await rotate(Buffer.from("rotation 1"))).status, 201);
});

test("bytes that are no token, no cookie and no origin are refused like any wrong ones", async () => {
  const bytes = Buffer.from([0xff, 0xe9, 0xc3, 0x28, 0x80]);
  for (const [status, headers] of [
    [401, { authorization: Buffer.concat([Buffer.from("Bearer "), bytes]) }],
    [401, { UserName: bytes, AuthenticationToken: bytes }],
    [401, { cookie: Buffer.concat([Buffer.from(`${ana.cookie.split("=")[0]}=`), bytes]) }],
    [403, { cookie: Buffer.from(ana.cookie), origin: bytes }],
  ]) {
    const answer = await send("GET", status === 403 ? "/v1/me" : "/v1/whoami", headers);
    assert.equal(answer.status, status, `${Object.keys(headers)}: ${answer.text}`);
  }
});
