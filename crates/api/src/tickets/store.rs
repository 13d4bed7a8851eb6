//! What both surfaces ask about one ticket.

use portico_types::{
    ids::{AccountId, MessageId, TicketId},
    tickets::TicketKey,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Select};

use crate::{
    entity::{form, form_version, message, ticket},
    error::{Error, Result},
    forms,
    text::{TicketLinks, to_html_linked},
};
use portico_types::forms::{AnswerText, Answers, FieldKind, Form, Schema};

/// The account's tickets. Every read of the agents' surface starts here.
pub(super) fn of_account(account_id: AccountId) -> Select<ticket::Entity> {
    ticket::Entity::find().filter(ticket::Column::AccountId.eq(account_id))
}

/// The ticket of that key among `tickets`. Absent, malformed, another prefix, not among them: the same answer.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    tickets: Select<ticket::Entity>,
    prefix: &str,
    key: &str,
) -> Result<ticket::Model> {
    const ABSENT: Error = Error::NotFound("ticket");
    let key: TicketKey = key.parse().map_err(|_| ABSENT)?;
    if key.prefix != prefix {
        return Err(ABSENT);
    }
    let found = tickets.filter(ticket::Column::Number.eq(key.number)).one(db).await?;
    found.ok_or(ABSENT)
}

/// A message, of this ticket where one is given. Absent or another ticket's: the same answer.
pub(super) async fn find_message(
    db: &impl ConnectionTrait,
    (account_id, ticket_id): (AccountId, Option<TicketId>),
    id: MessageId,
) -> Result<message::Model> {
    let found = message::Entity::find_by_id((account_id, id)).one(db).await?;
    let of_ticket = |it: &message::Model| ticket_id.is_none_or(|ticket_id| it.ticket_id == ticket_id);
    found.filter(of_ticket).ok_or(Error::NotFound("message"))
}

pub(super) fn key(prefix: &str, number: i64) -> String {
    format!("{prefix}-{number}")
}

/// The form a ticket was filed with, in that version; `None` is the built-in one.
pub(super) async fn filed_with(db: &impl ConnectionTrait, ticket: &ticket::Model) -> Result<Option<Form>> {
    let (Some(form_id), Some(version)) = (ticket.form_id, ticket.form_version) else {
        return Ok(None);
    };
    let account_id = ticket.account_id;
    let form = form::Entity::find_by_id((account_id, form_id)).one(db).await?;
    let version = form_version::Entity::find_by_id((account_id, form_id, version))
        .one(db)
        .await?;
    let (Some(form), Some(version)) = (form, version) else {
        return Ok(None);
    };
    Ok(Some(Form {
        id: Some(form.id),
        version: version.version,
        schema: forms::schema(&version)?,
        name: form.name,
        description: form.description,
    }))
}

/// What was filled in.
pub(super) fn answers(ticket: &ticket::Model) -> Result<Answers> {
    Ok(serde_json::from_value(ticket.answers.clone()).map_err(anyhow::Error::from)?)
}

/// Answers of a ticket as people read them who see so much of the form.
pub(super) async fn texts(
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
    schema: &Schema,
    answers: &Answers,
) -> Result<Vec<AnswerText>> {
    let names = forms::names(db, ticket, schema, answers).await?;
    Ok(schema.texts(answers, |id| names.get(&id).cloned()))
}

/// The form a ticket was filed with, as people read it.
pub(super) struct FiledForm {
    pub(super) name: String,
    /// Of what somebody sees, in that version's order.
    pub(super) answers: Vec<AnswerText>,
    /// There is something to answer for whoever sees so much, answered or not. Files cannot be added later.
    pub(super) asks: bool,
}

/// The form a ticket was filed with, as whoever reads what `readable` leaves of it.
pub(super) async fn filed_form(
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
    readable: impl FnOnce(&Schema) -> Schema,
    links: &TicketLinks,
) -> Result<FiledForm> {
    let Some(form) = filed_with(db, ticket).await? else {
        return Ok(FiledForm {
            name: forms::BUILT_IN.to_owned(),
            answers: Vec::new(),
            asks: false,
        });
    };
    let schema = readable(&form.schema);
    let mut answers = texts(db, ticket, &schema, &answers(ticket)?).await?;
    dress(&mut answers, &schema, links);
    Ok(FiledForm {
        name: form.name,
        answers,
        asks: schema.fields.iter().any(|it| it.kind != FieldKind::File),
    })
}

/// What was filled in when a ticket was filed, as contacts may read it.
pub(crate) async fn filed_answers(
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
    links: &TicketLinks,
) -> Result<Vec<AnswerText>> {
    Ok(filed_form(db, ticket, Schema::for_contacts, links).await?.answers)
}

/// Long texts are Markdown, shown as messages are.
fn dress(answers: &mut [AnswerText], schema: &Schema, links: &TicketLinks) {
    for answer in answers {
        if schema
            .field(answer.field_id)
            .is_some_and(|it| it.kind == FieldKind::LongText)
        {
            answer.html = Some(to_html_linked(&answer.text, &[], links));
        }
    }
}
