//! Who somebody in Slack is to us. Agents are linked by an admin or by signing in, never by an address alone; only they speak for the
//! company. Customers' people are contacts when the address their workspace vouches for would let them into the portal.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use portico_types::{
    email::EmailAddress,
    ids::{AgentId, CustomerId},
    portal::ContactRole,
    tickets::AuthorKind,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::{
    apply::{Applying, failure},
    clients,
};
use crate::{
    app::AppState,
    auth::admission,
    contacts,
    db::WriteTxn,
    entity::{account, agent, contact, slack_thread, slack_user, slack_workspace},
    jobs::{Claim, Failure, Job, NewJob, Outcome, enqueue},
    outside::slack::{SlackError, User},
    text,
    tickets::Actor,
};

/// How long what Slack said of somebody is believed.
const BELIEVED: TimeDelta = TimeDelta::hours(24);
/// How long somebody we know waits until Slack confirms it.
const PATIENCE: Duration = Duration::from_secs(2);

/// An agent as one was found to be, and how often that had been doubted by then.
pub(super) struct Found {
    agent: agent::Model,
    doubts: i32,
}

/// The agent behind a Slack user, if there is one and may still act: linked, and as Slack says a member of the company in our own
/// workspace, no guest and no bot. `team` is the user's company where Slack says that it is another. Asks Slack when it has not for a day.
pub(super) async fn agent(
    state: &AppState,
    workspace: &slack_workspace::Model,
    user: &str,
    team: Option<&str>,
) -> Result<Option<Found>, Failure> {
    let found = linked(&state.db, workspace, user, team).await.map_err(failure)?;
    let Some((row, agent)) = found else { return Ok(None) };
    let row = confirmed(state, workspace, row).await?;
    let doubts = row.doubts;
    Ok(is_colleague(&row, workspace).then_some(Found { agent, doubts }))
}

/// Asks once more, in the transaction that acts, whether somebody is the agent that they were: Slack was asked meanwhile, which can take
/// long, and may have told that they are somebody else. If not, the next try sees it, and waits until Slack has answered.
pub(super) async fn still(
    txn: &WriteTxn,
    applying: &Applying<'_>,
    (user, team): (&str, Option<&str>),
    found: Found,
) -> Result<agent::Model, Failure> {
    let now = linked(&**txn, &applying.workspace, user, team).await.map_err(failure)?;
    let same = |(row, agent): &(slack_user::Model, agent::Model)| {
        agent.id == found.agent.id && row.doubts == found.doubts && is_colleague(row, &applying.workspace)
    };
    now.filter(same)
        .map(|(_, agent)| agent)
        .ok_or_else(|| anyhow::anyhow!("who spoke was no agent any more, or is doubted").into())
}

/// Whether what an agent said is taken back when somebody deleted it in Slack, which does not say who: the author, or who looks after the
/// workspace. So it is if the author may still act, or is not in Slack any more and cannot have done it.
pub(super) async fn may_be_taken_back(
    state: &AppState,
    workspace: &slack_workspace::Model,
    author: AgentId,
) -> Result<bool, Failure> {
    let id = (workspace.account_id, author);
    let agent = agent::Entity::find_by_id(id).one(&state.db).await?;
    let may_act = agent.is_some_and(|it| it.disabled_at.is_none());
    let row = slack_user::Entity::find()
        .filter(slack_user::Column::AccountId.eq(workspace.account_id))
        .filter(slack_user::Column::WorkspaceId.eq(workspace.id))
        .filter(slack_user::Column::AgentId.eq(author));
    let Some(row) = row.one(&state.db).await? else {
        return Ok(may_act);
    };
    let row = confirmed(state, workspace, row).await?;
    Ok(row.is_deleted || may_act && is_colleague(&row, workspace))
}

