//! Every route × everybody: what the reviewed file `tests/matrix.txt` says, and a route that is not in it fails.
//!
//! `UPDATE_MATRIX=1 cargo test -p api-tests --test matrix` writes the file anew; read the difference.

use std::fmt::Write as _;
use std::sync::atomic::Ordering;

use api_tests::cell::{Cell, actor, call, cell, examples, fill, send, usual, who};
use contract::endpoint::{Info, Method};
use contract::example::Example;
use contract::table::ENDPOINTS;
use serde_json::json;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/matrix.txt");

/// A deployment of its own for each cell, so that no call sees what another did, and what it holds by the name that
/// examples call it.
struct Cell {
    world: Arc<World>,
    places: BTreeMap<&'static str, String>,
}

impl Cell {
    fn copy(&self) -> Self {
        Self { world: self.world.copy(), places: self.places.clone() }
    }
}

fn id(answer: &api_tests::Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().expect("an id").to_owned()
}

fn cell() -> Cell {
    let world = World::with(|raw| {
        raw.public_url = "http://localhost:8787".into();
        raw.mailbox = true;
    });
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let subaccount = ana.subaccount("Support");
    let (system_user, token) = ana.system_user(None, "bot");
    let (idle, _) = ana.system_user(None, "idle");
    assert_eq!(ana.post(&format!("/v1/system-users/{idle}/deactivate"), &json!({})).status, 200);
    for (i, role) in (1..).zip(BuiltIn::ALL) {
        world.add_person(i, role.as_str());
    }
    let person = world.add_person(50, "user");
    let invite = json!({ "email": "guest@example.com", "name": "Guest", "role_id": "role_user" });
    let invitation = id(&ana.post("/v1/invitations", &invite));
    let role = id(&ana.post("/v1/roles", &json!({ "name": "Night shift", "grants": [] })));
    let team = id(&ana.post("/v1/teams", &json!({ "name": "Night" })));
    let channel = |medium: &str, subaccounts: &[&str]| {
        id(&ana.post(
            "/v1/channels",
            &json!({ "kind": "simulator", "medium": medium, "name": medium, "origin": "28128", "subaccount_ids": subaccounts }),
        ))
    };
    let (channel, _) = (channel("whatsapp", &[]), channel("sms", &[&subaccount]));
    let source = |name: &str, authentication: &str| {
        let body = json!({ "name": name, "provider": "sinch_sms", "authentication": authentication });
        let made = ana.post("/v1/inbound-sources", &body);
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["inbound_source"]["id"].as_str().expect("an id").to_owned()
    };
    let (carrier, secret_source) = (source("Carrier", "system_user"), source("Secret", "address"));
    let hook =
        json!({ "name": "Bot", "kind": "mo", "url": "https://bot.example.com/in", "accept_null_subaccount": true });
    let hook = ana.post("/v1/webhooks", &hook);
    let webhook = hook.json()["webhook"]["id"].as_str().expect("an id").to_owned();
    let words = json!({ "id": "1", "source": "5519990001111", "messageText": "Hi" });
    assert_eq!(isolate.bot(&token).post(&format!("/in/{carrier}"), &words).status, 200);
    let message = ana.get("/v1/messages").json()["items"][0]["id"].as_str().expect("an id").to_owned();
    let delivery = ana.get("/v1/deliveries").json()["items"][0]["id"].as_str().expect("an id").to_owned();
    world.second_account();
    let path = format!("/v1/system-users/{system_user}");
    let token_id = ana.get(&path).json()["system_user"]["tokens"][0]["id"].as_str().expect("an id").to_owned();
    let places = [
        ("TokenId", token_id),
        ("SubaccountId", subaccount),
        ("SystemUserId", system_user),
        ("idle_system_user", idle),
        ("token", token),
        ("UserId", person),
        ("InvitationId", invitation),
        ("RoleId", role),
        ("TeamId", team),
        ("ChannelId", channel),
        ("InboundSourceId", carrier),
        ("secret_source", secret_source),
        ("MessageId", message),
        ("WebhookId", webhook),
        ("DeliveryId", delivery),
        ("setup_token", api_tests::SETUP_TOKEN.to_owned()),
        ("password", api_tests::PASSWORD.to_owned()),
        ("new_password", "seven lanterns over the quiet harbour".to_owned()),
        // Right for nobody here: two_factor.rs walks the table with sessions that owe one.
        ("code", "314159".to_owned()),
    ];
    Cell { world, places: places.into() }
}

/// Everybody: without a session, bots, the owner, each built-in role, another account's owner.
fn who() -> Vec<&'static str> {
    let roles = BuiltIn::ALL.iter().map(|role| role.as_str());
    ["nobody", "bad_session", "bot", "bad_bot", "owner"].into_iter().chain(roles).chain(["other_account"]).collect()
}

