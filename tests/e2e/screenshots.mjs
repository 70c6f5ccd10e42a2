// Draws the pictures of docs/screenshots from a small account: `node tests/e2e/screenshots.mjs` after `cargo xtask build`,
// while nothing else has port 8787, which is to be seen in one of them.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { start } from "../../xtask/serve.mjs";
import { Client } from "../workerd/support/client.mjs";

const OUT = fileURLToPath(new URL("../../docs/screenshots", import.meta.url));
const HOUR = 3_600_000;
const PASSWORD = "seven quiet harbours at dawn";
const BOTS = [
  // subaccount, reference name, bot, days old, calls at the busiest hour, hours since the last one
  ["Portugal · Surveys", "pt-surveys", "inquerito-2025", 408, 5, 400],
  ["Brazil · Support", "br-support", "lia-support", 231, 148, 0.02],
  ["Mexico · Sales", "mx-sales", "ventas-chatlayer", 97, 93, 0.1],
  ["Brazil · Collections", "br-collections", "cobranca-bot", 96, 64, 0.4],
  ["Colombia · Support", "co-support", "soporte-co", 34, 22, 3],
  ["Spain · Citas", "es-citas", "citas-n8n", 3, 0, null],
];

/** A believable day: quiet at night, busy around noon and in the late afternoon. */
const shape = (hour) =>
  Math.max(0, Math.sin(((hour - 6) / 24) * 2 * Math.PI) * 0.6 + Math.sin(((hour - 9) / 8) * 2 * Math.PI) * 0.25 + 0.15);

/** An account that has been used for a while, by two people. */
async function fill(running, owner) {
  const { db } = running;
  const now = Date.now();
  const made = {};
  const beatriz = { email: "beatriz@acme.example", name: "Beatriz Lima", role_id: "role_developer" };
  const created = await owner.post("/v1/users", {
    ...beatriz,
    first_password: "temporary",
    temporary_password: "borrowed umbrella by the door",
  });
  const first = owner.signedIn(
    await owner.at(running.url).post("/v1/sessions", { email: beatriz.email, password: "borrowed umbrella by the door" }),
  );
  // A changed password is a new session.
  const developer = owner.signedIn(
    await first.post("/v1/me/password", {
      current_password: "borrowed umbrella by the door",
      new_password: "my own seven green bicycles",
    }),
  );
  // The past is made up here: in a database that lasts, nobody can rewrite it.
  for (const trigger of ["system_user_immutable", "system_user_audit_update"])
    await db.prepare(`DROP TRIGGER ${trigger}`).run();
  for (const [i, [name, reference, username, days, peak, ago]] of BOTS.entries()) {
    const bot = await (i % 3 === 1 ? owner : developer).systemUser(await owner.subaccount(name, reference), username);
    made[username] = bot;
    await db
      .prepare("UPDATE system_user SET created_at = ? WHERE id = ?")
      .bind(now - days * 24 * HOUR - i * 1.7 * HOUR, bot.id)
      .run();
    if (ago === null) continue;
    const at = Math.round(now - ago * HOUR);
    const statements = [
      db
        .prepare("INSERT INTO system_user_use (system_user_id, last_used_at, last_used_ip) VALUES (?, ?, ?)")
        .bind(bot.id, at, "203.0.113.7"),
      db.prepare("INSERT INTO token_use (token_id, last_used_at) VALUES (?, ?)").bind(bot.system_user.tokens[0].id, at),
    ];
    const last = Math.floor(at / HOUR);
    for (let i = 0; i < 24 && ago < 24; i += 1) {
      const hour = last - i;
      const calls = Math.round(peak * shape((hour - 3) % 24) * (0.85 + (0.3 * ((hour * 7919) % 10)) / 10));
      if (calls > 0)
        statements.push(
          db.prepare("INSERT INTO activity (system_user_id, hour, calls) VALUES (?, ?, ?)").bind(bot.id, hour, calls),
        );
    }
    await db.batch(statements);
  }
  await owner.subaccount("Chile · Support", "cl-support");
  const gateway = await owner.systemUser(null, "crm-gateway");
  await db
    .prepare("UPDATE system_user SET created_at = ? WHERE id = ?")
    .bind(now - 402 * 24 * HOUR, gateway.id)
    .run();
  await owner.post(`/v1/system-users/${made["inquerito-2025"].id}/deactivate`);
  return created.json.user.id;
}

const dataDir = await mkdtemp(join(tmpdir(), "tenure-"));
const running = await start({ dataDir, port: 8787 });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb", "--hide-scrollbars"],
});
try {
  await mkdir(OUT, { recursive: true });
  const nobody = new Client(running.url);
  const owner = nobody.signedIn(
    await nobody.post("/v1/setup", {
      setup_token: running.secrets.SETUP_TOKEN,
      account_name: "Acme Messaging",
      name: "Ana Martín",
      email: "ana@acme.example",
      password: PASSWORD,
      locale: "en",
    }),
  );
  const leaver = await fill(running, owner);
  const [name, value] = owner.cookie.split("=");

  const draw = async (file, { path = "/system-users", before, ...options }) => {
    const context = await browser.newContext({
      locale: "en-GB",
      reducedMotion: "reduce",
      viewport: { width: 1440, height: 860 },
      deviceScaleFactor: 2,
      ...options,
    });
    await context.addCookies([{ name, value, url: running.url, httpOnly: true, sameSite: "Strict" }]);
    const page = await context.newPage();
    await page.goto(running.url + path);
    await before?.(page);
    await page.waitForFunction(
      () => document.querySelector("h1") && !document.querySelector("[aria-busy=true], .bone"),
    );
    await page.waitForTimeout(200);
    await page.screenshot({ path: join(OUT, file) });
    await context.close();
    console.log(join("docs/screenshots", file));
  };
  const listed = (page) => page.getByText("crm-gateway").first().waitFor();
  await draw("system-users-light.png", { colorScheme: "light", before: listed });
  await draw("system-users-dark.png", { colorScheme: "dark", before: listed });
  await draw("narrow.png", { colorScheme: "light", viewport: { width: 390, height: 844 }, before: listed });
  await draw("off-boarding.png", {
    colorScheme: "light",
    path: `/users/${leaver}/leave?then=deactivate`,
    before: (page) => page.getByText("Nobody else looks after it").first().waitFor(),
  });
  await draw("credential.png", {
    colorScheme: "light",
    path: "/system-users/new",
    before: async (page) => {
      await page.getByRole("radio", { name: /^Chile/ }).check();
      await page.getByLabel("Username", { exact: true }).fill("soporte-cl");
      await page.getByRole("button", { name: "Generate Token", exact: true }).click();
      await page.getByText("Waiting for the first call…").waitFor();
    },
  });
} finally {
  await browser.close();
  await running.stop();
  await rm(dataDir, { recursive: true, force: true });
}
process.exit(0);