/// The same by what Slack said last, without asking.
pub(super) async fn known_agent(
    db: &impl ConnectionTrait,
    workspace: &slack_workspace::Model,
    user: &str,
    team: Option<&str>,
) -> crate::error::Result<Option<agent::Model>> {
    let found = linked(db, workspace, user, team).await?;
    Ok(found
        .filter(|(row, _)| is_colleague(row, workspace))
        .map(|(_, agent)| agent))
}

async fn linked(
    db: &impl ConnectionTrait,
    workspace: &slack_workspace::Model,
    user: &str,
    team: Option<&str>,
) -> crate::error::Result<Option<(slack_user::Model, agent::Model)>> {
    if team.is_some_and(|team| team != workspace.team_id) {
        return Ok(None);
    }
    let row = slack_user::Entity::find_by_id((workspace.account_id, user.to_owned()))
        .one(db)
        .await?;
    let Some((row, agent_id)) = row
        .filter(|it| it.workspace_id == workspace.id)
        .and_then(|it| it.agent_id.map(|id| (it, id)))
    else {
        return Ok(None);
    };
    let agent = agent::Entity::find_by_id((workspace.account_id, agent_id))
        .one(db)
        .await?;
    Ok(agent
        .filter(|agent| agent.disabled_at.is_none())
        .map(|agent| (row, agent)))
}

pub(super) fn is_colleague(row: &slack_user::Model, workspace: &slack_workspace::Model) -> bool {
    is_of(workspace, row.team_id.as_deref()) && !row.is_bot && !row.is_guest && !row.is_deleted
}

/// The same of somebody as Slack shows them.
pub(super) fn is_shown_as_colleague(user: &User, workspace: &slack_workspace::Model) -> bool {
    let guest = user.is_restricted || user.is_ultra_restricted;
    is_of(workspace, user.team_id.as_deref()) && !user.is_bot && !guest && !user.deleted
}

fn is_of(workspace: &slack_workspace::Model, team: Option<&str>) -> bool {
    team.is_none_or(|team| team == workspace.team_id)
}

/// What Slack says of somebody, not older than a day, and not of before they were doubted last. While Slack does not tell, what it said before holds; somebody it never spoke of
/// waits, or is no member when it refuses to speak of them; unless it may not speak of anybody: then the admin's word, the link, is all there is.
async fn confirmed(
    state: &AppState,
    workspace: &slack_workspace::Model,
    row: slack_user::Model,
) -> Result<slack_user::Model, Failure> {
    let now = state.clock.now();
    if row.checked_at.is_some_and(|at| now - at < BELIEVED) {
        return Ok(row);
    }
    let slack = clients::of(state, workspace)?;
    let asked = slack.user(&row.user_id);
    let answer = if row.checked_at.is_some() {
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(answer) => answer,
            Err(_) => return Ok(row),
        }
    } else {
        asked.await
    };
    let fresh = match answer {
        Ok(user) => slack_user::Model {
            is_bot: user.is_bot,
            is_guest: user.is_restricted || user.is_ultra_restricted,
            is_deleted: user.deleted,
            team_id: user.team_id,
            checked_at: Some(now),
            ..row
        },
        Err(err) if err.code() == Some("user_not_found") => slack_user::Model {
            is_deleted: true,
            checked_at: Some(now),
            ..row
        },
        // Of another company perhaps, and not gone.
        Err(err) if err.code() == Some("user_not_visible") => slack_user::Model {
            is_guest: true,
            checked_at: Some(now),
            ..row
        },
        Err(SlackError::Permanent(code)) if row.checked_at.is_none() && !code.starts_with("missing_scope") => {
            tracing::warn!("Slack does not say who {} is: {code}", row.user_id);
            return Ok(slack_user::Model { is_guest: true, ..row });
        }
        Err(err) if row.checked_at.is_some() || matches!(err, SlackError::Permanent(_)) => {
            tracing::warn!(error = %err, "Slack does not tell whether {} is still a member: {err}", row.user_id);
            return Ok(row);
        }
        Err(err) => return Err(err.into()),
    };
    let txn = state.begin_write().await?;
    let kept = slack_user::Entity::update_many()
        .col_expr(slack_user::Column::TeamId, Expr::value(fresh.team_id.clone()))
        .col_expr(slack_user::Column::IsBot, Expr::value(fresh.is_bot))
        .col_expr(slack_user::Column::IsGuest, Expr::value(fresh.is_guest))
        .col_expr(slack_user::Column::IsDeleted, Expr::value(fresh.is_deleted))
        .col_expr(slack_user::Column::CheckedAt, Expr::value(fresh.checked_at))
        .filter(slack_user::Column::AccountId.eq(fresh.account_id))
        .filter(slack_user::Column::UserId.eq(&*fresh.user_id))
        .filter(slack_user::Column::Doubts.eq(fresh.doubts))
        .exec(&*txn)
        .await?;
    txn.commit().await?;
    if kept.rows_affected == 0 {
        // The answer may be older than the doubt.
        return Err(anyhow::anyhow!("Slack told something of {} while it was asked", fresh.user_id).into());
    }
    Ok(fresh)
}

