//! From a request to a principal, and from a principal to a proof. This is the only place that has a [`Human`]
//! recognised; `gate` is the only one that makes a [`Machine`].

use core::ops::Deref;

use contract::auth::{
    Auth, Bot, BotOfAny, Carrier, ClientOrNeeds, Enrolling, Fresh, FreshForFiles, Needs, OwnerOnly, Public, SeesPeople,
    SignedIn, Unfinished, With,
};
use contract::headers::AS_USER;
use contract::{Code, Fields, client};
use domain::ids::CredentialId;
use domain::permission::{Permission, Reach};
use domain::policy::Verdict;
use domain::principal::{self, Can, Human, Machine, Own, Owner, SecondStep, SeePeople};
use domain::scope::{Asked, Scope};
use domain::session::TOUCH_EVERY;
use domain::time::Instant;
use domain::two_factor::Step;
use store::{Db, sessions};

use crate::access_token;
use crate::answer::Shape;
use crate::config::Config;
use crate::credential::Credential;
use crate::deps::Deps;
use crate::fail::Fail;
use crate::gate::{Gate, State};
use crate::http::{Body, Headers};
use crate::meta::Meta;
use crate::refusals::{Holder, Reason};
use crate::{limited, origin, turned_away};

/// What authentication looks at.
pub struct Asking<'a, D: Deps> {
    /// The outside.
    pub deps: &'a D,
    /// The configuration.
    pub config: &'a Config,
    /// The isolate's memory.
    pub state: &'a State,
    /// The gate for machines.
    pub gate: Gate<'a, D>,
    /// The path as it came.
    pub path: &'a str,
    /// The query, without the question mark.
    pub query: Option<&'a str>,
    /// The headers.
    pub headers: &'a dyn Headers,
    /// The body: OAuth clients may put their credential into a form.
    pub body: &'a Body,
    /// Does the method change nothing?
    pub safe: bool,
    /// Does a machine need no permit?
    pub unlimited: bool,
    /// Time, id and origin of the request.
    pub meta: &'a Meta,
}

/// Who turned out to be calling, for the log.
#[derive(Debug, Default, Clone)]
pub struct Caller {
    /// The account.
    pub account: Option<String>,
    /// The person or the system user.
    pub actor: Option<String>,
    /// The subaccounts with which some of the caller's rights end.
    pub within: Vec<String>,
    /// The token that was accepted, whose use is noted with the answer.
    pub token: Option<Holder>,
    /// When that ends, for whichever reason comes first.
    pub ends_at: Option<Instant>,
}

impl From<&Human> for Caller {
    fn from(human: &Human) -> Self {
        let narrow = human.role.grants.iter().any(|(_, reach)| reach == Reach::Subaccounts);
        let own = if narrow { human.subaccounts.iter().map(ToString::to_string).collect() } else { Vec::new() };
        Self {
            account: Some(human.account.to_string()),
            actor: Some(human.user.to_string()),
            within: own,
            ..Self::default()
        }
    }
}

impl From<&Machine> for Caller {
    fn from(machine: &Machine) -> Self {
        Self {
            account: Some(machine.account.as_str().to_owned()),
            actor: Some(machine.system_user.as_str().to_owned()),
            // One that reaches none is not one that reaches all.
            within: machine.subaccounts.as_ref().map_or_else(Vec::new, |some| {
                std::iter::once("some".to_owned()).chain(some.iter().map(ToString::to_string)).collect()
            }),
            token: Some(machine.into()),
            ends_at: machine.expires_at,
        }
    }
}

/// A way of being let in, with the proof that it gives.
#[allow(async_fn_in_trait, reason = "one thread per isolate: no Send bound is wanted")]
pub trait Authenticate: Auth {
    /// What the handler receives.
    type Proof;

