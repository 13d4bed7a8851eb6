//! What people write in tickets' threads, and change and take back there.

use std::collections::HashMap;

use portico_types::{
    ids::{AgentId, SlackThreadId},
    staff::{CollectionKind, TriageReplies},
    tickets::{AuthorKind, MessageVisibility, Source, TicketStatus},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use super::{
    apply::{Applying, failure},
    explanations, people,
    received::Written,
    routing,
};
use crate::{
    db::WriteTxn,
    entity::{ThreadKind, collection, message, slack_channel, slack_post, slack_thread, ticket},
    error::Error,
    jobs::{Failure, Outcome},
    outside::slack::{SlackError, User},
    text::{self, Reference},
    tickets::{Actor, Edit, Said},
};

/// Somebody wrote in a thread.
pub(super) async fn said(applying: &Applying<'_>, written: Written) -> Outcome {
    let state = applying.state;
    let Some(thread) = thread_of(applying, &written.channel, &written.thread_ts).await? else {
        return applying.nothing().await;
    };
    if post_at(&state.db, &thread, &written.ts).await?.is_some() {
        return applying.nothing().await;
    }
    let agent = people::agent(
        &state.db,
        &applying.workspace,
        &written.user,
        written.user_team.as_deref(),
    )
    .await
    .map_err(failure)?;
    let stranger = if agent.is_none() {
        person(applying, &written.user).await?
    } else {
        None
    };
    if stranger.as_ref().is_some_and(|user| user.is_bot) {
        return applying.nothing().await; // Other apps talk in threads, too.
    }
    if agent.is_none() && thread.kind == ThreadKind::Triage {
        let text = explanations::NOT_AN_AGENT;
        return applying
            .explain(&written.channel, &written.user, Some(&written.thread_ts), text)
            .await;
    }
    let (body, mentions) = read(applying, &written).await?;

    let txn = applying.begin().await?;
    let manners = Manners::of(&*txn, &thread).await?;
    let (visibility, body) = match (thread.kind, manners.without_mark(&body, &written.text)) {
        (ThreadKind::Triage, Some(note)) => (MessageVisibility::Internal, note),
        (ThreadKind::Triage, None) if manners.replies == TriageReplies::Internal => (MessageVisibility::Internal, body),
        _ => (MessageVisibility::Public, body),
    };
    if body.trim().is_empty() {
        return applying.commit(txn).await;
    }
    let actor = match (agent, stranger) {
        (Some(agent), _) => Actor::from(&agent),
        (None, Some(user)) => author(applying, &txn, &thread, &user).await?,
        // Gone from Slack before we could ask; what they said is not.
        (None, None) => Actor {
            kind: AuthorKind::Contact,
            id: None,
            name: "Somebody via Slack, unverified".to_owned(),
        },
    };
    let mut edit = Edit::begin(
        &txn,
        (thread.account_id, thread.ticket_id),
        actor,
        Source::Slack,
        applying.now,
    )
    .await
    .map_err(failure)?;
    if visibility == MessageVisibility::Public && edit.ticket().status == TicketStatus::Closed {
        txn.rollback().await?;
        let text = explanations::CLOSED;
        return applying
            .explain(&written.channel, &written.user, Some(&written.thread_ts), text)
            .await;
    }
    let said = Said {
        visibility,
        body: &body,
        mentions: &mentions,
        written_in: Some(thread.id),
    };
    let message = edit.say(said).await.map_err(failure)?;
    edit.finish().await.map_err(failure)?;
    applying.remember(&txn, &thread, &message, &written).await?;
    applying.commit(txn).await
}

/// Somebody changed what they had written. Slack also tells of changes that are none, such as a preview that appeared.
pub(super) async fn edited(applying: &Applying<'_>, written: Written) -> Outcome {
    let Some((thread, post)) = known(applying, &written.channel, &written.thread_ts, &written.ts).await? else {
        return applying.nothing().await;
    };
    let (body, mentions) = read(applying, &written).await?;
    let txn = applying.begin().await?;
    let Some(before) = message_of(&*txn, &post).await? else {
        return applying.commit(txn).await;
    };
    // A note stays a note, with its mark or without; what went out cannot be called back by adding one.
    let manners = Manners::of(&*txn, &thread).await?;
    let body = match manners.without_mark(&body, &written.text) {
        Some(note) if before.visibility == MessageVisibility::Internal => note,
        _ => body,
    };
    if before.body == body || body.trim().is_empty() {
        return applying.commit(txn).await;
    }
    // Who has left the team must not go on speaking for it through what they once wrote.
    if before.author_kind == AuthorKind::Agent {
        let team = written.user_team.as_deref();
        let still = people::agent(&*txn, &applying.workspace, &written.user, team).await;
        if still.map_err(failure)?.is_none() {
            return applying.commit(txn).await;
        }
    }
    let mut edit = Edit::begin(
        &txn,
        (thread.account_id, thread.ticket_id),
        of(&before),
        Source::Slack,
        applying.now,
    )
    .await
    .map_err(failure)?;
    edit.revise(before, &body, &mentions, Some(thread.id))
        .await
        .map_err(failure)?;
    edit.finish().await.map_err(failure)?;
    applying.commit(txn).await
}

/// Somebody took back what they had written.
pub(super) async fn deleted(applying: &Applying<'_>, channel: &str, thread_ts: &str, ts: &str) -> Outcome {
    let Some((thread, post)) = known(applying, channel, thread_ts, ts).await? else {
        return applying.nothing().await;
    };
    let txn = applying.begin().await?;
    let Some(before) = message_of(&*txn, &post).await? else {
        return applying.commit(txn).await;
    };
    let mut edit = Edit::begin(
        &txn,
        (thread.account_id, thread.ticket_id),
        of(&before),
        Source::Slack,
        applying.now,
    )
    .await
    .map_err(failure)?;
    edit.erase(before, Some(thread.id)).await.map_err(failure)?;
    edit.finish().await.map_err(failure)?;
    applying.commit(txn).await
}

/// The thread whose first message stands at `ts`. When the answer to posting a card was lost and somebody has replied below it, or used
/// its buttons, already, the card itself tells whose it is.
pub(super) async fn thread_of(
    applying: &Applying<'_>,
    channel: &str,
    ts: &str,
) -> Result<Option<slack_thread::Model>, Failure> {
    let db = &applying.state.db;
    if let Some(thread) = routing::thread_at(db, &applying.workspace, channel, ts)
        .await
        .map_err(failure)?
    {
        return Ok(Some(thread));
    }
    let first = match applying.state.slack.replies(channel, ts, "", 1).await {
        Ok(page) => page.messages.into_iter().find(|message| message.ts == ts),
        Err(SlackError::Permanent(_)) => None,
        Err(err) => return Err(err.into()),
    };
    // Anybody's app can put our name into its metadata: only our own card tells.
    let ours = first.filter(|message| message.bot_id.as_deref() == Some(&*applying.workspace.bot_id));
    let Some(id) = ours.and_then(|message| message.id()?.parse::<SlackThreadId>().ok()) else {
        return Ok(None);
    };
    let account_id = applying.claim.account_id;
    let txn = applying.begin().await?;
    slack_thread::Entity::update_many()
        .col_expr(slack_thread::Column::Ts, Expr::value(Some(ts)))
        .filter(slack_thread::Column::AccountId.eq(account_id))
        .filter(slack_thread::Column::Id.eq(id))
        .filter(slack_thread::Column::ChannelId.eq(channel))
        .filter(slack_thread::Column::Ts.is_null())
        .exec(&*txn)
        .await?;
    txn.commit().await?;
    routing::thread_at(db, &applying.workspace, channel, ts)
        .await
        .map_err(failure)
}

async fn post_at(
    db: &impl ConnectionTrait,
    thread: &slack_thread::Model,
    ts: &str,
) -> Result<Option<slack_post::Model>, Failure> {
    let posts = slack_post::Entity::find()
        .filter(slack_post::Column::AccountId.eq(thread.account_id))
        .filter(slack_post::Column::ThreadId.eq(thread.id))
        .filter(slack_post::Column::Ts.eq(ts));
    Ok(posts.one(db).await?)
}

/// The thread and post of a message that was taken from Slack before.
async fn known(
    applying: &Applying<'_>,
    channel: &str,
    thread_ts: &str,
    ts: &str,
) -> Result<Option<(slack_thread::Model, slack_post::Model)>, Failure> {
    let db = &applying.state.db;
    let thread = routing::thread_at(db, &applying.workspace, channel, thread_ts)
        .await
        .map_err(failure)?;
    let Some(thread) = thread else { return Ok(None) };
    Ok(post_at(db, &thread, ts).await?.map(|post| (thread, post)))
}

/// The message behind a post, if it was written in Slack and is still there.
async fn message_of(db: &impl ConnectionTrait, post: &slack_post::Model) -> Result<Option<message::Model>, Failure> {
    let message = message::Entity::find_by_id((post.account_id, post.message_id))
        .one(db)
        .await?;
    Ok(message.filter(|message| message.source == Source::Slack && message.deleted_at.is_none()))
}

/// The author of a message, who is the only one Slack lets change it.
fn of(message: &message::Model) -> Actor {
    Actor {
        kind: message.author_kind,
        id: message.author_id,
        name: message.author_name.clone(),
    }
}

/// Asks Slack who somebody is; `None` when nobody any more.
async fn person(applying: &Applying<'_>, user: &str) -> Result<Option<User>, Failure> {
    match applying.state.slack.user(user).await {
        Ok(user) => Ok(Some(user)),
        Err(err) if err.code() == Some("user_not_found") || err.code() == Some("user_not_visible") => Ok(None),
        Err(err) => Err(err.into()),
    }
}

/// Who in the customer's channel speaks.
async fn author(
    applying: &Applying<'_>,
    txn: &WriteTxn,
    thread: &slack_thread::Model,
    user: &User,
) -> Result<Actor, Failure> {
    let account = applying.state.account(thread.account_id).await.map_err(failure)?;
    let ticket = ticket::Entity::find_by_id((thread.account_id, thread.ticket_id))
        .one(&**txn)
        .await?;
    let ticket = ticket.ok_or_else(|| failure(Error::NotFound("ticket")))?;
    people::customers_person(&**txn, &account, ticket.customer_id, user, applying.now)
        .await
        .map_err(failure)
}

/// How many strangers' names are looked up for one message; the others stay ids.
const MOST_NAMES: usize = 10;

/// A Slack message as Markdown, with names for ids, and the agents it tags.
async fn read(applying: &Applying<'_>, written: &Written) -> Result<(String, Vec<AgentId>), Failure> {
    let state = applying.state;
    let (mut names, mut mentions) = (HashMap::new(), Vec::new());
    for user in text::users_mentioned(&written.text) {
        if names.contains_key(user) {
            continue;
        }
        let linked = people::agent(&state.db, &applying.workspace, user, None)
            .await
            .map_err(failure)?;
        let name = match linked {
            Some(agent) => {
                mentions.push(agent.id);
                Some(agent.name)
            }
            // A name is a courtesy: the answer goes out without it when Slack does not tell.
            None if names.len() < MOST_NAMES => state.slack.user(user).await.ok().map(|user| user.shown_name()),
            None => None,
        };
        names.insert(user.to_owned(), name);
    }
    let channels = slack_channel::Entity::find()
        .filter(slack_channel::Column::AccountId.eq(applying.claim.account_id))
        .all(&state.db)
        .await?;
    let name_of = |reference: &Reference<'_>| match reference {
        Reference::User(id) => names.get(*id).cloned().flatten(),
        Reference::Channel(id, label) => {
            let known = channels
                .iter()
                .find(|it| it.channel_id == *id)
                .map(|it| it.name.clone());
            label.map(str::to_owned).or(known)
        }
        Reference::Group(..) | Reference::Special(_) => None,
    };
    let mut body = text::from_mrkdwn(&written.text, &name_of);
    if !written.files.is_empty() {
        let nobody = |_: &Reference<'_>| None;
        let files: Vec<String> = written
            .files
            .iter()
            .map(|name| text::from_mrkdwn(&text::escape_mrkdwn(name), &nobody))
            .collect();
        if !body.is_empty() {
            body.push_str("\n\n");
        }
        body.push_str("(Shared in Slack: ");
        body.push_str(&files.join(", "));
        body.push(')');
    }
    Ok((body, mentions))
}

