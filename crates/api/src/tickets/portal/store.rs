//! What contacts can read of tickets: every query begins at [`visible_to`].

use std::collections::HashMap;

use portico_types::{
    forms::Schema,
    ids::TicketId,
    portal,
    tickets::{AuthorKind, Change},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, Select,
    sea_query::{Expr, OnConflict, Query},
};

use uuid::Uuid;

use crate::{
    auth::Contact,
    entity::{read_mark, ticket, timeline_entry},
    error::Result,
    text::TicketLinks,
    tickets::{
        conversation::{self, Dressed, Public},
        follow_ups, followers,
        listing::Row,
        names,
        search::Search,
        store,
    },
};

/// The tickets that `contact` may see. Every portal read starts here.
pub(crate) fn visible_to(contact: &Contact) -> Select<ticket::Entity> {
    visible(contact, |column, id| column.eq(id))
}

/// Those of the tickets with these numbers that `contact` may see.
pub(crate) fn visible_among(contact: &Contact, numbers: &[i64]) -> Select<ticket::Entity> {
    visible_to_few(contact).filter(ticket::Column::Number.is_in(numbers.iter().copied()))
}

/// The same as [`visible_to`], of which something else says that they are few. SQLite, which has counted no rows, takes a customer to have
/// nine tickets and would rather go through all of them; what is said so it looks up for none.
pub(in crate::tickets) fn visible_to_few(contact: &Contact) -> Select<ticket::Entity> {
    visible(contact, |column, id| column.ne(id).not())
}

/// `is` says of a column which id it must hold.
fn visible(contact: &Contact, is: impl Fn(ticket::Column, Uuid) -> Expr) -> Select<ticket::Entity> {
    let tickets = store::of_account(contact.account_id).filter(is(ticket::Column::CustomerId, contact.customer_id.0));
    match contact.visibility {
        portal::TicketVisibility::Organisation => tickets,
        portal::TicketVisibility::Own => tickets.filter(is(ticket::Column::RequesterId, contact.id.0)),
    }
}

/// The ticket of that key, if `contact` may see it.
pub(super) async fn find(db: &impl ConnectionTrait, contact: &Contact, key: &str) -> Result<ticket::Model> {
    store::find(db, visible_to(contact), &contact.ticket_prefix, key).await
}

/// Rows as the list shows them.
pub(super) async fn summaries(
    db: &impl ConnectionTrait,
    contact: &Contact,
    rows: Vec<Row>,
    search: Option<&Search>,
) -> Result<Vec<portal::TicketSummary>> {
    let account_id = contact.account_id;
    let requesters = names::of_contacts(db, account_id, rows.iter().map(|r| r.requester_id)).await?;
    let assignees = names::of_agents(db, account_id, rows.iter().filter_map(|r| r.assignee_id)).await?;
    let read = read_marks(db, contact, rows.iter().map(|r| r.id)).await?;
    let mut found = match search {
        Some(search) => found(db, search, &rows).await?,
        None => HashMap::new(),
    };
    let mut summary = |row: Row| portal::TicketSummary {
        key: store::key(&contact.ticket_prefix, row.number),
        title: row.title,
        status: row.status,
        priority: row.priority,
        form_id: row.form_id,
        requester: portal::Person {
            id: row.requester_id,
            name: requesters.get(&row.requester_id).cloned().unwrap_or_default(),
        },
        assignee: row.assignee_id.and_then(|id| assignees.get(&id).cloned()),
        snippet: row.last_public_snippet,
        found: found.remove(&row.id),
        message_count: row.public_count,
        unread: row.last_public_seq > read.get(&row.id).copied().unwrap_or_default(),
        created_at: row.created_at,
        activity_at: row.activity_at,
    };
    Ok(rows.into_iter().map(&mut summary).collect())
}

/// What a search found in each of the rows.
async fn found(db: &impl ConnectionTrait, search: &Search, rows: &[Row]) -> Result<HashMap<TicketId, portal::Found>> {
    let mut all = HashMap::new();
    for (id, (message, segments)) in search.found(db, rows.iter().map(|row| row.id)).await? {
        let message = Public::of(message).ok_or_else(|| anyhow::anyhow!("a note was found for the portal"))?;
        let seq = message.seq();
        all.insert(id, portal::Found { seq, segments });
    }
    Ok(all)
}

/// How far the contact has read each of the tickets.
async fn read_marks(
    db: &impl ConnectionTrait,
    contact: &Contact,
    tickets: impl Iterator<Item = TicketId>,
) -> Result<HashMap<TicketId, i64>, DbErr> {
    let tickets: Vec<TicketId> = tickets.collect();
    if tickets.is_empty() {
        return Ok(HashMap::new());
    }
    let marks = read_mark::Entity::find()
        .filter(read_mark::Column::AccountId.eq(contact.account_id))
        .filter(read_mark::Column::ContactId.eq(contact.id))
        .filter(read_mark::Column::TicketId.is_in(tickets))
        .all(db)
        .await?;
    Ok(marks.into_iter().map(|mark| (mark.ticket_id, mark.seq)).collect())
}

