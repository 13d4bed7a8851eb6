//! What the server would say, known before the click. The server alone decides.

use portico_types::staff::{AgentRole, Me, TeamMember};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Active,
    /// Was invited and has not come yet.
    Invited,
    Disabled,
}

pub(super) fn state(member: &TeamMember) -> State {
    if member.disabled_at.is_some() {
        State::Disabled
    } else if member.joined_at.is_none() && member.invited_at.is_some() {
        State::Invited
    } else {
        State::Active
    }
}

/// Only owners touch owners.
pub(super) fn may_touch(me: &Me, member: &TeamMember) -> bool {
    me.role >= AgentRole::Admin && (member.role < AgentRole::Owner || me.role == AgentRole::Owner)
}

/// Without them nobody could give the account's highest rights to anybody.
pub(super) fn is_last_owner(team: &[TeamMember], member: &TeamMember) -> bool {
    let active = |it: &&TeamMember| it.role == AgentRole::Owner && state(it) == State::Active;
    active(&member) && team.iter().filter(active).count() == 1
}

/// Nobody gives a role above their own.
pub(super) fn roles_up_to(role: AgentRole) -> impl Iterator<Item = AgentRole> {
    AgentRole::ALL.iter().copied().filter(move |it| *it <= role)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use portico_types::ids::AgentId;

    use super::*;

    fn member(role: AgentRole, disabled: bool) -> TeamMember {
        let then = DateTime::UNIX_EPOCH;
        TeamMember {
            id: AgentId(uuid::Uuid::nil()),
            name: "Ana".to_owned(),
            email: "ana@acme.example".to_owned(),
            role,
            invited_at: None,
            joined_at: Some(then),
            disabled_at: disabled.then_some(then),
            slack_user_id: None,
            slack_links: Vec::new(),
        }
    }

    #[test]
    fn a_disabled_owner_does_not_count() {
        let (ana, ben) = (member(AgentRole::Owner, false), member(AgentRole::Owner, true));
        assert!(is_last_owner(&[ana.clone(), ben], &ana));
        assert!(!is_last_owner(&[ana.clone(), ana.clone()], &ana));
    }

    #[test]
    fn roles_end_at_ones_own() {
        let roles: Vec<_> = roles_up_to(AgentRole::Admin).collect();
        assert_eq!(roles, [AgentRole::Agent, AgentRole::Admin]);
    }
}
