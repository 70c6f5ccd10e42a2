// Several tokens of one bot, and all tokens in a list: by what the pages say, in a real browser.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { addPerson, deploy, setUp } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { NARROW, look } from "./support/look.mjs";
import { act, dialog, heading, putAway, readToken, step, until } from "./support/pages.mjs";

const l = LABELS.en;
const HOUR = 3_600_000;
const VENDOR = "Acme Integrations";
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

const shown = async (bot) => (await ana.get(`/v1/system-users/${bot.id}`)).json.system_user;
const works = async (token) => (await tenure.nobody.bot(token).get("/v1/whoami")).status === 200;
const row = (page, name) => page.getByRole("row", { name });

/** As if a token had been used so many hours ago, for the first and for the last time. */
async function used(id, first, last) {
  const now = Date.now();
  await tenure.db
    .prepare(
      "INSERT INTO token_use (token_id, first_used_at, last_used_at, last_used_ip, last_used_agent) VALUES (?1, ?2, ?3, '203.0.113.7', 'nightly-report/2.1') " +
        "ON CONFLICT (token_id) DO UPDATE SET first_used_at = ?2, last_used_at = ?3",
    )
    .bind(id, now - first * HOUR, now - last * HOUR)
    .run();
}

/** One more token, by the API. */
async function more(bot, body) {
  const answer = await ana.post(`/v1/system-users/${bot.id}/tokens`, { confirm: true, keep_others: true, ...body });
  assert.equal(answer.status, 201, answer.text);
  return answer.json.token;
}

