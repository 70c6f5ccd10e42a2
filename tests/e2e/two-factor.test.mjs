// The second factor in Chromium, with codes computed here: set up, passed, lost and required, in three languages.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { before, test } from "node:test";
import { OWNER, addPerson, deploy, setUp, signIn as session } from "../workerd/support/deployment.mjs";
import { enter, launch, visit, visitAs } from "./support/browser.mjs";
import { look } from "./support/look.mjs";
import { heading, mailTo, step, traces, until } from "./support/pages.mjs";

const WORDS = {
  en: {
    locale: "en-GB",
    email: "E-mail address",
    password: "Password",
    signIn: "Sign in",
    replace: "Change the app",
    profile: "Profile",
    section: "Two-factor",
    setUp: "Set up two-factor",
    yourPassword: "Your password",
    firstCode: "Code that the app shows now",
    confirm: "Confirm",
    download: "Download",
    saved: "I saved them",
    done: "Done",
    isOn: "Two-factor is set up",
    stepTitle: "Enter your code",
    code: "Code",
    goOn: "Continue",
    useRecovery: "Use a recovery code",
    recoveryCode: "Recovery code",
    wrong: "This code is wrong, was used already, or is too old.",
  },
  es: {
    locale: "es-MX",
    email: "Correo electrónico",
    password: "Contraseña",
    signIn: "Iniciar sesión",
    replace: "Cambiar de aplicación",
    profile: "Perfil",
    section: "Verificación en dos pasos",
    setUp: "Configurar la verificación en dos pasos",
    yourPassword: "Su contraseña",
    firstCode: "Código que muestra ahora la aplicación",
    confirm: "Confirmar",
    download: "Descargar",
    saved: "Los he guardado",
    done: "Listo",
    isOn: "La verificación en dos pasos está activada",
    stepTitle: "Introduzca su código",
    code: "Código",
    goOn: "Continuar",
    useRecovery: "Usar un código de recuperación",
    recoveryCode: "Código de recuperación",
    wrong: "Este código es incorrecto, ya se usó o es demasiado antiguo.",
  },
  pt: {
    locale: "pt-BR",
    email: "E-mail",
    password: "Senha",
    signIn: "Entrar",
    replace: "Trocar de aplicativo",
    profile: "Perfil",
    section: "Verificação em duas etapas",
    setUp: "Configurar a verificação em duas etapas",
    yourPassword: "Sua senha",
    firstCode: "Código que o aplicativo mostra agora",
    confirm: "Confirmar",
    download: "Baixar",
    saved: "Eu os guardei",
    done: "Pronto",
    isOn: "A verificação em duas etapas está ativada",
    stepTitle: "Informe o seu código",
    code: "Código",
    goOn: "Continuar",
    useRecovery: "Usar um código de recuperação",
    recoveryCode: "Código de recuperação",
    wrong: "Este código está errado, já foi usado ou é antigo demais.",
  },
};

/** The code of an app (RFC 6238) for a key in base32. */
function totp(secret, ahead = 0) {
  const bits = [...secret].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const seed = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const mac = createHmac("sha1", seed).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Waits for a step whose code was not used yet. */
async function nextStep() {
  const now = Math.floor(Date.now() / 30_000);
  while (Math.floor(Date.now() / 30_000) === now) await new Promise((resolve) => setTimeout(resolve, 250));
}

let tenure;
let ana;
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
});

const button = (page, name) => page.getByRole("button", { name, exact: true });
const card = (page, title) =>
  page.locator("section.card", { has: page.getByRole("heading", { name: title, exact: true }) });

/** From the password to the recovery codes; the key and the codes. */
async function enroll(page, w, within = page) {
  await within.getByLabel(w.yourPassword, { exact: true }).fill(OWNER.password);
  await within.getByRole("button", { name: w.setUp, exact: true }).click();
  await page.locator("svg.qr path").waitFor();
  const secret = (await page.locator(".copy-line code").first().textContent()).replaceAll(" ", "");
  assert.match(secret, /^[A-Z2-7]{32}$/);
  const code = totp(secret);
  const field = within.getByLabel(w.firstCode, { exact: true });
  assert.equal(await field.getAttribute("inputmode"), "numeric");
  assert.equal(await field.getAttribute("autocomplete"), "one-time-code");
  await field.fill(` ${code.slice(0, 3)} ${code.slice(3)} `);
  return { secret, confirm: () => within.getByRole("button", { name: w.confirm, exact: true }).click() };
}

async function save(page, w) {
  const items = page.locator("ol.codes li");
  await items.first().waitFor();
  const codes = await items.allTextContents();
  assert.equal(codes.length, 10);
  const [file] = await Promise.all([page.waitForEvent("download"), button(page, w.download).click()]);
  assert.match(file.suggestedFilename(), /^tenure-recovery-codes.*\.txt$/);
  assert.equal(await button(page, w.done).getAttribute("aria-disabled"), "true", "not before they are saved");
  await page.getByLabel(w.saved, { exact: true }).check();
  await button(page, w.done).click();
  await items.first().waitFor({ state: "detached" });
  return codes;
}

