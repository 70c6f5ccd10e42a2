// An account with many messages, and the rows that each page of their list reads. Used by the benchmark and, with fewer
// messages, by the tests.

/** At most this many rows in one statement: each stays within a few seconds. */
const CHUNK = 10_000;

/** People and ids have so many messages each, at the most. */
const EACH = 1000;

/** The last message was written then. */
const LAST = 1_700_000_000_000;
const STEP = 1000;

const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

/** When the message of that number came. */
const time = (n, count) => LAST - (count - n) * STEP;

/** Its id: the time in ten digits, and sixteen that would be random. */
export function idOf(n, count) {
  let text = "";
  for (let i = 0, rest = BigInt(time(n, count)); i < 10; i += 1, rest >>= 5n) text = DIGITS[Number(rest & 31n)] + text;
  return `msg_${text}${String(n).padStart(16, "0")}`;
}

/**
 * Adds messages to the only account: in and out by turns, one of four in each of the subaccounts `a`, `b`, `c` and of none, a
 * thousand for a person, a correlation id, a carrier's id. Each names the source or channel that it went through.
 */
export async function fill(db, count, { subaccounts: [a, b, c], source, channel }) {
  const account = await db.prepare("SELECT id FROM account").first("id");
  // The ten digits of a time, in SQL.
  const digit = (i) => `substr('${DIGITS}', ((t >> ${45 - 5 * i}) & 31) + 1, 1)`;
  const digits = Array.from({ length: 10 }, (_, i) => digit(i)).join(" || ");
  const groups = Math.max(1, Math.floor(count / EACH));
  for (let from = 1; from <= count; from += CHUNK) {
    const to = Math.min(count, from + CHUNK - 1);
    await db
      .prepare(
        `WITH RECURSIVE c (n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM c WHERE n < ${to}),
           m (n, t, g) AS (SELECT n, ${LAST} - (${count} - n) * ${STEP}, n / 8 % ${groups} FROM c)
         INSERT INTO message (id, account_id, direction, source_id, channel_id, subaccount_id, person_key, person, origin,
           conversation, once_key, carrier_id, correlation_id, kind, content, state, rank, at, received_at)
         SELECT 'msg_' || ${digits} || printf('%016d', n), ?1, iif(n % 2, 'in', 'out'), iif(n % 2, ?2, NULL), iif(n % 2, NULL, ?3),
           CASE n / 2 % 4 WHEN 0 THEN ?4 WHEN 1 THEN ?5 WHEN 2 THEN ?6 END, '551199' || printf('%07d', g), '+551199' || printf('%07d', g),
           '551140000000', '551140000000/551199' || printf('%07d', g), 'bench:' || n, 'wamid.' || g, 'order-' || g, 'text',
           json_object('service', 'whatsapp', 'content', json_object('kind', 'text', 'text', 'What somebody wrote, number ' || n)),
           iif(n % 2, 'received', 'delivered'), iif(n % 2, 0, 3), t, t FROM m`,
      )
      .bind(account, source, channel, a, b, c)
      .run();
  }
}

/** The ways in which the page reads the list: the query, and how many messages it has of so many. */
export function walks(count, { subaccounts: [a] }) {
  const each = Math.min(count, EACH);
  const between = { from: time(count / 4 + 1, count), to: time((3 * count) / 4 + 1, count) };
  const iso = (millis) => new Date(millis).toISOString();
  return {
    "all": ["", count],
    "in": ["direction=in", count / 2],
    "out": ["direction=out", count / 2],
    "subaccount": [`subaccount_id=${a}`, count / 4],
    "subaccount, in": [`subaccount_id=${a}&direction=in`, count / 8],
    "Subaccount Null": ["subaccount_id=null", count / 4],
    "person": ["person=%2B5511990000000", each],
    "person, out": ["person=%2B5511990000000&direction=out", each / 2],
    "correlation id": ["correlation_id=order-0", each],
    "carrier's id": ["carrier_id=wamid.0", each],
    "between two times": [`from=${iso(between.from)}&to=${iso(between.to)}`, count / 2],
  };
}

/** Where the page after that message begins. */
export const cursor = (n, count) => Buffer.from(JSON.stringify([time(n, count), idOf(n, count)])).toString("base64url");

/** What the list's own query read, and what the others did. */
export function read(queries) {
  const sum = (some) => some.reduce((all, one) => all + one.rows, 0);
  return { rows: sum(queries.filter(isList)), others: sum(queries.filter((one) => !isList(one))) };
}
const isList = ({ sql }) => /UNION ALL .* FROM message INDEXED BY/s.test(sql);

/**
 * The most that a page may read: twice what it fetches, which is one more than it shows, to know whether there is a next
 * one; the head of the other direction; and the account's sources and channels to their ends, for their names.
 */
export const bound = (limit, connections) => 2 * (limit + 1) + 1 + (connections + 2);
