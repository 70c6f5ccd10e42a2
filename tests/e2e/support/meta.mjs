// Meta, as far as a channel's access token goes: it says when tokens end, gives another one for an old one, and takes messages.
import { createServer } from "node:http";
import { after } from "node:test";

export const DAY = 86_400_000;
export const APP = { id: "1234567890123456", secret: "0f1e2d3c4b5a69788796a5b4c3d2e1f0" };

const servers = [];
after(() => servers.forEach((server) => server.close()));

/** Starts one. `ahead` is how far the deployment's clock is ahead, in milliseconds; `refuses`: it gives no other token. */
export async function startMeta() {
  const meta = { ahead: 0, refuses: false, tokens: new Map(), exchanged: [], sent: [] };
  const now = () => Date.now() + meta.ahead;
  const lives = (token) => meta.tokens.get(token) > now();
  const refusal = (message) => [400, { error: { message, type: "OAuthException", code: 190 } }];
  const answers = {
    "/v24.0/debug_token"(query, by) {
      const token = query.get("input_token");
      if (by !== `${APP.id}|${APP.secret}` && by !== token) return refusal("Who asks?");
      const end = Math.floor((meta.tokens.get(token) ?? 0) / 1000);
      return [200, { data: { is_valid: lives(token), expires_at: end } }];
    },
    "/v24.0/oauth/access_token"(query) {
      const token = query.get("fb_exchange_token");
      const proved = query.get("client_id") === APP.id && query.get("client_secret") === APP.secret;
      if (meta.refuses || !proved || !lives(token)) return refusal("Error validating access token");
      const next = `EAABnext${meta.exchanged.push(token)}x0123456789`;
      meta.tokens.set(next, now() + 60 * DAY);
      return [200, { access_token: next, token_type: "bearer", expires_in: (60 * DAY) / 1000 }];
    },
    "/v24.0/1065/messages"(_, by) {
      if (!lives(by)) return refusal("Error validating access token");
      return [200, { messages: [{ id: `wamid.${meta.sent.push(by)}` }] }];
    },
  };
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const { pathname, searchParams } = new URL(request.url, "http://meta");
      const by = request.headers.authorization?.replace("Bearer ", "");
      const [status, body] = answers[pathname]?.(searchParams, by) ?? [404, {}];
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  servers.push(server);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  meta.host = `127.0.0.1:${server.address().port}`;
  meta.url = `http://${meta.host}/v24.0`;
  return meta;
}
