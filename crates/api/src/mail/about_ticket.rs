//! The mails about a ticket: it is here, an answer, solved, opened again, somebody follows it. Each shows what was said last.

use askama::Template;
use portico_texts::mail::Texts;
use portico_types::{
    ids::{AccountId, ContactId},
    tickets::{AuthorKind, MessageVisibility, TicketKey},
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    Locale, Words,
    filed::Filled,
    footer::Footer,
    look,
    look::Look,
    marked::{self, Piece},
    message_id, reader,
    shown::Shown,
};
use crate::{
    app::AppState,
    entity::{account, contact, message, ticket},
    inbound_mail,
    jobs::{Claim, Failure, Occasion, Outcome},
    outside::mail::{Correspondent, Mail},
    text::TicketLinks,
};

/// How much of the new message, and of each earlier one, a mail shows, in characters: a mail that says everything of a huge conversation
/// is cut by mail programs at a place nobody chose.
const NEW: usize = 20_000;
const EARLIER: usize = 2_000;

/// What happened.
pub(crate) struct News {
    /// The entry it is about: what came later is not told.
    pub seq: i64,
    /// The id of that message or entry; of a new ticket its own. (By its number readers could count what they do not see.)
    pub about: Uuid,
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
#[template(path = "ticket/body.txt")]
struct Text<'a> {
    locale: Locale,
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "ticket/body.html")]
struct Html<'a> {
    locale: Locale,
    look: &'a Look,
    letter: &'a Letter<'a>,
}

struct Letter<'a> {
    /// Of the page that HTML is.
    title: String,
    headline: Headline,
    new: Option<&'a Shown>,
    /// What was filled in beside it, where it says that a ticket is here.
    filled: &'a [Filled],
    also: Option<&'static str>,
    /// Before the link, in text.
    invite: &'static str,
    link: &'a str,
    button: &'static str,
    earlier: &'a [Shown],
    /// An answer to the mail answers the ticket.
    answerable: bool,
    footer: Footer,
}

/// The sentence on top.
struct Headline {
    text: String,
    html: String,
}

impl Headline {
    fn of(said: &Said<'_>, (who, key, title): (&str, &str, &str), link: &str) -> Self {
        let pieces = [
            Piece::Bold(who),
            Piece::Link { text: key, to: link },
            Piece::Plain(title),
        ];
        Self {
            text: said.headline([who, key, title]),
            html: marked::html(pieces, |words| said.headline(words)),
        }
    }
}

/// What is said of news in one language.
pub(super) struct Said<'a> {
    pub t: Texts,
    pub news: &'a News,
    pub because: Because,
}