/// Has Slack asked who somebody is who was linked just now: a guest or a bot speaks for nobody.
pub(crate) async fn check_later(
    db: &impl ConnectionTrait,
    workspace: &slack_workspace::Model,
    user: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let job = Job::CheckSlackUser { user: user.to_owned() };
    enqueue(
        db,
        now,
        NewJob::new(workspace.account_id, job).of_workspace(workspace.id),
    )
    .await
}

/// The same of everybody who was linked while Slack could not be asked.
pub(super) async fn check_unknown(
    db: &impl ConnectionTrait,
    workspace: &slack_workspace::Model,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let unknown = slack_user::Entity::find()
        .filter(slack_user::Column::AccountId.eq(workspace.account_id))
        .filter(slack_user::Column::WorkspaceId.eq(workspace.id))
        .filter(slack_user::Column::AgentId.is_not_null())
        .filter(slack_user::Column::CheckedAt.is_null());
    for row in unknown.all(db).await? {
        check_later(db, workspace, &row.user_id, now).await?;
    }
    Ok(())
}

/// Whether it is news of an agent that they are a colleague, or none any more. Slack tells of everybody's pictures and moods, too. Of who is
/// doubted all is news: the answer that is under way may be of before.
pub(super) async fn is_news(
    db: &impl ConnectionTrait,
    workspace: &slack_workspace::Model,
    user: &str,
    told: bool,
) -> Result<bool, DbErr> {
    let row = slack_user::Entity::find_by_id((workspace.account_id, user.to_owned()))
        .one(db)
        .await?;
    let linked = row.filter(|it| it.workspace_id == workspace.id && it.agent_id.is_some());
    Ok(linked.is_some_and(|it| it.checked_at.is_none() || is_colleague(&it, workspace) != told))
}

/// What Slack said of somebody holds no more: it is asked anew, and until it answers they speak for nobody. What it told just now is not
/// believed itself, as it may be older than what is known.
pub(super) async fn doubt(
    txn: &WriteTxn,
    workspace: &slack_workspace::Model,
    user: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    slack_user::Entity::update_many()
        .col_expr(slack_user::Column::CheckedAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(slack_user::Column::Doubts, Expr::col(slack_user::Column::Doubts).add(1))
        .filter(slack_user::Column::AccountId.eq(workspace.account_id))
        .filter(slack_user::Column::UserId.eq(user))
        .exec(&**txn)
        .await?;
    check_later(&**txn, workspace, user, now).await
}

/// Asks who a linked user is, whatever was believed.
pub(super) async fn check(state: &AppState, claim: &Claim, user: &str) -> Outcome {
    let row = slack_user::Entity::find_by_id((claim.account_id, user.to_owned()))
        .one(&state.db)
        .await?;
    if let Some(row) = row.filter(|it| it.agent_id.is_some()) {
        let row = slack_user::Model {
            checked_at: None,
            ..row
        };
        let workspace = slack_workspace::Entity::find_by_id((row.account_id, row.workspace_id))
            .one(&state.db)
            .await?;
        if let Some(workspace) = workspace {
            confirmed(state, &workspace, row).await?;
        }
    }
    Ok(())
}

/// Whose people somebody in a customer's channel is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Customers {
    /// Their workspace vouches for the address: it is the one company the channel is shared with, or our own, whose guests they are.
    Vouched,
    /// Our own workspace's, and no guest.
    Colleague,
    /// Of a company that nobody said is the customer.
    Unknown,
}

