//! Rows of providers, and whether the team could still sign in.

use portico_types::{
    ids::{AccountId, OpenIdProviderId},
    sign_in::SignInMethod,
    staff::SignInAudience,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

use crate::{
    config::Config,
    db::ForChange,
    entity::{Methods, identity, openid_provider},
    error::{Error, Result},
    sign_in::{openid::provider, slack_user},
};

/// Whether the team could sign in with these methods: one of them must be set up, and lead to somebody.
pub(super) async fn lets_agents_in(
    db: &impl ConnectionTrait,
    config: &Config,
    account_id: AccountId,
    methods: &Methods,
) -> Result<bool, DbErr> {
    for method in methods.0.iter().filter(|it| provider::is_available(config, **it)) {
        let works = match method {
            SignInMethod::Google | SignInMethod::Microsoft | SignInMethod::Mail => true,
            SignInMethod::Slack => !slack_user::teams(db, account_id).await?.is_empty(),
            SignInMethod::OpenId => {
                let own = openid_provider::Entity::find()
                    .filter(openid_provider::Column::AccountId.eq(account_id))
                    .filter(openid_provider::Column::Audience.eq(SignInAudience::Agents))
                    .filter(openid_provider::Column::Enabled.eq(true));
                own.one(db).await?.is_some()
            }
        };
        if works {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) async fn list(
    db: &impl ConnectionTrait,
    account_id: AccountId,
) -> Result<Vec<openid_provider::Model>, DbErr> {
    openid_provider::Entity::find()
        .filter(openid_provider::Column::AccountId.eq(account_id))
        .order_by_asc(openid_provider::Column::Audience)
        .order_by_asc(openid_provider::Column::Name)
        .order_by_asc(openid_provider::Column::Id)
        .all(db)
        .await
}

pub(super) async fn insert(db: &impl ConnectionTrait, row: openid_provider::Model) -> Result<(), DbErr> {
    openid_provider::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Reads a provider that this transaction is going to change.
pub(super) async fn lock(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    id: OpenIdProviderId,
) -> Result<openid_provider::Model> {
    openid_provider::Entity::find_by_id((account_id, id))
        .for_change()
        .one(db)
        .await?
        .ok_or(Error::NotFound("provider"))
}

/// Writes a locked provider as its next version.
pub(super) async fn save(
    db: &impl ConnectionTrait,
    mut row: openid_provider::Model,
) -> Result<openid_provider::Model, DbErr> {
    row.version += 1;
    row.into_active_model().reset_all().update(db).await
}

/// Deletes a locked provider, and the identities it vouched for: whoever says the same names later, under the same issuer, is somebody else.
/// Returns how many there were.
pub(super) async fn delete(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    id: OpenIdProviderId,
) -> Result<u64, DbErr> {
    let forgotten = identity::Entity::delete_many()
        .filter(identity::Column::AccountId.eq(account_id))
        .filter(identity::Column::ProviderId.eq(id))
        .exec(db)
        .await?;
    openid_provider::Entity::delete_by_id((account_id, id)).exec(db).await?;
    Ok(forgotten.rows_affected)
}
