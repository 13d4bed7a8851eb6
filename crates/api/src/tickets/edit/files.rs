//! Files of messages that came, or never will.

use chrono::{DateTime, Utc};
use portico_types::{
    ids::{AttachmentId, SlackThreadId},
    tickets::MessageVisibility,
};
use sea_orm::EntityTrait;

use crate::{
    db::{ForChange, WriteTxn},
    entity::{message, ticket},
    error::{Error, Result},
    live::Announcement,
    notifications,
};

/// A file that a message was waiting for has come (`stored`), or never will. The ticket is as it was, and its readers look again.
/// Call it before the file's row is written: who takes the message back at this moment holds the ticket.
pub(crate) async fn file_came(
    txn: &WriteTxn,
    message: &message::Model,
    (id, stored): (AttachmentId, bool),
    written_in: SlackThreadId,
    now: DateTime<Utc>,
) -> Result<()> {
    let ticket = ticket::Entity::find_by_id((message.account_id, message.ticket_id))
        .for_change()
        .one(&**txn)
        .await?
        .ok_or(Error::NotFound("ticket"))?;
    if stored {
        notifications::tell_file(txn, &ticket, message, id, written_in, now).await?;
    }
    announce(txn, &ticket, message);
    Ok(())
}

/// The files of a message are shown otherwise now: its readers look again.
pub(crate) async fn files_changed(txn: &WriteTxn, message: &message::Model) -> Result<()> {
    let ticket = ticket::Entity::find_by_id((message.account_id, message.ticket_id));
    let ticket = ticket
        .for_change()
        .one(&**txn)
        .await?
        .ok_or(Error::NotFound("ticket"))?;
    announce(txn, &ticket, message);
    Ok(())
}

fn announce(txn: &WriteTxn, ticket: &ticket::Model, message: &message::Model) {
    txn.announce(Announcement {
        account_id: ticket.account_id,
        ticket_id: ticket.id,
        customer_id: ticket.customer_id,
        requester_id: ticket.requester_id,
        number: ticket.number,
        from_seq: message.seq,
        last_seq: ticket.last_seq,
        public_from_seq: message.public_seq.unwrap_or_default(), // A note is told to no contact.
        last_public_seq: ticket.last_public_seq,
        public: message.visibility == MessageVisibility::Public,
    });
}
