//! A customer's row, domains and list, locked by whoever changes them.

use chrono::{DateTime, Utc};
use portico_types::{
    email::EmailAddress,
    ids::{AccountId, ContactId, CustomerId},
    staff::{CustomerAccess, CustomerDomain, CustomerUser, NewCustomer},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    auth,
    customers::rules,
    db::ForChange,
    entity::{account, contact, customer, customer_domain, customer_user},
    error::{Error, Result},
};

const NO_CUSTOMER: Error = Error::NotFound("customer");

/// What the audit log calls a customer.
pub(in crate::customers) fn subject(name: &str) -> String {
    format!("customer {name}")
}

pub(in crate::customers) async fn find(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    id: CustomerId,
) -> Result<customer::Model> {
    let found = customer::Entity::find_by_id((account_id, id)).one(db).await?;
    found.ok_or(NO_CUSTOMER)
}

/// Reads a customer that this transaction is going to change.
pub(in crate::customers) async fn lock(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    id: CustomerId,
) -> Result<customer::Model> {
    let found = customer::Entity::find_by_id((account_id, id)).for_change().one(db);
    found.await?.ok_or(NO_CUSTOMER)
}

/// Writes a locked customer as its next version.
pub(in crate::customers) async fn save(db: &impl ConnectionTrait, mut row: customer::Model) -> Result<customer::Model> {
    row.version += 1;
    let saved = row.into_active_model().reset_all().update(db).await;
    saved.map_err(|err| Error::unique(err, "Another customer has this Slack channel."))
}

/// A customer with its domains and its list.
pub(in crate::customers) async fn access(
    db: &impl ConnectionTrait,
    customer: customer::Model,
) -> Result<CustomerAccess> {
    let domains = customer_domain::Entity::find()
        .filter(customer_domain::Column::AccountId.eq(customer.account_id))
        .filter(customer_domain::Column::CustomerId.eq(customer.id))
        .order_by_asc(customer_domain::Column::Domain)
        .all(db)
        .await?;
    let users = customer_user::Entity::find()
        .filter(customer_user::Column::AccountId.eq(customer.account_id))
        .filter(customer_user::Column::CustomerId.eq(customer.id))
        .order_by_asc(customer_user::Column::Email)
        .all(db)
        .await?;
    Ok(CustomerAccess {
        id: customer.id,
        name: customer.name,
        portal_enabled: customer.portal_enabled,
        user_access: customer.user_access,
        visibility: customer.visibility,
        domains: domains.into_iter().map(shown_domain).collect(),
        users: users.into_iter().map(shown_user).collect(),
        customer_channel_id: customer.customer_channel_id,
        post_to_customer_channel: customer.post_to_customer_channel,
        triage_channel_id: customer.triage_channel_id,
        version: customer.version,
    })
}

fn shown_domain(row: customer_domain::Model) -> CustomerDomain {
    CustomerDomain {
        domain: row.domain,
        created_at: row.created_at,
    }
}

fn shown_user(row: customer_user::Model) -> CustomerUser {
    CustomerUser {
        email: row.email,
        guest: row.guest,
        invited_at: row.invited_at,
    }
}

/// Switches the portal on for every customer, and remembers for whom that was new.
pub(crate) async fn switch_all_on(db: &impl ConnectionTrait, account_id: AccountId) -> Result<()> {
    switch(db, account_id, customer::Column::PortalEnabled.eq(false), true).await
}

/// Switches the portal off again for those for whom [`switch_all_on`] alone had switched it on.
pub(crate) async fn switch_chosen_on(db: &impl ConnectionTrait, account_id: AccountId) -> Result<()> {
    switch(db, account_id, customer::Column::OnWithAll.eq(true), false).await
}

async fn switch(db: &impl ConnectionTrait, account_id: AccountId, whom: Expr, on: bool) -> Result<()> {
    customer::Entity::update_many()
        .col_expr(customer::Column::PortalEnabled, Expr::value(on))
        .col_expr(customer::Column::OnWithAll, Expr::value(on))
        .col_expr(customer::Column::Version, Expr::col(customer::Column::Version).add(1))
        .filter(customer::Column::AccountId.eq(account_id))
        .filter(whom)
        .exec(db)
        .await?;
    Ok(())
}

/// Opens a customer whose people may all use the portal, see each other's tickets, and come from the given domains.
pub(crate) async fn open(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    new: NewCustomer,
    now: DateTime<Utc>,
) -> Result<CustomerAccess> {
    let row = customer::Model::new((account_id, CustomerId(Uuid::now_v7())), &new.name, now);
    customer::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(db)
        .await?;
    for domain in &new.domains {
        add_domain(db, &row, ("domains", domain), now).await?;
    }
    access(db, row).await
}

/// Gives a domain, in canonical form, to a customer. `field` is where the request names it.
pub(in crate::customers) async fn add_domain(
    db: &impl ConnectionTrait,
    customer: &customer::Model,
    (field, domain): (&str, &str),
    now: DateTime<Utc>,
) -> Result<CustomerDomain> {
    if let Some(why) = rules::refusal(domain) {
        return Err(Error::field(field, &why));
    }
    let known = customer_domain::Entity::find_by_id((customer.account_id, domain.to_owned()));
    if let Some(known) = known.one(db).await? {
        return Err(Error::Conflict(if known.customer_id == customer.id {
            "The customer has this domain already."
        } else {
            TAKEN
        }));
    }
    let row = customer_domain::Model::new((customer.account_id, customer.id), domain, now);
    customer_domain::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(db)
        .await
        .map_err(|err| Error::unique(err, TAKEN))?;
    Ok(shown_domain(row))
}

