// Looks at what is on the screen with axe-core, in light and dark, wide and narrow.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 390, height: 844 };
const LOOKS = {
  "light wide": ["light", WIDE],
  "dark wide": ["dark", WIDE],
  "light narrow": ["light", NARROW],
  "dark narrow": ["dark", NARROW],
};
// Contrast is a matter of the look, names and roles of the language: not every pair of them has to be tried.
export const WALKS = [
  { locale: "en-GB", language: "en", looks: Object.keys(LOOKS) },
  { locale: "es-MX", language: "es", looks: ["light narrow"] },
  { locale: "pt-BR", language: "pt", looks: ["dark wide"] },
];

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Waits until nothing is on its way and nothing moves. */
export async function settled(page, what) {
  await page
    .waitForFunction(
      () => {
        // What is asked over a dialog may be what that one waits for.
        const open = document.querySelectorAll("dialog[open]");
        const top = open.length > 1 ? open[open.length - 1] : document;
        return (
          document.querySelector("h1, dialog[open]") &&
          !top.querySelector("[aria-busy=true], .bone, .spin") &&
          document
            .getAnimations()
            .every(
              (animation) => animation.playState !== "running" || animation.effect.getTiming().iterations === Infinity,
            )
        );
      },
      undefined,
      { timeout: 10_000 },
    )
    .catch(() => assert.fail(`${what} does not settle: ${page.url()}`));
}

/** Every look of what is on the screen. */
export async function look(page, what, looks, found) {
  await settled(page, what);
  await page.evaluate(axe);
  for (const name of looks) {
    const [colorScheme, viewport] = LOOKS[name];
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(viewport);
    const { violations, sideways } = await page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const result = await globalThis.axe.run(document, {
        resultTypes: ["violations"],
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      });
      const root = document.documentElement;
      return {
        violations: result.violations.map(
          (one) =>
            `${one.id}: ${one.nodes
              .map((node) => node.html.slice(0, 160))
              .slice(0, 3)
              .join(" | ")}`,
        ),
        sideways: root.scrollWidth > root.clientWidth,
      };
    });
    for (const violation of violations) found.push(`${what}, ${name}: ${violation}`);
    if (sideways) found.push(`${what}, ${name}: the page scrolls sideways`);
  }
}

/** Goes to addresses and looks at each. */
export async function screens(page, deployment, looks, found, addresses) {
  for (const [what, path] of Object.entries(addresses)) {
    await page.goto(deployment.url + path);
    await look(page, what, looks, found);
  }
}
