// A rotation while a client works: it takes the new token at a time of its own within the overlap, and not one of its calls fails.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Tenure } from "../../crates/client/js/tenure.mjs";
import { deploy, setUp } from "./support/deployment.mjs";

let tenure;
let ana;

before(async () => {
  tenure = await deploy({ assets: false });
  ana = await setUp(tenure);
});

/** Calls without a pause with whatever token it has; what failed. */
async function work(state, callOnce) {
  const failed = [];
  let calls = 0;
  while (!state.over) {
    const answer = await callOnce(state.token);
    calls += 1;
    if (answer !== true) failed.push(`${calls}: ${answer}`);
  }
  return { calls, failed };
}

for (const rounds of [1, 2, 3, 4, 5]) {
  test(`drill ${rounds}: not one call fails while the token is rotated`, async () => {
    const subaccount = await ana.subaccount(`Drill ${rounds}`);
    const bot = await ana.systemUser(subaccount, `drill ${rounds}`);
    const detail = async () => (await ana.get(`/v1/system-users/${bot.id}`)).json.system_user;
    const clients = [
      // A plain HTTP client, with a connection for each call and with connections that stay.
      { state: { token: bot.token }, call: async (token) => (await tenure.nobody.bot(token).get("/v1/whoami")).status === 200 },
      {
        state: { token: bot.token },
        call: async (token) => {
          const answer = await fetch(`${tenure.url}/v1/whoami`, { headers: { authorization: `Bearer ${token}` } });
          await answer.arrayBuffer();
          return answer.status === 200 || answer.status;
        },
      },
      // Somebody else's service, which asks the gate.
      {
        state: { token: bot.token },
        call: async (token) => {
          const answer = await new Tenure(tenure.url).check(token, "send");
          return answer.ok || answer.reason;
        },
      },
    ];
    const all = clients.map(({ state, call }) => work(state, call));
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    await pause(300);
    let before = (await detail()).tokens[0];
    // Twice in a row: what took the first one's place is rotated, too.
    for (const overlap of [4, 3]) {
      const answer = await ana.post(`/v1/system-users/${bot.id}/tokens/${before.id}/rotate`, { overlap_seconds: overlap });
      assert.equal(answer.status, 201, answer.text);
      const { token, system_user } = answer.json;
      const ends = Date.parse(system_user.tokens.find((one) => one.id === before.id).ends_at);
      const old = clients[0].state.token;
      for (const { state } of clients) {
        // Each at a time of its own, the latest just before the end.
        setTimeout(() => (state.token = token.value), Math.random() * (ends - Date.now() - 300));
      }
      await pause(ends - Date.now() + 200);
      assert.equal((await tenure.nobody.bot(old).get("/v1/whoami")).status, 401, "the old one is over");
      before = token;
    }
    for (const { state } of clients) state.over = true;
    for (const { calls, failed } of await Promise.all(all)) {
      assert.deepEqual(failed, []);
      assert.ok(calls > 20, `${calls} calls`);
    }
  });
}
