import { deploy, setUp } from "../workerd/support/deployment.mjs";
import { enter, launch, visit } from "./support/browser.mjs";
await launch();
const tenure = await deploy();
const ana = await setUp(tenure);
const live = await ana.subaccount("Atendimento São Paulo e Região Metropolitana");
const test = (await ana.post("/v1/subaccounts", { name: "Sandbox", reference_name: "sandbox", environment: "test" })).json;
const bot = await ana.systemUser(live, "Atención al cliente Ñandú, el de los nombres largos");
const tb = (await ana.post("/v1/system-users", { subaccount_id: test.id ?? test.subaccount?.id, username: "prueba-bot" })).json;
const wide = await ana.systemUser(null, "account-wide-bot");
for (let n = 0; n < 12; n++) await ana.post(`/v1/system-users/${wide.id}/tokens`, { confirm: true, keep_others: true, name: `Night job ${n}`, holder: n % 2 ? "Chatlayer" : "Vendor with a rather long name GmbH & Co. KG", ...(n === 3 ? { subaccount_ids: [live] } : {}) });
for (let n = 0; n < 60; n++) await tenure.nobody.bot(wide.token).get(n % 9 ? "/v1/whoami" : "/v1/messages?x=1");
for (let n = 0; n < 5; n++) await tenure.nobody.bot(`${wide.token.slice(0, -1)}x`).get("/v1/whoami");
const pages = [["su", "/system-users"], ["test", `/system-users/${tb.system_user?.id}`], ["tokens-tab", `/system-users/${wide.id}?tab=tokens`], ["usage", `/system-users/${wide.id}?tab=usage`], ["live", `/system-users/${wide.id}?tab=live`], ["keys", `/system-users/${wide.id}?tab=keys`], ["overview", `/system-users/${wide.id}`], ["tokens", "/tokens"], ["settings", "/settings"], ["gen", `/system-users/${wide.id}?tab=tokens&action=token&id=${wide.id}`]];
for (const [name, width, scheme, lang] of [["light", 1280, "light", "en"], ["dark", 1280, "dark", "pt"], ["narrow", 390, "light", "es"]]) {
  const page = await visit({ origin: tenure.url, url: null });
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: scheme });
  await enter(page, ana, lang);
  for (const [what, at] of pages) {
    await page.goto(`${tenure.url}${at}`);
    await page.waitForTimeout(1600);
    await page.screenshot({ path: `/tmp/look13/${name}-${what}.png`, fullPage: true });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) console.log("OVER", name, what, over);
  }
  if (page.complaints?.length) console.log(name, page.complaints);
  await page.context().close();
}
process.exit(0);
