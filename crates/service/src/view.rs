//! From stored rows to what the API shows.

use contract::{
    Account, Creator, CreatorStatus, Cursor, Grant, Invitation, InvitationStatus, IpRestriction, Limit, NamedApp,
    NamedSubaccount, NextStep, Page, PersonRef, Session, Subaccount, SubaccountRef, SystemUser, SystemUserRef, Team,
    TeamMember, TeamMembership, TokenFind, TokenInfo, TokenStatus, User, UserDetail,
};
use domain::device::Device;
use domain::lease::{self, Refusal};
use domain::role::Grants;
use domain::settings::TokenDays;
use domain::sort_key::search_key;
use domain::system_user::Status;
use domain::time::{HOUR, Instant};
use domain::two_factor::{Passed, Rule, Step};
use store::accounts::AccountRow;
use store::invitations::InvitationRow;
use store::people::{Belongings, PersonRow};
use store::sessions::SessionRow;
use store::subaccounts::SubaccountRow;
use store::system_users::SystemUserRow;
use store::teams::TeamRow;
use store::tokens::TokenRow;

/// A page out of rows that were read with one more than it holds: that one says whether there is a next page.
pub fn page<R, T>(mut rows: Vec<R>, limit: Limit, position: impl Fn(&R) -> Cursor, show: impl Fn(R) -> T) -> Page<T> {
    let size = limit.get() as usize;
    let more = rows.len() > size;
    rows.truncate(size);
    let next_cursor = rows.last().filter(|_| more).map(position);
    Page { items: rows.into_iter().map(show).collect(), next_cursor }
}

/// What a list is searched for, as a key; none when there is nothing in it to search for.
pub fn search(text: Option<&str>) -> Option<String> {
    text.and_then(domain::text::search).map(|text| search_key(&text)).filter(|key| !key.is_empty())
}

/// A person.
pub fn user(row: PersonRow) -> User {
    User {
        id: row.id,
        name: row.name,
        email: row.email,
        role: row.role.name,
        role_id: row.role.id,
        owner: row.owner,
        status: row.status,
        locale: row.locale,
        time_zone: row.time_zone,
        two_factor: row.two_factor,
        capacity: row.capacity,
        version: row.version,
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
    }
}

/// An account.
pub fn account(row: AccountRow) -> Account {
    Account {
        id: row.id,
        name: row.name,
        email_domain: row.email_domain,
        locale: row.locale,
        owner_user_id: row.owner,
        system_user_limit: row.system_user_limit,
        attribution_hours: row.attribution_hours,
        message_days: row.message_days,
        audit_days: row.audit_days,
        session_idle_minutes: row.session_idle_minutes,
        session_hours: row.session_hours,
        token_default_days: row.token_rules.default_days.map(TokenDays::get),
        token_max_days: row.token_rules.max_days.map(TokenDays::get),
        token_never: row.token_rules.never,
        token_scopes: row.token_rules.scopes,
        partner_finds: row.partner_finds,
        attestation_days: row.attestation_days,
        attestation_grace_days: row.attestation_grace_days,
        access_level: row.access_level,
        graph_id: row.graph_id,
        hold_seconds: row.hold_seconds,
        require_two_factor: row.rule.from.is_some(),
        two_factor_from: row.rule.from,
        mail_codes: row.rule.mail_codes,
        ip_restriction: IpRestriction { people: row.restrict_people, system_users: row.restrict_system_users },
        version: row.version,
        created_at: row.created_at,
    }
}

/// What has to be done before a session opens anything; the second step comes before the choice of a password.
pub fn next_step(person: &PersonRow, rule: Rule, passed: Option<Passed>, now: Instant) -> Option<NextStep> {
    match rule.owes(person.two_factor, passed, &person.role.grants, now) {
        Some(Step::Code) => Some(NextStep::TwoFactor),
        Some(Step::Enroll) => Some(NextStep::EnrollTwoFactor),
        None => person.must_change_password.then_some(NextStep::ChangePassword),
    }
}

/// A role's grants.
pub fn grants(grants: &Grants) -> Vec<Grant> {
    grants.iter().map(|(permission, reach)| Grant { permission, reach }).collect()
}

/// A pending invitation.
pub fn invitation(row: InvitationRow, now: Instant) -> Invitation {
    Invitation {
        id: row.id,
        email: row.email,
        name: row.name,
        role: row.role.name,
        role_id: row.role.id,
        team_ids: row.teams,
        subaccount_ids: row.subaccounts,
        locale: row.locale,
        status: if row.expires_at > now { InvitationStatus::Pending } else { InvitationStatus::Expired },
        invited_by: PersonRef { id: row.invited_by.0, name: row.invited_by.1 },
        sent_count: row.sent_count,
        created_at: row.created_at,
        expires_at: row.expires_at,
    }
}

/// A person with teams and subaccounts.
pub fn user_detail(row: PersonRow, belongings: Belongings) -> UserDetail {
    UserDetail {
        must_change_password: row.must_change_password,
        user: user(row),
        teams: memberships(belongings.teams),
        subaccounts: belongings.subaccounts.into_iter().map(|(id, name)| NamedSubaccount { id, name }).collect(),
    }
}

/// The teams of a person.
pub fn memberships(teams: Vec<(domain::ids::TeamId, String, bool)>) -> Vec<TeamMembership> {
    teams.into_iter().map(|(id, name, supervisor)| TeamMembership { id, name, supervisor }).collect()
}

/// A team.
pub fn team(row: TeamRow) -> Team {
    Team {
        id: row.id,
        name: row.name,
        member_count: row.member_count,
        members: row.members.into_iter().map(|(id, name, supervisor)| TeamMember { id, name, supervisor }).collect(),
        version: row.version,
        created_at: row.created_at,
    }
}

