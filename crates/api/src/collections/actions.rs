//! What becomes of a collection, whoever wants it so: the team, a program or the operator.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::store;
use crate::{audit, entity::collection, error::Result, slack};

/// Makes of a collection that is locked what it is to be, if its channel may be that. Gives it as it is then, and for the audit log what
/// changed; nothing when it is so already.
pub(crate) async fn change(
    db: &impl ConnectionTrait,
    before: &collection::Model,
    wanted: collection::Model,
    now: DateTime<Utc>,
) -> Result<Option<(collection::Model, Value)>> {
    if wanted == *before {
        return Ok(None);
    }
    let after = store::save(db, wanted).await?;
    slack::check_channels(db, after.account_id).await?;
    if let Some(channel) = after
        .triage_channel_id
        .as_ref()
        .filter(|it| Some(*it) != before.triage_channel_id.as_ref())
    {
        slack::check_internal(db, after.account_id, channel, now).await?;
    }
    let mut detail = audit::changes(json!({
        "triage_channel": [before.triage_channel_id, after.triage_channel_id],
        "forwarding": [before.forwarding, after.forwarding],
        "triage_replies": [before.triage_replies, after.triage_replies],
        "note_mark": [before.note_mark, after.note_mark],
    }));
    detail["collection"] = json!(after.name);
    Ok(Some((after, detail)))
}
