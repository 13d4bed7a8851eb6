//! Who of which customer may use the portal. Everybody reads it, admins change it.

mod access_form;
mod contacts;
mod domains;
mod list;
mod new;
mod page;
mod people;

pub(super) use list::CustomersPage;
pub(super) use page::CustomerPage;
