//! A new ticket: which form, then the form.

mod form;
mod gone;
mod pick;
mod similar;

pub use form::NewTicket;
pub use pick::PickForm;
