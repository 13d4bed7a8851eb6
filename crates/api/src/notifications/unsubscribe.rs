//! The way out that every mail about tickets carries (RFC 8058): a link of its own for each reader and ticket, signed, that works without
//! signing in. Opening it asks and does nothing, as scanners open what they find; posting to it does it, as a mail program does by itself.

use actix_web::{
    HttpRequest, HttpResponse,
    guard::{Any, Get, Head},
    http::{StatusCode, header},
    web::{self, Bytes, Data, Path},
};
use askama::Template;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD as STANDARD, BASE64_URL_SAFE_NO_PAD as BASE64};
use chrono::{DateTime, Utc};
use portico_texts::mail::Texts;
use portico_types::{
    ids::{AccountId, ContactId, TicketId},
    portal::MailWish,
    tickets::TicketKey,
};
use sea_orm::{DbErr, EntityTrait};
use sha2::{Digest, Sha256};
use url::form_urlencoded;
use uuid::Uuid;

use super::{preferences, recipient};
use crate::{
    app::AppState,
    auth::Keys,
    db::WriteTxn,
    entity::{account, contact, ticket},
    error::Result,
    language,
    mail::{self, look::Look},
    scope,
    tickets::followers,
};

const PURPOSE: &str = "unsubscribe";
/// Bytes of the signature: nobody tries 2¹²⁸ links.
const SIGNATURE: usize = 16;
const ID: usize = 16;
/// How long a token is, in BASE64.
const TOKEN: usize = ((3 * ID + SIGNATURE) * 8).div_ceil(6);
const PATH: &str = "unsubscribe";

/// The styles, the logo, and that the form goes to ourselves, is all that the page may do.
fn policy(paint: &str) -> String {
    let hash = STANDARD.encode(Sha256::digest(paint));
    format!(
        "default-src 'none'; style-src 'self' 'sha256-{hash}'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
         object-src 'none'"
    )
}

pub(super) fn configure(routes: &mut web::ServiceConfig) {
    let style = || async {
        HttpResponse::Ok()
            .content_type("text/css; charset=utf-8")
            .body(include_str!("../../templates/unsubscribe/style.css"))
    };
    routes
        .service(web::resource("/unsubscribe/style.css").route(web::get().to(style)))
        .service(
            web::resource("/unsubscribe/{token}")
                .route(web::route().guard(Any(Get()).or(Head())).to(ask))
                .route(web::post().to(unsubscribe)),
        );
}

/// Whose mails end, about what: a ticket, or all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "as everywhere")]
struct Way {
    account_id: AccountId,
    contact_id: ContactId,
    ticket_id: Option<TicketId>,
}

impl Way {
    /// A link that leads here, for as long as the installation knows the key it was made with.
    fn written(&self, keys: &Keys) -> String {
        let ids = self.ids();
        let signature = &keys.mac(PURPOSE, &[&ids])[..SIGNATURE];
        BASE64.encode([&ids[..], signature].concat())
    }

    fn ids(&self) -> [u8; 3 * ID] {
        let ticket = self.ticket_id.map_or(Uuid::nil(), |id| id.0);
        let ids = [self.account_id.0, self.contact_id.0, ticket];
        let mut all = [0; 3 * ID];
        for (place, id) in all.chunks_exact_mut(ID).zip(ids) {
            place.copy_from_slice(id.as_bytes());
        }
        all
    }

    fn read(keys: &Keys, token: &str) -> Option<Self> {
        let bytes = BASE64.decode(token).ok()?;
        let (ids, signature) = bytes.split_at_checked(3 * ID)?;
        if signature.len() != SIGNATURE || !keys.made_beginning(PURPOSE, &[ids], signature) {
            return None;
        }
        let mut ids = ids.chunks_exact(ID).map_while(|id| Uuid::from_slice(id).ok());
        let (account, contact, ticket) = (ids.next()?, ids.next()?, ids.next()?);
        Some(Self {
            account_id: AccountId(account),
            contact_id: ContactId(contact),
            ticket_id: (!ticket.is_nil()).then_some(TicketId(ticket)),
        })
    }
}

