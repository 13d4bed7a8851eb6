//! What a contact sees and says, under `/api/v1/portal`. No type here has a place for a note, another customer, or anything else
//! that is the agents' alone.

mod exports;
mod me;
mod members;
mod preferences;
mod tickets;
mod views;

pub use exports::*;
pub use me::*;
pub use members::*;
pub use preferences::*;
pub use tickets::*;
pub use views::*;
