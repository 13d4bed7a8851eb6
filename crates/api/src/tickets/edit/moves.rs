//! What an edit does to whose a ticket is, and where it is handled.

use portico_types::{
    ids::{CollectionId, ContactId, CustomerId},
    staff::{CollectionKind, Move, Party},
};
use sea_orm::EntityTrait;

use super::{Edit, Fact};
use crate::{
    entity::{collection, contact, customer},
    error::{Error, Result},
    tickets::followers,
};

impl Edit<'_> {
    /// Gives the ticket to one of a customer's people; it goes to that customer's collection. Whoever else was asked for it before is
    /// answered no more.
    pub(crate) async fn move_to_customer(&mut self, to: CustomerId, requester: ContactId) -> Result<()> {
        if (self.row.customer_id, self.row.requester_id) == (to, requester) {
            return Ok(());
        }
        self.still_open()?;
        let customer = self.customer(to).await?;
        let customer = customer.ok_or_else(|| Error::field("customer", "There is no such customer"))?;
        let person = self.contact(requester).await?;
        let person = person
            .filter(|it| it.customer_id == to && it.disabled_at.is_none())
            .ok_or_else(|| Error::field("customer", &format!("Choose one of {}'s people", customer.name)))?;
        let before = (self.row.customer_id, self.row.requester_id);
        let from = Party {
            customer: self.customer(before.0).await?.map(|it| it.name).unwrap_or_default(),
            requester: self.contact(before.1).await?.map(|it| it.name).unwrap_or_default(),
        };
        let to = Party {
            customer: customer.name,
            requester: person.name,
        };
        self.row.requester_id = person.id;
        if customer.id != before.0 {
            self.row.customer_id = customer.id;
            self.row.collection_id = customer.collection_id;
            self.left.get_or_insert(before);
            followers::clear(&**self.txn, &self.row).await?;
        }
        self.moved(&Move::Customer { from, to }, true).await
    }

    /// Has the ticket handled in another collection, or in none.
    pub(crate) async fn move_to_collection(&mut self, to: Option<CollectionId>) -> Result<()> {
        if self.row.collection_id == to {
            return Ok(());
        }
        self.still_open()?;
        let from = match self.row.collection_id {
            Some(id) => self.collection(id).await?.map(|it| it.name),
            None => None,
        };
        let name = match to {
            Some(id) => {
                let found = self.collection(id).await?;
                let found = found.filter(|it| it.kind == CollectionKind::Customers);
                Some(
                    found
                        .ok_or_else(|| Error::field("collection", "There is no such collection of customers"))?
                        .name,
                )
            }
            None => None,
        };
        self.row.collection_id = to;
        self.moved(&Move::Collection { from, to: name }, false).await
    }

    async fn moved(&mut self, what: &Move, to_customer: bool) -> Result<()> {
        let what = serde_json::to_value(what).map_err(anyhow::Error::from)?;
        let place = self.enter(what, true).await?;
        self.facts.push(Fact::Moved { place, to_customer });
        Ok(())
    }

    async fn customer(&self, id: CustomerId) -> Result<Option<customer::Model>> {
        let found = customer::Entity::find_by_id((self.row.account_id, id));
        Ok(found.one(&**self.txn).await?)
    }

    async fn contact(&self, id: ContactId) -> Result<Option<contact::Model>> {
        let found = contact::Entity::find_by_id((self.row.account_id, id));
        Ok(found.one(&**self.txn).await?)
    }

    async fn collection(&self, id: CollectionId) -> Result<Option<collection::Model>> {
        let found = collection::Entity::find_by_id((self.row.account_id, id));
        Ok(found.one(&**self.txn).await?)
    }
}