/// How replies in a triage channel are meant: as the collection says whose channel it is, else the ticket's, else the portal's.
struct Manners {
    replies: TriageReplies,
    mark: String,
}

impl Manners {
    async fn of(db: &impl ConnectionTrait, thread: &slack_thread::Model) -> Result<Self, Failure> {
        let ticket = ticket::Entity::find_by_id((thread.account_id, thread.ticket_id))
            .one(db)
            .await?;
        let collections = collection::Entity::find()
            .filter(collection::Column::AccountId.eq(thread.account_id))
            .order_by_asc(collection::Column::Id)
            .all(db)
            .await?;
        let of_channel = |it: &&collection::Model| it.triage_channel_id.as_deref() == Some(&thread.channel_id);
        let of_ticket = |it: &&collection::Model| ticket.as_ref().is_some_and(|t| t.collection_id == Some(it.id));
        let of_portal = |it: &&collection::Model| it.kind == CollectionKind::Portal;
        // Where collections share a channel, the ticket's own decides, then the portal's: it must not be chance whether a reply goes out.
        let found = collections
            .iter()
            .find(|it| of_channel(it) && of_ticket(it))
            .or_else(|| collections.iter().find(|it| of_channel(it) && of_portal(it)))
            .or_else(|| collections.iter().find(of_channel))
            .or_else(|| collections.iter().find(of_ticket))
            .or_else(|| collections.iter().find(of_portal));
        Ok(Self {
            replies: found.map_or(TriageReplies::Public, |it| it.triage_replies),
            mark: found.map(|it| it.note_mark.clone()).unwrap_or_default(),
        })
    }

