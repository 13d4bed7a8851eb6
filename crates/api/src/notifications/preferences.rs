//! What contacts choose: which mails, in which language and time zone.

use actix_web::{
    get, patch,
    web::{Data, Json},
};
use chrono_tz::Tz;
use portico_types::{
    Problem,
    ids::{AccountId, ContactId},
    portal::{self, MailWish},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use super::{digest, recipient};
use crate::{
    app::AppState,
    auth::Contact,
    body::Body,
    contacts,
    entity::{contact, notification_preference},
    error::{Error, Result},
};

/// What one has chosen about mails, language and time.
#[utoipa::path(tag = "portal contacts", responses((status = 200, body = portal::Preferences), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/me/preferences")]
pub(super) async fn get_preferences(contact: Contact, state: Data<AppState>) -> Result<Json<portal::Preferences>> {
    Ok(Json(read(&state.db, &contact).await?))
}

/// Choose which mails one gets, and in which language and time zone one reads.
#[utoipa::path(tag = "portal contacts", request_body = portal::UpdatePreferences, responses((status = 200, body = portal::Preferences), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
#[patch("/me/preferences")]
pub(super) async fn update_preferences(
    contact: Contact,
    state: Data<AppState>,
    body: Body<portal::UpdatePreferences>,
) -> Result<Json<portal::Preferences>> {
    let chosen = body.read().await?.parse()?;
    let zone = known_zone("time_zone", chosen.time_zone.as_deref())?;
    let browsers = known_zone("browser_time_zone", chosen.browser_time_zone.as_deref())?;
    let key = (contact.account_id, contact.id);
    let txn = state.begin_write().await?;
    let row = contacts::lock(&*txn, contact.account_id, contact.id).await?;
    if let Some(mails) = chosen.mails {
        choose(&*txn, key, mails).await?;
    }
    let language = match chosen.language {
        Some(chosen) => chosen.language().map(|it| it.as_str().to_owned()),
        None => row.locale,
    };
    let time_zone = zone.map(str::to_owned).or(row.time_zone.clone());
    let time_zone = time_zone.or(browsers.map(str::to_owned));
    let moved = time_zone != row.time_zone;
    contact::Entity::update_many()
        .col_expr(contact::Column::Locale, Expr::value(language))
        .col_expr(contact::Column::TimeZone, Expr::value(time_zone))
        .filter(contact::Column::AccountId.eq(contact.account_id))
        .filter(contact::Column::Id.eq(contact.id))
        .exec(&*txn)
        .await?;
    if moved {
        digest::put_off(&state, &*txn, key).await?;
    }
    let preferences = read(&*txn, &contact).await?;
    txn.commit().await?;
    Ok(Json(preferences))
}

/// The IANA's name of a zone that a field names.
fn known_zone(field: &'static str, name: Option<&str>) -> Result<Option<&'static str>> {
    let Some(name) = name else { return Ok(None) };
    let known = name.parse::<Tz>().map(Tz::name);
    let known =
        known.map_err(|_| Error::field(field, "Choose a time zone such as Europe/Berlin").because("no_time_zone"))?;
    Ok(Some(known))
}

async fn read(db: &impl ConnectionTrait, contact: &Contact) -> Result<portal::Preferences> {
    let row = contact::Entity::find_by_id((contact.account_id, contact.id))
        .one(db)
        .await?;
    let row = row.ok_or(Error::NotFound("contact"))?;
    Ok(portal::Preferences {
        mails: recipient::wish(db, contact.account_id, contact.id).await?.mails,
        language: row.locale.and_then(|it| it.parse().ok()),
        time_zone: row.time_zone,
    })
}

/// Writes which mails a contact wants.
pub(super) async fn choose(
    db: &impl ConnectionTrait,
    (account_id, contact_id): (AccountId, ContactId),
    mails: MailWish,
) -> Result<(), DbErr> {
    let row = notification_preference::ActiveModel {
        account_id: Set(account_id),
        contact_id: Set(contact_id),
        mails: Set(mails),
        digested_at: Set(None),
    };
    let key = [
        notification_preference::Column::AccountId,
        notification_preference::Column::ContactId,
    ];
    let instead = OnConflict::columns(key)
        .update_column(notification_preference::Column::Mails)
        .to_owned();
    notification_preference::Entity::insert(row)
        .on_conflict(instead)
        .exec_without_returning(db)
        .await
        .map(drop)
}
