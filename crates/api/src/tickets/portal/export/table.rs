//! An export as a table: the columns every list has, one for each field that a listed ticket may have been filed with, and the cells. In
//! the reader's language but for times, which spreadsheets and programs read alike.

use std::collections::HashMap;

use chrono::{DateTime, SecondsFormat, Utc};
use portico_texts::{export::Texts, mail};
use portico_types::{
    ids::{FieldId, FormId},
    portal::{ExportedMessage, ExportedTicket},
    tickets::AuthorKind,
};

use super::tell::Field;

/// The columns that every list has.
fn always(t: Texts) -> [&'static str; 12] {
    [
        t.key(),
        t.title(),
        t.status(),
        t.priority(),
        t.form(),
        t.requester(),
        t.assignee(),
        t.created(),
        t.updated(),
        t.solved(),
        t.messages(),
        t.follow_up_of(),
    ]
}

/// Columns of a sheet that has a row for each message.
pub(super) fn message_head(t: Texts) -> [&'static str; 8] {
    [
        t.key(),
        t.time(),
        t.author(),
        t.side(),
        t.edited(),
        t.deleted(),
        t.files(),
        t.text(),
    ]
}

/// The columns of a file.
#[derive(Clone, Debug)]
pub(in crate::tickets::portal) struct Table {
    t: Texts,
    head: Vec<String>,
    /// Where an answer goes.
    columns: HashMap<(FormId, FieldId), usize>,
    conversation: bool,
}

impl Table {
    /// In the language of `t`. `conversation`: with a last column for what was said.
    pub(super) fn new(t: Texts, fields: &[Field], conversation: bool) -> Self {
        let mut head: Vec<String> = always(t).map(str::to_owned).to_vec();
        let columns = (head.len()..).zip(fields);
        let columns = columns.map(|(at, field)| ((field.form_id, field.id), at)).collect();
        head.extend(labels(t, fields));
        if conversation {
            head.push(t.conversation().to_owned());
        }
        Self {
            t,
            head,
            columns,
            conversation,
        }
    }

    pub(super) fn head(&self) -> &[String] {
        &self.head
    }

    pub(super) fn texts(&self) -> Texts {
        self.t
    }

    pub(super) fn row(&self, ticket: &ExportedTicket) -> Vec<String> {
        let mut cells = vec![String::new(); self.head.len()];
        let always = [
            ticket.key.clone(),
            ticket.title.clone(),
            // As mails call it.
            mail::Texts(self.t.0).status(ticket.status.as_str()),
            self.t.priority_name(ticket.priority.as_str()),
            form_name(self.t, ticket),
            ticket.requester.clone(),
            ticket.assignee.clone().unwrap_or_default(),
            time(ticket.created_at),
            time(ticket.activity_at),
            ticket.solved_at.map(time).unwrap_or_default(),
            ticket.message_count.to_string(),
            ticket.follow_up_of.clone().unwrap_or_default(),
        ];
        for (cell, text) in cells.iter_mut().zip(always) {
            *cell = text;
        }
        for answer in &ticket.answers {
            let at = ticket
                .form_id
                .and_then(|form| self.columns.get(&(form, answer.field_id)));
            if let Some(at) = at {
                cells[*at].clone_from(&answer.text);
            }
        }
        if self.conversation
            && let Some(last) = cells.last_mut()
        {
            let said = ticket.messages.iter().flatten().map(|it| said(self.t, it));
            *last = said.collect::<Vec<_>>().join("\n\n");
        }
        cells
    }
}

fn form_name(t: Texts, ticket: &ExportedTicket) -> String {
    match ticket.form_id {
        Some(_) => ticket.form.clone(),
        None => t.built_in_form().to_owned(),
    }
}

/// What a field's column is called: its label, with its form before it where another column has the same, and a number where even that is
/// not enough.
fn labels(t: Texts, fields: &[Field]) -> Vec<String> {
    let always = always(t);
    let alike = |label: &str| {
        let others = fields.iter().filter(|it| it.label == label).count();
        others > 1 || label == t.conversation() || always.contains(&label)
    };
    let mut taken: Vec<String> = Vec::new();
    for field in fields {
        let label = if alike(&field.label) {
            format!("{}: {}", field.form, field.label)
        } else {
            field.label.clone()
        };
        let numbered = (2..).map(|n| format!("{label} ({n})"));
        let mut names = std::iter::once(label.clone()).chain(numbered);
        // There is always another number.
        let free = names.find(|it| !taken.contains(it)).unwrap_or(label.clone());
        taken.push(free);
    }
    taken
}

pub(super) fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A message in a cell with others.
fn said(t: Texts, message: &ExportedMessage) -> String {
    let mut text = format!("{} {}", time(message.created_at), message.author);
    if message.deleted {
        return format!("{text} {}", t.is_deleted());
    }
    if message.edited_at.is_some() {
        text = format!("{text} {}", t.is_edited());
    }
    text.push_str(": ");
    text.push_str(&message.body);
    if !message.files.is_empty() {
        text.extend([" [", &message.files.join(", "), "]"]);
    }
    text
}

/// A message in a row of its own.
pub(super) fn message_row(t: Texts, key: &str, message: &ExportedMessage) -> [String; 8] {
    let from = match message.author_kind {
        AuthorKind::Contact => t.customer(),
        AuthorKind::Agent => t.support(),
        AuthorKind::System => t.system(),
    };
    [
        key.to_owned(),
        time(message.created_at),
        message.author.clone(),
        from.to_owned(),
        message.edited_at.map(time).unwrap_or_default(),
        if message.deleted { t.yes() } else { "" }.to_owned(),
        message.files.join(", "),
        message.body.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use portico_types::portal::Language;
    use uuid::Uuid;

    use super::*;

    fn field(n: u128, form: &str, label: &str) -> Field {
        Field {
            form_id: FormId(Uuid::from_u128(form.len() as u128)),
            id: FieldId(Uuid::from_u128(n)),
            form: form.to_owned(),
            label: label.to_owned(),
        }
    }

    #[test]
    fn columns_of_the_same_name_are_told_apart() {
        let fields = [
            field(1, "Bug", "Area"),
            field(2, "Bug", "Version"),
            field(3, "Question", "Area"),
            field(4, "Question", "title"),
            field(5, "Bug", "Steps"),
            field(6, "Bug", "Steps"),
        ];
        assert_eq!(
            labels(Texts(Language::English), &fields),
            [
                "Bug: Area",
                "Version",
                "Question: Area",
                "Question: title",
                "Bug: Steps",
                "Bug: Steps (2)"
            ]
        );
        for language in Language::ALL {
            let table = Table::new(Texts(*language), &fields, true);
            let mut head = table.head().to_vec();
            head.sort();
            head.dedup();
            assert_eq!(head.len(), table.head().len(), "{:?}", table.head());
        }
    }
}
