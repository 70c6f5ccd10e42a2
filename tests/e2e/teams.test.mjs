// Teams from both sides, and roles of one's own: cloned, changed, seen through, deleted with where their people go.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { addPerson, deploy, setUp, signIn as session } from "../workerd/support/deployment.mjs";
import { launch, visitAs } from "./support/browser.mjs";
import { LABELS, aboutBusiness, aboutMessages } from "./support/labels.mjs";
import { act, dialog, heading, menu, step, until } from "./support/pages.mjs";

const l = LABELS.en;
let tenure;
let ana;
const people = {};
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
  for (const [n, role] of [
    [1, "operator"],
    [2, "service"],
    [3, "developer"],
  ])
    people[n] = await addPerson(tenure.db, { n, role });
});

const open = (path, client = ana) => visitAs(tenure, client, path);
const row = (page, text) => page.getByRole("row", { name: new RegExp(text) });
const cell = (page, name, label) => row(page, name).locator(`td[data-label="${label}"]`).innerText();
const entries = async (page) =>
  (await page.getByRole("navigation", { name: l.nav.main }).getByRole("link").allInnerTexts()).map((text) => text.trim());

test("a team is made, filled, supervised and deleted, from both sides", async () => {
  const page = await open("/teams");
  await page.getByRole("heading", { name: "No teams yet" }).waitFor();
  const create = async (name, members = []) => {
    await page.getByRole("link", { name: l.teams.create, exact: true }).first().click();
    const box = dialog(page, l.teams.create);
    await box.getByLabel(l.users.name, { exact: true }).fill(name);
    for (const member of members) {
      await box.getByRole("searchbox", { name: l.teams.find }).fill(member);
      await box.getByRole("button", { name: new RegExp(`^Add ${member}`) }).click();
      await box.getByRole("button", { name: `Take ${member} out` }).waitFor();
    }
    if (members.length > 0) await box.getByRole("checkbox", { name: l.teams.supervises(members[0]) }).check();
    await box.getByRole("button", { name: l.teams.create, exact: true }).click();
    await page.getByText(`Team ${name} created`).first().waitFor();
    await box.waitFor({ state: "detached" });
  };
  await create("Collections", ["Person 1", "Person 2"]);
  assert.equal(await cell(page, "Collections", "People"), "2");
  assert.equal(await cell(page, "Collections", "Supervisors"), "Person 1");
  await create("Night shift");

  await step("a name stands once", async () => {
    await page.goto(`${tenure.url}/teams/new`);
    const box = dialog(page, l.teams.create);
    await box.getByLabel(l.users.name, { exact: true }).fill("night SHIFT");
    await box.getByRole("button", { name: l.teams.create, exact: true }).click();
    await until("it is refused", async () => (await box.getByRole("alert").count()) + (await box.locator("[aria-invalid=true]").count()) > 0);
    await page.keyboard.press("Escape");
    await box.waitFor({ state: "detached" });
  });

  await step("from the person's side", async () => {
    await page.goto(`${tenure.url}/users/${people[1].id}`);
    await heading(page, "Person 1");
    await page.getByText("Collections (Supervises)").waitFor();
    await page.getByRole("button", { name: l.users.edit, exact: true }).click();
    const box = dialog(page, l.users.editTitle("Person 1"));
    assert.equal(await box.getByRole("checkbox", { name: "Collections" }).isChecked(), true);
    await box.getByRole("checkbox", { name: "Night shift" }).check();
    await box.getByRole("button", { name: l.common.save, exact: true }).click();
    await box.waitFor({ state: "detached" });
    // Who supervises a team goes on doing so when somebody edits something else.
    await page.getByText("Collections (Supervises), Night shift").waitFor();
  });

  await step("the list of people by team", async () => {
    await page.goto(`${tenure.url}/users`);
    await page.getByRole("combobox", { name: "Any team" }).selectOption({ label: "Collections" });
    await until("its two members", async () => (await page.getByRole("rowheader").count()) === 2);
  });

  await step("from the team's side", async () => {
    await menu(page, l, l.teams.title);
    await act(page, l, "Night shift", l.users.edit);
    const box = dialog(page, "Edit Night shift");
    await box.getByRole("button", { name: "Take Person 1 out" }).click();
    await box.getByRole("searchbox", { name: l.teams.find }).fill("developer3@");
    await box.getByRole("button", { name: /^Add Person 3/ }).click();
    await box.getByLabel(l.users.name, { exact: true }).fill("Late shift");
    await box.getByRole("button", { name: l.common.save, exact: true }).click();
    await box.waitFor({ state: "detached" });
    await row(page, "Late shift").getByText("Person 3").waitFor();
  });

  await act(page, l, "Late shift", l.bots.delete);
  const box = dialog(page, "Delete Late shift?");
  await box.getByText("1 person is no longer in it").waitFor();
  await box.getByRole("button", { name: l.bots.delete, exact: true }).click();
  await row(page, "Late shift").waitFor({ state: "detached" });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("a role is cloned, given, changed at once, and deleted with where its people go", async () => {
  const page = await open("/roles");
  await step("built-in ones are read-only", async () => {
    await page.getByRole("button", { name: l.bots.actions("Sale"), exact: true }).click();
    const edit = page.getByRole("menuitem", { name: /^Edit/ });
    assert.equal(await edit.getAttribute("aria-disabled"), "true");
    assert.match(await edit.innerText(), /Clone it to make one of your own/);
    await page.keyboard.press("Escape");
  });
  await step("cloning", async () => {
    await act(page, l, "Operator", "Clone");
    const box = dialog(page, l.roles.create);
    assert.equal(await box.getByLabel("Name", { exact: true }).inputValue(), "Copy of Operator");
    await box.getByLabel("Name", { exact: true }).fill("Night operator");
    await box.getByLabel("Description", { exact: true }).fill("Operators who also look after bots.");
    await box.getByLabel(/^Manage system users and their tokens/).selectOption("account");
    await box.getByLabel(/^See the subaccounts/).selectOption("");
    await box.getByRole("button", { name: l.roles.create, exact: true }).click();
    await page.getByText("Role Night operator created").first().waitFor();
    await box.waitFor({ state: "detached" });
    assert.match(await row(page, "Night operator").innerText(), /Custom/);
  });

  const client = await session(tenure, people[1].email);
  const guest = await open("/", client);
  await step("giving it", async () => {
    await page.goto(`${tenure.url}/users/${people[1].id}?action=edit`);
    const box = dialog(page, l.users.editTitle("Person 1"));
    await box.getByLabel(l.users.role, { exact: true }).selectOption({ label: "Night operator" });
    await box.getByRole("button", { name: l.common.save, exact: true }).click();
    await box.waitFor({ state: "detached" });
    assert.equal((await client.get("/v1/system-users")).status, 200);
    assert.equal((await client.get("/v1/subaccounts")).status, 403);
    await guest.goto(`${tenure.url}/system-users`);
    await heading(guest, l.bots.title);
    assert.deepEqual(await entries(guest), [l.nav.overview, l.nav.systemUsers, l.nav.tokens, ...aboutBusiness(l), l.nav.sessions, l.nav.refusals, l.nav.profile]);
    await page.getByRole("tab", { name: l.users.why }).click();
    await page.getByText("From the role Night operator.").first().waitFor();
    assert.match(await row(page, "^See the subaccounts").innerText(), /Not allowed[\s\S]*Not in the role Night operator/);
  });
  await step("changing it counts at once", async () => {
    await menu(page, l, l.roles.title);
    await act(page, l, "Night operator", l.users.edit);
    const box = dialog(page, "Edit Night operator");
    await box.getByLabel(/^Manage system users and their tokens/).selectOption("");
    await box.getByRole("button", { name: l.common.save, exact: true }).click();
    await box.waitFor({ state: "detached" });
    assert.equal((await client.get("/v1/system-users")).status, 403);
  });
  await step("the matrix shows it", async () => {
    await page.getByRole("link", { name: "What each role permits" }).click();
    await page.getByRole("columnheader", { name: "Night operator" }).waitFor();
    assert.equal(await page.getByRole("columnheader").count(), 12);
    await page.goBack();
  });
  await step("deleting asks where its people go", async () => {
    await act(page, l, "Night operator", l.bots.delete);
    const box = dialog(page, "Delete Night operator?");
    await box.getByText("1 person has this role.").waitFor();
    const press = () => box.getByRole("button", { name: l.bots.delete, exact: true }).click();
    await press();
    await box.locator("[aria-invalid=true]").waitFor();
    await box.getByLabel("Their new role", { exact: true }).selectOption({ label: "Service" });
    await press();
    await row(page, "Night operator").waitFor({ state: "detached" });
    assert.equal((await client.get("/v1/me")).json.role, "service");
  });
  assert.deepEqual([...page.complaints, ...guest.complaints], []);
  await page.context().close();
  await guest.context().close();
});

test("the console is seen as another role, and nothing can be changed meanwhile", async () => {
  const page = await open("/roles");
  const sent = [];
  page.on("request", (request) => {
    if (request.method() !== "GET") sent.push(`${request.method()} ${request.url()}`);
  });
  await act(page, l, "Developer", "View the console as this role");
  await heading(page, l.nav.overview);
  await page.getByText("You see the console as Developer.").waitFor();
  assert.deepEqual(await entries(page), [
    l.nav.overview,
    l.nav.systemUsers,
    l.nav.tokens,
    l.nav.subaccounts,
    ...aboutBusiness(l),
    ...aboutMessages(l),
    l.nav.sessions,
    l.nav.refusals,
    l.nav.profile,
  ]);
  await menu(page, l, l.subaccounts.title);
  assert.equal(
    await page.getByRole("button", { name: l.subaccounts.create, exact: true }).first().getAttribute("aria-disabled"),
    "true",
  );
  await menu(page, l, l.nav.profile);
  const save = page.getByRole("button", { name: l.common.save, exact: true });
  assert.equal(await save.getAttribute("aria-disabled"), "true");
  await save.click({ force: true });
  await page.getByRole("button", { name: "Exit", exact: true }).click();
  await until("one's own menu", async () => (await entries(page)).includes(l.users.nav));
  assert.equal(await page.getByText("You see the console as").count(), 0);
  assert.deepEqual(sent, []);
  // It is gone with the page: nothing of it is stored.
  await page.goto(`${tenure.url}/roles`);
  await act(page, l, "Sale", "View the console as this role");
  await page.getByText("You see the console as Sale.").waitFor();
  await page.reload();
  await until("one's own menu again", async () => (await entries(page)).includes(l.users.nav));
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("nobody gives what they do not hold", async () => {
  // Somebody who manages people and roles, but holds little else.
  const made = await ana.post("/v1/roles", {
    name: "People desk",
    grants: ["users:manage", "roles:manage", "teams:manage"].map((permission) => ({ permission, reach: "account" })),
  });
  assert.equal(made.status, 201, made.text);
  const desk = await addPerson(tenure.db, { n: 9, role: "operator" });
  const { user } = (await ana.get(`/v1/users/${desk.id}`)).json;
  const given = await ana.patch(`/v1/users/${desk.id}`, { version: user.version, role_id: made.json.id });
  assert.equal(given.status, 200, given.text);
  const page = await open("/users", await session(tenure, desk.email));
  await heading(page, l.users.title);
  assert.deepEqual(await entries(page), [
    l.nav.overview,
    l.users.nav,
    l.teams.title,
    l.roles.title,
    l.mails.title,
    l.nav.sessions,
    l.nav.profile,
  ]);
  await page.getByRole("link", { name: l.users.invite, exact: true }).first().click();
  const box = dialog(page, l.users.invite);
  const admin = box.getByRole("option", { name: /^Admin/ });
  assert.equal(await admin.evaluate((option) => option.disabled), true);
  assert.match(await admin.innerText(), /has a permission that you don't have/);
  await page.keyboard.press("Escape");
  await box.waitFor({ state: "detached" });
  await menu(page, l, l.users.nav, l.users.title);
  await page.getByRole("button", { name: l.bots.actions("Person 3"), exact: true }).click();
  for (const what of [/^Edit/, /^Deactivate/, /^Remove/, /^Reset password/])
    assert.equal(await page.getByRole("menuitem", { name: what }).getAttribute("aria-disabled"), "true", String(what));
  await page.keyboard.press("Escape");
  await page.goto(`${tenure.url}/roles/new?clone=role_admin`);
  const role = dialog(page, l.roles.create);
  await role.getByText("Permissions that you don't have were left out.").waitFor();
  const bots = role.getByLabel(/^Manage system users and their tokens/);
  assert.equal(await bots.inputValue(), "");
  assert.equal(await bots.locator("option:enabled").count(), 1);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