/// The link for a mail to `contact`.
pub(crate) fn unsubscribe_link(
    state: &AppState,
    portal: &str,
    contact: &contact::Model,
    ticket_id: Option<TicketId>,
) -> String {
    let way = Way {
        account_id: contact.account_id,
        contact_id: contact.id,
        ticket_id,
    };
    format!("{portal}/{PATH}/{}", way.written(&state.keys))
}

/// A text with what makes the links of [`unsubscribe_link`] in it work left out: whoever reads one could end that person's mails. It may be
/// wrapped, or stand in a link that a mail system put in its place, escaped once or more often.
pub(crate) fn without_unsubscribe_links(keys: &Keys, text: &str) -> String {
    let (mut said, mut from) = (String::new(), 0);
    for (at, path) in text.match_indices(PATH) {
        let behind = &text[at + path.len()..];
        let Some(slash) = slash(behind) else { continue };
        let begin = at + path.len() + slash;
        let ways = [false, true].map(|escaped| token(&text[begin..], escaped));
        if let Some((_, length)) = ways.iter().find(|(token, _)| Way::read(keys, token).is_some()) {
            said.push_str(&text[from..begin]);
            said.push('…');
            from = begin + length;
        }
    }
    said.push_str(&text[from..]);
    said
}

/// How long the slash is at the beginning of a text, if there is one. Proofpoint writes `_` for it, and `-` for each `%`; Markdown may write `\`
/// before it.
fn slash(text: &str) -> Option<usize> {
    let bare = text.trim_start_matches('\\');
    let marks = text.len() - bare.len();
    if bare.starts_with(['/', '_']) {
        return Some(marks + 1);
    }
    let (code, length) = escape(bare.as_bytes())?;
    (code == *b"2F").then_some(marks + length)
}

/// What is escaped at the beginning of a text, as two large hexadecimal digits, and how long that is: `%2F`, `%252F`, `-2F`, `-252F` ….
pub(crate) fn escape(text: &[u8]) -> Option<([u8; 2], usize)> {
    let mut at = text.first().filter(|it| b"%-".contains(it)).map(|_| 1)?;
    while text[at..].starts_with(b"25") {
        at += 2;
    }
    let [one, two] = text.get(at..at + 2)? else { return None };
    Some(([one.to_ascii_uppercase(), two.to_ascii_uppercase()], at + 2))
}

/// What may be a token at the beginning of a text, without what wraps it, and how long it is with that. Where its own `-` and `_` are
/// `escaped` they are not themselves.
fn token(text: &str, escaped: bool) -> (String, usize) {
    let bare = |c: &u8| c.is_ascii_alphanumeric() || b"-_%".contains(c);
    let longest = TOKEN * "-25252D".len();
    let unwrapped = text.bytes().enumerate().filter(|(_, c)| !b" >\r\n\\".contains(c));
    let (ends, unwrapped): (Vec<usize>, Vec<u8>) = unwrapped
        .take_while(|(_, c)| bare(c))
        .take(longest)
        .map(|(at, c)| (at + 1, c))
        .unzip();
    let (mut token, mut at) = (String::new(), 0);
    while at < unwrapped.len() && token.len() < TOKEN {
        let (c, length) = match escape(&unwrapped[at..]).filter(|_| escaped) {
            Some((code, length)) if code == *b"2D" => (b'-', length),
            Some((code, length)) if code == *b"5F" => (b'_', length),
            _ => (unwrapped[at], 1),
        };
        token.push(char::from(c));
        at += length;
    }
    (token, at.checked_sub(1).map_or(0, |last| ends[last]))
}

#[derive(Template)]
#[template(path = "unsubscribe/page.html")]
struct Page {
    t: Texts,
    name: String,
    /// The hash of the account's logo.
    logo: Option<String>,
    /// The account's colour, as a style.
    paint: String,
    key: Option<String>,
    settings: String,
    step: Step,
}

