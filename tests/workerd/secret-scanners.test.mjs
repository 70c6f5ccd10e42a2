// A public scanner for leaked secrets, with the expressions of docs/secret-scanning.md: it finds a live and a test token that
// the API has made, and none in our own tree.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { after, test } from "node:test";
import { deploy, setUp } from "./support/deployment.mjs";

/** `cargo xtask test` installs the pinned version and names it here. */
const PROGRAM = process.env.DETECT_SECRETS;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PLUGIN = join(ROOT, "docs/secret-scanning/tenure_tokens.py");

const folders = [];
after(() => Promise.all(folders.map((path) => rm(path, { recursive: true, force: true }))));

/** What the scanner says of these files of a folder: kind, file and line of each find of ours. */
async function found(folder, files) {
  assert.ok(PROGRAM, "run it through `cargo xtask test --only workerd secret`, which installs the program");
  const finds = [];
  for (let at = 0; at < files.length; at += 500) {
    const some = files.slice(at, at + 500);
    const scan = spawn(PROGRAM, ["scan", "--all-files", "--plugin", PLUGIN, ...some], { cwd: folder });
    let [out, err] = ["", ""];
    scan.stdout.on("data", (part) => (out += part));
    scan.stderr.on("data", (part) => (err += part));
    const code = await new Promise((resolve, reject) => scan.on("error", reject).on("close", resolve));
    assert.equal(code, 0, err);
    for (const [file, all] of Object.entries(JSON.parse(out).results)) {
      finds.push(...all.filter((one) => one.type.startsWith("Tenure")).map((one) => `${one.type}: ${file}:${one.line_number}`));
    }
  }
  return finds;
}

/** The files of our tree, without what is installed or built. */
async function tree(folder = ROOT) {
  const skipped = ["node_modules", "target", "dist", ".git", ".tenure"];
  const files = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !skipped.includes(entry.name)) files.push(...(await tree(path)));
    if (entry.isFile()) files.push(relative(ROOT, path));
  }
  return files;
}

test("a public scanner finds a live and a test token that the API made", async () => {
  const tenure = await deploy({ assets: false });
  const ana = await setUp(tenure);
  const token = async (environment) => {
    const body = { subaccount_id: null, username: environment, environment };
    const made = await ana.post("/v1/system-users", body);
    assert.equal(made.status, 201, made.text);
    return made.json.token.value;
  };
  const [live, trial] = [await token("live"), await token("test")];
  assert.match(live, /^tnr_/);
  assert.match(trial, /^tnrt_/);
  const folder = await mkdtemp(join(tmpdir(), "secrets-"));
  folders.push(folder);
  await writeFile(join(folder, "settings.env"), `TOKEN=${live}\nOTHER="${trial}"\nTOKEN=tnr_too_short\n`);
  await writeFile(join(folder, "call.sh"), `curl -H 'Authorization: Bearer ${trial}' https://example.com\n`);
  assert.deepEqual((await found(folder, ["settings.env", "call.sh"])).sort(), [
    "Tenure live token: settings.env:1",
    "Tenure test token: call.sh:1",
    "Tenure test token: settings.env:2",
  ]);
});

test("a public scanner finds no token in our own tree", async () => {
  assert.deepEqual(await found(ROOT, await tree()), []);
});

test("a public scanner is given what the page says", async () => {
  const [page, plugin] = await Promise.all([readFile(join(ROOT, "docs/secret-scanning.md"), "utf8"), readFile(PLUGIN, "utf8")]);
  for (const expression of ["\\btnr_[0-9A-Za-z]{49}\\b", "\\btnrt_[0-9A-Za-z]{49}\\b"]) {
    assert.ok(page.includes(`\`${expression}\``) && page.includes(`'''${expression}'''`) && plugin.includes(`r"${expression}"`), expression);
  }
});
