// People as an administrator sees them: leaving with a hand-over, another owner, passwords that others set or that
// were forgotten; and the list, however long.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { OWNER, addPerson, deploy, setUp, signIn as session, unproven } from "../workerd/support/deployment.mjs";
import { launch, visit, visitAs } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { act, dialog, heading, linkIn, mailTo, signIn, step, traces, until } from "./support/pages.mjs";

const l = LABELS.en;
const MANY = 1_000;
let tenure;
let ana;
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
});

const open = (path, client = ana) => visitAs(tenure, client, path);
const row = (page, text) => page.getByRole("row", { name: new RegExp(text) });
const card = (page, title) =>
  page.locator("section.card", { has: page.getByRole("heading", { name: title, exact: true }) });

test("whoever leaves hands over, and no bot notices", async () => {
  const bea = await addPerson(tenure.db, { n: 1, role: "developer" });
  const carl = await addPerson(tenure.db, { n: 2, role: "developer" });
  await addPerson(tenure.db, { n: 3, role: "sale" });
  const client = await session(tenure, bea.email);
  const bot = await client.systemUser(await ana.subaccount("Support"), "support-bot");
  const calls = { good: 0, bad: 0 };
  let going = true;
  const traffic = (async () => {
    while (going) {
      const { status } = await tenure.nobody.bot(bot.token).get("/v1/whoami");
      calls[status === 200 ? "good" : "bad"] += 1;
    }
  })();
  const custodians = async () => (await ana.get(`/v1/system-users/${bot.id}`)).json.system_user.custodians.map((one) => one.id);
  assert.deepEqual(await custodians(), [bea.id]);
  const source = { name: "Answers", provider: "sinch_sms", authentication: "address" };
  const made = await client.post("/v1/inbound-sources", source);
  assert.equal(made.status, 201, made.text);

  const page = await open("/users");
  const leaver = await open("/system-users", client);
  await step("what depends on them", async () => {
    await act(page, l, "Person 1", l.users.deactivate);
    await heading(page, l.users.deactivateTitle("Person 1"));
    const looks = card(page, "System users they look after");
    await looks.getByRole("link", { name: "support-bot" }).waitFor();
    await looks.getByText("Nobody else looks after it").waitFor();
    await card(page, "Sessions").getByText("1 session ends at once.").waitFor();
    await page.getByText("All bots keep working").waitFor();
    const connections = card(page, "Webhooks, sources and channels they made");
    await connections.getByText("Sources (1): Answers").waitFor();
    await connections.getByText("They belong to the account and go on.").waitFor();
  });
  await step("handing over", async () => {
    const finder = page.getByRole("searchbox", { name: "Find somebody else" });
    await finder.fill("Person");
    await page.getByRole("radio", { name: /Person 2/ }).waitFor();
    assert.equal(await page.getByRole("radio", { name: /Person 1/ }).count(), 0, "not to themselves");
    // Somebody who may not manage bots is refused at the choice.
    await page.getByRole("radio", { name: /Person 3/ }).check();
    await page.getByRole("button", { name: l.users.deactivate, exact: true }).click();
    await page.locator("[role=radiogroup][aria-invalid=true]").waitFor();
    await page.getByRole("radio", { name: /Person 2/ }).check();
    await page.getByRole("button", { name: l.users.deactivate, exact: true }).click();
    await heading(page, l.users.deactivated("Person 1"));
    await card(page, "Handed over").getByText(/^Person 2/).waitFor();
    await page.getByRole("button", { name: "Users", exact: true }).click();
    await heading(page, l.users.title);
    await row(page, "Person 1").getByText("Inactive").waitFor();
  });
  assert.deepEqual(await custodians(), [carl.id]);
  assert.equal((await client.get("/v1/me")).status, 401, "the session died");
  await leaver.getByRole("link", { name: l.nav.subaccounts }).first().click();
  await heading(leaver, l.signIn.title);

  await step("back, and gone for good", async () => {
    await act(page, l, "Person 1", l.users.activate);
    await page.getByText(l.users.activated("Person 1")).first().waitFor();
    await page.getByRole("button", { name: l.common.undo, exact: true }).click();
    await row(page, "Person 1").getByText("Inactive").waitFor();
    await act(page, l, "Person 1", l.users.remove);
    await heading(page, l.users.removeTitle("Person 1"));
    const confirm = page.getByLabel(l.bots.confirm(bea.email), { exact: true });
    await confirm.fill("Person 1");
    await page.getByRole("button", { name: l.users.remove, exact: true }).click();
    await page.getByText(l.bots.notTheSame).waitFor();
    await confirm.fill(bea.email);
    await page.getByRole("button", { name: l.users.remove, exact: true }).click();
    await heading(page, l.users.removed("Person 1"));
    await page.getByRole("button", { name: "Users", exact: true }).click();
    await row(page, "Person 1").waitFor({ state: "detached" });
    await page.goto(`${tenure.url}/users/${bea.id}`);
    await heading(page, l.errors.notFound);
    await page.goto(`${tenure.url}/system-users/${bot.id}`);
    await page.getByText("Person 1").first().waitFor();
    await page.getByRole("tab", { name: "Custodians", exact: true }).click();
    await card(page, "Custodians").getByText("Person 2").waitFor();
  });
  await step("the custodians are changed by hand", async () => {
    await page.getByRole("button", { name: "Change custodians", exact: true }).click();
    const box = dialog(page, "Change custodians");
    assert.equal(await box.getByRole("checkbox", { name: /Person 3/ }).count(), 0, "only who may manage bots");
    await box.getByRole("checkbox", { name: /Person 2/ }).uncheck();
    await box.getByRole("button", { name: l.common.save, exact: true }).click();
    await box.locator("[aria-invalid=true]").waitFor();
    await box.getByRole("checkbox", { name: new RegExp(OWNER.name) }).check();
    await box.getByRole("button", { name: l.common.save, exact: true }).click();
    await box.waitFor({ state: "detached" });
    await card(page, "Custodians").getByText(OWNER.name).waitFor();
  });
  going = false;
  await traffic;
  assert.equal(calls.bad, 0, "not one call was refused");
  assert.ok(calls.good > 20, `${calls.good} calls`);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
  await leaver.context().close();
});

