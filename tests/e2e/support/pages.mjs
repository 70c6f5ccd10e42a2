// What a person does on the console's pages, by what they read there: roles and labels, in any language.
import assert from "node:assert/strict";

/** Waits until a condition holds. */
export async function until(what, condition, patience = 20_000) {
  const end = Date.now() + patience;
  let last;
  while (Date.now() < end) {
    last = await condition();
    if (last) return last;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`${what}: not within ${patience} ms`);
}

/** A part of a longer test: what fails is told with its name, and nothing that builds on it runs. */
export async function step(name, run) {
  try {
    return await run();
  } catch (error) {
    throw new Error(`${name}: ${error.message}`, { cause: error });
  }
}

/** Waits for the heading of a page. */
export const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true }).waitFor();

/** Goes to a page by the main menu. */
export async function menu(page, labels, name, title = name) {
  await page.getByRole("navigation", { name: labels.nav.main }).getByRole("link", { name, exact: true }).click();
  await heading(page, title);
}

/** The dialog of this title. */
export const dialog = (page, name) => page.getByRole("dialog", { name, exact: true });

/** Signs in by the form. */
export async function signIn(page, labels, { email, password }) {
  await heading(page, labels.signIn.title);
  await page.getByLabel(labels.signIn.email, { exact: true }).fill(email);
  await page.getByLabel(labels.signIn.password, { exact: true }).fill(password);
  await page.getByRole("button", { name: labels.signIn.submit, exact: true }).click();
}

/** Creates a subaccount by its dialog. */
export async function createSubaccount(page, labels, name, reference) {
  await menu(page, labels, labels.subaccounts.title);
  await page.getByRole("link", { name: labels.subaccounts.create, exact: true }).first().click();
  const box = dialog(page, labels.subaccounts.create);
  await box.getByLabel(labels.subaccounts.name, { exact: true }).fill(name);
  await box.getByLabel(labels.subaccounts.reference, { exact: true }).fill(reference);
  await box.getByRole("button", { name: labels.subaccounts.create, exact: true }).click();
  await page.getByRole("row", { name: new RegExp(name) }).waitFor();
  await box.waitFor({ state: "detached" });
}

/** Opens Create System User, chooses the owner and the name. */
export async function fillSystemUser(page, labels, owner, username) {
  await page.getByRole("link", { name: labels.bots.create, exact: true }).first().click();
  const box = dialog(page, labels.bots.create);
  await box.getByRole("radio", { name: new RegExp(`^${owner}`) }).check();
  await box.getByLabel(labels.bots.username, { exact: true }).fill(username);
  return box;
}

/** Chooses an action in the menu of a row. */
export async function act(page, labels, name, action) {
  await page.getByRole("button", { name: labels.bots.actions(name), exact: true }).click();
  await page.getByRole("menuitem", { name: action, exact: true }).click();
}

/** Reads the token out of the dialog that shows it once, and hides it again. */
export async function readToken(page, labels) {
  const box = dialog(page, labels.credential.title);
  await box.getByRole("button", { name: labels.common.show, exact: true }).first().click();
  const token = await box
    .getByText(/^tnrt?_[0-9A-Za-z]{49}$/)
    .first()
    .innerText();
  await box.getByRole("button", { name: labels.common.hide, exact: true }).first().click();
  return token;
}

/** Says that the token is saved, and closes. */
export async function putAway(page, labels) {
  const box = dialog(page, labels.credential.title);
  await box.getByRole("checkbox", { name: labels.credential.saved }).check();
  await box.getByRole("button", { name: labels.credential.done, exact: true }).click();
  await box.waitFor({ state: "detached" });
}

/** Everything that a script, an extension or the next person at the screen could find in the page. */
export function traces(page) {
  return page.evaluate(async () => {
    const inputs = [...document.querySelectorAll("input,textarea,select")].map((input) => input.value);
    const databases = (await indexedDB.databases?.()) ?? [];
    const kept = await caches.keys();
    const requests = await Promise.all(
      kept.map(async (name) => (await (await caches.open(name)).keys()).map((r) => r.url)),
    );
    return JSON.stringify({
      html: document.documentElement.outerHTML,
      text: document.documentElement.innerText,
      title: document.title,
      inputs,
      href: location.href,
      referrer: document.referrer,
      state: history.state,
      name: window.name,
      cookie: document.cookie,
      local: { ...localStorage },
      session: { ...sessionStorage },
      databases,
      requests,
      // Without the navigation's own entry: the browser keeps the address that was opened, fragment and all, for as
      // long as the document lives, and no script can change that.
      entries: performance
        .getEntries()
        .filter((entry) => entry.entryType !== "navigation")
        .map((entry) => entry.name),
    });
  });
}

/** The newest mail to somebody that has come since, out of the development mailbox. */
export async function mailTo(tenure, email, { after = 0, subject = /./ } = {}) {
  return until(`a mail to ${email}`, async () => {
    const { items } = (await tenure.nobody.get("/v1/dev/mailbox")).json;
    return items.find((mail) => mail.to === email && Date.parse(mail.sent_at) > after && subject.test(mail.subject));
  });
}

/** The link of a mail's text. */
export const linkIn = (mail) => mail.text.match(/https?:\/\/\S+#token=[\w-]+/)[0];
