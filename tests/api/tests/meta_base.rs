//! Meta's system users without Graph paths: roles and levels, the policy, apps and what is installed, WhatsApp accounts and who is
//! assigned to them (product 2.1, 2.3; checks 8 and 9 of 8.2).

use std::sync::{Arc, Barrier};

use api_tests::{Actor, Isolate, World, made, text};
use serde_json::{Value, json};

struct Ground {
    world: Arc<World>,
    isolate: Isolate,
    ana: Actor,
}

fn ground() -> Ground {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    Ground { world, isolate, ana }
}

const SEND: &str = "/v1/whatsapp/send";

fn hello() -> Value {
    json!({ "destinations": [{ "destination": "5519900001111" }], "message": { "messageText": "Hello" } })
}

impl Ground {
    fn accept(&self) {
        let answer = self.ana.post("/v1/policy-acceptances", &json!({ "policy": "system_users", "accept": true }));
        assert_eq!(answer.status, 201, "{}", answer.text());
    }

    fn level(&self, level: &str) -> u16 {
        let version = self.ana.get("/v1/account").json()["version"].clone();
        self.ana.patch("/v1/account", &json!({ "version": version, "access_level": level })).status
    }

    fn with_role(&self, role: &str) -> api_tests::Answer {
        self.ana.post("/v1/system-users", &json!({ "subaccount_id": null, "username": role, "role": role }))
    }

    fn app(&self, name: &str) -> (String, String) {
        let app = made(&self.ana.post("/v1/apps", &json!({ "name": name })));
        (text(&app["app"]["id"]), text(&app["secret"]))
    }

    fn set_role(&self, id: &str, role: &str) -> api_tests::Answer {
        let url = format!("/v1/system-users/{id}");
        let version = self.ana.get(&url).json()["system_user"]["version"].clone();
        self.ana.put(&format!("{url}/role"), &json!({ "version": version, "role": role }))
    }

    fn generate(&self, id: &str, with: Value) -> api_tests::Answer {
        let mut body = json!({ "confirm": true, "keep_others": true });
        body.as_object_mut().expect("an object").extend(with.as_object().cloned().expect("an object"));
        self.ana.post(&format!("/v1/system-users/{id}/tokens"), &body)
    }

    /// A WhatsApp account with the number of a channel for all, and a bot.
    fn whatsapp(&self) -> (String, String, String) {
        let channel =
            json!({ "kind": "simulator", "medium": "whatsapp", "name": "Support line", "origin": "5511900002222" });
        let channel = made(&self.ana.post("/v1/channels", &channel));
        let account = made(&self.ana.post("/v1/whatsapp-accounts", &json!({ "channel_id": channel["id"] })));
        assert_eq!(account["name"], "Support line");
        assert_eq!(account["numbers"][0]["number"], "5511900002222");
        let (bot, token) = self.ana.system_user(None, "bot");
        (text(&account["id"]), bot, token)
    }
}

#[test]
fn of_a_hundred_created_at_once_an_advanced_account_has_ten_and_one_admin() {
    let g = ground();
    g.accept();
    let (barrier, headers) = (Barrier::new(100), g.ana.headers());
    let answers: Vec<(u16, String)> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..100)
            .map(|n| {
                let (barrier, headers, world) = (&barrier, &headers, &g.world);
                scope.spawn(move || {
                    let one = headers.iter().fold(world.isolate().nobody(), |one, (name, value)| one.with(name, value));
                    let role = if n % 2 == 0 { "admin" } else { "employee" };
                    barrier.wait();
                    let body = json!({ "subaccount_id": null, "username": format!("bot {n}"), "role": role });
                    let answer = one.post("/v1/system-users", &body);
                    (answer.status, answer.json()["code"].as_str().unwrap_or_default().to_owned())
                })
            })
            .collect();
        all.into_iter().map(|one| one.join().expect("an answer")).collect()
    });
    let count = |sql: &str| g.world.count(&format!("SELECT count(*) FROM system_user WHERE {sql}"));
    assert_eq!((count("admin = 1"), count("admin IS NULL")), (1, 10));
    assert_eq!(answers.iter().filter(|(status, _)| *status == 201).count(), 11);
    // Whoever lost a race with all of them four times is told to try again; nobody else is told anything but the reason.
    let known = ["system_user_limit", "admin_taken", "stale"];
    assert!(answers.iter().all(|(status, code)| *status == 201 || (*status == 409 && known.contains(&code.as_str()))));
}

