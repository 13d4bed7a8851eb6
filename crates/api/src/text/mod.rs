//! Text in all its dresses: messages are stored as Markdown and shown as HTML, plain text and Slack's mrkdwn.
//!
//! Everything here is pure: text in, text out. Whatever a customer typed comes out as words, never as something that
//! acts: no script, no remote image, no ping, no link with another scheme than `http`, `https` or `mailto`. Every
//! renderer walks the same cleaned event list (`document`), so a rule about content is written once.
//!
//! Left out on purpose: looking up who is mentioned and which tickets there are (the caller knows the account) and Slack's block layout.

mod addresses;
mod document;
mod emoji;
mod from_html;
mod from_mrkdwn;
mod from_plain;
mod html;
mod inline;
mod lines;
mod mention;
mod name;
mod plain;
mod split;
mod tickets;
mod to_mrkdwn;
mod tokens;

#[cfg(test)]
mod tests;

pub(crate) use from_html::{MAX_HTML, from_html, is_light_html};
pub use from_mrkdwn::{Reference, from_mrkdwn, users_mentioned};
pub use from_plain::from_plain;
pub(crate) use html::SIDES;
pub use html::{to_html, to_html_linked};
pub use mention::Mention;
pub(crate) use name::{is_invisible, name_of_a_stranger};
pub use plain::{snippet, to_plain, to_plain_linked};
pub use split::split_mrkdwn;
pub use tickets::TicketLinks;
pub use to_mrkdwn::{bold_mrkdwn, escape_mrkdwn, to_mrkdwn, to_mrkdwn_linked};
