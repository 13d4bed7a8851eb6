//! Tickets: filed, listed, talked about, changed. Every change, whichever door it comes in by, goes through [`Edit`]: it takes the
//! ticket's lock, gives each entry the next `seq`, and lets consequences leave with the same transaction.

mod edit;
mod file;
mod portal;
mod staff;
mod store;

pub(crate) use edit::{Actor, Edit, Fact, Said};
pub(crate) use file::{NewFiling, file};

use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of `/api/v1/portal`.
pub(crate) fn configure_portal(_routes: &mut ServiceConfig) {}

/// Routes of `/api/v1`.
pub(crate) fn configure(_routes: &mut ServiceConfig) {}