test("what can't be done with a person says why", async () => {
  const page = await open("/users");
  const reasons = async (name) => {
    await page.getByRole("button", { name: l.bots.actions(name), exact: true }).click();
    const all = {};
    for (const item of await page.getByRole("menuitem").all())
      all[(await item.locator("span").first().innerText()).split("\n")[0]] =
        (await item.getAttribute("aria-disabled")) === "true" ? await item.locator(".why").innerText() : null;
    await page.keyboard.press("Escape");
    return Object.entries(all).map(([what, why]) => [what.replace(why ?? "", "").trim(), why]);
  };
  const owner = Object.fromEntries(await reasons(OWNER.name));
  assert.match(owner.Deactivate, /owns the account/);
  assert.match(owner.Remove, /owns the account/);
  assert.equal(owner.Edit, null);
  assert.equal(owner.History, null, "what was done to somebody is a press away");
  assert.match(owner["Transfer ownership"], /owns the account already/);
  assert.match(owner["Set temporary password"], /yourself/);
  await page.context().close();

  const admin = await addPerson(tenure.db, { n: 10, role: "admin" });
  const other = await open("/users", await session(tenure, admin.email));
  await other.getByRole("button", { name: l.bots.actions("Person 3"), exact: true }).click();
  const transfer = other.getByRole("menuitem", { name: /^Transfer ownership/ });
  assert.equal(await transfer.getAttribute("aria-disabled"), "true");
  assert.match(await transfer.innerText(), /Only the owner/);
  await other.context().close();
});

