//! The mails about a ticket: it is here, an answer, solved, opened again, somebody follows it. Each shows what was said last.

use askama::Template;
use portico_types::{
    ids::{AccountId, ContactId},
    tickets::{AuthorKind, MessageVisibility, TicketKey},
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Words, footer::Footer, letter, look, look::Look, message_id, reader, shown::Shown, zone};
use crate::{
    app::AppState,
    entity::{account, contact, message, ticket},
    inbound_mail,
    jobs::{Claim, Failure, Occasion, Outcome},
    outside::mail::{Correspondent, Mail},
};

/// How much of the new message, and of each earlier one, a mail shows, in characters: a mail that says everything of a huge conversation
/// is cut by mail programs at a place nobody chose.
const NEW: usize = 20_000;
const EARLIER: usize = 2_000;

/// What happened.
pub(crate) struct News {
    /// The entry it is about: what came later is not told.
    pub seq: i64,
    pub who: String,
    /// `None`: a message.
    pub occasion: Option<Occasion>,
    /// What was done to the ticket in the same breath.
    pub also: Option<Occasion>,
}

/// Why somebody hears of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Because {
    Requester,
    Follower,
}

#[derive(Template)]
#[template(path = "ticket/subject.txt")]
struct Subject<'a> {
    key: &'a TicketKey,
    what: &'a str,
    title: &'a str,
}

#[derive(Template)]
#[template(path = "ticket/body.txt")]
struct Text<'a> {
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "ticket/body.html")]
struct Html<'a> {
    look: &'a Look,
    letter: &'a Letter<'a>,
}

struct Letter<'a> {
    key: &'a TicketKey,
    title: &'a str,
    link: &'a str,
    headline: Headline<'a>,
    new: Option<&'a Shown>,
    earlier: &'a [Shown],
    /// An answer to the mail answers the ticket.
    answerable: bool,
    footer: Footer<'a>,
}

/// The sentence on top, around the ticket's key and title, and what else there is to say.
struct Headline<'a> {
    who: &'a str,
    deed: String,
    end: &'static str,
    also: Option<&'static str>,
    /// Before the link, where mails can be answered and where not.
    invites: [&'static str; 2],
    button: &'static str,
    /// Before the title in the subject.
    subject: &'static str,
}

impl<'a> Headline<'a> {
    fn of(news: &'a News, because: Because) -> Self {
        let whose = match because {
            Because::Requester => "your ticket",
            Because::Follower => "ticket",
        };
        let read_on = ["Answer this mail, or here:", "Read on and answer here:"];
        let (who, deed, end, invites, button, subject) = match news.occasion {
            None => (
                news.who.as_str(),
                format!("answered {whose}"),
                ":",
                read_on,
                "Read on and answer",
                "",
            ),
            Some(Occasion::Filed) => (
                "",
                "We have your ticket".to_owned(),
                ". You hear from us here as soon as there is something new.",
                [
                    "Something to add? Answer this mail, or here:",
                    "Something to add? Here:",
                ],
                "See your ticket",
                "Received: ",
            ),
            Some(Occasion::Solved) => (
                news.who.as_str(),
                format!("solved {whose}"),
                ".",
                [
                    "Not solved for you? Answer this mail, or open it again here:",
                    "Not solved for you? Open it again here:",
                ],
                "See the ticket",
                "Solved: ",
            ),
            Some(Occasion::Closed) => (
                news.who.as_str(),
                format!("closed {whose}"),
                ".",
                ["See it here:"; 2],
                "See the ticket",
                "Closed: ",
            ),
            Some(Occasion::Reopened) => (
                news.who.as_str(),
                format!("opened {whose}"),
                " again.",
                read_on,
                "See the ticket",
                "Open again: ",
            ),
            Some(Occasion::Followed) => (
                news.who.as_str(),
                "added you to ticket".to_owned(),
                ". You get a mail when something happens on it.",
                read_on,
                "See the ticket",
                "You follow: ",
            ),
        };
        let also = match news.also {
            Some(Occasion::Solved) => Some("The ticket is solved now."),
            Some(Occasion::Closed) => Some("The ticket is closed now."),
            Some(Occasion::Reopened) => Some("The ticket is open again."),
            Some(Occasion::Filed | Occasion::Followed) | None => None,
        };
        Self {
            who,
            deed,
            end,
            also,
            invites,
            button,
            subject,
        }
    }
}

impl Letter<'_> {
    fn invite(&self) -> &'static str {
        self.headline.invites[usize::from(!self.answerable)]
    }
}

