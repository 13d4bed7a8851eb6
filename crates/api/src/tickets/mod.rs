//! Tickets: filed, listed, talked about, changed. Every change, whichever door it comes in by, goes through [`Edit`]: it takes the
//! ticket's lock, gives each entry the next numbers, and lets consequences leave with the same transaction.

mod conversation;
mod edit;
mod exports;
mod file;
mod follow_ups;
pub(crate) mod followers;
mod listing;
mod names;
#[cfg(test)]
mod plans;
mod portal;
mod reader;
mod search;
mod staff;
mod store;
mod versions;
mod words;

#[cfg(test)]
pub(crate) use edit::Place;
pub(crate) use edit::{Actor, Edit, Fact, Said};
pub(crate) use edit::{file_came, files_changed};
pub(crate) use exports::Exports;
pub(crate) use file::{NewFiling, file};
pub(crate) use portal::{export_file, visible_to, write_export};
pub(crate) use reader::Reader;
pub(crate) use store::filed_answers;

use crate::routes::Routes;

/// Routes of `/api/v1/portal`.
pub(crate) fn configure_portal(routes: &mut impl Routes) {
    portal::configure(routes);
}

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut impl Routes) {
    staff::configure(routes);
}
