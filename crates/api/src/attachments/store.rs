//! Rows of files: whose they are before they are attached, and to what message they belong then.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use portico_types::{
    attachments::{Attachment, AttachmentState, MOST, Upload},
    ids::{AccountId, AttachmentId, CustomerId, MessageId},
    tickets::AuthorKind,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::Expr,
};
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use super::{Links, clean_name, pieces};
use crate::{
    auth::{Contact, Staff},
    db::WriteTxn,
    entity::{FileState, attachment, message, slack_thread},
    error::{Error, Result},
    jobs::{Job, NewJob, enqueue},
};

/// Who brings a file, and may attach it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Uploader {
    pub account_id: AccountId,
    pub kind: AuthorKind,
    pub id: Uuid,
    pub customer_id: Option<CustomerId>,
}

impl From<&Contact> for Uploader {
    fn from(contact: &Contact) -> Self {
        Self {
            account_id: contact.account_id,
            kind: AuthorKind::Contact,
            id: contact.id.0,
            customer_id: Some(contact.customer_id),
        }
    }
}

impl From<&Staff> for Uploader {
    fn from(staff: &Staff) -> Self {
        Self {
            account_id: staff.account_id,
            kind: AuthorKind::Agent,
            id: staff.who(),
            customer_id: None,
        }
    }
}

impl Uploader {
    /// What they brought and have not attached yet.
    pub(super) fn waiting(&self) -> Select<attachment::Entity> {
        let files = attachment::Entity::find()
            .filter(attachment::Column::AccountId.eq(self.account_id))
            .filter(attachment::Column::UploaderKind.eq(self.kind))
            .filter(attachment::Column::UploaderId.eq(self.id))
            .filter(attachment::Column::ExpiresAt.is_not_null())
            .filter(attachment::Column::MessageId.is_null());
        match self.customer_id {
            Some(customer) => files.filter(attachment::Column::CustomerId.eq(customer)),
            None => files.filter(attachment::Column::CustomerId.is_null()),
        }
    }

    /// The same, and nobody else attaches or removes it before the transaction ends.
    pub(super) async fn lock(&self, txn: &WriteTxn, id: AttachmentId) -> Result<attachment::Model> {
        let file = self.waiting().filter(attachment::Column::Id.eq(id)).lock_exclusive();
        file.one(&**txn).await?.ok_or(Error::NotFound("attachment"))
    }

    pub(super) async fn find(&self, db: &impl ConnectionTrait, id: AttachmentId) -> Result<attachment::Model> {
        let found = self.waiting().filter(attachment::Column::Id.eq(id)).one(db).await?;
        found.ok_or(Error::NotFound("attachment"))
    }
}

/// Whether this is a file of theirs that is all here and attached to nothing.
pub(crate) async fn is_whole(db: &impl ConnectionTrait, uploader: &Uploader, id: AttachmentId) -> Result<bool, DbErr> {
    let found = uploader.waiting().filter(attachment::Column::Id.eq(id)).one(db).await?;
    Ok(found.is_some_and(|it| it.state == FileState::Stored))
}

/// A file as Slack tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Shared {
    /// Empty in what was stored when only names were kept.
    pub id: String,
    pub name: String,
    pub size: i64,
}

impl<'de> Deserialize<'de> for Shared {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Stored {
            Name(String),
            File { id: String, name: String, size: i64 },
        }
        Ok(match Stored::deserialize(deserializer)? {
            Stored::Name(name) => Self {
                id: String::new(),
                name,
                size: 0,
            },
            Stored::File { id, name, size } => Self { id, name, size },
        })
    }
}

/// The files of something that is said.
#[derive(Clone, Copy, Default)]
pub(crate) enum Files<'a> {
    #[default]
    None,
    /// Uploaded before, by who says it.
    Uploaded(Uploader, &'a [AttachmentId]),
    /// Shared in this Slack thread: they are fetched.
    Shared(&'a slack_thread::Model, &'a [Shared]),
}

/// Files that a message was given.
#[derive(Default)]
pub(crate) struct Given {
    /// Their names, in their order.
    pub names: Vec<String>,
    /// Those that are here.
    pub stored: Vec<AttachmentId>,
}

/// Gives a new message its files.
pub(crate) async fn give(
    txn: &WriteTxn,
    message: &message::Model,
    files: Files<'_>,
    now: DateTime<Utc>,
) -> Result<Given> {
    match files {
        Files::None => Ok(Given::default()),
        Files::Uploaded(uploader, ids) => attach(txn, message, &uploader, ids).await,
        Files::Shared(thread, shared) => expect(txn, message, thread, shared, now).await,
    }
}

