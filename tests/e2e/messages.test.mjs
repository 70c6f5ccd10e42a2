// Messages as somebody sees them who connects a bot: a webhook and its secret, who takes what belongs to no subaccount,
// the simulator, what went through, and the settings. In English and Spanish.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deploy, setUp } from "../workerd/support/deployment.mjs";
import { startBot } from "./support/bot.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { act, dialog, heading, menu, step, until } from "./support/pages.mjs";

const SAID = {
  en: {
    create: "Create webhook",
    name: "Name",
    address: "Address",
    secret: "Save this now",
    saved: "I have saved it",
    notSaved: "You have not saved it yet. If you leave, it can't be shown again.",
    back: "Back to it",
    done: "Done",
    lost: "Nobody takes what belongs to no subaccount",
    twice: "Bot and Copy tell one address the same: a bot there gets each message twice.",
    take: (name) => `Let ${name} take them`,
    tester: "Test the routing",
    who: "Who gets it?",
    gets: "Gets it",
    notNull: "It does not accept Subaccount Null.",
    channel: "Create channel",
    carrier: "Carrier",
    number: "Our number",
    simulator: "Simulator (no carrier)",
    simulate: "Simulate a message",
    person: "Person",
    organic: "From somebody new",
    told: "1 webhook is told.",
    open: "Open the message",
    again: "Send again",
    days: "Days that messages are kept",
    save: "Save changes",
    kept: /kept for 7 days/,
  },
  es: {
    create: "Crear webhook",
    name: "Nombre",
    address: "Dirección",
    secret: "Guarde esto ahora",
    saved: "Lo he guardado",
    notSaved: "Todavía no lo ha guardado. Si se va, no se podrá mostrar otra vez.",
    back: "Volver",
    done: "Listo",
    lost: "Nadie recibe lo que no es de ninguna subcuenta",
    twice: "Bot y Copy avisan de lo mismo a una dirección: el bot recibe cada mensaje dos veces.",
    take: (name) => `Que los reciba ${name}`,
    tester: "Probar el enrutamiento",
    who: "¿Quién lo recibe?",
    gets: "Lo recibe",
    notNull: "No acepta la subcuenta nula.",
    channel: "Crear canal",
    carrier: "Operador",
    number: "Nuestro número",
    simulator: "Simulador (sin operador)",
    simulate: "Simular un mensaje",
    person: "Persona",
    organic: "De alguien nuevo",
    told: "Se entera 1 webhook.",
    open: "Abrir el mensaje",
    again: "Enviar otra vez",
    days: "Días que se conservan los mensajes",
    save: "Guardar cambios",
    kept: /se conservan 7 días/,
  },
};

before(async () => {
  await launch();
});

for (const language of ["en", "es"]) {
  test(`a bot's webhook, what nobody takes, and a message that goes round (${language})`, async () => {
    const s = SAID[language];
    const l = LABELS[language];
    const bot = await startBot({ answers: false });
    const tenure = await deploy({ vars: { ALLOW_WEBHOOK_TO: bot.host } });
    const ana = await setUp(tenure);
    await ana.subaccount("Support");
    const page = await visit({ origin: tenure.url, url: null, locale: l.locale });
    await enter(page, ana, language);
    const exact = { exact: true };

    await step("a webhook and its secret", async () => {
      await page.goto(`${tenure.url}/webhooks`);
      await page.getByRole("link", { name: s.create, ...exact }).first().click();
      const form = dialog(page, s.create);
      await form.getByLabel(s.name, exact).fill("Bot");
      await form.getByLabel(s.address, exact).fill("http://10.0.0.1/");
      await form.getByRole("button", { name: s.create, ...exact }).click();
      await form.locator("[aria-invalid=true]").first().waitFor();
      await form.getByLabel(s.address, exact).fill(bot.url("mo"));
      await form.getByRole("button", { name: s.create, ...exact }).click();
      const box = dialog(page, s.secret);
      await box.waitFor();
      assert.doesNotMatch(await page.content(), /whsec_/, "masked, it is not in the document");
      await page.goBack();
      await box.getByText(s.notSaved, exact).waitFor();
      await box.getByRole("button", { name: s.back, ...exact }).click();
      await box.getByLabel(s.saved).check();
      await box.getByRole("button", { name: s.done, ...exact }).click();
      await page.getByRole("row", { name: /Bot/ }).waitFor();
      assert.doesNotMatch(await page.content(), /whsec_/);
    });

    await step("who takes what belongs to nobody", async () => {
      await page.getByRole("button", { name: s.tester, ...exact }).click();
      const tester = dialog(page, s.tester);
      await tester.getByRole("button", { name: s.who, ...exact }).click();
      await tester.getByText(s.notNull, exact).waitFor();
      await page.keyboard.press("Escape");
      await page.getByText(s.lost, exact).waitFor();
      await page.getByRole("button", { name: s.take("Bot"), ...exact }).click();
      await page.getByText(s.lost, exact).waitFor({ state: "detached" });
      await page.getByRole("button", { name: s.tester, ...exact }).click();
      await tester.getByRole("button", { name: s.who, ...exact }).click();
      await tester.getByText(s.gets, exact).waitFor();
      await page.keyboard.press("Escape");
    });

    await step("two webhooks that tell one bot the same", async () => {
      const again = await ana.post("/v1/webhooks", { name: "Copy", kind: "mo", url: bot.url("mo") });
      assert.equal(again.status, 201, again.text);
      await page.goto(`${tenure.url}/webhooks`);
      await page.getByText(s.twice).waitFor();
      assert.equal((await ana.delete(`/v1/webhooks/${again.json.webhook.id}`)).status, 200);
    });

    await step("a channel of the simulator, and a message by it", async () => {
      await menu(page, l, l.nav.channels);
      await page.getByRole("link", { name: s.channel, ...exact }).first().click();
      const form = dialog(page, s.channel);
      await form.getByLabel(s.carrier, exact).selectOption({ label: s.simulator });
      await form.getByLabel(s.name, exact).fill("Try-out");
      await form.getByLabel(s.number, exact).fill("+55 19 3000-1111");
      await form.getByRole("button", { name: s.channel, ...exact }).click();
      await page.getByRole("row", { name: /Try-out/ }).waitFor();
      await act(page, l, "Try-out", s.simulate);
      const box = page.getByRole("dialog");
      await box.getByLabel(s.person, exact).fill("+55 19 99000-2222");
      await box.getByLabel(s.organic).check();
      await box.getByRole("button", { name: s.simulate, ...exact }).click();
      await box.getByText(s.told, exact).waitFor();
      await box.getByRole("link", { name: s.open, ...exact }).click();
      await page.getByRole("row", { name: /Bot/ }).waitFor();
    });

    await step("its delivery, and sending it again", async () => {
      await page.getByRole("link", { name: "Bot", ...exact }).click();
      await page.getByRole("button", { name: s.again, ...exact }).click();
      await until("tried", async () => (await ana.get("/v1/deliveries")).json.items[0].attempts > 0);
    });

    await step("how long messages are kept", async () => {
      await page.goto(`${tenure.url}/settings/messages`);
      await page.getByLabel(s.days, exact).fill("7");
      await page.getByRole("button", { name: s.save, ...exact }).click();
      await until("saved", async () => (await ana.get("/v1/account")).json.message_days === 7);
      await menu(page, l, l.nav.messages);
      await page.getByText(s.kept).waitFor();
    });

    await heading(page, l.nav.messages);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}
