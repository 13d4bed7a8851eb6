//! What answers that are ids say to people.

use std::collections::HashMap;

use portico_types::{
    forms::{Answers, FieldKind, Schema},
    ids::{AttachmentId, ContactId},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    entity::{attachment, contact, ticket},
    error::Result,
};

/// The names of the people and files that a ticket's answers name. People of another customer, whom a ticket that was moved can name,
/// stay unnamed; so do files that are gone.
pub(crate) async fn names(
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
    schema: &Schema,
    answers: &Answers,
) -> Result<HashMap<Uuid, String>> {
    let mut names = HashMap::new();
    let ids = |kind| {
        schema
            .named(answers, kind)
            .into_iter()
            .map(|(_, id)| id)
            .collect::<Vec<_>>()
    };
    let (people, files) = (ids(FieldKind::Person), ids(FieldKind::File));
    if !people.is_empty() {
        let found = contact::Entity::find()
            .filter(contact::Column::AccountId.eq(ticket.account_id))
            .filter(contact::Column::CustomerId.eq(ticket.customer_id))
            .filter(contact::Column::Id.is_in(people.into_iter().map(ContactId)));
        names.extend(found.all(db).await?.into_iter().map(|it| (it.id.0, it.name)));
    }
    if !files.is_empty() {
        let found = attachment::Entity::find()
            .filter(attachment::Column::AccountId.eq(ticket.account_id))
            .filter(attachment::Column::TicketId.eq(ticket.id))
            .filter(attachment::Column::Id.is_in(files.into_iter().map(AttachmentId)));
        names.extend(found.all(db).await?.into_iter().map(|it| (it.id.0, it.name)));
    }
    Ok(names)
}
