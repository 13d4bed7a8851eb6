//! Full-text search over titles, messages and names of files. A text is put in with the change that makes it, in the same transaction, and
//! found by the words in it; the list's own filters decide which tickets there are to be found, and its order the order.
//!
//! How it is kept differs by database, here and in the migration alone: `search_words` is an FTS5 table on SQLite, a `tsvector` under a GIN
//! index on PostgreSQL, and knows nothing but words; `search_texts` says which text of which ticket they are. Under row-level security
//! PostgreSQL serves `@@` by an index only where a policy asks it, so there a function tells the policy which words are wanted.
//!
//! Each word begins with its account's and its readers' mark, so both indexes are led by the account without an extension, and what a
//! contact asks for begins otherwise than any word of a note.

mod alike;
mod excerpt;
mod store;
mod words;

pub(super) use store::{forget, put_message, put_title};

use std::collections::HashMap;

use portico_types::{
    FieldError,
    ids::{AccountId, MessageId, TicketId},
    tickets::{MessageVisibility, Segment, TicketKey},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Expr, Func, Query, UnionType, extension::sqlite::SqliteExpr},
};

use self::{store::Table, words::Asked};
use crate::{
    attachments,
    auth::{Contact, Staff},
    entity::{message, search_text, ticket},
    error::{Error, Result},
};

/// Longest text to search for, in characters.
const LONGEST: usize = 200;

/// Who reads a text, as its words are marked.
const fn mark(visibility: MessageVisibility) -> char {
    match visibility {
        MessageVisibility::Public => 'p',
        MessageVisibility::Internal => 'n',
    }
}

/// How a word stands in the index. (Eight digits tell accounts apart well enough for an index; the id itself is compared, too.)
fn marked(account_id: AccountId, visibility: MessageVisibility, word: &str) -> String {
    let (account, mark) = (account_id.0.as_u128() & 0xffff_ffff, mark(visibility));
    format!("{account:08x}{mark}{word}")
}

/// What somebody searches for, among what they may read.
#[derive(Clone, Debug)]
pub(super) struct Search {
    account_id: AccountId,
    readable: &'static [MessageVisibility],
    asked: Asked,
    /// It reads like a ticket's key or number.
    number: Option<i64>,
}

impl Search {
    /// What a contact searches for: notes are not among what there is. `None`: nothing.
    pub(super) fn by_contact(contact: &Contact, text: Option<&str>) -> Result<Option<Self>> {
        let whose = (contact.account_id, &*contact.ticket_prefix);
        Self::read(whose, &[MessageVisibility::Public], text)
    }

    /// What one of the team searches for, in notes, too. `None`: nothing.
    pub(super) fn by_staff(caller: &Staff, text: Option<&str>) -> Result<Option<Self>> {
        let whose = (caller.account_id, &*caller.ticket_prefix);
        Self::read(whose, MessageVisibility::ALL, text)
    }

    pub(super) fn read(
        (account_id, prefix): (AccountId, &str),
        readable: &'static [MessageVisibility],
        text: Option<&str>,
    ) -> Result<Option<Self>> {
        let text = text.unwrap_or_default().trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text.contains('\0') {
            let error = FieldError::new("q", "Remove the zero character");
            return Err(Error::Invalid(vec![error.with_code("zero_character")]));
        }
        if text.chars().count() > LONGEST {
            let error = FieldError::new("q", "Search for at most 200 characters").with_code("search_too_long");
            return Err(Error::Invalid(vec![error.with_limit(LONGEST)]));
        }
        let number = match text.parse::<TicketKey>() {
            Ok(key) if key.prefix == prefix => Some(key.number),
            _ if text.len() <= 18 && text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok(),
            _ => None,
        };
        Ok(Some(Self {
            account_id,
            readable,
            asked: Asked::read(text),
            number,
        }))
    }

    /// Tickets in which all of the words are, be it in different messages, or whose number it is.
    pub(super) fn tickets(&self, backend: DbBackend) -> Condition {
        let mut found = Condition::all();
        for word in self.asked.words() {
            let texts = self.texts(backend, word).select_only();
            let texts = texts.column(search_text::Column::TicketId);
            found = found.add(ticket::Column::Id.in_subquery(texts.into_query()));
        }
        if self.asked.words().is_empty() {
            found = found.add(Expr::value(1).eq(0)); // Signs alone are in no text.
        }
        match self.number {
            Some(number) => Condition::any().add(found).add(ticket::Column::Number.eq(number)),
            None => found,
        }
    }

