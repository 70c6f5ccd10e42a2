// Nothing typed is lost without a word, whatever comes between; an address is resolved before it is judged; tabs and
// reads know of each other.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { OWNER, deploy, setUp, signIn as session } from "../workerd/support/deployment.mjs";
import { enter, launch, visit, visitAs } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { dialog, heading, signIn, step, until } from "./support/pages.mjs";

const l = LABELS.en;
const BACK = "What you typed before is back.";
let tenure;
let ana;
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
});

const open = (path, client = ana) => visitAs(tenure, client, path);
const name = (box) => box.getByLabel(l.users.name, { exact: true });

test("Esc, Back and a session that ends give back what was typed", async () => {
  const page = await open("/teams");
  const create = async () => {
    await page.getByRole("link", { name: l.teams.create, exact: true }).first().click();
    return dialog(page, l.teams.create);
  };
  let box = await create();
  await name(box).fill("Équipe de nuit");
  await page.keyboard.press("Escape");
  await box.waitFor({ state: "detached" });

  await step("after Esc", async () => {
    box = await create();
    await box.getByText(BACK).waitFor();
    assert.equal(await name(box).inputValue(), "Équipe de nuit");
  });
  await step("after Back", async () => {
    await page.goBack();
    await box.waitFor({ state: "detached" });
    box = await create();
    await until("the text is back", async () => (await name(box).inputValue()) === "Équipe de nuit");
  });
  await step("after the session has ended", async () => {
    await page.context().clearCookies();
    await box.getByRole("button", { name: l.teams.create, exact: true }).click();
    await signIn(page, l, OWNER);
    box = dialog(page, l.teams.create);
    await box.getByText(BACK).waitFor();
    assert.equal(await name(box).inputValue(), "Équipe de nuit");
  });
  await step("and it goes when it is not wanted", async () => {
    await box.getByRole("button", { name: "Discard my changes" }).click();
    assert.equal(await name(box).inputValue(), "");
    await page.keyboard.press("Escape");
    box = await create();
    assert.equal(await name(box).inputValue(), "");
    assert.equal(await box.getByText(BACK).count(), 0);
  });
  assert.deepEqual(page.complaints, []);
});

test("a secret is not given back", async () => {
  const page = await open("/profile");
  const field = page.getByLabel("Current password", { exact: true });
  await field.fill("something that nobody keeps");
  await page.getByRole("link", { name: l.nav.overview, exact: true }).click();
  await heading(page, l.nav.overview);
  await page.goBack();
  assert.equal(await field.inputValue(), "");
  assert.equal(await page.getByText(BACK).count(), 0);
});

test("another language empties no form", async () => {
  const page = await visit({ origin: tenure.url, url: `${tenure.url}/sign-in` });
  await page.getByLabel(l.signIn.email).fill("zoë@example.com");
  await page.getByRole("button", { name: "Español" }).click();
  const field = page.getByLabel(LABELS.es.signIn.email);
  await field.waitFor();
  await until("the address is back", async () => (await field.inputValue()) === "zoë@example.com");
});

test("who was second sees what was saved and what is their own", async () => {
  const team = (await ana.post("/v1/teams", { name: "Support" })).json;
  const page = await open(`/teams?action=edit&id=${team.id}`);
  const box = page.getByRole("dialog");
  await until("the dialog is there", async () => (await name(box).inputValue()) === "Support");
  await name(box).fill("Support, days");
  const now = await ana.patch(`/v1/teams/${team.id}`, { name: "Support, nights", version: team.version });
  assert.equal(now.status, 200);
  await box.getByRole("button", { name: "Save" }).click();
  await box.getByText("Someone saved a change in the meantime.").waitFor();
  await box.getByText("saved now “Support, nights”, yours “Support, days”").waitFor();
  assert.equal(await name(box).inputValue(), "Support, days");
  await box.getByRole("button", { name: "Save" }).click();
  await box.waitFor({ state: "detached" });
  assert.equal((await ana.get(`/v1/teams/${team.id}`)).json.name, "Support, days");
});

