//! What Meta calls business assets: roles and levels of system users, and who may do what with a WhatsApp account
//! (product 2).

use crate::field::FieldCode;
use crate::permission::closed;

closed! {
    /// The role of a system user (product T11). Meta's other roles are read back as one of these two.
    SystemUserRole {
        /// Manages the business: makes system users, installs apps, assigns WhatsApp accounts.
        Admin = "admin",
        /// Does what it was assigned to.
        Employee = "employee",
    }
}

impl SystemUserRole {
    /// The role of a row, in which an Admin has a 1.
    pub fn of(admin: Option<i64>) -> Self {
        if admin == Some(1) { Self::Admin } else { Self::Employee }
    }

    /// Its column.
    pub fn column(self) -> Option<i64> {
        (self == Self::Admin).then_some(1)
    }
}

closed! {
    /// Meta's level of access: how many account-wide system users there may be beside the one Admin (product 2.3).
    AccessLevel {
        /// One.
        Standard = "standard",
        /// As many as the account's limit says: ten unless the deployment says otherwise.
        Advanced = "advanced",
    }
}

impl AccessLevel {
    /// How many account-wide system users that are no Admin an account of this limit may have.
    pub fn most(self, limit: i64) -> i64 {
        match self {
            Self::Standard => limit.min(1),
            Self::Advanced => limit,
        }
    }
}

closed! {
    /// What a system user may do with a WhatsApp account, in Meta's words (product 2.2).
    Task {
        /// Developer access.
        Develop = "DEVELOP",
        /// Full control.
        Manage = "MANAGE",
        /// Pay.
        ManageBilling = "MANAGE_BILLING",
        /// Change extensions.
        ManageExtensions = "MANAGE_EXTENSIONS",
        /// Change phone numbers.
        ManagePhone = "MANAGE_PHONE",
        /// Change what phone numbers have.
        ManagePhoneAssets = "MANAGE_PHONE_ASSETS",
        /// Change templates.
        ManageTemplates = "MANAGE_TEMPLATES",
        /// Assign others.
        ManageUsers = "MANAGE_USERS",
        /// Send and receive messages.
        Messaging = "MESSAGING",
        /// See what it costs.
        ViewCost = "VIEW_COST",
        /// See figures.
        ViewInsights = "VIEW_INSIGHTS",
        /// See what phone numbers have.
        ViewPhoneAssets = "VIEW_PHONE_ASSETS",
        /// See templates.
        ViewTemplates = "VIEW_TEMPLATES",
    }
}

/// The tasks of an assignment: at least one, each once, in the order of the catalogue. With [`Task::Manage`] it is full control,
/// which holds all the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tasks(Vec<Task>);

impl Tasks {
    /// Full control.
    pub fn full_control() -> Self {
        Self(vec![Task::Manage])
    }

    /// As the catalogue orders them.
    pub fn all(&self) -> &[Task] {
        &self.0
    }

    /// Their texts.
    pub fn texts(&self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }

    /// Is it full control?
    pub fn is_full_control(&self) -> bool {
        self.0.contains(&Task::Manage)
    }

    /// Do they let somebody do this?
    pub fn allow(&self, task: Task) -> bool {
        self.is_full_control() || self.0.contains(&task)
    }
}

impl TryFrom<Vec<Task>> for Tasks {
    type Error = FieldCode;
    fn try_from(mut all: Vec<Task>) -> Result<Self, FieldCode> {
        all.sort_unstable();
        all.dedup();
        if all.is_empty() { Err(FieldCode::Required) } else { Ok(Self(all)) }
    }
}

impl serde::Serialize for Tasks {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(s)
    }
}