enum Step {
    Ask,
    Muted,
    Unmuted,
    /// With what they got before, if that was anything.
    Stopped(Option<MailWish>),
    Again,
    /// The link is none of ours.
    Unknown,
}

impl Page {
    fn unknown(req: &HttpRequest) -> Self {
        Self {
            t: Texts(language::wanted(req.headers())),
            name: String::new(),
            logo: None,
            paint: String::new(),
            key: None,
            settings: "/sessions#mails".to_owned(),
            step: Step::Unknown,
        }
    }

    fn title(&self) -> &'static str {
        match self.step {
            Step::Ask => self.t.stop_title(),
            Step::Muted | Step::Unmuted | Step::Stopped(_) | Step::Again => self.t.stop_done(),
            Step::Unknown => self.t.stop_unknown(),
        }
    }

    /// What was done to the mails about a ticket.
    fn muted(&self) -> String {
        self.t.stop_muted(self.key.as_deref().unwrap_or_default())
    }

    /// The same when that was taken back.
    fn unmuted(&self) -> String {
        self.t.stop_unmuted(self.key.as_deref().unwrap_or_default())
    }

    fn answer(&self, status: StatusCode) -> Result<HttpResponse> {
        let html = self.render().map_err(anyhow::Error::from)?;
        Ok(HttpResponse::build(status)
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CONTENT_SECURITY_POLICY, policy(&self.paint)))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header(("x-robots-tag", "noindex"))
            .body(html))
    }
}

/// What the link is about, and how the page names it. `None`: it is none of ours, or what it was about is gone.
async fn find(state: &AppState, req: &HttpRequest, token: &str) -> Result<Option<(Way, Page)>> {
    let Some(way) = Way::read(&state.keys, token) else {
        return Ok(None);
    };
    let found = scope::of_account(way.account_id, async {
        let db = &state.db;
        let account = account::Entity::find_by_id(way.account_id).one(db).await?;
        let contact = contact::Entity::find_by_id((way.account_id, way.contact_id))
            .one(db)
            .await?;
        let ticket = match way.ticket_id {
            Some(id) => Some(ticket::Entity::find_by_id((way.account_id, id)).one(db).await?),
            None => None,
        };
        Ok::<_, DbErr>((account, contact, ticket))
    });
    let (Some(account), Some(contact), ticket) = found.await? else {
        return Ok(None);
    };
    let key = match ticket {
        Some(None) => return Ok(None),
        Some(Some(ticket)) => {
            let key = TicketKey {
                prefix: account.ticket_prefix.clone(),
                number: ticket.number,
            };
            Some(key.to_string())
        }
        None => None,
    };
    let portal = state.config.portal_url(&account.slug, account.custom_domain.as_deref());
    // Whoever opens it may read another language than the mail's reader, but only where that one chose none.
    let language = mail::chosen(&contact)
        .or_else(|| language::said(req.headers()))
        .unwrap_or_else(|| mail::language(&contact));
    let look = Look::in_mail(&account, mail::portal_name(&account));
    let page = Page {
        t: Texts(language),
        name: look.name,
        logo: account.portal_logo_hash,
        paint: format!(":root{{--accent:{};--on-accent:{}}}", look.accent, look.on_accent),
        key,
        settings: format!("{portal}/sessions#mails"),
        step: Step::Ask,
    };
    Ok(Some((way, page)))
}

