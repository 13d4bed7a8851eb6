//! An export as a workbook for Excel: each row goes to a file on disk as it comes, and all of them into one file when it is done.
//!
//! Every cell is text, and so nothing in it is ever run.

use std::fs::File;

use chrono::{DateTime, Utc};
use portico_texts::export::Texts;
use portico_types::portal::ExportedTicket;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet};
use tokio::task::spawn_blocking;

use super::table::{Table, message_head, message_row};
use crate::error::{Error, Result};

/// What a sheet has room for below its head.
pub(super) const ROWS: usize = 1_048_575;
/// What a sheet has room for beside.
const COLUMNS: usize = 16_384;
/// What a cell has room for, in UTF-16.
const CELL: usize = 32_767;

pub(in crate::tickets::portal) struct Book {
    workbook: Workbook,
    table: Table,
    row: u32,
    /// Of the sheet of messages, if there is one.
    message_row: Option<u32>,
}

/// Refuses what no sheet has room for.
pub(super) fn fits(tickets: usize, messages: Option<i64>, table: &Table) -> Result<()> {
    let messages = messages.map_or(0, |it| usize::try_from(it).unwrap_or(usize::MAX));
    let why = if tickets > ROWS {
        "A sheet of Excel takes 1,048,575 tickets; narrow the list, or take CSV or JSON"
    } else if messages > ROWS {
        "A sheet of Excel takes 1,048,575 messages; narrow the list, or take CSV or JSON"
    } else if table.head().len() > COLUMNS {
        "A sheet of Excel takes 16,384 columns; ask for one form, or take JSON"
    } else {
        return Ok(());
    };
    Err(Error::field("format", why).because("sheet_full"))
}

impl Book {
    pub(super) fn new(table: Table, messages: bool, now: DateTime<Utc>) -> anyhow::Result<Self> {
        let (mut workbook, t) = (Workbook::new(), table.texts());
        let made = ExcelDateTime::from_timestamp(now.timestamp())?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        begin(sheet, t, t.tickets_sheet(), table.head())?;
        if messages {
            let sheet = workbook.add_worksheet_with_constant_memory()?;
            begin(sheet, t, t.messages_sheet(), &message_head(t).map(str::to_owned))?;
        }
        Ok(Self {
            workbook,
            table,
            row: 1,
            message_row: messages.then_some(1),
        })
    }

    /// Adds tickets, away from everybody who must not wait.
    pub(in crate::tickets::portal) async fn add(mut self, tickets: Vec<ExportedTicket>) -> anyhow::Result<Self> {
        spawn_blocking(move || {
            for ticket in &tickets {
                self.add_one(ticket)?;
            }
            Ok(self)
        })
        .await?
    }

    fn add_one(&mut self, ticket: &ExportedTicket) -> anyhow::Result<()> {
        let t = self.table.texts();
        let sheet = self.workbook.worksheet_from_index(0)?;
        write(sheet, t, self.row, &self.table.row(ticket))?;
        self.row += 1;
        if let Some(row) = &mut self.message_row {
            let sheet = self.workbook.worksheet_from_index(1)?;
            for message in ticket.messages.iter().flatten() {
                write(sheet, t, *row, &message_row(t, &ticket.key, message))?;
                *row += 1;
            }
        }
        Ok(())
    }

    /// The whole workbook, in a file that has no name and goes when it is closed.
    pub(in crate::tickets::portal) async fn finish(mut self) -> anyhow::Result<File> {
        spawn_blocking(move || {
            let mut file = tempfile::tempfile()?;
            self.workbook.save_to_writer(&mut file)?;
            Ok(file)
        })
        .await?
    }
}

fn begin(sheet: &mut Worksheet, t: Texts, name: &str, head: &[String]) -> anyhow::Result<()> {
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    // Arabic reads from the right, columns too.
    sheet.set_right_to_left(t.0.direction() == "rtl");
    write(sheet, t, 0, head)
}

fn write(sheet: &mut Worksheet, t: Texts, row: u32, cells: &[String]) -> anyhow::Result<()> {
    for (column, cell) in (0..).zip(cells) {
        if !cell.is_empty() {
            sheet.write_string(row, column, cut(t, cell))?;
        }
    }
    Ok(())
}

/// As much of a text as a cell takes, and that it is not all.
fn cut(t: Texts, text: &str) -> String {
    // No text has more UTF-16 units than bytes.
    if text.len() <= CELL || text.encode_utf16().count() <= CELL {
        return text.to_owned();
    }
    let end = format!(" {}", t.cut());
    let mut room = CELL - end.encode_utf16().count();
    let fits = |c: &char| {
        let fits = room >= c.len_utf16();
        room = room.saturating_sub(c.len_utf16());
        fits
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    kept.push_str(&end);
    kept
}

#[cfg(test)]
mod tests {
    use portico_types::portal::Language;

    use super::*;

    const T: Texts = Texts(Language::English);

    #[test]
    fn a_cell_takes_what_it_can_and_says_that_it_is_not_all() {
        assert_eq!(cut(T, &"ä".repeat(CELL)), "ä".repeat(CELL));
        let long = cut(T, &"🔥".repeat(20_000));
        assert!(long.ends_with(T.cut()));
        assert!((CELL - 1..=CELL).contains(&long.encode_utf16().count()));
    }

    #[test]
    fn sheets_can_be_called_what_they_are_in_every_language() {
        for language in Language::ALL {
            let table = Table::new(Texts(*language), &[], false);
            assert!(Book::new(table, true, DateTime::UNIX_EPOCH).is_ok(), "{language}");
        }
    }

    #[test]
    fn what_no_sheet_has_room_for_is_refused() {
        let table = Table::new(T, &[], false);
        assert!(fits(ROWS, Some(1_048_575), &table).is_ok());
        assert!(fits(ROWS + 1, None, &table).is_err());
        assert!(fits(1, Some(1_048_576), &table).is_err());
        assert!(fits(1, None, &table).is_ok());
    }
}
