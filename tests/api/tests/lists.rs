//! Every list: its order, its pages, what it is searched for, and what a page reads.

use std::collections::BTreeSet;

use api_tests::{Actor, World, audit};
use serde_json::{Value, json};

const NAMES: [&str; 8] = ["Zoë", "ana", "Ñandú", "Ángel", "Nuno", "Équipe", "Óscar", "zz"];
const IN_ORDER: [&str; 8] = ["ana", "Ángel", "Équipe", "Nuno", "Ñandú", "Óscar", "Zoë", "zz"];

fn items(actor: &Actor, target: &str) -> Vec<Value> {
    let answer = actor.get(target);
    assert_eq!(answer.status, 200, "{target}: {}", answer.text());
    answer.json()["items"].as_array().expect("items").clone()
}

fn column(rows: &[Value], pointer: &str) -> Vec<String> {
    rows.iter().map(|row| row.pointer(pointer).and_then(Value::as_str).unwrap_or("-").to_owned()).collect()
}

#[test]
fn names_stand_in_the_order_of_their_letters_in_every_list() {
    let world = World::new();
    let ana = world.isolate().set_up();
    for (i, name) in NAMES.iter().enumerate() {
        let subaccount = ana.subaccount(name);
        ana.system_user(Some(&subaccount), name);
        assert_eq!(ana.post("/v1/teams", &json!({ "name": name })).status, 201);
        assert_eq!(ana.post("/v1/roles", &json!({ "name": name, "permissions": ["inbox:use"] })).status, 201);
        let person = json!({ "email": format!("p{i}@example.com"), "name": name, "role_id": "role_developer" });
        assert_eq!(ana.post("/v1/users", &person).status, 201);
    }
    let all: Vec<Value> = items(&ana, "/v1/users?role_id=role_developer").iter().map(|p| p["id"].clone()).collect();
    let team = ana.post("/v1/teams", &json!({ "name": "All", "member_ids": all })).json()["id"].clone();
    let team = team.as_str().expect("an id");
    for (target, pointer) in [
        ("/v1/subaccounts", "/name"),
        ("/v1/users?role_id=role_developer", "/name"),
        ("/v1/users?role_id=role_developer&status=active", "/name"),
        (&format!("/v1/users?team_id={team}"), "/name"),
        ("/v1/system-users?sort=username", "/username"),
        ("/v1/system-users?sort=subaccount&status=active", "/subaccount/name"),
    ] {
        assert_eq!(column(&items(&ana, target), pointer), IN_ORDER, "{target}");
    }
    let mut reversed = IN_ORDER;
    reversed.reverse();
    assert_eq!(column(&items(&ana, "/v1/system-users?sort=-username"), "/username"), reversed);
    let roles = items(&ana, "/v1/roles");
    assert_eq!(column(&roles[10..], "/name"), IN_ORDER, "behind the built-in ones");
    let teams = column(&items(&ana, "/v1/teams"), "/name");
    assert_eq!(teams[..3], ["All", "ana", "Ángel"]);
    let members = ana.get(&format!("/v1/teams/{team}")).json()["members"].as_array().expect("members").clone();
    assert_eq!(column(&members, "/name"), IN_ORDER);
    // The owner, Ana López, stands among those who can look after bots; an invited person without a password does too.
    let custodians = column(&items(&ana, "/v1/custodians"), "/name");
    assert_eq!(custodians[..3], ["ana", "Ana López", "Ángel"]);

    for (target, found) in [
        ("/v1/subaccounts?search=EQUIPE", "Équipe"),
        ("/v1/teams?search=nandu", "Ñandú"),
        ("/v1/roles?search=o%CC%81scar", "Óscar"),
        ("/v1/custodians?search=%C3%89QUIPE", "Équipe"),
        ("/v1/roles?search=administrador", "admin"),
    ] {
        assert_eq!(column(&items(&ana, target), "/name"), [found], "{target}");
    }
    assert_eq!(column(&items(&ana, "/v1/system-users?search=ZOE"), "/username"), ["Zoë"]);
}

