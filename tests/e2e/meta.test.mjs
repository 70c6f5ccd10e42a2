// Meta's way, as its guides walk it, in English and Spanish: a system user with a role, the policy, an app with its secret,
// the app installed, a token for it, a WhatsApp account, and Add People with full control; the app's callback, and what it is
// subscribed to.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { deploy, setUp } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { WALKS, look } from "./support/look.mjs";
import { until } from "./support/pages.mjs";

const FOUR = [
  "business_management",
  "catalog_management",
  "whatsapp_business_management",
  "whatsapp_business_messaging",
];
const WORDS = {
  en: {
    username: "Username",
    whole: /^Account-wide/,
    admin: /^Admin/,
    accept: "Accept policy",
    accepted: /^Policy for system users. Accepted by/,
    generate: "Generate Token",
    tokenSaved: "I have saved the token",
    saved: "I have saved it",
    done: "Done",
    createApp: "Create app",
    appName: "App name",
    show: "Show",
    install: "Install app",
    more: "More",
    app: "App",
    preset: "WhatsApp (Meta's four)",
    oneMore: "is one more: the others go on",
    newToken: "Generate a new token",
    addAccount: "Add WhatsApp account",
    name: "Name",
    addNumber: "Add phone number",
    number: "Phone number",
    addPeople: "Add People",
    fullControl: /^Full control/,
    full: "Full control",
    assign: "Assign",
    callback: "Callback URL",
    verifyToken: "Verify token",
    verify: "Verify and save",
    subscribed: "Subscribed apps",
    subscription: "Subscribed by app Lucky Shrub to WhatsApp account Support line",
    address: "Address",
    delete: "Delete",
  },
  es: {
    username: "Nombre de usuario",
    whole: /^Toda la cuenta/,
    admin: /^Administrador/,
    accept: "Aceptar la política",
    accepted: /^Política de usuarios del sistema. Aceptada por/,
    generate: "Generar token",
    tokenSaved: "Ya guardé el token",
    saved: "Lo he guardado",
    done: "Listo",
    createApp: "Crear app",
    appName: "Nombre de la app",
    show: "Mostrar",
    install: "Instalar app",
    more: "Más opciones",
    app: "App",
    preset: "WhatsApp (los cuatro de Meta)",
    oneMore: "es uno más: los demás siguen vigentes",
    newToken: "Generar un nuevo token",
    addAccount: "Agregar cuenta de WhatsApp",
    name: "Nombre",
    addNumber: "Agregar número",
    number: "Número de teléfono",
    addPeople: "Agregar personas",
    fullControl: /^Control total/,
    full: "Control total",
    assign: "Asignar",
    callback: "URL de devolución de llamada",
    verifyToken: "Token de verificación",
    verify: "Verificar y guardar",
    subscribed: "Apps suscritas",
    subscription: "Suscrito por la app Lucky Shrub a la cuenta de WhatsApp Support line",
    address: "Dirección",
    delete: "Eliminar",
  },
};
const LOOKS = ["light wide", "dark narrow"];

/** A program that is asked whether it wants to be told, and knows what it is asked with. */
const program = createServer((request, response) => {
  const { searchParams } = new URL(request.url, "http://program");
  const right = searchParams.get("hub.verify_token") === "meatyhamhock";
  response.writeHead(right ? 200 : 403).end(right ? searchParams.get("hub.challenge") : "");
});
before(() => new Promise((resolve) => program.listen(0, "127.0.0.1", resolve)));
after(() => program.close());

