// Where somebody is signed in: seen and ended by themselves and by an admin, in three languages; and when it ends by itself.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { OWNER, addPerson, deploy, setUp, signIn as session } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { WALKS, look } from "./support/look.mjs";
import { dialog, until } from "./support/pages.mjs";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0";
const WORDS = {
  en: {
    sessions: "Sessions",
    this: "This one",
    revoke: "Revoke",
    others: "Sign out all other sessions",
    all: "End all sessions",
    idle: "Minutes without use after which a session ends",
    hours: "Hours after signing in when a session ends",
    save: "Save changes",
    cancel: "Cancel",
  },
  es: {
    sessions: "Sesiones",
    this: "Esta",
    revoke: "Revocar",
    others: "Cerrar las demás sesiones",
    all: "Terminar todas las sesiones",
    idle: "Minutos sin uso tras los que termina una sesión",
    hours: "Horas tras las que termina una sesión desde su inicio",
    save: "Guardar cambios",
    cancel: "Cancelar",
  },
  pt: {
    sessions: "Sessões",
    this: "Esta",
    revoke: "Revogar",
    others: "Encerrar as outras sessões",
    all: "Encerrar todas as sessões",
    idle: "Minutos sem uso após os quais uma sessão termina",
    hours: "Horas após a entrada em que uma sessão termina",
    save: "Salvar alterações",
    cancel: "Cancelar",
  },
};
let tenure;
let ana;
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
});

/** Signs in as a browser of this name does. */
async function elsewhere(agent, email = OWNER.email, password = OWNER.password) {
  const answer = await fetch(`${tenure.url}/v1/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: tenure.url, "user-agent": agent },
    body: JSON.stringify({ email, password }),
  });
  assert.equal(answer.status, 201);
  const cookie = answer.headers.get("set-cookie").split(";")[0];
  return async () => (await fetch(`${tenure.url}/v1/me`, { headers: { cookie } })).status;
}

for (const { locale, language } of WALKS) {
  const w = WORDS[language];
  test(`one sees where one is signed in, ends one, and ends all others (${language})`, async () => {
    const found = [];
    const page = await visit({ origin: tenure.url, url: null, locale });
    await enter(page, await session(tenure), language);
    const firefox = await elsewhere(FIREFOX);
    await page.goto(`${tenure.url}/sessions`);
    const row = page.getByRole("row", { name: /Firefox · Linux/ });
    await row.first().waitFor();
    await page.getByRole("row", { name: new RegExp(w.this) }).first().waitFor();
    await look(page, "sessions", ["light wide", "dark narrow"], found);
    const revoke = row.first().getByRole("button", { name: `${w.revoke} Firefox · Linux`, exact: true });
    // By keyboard: the question comes, Escape takes it away, and the focus is where it was.
    await revoke.focus();
    await page.keyboard.press("Enter");
    const question = dialog(page, `${w.revoke} Firefox · Linux`);
    await question.waitFor();
    await look(page, "ask: end one", ["light narrow"], found);
    await page.keyboard.press("Escape");
    await question.waitFor({ state: "detached" });
    assert.equal(await firefox(), 200, "asked, and not done");
    await revoke.click();
    await question.getByRole("button", { name: w.revoke, exact: true }).click();
    await question.waitFor({ state: "detached" });
    assert.equal(await firefox(), 401);

    const others = await Promise.all([elsewhere(FIREFOX), elsewhere("curl/8.5.0")]);
    await page.reload();
    await page.getByRole("button", { name: w.others, exact: true }).click();
    const all = dialog(page, w.others);
    await look(page, "ask: end all others", ["dark narrow"], found);
    await all.getByRole("button", { name: w.others, exact: true }).click();
    await all.waitFor({ state: "detached" });
    for (const other of others) assert.equal(await other(), 401);
    await until("the list shows this one alone", async () => (await page.getByRole("row").count()) === 2);
    ana = await session(tenure);
    assert.deepEqual([...found, ...page.complaints], []);
    await page.context().close();
  });

  test(`an admin sees where a person is signed in, and ends it (${language})`, async () => {
    const found = [];
    const n = { en: 11, es: 12, pt: 13 }[language];
    const person = await addPerson(tenure.db, { n, role: "operator" });
    const theirs = await elsewhere(FIREFOX, person.email, person.password ?? OWNER.password);
    const page = await visit({ origin: tenure.url, url: null, locale });
    await enter(page, ana, language);
    await page.goto(`${tenure.url}/users/${person.id}`);
    await page.getByRole("tab", { name: w.sessions, exact: true }).click();
    await page.getByRole("row", { name: /Firefox · Linux/ }).waitFor();
    await look(page, "a person's sessions", ["light narrow", "dark wide"], found);
    await page.getByRole("button", { name: w.all, exact: true }).click();
    const question = dialog(page, w.all);
    await question.waitFor();
    await look(page, "ask: end a person's sessions", ["dark narrow"], found);
    assert.equal(await theirs(), 200);
    await question.getByRole("button", { name: w.all, exact: true }).click();
    await question.waitFor({ state: "detached" });
    assert.equal(await theirs(), 401);
    await until("nobody is there", async () => (await page.getByRole("row", { name: /Firefox/ }).count()) === 0);
    assert.deepEqual([...found, ...page.complaints], []);
    await page.context().close();
  });

  test(`the account says when sessions end (${language})`, async () => {
    const page = await visit({ origin: tenure.url, url: null, locale });
    await enter(page, ana, language);
    await page.goto(`${tenure.url}/settings`);
    const [idle, hours] = [page.getByLabel(w.idle, { exact: true }), page.getByLabel(w.hours, { exact: true })];
    const save = page.locator("form", { has: idle }).getByRole("button", { name: w.save, exact: true });
    await idle.fill("4");
    await save.click();
    await page.locator("[aria-invalid=true]").first().waitFor();
    await idle.fill("45");
    await hours.fill("12");
    await save.click();
    await until("saved", async () => {
      const { json } = await ana.get("/v1/account");
      return json.session_idle_minutes === 45 && json.session_hours === 12;
    });
    const version = (await ana.get("/v1/account")).json.version;
    await ana.patch("/v1/account", { version, session_idle_minutes: 120, session_hours: 24 });
    await page.context().close();
  });
}
