//! What the events say: what was and what is, with ids and names, so that a page can say it in words when the records are
//! gone.

use std::collections::BTreeSet;

use api_tests::code_host::{Host, line, publish};
use api_tests::{Actor, Answer, Authenticator, PASSWORD, World, answered, made, text};
use domain::audit::Action;
use domain::secret::Secret;
use serde_json::{Value, json};

const OTHER_PASSWORD: &str = "another long enough passphrase";

fn id(value: &Value) -> String {
    value["id"].as_str().or_else(|| value["user"]["id"].as_str()).expect("an id").to_owned()
}

struct Told {
    world: std::sync::Arc<World>,
    ana: Actor,
}

impl Told {
    /// What the last event of this action says.
    fn last(&self, action: Action) -> Value {
        let sql = "SELECT detail FROM audit_event WHERE action = ?1 AND request_id <> 'req_00000000000000000000000000' ORDER BY rowid DESC LIMIT 1";
        let text: String = self
            .world
            .db
            .lock()
            .query_row(sql, [action.as_str()], |row| row.get(0))
            .unwrap_or_else(|e| panic!("{action:?}: {e}"));
        serde_json::from_str(&text).expect("JSON")
    }

    fn did(&self, answer: &Answer, action: Action, says: &Value) -> Value {
        assert!(answer.status < 500, "{action:?}: {:?}", self.world.logs.lock().expect("logs").last());
        let body = made(answer);
        assert_eq!(self.last(action), *says, "{action:?}");
        body
    }
}

/// A source with a secret address: its path.
fn made_source(ana: &Actor) -> String {
    let source = json!({ "name": "SMS", "provider": "sinch_sms", "authentication": "address" });
    let source = made(&ana.post("/v1/inbound-sources", &source));
    let address = source["secret_url"].as_str().expect("an address");
    address.strip_prefix("https://tenure.example.com").expect("ours").to_owned()
}

