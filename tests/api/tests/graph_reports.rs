//! What people who use Meta's clients have reported of Graph and of those clients, tried here. Each test names the report.

use api_tests::graph::{FOUR, Ground, error, ground, proof};
use api_tests::{made, text};
use contract::client::percent_encode;
use serde_json::{Value, json};

fn path(next: &str) -> String {
    next[next.find("/v24.0").expect("a path")..].to_owned()
}

fn list(g: &Ground, more: &str) -> Value {
    made(&g.admin().get(&format!("/v24.0/{}/system_users?{more}", g.business)))
}

/// facebook-nodejs-business-sdk#316: `next` forgot the proof, so that an app that asks for one had a first page alone.
#[test]
fn the_next_page_of_an_app_that_asks_for_proofs_needs_none() {
    let g = ground();
    (0..3).for_each(|n| drop(g.employee(&format!("bot{n}"))));
    made(&g.ana.patch(&format!("/v1/apps/{}", g.app_id), &json!({ "version": 1, "require_proof": true })));
    let url = format!("/v24.0/{}/system_users?limit=2", g.business);
    assert_eq!(error(&g.admin().get(&url)).1, 100);
    let first = made(&g.admin().get(&format!("{url}&appsecret_proof={}", proof(&g.secret, &g.token))));
    let next = path(&text(&first["paging"]["next"]));
    assert!(!next.contains("appsecret_proof"), "{next}");
    let second = made(&g.nobody().get(&next));
    assert_eq!((second["data"].as_array().map(Vec::len), &second["paging"]["next"]), (Some(2), &Value::Null));
}

/// facebook-python-business-sdk#661, facebook-php-business-sdk#333, restfb#916, restfb#1059, facebook-java-business-sdk#157 and #292:
/// clients that go by `after` turned for ever, one with `limit=1` stopped at the first, and one fell over a page without anything.
#[test]
fn a_client_that_goes_by_next_by_after_or_by_what_is_on_the_page_comes_to_an_end() {
    let g = ground();
    (0..3).for_each(|n| drop(g.employee(&format!("bot{n}"))));
    let mut page = list(&g, "limit=1");
    let mut seen = 1;
    while let Some(next) = page["paging"]["next"].as_str() {
        // Before and after are one where one is on the page.
        assert_eq!(page["paging"]["cursors"]["before"], page["paging"]["cursors"]["after"]);
        page = made(&g.nobody().get(&path(next)));
        seen += 1;
        assert!(seen <= 4, "{page}");
    }
    assert_eq!(seen, 4);
    // Behind the last one there is nothing, and nowhere to go on from.
    let after = text(&page["paging"]["cursors"]["after"]);
    let behind = list(&g, &format!("limit=1&after={after}&summary=true"));
    assert_eq!(behind, json!({ "data": [], "summary": { "total_count": 4 } }));
    assert_eq!(list(&g, "limit=4")["paging"]["next"], Value::Null);
    // A cursor of another list, or of none.
    for wrong in ["abc", "%00", "0", "su_01"] {
        let answer = g.admin().get(&format!("/v24.0/{}/system_users?after={wrong}", g.business));
        assert!(matches!(answer.status, 200 | 400), "{wrong}: {}", answer.text());
    }
}

/// facebook-python-business-sdk#641: each page put one more `access_token` into the address, until it was too long.
#[test]
fn a_token_that_stands_in_an_address_many_times_is_the_token() {
    let g = ground();
    let token = format!("access_token={}&", g.token).repeat(250);
    made(&g.nobody().get(&format!("/v24.0/me?{token}fields=id")));
    let two = g.nobody().get(&format!("/v24.0/me?access_token=x&access_token={}", g.token));
    assert_eq!(two.status, 200);
    g.employee("bot");
    let next = text(&list(&g, "limit=1&fields=id")["paging"]["next"]);
    assert!(!next.contains("access_token"), "{next}");
}

/// huandu/facebook#19, adonisjs-whatsapp#2, fbsamples/threads_api#9, php-graph-sdk#532: ids lost their last digits where a client reads
/// them as numbers.
#[test]
fn an_id_that_goes_through_a_double_is_the_same_id() {
    let g = ground();
    let (account, phone, _) = g.whatsapp();
    let bot = g.employee("bot");
    for id in [&g.business, &g.admin, &g.app, &account, &phone, &bot] {
        let number: f64 = id.parse().expect("a number");
        assert_eq!(format!("{number:.0}"), *id);
        assert!(number < 9_007_199_254_740_992.0);
    }
    let json = g.admin().with("content-type", "application/json");
    let url = format!("/v24.0/{account}/assigned_users");
    for user in [bot.clone(), format!("\"{bot}\"")] {
        made(&json.call("POST", &url, format!("{{\"user\":{user},\"tasks\":[\"MESSAGING\"]}}").as_bytes()));
    }
    // What was rounded or written with an exponent is told to be no id, and nobody else's.
    for user in ["1.0e15", "1e400", "-1", "0", "null", "[]", "{}", "true"] {
        let answer = json.call("POST", &url, format!("{{\"user\":{user},\"tasks\":[\"MESSAGING\"]}}").as_bytes());
        assert_eq!(answer.status, 400, "{user}: {}", answer.text());
    }
}

