// axe-core on every screen and dialog: in three languages, light and dark, wide and narrow. The same walk proves that
// the content security policy is never violated and nothing is complained about on the browser's console. What is about
// people is walked in accessibility-people.test.mjs.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { OWNER, addPerson, deploy, setUp, signIn as session } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { NARROW, WALKS, WIDE, look, screens, settled } from "./support/look.mjs";

let empty;
let tenure;
let ana;
let operator;
let bot;
let sleeper;
const spare = {};
before(async () => {
  await launch();
  empty = await deploy();
  tenure = await deploy();
  ana = await setUp(tenure);
  bot = await ana.systemUser(await ana.subaccount("Support"), "support-bot");
  sleeper = await ana.systemUser(await ana.subaccount("Sales"), "sales-bot");
  await ana.post(`/v1/system-users/${sleeper.id}/deactivate`);
  const fresh = await ana.post(`/v1/system-users/${bot.id}/tokens`, { confirm: true, overlap_seconds: 3600 });
  bot.live = fresh.json.token.id;
  const { token } = await ana.systemUser(null, "gateway");
  for (let i = 0; i < 3; i += 1) await tenure.nobody.bot(token).get("/v1/whoami");
  for (const { language } of WALKS) spare[language] = await ana.subaccount(`Spare ${language}`, `spare-${language}`);
  operator = await session(tenure, (await addPerson(tenure.db, { n: 1, role: "operator" })).email);
});

test("the walk would see a fault", async () => {
  const page = await visit({ origin: empty.url, url: `${empty.url}/sign-in` });
  const found = [];
  await settled(page, "sign-in");
  await page.evaluate(() => {
    const wide = document.createElement("div");
    wide.style.cssText = "width: 3000px; height: 1px";
    const image = new Image();
    const grey = document.createElement("p");
    grey.textContent = "pale";
    grey.style.color = "#ddd";
    document.querySelector("main").append(image, grey, wide);
    setTimeout(() => console.error("planted"));
    document.head.append(Object.assign(document.createElement("script"), { textContent: "globalThis.planted = true" }));
  });
  await look(page, "planted", ["light narrow"], found);
  for (const fault of ["image-alt", "color-contrast", "scrolls sideways"])
    assert.ok(
      found.some((one) => one.includes(fault)),
      fault,
    );
  for (const fault of ["console: planted", "policy: script-src"])
    assert.ok(
      page.complaints.some((one) => one.startsWith(fault)),
      fault,
    );
  assert.equal(await page.evaluate(() => globalThis.planted), undefined, "inline code does not run");
  await page.context().close();
});

