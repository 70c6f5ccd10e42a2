// Rate limits of a system user and its tokens: set, shown, refused at their field, and obeyed.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deploy, setUp } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { act, dialog, step, until } from "./support/pages.mjs";

const l = LABELS.en;
let tenure;
let ana;
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
});

const shown = async (bot) => (await ana.get(`/v1/system-users/${bot.id}`)).json.system_user;

test("a limit is set on a system user and on a token, and bots are held to it", async () => {
  const bot = await ana.systemUser(null, "limited-bot");
  const page = await visit({ origin: tenure.url, url: null });
  await enter(page, ana, "en");
  await page.goto(`${tenure.url}/system-users/${bot.id}`);
  await page.getByText("No limit", { exact: true }).waitFor();
  const box = dialog(page, "Rate limit of limited-bot");
  const save = box.getByRole("button", { name: l.common.save, exact: true });
  await step("what is no number is refused at its field, and stays", async () => {
    await page.getByRole("button", { name: "Change the limit", exact: true }).click();
    const calls = box.getByLabel("Calls at the most", { exact: true });
    await calls.fill("many");
    await save.click();
    await until("refused", async () => (await calls.getAttribute("aria-invalid")) === "true");
    assert.equal(await calls.inputValue(), "many");
    await calls.fill("3");
    await box.getByLabel("In each", { exact: true }).selectOption("3600");
    await save.click();
    await box.waitFor({ state: "detached" });
    await page.getByText("3 calls in each hour", { exact: true }).waitFor();
  });
  assert.deepEqual((await shown(bot)).rate_limit, { calls: 3, per_seconds: 3600 });
  await step("a token has one of its own", async () => {
    await page.getByRole("tab", { name: "Tokens", exact: true }).click();
    await act(page, l, `…${bot.token.slice(-4)}`, "Edit");
    const edit = dialog(page, `Edit the token …${bot.token.slice(-4)}`);
    await edit.getByLabel("Calls at the most", { exact: true }).fill("2");
    await edit.getByRole("button", { name: l.common.save, exact: true }).click();
    await edit.waitFor({ state: "detached" });
    await page.getByText("2 calls in each minute", { exact: true }).waitFor();
  });
  const statuses = [];
  for (let n = 0; n < 5; n += 1) statuses.push((await tenure.nobody.bot(bot.token).get("/v1/whoami")).status);
  assert.ok(statuses.includes(429), statuses.join());
  await step("why is in its refused calls", async () => {
    await page.getByRole("tab", { name: l.nav?.refusals ?? "Refused calls", exact: true }).click();
    await page.getByText("The rate limit was reached").first().waitFor();
  });
  await step("blank takes it away", async () => {
    await page.getByRole("tab", { name: "Overview", exact: true }).click();
    await page.getByRole("button", { name: "Change the limit", exact: true }).click();
    await box.getByLabel("Calls at the most", { exact: true }).fill("");
    await save.click();
    await page.getByText("No limit", { exact: true }).waitFor();
  });
  assert.equal((await shown(bot)).rate_limit, null);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("usage is drawn by day with a table, and calls are seen as they come", async () => {
  const bot = await ana.systemUser(null, "watched-bot");
  for (let n = 0; n < 3; n += 1) assert.equal((await tenure.nobody.bot(bot.token).get("/v1/whoami")).status, 200);
  const page = await visit({ origin: tenure.url, url: null });
  await enter(page, ana, "en");
  await step("usage", async () => {
    await page.goto(`${tenure.url}/system-users/${bot.id}?tab=usage`);
    await page.getByRole("heading", { name: "The last 30 days", exact: true }).waitFor();
    await until("four drawings", async () => (await page.locator(".charts svg.chart").count()) === 4);
    await page.getByText("Show as a table").click();
    const day = page.getByRole("table", { name: "The last 30 days" }).getByRole("row").nth(1);
    await until("three calls", async () => (await day.getByRole("cell").first().innerText()) === "3");
  });
  await step("live", async () => {
    await page.getByRole("tab", { name: "Live", exact: true }).click();
    await page.getByText("No call yet.", { exact: false }).waitFor();
    await until("the tail is on", async () => (await ana.get(`/v1/system-users/${bot.id}/tail`)).json.until !== null);
    await until("a call is seen", async () => {
      await tenure.nobody.bot(bot.token).get("/v1/whoami");
      return (await page.getByRole("cell", { name: "GET /v1/whoami" }).count()) > 0;
    });
  });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
