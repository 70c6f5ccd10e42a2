// Nothing typed is lost without a word, whatever comes between; an address is resolved before it is judged; tabs and
// reads know of each other.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { OWNER, deploy, setUp, signIn as session } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
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

async function open(path, client = ana) {
  const page = await visit({ origin: tenure.url, url: null });
  await enter(page, client);
  await page.goto(tenure.url + path);
  return page;
}
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
