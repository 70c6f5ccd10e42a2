// The texts of a language are a file of their own: what is said without it, and whose language is shown.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deploy, setUp } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { heading } from "./support/pages.mjs";

const TEXTS = "**/assets/texts-*";
const { en, es } = LABELS;
let tenure;
let ana;
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
});

const blank = (options = {}) => visit({ origin: tenure.url, url: null, ...options });

test("one language is fetched, beside the program, and kept", async () => {
  const page = await blank();
  const fetched = [];
  page.on("response", (response) => {
    if (response.url().includes("/assets/texts-")) fetched.push(response);
  });
  await page.goto(`${tenure.url}/sign-in`);
  await heading(page, en.signIn.title);
  const files = new Set(fetched.map((response) => new URL(response.url()).pathname));
  assert.equal(files.size, 1);
  assert.match([...files][0], /^\/assets\/texts-en-[0-9a-f]{10}\.txt$/);
  assert.match(fetched[0].headers()["cache-control"], /immutable/);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a file of texts that does not come is said in the reader's language, and trying again starts the console", async () => {
  for (const [locale, words, again] of [
    ["en-GB", /could not start. Check your connection/, "Try again"],
    ["es-ES", /No se pudo iniciar la consola/, "Reintentar"],
    ["pt-BR", /Não foi possível iniciar o console/, "Tentar de novo"],
  ]) {
    const page = await blank({ locale });
    await page.route(TEXTS, (route) => route.abort());
    await page.goto(`${tenure.url}/sign-in`);
    const alert = page.getByRole("alert").filter({ hasText: words });
    await alert.waitFor();
    await page.unroute(TEXTS);
    await alert.getByRole("button", { name: again, exact: true }).click();
    await page.getByRole("textbox").first().waitFor();
    await alert.waitFor({ state: "detached" });
    await page.context().close();
  }
});

test("a file of texts of another build, or a part of one, is not shown as if it fitted", async () => {
  const page = await blank();
  let broken = "other";
  await page.route(TEXTS, async (route) => {
    const answer = await route.fetch();
    const text = await answer.text();
    if (broken === "other") return route.fulfill({ response: answer, body: text.replace(/^tenure-texts ..../, "tenure-texts 0000") });
    if (broken === "cut") return route.fulfill({ response: answer, body: text.slice(0, text.length / 2) });
    return route.fulfill({ status: 200, contentType: "text/html", body: "<!doctype html><title>Tenure</title>" });
  });
  for (broken of ["other", "cut", "page"]) {
    await page.goto(`${tenure.url}/sign-in`);
    await page.getByRole("alert").filter({ hasText: "they belong to another version" }).waitFor();
    assert.equal(await page.getByRole("textbox").count(), 0);
  }
  await page.unroute(TEXTS);
  await page.getByRole("button", { name: "Try again", exact: true }).click();
  await heading(page, en.signIn.title);
  await page.context().close();
});

test("a browser without WebAssembly is told so, and not to look at its connection", async () => {
  const page = await blank();
  await page.addInitScript(() => delete globalThis.WebAssembly);
  await page.goto(`${tenure.url}/sign-in`);
  await page.getByRole("alert").filter({ hasText: "This browser has no WebAssembly" }).waitFor();
  await page.context().close();
});

test("another language is fetched when it is chosen, and what was typed stays", async () => {
  const page = await blank();
  await page.goto(`${tenure.url}/sign-in`);
  await page.getByLabel(en.signIn.email, { exact: true }).fill("ana@acme.example");
  await page.getByLabel(en.signIn.password, { exact: true }).fill("half a pass");
  await page.route(TEXTS, (route) => route.abort());
  await page.getByRole("button", { name: "Español", exact: true }).click();
  await page.getByText(en.errors.network).first().waitFor();
  await heading(page, en.signIn.title);
  await page.unroute(TEXTS);
  await page.getByRole("button", { name: "Español", exact: true }).click();
  await heading(page, es.signIn.title);
  assert.equal(await page.getByLabel(es.signIn.email, { exact: true }).inputValue(), "ana@acme.example");
  assert.equal(await page.getByLabel(es.signIn.password, { exact: true }).inputValue(), "half a pass");
  await page.context().close();
});

test("the person's language wins over the browser's, and stays after a reload and for the next sign-in", async () => {
  const page = await blank();
  await enter(page, ana, "es");
  await page.goto(tenure.url);
  await heading(page, es.nav.overview);
  await page.reload();
  await heading(page, es.nav.overview);
  assert.equal(await page.evaluate(() => document.documentElement.lang.slice(0, 2)), "es");
  await page.context().clearCookies();
  await page.goto(`${tenure.url}/sign-in`);
  await heading(page, es.signIn.title);
  await page.context().close();
});

test("bones are painted before the program is there, dark where it is dark, and nothing is moved by it", async () => {
  for (const [path, bones] of [
    ["/sign-in", ".boot-gate"],
    ["/system-users", ".boot-frame"],
  ]) {
    const page = await blank({ colorScheme: "dark" });
    await page.addInitScript(() => {
      globalThis.shifted = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) globalThis.shifted += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route("**/assets/app-*.wasm", async (route) => {
      await held;
      await route.continue();
    });
    await enter(page, ana);
    await page.goto(tenure.url + path, { waitUntil: "commit" });
    await page.locator(bones).waitFor();
    // They are in the document before the style is, and nothing is painted until then.
    await page.waitForFunction(() => performance.getEntriesByType("paint").length > 0);
    const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    assert.match(paper, /oklch\(0\.17|rgb\(1?\d, 1?\d, \d+\)/, "dark from the first paint");
    release();
    await page.getByRole("heading", { level: 1 }).waitFor();
    assert.equal(await page.locator("#boot").count(), 0);
    assert.ok((await page.evaluate(() => globalThis.shifted)) < 0.01, path);
    await page.context().close();
  }
});