/// Mails to a contact what happened on a ticket: a new message set apart, below it what was said before, newest first. Together they are the
/// ticket's newest public messages up to then, as many as the account wants (5 unless it says otherwise): a mail that was late, or is sent
/// again, says what it would have said in time. Deleted messages are left out, edited ones are shown as they are now.
pub(crate) async fn about_ticket(
    state: &AppState,
    claim: &Claim,
    (account, ticket, contact): (&account::Model, &ticket::Model, &contact::Model),
    because: Because,
    news: News,
) -> Outcome {
    let rows = last_messages(state, account, ticket, news.seq).await?;
    let apart = matches!(news.occasion, None | Some(Occasion::Filed));
    let apart = apart && rows.first().is_some_and(|first| first.seq == news.seq);
    if news.occasion.is_none() && !apart {
        return Ok(()); // Deleted a moment ago.
    }
    let max = |row: &message::Model| if apart && row.seq == news.seq { NEW } else { EARLIER };
    let shown = Shown::these(&state.db, account.id, &rows, max, zone(contact)).await?;
    let (new, earlier) = shown.split_at(usize::from(apart));
    let key = &TicketKey {
        prefix: account.ticket_prefix.clone(),
        number: ticket.number,
    };
    let portal = state.config.portal_url(&account.slug, account.custom_domain.as_deref());
    let reply_address = inbound_mail::reply_address(state, &state.db, (account.id, ticket.id, contact.id)).await?;
    let answerable = reply_address.is_some() && news.occasion != Some(Occasion::Closed);
    let why = match because {
        Because::Requester => format!("you filed {key}"),
        Because::Follower => format!("you follow {key}"),
    };
    let look = &Look::of(account, look::name(account));
    let footer = Footer::of(&look.name, contact, why);
    let footer = footer.with_ways_out(state, &portal, contact, Some((ticket.id, key)));
    let unsubscribe = footer.stop();
    let told = &Letter {
        key,
        title: &ticket.title,
        link: &format!("{portal}/tickets/{key}"),
        headline: Headline::of(&news, because),
        new: new.first(),
        earlier,
        answerable,
        footer,
    };
    let subject = Subject {
        key,
        what: told.headline.subject,
        title: &ticket.title,
    };
    let words = Words(subject, Text { letter: told }, Html { look, letter: told });
    let id = match news.occasion {
        None => left_of(&rows[0], contact.id),
        Some(_) => format!("{}-{}.{}", ticket.id.0.simple(), news.seq, contact.id.0.simple()),
    };
    let mail = letter(state, account, reader(contact), &id, words)?;
    let catches = state.config.mail.inbound.catch_bounces;
    let mail = Mail {
        reply_to: reply_address.clone().map(|address| Correspondent {
            name: mail.from.name.clone(),
            address,
        }),
        return_path: reply_address.filter(|_| catches),
        references: references(state, account, (ticket, news.seq), contact).await?,
        unsubscribe,
        ..mail
    };
    match state.mailer.send(&mail).await {
        Err(Failure::GiveUp(error)) => {
            undelivered(state, claim, (ticket, contact), &error).await?;
            Err(Failure::GiveUp(error))
        }
        other => other,
    }
}

/// The mail server refuses it for good: the team reads so on the ticket, in its words.
async fn undelivered(
    state: &AppState,
    claim: &Claim,
    (ticket, contact): (&ticket::Model, &contact::Model),
    error: &anyhow::Error,
) -> Outcome {
    let why = format!("{error:#}").replace(['`', '\n'], " ");
    let words = format!(
        "A mail to {} <{}> about this ticket could not be delivered: `{why}`",
        contact.name, contact.email
    );
    let txn = state.begin_write().await?;
    inbound_mail::note(&txn, (ticket.account_id, ticket.id), &words, state.clock.now()).await?;
    claim.give_up(&*txn, error).await?;
    Ok(txn.commit().await?)
}

/// The ticket's public messages.
fn public(account_id: AccountId, ticket: &ticket::Model) -> sea_orm::Select<message::Entity> {
    message::Entity::find()
        .filter(message::Column::AccountId.eq(account_id))
        .filter(message::Column::TicketId.eq(ticket.id))
        .filter(message::Column::Visibility.eq(MessageVisibility::Public))
        .order_by_desc(message::Column::Seq)
}

/// The messages a mail shows, newest first, the new one included.
async fn last_messages(
    state: &AppState,
    account: &account::Model,
    ticket: &ticket::Model,
    seq: i64,
) -> Result<Vec<message::Model>, DbErr> {
    let count = u64::try_from(account.mail_context_messages).unwrap_or(1).clamp(1, 20);
    public(account.id, ticket)
        .filter(message::Column::DeletedAt.is_null())
        .filter(message::Column::Seq.lte(seq))
        .limit(count)
        .all(&state.db)
        .await
}

/// The mails this one follows, when the account wants its mails threaded: the ticket's root, which was never sent and keeps them together
/// whichever the reader deletes, and the answer before.
async fn references(
    state: &AppState,
    account: &account::Model,
    (ticket, seq): (&ticket::Model, i64),
    contact: &contact::Model,
) -> Result<Vec<String>, DbErr> {
    if !account.mail_threading {
        return Ok(Vec::new());
    }
    let before = public(account.id, ticket)
        .filter(message::Column::AuthorKind.eq(AuthorKind::Agent))
        .filter(message::Column::Seq.lt(seq))
        .one(&state.db)
        .await?;
    let root = message_id(state, &format!("ticket.{}", ticket.id.0.simple()));
    let before = before.map(|row| message_id(state, &left_of(&row, contact.id)));
    Ok(std::iter::once(root).chain(before).collect())
}

/// The left side of the `Message-ID` of a message's mail to a contact. (`inbound_mail` knows by the other that a mail was ours.)
fn left_of(message: &message::Model, contact: ContactId) -> String {
    format!("{}.{}", message.id.0.simple(), contact.0.simple())
}