    /// The readable texts with a word that begins so.
    fn texts(&self, backend: DbBackend, word: &str) -> Select<search_text::Entity> {
        let marked = self
            .readable
            .iter()
            .map(|visibility| marked(self.account_id, *visibility, word));
        let table = Table::of(backend);
        // Words are of letters alone: quotes end no quotes.
        let with_word = if backend == DbBackend::Postgres {
            let query: Vec<_> = marked.map(|word| format!("'{word}':*")).collect();
            let with = Func::cust("search_words_with")
                .arg(Expr::value(self.account_id))
                .arg(Expr::value(query.join(" | ")));
            Query::select().expr(with).take()
        } else {
            let query: Vec<_> = marked.map(|word| format!("\"{word}\"*")).collect();
            Query::select()
                .column((Table::name(), table.key()))
                .from(Table::name())
                .and_where(SqliteExpr::matches(
                    Expr::col((Table::name(), Table::name())),
                    query.join(" OR "),
                ))
                .take()
        };
        search_text::Entity::find()
            .filter(search_text::Column::AccountId.eq(self.account_id))
            .filter(search_text::Column::Visibility.is_in(self.readable.iter().copied()))
            .filter(search_text::Column::Words.in_subquery(with_word))
    }

    /// For each of the tickets that has one, the message to show, and the part of it.
    pub(super) async fn found(
        &self,
        db: &impl ConnectionTrait,
        tickets: impl Iterator<Item = TicketId>,
    ) -> Result<HashMap<TicketId, (message::Model, Vec<Segment>)>> {
        let tickets: Vec<TicketId> = tickets.collect();
        let best = self.best(db, &tickets).await?;
        let ids: Vec<MessageId> = best.into_values().collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let messages = message::Entity::find()
            .filter(message::Column::AccountId.eq(self.account_id))
            .filter(message::Column::Id.is_in(ids.iter().copied()))
            .filter(message::Column::Visibility.is_in(self.readable.iter().copied()))
            .filter(message::Column::DeletedAt.is_null())
            .all(db)
            .await?;
        let mut files = attachments::of_messages(db, self.account_id, &ids).await?;
        let found = messages.into_iter().map(|message| {
            let files = files.remove(&message.id).unwrap_or_default();
            let names: Vec<String> = files.into_iter().map(|file| file.name).collect();
            let segments = excerpt::of_message(&self.asked, &message.body, &names);
            (message.ticket_id, (message, segments))
        });
        Ok(found.collect())
    }

    /// Which message of each of the tickets to show: the latest of those with the most of the words.
    async fn best(
        &self,
        db: &impl ConnectionTrait,
        tickets: &[TicketId],
    ) -> Result<HashMap<TicketId, MessageId>, DbErr> {
        #[derive(FromQueryResult)]
        struct Found {
            ticket_id: TicketId,
            id: MessageId,
        }
        let mut best = HashMap::new();
        let Some(all) = self.scored(db.get_database_backend(), tickets) else {
            return Ok(best);
        };
        let all = Found::find_by_statement(db.get_database_backend().build(&all));
        for found in all.all(db).await? {
            best.entry(found.ticket_id).or_insert(found.id);
        }
        Ok(best)
    }

    /// Messages of these tickets with any of the words, those with the most of them first.
    pub(super) fn scored(
        &self,
        backend: DbBackend,
        tickets: &[TicketId],
    ) -> Option<sea_orm::sea_query::SelectStatement> {
        let with = |word: &String| {
            self.texts(backend, word)
                .filter(search_text::Column::TicketId.is_in(tickets.iter().copied()))
                // The title is in the row as it is.
                .filter(Expr::col(search_text::Column::Id).ne(Expr::col(search_text::Column::TicketId)))
                .select_only()
                .columns([search_text::Column::TicketId, search_text::Column::Id])
                .into_query()
        };
        let (first, rest) = self.asked.words().split_first().filter(|_| !tickets.is_empty())?;
        let mut any = with(first);
        any.unions(rest.iter().map(|word| (UnionType::All, with(word))));
        let (ticket_id, id) = (Alias::new("ticket_id"), Alias::new("id"));
        let all = Query::select()
            .columns([ticket_id.clone(), id.clone()])
            .from_subquery(any, "found")
            .group_by_columns([ticket_id, id.clone()])
            .order_by_expr(Expr::col(id.clone()).count(), sea_orm::Order::Desc)
            .order_by(id, sea_orm::Order::Desc)
            .take();
        Some(all)
    }
}
