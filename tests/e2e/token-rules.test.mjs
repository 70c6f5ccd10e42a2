// What an account asks of new tokens, set on its page of settings in three languages; and what a token gets of it.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deploy, setUp } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { WALKS, look } from "./support/look.mjs";
import { until } from "./support/pages.mjs";

const WORDS = {
  en: {
    introspect: "Check other tokens",
    send: "Send messages",
    never: "May a token never expire?",
    default: "Days that a token lives unless something else is chosen",
    max: "Days that a token lives at the most",
    limit: "Tokens may do no more than what is ticked",
    save: "Save changes",
  },
  es: {
    introspect: "Comprobar otros tokens",
    send: "Enviar mensajes",
    never: "¿Puede un token no vencer nunca?",
    default: "Días que vive un token si no se elige otra cosa",
    max: "Días que vive un token como máximo",
    limit: "Los tokens no pueden hacer más de lo marcado",
    save: "Guardar cambios",
  },
  pt: {
    introspect: "Verificar outros tokens",
    send: "Enviar mensagens",
    never: "Um token pode não expirar nunca?",
    default: "Dias que um token vive se nada mais for escolhido",
    max: "Dias que um token vive no máximo",
    limit: "Os tokens não podem fazer mais do que o marcado",
    save: "Salvar alterações",
  },
};
const FREE = { token_never: "allowed", token_default_days: null, token_max_days: null, token_scopes: null };
let tenure;
let ana;
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
});

const rules = async () => {
  const { json } = await ana.get("/v1/account");
  return Object.fromEntries(Object.keys(FREE).map((name) => [name, json[name]]));
};

for (const { locale, language } of WALKS) {
  const w = WORDS[language];
  test(`the account says how long new tokens live and what they may do (${language})`, async () => {
    const found = [];
    const page = await visit({ origin: tenure.url, url: null, locale });
    await enter(page, ana, language);
    await page.goto(`${tenure.url}/settings`);
    const field = (name) => page.getByLabel(name, { exact: true });
    const form = page.locator("form", { has: field(w.never) });
    const save = () => form.getByRole("button", { name: w.save, exact: true }).click();
    await field(w.never).waitFor();
    assert.equal(await field(w.never).inputValue(), "allowed");
    assert.equal(await field(w.default).inputValue(), "");
    // Without a usual life a token of which nothing is said could not be.
    await field(w.never).selectOption("forbidden");
    await save();
    await form.locator("[aria-invalid=true]").waitFor();
    assert.equal(await field(w.default).getAttribute("aria-invalid"), "true");
    assert.deepEqual(await rules(), FREE);
    await field(w.default).fill("60");
    await field(w.max).fill("90");
    const scope = (name) => form.getByRole("checkbox", { name, exact: true });
    assert.equal(await scope(w.introspect).isVisible(), false);
    await field(w.limit).check();
    await scope(w.introspect).uncheck();
    await look(page, "settings: new tokens", ["light wide", "dark narrow"], found);
    await save();
    const set = { token_never: "forbidden", token_default_days: 60, token_max_days: 90, token_scopes: ["read_messages", "send"] };
    await until("saved", async () => JSON.stringify(await rules()) === JSON.stringify(set));
    // As it is, when it is read again.
    await page.reload();
    await field(w.max).waitFor();
    assert.deepEqual([await field(w.never).inputValue(), await field(w.default).inputValue(), await field(w.max).inputValue()], ["forbidden", "60", "90"]);
    assert.deepEqual([await field(w.limit).isChecked(), await scope(w.send).isChecked(), await scope(w.introspect).isChecked()], [true, true, false]);
    const made = await ana.post("/v1/system-users", { subaccount_id: null, username: `bot ${language}` });
    const life = Date.parse(made.json.token.expires_at) - Date.parse(made.json.token.created_at);
    assert.equal(Math.round(life / 86_400_000), 60);
    assert.deepEqual(made.json.token.scopes, ["read_messages", "send"]);
    // Emptied, it is as before.
    await field(w.never).selectOption("allowed");
    await field(w.default).fill("");
    await field(w.max).fill("");
    await field(w.limit).uncheck();
    await save();
    await until("free again", async () => JSON.stringify(await rules()) === JSON.stringify(FREE));
    assert.deepEqual([...found, ...page.complaints], []);
    await page.context().close();
  });
}
