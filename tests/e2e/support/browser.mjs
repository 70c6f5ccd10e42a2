// One browser for a file's tests, a fresh profile for each, and a record of everything that a browser complains about.
import { after } from "node:test";
import { chromium } from "playwright-core";

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let browser;
let over = false;
// Where no test of a file is asked for, Node runs this before `before` has started the browser.
after(() => {
  over = true;
  return browser?.close();
});

/** The browser, started by the first who asks. */
export async function launch() {
  browser ??= await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium", args: ARGS });
  if (over) await browser.close();
  return browser;
}

/**
 * A page in a profile of its own. What the browser complains about is collected in `page.complaints`: exceptions,
 * errors on its console, violations of the content security policy.
 */
export async function visit({ origin, url = origin, ...options } = {}) {
  const context = await (
    await launch()
  ).newContext({
    locale: "en-GB",
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(20_000);
  context.setDefaultNavigationTimeout(30_000);
  if (origin) await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
  const page = await context.newPage();
  const complaints = [];
  page.complaints = complaints;
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    const text = message.text();
    // A refused or failed call is shown by the page; the browser repeats it on its console.
    if (/^Failed to load resource: /.test(text)) return;
    complaints.push(`console: ${text}`);
  });
  await page.exposeFunction("reportViolation", (text) => complaints.push(`policy: ${text}`));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      globalThis.reportViolation(
        `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
      );
    });
  });
  if (url) await page.goto(url);
  return page;
}

/**
 * Gives a page the session of a client of the API, without going through the form. The console speaks the person's
 * language, whatever the browser's is: the one that is given, if any.
 */
export async function enter(page, client, language) {
  if (language) {
    const { user } = (await client.get("/v1/me")).json;
    await client.patch("/v1/me", { version: user.version, locale: language });
  }
  const [name, value] = client.cookie.split("=");
  await page.context().addCookies([{ name, value, url: client.url, httpOnly: true, sameSite: "Strict" }]);
}

/** A page of the console, as a client of the API sees it. */
export async function visitAs(tenure, client, path) {
  const page = await visit({ origin: tenure.url, url: null });
  await enter(page, client);
  await page.goto(tenure.url + path);
  return page;
}
