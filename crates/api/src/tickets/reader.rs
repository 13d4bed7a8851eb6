//! What a contact may read by the rights of this moment, who need not be signed in: for mails, and for whoever is named.

use portico_types::{
    email::EmailAddress,
    ids::{ContactId, CustomerId},
    portal::TicketVisibility,
};
use sea_orm::{ConnectionTrait, DbErr};

use crate::{
    auth,
    entity::{account, contact, ticket},
};

/// A contact who may come in.
pub(crate) struct Reader {
    id: ContactId,
    customer_id: CustomerId,
    visibility: TicketVisibility,
}

impl Reader {
    /// `None`: they may not come in. That the portal is switched off does not count: the team's answer is the customer's, wherever they
    /// read it.
    pub(crate) async fn of(
        db: &impl ConnectionTrait,
        account: &account::Model,
        contact: &contact::Model,
    ) -> Result<Option<Self>, DbErr> {
        if contact.disabled_at.is_some() {
            return Ok(None);
        }
        let Ok(email) = EmailAddress::parse(&contact.email) else {
            return Ok(None);
        };
        let admission = auth::admission(db, account, &email).await?;
        let theirs = admission.filter(|it| it.customer.id == contact.customer_id);
        Ok(theirs.map(|it| Self {
            id: contact.id,
            customer_id: contact.customer_id,
            visibility: it.visibility(contact.role),
        }))
    }

    /// The same as [`visible_to`](super::visible_to) asks of the database.
    pub(crate) fn may_read(&self, ticket: &ticket::Model) -> bool {
        let all = self.visibility == TicketVisibility::Organisation;
        ticket.customer_id == self.customer_id && (all || ticket.requester_id == self.id)
    }
}
