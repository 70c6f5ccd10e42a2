//! What an account asks of the tokens that are made in it: until when they live, and what they may do at the most. Those that
//! there are stay as they are.

use crate::field::FieldCode;
use crate::permission::closed;
use crate::scope::{Scope, Scopes};
use crate::settings::TokenDays;
use crate::time::{DAY, Instant, SECOND};

closed! {
    /// May a token never end?
    Never {
        /// As whoever makes it likes.
        Allowed = "allowed",
        /// With a reason, which is kept.
        WithReason = "with_reason",
        /// No.
        Forbidden = "forbidden",
    }
}

/// How many days before its end a token's custodians are told of it.
pub const REMINDERS: [i64; 3] = [30, 7, 1];

/// From when on a machine is told of its token's end with each answer, in milliseconds before it.
pub const TOLD_BEFORE: i64 = 30 * DAY;

/// The rules of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRules {
    /// How long a token lives of which nobody says when it ends; none: it never ends.
    pub default_days: Option<TokenDays>,
    /// How long a token that ends lives at the most.
    pub max_days: Option<TokenDays>,
    /// May one never end?
    pub never: Never,
    /// The scopes that one can have; none: all of them.
    pub scopes: Option<Scopes>,
}

impl Default for TokenRules {
    fn default() -> Self {
        Self { default_days: None, max_days: None, never: Never::Allowed, scopes: None }
    }
}

/// Other rules; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct OtherRules {
    /// See [`TokenRules::default_days`].
    pub default_days: Option<Option<TokenDays>>,
    /// See [`TokenRules::max_days`].
    pub max_days: Option<Option<TokenDays>>,
    /// See [`TokenRules::never`].
    pub never: Option<Never>,
    /// See [`TokenRules::scopes`].
    pub scopes: Option<Option<Scopes>>,
}

impl OtherRules {
    /// Does it leave all as it is?
    pub const fn is_empty(&self) -> bool {
        self.default_days.is_none() && self.max_days.is_none() && self.never.is_none() && self.scopes.is_none()
    }
}

/// What is asked of a new token.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// What it may do; none: nobody says.
    pub scopes: Option<Scopes>,
    /// When it ends, or that it never does; none: nobody says.
    pub expires_at: Option<Option<Instant>>,
    /// Why it never ends.
    pub reason: Option<String>,
}

/// What a new token gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// What it may do.
    pub scopes: Vec<String>,
    /// When it ends.
    pub expires_at: Option<Instant>,
    /// Why it never ends; empty where nobody says.
    pub reason: String,
}

/// A token whose place another one takes.
#[derive(Debug, Clone, Copy)]
pub struct Old<'a> {
    /// What it may do.
    pub scopes: &'a [String],
    /// When it was made.
    pub created_at: Instant,
    /// When it ends.
    pub expires_at: Option<Instant>,
    /// Why it never ends.
    pub reason: &'a str,
}

/// An end on a whole second: one in seconds (`exp` of RFC 7662) is the same instant.
fn on_a_second(at: Instant) -> Instant {
    Instant::from_millis(at.millis().div_euclid(SECOND).saturating_mul(SECOND))
}

fn millis(days: TokenDays) -> i64 {
    days.get() * DAY
}

impl TokenRules {
    /// The rules when somebody has asked for others.
    ///
    /// # Errors
    ///
    /// The field that can't be so. Where "never" is not free, what nobody says anything of must end; and a longest life says
    /// nothing beside a free "never".
    pub fn asked(&self, other: OtherRules) -> Result<Self, (&'static str, FieldCode)> {
        let rules = Self {
            default_days: other.default_days.unwrap_or(self.default_days),
            max_days: other.max_days.unwrap_or(self.max_days),
            never: other.never.unwrap_or(self.never),
            scopes: other.scopes.unwrap_or_else(|| self.scopes.clone()),
        };
        match (rules.never, rules.default_days, rules.max_days) {
            (Never::WithReason | Never::Forbidden, None, _) => Err(("token_default_days", FieldCode::Required)),
            (Never::Allowed, _, Some(_)) => Err(("token_never", FieldCode::InvalidChoice)),
            (_, Some(default), Some(max)) if default > max => Err(("token_default_days", FieldCode::OutOfRange)),
            _ => Ok(rules),
        }
    }

    fn is_within(&self, scope: &str) -> bool {
        self.scopes.as_ref().is_none_or(|all| all.all().iter().any(|one| one.as_str() == scope))
    }

    /// The scopes of a token of which nobody says what it may do: Tenure's own, as far as the account allows them.
    pub fn default_scopes(&self) -> Vec<Scope> {
        Scope::OWN.into_iter().filter(|scope| self.is_within(scope.as_str())).collect()
    }

