// Many people at once: what is pasted is understood or told, what was chosen is sent, an empty page leads back, and what
// is done with many tells where it failed. And that all of it fits on the screen.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { OWNER, addPerson, deploy, setUp } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { act, dialog, heading, step, until } from "./support/pages.mjs";

const l = LABELS.en;
let tenure;
let ana;
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
  for (const n of [1, 2, 3]) await addPerson(tenure.db, { n, role: "operator" });
});

async function open(path, options = {}) {
  const page = await visit({ origin: tenure.url, url: null, ...options });
  await enter(page, ana);
  await page.goto(tenure.url + path);
  return page;
}
const row = (page, text) => page.getByRole("row", { name: new RegExp(text) });

test("a pasted list is understood or told line by line, and nothing chosen is lost on the way", async () => {
  const page = await open("/users?action=bulk&id=new");
  const box = dialog(page, l.users.bulk);
  const lines = box.getByLabel("Paste lines");
  const check = () => box.getByRole("button", { name: "Check", exact: true }).click();
  const back = () => box.getByRole("button", { name: "Change the lines", exact: true }).click();

  await step("recipients of a mail, and what is ambiguous", async () => {
    await box.locator("select[name=role_id]").selectOption("role_developer");
    await box.locator("select[name=locale]").selectOption("pt");
    const text = ["kai@example.com; lou@example.com;", "Mia Ruiz <mia@example.com>", "Ned; ned@example.com"].join("\n");
    await lines.fill(text);
    await check();
    for (const [email, name] of [
      ["kai@example.com", "kai"],
      ["lou@example.com", "lou"],
      ["mia@example.com", "Mia Ruiz"],
    ])
      assert.match(await row(box, email).innerText(), new RegExp(`${name}[\\s\\S]*Developer[\\s\\S]*Will be invited`));
    assert.match(await row(box, "ned@").innerText(), /3[\s\S]*Left out[\s\S]*The address does not come first/);
    await back();
    assert.equal(await lines.inputValue(), text);
    assert.equal(await box.locator("select[name=role_id]").inputValue(), "role_developer");
    assert.equal(await box.locator("select[name=locale]").inputValue(), "pt");
  });

  await step("a file chooser that is cancelled", async () => {
    const file = box.getByLabel("Or choose a CSV file");
    await file.evaluate((input) => input.dispatchEvent(new Event("cancel", { bubbles: true })));
    await page.waitForTimeout(200);
    assert.equal(await box.count(), 1, "the dialog stays");
    assert.match(await lines.inputValue(), /^kai@/);
  });

  await step("a file as Windows writes it, with the lines of an old Mac, heads in Spanish", async () => {
    await box.getByLabel("Or choose a CSV file").setInputFiles({
      name: "personas.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("Nombre;Correo\rJosé;jose@example.com\rÑandú;nandu@example.com\r", "latin1"),
    });
    await until("the file is read", async () => (await lines.inputValue()).includes("jose@"));
    await check();
    assert.match(await row(box, "jose@").innerText(), /José/);
    assert.match(await row(box, "nandu@").innerText(), /Ñandú/);
    assert.ok(!(await box.innerText()).includes("\ufffd"));
    await back();
  });

  await step("what the list of people exports", async () => {
    const list = await open("/users");
    const [download] = await Promise.all([
      list.waitForEvent("download"),
      list.getByRole("button", { name: "Export CSV", exact: true }).click(),
    ]);
    const path = await download.path();
    await box.getByLabel("Or choose a CSV file").setInputFiles(path);
    await until("the file is read", async () => (await lines.inputValue()).includes(OWNER.email));
    await check();
    assert.match(await row(box, OWNER.email).innerText(), new RegExp(`${OWNER.name}[\\s\\S]*Left out`), "known, by its column");
    await list.context().close();
  });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("whatever is chosen is sent, found or filtered away", async () => {
  for (let n = 0; n < 12; n += 1) await ana.post("/v1/teams", { name: `Team ${String(n).padStart(2, "0")}` });
  const page = await open("/users");
  await page.getByRole("link", { name: l.users.invite, exact: true }).click();
  const box = dialog(page, l.users.invite);
  await box.getByLabel(l.signIn.email, { exact: true }).fill("pia@example.com");
  await box.getByLabel(l.users.name, { exact: true }).fill("Pia");
  const find = box.getByRole("searchbox", { name: "Search: Teams" });
  // The answer that refreshes the list comes while somebody is typing.
  let late = () => {};
  const held = new Promise((resolve) => { late = resolve; });
  await page.route("**/v1/teams?*", async (route) => { await held; await route.continue(); });
  await page.goBack();
  await page.getByRole("link", { name: l.users.invite, exact: true }).click();
  await find.fill("team 11");
  late();
  await page.waitForLoadState("networkidle");
  assert.equal(await find.inputValue(), "team 11");
  await find.press("Enter");
  await box.getByRole("checkbox", { name: "Team 11" }).check();
  await find.fill("team 03");
  await box.getByRole("checkbox", { name: "Team 03" }).check();
  await find.fill("nothing like it");
  assert.equal(await box.getByRole("checkbox", { name: /^Team/ }).count(), 2, "what is chosen stays in sight");
  const [request] = await Promise.all([
    page.waitForRequest((one) => one.method() === "POST" && one.url().endsWith("/v1/invitations")),
    box.getByRole("button", { name: l.invitations.send, exact: true }).click(),
  ]);
  assert.equal(request.postDataJSON().team_ids.length, 2);
  await box.waitFor({ state: "detached" });
  assert.equal(new URL(page.url()).pathname, "/users", "it stood over the page where it was asked for");
  await page.context().close();
});

test("an empty page is not an empty list", async () => {
  const had = (await ana.get("/v1/teams?limit=200")).json.items.length;
  for (let n = had; n < 51; n += 1) await ana.post("/v1/teams", { name: `Zeta ${n}` });
  const page = await open("/teams");
  await page.getByRole("link", { name: "Next page" }).click();
  await until("the last one", async () => (await page.getByRole("rowheader").count()) === 1);
  const name = await page.getByRole("rowheader").innerText();
  const seen = page.getByText("No teams yet").waitFor({ timeout: 3_000 }).then(() => true, () => false);
  await act(page, l, name.trim(), l.bots.delete);
  await dialog(page, `Delete ${name.trim()}?`).getByRole("button", { name: l.bots.delete, exact: true }).click();
  await until("the first page", async () => (await page.getByRole("rowheader").count()) === 50);
  assert.equal(new URL(page.url()).searchParams.get("cursor"), null);
  assert.equal(await seen, false);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("many are deactivated and activated at once, and what failed is told by name", async () => {
  const page = await open("/users");
  await row(page, "Person 1").waitFor();
  for (const name of ["Person 1", "Person 2", OWNER.name])
    await page.getByRole("checkbox", { name: `Select ${name}`, exact: true }).check();
  await page.getByText("3 selected").waitFor();
  await page.getByRole("group", { name: "Selected rows" }).getByRole("button", { name: l.users.deactivate, exact: true }).click();
  const ask = dialog(page, "Deactivate 3 people?");
  await ask.getByRole("listitem").filter({ hasText: OWNER.name }).waitFor();
  await ask.getByRole("button", { name: l.users.deactivate, exact: true }).click();
  await row(page, "Person 1").getByText("Inactive").waitFor();
  await row(page, "Person 2").getByText("Inactive").waitFor();
  const told = page.getByRole("alert");
  await told.getByText("1 could not be done and is still selected:").waitFor();
  assert.match(await told.getByRole("listitem").innerText(), new RegExp(`^${OWNER.name}: .{10}`));
  await page.getByText("1 selected").waitFor();

  // By keyboard.
  await page.getByRole("checkbox", { name: `Select ${OWNER.name}`, exact: true }).press("Space");
  for (const name of ["Person 1", "Person 2"])
    await page.getByRole("checkbox", { name: `Select ${name}`, exact: true }).press("Space");
  await page.getByRole("group", { name: "Selected rows" }).getByRole("button", { name: l.users.activate, exact: true }).press("Enter");
  await row(page, "Person 1").getByText("Active", { exact: true }).waitFor();
  await row(page, "Person 2").getByText("Active", { exact: true }).waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("invitations are sent again and taken back, many at once", async () => {
  for (const who of ["quin", "rae"])
    await ana.post("/v1/invitations", { email: `${who}@example.com`, name: who, role_id: "role_operator" });
  const page = await open("/invitations");
  await page.getByRole("checkbox", { name: "Select quin@example.com" }).check();
  await page.getByRole("checkbox", { name: "Select rae@example.com" }).check();
  const bar = page.getByRole("group", { name: "Selected rows" });
  await bar.getByRole("button", { name: l.invitations.resend, exact: true }).click();
  await row(page, "rae@").getByText("sent 2 times").waitFor();
  await page.getByRole("checkbox", { name: "Select quin@example.com" }).check();
  await page.getByRole("checkbox", { name: "Select rae@example.com" }).check();
  await bar.getByRole("button", { name: l.invitations.revoke, exact: true }).click();
  await dialog(page, "Revoke 2 invitations?").getByRole("button", { name: l.invitations.revoke, exact: true }).click();
  await row(page, "quin@").waitFor({ state: "detached" });
  await row(page, "rae@").waitFor({ state: "detached" });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("it fits: people on a telephone and on a desk, ten roles, the buttons of a long form", async () => {
  await ana.post("/v1/teams", { name: "A team whose name is a good deal longer than anybody would have thought" });
  for (let n = 0; n < 9; n += 1) await ana.subaccount(`Brand ${n}`);
  const narrow = await open("/users", { viewport: { width: 390, height: 844 } });
  await row(narrow, "Person 1").waitFor();
  const beyond = await narrow.evaluate(() =>
    [...document.querySelectorAll("main *")]
      .filter((one) => one.checkVisibility() && !one.closest(".tabs, .sr"))
      .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map((one) => one.outerHTML.slice(0, 80)),
  );
  assert.deepEqual(beyond, []);
  await narrow.context().close();

  const wide = await open("/users", { viewport: { width: 1440, height: 900 } });
  const top = (name) => wide.getByRole("button", { name, exact: true }).boundingBox();
  const search = await wide.getByRole("searchbox", { name: l.users.search }).boundingBox();
  assert.ok(Math.abs((await top("Export CSV")).y - search.y) < 12, "Export is beside the filters");

  await wide.goto(`${tenure.url}/roles`);
  await heading(wide, l.roles.title);
  assert.equal(await wide.locator("main .tabs").count(), 1, "one row of tabs");
  await wide.goto(`${tenure.url}/roles/matrix`);
  const matrix = wide.getByRole("region", { name: "What each role permits" });
  await matrix.waitFor();
  assert.equal(await matrix.getByRole("columnheader").count(), 11);
  assert.ok(await matrix.evaluate((box) => box.scrollWidth <= box.clientWidth), "all ten roles");

  await wide.setViewportSize({ width: 1440, height: 560 });
  await wide.goto(`${tenure.url}/users?action=invite&id=new`);
  const box = dialog(wide, l.users.invite);
  await box.getByLabel(l.users.role, { exact: true }).selectOption("role_operator");
  assert.equal(await box.getByRole("group", { name: "Own subaccounts" }).count(), 0, "they don't count for this role");
  await box.getByText("Works in the inbox").waitFor();
  await box.getByLabel(l.users.role, { exact: true }).selectOption("role_analyst");
  await box.getByRole("group", { name: "Own subaccounts" }).waitFor();
  const scrolling = await box.evaluate(
    (dialog) =>
      [...dialog.querySelectorAll("*")].filter(
        (one) => /auto|scroll/.test(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight + 1,
      ).length,
  );
  assert.equal(scrolling, 1, "one thing scrolls");
  const send = await box.getByRole("button", { name: l.invitations.send, exact: true }).boundingBox();
  assert.ok(send.y + send.height <= 560, "and its buttons are in sight");
  await wide.context().close();
});