    /// Lets in, or says why not.
    async fn authenticate<D: Deps>(asking: &Asking<'_, D>, caller: &mut Caller) -> Result<Self::Proof, Fail>;
}

impl Authenticate for Public {
    type Proof = ();
    async fn authenticate<D: Deps>(asking: &Asking<'_, D>, _: &mut Caller) -> Result<(), Fail> {
        // Signing in from another site's page would sign a person in as somebody else.
        if asking.safe { Ok(()) } else { origin::check(asking.config, asking.headers, false) }
    }
}

impl Authenticate for SignedIn {
    type Proof = Can<Own>;
    async fn authenticate<D: Deps>(asking: &Asking<'_, D>, caller: &mut Caller) -> Result<Can<Own>, Fail> {
        asking.person(caller).await.map(Can::own)
    }
}

impl Authenticate for Unfinished {
    type Proof = Can<SecondStep>;
    async fn authenticate<D: Deps>(asking: &Asking<'_, D>, caller: &mut Caller) -> Result<Can<SecondStep>, Fail> {
        asking.session(caller).await.map(Can::second_step)
    }
}

impl Authenticate for Enrolling {
    type Proof = Can<SecondStep>;
    async fn authenticate<D: Deps>(asking: &Asking<'_, D>, caller: &mut Caller) -> Result<Can<SecondStep>, Fail> {
        let human = asking.session(caller).await?;
        match human.owes {
            Some(Step::Code) => Err(owed(Step::Code)),
            Some(Step::Enroll) | None => Ok(Can::second_step(human)),
        }
    }
}

impl<P: Permission> Authenticate for Needs<P> {
    type Proof = Can<P>;
    async fn authenticate<D: Deps>(asking: &Asking<'_, D>, caller: &mut Caller) -> Result<Can<P>, Fail> {
        prove(asking.person(caller).await?)
    }
}

impl Authenticate for SeesPeople {
    type Proof = Can<SeePeople>;
    async fn authenticate<D: Deps>(asking: &Asking<'_, D>, caller: &mut Caller) -> Result<Can<SeePeople>, Fail> {
        proven(asking.person(caller).await?, Can::see_people)
    }
}

impl Authenticate for OwnerOnly {
    type Proof = Can<Owner>;
    async fn authenticate<D: Deps>(asking: &Asking<'_, D>, caller: &mut Caller) -> Result<Can<Owner>, Fail> {
        let human = asking.person(caller).await?;
        if human.must_change_password {
            return Err(Fail::new(Code::PasswordChangeRequired));
        }
        Can::owner(human).ok_or_else(|| Fail::new(Code::OwnerOnly))
    }
}

impl<A: Authenticate<Proof = Can<P>>, P> Authenticate for Fresh<A> {
    type Proof = principal::Fresh<Can<P>>;
    async fn authenticate<D: Deps>(asking: &Asking<'_, D>, caller: &mut Caller) -> Result<Self::Proof, Fail> {
        fresh(A::authenticate(asking, caller).await?, asking.meta.now)
    }
}

/// The caller of an endpoint that gives pages, and files to whoever has proved a short while ago who they are.
#[derive(Debug)]
pub enum PageOrFile<P> {
    /// For a page.
    Page(Can<P>),
    /// For a file.
    File(principal::Fresh<Can<P>>),
}

impl<P> Deref for PageOrFile<P> {
    type Target = Can<P>;
    fn deref(&self) -> &Can<P> {
        match self {
            Self::Page(can) => can,
            Self::File(fresh) => fresh,
        }
    }
}

impl<A: Authenticate<Proof = Can<P>>, P> Authenticate for FreshForFiles<A> {
    type Proof = PageOrFile<P>;
    async fn authenticate<D: Deps>(asking: &Asking<'_, D>, caller: &mut Caller) -> Result<Self::Proof, Fail> {
        let can = A::authenticate(asking, caller).await?;
        match Shape::asked(asking.headers) {
            Shape::Json => Ok(PageOrFile::Page(can)),
            Shape::Csv | Shape::Ndjson => fresh(can, asking.meta.now).map(PageOrFile::File),
        }
    }
}

/// The same proof, of a session that was proved a short while ago.
fn fresh<P>(can: Can<P>, now: Instant) -> Result<principal::Fresh<Can<P>>, Fail> {
    principal::Fresh::prove(can, now).ok_or_else(|| Fail::new(Code::FreshProofRequired))
}

impl<A: Authenticate<Proof: ByMachine>, S: Asked> Authenticate for With<A, S> {
    type Proof = A::Proof;
    async fn authenticate<D: Deps>(asking: &Asking<'_, D>, caller: &mut Caller) -> Result<A::Proof, Fail> {
        let proof = A::authenticate(asking, caller).await?;
        match proof.machine() {
            Some(machine) => unless_lacking(machine, S::SCOPE).map(|()| proof),
            None => Ok(proof),
        }
    }
}

/// Refuses a machine whose token lacks a scope.
pub fn unless_lacking(machine: &Machine, scope: Scope) -> Result<(), Fail> {
    if machine.permits(scope) { Ok(()) } else { Err(Fail::lacks(scope, machine.into())) }
}

/// A proof that a machine may have given.
pub trait ByMachine {
    /// The machine, if it is one's.
    fn machine(&self) -> Option<&Machine>;
}

impl ByMachine for Machine {
    fn machine(&self) -> Option<&Machine> {
        Some(self)
    }
}

impl<P> ByMachine for BotOrPerson<P> {
    fn machine(&self) -> Option<&Machine> {
        match self {
            Self::Bot(machine) => Some(machine),
            Self::Person(_) => None,
        }
    }
}

impl Authenticate for Bot {
    type Proof = Machine;
    async fn authenticate<D: Deps>(asking: &Asking<'_, D>, caller: &mut Caller) -> Result<Machine, Fail> {
        let Some(credential) = Credential::read(asking.headers) else {
            return Err(Fail::refused(Reason::Missing, None));
        };
        asking.machine(&credential, caller).await
    }
}

/// For which service its token is good is for the handler to ask.
impl Authenticate for BotOfAny {
    type Proof = Machine;
    async fn authenticate<D: Deps>(asking: &Asking<'_, D>, caller: &mut Caller) -> Result<Machine, Fail> {
        let Some(credential) = Credential::read(asking.headers) else {
            return Err(Fail::refused(Reason::Missing, None));
        };
        let machine = asking.machine_of_any(&credential, caller).await?;
        asking.permitted(machine).await
    }
}

/// The source says what a carrier's call must prove: its handler looks at the request itself.
impl Authenticate for Carrier {
    type Proof = ();
    async fn authenticate<D: Deps>(_: &Asking<'_, D>, _: &mut Caller) -> Result<(), Fail> {
        Ok(())
    }
}

/// The caller of an endpoint that takes both.
#[derive(Debug)]
pub enum BotOrPerson<P> {
    /// A system user.
    Bot(Machine),
    /// A person with the permission.
    Person(Can<P>),
}

impl<P> BotOrPerson<P> {
    /// The account of the caller.
    pub const fn account(&self) -> &domain::ids::AccountId {
        match self {
            BotOrPerson::Bot(machine) => &machine.account,
            BotOrPerson::Person(can) => can.account(),
        }
    }
}

impl<P: Permission> Authenticate for ClientOrNeeds<P> {
    type Proof = BotOrPerson<P>;
    async fn authenticate<D: Deps>(asking: &Asking<'_, D>, caller: &mut Caller) -> Result<BotOrPerson<P>, Fail> {
        if let Some(credential) = Credential::read_client(asking.headers, &asking.form())? {
            return asking.machine(&credential, caller).await.map(BotOrPerson::Bot);
        }
        if cookie(asking.config, asking.headers).is_none() {
            return Err(Fail::refused(Reason::Missing, None));
        }
        prove(asking.person(caller).await?).map(BotOrPerson::Person)
    }
}

/// The proof that somebody who is signed in holds the permission.
pub fn prove<P: Permission>(human: Human) -> Result<Can<P>, Fail> {
    proven(human, Can::prove)
}

/// The same, or nothing where the role lacks the permission.
pub fn prove_if<P: Permission>(human: &Human) -> Result<Option<Can<P>>, Fail> {
    match prove(human.clone()) {
        Ok(can) => Ok(Some(can)),
        Err(fail) if fail.code == Code::Forbidden => Ok(None),
        Err(fail) => Err(fail),
    }
}

fn proven<P>(human: Human, ask: impl FnOnce(Human) -> Result<Can<P>, Verdict>) -> Result<Can<P>, Fail> {
    if human.must_change_password {
        return Err(Fail::new(Code::PasswordChangeRequired));
    }
    let role = human.role.name.clone();
    ask(human).map_err(|verdict| match verdict {
        Verdict::RoleLacks(permission) => Fail::new(Code::Forbidden).with("permission", permission).with("role", role),
        Verdict::Allowed(_) => Fail::internal("refused without a reason"),
    })
}

impl<D: Deps> Asking<'_, D> {
    /// The system user whose credential this is. An access token for another service opens nothing here: that service has it,
    /// too.
    async fn known_machine(&self, credential: &Credential, caller: &mut Caller) -> Result<Machine, Fail> {
        let machine = self.machine_of_any(credential, caller).await?;
        match &machine.audience {
            Some(audience) if !access_token::is_own(self.config, audience) => {
                let holder = (&machine).into();
                *caller = Caller::default();
                Err(Fail::refused(Reason::Audience, Some(holder)))
            }
            _ => Ok(machine),
        }
    }