impl Said<'_> {
    pub(super) fn headline(&self, [who, key, title]: [&str; 3]) -> String {
        use Because::{Follower, Requester};
        let t = self.t;
        match (self.news.occasion, self.because) {
            (None, Requester) => t.answered(who, key, title),
            (None, Follower) => t.answered_follower(who, key, title),
            (Some(Occasion::Filed), _) => t.filed(key, title),
            (Some(Occasion::Solved), Requester) => t.solved(who, key, title),
            (Some(Occasion::Solved), Follower) => t.solved_follower(who, key, title),
            (Some(Occasion::Closed), Requester) => t.closed(who, key, title),
            (Some(Occasion::Closed), Follower) => t.closed_follower(who, key, title),
            (Some(Occasion::Reopened), Requester) => t.reopened(who, key, title),
            (Some(Occasion::Reopened), Follower) => t.reopened_follower(who, key, title),
            (Some(Occasion::Followed), _) => t.followed(who, key, title),
        }
    }

    fn subject(&self, key: &str, title: &str) -> String {
        let t = self.t;
        match self.news.occasion {
            None => t.subject_answered(key, title),
            Some(Occasion::Filed) => t.subject_filed(key, title),
            Some(Occasion::Solved) => t.subject_solved(key, title),
            Some(Occasion::Closed) => t.subject_closed(key, title),
            Some(Occasion::Reopened) => t.subject_reopened(key, title),
            Some(Occasion::Followed) => t.subject_followed(key, title),
        }
    }

    pub(super) fn also(&self) -> Option<&'static str> {
        match self.news.also? {
            Occasion::Solved => Some(self.t.also_solved()),
            Occasion::Closed => Some(self.t.also_closed()),
            Occasion::Reopened => Some(self.t.also_reopened()),
            Occasion::Filed | Occasion::Followed => None,
        }
    }

    pub(super) fn invite(&self, answerable: bool) -> &'static str {
        let t = self.t;
        let [by_mail, here] = match self.news.occasion {
            None | Some(Occasion::Reopened | Occasion::Followed) => [t.invite_answer(), t.invite_answer_here()],
            Some(Occasion::Filed) => [t.invite_add(), t.invite_add_here()],
            Some(Occasion::Solved) => [t.invite_reopen(), t.invite_reopen_here()],
            Some(Occasion::Closed) => [t.invite_see(); 2],
        };
        if answerable { by_mail } else { here }
    }

    pub(super) fn button(&self) -> &'static str {
        match self.news.occasion {
            None => self.t.button_answer(),
            Some(Occasion::Filed) => self.t.button_yours(),
            Some(_) => self.t.button_ticket(),
        }
    }

    pub(super) fn why(&self, to: &str, key: &str, name: &str) -> String {
        match self.because {
            Because::Requester => self.t.why_filed(to, key, name),
            Because::Follower => self.t.why_followed(to, key, name),
        }
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
    let locale = Locale::of(contact);
    let portal = state.config.portal_url(&account.slug, account.custom_domain.as_deref());
    let links = TicketLinks::portal(&account.ticket_prefix).from_outside(&portal);
    let shown = Shown::these(&state.db, account.id, &rows, max, (locale, &links)).await?;
    let (new, earlier) = shown.split_at(usize::from(apart));
    let filled = match news.occasion {
        Some(Occasion::Filed) => Filled::of(&state.db, ticket, &links).await?,
        _ => Vec::new(),
    };
    let key = &TicketKey {
        prefix: account.ticket_prefix.clone(),
        number: ticket.number,
    };
    let reply_address = inbound_mail::reply_address(state, &state.db, (account.id, ticket.id, contact.id)).await?;
    let answerable = reply_address.is_some() && news.occasion != Some(Occasion::Closed);
    let look = &Look::in_mail(account, look::name(account));
    let (shown_key, link) = (&key.to_string(), &format!("{portal}/tickets/{key}"));
    let t = locale.t;
    let said = Said {
        t,
        news: &news,
        because,
    };
    let footer = Footer::of(t, said.why(&contact.email, shown_key, &look.name));
    let footer = footer.with_ways_out(state, &portal, contact, Some((ticket.id, key)));
    let unsubscribe = footer.stop();
    let letter = &Letter {
        title: t.subject_answered(shown_key, &ticket.title),
        headline: Headline::of(&said, (&news.who, shown_key, &ticket.title), link),
        new: new.first(),
        filled: &filled,
        also: said.also(),
        invite: said.invite(answerable),
        link,
        button: said.button(),
        earlier,
        answerable,
        footer,
    };
    let words = Words(
        said.subject(shown_key, &ticket.title),
        Text { locale, letter },
        Html { locale, look, letter },
    );
    let id = left_of(news.about, contact.id);
    let mail = super::letter(state, account, reader(contact), &id, words)?;
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

/// The ticket's public messages, newest first.
pub(super) fn public(account_id: AccountId, ticket: &ticket::Model) -> sea_orm::Select<message::Entity> {
    message::Entity::find()
        .filter(message::Column::AccountId.eq(account_id))
        .filter(message::Column::TicketId.eq(ticket.id))
        .filter(message::Column::Visibility.eq(MessageVisibility::Public))
        .filter(message::Column::PublicSeq.is_not_null())
        .order_by_desc(message::Column::PublicSeq)
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
    let before = before.map(|row| message_id(state, &left_of(row.id.0, contact.id)));
    Ok(std::iter::once(root).chain(before).collect())
}

/// The left side of the `Message-ID` of a mail about something to a contact. (`inbound_mail` knows by the other that a mail was ours.)
fn left_of(about: Uuid, contact: ContactId) -> String {
    format!("{}.{}", about.simple(), contact.0.simple())
}
