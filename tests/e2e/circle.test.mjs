// The whole circle on one machine, as an administrator makes it in the console: a bot that is not ours sends with its own
// credential, is told what became of it and what people answer, and answers again; then the same with somebody who
// writes first. And the guide for Chatlayer, to its last step. In English and Spanish.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deploy, setUp } from "../workerd/support/deployment.mjs";
import { startBot } from "./support/bot.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { createSubaccount, dialog, fillSystemUser, heading, menu, putAway, readToken, step, until } from "./support/pages.mjs";

const SAID = {
  en: {
    channel: "Create channel",
    webhook: "Create webhook",
    carrier: "Carrier",
    simulator: "Simulator (no carrier)",
    name: "Name",
    number: "Our number",
    kind: "Kind",
    status: "Status (of messages)",
    format: "Format",
    address: "Address",
    secret: "Save this now",
    saved: "I have saved it",
    done: "Done",
    read: "Read",
    organic: "From somebody new",
    simulate: "Simulate a message",
    nobody: "No webhook is told.",
    open: "Open the message",
    lost: "Nobody takes what belongs to no subaccount",
    take: (name) => `Let ${name} take them`,
    replay: "Send all again since…",
    again: "Send again",
    replayed: /^\d+ deliver(y is|ies are) sent again$/,
    told: "1 webhook is told.",
    null: "Subaccount Null",
    test: "Run the live test",
    step: { open: "Open", done: "Done" },
  },
  es: {
    channel: "Crear canal",
    webhook: "Crear webhook",
    carrier: "Operador",
    simulator: "Simulador (sin operador)",
    name: "Nombre",
    number: "Nuestro número",
    kind: "Tipo",
    status: "Estado (de mensajes)",
    format: "Formato",
    address: "Dirección",
    secret: "Guarde esto ahora",
    saved: "Lo he guardado",
    done: "Listo",
    read: "Leído",
    organic: "De alguien nuevo",
    simulate: "Simular un mensaje",
    nobody: "Ningún webhook se entera.",
    open: "Abrir el mensaje",
    lost: "Nadie recibe lo que no es de ninguna subcuenta",
    take: (name) => `Que los reciba ${name}`,
    replay: "Enviar todo otra vez desde…",
    again: "Enviar otra vez",
    replayed: /^\d+ entregas? se envían? otra vez$/,
    told: "Se entera 1 webhook.",
    null: "Subcuenta nula (Subaccount Null)",
    test: "Hacer la prueba en vivo",
    step: { open: "Pendiente", done: "Hecho" },
  },
};
const PERSON = "5519990002222";
const exact = { exact: true };

before(async () => {
  await launch();
});

/** A deployment that may call this bot, and the administrator's page. */
async function scene(language) {
  const l = LABELS[language];
  const bot = await startBot();
  bot.username = "support-bot";
  const tenure = await deploy({ vars: { ALLOW_WEBHOOK_TO: bot.host } });
  bot.tenure = tenure;
  const ana = await setUp(tenure);
  const page = await visit({ origin: tenure.url, url: null, locale: l.locale });
  await enter(page, ana, language);
  await page.goto(tenure.url);
  return { l, s: SAID[language], bot, tenure, ana, page };
}

/** Fills the form of a webhook that is open, and puts its secret away. */
async function webhook(page, s, { name, kind, url }) {
  const form = dialog(page, s.webhook);
  await form.getByLabel(s.name, exact).fill(name);
  if (kind) await form.getByLabel(s.kind, exact).selectOption({ label: kind });
  await form.getByLabel(s.address, exact).fill(url);
  await form.getByLabel(s.format, exact).selectOption("sinch");
  await form.getByRole("button", { name: s.webhook, ...exact }).click();
  const box = dialog(page, s.secret);
  await box.getByLabel(s.saved).check();
  await box.getByRole("button", { name: s.done, ...exact }).click();
  await box.waitFor({ state: "detached" });
}

/** Fills the form of a simulator that is open. */
async function simulator(page, s) {
  const form = dialog(page, s.channel);
  await form.getByLabel(s.carrier, exact).selectOption({ label: s.simulator });
  await form.getByLabel(s.name, exact).fill("Try-out");
  await form.getByLabel(s.number, exact).fill("+55 19 3000-1111");
  await form.getByRole("button", { name: s.channel, ...exact }).click();
  await form.waitFor({ state: "detached" });
}

