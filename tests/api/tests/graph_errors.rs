//! The table of errors of product 2.4, line by line: the number, subcode, type and status that Meta's clients branch by, and the words.

use api_tests::graph::{FOUR, Ground, error, ground, proof};
use api_tests::{Answer, answered, made, text};
use serde_json::{Value, json};
use service::deps::OutsideAnswer;

const PERSON: &str = "5519900002222";
const OAUTH: &str = "OAuthException";
const METHOD: &str = "GraphMethodException";

struct Stage {
    g: Ground,
    /// An Employee's number and token, which sends from the phone.
    bot: String,
    token: String,
    account: String,
    phone: String,
}

/// An account whose WhatsApp number is at Meta.
fn stage() -> Stage {
    let g = ground();
    let channel = json!({ "kind": "meta", "medium": "whatsapp", "name": "Support line", "origin": "5511900002222",
        "credential": { "access_token": "EAABcarrier0123456789", "phone_number_id": "1065" } });
    let channel = made(&g.ana.post("/v1/channels", &channel));
    let account = made(&g.ana.post("/v1/whatsapp-accounts", &json!({ "channel_id": channel["id"] })));
    let (account, phone) = (text(&account["graph_id"]), text(&account["numbers"][0]["graph_id"]));
    let bot = g.employee("bot");
    made(&g.assign(&account, &bot, "MESSAGING"));
    let token = g.token_of(&bot, &format!("scope={FOUR}"));
    Stage { g, bot, token, account, phone }
}

impl Stage {
    /// The id by which the account's owner knows the bot.
    fn id(&self) -> String {
        text(&self.g.ana.get("/v1/system-users?search=bot").json()["items"][0]["id"])
    }

    fn send(&self, body: &Value) -> Answer {
        self.g.isolate.bot(&self.token).post(&format!("/v24.0/{}/messages", self.phone), body)
    }

    /// A message that Meta answers with this error.
    fn refused_by_meta(&self, status: u16, code: i64, title: &str) -> Answer {
        let body =
            json!({ "error": { "message": format!("(#{code}) {title}"), "code": code, "type": OAUTH } }).to_string();
        self.g.world.answer(move |_| Ok(OutsideAnswer { body: body.clone().into_bytes(), ..answered(status)? }));
        self.send(&hello())
    }

    fn business_token(&self, scope: &str) -> Answer {
        let proof = proof(&self.g.secret, &self.g.token);
        let body = format!("system_user_id={}&scope={scope}&appsecret_proof={proof}", self.bot);
        self.g.admin().form(&format!("/v24.0/{}/system_user_access_tokens", self.g.business), &body)
    }
}

fn hello() -> Value {
    json!({ "messaging_product": "whatsapp", "to": PERSON, "type": "text", "text": { "body": "Hello" } })
}

/// A line of the table: its number and subcode, what leads to it, and the type, status and words that it has.
struct Line {
    number: (i64, i64),
    what: &'static str,
    call: fn(&Stage) -> Answer,
    kind: &'static str,
    status: u16,
    says: &'static str,
}

