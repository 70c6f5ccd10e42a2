//! Mail: written into the outbox in the batch of its change, sent after the answer, tried again by the clock.

use std::collections::VecDeque;

use contract::MailKind;
use domain::ids::MailId;
use domain::locale::Locale;
use domain::time::{HOUR, Instant, MINUTE};
use locale::mail::{Content, Expires, Facts, content};
use serde::{Deserialize, Serialize};
use store::mails::{self, MailRow};
use store::{Change, Db, DbError, Sealed as Batch};

use crate::config::Config;
use crate::cx::random;
use crate::deps::{Deps, MailError, OutgoingMail};
use crate::fail::Fail;
use crate::outbox::{self, Outbox};

/// When a mail that failed is tried again, in milliseconds after each try; after the last one it is given up.
const RETRIES: [i64; 5] = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 12 * HOUR];

/// How many batches of 20 due mails a round takes at most. A mail is three statements and one call outside.
const BATCHES: usize = 10;

/// The text of a mail, as it is sealed.
#[derive(Serialize, Deserialize)]
struct Sealed {
    subject: String,
    text: String,
    html: String,
}

/// What a mail is made of.
pub struct Letter<'a> {
    /// What it is about.
    pub kind: MailKind,
    /// To whom: the address.
    pub to: &'a str,
    /// To whom: the name.
    pub to_name: &'a str,
    /// The language.
    pub locale: Locale,
    /// The account's name.
    pub account: &'a str,
    /// Who caused it.
    pub by: &'a str,
    /// The role, for invitations; where a token was found.
    pub role: &'a str,
    /// The address that it leads to.
    pub link: String,
    /// How long the link lives.
    pub expires: Expires,
}

/// The address of a page of the console with a one-time token, which stands after the `#`: no server sees it, and
/// no log. Built from the configured public address and from nothing else.
pub fn link(config: &Config, page: &str, token: &str) -> String {
    format!("{}/{page}#token={token}", config.origin)
}

/// Puts a mail into the outbox.
pub fn put(deps: &impl Deps, config: &Config, change: &mut Change, letter: &Letter<'_>) -> Result<(), Fail> {
    let (id, sealed) = write(deps, config, change.at(), letter)?;
    mails::insert(change, &id, letter.to, letter.kind.as_str(), &sealed);
    Ok(())
}

/// A mail's id and its sealed text.
pub fn write(deps: &impl Deps, config: &Config, now: Instant, letter: &Letter<'_>) -> Result<(MailId, String), Fail> {
    let facts = Facts {
        to_name: letter.to_name,
        account: letter.account,
        by: letter.by,
        link: &letter.link,
        role: letter.role,
        expires: letter.expires,
    };
    let Content { subject, text, html } = content(letter.kind, letter.locale, &facts);
    let plain =
        serde_json::to_vec(&Sealed { subject, text, html }).map_err(|e| Fail::internal(format!("mail: {e}")))?;
    let id = MailId::new(now, random(deps)?);
    let sealed = config.keys.seal(&[b"mail", id.as_str().as_bytes()], random(deps)?, &plain);
    let sealed = sealed.ok_or_else(|| Fail::internal("mail: seal"))?;
    Ok((id, sealed))
}

/// Sends what is due, after the answer.
pub fn send_soon<D: Deps>(deps: &D, config: &Config) {
    let (outside, config) = (deps.clone(), config.clone());
    deps.spawn(async move { send_due(&outside, &config, outside.now()).await });
}

/// Sends what is due; what fails is tried again later, and seen in the console.
pub async fn send_due<D: Deps>(deps: &D, config: &Config, began: Instant) {
    send_batches(deps, config, began, BATCHES).await;
}

/// The same, a few of them: beside other work.
pub async fn send_some<D: Deps>(deps: &D, config: &Config, began: Instant) {
    send_batches(deps, config, began, BATCHES / 4).await;
}

async fn send_batches<D: Deps>(deps: &D, config: &Config, began: Instant, batches: usize) {
    outbox::round(deps, &Mails { deps, config }, began, batches).await;
}

/// Mails that wait.
struct Mails<'a, D> {
    deps: &'a D,
    config: &'a Config,
}

/// When a mail is tried again after the try that is made now; none: it was the last one.
fn again(mail: &MailRow, now: Instant) -> Option<Instant> {
    let tries = usize::try_from(mail.attempts).unwrap_or(usize::MAX);
    RETRIES.get(tries).map(|delay| now.plus(*delay))
}

impl<D: Deps> Outbox for Mails<'_, D> {
    type Item = MailRow;
    type Outcome = Result<(), MailError>;

    const NAME: &'static str = "mails";

    async fn due(&self) -> Result<Vec<VecDeque<MailRow>>, DbError> {
        let due = mails::due(self.deps.db(), self.deps.now()).await?;
        Ok(due.into_iter().map(|mail| VecDeque::from([mail])).collect())
    }

    fn claim(&self, mail: &MailRow) -> Batch {
        let now = self.deps.now();
        mails::claim(mail, again(mail, now).unwrap_or_else(|| now.plus(DAY_OF_GRACE)))
    }

    async fn attempt(&self, mail: &MailRow) -> Result<(), MailError> {
        let Some(text) = open(self.config, mail) else {
            return Err(MailError::Refused("the text does not open under the present keys".to_owned()));
        };
        let out = OutgoingMail {
            id: mail.id.to_string(),
            from: self.config.mail_from.clone(),
            to: mail.to.clone(),
            subject: text.subject,
            text: text.text,
            html: text.html,
        };
        self.deps.send_mail(&out).await
    }

    fn went(outcome: &Result<(), MailError>) -> bool {
        outcome.is_ok()
    }

    async fn mark(&self, mail: &MailRow, outcome: Result<(), MailError>) -> Result<(), DbError> {
        let now = self.deps.now();
        let state = match outcome {
            Ok(()) => mails::sent(&mail.id, now, self.config.mailbox),
            Err(MailError::Refused(why)) => mails::failed(&mail.id, &why, true),
            Err(MailError::Unavailable(why)) => mails::failed(&mail.id, &why, again(mail, now).is_none()),
        };
        self.deps.db().commit(&state).await.map(drop)
    }
}

/// After the last try the row is marked as failed in the same round; this is only until then.
const DAY_OF_GRACE: i64 = 24 * HOUR;

fn open(config: &Config, mail: &MailRow) -> Option<Sealed> {
    let plain = config.keys.unseal(&[b"mail", mail.id.as_str().as_bytes()], mail.sealed.as_deref()?)?;
    serde_json::from_slice(&plain).ok()
}

/// A mail of the development mailbox.
pub fn read(config: &Config, mail: &MailRow) -> Option<contract::MailboxItem> {
    let text = open(config, mail)?;
    Some(contract::MailboxItem {
        to: mail.to.clone(),
        subject: text.subject,
        text: text.text,
        html: text.html,
        sent_at: mail.sent_at.unwrap_or(mail.created_at),
    })
}

/// The role of an account in a mail's words: a built-in one in the reader's language.
pub fn role_name(role: &domain::role::Role, locale: Locale) -> String {
    role.id
        .built_in()
        .map_or_else(|| role.name.clone(), |built_in| locale::mail::built_in_role(built_in, locale).to_owned())
}
