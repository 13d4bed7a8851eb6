mod access;
mod list;

pub(crate) use access::open;
pub(super) use access::*;
pub(super) use list::*;
