// Each built-in role as its source says: the menus of YCloud's matrix, the rights of the connector's table and of
// Sinch's profiles. What a role does not see is refused by address, and by the API in the same session.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { addPerson, deploy, setUp, signIn as session } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { LABELS } from "./support/labels.mjs";
import { heading, signIn } from "./support/pages.mjs";
import { OWNER } from "../workerd/support/deployment.mjs";

const l = LABELS.en;

// The pages of this console that stand in for YCloud's menus: Developers are the system users, Account settings are
// people and settings, and of the other menus the subaccounts.
const DEVELOPERS = [l.nav.systemUsers, l.nav.tokens];
const MESSAGES = [l.nav.webhooks, l.nav.sources, l.nav.channels, l.nav.messages, l.nav.deliveries, l.nav.chatlayer];
const MESSAGE_PAGES = ["/webhooks", "/sources", "/channels", "/messages", "/deliveries", "/chatlayer"];
const SUBACCOUNTS = [l.nav.subaccounts];
const ASSETS = ["Apps", "WhatsApp accounts"];
const PEOPLE = [l.users.nav, l.teams.title, l.roles.title, l.mails.title];
const shown = (...parts) => [l.nav.overview, ...parts.flat(), l.nav.sessions];

// role: its menu here, YCloud's menus, and what it holds of the connector's and Sinch's tables with how far.
const ROLES = {
  admin: {
    menu: [...shown(DEVELOPERS, SUBACCOUNTS, ASSETS, MESSAGES, PEOPLE), l.nav.auditLog, l.nav.refusals, l.nav.addresses, l.nav.settings, l.nav.profile],
    ycloud: "inbox contact chatbot integration developers account_settings other",
    inbox: "account",
    pages: ["/system-users", "/tokens", "/subaccounts", "/apps", "/whatsapp-accounts", "/users", "/teams", "/roles", "/invitations", "/mails", "/audit-log", "/refusals", "/addresses", "/settings", "/settings/messages", ...MESSAGE_PAGES],
  },
  operator: {
    menu: [...shown(SUBACCOUNTS), l.nav.profile],
    ycloud: "inbox other",
    inbox: "account",
    pages: ["/subaccounts"],
  },
  developer: {
    menu: [...shown(DEVELOPERS, SUBACCOUNTS, ASSETS, MESSAGES), l.nav.refusals, l.nav.profile],
    ycloud: "inbox contact chatbot integration developers other",
    inbox: "account",
    pages: ["/system-users", "/tokens", "/subaccounts", "/apps", "/whatsapp-accounts", "/refusals", ...MESSAGE_PAGES],
  },
  inbox_manager: {
    menu: [...shown(SUBACCOUNTS), l.nav.profile],
    ycloud: "inbox contact chatbot integration other",
    inbox: "account",
    pages: ["/subaccounts"],
  },
  service: { menu: [...shown(), l.nav.profile], ycloud: "inbox", inbox: "account", pages: [] },
  sale: { menu: [...shown(), l.nav.profile], ycloud: "inbox contact", inbox: "own", pages: [] },
  user: { menu: [...shown(), l.nav.profile], ycloud: "other", inbox: null, pages: [] },
  analyst: { menu: [...shown(SUBACCOUNTS), l.nav.profile], ycloud: "other", inbox: null, pages: ["/subaccounts"] },
  manager: { menu: [...shown(SUBACCOUNTS), l.nav.profile], ycloud: "other", inbox: null, pages: ["/subaccounts"] },
  data_analyst: { menu: [...shown(), l.nav.profile], ycloud: "other", inbox: null, pages: [] },
};