async function password(page, w, email) {
  await page.getByLabel(w.email, { exact: true }).fill(email);
  await page.getByLabel(w.password, { exact: true }).fill(OWNER.password);
  await button(page, w.signIn).click();
  await heading(page, w.stepTitle);
}

let n = 1;
for (const [language, looks] of [
  ["en", ["light wide", "dark wide", "light narrow", "dark narrow"]],
  ["es", ["light narrow"]],
  ["pt", ["dark wide"]],
]) {
  const w = WORDS[language];
  test(`set up, signed in with, and a recovery code (${language})`, { timeout: 180_000 }, async () => {
    const person = await addPerson(tenure.db, { n: n++, role: "sale", locale: language });
    const page = await visit({ origin: tenure.url, url: null, locale: w.locale });
    await enter(page, await session(tenure, person.email));
    await page.goto(`${tenure.url}/profile`);
    const section = card(page, w.section);
    const found = [];
    await step("setting it up", async () => {
      await section.getByRole("button", { name: w.setUp, exact: true }).click();
    });
    const { secret, confirm } = await enroll(page, w, section);
    await look(page, "the key", looks, found);
    await confirm();
    await page.locator("ol.codes li").first().waitFor();
    await look(page, "the recovery codes", looks, found);
    const codes = await save(page, w);
    await section.getByText(w.isOn).waitFor();
    const left = await traces(page);
    assert.ok(!left.includes(secret) && codes.every((code) => !left.includes(code)), "nothing of it stays");
    await page.context().close();

    const again = await visit({ origin: tenure.url, url: `${tenure.url}/sign-in?next=%2Fsessions`, locale: w.locale });
    await step("the second step", async () => {
      await password(again, w, person.email);
      await look(again, "the second step", looks, found);
      await again.getByLabel(w.code, { exact: true }).fill("000000");
      await button(again, w.goOn).click();
      await again.getByText(w.wrong).waitFor();
      await nextStep();
      const code = totp(secret);
      await again.getByLabel(w.code, { exact: true }).fill(`\u{200e}${code.slice(0, 3)}-${code.slice(3)}`);
      await button(again, w.goOn).click();
      await again.waitForURL(`${tenure.url}/sessions`);
    });
    await again.context().close();

    const lost = await visit({ origin: tenure.url, url: `${tenure.url}/sign-in`, locale: w.locale });
    await step("a recovery code, by keyboard", async () => {
      await password(lost, w, person.email);
      await button(lost, w.useRecovery).focus();
      await lost.keyboard.press("Enter");
      const field = lost.getByLabel(w.recoveryCode, { exact: true });
      assert.equal(await field.getAttribute("spellcheck"), "false", "no help with spelling sends it to its maker");
      await field.fill(codes[0].toLowerCase().replaceAll("-", " "));
      await field.press("Enter");
      await lost.waitForURL((url) => !url.pathname.startsWith("/second-step"));
    });
    await step("another app in its place", async () => {
      await lost.goto(`${tenure.url}/profile`);
      const mine = card(lost, w.section);
      await button(mine, w.replace).click();
      await mine.getByLabel(w.code, { exact: true }).fill(codes[1].replaceAll("-", " "));
      await look(lost, "another app", looks, found);
      const next = await enroll(lost, { ...w, setUp: w.goOn }, mine);
      await next.confirm();
      const fresh = await save(lost, w);
      await mine.getByText(w.isOn).waitFor();
      assert.notEqual(next.secret, secret);
      assert.ok(!fresh.includes(codes[2]));
    });
    await lost.context().close();
    assert.deepEqual(found, [], "axe finds nothing");
  });
}

