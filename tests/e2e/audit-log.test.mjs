// The audit log's page: found, opened, handed over as a file, read again, and what happens when a row was changed.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { deploy, OWNER, setUp, signIn as session, unproven } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { act, dialog, heading, step, until } from "./support/pages.mjs";

const l = LABELS.en;
const NAMES = ["Brazil", "Chile", "Peru"];
let tenure;
let ana;
let bot;
const subs = [];
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
  for (const name of NAMES) subs.push(await ana.subaccount(name));
  bot = await ana.systemUser(subs[0], "logged-bot");
});

async function open(path) {
  const page = await visit({ origin: tenure.url, url: null });
  await enter(page, ana);
  await page.goto(tenure.url + path);
  return page;
}

async function saved(page, press) {
  const [download] = await Promise.all([page.waitForEvent("download", { timeout: 30_000 }), press()]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

const rows = (page) => page.getByRole("row").getByRole("rowheader");
const verify = (page) => page.getByRole("button", { name: "Verify", exact: true }).click();

test("the log is found by who, what and to what, opened, and handed over", async () => {
  const page = await open("/");
  await page.getByRole("navigation", { name: l.nav.main }).getByRole("link", { name: l.nav.auditLog, exact: true }).click();
  await heading(page, l.nav.auditLog);
  const all = (await ana.get("/v1/audit-events?limit=200")).json.items;
  await until("all are there", async () => (await rows(page).count()) === Math.min(all.length, 50));
  await step("by action, in words", async () => {
    await page.getByRole("combobox", { name: "Any action" }).selectOption({ label: "Subaccount created" });
    await until("three", async () => (await rows(page).count()) === NAMES.length);
    assert.deepEqual(await rows(page).allInnerTexts(), NAMES.map(() => "Subaccount created"));
    assert.equal(new URL(page.url()).searchParams.get("did"), "subaccount.created");
    await page.getByRole("row", { name: /Peru/ }).getByText("Ana Martín").waitFor();
  });
  await step("the files have what is filtered", async () => {
    const csv = await saved(page, () => page.getByRole("button", { name: "Export CSV" }).click());
    assert.equal(csv.name, "audit-log.csv");
    assert.equal(csv.text.trim().split("\r\n").length, 1 + NAMES.length, csv.text);
    assert.match(csv.text, /^\u{feff}"seq","at","actor_kind"/u);
    const lines = await saved(page, () => page.getByRole("button", { name: "Export NDJSON" }).click());
    assert.equal(lines.name, "audit-log.ndjson");
    const events = lines.text.trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(events.map((event) => event.detail.after.name), NAMES.toReversed());
    const asked = (await ana.get("/v1/audit-events?action=subaccount.created")).json.items;
    assert.deepEqual(events.map((event) => event.id), asked.map((event) => event.id));
  });
  await step("one event, by keyboard", async () => {
    await page.getByRole("row", { name: /Chile/ }).getByRole("link").first().focus();
    await page.keyboard.press("Enter");
    const box = dialog(page, "Subaccount created");
    await box.getByRole("row", { name: /reference_name/ }).waitFor();
    await box.getByText("subaccounts:manage", { exact: true }).waitFor();
    await box.getByRole("button", { name: /Request ID/ }).first().waitFor();
    await page.keyboard.press("Escape");
    await box.waitFor({ state: "detached" });
    assert.equal(new URL(page.url()).searchParams.get("did"), "subaccount.created", "the filter stays");
  });
  await step("to what, with a link to it", async () => {
    await page.goto(`${tenure.url}/audit-log?subject=${bot.id}`);
    await page.getByRole("row", { name: /System user created/ }).getByRole("link", { name: "logged-bot" }).click();
    await heading(page, "logged-bot");
  });
  await step("nothing fits", async () => {
    await page.goto(`${tenure.url}/audit-log?actor=usr_nobody`);
    await page.getByRole("heading", { name: "No event matches" }).waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await rows(page).first().waitFor();
  });
  await step("what comes meanwhile is seen", async () => {
    await page.goto(`${tenure.url}/audit-log`);
    await rows(page).first().waitFor();
    subs.push(await ana.subaccount("Uruguay"));
    await page.getByRole("row", { name: /Uruguay/ }).waitFor({ timeout: 20_000 });
  });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a page on which nothing fits, with more behind it, is not the end of the list", async () => {
  const page = await open("/");
  const { next_cursor } = (await ana.get("/v1/audit-events?limit=1")).json;
  const empty = { status: 200, contentType: "application/json", body: JSON.stringify({ items: [], next_cursor }) };
  const gapped = (url) => url.pathname === "/v1/audit-events" && url.searchParams.has("actor") && !url.searchParams.has("cursor");
  await page.route(gapped, (route) => route.fulfill(empty));
  await page.goto(`${tenure.url}/audit-log?actor=${(await ana.get("/v1/me")).json.user.id}`);
  await page.getByRole("link", { name: "Next page" }).click();
  await rows(page).first().waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("how long the log is kept is a setting within its bounds", async () => {
  const page = await open("/settings");
  const days = page.getByLabel("Days that the audit log is kept", { exact: true });
  const save = page.locator("form", { has: days }).getByRole("button", { name: l.common.save, exact: true });
  await days.fill("89");
  await save.click();
  await until("refused", async () => (await days.getAttribute("aria-invalid")) === "true");
  await days.fill("400");
  await save.click();
  await until("kept", async () => (await ana.get("/v1/account")).json.audit_days === 400);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("the whole log is read again, and the first bad event is named", async () => {
  const page = await open("/audit-log");
  await step("as it was written", async () => {
    await verify(page);
    const status = page.getByRole("status").getByText(/^\d+ events, all sealed and in order$/);
    await status.waitFor();
    const { items } = (await ana.get("/v1/audit-events?limit=200")).json;
    assert.equal(await status.innerText(), `${items.length} events, all sealed and in order`);
  });
  await step("with a row changed behind the service", async () => {
    const { items } = (await ana.get("/v1/audit-events?action=subaccount.created&limit=200")).json;
    const one = items.find((event) => event.subject_id === subs[1]);
    assert.ok(one?.hash, "it was sealed");
    await tenure.db.prepare("DROP TRIGGER audit_event_update").run();
    await tenure.db.prepare("UPDATE audit_event SET actor_name = 'Somebody else' WHERE id = ?").bind(one.id).run();
    await verify(page);
    await page.getByRole("status").getByText(`First bad event: place ${one.seq}.`).waitFor();
    await page.getByRole("link", { name: "Show this event" }).click();
    const box = dialog(page, "Subaccount created");
    await box.getByText("Somebody else").waitFor();
    await box.getByRole("button", { name: new RegExp(one.id) }).or(box.getByText(one.id)).first().waitFor();
  });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

// The last one: it makes sessions old by an event that the service did not write.
test("each thing leads to what was done to it, and a file of the log asks for a fresh proof", async () => {
  const other = await session(tenure);
  const page = await visit({ origin: tenure.url, url: null });
  await enter(page, other);
  await page.goto(`${tenure.url}/subaccounts`);
  await act(page, l, NAMES[0], "History");
  await page.getByRole("row", { name: /Subaccount created/ }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get("subject"), subs[0]);
  assert.equal(await rows(page).count(), 1);
  await unproven(tenure, other);
  const csv = page.getByRole("button", { name: "Export CSV" });
  const proof = dialog(page, "Show that it is you");
  await csv.click();
  await proof.waitFor();
  await page.keyboard.press("Escape");
  await proof.waitFor({ state: "detached" });
  const file = await saved(page, async () => {
    await csv.click();
    await proof.getByLabel("Your password", { exact: true }).fill(OWNER.password);
    await page.keyboard.press("Enter");
  });
  assert.equal(file.text.trim().split("\r\n").length, 2, file.text);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
