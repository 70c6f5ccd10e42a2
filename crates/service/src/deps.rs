//! What the service needs from the outside. The edge Worker implements it with D1, KV, service bindings; the
//! tests with rusqlite, memory and seeded randomness. Nothing here knows of JavaScript.

use core::net::IpAddr;

use domain::secret::Secret;
use domain::time::Instant;
use store::Db;

/// Everything that one request can reach. Cheap to make: one per request.
#[allow(async_fn_in_trait, reason = "one thread per isolate: no Send bound is wanted")]
pub trait Deps: Clone + 'static {
    /// The database.
    type Db: Db;

    /// The database, always the primary.
    fn db(&self) -> &Self::Db;

    /// The time. On Cloudflare it stands still between I/O, which is what the service expects: one time a request.
    fn now(&self) -> Instant;

    /// Fills the bytes from the system's secure randomness. False when it fails: the request then fails closed.
    fn fill(&self, bytes: &mut [u8]) -> bool;

    /// Reads a cached record (KV). None when absent or on any failure: it is only a cache.
    async fn cache_get(&self, key: &str) -> Option<String>;

    /// Caches a record for some seconds (KV, at least 60). Failures are of no consequence.
    async fn cache_put(&self, key: &str, value: &str, ttl_seconds: u32);

    /// Asks the regional tier what the revocation log has after a position (`tier::tell`). None when nothing comes in time, or
    /// there is none. Asked only where the configuration has one.
    async fn ask_tier(&self, rev: i64) -> Option<String>;

    /// Hashes a new password (argon2id PHC string), in the hasher Worker.
    async fn hash_password(&self, password: &Secret<String>) -> Result<String, HasherError>;

    /// Verifies a password against a PHC string, in the hasher Worker.
    async fn verify_password(&self, password: &Secret<String>, phc: &str) -> Result<Match, HasherError>;

    /// Hands a mail over to whoever sends it.
    async fn send_mail(&self, mail: &OutgoingMail) -> Result<(), MailError>;

    /// Calls an address of somebody else. Redirects are answers like others: they are never followed.
    async fn call(&self, call: OutsideCall) -> Result<OutsideAnswer, CallError>;

    /// The addresses that a name stands for now; none when it stands for nothing.
    async fn resolve(&self, host: &str) -> Result<Vec<IpAddr>, CallError>;

    /// Lets the driver of this name run at that time or soon after (`drivers`). Told of several times it runs at the
    /// earliest. It may be forgotten: what a driver does is in the database, and the clock looks for what was left.
    fn wake(&self, driver: &str, at: Instant);

    /// A wait that another call of this isolate ends, or that ends after so many milliseconds: what ends it, and the wait
    /// itself. Who was to end it may be gone.
    fn told(&self, millis: u64) -> (Tell, impl Future<Output = ()>);

    /// Runs work after the answer was sent (`waitUntil`).
    fn spawn(&self, work: impl Future<Output = ()> + 'static);

    /// Writes one line of JSON to the log. `error` lines also go to the error stream.
    fn log(&self, error: bool, line: &str);
}

/// Whether a password is the one that was hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// It is another one.
    No,
    /// It is.
    Yes,
    /// It is, and the hash is of older parameters than a new one: it is to be hashed anew.
    Outdated,
}

/// Ends a wait ([`Deps::told`]).
pub type Tell = Box<dyn FnOnce() + Send>;

/// Why the hasher gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HasherError {
    /// Its queue is full: 503 with `Retry-After` of these seconds.
    Busy(u32),
    /// It can't be reached or failed: text for the log.
    Unavailable(String),
}

/// A mail that is ready to be sent.
#[derive(Debug, Clone)]
pub struct OutgoingMail {
    /// The mail's id, the same at every try.
    pub id: String,
    /// The sender, as configured.
    pub from: String,
    /// The address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// Why a mail was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailError {
    /// It will never be taken: text for the console and the log, without secrets.
    Refused(String),
    /// Try again later: text for the console and the log, without secrets.
    Unavailable(String),
}

/// A call to an address of somebody else.
#[derive(Debug, Clone)]
pub struct OutsideCall {
    /// The method.
    pub method: &'static str,
    /// The whole address.
    pub url: String,
    /// Headers, the names in lower case. May hold credentials: never logged.
    pub headers: Vec<(String, String)>,
    /// The body; nothing for GET.
    pub body: Vec<u8>,
    /// How long it may take until the answer was read, in milliseconds.
    pub timeout_ms: u32,
    /// How many bytes of the answer's body are read; the rest is left.
    pub read_at_most: usize,
}

/// What was answered.
#[derive(Debug, Clone)]
pub struct OutsideAnswer {
    /// The status.
    pub status: u16,
    /// The headers, the names in lower case.
    pub headers: Vec<(String, String)>,
    /// The beginning of the body.
    pub body: Vec<u8>,
    /// How long it took, in milliseconds.
    pub ms: u32,
}

impl OutsideAnswer {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(its, _)| its == name).map(|(_, value)| value.as_str())
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallError {
    /// It took too long.
    TimedOut,
    /// It can't be reached: text for the log and the console, without secrets.
    Unreachable(String),
}
