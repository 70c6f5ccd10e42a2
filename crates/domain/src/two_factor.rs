//! The second factor: codes of an authenticator app (TOTP, RFC 6238), recovery codes, codes by mail, and who owes one.

use crate::field::FieldCode;
use crate::password::PasswordRule;
use crate::permission::{PermissionId, Reach};
use crate::role::Grants;
use crate::secret::Secret;
use crate::time::{DAY, Instant, MINUTE, SECOND};

/// How long a code of an app stands. Apps know no other (RFC 6238 §5.2).
pub const PERIOD: i64 = 30 * SECOND;
/// The bytes of a key (RFC 4226 §4, R6).
pub const SEED: usize = 20;
/// The digits of a code.
pub const DIGITS: usize = 6;
/// How many recovery codes there are.
pub const RECOVERY_CODES: usize = 10;
/// The random bytes of which a recovery code takes 125 bits.
pub const RECOVERY_BYTES: usize = 16;
/// How long a code by mail lives.
pub const MAIL_LIFE: i64 = 3 * MINUTE;
/// How often a code by mail can be tried.
pub const MAIL_TRIES: i64 = 5;
/// How far ahead "required for all" may be announced.
pub const MOST_GRACE: i64 = 90 * DAY;
/// When those without a second factor are reminded: days before it is required.
pub const REMINDERS: [i64; 2] = [7, 1];

const GROUPS: usize = 5;
const GROUP: usize = 5;
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The number of the step that an instant is in.
pub const fn step(at: Instant) -> i64 {
    at.millis().div_euclid(PERIOD)
}

/// The steps whose codes are taken: this one, and the one before for whoever typed slowly or has a clock that is behind.
/// None ahead: it would be good for a third period, and a clock that is that far ahead is set right by every phone.
pub const fn accepted(now: Instant) -> [i64; 2] {
    [step(now), step(now) - 1]
}

/// The code that an HMAC-SHA-1 of a step stands for (RFC 4226 §5.3).
pub fn digits(mac: &[u8; 20]) -> [u8; DIGITS] {
    let at = usize::from(mac[19] & 15);
    let word = mac.iter().skip(at).take(4).fold(0u32, |all, byte| all << 8 | u32::from(*byte)) & 0x7fff_ffff;
    as_digits(word)
}

/// Six digits out of a random number. The numbers beyond the last whole million are so few that they tell nothing.
pub fn as_digits(number: u32) -> [u8; DIGITS] {
    let mut rest = number;
    let mut out = [b'0'; DIGITS];
    for place in out.iter_mut().rev() {
        *place += u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
    }
    out
}

/// A code as somebody sent it. Its form is looked at before anything else: six ASCII digits, or a recovery code as it was
/// shown; no space, no other digits of Unicode, nothing more.
#[derive(Debug, Clone)]
pub enum EnteredCode {
    /// Of an app, or of a mail.
    Digits(Secret<[u8; DIGITS]>),
    /// A recovery code.
    Recovery(Secret<String>),
}

impl EnteredCode {
    /// Reads a code.
    ///
    /// # Errors
    /// When it has neither form.
    pub fn parse(text: &str) -> Result<Self, FieldCode> {
        let bytes = text.as_bytes();
        if let Ok(digits) = <[u8; DIGITS]>::try_from(bytes)
            && digits.iter().all(u8::is_ascii_digit)
        {
            return Ok(Self::Digits(Secret::new(digits)));
        }
        let is_group = |group: &str| group.len() == GROUP && group.bytes().all(|b| ALPHABET.contains(&b));
        if text.split('-').count() == GROUPS && text.split('-').all(is_group) {
            return Ok(Self::Recovery(Secret::new(text.to_owned())));
        }
        Err(FieldCode::InvalidCode)
    }
}

/// Writes bits as base32 (RFC 4648, without padding).
pub fn base32(bytes: &[u8]) -> String {
    let bits = bytes.len() * 8;
    (0..bits.div_ceil(5)).map(|n| letter(bytes, n * 5)).collect()
}

