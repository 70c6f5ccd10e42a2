//! What a Graph call has read is a condition of what it writes: whatever is taken away between the two, it comes too late for nobody.

use std::sync::{Arc, Barrier};

use api_tests::graph::{FOUR, Ground, echoes, error, ground, proof};
use api_tests::{Actor, Answer, made, text};
use serde_json::{Value, json};

struct Stage {
    g: Ground,
    /// The number of an Employee, and a token of it.
    bot: String,
    bot_token: String,
    /// The numbers of a WhatsApp account and of its phone number.
    waba: String,
    phone: String,
    /// Ids by which people name them.
    admin_id: String,
    bot_id: String,
    waba_id: String,
}

fn stage() -> Stage {
    let g = ground();
    let bot = g.employee("bot");
    let bot_token = g.token_of(&bot, &format!("scope={FOUR}"));
    let (waba, phone, _) = g.whatsapp();
    made(&g.assign(&waba, &bot, "MANAGE"));
    echoes(&g.world);
    let all = g.ana.get("/v1/system-users").json()["items"].clone();
    let id = |name: &str| {
        text(&all.as_array().into_iter().flatten().find(|one| one["username"] == name).expect("it is listed")["id"])
    };
    let waba_id = text(&g.ana.get("/v1/whatsapp-accounts").json()["items"][0]["id"]);
    let (admin_id, bot_id) = (id("Admin"), id("bot"));
    Stage { bot, bot_token, waba, phone, admin_id, bot_id, waba_id, g }
}

fn hello() -> Value {
    json!({ "messaging_product": "whatsapp", "to": "5519900002222", "type": "text", "text": { "body": "Hi" } })
}

/// The writing calls of Graph, by name.
const CALLS: [&str; 12] = [
    "create a system user",
    "install the app",
    "generate for another",
    "generate for itself",
    "generate by the business",
    "end all",
    "exchange",
    "revoke",
    "assign",
    "unassign",
    "subscribe",
    "unsubscribe",
];

impl Stage {
    fn call(&self, name: &str) -> Answer {
        let g = &self.g;
        let admin = g.admin();
        let scope = "scope=whatsapp_business_messaging";
        let client = format!("client_id={}&client_secret={}", g.app, g.secret);
        match name {
            "create a system user" => g.create("another", "EMPLOYEE"),
            "install the app" => {
                let another = text(&g.ana.get("/v1/system-users?search=empty").json()["items"][0]["graph_id"]);
                admin.form(&format!("/v24.0/{another}/applications"), &format!("business_app={}", g.app))
            }
            "generate for another" => g.generate(&g.token, &self.bot, scope),
            "generate for itself" => g.generate(&g.token, &g.admin, scope),
            "generate by the business" => {
                let proof = proof(&g.secret, &g.token);
                let body = format!("system_user_id={}&{scope}&appsecret_proof={proof}", self.bot);
                admin.form(&format!("/v24.0/{}/system_user_access_tokens", g.business), &body)
            }
            "end all" => admin.delete(&format!("/v24.0/{}/access_tokens", self.bot)),
            "exchange" => g.nobody().get(&format!(
                "/v24.0/oauth/access_token?grant_type=fb_exchange_token&{client}&fb_exchange_token={}",
                g.token
            )),
            "revoke" => {
                let by = contract::client::percent_encode(&format!("{}|{}", g.app, g.secret));
                let url = format!("/v24.0/oauth/revoke?{client}&revoke_token={}&access_token={by}", self.bot_token);
                g.nobody().get(&url)
            }
            "assign" => g.assign(&self.waba, &g.admin, "MESSAGING"),
            "unassign" => admin.delete(&format!("/v24.0/{}/assigned_users?user={}", self.waba, self.bot)),
            "subscribe" => {
                let body = "override_callback_uri=https://bot.example.com/other&verify_token=x";
                admin.form(&format!("/v24.0/{}/subscribed_apps", self.waba), body)
            }
            "unsubscribe" => admin.delete(&format!("/v24.0/{}/subscribed_apps", self.waba)),
            other => panic!("{other}"),
        }
    }

    fn before_commit(&self, what: impl FnOnce(&Actor) + Send + 'static) {
        let ana = self.g.ana.clone();
        self.g.world.before_commit.set(move || what(&ana));
    }
}

