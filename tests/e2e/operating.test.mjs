// What an operations lead does with messages day by day: try a webhook, change it, give it a new secret, pause it, see what
// fails and send it again, find a message, and see why a carrier's call was refused.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { addPerson, deploy, setUp, signIn } from "../workerd/support/deployment.mjs";
import { startBot } from "./support/bot.mjs";
import { enter, launch, visit, visitAs } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { act, dialog, heading, step, until } from "./support/pages.mjs";

const l = LABELS.en;
const exact = { exact: true };
const FROM = "5519990003333";

let tenure;
let ana;
let bot;
const made = {};
const post = async (path, body) => {
  const answer = await ana.post(path, body);
  assert.ok(answer.status < 300, `${path}: ${answer.text}`);
  return answer.json;
};
const says = (text) => post(`/v1/channels/${made.channel.id}/simulate`, { from: FROM, text });
const webhook = async () => (await ana.get(`/v1/webhooks/${made.webhook.id}`)).json;
const heard = () => bot.told.mo.map((one) => one.data[0].message?.messageText);

before(async () => {
  await launch();
  bot = await startBot({ answers: false });
  tenure = await deploy({ vars: { ALLOW_WEBHOOK_TO: bot.host } });
  bot.tenure = tenure;
  ana = await setUp(tenure);
  made.bot = await ana.systemUser(await ana.subaccount("Support"), "support-bot");
  made.channel = await post("/v1/channels", { name: "Try-out", kind: "simulator", medium: "whatsapp", origin: "551930001111" });
  const hook = { name: "Bot", kind: "mo", url: bot.url("mo"), format: "sinch", accept_null_subaccount: true, all_subaccounts: true };
  made.webhook = (await post("/v1/webhooks", hook)).webhook;
});

async function open(path, language) {
  const page = await visit({ origin: tenure.url, url: null });
  await enter(page, ana, language);
  await page.goto(tenure.url + path);
  return page;
}

async function over(page) {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
}

