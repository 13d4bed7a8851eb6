//! What only the portal asks the server: one function per operation.

pub mod forms;
pub mod people;
pub mod portal;
pub mod tickets;