const TAKEN: &str = "Another customer has this domain already.";

/// Takes a domain from a customer, and returns the contacts who came in by it alone.
pub(in crate::customers) async fn remove_domain(
    db: &impl ConnectionTrait,
    customer: &customer::Model,
    domain: &str,
) -> Result<Vec<ContactId>> {
    let removed = customer_domain::Entity::delete_many()
        .filter(customer_domain::Column::AccountId.eq(customer.account_id))
        .filter(customer_domain::Column::CustomerId.eq(customer.id))
        .filter(customer_domain::Column::Domain.eq(domain))
        .exec(db)
        .await?;
    if removed.rows_affected == 0 {
        return Err(Error::NotFound("domain"));
    }
    let guests = customer_user::Entity::find()
        .select_only()
        .column(customer_user::Column::Email)
        .filter(customer_user::Column::AccountId.eq(customer.account_id))
        .filter(customer_user::Column::CustomerId.eq(customer.id))
        .filter(customer_user::Column::Guest.eq(true));
    // A domain in canonical form has no character that LIKE knows.
    let left = contact::Entity::find()
        .select_only()
        .column(contact::Column::Id)
        .filter(contact::Column::AccountId.eq(customer.account_id))
        .filter(contact::Column::CustomerId.eq(customer.id))
        .filter(contact::Column::Email.ends_with(format!("@{domain}")))
        .filter(contact::Column::Email.not_in_subquery(sea_orm::QueryTrait::into_query(guests)));
    Ok(left.into_tuple().all(db).await?)
}

/// Puts an address on a customer's list.
pub(in crate::customers) async fn add_user(
    db: &impl ConnectionTrait,
    customer: &customer::Model,
    (email, guest, invited): (&EmailAddress, bool, bool),
    now: DateTime<Utc>,
) -> Result<CustomerUser> {
    let account_id = customer.account_id;
    let domain = customer_domain::Entity::find_by_id((account_id, email.domain().to_owned()));
    let own = match domain.one(db).await? {
        Some(domain) if domain.customer_id == customer.id => true,
        // There they belong, and one address belongs to one customer: a listing here would take them away from it.
        Some(_) => {
            return Err(Error::field(
                "email",
                "This address is at a domain of another customer.",
            ));
        }
        None if !guest => {
            let why =
                "This address is at none of the customer's domains. To let them in all the same, add them as a guest.";
            return Err(Error::field("email", why));
        }
        None => false,
    };
    let known = contact::Entity::find()
        .filter(contact::Column::AccountId.eq(account_id))
        .filter(contact::Column::Email.eq(email.as_str()));
    // At the customer's own domain they are its people, whosever they were while it was another's.
    if !own
        && known
            .one(db)
            .await?
            .is_some_and(|known| known.customer_id != customer.id)
    {
        return Err(Error::Conflict("This person is a contact of another customer."));
    }
    let row = customer_user::Model {
        account_id,
        customer_id: customer.id,
        email: email.as_str().to_owned(),
        guest,
        created_at: now,
        invited_at: invited.then_some(now),
    };
    let listed = customer_user::Entity::find_by_id((account_id, row.email.clone()));
    if let Some(listed) = listed.one(db).await? {
        return Err(Error::Conflict(if listed.customer_id == customer.id {
            "This address is on the list already."
        } else {
            LISTED
        }));
    }
    customer_user::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(db)
        .await
        .map_err(|err| Error::unique(err, LISTED))?;
    Ok(shown_user(row))
}

const LISTED: &str = "This address is on another customer's list.";

/// Takes an address off a customer's list, and returns its contact when that was what let them in.
pub(in crate::customers) async fn remove_user(
    db: &impl ConnectionTrait,
    customer: &customer::Model,
    email: &EmailAddress,
) -> Result<Vec<ContactId>> {
    let removed = customer_user::Entity::delete_many()
        .filter(customer_user::Column::AccountId.eq(customer.account_id))
        .filter(customer_user::Column::CustomerId.eq(customer.id))
        .filter(customer_user::Column::Email.eq(email.as_str()))
        .exec(db)
        .await?;
    if removed.rows_affected == 0 {
        return Err(Error::NotFound("user"));
    }
    let account = account::Entity::find_by_id(customer.account_id).one(db).await?;
    let account = account.ok_or(NO_CUSTOMER)?;
    let admitted = auth::admission(db, &account, email).await?;
    if admitted.is_some_and(|admission| admission.customer.id == customer.id) {
        return Ok(Vec::new());
    }
    let left = contact::Entity::find()
        .select_only()
        .column(contact::Column::Id)
        .filter(contact::Column::AccountId.eq(customer.account_id))
        .filter(contact::Column::CustomerId.eq(customer.id))
        .filter(contact::Column::Email.eq(email.as_str()));
    Ok(left.into_tuple().all(db).await?)
}
