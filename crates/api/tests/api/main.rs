//! The server through its front door: one test program, one module per feature. On SQLite, or on PostgreSQL when
//! `PORTICO_TEST_DATABASE_URL` names a cluster (`just test-pg`).

mod accounts;
mod admission;
mod api_keys;
mod attachments;
mod audit_log;
mod audited;
mod canary;
mod cli;
mod customers;
mod description;
mod edge;
mod events;
mod faults;
mod isolation;
mod jobs;
mod limits;
mod logs;
mod magic_links;
mod mail;
mod mail_server;
mod matrix;
mod members;
mod openid;
mod portal_setup;
mod schema;
mod secrets;
mod sessions;
mod sign_in;
mod slack;
mod slow_bodies;
mod support;
mod team;
mod tickets;
mod two_servers_on_postgres;
mod wrong_codes;
