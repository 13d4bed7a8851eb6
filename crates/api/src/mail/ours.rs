//! What the mails say that somebody got about a ticket, by which their answers to them are told from what they quote.

use sea_orm::QuerySelect;

use super::{
    Locale,
    about_ticket::{Because, News, Said, public},
    filed::Filled,
    footer::Footer,
    look, sender_address,
    shown::Shown,
};
use crate::{
    app::AppState,
    entity::{account, contact, ticket},
    inbound_mail::{self, Marks, Ours},
    jobs::{Failure, Occasion},
    text::{self, TicketLinks},
};
use portico_types::tickets::TicketKey;
use uuid::Uuid;

/// So many messages are remembered: mails show twenty at most, and some are answered late.
const MESSAGES: u64 = 60;
const CHARACTERS: usize = 20_000;

/// All that mails about a ticket say to a contact.
pub(crate) async fn ours(
    state: &AppState,
    (account, ticket, contact): (&account::Model, &ticket::Model, &contact::Model),
) -> Result<Ours, Failure> {
    let locale = Locale::of(contact);
    let t = locale.t;
    let key = TicketKey {
        prefix: account.ticket_prefix.clone(),
        number: ticket.number,
    };
    let shown_key = &key.to_string();
    let portal = state.config.portal_url(&account.slug, account.custom_domain.as_deref());
    let reply_address = inbound_mail::reply_address(state, &state.db, (account.id, ticket.id, contact.id)).await?;
    let addresses = [sender_address(state, account), reply_address].into_iter().flatten();
    let mut ours = Ours::with(Marks {
        addresses: addresses.map(|it| it.to_lowercase()).collect(),
        subject: format!("[{shown_key}]").to_lowercase(),
        headings: vec![t.earlier().to_owned(), t.last_said().to_owned()],
        portal: portal.to_lowercase(),
    });
    let rows = public(account.id, ticket).limit(MESSAGES).all(&state.db).await?;
    let links = TicketLinks::portal(&account.ticket_prefix).from_outside(&portal);
    let shown = Shown::these(&state.db, account.id, &rows, |_| CHARACTERS, (locale, &links)).await?;
    ours.say(&conversation(locale, &shown, |it| it.text.clone()));
    ours.say(&conversation(locale, &shown, |it| text::from_html(&it.html, &|_| None)));
    let mut names: Vec<&str> = rows.iter().map(|row| row.author_name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    for it in Filled::of(&state.db, ticket, &links).await? {
        ours.say(&format!("{}: {}", it.label, it.text));
    }
    let name = look::name(account);
    for because in [Because::Requester, Because::Follower] {
        for occasion in OCCASIONS {
            for who in &names {
                let news = &News {
                    seq: 0,
                    about: Uuid::nil(),
                    who: (*who).to_owned(),
                    occasion,
                    also: occasion,
                };
                let said = Said { t, news, because };
                ours.say(&said.headline([who, shown_key, &ticket.title]));
                let rest = [
                    said.invite(true),
                    said.invite(false),
                    said.button(),
                    said.also().unwrap_or_default(),
                ];
                for it in rest {
                    ours.say(it);
                }
                ours.say(&said.why(&contact.email, shown_key, &name));
            }
        }
    }
    for said in [
        t.earlier(),
        t.last_said(),
        t.can_be_answered(),
        t.rest_there(),
        &name,
        &ticket.title,
    ] {
        ours.say(said);
    }
    for it in &Footer::all_ways_out(t, shown_key) {
        ours.say(it);
    }
    Ok(ours)
}

const OCCASIONS: [Option<Occasion>; 6] = [
    None,
    Some(Occasion::Filed),
    Some(Occasion::Solved),
    Some(Occasion::Closed),
    Some(Occasion::Reopened),
    Some(Occasion::Followed),
];

/// Messages below each other, as mails have them.
fn conversation(locale: Locale, shown: &[Shown], text: impl Fn(&Shown) -> String) -> String {
    let said = shown.iter().map(|it| {
        let t = locale.t;
        let files = [t.attached(&it.files), t.attached_there(&it.files)];
        let files = files.into_iter().filter(|_| !it.files.is_empty());
        [it.head.clone(), text(it)]
            .into_iter()
            .chain(files)
            .collect::<Vec<_>>()
            .join("\n")
    });
    said.collect::<Vec<_>>().join("\n")
}
