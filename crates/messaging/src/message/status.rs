//! What becomes of a message: its rank, and why it fails. Source: product.md 3.4, messaging.md 4.

use serde::{Deserialize, Serialize};

use super::Service;

/// How far a message has come. It never falls back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// With us or the carrier.
    Queued,
    /// With WhatsApp or the mobile network.
    Sent,
    /// On the person's device.
    Delivered,
    /// Read.
    Read,
    /// It will not arrive.
    Failed,
}

impl Status {
    /// Every status.
    pub const ALL: [Status; 5] = [Status::Queued, Status::Sent, Status::Delivered, Status::Read, Status::Failed];

    /// The rank of a failure that is only supposed, because nothing was heard: whatever is heard later counts more.
    pub const SUPPOSED: i64 = 1;

    /// Its rank in the database: a higher one replaces a lower one, whatever the order of callbacks.
    pub const fn rank(self) -> i64 {
        match self {
            Status::Queued => 0,
            Status::Sent => 2,
            Status::Delivered => 3,
            Status::Read => 4,
            Status::Failed => 9,
        }
    }

    /// The status of that rank.
    pub fn of_rank(rank: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.rank() == rank)
    }

    /// The name, as Meta writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Queued => "queued",
            Status::Sent => "sent",
            Status::Delivered => "delivered",
            Status::Read => "read",
            Status::Failed => "failed",
        }
    }

    /// The status of that name, in small or capital letters.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str().eq_ignore_ascii_case(name))
    }

    /// The status after a callback says `next`.
    #[must_use]
    pub fn advance(self, next: Status) -> Status {
        if next.rank() > self.rank() { next } else { self }
    }
}

macro_rules! failures {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $sent:literal, $delivered:expr;)+) => {
        /// Why a message fails, as Sinch tells senders (product.md 3.4).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Failure {
            $($(#[$doc])* #[serde(rename = $text)] $name,)+
        }

        impl Failure {
            /// Every reason.
            pub const ALL: [Failure; 15] = [$(Failure::$name),+];

            /// Sinch's name of it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Failure::$name => $text,)+ }
            }

            /// `sentStatusCode` and `deliveredStatusCode`. An internal error has another number for SMS.
            pub const fn codes(self, service: Service) -> (i64, Option<i64>) {
                match self {
                    Failure::InternalError if matches!(service, Service::Sms) => (301, None),
                    $(Failure::$name => ($sent, $delivered),)+
                }
            }
        }
    };
}

failures! {
    /// Its time ran out before it was delivered.
    Expired = "EXPIRED", 2, Some(101);
    /// The carrier could not deliver it.
    NotDelivered = "NOT_DELIVERED", 2, Some(104);
    /// The carrier can't be reached.
    CarrierCommunicationError = "CARRIER_COMMUNICATION_ERROR", 102, None;
    /// The carrier refused it.
    RejectedByCarrier = "REJECTED_BY_CARRIER", 103, None;
    /// Nothing is left to pay with.
    NoCredit = "NO_CREDIT", 201, None;
    /// There is no such number, or no WhatsApp there.
    InvalidDestinationNumber = "INVALID_DESTINATION_NUMBER", 202, None;
    /// The number is on the black list.
    Blacklisted = "BLACKLISTED", 203, None;
    /// The person wants nothing.
    BlockedByOptout = "DESTINATION_BLOCKED_BY_OPTOUT", 204, None;
    /// Too long.
    InvalidMessageLength = "INVALID_MESSAGE_LENGTH", 206, None;
    /// A text that can't be sent.
    InvalidMessageText = "INVALID_MESSAGE_TEXT", 207, None;
    /// A content that can't be sent.
    InvalidContent = "INVALID_CONTENT", 209, None;
    /// More than 24 hours since the person wrote: only templates may be sent.
    InvalidSession = "INVALID_SESSION", 210, None;
    /// The person has not agreed yet.
    BlockedByOptin = "DESTINATION_BLOCKED_BY_OPTIN", 211, None;
    /// The number is not on the white list.
    BlockedByWhitelist = "DESTINATION_BLOCKED_BY_WHITELIST", 212, None;
    /// Nobody knows.
    InternalError = "INTERNAL_ERROR", 311, None;
}