#[test]
fn a_renamed_person_and_subaccount_move_in_every_list() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let [first, second] = ["Alfa", "Beta"].map(|name| ana.subaccount(name));
    ana.system_user(Some(&first), "one");
    ana.system_user(Some(&second), "two");
    let by = |sort: &str| column(&items(&ana, &format!("/v1/system-users?sort={sort}")), "/username");
    assert_eq!(by("subaccount"), ["one", "two"]);
    let renamed = ana.patch(&format!("/v1/subaccounts/{first}"), &json!({ "version": 1, "name": "Óptica" }));
    assert_eq!(renamed.status, 200, "{}", renamed.text());
    assert_eq!(by("subaccount"), ["two", "one"]);
    let subaccounts = column(&items(&ana, "/v1/subaccounts"), "/name");
    assert_eq!(subaccounts, ["Beta", "Óptica"]);
}

#[test]
fn one_name_is_one_team_one_role_and_one_reference_name_however_it_is_written() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let create = |path: &str, name: &str| {
        let body = match path {
            "/v1/subaccounts" => json!({ "name": "x", "reference_name": name }),
            "/v1/roles" => json!({ "name": name, "permissions": ["inbox:use"] }),
            _ => json!({ "name": name }),
        };
        let answer = ana.post(path, &body);
        (answer.status, answer.field())
    };
    for (path, field) in [("/v1/teams", "/name"), ("/v1/roles", "/name"), ("/v1/subaccounts", "/reference_name")] {
        assert_eq!(create(path, "Équipe").0, 201, "{path}");
        for twin in ["E\u{301}quipe", "ÉQUIPE", "e\u{301}QUIPE", "Équipe"] {
            assert_eq!(create(path, twin), (409, format!("{field} taken")), "{path} {twin}");
        }
        assert_eq!(create(path, "Equipe").0, 201, "another name");
    }
    for name in ["Admin", "desarrollador", "Usuário", "inbox manager", "role_admin", "role_x"] {
        assert_eq!(create("/v1/roles", name), (409, "/name taken".to_owned()), "{name}");
    }
    let role = items(&ana, "/v1/roles?search=equipe")[0].clone();
    let rename = |name: &str| {
        let path = format!("/v1/roles/{}", role["id"].as_str().expect("an id"));
        ana.patch(&path, &json!({ "version": role["version"], "name": name }))
    };
    assert_eq!(rename("Developer").field(), "/name taken");
    assert_eq!(rename("EQUIPE").status, 200, "its own name in another case");
}

/// Rows of before, and of a Worker that knows no keys: the clock gives them theirs. Twins that are there stay.
#[test]
fn names_without_a_key_get_theirs_by_the_clock() {
    let world = World::new();
    let ana = world.isolate().set_up();
    let account = world.account();
    let mut sql = format!("BEGIN; {};", audit("aud_old", &account, "team.created", "x"));
    for (i, name) in ["Zoë", "Équipe", "E\u{301}QUIPE", "Ángel"].iter().enumerate() {
        sql += &format!(
            "INSERT INTO team (id, account_id, name, created_at, event_id) VALUES ('team_{i:026}', '{account}', '{name}', 1, 'aud_old'); \
             INSERT INTO subaccount (id, account_id, name, reference_name, created_at, event_id) \
             VALUES ('sub_{i:026}', '{account}', '{name}', '{name}', 1, 'aud_old');"
        );
    }
    world.sql(&(sql + "DELETE FROM open_event; COMMIT")).expect("rows as an older Worker writes them");
    assert_eq!(column(&items(&ana, "/v1/teams"), "/name").len(), 4, "they are there at once");
    world.scheduled();
    let in_order = ["Ángel", "Équipe", "E\u{301}QUIPE", "Zoë"];
    assert_eq!(column(&items(&ana, "/v1/teams"), "/name"), in_order);
    assert_eq!(column(&items(&ana, "/v1/subaccounts"), "/name"), in_order);
    assert_eq!(ana.post("/v1/teams", &json!({ "name": "équipe" })).status, 409, "no third one");
    assert_eq!(world.count("SELECT count(*) FROM team WHERE folded = 0"), 0);
    // Renamed by an older Worker: the key follows, roughly at once and wholly by the clock.
    world
        .sql(&format!(
            "BEGIN; {}; UPDATE team SET name = 'Ñu', version = 2, event_id = 'aud_new' WHERE name = 'Ángel'; DELETE FROM open_event; COMMIT",
            audit("aud_new", &account, "team.updated", "x")
        ))
        .expect("renamed");
    assert_eq!(world.count("SELECT count(*) FROM team WHERE folded = 0"), 1);
    world.scheduled();
    assert_eq!(column(&items(&ana, "/v1/teams"), "/name"), ["Équipe", "E\u{301}QUIPE", "Ñu", "Zoë"]);
}

