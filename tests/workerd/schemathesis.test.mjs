// The API against its own document: schemathesis makes requests from docs/openapi.json, right ones and wrong ones, and
// looks at each answer. No fault of ours, no status that the document does not name, no wrong input that is taken.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { deploy, folder, linkTo, OWNER, setUp, signIn } from "./support/deployment.mjs";

/** `cargo xtask test` installs the pinned version and names it here. */
const PROGRAM = process.env.SCHEMATHESIS;
/** Seconds for each caller: all five stay below four minutes. */
const SECONDS = Number(process.env.SCHEMATHESIS_SECONDS ?? 45);

const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
  "negative_data_rejection",
  "missing_required_header",
  "unsupported_method",
  "allow_header_conformance",
  "ignored_auth",
];

let running, ids, callers;

before(async () => {
  assert.ok(PROGRAM, "run it through `cargo xtask test --only workerd schemathesis`, which installs the program");
  running = await deploy();
  const owner = await setUp(running);
  const subaccount = await owner.subaccount("Support");
  const busy = await owner.systemUser(subaccount, "support");
  const spare = await owner.systemUser(null, "spare");
  const joined = async (name, role) => {
    const email = `${name}@example.com`;
    const invited = await owner.post("/v1/invitations", { email, name, role_id: role });
    assert.equal(invited.status, 201, invited.text);
    const { token } = await linkTo(running, email);
    const accepted = await running.nobody.post("/v1/invitations/accept", { token, password: OWNER.password });
    assert.equal(accepted.status, 201, accepted.text);
    return { client: running.nobody.signedIn(accepted), id: accepted.json.user.id };
  };
  const developer = await joined("developer", "role_developer");
  const user = await joined("user", "role_user");
  const other = await joined("other", "role_user");
  const made = async (path, body) => {
    const answer = await owner.post(path, body);
    assert.equal(answer.status, 201, answer.text);
    return answer.json.id;
  };
  const invitation = await made("/v1/invitations", { email: "guest@example.com", name: "Guest", role_id: "role_user" });
  const role = await made("/v1/roles", { name: "Night shift", grants: [] });
  const team = await made("/v1/teams", { name: "Night", member_ids: [user.id] });
  // Sessions that may be ended, beside the one that the run goes on with.
  await signIn(running);
  await signIn(running);
  const sessions = (await owner.get("/v1/sessions")).json.items.filter((it) => !it.current).map((it) => it.id);
  ids = {
    "/v1/subaccounts": [subaccount],
    "/v1/system-users": [busy.id, spare.id],
    "/v1/users": [other.id],
    "/v1/invitations": [invitation],
    "/v1/roles": [role, "role_admin"],
    "/v1/teams": [team],
    "/v1/sessions": sessions,
  };
  callers = {
    nobody: {},
    bot: { bearer: spare.token },
    user: { session: user.client },
    developer: { session: developer.client },
    owner: { session: owner },
  };
});

/** What would end the run's own session, or take the rights that the rest of the run is about. */
const ENDS_THE_RUN = ["delete_current_session", "transfer_ownership", "change_password"];

/** schemathesis.toml: who calls, and ids that exist, so that not every call meets nothing. */
function settings(document, { session, bearer }) {
  const text = (value) => JSON.stringify(value);
  const lines = [`seed = 7`, `workers = 1`, `request-timeout = 20`, `[generation]`, `database = "none"`];
  lines.push(`no-shrink = true`);
  lines.push(`[checks]`, `enabled = false`);
  for (const check of CHECKS.filter((check) => check !== "negative_data_rejection")) lines.push(`[checks.${check}]`, `enabled = true`);
  // Beside the usual statuses of a refusal: a link that is used up, no carrier, a body of too many bytes.
  lines.push(`[checks.negative_data_rejection]`, `enabled = true`);
  lines.push(`expected-statuses = [400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 429]`);
  if (session) {
    lines.push(`[headers]`, `origin = ${text(running.url)}`);
    lines.push(`[auth.openapi]`, `session = { api_key = ${text(session.cookie.split("=")[1])} }`);
  }
  if (bearer) lines.push(`[auth.openapi]`, `bearer = { bearer = ${text(bearer)} }`);
  const known = Object.entries(ids);
  for (const [i, [, values]] of known.entries()) lines.push(`[dictionaries.ids${i}]`, `values = ${text(values)}`);
  for (const [path, methods] of Object.entries(document.paths)) {
    const at = known.findIndex(([start]) => path.startsWith(`${start}/{`));
    for (const operation of Object.values(methods)) {
      if (operation.tags.includes("Graph")) {
        // Without a version it is another path, most of them the console's. As Meta's, these say 400 with a number of their own where
        // there is no token (104) and no such method (100).
        lines.push(`[[operations]]`, `include-operation-id = ${text(operation.operationId)}`);
        if (path.includes("{version}")) lines.push(`[operations.parameters]`, `"path.version" = "v24.0"`);
        for (const check of ["ignored_auth", "unsupported_method"])
          lines.push(`[operations.checks.${check}]`, `enabled = false`);
      } else if (session && ENDS_THE_RUN.includes(operation.operationId)) {
        lines.push(`[[operations]]`, `include-operation-id = ${text(operation.operationId)}`, `enabled = false`);
      } else if (at >= 0) {
        lines.push(`[[operations]]`, `include-operation-id = ${text(operation.operationId)}`);
        lines.push(`[operations.parameters]`, `"path.id" = { dictionary = "ids${at}", probability = 0.5 }`);
        if (operation.operationId === "delete_session") {
          for (const phase of ["examples", "coverage", "fuzzing"])
            lines.push(`[operations.phases.${phase}]`, `extra-data-sources = { responses = false }`);
        }
      }
    }
  }
  return `${lines.join("\n")}\n`;
}

function run(args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(PROGRAM, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const parts = [];
    child.stdout.on("data", (part) => parts.push(part));
    child.stderr.on("data", (part) => parts.push(part));
    const late = setTimeout(() => child.kill("SIGKILL"), (SECONDS + 60) * 1000);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(late);
      resolve({ code, text: Buffer.concat(parts).toString("utf8") });
    });
  });
}

for (const who of ["nobody", "bot", "user", "developer", "owner"]) {
  test(`what ${who} sends is answered as the document says`, { timeout: (SECONDS + 90) * 1000 }, async () => {
    const path = await folder();
    const served = (await running.nobody.get("/v1/openapi.json")).text;
    await writeFile(join(path, "openapi.json"), served);
    await writeFile(join(path, "schemathesis.toml"), settings(JSON.parse(served), callers[who]));
    const { code, text } = await run(
      [
        ...["--config-file", join(path, "schemathesis.toml"), "run", join(path, "openapi.json"), "--url", running.url],
        ...["--phases", "examples,coverage,fuzzing", "--max-time", String(SECONDS)],
        ...["--continue-on-failure", "--no-color", "--suppress-health-check", "all", "--warnings", "off"],
      ],
      { cwd: path, env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" } },
    );
    assert.equal(code, 0, text);
    // A run that was cut off before it came to every call says nothing of the rest.
    const [, selected, tested] = /Selected: (\d+)\/\d+\s+Tested: (\d+)/.exec(text) ?? [];
    assert.ok(Number(selected) > 0 && tested === selected, `${tested} of ${selected} calls were tried`);
    // The caller is still who it was: the answers above are not all refusals of somebody who is no longer let in.
    const { session, bearer } = callers[who];
    if (session) assert.equal((await session.get("/v1/me")).status, 200);
    if (bearer) assert.equal((await running.nobody.bot(bearer).get("/v1/whoami")).status, 200);
  });
}
