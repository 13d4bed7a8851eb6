//! Every change of a ticket, whichever door it comes by.

mod answers;
mod files;
mod followers;
mod messages;
mod moves;

pub(crate) use files::{file_came, files_changed};

use chrono::{DateTime, TimeDelta, Utc};
use portico_types::{
    ids::{
        AccountId, AgentId, AttachmentId, ContactId, CustomerId, MessageId, SlackThreadId, TicketId, TimelineEntryId,
    },
    portal::TicketVisibility,
    tickets::{AuthorKind, Change, MessageVisibility, Source, TicketPriority, TicketStatus},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::search;
use crate::{
    attachments::Files,
    auth::{Contact, Staff},
    db::{ForChange, WriteTxn},
    entity::{agent, message, ticket, timeline_entry},
    error::{Error, Result},
    live::Announcement,
    notifications,
};

/// Who does something.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    pub kind: AuthorKind,
    pub id: Option<Uuid>,
    pub name: String,
}

impl From<&Contact> for Actor {
    fn from(contact: &Contact) -> Self {
        Self {
            kind: AuthorKind::Contact,
            id: Some(contact.id.0),
            name: contact.name.clone(),
        }
    }
}

impl From<&Staff> for Actor {
    fn from(staff: &Staff) -> Self {
        Self {
            kind: AuthorKind::Agent,
            id: staff.agent_id.map(|id| id.0),
            name: staff.name.clone(),
        }
    }
}

impl From<&agent::Model> for Actor {
    fn from(agent: &agent::Model) -> Self {
        Self {
            kind: AuthorKind::Agent,
            id: Some(agent.id.0),
            name: agent.name.clone(),
        }
    }
}

/// Something to say on a ticket.
pub(crate) struct Said<'a> {
    pub visibility: MessageVisibility,
    /// Markdown.
    pub body: &'a str,
    /// Agents tagged in it.
    pub mentions: &'a [AgentId],
    pub files: Files<'a>,
    /// The Slack thread it was written in: it need not be posted there again.
    pub written_in: Option<SlackThreadId>,
}

/// Where an entry stands on its ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Among all entries.
    pub seq: i64,
    /// Among those that customers see, if it is one.
    pub public_seq: Option<i64>,
}

impl From<&message::Model> for Place {
    fn from(message: &message::Model) -> Self {
        Self {
            seq: message.seq,
            public_seq: message.public_seq,
        }
    }
}

/// What happened on a ticket, for those who tell others about it.
#[derive(Clone, Debug)]
pub(crate) enum Fact {
    Filed,
    Said {
        message_id: MessageId,
        place: Place,
        visibility: MessageVisibility,
        author: AuthorKind,
        written_in: Option<SlackThreadId>,
        /// It can be taken back until then, and must not leave before.
        held_until: Option<DateTime<Utc>>,
        /// Its files that are here.
        files: Vec<AttachmentId>,
    },
    Changed {
        place: Place,
        change: Change,
    },
    /// The ticket is another customer's, or another collection's: it may belong into other channels.
    Moved {
        place: Place,
        to_customer: bool,
    },
    /// Answers changed that only the team sees.
    Corrected {
        place: Place,
    },
    /// A message says something else now, or nothing any more.
    Revised {
        message_id: MessageId,
        place: Place,
        visibility: MessageVisibility,
        written_in: Option<SlackThreadId>,
        /// Files that went with it.
        gone: Vec<AttachmentId>,
    },
}

impl Fact {
    /// The entry it is about.
    fn place(&self) -> Place {
        match self {
            Self::Filed => Place {
                seq: 1,
                public_seq: Some(1),
            },
            Self::Said { place, .. }
            | Self::Changed { place, .. }
            | Self::Moved { place, .. }
            | Self::Corrected { place }
            | Self::Revised { place, .. } => *place,
        }
    }

    /// Whether it is the team's alone.
    pub(crate) fn is_internal(&self) -> bool {
        matches!(
            self,
            Self::Said {
                visibility: MessageVisibility::Internal,
                ..
            } | Self::Revised {
                visibility: MessageVisibility::Internal,
                ..
            } | Self::Moved { to_customer: false, .. }
                | Self::Corrected { .. }
        )
    }
}

