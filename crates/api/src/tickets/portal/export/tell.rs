//! What an export tells of each ticket: what the ticket's page shows, asked for many at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use portico_types::{
    forms::{AnswerText, Answers, FieldKind, Schema},
    ids::{AccountId, AttachmentId, ContactId, FieldId, FormId, MessageId, TicketId},
    portal::{ExportedMessage, ExportedTicket},
    tickets::MessageVisibility,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    attachments,
    auth::Contact,
    entity::{attachment, contact, form, form_version, message, ticket},
    error::Result,
    forms,
    tickets::{conversation::Public, names, portal::store, store as tickets},
};

/// The forms that listed tickets were filed with, as contacts may see them.
pub(super) struct Forms {
    /// In the order in which they are picked.
    names: Vec<(FormId, String)>,
    versions: BTreeMap<(FormId, i32), Version>,
}

struct Version {
    /// Names everybody whom answers may name.
    whole: Schema,
    shown: Schema,
}

/// A field that a listed ticket may have been filed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub form_id: FormId,
    pub id: FieldId,
    pub form: String,
    pub label: String,
}

impl Forms {
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        account_id: AccountId,
        versions: &BTreeSet<(FormId, i32)>,
    ) -> Result<Self> {
        let ids: BTreeSet<FormId> = versions.iter().map(|(form, _)| *form).collect();
        if ids.is_empty() {
            return Ok(Self {
                names: Vec::new(),
                versions: BTreeMap::new(),
            });
        }
        let names = form::Entity::find()
            .select_only()
            .column(form::Column::Id)
            .column(form::Column::Name)
            .filter(form::Column::AccountId.eq(account_id))
            .filter(form::Column::Id.is_in(ids.iter().copied()))
            .order_by_asc(form::Column::Position)
            .order_by_asc(form::Column::Id)
            .into_tuple()
            .all(db)
            .await?;
        let rows = form_version::Entity::find()
            .filter(form_version::Column::AccountId.eq(account_id))
            .filter(form_version::Column::FormId.is_in(ids));
        let mut found = BTreeMap::new();
        for row in rows.all(db).await? {
            let key = (row.form_id, row.version);
            if versions.contains(&key) {
                let whole = forms::schema(&row)?;
                let shown = whole.for_contacts();
                found.insert(key, Version { whole, shown });
            }
        }
        Ok(Self { names, versions: found })
    }

    /// Every field once, by the label its newest version gives it: the forms in their order, of each the fields of the newest version and
    /// then those that only older ones have.
    pub(super) fn fields(&self) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        for (form_id, form) in &self.names {
            let versions = self.versions.range((*form_id, i32::MIN)..=(*form_id, i32::MAX));
            for (_, version) in versions.rev() {
                for field in &version.shown.fields {
                    if !fields.iter().any(|it| (it.form_id, it.id) == (*form_id, field.id)) {
                        fields.push(Field {
                            form_id: *form_id,
                            id: field.id,
                            form: form.clone(),
                            label: field.label.clone(),
                        });
                    }
                }
            }
        }
        fields
    }

    fn name(&self, id: Option<FormId>) -> String {
        let found = id.and_then(|id| self.names.iter().find(|(it, _)| *it == id));
        found.map_or_else(|| forms::BUILT_IN.to_owned(), |(_, name)| name.clone())
    }

    fn version(&self, row: &ticket::Model) -> Option<&Version> {
        self.versions.get(&(row.form_id?, row.form_version?))
    }

    /// Those of the tickets that `contact` may see, in the order of their numbers, without what was said.
    pub(super) async fn tickets(
        &self,
        db: &impl ConnectionTrait,
        contact: &Contact,
        numbers: &[i64],
    ) -> Result<Vec<(TicketId, ExportedTicket)>> {
        let rows = store::visible_among(contact, numbers).all(db).await?;
        let mut rows: HashMap<i64, ticket::Model> = rows.into_iter().map(|row| (row.number, row)).collect();
        let rows: Vec<ticket::Model> = numbers.iter().filter_map(|it| rows.remove(it)).collect();
        let account_id = contact.account_id;
        let requesters = names::of_contacts(db, account_id, rows.iter().map(|r| r.requester_id)).await?;
        let assignees = names::of_agents(db, account_id, rows.iter().filter_map(|r| r.assignee_id)).await?;
        let answers = self.answers(db, contact, &rows).await?;
        let followed = followed(db, contact, &rows).await?;
        let told = |(row, answers): (ticket::Model, Vec<AnswerText>)| {
            let told = ExportedTicket {
                key: tickets::key(&contact.ticket_prefix, row.number),
                title: row.title,
                status: row.status,
                priority: row.priority,
                form: self.name(row.form_id),
                form_id: row.form_id,
                requester: requesters.get(&row.requester_id).cloned().unwrap_or_default(),
                assignee: row.assignee_id.and_then(|id| assignees.get(&id).cloned()),
                created_at: row.created_at,
                activity_at: row.activity_at,
                follow_up_of: row.follow_up_of.and_then(|id| followed.get(&id).cloned()),
                solved_at: row.solved_at,
                message_count: row.public_count,
                answers,
                messages: None,
            };
            (row.id, told)
        };
        Ok(rows.into_iter().zip(answers).map(told).collect())
    }

    /// What each ticket was filed with, as its page tells it.
    async fn answers(
        &self,
        db: &impl ConnectionTrait,
        contact: &Contact,
        rows: &[ticket::Model],
    ) -> Result<Vec<Vec<AnswerText>>> {
        let (mut given, mut people, mut files) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            let answers: Answers = serde_json::from_value(row.answers.clone()).map_err(anyhow::Error::from)?;
            if let Some(version) = self.version(row) {
                let named = |kind| version.whole.named(&answers, kind).into_iter().map(|(_, id)| id);
                people.extend(named(FieldKind::Person).map(ContactId));
                files.extend(named(FieldKind::File).map(AttachmentId));
            }
            given.push(answers);
        }
        let people = people_named(db, contact, people).await?;
        let files = files_named(db, contact.account_id, files).await?;
        let texts = |(row, answers): (&ticket::Model, Answers)| {
            let name = |id: Uuid| {
                let file = files.get(&(row.id, AttachmentId(id)));
                people.get(&ContactId(id)).or(file).cloned()
            };
            self.version(row)
                .map(|it| it.shown.texts(&answers, name))
                .unwrap_or_default()
        };
        Ok(rows.iter().zip(given).map(texts).collect())
    }
}

