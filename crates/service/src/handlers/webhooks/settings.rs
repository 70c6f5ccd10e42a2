//! What making and changing a webhook share: the rules of its fields.

use std::collections::BTreeSet;

use contract::{Code, EventKind, FieldError, SecretText, WebhookFormat, WebhookHeader};
use domain::audit::Named;
use domain::environment::Environment;
use domain::field::FieldCode;
use domain::ids::SubaccountId;
use domain::permission::WebhooksManage;
use domain::principal::Can;
use messaging::address::AddressRefusal;
use store::webhooks;

use crate::config::Config;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::webhook_call::{is_reserved, judge};

const MOST_SUBACCOUNTS: usize = 200;
const MOST_HEADERS: usize = 10;
const LONGEST_NAME: usize = 64;
const LONGEST_VALUE: usize = 1_024;

/// Whose events a webhook takes.
#[derive(Debug)]
pub struct Takes {
    /// Those of every subaccount?
    pub all: bool,
    /// Those of these: id, name, reference name, by name.
    pub subaccounts: Vec<(SubaccountId, String, String)>,
    /// Of this environment.
    pub environment: Environment,
}

impl Takes {
    /// As an event says it; none: all.
    pub fn named(&self) -> Option<Vec<Named>> {
        let named = self.subaccounts.iter().map(|(id, name, _)| Named::new(id.as_str(), &**name));
        (!self.all).then(|| named.collect())
    }

    /// The ids.
    pub fn ids(&self) -> Vec<SubaccountId> {
        self.subaccounts.iter().map(|(id, ..)| id.clone()).collect()
    }
}

fn beyond(field: &str) -> Fail {
    Fail { errors: vec![FieldError::at(field, FieldCode::BeyondYourOwn)], ..Fail::new(Code::BeyondYourOwn) }
}

/// Whose events: these, or all when none are named and nothing else is said. Whoever may act on own subaccounts only
/// names some of them, and never takes what belongs to none.
pub async fn takes<D: Deps>(
    deps: &D,
    can: &Can<WebhooksManage>,
    (ids, environment): (&[SubaccountId], Option<Environment>),
    all: Option<bool>,
    accept_null: bool,
) -> Result<Takes, Fail> {
    let all = all.unwrap_or(ids.is_empty());
    if all && !ids.is_empty() {
        return Err(Fail::field("subaccount_ids", FieldCode::InvalidChoice));
    }
    if ids.len() > MOST_SUBACCOUNTS {
        return Err(Fail::field("subaccount_ids", FieldCode::TooLong));
    }
    if !all && ids.is_empty() && !accept_null {
        return Err(Fail::field("subaccount_ids", FieldCode::Required));
    }
    if can.within().is_some() {
        if accept_null {
            return Err(beyond("accept_null_subaccount"));
        }
        if all || !ids.iter().all(|id| can.human().subaccounts.contains(id)) {
            return Err(beyond("subaccount_ids"));
        }
    }
    let subaccounts = if ids.is_empty() { Vec::new() } else { webhooks::subaccounts(can, ids).of(deps.db()).await? };
    if ids.iter().collect::<BTreeSet<_>>().len() != subaccounts.len() {
        return Err(Fail::field("subaccount_ids", FieldCode::NotFound));
    }
    let environment = environment.or_else(|| subaccounts.first().map(|(.., its)| *its)).unwrap_or_default();
    if subaccounts.iter().any(|(.., its)| *its != environment) {
        return Err(Fail::field("subaccount_ids", FieldCode::OtherEnvironment));
    }
    let subaccounts = subaccounts.into_iter().map(|(id, name, reference, _)| (id, name, reference)).collect();
    Ok(Takes { all, subaccounts, environment })
}

/// The form of bodies of this kind: carriers' own forms have no word for a token.
pub fn of_kind(kind: EventKind, format: WebhookFormat) -> Result<WebhookFormat, Fail> {
    match (kind, format) {
        (EventKind::Token, WebhookFormat::Sinch | WebhookFormat::Meta) => {
            Err(Fail::field("format", FieldCode::InvalidChoice))
        }
        (_, format) => Ok(format),
    }
}

/// The headers of a receiver's own, their names in lower case.
pub fn headers(given: &[WebhookHeader]) -> Result<Vec<(String, SecretText)>, Fail> {
    let refused = |code| Err(Fail::field("headers", code));
    if given.len() > MOST_HEADERS {
        return refused(FieldCode::TooLong);
    }
    let mut all: Vec<(String, SecretText)> = Vec::new();
    for header in given {
        let name = header.name.trim().to_ascii_lowercase();
        let value = header.value.expose().trim();
        // RFC 9110, 5.6.2: what a name is made of. In a value what every receiver reads alike.
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        match () {
            () if name.is_empty() || value.is_empty() => return refused(FieldCode::Required),
            () if name.len() > LONGEST_NAME || value.len() > LONGEST_VALUE => return refused(FieldCode::TooLong),
            () if !name.bytes().all(is_name) || !value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) => {
                return refused(FieldCode::InvalidCharacters);
            }
            () if is_reserved(&name) => return refused(FieldCode::ReservedHeader),
            () if all.iter().any(|(its, _)| *its == name) => return refused(FieldCode::Duplicate),
            () => all.push((name, SecretText::new(value.to_owned()))),
        }
    }
    Ok(all)
}

/// The address of a field as it is stored, after a look at what its name stands for now.
pub async fn address<D: Deps>(deps: &D, config: &Config, field: &str, text: &str) -> Result<String, Fail> {
    judge(deps, config, text).await.map_err(|refusal| {
        let code = match refusal {
            AddressRefusal::TooLong => FieldCode::TooLong,
            AddressRefusal::NotHttps => FieldCode::NotHttps,
            AddressRefusal::Port => FieldCode::BadPort,
            AddressRefusal::Own => FieldCode::OwnAddress,
            AddressRefusal::Unresolved => FieldCode::Unresolved,
            AddressRefusal::IpLiteral
            | AddressRefusal::SingleLabel
            | AddressRefusal::Internal
            | AddressRefusal::NotPublic => FieldCode::NotPublic,
            AddressRefusal::NotAnAddress
            | AddressRefusal::UserInfo
            | AddressRefusal::Fragment
            | AddressRefusal::BadName => FieldCode::InvalidAddress,
        };
        Fail::field(field, code)
    })
}