    async fn machine_of_any(&self, credential: &Credential, caller: &mut Caller) -> Result<Machine, Fail> {
        let machine = self.gate.check(credential, self.meta.ip.as_deref(), self.meta.now).await?;
        *caller = Caller::from(&machine);
        Ok(machine)
    }

    /// The system user of a token that was shown before, by the token's id, with a permit of its limits.
    pub(crate) async fn machine_of_id(&self, id: &CredentialId, caller: &mut Caller) -> Result<Machine, Fail> {
        let machine = self.gate.check_known(id, self.meta.ip.as_deref(), self.meta.now).await?;
        *caller = Caller::from(&machine);
        self.permitted(machine).await
    }

    /// The same as `known_machine` with a permit of its limits.
    pub(crate) async fn machine(&self, credential: &Credential, caller: &mut Caller) -> Result<Machine, Fail> {
        let machine = self.known_machine(credential, caller).await?;
        self.permitted(machine).await
    }

    async fn permitted(&self, machine: Machine) -> Result<Machine, Fail> {
        if !self.unlimited {
            limited::take(self.deps, self.state, &machine, self.meta).await?;
        }
        Ok(machine)
    }

    /// The fields of a form; what is wrong with it is said later, by whoever reads the body.
    fn form(&self) -> Fields {
        let text = match self.body {
            Body::Bytes(bytes) if is_form(self.headers) => std::str::from_utf8(bytes).ok(),
            _ => None,
        };
        text.and_then(|text| client::parse_form(text).ok()).unwrap_or_default()
    }