const ROWS: usize = 700;

/// An account with many of everything; the last of ten system users was used last.
fn filled() -> (std::sync::Arc<World>, Actor) {
    let world = World::new();
    let ana = world.isolate().set_up();
    let account = world.account();
    let owner: String = world.db.lock().query_row("SELECT owner_id FROM account", [], |r| r.get(0)).expect("an owner");
    let rows = format!("WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {ROWS})");
    let (k, c) = ("printf('name %05d', (n * 7919) % 100003)", "folded");
    let id = |prefix: &str| format!("'{prefix}_' || printf('%026d', n)");
    let (usr, sub, su, team, role, inv, mail, ses) =
        (id("usr"), id("sub"), id("su"), id("team"), id("role"), id("inv"), id("mail"), id("ses"));
    let (aud, req) = (id("aud"), id("req"));
    let (src, rfd, msg, evt, dlv) = (id("src"), id("rfd"), id("msg"), id("evt"), id("dlv"));
    world
        .sql(&format!(
            "BEGIN; {}; \
             {rows} INSERT INTO person (id, account_id, email, email_key, name, name_key, {c}, role, status, two_factor, locale, created_at, event_id) \
               SELECT {usr}, '{account}', n || '@example.com', n || '@example.com', {k}, {k}, 1, \
                 CASE n % 3 WHEN 0 THEN 'developer' WHEN 1 THEN 'user' ELSE 'sale' END, \
                 CASE n % 4 WHEN 0 THEN 'inactive' ELSE 'active' END, n % 2, 'en', 1, 'aud_fill' FROM c; \
             {rows} INSERT INTO subaccount (id, account_id, name, reference_name, name_key, reference_name_key, {c}, created_at, event_id) \
               SELECT {sub}, '{account}', {k}, n, {k}, n, 1, 1, 'aud_fill' FROM c; \
             {rows} INSERT INTO system_user (id, account_id, subaccount_id, username, username_key, {c}, status, created_by, created_by_name, created_at, event_id) \
               SELECT {su}, '{account}', {sub}, {k}, {k}, 1, CASE n % 2 WHEN 0 THEN 'inactive' ELSE 'active' END, '{owner}', 'Ana', n, 'aud_fill' FROM c; \
             {rows} INSERT INTO system_user_use (system_user_id, last_used_at) SELECT {su}, n FROM c WHERE n % 10 = 0; \
             {rows} INSERT INTO team (id, account_id, name, name_key, {c}, created_at, event_id) SELECT {team}, '{account}', {k}, {k}, 1, 1, 'aud_fill' FROM c; \
             {rows} INSERT INTO team_member (account_id, team_id, person_id, event_id) SELECT '{account}', 'team_' || printf('%026d', 1), {usr}, 'aud_fill' FROM c WHERE n <= 400; \
             {rows} INSERT INTO role (id, account_id, name, name_key, {c}, grants, created_at, event_id) SELECT {role}, '{account}', {k}, {k}, 1, '{{}}', 1, 'aud_fill' FROM c; \
             {rows} INSERT INTO invitation (id, account_id, email, email_key, name, role, locale, digest, invited_by, invited_by_name, created_at, expires_at, event_id) \
               SELECT {inv}, '{account}', 'i' || n || '@example.com', 'i' || n || '@example.com', 'I', 'user', 'en', n, \
                 CASE n % 2 WHEN 0 THEN '{owner}' ELSE 'usr_' || printf('%026d', 1) END, 'A', n, 1, 'aud_fill' FROM c; \
             {rows} INSERT INTO mail (id, account_id, recipient, kind, status, created_at) SELECT {mail}, '{account}', 'a', 'invitation', 'sent', n FROM c; \
             {rows} INSERT INTO session (id, account_id, person_id, digest, created_at, last_seen_at, event_id) \
               SELECT {ses}, '{account}', '{owner}', 'd' || n, 1800000000000, 1800000000000, 'aud_fill' FROM c; \
             {rows} INSERT INTO audit_event (id, account_id, at, actor_kind, actor_id, actor_name, action, subject_id, request_id, detail) \
               SELECT {aud}, '{account}', n, 'person', '{owner}', 'Ana', 'system_user.activated', 'su_' || printf('%026d', 1), {req}, \
                 '{{\"before\":{{}},\"after\":{{\"status\":\"active\"}}}}' FROM c; \
             {rows} INSERT INTO audit_event (id, account_id, at, actor_kind, actor_id, actor_name, action, subject_id, request_id, detail) \
               SELECT replace({aud}, 'aud_0', 'aud_1'), '{account}', n, 'person', '{owner}', 'Ana', 'user.password_changed', '{owner}', {req}, '{{}}' FROM c; \
             {rows} INSERT INTO inbound_source (id, account_id, provider, name, name_key, medium, authentication, created_by, created_by_name, created_at, event_id) \
               SELECT {src}, '{account}', 'sinch_sms', {k}, {k}, 'sms', 'address', '{owner}', 'Ana', 1, 'aud_fill' FROM c; \
             {rows} INSERT INTO refused_inbound (id, account_id, source_id, at, why, excerpt) \
               SELECT {rfd}, '{account}', 'src_' || printf('%026d', 1), n, 'not_json', '' FROM c WHERE n <= 100; \
             {rows} INSERT INTO message (id, account_id, direction, subaccount_id, person_key, person, origin, conversation, once_key, correlation_id, \
                 kind, content, state, rank, at, received_at) \
               SELECT {msg}, '{account}', CASE n % 2 WHEN 0 THEN 'in' ELSE 'out' END, CASE n / 2 % 2 WHEN 0 THEN 'sub_' || printf('%026d', 1) END, \
                 '5519990001111', '5519990001111', '28128', 'c', n, 'r', 'text', '{{}}', 'received', 0, n, n FROM c; \
             INSERT INTO webhook (id, account_id, name, name_key, kind, url, format, all_subaccounts, accept_null, created_by, created_by_name, created_at, event_id) \
               VALUES ('wh_' || printf('%026d', 1), '{account}', 'W', 'w', 'mo', 'https://a.example/', 'standard', 1, 1, '{owner}', 'Ana', 1, 'aud_fill'); \
             {rows} INSERT INTO event (id, account_id, kind, message_id, conversation, sequence, once_key, detail, at) \
               SELECT {evt}, '{account}', 'mo', {msg}, 'c', n, n, '{{}}', n FROM c; \
             {rows} INSERT INTO delivery (id, account_id, event_id, webhook_id, message_id, conversation, sequence, state, created_at) \
               SELECT {dlv}, '{account}', {evt}, 'wh_' || printf('%026d', 1), {msg}, 'c', n, 'dead', n FROM c; \
             DELETE FROM open_event; COMMIT",
            audit("aud_fill", &account, "account.updated", &account)
        ))
        .expect("many rows");
    (world, ana)
}

