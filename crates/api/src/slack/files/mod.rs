//! Files, both ways. In: what somebody shares in a ticket's thread is on the ticket at once, by name, and fetched by a job (`fetch`, byte by
//! byte `receiving`). Out: a message's files follow it into its threads, each shown once (`show`).

mod fetch;
mod receiving;
mod show;

pub(super) use fetch::fetch;
pub(super) use show::{delete, post};
