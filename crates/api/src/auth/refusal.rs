//! Writes down that somebody we know was refused, where the answer passes. Strangers leave no entry.

use actix_web::{HttpMessage, HttpRequest, dev::ServiceResponse};
use portico_types::{
    ids::AccountId,
    staff::{AuditAction, AuditActor},
};
use sea_orm::DbErr;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::AppState,
    audit::{self, Actor, Event},
    error::Error,
};

/// Who a request turned out to come from.
#[derive(Clone)]
struct Known {
    who: Uuid,
    kind: AuditActor,
    id: Option<Uuid>,
    name: String,
    place: String,
}

/// Remembers for the length of a request who makes it.
pub(super) fn know(req: &HttpRequest, who: Uuid, caller: &Actor<'_>) {
    let known = Known {
        who,
        kind: caller.kind,
        id: caller.id,
        name: caller.name.to_owned(),
        place: caller.place.to_owned(),
    };
    req.extensions_mut().insert(known);
}

/// Puts into the audit log that somebody we know asked for what they may not do; once a minute, or whoever keeps trying would fill it.
pub(super) async fn note<B>(state: &AppState, account_id: AccountId, answer: &ServiceResponse<B>) {
    let refused = answer.response().error().and_then(|err| err.as_error::<Error>());
    let Some(Error::Forbidden(why)) = refused.map(Error::plain) else {
        return;
    };
    let req = answer.request();
    let Some(known) = req.extensions().get::<Known>().cloned() else {
        return;
    };
    let entry = state.callers.refused.entry((account_id, known.who));
    if !entry.or_insert(()).await.is_fresh() {
        return;
    }
    // The route as it is declared: what callers write into an address is theirs.
    let subject = format!("{} {}", req.method(), req.match_pattern().unwrap_or_default());
    let written = async || -> Result<(), DbErr> {
        let txn = state.begin_write().await?;
        let actor = Actor {
            kind: known.kind,
            id: known.id,
            name: &known.name,
            place: &known.place,
        };
        let event = Event::refused(AuditAction::AccessRefused, &subject, json!({ "reason": why }));
        audit::write(&*txn, account_id, actor, event, state.clock.now()).await?;
        txn.commit().await
    };
    if let Err(err) = written().await {
        tracing::warn!(error = %err, "could not write into the audit log: {err}");
    }
}
