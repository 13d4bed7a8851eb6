//! The list as a file: every row the list has under the same filters, in its order, with what was filled in and, if somebody wants it, what
//! was said. Written while it is read, a part at a time, so that it takes no more memory however long it is.

mod run;
mod table;
mod tell;
mod text;
mod workbook;

pub(super) use run::{Export, Wanted};

use std::{fs::File, io::SeekFrom, sync::Arc, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    web::{Bytes, Data},
};
use portico_types::{
    Problem,
    portal::{self, ExportFormat},
    staff::AuditAction,
};
use sea_orm::prelude::DateTimeUtc;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncSeekExt},
    sync::mpsc,
    time::Instant,
};
use tokio_util::sync::CancellationToken;
use utoipa::IntoParams;

use super::list::TicketQuery;
use crate::{app::AppState, audit, auth::Contact, error::Result, scope, tickets::exports::Running};

/// What an export takes beside the list's parameters.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Wanted` reads")]
struct ExportQuery {
    /// With the public messages of each ticket.
    messages: Option<bool>,
}

/// The list for spreadsheets: every row the list has under the same filters, in its order, as it is when the file gets to it, with a column
/// for each field the tickets were filed with. Takes the list's parameters; paging changes nothing here. UTF-8 with a byte order mark,
/// without which Excel takes it for something else. What a spreadsheet would run has a `'` before it. One at a time, and for five minutes.
#[utoipa::path(tag = "portal tickets", params(TicketQuery, ExportQuery), responses((status = 200, content_type = "text/csv", body = String), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
#[get("/tickets/export.csv")]
pub(super) async fn export_tickets(contact: Contact, state: Data<AppState>, req: HttpRequest) -> Result<HttpResponse> {
    text(contact, state, &req, ExportFormat::Csv).await
}

/// The same as a workbook for Excel: every cell is text, and messages have a sheet of their own. A cell takes 32,767 characters, a sheet
/// 1,048,575 rows; more is refused.
#[utoipa::path(tag = "portal tickets", params(TicketQuery, ExportQuery), responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
#[get("/tickets/export.xlsx")]
pub(super) async fn export_tickets_xlsx(
    contact: Contact,
    state: Data<AppState>,
    req: HttpRequest,
) -> Result<HttpResponse> {
    let (mut export, running, name) = begin(contact, state, &req, ExportFormat::Xlsx).await?;
    let file = workbook(&mut export).await?;
    let length = file.metadata().map_err(anyhow::Error::from)?.len();
    let body = while_allowed((file, length), export, running);
    let mut res = HttpResponse::Ok();
    attached(&mut res, ExportFormat::Xlsx, &name);
    Ok(res.no_chunking(length).streaming(body))
}

/// The same for programs, as an array of objects.
#[utoipa::path(tag = "portal tickets", params(TicketQuery, ExportQuery), responses((status = 200, body = Vec<portal::ExportedTicket>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
#[get("/tickets/export.json")]
pub(super) async fn export_tickets_json(
    contact: Contact,
    state: Data<AppState>,
    req: HttpRequest,
) -> Result<HttpResponse> {
    text(contact, state, &req, ExportFormat::Json).await
}

/// Who waits longer than this for a whole file keeps others' turns for no good reason.
const LONGEST: Duration = Duration::from_mins(5);

/// What the file is called.
pub(super) fn name(prefix: &str, format: ExportFormat, now: DateTimeUtc) -> String {
    format!("{}-tickets-{}.{format}", prefix.to_lowercase(), now.format("%Y-%m-%d"))
}

/// Judges what is asked for, and settles which tickets the file will have.
async fn begin(
    contact: Contact,
    state: Data<AppState>,
    req: &HttpRequest,
    format: ExportFormat,
) -> Result<(Export<Arc<AppState>>, Running, String)> {
    let wanted = Wanted::read(format, req.query_string())?;
    wanted.query.listing(&contact, state.db.get_database_backend())?;
    let running = state.exports.begin(&contact)?;
    let now = state.clock.now();
    let name = name(&contact.ticket_prefix, format, now);
    let export = Export::settle(state.clone().into_inner(), contact, wanted, (LONGEST, false)).await?;
    let txn = state.begin_write().await?;
    let detail = json!({ "filter": req.query_string(), "format": format });
    audit::by_contact(
        &*txn,
        export.reader(),
        AuditAction::TicketsExported,
        "tickets",
        detail,
        now,
    )
    .await?;
    txn.commit().await?;
    Ok((export, running, name))
}

