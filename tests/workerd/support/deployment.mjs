// A deployment of the built product on workerd, with data of its own that is gone when the tests end.
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after } from "node:test";
import { start } from "../../../xtask/serve.mjs";
import { Client } from "./client.mjs";

export const OWNER = {
  account_name: "Acme Messaging",
  name: "Ana Martín",
  email: "ana@example.com",
  password: "correct horse battery staple 7",
  locale: "en",
};

const deployments = [];
const folders = [];
let over = false;
// Registered when the module is loaded: within a `before` it would run at that hook's own end.
after(async () => {
  over = true;
  await Promise.all(deployments.map((deployment) => deployment.stop()));
  await Promise.all(folders.map((path) => rm(path, { recursive: true, force: true })));
});

/** A folder that is removed when the file's tests have ended. */
export async function folder() {
  const path = await mkdtemp(join(tmpdir(), "tenure-"));
  folders.push(path);
  return path;
}

/** A database's file, read beside whoever writes in it: waits for their batch, as SQLite by itself does not. */
export function openFile(path) {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA busy_timeout = 10000");
  return db;
}

/** Starts the product; stops it after the file's tests, unless `stop` or `kill9` was called before. */
export async function deploy(options = {}) {
  const dataDir = options.dataDir ?? (await folder());
  // TENURE_DIST: another build than dist/, for a run beside somebody who builds.
  const running = await start({ dist: process.env.TENURE_DIST, ...options, dataDir });
  if (over) {
    // No test was chosen: Node then does not wait for the `before` that calls this, and nobody would stop it.
    await running.stop();
    await rm(dataDir, { recursive: true, force: true });
    return new Promise(() => {});
  }
  let up = true;
  const once = (end) => async () => {
    if (!up) return;
    up = false;
    await end();
  };
  const deployment = {
    ...running,
    dataDir,
    stop: once(() => running.stop()),
    kill9: once(() => running.kill9()),
    nobody: new Client(running.url),
  };
  deployments.push(deployment);
  return deployment;
}

/** The first run: the owner, signed in. */
export async function setUp(deployment, owner = OWNER) {
  const answer = await deployment.nobody.post("/v1/setup", { setup_token: deployment.secrets.SETUP_TOKEN, ...owner });
  if (answer.status !== 201) throw new Error(`setup answered ${answer.status}: ${answer.text}`);
  return deployment.nobody.signedIn(answer);
}

/** Signs a person in. */
export async function signIn(deployment, email = OWNER.email, password = OWNER.password) {
  const answer = await deployment.nobody.post("/v1/sessions", { email, password });
  if (answer.status !== 201) throw new Error(`sign-in answered ${answer.status}: ${answer.text}`);
  return deployment.nobody.signedIn(answer);
}

/** Ends a batch with an audit row: the row serves no other batch. */
export const close = (db) => db.prepare("DELETE FROM open_event");

/** A statement that leaves an audit row, without which no change is taken. The batch ends with `close`. */
export function audit(db, { id, account, action, subject }) {
  return db
    .prepare(
      "INSERT INTO audit_event (id, account_id, at, actor_kind, action, subject_id, request_id) VALUES (?, ?, ?, 'deployment', ?, ?, 'req_00000000000000000000000000')",
    )
    .bind(id, account, Date.now(), action, subject);
}

/**
 * Puts another person into the account, with the owner's password: the quick way, beside the API. `role` is the text that
 * is stored.
 */
export async function addPerson(db, { n, role, locale = "en", status = "active" }) {
  const owner = await db
    .prepare("SELECT p.account_id, p.password_phc FROM account a JOIN person p ON p.id = a.owner_id ORDER BY a.id LIMIT 1")
    .first();
  const id = `usr_${String(n).padStart(26, "0")}`;
  const email = `${role}${n}@example.com`;
  const event = `aud_${String(7_000_000 + n).padStart(26, "0")}`;
  await db.batch([
    audit(db, { id: event, account: owner.account_id, action: "user.created", subject: id }),
    db
      .prepare(
        `INSERT INTO person (id, account_id, email, email_key, name, role, status, password_phc, locale, created_at, event_id)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .bind(
        id,
        owner.account_id,
        email,
        email,
        `Person ${n}`,
        role,
        status,
        owner.password_phc,
        locale,
        Date.now(),
        event,
      ),
    close(db),
  ]);
  return { id, email, account: owner.account_id };
}

/** The client's own session was proved long ago. */
export async function unproven({ db }, client) {
  const { account } = (await client.get("/v1/me")).json;
  const own = (await client.get("/v1/sessions?limit=200")).json.items.find((one) => one.current);
  const id = `aud_${randomUUID()}`;
  await db.batch([
    audit(db, { id, account: account.id, action: "session.proven", subject: account.id }),
    db.prepare("UPDATE session SET proven_at = 1, event_id = ? WHERE id = ?").bind(id, own.id),
    close(db),
  ]);
}

/** Waits, a little at a time and at most ten seconds unless more are given, until `get` gives something. */
export async function until(get, what, patience = 10_000) {
  for (const end = Date.now() + patience; Date.now() < end; ) {
    const found = await get();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} did not come`);
}

/** What the development mailbox holds for an address, the newest first. */
export async function mailsTo(deployment, to) {
  const { items } = (await deployment.nobody.get("/v1/dev/mailbox")).json;
  return items.filter((mail) => mail.to === to);
}

/** The address in the newest mail to somebody, and its one-time token. */
export async function linkTo(deployment, to) {
  const [mail] = await until(async () => {
    const mails = await mailsTo(deployment, to);
    return mails.length > 0 && mails;
  }, `a mail to ${to}`);
  const [url, token] = /https?:\/\/\S+#token=([0-9a-f]{64})/.exec(mail.text);
  return { url, token, mail };
}

/** A call that the hasher is in, made again for as long as it says that it is busy. */
export async function patiently(call) {
  for (let i = 0; ; i += 1) {
    const answer = await call();
    if (answer.status !== 503 || answer.code !== "busy" || i === 60) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 400));
  }
}
