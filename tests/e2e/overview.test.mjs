// The first page names what needs attention; whoever leaves hands each bot to somebody; keys, files and many at once.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { addPerson, deploy, setUp, signIn as session } from "../workerd/support/deployment.mjs";
import { launch, visitAs } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { dialog, heading, step, until } from "./support/pages.mjs";

const l = LABELS.en;
let tenure;
let ana;
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
});

const open = (path, client = ana) => visitAs(tenure, client, path);
const card = (page, title) =>
  page.locator("section.card", { has: page.getByRole("heading", { name: title, exact: true }) });
async function saved(page, press) {
  const [download] = await Promise.all([page.waitForEvent("download", { timeout: 30_000 }), press()]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

test("what needs attention is named, each with the way to it", async () => {
  const calm = await open("/");
  await heading(calm, l.nav.overview);
  const bot = await ana.systemUser(await ana.subaccount("Quiet"), "quiet-bot");
  assert.equal((await tenure.nobody.bot(bot.token).get("/v1/whoami")).status, 200);
  await until("the call is written", async () => (await ana.get("/v1/overview")).json.calls_24h > 0);
  await calm.reload();
  await card(calm, "Needs attention").getByText("Nothing needs your attention.").waitFor();

  await ana.post(`/v1/system-users/${bot.id}/deactivate`);
  await until("it is refused", async () => (await tenure.nobody.bot(bot.token).get("/v1/whoami")).status === 401);
  await ana.post("/v1/invitations", { email: "guest@example.com", name: "Guest", role_id: "role_user" });
  await until("the refusal is counted", async () =>
    (await ana.get("/v1/attention")).json.groups.some((group) => group.kind === "inactive_refused"),
  );
  await calm.reload();
  const needs = card(calm, "Needs attention");
  await needs.getByRole("heading", { name: "Deactivated, and still calling" }).waitFor();
  await needs.getByText("1 call refused in 24 hours").waitFor();
  await needs.getByRole("heading", { name: "Pending invitations" }).waitFor();
  await needs.getByRole("link", { name: "guest@example.com" }).waitFor();
  await needs.getByRole("link", { name: "quiet-bot" }).click();
  await heading(calm, "quiet-bot");
  assert.deepEqual(calm.complaints, []);
  await calm.context().close();
});

test("whoever leaves hands each bot to somebody, and a summary is kept", async () => {
  const bea = await addPerson(tenure.db, { n: 1, role: "developer" });
  const carl = await addPerson(tenure.db, { n: 2, role: "developer" });
  const client = await session(tenure, bea.email);
  const bots = [];
  for (const name of ["first-bot", "second-bot"]) bots.push(await client.systemUser(await ana.subaccount(name), name));
  const custodians = async (bot) =>
    (await ana.get(`/v1/system-users/${bot.id}`)).json.system_user.custodians.map((one) => one.name);

  const page = await open(`/users/${bea.id}/leave?then=remove`);
  await step("a successor for one of two", async () => {
    await card(page, "Tokens they saw").getByRole("link", { name: "first-bot" }).waitFor();
    const one = page.getByLabel("second-bot", { exact: true });
    await one.locator("option", { hasText: "Person 2" }).waitFor({ state: "attached" });
    assert.equal(await one.locator("option", { hasText: "Person 1" }).count(), 0, "not to themselves");
    await one.selectOption({ label: "Person 2" });
    // What was chosen is there again after a look at the bot.
    await card(page, "Tokens they saw").getByRole("link", { name: "first-bot" }).click();
    await heading(page, "first-bot");
    await page.goBack();
    await until("the choice is back", async () => (await one.locator("option:checked").textContent()) === "Person 2");
    // Who stops being one meanwhile is refused at the choice.
    await ana.post(`/v1/users/${carl.id}/deactivate`, {});
    await page.getByLabel(l.bots.confirm(bea.email), { exact: true }).fill(bea.email);
    await page.getByRole("button", { name: l.users.remove, exact: true }).click();
    await page.locator("select[aria-invalid=true]").waitFor();
    await ana.post(`/v1/users/${carl.id}/activate`);
    await page.getByRole("button", { name: l.users.remove, exact: true }).click();
    await heading(page, l.users.removed("Person 1"));
  });
  assert.deepEqual(await custodians(bots[1]), ["Person 2"]);
  assert.equal((await custodians(bots[0])).includes("Person 2"), false, "the owner gets the other one");
  await step("the summary", async () => {
    await card(page, "Handed over").getByRole("listitem").filter({ hasText: "second-bot" }).getByText("Person 2").waitFor();
    const { name, text } = await saved(page, () => page.getByRole("button", { name: "Download summary" }).click());
    assert.equal(name, "off-boarding.csv");
    assert.match(text, /"person_removed","usr_\w+","Person 1 </);
    assert.match(text, new RegExp(`"system_user_handed_over","${bots[1].id}","second-bot","${carl.id}","Person 2"`));
    assert.equal(text.match(/"token_seen"/g).length, 2);
    assert.equal(text.includes(bots[0].token), false);
  });
  await step("new tokens", async () => {
    await card(page, "Tokens they saw").getByRole("listitem").filter({ hasText: "first-bot" }).getByRole("link", { name: "Rotate with overlap" }).click();
    await page.getByRole("dialog").waitFor();
    assert.match(page.url(), new RegExp(`/system-users/${bots[0].id}\\?tab=tokens&action=rotate&token=tok_`));
  });
  assert.deepEqual(
    page.complaints.filter((one) => !/status of (404|422)/.test(one)),
    [],
  );
  await page.context().close();
});

test("keys are listed by ?, and the palette acts, finds ids and generates tokens", async () => {
  const bot = await ana.systemUser(await ana.subaccount("Keys"), "keys-bot");
  const page = await open("/system-users");
  await page.getByRole("row", { name: /keys-bot/ }).waitFor();
  await step("?", async () => {
    await page.keyboard.press("?");
    const box = dialog(page, "Keyboard shortcuts");
    for (const word of ["Find or go to", "Search this list", "Choose what is marked"]) await box.getByText(word).waitFor();
    await page.keyboard.press("Escape");
    await box.waitFor({ state: "detached" });
    await page.keyboard.press("/");
    const search = page.getByRole("main").getByRole("searchbox");
    await until("the search has the focus", () => search.evaluate((field) => field === document.activeElement));
    await page.keyboard.type("?/");
    assert.equal(await search.inputValue(), "?/", "in a field they are letters");
    assert.equal(await page.getByRole("dialog").count(), 0);
    await search.fill("");
  });
  await step("single keys can be switched off", async () => {
    await page.getByRole("heading", { level: 1 }).click();
    await page.keyboard.press("?");
    await page.getByLabel("Single keys such as / and ?").uncheck();
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    assert.equal(await page.getByRole("dialog").count(), 0);
  });
  const field = page.getByRole("combobox", { name: /^(Action|For which)/ });
  await step("actions come before pages", async () => {
    await page.keyboard.press("Control+k");
    await field.waitFor();
    const kinds = await page.getByRole("option").locator("span:last-child").allInnerTexts();
    assert.ok(kinds.lastIndexOf("Action") < kinds.indexOf("Page"), kinds.join());
  });
  await step("an id leads to its page", async () => {
    await field.fill(` ${bot.id} `);
    await page.getByRole("option", { name: bot.id }).waitFor();
    await page.keyboard.press("Enter");
    await heading(page, "keys-bot");
  });
  await step("a token", async () => {
    await page.keyboard.press("Control+k");
    await field.fill("generate");
    await page.keyboard.press("Enter");
    await page.keyboard.type("keys");
    await page.getByRole("option", { name: /keys-bot/ }).waitFor();
    await until("others are gone", async () => (await page.getByRole("option").count()) === 1);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: /keys-bot/ }).waitFor();
    assert.match(page.url(), /action=token/);
  });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("lists are sorted, handed over as files, and changed many at once", async () => {
  for (const name of ["many-1", "many-2"]) await ana.systemUser(await ana.subaccount(name), name);
  const page = await open("/system-users?search=many");
  await page.getByRole("row", { name: /many-1/ }).waitFor();
  await step("system users", async () => {
    const { name, text } = await saved(page, () => page.getByRole("button", { name: "Export CSV" }).click());
    assert.equal(name, "system-users.csv");
    assert.match(text, /^\u{feff}"id","username"/u, "with the mark that spreadsheets want");
    assert.equal(text.trim().split("\r\n").length, 3, text);
    for (const one of ["many-1", "many-2"])
      await page.getByRole("checkbox", { name: `Select ${one}`, exact: true }).check();
    const group = page.getByRole("group", { name: "Selected rows" });
    await group.getByText("2 selected").waitFor();
    await group.getByRole("button", { name: "Deactivate", exact: true }).click();
    const ask = dialog(page, "Deactivate 2 system users?");
    await ask.getByRole("button", { name: "Deactivate", exact: true }).click();
    await until("both are off", async () => (await page.getByRole("row").getByText("Inactive").count()) === 2);
    await page.getByText("2 done").waitFor();
  });
  await step("people", async () => {
    await page.goto(`${tenure.url}/users`);
    const head = page.getByRole("columnheader", { name: "Role" });
    await head.getByRole("button").click();
    await until("sorted", async () => (await head.getAttribute("aria-sort")) === "ascending");
    assert.equal(new URL(page.url()).searchParams.get("sort"), "role");
    await head.getByRole("button").click();
    await until("turned", async () => (await head.getAttribute("aria-sort")) === "descending");
    const { text } = await saved(page, () => page.getByRole("button", { name: "Export CSV" }).click());
    const roles = text.trim().split("\r\n").slice(1).map((line) => line.split('","')[2]);
    assert.deepEqual(roles, roles.toSorted().reverse());
  });
  for (const [path, file] of [
    ["/subaccounts", "subaccounts.csv"],
    ["/invitations", "invitations.csv"],
    ["/teams", "teams.csv"],
    ["/roles", "roles.csv"],
    ["/mails", "mails.csv"],
    ["/sessions", "sessions.csv"],
  ])
    await step(file, async () => {
      await page.goto(tenure.url + path);
      const { name, text } = await saved(page, () => page.getByRole("button", { name: "Export CSV" }).click());
      assert.equal(name, file);
      assert.ok(text.trim().split("\r\n").length > (file === "teams.csv" ? 0 : 1), text);
    });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
