// Requests as the bytes that go over the wire, and the owner of a deployment that is measured.
import { randomBytes } from "node:crypto";
import http from "node:http";

const lines = (headers) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");

export const get = (path, headers = {}) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines(headers)}\r\n`;

export const post = (path, body, headers = {}) => {
  const text = JSON.stringify(body);
  const own = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text), ...headers };
  return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines(own)}\r\n${text}`;
};

export const EMAIL = "owner@bench.example";
export const PASSWORD = randomBytes(18).toString("base64url");

/** A call on a connection of its own: one that was idle may be closed by the other side just when it is used. */
function ask(url, { method, headers, body }) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent: false, timeout: 60_000 }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => (text += part));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    request.on("timeout", () => request.destroy(new Error("no answer in time")));
    request.on("error", reject);
    request.end(body);
  });
}

/**
 * Sets the deployment up; gives the owner's way to call it: `call(method, path, body)`, JSON or an error. After a restart
 * `call.at(running)` says where it is now.
 */
export async function owner(running) {
  let cookie;
  const call = async (method, path, body) => {
    const headers = { "content-type": "application/json", origin: call.origin, ...(cookie && { cookie }) };
    const answer = await ask(call.base + path, { method, headers, body: body && JSON.stringify(body) });
    if (answer.status > 299) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    cookie ??= answer.headers["set-cookie"]?.[0]?.split(";")[0];
    return answer.text ? JSON.parse(answer.text) : null;
  };
  call.at = ({ workerUrl, publicUrl }) => Object.assign(call, { base: workerUrl, origin: publicUrl });
  call.at(running);
  const name = { account_name: "Bench", name: "Owner", email: EMAIL, password: PASSWORD, locale: "en" };
  await call("POST", "/v1/setup", { setup_token: running.secrets.SETUP_TOKEN, ...name });
  return call;
}