test("required for all counts in a second tab that is open", { timeout: 180_000 }, async () => {
  const w = WORDS.en;
  const person = await addPerson(tenure.db, { n: 40, role: "admin" });
  const other = await visitAs(tenure, await session(tenure, person.email), "/users");
  await other.getByRole("row", { name: /Person 40/ }).waitFor();
  // Far from UTC: a day begins where the reader is.
  const page = await visit({ origin: tenure.url, url: null, timezoneId: "America/Bogota" });
  await enter(page, ana);
  await page.goto(`${tenure.url}/profile`);
  const section = card(page, w.section);
  await section.getByRole("button", { name: w.setUp, exact: true }).click();
  await section.getByRole("button", { name: "Cancel", exact: true }).click();
  await section.getByRole("button", { name: w.setUp, exact: true }).click();
  const { confirm } = await enroll(page, w, section);
  await confirm();
  await save(page, w);

  const all = card(page, "Two-factor for all");
  const from = all.getByLabel("From this day on", { exact: true });
  const day = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
  // The page's session has another cookie by now.
  const since = async () => {
    const [cookie] = await page.context().cookies(tenure.url);
    const owner = ana.with({ cookie: `${cookie.name}=${cookie.value}` });
    return Date.parse((await owner.get("/v1/account")).json.two_factor_from);
  };
  await step("the owner announces it", async () => {
    await page.goto(`${tenure.url}/settings`);
    await all.getByLabel("Require two-factor for all members", { exact: true }).check();
    await all.getByRole("link", { name: "Person 40" }).waitFor();
    await from.fill(day);
    await all.getByRole("button", { name: "Save changes", exact: true }).click();
    await until("the day begins where the owner is", async () => (await since()) === Date.parse(`${day}T05:00:00Z`));
    await page.reload();
    await from.waitFor();
    assert.equal(await from.inputValue(), day);
  });
  await step("what is ticked stays when another section is saved", async () => {
    const mail = all.getByLabel(/^Allow codes by mail/);
    await mail.check();
    await page.locator("[name=audit_days]").fill("400");
    await button(page, "Save changes").first().click();
    await all.getByText("is back").waitFor();
    assert.ok(await mail.isChecked());
    assert.equal(await from.inputValue(), day);
    await mail.uncheck();
  });
  await step("the owner takes the day away: it holds at once", async () => {
    await from.fill("");
    await all.getByRole("button", { name: "Save changes", exact: true }).click();
    await until("it holds", async () => (await since()) <= Date.now());
  });
  await step("the open tab is led to the enrolment", async () => {
    await other.getByRole("link", { name: "Roles", exact: true }).first().click();
    await heading(other, "Set up two-factor");
    const { confirm } = await enroll(other, w);
    await confirm();
    await save(other, w);
    await other.waitForURL((url) => !url.pathname.startsWith("/enroll"));
    await until("the menu is there", () => other.getByRole("link", { name: "Roles", exact: true }).count());
  });
  await step("the owner resets it", async () => {
    await page.goto(`${tenure.url}/users/${person.id}?action=two-factor`);
    const box = page.getByRole("dialog");
    await box.getByRole("textbox").fill("Person 40");
    await box.getByRole("button", { name: "Reset two-factor", exact: true }).click();
    await box.waitFor({ state: "detached" });
    const mail = await mailTo(tenure, person.email, { subject: /turned off/ });
    assert.match(mail.text, /reset your two-factor/);
  });
});

test("the day from which it is required begins where the person is", { timeout: 120_000 }, async () => {
  const own = await deploy();
  const client = await setUp(own);
  // As for all times that are shown, the person's own zone counts, and not that of the browser.
  const { user } = (await client.get("/v1/me")).json;
  await client.patch("/v1/me", { version: user.version, time_zone: "Pacific/Kiritimati" });
  const page = await visit({ origin: own.url, url: null, timezoneId: "America/Mexico_City" });
  await enter(page, client);
  await page.goto(`${own.url}/settings`);
  const all = card(page, "Two-factor for all");
  const field = all.getByLabel("From this day on", { exact: true });
  const save = async () => {
    const answer = page.waitForResponse((r) => r.request().method() === "PATCH");
    await button(all, "Save changes").click();
    assert.equal((await answer).status(), 200);
    return (await answer).json();
  };
  const later = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const shown = () => until("the day is shown as it was chosen", async () => (await field.inputValue()) === later);

  await all.getByLabel("Require two-factor for all members", { exact: true }).check();
  await field.fill(later);
  const saved = await save();
  assert.equal(saved.two_factor_from, new Date(`${later}T00:00:00+14:00`).toISOString());
  await shown();

  // What a program set is no midnight here, and stays what it is while the day is not touched.
  const exact = `${later}T09:30:00.000Z`;
  const set = { version: saved.version, require_two_factor: true, two_factor_from: exact };
  assert.equal((await client.patch("/v1/account", set)).status, 200);
  await page.reload();
  await shown();
  await all.getByLabel(/^Allow codes by mail/).check();
  assert.equal((await save()).two_factor_from, exact);
  await shown();

  // A day in the log is one of that zone, too.
  const asked = page.waitForRequest((r) => new URL(r.url()).pathname === "/v1/audit-events");
  await page.goto(`${own.url}/audit-log?from=${later}`);
  assert.equal(new URL((await asked).url()).searchParams.get("from"), saved.two_factor_from);

  // No day means at once, also where there was one.
  await page.goto(`${own.url}/settings`);
  await shown();
  await field.fill("");
  const { two_factor_from: from } = await save();
  assert.ok(Math.abs(Date.parse(from) - Date.now()) < 60_000, `it holds at once, and not from ${from} on`);
  await page.context().close();
});
