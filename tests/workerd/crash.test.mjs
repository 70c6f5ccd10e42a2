// What was acknowledged is there after a crash, whole, with its audit row.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { deploy, folder, openFile, setUp } from "./support/deployment.mjs";

const ROUNDS = 4;
const WRITERS = 4;

test("nothing that was acknowledged is lost when workerd dies in the middle of writing", async (t) => {
  const dataDir = await folder();
  const kept = [];
  let ana;
  let unanswered = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const tenure = await deploy({ dataDir, assets: false });
    ana = ana ? ana.at(tenure.url) : await setUp(tenure);
    await everything(tenure, ana, kept);

    let going = true;
    const write = async (writer) => {
      for (let i = 0; going; i += 1) {
        const name = `r${round}-w${writer}-${i}`;
        try {
          const subaccount = await ana.subaccount(name, name);
          const bot = { name, subaccount, ...(await ana.systemUser(subaccount, name)) };
          kept.push(bot);
          if (i % 3 === 2) {
            // Until the answer is there, both states are right.
            bot.status = undefined;
            const answer = await ana.post(`/v1/system-users/${bot.id}/deactivate`);
            if (answer.status === 200) bot.status = "inactive";
          } else bot.status = "active";
          const person = await ana.post("/v1/users", { email: `${name}@example.com`, name, role_id: "role_user" });
          if (person.status === 201) bot.person = person.json.user.id;
        } catch (error) {
          if (going) throw error;
          unanswered += 1;
        }
      }
    };
    const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer));
    await new Promise((resolve) => setTimeout(resolve, 400 + 300 * round));
    going = false;
    await tenure.kill9();
    await Promise.all(writers);
  }
  assert.ok(kept.length >= ROUNDS, `only ${kept.length} writes in ${ROUNDS} rounds`);

  const tenure = await deploy({ dataDir, assets: false });
  await everything(tenure, ana.at(tenure.url), kept);
  await tenure.stop();
  await sound(dataDir);
  t.diagnostic(`${kept.length} acknowledged, ${unanswered} cut off`);
});

/** All that was acknowledged is there as it was told, and for each thing that is there an audit row. */
async function everything(tenure, ana, kept) {
  for (const bot of kept) {
    const answer = await ana.get(`/v1/system-users/${bot.id}`);
    assert.equal(answer.status, 200, `${bot.name} was acknowledged and is gone`);
    const { system_user } = answer.json;
    assert.equal(system_user.username, bot.name);
    assert.equal(system_user.subaccount_id, bot.subaccount);
    assert.equal(system_user.tokens[0].tail, bot.tail);
    if (bot.status) assert.equal(system_user.status, bot.status, bot.name);
    if (bot.person) {
      const person = await ana.get(`/v1/users/${bot.person}`);
      assert.equal(person.status, 200, `the person ${bot.name} was acknowledged and is gone`);
      assert.equal(person.json.user.email, `${bot.name}@example.com`);
    }
    const seen = await tenure.nobody.bot(bot.token).get("/v1/whoami");
    assert.equal(seen.status, system_user.status === "active" ? 200 : 401, bot.name);
  }
  const { db } = tenure;
  const none = async (sql) => assert.deepEqual((await db.prepare(sql).all()).results, [], sql);
  await none(
    "SELECT id FROM system_user u WHERE NOT EXISTS (SELECT 1 FROM audit_event WHERE subject_id = u.id AND action = 'system_user.created')",
  );
  await none(
    "SELECT id FROM subaccount s WHERE NOT EXISTS (SELECT 1 FROM audit_event WHERE subject_id = s.id AND action = 'subaccount.created')",
  );
  await none(
    "SELECT id FROM system_user u WHERE status = 'inactive' AND NOT EXISTS (SELECT 1 FROM audit_event WHERE subject_id = u.id AND action = 'system_user.deactivated')",
  );
  await none(
    "SELECT subject_id FROM audit_event a WHERE action = 'system_user.created' AND NOT EXISTS (SELECT 1 FROM system_user WHERE id = a.subject_id)",
  );
  await none(
    "SELECT subject_id FROM audit_event a WHERE action = 'subaccount.created' AND NOT EXISTS (SELECT 1 FROM subaccount WHERE id = a.subject_id)",
  );
  // A system user and its first token are one change.
  await none("SELECT id FROM system_user u WHERE NOT EXISTS (SELECT 1 FROM token WHERE system_user_id = u.id)");
  // A person, the words that find them, the link and the mail that invites them are one change, too.
  await none(
    "SELECT id FROM person p WHERE NOT EXISTS (SELECT 1 FROM audit_event WHERE subject_id = p.id AND action = 'user.created') AND id <> (SELECT owner_id FROM account)",
  );
  await none(
    "SELECT subject_id FROM audit_event a WHERE action = 'user.created' AND NOT EXISTS (SELECT 1 FROM person WHERE id = a.subject_id)",
  );
  await none("SELECT id FROM person WHERE number IS NULL OR number NOT IN (SELECT rowid FROM person_search)");
  await none(
    "SELECT id FROM person p WHERE password_phc IS NULL AND NOT (EXISTS (SELECT 1 FROM one_time_link WHERE person_id = p.id) AND EXISTS (SELECT 1 FROM mail WHERE recipient = p.email))",
  );
  await none("SELECT id FROM system_user u WHERE NOT EXISTS (SELECT 1 FROM custodian WHERE system_user_id = u.id)");
  await none("PRAGMA foreign_key_check");
  const { results } = await db.prepare("PRAGMA quick_check").all();
  assert.deepEqual(
    results.map((row) => Object.values(row)[0]),
    ["ok"],
  );
}

/** The database files themselves, read by another SQLite. */
async function sound(dataDir) {
  const folder = join(dataDir, "d1");
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".sqlite"));
  assert.ok(files.length > 0);
  for (const name of files) {
    const db = openFile(join(folder, name));
    assert.deepEqual(
      db
        .prepare("PRAGMA integrity_check")
        .all()
        .map((row) => row.integrity_check),
      ["ok"],
      name,
    );
    db.close();
  }
}