#[test]
fn an_event_says_what_was_and_what_is() {
    let world = World::new();
    let isolate = world.isolate();
    let ana = isolate.set_up();
    let me = made(&ana.get("/v1/me"));
    let owner = json!({ "id": me["user"]["id"], "name": "Ana López" });
    let user = json!({ "id": "role_user", "name": "user" });
    let t = Told { world: world.clone(), ana };
    let ana = &t.ana;
    assert_eq!(t.last(Action::AccountCreated), json!({ "after": { "name": "Acme", "locale": "en", "owner": owner } }));

    // The account, and oneself.
    let patch = ana.patch("/v1/account", &json!({ "version": 1, "name": "Acme Ltd" }));
    t.did(
        &patch,
        Action::AccountUpdated,
        &json!({
            "before": { "name": "Acme", "locale": "en", "attribution_hours": 24, "message_days": 30, "hold_seconds": 300, "audit_days": 36500, "two_factor_from": null, "mail_codes": false,
                "restrict_people": false, "restrict_system_users": false, "session_idle_minutes": 120, "session_hours": 24,
                "token_default_days": null, "token_max_days": null, "token_never": "allowed", "token_scopes": null, "partner_finds": "end",
                "attestation_days": null, "attestation_grace_days": 30, "access_level": "advanced" },
            "after": { "name": "Acme Ltd" },
        }),
    );
    let version = me["user"]["version"].clone();
    let patch = ana.patch("/v1/me", &json!({ "version": version, "time_zone": "Europe/Madrid" }));
    let was = json!({ "name": "Ana López", "locale": "en", "time_zone": null });
    t.did(&patch, Action::UserUpdated, &json!({ "before": was, "after": { "time_zone": "Europe/Madrid" } }));

    // Subaccounts and system users.
    let said = json!({ "name": "Support", "reference_name": "sup" });
    let support = t.did(&ana.post("/v1/subaccounts", &said), Action::SubaccountCreated, &json!({ "after": said }));
    let at = format!("/v1/subaccounts/{}", id(&support));
    let renamed = ana.patch(&at, &json!({ "version": 1, "name": "Help" }));
    t.did(&renamed, Action::SubaccountUpdated, &json!({ "before": said, "after": { "name": "Help" } }));
    let help = json!({ "id": support["id"], "name": "Help" });
    let bot = ana.post("/v1/system-users", &json!({ "subaccount_id": support["id"], "username": "bot" }));
    let says = json!({ "after": { "username": "bot", "subaccount": help, "custodians": [owner] } });
    let bot = t.did(&bot, Action::SystemUserCreated, &says)["system_user"].clone();
    let at_bot = format!("/v1/system-users/{}", id(&bot));
    let was = |name: &str| json!({ "username": name, "subaccount": help, "custodians": [owner], "rate_limit": null, "purpose": null, "role": "employee", "secretless": false });
    let renamed = ana.patch(&at_bot, &json!({ "version": 1, "username": "robot" }));
    t.did(&renamed, Action::SystemUserUpdated, &json!({ "before": was("bot"), "after": { "username": "robot" } }));
    let beto = world.add_person(9, "admin");
    let beto_said = json!({ "id": beto, "name": "P9" });
    let version = made(&ana.get(&at_bot))["system_user"]["version"].clone();
    let handed = ana.patch(&at_bot, &json!({ "version": version, "custodian_ids": [beto] }));
    let after = json!({ "custodians": [beto_said] });
    t.did(&handed, Action::CustodiansChanged, &json!({ "before": was("robot"), "after": after }));
    let token = ana.post(&format!("{at_bot}/tokens"), &json!({ "confirm": true, "overlap_seconds": 3600 }));
    let scopes = json!(["introspect", "read_messages", "send"]);
    let named = |token: &Value| json!({ "id": token["id"], "name": token["tail"] });
    let new = made(&token)["token"].clone();
    let says = json!({ "username": "robot", "token": named(&new), "scopes": scopes, "overlap_seconds": 3600 });
    t.did(&token, Action::TokenGenerated, &json!({ "after": says }));
    let at_token = format!("{at_bot}/tokens/{}", new["id"].as_str().expect("an id"));
    let renamed = ana.patch(&at_token, &json!({ "version": 1, "name": "Night", "networks": ["203.0.113.0/24"] }));
    let before = json!({ "token": named(&new), "name": null, "networks": null });
    let after = json!({ "token": named(&new), "name": "Night", "networks": ["203.0.113.0/24"] });
    t.did(&renamed, Action::TokenUpdated, &json!({ "before": before, "after": after }));
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
    let key = ana.post(&format!("{at_bot}/keys"), &json!({ "name": "Worker", "public_key": jwk, "scopes": ["send"] }));
    let registered = made(&key);
    // RFC 8037, appendix A.3.
    let says = json!({
        "username": "robot", "key": { "id": registered["id"], "name": "Worker" }, "algorithm": "EdDSA",
        "thumbprint": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "scopes": ["send"],
    });
    t.did(&key, Action::ClientKeyRegistered, &json!({ "after": says }));
    let removed = ana.delete(&format!("{at_bot}/keys/{}", registered["id"].as_str().expect("an id")));
    t.did(&removed, Action::ClientKeyRemoved, &json!({ "before": says }));
    let rule = json!({
        "name": "CI", "issuer": "https://token.actions.githubusercontent.com", "audience": "tenure",
        "claims": { "repository_id": "42" }, "scopes": ["send"],
    });
    let added = ana.post(&format!("{at_bot}/trust-rules"), &rule);
    let says = json!({
        "username": "robot", "rule": { "id": made(&added)["id"], "name": "CI" }, "issuer": rule["issuer"],
        "audience": "tenure", "claims": { "repository_id": "42" }, "scopes": ["send"],
    });
    t.did(&added, Action::TrustRuleAdded, &json!({ "after": says }));
    let removed = ana.delete(&format!("{at_bot}/trust-rules/{}", made(&added)["id"].as_str().expect("an id")));
    t.did(&removed, Action::TrustRuleRemoved, &json!({ "before": says }));
    // Shown by somebody who found one, and by the bot itself.
    let (_, lost) = ana.system_user(None, "lost");
    let found = isolate.nobody().post("/v1/found-tokens", &json!({ "tokens": [lost] }));
    assert_eq!(found.status, 202);
    assert_eq!(t.last(Action::TokenFound)["after"]["tail"], lost[lost.len() - 4..]);
    // By a code host, where the account wants to be warned.
    let (seen, public) = ana.system_user(None, "public");
    let version = made(&ana.get("/v1/account"))["version"].clone();
    made(&ana.patch("/v1/account", &json!({ "version": version, "partner_finds": "warn" })));
    let host = Host::new("key-1", 7);
    publish(&world, &[host.published()]);
    let url = "https://example.com/a";
    assert_eq!(host.report(&isolate.nobody(), &json!([line(&public, url)])).status, 200);
    let token = made(&ana.get(&format!("/v1/system-users/{seen}")))["system_user"]["tokens"][0].clone();
    let says = json!({ "token": token["id"], "tail": token["tail"], "url": url, "source": "commit" });
    assert_eq!(t.last(Action::TokenReported), json!({ "after": says }));
    let aside = format!("/v1/system-users/{seen}/tokens/{}/dismiss-finds", token["id"].as_str().expect("an id"));
    let aside = ana.call("POST", &aside, b"");
    let says = json!({ "after": { "token": token["id"], "tail": token["tail"] } });
    t.did(&aside, Action::TokenFindsDismissed, &says);
    let (_, own) = ana.system_user(None, "own");
    assert_eq!(isolate.bot(&own).form("/oauth/revoke", &format!("token={own}")).status, 200);
    assert_eq!(t.last(Action::TokenSurrendered)["after"]["tail"], own[own.len() - 4..]);
    // Its end is near enough in two days.
    let end = world.now().plus(31 * 86_400_000);
    let (ends, _) = ana.system_user(None, "ends");
    let ending = ana.post(
        &format!("/v1/system-users/{ends}/tokens"),
        &json!({ "confirm": true, "keep_others": true, "name": "Day", "expires_at": end }),
    );
    let ending = made(&ending)["token"].clone();
    let (quiet, _) = ana.system_user(None, "quiet");
    let quiet_token = made(&ana.get(&format!("/v1/system-users/{quiet}")))["system_user"]["tokens"][0].clone();
    let body = json!({ "ids": [quiet_token["id"]], "overlap_seconds": 2_592_000, "ends_when_silent": true });
    let rotated = ana.post("/v1/tokens/rotate", &body);
    let new_quiet = t.did(&rotated, Action::TokensRotated, &json!({}))["items"][0]["token"].clone();
    let says = json!({
        "username": "quiet", "token": named(&new_quiet), "scopes": scopes, "replaces": named(&quiet_token),
        "overlap_seconds": 2_592_000, "ends_when_silent": true,
    });
    assert_eq!(t.last(Action::TokenRotated), json!({ "after": says }));
    assert_eq!(isolate.bot(new_quiet["value"].as_str().expect("a value")).get("/v1/whoami").status, 200);
    let first = made(&ana.get(&at_bot))["system_user"]["tokens"][1].clone();
    let ended = ana.delete(&format!("{at_bot}/tokens/{}", first["id"].as_str().expect("an id")));
    let now = json!({ "username": "robot", "subaccount": help, "custodians": [beto_said], "rate_limit": null, "purpose": null, "role": "employee", "secretless": false });
    let says = json!({ "before": now, "after": { "token": first["id"], "tail": first["tail"] } });
    t.did(&ended, Action::TokenEnded, &says);
    let off = ana.post(&format!("{at_bot}/deactivate"), &json!({}));
    t.did(&off, Action::SystemUserDeactivated, &json!({ "before": now, "after": { "status": "inactive" } }));
    made(&ana.post(&format!("{at_bot}/activate"), &json!({})));
    assert_eq!(t.last(Action::SystemUserActivated), json!({ "before": now, "after": { "status": "active" } }));
    let attested = ana.call("POST", &format!("{at_bot}/attest"), b"");
    t.did(&attested, Action::SystemUserAttested, &json!({ "after": { "username": "robot" } }));
    made(&ana.post(&format!("{at_bot}/deactivate"), &json!({})));
    t.did(&ana.delete(&at_bot), Action::SystemUserDeleted, &json!({ "before": now }));

    // Roles, teams, people.
    let role = made(&ana.post("/v1/roles", &json!({ "name": "Night", "grants": [] })));
    let was = json!({ "name": "Night", "description": "", "grants": {} });
    assert_eq!(t.last(Action::RoleCreated), json!({ "after": was }));
    let at_role = format!("/v1/roles/{}", id(&role));
    let renamed = ana.patch(&at_role, &json!({ "version": 1, "name": "Day" }));
    t.did(&renamed, Action::RoleUpdated, &json!({ "before": was, "after": { "name": "Day" } }));
    let day = json!({ "id": role["id"], "name": "Day" });
    let body =
        json!({ "name": "Zoe", "email": "zoe@example.com", "role_id": role["id"], "subaccount_ids": [support["id"]] });
    let zoe = id(&made(&ana.post("/v1/users", &body)));
    let zoe_said = json!({ "id": zoe, "name": "Zoe" });
    let says = json!({ "name": "Zoe", "email": "zoe@example.com", "role": day, "locale": "en", "teams": [],
        "subaccounts": [help], "temporary_password": false });
    assert_eq!(t.last(Action::UserCreated), json!({ "after": says }));
    let team = made(&ana.post("/v1/teams", &json!({ "name": "A", "member_ids": [zoe], "supervisor_ids": [beto] })));
    let says = json!({ "after": { "name": "A", "members": [zoe_said], "supervisors": [beto_said] } });
    assert_eq!(t.last(Action::TeamCreated), says);
    let at_team = format!("/v1/teams/{}", id(&team));
    let team_said = json!({ "id": team["id"], "name": "A" });
    let patch =
        ana.patch(&format!("/v1/users/{zoe}"), &json!({ "version": 1, "role_id": "role_user", "team_ids": [] }));
    let was = json!({ "name": "Zoe", "role": day, "teams": [team_said], "subaccounts": [help] });
    t.did(&patch, Action::UserUpdated, &json!({ "before": was, "after": { "role": user, "teams": [] } }));
    let smaller = ana.patch(&at_team, &json!({ "version": 1, "member_ids": [zoe] }));
    let was = json!({ "name": "A", "members": [beto_said], "supervisors": [beto_said] });
    t.did(&smaller, Action::TeamUpdated, &json!({ "before": was, "after": { "members": [zoe_said] } }));
    let was = json!({ "name": "A", "members": [zoe_said], "supervisors": [] });
    t.did(&ana.delete(&at_team), Action::TeamDeleted, &json!({ "before": was }));
    let gone = ana.delete(&format!("{at_role}?reassign_to=role_user"));
    let was = json!({ "name": "Day", "description": "", "grants": {}, "people": 0 });
    t.did(&gone, Action::RoleDeleted, &json!({ "before": was, "after": { "role": user } }));
    let capacity = ana.post(&format!("/v1/users/{zoe}/capacity"), &json!({ "capacity": 5 }));
    let says = json!({ "before": { "name": "Zoe", "capacity": null }, "after": { "capacity": 5 } });
    t.did(&capacity, Action::UserUpdated, &says);
    let zoe_by = json!({ "name": "Zoe", "email": "zoe@example.com" });
    let sent = ana.post(&format!("/v1/users/{zoe}/reset-password"), &json!({}));
    t.did(&sent, Action::PasswordResetSent, &json!({ "after": zoe_by }));
    let set = ana.post(&format!("/v1/users/{zoe}/temporary-password"), &json!({ "password": OTHER_PASSWORD }));
    t.did(&set, Action::TemporaryPasswordSet, &json!({ "after": zoe_by }));
    let off = ana.post(&format!("/v1/users/{zoe}/deactivate"), &json!({}));
    let left = json!({ "before": zoe_by, "after": { "successor": owner } });
    t.did(&off, Action::UserDeactivated, &left);
    let on = ana.post(&format!("/v1/users/{zoe}/activate"), &json!({}));
    t.did(&on, Action::UserActivated, &json!({ "before": zoe_by, "after": { "status": "active" } }));
    t.did(&ana.delete(&format!("/v1/users/{zoe}")), Action::UserDeleted, &left);
    t.did(
        &ana.delete(&at),
        Action::SubaccountDeleted,
        &json!({ "before": { "name": "Help", "reference_name": "sup" } }),
    );

    // Inbound sources: secrets are said to have changed, never what they are.
    let body = json!({ "name": "Meta", "provider": "meta_whatsapp", "authentication": "signature", "app_secret": "s", "networks": ["203.0.113.7"] });
    let says = json!({ "name": "Meta", "provider": "meta_whatsapp", "authentication": "signature", "networks": ["203.0.113.7/32"], "status": "active" });
    let source =
        t.did(&ana.post("/v1/inbound-sources", &body), Action::InboundSourceCreated, &json!({ "after": says }));
    let at = format!("/v1/inbound-sources/{}", source["inbound_source"]["id"].as_str().expect("an id"));
    let patch = ana.patch(&at, &json!({ "version": 1, "app_secret": "t", "status": "inactive", "networks": [] }));
    let after = json!({ "status": "inactive", "networks": [], "secret_changed": true });
    t.did(&patch, Action::InboundSourceUpdated, &json!({ "before": says, "after": after }));
    let mut before = says.clone();
    (before["status"], before["networks"]) = (json!("inactive"), json!([]));
    t.did(&ana.delete(&at), Action::InboundSourceDeleted, &json!({ "before": before }));

    // Channels and webhooks: no credential, no secret.
    let body = json!({ "kind": "simulator", "medium": "sms", "name": "Try", "origin": "5519900001111" });
    let mut says = body.clone();
    (says["address"], says["subaccounts"], says["status"]) = (json!(null), json!(null), json!("active"));
    let channel = t.did(&ana.post("/v1/channels", &body), Action::ChannelCreated, &json!({ "after": says }));
    let at = format!("/v1/channels/{}", id(&channel));
    let after = json!({ "name": "Tried", "status": "inactive" });
    let patch = ana.patch(&at, &json!({ "version": 1, "name": "Tried", "status": "inactive" }));
    t.did(&patch, Action::ChannelUpdated, &json!({ "before": says, "after": after }));
    (says["name"], says["status"]) = (json!("Tried"), json!("inactive"));
    t.did(&ana.delete(&at), Action::ChannelDeleted, &json!({ "before": says }));
    let mut body = json!({ "name": "Bot", "kind": "mo", "url": "https://bot.example.com/in", "accept_null_subaccount": true, "format": "standard" });
    let mut says = body.clone();
    (says["subaccounts"], says["headers_changed"]) = (json!(null), json!(true));
    body["headers"] = json!([{ "name": "X-Key", "value": "its own credential" }]);
    let webhook = t.did(&ana.post("/v1/webhooks", &body), Action::WebhookCreated, &json!({ "after": says }));
    let hook = webhook["webhook"]["id"].as_str().expect("an id");
    let at = format!("/v1/webhooks/{hook}");
    says["status"] = json!("active");
    says.as_object_mut().expect("an object").remove("headers_changed");
    let patch = ana.patch(&at, &json!({ "version": 1, "name": "The bot" }));
    t.did(&patch, Action::WebhookUpdated, &json!({ "before": says, "after": { "name": "The bot" } }));
    says["name"] = json!("The bot");
    let rotated = ana.post(&format!("{at}/rotate-secret"), &json!({}));
    t.did(&rotated, Action::WebhookSecretRotated, &json!({ "after": { "overlap_seconds": 0 } }));
    let turned = |says: &mut Value, to: &str| {
        let detail = json!({ "before": says, "after": { "status": to } });
        says["status"] = json!(to);
        detail
    };
    let paused = ana.post(&format!("{at}/pause"), &json!({}));
    t.did(&paused, Action::WebhookPaused, &turned(&mut says, "paused"));
    let resumed = || ana.post(&format!("{at}/resume"), &json!({}));
    t.did(&resumed(), Action::WebhookResumed, &turned(&mut says, "active"));
    let source = made_source(ana);
    world.answer(|_| answered(410));
    let told = json!({ "id": "1", "source": "5511999990001", "destination": "5511400000000", "messageText": "Hi" });
    assert_eq!(isolate.nobody().post(&source, &told).status, 200);
    world.drive(60_000);
    let mut gone = turned(&mut says, "disabled");
    (gone["after"]["name"], gone["after"]["reason"]) = (says["name"].clone(), json!("gone"));
    assert_eq!(t.last(Action::WebhookDisabled), gone);
    t.did(&resumed(), Action::WebhookResumed, &turned(&mut says, "active"));
    let since = json!({ "webhook_id": hook, "since": "2020-01-01T00:00:00.000Z" });
    let again = json!({ "after": { "webhook": { "id": hook, "name": "The bot" }, "deliveries": 1 } });
    t.did(&ana.post("/v1/deliveries/replay", &since), Action::DeliveriesReplayed, &again);
    t.did(&ana.delete(&at), Action::WebhookDeleted, &json!({ "before": says }));

    // Invitations.
    let body = json!({ "email": "new@example.com", "name": "New", "role_id": "role_user" });
    let says = json!({ "email": "new@example.com", "name": "New", "role": user });
    let invited = t.did(&ana.post("/v1/invitations", &body), Action::InvitationCreated, &json!({ "after": says }));
    let at = format!("/v1/invitations/{}", id(&invited));
    let again = ana.post(&format!("{at}/resend"), &json!({}));
    t.did(&again, Action::InvitationResent, &json!({ "before": says, "after": says }));
    t.did(&ana.delete(&at), Action::InvitationRevoked, &json!({ "before": says }));
    made(&ana.post("/v1/invitations", &body));
    let accept = json!({ "token": world.link_to("new@example.com"), "password": OTHER_PASSWORD });
    t.did(&isolate.nobody().post("/v1/invitations/accept", &accept), Action::InvitationAccepted, &json!({}));
    // Many at once: one event of all, and one of each in the words of a single one.
    let bulk = |name: &str| {
        let lines = json!([{ "email": "many@example.com", "name": name }]);
        ana.post("/v1/invitations/bulk", &json!({ "lines": lines, "role_id": "role_user", "preview": false }))
    };
    let each = |name: &str| json!({ "email": "many@example.com", "name": name, "role": user });
    t.did(&bulk("Many"), Action::InvitationsSent, &json!({}));
    assert_eq!(t.last(Action::InvitationCreated), json!({ "after": each("Many") }));
    made(&bulk("More"));
    assert_eq!(t.last(Action::InvitationResent), json!({ "before": each("Many"), "after": each("More") }));

    second_factors(&t);

    // Passwords, sessions, ownership.
    let change = json!({ "current_password": PASSWORD, "new_password": OTHER_PASSWORD });
    let beto_in = isolate.sign_in("admin9@example.com");
    t.did(&beto_in.post("/v1/me/password", &change), Action::PasswordChanged, &json!({}));
    let prove = |password: &str| ana.post("/v1/sessions/current/proof", &json!({ "password": password }));
    assert_eq!(prove("wrong").status, 422);
    assert_eq!(t.last(Action::ProofRefused), json!({}));
    let proof = prove(PASSWORD);
    t.did(&proof, Action::SessionProven, &json!({}));
    let ana = ana.with_cookie_of(&proof);
    let transfer = ana.post("/v1/ownership-transfers", &json!({ "to_user_id": beto, "confirm": true }));
    let owned = |by: &Value| json!({ "name": "Acme Ltd", "owner": by });
    let says = json!({ "before": owned(&owner), "after": owned(&beto_said) });
    t.did(&transfer, Action::OwnershipTransferred, &says);
    t.did(&ana.delete("/v1/sessions"), Action::SessionsDeleted, &json!({}));
    t.did(&ana.delete("/v1/sessions/current"), Action::SessionDeleted, &json!({}));
    // The successor is in use for a day, the old one is not.
    world.pass(25 * 3_600_000);
    assert_eq!(isolate.bot(new_quiet["value"].as_str().expect("a value")).get("/v1/whoami").status, 200);
    world.pass(23 * 3_600_000);
    world.scheduled();
    assert_eq!(t.last(Action::SessionsPurged), json!({}));
    let silent = json!({ "token": quiet_token["id"], "tail": quiet_token["tail"] });
    assert_eq!(t.last(Action::TokenFellSilent), json!({ "after": silent }));
    let says = json!({ "username": "ends", "token": { "id": ending["id"], "name": ending["tail"] }, "name": "Day", "expires_at": ending["expires_at"] });
    assert_eq!(t.last(Action::TokenEndAnnounced), json!({ "after": says }));
    let wrong = json!({ "email": "ana@example.com", "password": "not the one that is right" });
    assert_eq!(isolate.nobody().post("/v1/sessions", &wrong).status, 401);
    assert_eq!(t.last(Action::SignInRefused), json!({}));
    let ana = isolate.sign_in("ana@example.com");
    let version = ana.get("/v1/account").json()["version"].clone();
    assert_eq!(ana.patch("/v1/account", &json!({ "version": version, "audit_days": 90 })).status, 200);
    // Where people may come from.
    let rule = |network: &str| {
        ana.post("/v1/ip-rules", &json!({ "applies_to": "everybody", "network": network, "note": "Office" }))
    };
    let listed = json!({ "applies_to": "everybody", "network": "203.0.113.0/24", "note": "Office" });
    let office = t.did(&rule("203.0.113.0/24"), Action::IpRuleCreated, &json!({ "after": listed }));
    let on = json!({ "version": ana.get("/v1/account").json()["version"], "ip_restriction": { "people": true } });
    assert_eq!(ana.patch("/v1/account", &on).status, 200);
    assert_eq!(ana.from("198.51.100.9").get("/v1/me").status, 403);
    assert_eq!(t.last(Action::AddressRefused), json!({}));
    made(&rule("203.0.113.7"));
    let end = ana.delete(&format!("/v1/ip-rules/{}", office["id"].as_str().expect("an id")));
    assert_eq!(end.status, 204);
    assert_eq!(t.last(Action::IpRuleDeleted), json!({ "before": listed }));
    world.age_hashes();
    isolate.sign_in("ana@example.com");
    assert_eq!(t.last(Action::PasswordRehashed), json!({}));
    let mut all = all_told(&world);
    world.pass(91 * 24 * 3_600_000);
    isolate.sign_in("ana@example.com");
    world.scheduled();
    assert_eq!(t.last(Action::TokensPurged), json!({}));
    let seq = world.count("SELECT seq FROM audit_checkpoint");
    assert_eq!(t.last(Action::AuditPruned), json!({ "after": { "seq": seq, "days": 90 } }));
    all.extend(all_told(&world));
    // With a new key in front of the old one.
    let world = world.copy_with(|raw| raw.keys = Secret::new(format!("k2:{},k1:{}", "a5".repeat(32), "5a".repeat(32))));
    world.scheduled();
    assert_eq!(Told { world: world.clone(), ana: isolate.nobody() }.last(Action::SecretsResealed), json!({}));

    all.extend(all_told(&world));
    all.extend(reviews());
    all.extend(assets());
    all.extend(credentials());
    let written: BTreeSet<String> = Action::ALL.iter().map(|action| action.as_str().to_owned()).collect();
    assert_eq!(all, written, "every action was asked here");
}

