// The console without a mouse: nothing but keys, and the focus is always where a reader expects it.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deploy, setUp } from "../workerd/support/deployment.mjs";
import { startBot } from "./support/bot.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { dialog, heading, step, until } from "./support/pages.mjs";

const l = LABELS.en;
let tenure;
let ana;
let bot;
before(async () => {
  await launch();
  bot = await startBot({ answers: false });
  tenure = await deploy({ vars: { ALLOW_WEBHOOK_TO: bot.host } });
  ana = await setUp(tenure);
  await ana.subaccount("Sales");
  await ana.subaccount("Support");
  await ana.systemUser(null, "standing-bot");
});

/** What has the focus, as it is called. */
const focus = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "nothing";
    const label = element.labels?.[0]?.innerText;
    return (element.getAttribute("aria-label") ?? label ?? element.innerText ?? "").trim().replaceAll(/\s+/g, " ");
  });
const focused = (page, name) =>
  until(`focus on ${name}`, async () => {
    const now = await focus(page);
    return name instanceof RegExp ? name.test(now) : now === name;
  }).catch(async (error) => assert.fail(`${error.message}; it is on ${await focus(page)}`));

/** Presses Tab until something of this name has the focus. */
async function tabTo(page, name, most = 40) {
  const passed = [];
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press("Tab");
    const now = await focus(page);
    if (name instanceof RegExp ? name.test(now) : now === name) return;
    passed.push(now);
  }
  assert.fail(`no ${name} among: ${passed.join(" · ")}`);
}

/** Presses a letter until the item of this name, of those that begin with it, has the focus. */
async function letterTo(page, letter, name) {
  for (let i = 0; i < 5 && (await focus(page)) !== name; i += 1) await page.keyboard.press(letter);
  await focused(page, name);
}

async function open(path, title) {
  const page = await visit({ origin: tenure.url, url: null });
  await enter(page, ana);
  await page.goto(tenure.url + path);
  await heading(page, title);
  return page;
}