// The pages, and the permission that each refusal names.
const PAGES = {
  "/system-users": "system_users:manage",
  "/system-users/new": "system_users:manage",
  "/tokens": "system_users:manage",
  "/apps": "system_users:manage",
  "/whatsapp-accounts": "system_users:manage",
  "/subaccounts": "subaccounts:read",
  "/users": "users:manage",
  "/users/new": "users:manage",
  "/invitations": "users:manage",
  "/invitations?action=bulk&id=new": "users:manage",
  "/teams": "teams:manage",
  "/teams/new": "teams:manage",
  "/roles": "roles:manage",
  "/roles/new": "roles:manage",
  "/roles/matrix": "roles:manage",
  "/mails": "users:manage",
  "/audit-log": "audit:read",
  "/refusals": "system_users:manage",
  "/addresses": "account:manage",
  "/addresses/new": "account:manage",
  "/settings": "account:manage",
  "/settings/messages": "account:manage",
  ...Object.fromEntries(MESSAGE_PAGES.map((path) => [path, "webhooks:manage"])),
  "/webhooks/new": "webhooks:manage",
  "/sources/new": "webhooks:manage",
  "/channels/new": "webhooks:manage",
};

// A call for each permission that the API knows; whoever holds it is told at most that the body lacks something.
const CALLS = [
  ["users:manage", "GET", "/v1/users"],
  ["users:manage", "POST", "/v1/users"],
  ["users:manage", "GET", "/v1/invitations"],
  ["users:manage", "POST", "/v1/invitations"],
  ["users:manage", "POST", "/v1/invitations/bulk"],
  ["users:manage", "GET", "/v1/mails"],
  ["audit:read", "GET", "/v1/audit-events"],
  ["audit:read", "POST", "/v1/audit-events/verify"],
  ["users:manage", "GET", "/v1/roles"],
  ["roles:manage", "POST", "/v1/roles"],
  ["teams:manage", "GET", "/v1/teams"],
  ["teams:manage", "POST", "/v1/teams"],
  ["system_users:manage", "GET", "/v1/system-users"],
  ["system_users:manage", "POST", "/v1/system-users"],
  ["system_users:manage", "GET", "/v1/custodians"],
  ["system_users:manage", "GET", "/v1/tokens"],
  ["system_users:manage", "POST", "/v1/tokens/rotate"],
  ["system_users:manage", "GET", "/v1/overview"],
  ["system_users:manage", "GET", "/v1/refusals"],
  ["account:manage", "GET", "/v1/ip-rules"],
  ["account:manage", "POST", "/v1/ip-rules"],
  ["account:manage", "GET", "/v1/account/two-factor"],
  ["webhooks:manage", "GET", "/v1/webhooks"],
  ["webhooks:manage", "POST", "/v1/webhooks"],
  ["webhooks:manage", "GET", "/v1/inbound-sources"],
  ["webhooks:manage", "POST", "/v1/inbound-sources"],
  ["webhooks:manage", "GET", "/v1/channels"],
  ["webhooks:manage", "POST", "/v1/channels"],
  ["webhooks:manage", "GET", "/v1/messages"],
  ["webhooks:manage", "GET", "/v1/deliveries"],
  ["subaccounts:read", "GET", "/v1/subaccounts"],
  ["subaccounts:manage", "POST", "/v1/subaccounts"],
  ["account:read", "GET", "/v1/account"],
  ["account:manage", "PATCH", "/v1/account"],
];

// The connector's table (T7: bulk messages are not WhatsApp Bulk Deliveries) and Sinch's profiles: who holds what, and
// how far. Admin holds all of it for the whole account.
const TABLE = {
  "notifications:send": { user: "own" },
  "notifications:read": { user: "own", analyst: "subaccounts", manager: "account" },
  "bulk_messages:send": { user: "own" },
  "account_usage:read": { operator: "account", developer: "account", inbox_manager: "account", user: "account", manager: "account" },
  "whatsapp_bulk:manage": {},
  "sequential_deliveries:manage": {},
  "templates:manage": {},
  "media:manage": {},
  "connections:manage": {},
  "api_requests:read": { developer: "account" },
  "subaccounts:manage": {},
  "users:manage": {},
  "reports:read": { operator: "account", developer: "account", inbox_manager: "account", user: "own", analyst: "subaccounts", manager: "account", data_analyst: "account" },
};