/// Roles, apps, WhatsApp accounts.
fn assets() -> BTreeSet<String> {
    let world = World::new();
    let t = Told { world: world.clone(), ana: world.isolate().set_up() };
    let ana = &t.ana;
    let accepted = ana.post("/v1/policy-acceptances", &json!({ "policy": "system_users", "accept": true }));
    let says = json!({ "policy": "system_users", "text_version": 1, "locale": "en" });
    t.did(&accepted, Action::PolicyAccepted, &json!({ "after": says }));
    let (bot, _) = ana.system_user(None, "bot");
    // By a Graph path.
    let (ends, _) = ana.system_user(None, "ends all");
    let body = json!({ "confirm": true, "keep_others": true, "scopes": ["business_management"] });
    let token = text(&made(&ana.post(&format!("/v1/system-users/{ends}/tokens"), &body))["token"]["value"]);
    made(&world.isolate().bot(&token).delete("/v24.0/me/access_tokens"));
    assert_eq!(t.last(Action::TokensEnded), json!({ "after": { "username": "ends all" } }));
    let at_bot = format!("/v1/system-users/{bot}");
    let role = ana.put(&format!("{at_bot}/role"), &json!({ "version": 1, "role": "admin" }));
    made(&role);
    let says = t.last(Action::SystemUserUpdated);
    assert_eq!((&says["before"]["role"], &says["after"]), (&json!("employee"), &json!({ "role": "admin" })));

    let app = ana.post("/v1/apps", &json!({ "name": "Platform" }));
    let said = json!({ "name": "Platform", "require_proof": false });
    let app = id(&t.did(&app, Action::AppCreated, &json!({ "after": said }))["app"]);
    let at_app = format!("/v1/apps/{app}");
    let changed = ana.patch(&at_app, &json!({ "version": 1, "require_proof": true }));
    t.did(&changed, Action::AppUpdated, &json!({ "before": said, "after": { "require_proof": true } }));
    let said = json!({ "name": "Platform", "require_proof": true });
    let replaced = ana.post(&format!("{at_app}/secret"), &json!({ "confirm": true }));
    t.did(&replaced, Action::AppSecretReplaced, &json!({ "after": said }));
    let installed = json!({ "username": "bot", "app": { "id": app, "name": "Platform" } });
    let path = format!("{at_bot}/apps/{app}");
    t.did(&ana.put(&path, &json!({})), Action::AppInstalled, &json!({ "after": installed }));
    t.did(&ana.delete(&path), Action::AppUninstalled, &json!({ "before": installed }));
    t.did(&ana.delete(&at_app), Action::AppDeleted, &json!({ "before": said }));

    let account = ana.post("/v1/whatsapp-accounts", &json!({ "name": "Sales" }));
    let says = json!({ "after": { "name": "Sales", "numbers": [] } });
    let account = id(&t.did(&account, Action::WhatsappAccountCreated, &says));
    let at = format!("/v1/whatsapp-accounts/{account}");
    let renamed = ana.patch(&at, &json!({ "version": 1, "name": "Sales team" }));
    let says = json!({ "before": { "name": "Sales" }, "after": { "name": "Sales team" } });
    t.did(&renamed, Action::WhatsappAccountUpdated, &says);
    let added = ana.post(&format!("{at}/numbers"), &json!({ "display_number": "+55 11 90000-1111" }));
    let says = json!({ "before": { "numbers": [] }, "after": { "numbers": ["5511900001111"] } });
    t.did(&added, Action::WhatsappAccountUpdated, &says);
    let path = format!("{at}/system-users/{bot}");
    let said =
        json!({ "username": "bot", "whatsapp_account": { "id": account, "name": "Sales team" }, "tasks": ["MANAGE"] });
    let assigned = ana.put(&path, &json!({ "full_control": true }));
    t.did(&assigned, Action::WhatsappAccountAssigned, &json!({ "after": said }));
    t.did(&ana.delete(&path), Action::WhatsappAccountUnassigned, &json!({ "before": said }));
    let says = json!({ "before": { "name": "Sales team", "numbers": ["5511900001111"] } });
    t.did(&ana.delete(&at), Action::WhatsappAccountDeleted, &says);
    all_told(&world)
}

