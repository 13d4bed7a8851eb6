//! Portico's server: the library behind the one binary `portico`. `crates/README.md` has the map.

mod accounts;
mod agents;
mod api_keys;
pub mod app;
mod attachments;
mod audit;
mod audit_log;
mod auth;
mod body;
pub mod cli;
mod collections;
pub mod config;
mod contacts;
mod customers;
mod db;
mod demo;
mod description;
mod edge;
pub mod entity;
mod error;
mod events;
mod forms;
mod health;
mod housekeeping;
mod idempotency;
mod inbound_mail;
mod invitations;
pub mod jobs;
mod language;
mod limits;
mod live;
pub mod log;
mod mail;
mod notifications;
pub mod outside;
mod packed;
mod paging;
#[cfg(test)]
mod plans;
mod portal_setup;
mod routes;
mod scope;
pub mod secret_key;
mod secrets;
mod sessions;
mod sign_in;
mod slack;
pub mod text;
mod tickets;
mod views;
pub mod web_apps;

#[cfg(feature = "fuzzing")]
pub use slack::fuzzing;