/// A session; `current` is the one that asks.
pub fn session(row: SessionRow, current: &domain::ids::SessionId) -> Session {
    let device = Device::of(row.user_agent.as_deref().unwrap_or_default());
    Session {
        current: row.id == *current,
        id: row.id,
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
        expires_at: row.created_at.plus(row.ends.absolute),
        ip: row.ip,
        user_agent: row.user_agent,
        browser: device.browser.map(str::to_owned),
        system: device.system.map(str::to_owned),
    }
}

/// A subaccount; its system user only for those who may see system users.
pub fn subaccount(row: SubaccountRow, may_see_system_users: bool) -> Subaccount {
    let system_user = row.system_user.filter(|_| may_see_system_users);
    Subaccount {
        id: row.id,
        name: row.name,
        reference_name: row.reference_name,
        environment: row.environment,
        system_user: system_user.map(|(id, username, status)| SystemUserRef {
            id,
            username,
            status,
            // What it is for is of one environment.
            environment: row.environment,
        }),
        version: row.version,
        created_at: row.created_at,
    }
}

/// A system user.
pub fn system_user(row: SystemUserRow, now: Instant) -> SystemUser {
    let activity = hours(row.activity.iter().map(|(hour, calls, _)| (*hour, *calls)), now);
    let confirmed = row.attested_at.unwrap_or(row.created_at);
    let introspections = hours(row.activity.iter().map(|(hour, _, asked)| (*hour, *asked)), now);
    SystemUser {
        id: row.id,
        username: row.username,
        subaccount_id: row.subaccount.as_ref().map(|s| s.0.clone()),
        subaccount: row.subaccount.map(|(id, name, reference_name)| SubaccountRef { id, name, reference_name }),
        status: row.status,
        environment: row.environment,
        tail: tail(&row.tokens, now),
        tokens: row.tokens.into_iter().map(|t| token(t, now)).collect(),
        created_by: doer(row.created_by, row.created_by_name, row.creator),
        deactivated_by: row.deactivated_by.map(|by| doer(by.id, by.then, by.now)),
        deactivated_at: row.deactivated_at,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        last_used_ip: row.last_used_ip,
        calls_24h: activity.iter().sum(),
        activity,
        introspections_24h: introspections.iter().sum(),
        rate_limit: row.rate_limit,
        custodians: row.custodians.into_iter().map(|(id, name)| PersonRef { id, name }).collect(),
        purpose: Some(row.purpose).filter(|text| !text.is_empty()),
        role: row.role,
        graph_id: row.graph_id,
        secretless: row.secretless,
        attested_at: row.attested_at,
        review_at: row.reviews.map(|rules| rules.due(confirmed)),
        lapses_at: row.reviews.map(|rules| rules.ends(confirmed)),
        version: row.version,
    }
}

/// Who did something: by the present name, or by that of the time when they have left.
pub fn doer(id: impl Into<domain::ids::MakerId>, then: String, now: Option<(String, Status)>) -> Creator {
    let (name, status) = match now {
        Some((name, Status::Active)) => (name, CreatorStatus::Active),
        Some((name, Status::Inactive)) => (name, CreatorStatus::Inactive),
        None => (then, CreatorStatus::Removed),
    };
    Creator { id: id.into(), name, status }
}

/// The end of the newest token that is accepted; when none is, of the newest one.
fn tail(tokens: &[TokenRow], now: Instant) -> String {
    tokens.iter().find(|token| token.is_accepted(now)).or(tokens.first()).map(|t| t.tail.clone()).unwrap_or_default()
}

/// A token.
pub fn token(row: TokenRow, now: Instant) -> TokenInfo {
    let status = match (lease::ended(row.expires_at, row.revoked_at, now), row.revoked_at) {
        (Some(Refusal::Expired), _) => TokenStatus::Expired,
        (Some(_), _) => TokenStatus::Revoked,
        (None, Some(_)) => TokenStatus::Ending,
        (None, None) => TokenStatus::Live,
    };
    let text = |text: String| Some(text).filter(|text| !text.is_empty());
    TokenInfo {
        ends_at: row.ends_at(),
        is_silent: domain::token::is_silent(row.last_used_at, row.next, now),
        id: row.id,
        name: text(row.name),
        holder: text(row.holder),
        reason: text(row.reason),
        tail: row.tail,
        app: row.app.map(|(id, name)| NamedApp { id, name }),
        status,
        scopes: row.scopes,
        networks: row.networks,
        rate_limit: row.rate_limit,
        environment: row.environment,
        subaccounts: row
            .subaccounts
            .map(|some| some.into_iter().map(|(id, name)| NamedSubaccount { id, name }).collect()),
        created_by: doer(row.created_by, row.creator_then, row.creator),
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        successor_id: row.successor,
        ends_when_silent: row.ends_when_silent,
        first_used_at: row.first_used_at,
        last_used_at: row.last_used_at,
        last_used_ip: row.last_used_ip,
        last_used_agent: row.last_used_agent,
        finds: row.finds.into_iter().map(|(url, source, at)| TokenFind { url, source, found_at: at }).collect(),
        version: row.version,
    }
}

/// The last 24 hours, the oldest first.
pub fn hours(counted: impl IntoIterator<Item = (i64, i64)>, now: Instant) -> Vec<i64> {
    let first = now.millis() / HOUR - 23;
    let mut all = vec![0; 24];
    for (hour, n) in counted {
        if let Some(sum) = usize::try_from(hour - first).ok().and_then(|i| all.get_mut(i)) {
            *sum += n;
        }
    }
    all
}
