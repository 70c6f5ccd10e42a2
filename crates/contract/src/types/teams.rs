//! Teams.

use domain::ids::{TeamId, UserId};
use domain::name::TeamName;
use domain::time::Instant;
use serde::{Deserialize, Serialize};

reply! {
    /// A team.
    pub struct Team {
        /// The id.
        pub id: TeamId,
        /// The name, unique in the account.
        pub name: String,
        /// How many members it has.
        pub member_count: i64,
        /// The first members, by name; all of them up to 200 when one team is asked for.
        pub members: Vec<TeamMember>,
        /// Counts up with each change; send it back with a PATCH.
        pub version: i64,
        /// When it was made.
        pub created_at: Instant,
    }
}

reply! {
    /// A member of a team.
    pub struct TeamMember {
        /// The person.
        pub id: UserId,
        /// The name.
        pub name: String,
        /// Does the person supervise the team?
        pub supervisor: bool,
    }
}

request! {
    /// A new team.
    pub struct CreateTeam {
        /// The name, unique in the account.
        name: req TeamName,
        /// Its members.
        member_ids: opt Vec<UserId>,
        /// Those who supervise it; they are members, too.
        supervisor_ids: opt Vec<UserId>,
    }
}

request! {
    /// Changes to a team.
    pub struct UpdateTeam {
        /// The version that was seen.
        version: ver i64,
        /// A new name.
        name: opt TeamName,
        /// All its members from now on.
        member_ids: opt Vec<UserId>,
        /// All who supervise it from now on; they are members, too.
        supervisor_ids: opt Vec<UserId>,
    }
}
