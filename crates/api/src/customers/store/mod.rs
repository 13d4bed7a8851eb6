//! Rows of customers, a file a subject.

mod access;
mod list;

pub(crate) use access::open;
pub(super) use access::*;
pub(crate) use list::exists;
pub(super) use list::*;
