//! The stream of a contact: hints about tickets that they may see.

use actix_web::{HttpResponse, get, web::Data};
use portico_types::{
    Problem,
    portal::{TicketChanged, TicketVisibility},
    tickets::TicketKey,
};
use serde::Serialize;

use super::{Listener, stream};
use crate::{app::AppState, auth::Contact, error::Result, live::Announcement};

/// Server-sent events: `ticket` (a `portal.TicketChanged`) whenever a ticket one may see changed, `reload` when some were missed.
#[utoipa::path(tag = "portal events", responses((status = 200, content_type = "text/event-stream", body = String), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/events")]
pub(super) async fn stream_portal_events(contact: Contact, state: Data<AppState>) -> Result<HttpResponse> {
    stream(state, (contact.account_id, contact.id.0), contact)
}

impl Listener for Contact {
    async fn again(&self, state: &AppState) -> Result<Self> {
        self.still_admitted(state).await
    }

    fn hear(&self, change: &Announcement) -> Option<(i64, impl Serialize)> {
        let theirs = match self.visibility {
            TicketVisibility::Organisation => true,
            TicketVisibility::Own => change.requester_id == self.id,
        };
        let seen =
            change.public && change.account_id == self.account_id && change.customer_id == self.customer_id && theirs;
        seen.then(|| {
            let told = TicketChanged {
                key: TicketKey {
                    prefix: self.ticket_prefix.clone(),
                    number: change.number,
                }
                .to_string(),
                from_seq: change.public_from_seq,
                last_seq: change.last_public_seq,
            };
            (told.last_seq, told)
        })
    }
}
