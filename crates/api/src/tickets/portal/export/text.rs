//! An export as text, made a part at a time.

use std::borrow::Cow;

use portico_types::portal::ExportedTicket;

use super::table::Table;

/// What writes it.
pub(in crate::tickets::portal) enum Text {
    Csv(Table),
    Json { first: bool },
}

impl Text {
    pub(super) fn csv(table: Table) -> Self {
        Self::Csv(table)
    }

    pub(super) fn json() -> Self {
        Self::Json { first: true }
    }

    /// What stands before all tickets.
    pub(in crate::tickets::portal) fn head(&self) -> anyhow::Result<Vec<u8>> {
        match self {
            // Excel takes what has no byte order mark for something else.
            Self::Csv(table) => Ok(["\u{feff}".as_bytes(), &records([table.head().to_vec()])?].concat()),
            Self::Json { .. } => Ok(b"[".to_vec()),
        }
    }

    pub(in crate::tickets::portal) fn part(&mut self, tickets: &[ExportedTicket]) -> anyhow::Result<Vec<u8>> {
        match self {
            Self::Csv(table) => records(tickets.iter().map(|ticket| table.row(ticket))),
            Self::Json { first } => {
                let mut part = Vec::new();
                for ticket in tickets {
                    part.extend_from_slice(if std::mem::take(first) { b"\n" } else { b",\n" });
                    serde_json::to_writer(&mut part, ticket)?;
                }
                Ok(part)
            }
        }
    }

    /// What stands behind all tickets.
    pub(in crate::tickets::portal) fn end(&self) -> &'static [u8] {
        match self {
            Self::Csv(_) => b"",
            Self::Json { .. } => b"\n]\n",
        }
    }
}

/// RFC 4180 records of cells that no spreadsheet takes for a formula.
fn records(rows: impl IntoIterator<Item = Vec<String>>) -> anyhow::Result<Vec<u8>> {
    let mut csv = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        csv.write_record(row.iter().map(|cell| inert(cell).into_owned()))?;
    }
    Ok(csv.into_inner()?)
}

/// Puts `'` before what a spreadsheet would run: the beginnings of a formula, full-width ones too, also behind blanks and quotes. Where
/// semicolons or tabs part columns, as in half of Europe, what stands behind one begins a cell, quoted or not.
fn inert(cell: &str) -> Cow<'_, str> {
    let parts: Vec<&str> = cell.split_inclusive([';', '\t', '\n', '\r']).collect();
    // The rest of a line break, or an empty line, begins nothing: there is nothing in it to run.
    let begins = |(at, part): (usize, &&str)| (at == 0 || !part.trim().is_empty()) && runs(part);
    if !parts.iter().enumerate().any(begins) {
        return cell.into();
    }
    let part = |(at, part): (usize, &&str)| {
        if begins((at, part)) {
            format!("'{part}")
        } else {
            (*part).to_owned()
        }
    };
    parts.iter().enumerate().map(part).collect::<String>().into()
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
            assert_eq!(inert(cell), format!("'{cell}"));
        }
        for cell in ["\t=1", "\r=1"] {
            assert_eq!(inert(cell), format!("'{}'=1", &cell[..1]));
        }
        assert_eq!(inert("a;=cmd|' /C calc'!A0"), "a;'=cmd|' /C calc'!A0");
        assert_eq!(inert("a; b\";\"+1"), "a; b\";'\"+1");
        assert_eq!(inert("a\r\n\r\n- b\n\nc"), "a\r\n\r\n'- b\n\nc");
        for cell in ["", "Printer on fire", "1 - 1", "2026-11-23T10:00:00Z", "ACME-1"] {
            assert_eq!(inert(cell), cell);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(cell in "(?s).{0,40}") {
            let row = vec!["ACME-1".to_owned(), cell.clone(), String::new()];
            let written = records([row]).unwrap();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&*written);
            let read = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(&read[1], inert(&cell));
        }
    }
}
