// axe-core on every screen and dialog: in three languages, light and dark, wide and narrow. The same walk proves that
// the content security policy is never violated and nothing is complained about on the browser's console.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { before, test } from "node:test";
import { OWNER, addPerson, deploy, setUp, signIn as session } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { linkIn, mailTo } from "./support/pages.mjs";

const TEMPORARY = "borrowed umbrella by the door";

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };
const LOOKS = {
  "light wide": ["light", WIDE],
  "dark wide": ["dark", WIDE],
  "light narrow": ["light", NARROW],
  "dark narrow": ["dark", NARROW],
};
// Contrast is a matter of the look, names and roles of the language: not every pair of them has to be tried.
const WALKS = [
  { locale: "en-GB", language: "en", looks: Object.keys(LOOKS) },
  { locale: "es-MX", language: "es", looks: ["light narrow"] },
  { locale: "pt-BR", language: "pt", looks: ["dark wide"] },
];

let axe;
let empty;
let tenure;
let ana;
let operator;
let bot;
let sleeper;
const spare = {};
// What the screens about people are drawn of.
const made = {};
before(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await launch();
  empty = await deploy();
  tenure = await deploy();
  ana = await setUp(tenure);
  bot = await ana.systemUser(await ana.subaccount("Support"), "support-bot");
  sleeper = await ana.systemUser(await ana.subaccount("Sales"), "sales-bot");
  await ana.post(`/v1/system-users/${sleeper.id}/deactivate`);
  await ana.post(`/v1/system-users/${bot.id}/tokens`, { confirm: true, overlap_seconds: 3600 });
  const { token } = await ana.systemUser(null, "gateway");
  for (let i = 0; i < 3; i += 1) await tenure.nobody.bot(token).get("/v1/whoami");
  for (const { language } of WALKS) spare[language] = await ana.subaccount(`Spare ${language}`, `spare-${language}`);
  operator = await session(tenure, (await addPerson(tenure.db, { n: 1, role: "operator" })).email);
  const developer = await addPerson(tenure.db, { n: 2, role: "developer" });
  made.developer = developer.id;
  await (await session(tenure, developer.email)).systemUser(await ana.subaccount("Chile"), "chile-bot");
  made.inactive = (await addPerson(tenure.db, { n: 3, role: "sale", status: "inactive" })).id;
  const bound = await addPerson(tenure.db, { n: 4, role: "service" });
  await ana.post(`/v1/users/${bound.id}/temporary-password`, { password: TEMPORARY });
  made.bound = bound.email;
  const post = async (path, body) => {
    const answer = await ana.post(path, body);
    assert.ok(answer.status < 300, `${path}: ${answer.text}`);
    return answer.json;
  };
  made.team = await post("/v1/teams", { name: "Collections", member_ids: [developer.id], supervisor_ids: [developer.id] });
  made.role = await post("/v1/roles", {
    name: "Night desk",
    description: "Who is there at night.",
    grants: [{ permission: "inbox:use", reach: "own" }],
  });
  made.invitation = await post("/v1/invitations", { email: "bea@example.com", name: "Bea", role_id: made.role.id });
  const mail = await mailTo(tenure, "bea@example.com");
  made.link = linkIn(mail);
});

/** Waits until nothing is on its way and nothing moves. */
async function settled(page, what) {
  await page
    .waitForFunction(
      () =>
        document.querySelector("h1, dialog[open]") &&
        !document.querySelector("[aria-busy=true], .bone, .spin") &&
        document
          .getAnimations()
          .every(
            (animation) => animation.playState !== "running" || animation.effect.getTiming().iterations === Infinity,
          ),
      undefined,
      { timeout: 10_000 },
    )
    .catch(() => assert.fail(`${what} does not settle: ${page.url()}`));
}

/** Every look of what is on the screen. */
async function look(page, what, looks, found) {
  await settled(page, what);
  await page.evaluate(axe);
  for (const name of looks) {
    const [colorScheme, viewport] = LOOKS[name];
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(viewport);
    const { violations, sideways } = await page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const result = await globalThis.axe.run(document, {
        resultTypes: ["violations"],
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      });
      const root = document.documentElement;
      return {
        violations: result.violations.map(
          (one) =>
            `${one.id}: ${one.nodes
              .map((node) => node.html.slice(0, 160))
              .slice(0, 3)
              .join(" | ")}`,
        ),
        sideways: root.scrollWidth > root.clientWidth,
      };
    });
    for (const violation of violations) found.push(`${what}, ${name}: ${violation}`);
    if (sideways) found.push(`${what}, ${name}: the page scrolls sideways`);
  }
}