/** What the command palette finds by this word. */
async function palette(page, l, word) {
  await page.keyboard.press("Control+k");
  await page.locator("dialog.palette").getByRole("combobox").fill(word);
  await page.getByRole("option", { name: new RegExp(`^${word}`) }).waitFor();
  await page.keyboard.press("Enter");
}

for (const language of ["en", "es"]) {
  test(`a bot sends, is told, is answered and answers; and somebody who writes first is not lost (${language})`, async () => {
    const { l, s, bot, tenure, ana, page } = await scene(language);

    await step("subaccount and system user", async () => {
      await createSubaccount(page, l, "Support", "support");
      await menu(page, l, l.nav.systemUsers);
      const form = await fillSystemUser(page, l, "Support", bot.username);
      await form.getByRole("button", { name: l.bots.generate, ...exact }).click();
      bot.token = await readToken(page, l);
      await putAway(page, l);
      assert.ok(!(await page.content()).includes(bot.token), "shown once");
    });

    await step("a simulator as the channel, by the palette", async () => {
      await palette(page, l, s.channel);
      await simulator(page, s);
      await page.getByRole("link", { name: "Try-out", ...exact }).waitFor();
    });

    await step("webhooks of answers and of states, by the palette", async () => {
      await palette(page, l, s.webhook);
      await webhook(page, s, { name: "Answers", url: bot.url("mo") });
      await page.getByRole("link", { name: s.webhook, ...exact }).first().click();
      await webhook(page, s, { name: "States", kind: s.status, url: bot.url("status") });
      await page.getByRole("row", { name: /States/ }).waitFor();
    });

    await step("the bot sends and is told, the person answers, the bot answers that", async () => {
      const sent = await bot.send(PERSON, "echo: Hello bot", "order-7");
      assert.equal(sent.status, 200, JSON.stringify(sent.body));
      const states = () => bot.told.status.filter(({ data: [one] }) => one.correlationId === "order-7");
      await until("three states", () => states().length === 3);
      const seen = states().map(({ data: [one] }) => [one.sentStatusCode, one.deliveredStatusCode ?? null]);
      assert.deepEqual(seen, [[2, null], [2, 4], [2, 5]]);
      await until("the answer", () => bot.told.mo.length === 1);
      const [mo] = bot.told.mo;
      assert.equal(mo.data[0].message.messageText, "Hello bot");
      assert.equal(mo.data[0].source, PERSON);
      assert.equal(mo.data[0].correlationId, "order-7");
      const { items } = (await ana.get("/v1/subaccounts")).json;
      assert.equal(mo.clientInfo.subAccountId, items[0].id);
      await until("the bot's own answer", () => bot.replies.length === 1);
      assert.equal(bot.replies[0].status, 200, JSON.stringify(bot.replies[0].body));
    });

    await step("the console shows it", async () => {
      await menu(page, l, l.nav.messages);
      await page.getByRole("row", { name: /Hello bot/ }).first().waitFor();
      await page.getByRole("row", { name: /You said: Hello bot/ }).getByText(s.read, exact).waitFor();
      assert.equal(await page.getByRole("row", { name: /Support/ }).count(), 3);
      await menu(page, l, l.nav.deliveries);
      await until("all delivered", async () => {
        const { items } = (await ana.get("/v1/deliveries")).json;
        return items.length === 7 && items.every((one) => one.state === "delivered");
      });
    });

    await step("somebody writes first, and nobody takes it", async () => {
      await menu(page, l, l.nav.channels);
      await page.getByRole("link", { name: "Try-out", ...exact }).click();
      await heading(page, "Try-out");
      await page.getByRole("button", { name: s.simulate, ...exact }).click();
      const box = page.getByRole("dialog");
      await box.getByLabel(s.organic).check();
      await box.getByRole("button", { name: s.simulate, ...exact }).click();
      await box.getByText(s.nobody, exact).waitFor();
      await box.getByRole("link", { name: s.open, ...exact }).click();
    });

    await step("the console warns, and one press mends it", async () => {
      const message = page.url();
      assert.match(message, /\/messages\/msg_/);
      await page.getByRole("main").getByRole("link", { name: l.nav.webhooks, ...exact }).click();
      await page.getByText(s.lost, exact).waitFor();
      await page.getByRole("button", { name: s.take("Answers"), ...exact }).click();
      await page.getByText(s.lost, exact).waitFor({ state: "detached" });
      await page.goto(message);
      await page.getByRole("link", { name: s.replay, ...exact }).click();
      const box = dialog(page, s.replay);
      await box.getByRole("button", { name: s.again, ...exact }).click();
      await page.getByText(s.replayed).first().waitFor();
      await until("what nobody took", () => bot.told.mo.length === 2);
      assert.equal(bot.told.mo[1].clientInfo.subAccountId, null);
      await until("an answer to it", () => bot.replies.length === 2);
      assert.equal(bot.replies[1].status, 200);
    });

    await step("the next one is taken at once", async () => {
      const { items } = (await ana.get("/v1/channels")).json;
      await page.goto(`${tenure.url}/channels/${items[0].id}?action=simulate`);
      const box = page.getByRole("dialog");
      await box.getByLabel(s.organic).check();
      await box.getByRole("button", { name: s.simulate, ...exact }).click();
      await box.getByText(s.told, exact).waitFor();
      await until("it", () => bot.told.mo.length === 3 && bot.replies.length === 3);
    });

    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  test(`the guide for Chatlayer, left and taken up again (${language})`, async () => {
    const { l, s, bot, tenure, ana, page } = await scene(language);
    const of = (n) => page.locator(".guide > li").nth(n - 1);
    const is = (n, word) => of(n).getByText(word, exact).first().waitFor();
    await ana.subaccount("Support");

    await step("system user", async () => {
      await menu(page, l, l.nav.chatlayer);
      for (const n of [1, 2, 3, 4, 5]) await is(n, s.step.open);
      await of(1).getByRole("link", { name: l.bots.create, ...exact }).click();
      const form = dialog(page, l.bots.create);
      await form.getByRole("radio", { name: /^Support/ }).check();
      await form.getByLabel(l.bots.username, exact).fill(bot.username);
      await form.getByRole("button", { name: l.bots.generate, ...exact }).click();
      bot.token = await readToken(page, l);
      await putAway(page, l);
      await heading(page, l.nav.chatlayer);
      await is(1, s.step.done);
    });

    await step("webhook of answers", async () => {
      await of(2).getByRole("link", { name: s.webhook, ...exact }).click();
      await webhook(page, s, { name: "Answers", url: bot.url("mo") });
      await heading(page, l.nav.chatlayer);
      await is(2, s.step.done);
      await is(3, s.step.open);
    });

    await step("left and taken up again", async () => {
      await menu(page, l, l.nav.overview);
      await menu(page, l, l.nav.chatlayer);
      await is(1, s.step.done);
      await is(2, s.step.done);
    });

    await step("Subaccount Null", async () => {
      await of(3).getByRole("button", { name: s.take("Answers"), ...exact }).click();
      await is(3, s.step.done);
    });

    await step("values", async () => {
      await of(4).getByRole("link", { name: s.channel, ...exact }).click();
      await simulator(page, s);
      await heading(page, l.nav.chatlayer);
      await of(4).getByText(bot.username, exact).first().waitFor();
      await of(4).getByText("551930001111", exact).waitFor();
      await is(4, s.step.open);
      const first = await fetch(`${tenure.url}/v1/whoami`, { headers: { authorization: `Bearer ${bot.token}` } });
      assert.equal(first.status, 200);
      await is(4, s.step.done);
    });

    await step("live test", async () => {
      await is(5, s.step.open);
      await of(5).getByRole("button", { name: s.test, ...exact }).click();
      await until("all stages", async () => (await of(5).locator(".stages [data-tone=ok]").count()) === 8, 40_000);
      await is(5, s.step.done);
      assert.equal(bot.told.mo.length, 2);
      assert.deepEqual(bot.replies.map((one) => one.status), [200, 200]);
      const nulls = bot.told.mo.map((one) => one.clientInfo.subAccountId);
      assert.equal(nulls.filter((id) => id === null).length, 1);
    });

    await step("it stays so", async () => {
      await page.reload();
      for (const n of [1, 2, 3, 4, 5]) await is(n, s.step.done);
    });

    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}