/// Two credentials of carriers that end: one that is renewed, and one that has no app to renew it with.
fn credentials() -> BTreeSet<String> {
    let world = World::new();
    let t = Told { world: world.clone(), ana: world.isolate().set_up() };
    let day = 24 * 3_600_000;
    let end = world.now().plus(10 * day).millis() / 1000;
    world.answer(move |call| {
        let body = if call.url.contains("/debug_token?") {
            json!({ "data": { "is_valid": true, "expires_at": end } })
        } else {
            json!({ "access_token": "EAABnext0123456789", "expires_in": 60 * 86_400 })
        };
        Ok(service::deps::OutsideAnswer { body: body.to_string().into_bytes(), ..answered(200)? })
    });
    let credential = json!({ "access_token": "EAABfirst0123456789", "phone_number_id": "1065" });
    let mut with_app = credential.clone();
    (with_app["app_id"], with_app["app_secret"]) = (json!("1234567890123456"), json!("0f1e2d3c4b5a6978"));
    for (name, credential) in [("Renews", with_app), ("By hand", credential)] {
        let subaccount = t.ana.subaccount(name);
        let body = json!({ "kind": "meta", "medium": "whatsapp", "name": name, "origin": "5519900001111",
            "subaccount_ids": [subaccount], "credential": credential });
        made(&t.ana.post("/v1/channels", &body));
    }
    world.scheduled();
    let at = domain::time::Instant::from_millis(end * 1000);
    let says = json!({ "after": { "name": "By hand", "credential_expires_at": at.to_rfc3339() } });
    assert_eq!(t.last(Action::ChannelCredentialEndAnnounced), says);
    world.scheduled();
    let at = world.now().plus(60 * day).to_rfc3339();
    let says = json!({ "after": { "name": "Renews", "credential_changed": true, "credential_expires_at": at } });
    assert_eq!(t.last(Action::ChannelCredentialRenewed), says);
    all_told(&world)
}

