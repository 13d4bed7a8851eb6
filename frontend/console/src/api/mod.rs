//! What only the console asks the server: one function per operation.

pub mod people;
pub mod settings;
pub mod tickets;