fn actor(cell: &Cell, who: &str) -> Actor {
    let isolate = cell.world.isolate();
    match who {
        "nobody" => isolate.nobody(),
        "bad_session" => isolate
            .nobody()
            .with("cookie", &format!("tenure_dev={}", "0".repeat(64)))
            .with("origin", "http://localhost:8787"),
        "bot" => isolate.bot(&cell.places["token"]),
        "bad_bot" => isolate.bot("tnr_nonsense"),
        "owner" => isolate.sign_in("ana@example.com"),
        "other_account" => isolate.sign_in("eve@other.example"),
        role => {
            let number = BuiltIn::ALL.iter().position(|r| r.as_str() == role).expect("a role") + 1;
            isolate.sign_in(&format!("{role}{number}@example.com"))
        }
    }
}

/// A session of the first account's owner, or the actor's own for those who may end only their own.
fn session_of(cell: &Cell, actor: &Actor, who: &str) -> String {
    let of = if who == "other_account" { cell.world.isolate().sign_in("ana@example.com") } else { actor.clone() };
    of.get("/v1/sessions").json()["items"][0]["id"].as_str().unwrap_or("ses_00000000000000000000000000").to_owned()
}

/// The example of each endpoint, by its id.
fn examples() -> BTreeMap<&'static str, Example> {
    macro_rules! all {
        ($($name:ident),+) => { [$((<table::$name as Endpoint>::INFO.id, <table::$name as Endpoint>::example())),+].into() };
    }
    contract::for_each_endpoint!(all)
}

/// What is in a place of an example; what can be used once is made when it is asked for.
fn fill(cell: &Cell, actor: &Actor, who: &str, name: &str) -> String {
    match name {
        "SessionId" => session_of(cell, actor, who),
        "invitation_link" => cell.world.link_to("guest@example.com"),
        "reset_link" => {
            let nobody = cell.world.isolate().nobody();
            let asked = nobody.post("/v1/password-resets", &json!({ "email": "ana@example.com" }));
            assert_eq!(asked.status, 202, "{}", asked.text());
            cell.world.minute();
            cell.world.link_to("ana@example.com")
        }
        name => cell.places.get(name).unwrap_or_else(|| panic!("no example knows what {name} is")).clone(),
    }
}

fn call(info: &Info, example: &Example, cell: &Cell, actor: &Actor, who: &str) -> u16 {
    send(info, &example.clone().filled(&mut |name| fill(cell, actor, who, name)), actor).status
}

fn send(info: &Info, example: &Example, actor: &Actor) -> Answer {
    let Example { path, body } = example.clone();
    let target = fill_path(info.path, &path);
    match (info.method, info.format) {
        (Method::Post, BodyFormat::Form) => {
            let pairs = body.as_object().into_iter().flatten();
            let pairs = pairs.map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default()));
            actor.form(&target, &pairs.collect::<Vec<_>>().join("&"))
        }
        (Method::Post, _) => actor.post(&target, &body),
        (Method::Patch, _) => actor.patch(&target, &body),
        (method, _) => actor.call(method.as_str(), &target, b""),
    }
}

fn row(ground: &Cell, info: &Info, example: &Example) -> String {
    let mut text = format!("{:<44}", format!("{} {}", info.method.as_str(), info.path));
    for who in who() {
        let cell = ground.copy();
        let actor = actor(&cell, who);
        let status = call(info, example, &cell, &actor, who);
        assert!(status < 500, "{} {who}: {status}", info.id);
        let _ = write!(text, " {status:>13}");
    }
    text.push('\n');
    text
}

#[test]
fn every_route_answers_everybody_as_the_reviewed_file_says() {
    let mut text = String::from(
        "# Statuses by route and caller. Reviewed by people; kept true by tests/api/tests/matrix.rs.\n# bad_session: a cookie of no session. bad_bot: a token that is none. other_account: the owner of another account.\n\n",
    );
    let _ = write!(text, "{:<44}", "");
    for who in who() {
        let _ = write!(text, " {who:>13}");
    }
    text.push('\n');
    let (ground, examples) = (cell(), examples());
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let rows = std::thread::scope(|scope| {
        let (ground, examples) = (&ground, &examples);
        let part = |n: usize| {
            let rows = ENDPOINTS.iter().skip(n).step_by(threads);
            move || rows.map(|info| row(ground, info, &examples[info.id])).collect::<Vec<_>>()
        };
        let parts: Vec<_> = (0..threads).map(|n| scope.spawn(part(n))).collect();
        parts.into_iter().map(|part| part.join().expect("a part of the rows")).collect::<Vec<_>>()
    });
    for i in 0..ENDPOINTS.len() {
        text.push_str(&rows[i % threads][i / threads]);
    }
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        std::fs::write(FILE, &text).expect("writes");
    }
    let reviewed = std::fs::read_to_string(FILE).unwrap_or_default();
    assert_eq!(text, reviewed, "the matrix changed: run with UPDATE_MATRIX=1 and review the difference");
}

const TRIPS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/trips.txt");