/// A review that nobody answers, and idle system users that are switched off together.
fn reviews() -> BTreeSet<String> {
    let world = World::new();
    let t = Told { world: world.clone(), ana: world.isolate().set_up() };
    let day = 24 * 3_600_000;
    let me = made(&t.ana.get("/v1/me"));
    let owner = json!({ "id": me["user"]["id"], "name": "Ana López" });
    t.ana.system_user(None, "bot");
    made(&t.ana.patch("/v1/account", &json!({ "version": 1, "attestation_days": 30, "attestation_grace_days": 14 })));
    let said = json!({ "attestation_days": 30, "attestation_grace_days": 14 });
    assert_eq!(t.last(Action::AccountUpdated)["after"], said);
    world.pass(17 * day);
    world.scheduled();
    assert_eq!(t.last(Action::ReviewAnnounced), json!({ "after": { "username": "bot" } }));
    for days in [30, 1] {
        world.pass(days * day);
        world.scheduled();
    }
    let was = json!({ "username": "bot", "subaccount": null, "custodians": [owner], "purpose": null, "rate_limit": null, "role": "employee", "secretless": false });
    assert_eq!(t.last(Action::SystemUserLapsed), json!({ "before": was, "after": { "status": "inactive" } }));
    let ana = world.isolate().sign_in("ana@example.com");
    let (idle, _) = ana.system_user(None, "idle");
    world.pass(8 * day);
    let ana = world.isolate().sign_in("ana@example.com");
    made(&ana.post("/v1/idle-system-users/deactivate", &json!({ "days": 7, "ids": [idle] })));
    assert_eq!(t.last(Action::IdleDeactivated), json!({}));
    let says = json!({ "before": { "username": "idle" }, "after": { "status": "inactive" } });
    assert_eq!(t.last(Action::SystemUserDeactivated), says);
    all_told(&world)
}