test("the place after signing in is resolved, then judged", async () => {
  for (const next of ["/%09/evil.example", "/%0a/evil.example", "/%0d/evil.example", "/%5cevil.example", "//evil.example", "/..//evil.example"]) {
    const page = await visit({ origin: tenure.url, url: `${tenure.url}/sign-in?next=${next}` });
    await signIn(page, l, OWNER);
    await heading(page, l.nav.overview);
    assert.equal(new URL(page.url()).origin, new URL(tenure.url).origin, next);
    await page.context().close();
  }
  const page = await open("/");
  await heading(page, l.nav.overview);
  await page.goto(`${tenure.url}/users/../..//x`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  assert.deepEqual(page.complaints, []);
});

test("all tabs hear who is signed in", async () => {
  const page = await open("/teams", await session(tenure));
  await heading(page, l.teams.title);
  const other = await page.context().newPage();
  await other.goto(`${tenure.url}/system-users`);
  await heading(other, l.bots.title);
  await other.getByRole("button", { name: l.nav.signOut }).click();
  await heading(other, l.signIn.title);
  await heading(page, l.signIn.title);
  await signIn(other, l, OWNER);
  await heading(page, l.teams.title);
});

test("a read is sent once, and a pointer that crosses the menu asks for nothing", async () => {
  const page = await open("/");
  await heading(page, l.nav.overview);
  await page.waitForLoadState("networkidle");
  const sent = [];
  page.on("request", (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname.startsWith("/v1/")) sent.push(pathname + search);
  });
  const links = page.getByRole("navigation", { name: l.nav.main }).getByRole("link");
  const boxes = await Promise.all((await links.all()).map((link) => link.boundingBox()));
  for (const box of boxes) await page.mouse.move(box.x + 10, box.y + box.height / 2);
  await page.mouse.move(700, 500);
  await page.waitForTimeout(400);
  assert.deepEqual(sent, []);

  await page.getByRole("link", { name: l.users.nav, exact: true }).click();
  await page.waitForLoadState("networkidle");
  assert.deepEqual([...sent].sort(), [...new Set(sent)].sort());
});

test("keys of an input method are its own, and Enter waits for the answer to what is written", async () => {
  await ana.systemUser(null, "zulu-bot");
  const page = await open("/");
  await heading(page, l.nav.overview);
  await page.keyboard.press("Control+k");
  const box = page.getByRole("combobox");
  await box.fill("zulu");
  await box.evaluate((input) => {
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, isComposing: true }));
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, isComposing: true }));
  });
  assert.equal(await box.isVisible(), true);
  await box.press("Enter");
  await heading(page, "zulu-bot");
});

test("a browser whose clock is wrong says no wrong time", async () => {
  const page = await visit({ origin: tenure.url, url: null });
  await page.addInitScript(() => {
    const now = Date.now;
    Date.now = () => now() - 26 * 3_600_000;
  });
  await enter(page, ana);
  await page.goto(`${tenure.url}/sessions`);
  await heading(page, l.nav.sessions);
  await page.waitForLoadState("networkidle");
  assert.doesNotMatch(await page.locator("main").innerText(), /tomorrow|in \d+ hours/i);
});

test("a token on the screen outlives a tab that comes back after minutes", async () => {
  const page = await open("/system-users/new");
  const me = await page.evaluate(async () => (await fetch("/v1/me")).json());
  await page.getByRole("radio", { name: /Account-wide/ }).check();
  await page.getByLabel(l.bots.username, { exact: true }).fill("away-bot");
  await page.getByRole("button", { name: l.bots.generate, exact: true }).click();
  const box = dialog(page, l.credential.title);
  await box.waitFor();
  let asked = 0;
  await page.route("**/v1/me", (route) => {
    asked += 1;
    const later = new Date(Date.parse(me.user.last_seen_at ?? me.user.created_at) + asked * 61_000).toISOString();
    return route.fulfill({ json: { ...me, user: { ...me.user, last_seen_at: later } } });
  });
  const back = () => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await back();
  await until("it was asked who is signed in", () => asked === 1);
  await page.waitForTimeout(300);
  assert.equal(await box.isVisible(), true);

  await step("not even when a right was taken away meanwhile", async () => {
    await page.unroute("**/v1/me");
    const less = me.permissions.filter((permission) => permission !== "roles:manage");
    await page.route("**/v1/me", (route) => route.fulfill({ json: { ...me, permissions: less } }));
    await page.waitForTimeout(2_000);
    await back();
    await page.waitForTimeout(600);
    assert.equal(await box.isVisible(), true);
  });
  await page.context().close();
});

