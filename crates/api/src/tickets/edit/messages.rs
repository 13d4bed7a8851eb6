//! What an edit does to messages: says, revises, erases.

use portico_types::{
    ids::{AgentId, AttachmentId, MessageId, RevisionId, SlackThreadId},
    tickets::{AuthorKind, MessageVisibility},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{Edit, Fact, Said};
use crate::{
    attachments::{self, Shared},
    entity::{mention, message, message_revision},
    error::{Error, Result},
    text,
    tickets::{names, search},
};

/// How much of a message a list shows, in characters.
const SNIPPET: usize = 160;

impl Edit<'_> {
    /// Adds a message; a public one moves the status as product.md §6 says and is refused on a closed ticket.
    pub(crate) async fn say(&mut self, said: Said<'_>) -> Result<message::Model> {
        let status = match (said.visibility, self.actor.kind) {
            (MessageVisibility::Internal, _) | (_, AuthorKind::System) => Some(self.row.status),
            (MessageVisibility::Public, AuthorKind::Contact) => self.row.status.after_contact_reply(),
            (MessageVisibility::Public, AuthorKind::Agent) => self.row.status.after_agent_reply(),
        };
        let status = status.ok_or(Error::TicketClosed)?;
        let message = self.write(&said).await?;
        self.set_status(status).await?;
        Ok(message)
    }

    /// Adds a message by somebody on neither side, which moves no status; a public one is refused on a closed ticket.
    pub(crate) async fn remark(&mut self, said: Said<'_>) -> Result<message::Model> {
        if said.visibility == MessageVisibility::Public {
            self.still_open()?;
        }
        self.write(&said).await
    }

    /// Adds a message as it is, whoever may say it: it moves no status.
    pub(in crate::tickets) async fn write(&mut self, said: &Said<'_>) -> Result<message::Model> {
        let place = self.next_place(said.visibility == MessageVisibility::Public);
        let row = message::Model {
            account_id: self.row.account_id,
            id: MessageId(Uuid::now_v7()),
            ticket_id: self.row.id,
            seq: place.seq,
            public_seq: place.public_seq,
            visibility: said.visibility,
            author_kind: self.actor.kind,
            author_id: self.actor.id,
            author_name: self.actor.name.clone(),
            source: self.source,
            body: said.body.to_owned(),
            created_at: self.now,
            edited_at: None,
            deleted_at: None,
        };
        message::Entity::insert(row.clone().into_active_model())
            .exec_without_returning(&**self.txn)
            .await?;
        self.write_mentions(row.id, said.mentions).await?;
        let given = attachments::give(self.txn, &row, said.files, self.now).await?;
        search::put_message(self.txn, &row, &given.names).await?;
        if said.visibility == MessageVisibility::Public {
            self.row.public_count += 1;
            self.row.last_public_at = self.now;
            self.row.last_public_by.clone_from(&self.actor.name);
            self.row.last_public_snippet = if said.body.is_empty() {
                given.names.join(", ").chars().take(SNIPPET).collect()
            } else {
                text::snippet(said.body, SNIPPET)
            };
        }
        self.facts.push(Fact::Said {
            message_id: row.id,
            place,
            visibility: said.visibility,
            author: self.actor.kind,
            written_in: said.written_in,
            held_until: self.held_until,
            files: given.stored,
        });
        Ok(row)
    }

    /// Lets a message say something else. What it said before is kept as a revision.
    pub(crate) async fn revise(
        &mut self,
        before: message::Model,
        body: &str,
        mentions: &[AgentId],
        written_in: Option<SlackThreadId>,
    ) -> Result<()> {
        self.keep_revision(&before).await?;
        mention::Entity::delete_many()
            .filter(mention::Column::AccountId.eq(before.account_id))
            .filter(mention::Column::MessageId.eq(before.id))
            .exec(&**self.txn)
            .await?;
        self.write_mentions(before.id, mentions).await?;
        let after = message::Model {
            body: body.to_owned(),
            edited_at: Some(self.now),
            ..before
        };
        self.rewrite(after, written_in, Vec::new()).await
    }

    /// Takes a message back: its place stays, its text is gone but for the revision, its files are gone for good.
    pub(crate) async fn erase(&mut self, before: message::Model, written_in: Option<SlackThreadId>) -> Result<()> {
        self.keep_revision(&before).await?;
        let gone = attachments::take_away(self.txn, &before, None, self.now).await?;
        let after = message::Model {
            body: String::new(),
            deleted_at: Some(self.now),
            ..before
        };
        self.rewrite(after, written_in, gone).await
    }

    /// Takes away those files of a message that were shared in Slack and are no longer among these.
    pub(crate) async fn drop_files(
        &mut self,
        message: &message::Model,
        left: &[Shared],
        written_in: Option<SlackThreadId>,
    ) -> Result<()> {
        let gone = attachments::take_away(self.txn, message, Some(left), self.now).await?;
        if !gone.is_empty() {
            self.put_into_search(message).await?;
            self.facts.push(Fact::Revised {
                message_id: message.id,
                place: message.into(),
                visibility: message.visibility,
                written_in,
                gone,
            });
        }
        Ok(())
    }

    async fn keep_revision(&self, before: &message::Model) -> Result<()> {
        let row = message_revision::ActiveModel {
            account_id: Set(before.account_id),
            id: Set(RevisionId(Uuid::now_v7())),
            message_id: Set(before.id),
            body: Set(before.body.clone()),
            replaced_at: Set(self.now),
        };
        message_revision::Entity::insert(row)
            .exec_without_returning(&**self.txn)
            .await?;
        Ok(())
    }

    async fn rewrite(
        &mut self,
        after: message::Model,
        written_in: Option<SlackThreadId>,
        gone: Vec<AttachmentId>,
    ) -> Result<()> {
        let row = after.into_active_model().reset_all().update(&**self.txn).await?;
        self.put_into_search(&row).await?;
        if row.visibility == MessageVisibility::Public && self.newest_public().await? == row.public_seq {
            self.row.last_public_snippet = text::snippet(&row.body, SNIPPET);
        }
        self.facts.push(Fact::Revised {
            message_id: row.id,
            place: (&row).into(),
            visibility: row.visibility,
            written_in,
            gone,
        });
        Ok(())
    }

    /// As the message reads now, with the files it has now.
    async fn put_into_search(&self, message: &message::Model) -> Result<()> {
        if message.deleted_at.is_some() {
            search::forget(self.txn, message.account_id, message.id).await?;
            return Ok(());
        }
        let mut files = attachments::of_messages(&**self.txn, message.account_id, &[message.id]).await?;
        let files = files.remove(&message.id).unwrap_or_default();
        let names: Vec<String> = files.into_iter().map(|file| file.name).collect();
        search::put_message(self.txn, message, &names).await?;
        Ok(())
    }

    /// Which message the ticket's snippet is of. (`last_public_seq` may be a later change's.)
    async fn newest_public(&self) -> Result<Option<i64>> {
        let newest = message::Entity::find()
            .select_only()
            .column(message::Column::PublicSeq)
            .filter(message::Column::AccountId.eq(self.row.account_id))
            .filter(message::Column::TicketId.eq(self.row.id))
            .filter(message::Column::PublicSeq.is_not_null())
            .order_by_desc(message::Column::PublicSeq)
            .into_tuple()
            .one(&**self.txn)
            .await?;
        Ok(newest)
    }

    async fn write_mentions(&self, message_id: MessageId, agents: &[AgentId]) -> Result<()> {
        if agents.is_empty() {
            return Ok(());
        }
        let found = names::to_mention(&**self.txn, self.row.account_id, agents).await?;
        let rows = found.into_iter().map(|agent| mention::ActiveModel {
            account_id: Set(self.row.account_id),
            message_id: Set(message_id),
            agent_id: Set(agent.id),
            name: Set(agent.name),
        });
        mention::Entity::insert_many(rows)
            .exec_without_returning(&**self.txn)
            .await?;
        Ok(())
    }
}
