//! Graph paths (product 2.2 to 2.5; ADR 0042): what Meta's own clients send, in all their spellings, and what they are answered.

use api_tests::graph::{FOUR, error, ground, proof};
use api_tests::{Answer, made, text};
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;

#[test]
fn the_seeds_walk_is_gone_by_graph_paths() {
    let g = ground();
    let id = g.employee("BP-WhatsApp");
    let token = g.token_of(&id, &format!("scope={FOUR}"));
    let me = made(&g.works(&token));
    assert_eq!((text(&me["id"]), text(&me["name"])), (id.clone(), "BP-WhatsApp".to_owned()));
    let (account, phone, _) = g.whatsapp();
    made(&g.assign(&account, &id, "['MANAGE']"));
    let assigned = made(&g.admin().get(&format!("/v24.0/{account}/assigned_users?business={}", g.business)));
    assert_eq!(assigned["data"], json!([{ "id": id, "name": "BP-WhatsApp", "tasks": ["MANAGE"] }]));
    let assets = made(&g.admin().get(&format!("/v24.0/{id}/assigned_whatsapp_business_accounts")));
    assert_eq!(assets["data"], json!([{ "id": account, "name": "Support line" }]));
    for edge in
        ["assigned_pages", "assigned_ad_accounts", "assigned_product_catalogs", "assigned_business_asset_groups"]
    {
        assert_eq!(made(&g.admin().get(&format!("/v24.0/{id}/{edge}"))), json!({ "data": [] }), "{edge}");
    }
    let hello = json!({ "messaging_product": "whatsapp", "recipient_type": "individual", "type": "text", "to": "+55 19 90000-2222",
        "text": { "body": "Hello", "preview_url": false } });
    let sent = made(&g.isolate.bot(&token).post(&format!("/v24.0/{phone}/messages"), &hello));
    assert_eq!(sent["contacts"], json!([{ "input": "+55 19 90000-2222", "wa_id": "5519900002222" }]));
    let message = g.ana.get(&format!("/v1/messages/{}", text(&sent["messages"][0]["id"]))).json();
    assert!(message.to_string().contains("BP-WhatsApp") || message.to_string().contains("Hello"), "{message}");
    made(&g.admin().call("DELETE", &format!("/v24.0/{account}/assigned_users?user={id}&id={account}"), b"{}"));
    let refused = g.isolate.bot(&token).post(&format!("/v24.0/{phone}/messages"), &hello);
    assert_eq!(error(&refused), (400, 100, 33, "GraphMethodException".to_owned()));
}

