//! Somebody is at their provider: what we must know again when they come back. The row holds hashes; nonce and PKCE verifier follow from
//! the state by our key, so a copy of the database lets nobody finish what another began.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use portico_types::ids::{AccountId, OpenIdFlowId};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{
    app::AppState,
    auth::{self, Keys},
    db::WriteTxn,
    entity::{Surface, openid_flow},
};

/// How long somebody may stay at the provider.
const LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// Ours are 80 characters long.
const LONGEST_STATE: usize = 200;

/// What binds a token to this flow.
pub(super) struct Secrets {
    pub nonce: String,
    pub verifier: String,
}

pub(super) fn secrets(keys: &Keys, presented: &str) -> Secrets {
    let derived = |purpose| URL_SAFE_NO_PAD.encode(keys.mac(purpose, &[presented.as_bytes()]));
    Secrets {
        nonce: derived("openid nonce"),
        verifier: derived("openid verifier"),
    }
}

/// Notes that a browser leaves for a provider. Returns the state to send along, which names the account: it comes back to one address for
/// all accounts.
pub(super) async fn begin(
    state: &AppState,
    (account_id, surface): (AccountId, Surface),
    provider: &str,
    browser: &str,
    base_url: String,
) -> Result<String, DbErr> {
    let now = state.clock.now();
    let sent = format!("{account_id}.{}", auth::secret());
    let row = openid_flow::ActiveModel {
        account_id: Set(account_id),
        id: Set(OpenIdFlowId(Uuid::now_v7())),
        created_at: Set(now),
        surface: Set(surface),
        provider: Set(provider.to_owned()),
        state_hash: Set(auth::hash(&sent)),
        browser_hash: Set(auth::hash(browser)),
        base_url: Set(base_url),
        expires_at: Set(now + LIFETIME),
        used_at: Set(None),
    };
    let txn = state.begin_write().await?;
    openid_flow::Entity::insert(row).exec_without_returning(&*txn).await?;
    txn.commit().await?;
    Ok(sent)
}

/// Looks a flow up and changes nothing.
pub(super) async fn find(db: &impl ConnectionTrait, presented: &str) -> Result<Option<openid_flow::Model>, DbErr> {
    let account = presented
        .split_once('.')
        .and_then(|(id, _)| id.parse::<AccountId>().ok());
    let Some(account_id) = account.filter(|_| presented.len() <= LONGEST_STATE) else {
        return Ok(None);
    };
    openid_flow::Entity::find()
        .filter(openid_flow::Column::AccountId.eq(account_id))
        .filter(openid_flow::Column::StateHash.eq(auth::hash(presented)))
        .one(db)
        .await
}

/// What became of a state that came back.
pub(super) enum Taken {
    Now(openid_flow::Model),
    /// This browser's, and of no use any more: why. Said once of each; whoever brings it again is told of as of one who made it up.
    TooLate(openid_flow::Model, &'static str),
    Unknown,
}

/// Uses a flow up. It is for the browser that began it; another's try changes nothing.
pub(super) async fn take(
    state: &AppState,
    account_id: AccountId,
    surface: Surface,
    browser: &str,
    presented: &str,
) -> Result<Taken, DbErr> {
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let flow = find(&*txn, presented).await?.filter(|flow| {
        flow.account_id == account_id && flow.surface == surface && flow.browser_hash == auth::hash(browser)
    });
    let Some(mut flow) = flow else {
        return Ok(Taken::Unknown);
    };
    if flow.used_at.is_some() || flow.expires_at <= now {
        return too_late(txn, flow).await;
    }
    // Of two at once only one can win.
    let taken = openid_flow::Entity::update_many()
        .col_expr(openid_flow::Column::UsedAt, Expr::value(Some(now)))
        .filter(openid_flow::Column::AccountId.eq(account_id))
        .filter(openid_flow::Column::Id.eq(flow.id))
        .filter(openid_flow::Column::UsedAt.is_null())
        .exec(&*txn)
        .await?;
    if taken.rows_affected == 0 {
        flow.used_at = Some(now);
        return too_late(txn, flow).await;
    }
    txn.commit().await?;
    Ok(Taken::Now(flow))
}

/// From now on it is nobody's.
async fn too_late(txn: WriteTxn, flow: openid_flow::Model) -> Result<Taken, DbErr> {
    let taken_away = openid_flow::Entity::update_many()
        .col_expr(openid_flow::Column::BrowserHash, Expr::value(Vec::<u8>::new()))
        .filter(openid_flow::Column::AccountId.eq(flow.account_id))
        .filter(openid_flow::Column::Id.eq(flow.id))
        .filter(openid_flow::Column::BrowserHash.eq(flow.browser_hash.clone()))
        .exec(&*txn)
        .await?;
    txn.commit().await?;
    if taken_away.rows_affected == 0 {
        return Ok(Taken::Unknown);
    }
    let why = if flow.used_at.is_some() {
        "flow_used"
    } else {
        "flow_expired"
    };
    Ok(Taken::TooLate(flow, why))
}
