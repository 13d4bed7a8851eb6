//! What somebody shared in a ticket's thread comes to us, or its readers are told why not.

use chrono::TimeDelta;
use futures_util::StreamExt;
use portico_types::ids::{AccountId, AttachmentId, MessageId, SlackThreadId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::receiving::{Fetch, KIND, Receiving};
use crate::{
    app::AppState,
    attachments::{Rules, clean_name, keep, want_thumbnail},
    entity::{FileState, attachment, message},
    jobs::{Claim, Failure, Outcome},
    outside::slack::SlackError,
    slack::{apply::failure, clients},
    tickets::file_came,
};

/// What is not here by then will not come.
const PATIENCE: TimeDelta = TimeDelta::hours(24);
/// Fetches a file that somebody shared in a thread.
pub(in crate::slack) async fn fetch(
    state: &AppState,
    claim: &Claim,
    id: AttachmentId,
    thread_id: SlackThreadId,
) -> Outcome {
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
            return if never_came(state, (claim.account_id, id), (message_id, thread_id), why).await? {
                Err(Failure::GiveUp(error))
            } else {
                Ok(()) // Nobody waits for it.
            };
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
    let file = attachment::Entity::find_by_id((claim.account_id, id))
        .one(&*txn)
        .await?;
    if let Some(file) = file {
        want_thumbnail(&txn, &file, state.clock.now()).await.map_err(failure)?;
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

/// Tells a file's readers that it does not come. Whether anybody waits for it still: its message may have been taken back meanwhile.
async fn never_came(
    state: &AppState,
    file: (AccountId, AttachmentId),
    (message_id, thread_id): (MessageId, SlackThreadId),
    why: String,
) -> Result<bool, Failure> {
    let (account_id, id) = file;
    let txn = state.begin_write().await?;
    let message = message::Entity::find_by_id((account_id, message_id)).one(&*txn).await?;
    let Some(message) = message else { return Ok(false) };
    file_came(&txn, &message, (id, false), thread_id, state.clock.now())
        .await
        .map_err(failure)?;
    let refused = attachment::Entity::update_many()
        .col_expr(attachment::Column::State, Expr::value(FileState::Refused))
        .col_expr(attachment::Column::Why, Expr::value(Some(why)))
        .filter(attachment::Column::AccountId.eq(account_id))
        .filter(attachment::Column::Id.eq(id))
        .filter(attachment::Column::State.is_in(WAITING));
    if refused.exec(&*txn).await?.rows_affected == 0 {
        txn.rollback().await?;
        return Ok(false);
    }
    txn.commit().await?;
    Ok(true)
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
