//! Writes an export, a piece at a time. Whoever is interrupted leaves a file that nobody knows of; whoever comes next begins anew, with
//! another, and only the last one becomes the export's, in the transaction that finishes the job.

use std::{io::SeekFrom, time::Duration};

use chrono::TimeDelta;
use portico_types::{
    ids::ExportId,
    portal::{ExportFormat, ExportState, TicketVisibility},
};
use sea_orm::EntityTrait;
use tokio::{
    io::{AsyncReadExt, AsyncSeekExt},
    time::Instant,
};

use super::store;
use crate::{
    app::AppState,
    attachments::{self, Made},
    auth::Contact,
    entity::export,
    error::Error,
    jobs::{Claim, Failure, Job, NewJob, Outcome, enqueue},
    tickets::portal::export::{Export, Wanted, name},
};

/// Less than a worker has for one job, so that who takes too long is told so.
const LONGEST: Duration = Duration::from_mins(9);
/// So often it is begun anew.
const MOST_ATTEMPTS: i32 = 5;
/// Something went wrong, several times.
const GAVE_UP: &str = "gave_up";
/// How often progress is written down.
const TOLD_EVERY: Duration = Duration::from_secs(1);
/// The row of a file goes after the export's.
const AFTERWARDS: TimeDelta = TimeDelta::hours(1);

/// Why it comes to nothing.
enum Stopped {
    /// For good; the reader is told, by this code.
    Because(String),
    /// Somebody cancelled it, or another worker writes it.
    Unwanted,
    Failed(Failure),
}

impl<E: Into<Error>> From<E> for Stopped {
    fn from(err: E) -> Self {
        match err.into() {
            Error::Unauthenticated | Error::PortalNotAvailable => Self::Because("not_visible".to_owned()),
            Error::Invalid(errors) => {
                let code = errors.into_iter().find_map(|it| it.code);
                Self::Because(code.unwrap_or_else(|| GAVE_UP.to_owned()))
            }
            other => Self::Failed(other.into()),
        }
    }
}

pub(crate) async fn write(state: &AppState, claim: &Claim, id: ExportId) -> Outcome {
    let found = export::Entity::find_by_id((claim.account_id, id))
        .one(&state.db)
        .await?;
    let Some(row) = found.filter(|row| row.state.is_under_way()) else {
        return Ok(()); // Cancelled, or done before.
    };
    let stopped = if claim.attempt > MOST_ATTEMPTS {
        Err(Stopped::Because(GAVE_UP.to_owned()))
    } else {
        write_row(state, claim, &row).await
    };
    match stopped {
        Ok(()) | Err(Stopped::Unwanted) => Ok(()),
        Err(Stopped::Failed(failure)) => Err(failure),
        Err(Stopped::Because(why)) => {
            let txn = state.begin_write().await?;
            // What it is now: its file has changed since.
            if let Some(row) = export::Entity::find_by_id((row.account_id, row.id)).one(&*txn).await? {
                store::stop(&txn, &row, (ExportState::Failed, Some(&why)), state.clock.now())
                    .await
                    .map_err(anyhow::Error::from)?;
            }
            claim.finish(&*txn).await?;
            Ok(txn.commit().await?)
        }
    }
}

async fn write_row(state: &AppState, claim: &Claim, row: &export::Model) -> Result<(), Stopped> {
    let reader = Contact::admitted(state, row.account_id, row.contact_id).await?;
    let less = row.visibility == TicketVisibility::Organisation && reader.visibility == TicketVisibility::Own;
    if less || reader.customer_id != row.customer_id {
        return Err(Error::Unauthenticated.into());
    }
    let mut wanted = Wanted::read(row.format, &row.filter)?;
    wanted.messages = row.messages;
    let name = name(&reader.ticket_prefix, row.format, state.clock.now());
    let export = Export::settle(state, reader, wanted, (LONGEST, true)).await?;
    let made = begin(state, row, &name, export.total()).await?;
    let mut writing = Writing {
        state,
        row,
        export,
        made,
        tickets: 0,
        told: Instant::now(),
    };
    match row.format {
        ExportFormat::Xlsx => writing.workbook().await?,
        ExportFormat::Csv | ExportFormat::Json => writing.text().await?,
    }
    writing.finish(claim).await
}

