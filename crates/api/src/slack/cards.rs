//! A ticket's card: all there is to know at a glance, updated in place. What a customer typed comes in as literal words.

use portico_types::{
    forms::{Answers, FieldKind, Schema},
    ids::{AccountId, TicketId},
    tickets::{MessageVisibility, TicketKey},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;

use super::{blocks, post::PART};
use crate::{
    config::Config,
    entity::{ThreadKind, account, agent, contact, customer, form, form_version, message, slack_thread, ticket},
    error::{Error, Result},
    forms,
    outside::slack::Post,
    text::{TicketLinks, bold_mrkdwn, escape_mrkdwn, snippet, split_mrkdwn, to_mrkdwn_linked},
};

/// What a card says.
struct Card {
    key: String,
    ticket: ticket::Model,
    customer: String,
    requester: String,
    assignee: Option<String>,
    /// A link to the ticket it follows.
    follow_up_of: Option<String>,
    /// The form's name and the answers, as the reader of this channel may see them.
    form: Option<String>,
    answers: Vec<Answer>,
    /// The first message, as mrkdwn, in parts: the first fits the card.
    first: Vec<String>,
    /// Where the reader finds the ticket.
    url: String,
}

/// The card of a thread, as it should look now.
pub(super) async fn card(db: &impl ConnectionTrait, config: &Config, thread: &slack_thread::Model) -> Result<Post> {
    let card = load(db, config, thread).await?;
    let blocks = match thread.kind {
        ThreadKind::Triage => for_agents(&card),
        ThreadKind::Customer => for_customers(&card),
    };
    Ok(Post {
        text: blocks::clip(&format!("{}: {}", card.key, escape_mrkdwn(&card.ticket.title)), 2900),
        blocks: Some(blocks),
        id: Some(thread.id.to_string()),
    })
}

fn for_agents(card: &Card) -> Vec<Value> {
    let ticket = &card.ticket;
    let mut fields = vec![
        ("Customer", escape_mrkdwn(&card.customer)),
        ("Requester", escape_mrkdwn(&card.requester)),
        ("Status", blocks::status(ticket.status)),
        ("Priority", blocks::priority(ticket.priority)),
        (
            "Assignee",
            card.assignee
                .as_deref()
                .map_or_else(|| "_nobody yet_".to_owned(), escape_mrkdwn),
        ),
    ];
    fields.extend(card.form.as_deref().map(|form| ("Form", escape_mrkdwn(form))));
    fields.extend(card.follow_up_of.clone().map(|link| ("Follow-up to", link)));
    let mut blocks = head(card);
    blocks.push(blocks::fields(&fields));
    blocks.extend(body(card));
    blocks.push(blocks::agent_actions(
        ticket.status,
        ticket.priority,
        ticket.version,
        &card.url,
    ));
    blocks
}

/// Without assignee, hidden answers and buttons: others read this, too.
fn for_customers(card: &Card) -> Vec<Value> {
    let mut fields = vec![
        ("Status", blocks::status(card.ticket.status)),
        ("Requester", escape_mrkdwn(&card.requester)),
    ];
    fields.extend(card.form.as_deref().map(|form| ("Form", escape_mrkdwn(form))));
    fields.extend(card.follow_up_of.clone().map(|link| ("Follow-up to", link)));
    let mut blocks = head(card);
    blocks.push(blocks::fields(&fields));
    blocks.extend(body(card));
    blocks.push(blocks::link_actions("Open in the portal", &card.url));
    blocks
}

fn head(card: &Card) -> Vec<Value> {
    vec![blocks::section(&format!(
        "*{}*  {}",
        card.key,
        bold_mrkdwn(&card.ticket.title)
    ))]
}

fn body(card: &Card) -> Vec<Value> {
    let mut blocks = Vec::new();
    let (shown, rest) = on_card(&card.answers);
    let more = card.first.len() > 1 || !rest.is_empty();
    if !shown.is_empty() {
        blocks.push(blocks::section(&shown));
    }
    if let Some(first) = card.first.first().filter(|first| !first.is_empty()) {
        blocks.push(blocks::section(first));
    }
    if more {
        blocks.push(blocks::context("… more below"));
    }
    blocks
}

/// How much of one answer a card shows, in characters.
const ANSWER: usize = 300;
/// How much of the first message, and of all answers together. A section takes 3,000.
const SECTION: usize = 2900;

/// An answer as mrkdwn.
struct Answer {
    label: String,
    /// As the card shows it.
    short: String,
    /// All of it, if that is more.
    full: Option<String>,
}

/// The answers that fit a card, and those that do not, or not whole.
fn on_card(answers: &[Answer]) -> (String, Vec<String>) {
    let (mut shown, mut rest) = (String::new(), Vec::new());
    for answer in answers {
        let label = bold_mrkdwn(&format!("{}:", answer.label));
        let line = format!("{label} {}", answer.short);
        let fits = shown.encode_utf16().count() + line.encode_utf16().count() < SECTION;
        if fits {
            if !shown.is_empty() {
                shown.push('\n');
            }
            shown.push_str(&line);
        }
        match &answer.full {
            Some(full) => rest.push(format!("{label} {full}")),
            None if !fits => rest.push(line),
            None => {}
        }
    }
    (shown, rest)
}

/// What a ticket begins with.
pub(super) async fn first_message(
    db: &impl ConnectionTrait,
    (account_id, ticket_id): (AccountId, TicketId),
) -> Result<Option<message::Model>, DbErr> {
    message::Entity::find()
        .filter(message::Column::AccountId.eq(account_id))
        .filter(message::Column::TicketId.eq(ticket_id))
        .filter(message::Column::Visibility.eq(MessageVisibility::Public))
        .filter(message::Column::PublicSeq.is_not_null())
        .order_by_asc(message::Column::PublicSeq)
        .one(db)
        .await
}

/// Where keys of tickets lead who reads a thread of this kind.
fn ticket_links(account: &account::Model, portal: &str, kind: ThreadKind) -> TicketLinks {
    let links = match kind {
        ThreadKind::Triage => TicketLinks::console(&account.ticket_prefix),
        ThreadKind::Customer => TicketLinks::portal(&account.ticket_prefix),
    };
    links.from_outside(portal)
}

/// Where keys of tickets lead who reads this thread.
pub(super) async fn links_of(
    db: &impl ConnectionTrait,
    config: &Config,
    thread: &slack_thread::Model,
) -> Result<TicketLinks> {
    let account = account::Entity::find_by_id(thread.account_id).one(db).await?;
    let account = account.ok_or(Error::NotFound("account"))?;
    let portal = config.portal_url(&account.slug, account.custom_domain.as_deref());
    Ok(ticket_links(&account, &portal, thread.kind))
}

fn first_in_parts(body: &str, links: &TicketLinks) -> Vec<String> {
    let mut parts = split_mrkdwn(&to_mrkdwn_linked(body, &[], links), SECTION);
    if parts.is_empty() {
        parts.push(String::new());
    }
    parts
}

/// The first message in parts: the one that stands on the card, and those to be posted below; behind them the answers that did not fit.
pub(super) async fn first_parts(
    db: &impl ConnectionTrait,
    thread: &slack_thread::Model,
    body: &str,
    links: &TicketLinks,
) -> Result<Vec<String>> {
    let ticket = ticket::Entity::find_by_id((thread.account_id, thread.ticket_id))
        .one(db)
        .await?;
    let ticket = ticket.ok_or(Error::NotFound("ticket"))?;
    let (_, answers) = answers(db, &ticket, thread.kind, links).await?;
    let (_, rest) = on_card(&answers);
    let mut parts = first_in_parts(body, links);
    parts.extend(split_mrkdwn(&rest.join("\n"), PART));
    Ok(parts)
}

async fn load(db: &impl ConnectionTrait, config: &Config, thread: &slack_thread::Model) -> Result<Card> {
    let account_id = thread.account_id;
    let ticket = ticket::Entity::find_by_id((account_id, thread.ticket_id))
        .one(db)
        .await?;
    let ticket = ticket.ok_or(Error::NotFound("ticket"))?;
    let account = account::Entity::find_by_id(account_id)
        .one(db)
        .await?
        .ok_or(Error::NotFound("account"))?;
    let customer = customer::Entity::find_by_id((account_id, ticket.customer_id))
        .one(db)
        .await?;
    let requester = contact::Entity::find_by_id((account_id, ticket.requester_id))
        .one(db)
        .await?;
    let assignee = match ticket.assignee_id {
        Some(id) => agent::Entity::find_by_id((account_id, id)).one(db).await?,
        None => None,
    };
    let first = first_message(db, (account_id, ticket.id)).await?;
    let portal = config.portal_url(&account.slug, account.custom_domain.as_deref());
    let links = ticket_links(&account, &portal, thread.kind);
    let (form, answers) = answers(db, &ticket, thread.kind, &links).await?;
    let tickets = match thread.kind {
        ThreadKind::Triage => format!("{portal}/console/tickets"),
        ThreadKind::Customer => format!("{portal}/tickets"),
    };
    let key = |number| {
        let prefix = account.ticket_prefix.clone();
        TicketKey { prefix, number }.to_string()
    };
    let followed = followed(db, &ticket, thread.kind).await?;
    let follow_up_of = followed.map(|it| {
        let key = key(it.number);
        format!("<{tickets}/{key}|{key}>")
    });
    let key = key(ticket.number);
    Ok(Card {
        follow_up_of,
        customer: customer.map(|it| it.name).unwrap_or_default(),
        requester: requester.map(|it| it.name).unwrap_or_default(),
        assignee: assignee.map(|it| it.name),
        form,
        answers,
        first: first.map(|it| first_in_parts(&it.body, &links)).unwrap_or_default(),
        url: format!("{tickets}/{key}"),
        key,
        ticket,
    })
}

/// The ticket it follows; where customers read, unless that is another's by now.
async fn followed(
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
    kind: ThreadKind,
) -> Result<Option<ticket::Model>, DbErr> {
    let Some(id) = ticket.follow_up_of else {
        return Ok(None);
    };
    let found = ticket::Entity::find_by_id((ticket.account_id, id)).one(db).await?;
    Ok(found.filter(|it| kind == ThreadKind::Triage || it.customer_id == ticket.customer_id))
}

/// The form's name and the answers as mrkdwn; where customers read, without the hidden ones.
async fn answers(
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
    kind: ThreadKind,
    links: &TicketLinks,
) -> Result<(Option<String>, Vec<Answer>)> {
    let (Some(form_id), Some(version)) = (ticket.form_id, ticket.form_version) else {
        return Ok((None, Vec::new()));
    };
    let form = form::Entity::find_by_id((ticket.account_id, form_id)).one(db).await?;
    let version = form_version::Entity::find_by_id((ticket.account_id, form_id, version))
        .one(db)
        .await?;
    let Some(version) = version else {
        return Ok((form.map(|it| it.name), Vec::new()));
    };
    let schema: Schema = serde_json::from_value(version.schema).map_err(anyhow::Error::from)?;
    let schema = match kind {
        ThreadKind::Triage => schema,
        ThreadKind::Customer => schema.for_contacts(),
    };
    let given: Answers = serde_json::from_value(ticket.answers.clone()).map_err(anyhow::Error::from)?;
    let names = forms::names(db, ticket, &schema, &given).await?;
    let texts = schema
        .texts(&given, |id| names.get(&id).cloned())
        .into_iter()
        .map(|answer| {
            let markdown = schema
                .fields
                .iter()
                .any(|field| field.id == answer.field_id && field.kind == FieldKind::LongText);
            let long = answer.text.chars().count() > ANSWER;
            let (short, full) = if markdown {
                let full = long.then(|| to_mrkdwn_linked(&answer.text, &[], links));
                (snippet(&answer.text, ANSWER), full)
            } else {
                (cut(&answer.text), long.then(|| escape_mrkdwn(&answer.text)))
            };
            Answer {
                label: answer.label,
                short: escape_mrkdwn(&short),
                full,
            }
        });
    Ok((form.map(|it| it.name), texts.collect()))
}

fn cut(text: &str) -> String {
    let mut short: String = text.chars().take(ANSWER).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
