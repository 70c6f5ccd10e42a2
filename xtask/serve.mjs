// Runs what `cargo xtask build` made, on workerd: the hasher in a process of its own, the edge Worker with D1, KV, the
// console's files and the hasher. `cargo xtask dev` starts it as a program; tests import `start`.
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { constants, setPriority } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Miniflare, Log, LogLevel } from "miniflare";
import { empty, inWords, take } from "./folder.mjs";
import { inside, insideWorker } from "./inside.mjs";
import { file, logger, standardError } from "./log.mjs";
import { migrate } from "./migrations.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const MIGRATIONS = join(root, "crates/store/migrations");
const COUNT_ROWS = join(root, "xtask/js/count-rows.js");

/** The oldest behaviour of workerd that the Workers rely on; the same date is in both wrangler.toml. */
export const COMPATIBILITY_DATE = "2026-07-30";

/** Paths that the edge Worker answers; everything else is a file of the console. The same list is in wrangler.toml. */
export const WORKER_PATHS = ["/v1", "/v1/*", "/v1*", "/v2*", "/v3*", "/v4*", "/v5*", "/v6*", "/v7*", "/v8*", "/v9*", "/me", "/me/*", "/debug_token", "/1*", "/acc_*", "/su_*", "/app_*", "/waba_*", "/phn_*", "/healthz", "/in/*", "/oauth/*", "/.well-known/oauth-*", "/.well-known/jwks.json", "/scim/*"];

/** When the platform runs the scheduled handler: mails that wait, and the whole round. The same is in wrangler.toml. */
export const CRONS = ["* * * * *", "*/15 * * * *"];

/** Bounds a wait. */
function within(promise, milliseconds, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The process ids of the workerds that this process started. */
export function workerds() {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid=,comm="], { encoding: "utf8", timeout: 5000 });
  return (stdout ?? "")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, name]) => Number(parent) === process.pid && (name ?? "").endsWith("workerd"))
    .map(([pid]) => Number(pid));
}

function kill(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone already.
  }
}

/** A hash takes tens of milliseconds of one core; a token check that waits for that core goes first. */
function yielding(pid) {
  try {
    if (pid) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that lets nobody do this: hashes are as urgent as checks.
  }
}