/// Every list with each of its orders and filters.
fn lists(owner: &str) -> Vec<(String, &'static str)> {
    let mut all: Vec<(String, &'static str)> = vec![];
    for sort in ["username", "subaccount", "created_at", "last_used_at", "status"] {
        for direction in ["", "-"] {
            all.push((format!("/v1/system-users?sort={direction}{sort}"), "/items"));
            all.push((format!("/v1/system-users?sort={direction}{sort}&status=inactive"), "/items"));
        }
    }
    for target in [
        "/v1/users?",
        "/v1/users?role_id=role_developer",
        "/v1/users?status=inactive",
        "/v1/users?two_factor=true",
        "/v1/users?role_id=role_user&status=active",
        "/v1/users?status=active&two_factor=true",
        "/v1/users?search=name",
        "/v1/users?team_id=team_00000000000000000000000001",
        "/v1/users?sort=-name",
        "/v1/users?sort=-name&role_id=role_developer",
        "/v1/users?sort=-name&status=active&two_factor=true",
        "/v1/users?sort=-name&team_id=team_00000000000000000000000001",
        "/v1/users?sort=role",
        "/v1/users?sort=-role",
        "/v1/users?sort=-role&role_id=role_user",
        "/v1/users?sort=status",
        "/v1/users?sort=-status",
        "/v1/users?sort=two_factor",
        "/v1/users?sort=-two_factor",
        "/v1/subaccounts?",
        "/v1/teams?",
        "/v1/roles?",
        "/v1/custodians?",
        "/v1/invitations?",
        "/v1/mails?",
        "/v1/sessions?",
        "/v1/inbound-sources?",
        "/v1/inbound-sources?search=name",
        "/v1/messages?",
        "/v1/messages?direction=out",
        "/v1/messages?person=551990001111",
        "/v1/messages?correlation_id=r&direction=in",
        "/v1/messages?subaccount_id=sub_00000000000000000000000001",
        "/v1/messages?subaccount_id=null",
        "/v1/deliveries?",
        "/v1/deliveries?state=dead",
        "/v1/deliveries?webhook_id=wh_00000000000000000000000001",
        "/v1/webhooks/wh_00000000000000000000000001/deliveries?state=dead",
        "/v1/audit-events?",
        "/v1/audit-events?action=system_user.activated",
        "/v1/audit-events?subject=su_00000000000000000000000001",
    ] {
        all.push((target.to_owned(), "/items"));
    }
    all.push((format!("/v1/invitations?invited_by={owner}"), "/items"));
    all.push((format!("/v1/audit-events?actor={owner}"), "/items"));
    all.push((format!("/v1/audit-events?actor={owner}&action=user.password_changed"), "/items"));
    all.push((format!("/v1/audit-events?actor={owner}&subject=su_00000000000000000000000001"), "/items"));
    all.push((format!("/v1/users/{owner}/offboarding?"), "/created"));
    all.push((format!("/v1/users/{owner}/history?"), "/items"));
    all.push(("/v1/system-users/su_00000000000000000000000001/history?".to_owned(), "/items"));
    all
}

/// What reads a whole table. What is in the request itself, or on the page already, may be gone through.
fn scans(plan: &str) -> Option<&str> {
    let small = [
        "json_each",
        "page",
        "held",
        "roles",
        // Of a token: those that took its place in turn.
        "line",
        "VIRTUAL TABLE",
        "CONSTANT ROW",
        "(subquery",
        "UNION",
        "t",
        "c",
        "g",
        "p",
        "m",
    ];
    plan.lines().find(|line| {
        line.trim().strip_prefix("SCAN ").is_some_and(|what| {
            let table = what.split_whitespace().next().unwrap_or_default();
            !small.contains(&table) && !small[..8].iter().any(|s| what.contains(s))
        })
    })
}

#[test]
fn every_page_of_every_list_reads_its_own_rows_at_any_depth_and_each_row_comes_once() {
    let (world, ana) = filled();
    let owner: String = world.db.lock().query_row("SELECT owner_id FROM account", [], |r| r.get(0)).expect("an owner");
    for (target, items) in lists(&owner) {
        let (mut cursor, mut steps, mut seen) = (None::<String>, Vec::new(), Vec::new());
        for page in 0.. {
            assert!(page < 60, "{target} has an end");
            let at = cursor.as_ref().map(|c| format!("&cursor={c}")).unwrap_or_default();
            world.reads.lock().expect("reads").clear();
            let answer = ana.get(&format!("{target}&limit=50{at}"));
            assert_eq!(answer.status, 200, "{target}: {}", answer.text());
            let body = answer.json();
            let rows = body.pointer(items).and_then(Value::as_array).expect("rows").clone();
            seen.extend(column(&rows, "/id"));
            let reads = std::mem::take(&mut *world.reads.lock().expect("reads"));
            let mut all = 0;
            for (sql, params) in reads.iter().filter(|(sql, _)| !sql.contains("count(*) FROM person WHERE")) {
                let (plan, cost) = world.explain(sql, params);
                assert_eq!(scans(&plan), None, "{target}\n{sql}\n{plan}");
                // What is sorted is a page that was found, the first of each role, the places of one person, a page of what
                // came in and one of what went out, or the subaccounts of one webhook.
                let few = [
                    "WITH page",
                    "WITH roles",
                    "SELECT (SELECT json_group_array(json_array(id, name, supervisor))",
                    "SELECT m.id AS id, m.direction",
                    "SELECT w.id, w.account_id, w.name, w.name_key",
                ];
                let may_sort = few.iter().any(|text| sql.starts_with(text));
                assert!(may_sort || !plan.contains("B-TREE FOR ORDER BY"), "{target}\n{sql}\n{plan}");
                all += cost;
            }
            cursor = body["next_cursor"].as_str().map(str::to_owned);
            // The last page is shorter; all the others cost what the first one costs.
            if cursor.is_none() {
                break;
            }
            steps.push(all);
        }
        let unique: BTreeSet<&String> = seen.iter().collect();
        assert_eq!(unique.len(), seen.len(), "{target}: each comes once");
        assert!(seen.len() >= 150, "{target}: {} rows", seen.len());
        let (least, most) = (steps.iter().min().expect("pages"), steps.iter().max().expect("pages"));
        assert!(*most <= least * 2 + 2_000, "{target}: {steps:?}");
    }
}

#[test]
fn people_are_sorted_by_each_column_and_turned_round() {
    let (_, ana) = filled();
    for (sort, pointer) in [("name", "/name"), ("role", "/role"), ("status", "/status"), ("two_factor", "/two_factor")]
    {
        let read = |sort: &str| {
            let (mut all, mut cursor) = (Vec::new(), String::new());
            for _ in 0..200 {
                let answer = ana.get(&format!("/v1/users?limit=200&sort={sort}{cursor}"));
                assert_eq!(answer.status, 200, "{sort}: {}", answer.text());
                let page = answer.json();
                all.extend(page["items"].as_array().expect("items").iter().map(|one| {
                    let value = one.pointer(pointer).expect("a value");
                    (value.as_str().map_or_else(|| value.to_string(), str::to_owned), one["id"].to_string())
                }));
                match page["next_cursor"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            all
        };
        let up = read(sort);
        let mut down = read(&format!("-{sort}"));
        down.reverse();
        assert_eq!(up, down, "{sort}");
        assert!(sort == "name" || up.windows(2).all(|two| two[0].0 <= two[1].0), "{sort}");
    }
    assert_eq!(ana.get("/v1/users?sort=last_seen_at").field(), "/sort invalid_choice");
    let next = ana.get("/v1/users?limit=1").json()["next_cursor"].as_str().expect("a cursor").to_owned();
    assert_eq!(ana.get(&format!("/v1/users?sort=role&cursor={next}")).field(), "/cursor invalid_cursor");
}

#[test]
fn every_list_says_when_it_is_cut_and_takes_a_limit() {
    let (world, ana) = filled();
    let owner: String = world.db.lock().query_row("SELECT owner_id FROM account", [], |r| r.get(0)).expect("an owner");
    for (target, items) in lists(&owner) {
        let one = ana.get(&format!("{target}&limit=1")).json();
        assert_eq!(one.pointer(items).and_then(Value::as_array).map(Vec::len), Some(1), "{target}");
        assert!(one["next_cursor"].is_string(), "{target}");
        let many = ana.get(&format!("{target}&limit=201"));
        assert_eq!(many.field(), "/limit out_of_range", "{target}");
        let wrong = ana.get(&format!("{target}&cursor=nonsense"));
        assert_eq!(wrong.field(), "/cursor invalid_cursor", "{target}");
    }
    let offboarding = ana.get(&format!("/v1/users/{owner}/offboarding?limit=200")).json();
    assert_eq!(offboarding["more_invitations"], json!(true));
    assert_eq!(offboarding["invitations"].as_array().map(Vec::len), Some(200));
    // The built-in roles are paged like the others.
    let first = ana.get("/v1/roles?limit=4").json();
    let second = ana.get(&format!("/v1/roles?limit=9&cursor={}", first["next_cursor"].as_str().expect("more"))).json();
    let ids = column(second["items"].as_array().expect("items"), "/id");
    assert_eq!((ids[0].as_str(), ids[5].as_str()), ("role_service", "role_data_analyst"));
    assert!(ids[6].starts_with("role_0"), "{ids:?}");
}
