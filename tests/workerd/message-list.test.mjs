// The list of messages reads what it shows and little more, however deep the page lies and whatever it is filtered by.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { bound, fill, read, walks } from "../../xtask/messages.mjs";
import { deploy, setUp } from "./support/deployment.mjs";

const MESSAGES = 4000;
const LIMIT = 200;
let tenure;
let ana;
let found;
before(async () => {
  tenure = await deploy({ assets: false, countRows: true });
  ana = await setUp(tenure);
  const subaccounts = [await ana.subaccount("A"), await ana.subaccount("B"), await ana.subaccount("C")];
  const made = (answer) => {
    assert.equal(answer.status, 201, answer.text);
    return answer.json;
  };
  const carrier = { name: "Carrier", provider: "sinch_whatsapp", authentication: "address" };
  const source = made(await ana.post("/v1/inbound-sources", carrier)).inbound_source.id;
  const simulator = { kind: "simulator", medium: "whatsapp", name: "Carrier", origin: "551140000000" };
  const channel = made(await ana.post("/v1/channels", simulator)).id;
  found = { subaccounts, source, channel };
  await fill(tenure.db, MESSAGES, found);
});

const get = async (path) => {
  const answer = await ana.get(path);
  assert.equal(answer.status, 200, `${path}: ${answer.text}`);
  return answer.json;
};
const rows = async () => (await tenure.nobody.get("/rows-read")).json;

for (const what of Object.keys(walks(MESSAGES, { subaccounts: [] }))) {
  test(`${what}: every page reads at most twice the rows that it fetches, and each message comes once`, async (t) => {
    const [query, expected] = walks(MESSAGES, found)[what];
    const [ids, figures] = [[], []];
    await rows();
    for (let cursor = ""; cursor !== null; ) {
      const path = `/v1/messages?limit=${LIMIT}&${query}${cursor && `&cursor=${cursor}`}`;
      const { items, next_cursor } = await get(path);
      const one = read(await rows());
      assert.ok(one.rows > 0, "the list's query was seen");
      assert.ok(one.rows <= bound(LIMIT, 2), `${path} read ${one.rows} rows`);
      assert.ok(one.others <= 10, `${path} read ${one.others} rows to know who asks`);
      for (const item of items) {
        ids.push(item.id);
        assert.equal(item.connection.name, "Carrier");
        assert.equal(item.subaccount === null, item.subaccount_id === null);
      }
      figures.push(one.rows);
      cursor = next_cursor;
    }
    assert.equal(ids.length, expected);
    assert.deepEqual(ids, [...new Set(ids)].sort().reverse(), "the newest first, each once");
    t.diagnostic(`${ids.length} messages on ${figures.length} pages; rows read: first ${figures[0]}, most ${Math.max(...figures)}`);
  });
}
