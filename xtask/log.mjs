// The Workers' log lines on their way to a file and to the terminal. Whatever is wrong with either, reading goes on:
// workerd waits, and with it every client, as soon as nobody reads its log.
import { appendFile } from "node:fs/promises";
import { write as writeTo } from "node:fs";

/** The most that waits for a slow disk or terminal. What comes beyond it is dropped and counted. */
export const MOST_WAITING = 4 * 1024 * 1024;

/**
 * Lines that wait for a sink, which takes one text at a time. When it is too slow, lines are dropped, and their number is
 * told by a line of its own as soon as there is room again. A sink that fails loses what it was given; that is counted, too.
 */
export function queue(sink, most = MOST_WAITING) {
  let waiting = [];
  let size = 0;
  let dropped = 0;
  let under = 0;
  let working;

  const report = (lines) =>
    JSON.stringify({ ts: new Date().toISOString(), level: "warn", source: "log", event: "dropped", lines });

  async function work() {
    while (waiting.length > 0 || dropped > 0) {
      const lost = dropped;
      const taken = lost > 0 ? [...waiting, report(lost)] : waiting;
      under = size;
      waiting = [];
      size = 0;
      dropped = 0;
      try {
        await sink(`${taken.join("\n")}\n`);
      } catch {
        dropped += taken.length - (lost > 0 ? 1 : 0) + lost;
        // A disk that refuses is not asked again at once; what comes meanwhile waits, up to the limit.
        await new Promise((resolve) => setTimeout(resolve, 1000));
        if (waiting.length === 0) break;
      }
      under = 0;
    }
    under = 0;
    working = undefined;
  }

  return {
    write(line) {
      if (size + under + line.length > most) {
        dropped += 1;
        return;
      }
      waiting.push(line);
      size += line.length + 1;
      working ??= work();
    },
    /** When everything that was written has reached the sink, or has been given up. */
    flushed: () => working ?? Promise.resolve(),
  };
}

/** A file that lines are added to. */
export const file = (path, most) => queue((text) => appendFile(path, text), most);

/**
 * Standard error without waiting for whoever reads it: Node's own stream writes to terminals and pipes synchronously, and a
 * terminal that is held (Ctrl S) or a pager that nobody scrolls would stop everything.
 */
export function standardError() {
  const put = (bytes) =>
    new Promise((resolve, reject) => {
      writeTo(2, bytes, (error, written) => {
        if (error?.code === "EAGAIN") setTimeout(() => put(bytes).then(resolve, reject), 50).unref();
        else if (error) reject(error);
        else if (written < bytes.length) put(bytes.subarray(written)).then(resolve, reject);
        else resolve();
      });
    });
  return queue((text) => put(Buffer.from(text)), 256 * 1024);
}

/** What of workerd's output becomes a line: the Workers' own JSON as it is, anything else wrapped. */
export function lineOf({ timestamp, level, message }, source) {
  try {
    const parsed = JSON.parse(message);
    if (parsed === null || typeof parsed !== "object") throw new TypeError();
    const line = message.includes("\n") ? JSON.stringify(parsed) : message;
    return { line, error: level === "error" || parsed.level === "error" };
  } catch {
    // workerd's own word for a client that closed its connection: a page that was left, nothing that failed.
    if (/\bdisconnected: /.test(message)) level = "info";
    const line = JSON.stringify({ ts: new Date(timestamp).toISOString(), level, source, message });
    return { line, error: level === "error" };
  }
}

/** The parts of what a Worker wrote in one call: several lines of JSON (worker/src/log.rs), or one message. */
function partsOf(entry) {
  if (!entry.message.includes("}\n{")) return [entry];
  const lines = entry.message.split("\n");
  const all = lines.every((line) => line.startsWith("{") && line.endsWith("}"));
  return all ? lines.map((message) => ({ ...entry, message })) : [entry];
}

/** Writes the Workers' log lines to a queue; errors also go to `onError`. */
export function logger(out, source, onError) {
  let last = 0;
  return {
    write(entry) {
      last = performance.now();
      for (const part of partsOf(entry)) {
        const { line, error } = lineOf(part, source);
        out.write(line);
        if (error) onError(line);
      }
    },
    flushed: out.flushed,
    /** When nothing has come for a while: the lines of the last answers are written some milliseconds after them. */
    async quiet(milliseconds = 100) {
      const began = performance.now();
      while (performance.now() - Math.max(began, last) < milliseconds) {
        await new Promise((resolve) => setTimeout(resolve, milliseconds / 4));
      }
    },
  };
}
