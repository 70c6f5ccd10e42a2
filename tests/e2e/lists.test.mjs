// Lists: sorting, filters, search, pages; all of it in the address. And names, whatever they are made of.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deploy, setUp } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { act, heading, until } from "./support/pages.mjs";

const l = LABELS.en;
const MANY = 55;
const HOSTILE = [
  `<img src=x onerror="globalThis.harmed = true">`,
  `"><script>globalThis.harmed = true</script>`,
  "{{7*7}}${7*7}&lt;b&gt;",
  "שלום עולם bot",
  "W".repeat(64),
];
let tenure;
let ana;
const bots = [];
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
  for (let i = 0; i < MANY; i += 1) {
    const n = String(i).padStart(2, "0");
    bots.push(await ana.systemUser(await ana.subaccount(`Brand ${n}`), `bot-${n}`));
  }
  await ana.post(`/v1/system-users/${bots[7].id}/deactivate`);
});

async function open(path) {
  const page = await visit({ origin: tenure.url, url: null });
  await enter(page, ana);
  await page.goto(tenure.url + path);
  return page;
}
const names = (page) => page.getByRole("row").getByRole("rowheader").allInnerTexts();
const first = (page, name) => until(`${name} comes first`, async () => (await names(page))[0]?.trim() === name);

/** What lies beyond the right edge, where nobody on a telephone reaches it. */
const beyond = (page) =>
  page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const edge = document.documentElement.clientWidth + 1;
    const all = [...document.querySelectorAll("dialog[open] *, main :is(h1, code, button, a, input)")];
    return all
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > edge)
      .map((element) => `${element.tagName} ${element.className?.baseVal ?? element.className}`);
  });

test("sorting, filters, search and pages are in the address", async () => {
  const page = await open("/system-users");
  await first(page, `bot-${MANY - 1}`);
  assert.equal((await names(page)).length, 50);

  const head = page.getByRole("columnheader", { name: l.bots.username });
  await head.getByRole("button").click();
  await first(page, "bot-00");
  assert.equal(await head.getAttribute("aria-sort"), "ascending");
  await head.getByRole("button").click();
  await first(page, `bot-${MANY - 1}`);
  assert.equal(await head.getAttribute("aria-sort"), "descending");
  assert.equal(new URL(page.url()).searchParams.get("sort"), "-username");

  await page.getByRole("link", { name: "Next page" }).click();
  await first(page, "bot-04");
  assert.deepEqual(
    (await names(page)).map((name) => name.trim()),
    ["bot-04", "bot-03", "bot-02", "bot-01", "bot-00"],
  );
  await page.reload();
  await first(page, "bot-04");
  await page.goBack();
  await first(page, `bot-${MANY - 1}`);
  await page.goForward();
  await first(page, "bot-04");
  await page.getByRole("link", { name: "First page" }).click();
  await first(page, `bot-${MANY - 1}`);

  await page.getByRole("combobox", { name: "Filter by status" }).selectOption("inactive");
  await until("one row", async () => (await names(page)).length === 1);
  await first(page, "bot-07");
  await page.getByRole("button", { name: "Clear filters" }).click();
  const box = page.getByRole("searchbox", { name: l.bots.search });
  await box.fill(bots[21].tail);
  await until("the search in the address", () => new URL(page.url()).searchParams.get("search") === bots[21].tail);
  await until("found by the token's end", async () => {
    const found = (await names(page)).map((name) => name.trim());
    return found.length < 5 && found.includes("bot-21");
  });
  await box.fill("BRAND 33");
  await first(page, "bot-33");
  await box.fill("no such bot");
  await page.getByRole("heading", { name: "No system user matches" }).waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a dialog about what is gone, or on another page, says so", async () => {
  const page = await open("/");
  for (const path of [
    "/system-users?action=rename&id=gone",
    "/subaccounts?action=rename&id=gone",
    "/subaccounts?action=delete",
    "/users?action=edit&id=gone",
    "/teams?action=edit&id=gone",
    "/roles?action=delete&id=gone",
    "/invitations?action=revoke&id=gone",
    "/sessions?action=end&id=gone",
    "/addresses?action=take&rule=gone",
    "/audit-log?action=event&id=gone",
    "/webhooks?action=delete&id=gone",
    "/sources?action=edit&id=gone",
    "/channels?action=delete&id=gone",
  ]) {
    await page.goto(tenure.url + path);
    const box = page.getByRole("dialog", { name: "It is not there any more", exact: true });
    await box.waitFor();
    await page.keyboard.press("Escape");
    await box.waitFor({ state: "detached" });
    assert.equal(new URL(page.url()).search, "", path);
  }
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a name is text, whatever it is made of", async () => {
  const names = [];
  for (const [i, name] of HOSTILE.entries()) {
    const subaccount = await ana.post("/v1/subaccounts", { name, reference_name: `hostile-${i}` });
    assert.equal(subaccount.status, 201, subaccount.text);
    const made = await ana.post("/v1/system-users", { subaccount_id: subaccount.json.id, username: name });
    assert.equal(made.status, 201, made.text);
    names.push(made.json.system_user);
  }
  const page = await open("/system-users");
  for (const { id, username } of names) {
    await page.goto(`${tenure.url}/system-users`);
    const link = page.getByRole("link", { name: username, exact: true });
    await link.waitFor();
    await act(page, l, username, l.bots.deactivate);
    const box = page.getByRole("dialog", { name: l.bots.deactivateTitle(username), exact: true });
    await box.getByRole("button", { name: l.bots.deactivate, exact: true }).click();
    await page.getByText(l.bots.deactivated(username), { exact: true }).first().waitFor();
    await link.click();
    await heading(page, username);
    assert.match(page.url(), new RegExp(`${id}$`));
  }
  await page.goto(`${tenure.url}/subaccounts?search=hostile`);
  await page.getByRole("rowheader", { name: HOSTILE[0], exact: true }).waitFor();
  assert.equal(await page.evaluate(() => globalThis.harmed), undefined);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a long name wraps: nothing lies out of reach", async () => {
  const username = "W".repeat(64);
  const { items } = (await ana.get(`/v1/system-users?search=${username}`)).json;
  const [{ id }] = items.length > 0 ? items : [await ana.systemUser(await ana.subaccount(username, "long"), username)];
  await ana.post(`/v1/system-users/${id}/deactivate`);
  const page = await open("/system-users");
  const found = [];
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 844 });
    for (const path of [
      `/system-users/${id}`,
      `/system-users/${id}?action=delete`,
      "/system-users/new",
      "/subaccounts?search=WWW",
    ]) {
      await page.goto(tenure.url + path);
      await page.getByText(username, { exact: true }).first().waitFor();
      for (const what of await beyond(page)) found.push(`${width} ${path.replace(id, "…")}: ${what}`);
    }
  }
  assert.deepEqual([...new Set(found)], []);
  await page.context().close();
});