test("the walk would see a fault", async () => {
  const page = await visit({ origin: empty.url, url: `${empty.url}/sign-in` });
  const found = [];
  await settled(page, "sign-in");
  await page.evaluate(() => {
    const wide = document.createElement("div");
    wide.style.cssText = "width: 3000px; height: 1px";
    const image = new Image();
    const grey = document.createElement("p");
    grey.textContent = "pale";
    grey.style.color = "#ddd";
    document.querySelector("main").append(image, grey, wide);
    setTimeout(() => console.error("planted"));
    document.head.append(Object.assign(document.createElement("script"), { textContent: "globalThis.planted = true" }));
  });
  await look(page, "planted", ["light narrow"], found);
  for (const fault of ["image-alt", "color-contrast", "scrolls sideways"])
    assert.ok(
      found.some((one) => one.includes(fault)),
      fault,
    );
  for (const fault of ["console: planted", "policy: script-src"])
    assert.ok(
      page.complaints.some((one) => one.startsWith(fault)),
      fault,
    );
  assert.equal(await page.evaluate(() => globalThis.planted), undefined, "inline code does not run");
  await page.context().close();
});

for (const { locale, language, looks } of WALKS) {
  test(`every screen and dialog is accessible and within its policy (${language})`, async () => {
    const found = [];
    const complaints = [];
    const nobody = await visit({ origin: empty.url, url: null, locale });
    const screens = async (page, deployment, addresses) => {
      for (const [what, path] of Object.entries(addresses)) {
        await page.goto(deployment.url + path);
        await look(page, what, looks, found);
      }
    };
    const finish = async (page) => {
      complaints.push(...page.complaints);
      await page.context().close();
    };

    await screens(nobody, empty, {
      setup: "/setup",
      "setup with a link": `/setup#token=${"x".repeat(43)}`,
      "sign-in before setup": "/sign-in",
    });
    await nobody.keyboard.press("Tab");
    await screens(nobody, tenure, {
      "setup done": "/setup",
      "sign-in, ended": "/sign-in?ended=1",
      problem: "/problems/subaccount_taken",
    });
    await nobody.goto(`${tenure.url}/sign-in`);
    await nobody.getByRole("textbox").first().fill(OWNER.email);
    await nobody.keyboard.press("Enter");
    await nobody.locator("[aria-invalid=true]").first().waitFor();
    await look(nobody, "sign-in, refused", looks, found);
    await finish(nobody);

    const page = await visit({ origin: tenure.url, url: null, locale });
    await enter(page, ana);
    await screens(page, tenure, {
      overview: "/",
      "system users": "/system-users",
      "system users, sorted and filtered": "/system-users?status=active&sort=username",
      "system users, none found": "/system-users?search=nothing-is-called-so",
      "create a system user": "/system-users/new",
      "a system user": `/system-users/${bot.id}`,
      "an inactive system user": `/system-users/${sleeper.id}`,
      "ask: deactivate": `/system-users?action=deactivate&id=${bot.id}`,
      "ask: rename": `/system-users?action=rename&id=${bot.id}`,
      "ask: token": `/system-users?action=token&id=${bot.id}`,
      "ask: delete": `/system-users?action=delete&id=${sleeper.id}`,
      subaccounts: "/subaccounts",
      "create a subaccount": "/subaccounts/new",
      "ask: rename a subaccount": `/subaccounts?action=rename&id=${spare.en}`,
      "ask: delete a subaccount": `/subaccounts?action=delete&id=${bot.system_user.subaccount_id}`,
      users: "/users",
      "users, filtered": "/users?search=person&status=active",
      "users, none found": "/users?search=nobody-is-called-so",
      "create a person": "/users/new",
      "a person": `/users/${made.developer}`,
      "an inactive person": `/users/${made.inactive}`,
      "ask: edit a person": `/users?action=edit&id=${made.developer}`,
      "ask: capacity": `/users/${made.developer}?action=capacity`,
      "ask: reset": `/users?action=reset&id=${made.developer}`,
      "ask: temporary": `/users?action=temporary&id=${made.developer}`,
      "ask: transfer": `/users?action=transfer&id=${made.developer}`,
      "off-boarding, deactivate": `/users/${made.developer}/leave?then=deactivate`,
      "off-boarding, remove": `/users/${made.developer}/leave?then=remove`,
      invitations: "/invitations",
      invite: "/invitations/new",
      "ask: revoke": `/invitations?action=revoke&id=${made.invitation.id}`,
      "many invitations": "/invitations?action=bulk&id=new",
      teams: "/teams",
      "create a team": "/teams/new",
      "ask: edit a team": `/teams?action=edit&id=${made.team.id}`,
      "ask: delete a team": `/teams?action=delete&id=${made.team.id}`,
      roles: "/roles",
      "roles, matrix": "/roles/matrix",
      "create a role": "/roles/new",
      "clone a role": "/roles/new?clone=role_developer",
      "ask: edit a role": `/roles?action=edit&id=${made.role.id}`,
      "ask: delete a role": `/roles?action=delete&id=${made.role.id}`,
      mails: "/mails",
      mailbox: "/mailbox",
      custodians: `/system-users/${bot.id}?action=custodians`,
      sessions: "/sessions",
      settings: "/settings",
      profile: "/profile",
      nowhere: "/nowhere",
    });
    assert.equal(await page.evaluate(() => document.documentElement.lang), language);

    await page.setViewportSize(WIDE);
    await page.goto(`${tenure.url}/system-users`);
    await page
      .getByRole("row", { name: /support-bot/ })
      .getByRole("button")
      .last()
      .click();
    await page.getByRole("menu").waitFor();
    await look(page, "a menu", looks.slice(0, 1), found);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("support");
    await page.getByRole("option", { name: /support-bot/ }).waitFor();
    await look(page, "palette", looks, found);
    await page.keyboard.press("Escape");

    await page.setViewportSize(WIDE);
    await page.goto(`${tenure.url}/users/${made.developer}`);
    await page.getByRole("tab").nth(1).click();
    await page.getByRole("tabpanel").getByRole("row").first().waitFor();
    await look(page, "why a person may", looks, found);
    await page.goto(`${tenure.url}/users`);
    await page.getByRole("row", { name: /Person 2/ }).getByRole("button").last().click();
    await page.getByRole("menu").waitFor();
    await look(page, "a person's menu", looks.slice(0, 1), found);
    await page.keyboard.press("Escape");
    await page.goto(`${tenure.url}/invitations?action=bulk&id=new`);
    await page.getByRole("dialog").locator("textarea").fill("new@example.com;New\nx@gmail.com\nbea@example.com");
    await page.getByRole("dialog").locator("button[type=submit]").click();
    await page.getByRole("dialog").getByRole("table").waitFor();
    await look(page, "many invitations, checked", looks, found);
    await page.goto(`${tenure.url}/roles`);
    await page.getByRole("row").nth(3).getByRole("button").last().click();
    await page.getByRole("menuitem").first().click();
    await page.locator(".viewing").waitFor();
    await look(page, "the console as another role", looks, found);
    await page.locator(".viewing").getByRole("button").click();

    await page.setViewportSize(NARROW);
    await page.goto(`${tenure.url}/`);
    await page.getByRole("banner").getByRole("button").first().click();
    await page.getByRole("dialog").waitFor();
    await look(
      page,
      "drawer",
      looks.filter((name) => name.endsWith("narrow")),
      found,
    );

    await page.setViewportSize(WIDE);
    await page.goto(`${tenure.url}/system-users/new?subaccount=${spare[language]}`);
    await page.getByRole("dialog").getByRole("textbox").press("Enter");
    await page.locator("[aria-invalid=true]").first().waitFor();
    await look(page, "create a system user, refused", looks, found);
    await page.getByRole("dialog").getByRole("textbox").fill(`bot-${language}`);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("tab").first().waitFor();
    await look(page, "the token", looks, found);
    await page.getByRole("dialog").getByRole("checkbox").check();
    await page.getByRole("dialog").getByRole("tab").nth(2).click();
    await look(page, "the token, saved", looks, found);

    // A fault of the service, and no service.
    await page.getByRole("dialog").getByRole("button").last().click();
    await page.route("**/v1/subaccounts*", (route) =>
      route.fulfill({
        status: 500,
        headers: { "content-type": "application/problem+json" },
        body: JSON.stringify({
          type: "/problems/internal",
          title: "A fault",
          status: 500,
          detail: "Written down.",
          instance: "req_x",
          code: "internal",
        }),
      }),
    );
    await page.goto(`${tenure.url}/subaccounts`);
    await page.getByRole("alert").getByRole("button").first().waitFor();
    await page.context().setOffline(true);
    await page.waitForTimeout(100);
    await look(page, "a fault, and offline", looks, found);
    await finish(page);

    const guest = await visit({ origin: tenure.url, url: null, locale });
    await enter(guest, operator);
    await screens(guest, tenure, {
      "overview of an operator": "/",
      "subaccounts of an operator": "/subaccounts",
      forbidden: "/system-users",
    });
    await finish(guest);

    const mailed = await visit({ origin: tenure.url, url: null, locale });
    await screens(mailed, tenure, {
      "accept without a link": "/accept",
      "accept with a dead link": `/accept#token=${"0".repeat(64)}`,
      "forgot password": "/forgot-password",
      "reset without a link": "/reset-password",
      "reset with a link": `/reset-password#token=${"0".repeat(64)}`,
    });
    await mailed.goto(made.link);
    await mailed.getByRole("button").last().waitFor();
    await look(mailed, "accept", looks, found);
    await mailed.goto(`${tenure.url}/sign-in`);
    await mailed.getByRole("textbox").first().fill(made.bound);
    await mailed.locator("input[type=password]").fill(TEMPORARY);
    await mailed.keyboard.press("Enter");
    await mailed.waitForURL("**/change-password");
    await look(mailed, "a temporary password", looks, found);
    await finish(mailed);

    assert.deepEqual(found, []);
    assert.deepEqual(complaints, []);
  });
}
