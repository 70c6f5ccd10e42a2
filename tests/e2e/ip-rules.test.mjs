// From where people and system users may come, and why a bot is refused: by what the pages say, at addresses that the
// test chooses.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { addPerson, deploy, setUp, signIn as session } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { NARROW, look } from "./support/look.mjs";
import { dialog, heading, step, until } from "./support/pages.mjs";

const l = LABELS.en;
const HEADER = "x-test-address";
const HERE = "203.0.113.7";
const THERE = "198.51.100.9";
const WORDS = {
  en: { addresses: "Addresses", refusals: "Refused calls", restrict: "Restrict people", empty: "No network is listed" },
  es: { addresses: "Direcciones", refusals: "Llamadas rechazadas", restrict: "Restringir a las personas", empty: "No hay ninguna red en la lista" },
  pt: { addresses: "Endereços", refusals: "Chamadas recusadas", restrict: "Restringir as pessoas", empty: "Não há nenhuma rede na lista" },
};
let tenure;
let ana;
let bot;
before(async () => {
  await launch();
  tenure = await deploy({ vars: { CLIENT_IP_HEADER: HEADER } });
  tenure.nobody = tenure.nobody.with({ [HEADER]: HERE });
  ana = await setUp(tenure);
  bot = await ana.systemUser(null, "held-bot");
});

async function open(path, options = {}, language = "en") {
  const page = await visit({ origin: tenure.url, url: null, extraHTTPHeaders: { [HEADER]: HERE }, ...options });
  await enter(page, ana, language);
  await page.goto(tenure.url + path);
  return page;
}

const call = async (address) => (await tenure.nobody.bot(bot.token).get("/v1/whoami", { [HEADER]: address })).status;

