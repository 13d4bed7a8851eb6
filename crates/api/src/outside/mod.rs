//! The outside world: mail, Slack, the HTTP client, the clock. The only code that uses lettre and reqwest.

pub mod clock;
pub(crate) mod mail;
pub(crate) mod openid;
pub(crate) mod slack;