/** The deployment's secrets of a data folder, made once. */
export async function secretsOf(dataDir) {
  const path = join(dataDir, "secrets.json");
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  const secrets = {
    TENURE_KEYS: `k1:${randomBytes(32).toString("hex")}`,
    SETUP_TOKEN: randomBytes(32).toString("base64url"),
  };
  await writeFile(path, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  return secrets;
}

/** An ES module and its Wasm, as workerd loads them; `entry` is the text of another module before it. */
function program(folder, entry) {
  return {
    modulesRoot: folder,
    modules: [
      ...(entry ? [{ type: "ESModule", path: join(folder, "entry.js"), contents: entry }] : []),
      { type: "ESModule", path: join(folder, "index.js") },
      { type: "CompiledWasm", path: join(folder, "index.wasm") },
    ],
    compatibilityDate: COMPATIBILITY_DATE,
  };
}

/** The drivers' alarms, and the regional tier of the view (worker/wrangler.toml). */
const OBJECTS = {
  durableObjects: {
    DRIVER: { className: "Driver", useSQLite: true },
    VIEW: { className: "ViewTier", useSQLite: true },
  },
};

/** The bindings of the database and the cache. */
const STORAGE = { d1Databases: { DB: "tenure" }, kvNamespaces: { TOKENS: "tokens" } };

/** Where their files lie. */
const filesOf = (dataDir) => ({
  d1Persist: join(dataDir, "d1"),
  kvPersist: join(dataDir, "kv"),
  durableObjectsPersist: join(dataDir, "drivers"),
});

/** Applies the missing migrations in a runtime of their own, which is gone afterwards. */
async function migrated(shared, dataDir, folder) {
  const { worker, secret } = await insideWorker({ storage: { d1Databases: STORAGE.d1Databases } });
  const runtime = new Miniflare({ ...shared, ...worker, ...filesOf(dataDir), handleStructuredLogs() {} });
  try {
    await within(runtime.ready, 20_000, "opening the database");
    return await migrate((await inside(runtime, secret)).db, folder);
  } finally {
    await within(runtime.dispose(), 5000, "closing the database");
  }
}

/** Where mail goes unless `vars` says so. The mailbox page shows links of one use, so only this machine has it. */
function mailOf(publicUrl) {
  const local = new URL(publicUrl).hostname === "localhost";
  return { MAIL_TRANSPORT: local ? "mailbox" : "", MAIL_FROM: "Tenure <tenure@localhost>" };
}

/**
 * Starts everything and applies the missing migrations.
 *
 * - `port` (0: any free one, which `findPort` finds), `dataDir` (made if missing; D1, KV, logs and secrets live there)
 * - `publicUrl`: the address in links and for the cookie's name; default `http://localhost:PORT`
 * - `consoleOrigins`: list of other origins that may host the console
 * - `vars`, `secrets`: added to, or instead of, the defaults. Mail stays in the mailbox page of a deployment whose
 *   address is localhost, and has no transport elsewhere: `vars` names one (`MAIL_TRANSPORT` and its settings)
 * - `mailBinding`: gives the edge Worker the binding that `MAIL_TRANSPORT: "cloudflare"` uses, with these settings of
 *   wrangler's `[[send_email]]`. It is miniflare's, which sends nothing and writes files below `dataDir`/binding
 * - `directSockets`: also open the Workers' own sockets, without miniflare's entry in front (`workerUrl`, `hasherUrl`)
 * - `assets: false` leaves the console out
 * - `countRows`: `/rows-read` tells what each query of the Worker read since it was last asked (for measurements)
 * - `neighbours`: other Workers beside the edge, as miniflare's options; a service binding to it names `edge`
 * - `entry`: the text of a module that stands before the edge Worker's own, for tests of what it is given
 * - `dist`: another folder than dist/
 * - `hasherAddress`: where the hasher is reached instead, for tests of its connections: a function of its own address
 * - `storage: false`: without `db` and `kv`, the tests' way to the database and the cache
 * - `reset`: first removes what is in the folder
 * - `tickMs`: how long a minute of `keepTime` is, for tests
 * - `logOut(path)`: makes the queue of a log file ({ write, flushed }), for tests of slow disks
 * - `onError(line)`: gets the log lines of level error; default: standard error. It must not wait
 */
export async function start(options = {}) {
  if (!options.dataDir) throw new Error("start() needs a dataDir");
  if (options.port) return startAt(options, options.port);
  // Nobody keeps a free port free until it is listened at: the runtime's own sockets may take it. Another one does then.
  for (let left = 5; ; left -= 1) {
    try {
      return await startAt(options, await (options.findPort ?? freePort)());
    } catch (error) {
      if (left === 0 || error?.code !== "ERR_ADDRESS_IN_USE") throw error;
    }
  }
}

/** PUBLIC_URL and the lock name the port, so it is known before anything starts. */
async function startAt(options, port) {
  const { dataDir } = options;
  const lock = await take(dataDir, port);
  try {
    if (options.reset) await empty(dataDir);
    return await serve(options, port, lock);
  } catch (error) {
    await lock.release();
    throw inWords(await withoutStack(error, dataDir), dataDir);
  }
}

/** workerd's own words about why it did not start are a native stack: they go into a file, which the sentence names. */
async function withoutStack(error, dataDir) {
  const [first, ...rest] = String(error?.message ?? error).split("\n");
  if (rest.length === 0 || !/runtime failed to start/i.test(first)) return error;
  if (/address already in use/i.test(error.message)) return error;
  const path = join(dataDir, "log", "workerd.txt");
  await writeFile(path, `${rest.join("\n")}\n`);
  return new Error(`workerd did not start; its own words are in ${path}`);
}

async function serve(options, chosen, lock) {
  const {
    dataDir,
    vars = {},
    secrets = {},
    consoleOrigins = [],
    directSockets = true,
    assets = true,
    dist = join(root, "dist"),
    storage = true,
    logOut = file,
    onError = standardError().write,
  } = options;
  await mkdir(join(dataDir, "log"), { recursive: true, mode: 0o700 });
  const made = await secretsOf(dataDir);
  const logPath = join(dataDir, "log", "edge.ndjson");
  const hasherLogPath = join(dataDir, "log", "hasher.ndjson");

  const log = logger(logOut(logPath), "edge", onError);
  const hasherLog = logger(logOut(hasherLogPath), "hasher", onError);
  const shared = { host: "127.0.0.1", log: new Log(LogLevel.NONE), telemetry: { enabled: false }, cf: false };

  // Before anything listens: whoever gets an answer at all gets one from a database that is ready.
  const migrations = await migrated(shared, dataDir, options.migrations ?? MIGRATIONS);

  let hasher;
  let edge;
  let hasherPid;
  let workerdPid;
  try {
    const before = workerds();
    hasher = new Miniflare({
      ...shared,
      name: "hasher",
      ...program(join(dist, "hasher")),
      unsafeDirectSockets: [{ host: "127.0.0.1", port: options.hasherPort ?? 0 }],
      handleStructuredLogs: hasherLog.write,
    });
    await within(hasher.ready, 20_000, "starting the hasher");
    hasherPid = workerds().find((pid) => !before.includes(pid));
    yielding(hasherPid);
    const hasherUrl = await hasher.unsafeGetDirectURL("hasher");

    const hasherAddress = options.hasherAddress ? await options.hasherAddress(hasherUrl.host) : hasherUrl.host;
    const publicUrl = options.publicUrl ?? `http://localhost:${chosen}`;
    const known = workerds();
    const way = await insideWorker({ edge: "edge", storage: storage && STORAGE });
    edge = new Miniflare({
      ...shared,
      port: chosen,
      ...filesOf(dataDir),
      ...(options.mailBinding && { defaultProjectTmpPath: join(dataDir, "binding") }),
      handleStructuredLogs: log.write,
      workers: [
        {
          name: "edge",
          ...program(join(dist, "worker"), options.countRows ? await readFile(COUNT_ROWS, "utf8") : options.entry),
          bindings: {
            PUBLIC_URL: publicUrl,
            CONSOLE_ORIGINS: consoleOrigins.join(","),
            CLIENT_IP_HEADER: "",
            LOG_TOGETHER: "yes",
            ...mailOf(publicUrl),
            ...made,
            ...vars,
            ...secrets,
          },
          ...STORAGE,
          ...OBJECTS,
          ...(options.mailBinding && { email: { send_email: [{ name: "MAIL", ...options.mailBinding }] } }),
          serviceBindings: { HASHER: { external: { address: hasherAddress, http: {} } } },
          ...(assets && {
            assets: {
              workerName: "edge",
              directory: join(dist, "console"),
              binding: "ASSETS",
              routerConfig: { has_user_worker: true, static_routing: { user_worker: WORKER_PATHS } },
              assetConfig: { html_handling: "auto-trailing-slash", not_found_handling: "single-page-application" },
            },
          }),
          ...(directSockets && { unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] }),
        },
        way.worker,
        ...(options.neighbours ?? []).map((one) => ({
          compatibilityDate: COMPATIBILITY_DATE,
          unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
          ...one,
        })),
      ],
    });
    await within(edge.ready, 20_000, "starting the edge Worker");
    workerdPid = workerds().find((pid) => !known.includes(pid));
    await lock.holds([hasherPid, workerdPid].filter(Boolean));
    const workerUrl = directSockets ? (await edge.unsafeGetDirectURL("edge")).origin : undefined;
    const reach = await inside(edge, way.secret);

    let clock;
    const end = async () => {
      clearInterval(clock);
      await within(log.quiet(), 1000, "the last lines of the log").catch(() => {});
      await Promise.allSettled([
        within(edge.dispose(), 5000, "stopping the edge Worker"),
        within(hasher.dispose(), 5000, "stopping the hasher"),
      ]);
      for (const pid of [workerdPid, hasherPid]) if (pid) kill(pid);
      await within(Promise.all([log.flushed(), hasherLog.flushed()]), 2000, "writing the log").catch(() => {});
      await lock.release();
    };
    const running = {
      url: `http://localhost:${chosen}`,
      publicUrl,
      port: chosen,
      workerUrl,
      hasherUrl: hasherUrl.origin,
      workerdPid,
      hasherPid,
      ...(storage && { db: reach.db, kv: reach.kv }),
      neighbour: async (name) => (await edge.unsafeGetDirectURL(name)).origin,
      migrations,
      logPath,
      hasherLogPath,
      secrets: { ...made, ...secrets },
      /** Ends both workerds, in order. */
      stop: end,
      /** What a crash does: both workerds are gone at once, with whatever they had not written. */
      async kill9() {
        for (const pid of [workerdPid, hasherPid]) if (pid) kill(pid);
        await end();
      },
      /** Runs the scheduled handler once, as the platform's clock does: the whole round, or the one of a trigger. */
      scheduled: (cron = CRONS[1], patience = 120_000) => reach.scheduled(cron, patience),
      /** Runs the scheduled handler as the platform's clock does, until `stop`. */
      keepTime() {
        const length = options.tickMs ?? 60_000;
        let minute = 0;
        let busy = false;
        const tick = async () => {
          const cron = CRONS[minute++ % 15 === 0 ? 1 : 0];
          // A round that takes longer than its minute is not joined by the next one.
          if (busy) return;
          busy = true;
          try {
            await reach.scheduled(cron, length * 5);
          } catch (error) {
            onError(JSON.stringify({ ts: new Date().toISOString(), level: "error", source: "clock", message: error.message }));
          }
          busy = false;
        };
        clock ??= setInterval(tick, length).unref();
      },
      /** Only the hasher dies; sign-in then answers 503. */
      killHasher() {
        if (hasherPid) kill(hasherPid);
      },
    };
    return running;
  } catch (error) {
    await Promise.allSettled([edge, hasher].map((it) => it && within(it.dispose(), 5000, "stopping")));
    for (const pid of [workerdPid, hasherPid]) if (pid) kill(pid);
    throw error;
  }
}

