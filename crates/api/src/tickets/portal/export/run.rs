//! What is asked for, and the parts of it one after the other.

use std::{collections::VecDeque, ops::Deref, time::Duration};

use actix_web::web::Query;
use portico_texts::export::Texts;
use portico_types::{
    ids::TicketId,
    portal::{ExportFormat, ExportedTicket, Language, TicketVisibility},
};
use sea_orm::EntityTrait;
use tokio::sync::OwnedSemaphorePermit;
use url::form_urlencoded;

use super::{
    TicketQuery,
    table::Table,
    tell::{Forms, add_messages},
    text::Text,
    workbook::{self, Book},
};
use crate::{
    app::AppState,
    auth::Contact,
    entity::contact,
    error::{Error, Result},
    mail,
};

/// Tickets read and held at a time.
const TICKETS: usize = 250;
/// Messages read and held at a time, unless one ticket has more.
const MESSAGES: i64 = 500;

/// What somebody wants.
pub(in crate::tickets::portal) struct Wanted {
    pub format: ExportFormat,
    pub messages: bool,
    /// Which tickets.
    pub query: TicketQuery,
}

impl Wanted {
    /// Reads the query of an export: the list's, which knows nothing of `messages`.
    pub(in crate::tickets::portal) fn read(format: ExportFormat, query: &str) -> Result<Self> {
        let (mut lists, mut messages) = (form_urlencoded::Serializer::new(String::new()), None);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if name != "messages" {
                lists.append_pair(&name, &value);
                continue;
            }
            let said = value.parse().ok().filter(|_| messages.is_none());
            let said: bool = said.ok_or_else(|| Error::Malformed("messages is `true` or `false`, once".to_owned()))?;
            messages = Some(said);
        }
        let query =
            Query::<TicketQuery>::from_query(&lists.finish()).map_err(|err| Error::Malformed(err.to_string()))?;
        Ok(Self {
            format,
            messages: messages.unwrap_or_default(),
            query: query.into_inner(),
        })
    }
}

/// An export under way. Which tickets it has is settled: one that moves up meanwhile is neither left out nor told twice.
pub(in crate::tickets::portal) struct Export<S> {
    state: S,
    reader: Contact,
    /// Nobody waits for it: no session need last, and it waits for its turn as long as it must.
    in_background: bool,
    format: ExportFormat,
    messages: bool,
    /// Of its tickets.
    numbers: Vec<i64>,
    /// Of `numbers`, how many were asked for.
    at: usize,
    /// What was read and is not handed out yet.
    read: VecDeque<(TicketId, ExportedTicket)>,
    forms: Forms,
    /// The reader's.
    language: Language,
    /// When it has taken too long, as the clock counts that never goes back.
    until: Duration,
    /// What the reader saw when it began.
    saw: TicketVisibility,
}

impl<S: Deref<Target = AppState>> Export<S> {
    /// Settles which tickets, and refuses what the format has no room for.
    pub(in crate::tickets::portal) async fn settle(
        state: S,
        reader: Contact,
        wanted: Wanted,
        (longest, in_background): (Duration, bool),
    ) -> Result<Self> {
        let until = state.clock.elapsed() + longest;
        let listing = wanted.query.listing(&reader, state.db.get_database_backend())?;
        let turn = turn(&state, in_background).await?;
        let settled = listing.settle(&state.db).await?;
        let forms = Forms::of(&state.db, reader.account_id, &settled.versions).await?;
        let language = language(&state, &reader).await?;
        drop(turn);
        let export = Self {
            in_background,
            format: wanted.format,
            messages: wanted.messages,
            numbers: settled.numbers,
            at: 0,
            read: VecDeque::new(),
            forms,
            language,
            until,
            saw: reader.visibility,
            state,
            reader,
        };
        if export.format == ExportFormat::Xlsx {
            let messages = export.messages.then_some(settled.messages);
            workbook::fits(export.numbers.len(), messages, &export.table())?;
        }
        Ok(export)
    }

