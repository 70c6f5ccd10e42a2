//! What a Graph token can't do beyond its own limits: last longer, reach further, end others.

use api_tests::graph::{FOUR, Ground, error, ground};
use api_tests::{made, text};
use serde_json::json;

/// Buys an access token of five minutes with a token.
fn bought(g: &Ground, username: &str, token: &str) -> String {
    let body = format!("grant_type=client_credentials&client_id={username}&client_secret={token}");
    text(&made(&g.nobody().form("/oauth/token", &body))["access_token"])
}

#[test]
fn what_was_bought_for_minutes_buys_nothing_that_lasts() {
    let g = ground();
    let id = g.employee("bot");
    let token = g.token_of(&id, &format!("scope={FOUR}"));
    made(&g.generate(&token, &id, "scope=whatsapp_business_messaging"));
    let access = bought(&g, "bot", &token);
    made(&g.works(&access));
    let refused = g.generate(&access, &id, "scope=whatsapp_business_messaging");
    assert_eq!(error(&refused), (403, 200, 0, "OAuthException".to_owned()));
    let admins = bought(&g, "Admin", &g.token);
    assert_eq!(error(&g.generate(&admins, &id, "scope=whatsapp_business_messaging")).1, 200);
}

#[test]
fn a_page_behind_that_of_an_access_token_is_read_with_a_token_alone() {
    let g = ground();
    g.employee("bot");
    g.employee("other");
    let access = bought(&g, "Admin", &g.token);
    let path = format!("/v24.0/{}/system_users?limit=1", g.business);
    let next = text(&made(&g.isolate.bot(&access).get(&path))["paging"]["next"]);
    let path = &next[next.find("/v24.0").expect("a path")..];
    assert_eq!(error(&g.nobody().get(path)).1, 104);
    made(&g.isolate.bot(&access).get(path));
}

#[test]
fn a_limited_token_ends_no_others() {
    let g = ground();
    let id = g.employee("bot");
    let (limited, whole) =
        (g.token_of(&id, "scope=whatsapp_business_messaging"), g.token_of(&id, &format!("scope={FOUR}")));
    assert_eq!(error(&g.isolate.bot(&limited).delete("/v24.0/me/access_tokens")).1, 200);
    made(&g.works(&whole));
    made(&g.isolate.bot(&whole).delete("/v24.0/me/access_tokens"));
    assert_eq!(error(&g.works(&limited)).2, 460);
}

#[test]
fn whoever_does_not_see_the_others_sees_itself_among_those_that_are_assigned() {
    let g = ground();
    let (account, _, _) = g.whatsapp();
    let (one, other) = (g.employee("one"), g.employee("other"));
    for id in [&one, &other] {
        made(&g.assign(&account, id, "['MANAGE']"));
    }
    let listed = |token: &str| {
        let all = made(&g.isolate.bot(token).get(&format!("/v24.0/{account}/assigned_users")));
        all["data"].as_array().expect("a list").iter().map(|one| text(&one["id"])).collect::<Vec<_>>()
    };
    assert_eq!(listed(&g.token).len(), 2);
    assert_eq!(listed(&g.token_of(&one, "scope=whatsapp_business_management")), [one]);
}

#[test]
fn of_two_channels_of_a_number_the_subaccounts_own_sends() {
    let g = ground();
    let mut bots = Vec::new();
    for name in ["one", "two"] {
        let subaccount = g.ana.subaccount(name);
        let channel = json!({ "kind": "simulator", "medium": "whatsapp", "name": name, "origin": "5511900002222",
            "subaccount_ids": [subaccount] });
        let channel = g.ana.post("/v1/channels", &channel);
        bots.push((name, subaccount, channel));
    }
    for (name, _, channel) in &bots {
        assert_eq!(channel.status, 201, "{name}: {}", channel.text());
    }
    let account = made(&g.ana.post("/v1/whatsapp-accounts", &json!({ "channel_id": bots[0].2.json()["id"] })));
    let phone = text(&account["numbers"][0]["graph_id"]);
    for (name, subaccount, _) in &bots {
        let (id, _) = g.ana.system_user(Some(subaccount), name);
        assert_eq!(g.ana.put(&format!("/v1/system-users/{id}/apps/{}", g.app_id), &json!({})).status, 204);
        let graph_id = text(&g.ana.get(&format!("/v1/system-users/{id}")).json()["system_user"]["graph_id"]);
        made(&g.assign(&text(&account["graph_id"]), &graph_id, "['MESSAGING']"));
        let token = g.token_of(&graph_id, "scope=whatsapp_business_messaging");
        let hello = json!({ "messaging_product": "whatsapp", "to": "5519900002222", "text": { "body": "Hello" } });
        made(&g.isolate.bot(&token).post(&format!("/v24.0/{phone}/messages"), &hello));
    }
}
