// A Meta channel's access token, as somebody sees it who looks after the channel: given with its app, renewed while the days
// pass, refused by Meta and told of everywhere, and given anew. In English and Spanish.
import assert from "node:assert/strict";
import { test } from "node:test";
import { OWNER, deploy, folder, setUp, signIn } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { WALKS, look } from "./support/look.mjs";
import { APP, DAY, startMeta } from "./support/meta.mjs";
import { dialog, heading, mailTo, step } from "./support/pages.mjs";

const WORDS = {
  en: {
    create: "Create channel",
    name: "Name",
    number: "Our number",
    address: "Address",
    numberId: "Phone number ID",
    token: "Access token",
    app: "App ID",
    secret: "App secret",
    unknown: "Not known yet when it ends",
    automatic: "Automatic, before it ends",
    failing: "The last try failed",
    check: /^The last try failed, and it is tried again each day\./,
    attention: "Channels whose credential is not renewed",
    calm: "Nothing needs your attention.",
    edit: "Edit",
    editTitle: "Edit Support line",
    save: "Save changes",
    mail: /the credential of Support line ends in 10 days/,
  },
  es: {
    create: "Crear canal",
    name: "Nombre",
    number: "Nuestro número",
    address: "Dirección",
    numberId: "ID del número de teléfono",
    token: "Token de acceso",
    app: "ID de la aplicación",
    secret: "Secreto de la aplicación",
    unknown: "Aún no se sabe cuándo vence",
    automatic: "Automática, antes de que venza",
    failing: "Falló el último intento",
    check: /^El último intento falló y se repite cada día\./,
    attention: "Canales cuya credencial no se renueva",
    calm: "Nada requiere su atención.",
    edit: "Editar",
    editTitle: "Editar Support line",
    save: "Guardar cambios",
    mail: /la credencial de Support line vence en 10 días/,
  },
};
const LOOKS = ["light wide", "dark narrow"];
const FIRST = "EAABfirst0123456789";
const TYPED = "EAABtyped0123456789";
const exact = { exact: true };

