//! Who on the team may change whom, and into what.

use portico_types::{ids::AgentId, staff::AgentRole};

use crate::error::{Error, Result};

/// A member of the team, as far as these rules look at one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Teammate {
    pub id: AgentId,
    pub role: AgentRole,
    pub disabled: bool,
}

impl Teammate {
    fn is_active_owner(self) -> bool {
        self.role == AgentRole::Owner && !self.disabled
    }
}

/// Nobody gives a role above their own. (That who acts is an admin at least, and with the team still, was asked before.)
pub(super) fn may_give(own: AgentRole, role: AgentRole) -> Result<()> {
    if role > own {
        return Err(Error::Forbidden("Only owners make others owners."));
    }
    Ok(())
}

/// Whether `actor` may turn `before` into `after`, when besides `before` there are `other_owners` active owners.
pub(super) fn may_change(
    (actor, own): (AgentId, AgentRole),
    before: Teammate,
    after: Teammate,
    other_owners: u64,
) -> Result<()> {
    if before.role > own {
        return Err(Error::Forbidden("Only owners change owners."));
    }
    may_give(own, after.role)?;
    if before.id == actor && (after.disabled || after.role < before.role) {
        return Err(Error::Forbidden("Ask somebody else to take your own rights away."));
    }
    if before.is_active_owner() && !after.is_active_owner() && other_owners == 0 {
        return Err(Error::Conflict(
            "The account needs an owner; make somebody else one first.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn member() -> impl Strategy<Value = Teammate> {
        let role = prop::sample::select(AgentRole::ALL);
        (0..4_u128, role, any::<bool>()).prop_map(|(id, role, disabled)| Teammate {
            id: AgentId(Uuid::from_u128(id)),
            role,
            disabled,
        })
    }

    proptest! {
        #[test]
        fn whatever_is_allowed_raises_nobody_above_its_maker_and_leaves_an_owner(
            team in prop::collection::btree_map(0..4_usize, member(), 1..4),
            actor in 0..4_usize,
            target in 0..4_usize,
            role in prop::sample::select(AgentRole::ALL),
            disabled in any::<bool>(),
        ) {
            let team: Vec<Teammate> = team
                .into_iter()
                .map(|(at, m)| Teammate { id: AgentId(Uuid::from_u128(at as u128)), ..m })
                .collect();
            let (actor, before) = (team[actor % team.len()], team[target % team.len()]);
            let after = Teammate { role, disabled, ..before };
            let others = team.iter().filter(|m| m.id != before.id && m.is_active_owner()).count() as u64;

            if may_change((actor.id, actor.role), before, after, others).is_ok() {
                prop_assert!(after.role <= actor.role && before.role <= actor.role);
                let owners = |team: &[Teammate]| team.iter().filter(|m| m.is_active_owner()).count();
                let now: Vec<Teammate> = team.iter().map(|m| if m.id == after.id { after } else { *m }).collect();
                prop_assert!(owners(&now) > 0 || owners(&team) == 0);
                if actor.id == after.id {
                    prop_assert!(!after.disabled && after.role >= before.role);
                }
            }
        }
    }

    #[test]
    fn the_last_active_owner_stays() {
        let owner = |id, disabled| Teammate {
            id: AgentId(Uuid::from_u128(id)),
            role: AgentRole::Owner,
            disabled,
        };
        let (actor, target) = ((AgentId(Uuid::from_u128(1)), AgentRole::Owner), owner(2, false));
        let demoted = Teammate {
            role: AgentRole::Admin,
            ..target
        };

        assert!(may_change(actor, target, demoted, 1).is_ok());
        assert!(matches!(may_change(actor, target, demoted, 0), Err(Error::Conflict(_))));
        assert!(matches!(
            may_change(actor, target, owner(2, true), 0),
            Err(Error::Conflict(_))
        ));
    }
}
