//! A change of the ticket, as one quiet line in its thread.

use portico_types::{
    ids::{SlackThreadId, TicketId},
    staff::Move,
    tickets::Change,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{posted_thread, read_back::read_thread, sending::Sending, twice};
use crate::{
    app::AppState,
    entity::{ThreadKind, timeline_entry},
    jobs::{Claim, Failure, Outcome},
    outside::slack::Post,
    slack::blocks,
    text::escape_mrkdwn,
};

pub(super) async fn post_change(
    state: &AppState,
    claim: &Claim,
    thread_id: SlackThreadId,
    ticket_id: TicketId,
    seq: i64,
) -> Outcome {
    let Some((thread, root)) = posted_thread(state, claim, thread_id).await? else {
        return Ok(());
    };
    let entry = timeline_entry::Entity::find()
        .filter(timeline_entry::Column::AccountId.eq(claim.account_id))
        .filter(timeline_entry::Column::TicketId.eq(ticket_id))
        .filter(timeline_entry::Column::Seq.eq(seq));
    let Some(entry) = entry.one(&state.db).await? else {
        return Ok(());
    };
    let sentence = match entry.internal {
        // The second wall before customers, as for notes.
        true if thread.kind == ThreadKind::Customer => return Ok(()),
        true if entry.what.get("move").is_some() => serde_json::from_value::<Move>(entry.what).map(|it| it.sentence()),
        _ => serde_json::from_value::<Change>(entry.what).map(|it| it.sentence()),
    };
    let sentence = sentence.map_err(|err| Failure::Defect(err.into()))?;
    let id = format!("{ticket_id}:change:{seq}");
    if claim.sending_since.is_some() {
        let arrived = read_thread(state, claim, &thread, &root).await?;
        if let Some((_, more)) = arrived.of(&id) {
            let txn = state.begin_write().await?;
            for ts in more {
                twice::take_away(state, &txn, &thread, ts).await?;
            }
            claim.settle(&*txn).await?;
            return Ok(txn.commit().await?);
        }
    }
    let line = format!("_{}_", escape_mrkdwn(&format!("{} {sentence}", entry.actor_name)));
    let post = Post {
        blocks: Some(vec![blocks::context(&line)]),
        text: blocks::clip(&line, 2900),
        id: Some(id),
    };
    Sending::new(state, claim).post(&thread, Some(&root), post).await?;
    Ok(())
}
