//! Finds what Slack never told us: events can be lost for good, while we are down or while Slack holds them back.
//!
//! Once a minute a job looks which threads of open tickets are due and has them read back, within a budget and the newest activity first.
//! What differs from what we know is kept as if Slack had told it now (`inbox`), so there is no second way in. After a gap (nobody
//! worked for a while, Slack held events back, the workspace was away) all open threads are due at once.

use chrono::{DateTime, TimeDelta, Utc};
use portico_types::{ids::AccountId, tickets::TicketStatus};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, Select,
    sea_query::{Expr, Query},
};

use crate::{
    app::AppState,
    entity::{WorkspaceState, slack_thread, slack_workspace, ticket},
    jobs::{self, Claim, Job, NewJob, Outcome, enqueue, put_off},
};

/// How often it is asked what is due.
const LOOK: TimeDelta = TimeDelta::minutes(1);
/// Whoever comes this much too late to look was away, and Slack may have told nobody.
const SILENCE: TimeDelta = TimeDelta::minutes(2);
/// How long Slack holds events back when it says so.
const HELD_BACK: TimeDelta = TimeDelta::minutes(1);
/// People answer below a solved ticket, too, but hardly ever later.
const SOLVED: TimeDelta = TimeDelta::days(14);
/// How long the thread is looked at that a ticket had before it was moved.
const RETIRED: TimeDelta = TimeDelta::days(1);

/// The key of the job that looks.
const LOOKS: &str = "compare-threads";

/// Begins to look, unless that was begun before.
pub(super) async fn begin(db: &impl ConnectionTrait, account_id: AccountId, now: DateTime<Utc>) -> Result<(), DbErr> {
    enqueue(db, now, look(account_id)).await
}

fn look(account_id: AccountId) -> NewJob {
    NewJob::new(account_id, Job::CompareThreads {}).once(LOOKS.to_owned())
}

/// Threads of tickets somebody may still answer, in channels of a workspace that we can ask.
fn open_threads(account_id: AccountId, now: DateTime<Utc>) -> Condition {
    let tickets = Query::select()
        .column(ticket::Column::Id)
        .from(ticket::Entity)
        .and_where(ticket::Column::AccountId.eq(account_id))
        .cond_where(
            Condition::any()
                .add(ticket::Column::Status.is_not_in([TicketStatus::Solved, TicketStatus::Closed]))
                .add(
                    Condition::all()
                        .add(ticket::Column::Status.eq(TicketStatus::Solved))
                        .add(ticket::Column::ActivityAt.gt(now - SOLVED)),
                ),
        )
        .to_owned();
    let workspaces = Query::select()
        .column(slack_workspace::Column::Id)
        .from(slack_workspace::Entity)
        .and_where(slack_workspace::Column::AccountId.eq(account_id))
        .and_where(slack_workspace::Column::State.eq(WorkspaceState::Connected))
        .to_owned();
    Condition::all()
        .add(slack_thread::Column::AccountId.eq(account_id))
        .add(slack_thread::Column::Ts.is_not_null())
        .add(slack_thread::Column::TicketId.in_subquery(tickets))
        .add(slack_thread::Column::WorkspaceId.in_subquery(workspaces))
        // What was said just before a ticket was moved must not be lost silently.
        .add(
            Condition::any()
                .add(slack_thread::Column::RetiredAt.is_null())
                .add(slack_thread::Column::RetiredAt.gt(now - RETIRED)),
        )
}

/// Something may have passed us by: all open threads are due at `at`.
pub(super) async fn all_due(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    now: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    slack_thread::Entity::update_many()
        .col_expr(slack_thread::Column::CompareDueAt, Expr::value(Some(at)))
        .filter(open_threads(account_id, now))
        .exec(db)
        .await
        .map(drop)
}

/// Slack says that it holds back events of this minute: what it does not tell is looked for when the minute is over.
pub(super) async fn held_back(state: &AppState, workspace: &slack_workspace::Model) -> crate::error::Result<()> {
    look_after(state, workspace.account_id, "look-after-holding-back", HELD_BACK).await
}