/// What a call costs: how often the database is asked, and how often it is written to, before the answer is given. Each
/// is a way to the primary, wherever that is.
#[test]
fn every_route_asks_the_database_as_often_as_the_reviewed_file_says() {
    let mut text = String::from(
        "# Trips to the database before the answer, by route: reads, writes. Reviewed by people; kept true by\n# tests/api/tests/matrix.rs (UPDATE_MATRIX=1 writes it anew). Caller: the owner, a bot, or nobody, as the route asks.\n\n",
    );
    let (ground, examples) = (cell(), examples());
    for info in ENDPOINTS {
        let who = usual(info);
        let cell = ground.copy();
        let actor = actor(&cell, who);
        // A bot that has called before: its record is known, as it nearly always is.
        actor.get("/v1/whoami");
        let status = call(info, &examples[info.id], &cell, &actor, who);
        let (reads, writes) = *cell.world.trips.lock().expect("trips");
        let route = format!("{} {}", info.method.as_str(), info.path);
        let _ = writeln!(text, "{route:<44} {who:<7} {status} {reads:>3} {writes:>3}");
    }
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        std::fs::write(TRIPS, &text).expect("writes");
    }
    let reviewed = std::fs::read_to_string(TRIPS).unwrap_or_default();
    assert_eq!(text, reviewed, "trips changed: run with UPDATE_MATRIX=1 and review the difference");
}

#[test]
fn no_body_lets_anybody_in_without_a_credential() {
    // better-auth CVE-2025-61928: naming a person in the body made a key for them.
    let cell = cell();
    let nobody = cell.world.isolate().nobody();
    let before = cell.world.count("SELECT count(*) FROM audit_event");
    for info in ENDPOINTS.iter().filter(|i| {
        i.method != Method::Get && !matches!(i.auth, contract::AuthKind::Public | contract::AuthKind::Carrier)
    }) {
        let target =
            info.path.replace("{id}", &cell.places["SystemUserId"]).replace("{token_id}", &cell.places["TokenId"]);
        let extra = json!({ "user_id": "usr_1", "account_id": cell.world.account(), "role": "admin", "username": "x", "confirm": true });
        let status = if info.method == Method::Patch {
            nobody.patch(&target, &extra)
        } else {
            nobody.call(info.method.as_str(), &target, extra.to_string().as_bytes())
        }
        .status;
        assert_eq!(status, 401, "{}", info.id);
    }
    assert_eq!(cell.world.count("SELECT count(*) FROM audit_event"), before);
}

/// Peers answer a locked database with a wrong password, a taken address, a 401, a 409 or a 500: the client then gives
/// up or does the wrong thing. Whatever trip it is that fails, before it is done or after, the answer says so.
#[test]
fn a_database_that_fails_in_the_middle_of_a_call_is_said_to_have_failed() {
    let (ground, examples) = (cell(), examples());
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for info in ENDPOINTS {
        for lost in [false, true] {
            for trip in 0.. {
                let (cell, who) = (ground.copy(), usual(info));
                let actor = actor(&cell, who);
                let example = examples[info.id].clone().filled(&mut |name| fill(&cell, &actor, who, name));
                let trips = cell.world.spent().0;
                cell.world.answer_lost.store(lost, Ordering::SeqCst);
                cell.world.trips_left.store(trip + usize::from(lost), Ordering::SeqCst);
                let answer = send(info, &example, &actor);
                let failed = cell.world.answered.lock().expect("spent").0 - trips > trip;
                if !failed {
                    break;
                }
                tried += 1;
                if (answer.status, answer.header("retry-after").is_some()) != (503, true) {
                    wrong.push(format!("{} trip {trip} lost {lost}: {} {}", info.id, answer.status, answer.text()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 4 * ENDPOINTS.len(), "{tried} failures were tried");
}

/// Peers answer 500 when two do the same at once, or one ends what another changes. Every change is overtaken here by
/// itself and by whatever ends something, between what it read and what it writes.
#[test]
fn whatever_overtakes_a_change_it_is_no_fault_of_ours() {
    let (ground, examples) = (cell(), examples());
    let changes = || ENDPOINTS.iter().filter(|info| info.method != Method::Get && info.auth != contract::AuthKind::Bot);
    let overtaken = |first: &'static Info, second: &'static Info| {
        let cell = ground.copy();
        let by = |info: &Info| {
            let actor = actor(&cell, usual(info));
            let example = examples[info.id].clone().filled(&mut |name| fill(&cell, &actor, usual(info), name));
            (actor, example)
        };
        let ((slow, slow_example), (fast, fast_example)) = (by(first), by(second));
        cell.world.before_commit.set(move || {
            let answer = send(second, &fast_example, &fast);
            assert!(answer.status < 500, "{} within {}: {}", second.id, first.id, answer.text());
        });
        let answer = send(first, &slow_example, &slow);
        assert!(answer.status < 500, "{} overtaken by {}: {}", first.id, second.id, answer.text());
        assert_eq!(cell.world.count("SELECT count(*) FROM pragma_foreign_key_check"), 0, "{} {}", first.id, second.id);
    };
    let ends = |info: &Info| info.method == Method::Delete || info.path.ends_with("/deactivate");
    for first in changes() {
        changes().filter(|second| first.id == second.id || ends(second)).for_each(|second| overtaken(first, second));
    }
}
