// Real programs that are in front of a service and ask Tenure, configured by what docs/deploy.md says.
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import http from "node:http";
import net from "node:net";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

const running = [];
const servers = [];
// Registered when the module is loaded: within a `before` it would run at that hook's own end.
after(() => {
  running.forEach((child) => child.kill("SIGKILL"));
  servers.forEach((server) => {
    server.close();
    server.closeAllConnections();
  });
});

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The first block of a language below a heading of docs/deploy.md. */
export async function fromPage(heading, language) {
  const page = await readFile(join(root, "docs/deploy.md"), "utf8");
  const below = page.split(`### ${heading}\n`)[1];
  const block = below?.split("\n### ")[0].match(new RegExp(`\`\`\`${language}\n([^]*?)\n\`\`\``));
  if (!block) throw new Error(`docs/deploy.md has no ${language} below ${heading}`);
  return block[1];
}

/** Replaces what must be there. */
export function put(text, ...pairs) {
  for (const [from, to] of pairs) {
    if (!text.includes(from)) throw new Error(`the page has no ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}

export function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** A service that says what reached it. */
export function service() {
  return new Promise((resolve) => {
    const server = http.createServer((request, response) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers }));
    });
    servers.push(server);
    server.listen(0, "127.0.0.1", () => resolve(server.address().port));
  });
}

async function begun(child, port, name) {
  let said = "";
  child.stderr.on("data", (part) => (said += part));
  child.stdout.on("data", (part) => (said += part));
  running.push(child);
  if (process.env.TENURE_SHOW) child.stderr.pipe(process.stderr);
  for (let i = 0; i < 200; i += 1) {
    const open = await new Promise((resolve) => {
      const socket = net.connect(port, "127.0.0.1", () => resolve(true));
      socket.on("error", () => resolve(false)).on("connect", () => socket.destroy());
    });
    if (open) return;
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${name} did not start:\n${said}`);
}

/** nginx, in front of the service. `tenure` is the port of the deployment. */
export async function nginx({ folder, tenure, to }) {
  const port = await freePort();
  const site = put(
    await fromPage("nginx", "nginx"),
    ["server tenure.example.com:443", `server 127.0.0.1:${tenure}`],
    ["https://tenure/", "http://tenure/"],
    ["Host tenure.example.com", `Host localhost:${tenure}`],
    ["listen 8080", `listen 127.0.0.1:${port}`],
    ["127.0.0.1:9000", `127.0.0.1:${to}`],
  );
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((one) => `${one}_temp_path ${folder}/${one};`);
  // One process: workers would outlive a master that is killed, and hold the test's own output open.
  const main = `daemon off; master_process off; pid ${folder}/pid; error_log stderr; events {}
http { access_log off; ${paths.join(" ")}\n${site}\n}`;
  await writeFile(join(folder, "nginx.conf"), main);
  const program = process.env.NGINX ?? "nginx";
  await begun(spawn(program, ["-p", folder, "-c", join(folder, "nginx.conf")]), port, program);
  return `http://127.0.0.1:${port}/service`;
}

/** Envoy, in front of the service. */
export async function envoy({ folder, tenure, to }) {
  const port = await freePort();
  const page = await fromPage("Envoy", "yaml");
  const config = put(
    page.split("\n").filter((line) => !line.includes("transport_sockets.tls")).join("\n"),
    ["address: 0.0.0.0, port_value: 8081", `address: 127.0.0.1, port_value: ${port}`],
    ["address: tenure.example.com, port_value: 443", `address: 127.0.0.1, port_value: ${tenure}`],
    ['":authority", "tenure.example.com"', `":authority", "localhost:${tenure}"`],
    ["8082", `${await freePort()}`],
    ["port_value: 9000", `port_value: ${to}`],
  );
  await writeFile(join(folder, "envoy.yaml"), config);
  const program = process.env.ENVOY;
  if (!program) throw new Error("ENVOY names Envoy's program; `cargo xtask test` sets it up");
  const options = ["-c", join(folder, "envoy.yaml"), "--concurrency", "1", "--disable-hot-restart", "-l", "warn"];
  await begun(spawn(program, options), port, "Envoy");
  return `http://127.0.0.1:${port}/service`;
}