/// Asks. Does nothing.
async fn ask(state: Data<AppState>, req: HttpRequest, token: Path<String>) -> Result<HttpResponse> {
    match find(&state, &req, &token).await? {
        Some((_, page)) => page.answer(StatusCode::OK),
        None => Page::unknown(&req).answer(StatusCode::NOT_FOUND),
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// As the link says it: no mails about its ticket, or none at all.
    OneClick,
    Mute,
    Unmute,
    Stop,
    Again(MailWish),
}

/// What was asked for: by a button of the page, or by a mail program.
fn wanted(body: &[u8]) -> Option<Wanted> {
    let mut all = form_urlencoded::parse(body);
    let named = all.find_map(|(name, value)| match (&*name, &*value) {
        ("what", "ticket") => Some(Wanted::Mute),
        ("what", "ticket-again") => Some(Wanted::Unmute),
        ("what", "all") => Some(Wanted::Stop),
        ("what", "every") => Some(Wanted::Again(MailWish::Every)),
        ("what", "digest") => Some(Wanted::Again(MailWish::Digest)),
        ("List-Unsubscribe", "One-Click") => Some(Wanted::OneClick),
        _ => None,
    });
    // RFC 8058 allows `multipart/form-data`, too, with this field alone.
    let multipart = || {
        let text = String::from_utf8_lossy(body);
        (text.contains("name=\"List-Unsubscribe\"") && text.contains("One-Click")).then_some(Wanted::OneClick)
    };
    named.or_else(multipart)
}

/// Ends the mails about the ticket, or all where the link or the reader says so; or takes that back.
async fn unsubscribe(
    state: Data<AppState>,
    req: HttpRequest,
    token: Path<String>,
    body: Bytes,
) -> Result<HttpResponse> {
    let Some((way, mut page)) = find(&state, &req, &token).await? else {
        return Page::unknown(&req).answer(StatusCode::NOT_FOUND);
    };
    let Some(wanted) = wanted(&body) else {
        return page.answer(StatusCode::BAD_REQUEST);
    };
    let now = state.clock.now();
    page.step = scope::of_account(way.account_id, async {
        let txn = state.begin_write().await?;
        let step = choose(&txn, way, wanted, now).await?;
        txn.commit().await?;
        Ok::<_, DbErr>(step)
    })
    .await?;
    page.answer(StatusCode::OK)
}

/// Does it, and returns what the page then says.
async fn choose(txn: &WriteTxn, way: Way, wanted: Wanted, now: DateTime<Utc>) -> Result<Step, DbErr> {
    let contact = (way.account_id, way.contact_id);
    let ticket = way.ticket_id.map(|id| (way.account_id, id, way.contact_id));
    Ok(match (wanted, ticket) {
        (Wanted::OneClick | Wanted::Mute, Some(ticket)) => {
            followers::mute(&**txn, ticket, now).await?;
            Step::Muted
        }
        (Wanted::Unmute, Some(ticket)) => {
            followers::unmute(&**txn, ticket).await?;
            Step::Unmuted
        }
        (Wanted::Unmute, None) => Step::Ask,
        (Wanted::Again(wish), _) => {
            preferences::choose(&**txn, contact, wish).await?;
            Step::Again
        }
        (Wanted::Stop, _) | (Wanted::OneClick | Wanted::Mute, None) => {
            let before = recipient::wish(&**txn, contact.0, contact.1).await?.mails;
            preferences::choose(&**txn, contact, MailWish::Nothing).await?;
            Step::Stopped(Some(before).filter(|it| *it != MailWish::Nothing))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(ticket: Option<u128>) -> Way {
        Way {
            account_id: AccountId(Uuid::from_u128(1)),
            contact_id: ContactId(Uuid::from_u128(2)),
            ticket_id: ticket.map(|id| TicketId(Uuid::from_u128(id))),
        }
    }

    #[test]
    fn a_link_is_read_back_also_under_a_former_key() {
        let (old, new) = (Keys::new(&[7; 32], &[]), Keys::new(&[8; 32], &[vec![7; 32]]));
        for way in [way(None), way(Some(3))] {
            let token = way.written(&old);

            assert_eq!(Way::read(&old, &token), Some(way));
            assert_eq!(Way::read(&new, &token), Some(way));
            assert_eq!(Way::read(&Keys::new(&[8; 32], &[]), &token), None);
        }
    }

    #[test]
    fn a_link_is_told_without_what_makes_it_work() {
        let (keys, portal) = (Keys::new(&[7; 32], &[]), "https://help.acme.example/unsubscribe/");
        let token = way(Some(3)).written(&keys);
        assert_eq!(token.len(), TOKEN);
        let (one, two) = token.split_at(40);
        for (text, told) in [
            (format!("é <{portal}{token}>, é"), format!("é <{portal}…>, é")),
            (format!("{portal}{token}"), format!("{portal}…")),
            (format!("{portal}{token}{token}"), format!("{portal}…{token}")),
            (
                format!("> {portal}{one}\r\n> {two}\n{portal}{one}\n{two}\nYes"),
                format!("> {portal}…\n{portal}…\nYes"),
            ),
            (
                format!("https://safe.example/?url=https%3A%2F%2Fhelp.acme.example%2Funsubscribe%2F{token}&data=1"),
                "https://safe.example/?url=https%3A%2F%2Fhelp.acme.example%2Funsubscribe%2F…&data=1".to_owned(),
            ),
        ] {
            assert_eq!(without_unsubscribe_links(&keys, &text), told);
        }
        // As mail systems write them that check links (Proofpoint's second and third manner) or each other's.
        let dashed = token.replace('-', "-2D").replace('_', "-5F");
        let (first, second) = dashed.split_at(30);
        for (before, token, after) in [
            (
                "https://urldefense.proofpoint.com/v2/url?u=https-3A__help.acme.example_unsubscribe_",
                &dashed,
                "&d=DwIFaQ",
            ),
            (
                "https://urldefense.com/v3/__https://help.acme.example/unsubscribe/",
                &token,
                "__;!!AbC_-d!x$",
            ),
            (
                "https://safe.example/?u=https%253A%252F%252Fhelp.acme.example%252Funsubscribe%252F",
                &token,
                "%26c%3D1",
            ),
            (
                "https://one.example/?u=https-253A-252F-252Fhelp.acme.example-252Funsubscribe-252F",
                &dashed,
                "&d=1",
            ),
            (
                "> u=https-3A__help.acme.example_unsubscribe_",
                &format!("{first}\r\n> {second}"),
                "\r\n",
            ),
            (
                "https%3A%2F%2Fhelp.acme.example%2Funsubscribe%2f",
                &token.replace('-', "%2D").replace('_', "%5f"),
                "",
            ),
        ] {
            let told = without_unsubscribe_links(&keys, &format!("{before}{token}{after}"));
            assert_eq!(told, format!("{before}…{after}"));
        }

        // As Markdown may write it.
        let marked: String = token
            .chars()
            .flat_map(|c| (!c.is_alphanumeric()).then_some('\\').into_iter().chain([c]))
            .collect();
        let told = without_unsubscribe_links(&keys, &format!("unsubscribe\\/{marked}\\, yes"));
        assert_eq!(told, "unsubscribe\\/…\\, yes");

        let foreign = way(Some(3)).written(&Keys::new(&[8; 32], &[]));
        for text in [
            format!("{portal}{foreign}"),
            format!("{portal}{one}"),
            format!("unsubscribe {token}"),
            "https://list.example/unsubscribe/me, /unsubscribe/é, unsubscribe/".to_owned(),
        ] {
            assert_eq!(without_unsubscribe_links(&keys, &text), text);
        }
    }

    #[test]
    fn no_link_can_be_made_up() {
        let keys = Keys::new(&[7; 32], &[]);
        let good = way(Some(3)).written(&keys);
        let bytes = BASE64.decode(&good).unwrap();
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            assert_eq!(Way::read(&keys, &BASE64.encode(other)), None, "byte {at}");
        }
        for bad in [
            String::new(),
            BASE64.encode(&bytes[..48]),
            format!("{good}AAAA"),
            BASE64.encode([0; 64]),
        ] {
            assert_eq!(Way::read(&keys, &bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_wanted_is_said() {
        assert_eq!(wanted(b"List-Unsubscribe=One-Click"), Some(Wanted::OneClick));
        assert_eq!(wanted(b"what=all"), Some(Wanted::Stop));
        let multipart =
            b"--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
        assert_eq!(wanted(multipart), Some(Wanted::OneClick));
        for nothing in [&b""[..], b"what=else", b"{}", b"\xff\xfe"] {
            assert_eq!(wanted(nothing), None);
        }
    }
}