#[test]
fn a_list_goes_on_page_by_page_and_next_is_there_only_where_there_is_more() {
    let g = ground();
    for n in 0..64 {
        let subaccount = g.ana.subaccount(&format!("s{n}"));
        g.ana.system_user(Some(&subaccount), &format!("bot {n}"));
    }
    let (mut after, mut seen) = (String::new(), Vec::new());
    loop {
        let url = format!("/v24.0/{}/system_users?summary=true&fields=id%2Cname%2Crole&after={after}", g.business);
        let page = made(&g.admin().get(&url));
        assert_eq!(page["summary"]["total_count"], 65);
        let data = page["data"].as_array().expect("a list").clone();
        seen.extend(data.iter().map(|one| text(&one["id"])));
        after = text(&page["paging"]["cursors"]["after"]);
        match page["paging"]["next"].as_str() {
            None => break,
            Some(next) => {
                assert_eq!(data.len(), 25);
                assert!(!next.contains(&g.token) && !next.contains("access_token"), "{next}");
            }
        }
    }
    let count = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!((count, seen.len()), (65, 65));
    // The client for Node calls `next` as it stands, without a token.
    let first = made(&g.admin().get(&format!("/v24.0/{}/system_users?limit=40", g.business)));
    let next = text(&first["paging"]["next"]);
    let (_, path) = next.split_once("8787").unwrap_or_else(|| next.split_at(next.find("/v24.0").expect("a path")));
    let second = made(&g.nobody().call("GET", path, b"{}"));
    assert_eq!(second["data"].as_array().map(Vec::len), Some(25));
    assert!(second["paging"]["next"].is_null());
    // It reads: with another method, or a body that goes before its query, it is nobody's.
    for (method, body) in [("POST", "{}"), ("POST", r#"{"name":"taken"}"#), ("GET", r#"{"limit":"100"}"#)] {
        let answer = g.nobody().with("content-type", "application/json").call(method, path, body.as_bytes());
        assert_eq!(error(&answer).1, 104, "{method} {body}");
    }
    // It is good for that page alone, for an hour, and as long as the token is.
    let other = path.replace("limit=40", "limit=50");
    assert_eq!(error(&g.nobody().get(&other)).1, 104);
    assert_eq!(error(&g.nobody().get(&path.replace("/system_users", ""))).1, 104);
    g.world.clock.fetch_add(59 * 60_000, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(g.nobody().get(path).status, 200);
    made(&g.admin().delete(&format!("/v24.0/{}/access_tokens", g.admin)));
    assert_eq!(error(&g.nobody().get(path)), (401, 190, 460, "OAuthException".to_owned()));
    g.world.clock.fetch_add(2 * 60_000, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(error(&g.nobody().get(path)).1, 104);
}

#[test]
fn a_call_is_the_same_in_every_spelling_of_the_three_clients() {
    let g = ground();
    let (account, _, _) = g.whatsapp();
    let id = g.employee("bot");
    let (token, nobody) = (&g.token, g.nobody());
    let multipart = |parts: &[(&str, &str)]| {
        let parts = parts
            .iter()
            .map(|(name, value)| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
        (parts.collect::<String>() + "--x--\r\n").into_bytes()
    };
    let path = format!("/v26.0/{account}/assigned_users");
    let curl = nobody.with("content-type", "multipart/form-data; boundary=x");
    let answers = [
        // Python: the token in the query, lists as JSON in a form, the proof twice.
        nobody.form(
            &format!("{path}?access_token={token}&appsecret_proof={}", proof(&g.secret, token)),
            &format!("user={id}&tasks=%5B%22MESSAGING%22%5D&appsecret_proof={}", proof(&g.secret, token)),
        ),
        // Node: JSON, with the node's own id in it.
        nobody.post(
            &format!("{path}?access_token={token}"),
            &json!({ "user": id, "tasks": ["MESSAGING"], "id": account }),
        ),
        nobody.post(
            &format!("{path}?access_token={token}"),
            &json!({ "user": id.parse::<u64>().expect("a number"), "tasks": ["MESSAGING"] }),
        ),
        // curl -F, with Meta's single quotes.
        curl.call("POST", &path, &multipart(&[("user", &id), ("tasks", "['MESSAGING']"), ("access_token", token)])),
        nobody.form(&path, &format!("access_token={token}&user={id}&tasks[0]=MESSAGING")),
        nobody.form(&path, &format!("access_token={token}&user={id}&tasks=MESSAGING,VIEW_COST")),
        // Without a version, and by id.
        g.admin().form(&format!("/{account}/assigned_users"), &format!("user={id}&tasks=MESSAGING")),
    ];
    for (n, answer) in answers.iter().enumerate() {
        assert_eq!((answer.status, answer.json()), (200, json!({ "success": true })), "{n}: {}", answer.text());
    }
    // GET with a body, DELETE with one.
    let json = nobody.with("content-type", "application/json");
    made(&json.call("GET", &format!("{path}?access_token={token}"), b"{}"));
    made(&json.call("DELETE", &format!("{path}?user={id}&id={account}&access_token={token}"), b"{}"));
    for (flag, ends) in [("true", true), ("1", true), ("false", false), ("", false)] {
        let token = g.token_of(&id, &format!("scope=whatsapp_business_messaging&set_token_expires_in_60_days={flag}"));
        let debug = made(&g.admin().get(&format!("/v24.0/debug_token?input_token={token}")));
        assert_eq!(debug["data"]["expires_at"] != 0, ends, "{flag}");
    }
    // Any version, and none.
    for version in ["/v3.1", "/v99.0", ""] {
        assert_eq!(g.admin().get(&format!("{version}/me")).status, 200, "{version}");
        assert_eq!(g.admin().get(&format!("{version}/{}", g.admin)).status, 200, "{version}");
        // Python's client puts a slash behind a node.
        assert_eq!(g.admin().get(&format!("{version}/{}/", g.admin)).status, 200, "{version}");
    }
    assert_eq!(g.admin().get("/v1/me").status, 403, "our own API is another one");
}

#[test]
fn no_more_system_users_are_made_than_the_level_allows() {
    let g = ground();
    assert_eq!(g.create("second", "ADMIN").status, 400);
    for n in 0..10 {
        made(&g.create(&format!("bot{n}"), "EMPLOYEE"));
    }
    let eleventh = g.create("bot10", "EMPLOYEE");
    assert_eq!(error(&eleventh), (400, 100, 0, "OAuthException".to_owned()));
    assert!(eleventh.json()["error"]["error_user_msg"].is_string(), "{}", eleventh.text());
    assert_eq!(error(&g.create("x", "CAPTAIN")).1, 100);
    assert_eq!(error(&g.create("", "EMPLOYEE")).1, 100);
    // The list says who made them.
    let list = made(
        &g.admin()
            .get(&format!("/v24.0/{}/system_users?fields=name,role,created_by,created_time&limit=100", g.business)),
    );
    let of = |name: &str| list["data"].as_array().into_iter().flatten().find(|one| one["name"] == name).cloned();
    let (admin, bot) = (of("Admin").expect("the Admin"), of("bot0").expect("a bot"));
    assert_eq!((&admin["role"], &bot["role"]), (&json!("ADMIN"), &json!("EMPLOYEE")));
    assert_eq!((&admin["created_by"]["name"], &bot["created_by"]["name"]), (&json!("Ana López"), &json!("Admin")));
    assert!(text(&list["data"][0]["created_time"]).ends_with("+0000"));
}

#[test]
fn a_token_is_generated_for_an_app_that_is_installed_by_whoever_proves_its_secret() {
    let g = ground();
    let id = text(&made(&g.create("bot", "EMPLOYEE"))["id"]);
    let scope = "scope=whatsapp_business_messaging";
    // Not installed yet.
    assert_eq!(error(&g.generate(&g.token, &id, scope)), (400, 100, 0, "OAuthException".to_owned()));
    for _ in 0..2 {
        let installed = g.admin().form(&format!("/v24.0/{id}/applications"), &format!("business_app={}", g.app));
        assert_eq!(made(&installed), json!({ "success": true }));
    }
    let without = format!("business_app={}&{scope}", g.app);
    let path = format!("/v24.0/{id}/access_tokens");
    let refused = g.admin().form(&path, &without);
    assert_eq!(error(&refused), (400, 100, 0, "GraphMethodException".to_owned()));
    assert_eq!(refused.json()["error"]["message"], "API calls from the server require an appsecret_proof argument");
    let wrong = g.admin().form(&path, &format!("{without}&appsecret_proof={}", proof("another", &g.token)));
    assert_eq!(error(&wrong), (400, 100, 0, "GraphMethodException".to_owned()));
    assert_eq!(wrong.json()["error"]["message"], "Invalid appsecret_proof provided in the API argument");
    assert_eq!(error(&g.generate(&g.token, &id, "scope=everything")).1, 3962);
    let token = g.token_of(&id, scope);
    assert!(token.starts_with("tnr_"));
    // Several go on beside each other.
    let other = g.token_of(&id, scope);
    assert_eq!((g.works(&token).status, g.works(&other).status), (200, 200));
    // It gets itself one like it, and none that may more.
    assert_eq!(g.generate(&token, &id, scope).status, 200);
    assert_eq!(error(&g.generate(&token, &id, "scope=business_management")).1, 200);
    assert_eq!(error(&g.generate(&token, &g.admin, scope)).1, 100);
    // By the business: of the caller's own app.
    let body = format!("system_user_id={id}&{scope}&appsecret_proof={}", proof(&g.secret, &g.token));
    let path = format!("/v24.0/{}/system_user_access_tokens", g.business);
    let third = text(&made(&g.admin().form(&path, &body))["access_token"]);
    assert_eq!(g.works(&third).status, 200);
    for more in ["fetch_only=true", "asset[0]=1"] {
        assert_eq!(error(&g.admin().form(&path, &format!("{body}&{more}"))).1, 100, "{more}");
    }
    // All of them end at once.
    assert_eq!(made(&g.admin().delete(&format!("/v24.0/{id}/access_tokens"))), json!({ "success": true }));
    for token in [&token, &other, &third] {
        assert_eq!(error(&g.works(token)), (401, 190, 460, "OAuthException".to_owned()));
    }
    let dump = g.world.dump();
    assert!(!dump.contains(&token) && !g.world.logs.lock().expect("logs").iter().any(|line| line.contains("tnr_")));
}

#[test]
fn tokens_that_must_expire_are_not_made_without_an_end() {
    let g = ground();
    let id = g.employee("bot");
    let version = g.ana.get("/v1/account").json()["version"].clone();
    let rules =
        json!({ "version": version, "token_never": "forbidden", "token_default_days": 60, "token_max_days": 90 });
    made(&g.ana.patch("/v1/account", &rules));
    for more in ["", "&set_token_expires_in_60_days=false"] {
        let refused = g.generate(&g.token, &id, &format!("scope=whatsapp_business_messaging{more}"));
        assert_eq!(error(&refused).1, 100, "{more}");
    }
    g.token_of(&id, "scope=whatsapp_business_messaging&set_token_expires_in_60_days=true");
}

#[test]
fn an_exchange_gives_a_new_token_and_the_old_one_goes_on_until_it_is_revoked() {
    let g = ground();
    let id = g.employee("bot");
    let old = g.token_of(&id, "scope=whatsapp_business_messaging");
    let exchange = |token: &str, secret: &str| {
        g.nobody().get(&format!(
            "/v24.0/oauth/access_token?grant_type=fb_exchange_token&client_id={}&client_secret={secret}&set_token_expires_in_60_days=true&fb_exchange_token={token}",
            g.app
        ))
    };
    let answer = made(&exchange(&old, &g.secret));
    let new = text(&answer["access_token"]);
    assert_eq!((&answer["token_type"], &answer["expires_in"]), (&json!("bearer"), &json!(60 * DAY / 1_000)));
    assert_eq!((g.works(&old).status, g.works(&new).status), (200, 200));
    assert_eq!(error(&exchange(&old, "0000")).1, 101);
    assert_eq!(error(&exchange("tnr_x", &g.secret)), (401, 190, 0, "OAuthException".to_owned()));
    let other = made(&g.ana.post("/v1/apps", &json!({ "name": "Other" })));
    let revoke = |client: &str, secret: &str, token: &str| {
        g.nobody().get(&format!(
            "/v24.0/oauth/revoke?client_id={client}&client_secret={secret}&revoke_token={token}&access_token={new}"
        ))
    };
    assert_eq!(error(&revoke(&text(&other["app"]["graph_id"]), &text(&other["secret"]), &old)).1, 100);
    assert_eq!(made(&revoke(&g.app, &g.secret, &old)), json!({ "success": "true" }));
    assert_eq!(error(&g.works(&old)).2, 460);
    assert_eq!(g.works(&new).status, 200);
    assert_eq!(error(&revoke(&g.app, &g.secret, &old)).1, 190);
    g.world.clock.fetch_add(60 * DAY + 1_000, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(error(&g.works(&new)), (401, 190, 463, "OAuthException".to_owned()));
}

#[test]
fn debug_token_tells_the_app_what_a_token_is() {
    let g = ground();
    let id = g.employee("bot");
    let token = g.token_of(&id, "scope=whatsapp_business_messaging,whatsapp_business_management");
    let credentials =
        format!("/oauth/access_token?grant_type=client_credentials&client_id={}&client_secret={}", g.app, g.secret);
    let own = made(&g.nobody().get(&credentials));
    let own = text(&own["access_token"]);
    assert!(!own.contains(&g.secret));
    let debug = |by: &str, token: &str| {
        let by = contract::client::percent_encode(by);
        g.nobody().get(&format!("/v24.0/debug_token?input_token={token}&access_token={by}"))
    };
    for by in [own.clone(), format!("{}|{}", g.app, g.secret), g.token.clone(), token.clone()] {
        let data = made(&debug(&by, &token))["data"].clone();
        assert_eq!(data["expires_at"], 0);
        assert_eq!(
            (&data["is_valid"], &data["type"], &data["application"]),
            (&json!(true), &json!("SYSTEM_USER"), &json!("Bot platform"))
        );
        assert_eq!((text(&data["app_id"]), text(&data["user_id"])), (g.app.clone(), id.clone()));
        assert_eq!(data["scopes"], json!(["whatsapp_business_management", "whatsapp_business_messaging"]));
    }
    for by in [format!("{}|{}", g.app, "0".repeat(64)), "1|2".to_owned(), "x".to_owned()] {
        assert_eq!(error(&debug(&by, &token)).1, 190, "{by}");
    }
    // An app's own token is no system user.
    let encoded = contract::client::percent_encode(&own);
    assert_eq!(error(&g.works(&encoded)).1, 190);
    // Another app's token is not told about, and one that is none is told to be none.
    let (_, first) = g.ana.system_user(None, "without an app");
    assert_eq!(error(&debug(&g.token, &first)).1, 100);
    let none = made(&debug(&g.token, "tnr_x"))["data"].clone();
    assert_eq!((&none["is_valid"], &none["error"]["code"]), (&json!(false), &json!(190)));
    made(&g.admin().delete(&format!("/v24.0/{id}/access_tokens")));
    let ended = made(&debug(&g.token, &token))["data"].clone();
    assert_eq!((&ended["is_valid"], &ended["error"]["subcode"]), (&json!(false), &json!(460)));
    // With another secret the app's token is none.
    made(&g.ana.post(&format!("/v1/apps/{}/secret", g.app_id), &json!({ "confirm": true })));
    assert_eq!(error(&debug(&own, &token)).1, 190);
}

#[test]
fn debug_token_names_the_whatsapp_accounts_that_permissions_are_limited_to() {
    let g = ground();
    let id = g.employee("bot");
    let scope = "scope=whatsapp_business_messaging,whatsapp_business_management,catalog_management";
    let token = g.token_of(&id, scope);
    let granular = |token: &str| {
        let answer = made(&g.admin().get(&format!("/v24.0/debug_token?input_token={token}")));
        answer["data"]["granular_scopes"].clone()
    };
    let limited = |management: Value, messaging: Value| {
        json!([
            { "scope": "catalog_management" },
            { "scope": "whatsapp_business_management", "target_ids": management },
            { "scope": "whatsapp_business_messaging", "target_ids": messaging },
        ])
    };
    // Assigned to none, it reaches none: that is not the same as all.
    assert_eq!(granular(&token), limited(json!([]), json!([])));
    let (account, _, _) = g.whatsapp();
    let sales = made(&g.ana.post("/v1/whatsapp-accounts", &json!({ "name": "Sales" })));
    let sales = text(&sales["graph_id"]);
    made(&g.assign(&account, &id, "VIEW_COST"));
    assert_eq!(granular(&token), limited(json!([account]), json!([])));
    made(&g.assign(&account, &id, "MESSAGING"));
    made(&g.assign(&sales, &id, "MANAGE"));
    assert_eq!(granular(&token), limited(json!([sales, account]), json!([sales, account])));
    made(&g.admin().delete(&format!("/v24.0/{account}/assigned_users?user={id}")));
    assert_eq!(granular(&token), limited(json!([sales]), json!([sales])));
    // An Admin that manages the business sees all of them, and sends from those that it is assigned to.
    let all = json!([
        { "scope": "business_management" },
        { "scope": "catalog_management" },
        { "scope": "whatsapp_business_management" },
        { "scope": "whatsapp_business_messaging", "target_ids": [] },
    ]);
    assert_eq!(granular(&g.token), all);
    let narrow = g.token_of(&g.admin, "scope=whatsapp_business_management");
    assert_eq!(granular(&narrow), json!([{ "scope": "whatsapp_business_management", "target_ids": [] }]));
}

#[test]
fn every_error_has_the_number_type_and_status_that_clients_branch_by() {
    let g = ground();
    let id = g.employee("bot");
    let oauth = |status, code, subcode| (status, code, subcode, "OAuthException".to_owned());
    let method = |status, code, subcode| (status, code, subcode, "GraphMethodException".to_owned());
    let said = |answer: &Answer| answer.json()["error"]["message"].as_str().unwrap_or_default().to_owned();
    let nobody = g.nobody().get("/v24.0/me");
    assert_eq!(error(&nobody), oauth(400, 104, 0));
    assert_eq!(said(&nobody), "An access token is required to request this resource.");
    let bad = g.works("EAATOKEN");
    assert_eq!(error(&bad), oauth(401, 190, 0));
    assert_eq!(said(&bad), "Invalid OAuth access token - Cannot parse access token");
    assert!(bad.header("www-authenticate").is_some());
    let two = g.admin().get("/v24.0/me?access_token=other");
    assert_eq!(error(&two), oauth(401, 190, 0));
    let unknown = g.admin().get("/v24.0/1234");
    assert_eq!(error(&unknown), method(400, 100, 33));
    assert!(said(&unknown).starts_with("Unsupported get request. Object with ID '1234' does not exist"));
    assert_eq!(error(&g.admin().form("/v24.0/1234/assigned_users", "user=1&tasks=MANAGE")), method(400, 100, 33));
    assert_eq!(error(&g.admin().get(&format!("/v24.0/{}/feed", g.admin))), oauth(400, 2500, 0));
    let retired = g.admin().form(&format!("/v24.0/{id}/ads_access_token"), "");
    assert!(said(&retired).ends_with("A call to that name no longer works"));
    let (account, phone, _) = g.whatsapp();
    assert_eq!(error(&g.assign(&account, "1234", "MANAGE")), oauth(400, 110, 0));
    assert_eq!(error(&g.assign(&account, &id, "EVERYTHING")), oauth(400, 100, 0));
    assert_eq!(error(&g.admin().form(&format!("/v24.0/{account}/assigned_users"), "tasks=MANAGE")), oauth(400, 100, 0));
    let fields = g.admin().get("/v24.0/me?fields=shoe_size");
    assert_eq!(error(&fields), oauth(400, 100, 0));
    let broken =
        g.admin().with("content-type", "application/json").call("POST", &format!("/v24.0/{id}/applications"), b"[");
    assert_eq!(error(&broken).1, 100);
    // Employees do not manage.
    let token = g.token_of(&id, &format!("scope={FOUR}"));
    let bot = g.isolate.bot(&token);
    assert_eq!(error(&bot.form(&format!("/v24.0/{}/system_users", g.business), "name=x")), oauth(403, 200, 0));
    // Assigned, and the scope is missing: check 8.
    made(&g.assign(&account, &id, "MESSAGING"));
    let reads = g.token_of(&id, "scope=whatsapp_business_management");
    let hello =
        json!({ "messaging_product": "whatsapp", "to": "5519900002222", "type": "text", "text": { "body": "Hi" } });
    let send = |token: &str, body: &Value| g.isolate.bot(token).post(&format!("/v24.0/{phone}/messages"), body);
    assert_eq!(error(&send(&reads, &hello)), oauth(403, 200, 0));
    assert_eq!(send(&token, &hello).status, 200);
    assert_eq!(
        error(&send(&token, &json!({ "messaging_product": "whatsapp", "type": "text" }))),
        oauth(400, 131_008, 0)
    );
    let reaction =
        json!({ "messaging_product": "whatsapp", "to": "5519900002222", "type": "reaction", "reaction": {} });
    assert_eq!(error(&send(&token, &reaction)), oauth(400, 131_051, 0));
    // A proof that the app requires.
    let url = format!("/v1/apps/{}", g.app_id);
    made(&g.ana.patch(&url, &json!({ "version": 1, "require_proof": true })));
    assert_eq!(error(&g.works(&token)), method(400, 100, 0));
    let proved = format!("{token}&appsecret_proof={}", proof(&g.secret, &token));
    assert_eq!(g.works(&proved).status, 200);
    // Deactivated and active again: check 5.
    let su = text(&g.ana.get("/v1/system-users?search=bot").json()["items"][0]["id"]);
    made(&g.ana.post(&format!("/v1/system-users/{su}/deactivate"), &json!({})));
    assert_eq!(error(&g.works(&proved)).1, 190);
    made(&g.ana.post(&format!("/v1/system-users/{su}/activate"), &json!({})));
    assert_eq!(g.works(&proved).status, 200);
}

#[test]
fn what_is_another_accounts_is_not_there() {
    let g = ground();
    g.world.second_account();
    let eve = g.isolate.sign_in("eve@other.example");
    let business = text(&eve.get("/v1/account").json()["graph_id"]);
    let (_, hers) = eve.system_user(None, "hers");
    for path in [business.clone(), format!("{business}/system_users")] {
        assert_eq!(error(&g.admin().get(&format!("/v24.0/{path}"))).2, 33, "{path}");
    }
    let id = g.employee("bot");
    for path in [id.clone(), g.app.clone(), g.business.clone(), format!("{id}/assigned_pages")] {
        assert_eq!(error(&g.isolate.bot(&hers).get(&format!("/v24.0/{path}"))).2, 33, "{path}");
    }
    let debug = made(&g.admin().get(&format!("/v24.0/debug_token?input_token={hers}")));
    assert_eq!(debug["data"]["is_valid"], false);
}
