//! A mail that came to a reply address, as it came, and what became of it.

use portico_types::ids::{AccountId, ReceivedMailId, ReplyAddressId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "received_mails")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReceivedMailId,
    pub reply_address_id: ReplyAddressId,
    /// Tells a mail that comes again.
    pub fingerprint: Vec<u8>,
    /// The envelope's sender: empty for what must not be answered, none where nobody said.
    #[sea_orm(column_type = "Text", nullable)]
    pub sender: Option<String>,
    pub raw: Vec<u8>,
    pub received_at: DateTimeUtc,
    pub applied_at: Option<DateTimeUtc>,
    pub outcome: Option<MailOutcome>,
}

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum MailOutcome {
    /// It is a message of the ticket.
    #[sea_orm(string_value = "added")]
    Added,
    /// The ticket is closed.
    #[sea_orm(string_value = "closed")]
    Closed,
    /// It says that a mail of ours did not arrive.
    #[sea_orm(string_value = "bounced")]
    Bounced,
    /// A program wrote it.
    #[sea_orm(string_value = "automatic")]
    Automatic,
    /// Too many came.
    #[sea_orm(string_value = "held_back")]
    HeldBack,
    /// Too many came, and somebody of the team lets this one in nevertheless: it is applied next.
    #[sea_orm(string_value = "released")]
    Released,
    /// Whose address it is may not read the ticket any more.
    #[sea_orm(string_value = "refused")]
    Refused,
    /// There is nothing in it.
    #[sea_orm(string_value = "empty")]
    Empty,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
