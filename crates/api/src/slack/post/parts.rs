//! A message as the posts it makes in a thread: one, or as many as it takes.

use portico_types::{
    ids::MessageId,
    tickets::{AuthorKind, MessageVisibility},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{
    config::Config,
    entity::{ThreadKind, customer, mention, message, slack_thread, slack_user, ticket},
    jobs::Failure,
    slack::{apply, cards},
    text::{Mention, bold_mrkdwn, escape_mrkdwn, split_mrkdwn, to_mrkdwn_linked},
};

/// Slack asks to stay below 4,000 characters.
pub(in crate::slack) const PART: usize = 3500;

/// A message as the posts it makes in a thread.
#[derive(Default)]
pub(super) struct Parts {
    pub texts: Vec<String>,
    /// Which of them is the first to be posted: a ticket's first message begins on the card.
    pub from: usize,
}

/// A message as the posts it makes in a thread, or `None` when there is nothing to show there.
pub(super) async fn parts(
    db: &impl ConnectionTrait,
    config: &Config,
    thread: &slack_thread::Model,
    message_id: MessageId,
) -> Result<Option<Parts>, Failure> {
    let message = message::Entity::find_by_id((thread.account_id, message_id))
        .one(db)
        .await?;
    let internal = |message: &message::Model| message.visibility == MessageVisibility::Internal;
    // The second wall before customers: no note enters their channel, whatever job says so.
    let fits = |message: &message::Model| {
        message.deleted_at.is_none() && !(internal(message) && thread.kind == ThreadKind::Customer)
    };
    let Some(message) = message.filter(fits) else {
        return Ok(None);
    };
    let links = cards::links_of(db, config, thread).await.map_err(apply::failure)?;
    let first = cards::first_message(db, (thread.account_id, thread.ticket_id)).await?;
    if first.is_some_and(|first| first.id == message.id) {
        let texts = cards::first_parts(db, thread, &message.body, &links)
            .await
            .map_err(apply::failure)?;
        return Ok(Some(Parts { texts, from: 1 }));
    }
    let tagged = mention::Entity::find()
        .filter(mention::Column::AccountId.eq(thread.account_id))
        .filter(mention::Column::MessageId.eq(message.id))
        .all(db)
        .await?;
    let users = slack_user::Entity::find()
        .filter(slack_user::Column::AccountId.eq(thread.account_id))
        .filter(slack_user::Column::WorkspaceId.eq(thread.workspace_id))
        .filter(slack_user::Column::AgentId.is_in(tagged.iter().map(|it| it.agent_id)))
        .all(db)
        .await?;
    let user_of = |agent| {
        let user = users.iter().find(|user| user.agent_id == Some(agent));
        user.map(|user| user.user_id.clone())
            .filter(|_| thread.kind == ThreadKind::Triage)
    };
    let mentions: Vec<Mention> = tagged
        .into_iter()
        .map(|it| Mention {
            slack_user: user_of(it.agent_id),
            name: it.name,
        })
        .collect();
    let name = bold_mrkdwn(&message.author_name);
    let head = match message.author_kind {
        _ if internal(&message) => format!("🔒 {name} · internal note\n"),
        AuthorKind::Contact => {
            let ticket = ticket::Entity::find_by_id((thread.account_id, message.ticket_id))
                .one(db)
                .await?;
            let customer = match ticket {
                Some(ticket) => {
                    customer::Entity::find_by_id((thread.account_id, ticket.customer_id))
                        .one(db)
                        .await?
                }
                None => None,
            };
            let company = customer.map(|it| format!(" ({})", escape_mrkdwn(&it.name)));
            format!("{name}{}\n", company.unwrap_or_default())
        }
        AuthorKind::Agent => format!("{name}\n"),
        AuthorKind::System => String::new(),
    };
    let text = format!("{head}{}", to_mrkdwn_linked(&message.body, &mentions, &links));
    Ok(Some(Parts {
        texts: split_mrkdwn(&text, PART),
        from: 0,
    }))
}
