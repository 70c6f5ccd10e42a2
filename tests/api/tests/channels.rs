//! Channels: who sends for whom, what is kept of a credential, and where one may point.

use std::net::IpAddr;
use std::sync::PoisonError;

use api_tests::{Actor, World, answered};
use serde_json::{Value, json};
use service::deps::OutsideAnswer;

fn channel(name: &str, subaccounts: &[&str]) -> Value {
    json!({ "kind": "simulator", "medium": "sms", "name": name, "origin": "+55 19 90000-1111", "subaccount_ids": subaccounts })
}

fn sinch(name: &str) -> Value {
    json!({
        "kind": "sinch", "medium": "whatsapp", "name": name, "origin": "5519900001111",
        "credential": { "username": "acme-user", "token": "carrier-secret-0123456789" },
    })
}

fn made(ana: &Actor, body: &Value) -> Value {
    let answer = ana.post("/v1/channels", body);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

#[test]
fn a_channel_is_made_shown_changed_and_deleted() {
    let isolate = World::new().isolate();
    let ana = isolate.set_up();
    let sales = ana.subaccount("Sales");
    let it = made(&ana, &channel("Zap", &[&sales]));
    let path = format!("/v1/channels/{}", it["id"].as_str().unwrap());
    assert_eq!(it["origin"], "5519900001111");
    assert_eq!(ana.get(&path).json(), it, "what was answered is what there is");
    assert_eq!(ana.get("/v1/channels").json()["items"], json!([it]));
    assert_eq!(ana.get("/v1/channels?search=za").json()["items"][0]["name"], "Zap");
    let changed = ana.patch(&path, &json!({ "version": 1, "name": "Zip", "subaccount_ids": [], "status": "inactive" }));
    assert_eq!(changed.status, 200, "{}", changed.text());
    let changed = changed.json();
    assert_eq!(
        (&changed["name"], &changed["all_subaccounts"], &changed["status"]),
        (&json!("Zip"), &json!(true), &json!("inactive"))
    );
    assert_eq!(changed["subaccounts"], json!([]));
    assert_eq!(ana.patch(&path, &json!({ "version": 1, "name": "x" })).code(), "stale");
    assert_eq!(ana.delete(&path).status, 204);
    assert_eq!(ana.get(&path).code(), "not_found");
    assert_eq!(ana.delete(&path).code(), "not_found");
}

#[test]
fn a_second_channel_of_a_medium_for_a_subaccount_is_refused_with_the_holder() {
    let isolate = World::new().isolate();
    let ana = isolate.set_up();
    let (sales, support) = (ana.subaccount("Sales"), ana.subaccount("Support"));
    let first = made(&ana, &channel("First", &[&sales]));
    let second = ana.post("/v1/channels", &channel("Second", &[&support, &sales]));
    assert_eq!((second.status, second.code().as_str()), (409, "channel_taken"));
    assert_eq!(second.json()["holder"], json!({ "id": first["id"], "name": "First" }));
    assert_eq!(second.json()["subaccount"]["name"], "Sales");
    let other_medium = json!({ "kind": "simulator", "medium": "whatsapp", "name": "W", "origin": "551990", "subaccount_ids": [sales] });
    made(&ana, &other_medium);
    made(&ana, &channel("For all", &[]));
    let all = ana.post("/v1/channels", &channel("For all, too", &[]));
    assert_eq!((all.code().as_str(), &all.json()["holder"]["name"]), ("channel_taken", &json!("For all")));
    let of_support = made(&ana, &channel("Support", &[&support]));
    let path = format!("/v1/channels/{}", of_support["id"].as_str().unwrap());
    let taken = ana.patch(&path, &json!({ "version": 1, "subaccount_ids": [support, sales] }));
    assert_eq!((taken.code().as_str(), &taken.json()["holder"]["name"]), ("channel_taken", &json!("First")));
}

#[test]
fn of_many_channels_for_one_subaccount_at_once_one_is_made() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let sales = ana.subaccount("Sales");
    let cookie = ana.headers().into_iter().find(|(name, _)| *name == "cookie").unwrap().1;
    let threads: Vec<_> = (0..20)
        .map(|n| {
            let (world, sales, cookie) = (world.clone(), sales.clone(), cookie.clone());
            std::thread::spawn(move || {
                let ana = world.isolate().nobody().with("cookie", &cookie).with("origin", "https://tenure.example.com");
                ana.post("/v1/channels", &channel(&format!("C{n}"), &[&sales])).status
            })
        })
        .collect();
    let mut statuses: Vec<u16> = threads.into_iter().map(|it| it.join().unwrap()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![201], vec![409; 19]].concat());
}

