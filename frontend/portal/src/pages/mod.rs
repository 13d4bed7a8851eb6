//! A file or folder per route.

mod colleagues;
mod new_ticket;
mod not_available;
mod not_found;
mod preferences;
mod sessions;
mod ticket;
mod tickets;
mod trouble;

pub use colleagues::Colleagues;
pub use new_ticket::{NewTicket, PickForm, new_ticket_name};
pub use not_available::NotAvailable;
pub use not_found::NotFound;
pub use sessions::YourSessions;
pub use ticket::{JustFiled, Ticket};
pub use tickets::{Actions, Controls, Empty, ListEnd, ListMemory, Listing, News, Tickets};
