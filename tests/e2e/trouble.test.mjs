// When something fails: what is said, what can be done, and that no work is lost.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { OWNER, deploy, setUp, signIn as session } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { dialog, fillSystemUser, heading, menu, putAway, readToken, signIn, until } from "./support/pages.mjs";

const l = LABELS.en;
let tenure;
let ana;
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
  for (const name of ["Sales", "Support"]) await ana.subaccount(name);
  await ana.systemUser(null, "standing-bot");
});

async function open(path, client = ana) {
  const page = await visit({ origin: tenure.url, url: null });
  await enter(page, client);
  if (path) await page.goto(tenure.url + path);
  return page;
}

const fault = {
  status: 500,
  headers: { "content-type": "application/problem+json", "x-request-id": "req_of_the_fault" },
  body: JSON.stringify({
    type: "/problems/internal",
    title: "A fault of ours",
    status: 500,
    detail: "It is written down.",
    instance: "req_of_the_fault",
    code: "internal",
  }),
};

test("a page that can't be loaded says why, with the request's id, and can be tried again", async () => {
  const page = await open();
  for (const answer of ["fault", "gone", "proxy"]) {
    await page.route("**/v1/system-users*", (route) => {
      if (answer === "fault") return route.fulfill(fault);
      if (answer === "proxy")
        return route.fulfill({
          status: 502,
          body: "<h1>Bad gateway</h1>",
          headers: { "content-type": "text/html", "x-request-id": "req_of_the_fault" },
        });
      return route.abort();
    });
    await page.goto(`${tenure.url}/system-users`);
    const alert = page.getByRole("alert").filter({ hasText: /./ });
    await alert.waitFor();
    if (answer === "gone") await alert.getByText(l.errors.network).waitFor();
    else {
      await alert.getByText(l.common.requestId).waitFor();
      await alert.getByText("req_of_the_fault").waitFor();
    }
    assert.equal(await page.getByText("Bad gateway").count(), 0);
    await page.unroute("**/v1/system-users*");
    await alert.getByRole("button", { name: l.common.retry, exact: true }).click();
    await page.getByRole("row", { name: /standing-bot/ }).waitFor();
    await alert.waitFor({ state: "detached" });
  }
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test("without a connection it says so, keeps what it shows, and goes on by itself", async () => {
  const page = await open("/system-users");
  await page.getByRole("row", { name: /standing-bot/ }).waitFor();
  await page.context().setOffline(true);
  await page.getByText(l.errors.offline).waitFor();
  assert.ok(await page.getByRole("row", { name: /standing-bot/ }).isVisible());
  const late = await ana.systemUser(null, "meanwhile-bot");
  await page.context().setOffline(false);
  await page.getByText(l.errors.offline).waitFor({ state: "detached" });
  await page.getByRole("row", { name: /meanwhile-bot/ }).waitFor();
  await ana.post(`/v1/system-users/${late.id}/deactivate`);
  await ana.delete(`/v1/system-users/${late.id}`);
  await page.context().close();
});

test("a part of the console that can't be fetched says so, can be tried again, and is then the console's own", async () => {
  const page = await open("/system-users");
  const row = page.getByRole("row", { name: /standing-bot/ });
  await row.waitFor();
  const fetched = [];
  page.on("response", (response) => fetched.push(new URL(response.url()).pathname));
  // It is asked for on the way to the link, and refused; what is on the screen stays.
  await page.route("**/assets/part-own-*", (route) => route.abort());
  const main = page.getByRole("navigation", { name: l.nav.main });
  await main.getByRole("link", { name: l.nav.sessions, exact: true }).click();
  const alert = page.getByRole("alert").filter({ hasText: l.errors.network });
  await alert.waitFor();
  await page.unroute("**/assets/part-own-*");
  await alert.getByRole("button", { name: l.common.retry, exact: true }).click();
  await heading(page, l.nav.sessions);
  await alert.waitFor({ state: "detached" });
  assert.equal(fetched.filter((path) => path.startsWith("/assets/part-own-")).length, 1);
  // It is the same program: one router, one session, one set of forms and toasts.
  await menu(page, l, l.nav.profile);
  const saved = page.waitForResponse((response) => response.request().method() === "PATCH");
  await page.getByRole("button", { name: l.common.save, exact: true }).click();
  assert.equal((await saved).status(), 200);
  await page.goBack();
  await page.goBack();
  await row.waitFor();
  assert.equal(fetched.filter((path) => path.startsWith("/assets/part-own-")).length, 1);
  assert.deepEqual(
    page.complaints.filter((text) => !/Failed to fetch/.test(text)),
    [],
  );
  await page.context().close();
});

test("an answer that is lost on the way is not lost: trying again gives the same token", async () => {
  const page = await open("/system-users");
  const box = await fillSystemUser(page, l, "Support", "unlucky-bot");
  const keys = [];
  await page.route("**/v1/system-users", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    keys.push(route.request().headers()["idempotency-key"]);
    if (keys.length > 1) return route.continue();
    await route.fetch();
    return route.abort();
  });
  const generate = box.getByRole("button", { name: l.bots.generate, exact: true });
  await generate.click();
  await box.getByText(l.errors.network).waitFor();
  assert.equal(
    await box.getByLabel(l.bots.username, { exact: true }).inputValue(),
    "unlucky-bot",
    "nothing has to be typed again",
  );
  await generate.click();
  const token = await readToken(page, l);
  assert.equal((await tenure.nobody.bot(token).get("/v1/whoami")).status, 200);
  assert.equal(keys.length, 2);
  assert.ok(keys[0] && keys[0] === keys[1]);
  assert.equal((await ana.get("/v1/system-users?search=unlucky")).json.items.length, 1);
  await putAway(page, l);
  await page.context().close();
});

test("a session that ends under one's hands keeps the place", async () => {
  const mine = await session(tenure);
  const page = await open("/system-users?status=active&sort=username", mine);
  await page.getByRole("row", { name: /standing-bot/ }).waitFor();
  const current = (await mine.get("/v1/sessions")).json.items.find((one) => one.current);
  assert.equal((await ana.delete(`/v1/sessions/${current.id}`)).status, 204);
  await page.getByRole("searchbox", { name: l.bots.search }).fill("standing");
  await heading(page, l.signIn.title);
  await page.getByText(l.signIn.ended).waitFor();
  assert.equal(await page.getByText("standing-bot").count(), 0, "nothing of the account stays on the screen");
  await page.getByLabel(l.signIn.email, { exact: true }).fill(OWNER.email);
  await page.getByLabel(l.signIn.password, { exact: true }).fill("not the right password");
  await page.getByRole("button", { name: l.signIn.submit, exact: true }).click();
  await page.getByRole("alert").filter({ hasText: /./ }).waitFor();
  await signIn(page, l, OWNER);
  await heading(page, l.bots.title);
  const there = new URL(page.url());
  assert.equal(there.pathname, "/system-users");
  assert.equal(there.searchParams.get("status"), "active");
  assert.equal(there.searchParams.get("sort"), "username");
  await page.getByRole("row", { name: /standing-bot/ }).waitFor();
  await page.context().close();
});

test("whoever is not signed in is sent to sign in, and on to where they wanted to go, not elsewhere", async () => {
  const page = await visit({ origin: tenure.url, url: `${tenure.url}/subaccounts?search=sal` });
  await signIn(page, l, OWNER);
  await page.getByRole("row", { name: /Sales/ }).waitFor();
  assert.equal(new URL(page.url()).search, "?search=sal");
  await page.context().clearCookies();
  for (const next of ["//evil.example/", "https://evil.example/", "/%5Cevil.example", "javascript:alert(1)"]) {
    await page.goto(`${tenure.url}/sign-in?next=${encodeURIComponent(next)}`);
    await signIn(page, l, OWNER);
    await until("inside", async () => (await page.getByRole("navigation", { name: l.nav.main }).count()) > 0);
    assert.equal(new URL(page.url()).origin, tenure.url, next);
    await page.context().clearCookies();
  }
  await page.context().close();
});

test("an address that leads nowhere says so", async () => {
  const page = await open("/nowhere/at/all");
  await heading(page, l.errors.notFound);
  for (const path of ["/system-users/nonsense", `/system-users/su_${"0".repeat(26)}`]) {
    await page.goto(tenure.url + path);
    await heading(page, l.errors.notFound);
  }
  await page.goto(`${tenure.url}/problems/subaccount_taken`);
  await until("an explanation", () => page.getByText("subaccount_taken", { exact: true }).count());
  await menu(await open("/"), l, l.nav.systemUsers);
  assert.equal(await dialog(page, l.bots.create).count(), 0);
  assert.deepEqual(page.complaints, []);
});