/// Somebody's own files, whole and not attached elsewhere, or none of them: what is another's is like what is nobody's.
async fn attach(txn: &WriteTxn, message: &message::Model, uploader: &Uploader, ids: &[AttachmentId]) -> Result<Given> {
    let mut given = Given::default();
    for (position, id) in (0..).zip(ids) {
        let absent = || {
            let gone = "One of these files is not here any more; attach it again";
            Error::field("attachments", gone).because("unknown_file")
        };
        let file = uploader.lock(txn, *id).await.map_err(|err| match err {
            Error::NotFound(_) => absent(),
            other => other,
        })?;
        if file.state != FileState::Stored {
            return Err(Error::field("attachments", "One of these files is not here yet").because("unfinished_file"));
        }
        attachment::Entity::update_many()
            .col_expr(attachment::Column::TicketId, Expr::value(Some(message.ticket_id)))
            .col_expr(attachment::Column::MessageId, Expr::value(Some(message.id)))
            .col_expr(attachment::Column::Position, Expr::value(position))
            .col_expr(attachment::Column::ExpiresAt, Expr::value(None::<DateTime<Utc>>))
            .filter(attachment::Column::AccountId.eq(message.account_id))
            .filter(attachment::Column::Id.eq(*id))
            .exec(&**txn)
            .await?;
        given.names.push(file.name);
        given.stored.push(*id);
    }
    Ok(given)
}

/// Files that are on their way from Slack.
async fn expect(
    txn: &WriteTxn,
    message: &message::Model,
    thread: &slack_thread::Model,
    shared: &[Shared],
    now: DateTime<Utc>,
) -> Result<Given> {
    let mut given = Given::default();
    for (position, file) in (0..).zip(shared.iter().filter(|it| !it.id.is_empty()).take(MOST)) {
        let id = AttachmentId(Uuid::now_v7());
        let name = clean_name(&file.name);
        let row = attachment::ActiveModel {
            account_id: Set(message.account_id),
            id: Set(id),
            created_at: Set(now),
            uploader_kind: Set(message.author_kind),
            uploader_id: Set(message.author_id),
            customer_id: Set(None),
            ticket_id: Set(Some(message.ticket_id)),
            message_id: Set(Some(message.id)),
            position: Set(position),
            name: Set(name.clone()),
            media_type: Set("application/octet-stream".to_owned()),
            size: Set(file.size.max(0)),
            received: Set(0),
            hash_state: Set(None),
            sha256: Set(None),
            state: Set(FileState::Coming),
            why: Set(None),
            slack_file_id: Set(Some(file.id.clone())),
            expires_at: Set(None),
            ..Default::default()
        };
        attachment::Entity::insert(row).exec_without_returning(&**txn).await?;
        let fetch = Job::FetchSlackFile {
            attachment_id: id,
            thread_id: thread.id,
        };
        let fetch = NewJob::new(message.account_id, fetch).of_workspace(thread.workspace_id);
        enqueue(&**txn, now, fetch).await?;
        given.names.push(name);
    }
    Ok(given)
}

/// The files of each message, in their order.
pub(crate) async fn of_messages(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    messages: &[MessageId],
) -> Result<HashMap<MessageId, Vec<Attachment>>, DbErr> {
    linked_of_messages(db, account_id, messages, None).await
}

/// The same, with thumbnails for the reader whose links these are.
pub(crate) async fn linked_of_messages(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    messages: &[MessageId],
    links: Option<Links<'_>>,
) -> Result<HashMap<MessageId, Vec<Attachment>>, DbErr> {
    let mut found: HashMap<MessageId, Vec<Attachment>> = HashMap::new();
    if messages.is_empty() {
        return Ok(found);
    }
    let rows = attachment::Entity::find()
        .filter(attachment::Column::AccountId.eq(account_id))
        .filter(attachment::Column::MessageId.is_in(messages.iter().copied()))
        .order_by_asc(attachment::Column::Position)
        .order_by_asc(attachment::Column::Id)
        .all(db)
        .await?;
    for row in rows {
        if let (Some(message), Some(shown)) = (row.message_id, shown(row, links)) {
            found.entry(message).or_default().push(shown);
        }
    }
    Ok(found)
}

