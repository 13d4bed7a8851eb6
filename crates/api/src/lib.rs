//! Portico's server.

mod entity;
