// Bots and their tokens: what is sent is what was chosen, and what is shown once is not lost without a question.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deploy, setUp } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { dialog, fillSystemUser, putAway, readToken, until } from "./support/pages.mjs";

const l = LABELS.en;
const NOT_SAVED = /You have not saved the token yet/;
let tenure;
let ana;
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
  const taken = await ana.subaccount("Aaa taken");
  await ana.systemUser(taken, "holder-bot");
  for (let n = 0; n < 12; n += 1) await ana.subaccount(`Brand ${String(n).padStart(2, "0")}`);
});

async function open(path) {
  const page = await visit({ origin: tenure.url, url: null });
  await enter(page, ana);
  if (path) await page.goto(tenure.url + path);
  return page;
}

/** The bodies that are sent to make a system user. */
function posts(page) {
  const bodies = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && new URL(request.url()).pathname === "/v1/system-users")
      bodies.push(JSON.parse(request.postData()));
  });
  return bodies;
}

const bots = async () => (await ana.get("/v1/system-users?limit=200")).json.items;

/** Strips of tabs and bodies of dialogs that overflow by a hair, and so bring a scrollbar where those are shown. */
const barred = (page) =>
  page.locator(".tabs, .dialog-body").evaluateAll((all) =>
    all
      .filter((one) => {
        const hair = one.scrollHeight - one.clientHeight;
        return (hair > 0 && (hair < 4 || one.matches(".tabs"))) || (one.scrollWidth > one.clientWidth && !one.matches(".tabs"));
      })
      .map((one) => `${one.className} ${one.scrollWidth}/${one.clientWidth} ${one.scrollHeight}/${one.clientHeight}`),
  );

