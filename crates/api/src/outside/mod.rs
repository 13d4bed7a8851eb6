//! The outside world: mail, Slack, the HTTP client, where files are kept, the clock. The only code that uses lettre, reqwest
//! and `object_store`.

pub mod clock;
pub(crate) mod mail;
pub(crate) mod openid;
pub(crate) mod slack;
pub(crate) mod store;
