// The public keys of a bot, on its page, in three languages: registered as PEM, refused where the text is a private key, used,
// and taken away.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { before, test } from "node:test";
import * as jose from "jose";
import { deploy, setUp } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { WALKS, look } from "./support/look.mjs";
import { until } from "./support/pages.mjs";

const WORDS = {
  en: {
    register: "Register a key",
    name: "Name",
    key: "Public key",
    refused:
      "This is a private key. Keep it secret, make another one if others have seen it, and paste the public half.",
    none: "No key is registered.",
    remove: "Remove",
  },
  es: {
    register: "Registrar una clave",
    name: "Nombre",
    key: "Clave pública",
    refused: "Esto es una clave privada. Guárdela en secreto, haga otra si alguien la ha visto y pegue la mitad pública.",
    none: "No hay ninguna clave registrada.",
    remove: "Quitar",
  },
  pt: {
    register: "Registrar uma chave",
    name: "Nome",
    key: "Chave pública",
    refused: "Isto é uma chave privada. Guarde-a em segredo, faça outra se alguém a viu e cole a metade pública.",
    none: "Nenhuma chave registrada.",
    remove: "Remover",
  },
};

let tenure;
let ana;
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
});

for (const { locale, language } of WALKS) {
  const w = WORDS[language];
  test(`a bot's key is registered, used and taken away (${language})`, async () => {
    const found = [];
    const bot = await ana.systemUser(null, `keys ${language}`);
    const page = await visit({ origin: tenure.url, url: null, locale });
    await enter(page, ana, language);
    await page.goto(`${tenure.url}/system-users/${bot.id}?tab=keys`);
    await page.getByText(w.none, { exact: true }).waitFor();
    await page.getByRole("button", { name: w.register, exact: true }).click();
    const box = page.getByRole("dialog");
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    await box.getByLabel(w.name, { exact: true }).fill("Worker");
    await box.getByLabel(w.key, { exact: true }).fill(privateKey.export({ format: "pem", type: "pkcs8" }));
    const press = () => box.getByRole("button", { name: w.register, exact: true }).click();
    await press();
    await box.getByText(w.refused, { exact: true }).waitFor();
    assert.deepEqual((await ana.get(`/v1/system-users/${bot.id}/keys`)).json.items, []);
    await box.getByLabel(w.key, { exact: true }).fill(publicKey.export({ format: "pem", type: "spki" }));
    await look(page, "a key is registered", ["light wide", "dark narrow"], found);
    await press();
    const keys = async () => (await ana.get(`/v1/system-users/${bot.id}/keys`)).json.items;
    const [key] = await until("registered", async () => ((await keys()).length === 1 ? await keys() : null));
    assert.deepEqual([key.name, key.algorithm], ["Worker", "EdDSA"]);
    await box.waitFor({ state: "detached" });
    await page.getByRole("row", { name: /Worker/ }).waitFor();
    await look(page, "the keys of a bot", ["light wide", "dark narrow"], found);
    // What the page says is enough for its program.
    const token_endpoint = await page.getByText("/oauth/token").first().textContent();
    const assertion = await new jose.SignJWT({})
      .setProtectedHeader({ alg: "EdDSA", kid: key.id })
      .setIssuer(bot.id)
      .setSubject(bot.id)
      .setAudience(tenure.url)
      .setIssuedAt()
      .setExpirationTime("1m")
      .setJti(language)
      .sign(privateKey);
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion,
    });
    const bought = await fetch(token_endpoint.trim(), { method: "POST", body });
    assert.equal(bought.status, 200);
    const { access_token } = await bought.json();
    assert.equal((await tenure.nobody.bot(access_token).get("/v1/whoami")).status, 200);
    await page
      .getByRole("row", { name: /Worker/ })
      .getByRole("button")
      .click();
    await page.getByRole("dialog").getByRole("button", { name: w.remove, exact: true }).click();
    await page.getByText(w.none, { exact: true }).waitFor();
    assert.equal((await tenure.nobody.bot(access_token).get("/v1/whoami")).status, 401);
    assert.deepEqual([...found, ...page.complaints], []);
    await page.context().close();
  });
}