/// Setting up, passing, renewing, losing and requiring a second factor.
fn second_factors(t: &Told) {
    let (world, ana) = (&t.world, &t.ana);
    world.add_person(77, "sale");
    let person = "usr_00000000000000000000000077";
    let pending = || world.isolate().sign_in("sale77@example.com");
    let pass = |code: &str| pending().post("/v1/sessions/current/two-factor", &json!({ "code": code }));
    let (app, them) = Authenticator::enroll(world, &pending());
    assert_eq!(t.last(Action::TwoFactorBegun), json!({}));
    assert_eq!(t.last(Action::TwoFactorEnabled), json!({}));
    assert_eq!(pass("AAAAA-AAAAA-AAAAA-AAAAA-AAAAA").status, 422);
    assert_eq!(t.last(Action::TwoFactorRefused), json!({}));
    t.did(&pass(&app.code(world.now())), Action::TwoFactorPassed, &json!({}));
    t.did(&pass(&app.recovery_codes[0]), Action::RecoveryCodeUsed, &json!({}));
    // Another app, and again, so that the codes below are of the last one.
    world.pass(domain::two_factor::PERIOD);
    let begun = them.post("/v1/me/two-factor", &json!({ "password": PASSWORD, "code": app.code(world.now()) }));
    let app = Authenticator::new(made(&begun)["secret"].as_str().expect("a key"));
    world.pass(domain::two_factor::PERIOD);
    let other = them.post("/v1/me/two-factor/confirm", &json!({ "code": app.code(world.now()) }));
    t.did(&other, Action::TwoFactorReplaced, &json!({}));
    let them = them.with_cookie_of(&other);
    let renewed = them.post("/v1/me/two-factor/recovery-codes", &json!({ "password": PASSWORD }));
    let renewed = t.did(&renewed, Action::RecoveryCodesRenewed, &json!({}));
    let off = json!({ "password": PASSWORD, "code": renewed["recovery_codes"][0] }).to_string();
    let off = them.with("content-type", "application/json").call("DELETE", "/v1/me/two-factor", off.as_bytes());
    t.did(&off, Action::TwoFactorDisabled, &json!({}));
    Authenticator::enroll(world, &pending());
    let after = json!({ "after": { "name": "P77", "email": "sale77@example.com" } });
    t.did(&ana.delete(&format!("/v1/users/{person}/two-factor")), Action::TwoFactorReset, &after);

    let set = |settings: Value| {
        let mut settings = settings;
        settings["version"] = ana.get("/v1/account").json()["version"].clone();
        made(&ana.patch("/v1/account", &settings))
    };
    let date = world.now().plus(5 * 86_400_000);
    set(json!({ "require_two_factor": true, "two_factor_from": date }));
    assert_eq!(t.last(Action::AccountUpdated)["after"], json!({ "two_factor_from": date }));
    world.scheduled();
    let after = json!({ "name": "P77", "email": "sale77@example.com" });
    // There is one for each who was reminded.
    let sql = "SELECT detail FROM audit_event WHERE action = ?1 AND subject_id = ?2";
    let action = Action::TwoFactorReminded.as_str();
    let told: String = world.db.lock().query_row(sql, [action, person], |row| row.get(0)).expect("an event");
    assert_eq!(serde_json::from_str::<Value>(&told).expect("JSON"), json!({ "after": after }));
    set(json!({ "require_two_factor": false, "mail_codes": true }));
    let told = t.last(Action::AccountUpdated);
    assert_eq!(told["after"], json!({ "two_factor_from": null, "mail_codes": true }));
    assert_eq!(told["before"]["two_factor_from"], json!(date));
    Authenticator::enroll(world, &pending());
    let asking = pending();
    t.did(&asking.post("/v1/sessions/current/mail-code", &json!({})), Action::MailCodeSent, &json!({}));
    let code = {
        let mails = world.mails.lock().expect("mails");
        let mail = mails.iter().rev().find(|mail| mail.subject.starts_with("Your code")).expect("a mail");
        mail.text
            .lines()
            .find(|line| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit()))
            .expect("a code")
            .to_owned()
    };
    let passed = asking.post("/v1/sessions/current/two-factor", &json!({ "code": code }));
    t.did(&passed, Action::MailCodeUsed, &json!({}));
    set(json!({ "mail_codes": false }));
}