test("one more token with a name, a holder, less to do, an end and networks; the others go on", async () => {
  const bot = await ana.systemUser(null, "shared-bot");
  const page = await open(`/system-users/${bot.id}`);
  const sent = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/tokens")) sent.push(JSON.parse(request.postData()));
  });
  await page.getByRole("button", { name: l.bots.newToken, exact: true }).click();
  const box = dialog(page, l.bots.newTokenTitle("shared-bot"));
  const generate = box.getByRole("button", { name: l.bots.newToken, exact: true });
  await step("today's stays as short", async () => {
    await box.getByRole("radio", { name: "takes the place of the others" }).waitFor();
    assert.ok(await box.getByLabel(l.bots.confirm("shared-bot")).isVisible());
    assert.equal(await box.getByLabel("Holder", { exact: true }).isVisible(), false);
  });
  await step("one more needs no warning, no overlap and no typed name", async () => {
    await box.getByRole("radio", { name: "is one more: the others go on" }).check();
    assert.equal(await box.getByLabel(l.bots.confirm("shared-bot")).isVisible(), false);
    assert.equal(await box.getByRole("radio", { name: l.bots.atOnce }).isVisible(), false);
    assert.equal(await box.getByText(/that API stops working/).isVisible(), false);
  });
  await step("what is folded is filled in", async () => {
    await box.getByText("More", { exact: true }).click();
    await box.getByLabel("Name", { exact: true }).fill("Night job");
    await box.getByLabel("Holder", { exact: true }).fill(VENDOR);
    for (const own of ["Check other tokens", "Read messages", "Send messages"])
      assert.ok(await box.getByRole("checkbox", { name: own, exact: true }).isChecked(), own);
    await box.getByRole("checkbox", { name: "Send messages", exact: true }).uncheck();
    await box.getByRole("searchbox").fill("whatsapp");
    await box.getByRole("checkbox", { name: "whatsapp_business_messaging", exact: true }).check();
    await box.getByRole("radio", { name: /^In 90 days Until .*\d/ }).check();
    await box.getByRole("radio", { name: /^On a date/ }).check();
    await box.getByLabel("Networks", { exact: true }).fill("203.0.113.0/24\nnot a network");
  });
  await step("a refused field is shown, though it is folded away", async () => {
    await box.getByText("More", { exact: true }).click();
    assert.equal(await box.getByLabel("Networks", { exact: true }).isVisible(), false);
    await generate.click();
    const day = box.getByLabel("Last day", { exact: true });
    await until("the day is asked for", () => day.evaluate((one) => one === document.activeElement));
    assert.equal(await day.getAttribute("aria-invalid"), "true");
    await day.fill("2031-03-31");
    await box.getByText("More", { exact: true }).click();
    await generate.click();
    const networks = box.getByLabel("Networks", { exact: true });
    await until("the networks are refused", () => networks.evaluate((one) => one === document.activeElement));
    assert.equal(await networks.getAttribute("aria-invalid"), "true");
    assert.equal(sent.length, 0);
  });
  await step("nothing that was typed is lost", async () => {
    await page.keyboard.press("Escape");
    await box.waitFor({ state: "detached" });
    await page.getByRole("button", { name: l.bots.newToken, exact: true }).click();
    await until("back", async () => (await box.getByLabel("Holder", { exact: true }).inputValue()) === VENDOR);
    assert.equal(await box.getByLabel("Last day", { exact: true }).inputValue(), "2031-03-31");
    assert.ok(await box.getByRole("radio", { name: "is one more: the others go on" }).isChecked());
    assert.equal(await box.getByRole("checkbox", { name: "Send messages", exact: true }).isChecked(), false);
    const networks = box.getByLabel("Networks", { exact: true });
    assert.ok(await networks.isVisible(), "what is back can be seen");
    await networks.fill("203.0.113.0/24\n127.0.0.0/8");
  });
  await generate.click();
  const token = await readToken(page, l);
  await putAway(page, l);
  assert.equal(sent.length, 1);
  const made = (await shown(bot)).tokens.find((one) => one.tail === token.slice(-4));
  assert.deepEqual(
    [made.name, made.holder, [...made.scopes].sort(), made.networks],
    ["Night job", VENDOR, ["introspect", "read_messages", "whatsapp_business_messaging"], ["203.0.113.0/24", "127.0.0.0/8"]],
  );
  assert.ok(Math.abs(Date.parse(made.expires_at) - Date.parse("2031-04-01T00:00:00Z")) <= 14 * HOUR, made.expires_at);
  assert.ok(await works(bot.token), "the first one goes on");
  await step("the tab of tokens says it, and has an address", async () => {
    await page.getByRole("tab", { name: "Tokens", exact: true }).click();
    const one = row(page, /Night job/);
    await one.getByText(VENDOR, { exact: true }).waitFor();
    await one.getByText("Check other tokens").waitFor();
    await one.getByText("whatsapp_business_messaging").waitFor();
    await one.getByText(/by Ana/).waitFor();
    assert.equal(new URL(page.url()).searchParams.get("tab"), "tokens");
    await page.reload();
    await one.waitFor();
    await page.getByRole("tab", { name: "Tokens", exact: true }).press("End");
    await page.getByRole("tabpanel", { name: "History", exact: true }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get("tab"), "history");
  });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a token is edited, rotated with an overlap that knows when it is safe, and ended", async () => {
  const bot = await ana.systemUser(null, "kept-bot");
  const other = await more(bot, { name: "Staging", holder: VENDOR });
  await used(other.id, 100, 2);
  const page = await open(`/system-users/${bot.id}?tab=tokens`);
  await step("edited", async () => {
    await act(page, l, "Staging", "Edit");
    const box = dialog(page, "Edit the token Staging");
    assert.equal(await box.getByLabel("Holder", { exact: true }).inputValue(), VENDOR);
    await until("holders are suggested", () => box.locator(`datalist option[value="${VENDOR}"]`).count());
    await box.getByLabel("Name", { exact: true }).fill("Production");
    await box.getByLabel("Networks", { exact: true }).fill("192.0.2.0/24");
    await box.getByRole("button", { name: l.common.save, exact: true }).click();
    await box.waitFor({ state: "detached" });
    await row(page, /Production/).getByText("192.0.2.0/24").waitFor();
  });
  let fresh;
  await step("rotated: for a token that is used, the overlap is chosen", async () => {
    await row(page, /Production/).getByText("nightly-report/2.1").waitFor();
    await act(page, l, "Production", "Rotate");
    const box = dialog(page, "Rotate the token Production");
    const go = box.getByRole("button", { name: "Rotate", exact: true });
    const silent = box.getByRole("checkbox", { name: /^End the old one earlier when it is silent/ });
    await go.click();
    await until("asked for", () => box.locator("[role=radiogroup][aria-invalid=true]").count());
    assert.equal(await silent.isVisible(), false, "without an overlap nothing can fall silent");
    await box.getByRole("radio", { name: /^works for 7 more days until .*\d/ }).check();
    await silent.check();
    await go.click();
    const value = await readToken(page, l);
    await page.evaluate(() => history.back());
    await dialog(page, l.credential.title).getByText(/You have not saved the token yet/).waitFor();
    await dialog(page, l.credential.title).getByRole("button", { name: "Back to the token", exact: true }).click();
    await putAway(page, l);
    const { tokens } = await shown(bot);
    fresh = tokens.find((one) => one.tail === value.slice(-4));
    const old = tokens.find((one) => one.id === other.id);
    assert.deepEqual([fresh.name, fresh.holder, old.successor_id, old.ends_when_silent], ["Production", VENDOR, fresh.id, true]);
    assert.deepEqual(fresh.networks, ["192.0.2.0/24"]);
    assert.equal(tokens.filter((one) => one.status === "live").length, 2, "the bot's first one was let be");
  });
  await step("silent: said, and ended with one press", async () => {
    const old = row(page, new RegExp(`Production …${other.tail}`));
    await old.getByText("Ends earlier when it is silent").waitFor();
    await used(other.id, 100, 60);
    await used(fresh.id, 26, 1);
    await page.reload();
    await old.getByText(/^Silent for a day while its successor is in use/).waitFor();
    await old.getByRole("button", { name: /^End it/ }).click();
    await page.getByText(`Token …${other.tail} ended`).waitFor();
    await page.getByRole("heading", { name: "Ended", exact: true }).waitFor();
    assert.equal((await shown(bot)).tokens.find((one) => one.id === other.id).status, "revoked");
    assert.equal(await old.getByRole("button").count(), 0);
  });
  await step("revoked", async () => {
    await act(page, l, `…${bot.token.slice(-4)}`, "Revoke");
    const box = page.getByRole("dialog", { name: new RegExp(`^Revoke the token …${bot.token.slice(-4)}`) });
    await box.getByRole("button", { name: "Revoke", exact: true }).click();
    await box.waitFor({ state: "detached" });
    await until("ended", async () => !(await works(bot.token)), 3_000);
  });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("all tokens of a holder are rotated at once, and shown once", async () => {
  const holder = "Vendor with a breach";
  const bots = [];
  for (let n = 0; n < 3; n += 1) bots.push(await ana.systemUser(null, `vendor-bot-${n}`));
  const old = [];
  for (const bot of bots) old.push(await more(bot, { name: "API", holder }));
  await used(old[1].id, 40, 3);
  const page = await open("/tokens");
  await heading(page, "Tokens");
  await step("by holder, from the list", async () => {
    await page.getByRole("combobox", { name: "Any holder" }).selectOption(holder);
    await until("filtered", async () => (await page.locator("tbody tr").count()) === 3);
    assert.equal(new URL(page.url()).searchParams.get("holder"), holder);
    await page.getByRole("combobox", { name: "Shown to anybody" }).selectOption({ label: "Ana Martín" });
    await until("still there", async () => (await page.locator("tbody tr").count()) === 3);
    await page.getByLabel("Ends by").fill("2027-01-01");
    await page.getByRole("heading", { name: "No token matches" }).waitFor();
    await page.getByRole("button", { name: "Clear", exact: false }).first().click();
    await page.getByRole("combobox", { name: "Any holder" }).selectOption(holder);
    await until("filtered again", async () => (await page.locator("tbody tr").count()) === 3);
  });
  const shownBox = dialog(page, "Save these tokens now");
  await step("asked and done", async () => {
    await page.locator("thead").getByRole("checkbox").check();
    await page.getByRole("button", { name: "Rotate", exact: true }).click();
    const box = dialog(page, "Rotate 3 tokens");
    await box.getByText("1 of them was used in the last 30 days.").waitFor();
    assert.equal(await box.getByRole("listitem").filter({ hasText: holder }).count(), 3);
    const go = box.getByRole("button", { name: "Rotate 3 tokens", exact: true });
    await go.click();
    await until("the overlap is chosen", () => box.locator("[role=radiogroup][aria-invalid=true]").count());
    await box.getByRole("radio", { name: /^works for 24 more hours/ }).check();
    await go.click();
    await shownBox.waitFor();
  });
  await step("shown once: masked, and as a file", async () => {
    assert.doesNotMatch(await page.content(), /tnr_[0-9A-Za-z]{49}/, "masked, it is not in the document");
    assert.equal(await shownBox.getByRole("button", { name: "Download as a file", exact: true }).isVisible(), false, "only for who asks");
    await shownBox.getByText("All together, to hand over", { exact: true }).click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      shownBox.getByRole("button", { name: "Download as a file", exact: true }).click(),
    ]);
    const text = await readFile(await file.path(), "utf8");
    const values = text.match(/tnr_[0-9A-Za-z]{49}/g);
    assert.equal(new Set(values).size, 3);
    for (const value of values) assert.ok(await works(value));
    for (const bot of bots) assert.ok(text.includes(bot.id) && (await works(bot.token)), "others are let be");
  });
  await step("going away asks, and a page that was loaded again says what happened", async () => {
    await page.evaluate(() => history.back());
    await shownBox.getByText(/You have not saved the tokens yet/).waitFor();
    await shownBox.getByRole("button", { name: "Back to the tokens", exact: true }).click();
    page.once("dialog", (one) => one.accept());
    await page.reload();
    const told = dialog(page, "Tokens were generated and not saved");
    await told.waitFor();
    await told.getByRole("button", { name: "Close", exact: true }).last().click();
    await told.waitFor({ state: "detached" });
  });
  await step("what was rotated can't be ticked again", async () => {
    await until("old and new", async () => (await page.locator("tbody tr").count()) === 6);
    assert.equal(await page.locator("tbody").getByRole("checkbox").count(), 3);
  });
  await step("off-boarding leads there", async () => {
    const leaver = await addPerson(tenure.db, { n: 7, role: "admin" });
    await page.goto(`${tenure.url}/tokens?shown_to=${leaver.id}`);
    await page.getByRole("heading", { name: "No token matches" }).waitFor();
  });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("in Spanish on a phone, with fifty tokens and long names: nothing runs over, and axe has nothing to say", async () => {
  const name = "Atención al cliente de São Paulo y Ciudad de México, noche";
  const bot = await ana.systemUser(null, "atención-al-cliente-de-são-paulo-bogotá-y-ciudad-de-méxico-turno-noche");
  for (let n = 1; n < 50; n += 1)
    await more(bot, { name: n % 2 ? name : `T${n}`, holder: "Integraciones y Automatizaciones del Pacífico S.A. de C.V.", networks: ["203.0.113.0/24", "2001:db8::/32"] });
  const page = await open(`/system-users/${bot.id}?tab=tokens`, "es", { viewport: NARROW, locale: "es-MX" });
  const found = [];
  await until("fifty", async () => (await page.locator("tbody tr").count()) === 50);
  await look(page, "fifty tokens", ["light narrow", "dark wide"], found);
  await page.setViewportSize(NARROW);
  await page.goto(`${tenure.url}/system-users/${bot.id}?action=token`);
  await page.getByRole("radio", { name: "es uno más: los demás siguen vigentes" }).check();
  await page.getByText("Más opciones", { exact: true }).click();
  await look(page, "one more", ["light narrow", "dark wide"], found);
  await page.goto(`${tenure.url}/tokens`);
  await page.locator("tbody tr").first().waitFor();
  await page.locator("thead").getByRole("checkbox").evaluate((box) => box.click());
  await page.getByRole("button", { name: "Rotar", exact: true }).click();
  await page.getByRole("dialog", { name: "Rotar 20 tokens" }).waitFor();
  await look(page, "rotate twenty", ["light narrow", "dark wide"], found);
  await page.setViewportSize(NARROW);
  // With an overlap the bot would have more than fifty.
  const go = page.getByRole("button", { name: "Rotar 20 tokens", exact: true });
  await page.getByRole("radio", { name: /^vale 1 hora más/ }).check();
  await go.click();
  await page.getByRole("alert").filter({ hasText: /50/ }).waitFor();
  await page.getByRole("radio", { name: /^deja de valer de inmediato/ }).check();
  await go.click();
  const box = dialog(page, "Guarde estos tokens ahora");
  await box.waitFor();
  await look(page, "twenty new ones", ["light narrow", "dark wide"], found);
  await page.setViewportSize(NARROW);
  await box.getByRole("checkbox", { name: "Ya guardé los tokens" }).check();
  await box.getByRole("button", { name: "Listo", exact: true }).click();
  await box.waitFor({ state: "detached" });
  assert.deepEqual(found, []);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