    pub(in crate::tickets::portal) fn reader(&self) -> &Contact {
        &self.reader
    }

    /// How many tickets it will have, if they all stay.
    pub(in crate::tickets::portal) fn total(&self) -> usize {
        self.numbers.len()
    }

    fn table(&self) -> Table {
        let sheet = self.format == ExportFormat::Xlsx;
        Table::new(Texts(self.language), &self.forms.fields(), self.messages && !sheet)
    }

    pub(in crate::tickets::portal) fn text(&self) -> Text {
        match self.format {
            ExportFormat::Json => Text::json(),
            ExportFormat::Csv | ExportFormat::Xlsx => Text::csv(self.table()),
        }
    }

    pub(in crate::tickets::portal) fn book(&self) -> anyhow::Result<Book> {
        Book::new(self.table(), self.messages, self.state.clock.now())
    }

    /// The next tickets, or that there are no more.
    pub(in crate::tickets::portal) async fn next(&mut self) -> Result<Option<Vec<ExportedTicket>>> {
        while self.read.is_empty() {
            let some = &self.numbers[self.at..self.numbers.len().min(self.at + TICKETS)];
            if some.is_empty() {
                return Ok(None);
            }
            let end = self.at + some.len();
            self.may_go_on().await?;
            let turn = turn(&self.state, self.in_background).await?;
            let some = &self.numbers[self.at..end];
            self.read = self.forms.tickets(&self.state.db, &self.reader, some).await?.into();
            self.at = end;
            drop(turn);
        }
        let mut part: Vec<_> = self.read.drain(..self.few()).collect();
        if self.messages {
            let turn = turn(&self.state, self.in_background).await?;
            add_messages(&self.state.db, self.reader.account_id, &mut part).await?;
            drop(turn);
        }
        Ok(Some(part.into_iter().map(|(_, ticket)| ticket).collect()))
    }

    /// How many of the tickets that were read have no more messages together than can be held.
    fn few(&self) -> usize {
        if !self.messages {
            return self.read.len();
        }
        let counts = self.read.iter().map(|(_, ticket)| i64::from(ticket.message_count));
        let sums = counts.scan(0, |sum, count| {
            *sum += count;
            Some(*sum)
        });
        sums.take_while(|sum| *sum <= MESSAGES).count().max(1)
    }

    /// How often to ask what the reader may.
    pub(in crate::tickets::portal) fn recheck(&self) -> Duration {
        Duration::from_millis(self.state.config.live.recheck_ms.max(1))
    }

    /// Asks again who the reader is and what they may see.
    pub(in crate::tickets::portal) async fn may_go_on(&mut self) -> Result<()> {
        if self.state.clock.elapsed() >= self.until {
            let why = "This takes longer than anybody waits; narrow the list, or have it written in the background";
            return Err(Error::field("format", why).because("export_too_slow"));
        }
        self.reader = if self.in_background {
            Contact::admitted(&self.state, self.reader.account_id, self.reader.id).await?
        } else {
            self.reader.still_admitted(&self.state).await?
        };
        Ok(())
    }

    /// The same, of what was read already: whoever sees less than when it began gets no more of it.
    pub(in crate::tickets::portal) async fn may_see_all(&mut self) -> Result<()> {
        let customer_id = self.reader.customer_id;
        self.may_go_on().await?;
        let less = self.saw == TicketVisibility::Organisation && self.reader.visibility == TicketVisibility::Own;
        if less || self.reader.customer_id != customer_id {
            return Err(Error::Unauthenticated);
        }
        Ok(())
    }
}

/// In which their mails speak, too.
async fn language(state: &AppState, reader: &Contact) -> Result<Language> {
    let row = contact::Entity::find_by_id((reader.account_id, reader.id))
        .one(&state.db)
        .await?;
    Ok(row.as_ref().map_or(Language::English, mail::language))
}

async fn turn(state: &AppState, in_background: bool) -> Result<OwnedSemaphorePermit> {
    if in_background {
        state.exports.next_turn().await
    } else {
        state.exports.turn().await
    }
}