#[test]
fn a_standard_account_has_one_system_user_and_one_admin_and_no_way_around() {
    let g = ground();
    g.accept();
    assert_eq!(g.level("standard"), 200);
    let employee = text(&made(&g.with_role("employee"))["system_user"]["id"]);
    let refused = g.with_role("employee");
    assert_eq!((refused.status, refused.code()), (409, "system_user_limit".to_owned()));
    assert_eq!(refused.json()["limit"], 1);
    // One of a subaccount is limited by its subaccount.
    let subaccount = g.ana.subaccount("Support");
    g.ana.system_user(Some(&subaccount), "of a subaccount");
    let admin = text(&made(&g.with_role("admin"))["system_user"]["id"]);
    assert_eq!(g.with_role("admin").code(), "admin_taken");
    assert_eq!(g.set_role(&employee, "admin").code(), "admin_taken");
    // The Admin would be the second of the others.
    assert_eq!(g.set_role(&admin, "employee").code(), "system_user_limit");
    assert_eq!(g.level("advanced"), 200);
    let changed = g.set_role(&admin, "employee");
    assert_eq!((changed.status, &changed.json()["system_user"]["role"]), (200, &json!("employee")));
    assert_eq!(g.level("standard"), 409);
    assert_eq!(g.set_role(&employee, "admin").status, 200);
    assert_eq!(g.level("standard"), 200);
}

#[test]
fn an_admin_is_account_wide() {
    let g = ground();
    g.accept();
    let subaccount = g.ana.subaccount("Support");
    let body = json!({ "subaccount_id": subaccount, "username": "admin", "role": "admin" });
    assert_eq!(g.ana.post("/v1/system-users", &body).status, 422);
    let (bot, _) = g.ana.system_user(Some(&subaccount), "bot");
    assert_eq!(g.set_role(&bot, "admin").status, 422);
}

#[test]
fn a_role_is_given_after_the_policy_was_accepted_and_what_says_none_goes_on_as_before() {
    let g = ground();
    let state = g.ana.get("/v1/policy-acceptances").json();
    assert_eq!((&state["is_accepted"], &state["last"]), (&json!(false), &json!(null)));
    for role in ["admin", "employee"] {
        let refused = g.with_role(role);
        assert_eq!((refused.status, refused.code()), (409, "policy_not_accepted".to_owned()), "{role}");
        assert_eq!(refused.json()["policy"], "system_users");
    }
    let (bot, token) = g.ana.system_user(None, "as before");
    assert_eq!(g.isolate.bot(&token).get("/v1/whoami").status, 200);
    assert_eq!(g.set_role(&bot, "admin").code(), "policy_not_accepted");
    // Another text than the one that was read is not accepted, and neither is none.
    for wrong in [
        json!({ "policy": "system_users", "accept": true, "text_version": 99 }),
        json!({ "policy": "system_users", "accept": false }),
    ] {
        assert!(matches!(g.ana.post("/v1/policy-acceptances", &wrong).status, 409 | 422));
    }
    g.accept();
    let state = g.ana.get("/v1/policy-acceptances").json();
    assert_eq!((&state["is_accepted"], &state["last"]["by"]["name"]), (&json!(true), &json!("Ana López")));
    // Whoever accepts it again changes nothing of who accepted it.
    g.accept();
    assert_eq!(g.ana.get("/v1/policy-acceptances").json()["last"], state["last"]);
    assert_eq!(g.world.count("SELECT count(*) FROM audit_event WHERE action = 'policy.accepted'"), 1);
    assert_eq!(g.with_role("employee").status, 201);
    assert_eq!(g.set_role(&bot, "admin").status, 200);
}

