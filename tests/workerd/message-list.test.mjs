// The list of messages reads what it shows and little more, however deep the page lies and whatever it is filtered by.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { bound, fill, read, walks } from "../../xtask/messages.mjs";
import { deploy, linkTo, setUp } from "./support/deployment.mjs";

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

const get = async (path, who = ana) => {
  const answer = await who.get(path);
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

test("who reaches some subaccounts: every page reads at most twice the rows that it fetches, however deep it lies", async (t) => {
  const grants = [{ permission: "webhooks:manage", reach: "subaccounts" }];
  const made = await ana.post("/v1/roles", { name: "Some", grants });
  assert.equal(made.status, 201, made.text);
  const role = made.json.id;
  const [a, b, c] = found.subaccounts;
  const invited = { email: "bea@example.com", name: "Bea Brown", role_id: role, subaccount_ids: [a, b] };
  const invitation = await ana.post("/v1/invitations", invited);
  assert.equal(invitation.status, 201, invitation.text);
  const { token } = await linkTo(tenure, invited.email);
  const accepted = await tenure.nobody.post("/v1/invitations/accept", { token, password: "seven lanterns over the quiet harbour" });
  assert.ok(accepted.status < 300, accepted.text);
  const bea = tenure.nobody.signedIn(accepted);
  // The runs, of two subaccounts and two directions, have each their head, and the subaccounts their names.
  const heads = 4 * 4 + 2 * 2;
  for (const [query, expected] of [["", MESSAGES / 2], ["direction=in", MESSAGES / 4]]) {
    const [ids, figures] = [[], []];
    await rows();
    for (let cursor = ""; cursor !== null; ) {
      const { items, next_cursor } = await get(`/v1/messages?limit=${LIMIT}&${query}${cursor && `&cursor=${cursor}`}`, bea);
      const one = read(await rows());
      assert.ok(one.rows > 0, "the list's query was seen");
      assert.ok(one.rows <= bound(LIMIT, 2) + heads, `a page read ${one.rows} rows`);
      for (const item of items) {
        ids.push(item.id);
        assert.ok([a, b].includes(item.subaccount_id) && item.subaccount_id !== c);
      }
      figures.push(one.rows);
      cursor = next_cursor;
    }
    assert.equal(ids.length, expected);
    assert.deepEqual(ids, [...new Set(ids)].sort().reverse(), "the newest first, each once");
    t.diagnostic(`${ids.length} messages on ${figures.length} pages; rows read: first ${figures[0]}, most ${Math.max(...figures)}`);
  }
});