test("a webhook is tried, changed, given a new secret with overlap, paused and resumed", async () => {
  const page = await open("/webhooks");

  await step("test send", async () => {
    await act(page, l, "Bot", "Send a test");
    const box = dialog(page, "Test Bot");
    await box.getByRole("button", { name: "Send a test", ...exact }).click();
    await box.getByText("It was taken.", exact).waitFor();
    await box.getByText(/^HTTP 200 · \d+ ms$/).waitFor();
    await box.getByText("so says the bot", exact).waitFor();
    bot.status = 302;
    await box.getByRole("button", { name: "Send a test", ...exact }).click();
    await box.getByText(/It was not taken/).waitFor();
    bot.status = 200;
    await page.keyboard.press("Escape");
  });

  await step("edit", async () => {
    await act(page, l, "Bot", "Edit");
    const box = dialog(page, "Edit Bot");
    await box.getByLabel("Name", exact).fill("Bot of José Ñandú");
    await box.getByLabel("Own headers", exact).fill("X-Key: sesame open");
    await box.getByRole("button", { name: "Save changes", ...exact }).click();
    await page.getByRole("link", { name: "Bot of José Ñandú", ...exact }).click();
    await heading(page, "Bot of José Ñandú");
    await page.getByText(/^x-key$/i).waitFor();
    assert.doesNotMatch(await page.content(), /sesame/);
  });

  await step("a new secret, and a page that is loaded again over it", async () => {
    await page.getByRole("button", { name: "New secret", ...exact }).click();
    await dialog(page, "New secret for Bot of José Ñandú").getByRole("button", { name: "New secret", ...exact }).click();
    await dialog(page, "Save this now").waitFor();
    page.once("dialog", (ask) => ask.accept());
    await page.reload();
    const lost = dialog(page, "It was made, and can't be shown again");
    await lost.waitFor();
    assert.doesNotMatch(await page.content(), /whsec_/);
    await lost.getByRole("link", { name: "New secret", ...exact }).click();
    await dialog(page, "New secret for Bot of José Ñandú").getByRole("button", { name: "New secret", ...exact }).click();
    const box = dialog(page, "Save this now");
    await box.getByLabel("I have saved it").check();
    await box.getByRole("button", { name: "Done", ...exact }).click();
    await box.waitFor({ state: "detached" });
    const { secrets } = await webhook();
    assert.equal(secrets.filter((one) => one.ends_at).length, secrets.length - 1, "the old ones end, the new one stays");
    for (const { tail } of secrets) await page.getByText(`…${tail}`, exact).waitFor();
  });

  await step("pause, what would be lost, resume", async () => {
    await page.getByRole("button", { name: "Pause", ...exact }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Pause", ...exact }).click();
    await page.getByText("Paused", exact).waitFor();
    for (const text of ["one", "two"]) await says(text);
    await until("two wait", async () => (await webhook()).waiting === 2);
    await page.getByRole("button", { name: "Delete", ...exact }).click();
    await page.getByText("2 deliveries that wait for it are lost.", exact).waitFor();
    await page.keyboard.press("Escape");
    assert.ok(!heard().includes("one"));
    await page.getByRole("button", { name: "Resume", ...exact }).click();
    await until("both, in order", () => heard().join(" ").endsWith("one two"));
    await page.getByText("Active", exact).first().waitFor();
  });

  await step("the last day as drawings, and as a table", async () => {
    await page.getByText("Show as a table", exact).click();
    const line = page.getByRole("row").filter({ has: page.getByRole("rowheader") }).last();
    await line.waitFor();
    assert.ok((await page.locator(".charts svg").count()) === 3);
  });
  await over(page);
});

test("what fails is seen with its request and answer, given up, and sent again", async () => {
  const page = await open("/deliveries");
  bot.status = 500;
  const { message_id } = await says("not now");
  const delivery = await until("a try", async () => {
    const { deliveries } = (await ana.get(`/v1/messages/${message_id}`)).json;
    return deliveries.find((one) => one.attempts > 0 && one.last_status === 500);
  });

  await step("a live list, with the answer and the next try", async () => {
    await page.getByRole("row", { name: /HTTP 500/ }).first().waitFor();
    await page.goto(`${tenure.url}/deliveries/${delivery.id}`);
    await page.getByText(/POST http:\/\/127/).first().waitFor();
    await page.getByText("so says the bot", exact).waitFor();
    await page.getByText(/not now/).first().waitFor();
    const page_text = await page.content();
    assert.match(page_text, /•{4}/);
    assert.doesNotMatch(page_text, /sesame/);
  });

  await step("gone for good: disabled, and given up", async () => {
    bot.status = 410;
    await page.getByRole("button", { name: "Send again", ...exact }).click();
    await until("disabled", async () => (await webhook()).status === "disabled");
    await page.goto(`${tenure.url}/webhooks`);
    await page.getByText("Disabled", exact).waitFor();
    await says("while it was gone");
  });

  await step("resumed, a selection is sent again", async () => {
    bot.status = 200;
    await page.getByRole("link", { name: /^Bot of/ }).click();
    await page.getByRole("button", { name: "Resume", ...exact }).click();
    await until("active", async () => (await webhook()).status === "active");
    await page.goto(`${tenure.url}/deliveries?state=dead`);
    await page.getByRole("row", { name: /Given up/ }).first().waitFor();
    await page.getByRole("checkbox", { name: /all/i }).first().check();
    await page.getByRole("group").getByRole("button", { name: "Send again", ...exact }).click();
    await until("it came", () => heard().includes("not now"));
  });

  await step("all since a time, what came while it was disabled too", async () => {
    await page.goto(`${tenure.url}/deliveries?action=replay&id=new&since=2020-01-01T00:00:00Z`);
    const box = dialog(page, "Send all again since…");
    await box.getByRole("button", { name: "Send again", ...exact }).click();
    await page.getByText("1 delivery is sent again", exact).waitFor();
    await until("it came", () => heard().includes("while it was gone"));
  });
  await over(page);
});

test("a message is found by number, correlation, carrier's id and ours; a failure is chosen by its number", async () => {
  const page = await open("/messages");
  bot.username = "support-bot";
  bot.token = made.bot.token;
  const test = await post(`/v1/channels/${made.channel.id}/test`, { to: "5519990004444", text: "fail:104" });
  const { message } = (await ana.get(`/v1/messages/${test.message_id}`)).json;
  const rows = page.locator("tbody tr");
  const only = (text) => until(`only ${text}`, async () => (await rows.count()) === 1 && (await rows.first().innerText()).includes(text));

  await step("by the number in another form", async () => {
    await page.getByLabel("Person's number", exact).fill("+55 (19) 99000-4444");
    await only("5519990004444");
    await page.getByRole("row", { name: /NOT_DELIVERED/ }).waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
  });
  await step("by correlation; a bot chooses a failure by the number that it sends to", async () => {
    assert.equal((await bot.send("5519990000202", "My own words", "c-42")).status, 200);
    await page.getByLabel("Correlation ID", exact).fill("c-42");
    await only("5519990000202");
    await page.getByRole("row", { name: /INVALID_DESTINATION_NUMBER/ }).waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
  });
  await step("by the carrier's id", async () => {
    await page.getByLabel("ID, or the carrier's", exact).fill(message.carrier_id);
    await only("5519990004444");
    assert.match(page.url(), /carrier=sim-/);
  });
  await step("by ours", async () => {
    await page.getByLabel("ID, or the carrier's", exact).fill(message.id);
    await page.waitForURL(`${tenure.url}/messages/${message.id}`);
    await heading(page, "Out (MT) · 5519990004444");
  });
  await step("a failure by its number, in the simulator", async () => {
    await page.goto(`${tenure.url}/channels/${made.channel.id}`);
    await page.getByRole("button", { name: "Send a message", ...exact }).click();
    const box = dialog(page, "Test Try-out");
    await box.getByLabel("Person", exact).fill("5519990005555");
    await box.getByLabel("Fail with code", exact).fill("202");
    await box.getByRole("button", { name: "Send a message", ...exact }).click();
    await box.getByRole("link", { name: "Open the message", ...exact }).click();
    await page.getByText("INVALID_DESTINATION_NUMBER").first().waitFor();
  });
  await over(page);
});

test("who has no inbox right sees neither who wrote nor what; all are told how long it is kept", async () => {
  const role = await post("/v1/roles", { name: "Operations", grants: [{ permission: "webhooks:manage", reach: "account" }] });
  const person = await addPerson(tenure.db, { n: 7, role: "developer" });
  const { user } = (await ana.get(`/v1/users/${person.id}`)).json;
  const given = await ana.patch(`/v1/users/${person.id}`, { version: (user ?? (await ana.get(`/v1/users/${person.id}`)).json).version, role_id: role.id });
  assert.equal(given.status, 200, given.text);
  const { message_id } = await says("between us");
  const page = await visitAs(tenure, await signIn(tenure, person.email), "/messages");
  await page.getByText("Messages are kept for 30 days, then gone.", exact).waitFor();
  await page.getByRole("row", { name: /…3333/ }).first().waitFor();
  await page.goto(`${tenure.url}/messages/${message_id}`);
  await page.getByText(/hidden from your role/).waitFor();
  const text = await page.content();
  assert.ok(!text.includes("between us") && !text.includes(FROM));
  await over(page);
});

test("a carrier's refused call is seen at its source, with what to do", async () => {
  const page = await open("/sources/new");
  const form = dialog(page, "Create source");
  await form.getByLabel("Name", exact).fill("Brazil");
  await form.getByRole("button", { name: "Create source", ...exact }).click();
  const box = dialog(page, "Save this now");
  await box.getByRole("button", { name: l.common.show, ...exact }).click();
  const address = await box.getByText(/\/in\/src_/).first().innerText();
  await box.getByLabel("I have saved it").check();
  await box.getByRole("button", { name: "Done", ...exact }).click();
  await page.getByRole("link", { name: "Brazil", ...exact }).click();
  await page.getByText(/Nothing was refused/).waitFor();
  const { pathname, search } = new URL(address);
  await tenure.nobody.post(pathname, { total: 0 });
  await tenure.nobody.post(pathname + search, { total: 1, data: "nonsense" });
  await page.getByText("The key of the address is missing or another one.", exact).waitFor();
  await page.getByText(/It is JSON of something else/).waitFor();
  await over(page);
});

test("what was chosen stays chosen while its list is on the way", async () => {
  const door = { name: "Door", provider: "sinch_sms", authentication: "system_user", system_user_id: made.bot.id };
  const source = (await post("/v1/inbound-sources", door)).inbound_source;
  const channel = await post("/v1/channels", {
    name: "Carrier", kind: "http", medium: "sms", origin: "28128", address: bot.url("carrier"), source_id: source.id,
  });
  const page = await open("/deliveries");
  // The lists that the choices are made from come when the test lets them.
  let come;
  const late = new Promise((resolve) => (come = resolve));
  for (const list of ["inbound-sources", "system-users", "webhooks"])
    await page.route(new RegExp(`/v1/${list}\\?`), async (route) => {
      await late;
      await route.continue();
    });
  const rename = async (path, to) => {
    await page.goto(`${tenure.url}${path}?action=edit&id=${path.split("/").at(-1)}`);
    const box = page.getByRole("dialog");
    await box.getByLabel("Name", exact).fill(to);
    await box.getByRole("button", { name: "Save changes", ...exact }).click();
    await box.waitFor({ state: "detached" });
  };
  await step("a channel keeps its source", async () => {
    await rename(`/channels/${channel.id}`, "Carrier of before");
    const now = (await ana.get(`/v1/channels/${channel.id}`)).json;
    assert.deepEqual([now.name, now.source?.id], ["Carrier of before", source.id]);
  });
  await step("a source keeps its system user: any other one would be let in", async () => {
    await rename(`/sources/${source.id}`, "Door of before");
    const now = (await ana.get(`/v1/inbound-sources/${source.id}`)).json;
    assert.deepEqual([now.name, now.system_user_id], ["Door of before", made.bot.id]);
  });
  await step("nothing is sent again before there is a webhook to choose", async () => {
    await page.goto(`${tenure.url}/deliveries?action=replay&id=new&since=2026-01-01T00:00:00.000Z`);
    await heading(page, l.nav.deliveries);
    assert.equal(await page.getByRole("dialog").count(), 0);
    come();
    const box = page.getByRole("dialog");
    await box.getByRole("button", { name: "Send again", ...exact }).click();
    // All of it is delivered by now, or some is not: either is said.
    await page.getByText(/sent again$/).first().waitFor();
  });
  await over(page);
});