/// logly/mureo#740 and #744: `debug_token` is read with GET alone, and an end of 0 is none.
#[test]
fn debug_token_is_read_and_a_token_without_end_says_zero() {
    let g = ground();
    let id = g.employee("bot");
    let token = g.token_of(&id, "scope=whatsapp_business_messaging");
    let by = percent_encode(&format!("{}|{}", g.app, g.secret));
    let posted = g.nobody().form("/v24.0/debug_token", &format!("input_token={token}&access_token={by}"));
    let (status, code, subcode, kind) = error(&posted);
    assert_eq!((status, code, subcode, kind.as_str()), (400, 100, 33, "GraphMethodException"), "{}", posted.text());
    assert!(!posted.text().contains(&token));
    let data =
        made(&g.nobody().get(&format!("/v24.0/debug_token?input_token={token}&access_token={by}")))["data"].clone();
    assert_eq!((&data["expires_at"], &data["data_access_expires_at"]), (&json!(0), &json!(0)));
    // facepy#100, huandu/facebook#41: of a token without end nothing is said of one.
    let exchanged = made(&g.nobody().get(&format!(
        "/v24.0/oauth/access_token?grant_type=fb_exchange_token&client_id={}&client_secret={}&fb_exchange_token={token}",
        g.app, g.secret
    )));
    assert_eq!(exchanged["expires_in"], Value::Null);
}

/// Whatsapp-Business-Cloud-Api-Net#31, joseandrescolmenares/whatsApp-sdk#1: `+33 6 …` is a number, and `0033 6 …` is none.
#[test]
fn a_number_is_sent_to_as_people_write_it_and_with_two_zeros_it_is_none() {
    let g = ground();
    let (account, phone, _) = g.whatsapp();
    let bot = g.employee("bot");
    let token = g.token_of(&bot, &format!("scope={FOUR}"));
    made(&g.assign(&account, &bot, "MANAGE"));
    let send = |body: Value| g.isolate.bot(&token).post(&format!("/v24.0/{phone}/messages"), &body);
    let to =
        |to: &str| json!({ "messaging_product": "whatsapp", "to": to, "type": "text", "text": { "body": "Salut" } });
    for number in ["+33 6 12 34 56 78", "33612345678", "+33-6-12-34-56-78", " +33612345678 "] {
        let sent = made(&send(to(number)));
        assert_eq!(sent["contacts"][0]["wa_id"], "33612345678", "{number}");
    }
    for number in ["0033 6 12 34 56 78", "06 12 34 56 78", "", "+", "nobody"] {
        let refused = error(&send(to(number)));
        assert!(matches!(refused.1, 131_008 | 131_009 | 100), "{number}: {refused:?}");
    }
    // tawn33y/whatsapp-cloud-api#38, typebot.io#1352: what can't be done is refused, and not taken and forgotten.
    for body in [
        json!({ "messaging_product": "whatsapp", "status": "read", "message_id": "wamid.x" }),
        json!({ "messaging_product": "whatsapp", "status": "read", "message_id": "wamid.x", "typing_indicator": { "type": "text" } }),
    ] {
        let refused = send(body);
        assert_eq!(refused.status, 400, "{}", refused.text());
        assert!(
            refused.json()["error"]["error_data"]["details"].as_str().is_some_and(|text| text.contains("as read")),
            "{}",
            refused.text()
        );
    }
    assert_eq!(g.world.count("SELECT count(*) FROM message"), 4);
}

/// mobolic/facebook-sdk#115, facebook-python-business-sdk#456: several calls in one.
#[test]
fn a_batch_is_refused_in_graphs_words() {
    let g = ground();
    let batch = percent_encode(&json!([{ "method": "GET", "relative_url": "me" }]).to_string());
    for at in ["/v24.0", "/v24.0/"] {
        let refused = g.nobody().form(at, &format!("access_token={}&batch={batch}", g.token));
        assert_eq!((error(&refused).0, error(&refused).1), (400, 100), "{at}: {}", refused.text());
        assert!(!refused.text().contains(&g.token));
    }
    assert_eq!(g.admin().get("/v24.0/?ids=1,2").status, 400);
}