#[test]
fn the_secret_of_an_app_is_shown_once_and_nobody_finds_it_again() {
    let g = ground();
    let (app, secret) = g.app("Bot platform");
    assert!(secret.len() == 32 && secret.bytes().all(|b| b.is_ascii_hexdigit()), "{secret}");
    let url = format!("/v1/apps/{app}");
    for shown in
        [g.ana.get("/v1/apps"), g.ana.get(&url), g.ana.patch(&url, &json!({ "version": 1, "require_proof": true }))]
    {
        assert!(shown.status == 200 && !shown.text().contains(&secret));
    }
    let replaced = g.ana.post(&format!("{url}/secret"), &json!({ "confirm": true }));
    let another = text(&replaced.json()["secret"]);
    assert_eq!(replaced.status, 200);
    assert_ne!(another, secret);
    let dump = g.world.dump();
    assert!(!dump.contains(&secret) && !dump.contains(&another), "a secret lies in the database as it is");
    assert_eq!(g.ana.get(&url).json()["require_proof"], true);
    assert_eq!(g.ana.post(&format!("{url}/secret"), &json!({})).status, 422);
}

#[test]
fn a_token_is_made_for_an_app_that_is_installed_and_ends_when_it_is_taken_away() {
    let g = ground();
    let (app, _) = g.app("Bot platform");
    let (bot, own) = g.ana.system_user(None, "bot");
    let refused = g.generate(&bot, json!({ "app_id": app }));
    assert_eq!((refused.status, refused.code()), (409, "app_not_installed".to_owned()));
    let installed = format!("/v1/system-users/{bot}/apps/{app}");
    for _ in 0..2 {
        assert_eq!(g.ana.put(&installed, &json!({})).status, 204);
    }
    let listed = g.ana.get(&format!("/v1/system-users/{bot}/apps")).json();
    assert_eq!(listed["items"][0]["name"], "Bot platform");
    let token = made(&g.generate(&bot, json!({ "app_id": app, "preset": "whatsapp" })))["token"].clone();
    let four =
        ["business_management", "catalog_management", "whatsapp_business_management", "whatsapp_business_messaging"];
    assert_eq!(token["scopes"], json!(four));
    let value = text(&token["value"]);
    let calls = |token: &str| g.isolate.bot(token).get("/v1/whoami").status;
    assert_eq!((calls(&value), calls(&own)), (200, 200));
    let shown = g.ana.get(&format!("/v1/system-users/{bot}")).json()["system_user"]["tokens"].clone();
    let shown = shown.as_array().expect("a list").iter().find(|one| one["id"] == token["id"]).expect("it is listed");
    assert_eq!(shown["app"]["name"], "Bot platform");
    let all = g.ana.get("/v1/tokens").json()["items"].clone();
    let apps = |token: &Value| {
        let mut of = all.as_array().into_iter().flatten().filter(|one| one["token"]["id"] == *token);
        of.next().map(|one| one["token"]["app"].clone())
    };
    assert_eq!(apps(&token["id"]), Some(json!({ "id": app, "name": "Bot platform" })));
    let without = all.as_array().into_iter().flatten().filter(|one| one["token"]["app"].is_null()).count();
    assert_eq!(without, 1, "{all}");
    assert_eq!(g.generate(&bot, json!({ "preset": "whatsapp", "scopes": ["send"] })).status, 422);

    assert_eq!(g.ana.delete(&installed).status, 204);
    assert_eq!((calls(&value), calls(&own)), (401, 200));
    assert_eq!(g.ana.delete(&installed).status, 204);
    // And with the app itself.
    assert_eq!(g.ana.put(&installed, &json!({})).status, 204);
    let again = text(&made(&g.generate(&bot, json!({ "app_id": app })))["token"]["value"]);
    assert_eq!(calls(&again), 200);
    assert_eq!(g.ana.delete(&format!("/v1/apps/{app}")).status, 204);
    assert_eq!((calls(&again), calls(&own)), (401, 200));
    assert_eq!(g.generate(&bot, json!({ "app_id": app })).code(), "app_not_installed");
}