for (const [language, words] of Object.entries(WORDS))
  test(`the pages are accessible, narrow and wide (${language})`, async () => {
    const page = await open("/addresses", {}, language);
    await heading(page, words.addresses);
    await page.getByRole("heading", { name: words.empty }).waitFor();
    const found = [];
    await look(page, "addresses", ["light wide", "dark narrow"], found);
    await page.getByRole("button", { name: words.restrict, exact: true }).click();
    await dialog(page, words.restrict).waitFor();
    await look(page, "restrict", ["light narrow", "dark wide"], found);
    await page.goto(`${tenure.url}/addresses/new`);
    await page.getByRole("dialog").waitFor();
    await look(page, "add", ["light narrow"], found);
    await page.goto(`${tenure.url}/refusals`);
    await heading(page, words.refusals);
    await look(page, "refusals", ["light narrow", "dark wide"], found);
    assert.deepEqual(found, []);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

test("a restriction says whom it would lock out before it is confirmed, and holds open sessions", async () => {
  const away = await addPerson(tenure.db, { n: 1, role: "operator" });
  const elsewhere = tenure.nobody.with({ [HEADER]: THERE });
  const operator = await session({ ...tenure, nobody: elsewhere }, away.email);
  assert.equal((await operator.get("/v1/me")).status, 200);
  const page = await open("/addresses");
  await step("everybody, and oneself", async () => {
    await page.getByRole("button", { name: "Restrict people", exact: true }).click();
    const box = dialog(page, "Restrict people");
    await box.getByText("2 people would be locked out").waitFor();
    await box.getByText("You would be locked out, too.").waitFor();
    await box.getByRole("button", { name: "Restrict", exact: true }).click();
    await box.getByText("Nobody could come in any more").waitFor();
    await box.getByRole("checkbox", { name: "Do it anyway" }).waitFor();
    assert.equal((await ana.get("/v1/account")).json.ip_restriction.people, false);
  });
  await step("one press lists the own address", async () => {
    const box = dialog(page, "Restrict people");
    await box.getByRole("button", { name: "Add it for everybody" }).click();
    await box.getByText("1 person would be locked out").waitFor();
    await box.getByText(`last from ${THERE}`).waitFor();
    await page.keyboard.press("Escape");
    await box.waitFor({ state: "detached" });
    await page.getByRole("row", { name: new RegExp(HERE.replaceAll(".", "\\.")) }).waitFor();
  });
  await step("another one by the form, by keyboard", async () => {
    await page.getByRole("link", { name: "Add a network" }).click();
    const box = dialog(page, "Add a network");
    await box.getByLabel("Address or network", { exact: true }).fill("300.1.1.1");
    await page.keyboard.press("Enter");
    await until("refused", async () => (await box.getByLabel("Address or network").getAttribute("aria-invalid")) === "true");
    await box.getByLabel("Address or network", { exact: true }).fill("192.0.2.9/24");
    await box.getByLabel("Note (optional)", { exact: true }).fill("Office");
    await page.keyboard.press("Enter");
    await box.waitFor({ state: "detached" });
    await page.getByRole("row", { name: /192\.0\.2\.0\/24.*Office/ }).waitFor();
  });
  await step("on: whoever is elsewhere is out at the next request", async () => {
    await page.getByRole("button", { name: "Restrict people", exact: true }).click();
    const box = dialog(page, "Restrict people");
    await box.getByText("1 person would be locked out").waitFor();
    await box.getByRole("button", { name: "Restrict", exact: true }).click();
    await box.waitFor({ state: "detached" });
    await page.getByText("Listed networks only").first().waitFor();
    const refused = await operator.get("/v1/me");
    assert.deepEqual([refused.status, refused.code], [403, "address_not_allowed"]);
  });
  await step("the last rule that fits is kept unless it is wanted", async () => {
    await page.getByRole("button", { name: `Take away ${HERE}/32` }).click();
    const box = dialog(page, `Take away ${HERE}/32`);
    await box.getByRole("button", { name: "Take away", exact: true }).click();
    await box.getByText("You would lock yourself out").waitFor();
    await page.keyboard.press("Escape");
    assert.equal((await ana.get("/v1/me")).status, 200);
  });
  await step("an open page of who moved shows nothing more", async () => {
    await page.setExtraHTTPHeaders({ [HEADER]: THERE });
    await page.goto(`${tenure.url}/system-users`);
    await page.getByText("You can't come in from this address").first().waitFor();
    assert.equal(await page.getByText("held-bot").count(), 0);
    await page.setExtraHTTPHeaders({ [HEADER]: HERE });
    await page.goto(`${tenure.url}/addresses`);
    await page.getByRole("button", { name: "Lift the restriction of people" }).click();
    await dialog(page, "Lift the restriction of people").getByRole("button", { name: "Lift", exact: true }).click();
    await until("lifted", async () => !(await ana.get("/v1/account")).json.ip_restriction.people);
  });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a bot is held to its list, and the page says why it was refused", async () => {
  const page = await open(`/system-users/${bot.id}?tab=addresses`);
  await step("a network of its own", async () => {
    await page.getByRole("button", { name: "Add a network" }).click();
    const box = dialog(page, "Add a network");
    await box.getByLabel("Address or network", { exact: true }).fill(THERE);
    await box.getByRole("button", { name: "Add", exact: true }).click();
    await box.waitFor({ state: "detached" });
    await page.getByRole("row", { name: new RegExp(THERE.replaceAll(".", "\\.")) }).waitFor();
  });
  await step("on", async () => {
    const { version } = (await ana.get("/v1/account")).json;
    const on = await ana.patch("/v1/account", { version, ip_restriction: { system_users: true } });
    assert.equal(on.status, 200, on.text);
    await until("refused within a second", async () => (await call(HERE)) === 401, 2_000);
    assert.equal(await call(THERE), 200);
  });
  await step("why, on its page", async () => {
    await page.getByRole("tab", { name: l.nav.refusals }).click();
    const why = page.getByRole("heading", { name: "The call came from an address that is not listed" });
    await until("it is there", async () => {
      if (await why.count()) return true;
      await page.reload();
      await page.getByRole("tab", { name: l.nav.refusals }).click();
      await page.waitForTimeout(500);
      return false;
    });
    await page.getByText(HERE).first().waitFor();
  });
  await step("why, by the token's end: of a whole token no more than that is in the address", async () => {
    await page.goto(`${tenure.url}/refusals`);
    await page.getByRole("searchbox", { name: "Last 4 characters of the token" }).fill(bot.token);
    await page.getByRole("heading", { name: "The call came from an address that is not listed" }).first().waitFor();
    await until("its end", async () => new URL(page.url()).searchParams.get("end") === bot.token.slice(-4));
    await page.getByRole("link", { name: "held-bot" }).first().waitFor();
    await page.goto(`${tenure.url}/refusals?end=zzzz`);
    await page.getByRole("heading", { name: "No refused call fits" }).waitFor();
    await page.goto(`${tenure.url}/refusals?end=zz`);
    await page.getByRole("heading", { name: "Nothing can be found by this" }).waitFor();
  });
  await step("lifted, though somebody else saves the account meanwhile", async () => {
    await page.goto(`${tenure.url}/addresses?action=system_users`);
    const box = dialog(page, "Lift the restriction of system users");
    const lift = box.getByRole("button", { name: "Lift", exact: true });
    await lift.waitFor();
    const { version } = (await ana.get("/v1/account")).json;
    assert.equal((await ana.patch("/v1/account", { version, name: "Another name" })).status, 200);
    await lift.click();
    await box.getByText("Someone saved a change in the meantime.").waitFor();
    await lift.click();
    await box.waitFor({ state: "detached" });
    assert.equal((await ana.get("/v1/account")).json.ip_restriction.system_users, false);
  });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("without a trusted address the page says what is missing", async () => {
  const plain = await deploy();
  const owner = await setUp(plain);
  const page = await visit({ origin: plain.url, url: null, viewport: NARROW });
  await enter(page, owner);
  await page.goto(`${plain.url}/addresses`);
  await heading(page, "Addresses");
  await page.getByText(/CLIENT_IP_HEADER/).first().waitFor();
  assert.equal(await page.getByRole("button", { name: "Restrict people" }).getAttribute("aria-disabled"), "true");
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