test("the owner hands the account over, with the name typed and the password", async () => {
  const next = await addPerson(tenure.db, { n: 11, role: "operator" });
  const owner = await session(tenure);
  // The page's session goes on under another cookie after the proof.
  const shown = await session(tenure);
  const page = await open("/users", shown);
  await unproven(tenure, shown);
  await act(page, l, "Person 11", l.users.transfer);
  const box = dialog(page, "Make Person 11 the owner?");
  await box.getByText("You become an Admin.").waitFor();
  const press = () => box.getByRole("button", { name: l.users.transfer, exact: true }).click();
  await press();
  await box.getByText(l.bots.notTheSame).waitFor();
  await box.getByLabel(l.bots.confirm(next.email), { exact: true }).fill(next.email);
  await press();
  const proof = dialog(page, "Show that it is you");
  await proof.getByLabel("Your password", { exact: true }).fill("not my password at all");
  await page.keyboard.press("Enter");
  await proof.getByText("This is not your password.").waitFor();
  await proof.getByLabel("Your password", { exact: true }).fill(OWNER.password);
  await page.keyboard.press("Enter");
  await page.getByText("Person 11 owns the account now").first().waitFor();
  await row(page, "Person 11").getByText("Owner").waitFor();
  await row(page, "Person 11").getByText("Admin").waitFor();
  const me = (await owner.get("/v1/me")).json;
  assert.deepEqual([me.user.owner, me.role], [false, "admin"]);
  await mailTo(tenure, OWNER.email, { subject: /owner/i });
  // What only the owner can do is off for the old one at once.
  await page.getByRole("button", { name: l.bots.actions("Person 3"), exact: true }).click();
  assert.equal(await page.getByRole("menuitem", { name: /^Transfer ownership/ }).getAttribute("aria-disabled"), "true");
  await page.keyboard.press("Escape");
  assert.ok(!(await traces(page)).includes(OWNER.password));

  // And back, by the new one.
  const back = await open(`/users/${me.user.id}?action=transfer`, await session(tenure, next.email));
  const ask = dialog(back, `Make ${OWNER.name} the owner?`);
  await ask.getByLabel(l.bots.confirm(OWNER.email), { exact: true }).fill(OWNER.email);
  await ask.getByRole("button", { name: l.users.transfer, exact: true }).click();
  await back.getByText(`${OWNER.name} owns the account now`).first().waitFor();
  assert.deepEqual([...page.complaints, ...back.complaints], []);
  await page.context().close();
  await back.context().close();
});

test("a temporary password must be changed before anything else", async () => {
  const temporary = "borrowed umbrella by the door";
  const own = "my own seven green bicycles";
  const person = await addPerson(tenure.db, { n: 20, role: "operator" });
  const page = await open(`/users/${person.id}?action=temporary`);
  const box = dialog(page, "Temporary password for Person 20");
  await box.getByText("All sessions of this person end at once.").waitFor();
  await box.getByLabel("Temporary password", { exact: true }).fill("short");
  await box.getByRole("button", { name: l.users.temporary, exact: true }).click();
  await box.locator("[aria-invalid=true]").waitFor();
  await box.getByLabel("Temporary password", { exact: true }).fill(temporary);
  await box.getByRole("button", { name: l.users.temporary, exact: true }).click();
  await box.waitFor({ state: "detached" });
  await page.getByText("Must choose a new password at the next sign-in.").waitFor();
  assert.ok(!(await traces(page)).includes(temporary));

  const guest = await visit({ origin: tenure.url, url: `${tenure.url}/sign-in` });
  await signIn(guest, l, { email: person.email, password: temporary });
  await heading(guest, l.passwords.must);
  for (const path of ["/", "/profile", "/subaccounts"]) {
    await guest.goto(tenure.url + path);
    await heading(guest, l.passwords.must);
  }
  await guest.reload();
  await heading(guest, l.passwords.must);
  const set = async (current, next) => {
    await guest.getByLabel(l.passwords.current, { exact: true }).fill(current);
    await guest.getByLabel(l.passwords.new, { exact: true }).fill(next);
    await guest.getByRole("button", { name: l.passwords.set, exact: true }).click();
  };
  await set("something else entirely", own);
  await guest.getByText("This is not your password.").waitFor();
  await set(temporary, own);
  // Where they wanted to go before.
  await heading(guest, l.nav.subaccounts);
  await guest.goto(`${tenure.url}/change-password`);
  await heading(guest, l.nav.profile);
  assert.equal((await tenure.nobody.post("/v1/sessions", { email: person.email, password: temporary })).status, 401);
  assert.deepEqual([...page.complaints, ...guest.complaints], []);
  await page.context().close();
  await guest.context().close();
});

