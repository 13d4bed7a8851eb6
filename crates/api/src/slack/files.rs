//! Files, both ways. In: what somebody shares in a ticket's thread is on the ticket at once, by name, and fetched by a job. Out: a message's
//! files follow it into its threads, each shown once.
//!
//! Slack's upload has three steps, of which the last alone is seen. Its file id is kept before that: whoever comes after a try whose end
//! nobody knows waits until it must have taken effect, as for posts, and asks whether the file is shown; completing the same file again shows
//! no second one.

use std::time::Duration;

use actix_web::web::{Bytes, BytesMut};
use anyhow::anyhow;
use chrono::TimeDelta;
use futures_util::StreamExt;
use portico_types::{
    ids::{AccountId, AttachmentId, AttachmentPieceId, MessageId, SlackThreadId},
    tickets::MessageVisibility,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use sha2::{Digest, Sha256};

use super::{apply::failure, clients, post::Sending, post::posted_thread};
use crate::{
    app::AppState,
    attachments::{PIECE, Rules, clean_name, keep, sniff, store_piece, stored_bytes},
    db::or_nothing,
    entity::{FileState, ThreadKind, attachment, message, slack_file},
    jobs::{Claim, Failure, Outcome},
    outside::slack::{FileInfo, SlackError},
    tickets::file_came,
};

/// What is not here by then will not come.
const PATIENCE: TimeDelta = TimeDelta::hours(24);
/// So often Slack may hand out something else than the file, as it does while it does not know us yet.
const PAGES: i32 = 5;

/// So often a file is tried that cannot be read from the store.
const UNREADABLE: i32 = 8;

/// How fetching a file ended.
enum Fetch {
    Here(Whole),
    /// It will never come; in words for its readers.
    Never(String),
}

struct Whole {
    name: Option<String>,
    media_type: String,
    size: i64,
    sha256: Vec<u8>,
    pieces: Vec<AttachmentPieceId>,
}

/// Fetches a file that somebody shared in a thread.
pub(super) async fn fetch(state: &AppState, claim: &Claim, id: AttachmentId, thread_id: SlackThreadId) -> Outcome {
    let row = attachment::Entity::find_by_id((claim.account_id, id))
        .one(&state.db)
        .await?;
    // Refused, too: an admin mended what was missing and lets it be tried again. What was refused for good has no job any more.
    let waits = |file: &attachment::Model| WAITING.contains(&file.state);
    let Some(file) = row.filter(waits) else {
        return Ok(());
    };
    let (Some(slack_id), Some(message_id)) = (file.slack_file_id.clone(), file.message_id) else {
        return Ok(());
    };
    let fetched = match get(state, claim, id, &slack_id).await {
        Err(Failure::Retry { error, .. }) if state.clock.now() - claim.created_at > PATIENCE => {
            tracing::warn!("a file shared in Slack did not come: {error:#}");
            Fetch::Never("Slack did not hand it out.".to_owned())
        }
        Err(Failure::GiveUp(error)) => {
            // Its readers are told what they wait for; the job stays, for an admin to try again.
            let why = missing(&error.to_string());
            never_came(state, (claim.account_id, id), (message_id, thread_id), why).await?;
            return Err(Failure::GiveUp(error));
        }
        other => other?,
    };
    let Some(message) = message::Entity::find_by_id((claim.account_id, message_id))
        .one(&state.db)
        .await?
    else {
        return Ok(());
    };
    let stored = matches!(fetched, Fetch::Here(_));
    let txn = state.begin_write().await?;
    file_came(&txn, &message, (id, stored), thread_id, state.clock.now())
        .await
        .map_err(failure)?;
    let coming = attachment::Entity::update_many()
        .filter(attachment::Column::AccountId.eq(claim.account_id))
        .filter(attachment::Column::Id.eq(id))
        .filter(attachment::Column::State.is_in(WAITING));
    let done = match fetched {
        Fetch::Here(whole) => {
            keep(&txn, claim.account_id, &whole.pieces).await?;
            let name = whole.name.map_or(file.name, |name| clean_name(&name));
            coming
                .col_expr(attachment::Column::State, Expr::value(FileState::Stored))
                .col_expr(attachment::Column::Why, Expr::value(None::<String>))
                .col_expr(attachment::Column::Name, Expr::value(name))
                .col_expr(attachment::Column::MediaType, Expr::value(whole.media_type))
                .col_expr(attachment::Column::Size, Expr::value(whole.size))
                .col_expr(attachment::Column::Received, Expr::value(whole.size))
                .col_expr(attachment::Column::Sha256, Expr::value(Some(whole.sha256)))
        }
        Fetch::Never(why) => coming
            .col_expr(attachment::Column::State, Expr::value(FileState::Refused))
            .col_expr(attachment::Column::Why, Expr::value(Some(why))),
    };
    if done.exec(&*txn).await?.rows_affected == 0 {
        return Ok(txn.rollback().await?); // Its message was taken back meanwhile.
    }
    claim.finish(&*txn).await?;
    Ok(txn.commit().await?)
}

/// In which states a file may come still.
const WAITING: [FileState; 2] = [FileState::Coming, FileState::Refused];

/// What a file's readers are told when Slack refuses it for a reason that somebody can mend.
fn missing(refusal: &str) -> String {
    match refusal.split_once("missing_scope: ") {
        Some((_, scope)) => format!("Slack does not hand it out: Portico lacks the scope {scope}."),
        None => "Slack did not hand it out.".to_owned(),
    }
}

async fn never_came(
    state: &AppState,
    file: (AccountId, AttachmentId),
    (message_id, thread_id): (MessageId, SlackThreadId),
    why: String,
) -> Outcome {
    let (account_id, id) = file;
    let txn = state.begin_write().await?;
    let message = message::Entity::find_by_id((account_id, message_id)).one(&*txn).await?;
    let Some(message) = message else { return Ok(()) };
    file_came(&txn, &message, (id, false), thread_id, state.clock.now())
        .await
        .map_err(failure)?;
    attachment::Entity::update_many()
        .col_expr(attachment::Column::State, Expr::value(FileState::Refused))
        .col_expr(attachment::Column::Why, Expr::value(Some(why)))
        .filter(attachment::Column::AccountId.eq(account_id))
        .filter(attachment::Column::Id.eq(id))
        .filter(attachment::Column::State.is_in(WAITING))
        .exec(&*txn)
        .await?;
    Ok(txn.commit().await?)
}

async fn get(state: &AppState, claim: &Claim, id: AttachmentId, slack_id: &str) -> Result<Fetch, Failure> {
    let never = |why: &str| Ok(Fetch::Never(why.to_owned()));
    let rules = Rules(&state.config.attachments);
    let slack = clients::of_claim(state, claim).await?;
    let info = match slack.file_info(slack_id).await {
        Ok(info) => info,
        Err(err) => {
            return match err.code() {
                Some("file_not_found" | "file_deleted" | "file_not_visible" | "access_denied") => {
                    never("It is no longer in Slack, or not for us to see.")
                }
                _ => Err(err.into()),
            };
        }
    };
    match info.mode.as_str() {
        "tombstone" => return never("It was deleted in Slack."),
        "hidden_by_limit" => return never("Slack hides it: the workspace\u{2019}s plan has reached its limit."),
        _ if info.is_external => return never("It is kept outside of Slack."),
        _ => {}
    }
    if !rules.fits(info.size) {
        return never(&format!(
            "It is too large: a file may have at most {}.",
            rules.largest()
        ));
    }
    if rules.refuses_name(info.name.as_deref().unwrap_or_default()) {
        return never(KIND);
    }
    let Some(address) = info.address() else {
        return never("Slack does not say where it is.");
    };
    let fetched = match slack.download(address).await {
        Ok(fetched) => fetched,
        // An address of the file's own, not of Slack's: nobody is told whose.
        Err(SlackError::Permanent(_)) => return never("It is kept outside of Slack."),
        Err(err) => return Err(err.into()),
    };
    let declared = |it: &str| it.split(';').next().unwrap_or_default().trim() == "text/html";
    let page = declared(&fetched.content_type);
    let mut whole = Receiving::new(state, (claim, id), &info);
    let mut bytes = fetched.bytes;
    while let Some(part) = bytes.next().await {
        if let Some(why) = whole.take(part?, page).await? {
            return Ok(Fetch::Never(why));
        }
    }
    whole.end(page).await
}

const KIND: &str = "Files of this kind are not taken here.";

/// A file as it comes.
struct Receiving<'a> {
    state: &'a AppState,
    claim: &'a Claim,
    id: AttachmentId,
    info: &'a FileInfo,
    buffer: BytesMut,
    hash: Sha256,
    size: i64,
    media_type: Option<String>,
    pieces: Vec<AttachmentPieceId>,
}

