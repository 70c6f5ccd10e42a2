//! Tokens and those who hold them.

use api_tests::World;
use api_tests::cell::examples;
use contract::auth::AuthKind;
use contract::endpoint::fill_path;
use contract::example::{Example, sample};
use contract::table::ENDPOINTS;
use contract::{BodyFormat, ErrorShape};
use serde_json::json;

/// What the first release made under the key of the tests: a token, and the digest that it stored.
const TOKEN: (&str, &str) = (
    concat!("tnr_", "Piy7AinX8VPaUxdMfQFBJpMhjaLEdlMc1g6wlqU7b7i3VIkzI"),
    "60e9740e466a2cb280beef888c7f5d66d13bec7eb4f385a324f9ded58468b234",
);
/// And a session: the cookie, and the digest that it stored.
const SESSION: (&str, &str) = (
    "f5ba4eb728dd632ceb0354df4a45b34edf0f9924a3016430dd2f9b2d0b5f15e6",
    "1478f2f042e52864cdb1cb70e41a28ba68043ed666402407e11dc4617d2716be",
);

/// The SQL of another row like the one of a table, with these columns changed.
fn like(world: &World, table: &str, row: &str, changed: &[(&str, &str)]) -> String {
    let columns: Vec<String> = {
        let connection = world.db.lock();
        let mut all = connection.prepare(&format!("SELECT name FROM pragma_table_info('{table}')")).expect("prepares");
        all.query_map([], |row| row.get(0)).expect("runs").map(|name| name.expect("a name")).collect()
    };
    let values: Vec<String> = columns
        .iter()
        .map(|column| {
            let to = changed.iter().find(|(name, _)| name == column);
            to.map_or_else(|| column.clone(), |(_, value)| format!("'{value}'"))
        })
        .collect();
    format!("INSERT INTO {table} ({}) SELECT {} FROM {table} WHERE {row}", columns.join(", "), values.join(", "))
}

/// better-auth 1.3.26: an update refused every key that an older version had made.
#[test]
fn b04_what_an_older_release_made_is_still_good() {
    let world = World::new();
    let isolate = world.isolate();
    // Other draws than those of that time.
    isolate.nobody().get("/healthz");
    let ana = isolate.set_up();
    ana.system_user(None, "bot");
    let account = world.account();
    for (table, id, (_, digest)) in
        [("token", "tok_01jdqsmfxk9v2w3c4b5n6m7p8q", TOKEN), ("session", "ses_01jdqsmfxk9v2w3c4b5n6m7p8q", SESSION)]
    {
        let event = format!("aud_of_{table}");
        let audit = api_tests::audit(&event, &account, "probe", id);
        let row = like(&world, table, "true", &[("id", id), ("digest", digest), ("event_id", &event)]);
        world.sql(&format!("BEGIN; {audit}; {row}; {}; COMMIT;", api_tests::CLOSE)).expect("a row of an older release");
    }
    let bot = isolate.bot(TOKEN.0).get("/v1/whoami");
    assert_eq!(bot.status, 200, "{}", bot.text());
    let cookie = format!("__Host-tenure={}", SESSION.0);
    let me = isolate.nobody().with("cookie", &cookie).get("/v1/me");
    assert_eq!(me.status, 200, "{}", me.text());
}

/// pocket-id #1334: a machine's key makes and renews keys.
#[test]
fn b05_a_bots_token_opens_nothing_that_is_a_persons() {
    let world = World::new();
    let isolate = world.isolate();
    let (_, token) = isolate.set_up().system_user(None, "bot");
    let bot = isolate.bot(&token);
    assert_eq!(bot.get("/v1/whoami").status, 200);
    // That it was refused is written, once for all that follow.
    assert_eq!(bot.get("/v1/me").status, 403);
    let (before, examples) = (world.dump(), examples());
    let persons =
        ENDPOINTS.iter().filter(|info| info.auth.takes_session() && !matches!(info.auth, AuthKind::ClientOrNeeds(_)));
    let mut asked = 0;
    for info in persons {
        let Example { path, body } = examples[info.id].clone().filled(&mut |name| sample(name));
        let target = fill_path(info.path, &path);
        let answer = match info.format {
            BodyFormat::None => bot.call(info.method.as_str(), &target, b""),
            _ => bot.with("content-type", "application/json").call(
                info.method.as_str(),
                &target,
                body.to_string().as_bytes(),
            ),
        };
        assert_eq!((answer.status, answer.code().as_str()), (403, "machine_not_allowed"), "{}", info.id);
        asked += 1;
    }
    assert!(asked > 50, "{asked}");
    assert_eq!(world.dump(), before);
}

/// authentik CVE-2024-52307 and CVE-2025-64521: a service account that was deactivated still gets in at one of the ways.
#[test]
fn b16_a_deactivated_system_user_gets_in_nowhere() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (id, token) = ana.system_user(None, "bot");
    let (_, asking) = ana.system_user(None, "other");
    let basic = |name: &str, secret: &str| format!("Basic {}", base64(&format!("{name}:{secret}")));
    let ways = [
        isolate.bot(&token),
        isolate.nobody().with("authenticationtoken", &token).with("username", "bot"),
        isolate.nobody().with("authorization", &basic("bot", &token)),
    ];
    let before: Vec<u16> = ways.iter().take(2).map(|way| way.get("/v1/whoami").status).collect();
    assert_eq!(before, [200, 200]);
    assert_eq!(ways[2].form("/v1/introspect", &format!("token={asking}")).status, 200);
    assert_eq!(ana.post(&format!("/v1/system-users/{id}/deactivate"), &json!({})).status, 200);
    world.pass(1_100);
    let examples = examples();
    let mut asked = 0;
    for info in ENDPOINTS.iter().filter(|info| matches!(info.auth, AuthKind::Bot | AuthKind::ClientOrNeeds(_))) {
        let Example { path, body } = examples[info.id].clone().filled(&mut |name| sample(name));
        let target = fill_path(info.path, &path);
        for (n, way) in ways.iter().enumerate() {
            let answer = match info.format {
                BodyFormat::None => way.call(info.method.as_str(), &target, b""),
                BodyFormat::Form => way.form(&target, &format!("token={asking}")),
                _ => way.with("content-type", "application/json").call(
                    info.method.as_str(),
                    &target,
                    body.to_string().as_bytes(),
                ),
            };
            // Meta's clients send no Basic: to a Graph call it is no credential at all, which has another status there.
            let refused = if info.shape == ErrorShape::Graph && n == 2 { 400 } else { 401 };
            assert_eq!(answer.status, refused, "{}: {}", info.id, answer.text());
            asked += 1;
        }
    }
    assert!(asked >= 6, "{asked}");
    let told = isolate.bot(&asking).form("/v1/introspect", &format!("token={token}"));
    assert_eq!((told.status, &told.json()["active"]), (200, &json!(false)), "nor does anybody say it is good");
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0u32, |all, byte| (all << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * i)) as usize & 63];
            out.push(if i <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}