/// What may happen meanwhile, and the calls that it is to stop.
fn meanwhile(name: &str, s: &Stage) {
    let (admin, app, waba) = (s.admin_id.clone(), s.g.app_id.clone(), s.waba_id.clone());
    let token = {
        let all = s.g.ana.get(&format!("/v1/system-users/{admin}")).json()["system_user"]["tokens"].clone();
        text(&all.as_array().into_iter().flatten().find(|one| !one["app"].is_null()).expect("a token of the app")["id"])
    };
    match name {
        "the Admin became an Employee" => s.before_commit(move |ana| {
            let url = format!("/v1/system-users/{admin}");
            let version = ana.get(&url).json()["system_user"]["version"].clone();
            made(&ana.put(&format!("{url}/role"), &json!({ "version": version, "role": "employee" })));
        }),
        "its token was revoked" => s.before_commit(move |ana| {
            let answer = ana.delete(&format!("/v1/system-users/{admin}/tokens/{token}"));
            assert!(answer.status < 300, "{}", answer.text());
        }),
        "it was deactivated" => s.before_commit(move |ana| {
            made(&ana.post(&format!("/v1/system-users/{admin}/deactivate"), &json!({})));
        }),
        "it was deleted" => s.before_commit(move |ana| {
            made(&ana.post(&format!("/v1/system-users/{admin}/deactivate"), &json!({})));
            assert_eq!(ana.delete(&format!("/v1/system-users/{admin}")).status, 204);
        }),
        "the app was deleted" => {
            s.before_commit(move |ana| assert_eq!(ana.delete(&format!("/v1/apps/{app}")).status, 204));
        }
        "the app was taken away" => s.before_commit(move |ana| {
            assert_eq!(ana.delete(&format!("/v1/system-users/{admin}/apps/{app}")).status, 204);
        }),
        "the app got another secret" => s.before_commit(move |ana| {
            made(&ana.post(&format!("/v1/apps/{app}/secret"), &json!({ "confirm": true })));
        }),
        "the WhatsApp account was deleted" => {
            s.before_commit(move |ana| assert_eq!(ana.delete(&format!("/v1/whatsapp-accounts/{waba}")).status, 204));
        }
        "the bot was deleted" => {
            let bot = s.bot_id.clone();
            s.before_commit(move |ana| {
                made(&ana.post(&format!("/v1/system-users/{bot}/deactivate"), &json!({})));
                assert_eq!(ana.delete(&format!("/v1/system-users/{bot}")).status, 204);
            });
        }
        other => panic!("{other}"),
    }
}

/// The calls that an event stops. What the app's secret alone does goes on without the Admin.
fn stopped(event: &str) -> Vec<&'static str> {
    let by_admin = CALLS.iter().copied().filter(|call| *call != "revoke");
    match event {
        "the Admin became an Employee" => {
            // It goes on to have its own tokens.
            by_admin.filter(|call| !["generate for itself", "exchange"].contains(call)).collect()
        }
        "its token was revoked" | "it was deactivated" | "it was deleted" | "the app was taken away" => {
            by_admin.collect()
        }
        "the app was deleted" => CALLS.to_vec(),
        // Those that show it; a token goes on.
        "the app got another secret" => {
            vec!["generate for another", "generate for itself", "generate by the business", "exchange", "revoke"]
        }
        "the WhatsApp account was deleted" => vec!["assign", "unassign", "subscribe", "unsubscribe"],
        "the bot was deleted" => {
            vec!["generate for another", "generate by the business", "end all", "revoke", "unassign"]
        }
        other => panic!("{other}"),
    }
}

