//! What an event's row holds, as the bytes that are sealed.

use crate::time::Instant;

/// The columns of an event that never change.
#[derive(Debug, Clone)]
pub struct Content<'a> {
    /// The id.
    pub id: &'a str,
    /// The account.
    pub account: &'a str,
    /// When.
    pub at: Instant,
    /// `person`, `system_user` or `deployment`.
    pub actor_kind: &'a str,
    /// Who.
    pub actor_id: Option<&'a str>,
    /// Their name at that time.
    pub actor_name: Option<&'a str>,
    /// The right under which they did it.
    pub permission: Option<&'a str>,
    /// What was done.
    pub action: &'a str,
    /// To what.
    pub subject: &'a str,
    /// By which request.
    pub request: &'a str,
    /// From where.
    pub ip: Option<&'a str>,
    /// What it says, as stored; none where that is put together in the batch, and so not known to whoever writes it.
    pub detail: Option<&'a str>,
}

impl Content<'_> {
    /// One part a column, in a fixed order. No two contents have the same parts: what is empty is not what is absent.
    pub fn parts(&self) -> [Vec<u8>; 12] {
        let there = |text: &str| text.as_bytes().to_vec();
        let maybe = |text: Option<&str>| {
            text.map_or_else(Vec::new, |text| {
                let mut bytes = vec![b'='];
                bytes.extend_from_slice(text.as_bytes());
                bytes
            })
        };
        [
            there(self.id),
            there(self.account),
            self.at.millis().to_string().into_bytes(),
            there(self.actor_kind),
            maybe(self.actor_id),
            maybe(self.actor_name),
            maybe(self.permission),
            there(self.action),
            there(self.subject),
            there(self.request),
            maybe(self.ip),
            maybe(self.detail),
        ]
    }
}
