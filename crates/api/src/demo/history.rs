//! What happened so far.

use chrono::{DateTime, TimeDelta, Utc};
use portico_types::{
    forms::Answers,
    ids::{AccountId, AgentId},
    tickets::{AuthorKind, MessageVisibility, Source, TicketStatus},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::{
    company::{self, Company},
    script::{Entry, Script, Ticket},
};
use crate::{
    attachments::Files,
    db::WriteTxn,
    entity::{contact, job, read_mark, ticket},
    error::{Error, Result},
    notifications,
    tickets::{self, Actor, Edit, Fact, NewFiling, Said},
};

/// This many of the newest unsolved tickets have a card in Slack, so that nobody looks at empty channels.
const CARDS: usize = 8;
/// Whatever is older, everybody at the customer has read.
const READ: TimeDelta = TimeDelta::hours(36);

/// Files all tickets; returns how many.
pub(super) async fn tell(txn: &WriteTxn, script: &Script, company: &Company, now: DateTime<Utc>) -> Result<usize> {
    let account_id = company.account.id;
    let mut rows = Vec::new();
    for ticket in &script.tickets {
        rows.push(live_through(txn, company, ticket, now).await?);
    }
    // All of it is long told: Slack was not connected yet, so nothing is posted, and the mails go before anybody sees them, in the same
    // transaction.
    job::Entity::delete_many()
        .filter(job::Column::AccountId.eq(account_id))
        .exec(&**txn)
        .await?;
    company::connect_slack(&**txn, script, company, now).await?;
    let unsolved = rows.iter().filter(|row| TicketStatus::UNSOLVED.contains(&row.status));
    let mut newest: Vec<&ticket::Model> = unsolved.rev().take(CARDS).collect();
    newest.reverse();
    for ticket in newest {
        notifications::tell(txn, ticket, &[Fact::Filed], now).await?;
    }
    for ticket in rows.iter().filter(|row| row.activity_at < now - READ) {
        mark_read(&**txn, ticket).await?;
    }
    Ok(rows.len())
}

async fn live_through(txn: &WriteTxn, company: &Company, it: &Ticket, now: DateTime<Utc>) -> Result<ticket::Model> {
    let account_id = company.account.id;
    let requester = company.contacts.get(&it.by).ok_or(Error::NotFound("contact"))?;
    let mut time = now - it.ago;
    let form = match &it.form {
        Some(key) => Some(company.forms.get(key).ok_or(Error::NotFound("form"))?),
        None => None,
    };
    let answers = match form {
        Some(form) => {
            let named = it
                .answers
                .iter()
                .map(|(key, value)| Some((*form.fields.get(key)?, value.clone())));
            let given = named.collect::<Option<Answers>>().ok_or(Error::NotFound("field"))?;
            form.schema.check(&given)?
        }
        None => Answers::new(),
    };
    let new = NewFiling {
        customer_id: requester.customer_id,
        requester_id: requester.id,
        form: form.map(|form| (form.id, 1)),
        answers,
        title: &it.title,
        description: it.text.trim(),
        files: Files::None,
        priority: it.priority,
        follow_up_of: None,
    };
    let mut row = tickets::file(txn, account_id, by_contact(requester), Source::Portal, new, time).await?;
    for entry in &it.then {
        time += entry.after;
        row = happen(txn, company, (account_id, &row), entry, time).await?;
    }
    Ok(row)
}

async fn happen(
    txn: &WriteTxn,
    company: &Company,
    (account_id, ticket): (AccountId, &ticket::Model),
    entry: &Entry,
    time: DateTime<Utc>,
) -> Result<ticket::Model> {
    let (actor, usual) = who(company, &entry.by)?;
    let source = entry.via.unwrap_or(usual);
    let mut edit = Edit::begin(txn, (account_id, ticket.id), actor, source, time).await?;
    let mentions = agents(company, &entry.mentions)?;
    let said = [
        (MessageVisibility::Public, &entry.say),
        (MessageVisibility::Internal, &entry.note),
    ];
    for (visibility, body) in said {
        if let Some(body) = body {
            let said = Said {
                visibility,
                body: body.trim(),
                mentions: &mentions,
                files: Files::None,
                written_in: None,
            };
            edit.say(said).await?;
        }
    }
    if let Some(status) = entry.status {
        edit.set_status(status).await?;
    }
    if let Some(priority) = entry.priority {
        edit.set_priority(priority).await?;
    }
    if let Some(name) = &entry.assignee {
        edit.set_assignee(agents(company, std::slice::from_ref(name))?.pop())
            .await?;
    }
    edit.finish().await
}

fn who(company: &Company, name: &str) -> Result<(Actor, Source)> {
    if let Some(agent) = company.agents.get(name) {
        return Ok((Actor::from(agent), Source::Console));
    }
    if let Some(contact) = company.contacts.get(name) {
        return Ok((by_contact(contact), Source::Portal));
    }
    if name != "system" {
        return Err(Error::NotFound("person"));
    }
    let system = Actor {
        kind: AuthorKind::System,
        id: None,
        name: "Portico".to_owned(),
    };
    Ok((system, Source::System))
}

fn by_contact(contact: &contact::Model) -> Actor {
    Actor {
        kind: AuthorKind::Contact,
        id: Some(contact.id.0),
        name: contact.name.clone(),
    }
}

fn agents(company: &Company, names: &[String]) -> Result<Vec<AgentId>> {
    let found = names.iter().map(|name| company.agents.get(name).map(|agent| agent.id));
    found.collect::<Option<_>>().ok_or(Error::NotFound("agent"))
}

async fn mark_read(db: &impl ConnectionTrait, ticket: &ticket::Model) -> Result<()> {
    let readers = contact::Entity::find()
        .filter(contact::Column::AccountId.eq(ticket.account_id))
        .filter(contact::Column::CustomerId.eq(ticket.customer_id))
        .all(db)
        .await?;
    let marks = readers.into_iter().map(|reader| {
        let mark = read_mark::Model {
            account_id: ticket.account_id,
            contact_id: reader.id,
            ticket_id: ticket.id,
            seq: ticket.last_public_seq,
        };
        mark.into_active_model()
    });
    read_mark::Entity::insert_many::<read_mark::ActiveModel, _>(marks)
        .exec_without_returning(db)
        .await?;
    Ok(())
}
