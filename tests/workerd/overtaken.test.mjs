// What was read before a wait is only a condition of the write, on the real runtime: hashing takes its time, and whatever
// is answered meanwhile counts. The native tests (tests/api/tests/races.rs) hold each race still; here they happen.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { OWNER, addPerson, deploy, linkTo, patiently, setUp, signIn } from "./support/deployment.mjs";

const OLD = OWNER.password;
const NEW = "seven lanterns over the quiet harbour";
const ROUNDS = 6;
let tenure;
let ana;
before(async () => {
  tenure = await deploy({ assets: false });
  ana = await setUp(tenure);
});

let number = 500;
const person = () => addPerson(tenure.db, { n: (number += 1), role: "developer" });
const within = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Begins sign-ins with the old password, lets `what` be answered while they are hashed, and gives their clients. */
async function overtake(email, what) {
  const client = () => tenure.nobody.post("/v1/sessions", { email, password: OLD });
  const begun = Array.from({ length: 3 }, client);
  await within(15);
  const done = await patiently(what);
  assert.ok(done.status < 300, done.text);
  return Promise.all(begun);
}

const alive = (id) => tenure.db.prepare("SELECT count(*) AS n FROM session WHERE person_id = ?").bind(id).first("n");

const ways = {
  "a temporary password": ({ id }) => ana.post(`/v1/users/${id}/temporary-password`, { password: NEW }),
  "a deactivation": ({ id }) => ana.post(`/v1/users/${id}/deactivate`, {}),
  "a removal": ({ id }) => ana.delete(`/v1/users/${id}`),
  "a reset by a link": async ({ id, email }) => {
    const sent = await ana.post(`/v1/users/${id}/reset-password`, {});
    assert.equal(sent.status, 202, sent.text);
    return tenure.nobody.post("/v1/password-resets/complete", { token: (await linkTo(tenure, email)).token, password: NEW });
  },
};

for (const [name, way] of Object.entries(ways)) {
  test(`no session of an old password outlives ${name}`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const one = await person();
      await signIn(tenure, one.email);
      const answers = await overtake(one.email, () => way(one));
      for (const answer of answers) {
        assert.ok([201, 401, 503].includes(answer.status), `${answer.status}: ${answer.text}`);
      }
      assert.equal(await alive(one.id), 0, `round ${round}: ${answers.map((answer) => answer.status)}`);
    }
  });
}

test("a password change that a reset overtakes does not overwrite it", async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const one = await person();
    const client = await signIn(tenure, one.email);
    const sent = await ana.post(`/v1/users/${one.id}/reset-password`, {});
    assert.equal(sent.status, 202, sent.text);
    const { token } = await linkTo(tenure, one.email);
    const third = "eleven boats beneath a copper evening";
    const [changed, reset] = await Promise.all([
      client.post("/v1/me/password", { current_password: OLD, new_password: third }),
      patiently(() => tenure.nobody.post("/v1/password-resets/complete", { token, password: NEW })),
    ]);
    assert.ok(changed.status === 204 || changed.status === 401 || changed.status === 503, changed.text);
    const works = async (password) =>
      (await patiently(() => tenure.nobody.post("/v1/sessions", { email: one.email, password }))).status === 201;
    // The link dies with a password change that was faster; never do both count, and never does the slower one win.
    const expected = reset.status === 204 ? [false, true] : [true, false];
    assert.deepEqual([await works(third), await works(NEW)], expected, `${changed.status} ${reset.status}`);
  }
});

test("of many rotations at once one counts, and the others are told", async () => {
  const made = await ana.post("/v1/system-users", { subaccount_id: null, username: "rotated" });
  assert.equal(made.status, 201, made.text);
  const at = `/v1/system-users/${made.json.system_user.id}/tokens`;
  for (let round = 0; round < ROUNDS; round += 1) {
    const answers = await Promise.all(Array.from({ length: 8 }, () => ana.post(at, { confirm: true })));
    const tokens = answers.filter((answer) => answer.status === 201).map((answer) => answer.json.token.value);
    const told = answers.filter((answer) => answer.status === 409 && answer.code === "stale").length;
    assert.equal(tokens.length + told, answers.length, answers.map((answer) => answer.status).join());
    // Whatever order they came in: the last one that was told 201 holds a token that works.
    const works = await Promise.all(tokens.map(async (token) => (await tenure.nobody.bot(token).get("/v1/whoami")).status));
    assert.equal(works.filter((status) => status === 200).length, 1, works.join());
  }
});