/// Asks Slack whose somebody is. In a channel shared with several companies, nobody can tell which of them the customer is.
pub(super) async fn customers(
    applying: &Applying<'_>,
    thread: &slack_thread::Model,
    user: &User,
) -> Result<Customers, Failure> {
    let ours = applying.workspace.team_id.as_str();
    let Some(team) = user.team_id.as_deref().filter(|team| *team != ours) else {
        let guest = user.is_restricted || user.is_ultra_restricted;
        return Ok(if guest {
            Customers::Vouched
        } else {
            Customers::Colleague
        });
    };
    let channel = match applying.slack()?.channel(&thread.channel_id).await {
        Ok(channel) => channel,
        Err(SlackError::Permanent(_)) => return Ok(Customers::Unknown),
        Err(err) => return Err(err.into()),
    };
    let mut others = channel.connected_team_ids.iter().filter(|it| *it != ours);
    let only = others.next().is_some_and(|it| it == team) && others.next().is_none();
    Ok(if only { Customers::Vouched } else { Customers::Unknown })
}

/// A person in a customer's channel as the author of a message: their contact, made when absent, or a name that nobody vouches for.
pub(super) async fn customers_person(
    db: &impl ConnectionTrait,
    account: &account::Model,
    customer_id: CustomerId,
    (user, whose): (&User, Customers),
    now: DateTime<Utc>,
) -> crate::error::Result<Actor> {
    let name = text::name_of_a_stranger(&user.shown_name());
    if whose != Customers::Unknown
        && let Some(email) = vouched_for(user)
        && let Some(contact) = contact_of(db, account, customer_id, &email, &name, now).await?
    {
        return Ok(Actor {
            kind: AuthorKind::Contact,
            id: Some(contact.id.0),
            name: contact.name,
        });
    }
    Ok(Actor {
        kind: AuthorKind::Contact,
        id: None,
        name: format!("{name} via Slack, unverified"),
    })
}

/// The address that the user's workspace has verified.
fn vouched_for(user: &User) -> Option<EmailAddress> {
    let sound = !user.deleted && !user.is_bot && user.is_email_confirmed != Some(false);
    EmailAddress::parse(user.profile.email.as_deref()?)
        .ok()
        .filter(|_| sound)
}

async fn contact_of(
    db: &impl ConnectionTrait,
    account: &account::Model,
    customer_id: CustomerId,
    email: &EmailAddress,
    name: &str,
    now: DateTime<Utc>,
) -> crate::error::Result<Option<contact::Model>> {
    let admitted = admission(db, account, email).await?;
    if admitted.is_none_or(|it| it.customer.id != customer_id) {
        return Ok(None);
    }
    let known = async || contacts::lock_by_email(db, account.id, email).await;
    let new = || contacts::create(db, (account.id, customer_id), (email, name, ContactRole::Member), now);
    let contact = match known().await? {
        Some(contact) => Some(contact),
        None => match new().await? {
            Some(contact) => Some(contact),
            None => known().await?, // They came in by another door just now.
        },
    };
    Ok(contact.filter(|it| it.customer_id == customer_id && it.disabled_at.is_none()))
}
