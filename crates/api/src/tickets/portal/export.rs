//! The list as a file for spreadsheets, written while it is read.

use std::{sync::Arc, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    web::{Bytes, Data, Query},
};
use anyhow::ensure;
use chrono::{DateTime, SecondsFormat, Utc};
use portico_types::{Problem, ids::TicketId, staff::AuditAction};
use sea_orm::ConnectionTrait;
use serde_json::json;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::list::TicketQuery;
use crate::{
    app::AppState,
    audit,
    auth::Contact,
    error::Result,
    forms, scope,
    tickets::{
        listing::{self, Row},
        names, store,
    },
};

/// The list as a file for spreadsheets: every row the list has under the same filters, in its order, as it is when the file gets to it. Takes
/// the list's parameters; paging changes nothing here. UTF-8 with a byte order mark, without which Excel takes it for something else. One at a
/// time, and for five minutes.
#[utoipa::path(tag = "portal tickets", params(TicketQuery), responses((status = 200, content_type = "text/csv", body = String), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
#[get("/tickets/export.csv")]
pub(super) async fn export_tickets(
    contact: Contact,
    state: Data<AppState>,
    query: Query<TicketQuery>,
    req: HttpRequest,
) -> Result<HttpResponse> {
    let listing = query.listing(&contact, state.db.get_database_backend())?;
    let running = state.exports.begin(&contact)?;
    let name = format!(
        "{}-tickets-{}.csv",
        contact.ticket_prefix.to_lowercase(),
        state.clock.now().format("%Y-%m-%d")
    );
    let turn = state.exports.turn().await?;
    let txn = state.begin_write().await?;
    let (detail, now) = (json!({ "filter": req.query_string() }), state.clock.now());
    audit::by_contact(&*txn, &contact, AuditAction::TicketsExported, "tickets", detail, now).await?;
    txn.commit().await?;
    // Which tickets is settled here: one that moves up meanwhile is neither left out nor told twice.
    let ids = listing.ids(&state.db).await?;
    drop(turn);
    let export = Export {
        until: state.clock.elapsed() + LONGEST,
        state: state.into_inner(),
        contact,
    };
    let (pages, mut read) = mpsc::channel(1);
    let cut = CancellationToken::new();
    let cut_off = cut.clone();
    tokio::spawn(scope::of_account(export.contact.account_id, async move {
        if let Err(err) = export.write(&ids, &pages).await {
            tracing::info!(error = %err, "an export ended early: {err}");
            cut_off.cancel();
        }
        drop(running);
    }));
    let body = async_stream::stream! {
        loop {
            let page = tokio::select! {
                biased;
                () = cut.cancelled() => None,
                page = read.recv() => page,
            };
            match page {
                Some(Page::Rows(rows)) => yield Ok(rows),
                Some(Page::End) => return,
                // Breaks the transfer off: half a file must not pass for a whole one.
                None => yield Err(std::io::Error::other("the export ended early")),
            }
        }
    };
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .streaming(body))
}

enum Page {
    Rows(Bytes),
    End,
}

/// Rows read and held at a time.
const ROWS: usize = 500;
/// Who takes longer over the whole file keeps others' turns and memory for no good reason.
const LONGEST: Duration = Duration::from_mins(5);

const HEAD: [&str; 11] = [
    "key",
    "title",
    "status",
    "priority",
    "form",
    "requester",
    "assignee",
    "created",
    "updated",
    "solved",
    "messages",
];

struct Export {
    state: Arc<AppState>,
    contact: Contact,
    /// As the clock counts that never goes back.
    until: Duration,
}

impl Export {
    async fn write(mut self, ids: &[TicketId], pages: &mpsc::Sender<Page>) -> anyhow::Result<()> {
        let head = records([HEAD.map(str::to_owned)])?;
        self.send(["\u{feff}".as_bytes(), &head].concat(), pages).await?;
        for some in ids.chunks(ROWS) {
            self.may_go_on().await?;
            let turn = self.state.exports.turn().await?;
            let db = &self.state.db;
            let rows = listing::these(db, super::store::visible_to(&self.contact), some).await?;
            let page = records(cells(db, &self.contact, rows).await?)?;
            drop(turn);
            self.send(page, pages).await?;
        }
        pages.send(Page::End).await?;
        Ok(())
    }

