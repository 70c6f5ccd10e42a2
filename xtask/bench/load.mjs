// The load: wrk, a native program, so that what is measured is the Worker and not its client.
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), "load.lua");
const WRK = process.env.WRK ?? "wrk";

/** Writes requests, each as the bytes that go over the wire, where `load` finds them. */
export const write = (path, requests) => writeFile(path, requests.join("\0"));

/**
 * Keeps `connections` of one thread busy with a file's requests for some seconds. `cpu` is the client's share of one core,
 * `refused` counts statuses above 399, `broken` what got no answer.
 */
export function load({ url, file, connections, seconds, from = 0 }) {
  return new Promise((resolve, reject) => {
    const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "20s", "-s", SCRIPT, url, "--", file, String(from)];
    const wrk = spawn(WRK, args, { stdio: ["ignore", "pipe", "inherit"], timeout: (seconds + 30) * 1000 });
    let text = "";
    wrk.stdout.on("data", (chunk) => {
      text += chunk;
    });
    wrk.on("error", reject);
    wrk.on("close", (code) => {
      const line = text.split("\n").find((it) => it.startsWith("{"));
      if (code !== 0 || !line) return reject(new Error(`wrk ended with ${code}: ${text}`));
      const { requests, microseconds, refused, broken, p50, p99, cpu } = JSON.parse(line);
      const time = microseconds / 1e6;
      resolve({ requests, refused, broken, rate: requests / time, p50: p50 / 1000, p99: p99 / 1000, cpu: cpu / time });
    });
  });
}
