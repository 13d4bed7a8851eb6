//! The sandbox behaves as the outside does: asked over HTTP and SMTP, as Portico would.

mod events;
mod faults;
mod interactions;
mod mail;
mod patience;
mod program;
mod sockets;
mod support;
mod web_api;
