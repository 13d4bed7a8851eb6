//! What agents and API keys see and say, under `/api/v1`.

mod access;
mod account;
mod api_keys;
mod audit;
mod customers;
mod forms;
mod sign_in;
mod slack;
mod slack_connect;
mod team;
mod tickets;

pub use access::*;
pub use account::*;
pub use api_keys::*;
pub use audit::*;
pub use customers::*;
pub use forms::*;
pub use sign_in::*;
pub use slack::*;
pub use slack_connect::*;
pub use team::*;
pub use tickets::*;