impl<'a> Receiving<'a> {
    fn new(state: &'a AppState, (claim, id): (&'a Claim, AttachmentId), info: &'a FileInfo) -> Self {
        Self {
            state,
            claim,
            id,
            info,
            buffer: BytesMut::new(),
            hash: Sha256::new(),
            size: 0,
            media_type: None,
            pieces: Vec::new(),
        }
    }

    /// Takes what came; says why it is not wanted.
    async fn take(&mut self, mut part: Bytes, page: bool) -> Result<Option<String>, Failure> {
        let rules = Rules(&self.state.config.attachments);
        while !part.is_empty() {
            let room = (PIECE - self.buffer.len()).min(part.len());
            self.buffer.extend_from_slice(&part.split_to(room));
            if !rules.fits(self.size + i64::try_from(self.buffer.len())?) {
                return Ok(Some(format!(
                    "It is too large: a file may have at most {}.",
                    rules.largest()
                )));
            }
            if self.buffer.len() == PIECE
                && let Some(why) = self.store(page).await?
            {
                return Ok(Some(why));
            }
        }
        Ok(None)
    }

    async fn store(&mut self, page: bool) -> Result<Option<String>, Failure> {
        let bytes = self.buffer.split().freeze();
        if self.media_type.is_none() {
            let found = sniff(&bytes);
            // What is no page must not be one: that is how Slack asks strangers to sign in.
            let is_page = self.info.mimetype.as_deref() == Some("text/html");
            if !is_page && (page || found == "text/html") {
                if self.claim.attempt < PAGES {
                    return Err(anyhow!("Slack handed out a page instead of the file").into());
                }
                return Ok(Some("Slack did not hand it out.".to_owned()));
            }
            if Rules(&self.state.config.attachments).refuses_type(&found) {
                return Ok(Some(KIND.to_owned()));
            }
            self.media_type = Some(found);
        }
        self.hash.update(&bytes);
        let length = i64::try_from(bytes.len())?;
        let file = (self.claim.account_id, self.id);
        let piece = store_piece(self.state, file, self.size, bytes).await.map_err(failure)?;
        self.pieces.push(piece);
        self.size += length;
        Ok(None)
    }

    async fn end(mut self, page: bool) -> Result<Fetch, Failure> {
        if !self.buffer.is_empty()
            && let Some(why) = self.store(page).await?
        {
            return Ok(Fetch::Never(why));
        }
        if self.size == 0 || self.info.size > 0 && self.size != self.info.size {
            let (size, told) = (self.size, self.info.size);
            return Err(anyhow!("a file came with {size} bytes instead of {told}").into());
        }
        Ok(Fetch::Here(Whole {
            name: self.info.name.clone(),
            media_type: self.media_type.unwrap_or_default(),
            size: self.size,
            sha256: self.hash.finalize().to_vec(),
            pieces: self.pieces,
        }))
    }
}

