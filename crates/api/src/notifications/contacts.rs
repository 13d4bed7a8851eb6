//! Which contacts get a mail about what happened. Whether they still may read it, and want it, is asked when it leaves.

use chrono::{DateTime, Utc};
use portico_types::{
    ids::ContactId,
    tickets::{AuthorKind, Change, MessageVisibility, TicketStatus},
};

use crate::{
    db::WriteTxn,
    entity::ticket,
    error::Result,
    jobs::{Job, NewJob, Occasion, enqueue},
    tickets::{Actor, Fact, followers},
};

/// Mails to the ticket's requester and followers what happened, but to nobody what they did themselves: only of a new ticket its requester
/// hears that it is here. What was said and done in one breath is one mail.
pub(crate) async fn tell_contacts(
    txn: &WriteTxn,
    ticket: &ticket::Model,
    facts: &[Fact],
    (actor, added): (&Actor, &[(i64, ContactId)]),
    now: DateTime<Utc>,
) -> Result<()> {
    let about_ticket = |seq, contact_id, occasion| {
        let job = Job::SendTicketMail {
            ticket_id: ticket.id,
            seq,
            contact_id,
            occasion,
        };
        (seq, contact_id, job, now)
    };
    let themselves = |id: ContactId| actor.kind == AuthorKind::Contact && actor.id == Some(id.0);
    let said: Vec<_> = facts.iter().filter_map(|fact| said(fact, actor)).collect();
    let mut mails = Vec::new();
    if facts.iter().any(|fact| matches!(fact, Fact::Filed)) {
        let first = said
            .first()
            .map(|(seq, ..)| about_ticket(*seq, ticket.requester_id, Occasion::Filed));
        mails.extend(first);
    } else {
        let moved = moved(facts);
        let through = last_status(facts);
        if !said.is_empty() || moved.is_some() {
            let mut readers = followers::ids(&**txn, (ticket.account_id, ticket.id)).await?;
            readers.push(ticket.requester_id);
            readers.sort_unstable();
            readers.dedup();
            readers.retain(|id| !themselves(*id) && !added.iter().any(|(_, new)| new == id));
            for contact_id in readers {
                for (seq, message_id, held_until) in &said {
                    let job = Job::SendMessageMail {
                        message_id: *message_id,
                        contact_id,
                        also: moved.map(|(_, occasion)| occasion),
                        through: through.filter(|last| last > seq),
                    };
                    mails.push((*seq, contact_id, job, held_until.unwrap_or(now)));
                }
                if let (true, Some((seq, occasion))) = (said.is_empty(), moved) {
                    mails.push(about_ticket(seq, contact_id, occasion));
                }
            }
        }
        let added = added.iter().filter(|(_, id)| !themselves(*id));
        mails.extend(added.map(|(seq, id)| about_ticket(*seq, *id, Occasion::Followed)));
    }
    for (seq, contact_id, job, not_before) in mails {
        // A contact reads what happened on a ticket in its order, even after the mail server was away.
        let lane = format!("mail:{}:{contact_id}", ticket.id);
        let mail = NewJob::new(ticket.account_id, job).in_lane(lane, seq);
        enqueue(&**txn, now, mail.not_before(not_before)).await?;
    }
    Ok(())
}

/// A message that contacts are to read. What nobody vouches for (somebody on neither side, by e-mail or in Slack) is mailed to nobody.
fn said(fact: &Fact, actor: &Actor) -> Option<(i64, portico_types::ids::MessageId, Option<DateTime<Utc>>)> {
    match fact {
        Fact::Said {
            message_id,
            place,
            visibility: MessageVisibility::Public,
            author,
            held_until,
            ..
        } if *author == AuthorKind::Agent || (*author == AuthorKind::Contact && actor.id.is_some()) => {
            Some((place.seq, *message_id, *held_until))
        }
        _ => None,
    }
}

/// The last entry that says that the status changed.
fn last_status(facts: &[Fact]) -> Option<i64> {
    let seqs = facts.iter().filter_map(|fact| match fact {
        Fact::Changed {
            place,
            change: Change::Status { .. },
        } => Some(place.seq),
        _ => None,
    });
    seqs.max()
}

/// What became of the ticket, if that is worth a mail: solved, closed, opened again. Not when a reply was taken back and its status with it:
/// neither was told.
fn moved(facts: &[Fact]) -> Option<(i64, Occasion)> {
    if facts.iter().any(|fact| matches!(fact, Fact::Revised { .. })) {
        return None;
    }
    let mut changes = facts.iter().filter_map(|fact| match fact {
        Fact::Changed {
            place,
            change: Change::Status { from, to },
        } => Some((place.seq, *from, *to)),
        _ => None,
    });
    let (first, from, to) = changes.next()?;
    let (seq, to) = changes.next_back().map_or((first, to), |(seq, _, to)| (seq, to));
    let done = |status| matches!(status, TicketStatus::Solved | TicketStatus::Closed);
    match (done(from), to) {
        (false, TicketStatus::Solved) => Some((seq, Occasion::Solved)),
        (false, TicketStatus::Closed) => Some((seq, Occasion::Closed)),
        (true, to) if !done(to) => Some((seq, Occasion::Reopened)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tickets::Place;

    #[test]
    fn a_status_is_worth_a_mail_when_the_work_is_done_or_begins_anew() {
        use TicketStatus::{Closed, InProgress, OnHold, Open, Pending, Solved};
        let told = |steps: &[TicketStatus]| {
            let facts = steps.windows(2).zip(1..).map(|(step, seq)| Fact::Changed {
                place: Place {
                    seq,
                    public_seq: Some(seq),
                },
                change: Change::Status {
                    from: step[0],
                    to: step[1],
                },
            });
            moved(&facts.collect::<Vec<_>>())
        };

        assert_eq!(told(&[Open, Solved]), Some((1, Occasion::Solved)));
        assert_eq!(told(&[Open, InProgress, Solved]), Some((2, Occasion::Solved)));
        assert_eq!(told(&[Pending, Closed]), Some((1, Occasion::Closed)));
        assert_eq!(told(&[Solved, Open]), Some((1, Occasion::Reopened)));
        assert_eq!(told(&[Solved, OnHold]), Some((1, Occasion::Reopened)));
        for quiet in [
            &[Open, InProgress][..],
            &[Solved, Closed],
            &[Solved, Open, Solved],
            &[Open, Solved, Open],
            &[Open],
        ] {
            assert_eq!(told(quiet), None, "{quiet:?}");
        }
    }
}
