//! Customers as the team sees and changes them, a file a subject. Contacts never see a customer but their own name.

mod access;
mod domains;
mod list;
mod users;

pub(super) use access::*;
pub(super) use domains::*;
pub(super) use list::*;
pub(super) use users::*;
