//! What agents and API keys see and say, under `/api/v1`.

mod account;
mod customers;
mod tickets;

pub use account::*;
pub use customers::*;
pub use tickets::*;