test("a forgotten password is chosen anew by a mailed link, once", async () => {
  const own = "eleven slow trains to Lisbon";
  const person = await addPerson(tenure.db, { n: 21, role: "operator" });
  const before = await session(tenure, person.email);
  const page = await visit({ origin: tenure.url, url: `${tenure.url}/sign-in` });
  await page.getByRole("link", { name: l.passwords.forgot }).click();
  await heading(page, l.passwords.forgot);
  const ask = async (email) => {
    await page.goto(`${tenure.url}/forgot-password`);
    await page.getByLabel(l.signIn.email, { exact: true }).fill(email);
    await page.getByRole("button", { name: l.passwords.forgotSend, exact: true }).click();
    await heading(page, l.passwords.forgotSent);
    return page.locator("main").innerText();
  };
  assert.equal(await ask("nobody@example.com"), await ask(person.email), "nothing tells who is here");
  await tenure.scheduled("* * * * *");
  const mail = await mailTo(tenure, person.email);
  const link = linkIn(mail);
  assert.ok(link.startsWith(`${tenure.publicUrl}/reset-password#token=`));
  await page.goto(link);
  await heading(page, l.passwords.reset);
  assert.equal(page.url(), `${tenure.url}/reset-password`);
  await page.getByLabel(l.passwords.new, { exact: true }).fill("password password");
  await page.getByRole("button", { name: l.passwords.set, exact: true }).click();
  await page.locator("[aria-invalid=true]").waitFor();
  await page.getByLabel(l.passwords.new, { exact: true }).fill(own);
  await page.getByRole("button", { name: l.passwords.set, exact: true }).click();
  await heading(page, l.passwords.done);
  assert.equal((await before.get("/v1/me")).status, 401, "all sessions ended");
  assert.ok(!(await traces(page)).includes(link.split("token=")[1]));
  await page.goto("about:blank");
  await page.goto(link);
  await page.getByLabel(l.passwords.new, { exact: true }).fill(own);
  await page.getByRole("button", { name: l.passwords.set, exact: true }).click();
  await heading(page, l.passwords.gone);
  await page.goto(`${tenure.url}/sign-in`);
  await signIn(page, l, { email: person.email, password: own });
  await heading(page, l.nav.overview);

  // The administrator's way, and one's own.
  const admin = await open(`/users/${person.id}?action=reset`);
  const box = dialog(admin, "Reset the password of Person 21?");
  await box.getByRole("button", { name: "Send the link", exact: true }).click();
  await admin.getByText("The link is on its way").first().waitFor();
  await mailTo(tenure, person.email, { after: Date.parse(mail.sent_at), subject: /./ });
  await page.goto(`${tenure.url}/profile`);
  await page.getByLabel(l.passwords.current, { exact: true }).fill(own);
  await page.getByLabel(l.passwords.new, { exact: true }).fill(`${own} again`);
  await page.getByRole("button", { name: "Change password", exact: true }).click();
  await page.getByText("Password changed").first().waitFor();
  await page.reload();
  await heading(page, l.nav.profile);
  assert.deepEqual([...page.complaints, ...admin.complaints], []);
  await page.context().close();
  await admin.context().close();
});

test("one's own profile: language and time zone count at once", async () => {
  const person = await addPerson(tenure.db, { n: 22, role: "operator" });
  const page = await open("/profile", await session(tenure, person.email));
  await page.locator("select[name=time_zone]").selectOption("America/Sao_Paulo");
  await page.locator("select[name=locale]").selectOption("pt");
  await page.getByRole("button", { name: l.common.save, exact: true }).click();
  await until("Portuguese", () => page.evaluate(() => document.documentElement.lang.startsWith("pt")));
  await page.reload();
  await until("kept", async () => (await page.locator("select[name=time_zone]").inputValue()) === "America/Sao_Paulo");
  await page.context().close();
});

test("a person is created with a link, or with a temporary password", async () => {
  const page = await open("/users/new");
  const box = dialog(page, l.users.create);
  const press = () => box.getByRole("button", { name: l.users.create, exact: true }).click();
  await box.getByLabel(l.signIn.email, { exact: true }).fill("kim@example.com");
  await box.getByLabel(l.users.name, { exact: true }).fill("Kim");
  await box.getByRole("radio", { name: "Set a temporary one" }).check();
  await press();
  await box.locator("input[name=temporary_password][aria-invalid=true]").waitFor();
  await box.getByLabel("Temporary password", { exact: true }).fill("a borrowed umbrella of mine");
  await press();
  await heading(page, "Kim");
  await page.getByText("Must choose a new password").waitFor();

  await page.goto(`${tenure.url}/users/new`);
  await box.getByLabel(l.signIn.email, { exact: true }).fill("lou@example.com");
  await box.getByLabel(l.users.name, { exact: true }).fill("Lou");
  await press();
  await heading(page, "Lou");
  const mail = await mailTo(tenure, "lou@example.com");
  const guest = await visit({ origin: tenure.url, url: linkIn(mail) });
  await heading(guest, l.passwords.reset);
  await guest.getByLabel(l.passwords.new, { exact: true }).fill("four kettles on a quiet stove");
  await guest.getByRole("button", { name: l.passwords.set, exact: true }).click();
  await heading(guest, l.passwords.done);
  assert.deepEqual([...page.complaints, ...guest.complaints], []);
  await page.context().close();
  await guest.context().close();
});

