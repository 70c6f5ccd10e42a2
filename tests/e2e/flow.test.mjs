// The first bot, as a person makes it in the console: from the setup link to a deleted system user.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { OWNER, deploy, setUp } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import {
  act,
  createSubaccount,
  dialog,
  fillSystemUser,
  heading,
  menu,
  putAway,
  readToken,
  step,
  traces,
  until,
} from "./support/pages.mjs";

before(launch);

const MASK = /•{10,}/;

for (const language of ["en", "es"]) {
  const l = LABELS[language];
  test(`from the setup link to a bot that is gone (${language})`, async () => {
    const tenure = await deploy();
    const page = await visit({ origin: tenure.url, url: null, locale: l.locale });
    const whoami = async (token) => (await tenure.nobody.bot(token).get("/v1/whoami")).status;
    let token;
    let tail;
    const nowhere = async (when, ...secrets) => {
      const found = await traces(page);
      for (const secret of secrets) {
        const at = found.indexOf(secret);
        // The place is told without the secret.
        if (at >= 0) assert.fail(`${when}: still there, after ${found.slice(Math.max(0, at - 60), at)}`);
      }
    };

    await step("setup", async () => {
      await page.goto(`${tenure.url}/setup#token=${tenure.secrets.SETUP_TOKEN}`);
      await heading(page, l.setup.title);
      assert.equal(page.url(), `${tenure.url}/setup`);
      await page.getByText(l.setup.tokenRead).waitFor();
      await nowhere("after the link was opened", tenure.secrets.SETUP_TOKEN);
      await page.getByRole("button", { name: l.setup.submit, exact: true }).click();
      const invalid = await until("refused fields", async () => {
        const fields = await page.locator("[aria-invalid=true]").count();
        return fields === 4 && fields;
      });
      assert.equal(invalid, 4);
      await page.getByLabel(l.setup.account, { exact: true }).fill(OWNER.account_name);
      await page.getByLabel(l.setup.name, { exact: true }).fill(OWNER.name);
      await page.getByLabel(l.setup.email, { exact: true }).fill(OWNER.email);
      await page.getByLabel(l.setup.password, { exact: true }).fill(OWNER.password);
      await page.getByRole("button", { name: l.setup.submit, exact: true }).click();
      await heading(page, l.nav.overview);
      await nowhere("after setup", tenure.secrets.SETUP_TOKEN, OWNER.password);
      assert.equal(await page.evaluate(() => document.documentElement.lang), language);
    });

    await step("a subaccount", async () => {
      await createSubaccount(page, l, "Support", "support");
      await page.getByText(l.subaccounts.created("Support")).waitFor();
    });

    await step("a system user, its token shown once", async () => {
      await menu(page, l, l.nav.systemUsers);
      await page.getByRole("heading", { name: l.bots.empty }).waitFor();
      const create = await fillSystemUser(page, l, "Support", "support-bot");
      assert.equal(new URL(page.url()).pathname, "/system-users/new");
      await create.getByRole("button", { name: l.bots.generate, exact: true }).click();
      const box = dialog(page, l.credential.title);
      await box.waitFor();
      await box.getByText("support-bot", { exact: true }).first().waitFor();
      assert.doesNotMatch(await traces(page), /tnr_[0-9A-Za-z]{49}/, "masked, it is not in the document");

      token = await readToken(page, l);
      tail = token.slice(-4);
      await nowhere("hidden again", token);
      await box.getByRole("button", { name: l.credential.copyToken, exact: true }).first().click();
      await box.getByRole("button", { name: l.common.copied, exact: true }).waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), token);
      await nowhere("copied", token);

      const tabs = {
        curl: /\/v1\/whoami/,
        [l.credential.env]: /TENURE_USERNAME='support-bot'/,
        Chatlayer: /AuthenticationToken/,
        [l.credential.other]: /UserName: support-bot/,
      };
      for (const [name, content] of Object.entries(tabs)) {
        await box.getByRole("tab", { name, exact: true }).click();
        const panel = box.getByRole("tabpanel", { name, exact: true });
        const text = await panel.innerText();
        assert.match(text, content);
        assert.match(text, MASK, name);
        assert.ok(text.includes(tail), `${name} shows the end`);
      }
    });

    await step("the first call is seen", async () => {
      const box = dialog(page, l.credential.title);
      await box.getByText(l.credential.waiting).waitFor();
      assert.equal(await whoami(token), 200);
      await box.getByText(l.credential.first).first().waitFor({ timeout: 12_000 });
    });

    await step("it closes only when it is saved, and is gone then", async () => {
      const box = dialog(page, l.credential.title);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      const done = box.getByRole("button", { name: l.credential.done, exact: true });
      assert.equal(await done.getAttribute("aria-disabled"), "true");
      await done.click({ force: true });
      assert.equal(await box.getByRole("button", { name: l.common.close, exact: true }).count(), 0);
      assert.ok(await box.isVisible());
      await putAway(page, l);
      await page.evaluate(() => navigator.clipboard.writeText(""));
      await nowhere("closed", token);
      const row = page.getByRole("row", { name: /support-bot/ });
      await row.getByText(`…${tail}`).waitFor();
      for (const step of ["goBack", "goForward", "reload", "goBack"]) {
        await page[step]();
        await until("something drawn", () => page.getByRole("heading", { level: 1 }).count());
        assert.equal(await dialog(page, l.credential.title).count(), 0, step);
        await nowhere(step, token);
      }
    });

    await step("a second one for the same subaccount is shown who has it", async () => {
      await page.goto(`${tenure.url}/system-users/new`);
      const box = dialog(page, l.bots.create);
      const taken = box.getByRole("radio", { name: /^Support/ });
      await taken.waitFor();
      assert.ok(await taken.isDisabled());
      await box.getByText(l.bots.takenBy("support-bot")).waitFor();
      await box.getByRole("button", { name: l.common.cancel, exact: true }).click();
      await box.waitFor({ state: "detached" });
      await menu(page, l, l.nav.systemUsers);
    });

    await step("deactivate and activate", async () => {
      await act(page, l, "support-bot", l.bots.deactivate);
      const box = dialog(page, l.bots.deactivateTitle("support-bot"));
      await box
        .getByText(/support-bot/)
        .nth(1)
        .waitFor();
      assert.equal(await whoami(token), 200, "asked is not done");
      await box.getByRole("button", { name: l.bots.deactivate, exact: true }).click();
      await page.getByText(l.bots.deactivated("support-bot")).first().waitFor();
      assert.equal(await whoami(token), 401);
      await page
        .getByRole("row", { name: /support-bot/ })
        .getByText(l.bots.inactive, { exact: true })
        .waitFor();
      await act(page, l, "support-bot", l.bots.activate);
      await page.getByText(l.bots.activated("support-bot")).first().waitFor();
      assert.equal(await whoami(token), 200, "the same token");
      await page
        .getByRole("row", { name: /support-bot/ })
        .getByText(l.bots.active, { exact: true })
        .waitFor();
    });

    await step("a new token", async () => {
      await act(page, l, "support-bot", l.bots.newToken);
      const box = dialog(page, l.bots.newTokenTitle("support-bot"));
      const name = box.getByLabel(l.bots.confirm("support-bot"));
      const submit = box.getByRole("button", { name: l.bots.newToken, exact: true });
      // It was called: nothing is chosen for the person. Counted once it is drawn: what is not there is not chosen either.
      const overlap = box.getByRole("radiogroup").filter({ has: page.getByRole("radio", { name: l.bots.atOnce }) });
      await overlap.waitFor();
      assert.equal(await overlap.getByRole("radio", { checked: true }).count(), 0);
      await box.getByRole("radio", { name: l.bots.atOnce }).check();
      await name.fill("support");
      await submit.click();
      await box.getByText(l.bots.notTheSame).waitFor();
      assert.equal(await whoami(token), 200);
      await name.fill("support-bot");
      await submit.click();
      const fresh = await readToken(page, l);
      assert.notEqual(fresh, token);
      assert.equal(await whoami(token), 401);
      assert.equal(await whoami(fresh), 200);
      await putAway(page, l);
      await nowhere("closed", token, fresh);
      await page
        .getByRole("row", { name: /support-bot/ })
        .getByText(`…${fresh.slice(-4)}`)
        .waitFor();
      token = fresh;
    });

    await step("deleted only when inactive", async () => {
      await page.getByRole("button", { name: l.bots.actions("support-bot"), exact: true }).click();
      const item = page.getByRole("menuitem", { name: `${l.bots.delete} ${l.bots.deleteFirst}` });
      assert.equal(await item.getAttribute("aria-disabled"), "true");
      await page.keyboard.press("Escape");
      await act(page, l, "support-bot", l.bots.deactivate);
      await dialog(page, l.bots.deactivateTitle("support-bot"))
        .getByRole("button", { name: l.bots.deactivate, exact: true })
        .click();
      await page
        .getByRole("row", { name: /support-bot/ })
        .getByText(l.bots.inactive, { exact: true })
        .waitFor();
      await act(page, l, "support-bot", l.bots.delete);
      const box = dialog(page, l.bots.deleteTitle("support-bot"));
      await box.getByLabel(l.bots.confirm("support-bot")).fill("support-bot");
      await box.getByRole("button", { name: l.bots.delete, exact: true }).click();
      await page.getByText(l.bots.deleted("support-bot")).first().waitFor();
      await page.getByRole("heading", { name: l.bots.empty }).waitFor();
      assert.equal(await whoami(token), 401);
    });

    await step("signed out, nothing is left", async () => {
      await page.getByRole("button", { name: l.nav.signOut, exact: true }).click();
      await heading(page, l.signIn.title);
      await page.goBack();
      await heading(page, l.signIn.title);
      await nowhere("signed out", "support-bot", OWNER.email, OWNER.name);
      assert.deepEqual(
        (await page.context().cookies()).map((cookie) => cookie.name),
        [],
      );
      await page.goto(`${tenure.url}/setup#token=${tenure.secrets.SETUP_TOKEN}`);
      await heading(page, l.setup.done);
    });

    assert.deepEqual(page.complaints, []);
    await page.context().close();
    await tenure.stop();
  });
}

test("somebody else is faster while the dialog is open: it says who", async () => {
  const l = LABELS.en;
  const tenure = await deploy();
  const ana = await setUp(tenure);
  const sales = await ana.subaccount("Sales");
  const page = await visit({ origin: tenure.url, url: null });
  await enter(page, ana);
  await page.goto(`${tenure.url}/system-users`);
  const box = await fillSystemUser(page, l, "Sales", "late-bot");
  await ana.systemUser(sales, "faster-bot");
  await box.getByRole("button", { name: l.bots.generate, exact: true }).click();
  await box
    .getByText(/faster-bot/)
    .first()
    .waitFor();
  assert.deepEqual(page.complaints, []);
});
