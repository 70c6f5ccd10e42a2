// The same walk as in accessibility.test.mjs, on everything about messages: lists, dialogs, what is shown of one object,
// the guide for Chatlayer.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deploy, setUp } from "../workerd/support/deployment.mjs";
import { startBot } from "./support/bot.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
import { WALKS, look, screens } from "./support/look.mjs";
import { until } from "./support/pages.mjs";

let tenure;
let ana;
// What the screens are drawn of.
const made = {};
before(async () => {
  await launch();
  // Names of example.com lead nowhere: where nothing resolves, no address is taken.
  const bot = await startBot({ answers: false });
  tenure = await deploy({ vars: { ALLOW_WEBHOOK_TO: bot.host } });
  ana = await setUp(tenure);
  const post = async (path, body) => {
    const answer = await ana.post(path, body);
    assert.ok(answer.status < 300, `${path}: ${answer.text}`);
    return answer.json;
  };
  made.bot = await ana.systemUser(await ana.subaccount("Support"), "support-bot");
  made.webhook = (await post("/v1/webhooks", { name: "Bot", kind: "mo", url: bot.url("mo") })).webhook;
  made.source = (await post("/v1/inbound-sources", { name: "BR", provider: "sinch_whatsapp", authentication: "address" })).inbound_source;
  const mapping = { id: "/id", person: "/from", text: "/text" };
  made.own = (await post("/v1/inbound-sources", { name: "Own", provider: "generic", medium: "sms", authentication: "address", mapping })).inbound_source;
  await tenure.nobody.post(`/in/${made.source.id}`, { total: 0 });
  made.channel = await post("/v1/channels", { name: "Try-out", kind: "simulator", medium: "whatsapp", origin: "551930001111" });
  const http = { name: "Own carrier", kind: "http", medium: "sms", origin: "12345", address: bot.url("send") };
  made.http = await post("/v1/channels", { ...http, credential: { headers: { "X-Key": "a-secret-of-the-carrier" } } });
  await post(`/v1/webhooks/${made.webhook.id}/pause`, {});
  const change = { version: made.webhook.version + 1, accept_null_subaccount: true };
  await ana.patch(`/v1/webhooks/${made.webhook.id}`, change);
  made.message = (await post(`/v1/channels/${made.channel.id}/simulate`, { from: "5519990002222", text: "Hi", organic: true })).message_id;
  made.delivery = await until("a delivery", async () => (await ana.get("/v1/deliveries")).json.items[0]?.id);
});

const looksOf = { en: ["light wide", "dark narrow"], es: ["light narrow"], pt: ["dark wide"] };

for (const { locale, language } of WALKS) {
  const looks = looksOf[language];
  test(`every screen and dialog about messages is accessible and within its policy (${language})`, async () => {
    const found = [];
    const page = await visit({ origin: tenure.url, url: null, locale });
    await enter(page, ana, language);
    await screens(page, tenure, looks, found, {
      webhooks: "/webhooks",
      "webhooks, none found": "/webhooks?search=nothing-is-called-so",
      "create a webhook": "/webhooks/new",
      "a webhook": `/webhooks/${made.webhook.id}`,
      "ask: edit a webhook": `/webhooks?action=edit&id=${made.webhook.id}`,
      "ask: test": `/webhooks?action=test&id=${made.webhook.id}`,
      "a secret that is lost": `/webhooks/new?made=${made.webhook.id}`,
      "ask: rotate": `/webhooks/${made.webhook.id}?action=rotate`,
      "ask: pause": `/webhooks?action=pause&id=${made.webhook.id}`,
      "ask: delete a webhook": `/webhooks?action=delete&id=${made.webhook.id}`,
      "routing tester": "/webhooks?action=route&id=new",
      sources: "/sources",
      "create a source": "/sources/new",
      "a source": `/sources/${made.source.id}`,
      "a source with a mapping": `/sources/${made.own.id}`,
      "ask: edit a source": `/sources?action=edit&id=${made.own.id}`,
      "ask: a source's new secret": `/sources?action=rotate&id=${made.source.id}`,
      "ask: delete a source": `/sources?action=delete&id=${made.source.id}`,
      "try a sample": "/sources?action=try&id=new",
      channels: "/channels",
      "create a channel": "/channels/new",
      "a channel": `/channels/${made.channel.id}`,
      "ask: edit a channel": `/channels?action=edit&id=${made.http.id}`,
      "ask: simulate": `/channels?action=simulate&id=${made.channel.id}`,
      "ask: send a message": `/channels?action=test&id=${made.channel.id}`,
      "ask: delete a channel": `/channels?action=delete&id=${made.channel.id}`,
      "ask: delete a channel, on its page": `/channels/${made.channel.id}?action=delete`,
      messages: "/messages",
      "messages, filtered": "/messages?direction=in&subaccount=null",
      "a message": `/messages/${made.message}`,
      deliveries: "/deliveries",
      "deliveries, filtered": "/deliveries?state=dead",
      "ask: send all again": "/deliveries?action=replay&id=new",
      "a delivery": `/deliveries/${made.delivery}`,
      "settings of messages": "/settings/messages",
      "connect Chatlayer": `/chatlayer?bot=${made.bot.id}`,
    });
    await page.goto(`${tenure.url}/webhooks/${made.webhook.id}`);
    await page.getByRole("tab").nth(1).click();
    await look(page, "deliveries of a webhook", looks, found);
    assert.deepEqual(found, []);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}
