//! Queries about tickets.
