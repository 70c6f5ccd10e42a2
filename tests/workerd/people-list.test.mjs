// The list of people reads what it shows and little more, however deep the page lies and whatever it is filtered by.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { WALKS, bound, fill, walk } from "../../xtask/people.mjs";
import { deploy, setUp } from "./support/deployment.mjs";

const PEOPLE = 3000;
const LIMIT = 50;
let tenure;
let ana;
before(async () => {
  tenure = await deploy({ assets: false, countRows: true });
  ana = await setUp(tenure);
  await fill(tenure.db, PEOPLE);
});

const get = async (path) => {
  const answer = await ana.get(path);
  assert.equal(answer.status, 200, `${path}: ${answer.text}`);
  return answer.json;
};
const rows = async () => (await tenure.nobody.get("/rows-read")).json;

for (const [what, query] of Object.entries(WALKS)) {
  test(`${what}: every page reads at most twice the rows that it fetches, and each person comes once`, async (t) => {
    const pages = await walk(get, rows, query, LIMIT);
    const ids = pages.flatMap((page) => page.ids);
    assert.equal(new Set(ids).size, ids.length, "nobody comes twice");
    const expected = {
      everybody: PEOPLE + 1,
      role: PEOPLE / 5,
      status: (PEOPLE * 9) / 10 + 1,
      "two-factor": PEOPLE / 4,
      "role and status": PEOPLE / 10,
      team: PEOPLE / 10,
    };
    if (expected[what]) assert.equal(ids.length, expected[what]);
    else assert.ok(ids.length >= LIMIT, `${ids.length} found`);
    const read = pages.map((page) => page.rows);
    t.diagnostic(`${ids.length} people on ${pages.length} pages; rows read: first ${read[0]}, most ${Math.max(...read)}`);
    for (const page of pages) {
      assert.ok(page.rows > 0 || page.ids.length === 0, "the list's query was seen");
      assert.ok(page.rows <= bound(LIMIT), `${page.path} read ${page.rows} rows`);
      assert.ok(page.others <= 10, `${page.path} read ${page.others} rows to know who asks`);
    }
  });
}

test("a page of the list is sorted by its index: nothing is sorted in memory", async () => {
  await rows();
  await get(`/v1/users?limit=${LIMIT}`);
  const [{ sql }] = (await rows()).filter((one) => one.sql.includes("person_by_name"));
  const { results } = await tenure.db
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .bind("a", null, null, null, null, "", "", 51, null)
    .all();
  const plan = results.map((row) => row.detail).join("\n");
  assert.match(plan, /SEARCH p USING INDEX person_by_name \(account_id=\? AND \(?name/, plan);
  assert.doesNotMatch(plan, /TEMP B-TREE|SCAN/, plan);
});