for (const { locale, language } of WALKS.filter((walk) => walk.language in WORDS)) {
  const w = WORDS[language];
  test(`a Meta channel's token is renewed as the days pass, and told of where it is not (${language})`, async () => {
    await launch();
    const meta = await startMeta();
    const dataDir = await folder();
    const found = [];
    let tenure;
    let ana;
    let page;
    // The same deployment so many days later, looked at by the same person.
    const after = async (days) => {
      meta.ahead = days * DAY;
      await page?.context().close();
      await tenure?.stop();
      const first = tenure === undefined;
      tenure = await deploy({ dataDir, vars: { ALLOW_WEBHOOK_TO: meta.host, CLOCK_OFFSET_SECONDS: String((days * DAY) / 1000) } });
      ana = await (first ? setUp(tenure) : signIn(tenure));
      page = await visit({ origin: tenure.url, url: null, locale });
      await enter(page, ana, language);
    };
    const open = (path) => page.goto(tenure.url + path);
    const channel = async () => (await ana.get("/v1/channels")).json.items[0];
    const message = { destinations: [{ destination: "5519900002222" }], message: { messageText: "Hi" } };
    const sends = async () => (await tenure.nobody.bot(bot.token).post("/v1/whatsapp/send", message)).status;
    const is = (state) => page.getByText(state, exact).first().waitFor();

    await after(0);
    const bot = await ana.systemUser(null, "support-bot");
    meta.tokens.set(FIRST, Date.now() + 60 * DAY);
    await step("it is given with its app", async () => {
      await open("/channels/new?kind=meta");
      const box = dialog(page, w.create);
      await box.getByLabel(w.name, exact).fill("Support line");
      await box.getByLabel(w.number, exact).fill("5519900001111");
      await box.getByLabel(w.address, exact).fill(meta.url);
      await box.getByLabel(w.numberId, exact).fill("1065");
      await box.getByLabel(w.token, exact).fill(FIRST);
      await box.getByLabel(w.app, exact).fill(APP.id);
      // One without the other renews nothing.
      await box.getByRole("button", { name: w.create, ...exact }).click();
      await box.getByLabel(w.secret, exact).and(page.locator("[aria-invalid=true]")).waitFor();
      await box.getByLabel(w.secret, exact).fill(APP.secret);
      await look(page, "a Meta channel is created", LOOKS, found);
      await box.getByRole("button", { name: w.create, ...exact }).click();
      await page.getByRole("link", { name: "Support line", ...exact }).click();
      await heading(page, "Support line");
      await is(w.unknown);
      await tenure.scheduled();
      await page.reload();
      await is(w.automatic);
      await page.getByText(APP.id, exact).waitFor();
      assert.equal(Date.parse((await channel()).credential_expires_at), Math.floor(meta.tokens.get(FIRST) / 1000) * 1000);
      const text = await page.content();
      for (const secret of [FIRST, APP.secret]) assert.ok(!text.includes(secret), "it is shown nowhere");
      await look(page, "a channel that renews itself", LOOKS, found);
      assert.equal(await sends(), 200);
    });
    assert.deepEqual([...found, ...page.complaints], []);

    await after(45);
    await step("45 days later it is renewed, and sends with the new token", async () => {
      const before = await channel();
      assert.equal(await sends(), 200);
      await tenure.scheduled();
      const { credential_expires_at, version } = await channel();
      assert.ok(Date.parse(credential_expires_at) - Date.parse(before.credential_expires_at) > 40 * DAY);
      assert.equal(version, before.version, "nobody's dialog is disturbed");
      assert.equal(await sends(), 200);
      assert.deepEqual(meta.sent, [FIRST, FIRST, "EAABnext1x0123456789"]);
    });
    assert.deepEqual(page.complaints, []);

    await after(95);
    meta.refuses = true;
    const { id } = await channel();
    await step("50 days after that Meta refuses: the channel, the list, the first page and a mail say so", async () => {
      await tenure.scheduled();
      await open(`/channels/${id}`);
      await page.getByText(w.check).waitFor();
      await page.getByText("190: Error validating access token", exact).waitFor();
      await look(page, "a channel whose renewal fails", LOOKS, found);
      await open("/channels");
      await page.getByRole("row", { name: /Support line/ }).getByText(w.failing, exact).waitFor();
      await look(page, "the channels, one of which fails", LOOKS, found);
      await open("/");
      await page.getByRole("heading", { name: w.attention, ...exact }).waitFor();
      await look(page, "what needs attention", LOOKS, found);
      await page.getByRole("link", { name: "Support line", ...exact }).click();
      await heading(page, "Support line");
      await mailTo(tenure, OWNER.email, { subject: w.mail });
    });
    await step("somebody gives another token", async () => {
      meta.refuses = false;
      meta.tokens.set(TYPED, Date.now() + meta.ahead + 60 * DAY);
      await page.getByRole("button", { name: w.edit, ...exact }).click();
      const box = dialog(page, w.editTitle);
      assert.equal(await box.getByLabel(w.app, exact).inputValue(), APP.id);
      // The parts of a credential are written together.
      await box.getByLabel(w.secret, exact).fill(APP.secret);
      await box.getByRole("button", { name: w.save, ...exact }).click();
      await box.getByLabel(w.token, exact).and(page.locator("[aria-invalid=true]")).waitFor();
      await look(page, "a channel's credential is given anew", LOOKS, found);
      await box.getByLabel(w.token, exact).fill(TYPED);
      await box.getByRole("button", { name: w.save, ...exact }).click();
      await box.waitFor({ state: "detached" });
      await is(w.unknown);
      await tenure.scheduled();
      await page.reload();
      await is(w.automatic);
      assert.equal(await page.getByText(w.check).count(), 0);
      assert.equal(await sends(), 200);
      assert.equal(meta.sent.at(-1), TYPED);
      await open("/");
      await page.getByText(w.calm, exact).waitFor();
    });
    assert.deepEqual([...found, ...page.complaints], []);
    await page.context().close();
  });
}