/// The letter of the five bits from this one on; what is past the end counts as zeros.
fn letter(bytes: &[u8], from: usize) -> char {
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| usize::from(byte >> (7 - at % 8) & 1));
    let five = (from..from + 5).fold(0, |all, at| all << 1 | bit(at));
    ALPHABET.get(five).map_or('A', |b| char::from(*b))
}

/// A recovery code out of random bytes: 125 bits, five groups of five letters.
pub fn recovery_code(random: &[u8; RECOVERY_BYTES]) -> String {
    let letters = base32(random);
    let groups: Vec<&str> = (0..GROUPS).filter_map(|n| letters.get(n * GROUP..(n + 1) * GROUP)).collect();
    groups.join("-")
}

/// What an account asks of its people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rule {
    /// From when on everybody needs a second factor; none: whoever wants one has one.
    pub from: Option<Instant>,
    /// May it be a code by mail?
    pub mail_codes: bool,
}

/// By what a session has passed its second step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed {
    /// By the person's own app, or one of their recovery codes.
    Own,
    /// By a code that was sent to their address.
    Mail,
}

impl Passed {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Passed::Own => "own",
            Passed::Mail => "mail",
        }
    }
}

impl TryFrom<String> for Passed {
    type Error = FieldCode;
    fn try_from(text: String) -> Result<Self, FieldCode> {
        [Passed::Own, Passed::Mail].into_iter().find(|p| p.as_str() == text).ok_or(FieldCode::InvalidChoice)
    }
}

/// What a session owes before it opens anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A code.
    Code,
    /// Setting up a second factor.
    Enroll,
}

/// The permissions that make an admin when they go for the whole account: whoever holds one changes what others rely on.
pub const MANAGING: [PermissionId; 8] = [
    PermissionId::AccountManage,
    PermissionId::UsersManage,
    PermissionId::TeamsManage,
    PermissionId::RolesManage,
    PermissionId::SubaccountsManage,
    PermissionId::SystemUsersManage,
    PermissionId::WebhooksManage,
    PermissionId::ConnectionsManage,
];

/// Does a role manage the account? A mailbox alone never stands for such a person.
pub fn manages(grants: &Grants) -> bool {
    MANAGING.iter().any(|permission| grants.reach(*permission) == Some(Reach::Account))
}

/// How long an app that is to take another's place waits for its first code, in milliseconds.
pub const NEXT_LIFE: i64 = 15 * MINUTE;

impl Rule {
    /// Is it required by now?
    pub fn is_required(self, now: Instant) -> bool {
        self.from.is_some_and(|from| from <= now)
    }

    /// From when on it is required once somebody asked for this; nothing when that stays as it is. A date that has passed, and
    /// none, mean at once.
    ///
    /// # Errors
    ///
    /// The field that can't be so: a date without requiring it, or one that is too far ahead.
    pub fn asked(
        self,
        required: Option<bool>,
        from: Option<Instant>,
        now: Instant,
    ) -> Result<Option<Option<Instant>>, (&'static str, FieldCode)> {
        match (required, from) {
            (None, None) => Ok(None),
            (None | Some(false), Some(_)) => Err(("require_two_factor", FieldCode::Required)),
            (Some(false), None) => Ok(self.from.is_some().then_some(None)),
            (Some(true), None) => Ok(self.from.is_none().then_some(Some(now))),
            (Some(true), Some(from)) if from > now.plus(MOST_GRACE) => Err(("two_factor_from", FieldCode::OutOfRange)),
            (Some(true), Some(from)) => Ok(Some(Some(from.max(now)))),
        }
    }

    /// How long a new password must be: beside a second factor it may be shorter.
    pub fn password(self, now: Instant) -> PasswordRule {
        PasswordRule::of(self.is_required(now))
    }