#[test]
fn each_kind_says_what_it_lacks() {
    let isolate = World::new().isolate();
    let ana = isolate.set_up();
    let base = |kind: &str, medium: &str| json!({ "kind": kind, "medium": medium, "name": "C", "origin": "28128" });
    let told = |body: &Value| ana.post("/v1/channels", body).field();
    assert_eq!(told(&base("sinch", "sms")), "/credential required");
    assert_eq!(told(&base("http", "sms")), "/address required");
    let mut meta = base("meta", "sms");
    meta["credential"] = json!({ "access_token": "EAAB", "phone_number_id": "1" });
    assert_eq!(told(&meta), "/medium invalid_choice");
    let mut simulator = base("simulator", "sms");
    simulator["credential"] = json!({ "token": "x" });
    assert_eq!(told(&simulator), "/credential unknown_field");
    let mut short = base("simulator", "sms");
    short["origin"] = json!("1");
    assert_eq!(told(&short), "/origin too_short");
    let mut unknown = base("simulator", "sms");
    unknown["subaccount_ids"] = json!(["sub_00000000000000000000000001"]);
    assert_eq!(told(&unknown), "/subaccount_ids not_found");
    unknown["subaccount_ids"] = json!([]);
    unknown["source_id"] = json!("src_00000000000000000000000001");
    assert_eq!(told(&unknown), "/source_id not_found");
}

#[test]
fn a_channel_points_to_the_public_internet_alone() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let names = [("inside.example.com", "10.0.0.1"), ("mapped.example.com", "::ffff:127.0.0.1")];
    for (name, address) in names {
        let address: IpAddr = address.parse().unwrap();
        world.names.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), vec![address]);
    }
    for (address, code) in [
        ("http://carrier.example.com/send", "not_https"),
        ("https://127.0.0.1/send", "not_public"),
        ("https://inside.example.com/send", "not_public"),
        ("https://mapped.example.com/send", "not_public"),
        ("https://tenure.example.com/v1/send-sms", "own_address"),
        ("https://user:password@carrier.example.com/", "invalid_address"),
        ("nonsense", "invalid_address"),
    ] {
        let body = json!({ "kind": "http", "medium": "sms", "name": "C", "origin": "28128", "address": address });
        assert_eq!(ana.post("/v1/channels", &body).field(), format!("/address {code}"), "{address}");
    }
    assert!(world.calls.lock().unwrap_or_else(PoisonError::into_inner).is_empty(), "nothing is called for that");
}

#[test]
fn the_credential_is_in_no_answer_and_goes_to_no_address_that_came_later() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let it = ana.with("idempotency-key", "key-of-a-channel").post("/v1/channels", &sinch("Sinch")).json();
    assert_eq!((&it["has_credential"], &it["username"]), (&json!(true), &json!("acme-user")));
    let path = format!("/v1/channels/{}", it["id"].as_str().unwrap());
    let moved = ana.patch(&path, &json!({ "version": 1, "address": "https://evil.example.com" }));
    assert_eq!((moved.status, moved.field().as_str()), (422, "/credential required"));
    let credential = json!({ "username": "acme-user", "token": "another-secret-0123456789" });
    let moved =
        ana.patch(&path, &json!({ "version": 1, "address": "https://sinch.example.com", "credential": credential }));
    assert_eq!(moved.status, 200, "{}", moved.text());
    let answers = [ana.get(&path).text(), ana.get("/v1/channels").text(), moved.text(), it.to_string()].concat();
    for secret in ["carrier-secret-0123456789", "another-secret-0123456789"] {
        for (what, text) in [("answers", &answers), ("the database", &world.dump()), ("the log", &world.log())] {
            assert!(!text.contains(secret), "{what} hold {secret}");
        }
    }
}