/// An event says from when on two-factor is required, also where nobody gave a date.
#[test]
fn what_is_required_at_once_is_said_with_its_date() {
    let world = World::new();
    let (_, ana) = Authenticator::enroll(&world, &world.isolate().set_up());
    let t = Told { world, ana };
    let set = |settings: Value| {
        let mut settings = settings;
        settings["version"] = t.ana.get("/v1/account").json()["version"].clone();
        made(&t.ana.patch("/v1/account", &settings));
        t.last(Action::AccountUpdated)["after"].clone()
    };
    let now = t.world.now();
    assert_eq!(set(json!({ "require_two_factor": true })), json!({ "two_factor_from": now }));
    t.world.pass(1000);
    let same = set(json!({ "require_two_factor": true, "name": "Acme Ltd" }));
    assert_eq!(same, json!({ "name": "Acme Ltd" }), "it stays as it is");
    assert_eq!(set(json!({ "require_two_factor": false })), json!({ "two_factor_from": null }));
}

/// The actions of which there are events.
fn all_told(world: &World) -> BTreeSet<String> {
    let connection = world.db.lock();
    let mut all = connection.prepare("SELECT DISTINCT action FROM audit_event").expect("prepares");
    all.query_map([], |row| row.get(0)).expect("runs").map(|action| action.expect("an action")).collect()
}