#[test]
fn an_app_says_for_which_system_users_it_is_installed_page_by_page_and_what_would_end_with_it() {
    let g = ground();
    let (app, _) = g.app("Bot platform");
    let path = format!("/v1/apps/{app}/system-users");
    assert_eq!(g.ana.get(&path).json(), json!({ "items": [], "next_cursor": null }));
    let own = g.ana.subaccount("Own");
    let mut bots = Vec::new();
    for n in 0..5 {
        let (bot, _) = g.ana.system_user((n == 0).then_some(own.as_str()), &format!("bot {n}"));
        assert_eq!(g.ana.put(&format!("/v1/system-users/{bot}/apps/{app}"), &json!({})).status, 204);
        bots.push(bot);
    }
    let (other, _) = g.app("Another");
    assert_eq!(g.ana.put(&format!("/v1/system-users/{}/apps/{other}", bots[0]), &json!({})).status, 204);
    for _ in 0..2 {
        made(&g.generate(&bots[1], json!({ "app_id": app })));
    }
    made(&g.ana.post(&format!("/v1/system-users/{}/deactivate", bots[2]), &json!({})));
    let (mut cursor, mut seen) = (String::new(), Vec::new());
    loop {
        let page = g.ana.get(&format!("{path}?limit=2{cursor}")).json();
        seen.extend(page["items"].as_array().expect("a list").clone());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let ids: Vec<String> = seen.iter().map(|one| text(&one["id"])).collect();
    let mut wanted = bots.clone();
    wanted.sort_unstable();
    assert_eq!(ids, wanted);
    let of = |id: &str| seen.iter().find(|one| one["id"] == id).expect("it is listed").clone();
    assert_eq!((&of(&bots[1])["live_tokens"], &of(&bots[1])["username"]), (&json!(2), &json!("bot 1")));
    assert_eq!((&of(&bots[2])["live_tokens"], &of(&bots[2])["status"]), (&json!(0), &json!("inactive")));
    assert_eq!(of(&bots[0])["installed_at"], g.world.now().to_rfc3339());
    // Tokens that have ended count no more.
    assert_eq!(g.ana.delete(&format!("/v1/system-users/{}/apps/{app}", bots[1])).status, 204);
    assert_eq!(g.ana.get(&path).json()["items"].as_array().map(Vec::len), Some(4));
    // Whoever manages some subaccounts sees theirs.
    let grants = json!([{ "permission": "system_users:manage", "reach": "subaccounts" }]);
    let role = made(&g.ana.post("/v1/roles", &json!({ "name": "Of a part", "grants": grants })));
    let person = g.world.add_person(60, "user");
    let change = json!({ "version": 1, "role_id": role["id"], "subaccount_ids": [own] });
    made(&g.ana.patch(&format!("/v1/users/{person}"), &change));
    let part = g.isolate.sign_in("user60@example.com").get(&path).json();
    assert_eq!(part["items"].as_array().map(Vec::len), Some(1), "{part}");
    assert_eq!(part["items"][0]["id"], bots[0]);
    g.world.second_account();
    assert_eq!(g.isolate.sign_in("eve@other.example").get(&path).status, 404);
}

#[test]
fn the_figures_of_the_first_page_count_the_admin_beside_the_others() {
    let g = ground();
    g.accept();
    assert_eq!(g.level("standard"), 200);
    let account_wide = || g.ana.get("/v1/overview").json()["account_wide"].clone();
    assert_eq!(account_wide(), 0);
    let admin = text(&made(&g.with_role("admin"))["system_user"]["id"]);
    assert_eq!(account_wide(), 0);
    // So there is room for the one that the level allows, as the figure says.
    made(&g.with_role("employee"));
    assert_eq!(account_wide(), 1);
    assert_eq!(g.with_role("employee").code(), "system_user_limit");
    assert_eq!(g.level("advanced"), 200);
    assert_eq!(g.set_role(&admin, "employee").status, 200);
    assert_eq!(account_wide(), 2);
}

#[test]
fn a_number_of_a_whatsapp_account_sends_for_those_who_are_assigned_for_messages() {
    let g = ground();
    let (account, bot, token) = g.whatsapp();
    let send = || g.isolate.bot(&token).post(SEND, &hello()).status;
    assert_eq!(send(), 403);
    let assignment = format!("/v1/whatsapp-accounts/{account}/system-users/{bot}");
    for (tasks, status) in [
        (json!({ "full_control": true }), 200),
        (json!({ "tasks": ["VIEW_COST"] }), 403),
        (json!({ "tasks": ["MESSAGING", "VIEW_COST"] }), 200),
    ] {
        let answer = g.ana.put(&assignment, &tasks);
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(send(), status, "{tasks}");
    }
    let seen = g.ana.get(&format!("/v1/whatsapp-accounts/{account}")).json();
    assert_eq!(seen["system_users"][0]["tasks"], json!(["MESSAGING", "VIEW_COST"]));
    let seen = g.ana.get(&format!("/v1/system-users/{bot}/whatsapp-accounts")).json();
    assert_eq!((&seen["items"][0]["name"], &seen["items"][0]["full_control"]), (&json!("Support line"), &json!(false)));
    for wrong in [
        json!({}),
        json!({ "tasks": [] }),
        json!({ "tasks": ["NOTHING"] }),
        json!({ "tasks": ["MANAGE"], "full_control": true }),
    ] {
        assert_eq!(g.ana.put(&assignment, &wrong).status, 422, "{wrong}");
    }
    // Assigned without the scope is nothing, either.
    let without = text(&made(&g.generate(&bot, json!({ "scopes": ["introspect"] })))["token"]["value"]);
    assert_eq!(g.isolate.bot(&without).post(SEND, &hello()).status, 403);
    assert_eq!(g.ana.delete(&assignment).status, 204);
    assert_eq!(send(), 403);
    // A number that is in no WhatsApp account any more sends for everybody, as before there were any.
    let url = format!("/v1/whatsapp-accounts/{account}");
    let number = text(&g.ana.get(&url).json()["whatsapp_account"]["numbers"][0]["id"]);
    assert_eq!(g.ana.delete(&format!("{url}/numbers/{number}")).status, 204);
    assert_eq!(send(), 200);
}

#[test]
fn whoever_is_taken_off_while_a_message_is_on_its_way_in_sends_nothing() {
    let g = ground();
    let (account, bot, token) = g.whatsapp();
    let assignment = format!("/v1/whatsapp-accounts/{account}/system-users/{bot}");
    assert_eq!(g.ana.put(&assignment, &json!({ "full_control": true })).status, 200);
    let (ana, url) = (g.ana.clone(), assignment.clone());
    g.world.before_commit.set(move || assert_eq!(ana.delete(&url).status, 204));
    assert_eq!(g.isolate.bot(&token).post(SEND, &hello()).status, 403);
    assert_eq!(g.world.count("SELECT count(*) FROM message"), 0);
}

#[test]
fn a_number_belongs_to_one_whatsapp_account_however_it_is_written() {
    let g = ground();
    let (account, _, _) = g.whatsapp();
    let other = text(&made(&g.ana.post("/v1/whatsapp-accounts", &json!({ "name": "Sales" })))["id"]);
    let add = |id: &str, number: &str| {
        g.ana.post(&format!("/v1/whatsapp-accounts/{id}/numbers"), &json!({ "display_number": number }))
    };
    assert_eq!(add(&other, "+55 (11) 90000-2222").status, 422);
    let added = add(&other, "+55 (11) 90000-3333");
    assert_eq!((added.status, &added.json()["numbers"][0]["number"]), (201, &json!("5511900003333")));
    assert_eq!(add(&other, "no number").status, 422);
    let version = added.json()["version"].clone();
    let renamed =
        g.ana.patch(&format!("/v1/whatsapp-accounts/{other}"), &json!({ "version": version, "name": "Sales team" }));
    assert_eq!((renamed.status, &renamed.json()["name"]), (200, &json!("Sales team")));
    assert_eq!(g.ana.get("/v1/whatsapp-accounts").json()["items"].as_array().map(Vec::len), Some(2));
    assert_eq!(g.ana.delete(&format!("/v1/whatsapp-accounts/{account}")).status, 204);
    assert_eq!(add(&other, "5511900002222").status, 201);
    let missing = json!({ "name": null });
    assert_eq!(g.ana.post("/v1/whatsapp-accounts", &missing).status, 422);
}

#[test]
fn each_of_them_has_a_number_for_graph_paths_that_is_its_alone() {
    let g = ground();
    let (account, bot, _) = g.whatsapp();
    let (app, _) = g.app("Bot platform");
    let whatsapp = g.ana.get(&format!("/v1/whatsapp-accounts/{account}")).json()["whatsapp_account"].clone();
    let all = [
        g.ana.get("/v1/account").json()["graph_id"].clone(),
        g.ana.get(&format!("/v1/system-users/{bot}")).json()["system_user"]["graph_id"].clone(),
        g.ana.get(&format!("/v1/apps/{app}")).json()["graph_id"].clone(),
        whatsapp["graph_id"].clone(),
        whatsapp["numbers"][0]["graph_id"].clone(),
    ];
    let texts: std::collections::BTreeSet<String> = all.iter().map(text).collect();
    assert_eq!(texts.len(), all.len());
    assert!(texts.iter().all(|id| id.len() == 16 && id.starts_with('1') && id.bytes().all(|b| b.is_ascii_digit())));
    // What is gone leaves none behind.
    assert_eq!(g.ana.delete(&format!("/v1/whatsapp-accounts/{account}")).status, 204);
    assert_eq!(g.ana.delete(&format!("/v1/apps/{app}")).status, 204);
    let left =
        g.world.count("SELECT count(*) FROM graph_node WHERE id LIKE 'app%' OR id LIKE 'waba%' OR id LIKE 'phn%'");
    assert_eq!(left, 0);
}

#[test]
fn what_is_another_accounts_is_not_there() {
    let g = ground();
    let (account, bot, _) = g.whatsapp();
    let (app, _) = g.app("Bot platform");
    g.world.second_account();
    let eve = g.isolate.sign_in("eve@other.example");
    let (hers, _) = eve.system_user(None, "hers");
    for url in
        [format!("/v1/apps/{app}"), format!("/v1/whatsapp-accounts/{account}"), format!("/v1/system-users/{bot}/apps")]
    {
        assert_eq!(eve.get(&url).status, 404, "{url}");
    }
    for url in [
        format!("/v1/system-users/{hers}/apps/{app}"),
        format!("/v1/system-users/{bot}/apps/{app}"),
        format!("/v1/whatsapp-accounts/{account}/system-users/{hers}"),
    ] {
        assert_eq!(eve.put(&url, &json!({ "full_control": true })).status, 404, "{url}");
    }
    assert_eq!(
        g.ana
            .put(&format!("/v1/whatsapp-accounts/{account}/system-users/{hers}"), &json!({ "full_control": true }))
            .status,
        404
    );
}
