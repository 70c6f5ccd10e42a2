// The list of messages in an account of 1,000,000: the rows that D1 reads for a page at the first, a middle and the last
// place, whatever it is filtered by, and the answer's time there as a ratio to the first page. Bounded in time; talks to
// 127.0.0.1 only.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { owner } from "./bench/requests.mjs";
import { median, printer } from "./bench/table.mjs";
import { bound, cursor, fill, read, walks } from "./messages.mjs";
import { start } from "./serve.mjs";

const MESSAGES = Number(process.env.BENCH_MESSAGES ?? 1_000_000);
const LIMITS = [50, 200];
const ROUNDS = 40;

async function main() {
  const dataDir = await mkdtemp(join(tmpdir(), "tenure-bench-"));
  const options = { dataDir, assets: false, onError() {} };
  let running = await start({ ...options, countRows: true });
  const line = printer(20);
  try {
    const call = await owner(running);
    const subaccounts = [];
    for (const name of ["a", "b", "c"])
      subaccounts.push((await call("POST", "/v1/subaccounts", { name, reference_name: name })).id);
    const provider = { name: "Carrier", provider: "sinch_whatsapp", authentication: "address" };
    const source = (await call("POST", "/v1/inbound-sources", provider)).inbound_source.id;
    const simulator = { kind: "simulator", medium: "whatsapp", name: "Carrier", origin: "551140000000", subaccount_ids: subaccounts };
    const channel = (await call("POST", "/v1/channels", simulator)).id;
    let began = performance.now();
    await fill(running.db, MESSAGES, { subaccounts, source, channel });
    console.log(`\n${MESSAGES.toLocaleString("en")} messages added in ${((performance.now() - began) / 1000).toFixed(1)} s`);

    const found = {};
    for (const [what, [query, expected]] of Object.entries(walks(MESSAGES, { subaccounts }))) {
      const at = (place, limit) => `/v1/messages?limit=${limit}&${query}${place ? `&cursor=${place}` : ""}`;
      // The second place is in the middle of all messages, the last one before the oldest of those that are found.
      const all = await call("GET", at(null, 200));
      const middle = cursor(Math.floor(MESSAGES / 2), MESSAGES);
      const oldest = await oldestOf(call, at, MESSAGES);
      const places = [null, middle, oldest];
      const rows = [];
      let most = 0;
      for (const limit of LIMITS) {
        for (const place of places) {
          await call("GET", "/rows-read");
          const { items } = await call("GET", at(place, limit));
          const one = read(await call("GET", "/rows-read"));
          if (one.rows === 0) throw new Error("the list's query was not seen");
          if (one.rows > bound(limit, 2)) most = Math.max(most, one.rows);
          rows.push({ rows: one.rows, items: items.length });
        }
      }
      found[what] = { expected, at, places, rows, most, first: all.items.length };
    }
    await running.stop();

    running = await start(options);
    call.at(running);
    for (const one of Object.values(found)) {
      const times = one.places.map(() => []);
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const [i, place] of one.places.entries()) {
          const sent = performance.now();
          await call("GET", one.at(place, LIMITS[0]));
          times[i].push(performance.now() - sent);
        }
      }
      one.times = times.map(median);
    }

    console.log(`\nRows read / shown for a page of ${LIMITS[0]} and of ${LIMITS[1]} at the first, a middle and the last place; median times of`);
    console.log(`${ROUNDS} interleaved rounds, those of the last two as ratios to the first\n`);
    line("", "messages", ...["first", "middle", "last"].map((at) => `${at} ${LIMITS[0]}`), ...["first", "middle", "last"].map((at) => `${at} ${LIMITS[1]}`), "first ms", "middle", "last");
    for (const [what, { expected, rows, most, times }] of Object.entries(found)) {
      const ratios = times.slice(1).map((time) => (time / times[0]).toFixed(2));
      line(what, expected, ...rows.map((one) => `${one.rows}/${one.items}`), times[0].toFixed(1), ...ratios);
      if (most > 0) {
        console.log(`  reads more than twice what it fetches: ${most}`);
        process.exitCode = 1;
      }
    }
  } finally {
    await running.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The place from which a full page of the oldest ones is left, found by halving: so many messages are not walked through. */
async function oldestOf(call, at, count) {
  let [low, high] = [1, count + 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const { items } = await call("GET", at(cursor(middle, count), 200));
    if (items.length === 200) high = middle;
    else low = middle;
  }
  return cursor(high, count);
}

await main();
process.exit();
