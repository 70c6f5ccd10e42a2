// An entry before the edge Worker's own, for measurements: each query that a request makes also tells how many rows D1
// read for it, at `/rows-read`. Never part of a build.
import edge from "./index.js";

const read = [];
const real = new WeakMap();

/** The object, with some of its methods replaced. */
function altered(target, methods) {
  const proxy = new Proxy(target, {
    get(_, name) {
      if (Object.hasOwn(methods, name)) return methods[name];
      const value = target[name];
      return typeof value === "function" && name !== "constructor" ? value.bind(target) : value;
    },
  });
  real.set(proxy, target);
  return proxy;
}

const statement = (target, sql) =>
  altered(target, {
    bind: (...values) => statement(target.bind(...values), sql),
    async raw(...options) {
      const { meta } = await target.all();
      read.push({ sql, rows: meta.rows_read });
      return target.raw(...options);
    },
  });

const database = (target) =>
  altered(target, {
    prepare: (sql) => statement(target.prepare(sql), sql),
    batch: (statements) => target.batch(statements.map((one) => real.get(one) ?? one)),
  });

export default {
  fetch(request, env, context) {
    if (new URL(request.url).pathname === "/rows-read") return Response.json(read.splice(0));
    return edge.fetch(request, { ...env, DB: database(env.DB) }, context);
  },
};
