// From the invitation to the first sign-in, through the mailbox that development has in the place of mail.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { OWNER, audit, close, deploy, setUp } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { act, dialog, heading, linkIn, mailTo, menu, signIn, step, traces, until } from "./support/pages.mjs";

const PASSWORD = "nine patient lanterns above";
let tenure;
let ana;
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
});

async function open(path, locale = "en-GB") {
  const page = await visit({ origin: tenure.url, url: null, locale });
  await enter(page, ana, locale.slice(0, 2));
  await page.goto(tenure.url + path);
  return page;
}

async function invite(page, l, email, name, { language } = {}) {
  await page.getByRole("link", { name: l.users.invite, exact: true }).first().click();
  const box = dialog(page, l.users.invite);
  await box.getByLabel(l.signIn.email, { exact: true }).fill(email);
  await box.getByLabel(l.users.name, { exact: true }).fill(name);
  await box.getByLabel(l.users.role, { exact: true }).selectOption("role_developer");
  if (language) await box.locator("select[name=locale]").selectOption(language);
  await box.getByRole("button", { name: l.invitations.send, exact: true }).click();
  await page.getByText(l.invitations.sentTo(email)).first().waitFor();
  await box.waitFor({ state: "detached" });
}

const row = (page, email) => page.getByRole("row", { name: new RegExp(email) });

for (const [language, email, name] of [
  ["en", "bea@example.com", "Bea Lima"],
  ["es", "carla@example.com", "Carla Ruiz"],
]) {
  const l = LABELS[language];
  test(`invited, mailed, accepted, signed in (${language})`, async () => {
    const page = await open("/invitations", l.locale);
    await heading(page, l.invitations.title);
    await invite(page, l, email, name, { language });
    await row(page, email).getByText(l.invitations.pending).waitFor();
    await until("the mail is listed as sent", async () => {
      await page.goto(`${tenure.url}/mails`);
      await heading(page, l.mails.title);
      await row(page, email).first().waitFor();
      return row(page, email).first().getByText(l.mails.sent, { exact: true }).count();
    });

    const guest = await visit({ origin: tenure.url, url: null, locale: l.locale });
    const link = await step("the mailbox", async () => {
      await mailTo(tenure, email);
      await guest.goto(`${tenure.url}/mailbox`);
      await heading(guest, l.mails.mailbox);
      await guest.getByRole("listitem").filter({ hasText: email }).getByRole("link").click();
      const link = guest.locator(".mail-text a[href*='/accept']");
      await link.waitFor();
      const href = await link.getAttribute("href");
      assert.ok(href.startsWith(`${tenure.publicUrl}/accept#token=`), "links are built from the public address");
      const [popup] = await Promise.all([guest.context().waitForEvent("page"), link.click()]);
      await popup.waitForURL(`${tenure.url}/accept`);
      await heading(popup, l.passwords.accept);
      await popup.close();
      return href;
    });

    await step("accepting", async () => {
      await guest.goto(link);
      await heading(guest, l.passwords.accept);
      assert.equal(await guest.evaluate(() => document.documentElement.lang), language);
      assert.equal(guest.url(), `${tenure.url}/accept`);
      const token = link.split("token=")[1];
      assert.ok(!(await traces(guest)).includes(token), "the token is not in the page");
      await guest.getByText(OWNER.account_name).waitFor();
      await guest.getByText(email).waitFor();
      assert.equal(await guest.getByLabel(l.setup.name, { exact: true }).inputValue(), name);
      const password = guest.getByLabel(l.setup.password, { exact: true });
      await password.fill(`${name} ${name}`);
      await guest.getByRole("button", { name: l.passwords.join, exact: true }).click();
      await guest.locator("[aria-invalid=true]").waitFor();
      await password.fill(PASSWORD);
      await guest.getByRole("button", { name: l.passwords.join, exact: true }).click();
      await heading(guest, l.nav.overview);
      assert.ok(!(await traces(guest)).includes(token), "nor after it has done its work");
      await menu(guest, l, l.nav.systemUsers);
    });

    await step("a link works once", async () => {
      const again = await visit({ origin: tenure.url, url: link, locale: l.locale });
      await heading(again, l.passwords.gone);
      await again.context().close();
    });

    await step("signing in", async () => {
      await guest.getByRole("button", { name: l.nav.signOut, exact: true }).first().click();
      await signIn(guest, l, { email, password: PASSWORD });
      await heading(guest, l.nav.overview);
    });
    await page.goto(`${tenure.url}/users`);
    await row(page, email).waitFor();
    await page.goto(`${tenure.url}/invitations`);
    await heading(page, l.invitations.title);
    await page.locator("[aria-busy=false]").first().waitFor();
    assert.equal(await row(page, email).count(), 0, "it is no invitation any more");
    assert.deepEqual([...page.complaints, ...guest.complaints], []);
    await page.context().close();
    await guest.context().close();
  });
}

