// What each role sees: what it can't do is off with the reason, or not in its menu; an address alone opens nothing.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { addPerson, deploy, setUp, signIn as session } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS, aboutBusiness, aboutMessages } from "./support/labels.mjs";
import { dialog, heading } from "./support/pages.mjs";

const l = LABELS.en;
let tenure;
let bot;
const people = {};
before(async () => {
  await launch();
  tenure = await deploy();
  const ana = await setUp(tenure);
  await ana.subaccount("Sales");
  bot = await ana.systemUser(await ana.subaccount("Support"), "support-bot");
  for (const [n, role] of [
    [1, "developer"],
    [2, "operator"],
  ]) {
    const person = await addPerson(tenure.db, { n, role });
    people[role] = await session(tenure, person.email);
  }
});

async function as(role) {
  const page = await visit({ origin: tenure.url, url: null });
  await enter(page, people[role]);
  return page;
}
const entries = (page) => page.getByRole("navigation", { name: l.nav.main }).getByRole("link").allInnerTexts();

test("a developer manages bots, and is told why not subaccounts", async () => {
  const page = await as("developer");
  await page.goto(`${tenure.url}/subaccounts`);
  await heading(page, l.subaccounts.title);
  assert.deepEqual(
    (await entries(page)).map((text) => text.trim()),
    [l.nav.overview, l.nav.systemUsers, l.nav.tokens, l.nav.subaccounts, ...aboutBusiness(l), ...aboutMessages(l), l.nav.sessions, l.nav.refusals, l.nav.profile],
  );
  const create = page.getByRole("button", { name: l.subaccounts.create, exact: true });
  assert.equal(await create.getAttribute("aria-disabled"), "true");
  const why = await create.evaluate(
    (button) => document.getElementById(button.getAttribute("aria-describedby")).textContent,
  );
  assert.equal(why, l.common.roleLacks);
  await create.click({ force: true });
  assert.equal(await page.getByRole("dialog").count(), 0);
  await page
    .getByRole("row", { name: /Sales/ })
    .getByRole("button", { name: l.bots.actions("Sales") })
    .click();
  const items = page.getByRole("menuitem");
  for (let i = 0; i < (await items.count()); i += 1) {
    assert.equal(await items.nth(i).getAttribute("aria-disabled"), "true");
    assert.ok((await items.nth(i).innerText()).includes(l.common.roleLacks));
  }
  await page.keyboard.press("Escape");

  await page.goto(`${tenure.url}/system-users/new`);
  const box = dialog(page, l.bots.create);
  await box.getByRole("radio", { name: /^Sales/ }).check();
  await box.getByLabel(l.bots.username, { exact: true }).fill("sales-bot");
  await box.getByRole("button", { name: l.bots.generate, exact: true }).click();
  await dialog(page, l.credential.title).waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("an operator is not shown bots, and an address says why", async () => {
  const page = await as("operator");
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${tenure.url}/subaccounts`);
  await page.getByRole("row", { name: /Support/ }).waitFor();
  assert.deepEqual(
    (await entries(page)).map((text) => text.trim()),
    [l.nav.overview, l.nav.subaccounts, l.nav.sessions, l.nav.profile],
  );
  assert.equal(await page.getByText("support-bot").count(), 0);
  for (const path of [
    "/system-users",
    "/system-users/new",
    `/system-users/${bot.id}`,
    `/system-users/${bot.id}?action=delete`,
  ]) {
    await page.goto(tenure.url + path);
    await heading(page, l.errors.forbidden);
    await page.getByText(l.errors.forbiddenNeeds("system_users:manage")).waitFor();
    assert.equal(await page.getByRole("dialog").count(), 0, path);
    assert.equal(await page.getByText("support-bot").count(), 0, path);
  }
  await page.goto(`${tenure.url}/`);
  await heading(page, l.nav.overview);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("support");
  await page.getByText("Nothing found").waitFor();
  assert.equal(await page.getByRole("option", { name: /support-bot/ }).count(), 0);
  assert.deepEqual(
    asked.filter((path) => path.startsWith("/v1/system-users") || path === "/v1/overview"),
    [],
    "nothing is asked that would be refused",
  );
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