impl Failure {
    /// The reason that Sinch's two codes or its name tell of; none for what is no failure. A code of a failure that we
    /// don't know is an internal error.
    pub fn of_sinch(sent: Option<i64>, delivered: Option<i64>, name: Option<&str>) -> Option<Self> {
        if let Some(named) = name.and_then(|name| Self::ALL.into_iter().find(|it| it.as_str() == name)) {
            return Some(named);
        }
        let by_delivery = |code| Self::ALL.into_iter().find(|it| it.codes(Service::Whatsapp).1 == Some(code));
        let by_sending = |code| Self::ALL.into_iter().find(|it| it.codes(Service::Whatsapp) == (code, None));
        match (sent, delivered) {
            (Some(code), _) if code >= 100 => Some(by_sending(code).unwrap_or(Failure::InternalError)),
            (_, Some(code)) if code >= 100 => Some(by_delivery(code).unwrap_or(Failure::NotDelivered)),
            _ => None,
        }
    }

    /// A code of Meta's Cloud API that tells of this reason.
    pub const fn meta_code(self) -> i64 {
        match self {
            Failure::InvalidDestinationNumber => 131_026,
            Failure::InvalidSession => 131_047,
            Failure::BlockedByOptout => 131_050,
            Failure::NoCredit => 131_042,
            Failure::InvalidContent | Failure::InvalidMessageLength | Failure::InvalidMessageText => 131_009,
            Failure::RejectedByCarrier
            | Failure::Blacklisted
            | Failure::BlockedByOptin
            | Failure::BlockedByWhitelist => 131_049,
            Failure::CarrierCommunicationError => 131_016,
            Failure::Expired | Failure::NotDelivered | Failure::InternalError => 131_000,
        }
    }

    /// The reason that a code of Meta's Cloud API tells of.
    pub const fn of_meta(code: i64) -> Self {
        match code {
            131_026 | 131_030 | 133_010 => Failure::InvalidDestinationNumber,
            131_047 => Failure::InvalidSession,
            131_050 => Failure::BlockedByOptout,
            131_042 => Failure::NoCredit,
            131_051..=131_053 | 132_000..=132_016 | 131_008 | 131_009 | 100 => Failure::InvalidContent,
            131_049 | 130_472 | 368 | 131_031 => Failure::RejectedByCarrier,
            131_016 | 130_429 | 131_048 | 131_056 | 80_007 | 4 | 1 | 2 => Failure::CarrierCommunicationError,
            _ => Failure::NotDelivered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_never_falls_back() {
        for (from, a) in Status::ALL.iter().enumerate() {
            for (to, b) in Status::ALL.iter().enumerate() {
                assert_eq!(a.advance(*b), Status::ALL[from.max(to)]);
            }
            assert_eq!(Status::of_rank(a.rank()), Some(*a));
            assert_eq!(Status::of(&a.as_str().to_uppercase()), Some(*a));
        }
        assert_eq!(Status::ALL.map(Status::rank), [0, 2, 3, 4, 9]);
    }

    #[test]
    fn failures_are_sinchs() {
        for failure in Failure::ALL {
            let (sent, delivered) = failure.codes(Service::Whatsapp);
            assert_eq!(Failure::of_sinch(Some(sent), delivered, None), Some(failure));
            assert_eq!(Failure::of_sinch(None, None, Some(failure.as_str())), Some(failure));
        }
        assert_eq!(Failure::of_sinch(Some(2), Some(4), Some("DELIVERED_SUCCESS")), None);
        assert_eq!(Failure::of_sinch(Some(301), None, None), Some(Failure::InternalError));
        assert_eq!(Failure::InternalError.codes(Service::Sms).0, 301);
        for failure in Failure::ALL {
            let there_and_back = Failure::of_meta(failure.meta_code());
            assert_eq!(there_and_back.meta_code(), failure.meta_code(), "{failure:?}");
        }
    }
}
