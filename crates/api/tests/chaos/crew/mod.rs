//! Who writes: contacts on the portal and agents on the console, each until the write is acknowledged; agents in Slack's threads; newcomers
//! who sign in. Everybody does every kind of thing by turns, so that the short runs have them all.

mod browser;
mod console;
mod contacts;
pub mod facts;
mod newcomers;
mod patience;
mod slack;

pub use console::{AGENTS, Colleague};
pub use contacts::{CONTACTS, Writer};
pub use slack::answer;
