//! A message's files in its threads.
//!
//! Slack's upload has three steps, of which the last alone is seen. Its file id is kept before that: whoever comes after a try whose end
//! nobody knows waits until it must have taken effect, as for posts, and asks whether the file is shown; completing the same file again shows
//! no second one.

use std::time::Duration;

use anyhow::anyhow;
use futures_util::StreamExt;
use portico_types::{
    ids::{AttachmentId, SlackThreadId},
    tickets::MessageVisibility,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    app::AppState,
    attachments::stored_bytes,
    db::or_nothing,
    entity::{FileState, ThreadKind, attachment, message, slack_file},
    jobs::{Claim, Failure, Outcome},
    slack::{
        apply::failure,
        clients,
        post::{Sending, posted_thread},
    },
};

/// So often a file is tried that cannot be read from the store.
const UNREADABLE: i32 = 8;

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
pub(in crate::slack) async fn post(
    state: &AppState,
    claim: &Claim,
    thread_id: SlackThreadId,
    id: AttachmentId,
) -> Outcome {
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
pub(in crate::slack) async fn delete(
    state: &AppState,
    claim: &Claim,
    thread_id: SlackThreadId,
    id: AttachmentId,
) -> Outcome {
    let Some(known) = known(state, claim, (id, thread_id)).await? else {
        return Ok(());
    };
    let slack = clients::of_claim(state, claim).await?;
    match slack.delete_file(&known.file_id).await {
        Err(err) if matches!(err.code(), Some("file_not_found" | "file_deleted")) => Ok(()),
        other => Ok(other?),
    }
}
