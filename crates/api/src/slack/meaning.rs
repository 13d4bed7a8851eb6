//! What a message in a thread says, and for whom it is meant.

use std::collections::HashMap;

use portico_types::{
    ids::AgentId,
    staff::{CollectionKind, TriageReplies},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    apply::{Applying, failure},
    people,
    received::Written,
};
use crate::{
    entity::{collection, slack_channel, slack_thread, ticket},
    jobs::Failure,
    text::{self, Reference, TicketLinks},
};

/// How many strangers' names are looked up for one message; the others stay ids.
const MOST_NAMES: usize = 10;

/// A Slack message as Markdown, with names for ids, and the agents it tags.
pub(super) async fn read(applying: &Applying<'_>, written: &Written) -> Result<(String, Vec<AgentId>), Failure> {
    let state = applying.state;
    let (mut names, mut mentions) = (HashMap::new(), Vec::new());
    for user in text::users_mentioned(&written.text) {
        if names.contains_key(user) {
            continue;
        }
        let linked = people::known_agent(&state.db, &applying.workspace, user, None)
            .await
            .map_err(failure)?;
        let name = match linked {
            Some(agent) => {
                mentions.push(agent.id);
                Some(agent.name)
            }
            // A name is a courtesy: the answer goes out without it when Slack does not tell.
            None if names.len() < MOST_NAMES => match applying.slack() {
                Ok(slack) => slack.user(user).await.ok().map(|user| user.shown_name()),
                Err(_) => None,
            },
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
    let mut body = text::from_mrkdwn(&keys_again(applying, &written.text).await?, &name_of);
    // Stored before files were fetched.
    let without_id = written.files.iter().filter(|file| file.id.is_empty());
    let nobody = |_: &Reference<'_>| None;
    let files: Vec<String> = without_id
        .map(|file| text::from_mrkdwn(&text::escape_mrkdwn(&file.name), &nobody))
        .collect();
    if !files.is_empty() {
        if !body.is_empty() {
            body.push_str("\n\n");
        }
        body.push_str("(Shared in Slack: ");
        body.push_str(&files.join(", "));
        body.push(')');
    }
    Ok((body, mentions))
}

/// What was copied from a thread's link to a ticket is its key, which leads every reader to their own page.
async fn keys_again(applying: &Applying<'_>, text: &str) -> Result<String, Failure> {
    let state = applying.state;
    let account = state.account(applying.claim.account_id).await.map_err(failure)?;
    let portal = state.config.portal_url(&account.slug, account.custom_domain.as_deref());
    let prefix = &account.ticket_prefix;
    let staff = TicketLinks::console(prefix).from_outside(&portal);
    let contacts = TicketLinks::portal(prefix).from_outside(&portal);
    let text = staff.keys_again(text);
    Ok(contacts.keys_again(&text).into_owned())
}

/// How replies in a triage channel are meant: as the collection says whose channel it is, else the ticket's, else the portal's.
pub(super) struct Manners {
    pub replies: TriageReplies,
    mark: String,
}

impl Manners {
    pub(super) async fn of(db: &impl ConnectionTrait, thread: &slack_thread::Model) -> Result<Self, Failure> {
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
    pub(super) fn without_mark(&self, body: &str, typed: &str) -> Option<String> {
        let sent = self
            .mark
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        let marks = [sent.trim(), "🔒", ":lock:"];
        let mut rest = typed.trim_start();
        while !marks.iter().any(|mark| !mark.is_empty() && rest.starts_with(mark)) {
            rest = behind_dress(rest)?.trim_start();
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

/// What stands behind a piece of formatting, a quote's beginning or a mention, where people put such before a mark. `None` when the text
/// itself begins. Code is no dress: what is in it is shown as it is.
fn behind_dress(text: &str) -> Option<&str> {
    const FORMATTING: [char; 8] = ['*', '_', '~', '>', '•', ',', '\u{200b}', '\u{feff}'];
    if let Some(rest) = text.strip_prefix(FORMATTING).or_else(|| text.strip_prefix("&gt;")) {
        return Some(rest);
    }
    let mention = text.starts_with("<@") || text.starts_with("<!");
    if mention {
        return text.split_once('>').map(|(_, rest)| rest);
    }
    // By somebody who is nobody in Slack, or in the modal.
    let name = text.strip_prefix('@')?;
    name.find(char::is_whitespace).map(|end| &name[end..])
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
        for dressed in [
            "*// secret*",
            "_// secret_",
            "~// secret~",
            "*_// secret_*",
            "&gt; // secret",
            "<@U0BEN> // secret",
            "<@U0BEN|ben>, // secret",
            "<!here> :lock: secret",
            "@ben // secret",
            "• 🔒 secret",
        ] {
            let note = without_mark("//", dressed);
            assert!(note.is_some_and(|it| it.contains("secret")), "{dressed}");
        }
        for public in [
            "*bold* // hm",
            "`// code`",
            "<@U0BEN> see // there",
            "<https://a.example>",
            "@ben",
            "*",
        ] {
            assert_eq!(without_mark("//", public), None, "{public}");
        }
        assert_eq!(without_mark("", "anything"), None);
    }
}