    /// May somebody of this role pass by a code by mail?
    pub fn takes_mail(self, grants: &Grants) -> bool {
        self.mail_codes && !manages(grants)
    }

    /// What a session owes whose person has set a second factor up or not, and that has passed like this.
    pub fn owes(self, enrolled: bool, passed: Option<Passed>, grants: &Grants, now: Instant) -> Option<Step> {
        let by_mail = self.takes_mail(grants);
        // What was passed by mail counts for as long as mail does: a role or the setting may have changed since.
        let passed = passed.is_some_and(|passed| passed == Passed::Own || by_mail);
        match (enrolled, self.is_required(now)) {
            (true, _) => (!passed).then_some(Step::Code),
            (false, false) => None,
            (false, true) if by_mail => (!passed).then_some(Step::Code),
            (false, true) => Some(Step::Enroll),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role::BuiltIn;

    #[test]
    fn a_code_is_six_ascii_digits_or_a_recovery_code_as_it_was_shown() {
        assert!(matches!(EnteredCode::parse("000000"), Ok(EnteredCode::Digits(_))));
        let code = recovery_code(&[0xa5; RECOVERY_BYTES]);
        assert_eq!(code.len(), 29);
        assert!(matches!(EnteredCode::parse(&code), Ok(EnteredCode::Recovery(_))));
        for bad in [
            "",
            "12345",
            "1234567",
            " 123456",
            "123456 ",
            "123 456",
            "123456\n",
            "12345a",
            "+12345",
            "-12345",
            "１２３４５６",
            "١٢٣٤٥٦",
            "12345\u{663}",
            "\u{feff}123456",
            "0x1234",
            &code.to_lowercase(),
            &code.replace('-', ""),
            &format!("{code}-AAAAA"),
            &code.replace('-', " "),
        ] {
            assert_eq!(EnteredCode::parse(bad).err(), Some(FieldCode::InvalidCode), "{bad:?}");
        }
    }

    #[test]
    fn bits_are_written_as_the_standard_says() {
        // RFC 4648 §10.
        for (plain, written) in [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(base32(plain.as_bytes()), written);
        }
        assert_eq!(as_digits(4_294_967_295), *b"967295");
        assert_eq!(as_digits(7), *b"000007");
    }

    #[test]
    fn the_step_of_now_and_the_one_before_are_taken() {
        assert_eq!(accepted(Instant::from_millis(59_999)), [1, 0]);
        assert_eq!(accepted(Instant::from_millis(60_000)), [2, 1]);
    }

    #[test]
    fn who_owes_what() {
        let now = Instant::from_millis(1_000);
        let (admin, sale) = (BuiltIn::Admin.grants(), BuiltIn::Sale.grants());
        let free = Rule::default();
        let required = Rule { from: Some(now), mail_codes: false };
        let later = Rule { from: Some(now.plus(1)), mail_codes: true };
        let mail = Rule { from: Some(now), mail_codes: true };
        let (own, by_mail) = (Some(Passed::Own), Some(Passed::Mail));
        for (rule, enrolled, passed, grants, owes) in [
            (free, false, None, &admin, None),
            (free, true, None, &admin, Some(Step::Code)),
            (free, true, own, &admin, None),
            (required, false, None, &sale, Some(Step::Enroll)),
            (required, false, by_mail, &sale, Some(Step::Enroll)),
            (required, true, by_mail, &sale, Some(Step::Code)),
            (later, false, None, &admin, None),
            (later, false, None, &sale, None),
            (mail, false, None, &sale, Some(Step::Code)),
            (mail, false, by_mail, &sale, None),
            (mail, true, by_mail, &sale, None),
            (mail, false, None, &admin, Some(Step::Enroll)),
            (mail, false, by_mail, &admin, Some(Step::Enroll)),
            (mail, true, by_mail, &admin, Some(Step::Code)),
        ] {
            assert_eq!(rule.owes(enrolled, passed, grants, now), owes, "{rule:?} {enrolled} {passed:?}");
        }
    }
}