fn attached(res: &mut actix_web::HttpResponseBuilder, format: ExportFormat, name: &str) {
    res.content_type(format.media_type())
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"));
}

enum Page {
    Bytes(Bytes),
    End,
}

async fn text(
    contact: Contact,
    state: Data<AppState>,
    req: &HttpRequest,
    format: ExportFormat,
) -> Result<HttpResponse> {
    let (export, running, name) = begin(contact, state, req, format).await?;
    let (pages, mut read) = mpsc::channel(1);
    let cut = CancellationToken::new();
    let cut_off = cut.clone();
    tokio::spawn(scope::of_account(export.reader().account_id, async move {
        if let Err(err) = write(export, running, &pages).await {
            tracing::info!(error = %err, "an export ended early: {err}");
            cut_off.cancel();
        }
    }));
    let body = async_stream::stream! {
        loop {
            let page = tokio::select! {
                biased;
                () = cut.cancelled() => None,
                page = read.recv() => page,
            };
            match page {
                Some(Page::Bytes(bytes)) => yield Ok(bytes),
                Some(Page::End) => return,
                // Breaks the transfer off: half a file must not pass for a whole one.
                None => yield Err(std::io::Error::other("the export ended early")),
            }
        }
    };
    let mut res = HttpResponse::Ok();
    attached(&mut res, format, &name);
    Ok(res.streaming(body))
}

/// Is over before its reader knows that it is: they may ask for the next at once.
async fn write(mut export: Export<Arc<AppState>>, running: Running, pages: &mpsc::Sender<Page>) -> anyhow::Result<()> {
    let mut text = export.text();
    send(&mut export, text.head()?, pages).await?;
    while let Some(tickets) = export.next().await? {
        send(&mut export, text.part(&tickets)?, pages).await?;
    }
    send(&mut export, text.end().to_vec(), pages).await?;
    drop(running);
    pages.send(Page::End).await?;
    Ok(())
}

/// Waits for the reader, who may lose the right to what is waiting.
async fn send(export: &mut Export<Arc<AppState>>, bytes: Vec<u8>, pages: &mpsc::Sender<Page>) -> anyhow::Result<()> {
    loop {
        match tokio::time::timeout(export.recheck(), pages.reserve()).await {
            Ok(room) => {
                room?.send(Page::Bytes(bytes.into()));
                return Ok(());
            }
            Err(_) => export.may_go_on().await?,
        }
    }
}

/// The whole export as a workbook.
async fn workbook(export: &mut Export<Arc<AppState>>) -> Result<File> {
    let mut book = export.book()?;
    while let Some(tickets) = export.next().await? {
        book = book.add(tickets).await?;
    }
    Ok(book.finish().await?)
}

/// Bytes of a file read at a time.
const PART: usize = 64 << 10;

/// The file's bytes, so many, as long as the reader may see as much as it tells. Over, as [`write`] is, before the last of them.
fn while_allowed(
    (file, mut left): (File, u64),
    mut export: Export<Arc<AppState>>,
    running: Running,
) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> {
    async_stream::try_stream! {
        let mut file = tokio::fs::File::from_std(file);
        file.seek(SeekFrom::Start(0)).await?;
        let (mut asked, mut running) = (Instant::now(), Some(running));
        loop {
            if asked.elapsed() >= export.recheck() {
                let account_id = export.reader().account_id;
                scope::of_account(account_id, export.may_see_all()).await.map_err(std::io::Error::other)?;
                asked = Instant::now();
            }
            let mut part = vec![0; PART];
            let read = file.read(&mut part).await?;
            if read == 0 {
                break;
            }
            part.truncate(read);
            left = left.saturating_sub(read as u64);
            if left == 0 {
                running.take();
            }
            yield Bytes::from(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn only_the_export_takes_messages() {
        let read = |query: &str| Wanted::read(ExportFormat::Csv, query);
        assert!(!read("").unwrap().messages);
        assert!(read("status=open&messages=true&q=a%20b").unwrap().messages);
        assert!(!read("messages=false").unwrap().messages);
        for bad in [
            "messages",
            "messages=",
            "messages=1",
            "messages=true&messages=true",
            "notes=true",
        ] {
            assert!(matches!(read(bad), Err(Error::Malformed(_))), "{bad}");
        }
    }
}
