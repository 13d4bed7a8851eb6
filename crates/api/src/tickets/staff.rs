//! The agents' tickets.
