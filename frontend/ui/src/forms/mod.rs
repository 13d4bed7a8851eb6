//! Forms of the account's own making, as people fill them in: the portal files tickets with them, the console previews them. What is
//! shown, required and offered is decided by `portico_types::forms`, as on the server.

mod answer;
mod filling;
mod question;

pub use filling::{Filling, Told};
pub use question::Questions;
