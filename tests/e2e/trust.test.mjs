// The issuers that a bot trusts, on its page, in three languages: refused without an id that nobody else can get, added, used,
// explained where it refuses, taken away; and a bot without secrets.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { OAuth2Server } from "oauth2-mock-server";
import { deploy, setUp } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { WALKS, look } from "./support/look.mjs";
import { until } from "./support/pages.mjs";

const WORDS = {
  en: {
    add: "Trust an issuer",
    name: "Name",
    preset: "Issued by",
    other: "Another issuer",
    issuer: "Issuer",
    claims: "Claims",
    none: "No issuer is trusted.",
    unpinned: "Many share this issuer.",
    claim: "A claim is not what the rule says",
    remove: "Remove",
    forbid: "Allow no secrets",
    left: "A token of this system user still works",
    allow: "Allow secrets",
  },
  es: {
    add: "Confiar en un emisor",
    name: "Nombre",
    preset: "Emitido por",
    other: "Otro emisor",
    issuer: "Emisor",
    claims: "Atributos",
    none: "No se confía en ningún emisor.",
    unpinned: "Muchos comparten este emisor.",
    claim: "Un atributo no es el que dice la regla",
    remove: "Quitar",
    forbid: "No permitir secretos",
    left: "Un token de este usuario del sistema todavía funciona",
    allow: "Permitir secretos",
  },
  pt: {
    add: "Confiar em um emissor",
    name: "Nome",
    preset: "Emitido por",
    other: "Outro emissor",
    issuer: "Emissor",
    claims: "Atributos",
    none: "Nenhum emissor é confiável.",
    unpinned: "Muitos compartilham este emissor.",
    claim: "Um atributo não é o que diz a regra",
    remove: "Remover",
    forbid: "Não permitir segredos",
    left: "Um token deste usuário do sistema ainda funciona",
    allow: "Permitir segredos",
  },
};

const issuer = new OAuth2Server();
let tenure;
let ana;
before(async () => {
  await launch();
  await issuer.issuer.keys.generate("RS256");
  await issuer.start(0, "localhost");
  tenure = await deploy({ vars: { ALLOW_WEBHOOK_TO: new URL(issuer.issuer.url).host } });
  ana = await setUp(tenure);
});
after(() => issuer.stop());

const token = (sub) =>
  issuer.issuer.buildToken({
    expiresIn: 300,
    scopesOrTransform: (_, payload) => Object.assign(payload, { sub, aud: tenure.url, jti: crypto.randomUUID() }),
  });

for (const { locale, language } of WALKS) {
  const w = WORDS[language];
  test(`a bot trusts an issuer, says why it refuses, and has no secrets (${language})`, async () => {
    const found = [];
    const bot = await ana.systemUser(null, `trust ${language}`);
    const page = await visit({ origin: tenure.url, url: null, locale });
    await enter(page, ana, language);
    await page.goto(`${tenure.url}/system-users/${bot.id}?tab=trust`);
    await page.getByText(w.none, { exact: true }).waitFor();
    await page.getByRole("button", { name: w.add, exact: true }).click();
    const box = page.getByRole("dialog");
    const press = () => box.getByRole("button", { name: w.add, exact: true }).click();
    await box.getByLabel(w.name, { exact: true }).fill("Job");
    // GitHub is what it begins with; a name is no id.
    await box.getByLabel(w.claims, { exact: true }).fill("repository=acme/bot");
    await press();
    await box.getByText(w.unpinned).waitFor();
    await look(page, "an issuer that many share", ["light wide", "dark narrow"], found);
    await box.getByLabel(w.preset, { exact: true }).selectOption({ label: w.other });
    await box.getByLabel(w.issuer, { exact: true }).fill(issuer.issuer.url);
    await box.getByLabel(w.claims, { exact: true }).fill("sub = repo:acme/bot");
    await press();
    const rules = async () => (await ana.get(`/v1/system-users/${bot.id}/trust-rules`)).json.items;
    const [rule] = await until("added", async () => ((await rules()).length === 1 ? await rules() : null));
    assert.deepEqual([rule.claims, rule.audience], [{ sub: "repo:acme/bot" }, tenure.url]);
    await box.waitFor({ state: "detached" });
    const row = page.getByRole("row", { name: /Job/ });
    await row.waitFor();
    const endpoint = (await page.getByText("/oauth/token").first().textContent()).trim();
    const show = async (sub) => {
      const grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
      const body = new URLSearchParams({ grant_type, client_id: bot.id, assertion: await token(sub) });
      return fetch(endpoint, { method: "POST", body });
    };
    assert.equal((await show("repo:acme/other")).status, 400);
    await page.reload();
    await row.getByText(w.claim).waitFor();
    const bought = await show("repo:acme/bot");
    assert.equal(bought.status, 200);
    const { access_token } = await bought.json();
    assert.equal((await tenure.nobody.bot(access_token).get("/v1/whoami")).status, 200);
    await page.reload();
    await row.waitFor();
    await look(page, "the issuers that a bot trusts", ["light wide", "dark narrow"], found);
    // No secrets: not while one works.
    await page.getByRole("button", { name: w.forbid, exact: true }).click();
    await box.getByRole("button", { name: w.forbid, exact: true }).click();
    await box.getByText(w.left).first().waitFor();
    await page.keyboard.press("Escape");
    await box.waitFor({ state: "detached" });
    const { system_user } = (await ana.get(`/v1/system-users/${bot.id}`)).json;
    await ana.delete(`/v1/system-users/${bot.id}/tokens/${system_user.tokens[0].id}`);
    await page.reload();
    await page.getByRole("button", { name: w.forbid, exact: true }).click();
    await box.getByRole("button", { name: w.forbid, exact: true }).click();
    await page.getByRole("button", { name: w.allow, exact: true }).waitFor();
    assert.equal((await ana.get(`/v1/system-users/${bot.id}`)).json.system_user.secretless, true);
    assert.equal((await tenure.nobody.bot(access_token).get("/v1/whoami")).status, 200, "what was bought goes on");
    await row.getByRole("button").click();
    await box.getByRole("button", { name: w.remove, exact: true }).click();
    await page.getByText(w.none, { exact: true }).waitFor();
    assert.equal((await tenure.nobody.bot(access_token).get("/v1/whoami")).status, 401);
    assert.deepEqual([...found, ...page.complaints], []);
    await page.context().close();
  });
}