impl<'de> serde::Deserialize<'de> for Tasks {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::try_from(<Vec<Task> as serde::Deserialize>::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Tasks {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Tasks".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let item = generator.subschema_for::<Task>();
        schemars::json_schema!({ "type": "array", "minItems": 1, "items": item })
    }
}

/// The number by which a Graph path names something: 16 decimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GraphId(String);

/// How many of them there are; the first one is as large.
const GRAPH_IDS: u64 = 1_000_000_000_000_000;

impl GraphId {
    /// A new one, out of 64 random bits.
    pub fn new(random: [u8; 8]) -> Self {
        Self((GRAPH_IDS + u64::from_be_bytes(random) % GRAPH_IDS).to_string())
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// It as it is stored.
    pub fn number(&self) -> i64 {
        // Sixteen digits always fit.
        self.0.parse().unwrap_or_default()
    }

    /// A stored one.
    pub fn stored(number: i64) -> Self {
        Self(number.to_string())
    }
}

impl TryFrom<String> for GraphId {
    type Error = FieldCode;
    fn try_from(text: String) -> Result<Self, FieldCode> {
        match text.len() == 16 && text.starts_with('1') && text.bytes().all(|b| b.is_ascii_digit()) {
            true => Ok(Self(text)),
            false => Err(FieldCode::InvalidId),
        }
    }
}

impl core::fmt::Display for GraphId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

crate::text_serde!(GraphId, { "type": "string", "pattern": "^1[0-9]{15}$" });

/// A phone number as people see it, with its country code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its digits alone.
    pub fn digits(&self) -> String {
        self.0.chars().filter(char::is_ascii_digit).collect()
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = FieldCode;
    fn try_from(text: String) -> Result<Self, FieldCode> {
        phone_digits(&text).map(|_| Self(text.trim().to_owned()))
    }
}

crate::text_serde!(PhoneNumber, {
    "type": "string", "minLength": 5, "maxLength": 40, "pattern": "^\\s*\\+?([ .()\\u00a0-]*[0-9]){5,15}[ .()\\u00a0-]*$"
});

/// The digits of a phone number as somebody writes it: spaces, dots, dashes, brackets and a leading `+` don't count (E.164 has
/// at most 15 digits).
///
/// # Errors
/// `invalid_characters`, `out_of_range`.
fn phone_digits(text: &str) -> Result<String, FieldCode> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')' | '\u{a0}')).collect();
    match digits.len() {
        _ if text.chars().count() > 40 => Err(FieldCode::TooLong),
        _ if !digits.bytes().all(|b| b.is_ascii_digit()) => Err(FieldCode::InvalidCharacters),
        5..=15 => Ok(digits),
        _ => Err(FieldCode::OutOfRange),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_control_allows_every_task_and_part_of_it_its_own() {
        let part = Tasks::try_from(vec![Task::ViewCost, Task::Messaging, Task::ViewCost]).expect("tasks");
        assert_eq!(part.texts(), ["MESSAGING", "VIEW_COST"]);
        assert!(part.allow(Task::Messaging) && !part.allow(Task::ManageUsers) && !part.is_full_control());
        assert!(Task::ALL.iter().all(|task| Tasks::full_control().allow(*task)));
        assert_eq!(Tasks::try_from(vec![]), Err(FieldCode::Required));
        let mut sorted = Task::ALL.to_vec();
        sorted.sort_by_key(|task| task.as_str());
        assert_eq!(sorted, Task::ALL);
    }

    #[test]
    fn a_graph_id_has_sixteen_digits_and_no_number_is_rounded() {
        for random in [[0; 8], [255; 8], [7; 8]] {
            let id = GraphId::new(random);
            assert_eq!(GraphId::try_from(id.to_string()), Ok(id.clone()));
            assert_eq!(GraphId::stored(id.number()), id);
            assert!(id.number() < 1 << 53);
        }
        for bad in ["", "1", "2000000000000000", "10000000000000000", "1000000000000 00", "su_1"] {
            assert_eq!(GraphId::try_from(bad.to_owned()), Err(FieldCode::InvalidId), "{bad}");
        }
    }

    #[test]
    fn a_level_says_how_many_there_may_be() {
        assert_eq!((AccessLevel::Standard.most(10), AccessLevel::Advanced.most(10)), (1, 10));
        assert_eq!(AccessLevel::Standard.most(0), 0);
    }

    #[test]
    fn a_phone_number_is_its_digits() {
        assert_eq!(phone_digits(" +55 (19) 9.0000-1111 "), Ok("5519900001111".to_owned()));
        assert_eq!(phone_digits("12345 x"), Err(FieldCode::InvalidCharacters));
        assert_eq!(phone_digits("1234"), Err(FieldCode::OutOfRange));
        assert_eq!(phone_digits("1234567890123456"), Err(FieldCode::OutOfRange));
    }
}
