//! Well-known issuers of workloads: what a rule for each begins with, and how a workload of it gets in.

/// An issuer that is well known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// How the form calls it.
    pub id: &'static str,
    /// What it is called; empty: another one.
    pub name: &'static str,
    /// Its address, or how that looks.
    pub issuer: &'static str,
    /// What a rule for it names, one claim a line: the ids are another's still.
    pub claims: &'static str,
}

/// All of them; the last one is no issuer in particular.
pub const PRESETS: [Preset; 6] = [
    Preset {
        id: "github",
        name: "GitHub Actions",
        issuer: "https://token.actions.githubusercontent.com",
        claims: "repository_id=\nref=refs/heads/main",
    },
    Preset {
        id: "gitlab",
        name: "GitLab.com",
        issuer: "https://gitlab.com",
        claims: "project_id=\nref=main\nref_type=branch",
    },
    Preset {
        id: "kubernetes",
        name: "Kubernetes",
        issuer: "https://",
        claims: "sub=system:serviceaccount:NAMESPACE:NAME",
    },
    Preset { id: "google", name: "Google Cloud", issuer: "https://accounts.google.com", claims: "sub=" },
    Preset {
        id: "entra",
        name: "Microsoft Entra",
        issuer: "https://login.microsoftonline.com/TENANT_ID/v2.0",
        claims: "oid=",
    },
    Preset { id: "other", name: "", issuer: "https://", claims: "sub=" },
];

/// That of this id; the last one where there is none.
pub fn preset(id: &str) -> Preset {
    let [.., other] = PRESETS;
    PRESETS.into_iter().find(|one| one.id == id).unwrap_or(other)
}

/// A job of GitHub Actions.
pub fn github(endpoint: &str, client: &str, audience: &str) -> String {
    format!(
        "permissions:\n  id-token: write\nsteps:\n  - run: |\n      ASSERTION=$(curl -sSf -H \"Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN\" \\\n        \"$ACTIONS_ID_TOKEN_REQUEST_URL&audience={audience}\" | jq -r .value)\n      TOKEN=$(curl -sSf {endpoint} \\\n        -d grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer \\\n        -d client_id={client} \\\n        --data-urlencode \"assertion=$ASSERTION\" | jq -r .access_token)\n      echo \"::add-mask::$TOKEN\""
    )
}

/// A job of GitLab.
pub fn gitlab(endpoint: &str, client: &str, audience: &str) -> String {
    format!(
        "deploy:\n  id_tokens:\n    ASSERTION:\n      aud: {audience}\n  script:\n    - |\n      TOKEN=$(curl -sSf {endpoint} \\\n        -d grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer \\\n        -d client_id={client} \\\n        --data-urlencode \"assertion=$ASSERTION\" | jq -r .access_token)"
    )
}

/// A pod, or whoever may ask its cluster for a token of its service account.
pub fn kubernetes(endpoint: &str, client: &str, audience: &str) -> String {
    format!(
        "ASSERTION=$(kubectl create token NAME --namespace NAMESPACE --audience {audience} --duration 10m)\nTOKEN=$(curl -sSf {endpoint} \\\n  -d grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer \\\n  -d client_id={client} \\\n  --data-urlencode \"assertion=$ASSERTION\" | jq -r .access_token)"
    )
}

/// By token exchange.
pub fn exchange(endpoint: &str, client: &str) -> String {
    format!(
        "curl {endpoint} \\\n  -d grant_type=urn:ietf:params:oauth:grant-type:token-exchange \\\n  -d subject_token_type=urn:ietf:params:oauth:token-type:jwt \\\n  -d client_id={client} \\\n  --data-urlencode \"subject_token=$ASSERTION\""
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::trust::{Issuer, pins_of};

    #[test]
    fn what_a_rule_begins_with_names_an_id_where_one_is_needed() {
        for one in PRESETS {
            let names: Vec<&str> = one.claims.lines().filter_map(|line| line.split('=').next()).collect();
            if let Some(pins) = pins_of(one.issuer) {
                assert!(names.iter().any(|name| pins.contains(name)), "{}", one.id);
            }
            assert!(
                one.issuer == "https://" || Issuer::try_from(one.issuer.replace("TENANT_ID", "x")).is_ok(),
                "{}",
                one.id
            );
        }
        assert_eq!(preset("none").id, "other");
    }

    #[test]
    fn each_recipe_names_this_deployment_and_no_secret() {
        let (endpoint, client, audience) = ("https://t.example/oauth/token", "su_1", "https://t.example");
        for text in [
            github(endpoint, client, audience),
            gitlab(endpoint, client, audience),
            kubernetes(endpoint, client, audience),
        ] {
            assert!(text.contains(endpoint) && text.contains("client_id=su_1") && text.contains(audience), "{text}");
        }
        assert!(exchange(endpoint, client).contains("token-exchange"));
    }
}