/// restfb and the old clients write `method=delete` where they can send nothing but GET and POST: never the other call.
#[test]
fn a_call_that_names_another_method_than_its_own_does_nothing() {
    let g = ground();
    let (account, _, _) = g.whatsapp();
    let bot = g.employee("bot");
    made(&g.assign(&account, &bot, "MANAGE"));
    let assigned = format!("/v24.0/{account}/assigned_users");
    let before = g.world.count("SELECT count(*) FROM audit_event");
    let answers = [
        g.admin().form(&format!("{assigned}?method=delete"), &format!("user={bot}&tasks=MESSAGING")),
        g.admin().form(&assigned, &format!("user={bot}&tasks=MESSAGING&method=DELETE")),
        g.admin().get(&format!("/v24.0/{}/system_users?method=post&name=another", g.business)),
        g.admin().get(&format!("{assigned}?method=delete&user={bot}")),
        g.admin().form(&format!("/v24.0/{bot}/access_tokens?method=delete"), ""),
    ];
    for (n, answer) in answers.iter().enumerate() {
        assert_eq!(error(answer).1, 100, "{n}: {}", answer.text());
        assert!(answer.text().contains("method"), "{n}: {}", answer.text());
    }
    assert_eq!(g.world.count("SELECT count(*) FROM audit_event"), before);
    // Its own one is nothing to complain of.
    made(&g.admin().get(&format!("{assigned}?method=get")));
    made(&g.admin().form(&format!("{assigned}?method=POST"), &format!("user={bot}&tasks=MESSAGING")));
}

/// tornadoweb/tornado#1426: parts of fields, and limits of them.
#[test]
fn fields_with_parts_of_them_are_read_in_every_spelling() {
    let g = ground();
    for fields in ["id,name", "id, name", "id,name,", ",id,name", "id,name{x,y{z}}", "created_by{id,name}", "name,name"]
    {
        let answer = g.admin().get(&format!("/v24.0/me?fields={}", percent_encode(fields)));
        assert_eq!(answer.status, 200, "{fields}: {}", answer.text());
    }
    // A limit of what is asked of a part, an alias, a brace too much: no such field, and no fault.
    for fields in ["created_by.limit(5){id}", "name.as(title)", "id}}}", "{{{{", "{}", "name{"] {
        let answer = g.admin().get(&format!("/v24.0/me?fields={}", percent_encode(fields)));
        assert!(matches!(answer.status, 200 | 400), "{fields}: {}", answer.text());
    }
    let listed = list(&g, &format!("limit=1000000&fields={}", percent_encode("[\"id\",\"name\"]")));
    assert_eq!(listed["data"][0]["name"], "Admin", "{listed}");
    for limit in ["0", "-1", "abc", "99999999999999999999", "1.5"] {
        let answer = g.admin().get(&format!("/v24.0/{}/system_users?limit={limit}", g.business));
        assert_eq!(error(&answer).1, 100, "{limit}: {}", answer.text());
    }
}

/// Names with accents, emoji and both directions come back as they were sent, in every spelling of a body.
#[test]
fn a_name_comes_back_by_the_letter() {
    let g = ground();
    let boundary = g.admin().with("content-type", "multipart/form-data; boundary=x");
    let url = format!("/v24.0/{}/system_users", g.business);
    for (n, name) in ["Ñandú & Söhne=100%", "日本語ボット", "بوت", "😀 bot", "a+b"].iter().enumerate() {
        let answer = match n % 3 {
            0 => g.admin().form(&url, &format!("name={}&role=EMPLOYEE", percent_encode(name))),
            1 => g.admin().post(&url, &json!({ "name": name, "role": "EMPLOYEE" })),
            _ => boundary.call(
                "POST",
                &url,
                format!("--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n{name}\r\n--x--\r\n").as_bytes(),
            ),
        };
        if answer.status != 200 {
            // What a username can't be is said so.
            assert_eq!(error(&answer).1, 100, "{name}: {}", answer.text());
            continue;
        }
        let node = made(&g.admin().get(&format!("/v24.0/{}", text(&answer.json()["id"]))));
        assert_eq!(node["name"], *name);
    }
}

/// php-graph-sdk#531, #800: a proof by another app's secret, of another token, in capitals, with space, or empty.
#[test]
fn a_proof_is_right_or_wrong_whatever_it_looks_like() {
    let g = ground();
    let right = proof(&g.secret, &g.token);
    let works = |proof: &str| g.admin().get(&format!("/v24.0/me?appsecret_proof={}", percent_encode(proof)));
    for good in [right.clone(), format!(" {right} "), String::new()] {
        assert_eq!(works(&good).status, 200, "{good}");
    }
    let other = made(&g.ana.post("/v1/apps", &json!({ "name": "Other" })));
    for wrong in
        [proof(&text(&other["secret"]), &g.token), proof(&g.secret, "x"), "0".to_owned(), right[1..].to_owned()]
    {
        assert_eq!(error(&works(&wrong)), (400, 100, 0, "GraphMethodException".to_owned()), "{wrong}");
    }
}
