// The Workers that Tenure is compared with: plain workerd sockets, like Tenure's own in the same run.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Log, LogLevel, Miniflare } from "miniflare";
import { COMPATIBILITY_DATE, workerds } from "../serve.mjs";

const here = dirname(fileURLToPath(import.meta.url));

/** The Workers by name; those that keep something are filled first. */
const PEERS = {
  "JavaScript noop": { entry: "noop.js" },
  "Hono + KV": { entry: "hono-kv.js", stores: (dataDir) => ({ kvNamespaces: { TOKENS: "peers" }, kvPersist: join(dataDir, "kv") }) },
  "bare D1 insert": { entry: "bare-d1.js", stores: (dataDir) => ({ d1Databases: { DB: "peers" }, d1Persist: join(dataDir, "d1") }) },
  "Hono + D1": { entry: "hono-d1.js", stores: (dataDir) => ({ d1Databases: { DB: "peers" }, d1Persist: join(dataDir, "d1") }) },
};

async function script(entry) {
  const bundle = await build({ entryPoints: [join(here, entry)], bundle: true, minify: true, format: "esm", target: "es2022", write: false });
  return bundle.outputFiles[0].text;
}

/** Starts those, each with one token in its store; gives their addresses and process ids by name, and what stops them. */
export async function start(dataDir, names, token = "", record = {}) {
  const running = [];
  const stop = () => Promise.allSettled(running.map((it) => it.dispose()));
  const urls = {};
  const pids = {};
  try {
    for (const name of names) {
      const { entry, stores } = PEERS[name];
      const before = workerds();
      const peer = new Miniflare({
        host: "127.0.0.1",
        log: new Log(LogLevel.NONE),
        telemetry: { enabled: false },
        cf: false,
        name: "peer",
        modules: true,
        script: await script(entry),
        compatibilityDate: COMPATIBILITY_DATE,
        bindings: { SECRET: token },
        unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
        ...stores?.(join(dataDir, entry)),
      });
      running.push(peer);
      await peer.ready;
      pids[name] = workerds().find((pid) => !before.includes(pid));
      urls[name] = (await peer.unsafeGetDirectURL("peer")).origin;
      if (!stores) continue;
      const filled = await fetch(`${urls[name]}/fill`, {
        method: "POST",
        body: JSON.stringify({ token, record }),
        signal: AbortSignal.timeout(20_000),
      });
      if (filled.status !== 204) throw new Error(`${name}: ${filled.status} ${await filled.text()}`);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { urls, pids, stop };
}
