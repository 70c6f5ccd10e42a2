// The list of people in an account of 100,000: the rows that D1 reads for each page, to the end of the list, and the
// answer's time at its middle and end as a ratio to the first page. Bounded in time; talks to 127.0.0.1 only.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { owner } from "./bench/requests.mjs";
import { median, printer } from "./bench/table.mjs";
import { WALKS, bound, fill, read, walk } from "./people.mjs";
import { start } from "./serve.mjs";

const PEOPLE = 100_000;
const LIMIT = 50;
/** Walks to the end take the largest pages, so that they end in time. */
const WALK_LIMIT = 200;
const ROUNDS = 40;

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const withLimit = (path, limit) => path.replace(/limit=\d+/, `limit=${limit}`);

async function main() {
  const dataDir = await mkdtemp(join(tmpdir(), "tenure-bench-"));
  const options = { dataDir, assets: false, onError() {} };
  let running = await start({ ...options, countRows: true });
  const line = printer(20);
  try {
    const call = await owner(running);
    const get = (path) => call("GET", path);
    let began = performance.now();
    await fill(running.db, PEOPLE);
    console.log(`\n${PEOPLE.toLocaleString("en")} people added in ${seconds(began)}`);

    began = performance.now();
    const walks = {};
    const rows = () => get("/rows-read");
    for (const [what, query] of Object.entries(WALKS)) {
      const pages = await walk(get, rows, query, WALK_LIMIT);
      // The same places with the usual page.
      const places = [pages[0], pages[Math.floor(pages.length / 2)], pages.at(-2) ?? pages[0]];
      const at = [];
      for (const { path } of places) {
        await rows();
        await get(withLimit(path, LIMIT));
        at.push(read(await rows()).rows);
      }
      const found = pages.reduce((sum, page) => sum + page.ids.length, 0);
      walks[what] = { pages, places, at, found, most: Math.max(...pages.map((page) => page.rows)) };
    }
    console.log(`all lists read to their ends in ${seconds(began)}`);
    await running.stop();

    running = await start(options);
    call.at(running);
    for (const one of Object.values(walks)) {
      const times = one.places.map(() => []);
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const [i, { path }] of one.places.entries()) {
          const sent = performance.now();
          await get(withLimit(path, LIMIT));
          times[i].push(performance.now() - sent);
        }
      }
      one.times = times.map(median);
    }

    console.log(`\nRows read for a page of ${LIMIT} at the first, a middle and the last full place; the most for a page of ${WALK_LIMIT} of all`);
    console.log(`pages; median times of ${ROUNDS} interleaved rounds as ratios to the list's own first page\n`);
    line("", "people", "first", "middle", "last", `most/${WALK_LIMIT}`, "first ms", "middle", "last");
    for (const [what, { found, at, most, times }] of Object.entries(walks)) {
      const ratios = times.slice(1).map((time) => (time / times[0]).toFixed(2));
      line(what, found, ...at, most, times[0].toFixed(1), ...ratios);
      if (Math.max(...at) > bound(LIMIT) || most > bound(WALK_LIMIT)) {
        console.log("  reads more than twice what it fetches");
        process.exitCode = 1;
      }
    }
  } finally {
    await running.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();
process.exit();