/** A port at which nobody listens now. */
export async function freePort() {
  const { createServer } = await import("node:net");
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The program: its options are one line of JSON on standard input, and it runs until that closes or a signal comes. */
async function main() {
  const { options, closed } = await fromStandardInput();
  let running;
  let ending = false;
  const finish = async (code) => {
    if (ending) return;
    ending = true;
    const late = setTimeout(() => process.exit(code), 8000);
    late.unref();
    await running?.stop().catch(() => {});
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => finish(0));
  closed.then(() => finish(0));

  try {
    const began = performance.now();
    running = await start({ ...options, storage: false });
    for (const name of running.migrations) console.log(`  Migration … ${name} applied`);
    console.log(`  Server … ready in ${((performance.now() - began) / 1000).toFixed(1)} s, logs in ${running.logPath}`);
    running.keepTime();
    console.log(`\n  Tenure is at ${running.url}`);
    console.log(`  Its mail is at ${running.url}/mailbox\n`);
    const answer = await fetch(`${running.url}/v1/setup`, { signal: AbortSignal.timeout(10_000) }).catch(() => null);
    const setup = answer?.ok ? await answer.json().catch(() => null) : null;
    if (setup?.needed) {
      console.log("  Nobody has an account yet. Open this link once to make the first one:");
      console.log(`  ${running.url}/setup#token=${running.secrets.SETUP_TOKEN}\n`);
    }
  } catch (error) {
    const text = String(error?.message ?? error);
    console.error(
      /EADDRINUSE|Address already in use/i.test(text)
        ? `port ${options.port} is in use: stop what listens there, or choose another with --port`
        : text,
    );
    await finish(1);
  }
}

async function fromStandardInput() {
  process.stdin.setEncoding("utf8");
  let text = "";
  return new Promise((resolve, reject) => {
    let options;
    let close;
    const closed = new Promise((done) => {
      close = done;
    });
    process.stdin.on("data", (chunk) => {
      if (options) return;
      text += chunk;
      const end = text.indexOf("\n");
      if (end < 0) return;
      try {
        options = JSON.parse(text.slice(0, end));
        resolve({ options, closed });
      } catch (error) {
        reject(error);
      }
    });
    process.stdin.on("end", () => {
      if (options) close();
      else reject(new Error("serve.mjs reads its options, one line of JSON, from standard input"));
    });
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main().catch((error) => {
    console.error(String(error?.message ?? error));
    process.exit(1);
  });
}
