// A plain HTTP client of the API, as a person with a cookie, a bot with a credential, or nobody.
import http from "node:http";

const PATIENCE = 60_000;

/** An answer, read to its end. */
class Answer {
  constructor(status, headers, text) {
    this.status = status;
    this.headers = headers;
    this.text = text;
  }
  get json() {
    return JSON.parse(this.text);
  }
  get code() {
    return this.json.code;
  }
  header(name) {
    return this.headers.get(name);
  }
  /** The session cookie's pair of name and value, without its attributes. */
  get cookie() {
    return this.headers.getSetCookie()[0]?.split(";")[0];
  }
}

export class Client {
  #headers;
  constructor(url, headers = {}) {
    this.url = url;
    this.#headers = headers;
  }

  with(headers) {
    return new Client(this.url, { ...this.#headers, ...headers });
  }

  /** Elsewhere, for example after a restart on another port. */
  at(url) {
    const headers = { ...this.#headers };
    if (headers.origin) headers.origin = url;
    return new Client(url, headers);
  }

  signedIn(answer) {
    return this.with({ cookie: answer.cookie, origin: this.url });
  }

  /** The session cookie's pair of name and value. */
  get cookie() {
    return this.#headers.cookie;
  }

  bot(token) {
    return new Client(this.url, { authorization: `Bearer ${token}` });
  }

  async send(method, path, { body, headers = {} } = {}) {
    // A connection for each request: the runtime closes what was idle for some seconds, and a request that is sent at
    // that very moment would fail for nothing.
    return verbatim(this.url + path, { method, headers: { ...this.#headers, ...headers }, body });
  }

  #json(method, path, value, headers) {
    const typed = { "content-type": "application/json", ...headers };
    return this.send(method, path, { body: JSON.stringify(value ?? {}), headers: typed });
  }

  get(path, headers) {
    return this.send("GET", path, { headers });
  }
  delete(path, headers) {
    return this.send("DELETE", path, { headers });
  }
  post(path, value, headers) {
    return this.#json("POST", path, value, headers);
  }
  put(path, value, headers) {
    return this.#json("PUT", path, value, headers);
  }
  patch(path, value, headers) {
    return this.#json("PATCH", path, value, headers);
  }
  form(path, fields, headers) {
    const typed = { "content-type": "application/x-www-form-urlencoded", ...headers };
    return this.send("POST", path, { body: new URLSearchParams(fields).toString(), headers: typed });
  }

  /** Makes a subaccount and returns its id. */
  async subaccount(name, reference = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")) {
    const answer = await this.post("/v1/subaccounts", { name, reference_name: reference });
    if (answer.status !== 201) throw new Error(`subaccount answered ${answer.status}: ${answer.text}`);
    return answer.json.id;
  }

  /** Makes a system user: `{ id, token, system_user }`. */
  async systemUser(subaccountId, username) {
    const answer = await this.post("/v1/system-users", { subaccount_id: subaccountId, username });
    if (answer.status !== 201) throw new Error(`system user answered ${answer.status}: ${answer.text}`);
    const { system_user, token } = answer.json;
    return { id: system_user.id, token: token.value, tail: token.tail, system_user };
  }
}

/** A request whose header names go out exactly as they are written here, which `fetch` does not promise. */
export function verbatim(url, { method = "GET", headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, timeout: PATIENCE, agent: false }, (response) => {
      const parts = [];
      // An answer that is cut off after its head has only this to say so; without a listener nobody is told.
      response.on("error", reject);
      response.on("data", (part) => parts.push(part));
      response.on("end", () => {
        const all = new Headers();
        for (let i = 0; i < response.rawHeaders.length; i += 2)
          all.append(response.rawHeaders[i], response.rawHeaders[i + 1]);
        resolve(new Answer(response.statusCode, all, Buffer.concat(parts).toString("utf8")));
      });
    });
    request.on("timeout", () => request.destroy(new Error("no answer in time")));
    request.on("error", reject);
    request.end(body);
  });
}