/// A ticket under change: locked from [`Edit::begin`] until the transaction ends; written by [`Edit::finish`].
pub(crate) struct Edit<'a> {
    txn: &'a WriteTxn,
    row: ticket::Model,
    actor: Actor,
    source: Source,
    now: DateTime<Utc>,
    facts: Vec<Fact>,
    held_until: Option<DateTime<Utc>>,
    /// Whose it was before this moved it.
    left: Option<(CustomerId, ContactId)>,
    /// Who follows it from an entry on.
    added: Vec<(i64, ContactId)>,
}

impl<'a> Edit<'a> {
    /// Locks the ticket. Whether the actor may touch it is decided before.
    pub(crate) async fn begin(
        txn: &'a WriteTxn,
        (account_id, id): (AccountId, TicketId),
        actor: Actor,
        source: Source,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let row = ticket::Entity::find_by_id((account_id, id))
            .for_change()
            .one(&**txn)
            .await?
            .ok_or(Error::NotFound("ticket"))?;
        Ok(Self::of(txn, row, actor, source, now))
    }

    /// A ticket that this very transaction has just inserted.
    pub(super) fn of(txn: &'a WriteTxn, row: ticket::Model, actor: Actor, source: Source, now: DateTime<Utc>) -> Self {
        Self {
            txn,
            row,
            actor,
            source,
            now,
            facts: Vec::new(),
            held_until: None,
            left: None,
            added: Vec::new(),
        }
    }

    /// What is said from now on leaves for customers no sooner: it may be taken back until then.
    pub(crate) fn hold(&mut self, pause: TimeDelta) {
        self.held_until = (!pause.is_zero()).then(|| self.now + pause);
    }

    pub(crate) fn ticket(&self) -> &ticket::Model {
        &self.row
    }

    /// Refuses a contact who lost the ticket while it was looked at: it went to another customer.
    pub(super) fn expect_visible_to(&self, contact: &Contact) -> Result<()> {
        let theirs = self.row.customer_id == contact.customer_id
            && (contact.visibility == TicketVisibility::Organisation || self.row.requester_id == contact.id);
        theirs.then_some(()).ok_or(Error::NotFound("ticket"))
    }

