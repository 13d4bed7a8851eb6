//! Judging what a contact filled in, beyond what the form itself can: whether people and files are theirs to name.

use portico_types::{
    FieldError,
    attachments::MOST,
    forms::{Answers, FieldKind, Schema, answer_of},
    ids::{AttachmentId, ContactId, FormId},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::store;
use crate::{
    attachments::{self, Uploader},
    auth::Contact,
    contacts,
    entity::{contact, ticket},
    error::{Error, Result},
};

/// What will do.
pub(crate) struct Judged {
    /// The form and its version; `None` is the built-in one.
    pub form: Option<(FormId, i32)>,
    pub answers: Answers,
    /// Files that answer something: they belong to the first message.
    pub files: Vec<AttachmentId>,
}

/// Judges what a contact filled in, by the form's current version: answers to another one, where it is said to be another, not at all.
/// `attached` files come with the ticket itself.
pub(crate) async fn judge(
    db: &impl ConnectionTrait,
    contact: &Contact,
    (form_id, filled_in): (Option<FormId>, Option<i32>),
    given: &Answers,
    attached: usize,
) -> Result<Judged> {
    let Some(form_id) = form_id else {
        if store::is_offered_any(db, contact).await? {
            return Err(Error::field("form_id", "Choose one of the forms").because("unknown_form"));
        }
        let answers = Schema::default().check(given)?;
        return Ok(Judged {
            form: None,
            answers,
            files: Vec::new(),
        });
    };
    let absent = || Error::field("form_id", "There is no such form").because("unknown_form");
    let version = store::current(db, contact, form_id).await?.ok_or_else(absent)?;
    if filled_in.is_some_and(|it| it != version.version) {
        let why = "This form has changed meanwhile: look through it, then file it again";
        return Err(Error::field("form_version", why).because("form_changed"));
    }
    let schema = store::schema(&version)?;
    let answers = schema.check_of_contact(given)?;
    let mut errors = people(db, contact, &schema, &answers).await?;
    let files = files(db, contact, &schema, &answers, attached, &mut errors).await?;
    if !errors.is_empty() {
        return Err(errors.into());
    }
    Ok(Judged {
        form: Some((form_id, version.version)),
        answers,
        files,
    })
}

/// Judges what the team makes of a ticket's answers, beyond what the form itself can: whoever is named anew is one of the ticket's customer's
/// people, and files can only stay or go. What was there before may stay, whatever became of it.
pub(crate) async fn judge_correction(
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
    schema: &Schema,
    (before, after): (&Answers, &Answers),
) -> Result<()> {
    let new = |kind| {
        let known = schema.named(before, kind);
        let named = schema.named(after, kind).into_iter();
        named.filter(|it| !known.contains(it)).collect::<Vec<_>>()
    };
    let people = new(FieldKind::Person);
    let found: Vec<ContactId> = if people.is_empty() {
        Vec::new()
    } else {
        contact::Entity::find()
            .select_only()
            .column(contact::Column::Id)
            .filter(contact::Column::AccountId.eq(ticket.account_id))
            .filter(contact::Column::CustomerId.eq(ticket.customer_id))
            .filter(contact::Column::DisabledAt.is_null())
            .filter(contact::Column::Id.is_in(people.iter().map(|(_, id)| ContactId(*id))))
            .into_tuple()
            .all(db)
            .await?
    };
    let strangers = people.into_iter().filter(|(_, id)| !found.contains(&ContactId(*id)));
    let refused = |field, message| FieldError::new(answer_of(field), message).with_code("unknown_id");
    let mut errors: Vec<FieldError> = strangers
        .map(|(field, _)| refused(field, "Choose one of the customer's people"))
        .collect();
    for (field, _) in new(FieldKind::File) {
        errors.push(refused(field, "Files can be left out here, and none added"));
    }
    if errors.is_empty() { Ok(()) } else { Err(errors.into()) }
}

/// Only colleagues whose names the contact may know; whoever else is like nobody.
async fn people(
    db: &impl ConnectionTrait,
    contact: &Contact,
    schema: &Schema,
    answers: &Answers,
) -> Result<Vec<FieldError>> {
    let named = schema.named(answers, FieldKind::Person);
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ContactId> = named.iter().map(|(_, id)| ContactId(*id)).collect();
    let known = contacts::choosable(db, contact, &ids).await?;
    let strangers = named.into_iter().filter(|(_, id)| !known.contains(&ContactId(*id)));
    let refuse =
        |(field, _)| FieldError::new(answer_of(field), "Choose a person from the list").with_code("unknown_id");
    Ok(strangers.map(refuse).collect())
}

/// Only files that the contact has uploaded whole and attached to nothing else, each to one question, and not too many in all.
async fn files(
    db: &impl ConnectionTrait,
    contact: &Contact,
    schema: &Schema,
    answers: &Answers,
    attached: usize,
    errors: &mut Vec<FieldError>,
) -> Result<Vec<AttachmentId>> {
    let mut files = Vec::new();
    for (field, id) in schema.named(answers, FieldKind::File) {
        let id = AttachmentId(id);
        if files.contains(&id) || !attachments::is_whole(db, &Uploader::from(contact), id).await? {
            let message = "One of these files is not here any more; attach it again";
            errors.push(FieldError::new(answer_of(field), message).with_code("unknown_id"));
        } else if files.len() + attached >= MOST {
            let message = format!("Attach at most {MOST} files to a ticket");
            errors.push(
                FieldError::new(answer_of(field), message)
                    .with_code("too_many")
                    .with_limit(MOST),
            );
        } else {
            files.push(id);
        }
    }
    Ok(files)
}