/// Slack tells again what nobody took before: what it has given up telling by now is looked for. One look serves all that comes again.
pub(super) async fn told_again(state: &AppState, workspace: &slack_workspace::Model) -> crate::error::Result<()> {
    let (account_id, key) = (workspace.account_id, "look-after-telling-again");
    if crate::scope::of_account(account_id, jobs::waiting(&state.db, account_id, key)).await? {
        return Ok(());
    }
    look_after(state, account_id, key, HELD_BACK).await
}

/// Slack could not tell us of anything for a while.
pub(super) async fn missed(state: &AppState, account_id: AccountId) -> crate::error::Result<()> {
    look_after(state, account_id, "look-for-missed", TimeDelta::zero()).await
}

/// A job does it: whoever asks is at the door, or is starting, and after an outage many ask at once. Whoever asks last says when.
async fn look_after(state: &AppState, account_id: AccountId, key: &str, wait: TimeDelta) -> crate::error::Result<()> {
    let work = async {
        let (now, at) = (state.clock.now(), state.clock.now() + wait);
        let txn = state.begin_write().await?;
        let job = NewJob::new(account_id, Job::LookForMissed {}).once(key.to_owned());
        enqueue(&*txn, now, job.not_before(at)).await?;
        put_off(&*txn, (account_id, key), now, at).await?;
        txn.commit().await
    };
    Ok(crate::scope::of_account(account_id, work).await?)
}

/// Has all open threads compared, and looks at once.
pub(super) async fn look_for_missed(state: &AppState, claim: &Claim) -> Outcome {
    let (account_id, now) = (claim.account_id, state.clock.now());
    let txn = state.begin_write().await?;
    all_due(&*txn, account_id, now, now).await?;
    begin(&*txn, account_id, now).await?;
    put_off(&*txn, (account_id, LOOKS), now, now).await?;
    claim.finish(&*txn).await?;
    Ok(txn.commit().await?)
}

/// Looks which threads are due, has as many compared as the budget allows, and looks again in a minute.
pub(super) async fn compare_threads(state: &AppState, claim: &Claim) -> Outcome {
    let (account_id, now) = (claim.account_id, state.clock.now());
    let config = &state.config.slack;
    let every = TimeDelta::seconds(config.compare_seconds.into());
    let pause = LOOK.min(every);
    let txn = state.begin_write().await?;
    if now - claim.created_at > pause + SILENCE {
        tracing::info!("nobody looked for a while: comparing all open threads with Slack");
        all_due(&*txn, account_id, now, now).await?;
    }
    let budget = i64::from(config.compare_per_minute) * pause.num_seconds() / LOOK.num_seconds();
    for thread in due(account_id, now, every)
        .limit(u64::try_from(budget.max(1)).unwrap_or(1))
        .all(&*txn)
        .await?
    {
        slack_thread::Entity::update_many()
            .col_expr(slack_thread::Column::CompareDueAt, Expr::value(Some(now + every)))
            .filter(slack_thread::Column::AccountId.eq(account_id))
            .filter(slack_thread::Column::Id.eq(thread.id))
            .exec(&*txn)
            .await?;
        // One after the other: what is posted must not wait for what is read.
        let job = NewJob::new(account_id, Job::CompareThread { thread_id: thread.id })
            .of_workspace(thread.workspace_id)
            .in_lane(format!("compare:{}", thread.workspace_id), 0)
            .once(format!("compare:{}", thread.id));
        enqueue(&*txn, now, job).await?;
    }
    claim.finish(&*txn).await?;
    enqueue(&*txn, now, look(account_id).not_before(now + pause)).await?;
    Ok(txn.commit().await?)
}

/// A thread that was never compared is due `every` after it was made.
fn due(account_id: AccountId, now: DateTime<Utc>, every: TimeDelta) -> Select<slack_thread::Entity> {
    let at = slack_thread::Column::CompareDueAt;
    let new = Condition::all()
        .add(at.is_null())
        .add(slack_thread::Column::CreatedAt.lte(now - every));
    slack_thread::Entity::find()
        .join(JoinType::InnerJoin, slack_thread::Relation::Ticket.def())
        .filter(open_threads(account_id, now))
        .filter(Condition::any().add(at.lte(now)).add(new))
        .order_by_desc(ticket::Column::ActivityAt)
        .order_by_asc(slack_thread::Column::Id)
}
