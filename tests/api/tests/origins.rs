//! Where a request may come from.

use api_tests::{PASSWORD, World};
use serde_json::json;

#[test]
fn no_page_at_all_is_nobodys_word_for_an_unsafe_call() {
    let isolate = World::new().isolate();
    let ana = isolate.set_up();
    let body = json!({ "name": "A", "reference_name": "A" });
    let typed = ana.without("origin").with("sec-fetch-site", "none");
    for answer in
        [typed.post("/v1/subaccounts", &body), typed.delete("/v1/sessions/current"), typed.patch("/v1/me", &json!({}))]
    {
        assert_eq!((answer.status, answer.code()), (403, "foreign_origin".to_owned()));
    }
    assert_eq!(typed.get("/v1/me").status, 200, "a read may be typed into the address bar");
    assert_eq!(ana.with("sec-fetch-site", "none").post("/v1/subaccounts", &body).status, 201, "Origin goes first");
}

/// A page of `evil.example` whose name was pointed at this machine: to its browser it is of one origin with us.
#[test]
fn a_name_that_somebody_pointed_at_us_is_not_ours() {
    for url in ["http://localhost:8787", "http://10.0.0.7:8787"] {
        let isolate = World::with(|raw| raw.public_url = url.into()).isolate();
        let ana = isolate.set_up();
        let rebound = |actor: &api_tests::Actor| {
            actor.with("host", "evil.example:8787").with("origin", "http://evil.example:8787")
        };
        let body = json!({ "name": "A", "reference_name": "A" });
        assert_eq!(rebound(&ana).post("/v1/subaccounts", &body).code(), "foreign_origin", "{url}");
        let sign_in = json!({ "email": "ana@example.com", "password": PASSWORD });
        assert_eq!(rebound(&isolate.nobody()).post("/v1/sessions", &sign_in).code(), "foreign_origin", "{url}");
        assert_eq!(ana.post("/v1/subaccounts", &body).status, 201, "{url}");
    }
}

#[test]
fn this_machine_may_be_called_by_each_of_its_names_and_others_by_the_configured_one() {
    let local = World::with(|raw| raw.public_url = "http://localhost:8787".into()).isolate();
    let ana = local.set_up();
    for (n, host) in ["127.0.0.1:8787", "[::1]:8787", "localhost:8787"].into_iter().enumerate() {
        let body = json!({ "name": format!("A{n}"), "reference_name": format!("A{n}") });
        let there = ana.with("host", host).with("origin", &format!("http://{host}"));
        assert_eq!(there.post("/v1/subaccounts", &body).status, 201, "{host}");
        let crossed = ana.with("host", host).with("origin", "http://127.0.0.1:9999");
        assert_eq!(crossed.post("/v1/subaccounts", &body).code(), "foreign_origin", "another port is another origin");
    }
    let plain = World::with(|raw| raw.public_url = "http://10.0.0.7:8787".into()).isolate();
    let ana = plain.set_up().with("host", "tenure.internal").with("origin", "http://tenure.internal");
    let body = json!({ "name": "A", "reference_name": "A" });
    assert_eq!(ana.post("/v1/subaccounts", &body).code(), "foreign_origin", "the address is the configured one");
}

#[test]
fn the_mailbox_is_shown_to_this_machines_own_names() {
    let dev = World::with(|raw| {
        raw.public_url = "http://localhost:8787".into();
        raw.mailbox = true;
    });
    let nobody = dev.isolate().nobody();
    for host in ["localhost:8787", "127.0.0.1:8787", "[::1]:8787", "LOCALHOST:8787"] {
        assert_eq!(nobody.with("host", host).get("/v1/dev/mailbox").status, 200, "{host}");
    }
    for host in ["evil.example:8787", "localhost.evil.example:8787", "127.0.0.1.evil.example", ""] {
        assert_eq!(nobody.with("host", host).get("/v1/dev/mailbox").status, 404, "{host}");
    }
    assert_eq!(nobody.without("host").get("/v1/dev/mailbox").status, 404, "and to nobody who says none");
}
