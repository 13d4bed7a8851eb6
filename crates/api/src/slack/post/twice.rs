//! What came twice all the same: because Slack took a call long after it was made, or a process was stopped between its last look and the
//! call. The first post stays, ours goes.

use portico_types::ids::SlackThreadId;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    app::AppState,
    db::{WriteTxn, or_nothing},
    entity::{slack_thread, slack_thread_alias, slack_workspace},
    jobs::{Job, NewJob, enqueue},
};

/// Takes away a post of ours, once this has committed.
pub(crate) async fn take_away(
    state: &AppState,
    txn: &WriteTxn,
    thread: &slack_thread::Model,
    ts: String,
) -> Result<(), sea_orm::DbErr> {
    let job = Job::DeletePost {
        channel: thread.channel_id.clone(),
        ts,
    };
    let job = NewJob::new(thread.account_id, job).of_workspace(thread.workspace_id);
    enqueue(&**txn, state.clock.now(), job).await
}

/// Takes away a second card. What people have written below it, or still write, belongs to the thread.
pub(crate) async fn take_card_away(
    state: &AppState,
    txn: &WriteTxn,
    thread: &slack_thread::Model,
    ts: String,
) -> Result<(), sea_orm::DbErr> {
    remains_ours(txn, thread, &ts).await?;
    take_away(state, txn, thread, ts).await
}

/// What is written below `ts` belongs to the thread, wherever its card stands.
async fn remains_ours(txn: &WriteTxn, thread: &slack_thread::Model, ts: &str) -> Result<(), sea_orm::DbErr> {
    let alias = slack_thread_alias::ActiveModel {
        account_id: Set(thread.account_id),
        workspace_id: Set(thread.workspace_id),
        channel_id: Set(thread.channel_id.clone()),
        ts: Set(ts.to_owned()),
        thread_id: Set(thread.id),
    };
    slack_thread_alias::Entity::insert(alias)
        .on_conflict(or_nothing())
        .try_insert()
        .exec_without_returning(&**txn)
        .await
        .map(drop)
}

/// A thread's card at `ts` was taken away by somebody: it is posted anew, once, however many notice. A ticket that goes on elsewhere needs
/// none.
pub(crate) async fn card_gone(
    state: &AppState,
    txn: &WriteTxn,
    thread: &slack_thread::Model,
    ts: &str,
) -> Result<(), sea_orm::DbErr> {
    let gone = slack_thread::Entity::update_many()
        .col_expr(slack_thread::Column::Ts, Expr::value(None::<String>))
        .filter(slack_thread::Column::AccountId.eq(thread.account_id))
        .filter(slack_thread::Column::Id.eq(thread.id))
        .filter(slack_thread::Column::Ts.eq(ts))
        .filter(slack_thread::Column::RetiredAt.is_null());
    if gone.exec(&**txn).await?.rows_affected == 0 {
        return Ok(());
    }
    tracing::info!(thread.id = %thread.id, "somebody deleted the card of thread {}: posting it anew", thread.id);
    remains_ours(txn, thread, ts).await?;
    let job = NewJob::new(thread.account_id, Job::PostCard { thread_id: thread.id })
        .of_workspace(thread.workspace_id)
        .in_lane(format!("slack:{}", thread.id), 0);
    enqueue(&**txn, state.clock.now(), job).await
}

/// Where else than at its card something may be written that belongs to the thread.
pub(crate) async fn other_roots(
    db: &impl ConnectionTrait,
    thread: &slack_thread::Model,
) -> Result<Vec<String>, sea_orm::DbErr> {
    let aliases = slack_thread_alias::Entity::find()
        .filter(slack_thread_alias::Column::AccountId.eq(thread.account_id))
        .filter(slack_thread_alias::Column::ThreadId.eq(thread.id))
        .filter(slack_thread_alias::Column::ChannelId.eq(&*thread.channel_id));
    Ok(aliases.all(db).await?.into_iter().map(|it| it.ts).collect())
}

/// Whose card stood at `ts`, if one did that is no longer, or should not be, there.
pub(crate) async fn whose_was(
    db: &impl ConnectionTrait,
    workspace: &slack_workspace::Model,
    channel: &str,
    ts: &str,
) -> Result<Option<SlackThreadId>, sea_orm::DbErr> {
    let alias = slack_thread_alias::Entity::find()
        .filter(slack_thread_alias::Column::AccountId.eq(workspace.account_id))
        .filter(slack_thread_alias::Column::WorkspaceId.eq(workspace.id))
        .filter(slack_thread_alias::Column::ChannelId.eq(channel))
        .filter(slack_thread_alias::Column::Ts.eq(ts));
    Ok(alias.one(db).await?.map(|it| it.thread_id))
}