    fn default_end(&self, now: Instant) -> Option<Instant> {
        self.default_days.map(|days| on_a_second(now.plus(millis(days))))
    }

    /// May a token never end for which this reason is given?
    pub fn lets_never_end(&self, reason: Option<&str>) -> bool {
        match self.never {
            Never::Allowed => true,
            Never::WithReason => reason.is_some_and(|reason| !reason.is_empty()),
            Never::Forbidden => false,
        }
    }

    /// What something new may do for which this is asked.
    ///
    /// # Errors
    ///
    /// The field, if it is more than the account allows.
    pub fn grant_scopes(&self, wanted: Option<Scopes>) -> Result<Vec<String>, (&'static str, FieldCode)> {
        let scopes = wanted.unwrap_or_else(|| self.default_scopes().into()).texts();
        match scopes.iter().all(|scope| self.is_within(scope)) {
            true => Ok(scopes),
            false => Err(("scopes", FieldCode::InvalidChoice)),
        }
    }

    /// What a token gets for which this is asked.
    ///
    /// # Errors
    ///
    /// The field in which it asks for more than there is.
    pub fn grant(&self, wanted: Wanted, now: Instant) -> Result<Granted, (&'static str, FieldCode)> {
        let scopes = self.grant_scopes(wanted.scopes)?;
        let expires_at = match wanted.expires_at {
            None => self.default_end(now),
            Some(None) => None,
            Some(Some(at)) => {
                let (at, last) = (on_a_second(at), self.max_days.map(|days| now.plus(millis(days))));
                if at <= now || last.is_some_and(|last| at > last) {
                    return Err(("expires_at", FieldCode::OutOfRange));
                }
                Some(at)
            }
        };
        match (expires_at, &wanted.reason) {
            // A reason is of what never ends: beside an end it would say what is not so.
            (Some(_), Some(_)) => return Err(("reason", FieldCode::InvalidChoice)),
            (None, reason) if !self.lets_never_end(reason.as_deref()) => {
                let field = if self.never == Never::Forbidden { "expires_at" } else { "reason" };
                return Err((field, FieldCode::Required));
            }
            _ => {}
        }
        Ok(Granted { scopes, expires_at, reason: wanted.reason.unwrap_or_default() })
    }

    /// What a token gets of which nobody says anything: the first one of a system user.
    pub fn first(&self, now: Instant) -> Granted {
        let scopes = self.default_scopes().iter().map(ToString::to_string).collect();
        Granted { scopes, expires_at: self.default_end(now), reason: String::new() }
    }