/// Whether the contact has read all there is.
pub(super) fn has_read(contact: &Contact) -> Expr {
    let ticket = |column: ticket::Column| Expr::col((ticket::Entity, column));
    let mark = |column: read_mark::Column| Expr::col((read_mark::Entity, column));
    let mark = Query::select()
        .expr(Expr::value(1))
        .from(read_mark::Entity)
        .and_where(mark(read_mark::Column::AccountId).eq(contact.account_id))
        .and_where(mark(read_mark::Column::ContactId).eq(contact.id))
        .and_where(mark(read_mark::Column::TicketId).equals((ticket::Entity, ticket::Column::Id)))
        .and_where(ticket(ticket::Column::LastPublicSeq).lte(mark(read_mark::Column::Seq)))
        .take();
    Expr::exists(mark)
}

/// How far the contact has read the ticket.
pub(super) async fn read_seq(db: &impl ConnectionTrait, contact: &Contact, ticket: TicketId) -> Result<i64, DbErr> {
    let marks = read_marks(db, contact, std::iter::once(ticket)).await?;
    Ok(marks.get(&ticket).copied().unwrap_or_default())
}

/// Remembers that the contact has read the ticket up to `seq`, a number of theirs; never goes back.
pub(super) async fn mark_read(
    db: &impl ConnectionTrait,
    contact: &Contact,
    ticket: TicketId,
    seq: i64,
) -> Result<(), DbErr> {
    let mark = read_mark::ActiveModel {
        account_id: Set(contact.account_id),
        contact_id: Set(contact.id),
        ticket_id: Set(ticket),
        seq: Set(seq),
    };
    let key = [
        read_mark::Column::AccountId,
        read_mark::Column::ContactId,
        read_mark::Column::TicketId,
    ];
    let further = Expr::col((read_mark::Entity, read_mark::Column::Seq)).lt(seq);
    let forward = OnConflict::columns(key)
        .update_column(read_mark::Column::Seq)
        .action_and_where(further)
        .to_owned();
    read_mark::Entity::insert(mark)
        .on_conflict(forward)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// The ticket as its page shows it to the contact.
pub(super) async fn page(db: &impl ConnectionTrait, contact: &Contact, row: ticket::Model) -> Result<portal::Ticket> {
    let account_id = contact.account_id;
    let links = TicketLinks::portal(&contact.ticket_prefix);
    let form = store::filed_form(db, &row, Schema::for_contacts, &links).await?;
    let mut requester = names::of_contacts(db, account_id, std::iter::once(row.requester_id)).await?;
    let assignee = names::of_agents(db, account_id, row.assignee_id.into_iter()).await?;
    let follow_ups = follow_ups::links(db, visible_to_few(contact), &row, &contact.ticket_prefix).await?;
    Ok(portal::Ticket {
        follow_up_of: follow_ups.of,
        followed_up_by: follow_ups.by,
        followers: super::followers::people(db, &row).await?,
        muted: followers::is_muted(db, (account_id, row.id, contact.id)).await?,
        key: store::key(&contact.ticket_prefix, row.number),
        title: row.title,
        status: row.status,
        priority: row.priority,
        requester: portal::Person {
            id: row.requester_id,
            name: requester.remove(&row.requester_id).unwrap_or_default(),
        },
        assignee: assignee.into_values().next(),
        form: form.name,
        answers: form.answers,
        created_at: row.created_at,
        activity_at: row.activity_at,
        solved_at: row.solved_at,
        last_seq: row.last_public_seq,
        read_seq: read_seq(db, contact, row.id).await?,
    })
}

/// An entry as the contact reads it. The database was asked for public ones alone; a note that came all the same is an error, not an entry.
pub(super) fn entry(contact: &Contact, entry: conversation::Entry) -> Result<portal::Entry> {
    Ok(match entry {
        conversation::Entry::Message(row, dressed) => {
            let row = Public::of(row).ok_or_else(|| anyhow::anyhow!("a note was on its way to the portal"))?;
            portal::Entry::Message(message(contact, row, dressed))
        }
        conversation::Entry::Change(row) => portal::Entry::Change(change(contact, row)?),
    })
}

pub(super) fn message(contact: &Contact, row: Public, dressed: Dressed) -> portal::Message {
    let seq = row.seq();
    let row = row.into_inner();
    let deleted = row.deleted_at.is_some();
    portal::Message {
        id: row.id,
        seq,
        author: portal::Author {
            kind: row.author_kind,
            me: row.author_kind == AuthorKind::Contact && row.author_id == Some(contact.id.0),
            name: row.author_name,
        },
        body: if deleted { String::new() } else { row.body },
        html: dressed.html,
        attachments: dressed.attachments,
        source: row.source,
        created_at: row.created_at,
        edited_at: row.edited_at,
        deleted,
    }
}

fn change(contact: &Contact, row: timeline_entry::Model) -> Result<portal::ChangeEntry> {
    let seq = row.public_seq.filter(|_| !row.internal);
    let seq = seq.ok_or_else(|| anyhow::anyhow!("the team's own entry was on its way to the portal"))?;
    let what: Change = serde_json::from_value(row.what).map_err(anyhow::Error::from)?;
    Ok(portal::ChangeEntry {
        seq,
        actor: portal::Author {
            kind: row.actor_kind,
            me: row.actor_kind == AuthorKind::Contact && row.actor_id == Some(contact.id.0),
            name: row.actor_name,
        },
        what,
        created_at: row.created_at,
    })
}