for (const { locale, language, looks } of WALKS) {
  test(`every screen and dialog is accessible and within its policy (${language})`, async () => {
    const found = [];
    const complaints = [];
    const nobody = await visit({ origin: empty.url, url: null, locale });
    const finish = async (page) => {
      complaints.push(...page.complaints);
      await page.context().close();
    };

    await screens(nobody, empty, looks, found, {
      setup: "/setup",
      "setup with a link": `/setup#token=${"x".repeat(43)}`,
      "sign-in before setup": "/sign-in",
    });
    await nobody.keyboard.press("Tab");
    await screens(nobody, tenure, looks, found, {
      "setup done": "/setup",
      "sign-in, ended": "/sign-in?ended=1",
      problem: "/problems/subaccount_taken",
    });
    await nobody.goto(`${tenure.url}/sign-in`);
    await nobody.getByRole("textbox").first().fill(OWNER.email);
    await nobody.keyboard.press("Enter");
    await nobody.locator("[aria-invalid=true]").first().waitFor();
    await look(nobody, "sign-in, refused", looks, found);
    await finish(nobody);

    const page = await visit({ origin: tenure.url, url: null, locale });
    await enter(page, ana, language);
    await screens(page, tenure, looks, found, {
      overview: "/",
      "system users": "/system-users",
      "system users, sorted and filtered": "/system-users?status=active&sort=username",
      "system users, none found": "/system-users?search=nothing-is-called-so",
      "create a system user": "/system-users/new",
      "a system user": `/system-users/${bot.id}`,
      "its tokens": `/system-users/${bot.id}?tab=tokens`,
      "its keys": `/system-users/${bot.id}?tab=keys`,
      "its addresses": `/system-users/${bot.id}?tab=addresses`,
      "its custodians": `/system-users/${bot.id}?tab=custodians`,
      "its refused calls": `/system-users/${bot.id}?tab=refused`,
      "its history": `/system-users/${bot.id}?tab=history`,
      "its apps": `/system-users/${bot.id}?tab=apps`,
      "its assets": `/system-users/${bot.id}?tab=assets`,
      "ask: role": `/system-users?action=role&id=${bot.id}`,
      apps: "/apps",
      "create an app": "/apps/new",
      "WhatsApp accounts": "/whatsapp-accounts",
      "add a WhatsApp account": "/whatsapp-accounts/new",
      tokens: "/tokens",
      "tokens, also ended": "/tokens?state=all",
      "tokens, none found": "/tokens?holder=nobody",
      "an inactive system user": `/system-users/${sleeper.id}`,
      "ask: deactivate": `/system-users?action=deactivate&id=${bot.id}`,
      "ask: rename": `/system-users?action=rename&id=${bot.id}`,
      "ask: token": `/system-users?action=token&id=${bot.id}`,
      "ask: edit a token": `/system-users?action=edit&id=${bot.id}&token=${bot.live}`,
      "ask: rotate a token": `/system-users?action=rotate&id=${bot.id}&token=${bot.live}`,
      "ask: rotate tokens": `/tokens?action=rotate-many&ids=${bot.live}`,
      "tokens that were not saved": "/tokens?action=rotate-many&made=1",
      "ask: delete": `/system-users?action=delete&id=${sleeper.id}`,
      subaccounts: "/subaccounts",
      "create a subaccount": "/subaccounts/new",
      "ask: rename a subaccount": `/subaccounts?action=rename&id=${spare.en}`,
      "ask: delete a subaccount": `/subaccounts?action=delete&id=${bot.system_user.subaccount_id}`,
      sessions: "/sessions",
      "ask: end other sessions": "/sessions?action=end-others&id=all",
      settings: "/settings",
      profile: "/profile",
      nowhere: "/nowhere",
    });
    assert.equal(await page.evaluate(() => document.documentElement.lang), language);

    await page.setViewportSize(WIDE);
    await page.goto(`${tenure.url}/system-users`);
    await page
      .getByRole("row", { name: /support-bot/ })
      .getByRole("button")
      .last()
      .click();
    await page.getByRole("menu").waitFor();
    await look(page, "a menu", looks.slice(0, 1), found);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("support");
    await page.getByRole("option", { name: /support-bot/ }).waitFor();
    await look(page, "palette", looks, found);
    await page.keyboard.press("Escape");

    await page.setViewportSize(NARROW);
    await page.goto(`${tenure.url}/`);
    await page.getByRole("banner").getByRole("button").first().click();
    await page.getByRole("dialog").waitFor();
    await look(
      page,
      "drawer",
      looks.filter((name) => name.endsWith("narrow")),
      found,
    );

    await page.setViewportSize(WIDE);
    await page.goto(`${tenure.url}/system-users/new?subaccount=${spare[language]}`);
    await page.getByRole("dialog").getByRole("textbox").press("Enter");
    await page.locator("[aria-invalid=true]").first().waitFor();
    await look(page, "create a system user, refused", looks, found);
    await page.getByRole("dialog").getByRole("textbox").fill(`bot-${language}`);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("tab").first().waitFor();
    await look(page, "the token", looks, found);
    await page.getByRole("dialog").getByRole("checkbox").check();
    await page.getByRole("dialog").getByRole("tab").nth(2).click();
    await look(page, "the token, saved", looks, found);

    // A fault of the service, and no service.
    await page.getByRole("dialog").getByRole("button").last().click();
    await page.route("**/v1/subaccounts*", (route) =>
      route.fulfill({
        status: 500,
        headers: { "content-type": "application/problem+json" },
        body: JSON.stringify({
          type: "/problems/internal",
          title: "A fault",
          status: 500,
          detail: "Written down.",
          instance: "req_x",
          code: "internal",
        }),
      }),
    );
    await page.goto(`${tenure.url}/subaccounts`);
    await page.getByRole("alert").getByRole("button").first().waitFor();
    await page.context().setOffline(true);
    await page.waitForTimeout(100);
    await look(page, "a fault, and offline", looks, found);
    await finish(page);

    const guest = await visit({ origin: tenure.url, url: null, locale });
    await enter(guest, operator, language);
    await screens(guest, tenure, looks, found, {
      "overview of an operator": "/",
      "subaccounts of an operator": "/subaccounts",
      forbidden: "/system-users",
    });
    await finish(guest);

    assert.deepEqual(found, []);
    assert.deepEqual(complaints, []);
  });
}
