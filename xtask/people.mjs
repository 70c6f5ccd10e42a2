// An account with many people, and walks through its list that tell how many rows each page read. Used by the benchmark
// and, with fewer people, by the tests.

const FIRST = ["María", "José", "Ana", "Luis", "Marta", "Carlos", "Lucía", "Jorge", "Elena", "Pablo", "Inês", "João",
  "Beatriz", "Tiago", "Marcela", "Emma", "Oliver", "Grace", "Henry", "Amelia"];
const LAST = ["García", "Martínez", "López", "Sánchez", "Romero", "Navarro", "Silva", "Santos", "Oliveira", "Pereira",
  "Costa", "Smith", "Jones", "Taylor", "Brown", "Wilson", "Evans", "Walker", "Wright", "Marín", "Álvarez", "Núñez", "Ramos"];

/** At most this many rows in one statement: each stays within a few seconds. */
const CHUNK = 10_000;

/** The most members that a team may have. */
const TEAM = 1000;

/**
 * Adds people to the only account: nine of ten are active, one of five is an Operator and the others are Users, and as
 * many as a team takes are in `team_bench`.
 */
export async function fill(db, count) {
  const account = await db.prepare("SELECT id FROM account").first("id");
  // An audit row serves the batch that it is written in, so each batch has its own.
  const batch = (event, statements) =>
    db.batch([
      db
        .prepare(
          "INSERT INTO audit_event (id, account_id, at, actor_kind, action, subject_id, request_id) VALUES (?, ?, 1, 'deployment', 'user.created', 'bench', 'req_bench')",
        )
        .bind(event, account),
      ...statements,
      db.prepare("DELETE FROM open_event"),
    ]);
  const list = (names) => `json('${JSON.stringify(names)}')`;
  for (let from = 1; from <= count; from += CHUNK) {
    const to = Math.min(count, from + CHUNK - 1);
    const event = `aud_bench_${from}`;
    const people = db
      .prepare(
        `WITH RECURSIVE c (n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM c WHERE n < ${to})
         INSERT INTO person (id, account_id, email, email_key, name, role, status, two_factor, locale, created_at, event_id)
         SELECT printf('usr_%026d', n), ?1, 'p' || n || '@' || (SELECT email_domain FROM account), 'p' || n || '@' || (SELECT email_domain FROM account),
           json_extract(${list(FIRST)}, '$[' || (n * 7 % ${FIRST.length}) || ']') || ' ' ||
           json_extract(${list(LAST)}, '$[' || (n * 11 % ${LAST.length}) || ']') || ' ' || n,
           iif(n % 5 = 0, 'operator', 'user'), iif(n % 10 = 3, 'inactive', 'active'), n % 4 = 0, 'en', n, ?2
         FROM c`,
      )
      .bind(account, event);
    await batch(event, [people]);
  }
  const event = "aud_bench_team";
  await batch(event, [
    db.prepare("INSERT INTO team (id, account_id, name, created_at, event_id) VALUES ('team_00000000000000000000000001', ?, 'Bench', 1, ?)").bind(account, event),
    db
      .prepare(
        "INSERT INTO team_member (account_id, team_id, person_id, event_id) SELECT account_id, 'team_00000000000000000000000001', id, ?2 FROM person WHERE account_id = ?1 AND email LIKE 'p%0@%' LIMIT " + TEAM,
      )
      .bind(account, event),
  ]);
}

/** The ways in which the list is read, and their queries. */
export const WALKS = {
  "everybody": "",
  "search ma": "search=ma",
  "search ma 1": "search=ma%201",
  "search ma, role": "search=ma&role_id=role_operator",
  "role": "role_id=role_operator",
  "status": "status=active",
  "two-factor": "two_factor=true",
  "role and status": "role_id=role_user&status=inactive",
  "team": "team_id=team_00000000000000000000000001",
};

/** What the list's own query read, and what the others did. */
export function read(queries) {
  const [list, others] = [queries.filter(isList), queries.filter((one) => !isList(one))];
  const sum = (some) => some.reduce((all, one) => all + one.rows, 0);
  return { rows: sum(list), others: sum(others) };
}
const isList = ({ sql }) => /\bLIMIT \?8$/.test(sql);

/**
 * The most that a page may read: twice what it fetches, which is one more than it shows, to know whether there is a next
 * one; and the account, for its owner.
 */
export const bound = (limit) => 2 * (limit + 1) + 2;

/**
 * Reads a list to its end. `get(path)` gives an answer as JSON; `rows()` what the queries since the last call read.
 * Gives for each page its address, whom it had, the rows that the list's own query read, and those of the others (who is
 * asking).
 */
export async function walk(get, rows, query, limit) {
  const pages = [];
  await rows();
  for (let cursor = null; pages.length === 0 || cursor; ) {
    const path = `/v1/users?limit=${limit}${query && `&${query}`}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`;
    const { items, next_cursor } = await get(path);
    const queries = await rows();
    pages.push({ path, ids: items.map((one) => one.id), ...read(queries) });
    cursor = next_cursor;
  }
  return pages;
}