    /// Refuses a change made on an older state than the ticket is in.
    pub(crate) fn expect_version(&self, version: Option<i32>) -> Result<()> {
        match version {
            Some(version) if version != self.row.version => {
                Err(Error::Conflict("The ticket was changed in the meantime."))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn filed(&mut self) {
        self.facts.push(Fact::Filed);
    }

    pub(crate) async fn set_status(&mut self, to: TicketStatus) -> Result<()> {
        let from = self.row.status;
        if from == to {
            return Ok(());
        }
        if !from.may_become(to) {
            return Err(Error::TicketClosed);
        }
        self.row.status = to;
        self.row.solved_at = match to {
            TicketStatus::Solved | TicketStatus::Closed => self.row.solved_at.or(Some(self.now)),
            _ => None,
        };
        self.row.closed_at = (to == TicketStatus::Closed).then_some(self.now);
        self.note(Change::Status { from, to }).await
    }

    /// Closed is final, whichever door a change comes by.
    fn still_open(&self) -> Result<()> {
        if self.row.status == TicketStatus::Closed {
            Err(Error::TicketClosed)
        } else {
            Ok(())
        }
    }

    pub(crate) async fn set_priority(&mut self, to: TicketPriority) -> Result<()> {
        if self.row.priority == to {
            return Ok(());
        }
        self.still_open()?;
        let from = std::mem::replace(&mut self.row.priority, to);
        self.note(Change::Priority { from, to }).await
    }

    pub(crate) async fn set_title(&mut self, to: String) -> Result<()> {
        if self.row.title == to {
            return Ok(());
        }
        self.still_open()?;
        let from = std::mem::replace(&mut self.row.title, to.clone());
        self.note(Change::Title { from, to }).await
    }

    pub(crate) async fn set_assignee(&mut self, to: Option<AgentId>) -> Result<()> {
        if self.row.assignee_id == to {
            return Ok(());
        }
        self.still_open()?;
        let account_id = self.row.account_id;
        let from = match self.row.assignee_id {
            Some(id) => agent::Entity::find_by_id((account_id, id))
                .one(&**self.txn)
                .await?
                .map(|a| a.name),
            None => None,
        };
        let name = match to {
            Some(id) => {
                let agent = agent::Entity::find_by_id((account_id, id)).one(&**self.txn).await?;
                let agent = agent.filter(|a| a.disabled_at.is_none());
                Some(
                    agent
                        .ok_or_else(|| Error::field("assignee", "There is no such member of the team"))?
                        .name,
                )
            }
            None => None,
        };
        self.row.assignee_id = to;
        self.note(Change::Assignee { from, to: name }).await
    }

    /// Writes one entry of the timeline.
    pub(super) async fn note(&mut self, change: Change) -> Result<()> {
        let what = serde_json::to_value(&change).map_err(anyhow::Error::from)?;
        let place = self.enter(what, false).await?; // The customer sees every change.
        self.facts.push(Fact::Changed { place, change });
        Ok(())
    }

    async fn enter(&mut self, what: serde_json::Value, internal: bool) -> Result<Place> {
        let place = self.next_place(!internal);
        let entry = timeline_entry::ActiveModel {
            account_id: Set(self.row.account_id),
            id: Set(TimelineEntryId(Uuid::now_v7())),
            ticket_id: Set(self.row.id),
            seq: Set(place.seq),
            public_seq: Set(place.public_seq),
            actor_kind: Set(self.actor.kind),
            actor_id: Set(self.actor.id),
            actor_name: Set(self.actor.name.clone()),
            what: Set(what),
            source: Set(self.source),
            created_at: Set(self.now),
            internal: Set(internal),
        };
        timeline_entry::Entity::insert(entry)
            .exec_without_returning(&**self.txn)
            .await?;
        Ok(place)
    }

    /// The next entry's. What customers see is counted apart, so that no number tells them how many entries there are between.
    fn next_place(&mut self, public: bool) -> Place {
        self.row.last_seq += 1;
        self.row.last_public_seq += i64::from(public);
        Place {
            seq: self.row.last_seq,
            public_seq: public.then_some(self.row.last_public_seq),
        }
    }

    /// Writes the ticket's row and lets everybody concerned be told when the transaction commits.
    pub(crate) async fn finish(mut self) -> Result<ticket::Model> {
        if self.facts.is_empty() {
            return Ok(self.row);
        }
        let public = !self.facts.iter().all(Fact::is_internal);
        if public {
            self.row.activity_at = self.now;
        }
        self.row.version += 1;
        let row = self
            .row
            .clone()
            .into_active_model()
            .reset_all()
            .update(&**self.txn)
            .await?;
        let titled = |fact: &Fact| match fact {
            Fact::Filed => true,
            Fact::Changed { change, .. } => matches!(change, Change::Title { .. }),
            _ => false,
        };
        if self.facts.iter().any(titled) {
            search::put_title(self.txn, &row).await?;
        }
        notifications::tell(self.txn, &row, &self.facts, self.now).await?;
        notifications::tell_contacts(self.txn, &row, &self.facts, (&self.actor, &self.added), self.now).await?;
        let places = self.facts.iter().map(Fact::place);
        let from_seq = places.clone().map(|place| place.seq).min().unwrap_or_default();
        let public_from_seq = places.filter_map(|place| place.public_seq).min();
        // Whoever has it open at the customer it left asks again, and finds it gone.
        let whose = std::iter::once((row.customer_id, row.requester_id)).chain(self.left);
        for (customer_id, requester_id) in whose {
            self.txn.announce(Announcement {
                account_id: row.account_id,
                ticket_id: row.id,
                customer_id,
                requester_id,
                number: row.number,
                from_seq,
                last_seq: row.last_seq,
                public_from_seq: public_from_seq.unwrap_or(row.last_public_seq + 1),
                last_public_seq: row.last_public_seq,
                public,
            });
        }
        Ok(row)
    }
}