#[test]
fn whoever_manages_some_subaccounts_sees_and_gives_their_channels_alone() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let (sales, support) = (ana.subaccount("Sales"), ana.subaccount("Support"));
    let role = ana.post(
        "/v1/roles",
        &json!({ "name": "Sender", "grants": [{ "permission": "webhooks:manage", "reach": "subaccounts" }] }),
    );
    assert_eq!(role.status, 201, "{}", role.text());
    let eva = world.add_person(77, "user");
    let version = ana.get(&format!("/v1/users/{eva}")).json()["user"]["version"].clone();
    let body = json!({ "version": version, "role_id": role.json()["id"], "subaccount_ids": [sales] });
    assert_eq!(ana.patch(&format!("/v1/users/{eva}"), &body).status, 200);
    let eva = isolate.sign_in("user77@example.com");
    let both = made(&ana, &channel("Both", &[&sales, &support]));
    let mut own = channel("Own", &[&sales]);
    own["medium"] = json!("whatsapp");
    let own = eva.post("/v1/channels", &own);
    assert_eq!(own.status, 201, "{}", own.text());
    for ids in [&[][..], &[support.as_str()], &[sales.as_str(), &support]] {
        let mut beyond = channel("Beyond", ids);
        beyond["medium"] = json!("whatsapp");
        assert_eq!(eva.post("/v1/channels", &beyond).code(), "beyond_your_own", "{ids:?}");
    }
    let seen = eva.get("/v1/channels").json();
    assert_eq!(seen["items"].as_array().unwrap().len(), 1);
    let path = format!("/v1/channels/{}", both["id"].as_str().unwrap());
    assert_eq!(
        (eva.get(&path).status, eva.patch(&path, &json!({ "version": 1 })).status, eva.delete(&path).status),
        (404, 404, 404)
    );
    let path = format!("/v1/channels/{}", own.json()["id"].as_str().unwrap());
    assert_eq!(eva.patch(&path, &json!({ "version": 1, "subaccount_ids": [] })).code(), "beyond_your_own");
}

#[test]
fn another_accounts_channel_is_not_there() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let it = made(&ana, &channel("C", &[]));
    world.second_account();
    let eve = isolate.sign_in("eve@other.example");
    let path = format!("/v1/channels/{}", it["id"].as_str().unwrap());
    assert_eq!((eve.get(&path).status, eve.delete(&path).status), (404, 404));
    assert_eq!(eve.patch(&path, &json!({ "version": 1, "name": "x" })).status, 404);
    assert_eq!(eve.post(&format!("{path}/test"), &json!({ "to": "5519900002222" })).status, 404);
    assert_eq!(eve.post(&format!("{path}/simulate"), &json!({ "from": "5519900002222", "text": "x" })).status, 404);
    made(&eve, &channel("Of the other one", &[]));
}

#[test]
fn a_carrier_without_a_credential_or_an_address_is_no_row() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let http = json!({ "kind": "http", "medium": "sms", "name": "HTTP", "origin": "28128", "address": "https://carrier.example.com/in" });
    for (body, column) in [(sinch("Sinch"), "sealed"), (http, "address")] {
        let it = made(&ana, &body);
        let id = it["id"].as_str().expect("an id");
        let event = api_tests::audit(&format!("aud_{column:0>26}"), &world.account(), "channel.updated", id);
        let sql = format!(
            "BEGIN; {event}; UPDATE channel SET {column} = NULL, event_id = 'aud_{column:0>26}' WHERE id = '{id}'; {}; COMMIT;",
            api_tests::CLOSE
        );
        let refused = world.sql(&sql).expect_err("refused");
        assert!(format!("{refused:?}").contains("CHECK constraint failed"), "{refused:?}");
        world.sql("ROLLBACK").expect("ends");
    }
}

