// Test and live: chosen in three clicks as before, folded away; the pickers offer what fits; the badge is drawn, the lists are
// filtered. And tokens that reach some subaccounts alone.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deploy, setUp } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { look } from "./support/look.mjs";
import { dialog, fillSystemUser, putAway, readToken, until } from "./support/pages.mjs";

const l = LABELS.en;
let tenure;
let ana;
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
});

async function open(path, language) {
  const page = await visit({ origin: tenure.url, url: null });
  await enter(page, ana, language);
  await page.goto(tenure.url + path);
  return page;
}

async function made(path, body) {
  const answer = await ana.post(path, body);
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
}

const subaccount = (name, environment) => made("/v1/subaccounts", { name, reference_name: name, environment });
const fold = (box, word) => box.getByText(`Environment: ${word}`, { exact: true });

test("a test subaccount, its bot and its channel are made; what is of the other environment is not offered", async () => {
  await subaccount("Real", "live");
  const page = await open("/subaccounts/new");
  let box = dialog(page, l.subaccounts.create);
  await box.getByLabel(l.subaccounts.name, { exact: true }).fill("Trial");
  await fold(box, "Live").click();
  await box.getByRole("radio", { name: "Test", exact: true }).check();
  await box.getByRole("button", { name: l.subaccounts.create, exact: true }).click();
  await box.waitFor({ state: "detached" });
  await page.getByRole("row", { name: /Trial/ }).getByText("Test", { exact: true }).waitFor();

  await page.goto(`${tenure.url}/system-users/new`);
  box = dialog(page, l.bots.create);
  await box.getByRole("radio", { name: /^Real/ }).waitFor();
  assert.equal(await box.getByRole("radio", { name: /^Trial/ }).count(), 0, "a test one is not offered to a live bot");
  await box.getByRole("radio", { name: /^Real/ }).check();
  await fold(box, "Live").click();
  await box.getByRole("radio", { name: "Test", exact: true }).check();
  await box.getByRole("radio", { name: /^Trial/ }).check();
  assert.equal(await box.getByRole("radio", { name: /^Real/ }).count(), 0);
  await box.getByLabel(l.bots.username, { exact: true }).fill("trial-bot");
  await box.getByRole("button", { name: l.bots.generate, exact: true }).click();
  assert.match(await readToken(page, l), /^tnrt_[0-9A-Za-z]{49}$/);
  await putAway(page, l);
  const bot = (await ana.get("/v1/system-users?environment=test")).json.items[0];
  assert.deepEqual([bot.username, bot.subaccount.name], ["trial-bot", "Trial"]);

  await page.goto(`${tenure.url}/channels/new?kind=simulator`);
  box = page.getByRole("dialog");
  await fold(box, "Live").click();
  await box.getByRole("radio", { name: "Test", exact: true }).check();
  await box.getByRole("checkbox", { name: /^All subaccounts|^Every subaccount/ }).uncheck();
  await box.getByRole("checkbox", { name: "Trial", exact: true }).waitFor();
  assert.equal(await box.getByRole("checkbox", { name: "Real", exact: true }).count(), 0);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("three clicks still make a live bot", async () => {
  const page = await open("/system-users");
  const box = await fillSystemUser(page, l, l.bots.accountWide, "plain-bot");
  await box.getByRole("button", { name: l.bots.generate, exact: true }).click();
  assert.match(await readToken(page, l), /^tnr_[0-9A-Za-z]{49}$/);
  await putAway(page, l);
  await page.context().close();
});

test("lists are filtered by environment, and the badge has its contrast in light and dark", async () => {
  await made("/v1/system-users", { subaccount_id: null, username: "wide-trial", environment: "test" });
  const found = [];
  const page = await open("/system-users");
  await page.getByRole("row", { name: /wide-trial/ }).getByText("Test", { exact: true }).waitFor();
  await look(page, "list with badges", ["light wide", "dark wide", "light narrow"], found);
  for (const path of ["/system-users", "/subaccounts", "/channels", "/tokens"]) {
    await page.goto(tenure.url + path);
    await page.getByRole("combobox", { name: "Test and live", exact: true }).selectOption("test");
    await page.waitForURL(/environment=test/);
    const names = page.locator("tbody th");
    await until(`${path} shows test things alone`, async () => {
      const texts = await names.allInnerTexts();
      return texts.every((text) => text.includes("Test"));
    });
  }
  assert.deepEqual(found, []);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a token is limited to subaccounts under More, and says so in the list", async () => {
  const bot = await ana.systemUser(null, "limited-bot");
  const page = await open(`/system-users/${bot.id}?tab=tokens`);
  await page.getByRole("button", { name: l.bots.newToken, exact: true }).click();
  const box = dialog(page, l.bots.newTokenTitle("limited-bot"));
  await box.getByRole("radio", { name: "is one more: the others go on" }).check();
  await box.getByText("More", { exact: true }).click();
  await box.getByRole("checkbox", { name: "Real", exact: true }).check();
  assert.equal(await box.getByRole("checkbox", { name: "Trial", exact: true }).count(), 0, "of the other environment");
  await box.getByRole("button", { name: l.bots.newToken, exact: true }).click();
  const token = await readToken(page, l);
  await putAway(page, l);
  await page.getByText("Reaches Real alone", { exact: true }).waitFor();
  const me = (await tenure.nobody.bot(token).get("/v1/whoami")).json;
  assert.equal(me.subaccount_ids.length, 1);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