test("resending kills the old link, revoking the new one, and time every one", async () => {
  const l = LABELS.en;
  const page = await open("/invitations");
  await invite(page, l, "dora@example.com", "Dora");
  const first = await mailTo(tenure, "dora@example.com");
  const guest = await visit({ origin: tenure.url, url: linkIn(first) });
  await heading(guest, l.passwords.accept);

  await act(page, l, "dora@example.com", l.invitations.resend);
  await page.getByText(l.invitations.resent).first().waitFor();
  await row(page, "dora@example.com").getByText("sent 2 times").waitFor();
  const second = await mailTo(tenure, "dora@example.com", { after: Date.parse(first.sent_at) });
  assert.notEqual(linkIn(second), linkIn(first));
  // A page that was open when its link died says so, too.
  await guest.getByLabel(l.setup.password, { exact: true }).fill(PASSWORD);
  await guest.getByRole("button", { name: l.passwords.join, exact: true }).click();
  await heading(guest, l.passwords.gone);
  const visitLink = async (link) => {
    await guest.goto("about:blank");
    await guest.goto(link);
  };
  await visitLink(linkIn(second));
  await heading(guest, l.passwords.accept);

  await act(page, l, "dora@example.com", l.invitations.revoke);
  const ask = dialog(page, l.invitations.revokeTitle("dora@example.com"));
  await ask.getByRole("button", { name: l.invitations.revoke, exact: true }).click();
  await page.getByText(l.invitations.revoked("dora@example.com")).first().waitFor();
  await row(page, "dora@example.com").waitFor({ state: "detached" });
  await visitLink(linkIn(second));
  await heading(guest, l.passwords.gone);

  await invite(page, l, "emil@example.com", "Emil");
  const mail = await mailTo(tenure, "emil@example.com");
  const { id, account_id } = await tenure.db.prepare("SELECT id, account_id FROM invitation").first();
  await tenure.db.batch([
    audit(tenure.db, { id: "aud_time", account: account_id, action: "invitation.resent", subject: id }),
    tenure.db.prepare("UPDATE invitation SET expires_at = ?, event_id = 'aud_time' WHERE id = ?").bind(Date.now() - 1, id),
    close(tenure.db),
  ]);
  await visitLink(linkIn(mail));
  await heading(guest, l.passwords.gone);
  await page.reload();
  await row(page, "emil@example.com").getByText(l.invitations.expired).waitFor();

  await guest.goto(`${tenure.url}/accept`);
  await heading(guest, "Open the link of the mail");
  assert.deepEqual([...page.complaints, ...guest.complaints], []);
  await page.context().close();
  await guest.context().close();
});

test("an address that can't be invited is told at its field", async () => {
  const l = LABELS.en;
  const page = await open("/invitations/new");
  const box = dialog(page, l.users.invite);
  const email = box.getByLabel(l.signIn.email, { exact: true });
  await box.getByLabel(l.users.name, { exact: true }).fill("Somebody");
  for (const [address, why] of [
    ["no address", /address/],
    ["somebody@gmail.com", /provider/],
    ["somebody@elsewhere.example", /domain/],
    [OWNER.email, /already/],
  ]) {
    await email.fill(address);
    await box.getByRole("button", { name: l.invitations.send, exact: true }).click();
    await until(`${address} is refused`, async () => (await email.getAttribute("aria-invalid")) === "true");
    const said = await email.evaluate((input) =>
      input
        .getAttribute("aria-describedby")
        .split(" ")
        .map((id) => document.getElementById(id).textContent)
        .join(" "),
    );
    assert.match(said, why);
    assert.ok(await email.evaluate((input) => document.activeElement === input), "the focus is on it");
  }
  await page.keyboard.press("Escape");
  await box.waitFor({ state: "detached" });
  assert.equal(new URL(page.url()).pathname, "/invitations");
  await page.context().close();
});

test("many at once: each line's problem is seen before anything is sent", async () => {
  const l = LABELS.en;
  const page = await open("/users");
  await page.getByRole("link", { name: l.users.bulk, exact: true }).click();
  const box = dialog(page, l.users.bulk);
  const lines = box.getByLabel("Paste lines");
  await box.getByRole("button", { name: "Check", exact: true }).click();
  await box.getByText("There is no line with an e-mail address.").waitFor();
  const text = [
    "e-mail;name;role",
    "fay@example.com;Fay;Operator",
    "gus@example.com;Gus",
    "fay@example.com;Fay again",
    "hal@gmail.com;Hal",
    "ida@elsewhere.example;Ida",
    `${OWNER.email};Ana`,
    "jon@example.com;Jon;King",
  ].join("\n");
  await lines.fill(text);
  await box.getByRole("button", { name: "Check", exact: true }).click();
  await box.getByText("5 lines have a problem and are left out.").waitFor();
  const results = await box.getByRole("row").allInnerTexts();
  assert.equal(results.length, 8);
  assert.match(results[1], /fay@example.com[\s\S]*Operator[\s\S]*Will be invited/);
  assert.match(results[2], /gus@example.com[\s\S]*Will be invited/);
  for (const result of results.slice(3)) assert.match(result, /Left out\s+\S/, "with the reason");
  assert.equal((await ana.get("/v1/invitations")).json.items.filter((one) => /^(fay|gus)/.test(one.email)).length, 0);

  await box.getByRole("button", { name: "Change the lines", exact: true }).click();
  assert.equal(await lines.inputValue(), text);
  await box.getByRole("button", { name: "Check", exact: true }).click();
  await box.getByRole("button", { name: "Send 2 invitations", exact: true }).click();
  await page.getByText("2 invitations sent").first().waitFor();
  await box.waitFor({ state: "detached" });
  assert.equal(new URL(page.url()).pathname, "/users", "it stood over the page where it was asked for");
  await page.goto(`${tenure.url}/invitations`);
  await row(page, "fay@example.com").getByText("Operator").waitFor();
  await mailTo(tenure, "gus@example.com");

  // The same from a file: who is pending gets a new link.
  await page.goto(`${tenure.url}/invitations?action=bulk&id=new`);
  await box.getByLabel("Or choose a CSV file").setInputFiles({
    name: "people.csv",
    mimeType: "text/csv",
    buffer: Buffer.from('\ufeffemail,name\r\n"gus@example.com","Gus, the ""second"""\r\n'),
  });
  await until("the file is read", async () => (await lines.inputValue()).includes("gus@"));
  await box.getByRole("button", { name: "Check", exact: true }).click();
  await box.getByRole("row", { name: /gus@example.com/ }).getByText("Gets a new link").waitFor();
  await page.goBack();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
