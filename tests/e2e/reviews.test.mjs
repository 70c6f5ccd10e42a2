// Is a bot still needed? What its page asks, what the account's settings say, and what is not used, in a real browser.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deploy, setUp } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { look } from "./support/look.mjs";
import { dialog, step, until } from "./support/pages.mjs";

const l = LABELS.en;
let tenure;
let ana;
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
});

async function open(path, language = "en", options = {}) {
  const page = await visit({ origin: tenure.url, url: null, ...options });
  await enter(page, ana, language);
  await page.goto(tenure.url + path);
  return page;
}

const shown = async (bot) => (await ana.get(`/v1/system-users/${bot.id}`)).json.system_user;

test("the account asks, the bot's page says by when, and one press confirms", async () => {
  const bot = await ana.systemUser(null, "night-bot");
  const page = await open("/settings");
  const field = (name) => page.getByLabel(name, { exact: true });
  await step("settings", async () => {
    const days = field("Days that a confirmation counts");
    await days.waitFor();
    assert.equal(await days.inputValue(), "");
    await days.fill("29");
    const form = page.locator("form", { has: days });
    await form.getByRole("button", { name: "Save changes", exact: true }).click();
    await page.locator("input[aria-invalid=true]").waitFor();
    await days.fill("30");
    await form.getByRole("button", { name: "Save changes", exact: true }).click();
    await until("it is saved", async () => (await ana.get("/v1/account")).json.attestation_days === 30);
  });
  await step("the purpose", async () => {
    await page.goto(`${tenure.url}/system-users/${bot.id}`);
    await page.getByRole("button", { name: "Change the purpose", exact: true }).click();
    const box = dialog(page, "Change the purpose");
    await box.getByLabel("Purpose", { exact: true }).fill("Answers at night");
    await box.getByRole("button", { name: "Save changes", exact: true }).click();
    await page.getByText("Answers at night").waitFor();
  });
  assert.ok((await shown(bot)).review_at > new Date().toISOString());
  assert.equal(await page.getByRole("button", { name: "Still needed", exact: true }).count(), 0, "not before two weeks are left");
  const found = [];
  await look(page, "a bot with a purpose", ["light narrow", "dark wide"], found);
  assert.deepEqual(found, []);
  await page.context().close();
});

test("what is not used is listed first, and what is ticked is switched off", async () => {
  const page = await open("/system-users");
  await page.getByRole("button", { name: "Not used", exact: true }).click();
  const box = dialog(page, "Bots that are not used");
  await box.getByText("Every active bot was used, or is younger than that.").waitFor();
  await box.getByRole("combobox", { name: "Not used for" }).selectOption("365");
  await box.getByText("Every active bot was used, or is younger than that.").waitFor();
  await box.getByRole("button", { name: l.bots.deactivate, exact: true }).click();
  // Nothing is ticked: the field says so, and nothing was done.
  await box.getByRole("alert").or(box.locator(".error")).first().waitFor();
  await page.context().close();
});
