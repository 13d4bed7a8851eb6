//! Portico's server: the library behind the one binary `portico`. `crates/README.md` has the map.

mod accounts;
pub mod app;
mod audit;
mod auth;
pub mod cli;
pub mod config;
mod db;
mod description;
mod edge;
pub mod entity;
mod error;
mod health;
mod idempotency;
mod jobs;
mod live;
mod mail;
mod notifications;
pub mod outside;
mod paging;
mod portal_setup;
pub mod secret_key;
mod sign_in;
mod slack;
pub mod text;
mod tickets;
pub mod web_apps;