test("a system user is made by keys alone, and the focus comes back", async () => {
  const page = await open("/system-users", l.bots.title);
  await page.getByRole("row", { name: /standing-bot/ }).waitFor();

  await step("skip link", async () => {
    await page.keyboard.press("Tab");
    await focused(page, l.nav.skip);
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "MAIN");
  });
  await step("create", async () => {
    await tabTo(page, l.bots.create);
    await page.keyboard.press("Enter");
    await dialog(page, l.bots.create).waitFor();
    await focused(page, new RegExp(`^${l.bots.accountWide}`));
    await page.keyboard.press("Escape");
    await dialog(page, l.bots.create).waitFor({ state: "detached" });
    await focused(page, l.bots.create);
    assert.equal(new URL(page.url()).pathname, "/system-users");
  });
  await step("a refusal takes the focus to its field", async () => {
    await page.keyboard.press("Enter");
    await focused(page, new RegExp(`^${l.bots.accountWide}`));
    await page.getByRole("radio", { name: /^Support/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await focused(page, /^Support/);
    assert.ok(await page.getByRole("radio", { name: /^Support/ }).isChecked());
    await page.keyboard.press("Tab");
    await focused(page, l.bots.username);
    await page.keyboard.press("Enter");
    await until("a refusal", () => page.getByLabel(l.bots.username, { exact: true }).getAttribute("aria-invalid"));
    await focused(page, l.bots.username);
  });
  await step("the token", async () => {
    await page.keyboard.type("key-bot");
    await page.keyboard.press("Enter");
    const box = dialog(page, l.credential.title);
    await box.waitFor();
    const inside = () => page.evaluate(() => document.activeElement.closest("dialog") !== null);
    await until("focus inside", inside);
    await page.keyboard.press("Escape");
    assert.ok(await box.isVisible(), "not saved yet");
    // The way round stays in the dialog (or in the browser's own frame, which is no element of the page).
    for (let i = 0; i < 20; i += 1) {
      await page.keyboard.press("Tab");
      assert.ok((await inside()) || (await focus(page)) === "nothing", await focus(page));
    }
    await tabTo(page, "curl");
    await page.keyboard.press("ArrowRight");
    await focused(page, l.credential.env);
    await page.keyboard.press("End");
    await focused(page, l.credential.other);
    await page.keyboard.press("ArrowRight");
    await focused(page, "curl");
    await tabTo(page, l.credential.saved);
    await page.keyboard.press("Space");
    await tabTo(page, l.credential.done);
    await page.keyboard.press("Enter");
    await box.waitFor({ state: "detached" });
    await focused(page, l.bots.create);
    await page.getByRole("row", { name: /key-bot/ }).waitFor();
  });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("menus and their dialogs give the focus back", async () => {
  const page = await open("/system-users", l.bots.title);
  await page.getByRole("row", { name: /standing-bot/ }).waitFor();
  const button = l.bots.actions("standing-bot");
  await tabTo(page, button, 60);
  await step("arrows", async () => {
    await page.keyboard.press("ArrowDown");
    await focused(page, l.bots.deactivate);
    await page.keyboard.press("ArrowDown");
    await focused(page, l.bots.newToken);
    await page.keyboard.press("End");
    await focused(page, new RegExp(`^${l.bots.delete}`));
    await page.keyboard.press("ArrowDown");
    await focused(page, l.bots.deactivate);
    await page.keyboard.press("ArrowUp");
    await focused(page, new RegExp(`^${l.bots.delete}`));
    await page.keyboard.press("Home");
    await letterTo(page, "r", l.bots.rename);
    await page.keyboard.press("Escape");
    await focused(page, button);
    assert.equal(await page.getByRole("menu").count(), 0);
  });
  await step("dialog from a menu", async () => {
    for (const close of ["Escape", "back"]) {
      await page.keyboard.press("Enter");
      await focused(page, l.bots.deactivate);
      await letterTo(page, "r", l.bots.rename);
      await page.keyboard.press("Enter");
      const box = page.getByRole("dialog");
      await box.waitFor();
      await focused(page, l.bots.username);
      if (close === "back") await page.goBack();
      else await page.keyboard.press(close);
      await box.waitFor({ state: "detached" });
      await focused(page, button);
    }
  });
  await page.context().close();
});

test("a new page takes the focus to its heading, and the palette goes anywhere", async () => {
  const page = await open("/", l.nav.overview);
  await step("menu", async () => {
    await tabTo(page, l.nav.subaccounts);
    await page.keyboard.press("Enter");
    await heading(page, l.subaccounts.title);
    await focused(page, l.subaccounts.title);
    assert.equal(await page.title(), `${l.subaccounts.title} · Tenure`);
    const current = page
      .getByRole("navigation", { name: l.nav.main })
      .getByRole("link", { name: l.nav.subaccounts, exact: true });
    assert.equal(await current.getAttribute("aria-current"), "page");
  });
  await step("palette", async () => {
    await page.keyboard.press("Control+k");
    const field = page.locator("[role=combobox]");
    await field.waitFor();
    await page.keyboard.type("standing");
    await page.getByRole("option", { name: /standing-bot/ }).waitFor();
    await page.keyboard.press("Enter");
    await heading(page, "standing-bot");
    await focused(page, "standing-bot");
    assert.match(page.url(), /\/system-users\/su_/);
    await page.keyboard.press("Control+k");
    await field.waitFor();
    await page.keyboard.press("Escape");
    await field.waitFor({ state: "detached" });
    await focused(page, "standing-bot");
  });
  await step("back", async () => {
    await page.goBack();
    await heading(page, l.subaccounts.title);
    await focused(page, l.subaccounts.title);
  });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a webhook is made, takes Subaccount Null and is paused by keys alone", async () => {
  const page = await open("/webhooks", l.nav.webhooks);

  await step("made, and its secret put away", async () => {
    await tabTo(page, "Create webhook");
    await page.keyboard.press("Enter");
    await focused(page, "Name");
    await page.keyboard.type("Bot");
    await tabTo(page, /^Address/);
    await page.keyboard.type(bot.url("mo"));
    await tabTo(page, "Create webhook");
    await page.keyboard.press("Enter");
    await dialog(page, "Save this now").waitFor();
    await tabTo(page, "I have saved it");
    await page.keyboard.press("Space");
    await tabTo(page, "Done");
    await page.keyboard.press("Enter");
    await page.getByRole("row", { name: /Bot/ }).waitFor();
    await until("a place for the focus", async () => (await focus(page)) !== "nothing");
  });

  await step("the warning's fix", async () => {
    await tabTo(page, "Let Bot take them");
    await page.keyboard.press("Enter");
    await page.getByText("Nobody takes what belongs to no subaccount").waitFor({ state: "detached" });
  });

  await step("paused from the row's menu; the focus comes back to it", async () => {
    await tabTo(page, "Actions for Bot", 60);
    await page.keyboard.press("Enter");
    await focused(page, "Send a test");
    for (const name of ["Edit", "New secret", "Pause"]) {
      await page.keyboard.press("ArrowDown");
      await focused(page, name);
    }
    await page.keyboard.press("Enter");
    await dialog(page, "Pause Bot?").waitFor();
    await page.keyboard.press("Escape");
    await focused(page, "Actions for Bot");
  });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