    /// What takes the place of a token: it lives as long and may do the same, as far as the rules of today go. Where one can't
    /// be without an end any more it gets the usual one.
    pub fn in_place_of(&self, old: &Old<'_>, now: Instant) -> Granted {
        let scopes = old.scopes.iter().filter(|scope| self.is_within(scope)).cloned().collect();
        let max = self.max_days.map_or(i64::MAX, millis);
        let expires_at = match old.expires_at {
            // A life of less than a second would be over before it begins: ends are whole seconds.
            Some(end) => {
                let life = on_a_second(now.plus(end.since(old.created_at).min(max)));
                Some(life.max(on_a_second(now.plus(SECOND))))
            }
            None if self.lets_never_end(Some(old.reason)) => None,
            None => self.default_end(now),
        };
        let reason = if expires_at.is_none() { old.reason.to_owned() } else { String::new() };
        Granted { scopes, expires_at, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(n: i64) -> Option<TokenDays> {
        Some(TokenDays::try_from(n).expect("in range"))
    }

    fn rules(default: i64, max: Option<i64>, never: Never) -> TokenRules {
        TokenRules { default_days: days(default), max_days: max.and_then(days), never, scopes: None }
    }

    const NOW: Instant = Instant::from_millis(1_000_000_500);

    #[test]
    fn rules_that_contradict_each_other_can_not_be() {
        let free = TokenRules::default();
        let asked = |from: &TokenRules, default, max, never| {
            from.asked(OtherRules { default_days: default, max_days: max, never, scopes: None })
                .map_err(|(field, _)| field)
        };
        assert_eq!(asked(&free, None, None, None), Ok(TokenRules::default()));
        for never in [Never::WithReason, Never::Forbidden] {
            assert_eq!(asked(&free, None, None, Some(never)), Err("token_default_days"));
            assert_eq!(asked(&free, Some(days(90)), None, Some(never)), Ok(rules(90, None, never)));
            assert_eq!(asked(&rules(90, None, never), Some(None), None, None), Err("token_default_days"));
            assert_eq!(asked(&rules(90, None, never), None, Some(days(89)), None), Err("token_default_days"));
            assert_eq!(asked(&rules(90, None, never), None, Some(days(90)), None), Ok(rules(90, Some(90), never)));
            assert_eq!(asked(&rules(90, Some(90), never), None, None, Some(Never::Allowed)), Err("token_never"));
        }
        assert_eq!(asked(&free, None, Some(days(90)), None), Err("token_never"));
        assert_eq!(asked(&free, Some(days(60)), None, None), Ok(rules(60, None, Never::Allowed)));
    }

    #[test]
    fn what_is_asked_for_is_given_or_refused_by_its_field() {
        let ask = |rules: &TokenRules, expires_at, reason: Option<&str>| {
            let wanted = Wanted { scopes: None, expires_at, reason: reason.map(str::to_owned) };
            rules.grant(wanted, NOW).map(|granted| granted.expires_at.map(|at| at.since(on_a_second(NOW)) / DAY))
        };
        let (free, usual) = (TokenRules::default(), rules(60, None, Never::Allowed));
        let (why, no) = (rules(60, Some(90), Never::WithReason), rules(60, Some(90), Never::Forbidden));
        let after = |n: i64| Some(Some(NOW.plus(n * DAY)));
        assert_eq!((ask(&free, None, None), ask(&free, Some(None), None)), (Ok(None), Ok(None)));
        assert_eq!((ask(&usual, None, None), ask(&usual, Some(None), None)), (Ok(Some(60)), Ok(None)));
        assert_eq!(ask(&why, Some(None), Some("A lift")), Ok(None));
        assert_eq!(ask(&why, Some(None), None), Err(("reason", FieldCode::Required)));
        assert_eq!(ask(&no, Some(None), Some("A lift")), Err(("expires_at", FieldCode::Required)));
        for rules in [&why, &no] {
            assert_eq!((ask(rules, None, None), ask(rules, after(90), None)), (Ok(Some(60)), Ok(Some(90))));
            assert_eq!(ask(rules, after(91), None), Err(("expires_at", FieldCode::OutOfRange)));
        }
        assert_eq!(ask(&free, after(4_000), None), Ok(Some(4_000)));
        assert_eq!(ask(&free, after(0), None), Err(("expires_at", FieldCode::OutOfRange)));
        assert_eq!(ask(&free, after(1), Some("A lift")), Err(("reason", FieldCode::InvalidChoice)));
    }

    #[test]
    fn what_takes_a_place_obeys_the_rules_of_today() {
        let own: Vec<String> = Scopes::default().texts();
        let old = |life: Option<i64>, reason| Old {
            scopes: &own,
            created_at: NOW.plus(-DAY),
            expires_at: life.map(|n| NOW.plus((n - 1) * DAY)),
            reason,
        };
        let life = |rules: &TokenRules, days, reason| {
            let granted = rules.in_place_of(&old(days, reason), NOW);
            assert_eq!(granted.scopes, own);
            (granted.expires_at.map(|at| at.since(on_a_second(NOW)) / DAY), granted.reason)
        };
        let none = String::new();
        assert_eq!(life(&TokenRules::default(), None, ""), (None, none.clone()));
        assert_eq!(life(&rules(60, Some(90), Never::WithReason), None, "A lift"), (None, "A lift".to_owned()));
        assert_eq!(life(&rules(60, Some(90), Never::WithReason), None, ""), (Some(60), none.clone()));
        assert_eq!(life(&rules(60, Some(90), Never::Forbidden), None, "A lift"), (Some(60), none.clone()));
        assert_eq!(life(&rules(60, Some(90), Never::Forbidden), Some(365), ""), (Some(90), none.clone()));
        assert_eq!(life(&rules(60, Some(90), Never::Forbidden), Some(7), ""), (Some(7), none));
    }

    #[test]
    fn scopes_are_within_the_accounts() {
        let rules = TokenRules { scopes: Some(vec![Scope::Send, Scope::AdsRead].into()), ..TokenRules::default() };
        let grant = |scopes: Option<Vec<Scope>>| {
            let wanted = Wanted { scopes: scopes.map(Into::into), ..Wanted::default() };
            rules.grant(wanted, NOW).map(|granted| granted.scopes.join(" "))
        };
        assert_eq!((grant(None), rules.first(NOW).scopes.join(" ")), (Ok("send".to_owned()), "send".to_owned()));
        assert_eq!(grant(Some(vec![Scope::AdsRead, Scope::Send])), Ok("send ads_read".to_owned()));
        assert_eq!(grant(Some(Vec::new())), Ok(String::new()));
        assert_eq!(grant(Some(vec![Scope::Introspect])), Err(("scopes", FieldCode::InvalidChoice)));
        let scopes = Scopes::default().texts();
        let old = Old { scopes: &scopes, created_at: NOW, expires_at: None, reason: "" };
        assert_eq!(rules.in_place_of(&old, NOW).scopes, ["send"]);
    }
}
