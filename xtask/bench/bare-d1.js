// The least that keeps what was posted: one row in D1.
export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname === "/fill") {
      await env.DB.exec("CREATE TABLE IF NOT EXISTS kept (id TEXT PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT");
      return new Response(null, { status: 204 });
    }
    const body = await request.json();
    await env.DB.prepare("INSERT INTO kept (id, at, body) VALUES (?, ?, ?)")
      .bind(crypto.randomUUID(), Date.now(), JSON.stringify(body))
      .run();
    return new Response("{}", { headers: { "content-type": "application/json" } });
  },
};