/// A file that belongs into a thread, if it does still.
async fn belongs(
    state: &AppState,
    claim: &Claim,
    id: AttachmentId,
    kind: ThreadKind,
) -> Result<Option<attachment::Model>, Failure> {
    let row = attachment::Entity::find_by_id((claim.account_id, id))
        .one(&state.db)
        .await?;
    let Some(file) = row.filter(|file| file.state == FileState::Stored) else {
        return Ok(None);
    };
    let Some(message_id) = file.message_id else {
        return Ok(None);
    };
    let message = message::Entity::find_by_id((claim.account_id, message_id))
        .one(&state.db)
        .await?;
    // The second wall before customers, as for messages.
    let fits = |message: &message::Model| {
        let note = message.visibility == MessageVisibility::Internal;
        message.deleted_at.is_none() && !(note && kind == ThreadKind::Customer)
    };
    Ok(message.is_some_and(|message| fits(&message)).then_some(file))
}

async fn known(
    state: &AppState,
    claim: &Claim,
    (id, thread_id): (AttachmentId, SlackThreadId),
) -> Result<Option<slack_file::Model>, Failure> {
    let row = slack_file::Entity::find_by_id((claim.account_id, id, thread_id));
    Ok(row.one(&state.db).await?)
}

/// Shows a message's file in a thread.
pub(super) async fn post(state: &AppState, claim: &Claim, thread_id: SlackThreadId, id: AttachmentId) -> Outcome {
    let Some((thread, root)) = posted_thread(state, claim, thread_id).await? else {
        return Ok(());
    };
    let Some(file) = belongs(state, claim, id, thread.kind).await? else {
        return Ok(());
    };
    let slack = clients::of_thread(state, &thread).await?;
    let place = (id, thread_id);
    let mut uploaded = known(state, claim, place).await?;
    if uploaded.as_ref().is_some_and(|it| it.shared_at.is_some()) {
        return Ok(());
    }
    if let (Some(known), Some(_)) = (&uploaded, claim.sending_since) {
        match slack.file_info(&known.file_id).await {
            Ok(info) if info.is_in(&thread.channel_id, &root) => return shown(state, claim, place).await,
            // Not completed yet: it is still to be shown.
            Ok(_) => {}
            Err(err) if err.code() == Some("file_not_found") => {}
            Err(err) => return Err(err.into()),
        }
    }
    if uploaded.is_none() {
        readable(state, claim, id).await?;
        let bytes = stored_bytes(state, (claim.account_id, id), 0..u64::try_from(file.size)?);
        let bytes = bytes.await.map_err(failure)?;
        let file_id = slack.upload(&file.name, file.size, bytes).await?;
        let row = slack_file::ActiveModel {
            account_id: Set(claim.account_id),
            attachment_id: Set(id),
            thread_id: Set(thread_id),
            file_id: Set(file_id),
            shared_at: Set(None),
        };
        let txn = state.begin_write().await?;
        slack_file::Entity::insert(row)
            .on_conflict(or_nothing())
            .try_insert()
            .exec_without_returning(&*txn)
            .await?;
        txn.commit().await?;
        // Whoever was faster has named the one that will be shown.
        uploaded = known(state, claim, place).await?;
    }
    let Some(uploaded) = uploaded else {
        return Err(anyhow!("the file that was uploaded is not known").into());
    };
    let completed = Sending::new(state, claim)
        .complete(&thread, &root, (&uploaded.file_id, &file.name))
        .await?;
    if completed {
        return shown(state, claim, place).await;
    }
    // What was uploaded is no longer there: once more from the start.
    let txn = state.begin_write().await?;
    slack_file::Entity::delete_by_id((claim.account_id, id, thread_id))
        .exec(&*txn)
        .await?;
    txn.commit().await?;
    Err(Failure::Retry {
        error: anyhow!("Slack has forgotten the uploaded file"),
        after: Some(Duration::from_secs(5)),
    })
}