    /// The person of the session cookie, whose session owes nothing. What it owes is decided here at each request and from
    /// what the account asks now: a setting that was switched on counts in every session that is open.
    async fn person(&self, caller: &mut Caller) -> Result<Human, Fail> {
        let human = self.session(caller).await?;
        match human.owes {
            Some(step) => Err(owed(step)),
            None => Ok(human),
        }
    }

    /// The person of the session cookie, whatever the session owes.
    async fn session(&self, caller: &mut Caller) -> Result<Human, Fail> {
        if let Some(credential) = Credential::read(self.headers) {
            // A valid machine is told that it is at the wrong place, for which it needs no permit; an invalid one that it is
            // invalid.
            let machine = self.known_machine(&credential, caller).await?;
            return Err(Fail::of_machine(Reason::PeopleOnly, (&machine).into(), Fail::new(Code::MachineNotAllowed)));
        }
        let Some(value) = cookie(self.config, self.headers) else { return Err(Fail::new(Code::NotSignedIn)) };
        if !self.safe {
            origin::check(self.config, self.headers, true)?;
        } else if origin::source(self.config, self.headers) == origin::Source::Foreign {
            // Another site may not read either; without CORS headers its script could not see the answer anyway.
            return Err(Fail::new(Code::ForeignOrigin));
        }
        let digests = self.config.keys.session_digests(&value);
        let Some(stored) = sessions::live(&digests, self.meta.now).of(self.deps.db()).await? else {
            return Err(Fail::new(Code::NotSignedIn));
        };
        let (last_seen_at, addresses) = (stored.last_seen_at, stored.addresses.clone());
        let human = Human::recognise(stored, &digests, self.meta.now).ok_or_else(|| Fail::new(Code::NotSignedIn))?;
        // Before anything is read or written for whoever it is: a page that was drawn for somebody else, in a browser
        // whose cookie is another person's by now, shows and changes nothing of theirs.
        if self.headers.get(AS_USER).is_some_and(|drawn_for| drawn_for != human.user.as_str()) {
            return Err(Fail::new(Code::OtherPerson));
        }
        if self.meta.now.since(last_seen_at) >= TOUCH_EVERY {
            let (deps, touch) = (self.deps.clone(), sessions::touch(&human.session, self.meta.now));
            self.deps.spawn(async move {
                if let Err(error) = deps.db().commit(&touch).await {
                    crate::log::event(&deps, true, "session_touch", &format!("{error:?}"));
                }
            });
        }
        *caller = Caller::from(&human);
        turned_away::unless_listed(
            (self.deps, self.config, self.state, self.meta),
            &addresses,
            (&human.account, &human.user, &human.name),
        )?;
        Ok(human)
    }
}

/// What somebody is told whose session owes a step.
fn owed(step: Step) -> Fail {
    Fail::new(match step {
        Step::Code => Code::TwoFactorRequired,
        Step::Enroll => Code::EnrollmentRequired,
    })
}

/// Is the body a form?
fn is_form(headers: &dyn Headers) -> bool {
    let media = headers.get("content-type").unwrap_or_default();
    media.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}

/// The value of the session cookie.
fn cookie(config: &Config, headers: &dyn Headers) -> Option<String> {
    crate::cookie::session(config.cookie_name(), &headers.get("cookie")?).map(ToOwned::to_owned)
}
