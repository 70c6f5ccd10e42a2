// Who asks for a link learns nothing from the clock: neither from the answer's time nor from the next request's, which the
// same isolate serves.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deploy, setUp } from "./support/deployment.mjs";

const ROUNDS = 150;
let tenure;
before(async () => {
  tenure = await deploy({ assets: false });
  await setUp(tenure);
});

/** The share of pairs in which the first one took longer: 0.5 when nothing can be told (area under the curve). */
function auc(first, second) {
  let wins = 0;
  for (const a of first) for (const b of second) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins / (first.length * second.length);
}

const timed = async (work) => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

test("a known address and an unknown one take the same time, and so does whatever is asked next", async (t) => {
  const times = { known: { answer: [], next: [] }, unknown: { answer: [], next: [] } };
  for (let i = 0; i < ROUNDS; i++) {
    // In turns, and the first of each pair changes: what drifts meets both.
    const pair = [["known", "ana@example.com"], ["unknown", "nobody@example.com"]];
    for (const [who, email] of i % 2 ? pair : pair.reverse()) {
      const ask = async () => {
        const answer = await tenure.nobody.post("/v1/password-resets", { email });
        assert.equal(answer.status, 202);
      };
      times[who].answer.push(await timed(ask));
      times[who].next.push(await timed(() => tenure.nobody.get("/v1/setup")));
    }
    // The clock does its work meanwhile, as it does every minute.
    if (i % 50 === 49) await tenure.scheduled("* * * * *");
  }
  for (const what of ["answer", "next"]) {
    const area = auc(times.known[what], times.unknown[what]);
    t.diagnostic(`${what}: area under the curve ${area.toFixed(3)}`);
    // Of 150 against 150 that are alike, one run in a hundred thousand lies beyond.
    assert.ok(area > 0.35 && area < 0.65, `${what}: ${area}`);
  }
});
