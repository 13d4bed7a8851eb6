//! A new ticket, whoever files it. Judging what was filled in is its caller's.

use chrono::{DateTime, Utc};
use portico_types::{
    forms::Answers,
    ids::{AccountId, ContactId, CustomerId, FormId, TicketId},
    tickets::{Change, MessageVisibility, Source, TicketPriority, TicketStatus},
};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{Actor, Edit, Said};
use crate::{
    attachments::Files,
    db::WriteTxn,
    entity::{account, customer, ticket},
    error::{Error, Result},
    live::Announcement,
};

/// A ticket to file, judged by its form.
pub(crate) struct NewFiling<'a> {
    pub customer_id: CustomerId,
    pub requester_id: ContactId,
    /// The form and its version; `None` is the built-in one.
    pub form: Option<(FormId, i32)>,
    pub answers: Answers,
    pub title: &'a str,
    /// Markdown: the first message.
    pub description: &'a str,
    pub files: Files<'a>,
    pub priority: TicketPriority,
    /// Whoever files it may see this one.
    pub follow_up_of: Option<ticket::Model>,
}

/// Files a ticket: number, row, first message, timeline, and everybody told, in this transaction.
pub(crate) async fn file(
    txn: &WriteTxn,
    account_id: AccountId,
    actor: Actor,
    source: Source,
    new: NewFiling<'_>,
    now: DateTime<Utc>,
) -> Result<ticket::Model> {
    let customer = customer::Entity::find_by_id((account_id, new.customer_id))
        .one(&**txn)
        .await?
        .ok_or(Error::NotFound("customer"))?;
    let row = ticket::Model {
        account_id,
        id: TicketId(Uuid::now_v7()),
        number: next_number(txn, account_id).await?,
        customer_id: customer.id,
        requester_id: new.requester_id,
        collection_id: customer.collection_id,
        assignee_id: None,
        form_id: new.form.map(|f| f.0),
        form_version: new.form.map(|f| f.1),
        answers: serde_json::to_value(&new.answers).map_err(anyhow::Error::from)?,
        title: new.title.to_owned(),
        status: TicketStatus::Open,
        priority: new.priority,
        last_seq: 0,
        last_public_seq: 0,
        public_count: 0,
        last_public_at: now,
        last_public_by: String::new(),
        last_public_snippet: String::new(),
        created_at: now,
        activity_at: now,
        solved_at: None,
        closed_at: None,
        follow_up_of: new.follow_up_of.as_ref().map(|it| it.id),
        version: 0,
    };
    ticket::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(&**txn)
        .await?;
    let mut edit = Edit::of(txn, row, actor, source, now);
    edit.filed();
    edit.note(Change::Created).await?;
    let first = Said {
        visibility: MessageVisibility::Public,
        body: new.description,
        mentions: &[],
        files: new.files,
        written_in: None,
    };
    edit.write(&first).await?;
    let row = edit.finish().await?;
    if let Some(followed) = &new.follow_up_of {
        announce_follow_up(txn, followed);
    }
    Ok(row)
}

/// Whoever has the ticket open that is followed learns of it. Nothing new was said there.
fn announce_follow_up(txn: &WriteTxn, followed: &ticket::Model) {
    txn.announce(Announcement {
        account_id: followed.account_id,
        ticket_id: followed.id,
        customer_id: followed.customer_id,
        requester_id: followed.requester_id,
        number: followed.number,
        from_seq: followed.last_seq + 1,
        last_seq: followed.last_seq,
        public_from_seq: followed.last_public_seq + 1,
        last_public_seq: followed.last_public_seq,
        public: true,
    });
}

/// Takes the account's next ticket number; the row's lock makes numbers gapless and in order of commit.
async fn next_number(txn: &WriteTxn, account_id: AccountId) -> Result<i64> {
    let rows = account::Entity::update_many()
        .col_expr(
            account::Column::NextTicketNumber,
            Expr::col(account::Column::NextTicketNumber).add(1),
        )
        .filter(account::Column::Id.eq(account_id))
        .exec_with_returning(&**txn)
        .await?;
    let account = rows.into_iter().next().ok_or(Error::NotFound("account"))?;
    Ok(account.next_ticket_number - 1)
}
