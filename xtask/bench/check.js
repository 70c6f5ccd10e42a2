// The check that the peers make, as one writes it by hand: a keyed digest of the bearer token, one look-up, the answer.
import { Hono } from "hono";

let key;

/** The digest under which the token is stored: HMAC-SHA256 in hex, as Tenure stores it. */
export async function digestOf(token, secret) {
  key ??= await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(token));
  return Array.from(new Uint8Array(mac), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const refused = (c) => c.json({ code: "invalid_token" }, 401, { "www-authenticate": 'Bearer error="invalid_token"' });

/** A Worker around a look-up, which gives the record of a digest or nothing. */
export function worker(lookUp) {
  const app = new Hono();
  app.get("/v1/whoami", async (c) => {
    const [scheme, token] = (c.req.header("authorization") ?? "").split(" ");
    if (scheme.toLowerCase() !== "bearer" || !token) return refused(c);
    const record = await lookUp(c.env, await digestOf(token, c.env.SECRET));
    if (record?.status !== "active" || record.revoked_at !== null) return refused(c);
    if (record.expires_at !== null && record.expires_at <= Date.now()) return refused(c);
    const { system_user, account, subaccount, username, expires_at } = record;
    return c.json({
      active: true,
      system_user: { id: system_user, username, status: "active" },
      account_id: account,
      subaccount_id: subaccount,
      username,
      scopes: [],
      expires_at,
    });
  });
  // Only the benchmark calls this: it fills the store before it measures.
  app.post("/fill", async (c) => {
    const { token, record } = await c.req.json();
    const digest = await digestOf(token, c.env.SECRET);
    if (c.env.TOKENS) await c.env.TOKENS.put(digest, JSON.stringify(record));
    else {
      const columns = Object.keys(record);
      await c.env.DB.exec(`CREATE TABLE token (digest TEXT PRIMARY KEY, ${columns.join(", ")}) WITHOUT ROWID`);
      await c.env.DB.prepare(`INSERT INTO token VALUES (${["?", ...columns.map(() => "?")].join(", ")})`)
        .bind(digest, ...Object.values(record))
        .run();
    }
    return c.body(null, 204);
  });
  return app;
}
