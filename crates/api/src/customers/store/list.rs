//! Customers in pages, with their domains and how many tickets wait.

use std::collections::HashMap;

use portico_types::{
    ids::{AccountId, CustomerId},
    staff,
    tickets::TicketStatus,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::{
    entity::{customer, customer_domain, ticket},
    error::Result,
    paging,
};

/// Where a page ended.
pub(in crate::customers) type Position = (String, CustomerId);

/// Whether there is such a customer.
pub(crate) async fn exists(db: &impl ConnectionTrait, account_id: AccountId, id: CustomerId) -> Result<bool> {
    Ok(customer::Entity::find_by_id((account_id, id)).one(db).await?.is_some())
}

/// The customers behind `after`, by name; and where the page ended, if there are more.
pub(in crate::customers) async fn list(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    after: Option<Position>,
    limit: u64,
) -> Result<(Vec<staff::Customer>, Option<Position>)> {
    let mut customers = customer::Entity::find().filter(customer::Column::AccountId.eq(account_id));
    if let Some((name, id)) = after {
        let key = [customer::Column::Name, customer::Column::Id].map(|c| Expr::col((customer::Entity, c)));
        customers = customers.filter(Expr::tuple(key).gt(Expr::tuple([Expr::value(name), Expr::value(id)])));
    }
    let mut customers = customers
        .order_by_asc(customer::Column::Name)
        .order_by_asc(customer::Column::Id)
        .limit(limit + 1)
        .all(db)
        .await?;
    let more = paging::cut(&mut customers, limit);
    let last = customers.last().filter(|_| more).map(|c| (c.name.clone(), c.id));
    let ids: Vec<CustomerId> = customers.iter().map(|c| c.id).collect();
    let mut domains = domains(db, account_id, &ids).await?;
    let unsolved = unsolved(db, account_id, &ids).await?;
    let shown = |c: customer::Model| staff::Customer {
        id: c.id,
        name: c.name,
        domains: domains.remove(&c.id).unwrap_or_default(),
        collection_id: c.collection_id,
        portal_enabled: c.portal_enabled,
        user_access: c.user_access,
        visibility: c.visibility,
        unsolved_tickets: unsolved.get(&c.id).copied().unwrap_or_default(),
        customer_channel_id: c.customer_channel_id,
        triage_channel_id: c.triage_channel_id,
        version: c.version,
    };
    Ok((customers.into_iter().map(shown).collect(), last))
}

async fn domains(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    ids: &[CustomerId],
) -> Result<HashMap<CustomerId, Vec<String>>> {
    let rows = customer_domain::Entity::find()
        .filter(customer_domain::Column::AccountId.eq(account_id))
        .filter(customer_domain::Column::CustomerId.is_in(ids.iter().copied()))
        .order_by_asc(customer_domain::Column::Domain)
        .all(db)
        .await?;
    let mut domains: HashMap<CustomerId, Vec<String>> = HashMap::new();
    for row in rows {
        domains.entry(row.customer_id).or_default().push(row.domain);
    }
    Ok(domains)
}

async fn unsolved(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    ids: &[CustomerId],
) -> Result<HashMap<CustomerId, i64>> {
    let counted: Vec<(CustomerId, i64)> = ticket::Entity::find()
        .select_only()
        .column(ticket::Column::CustomerId)
        .column_as(Expr::col((ticket::Entity, ticket::Column::Id)).count(), "tickets")
        .filter(ticket::Column::AccountId.eq(account_id))
        .filter(ticket::Column::CustomerId.is_in(ids.iter().copied()))
        .filter(ticket::Column::Status.is_in(TicketStatus::UNSOLVED.iter().copied()))
        .group_by(ticket::Column::CustomerId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counted.into_iter().collect())
}
