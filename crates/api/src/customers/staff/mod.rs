mod access;
mod domains;
mod list;
mod users;

pub(super) use access::*;
pub(super) use domains::*;
pub(super) use list::*;
pub(super) use users::*;
