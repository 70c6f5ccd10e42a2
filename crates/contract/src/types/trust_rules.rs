//! Outside issuers that system users trust.

use std::collections::BTreeMap;

use domain::ids::TrustRuleId;
use domain::name::TokenName;
use domain::scope::Scopes;
use domain::time::Instant;
use domain::trust::{Audience, Claims, Issuer};
use serde::{Deserialize, Serialize};

use super::{PersonRef, RefusalReason};

request! {
    /// A rule by which a system user trusts an outside issuer.
    pub struct AddTrustRule {
        /// What it is called.
        name: req TokenName,
        /// The address of the issuer, letter by letter as its tokens say it (`iss`). Its keys are looked up by its metadata
        /// (OpenID Connect Discovery).
        issuer: req Issuer,
        /// Whom its tokens must be made for (`aud`), and nobody else.
        audience: req Audience,
        /// What they must say: one to ten claims with their values, letter by letter. A number or a truth value is compared by
        /// its text.
        claims: req Claims,
        /// What those may do who show one; if nothing is said, Tenure's own scopes, as far as the account allows them.
        scopes: opt Scopes,
    }
}

reply! {
    /// The last time that a workload was refused by a rule.
    pub struct TrustRefusal {
        /// When.
        pub at: Instant,
        /// Why.
        pub reason: RefusalReason,
        /// The claim that was lacking, as the rule names it.
        pub claim: Option<String>,
    }
}

reply! {
    /// A rule by which a system user trusts an outside issuer.
    pub struct TrustRule {
        /// The id.
        pub id: TrustRuleId,
        /// What it is called.
        pub name: String,
        /// The issuer.
        pub issuer: String,
        /// Whom its tokens must be made for.
        pub audience: String,
        /// What they must say.
        pub claims: BTreeMap<String, String>,
        /// What those may do who show one.
        pub scopes: Vec<String>,
        /// Who made it.
        pub created_by: PersonRef,
        /// When.
        pub created_at: Instant,
        /// When it last bought a token; null: never.
        pub last_used_at: Option<Instant>,
        /// From where.
        pub last_used_ip: Option<String>,
        /// How many of the tokens that it bought are accepted now.
        pub live_tokens: i64,
        /// The last refusal of the last seven days.
        pub last_refusal: Option<TrustRefusal>,
    }
}

reply! {
    /// The rules of a system user, with what its workload must know.
    pub struct TrustRules {
        /// The rules, the newest first.
        pub items: Vec<TrustRule>,
        /// Where tokens are bought.
        pub token_endpoint: String,
    }
}