#[test]
fn an_older_key_still_opens_a_credential_until_the_clock_seals_it_anew() {
    let (old, new) = (format!("k1:{}", "5a".repeat(32)), format!("k2:{}", "6b".repeat(32)));
    let world = World::new();
    let ana = world.isolate().set_up();
    let it = made(&ana, &sinch("Sinch"));
    let sealed = |world: &World| -> String {
        world.db.lock().query_row("SELECT sealed FROM channel", [], |row| row.get(0)).unwrap()
    };
    let before = sealed(&world);
    assert!(before.starts_with("k1/"));
    let rotated = world.copy_with(|raw| raw.keys = domain::secret::Secret::new(format!("{new},{old}")));
    let ana = ana.at(&rotated.isolate());
    let path = format!("/v1/channels/{}", it["id"].as_str().unwrap());
    let try_it = |ana: &Actor| ana.post(&format!("{path}/test"), &json!({ "to": "5519900002222" }));
    assert_eq!(try_it(&ana).status, 200, "the old key still opens it");
    let sent = rotated.calls.lock().unwrap_or_else(PoisonError::into_inner)[0].1.headers.clone();
    assert!(sent.contains(&("authenticationtoken".to_owned(), "carrier-secret-0123456789".to_owned())));
    rotated.scheduled();
    assert!(sealed(&rotated).starts_with("k2/"));
    let later = rotated.copy_with(|raw| raw.keys = domain::secret::Secret::new(new.clone()));
    assert!(sealed(&later).starts_with("k2/"));
    let ana = later.isolate().sign_in("ana@example.com");
    assert_eq!(try_it(&ana).status, 200, "the old key is not needed any more");
    // A credential that was copied to another row opens nothing there.
    let other = made(
        &ana,
        &json!({ "kind": "sinch", "medium": "sms", "name": "Other", "origin": "28128",
        "credential": { "username": "u", "token": "other-secret-0123456789" } }),
    );
    let event = api_tests::audit(
        "aud_0000000000000000000000copy",
        &later.account(),
        "channel.updated",
        other["id"].as_str().unwrap(),
    );
    later
        .sql(&format!(
            "BEGIN; {event}; UPDATE channel SET sealed = (SELECT sealed FROM channel WHERE name = 'Sinch'), event_id = 'aud_0000000000000000000000copy' \
             WHERE name = 'Other'; {}; COMMIT;",
            api_tests::CLOSE
        ))
        .unwrap();
    let path = format!("/v1/channels/{}", other["id"].as_str().unwrap());
    let refused = ana.post(&format!("{path}/test"), &json!({ "to": "5519900002222" }));
    assert_eq!((refused.status, refused.code().as_str()), (412, "carrier_refused"));
}

#[test]
fn what_meta_refuses_a_graph_client_reads_under_the_number_that_meta_gave_it() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let meta = json!({
        "kind": "meta", "medium": "whatsapp", "name": "Line", "origin": "5511900002222",
        "credential": { "access_token": "EAABcarrier0123456789", "phone_number_id": "1065" },
    });
    let account = json!({ "channel_id": made(&ana, &meta)["id"] });
    let account = api_tests::made(&ana.post("/v1/whatsapp-accounts", &account));
    let (bot, _) = ana.system_user(None, "bot");
    let assignment = format!("/v1/whatsapp-accounts/{}/system-users/{bot}", account["id"].as_str().unwrap());
    api_tests::made(&ana.put(&assignment, &json!({ "full_control": true })));
    let asked = json!({ "confirm": true, "keep_others": true, "scopes": ["whatsapp_business_messaging"] });
    let token = api_tests::made(&ana.post(&format!("/v1/system-users/{bot}/tokens"), &asked));
    let bot = isolate.bot(token["token"]["value"].as_str().unwrap());
    let path = format!("/v24.0/{}/messages", account["numbers"][0]["graph_id"].as_str().unwrap());
    let hello =
        json!({ "messaging_product": "whatsapp", "to": "5519900002222", "type": "text", "text": { "body": "Hi" } });
    for (metas, status, code) in [
        (131_026, 400, 131_026),
        (131_047, 400, 131_047),
        (130_497, 400, 130_497),
        // Two kinds of too much: a bot tries the one again in seconds, and the other a day later.
        (131_056, 400, 131_056),
        (131_049, 400, 131_049),
        (130_429, 429, 130_429),
        (131_048, 429, 131_048),
        // The limits of the channel's own app and account are none of the bot's.
        (4, 429, 130_429),
        (80_007, 429, 130_429),
        (190, 400, 131_016),
        (131_031, 400, 131_016),
    ] {
        world.answer(move |_| {
            let body = json!({ "error": { "code": metas, "message": "Not this one." } }).to_string().into_bytes();
            Ok(OutsideAnswer { body, ..answered(400)? })
        });
        let refused = bot.post(&path, &hello);
        assert_eq!((refused.status, &refused.json()["error"]["code"]), (status, &json!(code)), "{metas}");
        assert!(!refused.text().contains("EAAB"), "{}", refused.text());
    }
}