/// Bytes that cannot be read hold up what is said next for a while, but not for days.
async fn readable(state: &AppState, claim: &Claim, id: AttachmentId) -> Outcome {
    let bytes = stored_bytes(state, (claim.account_id, id), 0..1)
        .await
        .map_err(failure)?;
    let mut bytes = std::pin::pin!(bytes);
    match bytes.next().await {
        Some(Err(error)) if claim.attempt < UNREADABLE => Err(error.into()),
        Some(Err(error)) => Err(Failure::GiveUp(error)),
        _ => Ok(()),
    }
}

/// Writes down that a file is shown.
async fn shown(state: &AppState, claim: &Claim, (id, thread_id): (AttachmentId, SlackThreadId)) -> Outcome {
    let txn = state.begin_write().await?;
    slack_file::Entity::update_many()
        .col_expr(slack_file::Column::SharedAt, Expr::value(Some(state.clock.now())))
        .filter(slack_file::Column::AccountId.eq(claim.account_id))
        .filter(slack_file::Column::AttachmentId.eq(id))
        .filter(slack_file::Column::ThreadId.eq(thread_id))
        .exec(&*txn)
        .await?;
    // Whoever has the job by now, that it is shown is the truth.
    claim.settle(&*txn).await?;
    Ok(txn.commit().await?)
}

/// Takes a file away that was shown, or may have been.
pub(super) async fn delete(state: &AppState, claim: &Claim, thread_id: SlackThreadId, id: AttachmentId) -> Outcome {
    let Some(known) = known(state, claim, (id, thread_id)).await? else {
        return Ok(());
    };
    let slack = clients::of_claim(state, claim).await?;
    match slack.delete_file(&known.file_id).await {
        Err(err) if matches!(err.code(), Some("file_not_found" | "file_deleted")) => Ok(()),
        other => Ok(other?),
    }
}
