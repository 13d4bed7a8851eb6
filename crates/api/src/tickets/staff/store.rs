//! What the team can read of tickets.

use std::collections::HashMap;

use portico_types::{
    ids::AgentId,
    staff,
    tickets::{AuthorKind, Change, TicketStatus},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use crate::{
    auth::Staff,
    entity::{customer, message, slack_channel, ticket, timeline_entry},
    error::Result,
    inbound_mail,
    text::TicketLinks,
    tickets::{
        conversation::{self, Dressed},
        follow_ups,
        listing::{Row, mentioning},
        names,
        search::Search,
        store,
    },
};

/// The ticket of that key.
pub(super) async fn find(db: &impl ConnectionTrait, caller: &Staff, key: &str) -> Result<ticket::Model> {
    store::find(db, store::of_account(caller.account_id), &caller.ticket_prefix, key).await
}

/// Rows as the inbox shows them.
pub(super) async fn summaries(
    db: &impl ConnectionTrait,
    caller: &Staff,
    rows: Vec<Row>,
    search: Option<&Search>,
) -> Result<Vec<staff::TicketSummary>> {
    let account_id = caller.account_id;
    let customers = names::of_customers(db, account_id, rows.iter().map(|r| r.customer_id)).await?;
    let requesters = names::of_contacts(db, account_id, rows.iter().map(|r| r.requester_id)).await?;
    let assignees = names::of_agents(db, account_id, rows.iter().filter_map(|r| r.assignee_id)).await?;
    let mut found = match search {
        Some(search) => search.found(db, rows.iter().map(|row| row.id)).await?,
        None => HashMap::new(),
    };
    let mut summary = |row: Row| staff::TicketSummary {
        key: store::key(&caller.ticket_prefix, row.number),
        title: row.title,
        status: row.status,
        priority: row.priority,
        customer_id: row.customer_id,
        customer: customers.get(&row.customer_id).cloned().unwrap_or_default(),
        requester: staff::Requester {
            id: row.requester_id,
            name: requesters.get(&row.requester_id).cloned().unwrap_or_default(),
        },
        assignee: row.assignee_id.map(|id| staff::AssigneeRef {
            id,
            name: assignees.get(&id).cloned().unwrap_or_default(),
        }),
        snippet: row.last_public_snippet,
        found: found.remove(&row.id).map(|(message, segments)| staff::Found {
            seq: message.seq,
            visibility: message.visibility,
            segments,
        }),
        created_at: row.created_at,
        activity_at: row.activity_at,
    };
    Ok(rows.into_iter().map(&mut summary).collect())
}

/// Unsolved tickets: the caller's, those that mention them, nobody's, all.
pub(super) async fn counts(db: &impl ConnectionTrait, caller: &Staff) -> Result<staff::TicketCounts> {
    use ticket::Column;
    let unsolved = || {
        store::of_account(caller.account_id)
            .filter(Column::Status.is_in(TicketStatus::UNSOLVED.iter().copied()))
            .select_only()
            .column_as(Expr::col((ticket::Entity, Column::Id)).count(), "tickets")
    };
    // A service key has none of its own, as no agent has the nil id. (Compared with `None` they would be those of nobody.)
    let me = caller.agent_id.unwrap_or(AgentId(Uuid::nil()));
    let mine = unsolved().filter(Column::AssigneeId.eq(me));
    let unassigned = unsolved().filter(Column::AssigneeId.is_null());
    let mentioning = unsolved().filter(mentioning(caller.account_id, me));
    let mut counts = [0; 4];
    for (count, query) in counts.iter_mut().zip([mine, mentioning, unassigned, unsolved()]) {
        *count = query.into_tuple::<i64>().one(db).await?.unwrap_or_default();
    }
    let [mine, mentioning, unassigned, unsolved] = counts;
    Ok(staff::TicketCounts {
        mine,
        mentioning,
        unassigned,
        unsolved,
    })
}

/// The ticket as its page shows it to agents.
pub(super) async fn page(db: &impl ConnectionTrait, caller: &Staff, row: ticket::Model) -> Result<staff::Ticket> {
    let account_id = caller.account_id;
    let links = TicketLinks::console(&caller.ticket_prefix);
    let form = store::filed_form(db, &row, Clone::clone, &links).await?;
    let customer = customer::Entity::find_by_id((account_id, row.customer_id))
        .one(db)
        .await?;
    let reaches = reaches(db, customer.as_ref()).await?;
    let mut requester = names::of_contacts(db, account_id, std::iter::once(row.requester_id)).await?;
    let mut assignee = names::of_agents(db, account_id, row.assignee_id.into_iter()).await?;
    let follow_ups = follow_ups::links(db, store::of_account(account_id), &row, &caller.ticket_prefix).await?;
    Ok(staff::Ticket {
        follow_up_of: follow_ups.of,
        followed_up_by: follow_ups.by,
        followers: super::followers::people(db, &row).await?,
        held_mails: inbound_mail::held(db, &row).await?,
        key: store::key(&caller.ticket_prefix, row.number),
        title: row.title,
        status: row.status,
        priority: row.priority,
        customer_id: row.customer_id,
        customer: customer.map(|c| c.name).unwrap_or_default(),
        collection_id: row.collection_id,
        requester: staff::Requester {
            id: row.requester_id,
            name: requester.remove(&row.requester_id).unwrap_or_default(),
        },
        assignee: row.assignee_id.map(|id| staff::AssigneeRef {
            id,
            name: assignee.remove(&id).unwrap_or_default(),
        }),
        form: form.name,
        answers: form.answers,
        form_asks: form.asks,
        reaches,
        created_at: row.created_at,
        activity_at: row.activity_at,
        solved_at: row.solved_at,
        last_seq: row.last_seq,
        version: row.version,
    })
}

/// Where the customer reads a public reply, in words.
async fn reaches(db: &impl ConnectionTrait, customer: Option<&customer::Model>) -> Result<Vec<String>> {
    let mut reaches = vec!["portal".to_owned(), "e-mail".to_owned()];
    if let Some(customer) = customer.filter(|c| c.post_to_customer_channel)
        && let Some(channel) = &customer.customer_channel_id
    {
        let known = slack_channel::Entity::find()
            .filter(slack_channel::Column::AccountId.eq(customer.account_id))
            .filter(slack_channel::Column::ChannelId.eq(channel))
            .one(db)
            .await?;
        let name = known.map_or_else(|| channel.clone(), |c| c.name);
        reaches.push(format!("#{}", name.trim_start_matches('#')));
    }
    Ok(reaches)
}

/// An entry as agents read it.
pub(super) fn entry(caller: &Staff, entry: conversation::Entry) -> Result<staff::Entry> {
    Ok(match entry {
        conversation::Entry::Message(row, dressed) => staff::Entry::Message(message(caller, row, dressed)),
        conversation::Entry::Change(row) if is_move(&row) => staff::Entry::Move(moved(caller, row)?),
        conversation::Entry::Change(row) => staff::Entry::Change(change(caller, row)?),
    })
}

/// What a service key wrote is nobody's, and a service key is nobody.
fn mine(caller: &Staff, author: Option<Uuid>) -> bool {
    author.is_some() && author == caller.agent_id.map(|id| id.0)
}

pub(super) fn message(caller: &Staff, row: message::Model, dressed: Dressed) -> staff::Message {
    let deleted = row.deleted_at.is_some();
    staff::Message {
        id: row.id,
        seq: row.seq,
        visibility: row.visibility,
        author: staff::Author {
            kind: row.author_kind,
            me: row.author_kind == AuthorKind::Agent && mine(caller, row.author_id),
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

/// What is the team's alone is a move, or a change of what customers do not see.
fn is_move(row: &timeline_entry::Model) -> bool {
    row.internal && row.what.get("move").is_some()
}

fn change(caller: &Staff, row: timeline_entry::Model) -> Result<staff::ChangeEntry> {
    let what: Change = serde_json::from_value(row.what.clone()).map_err(anyhow::Error::from)?;
    Ok(staff::ChangeEntry {
        seq: row.seq,
        internal: row.internal,
        created_at: row.created_at,
        actor: actor(caller, row),
        what,
    })
}

fn moved(caller: &Staff, row: timeline_entry::Model) -> Result<staff::MoveEntry> {
    let what: staff::Move = serde_json::from_value(row.what.clone()).map_err(anyhow::Error::from)?;
    Ok(staff::MoveEntry {
        seq: row.seq,
        created_at: row.created_at,
        actor: actor(caller, row),
        what,
    })
}

fn actor(caller: &Staff, row: timeline_entry::Model) -> staff::Author {
    staff::Author {
        kind: row.actor_kind,
        me: row.actor_kind == AuthorKind::Agent && mine(caller, row.actor_id),
        name: row.actor_name,
    }
}
