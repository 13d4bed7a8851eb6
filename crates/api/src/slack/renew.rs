//! Where an app's tokens end (token rotation), the next one is fetched before that. A refresh token is good for one use: of the jobs that
//! look at a workspace only one runs, it is marked directly before the call, and both tokens are written at once, in the place of those
//! that were used and no others.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use secrecy::ExposeSecret;

use super::{clients, token_checks::checking};
use crate::{
    app::AppState,
    entity::slack_workspace,
    jobs::{Claim, Failure, enqueue},
    outside::slack::{Grant, SlackError},
    secrets,
};

/// Slack's tokens last twelve hours.
const EARLY: TimeDelta = TimeDelta::hours(1);
const AGAIN: TimeDelta = TimeDelta::minutes(10);

/// Renews a workspace's token if it ends soon or has ended. What Slack refuses for good leaves it as it is, as long as that lasts.
pub(super) async fn if_due(
    state: &AppState,
    claim: &Claim,
    workspace: slack_workspace::Model,
) -> Result<slack_workspace::Model, Failure> {
    let (Some(refresh), Some(expires_at)) = (&workspace.refresh_token, workspace.token_expires_at) else {
        return Ok(workspace);
    };
    let now = state.clock.now();
    if expires_at - now > EARLY {
        return Ok(workspace);
    }
    let token = clients::open(state, &workspace, &secrets::SLACK_REFRESH_TOKEN, refresh)?;
    // Who has lost the job uses nothing up.
    claim.about_to_send(&state.db, now, &state.config.jobs).await?;
    let granted = match state.slack.grant(&state.config.slack, Grant::Refresh(&token)).await {
        Ok(granted) => granted,
        Err(SlackError::Permanent(code)) => {
            tracing::error!("Slack does not renew the token of workspace {}: {code}", workspace.id);
            claim.has_sent(&state.db).await?;
            return Ok(workspace);
        }
        Err(err) => {
            if !err.is_ambiguous() {
                claim.has_sent(&state.db).await?;
            }
            return Err(err.into());
        }
    };
    let seal = |what: &secrets::Sealed, plain: &str| {
        let sealed = state.keys.seal(what.purpose, workspace.account_id, plain.as_bytes());
        sealed.map(Some)
    };
    let renewed = slack_workspace::Model {
        bot_token: seal(&secrets::SLACK_BOT_TOKEN, granted.access_token.expose_secret())?,
        refresh_token: match &granted.refresh_token {
            Some(next) => seal(&secrets::SLACK_REFRESH_TOKEN, next.expose_secret())?,
            None => None,
        },
        token_expires_at: granted.expires_in.map(|seconds| now + TimeDelta::seconds(seconds)),
        ..workspace.clone()
    };
    let txn = state.begin_write().await?;
    let replaced = slack_workspace::Entity::update_many()
        .col_expr(
            slack_workspace::Column::BotToken,
            Expr::value(renewed.bot_token.clone()),
        )
        .col_expr(
            slack_workspace::Column::RefreshToken,
            Expr::value(renewed.refresh_token.clone()),
        )
        .col_expr(
            slack_workspace::Column::TokenExpiresAt,
            Expr::value(renewed.token_expires_at),
        )
        .filter(slack_workspace::Column::AccountId.eq(workspace.account_id))
        .filter(slack_workspace::Column::Id.eq(workspace.id))
        .filter(slack_workspace::Column::RefreshToken.eq(refresh.clone()))
        .exec(&*txn)
        .await?;
    if replaced.rows_affected != 1 {
        return Err(Failure::Lost); // It was connected anew meanwhile.
    }
    claim.has_sent(&*txn).await?;
    txn.commit().await?;
    Ok(renewed)
}

/// Has a token that ends renewed in time.
pub(super) async fn later(
    db: &impl ConnectionTrait,
    workspace: &slack_workspace::Model,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let (Some(_), Some(expires_at)) = (&workspace.refresh_token, workspace.token_expires_at) else {
        return Ok(());
    };
    // What was refused just now is not asked for again at once.
    let at = (expires_at - EARLY).max(now + AGAIN);
    let job = checking(workspace.account_id, workspace.id, at).once(format!("renew:{}", workspace.id));
    enqueue(db, now, job).await
}