for (const { locale, language } of WALKS.filter((walk) => walk.language in WORDS)) {
  const w = WORDS[language];
  test(`a system user is made Meta's way, with an app and a WhatsApp account (${language})`, async () => {
    await launch();
    // An account of its own: the policy is accepted once, and there is one Admin.
    const host = `127.0.0.1:${program.address().port}`;
    const tenure = await deploy({ vars: { ALLOW_WEBHOOK_TO: host } });
    const ana = await setUp(tenure);
    const found = [];
    const page = await visit({ origin: tenure.url, url: null, locale });
    await enter(page, ana, language);
    const box = page.getByRole("dialog");
    const press = (name) => box.getByRole("button", { name, exact: true }).click();
    const gone = () => box.waitFor({ state: "detached" });

    // The system user, and the policy before it.
    await page.goto(`${tenure.url}/system-users/new`);
    await box.getByRole("radio", { name: w.whole }).check();
    await box.getByLabel(w.username, { exact: true }).fill("BP-WhatsApp");
    await box.getByRole("radio", { name: w.admin }).check();
    const { text } = (await ana.get("/v1/policy-acceptances")).json;
    assert.ok(text.length > 100);
    await box.getByRole("button", { name: w.accept, exact: true }).waitFor();
    const generate = box.getByRole("button", { name: w.generate, exact: true });
    assert.equal(await generate.getAttribute("aria-disabled"), "true", "not before the policy");
    await look(page, "the policy", LOOKS, found);
    await press(w.accept);
    await box.getByText(w.accepted).waitFor();
    assert.equal((await ana.get("/v1/policy-acceptances")).json.is_accepted, true);
    await generate.click();
    await box.getByLabel(w.tokenSaved).check();
    await press(w.done);
    await gone();
    const bots = (await ana.get("/v1/system-users")).json.items;
    assert.deepEqual(
      bots.map((one) => [one.username, one.role]),
      [["BP-WhatsApp", "admin"]],
    );
    const [bot] = bots;

    // The app: its secret is shown once, and not left without a word.
    await page.goto(`${tenure.url}/apps/new`);
    await box.getByLabel(w.appName, { exact: true }).fill("Lucky Shrub");
    await look(page, "an app is created", LOOKS, found);
    await press(w.createApp);
    const done = box.getByRole("button", { name: w.done, exact: true });
    await done.waitFor();
    assert.equal(await done.getAttribute("aria-disabled"), "true", "not before it is saved");
    await press(w.show);
    await box.getByText(/^[0-9a-f]{32}$/).waitFor();
    await look(page, "the app secret", LOOKS, found);
    await box.getByLabel(w.saved, { exact: true }).check();
    await done.click();
    await gone();
    await page.getByRole("row", { name: /Lucky Shrub/ }).waitFor();
    await look(page, "the apps", LOOKS, found);
    const [app] = (await ana.get("/v1/apps")).json.items;

    // Installed for the system user.
    await page.goto(`${tenure.url}/system-users/${bot.id}?tab=apps`);
    await page.getByRole("button", { name: w.install, exact: true }).click();
    await press(`${w.install}: Lucky Shrub`);
    await page.getByRole("row", { name: /Lucky Shrub/ }).waitFor();
    await gone();
    await look(page, "installed apps", LOOKS, found);
    assert.deepEqual(
      (await ana.get(`/v1/system-users/${bot.id}/apps`)).json.items.map((one) => one.id),
      [app.id],
    );

    // A token for it, with the four permissions.
    await page.goto(`${tenure.url}/system-users/${bot.id}?action=token`);
    await box.getByRole("radio", { name: w.oneMore }).check();
    await box.getByText(w.more, { exact: true }).click();
    const choice = box.getByLabel(w.app, { exact: true });
    await choice.locator(`option[value="${app.id}"]`).waitFor({ state: "attached" });
    await choice.selectOption(app.id);
    await press(w.preset);
    await look(page, "a token for an app", LOOKS, found);
    await press(w.newToken);
    await box.getByLabel(w.tokenSaved).check();
    await press(w.done);
    await gone();
    const [token] = (await ana.get(`/v1/system-users/${bot.id}`)).json.system_user.tokens;
    assert.equal(token.app.id, app.id);
    assert.ok(
      FOUR.every((scope) => token.scopes.includes(scope)),
      token.scopes.join(" "),
    );

    // Seen from the app: for whom it is installed, with how many tokens.
    await page.goto(`${tenure.url}/apps?action=users&id=${app.id}`);
    await box.getByRole("row", { name: /BP-WhatsApp.*\b1$/ }).waitFor();
    await look(page, "whom an app is installed for", LOOKS, found);

    // The WhatsApp account, its number and its people.
    await page.goto(`${tenure.url}/whatsapp-accounts/new`);
    await box.getByLabel(w.name, { exact: true }).fill("Support line");
    await press(w.addAccount);
    await page.getByRole("heading", { level: 1, name: "Support line", exact: true }).waitFor();
    await gone();
    await page.getByRole("button", { name: w.addNumber, exact: true }).click();
    await box.getByLabel(w.number, { exact: true }).fill("+55 11 90000-4444");
    await press(w.addNumber);
    await gone();
    await page.getByRole("button", { name: w.addPeople, exact: true }).click();
    await box.getByRole("checkbox", { name: "BP-WhatsApp" }).check();
    await box.getByRole("radio", { name: w.fullControl }).check();
    await look(page, "Add People", LOOKS, found);
    await press(w.assign);
    await gone();
    await page.getByRole("row", { name: new RegExp(`BP-WhatsApp.*${w.full}`) }).waitFor();
    await look(page, "a WhatsApp account", LOOKS, found);
    const [account] = (await ana.get("/v1/whatsapp-accounts")).json.items;
    const assigned = await until("assigned", async () => {
      const all = (await ana.get(`/v1/whatsapp-accounts/${account.id}`)).json.system_users;
      return all.length === 1 ? all : null;
    });
    assert.deepEqual([assigned[0].id, assigned[0].full_control], [bot.id, true]);

    // The same from the other side.
    await page.goto(`${tenure.url}/system-users/${bot.id}?tab=assets`);
    await page.getByRole("row", { name: new RegExp(`Support line.*${w.full}`) }).waitFor();
    await look(page, "assigned assets", LOOKS, found);

    // The app's own callback: asked first, and not stored when it does not know what it is asked with.
    await page.goto(`${tenure.url}/apps?action=callback&id=${app.id}`);
    await box.getByLabel(w.callback, { exact: true }).fill(`http://${host}/hook`);
    await box.getByLabel(w.verifyToken, { exact: true }).fill("another");
    await press(w.verify);
    await box.getByText(/hub\.challenge/).waitFor();
    await look(page, "the app's callback", LOOKS, found);
    await box.getByLabel(w.verifyToken, { exact: true }).fill("meatyhamhock");
    await press(w.verify);
    await gone();
    assert.equal((await ana.get(`/v1/apps/${app.id}`)).json.callback_url, `http://${host}/hook`);

    // A program subscribes the app, and it is seen from all sides.
    const wanted = { confirm: true, keep_others: true, app_id: app.id, preset: "whatsapp" };
    const issued = await ana.post(`/v1/system-users/${bot.id}/tokens`, wanted);
    const subscribes = ana.bot(issued.json.token.value);
    const answer = await subscribes.form(`/v24.0/${account.graph_id}/subscribed_apps`, {});
    assert.equal(answer.status, 200, answer.text);
    await page.goto(`${tenure.url}/whatsapp-accounts/${account.id}`);
    await page.getByRole("heading", { level: 2, name: w.subscribed, exact: true }).waitFor();
    await page.getByRole("row", { name: /Lucky Shrub.*hook/ }).first().waitFor();
    await look(page, "subscribed apps", LOOKS, found);
    // What is taken away is asked first; whoever stays comes back here.
    await page.getByRole("button", { name: new RegExp(`^${w.delete} Lucky Shrub`) }).first().click();
    await box.waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { level: 2, name: w.subscribed, exact: true }).waitFor();
    await page.goto(`${tenure.url}/apps?action=subscriptions&id=${app.id}`);
    await box.getByRole("row", { name: /Support line.*hook/ }).first().waitFor();
    await look(page, "what an app is subscribed to", LOOKS, found);
    const [webhook] = (await ana.get("/v1/webhooks")).json.items;
    await page.goto(`${tenure.url}/webhooks/${webhook.id}`);
    await page.getByText(w.subscription, { exact: true }).waitFor();
    await look(page, "a webhook that an app subscribed", LOOKS, found);
    await page.goto(`${tenure.url}/webhooks?action=edit&id=${webhook.id}`);
    await box.getByText(w.subscription, { exact: true }).waitFor();
    assert.equal(await box.getByLabel(w.address, { exact: true }).count(), 0, "the app decides it");
    await look(page, "ask: edit a webhook that an app subscribed", LOOKS, found);
    assert.deepEqual([...found, ...page.complaints], []);
    await page.context().close();
  });
}
