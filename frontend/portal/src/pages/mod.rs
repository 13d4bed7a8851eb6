//! A file or folder per route.

mod new_ticket;
mod not_available;
mod not_found;
mod ticket;
mod tickets;
mod trouble;

pub use new_ticket::{NewTicket, PickForm};
pub use not_available::NotAvailable;
pub use not_found::NotFound;
pub use ticket::{JustFiled, Ticket};
pub use tickets::{ListMemory, Tickets};
