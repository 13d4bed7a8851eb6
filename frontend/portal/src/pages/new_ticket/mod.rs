//! A new ticket: which form, then the form.

mod begin;
mod draft;
mod entered;
mod fill;
mod form;
mod gone;
mod pick;
mod similar;

pub use draft::new_ticket_name;
pub use form::NewTicket;
pub use pick::PickForm;