test("Previous leads back, and each page says which rows it shows", async () => {
  for (let n = 0; n < 52; n += 1) await ana.subaccount(`Brand ${String(n).padStart(2, "0")}`, `brand-${n}`);
  const page = await open("/subaccounts");
  const range = page.getByRole("navigation", { name: "Next page" }).getByRole("status");
  await until("the first page", async () => (await range.innerText()) === "1–50");
  const first = page.url();
  await page.getByRole("link", { name: "Next page" }).click();
  await until("the second page", async () => (await range.innerText()) === "51–52");
  await page.getByRole("link", { name: "Previous page" }).click();
  await until("the first page again", async () => (await range.innerText()) === "1–50");
  assert.equal(page.url(), first);
  await page.context().close();
});

test("a bot renamed by two says so, and shows both names", async () => {
  const bot = await ana.systemUser(null, "both-bot");
  const page = await open(`/system-users/${bot.id}?action=rename`);
  const box = page.getByRole("dialog");
  await box.getByLabel(l.bots.username, { exact: true }).fill("mine-bot");
  const { version } = (await ana.get(`/v1/system-users/${bot.id}`)).json.system_user;
  await ana.patch(`/v1/system-users/${bot.id}`, { username: "theirs-bot", version });
  await box.getByRole("button", { name: "Rename", exact: true }).click();
  await box.getByText("saved now “theirs-bot”, yours “mine-bot”").waitFor();
  assert.equal((await ana.get(`/v1/system-users/${bot.id}`)).json.system_user.username, "theirs-bot");
  await page.context().close();
});

test("what was ticked and put together comes back as it was, to the right thing", async () => {
  for (const reference of ["twin-1", "twin-2"]) await ana.subaccount("Twin", reference);
  const page = await open("/roles/new");
  const rights = page.locator("fieldset.grants select");
  const held = () => rights.evaluateAll((all) => all.map((one) => one.value));
  await page.getByLabel("Name", { exact: true }).fill("Night desk");
  await page.getByLabel(/Start from|Clone/).selectOption("role_admin");
  await until("all of the admin's rights", async () => (await held()).every((value) => value !== ""));
  await rights.nth(0).selectOption("");
  await rights.nth(3).selectOption("");
  const chosen = await held();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Create role" }).first().click();
  await page.getByText(BACK).waitFor();
  assert.deepEqual(await held(), chosen);
  await page.getByRole("button", { name: "Discard my changes" }).click();
  await until("nothing is held", async () => (await held()).every((value) => value === ""));

  await step("of two subaccounts of one name, the one that was ticked", async () => {
    const { id } = (await ana.post("/v1/roles", { name: "Reader", grants: [{ permission: "reports:read", reach: "subaccounts" }] })).json;
    await page.goto(`${tenure.url}/invitations/new`);
    const box = page.getByRole("dialog");
    await box.getByLabel("Role", { exact: true }).selectOption(id);
    await box.getByRole("searchbox").fill("Twin");
    await box.getByRole("checkbox", { name: "Twin" }).nth(1).check();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Invite user" }).first().click();
    await box.getByText(BACK).waitFor();
    const ticked = box.getByRole("checkbox", { name: "Twin" });
    await until("one is ticked", async () => (await ticked.evaluateAll((all) => all.filter((one) => one.checked).length)) === 1);
  });
  await page.context().close();
});

test("a list that was only looked through is not lost, nor one that was read from a file", async () => {
  const page = await open("/invitations?action=bulk");
  const area = page.getByRole("dialog").locator("textarea");
  await page.getByRole("dialog").locator("input[type=file]").setInputFiles({
    name: "people.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("zoe@example.com,Zoë\nleo@example.com,Leo\n"),
  });
  await until("the file is in the field", async () => /zoe@example\.com/.test(await area.inputValue()));
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await page.getByRole("button", { name: /^Send 2 invitations/ }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Bulk invite", exact: true }).click();
  await until("the lines are back", async () => /leo@example\.com/.test(await area.inputValue()));
  await page.context().close();
});
