//! What messages said before they were changed.

use portico_types::tickets::EarlierVersion;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    entity::{message, message_revision::Column, message_revision::Entity},
    error::{Error, Result},
    text::{TicketLinks, to_html_linked},
};

/// More than anybody writes in a quarter of an hour.
const MOST: u64 = 100;

/// The versions before the one that stands, newest first. Of a message that was taken back there are none to read.
pub(super) async fn earlier(
    db: &impl ConnectionTrait,
    message: &message::Model,
    links: &TicketLinks,
) -> Result<Vec<EarlierVersion>> {
    if message.deleted_at.is_some() {
        return Err(Error::NotFound("message"));
    }
    let mut rows = Entity::find()
        .filter(Column::AccountId.eq(message.account_id))
        .filter(Column::MessageId.eq(message.id))
        .order_by_desc(Column::ReplacedAt)
        .order_by_desc(Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    rows.reverse();
    let mut written_at = message.created_at;
    let mut versions = Vec::with_capacity(rows.len());
    for row in rows {
        let html = to_html_linked(&row.body, &[], links);
        versions.push(EarlierVersion { html, written_at });
        written_at = row.replaced_at;
    }
    versions.reverse();
    Ok(versions)
}