test("what was chosen is sent, though the search shows it no more, and Enter in the search sends nothing", async () => {
  const page = await open("/system-users");
  const sent = posts(page);
  const box = await fillSystemUser(page, l, "Brand 03", "kept-bot");
  const search = box.getByRole("searchbox");
  await search.fill("Brand 07");
  await box.getByRole("radio", { name: /^Brand 03/ }).waitFor({ state: "detached" });
  await search.press("Enter");
  await box.getByText("Chosen: Brand 03").waitFor();
  assert.equal(sent.length, 0, "Enter in the search is not Generate Token");
  await box.getByRole("button", { name: l.bots.generate, exact: true }).click();
  await readToken(page, l);
  const made = (await bots()).find((bot) => bot.username === "kept-bot");
  assert.equal(made.subaccount.name, "Brand 03");
  assert.equal(sent[0].subaccount_id, made.subaccount_id);
  await putAway(page, l);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("nothing chosen is not the whole account; free subaccounts stand first, taken ones say who has them", async () => {
  const page = await open("/system-users/new");
  const sent = posts(page);
  const box = dialog(page, l.bots.create);
  const taken = box.getByRole("radio", { name: /^Aaa taken/ });
  await taken.waitFor();
  const names = await box.locator(".choices").first().locator(".choice").allInnerTexts();
  const last = names.findIndex((name) => name.startsWith("Aaa taken"));
  assert.ok(
    names.slice(last).every((name) => /In use by/.test(name)),
    "behind the first taken one are only taken ones",
  );
  assert.ok(await taken.isDisabled());
  await box.getByLabel(l.bots.username, { exact: true }).fill("wide-bot");
  const generate = box.getByRole("button", { name: l.bots.generate, exact: true });
  await generate.click();
  await until("refused", () => box.locator("[role=radiogroup][aria-invalid=true]").count());
  assert.equal(sent.length, 0);
  await box.getByRole("radio", { name: new RegExp(`^${l.bots.accountWide}`) }).check();
  await box.getByText(`Chosen: ${l.bots.accountWide}`).waitFor();
  await generate.click();
  await readToken(page, l);
  assert.ok("subaccount_id" in sent[0], "the whole account is said, not left out");
  assert.equal(sent[0].subaccount_id, null);
  await putAway(page, l);
  await page.context().close();
});

test("the reference name follows the name until one is written", async () => {
  const page = await open("/subaccounts/new");
  const box = dialog(page, l.subaccounts.create);
  const name = box.getByLabel(l.subaccounts.name, { exact: true });
  const reference = box.getByLabel(l.subaccounts.reference, { exact: true });
  await name.waitFor();
  assert.ok(await name.evaluate((input) => input === document.activeElement));
  await name.pressSequentially("São Paulo · Cobranças");
  assert.equal(await reference.inputValue(), "sao-paulo-cobrancas");
  await reference.fill("br-cob");
  await name.pressSequentially(" 2");
  assert.equal(await reference.inputValue(), "br-cob");
  await page.context().close();
});

test("Back and a link keep a token that was not saved, and ask", async () => {
  const page = await open("/subaccounts");
  await page.getByRole("row", { name: /Brand 05/ }).waitFor();
  await page
    .getByRole("row", { name: /Brand 05/ })
    .getByRole("link", { name: /Create System User/ })
    .click();
  const asking = dialog(page, l.bots.create);
  await asking.getByText("Chosen: Brand 05").waitFor();
  await asking.getByLabel(l.bots.username, { exact: true }).fill("back-bot");
  await asking.getByRole("button", { name: l.bots.generate, exact: true }).click();
  const box = dialog(page, l.credential.title);
  const token = await readToken(page, l);
  assert.deepEqual(await barred(page), []);
  const address = page.url();
  await page.evaluate(() => history.back());
  await box.getByRole("alert").filter({ hasText: NOT_SAVED }).waitFor();
  assert.equal(page.url(), address, "the address is the dialog's");
  assert.equal(await readToken(page, l), token, "the token is still there");
  await box.getByRole("button", { name: "Back to the token", exact: true }).click();
  await box.getByText(NOT_SAVED).waitFor({ state: "detached" });
  await page.locator("nav a").first().evaluate((link) => link.click());
  await box.getByText(NOT_SAVED).waitFor();
  await box.getByRole("button", { name: "Leave without it", exact: true }).click();
  await box.waitFor({ state: "detached" });
  // Nothing holds the page any more.
  await page.goto(`${tenure.url}/sessions`);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("loading the page again asks, and what was made and not saved is told afterwards", async () => {
  const page = await open("/system-users");
  const box = await fillSystemUser(page, l, "Brand 06", "reload-bot");
  await box.getByRole("button", { name: l.bots.generate, exact: true }).click();
  await readToken(page, l);
  const asked = [];
  page.on("dialog", (one) => {
    asked.push(one.type());
    return one.accept();
  });
  await page.reload();
  assert.deepEqual(asked, ["beforeunload"]);
  const told = dialog(page, "A token was generated and not saved");
  await told.getByText(/reload-bot/).waitFor();
  await told.getByRole("link", { name: l.bots.newToken, exact: true }).click();
  // The same in the middle of a rotation.
  const rotate = dialog(page, l.bots.newTokenTitle("reload-bot"));
  await rotate.getByLabel(l.bots.confirm("reload-bot")).fill("reload-bot");
  await rotate.getByRole("radio", { name: /^works for 1 more hour until .*\d/ }).check();
  await rotate.getByRole("button", { name: l.bots.newToken, exact: true }).click();
  const second = await readToken(page, l);
  await page.reload();
  await told.getByText(new RegExp(`…${second.slice(-4)} of reload-bot`)).waitFor();
  assert.equal(await rotate.count(), 0, "no empty form that pretends that nothing happened");
  await told.getByRole("link", { name: "Revoke", exact: true }).click();
  const revoke = page.getByRole("dialog", { name: new RegExp(`^Revoke the token …${second.slice(-4)}`) });
  await revoke.getByRole("button", { name: "Revoke", exact: true }).click();
  await revoke.waitFor({ state: "detached" });
  assert.equal((await tenure.nobody.bot(second).get("/v1/whoami")).status, 401);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a copy that fails says so, shows and selects the token, and does not count as saved", async () => {
  const page = await open();
  // As on plain http, with the old command refused as well.
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "clipboard", { value: undefined });
    document.execCommand = () => false;
  });
  await page.goto(`${tenure.url}/system-users`);
  const create = await fillSystemUser(page, l, "Brand 08", "copy-bot");
  await create.getByRole("button", { name: l.bots.generate, exact: true }).click();
  const box = dialog(page, l.credential.title);
  await box.getByRole("button", { name: l.credential.copyToken, exact: true }).first().click();
  await box.getByRole("alert").filter({ hasText: /press Ctrl\+C/ }).waitFor();
  await until("the token is selected", async () =>
    /^tnr_[0-9A-Za-z]{49}$/.test((await page.evaluate(() => getSelection().toString())).trim()),
  );
  const done = box.getByRole("button", { name: l.credential.done, exact: true });
  assert.equal(await done.getAttribute("aria-disabled"), "true");
  // With the old command there is still a way.
  await page.evaluate(() => {
    document.execCommand = (what) => {
      globalThis.copied = [what, document.activeElement.value];
      return true;
    };
  });
  await box.getByRole("button", { name: l.credential.copyToken, exact: true }).first().click();
  await box.getByRole("button", { name: l.common.copied, exact: true }).waitFor();
  assert.match((await page.evaluate(() => globalThis.copied)).join(" "), /^copy tnr_[0-9A-Za-z]{49}$/);
  assert.equal(await page.locator("textarea").count(), 0);
  await putAway(page, l);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("one line a row, one scale, and no scrollbar on tabs and in the token's dialog", async () => {
  const long = await ana.subaccount("Atención al cliente de São Paulo, Bogotá y Ciudad de México", "long-name");
  const bot = await ana.systemUser(long, "atención-al-cliente-de-são-paulo-bogotá-y-ciudad-de-méxico-turno-noche");
  const page = await open("/system-users");
  await page.setViewportSize({ width: 1440, height: 900 });
  const row = page.getByRole("row", { name: /turno-noche/ });
  await row.waitFor();
  for (const { height } of await page
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((one) => ({ height: one.getBoundingClientRect().height }))))
    assert.ok(height <= 46, `${height}`);
  assert.match(await row.getByRole("link", { name: /turno-noche/ }).getAttribute("title"), /turno-noche$/);
  assert.deepEqual(await barred(page), []);
  await page.goto(`${tenure.url}/system-users/${bot.id}`);
  await page.getByRole("heading", { name: "Connect it" }).waitFor();
  for (const name of ["curl", "Node", "Python", "PHP", "n8n", "Chatlayer"]) {
    await page.getByRole("tab", { name, exact: true }).click();
    assert.match(await page.getByRole("tabpanel", { name, exact: true }).innerText(), /YOUR_TOKEN/);
  }
  for (const code of await page.locator(".facts code").all())
    assert.ok((await code.evaluate((one) => one.getClientRects().length)) === 1);
  await page.context().close();
});
