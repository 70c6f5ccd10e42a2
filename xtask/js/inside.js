// A Worker beside the edge Worker, in the same workerd, that serve.mjs talks to by plain HTTP: it fires the scheduled
// handler and, for tests and benchmarks, runs SQL. Its socket is on this machine alone, and it asks for a secret that
// only the process that started it knows. Never part of a build.
const reply = (value) => Response.json(value);

async function run({ DB }, { method, statements }) {
  const prepared = statements.map(({ sql, values }) => (values.length > 0 ? DB.prepare(sql).bind(...values) : DB.prepare(sql)));
  return method === "batch" ? DB.batch(prepared) : prepared[0][method]();
}

async function keep({ TOKENS }, { method, args }) {
  if (!["get", "put", "delete", "list"].includes(method)) throw new Error(`no method ${method}`);
  return (await TOKENS[method](...args)) ?? null;
}

export default {
  async fetch(request, env) {
    if (request.headers.get("x-inside") !== env.SECRET) return new Response(null, { status: 404 });
    const asked = await request.json();
    try {
      switch (new URL(request.url).pathname) {
        case "/scheduled":
          return reply({ value: await env.EDGE.scheduled({ cron: asked.cron, scheduledTime: new Date() }) });
        case "/d1":
          return reply({ value: await run(env, asked) });
        case "/kv":
          return reply({ value: await keep(env, asked) });
        default:
          return new Response(null, { status: 404 });
      }
    } catch (error) {
      return reply({ error: String(error?.message ?? error) });
    }
  },
};
