//! What only the console asks the server: one function per operation.

pub mod api_keys;
pub mod audit_log;
pub mod customers;
pub mod forms;
pub mod people;
pub mod settings;
pub mod sign_in;
pub mod slack;
pub mod team;
pub mod tickets;