const fn line(
    number: (i64, i64),
    what: &'static str,
    call: fn(&Stage) -> Answer,
    (kind, status): (&'static str, u16),
    says: &'static str,
) -> Line {
    Line { number, what, call, kind, status, says }
}

/// What is sent of the table. Not sent, and why: 190 with 458, 459, 464 and 467, since a token whose app was taken away has ended (460),
/// and nobody is checkpointed or unconfirmed here; 452, since a caller whose token has ended is told 190 at every call, which is what
/// clients branch by; 10, 3 and 0, which are the same to clients as 200.
const LINES: &[Line] = &[
    line(
        (190, 0),
        "a token that is none",
        |s| s.g.works("EAATOKEN"),
        (OAUTH, 401),
        "Invalid OAuth access token - Cannot parse access token",
    ),
    line(
        (190, 463),
        "a token after its end",
        |s| {
            let token = s.g.token_of(&s.bot, "scope=whatsapp_business_messaging&set_token_expires_in_60_days=true");
            s.g.world.pass(60 * 86_400_000 + 1_000);
            s.g.works(&token)
        },
        (OAUTH, 401),
        "Error validating access token: Session has expired",
    ),
    line(
        (190, 460),
        "a token that was ended",
        |s| {
            made(&s.g.admin().delete(&format!("/v24.0/{}/access_tokens", s.bot)));
            s.g.works(&s.token)
        },
        (OAUTH, 401),
        "Error validating access token: ",
    ),
    line(
        (190, 460),
        "a token whose app was taken away",
        |s| {
            let path = format!("/v1/system-users/{}/apps/{}", s.id(), s.g.app_id);
            assert_eq!(s.g.ana.delete(&path).status, 204);
            s.g.works(&s.token)
        },
        (OAUTH, 401),
        "Error validating access token: ",
    ),
    line(
        (190, 492),
        "a system user that is switched off",
        |s| {
            made(&s.g.ana.post(&format!("/v1/system-users/{}/deactivate", s.id()), &json!({})));
            s.g.works(&s.token)
        },
        (OAUTH, 401),
        "Error validating access token: ",
    ),
    line(
        (104, 0),
        "no token",
        |s| s.g.nobody().get("/v24.0/me"),
        (OAUTH, 400),
        "An access token is required to request this resource.",
    ),
    line(
        (100, 0),
        "a wrong proof",
        |s| s.g.works(&format!("{}&appsecret_proof={}", s.token, "0".repeat(64))),
        (METHOD, 400),
        "Invalid appsecret_proof provided in the API argument",
    ),
    line(
        (100, 0),
        "no proof where the app requires one",
        |s| {
            let path = format!("/v1/apps/{}", s.g.app_id);
            made(&s.g.ana.patch(&path, &json!({ "version": 1, "require_proof": true })));
            s.g.works(&s.token)
        },
        (METHOD, 400),
        "API calls from the server require an appsecret_proof argument",
    ),
    line((100, 0), "a parameter that is not valid", |s| s.g.create("bot", "CAPTAIN"), (OAUTH, 400), "(#100) "),
    line(
        (100, 0),
        "a parameter that is missing",
        |s| s.g.admin().form(&format!("/v24.0/{}/assigned_users", s.account), "tasks=MANAGE"),
        (OAUTH, 400),
        "(#100) ",
    ),
    line(
        (100, 33),
        "what there is not",
        |s| s.g.admin().get("/v24.0/1234"),
        (METHOD, 400),
        "Unsupported get request. Object with ID '1234' does not exist, cannot be loaded due to missing permissions, or does not support this operation.",
    ),
    line(
        (100, 33),
        "a number that the caller is not assigned to",
        |s| {
            made(&s.g.admin().delete(&format!("/v24.0/{}/assigned_users?user={}", s.account, s.bot)));
            s.send(&hello())
        },
        (METHOD, 400),
        "Unsupported post request. ",
    ),
    line(
        (100, 33),
        "a method that a path does not have",
        |s| s.g.admin().delete("/v24.0/me"),
        (METHOD, 400),
        "Unsupported delete request. ",
    ),
    line(
        (110, 0),
        "a system user that there is not",
        |s| s.g.assign(&s.account, "1234", "MANAGE"),
        (OAUTH, 400),
        "(#110) ",
    ),
    line(
        (200, 0),
        "an Employee that manages",
        |s| s.g.isolate.bot(&s.token).form(&format!("/v24.0/{}/system_users", s.g.business), "name=x"),
        (OAUTH, 403),
        "(#200) ",
    ),
    line(
        (200, 0),
        "a permission that the token lacks",
        |s| {
            let reads = s.g.token_of(&s.bot, "scope=whatsapp_business_management");
            s.g.isolate.bot(&reads).post(&format!("/v24.0/{}/messages", s.phone), &hello())
        },
        (OAUTH, 403),
        "(#200) Requires whatsapp_business_messaging permission",
    ),
    line(
        (3962, 0),
        "a permission that there is not",
        |s| s.business_token("everything"),
        (OAUTH, 400),
        "(#3962) Provided permission is not valid. Check your spelling and syntax.",
    ),
    line(
        (4, 0),
        "a spent rate limit",
        |s| {
            let path = format!("/v1/system-users/{}", s.id());
            let version = s.g.ana.get(&path).json()["system_user"]["version"].clone();
            let limit = json!({ "version": version, "rate_limit": { "calls": 1, "per_seconds": 3_600 } });
            made(&s.g.ana.patch(&path, &limit));
            assert_eq!(s.g.works(&s.token).status, 200);
            s.g.works(&s.token)
        },
        (OAUTH, 429),
        "(#4) ",
    ),
    line(
        (130_429, 0),
        "too much in all",
        |s| s.refused_by_meta(429, 130_429, "Rate limit hit"),
        (OAUTH, 429),
        "(#130429) ",
    ),
    line(
        (130_429, 0),
        "too much of the account",
        |s| s.refused_by_meta(429, 80_007, "Rate limit"),
        (OAUTH, 429),
        "(#130429) ",
    ),
    line(
        (131_048, 0),
        "too much that people do not want",
        |s| s.refused_by_meta(429, 131_048, "Spam"),
        (OAUTH, 429),
        "(#131048) ",
    ),
    line(
        (131_056, 0),
        "too much to one person",
        |s| s.refused_by_meta(400, 131_056, "Pair limit"),
        (OAUTH, 400),
        "(#131056) ",
    ),
    line(
        (131_008, 0),
        "a message without words",
        |s| s.send(&json!({ "messaging_product": "whatsapp", "to": PERSON, "type": "text" })),
        (OAUTH, 400),
        "(#131008) ",
    ),
    line(
        (131_009, 0),
        "a message to nobody",
        |s| s.send(&json!({ "messaging_product": "whatsapp", "to": "x", "type": "text", "text": { "body": "Hi" } })),
        (OAUTH, 400),
        "(#131009) ",
    ),
    line(
        (131_047, 0),
        "out of the 24 hours",
        |s| s.refused_by_meta(400, 131_047, "Re-engagement"),
        (OAUTH, 400),
        "(#131047) ",
    ),
    line(
        (131_026, 0),
        "nobody is there",
        |s| s.refused_by_meta(400, 131_026, "Undeliverable"),
        (OAUTH, 400),
        "(#131026) ",
    ),
];

#[test]
fn every_error_of_metas_table_is_told_by_its_number_type_status_and_words() {
    for one in LINES {
        // A deployment of its own for each line.
        let stage = stage();
        let answer = (one.call)(&stage);
        let (code, subcode) = one.number;
        assert_eq!(error(&answer), (one.status, code, subcode, one.kind.to_owned()), "{}: {}", one.what, answer.text());
        let body = answer.json()["error"].clone();
        assert!(text(&body["message"]).starts_with(one.says), "{}: {body}", one.what);
        // What is worth trying again says when, and by Meta's flag where the status is no 400.
        assert_eq!(body["is_transient"] == true, one.status == 429, "{}", one.what);
        let again = one.status == 429 || code == 131_056;
        assert_eq!(answer.header("retry-after").is_some(), again, "{}", one.what);
        assert!(!answer.text().contains("EAABcarrier"), "{}", one.what);
        let wrong = body["error_data"].is_null() || body["error_data"].is_object();
        assert!(wrong, "{}: {body}", one.what);
    }
}
