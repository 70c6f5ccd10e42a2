// Applies crates/store/migrations to a D1 database, keeping wrangler's own book (d1_migrations).
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const BOOK = `CREATE TABLE IF NOT EXISTS d1_migrations(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

/**
 * The statements of a migration. One ends with `;` at the end of a line; a trigger, whose body holds such lines,
 * ends with a line `END;`. Lines that are only a comment are dropped.
 */
export function statements(sql) {
  const found = [];
  let current = [];
  for (const line of sql.split(/\r?\n/)) {
    const text = line.trim();
    if (text === "" || text.startsWith("--")) continue;
    current.push(line);
    const inTrigger = /^\s*CREATE\s+(TEMP\s+|TEMPORARY\s+)?TRIGGER\b/i.test(current[0]);
    const code = text.replace(/\s--.*$/, "").trimEnd();
    if (inTrigger ? /^END;$/i.test(code) : code.endsWith(";")) {
      found.push(current.join("\n"));
      current = [];
    }
  }
  if (current.length > 0) throw new Error(`the last statement has no end: ${current[0].trim()}`);
  return found;
}

/** The names of the migrations in a folder, in order. */
export async function names(folder) {
  const files = await readdir(folder).catch(() => []);
  return files.filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort();
}

/** Applies what is missing, each file in one batch with its line in the book: all of it or nothing. */
export async function migrate(db, folder) {
  await db.prepare(BOOK).run();
  const { results } = await db.prepare("SELECT name FROM d1_migrations").all();
  const applied = new Set(results.map((row) => row.name));
  const added = [];
  const known = await names(folder);
  const newer = [...applied].filter((name) => !known.includes(name)).sort();
  if (newer.length > 0) {
    throw new Error(
      `the data was written by a newer version of Tenure: it has the migration ${newer.at(-1)}, which this version does not know. Run that version, or choose another folder with --data`,
    );
  }
  for (const name of known) {
    if (applied.has(name)) continue;
    const sql = await readFile(join(folder, name), "utf8");
    const batch = statements(sql).map((statement) => db.prepare(statement));
    batch.push(db.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name));
    try {
      await db.batch(batch);
    } catch (error) {
      throw new Error(`migration ${name} failed, and nothing of it was applied: ${error.message}`);
    }
    added.push(name);
  }
  return added;
}