#[test]
fn whatever_is_taken_away_before_a_graph_call_writes_stops_it() {
    let mut wrong = Vec::new();
    for event in [
        "the Admin became an Employee",
        "its token was revoked",
        "it was deactivated",
        "it was deleted",
        "the app was deleted",
        "the app was taken away",
        "the app got another secret",
        "the WhatsApp account was deleted",
        "the bot was deleted",
    ] {
        for call in CALLS {
            let s = stage();
            if call == "install the app" {
                made(&s.g.create("empty", "EMPLOYEE"));
            }
            if call == "unsubscribe" {
                made(&s.call("subscribe"));
            }
            // A subscription is of two kinds, and each has its event; of one change.
            let events = "SELECT count(DISTINCT request_id) FROM audit_event WHERE actor_kind = 'system_user'";
            let before = s.g.world.count(events);
            meanwhile(event, &s);
            let answer = s.call(call);
            assert!(!s.g.world.before_commit.is_set(), "{event}, {call}: it happened");
            let written = s.g.world.count(events) - before;
            let refused = answer.status != 200 || answer.json()["error"].is_object();
            let is_stopped = stopped(event).contains(&call);
            if (refused, written) != (is_stopped, i64::from(!is_stopped)) || answer.status >= 500 {
                wrong.push(format!("{event}; {call}: {} {written} {}", answer.status, answer.text()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn whoever_is_taken_off_or_away_while_its_message_is_on_its_way_sends_nothing() {
    for event in ["unassigned", "number gone", "channel off", "the WhatsApp account was deleted", "the bot was deleted"]
    {
        let s = stage();
        let (waba, bot) = (s.waba_id.clone(), s.bot_id.clone());
        match event {
            "unassigned" => s.before_commit(move |ana| {
                assert_eq!(ana.delete(&format!("/v1/whatsapp-accounts/{waba}/system-users/{bot}")).status, 204);
            }),
            "number gone" => s.before_commit(move |ana| {
                let url = format!("/v1/whatsapp-accounts/{waba}");
                let number = text(&ana.get(&url).json()["whatsapp_account"]["numbers"][0]["id"]);
                assert_eq!(ana.delete(&format!("{url}/numbers/{number}")).status, 204);
            }),
            "channel off" => s.before_commit(|ana| {
                let channel = ana.get("/v1/channels").json()["items"][0].clone();
                let body = json!({ "version": channel["version"], "status": "inactive" });
                made(&ana.patch(&format!("/v1/channels/{}", text(&channel["id"])), &body));
            }),
            other => meanwhile(other, &s),
        }
        let answer = s.g.isolate.bot(&s.bot_token).post(&format!("/v24.0/{}/messages", s.phone), &hello());
        assert!(!s.g.world.before_commit.is_set(), "{event}");
        assert!(matches!(answer.status, 400 | 401), "{event}: {} {}", answer.status, answer.text());
        assert_eq!(s.g.world.count("SELECT count(*) FROM message"), 0, "{event}");
    }
}

#[test]
fn of_the_people_of_a_whatsapp_account_there_are_two_hundred_however_many_are_added_at_once() {
    let s = stage();
    let g = &s.g;
    let users: Vec<(String, String)> = (0..212)
        .map(|n| {
            let subaccount = g.ana.subaccount(&format!("s{n}"));
            let made_one = made(
                &g.ana.post("/v1/system-users", &json!({ "subaccount_id": subaccount, "username": format!("b{n}") })),
            );
            (text(&made_one["system_user"]["id"]), text(&made_one["system_user"]["graph_id"]))
        })
        .collect();
    let url = |id: &str| format!("/v1/whatsapp-accounts/{}/system-users/{id}", s.waba_id);
    // One is there already.
    for (id, _) in &users[..192] {
        made(&g.ana.put(&url(id), &json!({ "full_control": true })));
    }
    let (barrier, headers, admin) = (Barrier::new(20), g.ana.headers(), g.token.clone());
    let answers: Vec<(u16, String)> = std::thread::scope(|scope| {
        let all: Vec<_> = users[192..]
            .iter()
            .enumerate()
            .map(|(n, (id, number))| {
                let (barrier, world, headers, admin) = (&barrier, Arc::clone(&g.world), &headers, &admin);
                let (url, waba) = (url(id), &s.waba);
                scope.spawn(move || {
                    let nobody = world.isolate().nobody();
                    let ana = headers.iter().fold(nobody, |one, (name, value)| one.with(name, value));
                    let bot = world.isolate().bot(admin);
                    barrier.wait();
                    // By both doors.
                    if n % 2 == 0 {
                        let answer = ana.put(&url, &json!({ "full_control": true }));
                        (answer.status, answer.json()["code"].as_str().unwrap_or_default().to_owned())
                    } else {
                        let body = format!("user={number}&tasks=MANAGE");
                        let answer = bot.form(&format!("/v24.0/{waba}/assigned_users"), &body);
                        (
                            answer.status,
                            answer.json()["error"]["error_user_msg"].as_str().unwrap_or_default().to_owned(),
                        )
                    }
                })
            })
            .collect();
        all.into_iter().map(|one| one.join().expect("an answer")).collect()
    });
    assert_eq!(g.world.count("SELECT count(*) FROM whatsapp_assignment"), 200, "{answers:?}");
    assert_eq!(answers.iter().filter(|(status, _)| *status == 200).count(), 7, "{answers:?}");
    let refused = |(status, said): &(u16, String)| {
        *status == 200 || (*status == 409 && said == "assignment_limit") || (*status == 400 && said.contains("200"))
    };
    assert!(answers.iter().all(refused), "{answers:?}");
    // Who is there already gets other tasks, and a place that is given up is another one's.
    made(&g.ana.put(&url(&users[0].0), &json!({ "tasks": ["MESSAGING"] })));
    let is_without =
        |id: &str| g.ana.get(&format!("/v1/system-users/{id}/whatsapp-accounts")).json()["items"] == json!([]);
    let (without, number) = users.iter().find(|(id, _)| is_without(id)).expect("somebody without");
    let refused = g.ana.put(&url(without), &json!({ "full_control": true }));
    assert_eq!((refused.code(), &refused.json()["limit"]), ("assignment_limit".to_owned(), &json!(200)));
    assert_eq!(error(&g.assign(&s.waba, number, "MANAGE")).1, 100);
    assert_eq!(g.ana.delete(&url(&users[0].0)).status, 204);
    made(&g.ana.put(&url(without), &json!({ "full_control": true })));
    assert_eq!(error(&g.assign(&s.waba, &users[0].1, "MANAGE")).1, 100);
}
