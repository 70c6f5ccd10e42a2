// The same walk as in accessibility.test.mjs, on everything about people: lists, dialogs, off-boarding, roles, teams,
// mail, and the pages behind the links of mails.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { addPerson, deploy, setUp, signIn as session } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { WALKS, WIDE, look, screens } from "./support/look.mjs";
import { linkIn, mailTo } from "./support/pages.mjs";

const TEMPORARY = "borrowed umbrella by the door";
let tenure;
let ana;
let bot;
// What the screens are drawn of.
const made = {};
before(async () => {
  await launch();
  tenure = await deploy();
  ana = await setUp(tenure);
  bot = await ana.systemUser(await ana.subaccount("Support"), "support-bot");
  const developer = await addPerson(tenure.db, { n: 2, role: "developer" });
  made.developer = developer.id;
  await (await session(tenure, developer.email)).systemUser(await ana.subaccount("Chile"), "chile-bot");
  made.inactive = (await addPerson(tenure.db, { n: 3, role: "sale", status: "inactive" })).id;
  const bound = await addPerson(tenure.db, { n: 4, role: "service" });
  await ana.post(`/v1/users/${bound.id}/temporary-password`, { password: TEMPORARY });
  made.bound = bound.email;
  const post = async (path, body) => {
    const answer = await ana.post(path, body);
    assert.ok(answer.status < 300, `${path}: ${answer.text}`);
    return answer.json;
  };
  made.team = await post("/v1/teams", { name: "Collections", member_ids: [developer.id], supervisor_ids: [developer.id] });
  made.role = await post("/v1/roles", {
    name: "Night desk",
    description: "Who is there at night.",
    grants: [{ permission: "inbox:use", reach: "own" }],
  });
  made.invitation = await post("/v1/invitations", { email: "bea@example.com", name: "Bea", role_id: made.role.id });
  made.event = (await ana.get("/v1/audit-events?action=role.created")).json.items[0].id;
  const mail = await mailTo(tenure, "bea@example.com");
  made.link = linkIn(mail);
});

// The other walks see what of the looks is missing here.
const looksOf = { en: ["light wide", "dark narrow"], es: ["light narrow"], pt: ["dark wide"] };

for (const { locale, language } of WALKS) {
  const looks = looksOf[language];
  test(`every screen and dialog about people is accessible and within its policy (${language})`, async () => {
    const found = [];
    const page = await visit({ origin: tenure.url, url: null, locale });
    await enter(page, ana, language);
    await screens(page, tenure, looks, found, {
      users: "/users",
      "users, filtered": "/users?search=person&status=active",
      "users, none found": "/users?search=nobody-is-called-so",
      "create a person": "/users/new",
      "a person": `/users/${made.developer}`,
      "an inactive person": `/users/${made.inactive}`,
      "ask: edit a person": `/users?action=edit&id=${made.developer}`,
      "ask: capacity": `/users/${made.developer}?action=capacity`,
      "ask: end sessions": `/users/${made.developer}?action=end-sessions`,
      "ask: reset": `/users?action=reset&id=${made.developer}`,
      "ask: temporary": `/users?action=temporary&id=${made.developer}`,
      "ask: two-factor": `/users?action=two-factor&id=${made.developer}`,
      "ask: transfer": `/users?action=transfer&id=${made.developer}`,
      "off-boarding, deactivate": `/users/${made.developer}/leave?then=deactivate`,
      "off-boarding, remove": `/users/${made.developer}/leave?then=remove`,
      invitations: "/invitations",
      invite: "/invitations/new",
      "ask: revoke": `/invitations?action=revoke&id=${made.invitation.id}`,
      "many invitations": "/invitations?action=bulk&id=new",
      teams: "/teams",
      "create a team": "/teams/new",
      "ask: edit a team": `/teams?action=edit&id=${made.team.id}`,
      "ask: delete a team": `/teams?action=delete&id=${made.team.id}`,
      roles: "/roles",
      "roles, matrix": "/roles/matrix",
      "create a role": "/roles/new",
      "clone a role": "/roles/new?clone=role_developer",
      "ask: edit a role": `/roles?action=edit&id=${made.role.id}`,
      "ask: delete a role": `/roles?action=delete&id=${made.role.id}`,
      "ask: about what is gone": "/teams?action=delete&id=gone",
      addresses: "/addresses",
      "ask: restrict people": "/addresses?action=people",
      mails: "/mails",
      mailbox: "/mailbox",
      "audit log": "/audit-log",
      "audit log, none found": "/audit-log?actor=usr_nobody",
      "an event": `/audit-log?action=event&id=${made.event}`,
      custodians: `/system-users/${bot.id}?action=custodians`,
    });

    await page.setViewportSize(WIDE);
    await page.goto(`${tenure.url}/users/${made.developer}`);
    await page.getByRole("tab").nth(1).click();
    await page.getByRole("tabpanel").getByRole("row").first().waitFor();
    await look(page, "why a person may", looks, found);
    await page.goto(`${tenure.url}/users`);
    await page.getByRole("row", { name: /Person 2/ }).getByRole("button").last().click();
    await page.getByRole("menu").waitFor();
    await look(page, "a person's menu", looks.slice(0, 1), found);
    await page.keyboard.press("Escape");
    await page.goto(`${tenure.url}/invitations?action=bulk&id=new`);
    await page.getByRole("dialog").locator("textarea").fill("new@example.com;New\nx@gmail.com\nbea@example.com");
    await page.getByRole("dialog").locator("button[type=submit]").click();
    await page.getByRole("dialog").getByRole("table").waitFor();
    await look(page, "many invitations, checked", looks, found);
    await page.goto(`${tenure.url}/roles`);
    await page.getByRole("row").nth(3).getByRole("button").last().click();
    await page.getByRole("menuitem").first().click();
    await page.locator(".viewing").waitFor();
    await look(page, "the console as another role", looks, found);
    await page.locator(".viewing").getByRole("button").click();

    const mailed = await visit({ origin: tenure.url, url: null, locale });
    await screens(mailed, tenure, looks, found, {
      "accept without a link": "/accept",
      "reset without a link": "/reset-password",
      "accept with a dead link": `/accept#token=${"0".repeat(64)}`,
      "reset with a link": `/reset-password#token=${"0".repeat(64)}`,
      "forgot password": "/forgot-password",
    });
    await mailed.goto(made.link);
    await mailed.getByRole("button").last().waitFor();
    await look(mailed, "accept", looks, found);
    await mailed.goto(`${tenure.url}/sign-in`);
    await mailed.getByRole("textbox").first().fill(made.bound);
    await mailed.locator("input[type=password]").fill(TEMPORARY);
    await mailed.keyboard.press("Enter");
    await mailed.waitForURL("**/change-password");
    await look(mailed, "a temporary password", looks, found);
    assert.deepEqual(found, []);
    assert.deepEqual([...page.complaints, ...mailed.complaints], []);
    await page.context().close();
    await mailed.context().close();
  });
}