let tenure;
const people = {};
before(async () => {
  await launch();
  tenure = await deploy();
  const ana = await setUp(tenure);
  await ana.systemUser(await ana.subaccount("Support"), "support-bot");
  let n = 0;
  for (const role of Object.keys(ROLES)) people[role] = await addPerson(tenure.db, { n: (n += 1), role });
});

for (const [role, expected] of Object.entries(ROLES)) {
  test(`${role} sees its menus, and is refused everything else by address and by the API`, async () => {
    const page = await visit({ origin: tenure.url, url: `${tenure.url}/sign-in` });
    await signIn(page, l, { email: people[role].email, password: OWNER.password });
    await heading(page, l.nav.overview);
    const links = await page.getByRole("navigation", { name: l.nav.main }).getByRole("link").allInnerTexts();
    assert.deepEqual(
      links.map((text) => text.trim()),
      expected.menu,
    );

    for (const [path, permission] of Object.entries(PAGES)) {
      await page.goto(tenure.url + path);
      const base = path.replace(/\?.*|\/new$|\/matrix$/g, "");
      if (expected.pages.includes(base)) {
        await page.locator("h1").first().waitFor();
        assert.notEqual(await page.locator("h1").first().innerText(), l.errors.forbidden, path);
      } else {
        await heading(page, l.errors.forbidden);
        await page.getByText(l.errors.forbiddenNeeds(permission)).waitFor();
        assert.equal(await page.getByRole("dialog").count(), 0, path);
      }
    }

    const me = await page.evaluate(async () => (await fetch("/v1/me")).json());
    assert.equal(me.role, role);
    const ycloud = me.menu.slice(0, me.menu.indexOf("overview"));
    assert.equal(ycloud.join(" "), expected.ycloud);
    const reach = Object.fromEntries(me.grants.map((grant) => [grant.permission, grant.reach]));
    assert.equal(reach["inbox:use"] ?? null, expected.inbox, "T8: whose conversations");
    for (const [permission, holders] of Object.entries(TABLE))
      assert.equal(reach[permission] ?? null, role === "admin" ? "account" : (holders[role] ?? null), permission);

    const answers = await page.evaluate(async (calls) => {
      const all = [];
      for (const [, method, path] of calls) {
        const body = method === "GET" ? {} : { body: "{}", headers: { "content-type": "application/json" } };
        const answer = await fetch(path, { method, ...body });
        all.push([answer.status, (await answer.json()).code]);
      }
      return all;
    }, CALLS);
    for (const [i, [permission, method, path]] of CALLS.entries()) {
      const [status, code] = answers[i];
      if (me.permissions.includes(permission)) {
        // Reading the log again takes no body that could be wrong.
        const reads = method === "GET" || path === "/v1/audit-events/verify";
        assert.equal(status, reads ? 200 : 422, `${method} ${path}`);
      }
      else assert.deepEqual([status, code], [403, "forbidden"], `${method} ${path}`);
    }
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

test("a person of each role is told why, by the same rules", async () => {
  const ana = await session(tenure);
  const page = await visit({ origin: tenure.url, url: null });
  await enter(page, ana);
  const line = (name) => page.getByRole("row", { name: new RegExp(`^${name}`) });
  for (const [role, reach, menu] of [
    ["service", "Whole account", /Sees in the menu: Overview, Sessions, Profile\./],
    ["sale", "Own or assigned", /Sees in the menu: Overview, Sessions, Profile\./],
  ]) {
    await page.goto(`${tenure.url}/users/${people[role].id}`);
    await page.getByRole("tab", { name: l.users.why }).click();
    await page.getByText(menu).waitFor();
    const inbox = await line("Read and answer conversations").innerText();
    assert.match(inbox, /Allowed/);
    assert.ok(inbox.includes(reach), inbox);
    assert.match(await line("Manage system users").innerText(), /Not allowed[\s\S]*Not in the role/);
  }
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