    /// The text behind the note mark, or `None` when there is no mark. `typed` is the text as Slack sent it.
    fn without_mark(&self, body: &str, typed: &str) -> Option<String> {
        let typed = typed.trim_start();
        let sent = self
            .mark
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        let marked = |mark: &str| !mark.is_empty() && typed.starts_with(mark);
        if !(marked(sent.trim()) || marked("🔒") || marked(":lock:")) {
            return None;
        }
        let body = body.trim_start();
        // In Markdown a mark of special characters stands behind backslashes.
        let mut rest = body;
        for c in self.mark.trim().chars() {
            match rest
                .strip_prefix(c)
                .or_else(|| rest.strip_prefix('\\').and_then(|it| it.strip_prefix(c)))
            {
                Some(after) => rest = after,
                None => return Some(body.strip_prefix('🔒').unwrap_or(body).trim_start().to_owned()),
            }
        }
        Some(rest.trim_start().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without_mark(mark: &str, typed: &str) -> Option<String> {
        let manners = Manners {
            replies: TriageReplies::Public,
            mark: mark.to_owned(),
        };
        manners.without_mark(&text::from_mrkdwn(typed, &|_| None), typed)
    }

    #[test]
    fn what_begins_with_the_note_mark_is_a_note() {
        assert_eq!(without_mark("//", "// not for them").as_deref(), Some("not for them"));
        assert_eq!(without_mark("//", "//not for them").as_deref(), Some("not for them"));
        assert_eq!(without_mark("//", ":lock: secret").as_deref(), Some("secret"));
        assert_eq!(without_mark("//", "🔒secret").as_deref(), Some("secret"));
        assert_eq!(without_mark("**", "** a *b*").as_deref(), Some("a **b**"));
        assert_eq!(without_mark("<!", "&lt;! hm").as_deref(), Some("hm"));
        assert_eq!(without_mark("//", "see https://a.example // there"), None);
        assert_eq!(without_mark("", "anything"), None);
    }
}
