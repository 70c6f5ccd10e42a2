// Rows of measurements, taken in interleaved rounds, and how they are printed.
import { readFile } from "node:fs/promises";

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Processor time that a process has used, in µs (of hundredths of a second). Where /proc has none, not a number. */
export async function used(pid) {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // utime and stime, counted from after the name, which may hold spaces.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** One row of a table: how it is measured, and what was found in each round. */
export class Row {
  found = [];
  odd = 0;

  constructor(name, run, refuses = false) {
    Object.assign(this, { name, run, refuses });
  }

  async measure() {
    const found = await this.run();
    // All of one kind: a row that mixes answers does not measure what it says.
    const wanted = this.refuses ? found.requests : 0;
    this.odd += Math.abs(found.refused - wanted) + found.broken;
    this.found.push(found);
  }

  median(of) {
    return median(this.found.map(of));
  }

  /** The median of the rounds' own ratios: what disturbs a whole round disturbs both. */
  ratio(other) {
    return median(this.found.map(({ rate }, round) => rate / other.found[round].rate));
  }
}

/** Measures all rows so many times, every second round from the last to the first; round 0 warms up and is forgotten. */
export async function rounds(rows, count, before = () => {}) {
  for (let round = 0; round <= count; round += 1) {
    before(round);
    if (round === 1) for (const row of rows) Object.assign(row, { found: [], odd: 0 });
    for (const row of round % 2 ? rows : [...rows].reverse()) await row.measure();
  }
}

/** A printer of lines: the first column is so wide, the others are numbers. */
export const printer =
  (width) =>
  (...columns) =>
    console.log(columns.map((text, i) => (i ? String(text).padStart(11) : String(text).padEnd(width))).join(""));

/** What was found beside what is wanted; `most`: the goal is a bound from above. */
export function goal(line, what, wanted, found, most = false) {
  const reached = most ? found <= wanted : found >= wanted;
  line(what, `goal ${most ? "≤" : "≥"} ${wanted}`, found.toFixed(3), reached ? "reached" : "missed");
}
