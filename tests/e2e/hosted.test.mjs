// The console as static files on another site than the API.
import assert from "node:assert/strict";
import { createReadStream, existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { OWNER, deploy, setUp } from "../workerd/support/deployment.mjs";
import { launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { act, createSubaccount, dialog, fillSystemUser, heading, menu, putAway, readToken, signIn } from "./support/pages.mjs";

const CONSOLE = fileURLToPath(new URL("../../dist/console", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml", ".json": "application/json", ".txt": "text/plain" };
const l = LABELS.en;

/** A plain file server, as a team may have one: the built files, their headers, and the one setting. */
async function files(api) {
  const built = {};
  for (const line of (await readFile(join(CONSOLE, "_headers"), "utf8")).split("\n").slice(1)) {
    if (!line.startsWith(" ")) break;
    const [name, ...value] = line.trim().split(": ");
    built[name] = value.join(": ");
  }
  const csp = "content-security-policy";
  const server = createServer((request, response) => {
    const headers = { ...built, [csp]: built[csp].replace("connect-src 'self'", `connect-src 'self' ${api()}`) };
    const { pathname } = new URL(request.url, "http://files");
    if (pathname === "/config.json") {
      response.writeHead(200, { ...headers, "content-type": "application/json" }).end(JSON.stringify({ api: api() }));
      return;
    }
    const wanted = join(CONSOLE, pathname);
    const path = pathname !== "/" && wanted.startsWith(CONSOLE) && existsSync(wanted) ? wanted : join(CONSOLE, "index.html");
    response.writeHead(200, { ...headers, "content-type": TYPES[extname(path)] });
    createReadStream(path).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

test("a console on another site signs in, works, and signs out; a site that is not named can't", async () => {
  await launch();
  let api = "";
  // The policy names the API, whose port is not known before the files' own: it is read at each request's time.
  const origin = await files(() => api);
  const stranger = await files(() => api);
  const tenure = await deploy({ assets: false, consoleOrigins: [origin] });
  api = tenure.url;
  await setUp(tenure);

  const page = await visit({ origin });
  await signIn(page, l, OWNER);
  await heading(page, l.nav.overview);
  const [cookie] = await page.context().cookies(tenure.url);
  assert.equal(cookie.name, "tenure_dev");
  assert.ok(cookie.httpOnly && cookie.secure);
  assert.equal(cookie.sameSite, "None");
  await createSubaccount(page, l, "Support", "support");
  await menu(page, l, l.nav.systemUsers);
  const box = await fillSystemUser(page, l, "Support", "far-bot");
  await box.getByRole("button", { name: l.bots.generate, exact: true }).click();
  const made = dialog(page, l.credential.title);
  await made.waitFor();
  const curl = await made.getByRole("tabpanel", { name: "curl" }).innerText();
  assert.ok(curl.includes(`${tenure.url}/v1/whoami`), "what is pasted names the API, not the console");
  const token = await readToken(page, l);
  assert.equal((await tenure.nobody.bot(token).get("/v1/whoami")).status, 200);
  await made.getByText(l.credential.first).first().waitFor({ timeout: 12_000 });
  await putAway(page, l);
  await act(page, l, "far-bot", l.bots.deactivate);
  await dialog(page, l.bots.deactivateTitle("far-bot")).getByRole("button", { name: l.bots.deactivate, exact: true }).click();
  await page.getByRole("row", { name: /far-bot/ }).getByText(l.bots.inactive, { exact: true }).waitFor();
  await page.reload();
  await page.getByRole("row", { name: /far-bot/ }).waitFor();
  await page.getByRole("button", { name: l.nav.signOut, exact: true }).click();
  await heading(page, l.signIn.title);
  assert.deepEqual(page.complaints, []);
  await page.context().close();

  const foreign = await visit({ origin: stranger, url: `${stranger}/sign-in` });
  await heading(foreign, l.signIn.title);
  await foreign.getByLabel(l.signIn.email, { exact: true }).fill(OWNER.email);
  await foreign.getByLabel(l.signIn.password, { exact: true }).fill(OWNER.password);
  await foreign.getByRole("button", { name: l.signIn.submit, exact: true }).click();
  await foreign.getByText(l.errors.network).first().waitFor();
  assert.deepEqual(await foreign.context().cookies(tenure.url), []);
  assert.ok(foreign.complaints.every((text) => /CORS policy/.test(text)), foreign.complaints.join());
  await foreign.context().close();
});
