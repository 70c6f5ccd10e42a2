//! Who may call an endpoint, as a type. `service` turns each into the proof that the handler receives.

use core::marker::PhantomData;

use domain::permission::{Permission, PermissionId};
use domain::scope::{Asked, Scope};

/// The credential that an endpoint asks for, as a value (for OpenAPI, the matrix test and the dispatcher).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthKind {
    /// None.
    Public,
    /// A console session, whatever the role.
    SignedIn,
    /// A console session, also one that owes its second step.
    Unfinished,
    /// A console session, also one whose person must set two-factor up.
    Enrolling,
    /// A console session whose role holds the permission.
    Needs(PermissionId),
    /// A console session whose role manages people, teams or roles.
    SeesPeople,
    /// A console session of the account's owner.
    Owner,
    /// A machine credential.
    Bot,
    /// A carrier: how its calls prove where they are from is a setting of the source that they name.
    Carrier,
    /// A machine credential, also as OAuth clients send it (RFC 6749 §2.3.1), or a console session whose role holds the
    /// permission.
    ClientOrNeeds(PermissionId),
}

impl AuthKind {
    /// Is a console session a way in?
    pub const fn takes_session(self) -> bool {
        !matches!(self, AuthKind::Public | AuthKind::Bot | AuthKind::Carrier)
    }

    /// Is a machine credential a way in?
    pub const fn takes_machines(self) -> bool {
        matches!(self, AuthKind::Bot | AuthKind::ClientOrNeeds(_))
    }
}

/// Does an endpoint want it certain that the session is in its person's own hands, as a value?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// No: any live session does.
    Unasked,
    /// Where a file is asked for; a page is shown without.
    ForFiles,
    /// Yes.
    Always,
}

/// A way of being let in.
pub trait Auth: 'static {
    /// The same as a value.
    const KIND: AuthKind;
    /// Does it want a fresh proof?
    const FRESH: Freshness = Freshness::Unasked;
    /// Which scope must a machine's token have?
    const SCOPE: Option<Scope> = None;
}

/// Anybody.
pub enum Public {}
/// Any person with a session.
pub enum SignedIn {}
/// Any person with a session, also where it owes its second step.
pub enum Unfinished {}
/// Any person with a session, also where they must set two-factor up before anything else.
pub enum Enrolling {}
/// A person with permission `P`.
pub struct Needs<P>(PhantomData<P>);
/// A person who manages people, teams or roles.
pub enum SeesPeople {}
/// The account's owner.
pub enum OwnerOnly {}
/// `A` by a session that was proved a short while ago: by signing in, or by the password again. What gives access or
/// can't be undone asks for it.
pub struct Fresh<A>(PhantomData<A>);
/// `A`, and where a file is asked for, by a session that was proved a short while ago.
pub struct FreshForFiles<A>(PhantomData<A>);
/// `A`, and where a machine calls, with a token of scope `S`.
pub struct With<A, S>(PhantomData<(A, S)>);
/// A system user with a token.
pub enum Bot {}
/// A system user with a token, also one that is for another service than this API.
pub enum BotOfAny {}
/// A system user with a token, in any spelling of Graph's clients: also as the parameter `access_token`.
pub enum Graph {}
/// The same, or an app by its own token.
pub enum GraphOrApp {}
/// A carrier that posts to a source.
pub enum Carrier {}
/// A system user with a token in any spelling, those of OAuth clients included, or a person with permission `P`.
pub struct ClientOrNeeds<P>(PhantomData<P>);

impl Auth for Public {
    const KIND: AuthKind = AuthKind::Public;
}
impl Auth for SignedIn {
    const KIND: AuthKind = AuthKind::SignedIn;
}
impl Auth for Unfinished {
    const KIND: AuthKind = AuthKind::Unfinished;
}
impl Auth for Enrolling {
    const KIND: AuthKind = AuthKind::Enrolling;
}
impl<P: Permission> Auth for Needs<P> {
    const KIND: AuthKind = AuthKind::Needs(P::ID);
}
impl Auth for SeesPeople {
    const KIND: AuthKind = AuthKind::SeesPeople;
}
impl Auth for OwnerOnly {
    const KIND: AuthKind = AuthKind::Owner;
}
impl<A: Auth> Auth for Fresh<A> {
    const KIND: AuthKind = A::KIND;
    const FRESH: Freshness = Freshness::Always;
}
impl<A: Auth> Auth for FreshForFiles<A> {
    const KIND: AuthKind = A::KIND;
    const FRESH: Freshness = Freshness::ForFiles;
}
impl<A: Auth, S: Asked> Auth for With<A, S> {
    const KIND: AuthKind = A::KIND;
    const FRESH: Freshness = A::FRESH;
    const SCOPE: Option<Scope> = Some(S::SCOPE);
}
impl Auth for Bot {
    const KIND: AuthKind = AuthKind::Bot;
}
impl Auth for BotOfAny {
    const KIND: AuthKind = AuthKind::Bot;
}
impl Auth for Graph {
    const KIND: AuthKind = AuthKind::Bot;
}
impl Auth for GraphOrApp {
    const KIND: AuthKind = AuthKind::Bot;
}
impl Auth for Carrier {
    const KIND: AuthKind = AuthKind::Carrier;
}
impl<P: Permission> Auth for ClientOrNeeds<P> {
    const KIND: AuthKind = AuthKind::ClientOrNeeds(P::ID);
}
