//! A room each: inbox with the ticket beside it, settings; and what stands where there is nothing.

mod inbox;
mod not_found;
mod sessions;
mod settings;
mod ticket;

pub use inbox::Inbox;
pub use not_found::NotFound;
pub use sessions::SessionsPage;
pub use settings::{Settings, take_answer as take_slack_answer};