/// A new file, instead of what an earlier attempt left.
async fn begin(state: &AppState, row: &export::Model, name: &str, total: usize) -> Result<Made, Stopped> {
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let what = (name, row.format.media_type());
    let made = attachments::make(&txn, row.account_id, what, (now, now + TimeDelta::days(1))).await?;
    let total = i64::try_from(total).map_err(anyhow::Error::from)?;
    if !store::begin(&txn, row, made.id(), total).await? {
        return Err(Stopped::Unwanted);
    }
    if let Some(left) = row.file_id {
        attachments::unmake(&txn, row.account_id, left, now).await?;
    }
    txn.commit().await?;
    Ok(made)
}

struct Writing<'a> {
    state: &'a AppState,
    row: &'a export::Model,
    export: Export<&'a AppState>,
    made: Made,
    tickets: i64,
    /// When progress was last written down.
    told: Instant,
}

impl Writing<'_> {
    async fn text(&mut self) -> Result<(), Stopped> {
        let mut text = self.export.text();
        self.made.write(self.state, &text.head()?).await?;
        while let Some(tickets) = self.export.next().await? {
            self.made.write(self.state, &text.part(&tickets)?).await?;
            self.progress(tickets.len()).await?;
        }
        self.made.write(self.state, text.end()).await?;
        Ok(())
    }

    async fn workbook(&mut self) -> Result<(), Stopped> {
        let mut book = self.export.book()?;
        while let Some(tickets) = self.export.next().await? {
            let some = tickets.len();
            book = book.add(tickets).await?;
            self.progress(some).await?;
        }
        let mut file = tokio::fs::File::from_std(book.finish().await?);
        file.seek(SeekFrom::Start(0)).await.map_err(anyhow::Error::from)?;
        let mut part = vec![0; attachments::PIECE];
        loop {
            let read = file.read(&mut part).await.map_err(anyhow::Error::from)?;
            if read == 0 {
                return Ok(());
            }
            self.made.write(self.state, &part[..read]).await?;
            self.progress(0).await?;
        }
    }

    /// So many more. Written down now and then; whoever was cancelled meanwhile learns it here.
    async fn progress(&mut self, more: usize) -> Result<(), Stopped> {
        self.tickets += i64::try_from(more).map_err(anyhow::Error::from)?;
        if self.told.elapsed() < TOLD_EVERY {
            return Ok(());
        }
        self.told = Instant::now();
        self.export.may_see_all().await?;
        let txn = self.state.begin_write().await?;
        if !store::progress(&txn, self.row, self.made.id(), self.tickets).await? {
            return Err(Stopped::Unwanted);
        }
        txn.commit().await?;
        Ok(())
    }

    async fn finish(mut self, claim: &Claim) -> Result<(), Stopped> {
        self.made.end(self.state).await?;
        self.export.may_see_all().await?;
        let now = self.state.clock.now();
        let (file, expires_at) = (self.made.id(), now + store::KEPT);
        let txn = self.state.begin_write().await?;
        let size = self.made.keep(&txn, expires_at + AFTERWARDS).await?;
        if !store::finish(&txn, self.row, file, (self.tickets, size), expires_at).await? {
            return Err(Stopped::Unwanted);
        }
        let mail = Job::SendExportMail { export_id: self.row.id };
        enqueue(&*txn, now, NewJob::new(self.row.account_id, mail)).await?;
        claim.finish(&*txn).await.map_err(Stopped::Failed)?;
        txn.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_by_its_code() {
        let why = |err: Error| match Stopped::from(err) {
            Stopped::Because(why) => why,
            _ => panic!("it may still work"),
        };
        let slow = Error::field("format", "An Excel sheet, or something else").because("export_too_slow");
        assert_eq!(why(slow), "export_too_slow");
        assert_eq!(why(Error::Unauthenticated), "not_visible");
        assert_eq!(why(Error::field("q", "Something without a code")), GAVE_UP);
        assert!(matches!(Stopped::from(Error::TooMany("later")), Stopped::Failed(_)));
    }
}
