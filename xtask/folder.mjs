// A data folder belongs to one process at a time, which its file `lock` names; and it is one that can be written.
import { constants } from "node:fs";
import { access, chmod, link, mkdir, open, readFile, readdir, rename, rm, stat, unlink, writeFile } from "node:fs/promises";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { randomBytes } from "node:crypto";

/** Taking a dead process's lock over takes milliseconds; whoever died in the middle of it is not waited for. */
const TAKEOVER_MS = 10_000;

/** When a process started, so that a number that the system gave out again is not taken for the old one; or nothing. */
async function begun(pid) {
  try {
    const text = await readFile(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    // A zombie holds nothing any more.
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    // No /proc (macOS): ask ps.
    return new Promise((resolve) => {
      execFile("ps", ["-o", "lstart=", "-p", String(pid)], { timeout: 5000 }, (error, out) =>
        resolve(error ? undefined : out.trim() || undefined),
      );
    });
  }
}

const isAlive = async ({ pid, begun: at }) => at !== undefined && (await begun(pid)) === at;

/** Why a folder can't be used, in a sentence. */
export function inWords(error, dataDir) {
  switch (error?.code) {
    case "EROFS":
      return new Error(`${dataDir} is on a read-only disk: choose another folder with --data`);
    case "EACCES":
    case "EPERM":
      return new Error(`${error.path ?? dataDir} can't be written by this user: change its rights, or choose another folder with --data`);
    case "ENOSPC":
    case "EDQUOT":
      return new Error(`the disk of ${dataDir} is full: make room, or choose another folder with --data`);
    case "ENOTDIR":
    case "EEXIST":
      return new Error(`${error.path ?? dataDir} is no folder: choose another with --data`);
    default:
      return error;
  }
}

/** Every folder and database below it must be ours to write: workerd would end in a native stack in the middle of it. */
async function writable(dataDir) {
  const look = async (path) => {
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    for (const entry of await readdir(path, { withFileTypes: true })) {
      const below = join(path, entry.name);
      if (entry.isDirectory()) await look(below);
      else if (/\.(sqlite(-wal|-shm)?|ndjson|json)$/.test(entry.name)) await access(below, constants.R_OK | constants.W_OK);
    }
  };
  // Somebody else may be serving it at this moment: what goes meanwhile is no reason to refuse.
  await look(dataDir).catch((error) => {
    if (error.code !== "ENOENT") throw error;
  });
}

async function holder(path) {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    // Written whole or not at all: what can't be read is of no process.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Makes the file with this text if there is none, whole: it is linked to its name when it is written. */
async function make(path, text) {
  const own = `${path}.${process.pid}.${randomBytes(6).toString("hex")}`;
  await writeFile(own, text, { mode: 0o600 });
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    await unlink(own).catch(() => {});
  }
}

/** Removes the lock of a dead process, and ends the workerds that it left behind. Only one process at a time may. */
async function takeOver(path) {
  const turn = `${path}.takeover`;
  const old = await stat(turn).catch(() => undefined);
  if (old && Date.now() - old.mtimeMs > TAKEOVER_MS) await rm(turn, { force: true });
  const mine = await open(turn, "wx").catch((error) => {
    if (error.code === "EEXIST") return undefined;
    throw error;
  });
  if (!mine) return;
  try {
    const dead = await holder(path);
    if (!dead || (await isAlive(dead))) return;
    for (const left of dead.workerds ?? []) if (await isAlive(left)) process.kill(left.pid, "SIGKILL");
    await unlink(path);
  } finally {
    await mine.close();
    await rm(turn, { force: true });
  }
}

/**
 * Makes the folder if it is missing and takes it. `port` is in the lock, for whoever comes second. Gives
 * `{ holds(pids), release() }`: the workerds that use it, and its end.
 */
export async function take(dataDir, port) {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await chmod(dataDir, 0o700);
    await writable(dataDir);
    const path = join(dataDir, "lock");
    const mine = { pid: process.pid, begun: await begun(process.pid), since: new Date().toISOString(), port, id: randomBytes(8).toString("hex") };
    for (let attempt = 0; !(await make(path, `${JSON.stringify(mine)}\n`)); attempt += 1) {
      const other = await holder(path);
      if (other && (await isAlive(other))) {
        const where = other.port ? ` on port ${other.port}` : "";
        throw new Error(`${dataDir} is in use: process ${other.pid} has served it${where} since ${other.since}. Stop that one, or choose another folder with --data`);
      }
      if (attempt === 100) throw new Error(`the lock of a process that is gone can't be taken over: delete ${path}`);
      await takeOver(path);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return {
      async holds(pids) {
        const workerds = await Promise.all(pids.map(async (pid) => ({ pid, begun: await begun(pid) })));
        // Whole at every moment: half a lock would be taken for a dead one's.
        await writeFile(`${path}.new`, `${JSON.stringify({ ...mine, workerds })}\n`, { mode: 0o600 });
        await rename(`${path}.new`, path);
      },
      async release() {
        if ((await holder(path).catch(() => undefined))?.id === mine.id) await unlink(path).catch(() => {});
      },
    };
  } catch (error) {
    throw inWords(error, dataDir);
  }
}

/** Removes what is in the folder, but for the lock. */
export async function empty(dataDir) {
  for (const name of await readdir(dataDir)) {
    if (name !== "lock") await rm(join(dataDir, name), { recursive: true, force: true });
  }
}
