//! A new ticket: which form, then the form.

mod answer;
mod form;
mod pick;

pub use form::NewTicket;
pub use pick::PickForm;
