//! What somebody did to a ticket, in a sentence.

use portico_texts::mail::Texts;
use portico_types::tickets::{AuthorKind, Change, TicketStatus};

/// What `who` did, in the customers' words. Contacts open a ticket by answering, and set nothing then.
pub(crate) fn sentence(t: Texts, (kind, who): (AuthorKind, &str), what: &Change) -> String {
    match what {
        Change::Created => t.opened_ticket(who),
        Change::Status { to, .. } if kind == AuthorKind::System => t.became(&t.status(to.as_str())),
        Change::Status {
            to: TicketStatus::Open, ..
        } if kind == AuthorKind::Contact => t.became(&t.status(TicketStatus::Open.as_str())),
        Change::Status { to, .. } => t.changed_status(to.as_str(), who),
        Change::Priority { to, .. } => t.changed_priority(to.as_str(), who),
        Change::Title { to, .. } => t.changed_title(who, to),
        Change::Assignee { to: Some(whom), .. } => t.assigned(who, whom),
        Change::Assignee { to: None, .. } => t.unassigned(who),
        Change::Follower {
            who: None,
            follows: true,
        } => t.follows(who),
        Change::Follower {
            who: None,
            follows: false,
        } => t.follows_no_more(who),
        Change::Follower {
            who: Some(whom),
            follows: true,
        } => t.added_follower(who, whom),
        Change::Follower {
            who: Some(whom),
            follows: false,
        } => t.removed_follower(who, whom),
        Change::Answers { answers } => {
            let questions: Vec<&str> = answers.iter().map(|it| it.label.as_str()).collect();
            t.corrected_answers(who, &questions.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use portico_types::{portal::Language, tickets::TicketPriority};

    use super::*;

    #[test]
    fn every_status_and_priority_has_a_word_of_its_own_in_every_language() {
        for language in Language::ALL {
            let t = Texts(*language);
            let (mut statuses, mut priorities) = (Vec::new(), Vec::new());
            for to in TicketStatus::ALL {
                let from = TicketStatus::Open;
                let said = sentence(t, (AuthorKind::Agent, "Ana"), &Change::Status { from, to: *to });
                assert!(said.contains(&t.status(to.as_str())), "{said}");
                statuses.push(said);
            }
            for to in TicketPriority::ALL {
                let from = TicketPriority::Low;
                priorities.push(sentence(
                    t,
                    (AuthorKind::Agent, "Ana"),
                    &Change::Priority { from, to: *to },
                ));
            }
            for mut all in [statuses, priorities] {
                let count = all.len();
                all.sort();
                all.dedup();
                assert_eq!(all.len(), count, "{language}: {all:?}");
            }
        }
    }

    #[test]
    fn what_is_pending_waits_for_the_customer() {
        let (from, to) = (TicketStatus::Open, TicketStatus::Pending);
        let what = Change::Status { from, to };

        assert_eq!(
            sentence(Texts(Language::English), (AuthorKind::Agent, "Ana Lima"), &what),
            "Ana Lima set the status to Waiting for you"
        );
        assert_eq!(
            sentence(Texts(Language::German), (AuthorKind::Agent, "Ana Lima"), &what),
            "Ana Lima hat den Status auf „Wartet auf Sie“ gesetzt"
        );
    }

    #[test]
    fn what_nobody_set_is_said_of_nobody() {
        let said = |kind, to| {
            let from = TicketStatus::Solved;
            sentence(
                Texts(Language::English),
                (kind, "Portico"),
                &Change::Status { from, to },
            )
        };

        assert_eq!(said(AuthorKind::System, TicketStatus::Closed), "Status: Closed");
        assert_eq!(said(AuthorKind::Contact, TicketStatus::Open), "Status: Open");
        assert_eq!(
            said(AuthorKind::Contact, TicketStatus::Solved),
            "Portico set the status to Solved"
        );
    }
}