test("a long list stays short in the page: search, filters and pages are in the address", async () => {
  const { account_id } = await tenure.db.prepare("SELECT account_id FROM person LIMIT 1").first();
  // One audit row for all of them, as an import would leave.
  await tenure.db.batch([
    tenure.db
      .prepare(
        "INSERT INTO audit_event (id, account_id, at, actor_kind, action, subject_id, request_id) VALUES ('aud_many', ?, ?, 'deployment', 'user.created', 'usr_many', 'req_00000000000000000000000000')",
      )
      .bind(account_id, Date.now()),
    tenure.db
      .prepare(
        `INSERT INTO person (id, account_id, email, email_key, name, role, locale, created_at, event_id)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
         SELECT printf('usr_%026d', 100000 + i), ?1, printf('many%04d@example.com', i), printf('many%04d@example.com', i),
           printf('Zoe %04d', i), CASE i % 2 WHEN 0 THEN 'sale' ELSE 'service' END, 'en', ?3, 'aud_many' FROM n`,
      )
      .bind(account_id, MANY, Date.now()),
    tenure.db.prepare("DELETE FROM open_event"),
  ]);
  const page = await open("/users");
  const rows = page.locator("tbody tr");
  const names = () => page.getByRole("rowheader").allInnerTexts();
  const first = (name) => until(`${name} comes first`, async () => (await names())[0]?.startsWith(name));
  await first(OWNER.name);
  for (let turn = 0; turn < 3; turn += 1) {
    assert.ok((await rows.count()) <= 60, `${await rows.count()} rows`);
    const shown = (await names())[0];
    await page.getByRole("link", { name: "Next page" }).click();
    await until("another page", async () => (await names())[0] !== shown);
  }
  await until("the page is whole", async () => (await rows.count()) === 50);
  const third = (await names())[0];
  await page.reload();
  await first(third.split("\n")[0]);
  await page.getByRole("link", { name: "First page" }).click();
  await first(OWNER.name);

  const box = page.getByRole("searchbox", { name: l.users.search });
  await box.fill("0777");
  await first("Zoe 0777");
  assert.equal(await rows.count(), 1);
  await box.fill("many0123@");
  await first("Zoe 0123");
  await until("it is in the address", () => new URL(page.url()).searchParams.get("search") === "many0123@");
  await page.getByRole("link", { name: "Zoe 0123", exact: true }).click();
  await heading(page, "Zoe 0123");
  await page.goBack();
  await first("Zoe 0123");
  assert.equal(await box.inputValue(), "many0123@");

  await box.fill("zoe");
  await page.getByRole("combobox", { name: "Any role" }).selectOption("role_sale");
  await until("only this role", async () => {
    const roles = await page.locator("td[data-label=Role]").allInnerTexts();
    return roles.length === 50 && roles.every((role) => role === "Sale");
  });
  assert.equal(new URL(page.url()).searchParams.get("role"), "role_sale");
  await page.getByRole("link", { name: "Next page" }).click();
  await until("the next ones, by the same filters", async () => (await rows.count()) === 50);
  await page.getByRole("combobox", { name: "Any two-factor" }).selectOption("true");
  await page.getByRole("heading", { name: "Nobody matches" }).waitFor();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await first(OWNER.name);
  assert.equal(new URL(page.url()).search, "");

  const [file] = await Promise.all([
    page.waitForEvent("download", { timeout: 30_000 }),
    page.getByRole("button", { name: "Export CSV", exact: true }).click(),
  ]);
  const chunks = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString("utf8").trim().split("\r\n");
  assert.ok(lines.length > MANY, `${lines.length} lines`);
  assert.match(lines[0], /"name","email"/);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
