//! Which version of each Slack message we have heard. Slack may tell of an edit before the message, of a deletion before either, and of
//! everything twice; the newest version counts, and what was taken back stays so.

use portico_types::ids::MessageId;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, TryInsertResult, sea_query::Expr,
};

use super::apply::Applying;
use crate::{
    db::{WriteTxn, or_nothing},
    entity::{Heard, slack_heard, slack_post, slack_thread},
    jobs::Failure,
};

/// What we know of a message.
pub(super) struct Known {
    pub version: i64,
    pub outcome: Heard,
    pub message_id: Option<MessageId>,
    /// False for what was taken before versions were kept.
    stored: bool,
}

/// What we know of the message at `ts` in a thread.
pub(super) async fn known(
    db: &impl ConnectionTrait,
    thread: &slack_thread::Model,
    ts: &str,
) -> Result<Option<Known>, Failure> {
    let id = (
        thread.account_id,
        thread.workspace_id,
        thread.channel_id.clone(),
        ts.to_owned(),
    );
    if let Some(row) = slack_heard::Entity::find_by_id(id).one(db).await? {
        return Ok(Some(Known {
            version: row.version,
            outcome: row.outcome,
            message_id: row.message_id,
            stored: true,
        }));
    }
    let posts = slack_post::Entity::find()
        .filter(slack_post::Column::AccountId.eq(thread.account_id))
        .filter(slack_post::Column::ThreadId.eq(thread.id))
        .filter(slack_post::Column::Ts.eq(ts));
    Ok(posts.one(db).await?.map(|post| Known {
        version: 0,
        outcome: Heard::Taken,
        message_id: Some(post.message_id),
        stored: false,
    }))
}

/// What became of a version of a message.
pub(super) struct Became {
    pub version: i64,
    pub outcome: Heard,
    pub message_id: Option<MessageId>,
}

/// Writes down what became of a message, in the transaction that makes it so. Fails when it was heard elsewhere since `before` was read:
/// nothing may come of the transaction then, and the next try sees what is known.
pub(super) async fn note(
    applying: &Applying<'_>,
    txn: &WriteTxn,
    (thread, ts): (&slack_thread::Model, &str),
    before: Option<&Known>,
    now: Became,
) -> Result<(), Failure> {
    let done = if let Some(before) = before.filter(|it| it.stored) {
        let updated = slack_heard::Entity::update_many()
            .col_expr(slack_heard::Column::Version, Expr::value(now.version))
            .col_expr(slack_heard::Column::Outcome, Expr::value(now.outcome))
            .col_expr(slack_heard::Column::MessageId, Expr::value(now.message_id))
            .col_expr(slack_heard::Column::HeardAt, Expr::value(applying.now))
            .filter(slack_heard::Column::AccountId.eq(thread.account_id))
            .filter(slack_heard::Column::WorkspaceId.eq(thread.workspace_id))
            .filter(slack_heard::Column::ChannelId.eq(&*thread.channel_id))
            .filter(slack_heard::Column::Ts.eq(ts))
            .filter(slack_heard::Column::Version.eq(before.version))
            .filter(slack_heard::Column::Outcome.eq(before.outcome));
        updated.exec(&**txn).await?.rows_affected == 1
    } else {
        let row = slack_heard::ActiveModel {
            account_id: Set(thread.account_id),
            workspace_id: Set(thread.workspace_id),
            channel_id: Set(thread.channel_id.clone()),
            ts: Set(ts.to_owned()),
            version: Set(now.version),
            outcome: Set(now.outcome),
            message_id: Set(now.message_id),
            heard_at: Set(applying.now),
        };
        let inserted = slack_heard::Entity::insert(row).on_conflict(or_nothing()).try_insert();
        matches!(
            inserted.exec_without_returning(&**txn).await?,
            TryInsertResult::Inserted(1..)
        )
    };
    if done {
        Ok(())
    } else {
        Err(anyhow::anyhow!("another version of the message was heard at the same time").into())
    }
}
