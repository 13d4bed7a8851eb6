//! Signing in at a provider by OpenID Connect: authorization code, PKCE, state and nonce bound to the browser that began.
//!
//! `start` sends the browser off, `forward` passes it back to the host it came from, `complete` trades the code in, checks the token
//! (`verify`, and `microsoft` for its many tenants), asks the provider for an address that is not in it (`userinfo`), and asks `judge`
//! what it proves. What is not proven waits for a mail.

mod complete;
mod flow;
mod forward;
mod judge;
mod microsoft;
pub(super) mod provider;
mod start;
mod userinfo;
mod verify;

pub(super) use complete::complete;
pub(super) use forward::forward;
pub(super) use start::start;
