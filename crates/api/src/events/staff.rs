//! The stream of an agent or a program: hints about every ticket of the account.

use actix_web::{HttpResponse, get, web::Data};
use portico_types::{Problem, staff::TicketChanged, tickets::TicketKey};
use serde::Serialize;

use super::{Listener, stream};
use crate::{
    app::AppState,
    auth::{May, Staff, scope},
    error::Result,
    live::Announcement,
};

/// Server-sent events: `ticket` (a `staff.TicketChanged`) whenever a ticket changed, `reload` when some were missed.
#[utoipa::path(tag = "events", extensions(("x-scope" = json!("tickets:read"))), responses((status = 200, content_type = "text/event-stream", body = String), (status = 401, body = Problem)))]
#[get("/events")]
pub(super) async fn stream_events(caller: May<scope::TicketsRead>, state: Data<AppState>) -> Result<HttpResponse> {
    stream(state, (caller.account_id, caller.who()), caller.into_inner())
}

impl Listener for Staff {
    async fn again(&self, state: &AppState) -> Result<Self> {
        self.still_admitted(state).await
    }

    fn hear(&self, change: &Announcement) -> Option<(i64, impl Serialize)> {
        (change.account_id == self.account_id).then(|| {
            let told = TicketChanged {
                key: TicketKey {
                    prefix: self.ticket_prefix.clone(),
                    number: change.number,
                }
                .to_string(),
                from_seq: change.from_seq,
                last_seq: change.last_seq,
            };
            (told.last_seq, told)
        })
    }
}
