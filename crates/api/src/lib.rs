//! Portico's server.

mod entity;
pub mod web_apps;
