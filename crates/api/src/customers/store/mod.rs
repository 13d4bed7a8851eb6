//! Rows of customers, a file a subject.

mod access;
mod list;

pub(super) use access::*;
pub(crate) use access::{open, switch_all_on, switch_chosen_on};
pub(crate) use list::exists;
pub(super) use list::*;
