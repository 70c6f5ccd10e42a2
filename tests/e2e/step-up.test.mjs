// The proof that it is the reader: asked for over whatever is open, and what was done goes on.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deploy, OWNER, setUp, unproven } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { look, NARROW } from "./support/look.mjs";
import { act, dialog, fillSystemUser, putAway, readToken, step, until } from "./support/pages.mjs";

const WORDS = {
  en: { title: "Show that it is you", password: "Your password", goOn: "Go on", left: "This was not done", wrong: "This is not your password." },
  es: { title: "Confirme que es usted", password: "Su contraseña", goOn: "Continuar", left: "Esto no se hizo", wrong: "No es su contraseña." },
};
let tenure;
let ana;
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
});

async function open(path, language, options = {}) {
  const page = await visit({ origin: tenure.url, url: null, ...options });
  await enter(page, ana, language);
  await page.goto(tenure.url + path);
  return page;
}

/** The page's session has another cookie by now: the client goes on with it. */
async function handBack(page) {
  const [cookie] = await page.context().cookies(tenure.url);
  ana = ana.with({ cookie: `${cookie.name}=${cookie.value}` });
}

const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim());

for (const language of ["en", "es"]) {
  test(`it is asked in place, and what was done goes on: ${language}`, async () => {
    const [l, words] = [LABELS[language], WORDS[language]];
    const subaccount = `Brand ${language}`;
    await ana.subaccount(subaccount);
    const page = await open("/system-users", language, { viewport: NARROW });
    const keys = [];
    page.on("request", (request) => {
      if (request.method() === "POST" && request.url().endsWith("/v1/system-users"))
        keys.push(request.headers()["idempotency-key"]);
    });
    await unproven(tenure, ana);
    const box = await fillSystemUser(page, l, subaccount, `bot-${language}`);
    const proof = dialog(page, words.title);
    const generate = box.getByRole("button", { name: l.bots.generate, exact: true });
    await step("it comes over the form, and can be read by everybody", async () => {
      await generate.click();
      await proof.waitFor();
      const found = [];
      await look(page, "the proof", ["light narrow", "dark narrow"], found);
      assert.deepEqual(found, []);
    });
    await step("Escape leaves all as it was, and says so", async () => {
      await page.keyboard.press("Escape");
      await proof.waitFor({ state: "detached" });
      await box.getByText(words.left).waitFor();
      assert.equal(await box.getByLabel(l.bots.username, { exact: true }).inputValue(), `bot-${language}`);
      await until("the focus is back", async () => (await focused(page)) === l.bots.generate);
      assert.equal((await ana.get("/v1/system-users?limit=200")).json.items.some((bot) => bot.username === `bot-${language}`), false);
    });
    await step("a wrong password is refused at its field", async () => {
      await generate.click();
      await proof.getByLabel(words.password, { exact: true }).fill("not the right one");
      await page.keyboard.press("Enter");
      await proof.locator("[aria-invalid=true]").waitFor();
      await proof.getByText(words.wrong, { exact: true }).waitFor();
    });
    await step("the right one, and the same call goes on", async () => {
      await proof.getByLabel(words.password, { exact: true }).fill(OWNER.password);
      await page.keyboard.press("Enter");
      await proof.waitFor({ state: "detached" });
      assert.match(await readToken(page, l), /^tnr_/);
      await putAway(page, l);
    });
    await handBack(page);
    assert.equal(keys.length, 3);
    assert.ok(keys[0]);
    assert.deepEqual(new Set(keys).size, 1, "one key over all tries of one body");
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

test("two calls that are refused at once ask once, and both go on", async () => {
  const l = LABELS.en;
  for (const name of ["first", "second"]) {
    const { id } = await ana.systemUser(null, name);
    assert.equal((await ana.post(`/v1/system-users/${id}/deactivate`, {})).status, 200);
  }
  const page = await open("/system-users", "en");
  let release;
  const held = new Promise((resolve) => (release = resolve));
  let asked = 0;
  await page.route("**/activate", async (route) => {
    asked += 1;
    await held;
    await route.continue();
  });
  await unproven(tenure, ana);
  await act(page, l, "first", l.bots.activate);
  await act(page, l, "second", l.bots.activate);
  await until("both are on their way", async () => asked === 2);
  release();
  const proof = dialog(page, WORDS.en.title);
  await proof.getByLabel(WORDS.en.password, { exact: true }).fill(OWNER.password);
  assert.equal(await proof.count(), 1);
  await proof.getByRole("button", { name: WORDS.en.goOn, exact: true }).click();
  await proof.waitFor({ state: "detached" });
  await until("both are on", async () => {
    await handBack(page);
    const { items } = (await ana.get("/v1/system-users?limit=200")).json;
    return items.filter((bot) => ["first", "second"].includes(bot.username)).every((bot) => bot.status === "active");
  });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("another tab goes on after the proof of this one", async () => {
  const page = await open("/system-users", "en");
  const other = await page.context().newPage();
  await other.goto(`${tenure.url}/teams`);
  await unproven(tenure, ana);
  await page.goto(`${tenure.url}/settings`);
  const proved = await page.evaluate(async (password) => {
    const answer = await fetch("/v1/sessions/current/proof", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ password }),
    });
    return answer.status;
  }, OWNER.password);
  assert.equal(proved, 200);
  await other.getByRole("link", { name: LABELS.en.nav.systemUsers, exact: true }).first().click();
  await other.getByRole("heading", { level: 1, name: LABELS.en.nav.systemUsers, exact: true }).waitFor();
  await handBack(page);
  await page.context().close();
});

test("a proof whose answer is long in coming ends the session of no tab", async () => {
  const [l, words] = [LABELS.en, WORDS.en];
  const { id } = await ana.systemUser(null, "on-a-slow-line");
  assert.equal((await ana.post(`/v1/system-users/${id}/deactivate`, {})).status, 200);
  const page = await open("/system-users", "en");
  const other = await page.context().newPage();
  await other.goto(`${tenure.url}/teams`);
  const roles = other.getByRole("link", { name: l.roles.title, exact: true }).first();
  await roles.waitFor();
  await unproven(tenure, ana);
  // The service has given the session another cookie, and the answer with it is still on its way.
  let arrive;
  const arrived = new Promise((resolve) => (arrive = resolve));
  let sent;
  const changed = new Promise((resolve) => (sent = resolve));
  await page.route("**/v1/sessions/current/proof", async (route) => {
    const answer = await ana.post("/v1/sessions/current/proof", JSON.parse(route.request().postData()));
    sent(answer.status);
    await arrived;
    // The browser takes no cookie from an answer that is given in the service's place.
    await enter(page, tenure.nobody.signedIn(answer));
    await route.fulfill({ status: answer.status, contentType: "application/json", body: answer.text });
  });
  await act(page, l, "on-a-slow-line", l.bots.activate);
  const proof = dialog(page, words.title);
  await proof.getByLabel(words.password, { exact: true }).fill(OWNER.password);
  await page.keyboard.press("Enter");
  assert.equal(await changed, 200);
  const refused = other.waitForResponse((answer) => answer.status() === 401);
  await roles.click();
  await refused;
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.ok(!other.url().includes("sign-in"), "the other tab waits for the cookie");
  arrive();
  await other.getByRole("row", { name: /Admin/ }).first().waitFor();
  await proof.waitFor({ state: "detached" });
  assert.deepEqual([page, other].map((tab) => new URL(tab.url()).pathname), ["/system-users", "/roles"]);
  await handBack(page);
  await until("what was done went on", async () => {
    const { items } = (await ana.get("/v1/system-users?limit=200")).json;
    return items.find((bot) => bot.id === id).status === "active";
  });
  await page.context().close();
});