fn shown(row: attachment::Model, links: Option<Links<'_>>) -> Option<Attachment> {
    let state = match row.state {
        FileState::Stored => AttachmentState::Ready,
        FileState::Coming => AttachmentState::Coming,
        FileState::Refused => AttachmentState::Refused,
        FileState::Uploading | FileState::Removed => return None,
    };
    let thumbnail = links.and_then(|links| links.thumbnail(&row));
    Some(Attachment {
        id: row.id,
        name: row.name,
        media_type: row.media_type,
        size: row.size,
        state,
        note: row.why,
        thumbnail,
    })
}

/// A message is taken back, and its files with it; or those that are no longer shared in Slack. Returns which.
pub(crate) async fn take_away(
    txn: &WriteTxn,
    message: &message::Model,
    left: Option<&[Shared]>,
    now: DateTime<Utc>,
) -> Result<Vec<AttachmentId>, DbErr> {
    let files = attachment::Entity::find()
        .filter(attachment::Column::AccountId.eq(message.account_id))
        .filter(attachment::Column::MessageId.eq(message.id))
        .filter(attachment::Column::State.ne(FileState::Removed));
    let stays = |file: &attachment::Model| {
        left.is_some_and(|left| {
            let shared = file.slack_file_id.as_ref();
            shared.is_none_or(|id| left.iter().any(|it| it.id == *id))
        })
    };
    let files = files.all(&**txn).await?.into_iter().filter(|file| !stays(file));
    let ids: Vec<AttachmentId> = files.map(|file| file.id).collect();
    if ids.is_empty() {
        return Ok(ids);
    }
    attachment::Entity::update_many()
        .col_expr(attachment::Column::State, Expr::value(FileState::Removed))
        .filter(attachment::Column::AccountId.eq(message.account_id))
        .filter(attachment::Column::Id.is_in(ids.iter().copied()))
        .exec(&**txn)
        .await?;
    pieces::give_up(&**txn, (message.account_id, &ids), now).await?;
    Ok(ids)
}

/// So many files somebody may have waiting.
const MOST_WAITING: u64 = 50;

/// Announces a file, if there is room for it beside what waits already.
pub(super) async fn insert(
    txn: &WriteTxn,
    uploader: &Uploader,
    (name, size): (String, i64),
    (room, hours): (u64, u32),
    now: DateTime<Utc>,
) -> Result<attachment::Model> {
    let id = AttachmentId(Uuid::now_v7());
    let waiting = uploader.waiting().all(&**txn).await?;
    let bytes: i64 = waiting.iter().map(|file| file.size).sum();
    let full = u64::try_from(bytes.saturating_add(size)).map_or(true, |bytes| bytes > room);
    if full || waiting.len() as u64 >= MOST_WAITING {
        return Err(Error::TooMany("Send or remove the files that you have attached first.").because("uploads_full"));
    }
    Ok(announce(txn, uploader, (id, name, size), hours, now).await?)
}

/// Announces a file under an id, whatever else waits.
pub(super) async fn announce(
    txn: &WriteTxn,
    uploader: &Uploader,
    (id, name, size): (AttachmentId, String, i64),
    hours: u32,
    now: DateTime<Utc>,
) -> Result<attachment::Model, DbErr> {
    let row = attachment::Model {
        account_id: uploader.account_id,
        id,
        created_at: now,
        uploader_kind: uploader.kind,
        uploader_id: Some(uploader.id),
        customer_id: uploader.customer_id,
        ticket_id: None,
        message_id: None,
        position: 0,
        name,
        media_type: "application/octet-stream".to_owned(),
        size,
        received: 0,
        hash_state: None,
        sha256: None,
        state: FileState::Uploading,
        why: None,
        slack_file_id: None,
        expires_at: Some(now + TimeDelta::hours(hours.into())),
        thumbnail_id: None,
        thumbnail_width: None,
        thumbnail_height: None,
    };
    let active: attachment::ActiveModel = row.clone().into();
    attachment::Entity::insert(active)
        .exec_without_returning(&**txn)
        .await?;
    Ok(row)
}

/// Forgets an upload.
pub(super) async fn delete(
    db: &impl ConnectionTrait,
    file: &attachment::Model,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    pieces::give_up(db, (file.account_id, &[file.id]), now).await?;
    attachment::Entity::delete_by_id((file.account_id, file.id))
        .exec(db)
        .await?;
    Ok(())
}

pub(super) fn upload(row: &attachment::Model) -> Upload {
    Upload {
        id: row.id,
        name: row.name.clone(),
        size: row.size,
        received: row.received,
    }
}