/// Keys of what the tickets follow, where the contact may see that.
async fn followed(
    db: &impl ConnectionTrait,
    contact: &Contact,
    rows: &[ticket::Model],
) -> Result<HashMap<TicketId, String>, DbErr> {
    let ids: BTreeSet<TicketId> = rows.iter().filter_map(|row| row.follow_up_of).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let numbers: Vec<(TicketId, i64)> = store::visible_to_few(contact)
        .filter(ticket::Column::Id.is_in(ids))
        .select_only()
        .columns([ticket::Column::Id, ticket::Column::Number])
        .into_tuple()
        .all(db)
        .await?;
    let keyed = |(id, number)| (id, tickets::key(&contact.ticket_prefix, number));
    Ok(numbers.into_iter().map(keyed).collect())
}

/// People of the contact's own customer alone, as on the ticket's page.
async fn people_named(
    db: &impl ConnectionTrait,
    reader: &Contact,
    ids: Vec<ContactId>,
) -> Result<HashMap<ContactId, String>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(ContactId, String)> = contact::Entity::find()
        .select_only()
        .column(contact::Column::Id)
        .column(contact::Column::Name)
        .filter(contact::Column::AccountId.eq(reader.account_id))
        .filter(contact::Column::CustomerId.eq(reader.customer_id))
        .filter(contact::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// Files by the ticket they belong to: an answer names no other ticket's.
async fn files_named(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    ids: Vec<AttachmentId>,
) -> Result<HashMap<(TicketId, AttachmentId), String>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(Option<TicketId>, AttachmentId, String)> = attachment::Entity::find()
        .select_only()
        .column(attachment::Column::TicketId)
        .column(attachment::Column::Id)
        .column(attachment::Column::Name)
        .filter(attachment::Column::AccountId.eq(account_id))
        .filter(attachment::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    let of_ticket = |(ticket, id, name): (Option<TicketId>, AttachmentId, String)| Some(((ticket?, id), name));
    Ok(found.into_iter().filter_map(of_ticket).collect())
}

/// Adds what was said in public on these tickets, which the contact may see.
pub(super) async fn add_messages(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    tickets: &mut [(TicketId, ExportedTicket)],
) -> Result<()> {
    let rows = message::Entity::find()
        .filter(message::Column::AccountId.eq(account_id))
        .filter(message::Column::TicketId.is_in(tickets.iter().map(|(id, _)| *id)))
        .filter(message::Column::Visibility.eq(MessageVisibility::Public))
        .filter(message::Column::PublicSeq.is_not_null())
        .order_by_asc(message::Column::TicketId)
        .order_by_asc(message::Column::PublicSeq)
        .all(db)
        .await?;
    let there = rows.iter().filter(|row| row.deleted_at.is_none());
    let ids: Vec<MessageId> = there.map(|row| row.id).collect();
    let mut files = attachments::of_messages(db, account_id, &ids).await?;
    let mut said: HashMap<TicketId, Vec<ExportedMessage>> = HashMap::new();
    for row in rows {
        let row = Public::of(row).ok_or_else(|| anyhow::anyhow!("a note was on its way into an export"))?;
        let row = row.into_inner();
        let attached = files.remove(&row.id).unwrap_or_default();
        let deleted = row.deleted_at.is_some();
        said.entry(row.ticket_id).or_default().push(ExportedMessage {
            author: row.author_name,
            author_kind: row.author_kind,
            source: row.source,
            created_at: row.created_at,
            edited_at: row.edited_at,
            deleted,
            body: if deleted { String::new() } else { row.body },
            files: attached.into_iter().map(|file| file.name).collect(),
        });
    }
    for (id, ticket) in tickets {
        ticket.messages = Some(said.remove(id).unwrap_or_default());
    }
    Ok(())
}
