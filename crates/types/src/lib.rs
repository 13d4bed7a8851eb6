//! The words Portico's server and its browser apps share: ids, enums, requests, responses, [`problem::Problem`].
//!
//! This crate parses and decides; it never does I/O and reads no clock. The server turns on the Cargo features `openapi` (schemas) and
//! `db` (storage of ids and enums); the browser apps pay for neither.
//!
//! Two surfaces live apart, so that a leak does not compile: [`portal`] is what a contact may see and say and has no place for an
//! internal note or another customer; [`staff`] is the agents' side.

pub mod attachments;
pub mod email;
pub mod followers;
pub mod forms;
pub mod ids;
pub mod page;
pub mod portal;
pub mod problem;
pub mod sign_in;
pub mod staff;
pub mod tickets;
mod time;
mod word;

pub use page::Page;
pub use problem::{FieldError, Problem};
