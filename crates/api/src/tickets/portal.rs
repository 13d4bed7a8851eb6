//! The contacts' tickets.