    /// Waits for the reader, who may lose the right to what is waiting.
    async fn send(&mut self, page: Vec<u8>, pages: &mpsc::Sender<Page>) -> anyhow::Result<()> {
        let recheck = Duration::from_millis(self.state.config.live.recheck_ms.max(1));
        loop {
            match tokio::time::timeout(recheck, pages.reserve()).await {
                Ok(room) => {
                    room?.send(Page::Rows(page.into()));
                    return Ok(());
                }
                Err(_) => self.may_go_on().await?,
            }
        }
    }

    /// Asks again who the reader is and what they may see.
    async fn may_go_on(&mut self) -> anyhow::Result<()> {
        ensure!(self.state.clock.elapsed() < self.until, "it took too long");
        self.contact = self.contact.still_admitted(&self.state).await?;
        Ok(())
    }
}

async fn cells(db: &impl ConnectionTrait, contact: &Contact, rows: Vec<Row>) -> anyhow::Result<Vec<[String; 11]>> {
    let account_id = contact.account_id;
    let forms = names::of_forms(db, account_id, rows.iter().filter_map(|r| r.form_id)).await?;
    let requesters = names::of_contacts(db, account_id, rows.iter().map(|r| r.requester_id)).await?;
    let assignees = names::of_agents(db, account_id, rows.iter().filter_map(|r| r.assignee_id)).await?;
    let form = |row: &Row| match row.form_id {
        Some(id) => forms.get(&id).cloned().unwrap_or_default(),
        None => forms::BUILT_IN.to_owned(),
    };
    let of = |row: Row| {
        [
            store::key(&contact.ticket_prefix, row.number),
            row.title.clone(),
            row.status.label_for_customers().to_owned(),
            row.priority.label().to_owned(),
            form(&row),
            requesters.get(&row.requester_id).cloned().unwrap_or_default(),
            row.assignee_id
                .and_then(|id| assignees.get(&id).cloned())
                .unwrap_or_default(),
            time(row.created_at),
            time(row.activity_at),
            row.solved_at.map(time).unwrap_or_default(),
            row.public_count.to_string(),
        ]
    };
    Ok(rows.into_iter().map(of).collect())
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// RFC 4180 records of cells that no spreadsheet takes for a formula.
fn records(rows: impl IntoIterator<Item = [String; 11]>) -> anyhow::Result<Vec<u8>> {
    let mut csv = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        csv.write_record(row.map(inert))?;
    }
    Ok(csv.into_inner()?)
}

/// Puts `'` before what a spreadsheet would run: the beginnings of a formula, full-width ones too, also behind blanks and quotes. Where
/// semicolons or tabs part columns, as in half of Europe, what stands behind one begins a cell, quoted or not.
fn inert(cell: String) -> String {
    let parts: Vec<&str> = cell.split_inclusive([';', '\t', '\n', '\r']).collect();
    if !parts.iter().any(|part| runs(part)) {
        return cell;
    }
    let part = |part: &&str| {
        if runs(part) {
            format!("'{part}")
        } else {
            (*part).to_owned()
        }
    };
    parts.iter().map(part).collect()
}

fn runs(cell: &str) -> bool {
    let start = cell.trim_start_matches([' ', '\u{a0}', '\u{3000}', '\u{feff}', '"', '\'']);
    start.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_become_text_and_text_stays() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", " =1", "\"=1"] {
            assert_eq!(inert(cell.to_owned()), format!("'{cell}"));
        }
        for cell in ["\t=1", "\r=1"] {
            assert_eq!(inert(cell.to_owned()), format!("'{}'=1", &cell[..1]));
        }
        assert_eq!(inert("a;=cmd|' /C calc'!A0".to_owned()), "a;'=cmd|' /C calc'!A0");
        assert_eq!(inert("a; b\";\"+1".to_owned()), "a; b\";'\"+1");
        for cell in ["", "Printer on fire", "1 - 1", "2026-11-23T10:00:00Z", "ACME-1"] {
            assert_eq!(inert(cell.to_owned()), cell);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(cell in "(?s).{0,40}") {
            let mut row = HEAD.map(str::to_owned);
            row[1].clone_from(&cell);
            let written = records([row]).unwrap();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&*written);
            let read = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(&read[1], inert(cell));
        }
    }
}
