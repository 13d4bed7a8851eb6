//! Messages as mails show them.

use std::collections::HashMap;

use portico_types::ids::{AccountId, MessageId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::{
    Locale,
    marked::{self, Piece},
};
use crate::{
    attachments,
    entity::{mention, message},
    text::{self, Mention, SIDES, TicketLinks},
};

/// A message as a mail shows it.
pub(super) struct Shown {
    /// Who said it when.
    pub head: String,
    pub head_html: String,
    pub text: String,
    pub html: String,
    /// The names of its files, behind commas.
    pub files: String,
}

impl Shown {
    /// These messages, each with as many characters as `max` says of it, in that language and by that clock.
    pub(super) async fn these(
        db: &impl ConnectionTrait,
        account_id: AccountId,
        rows: &[message::Model],
        max: impl Fn(&message::Model) -> usize,
        (locale, tickets): (Locale, &TicketLinks),
    ) -> Result<Vec<Self>, DbErr> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<MessageId> = rows.iter().map(|row| row.id).collect();
        let mut mentions: HashMap<MessageId, Vec<Mention>> = HashMap::new();
        let mentioned = mention::Entity::find()
            .filter(mention::Column::AccountId.eq(account_id))
            .filter(mention::Column::MessageId.is_in(ids.iter().copied()))
            .all(db)
            .await?;
        for row in mentioned {
            mentions.entry(row.message_id).or_default().push(Mention {
                name: row.name,
                slack_user: None,
            });
        }
        let files = attachments::of_messages(db, account_id, &ids).await?;
        let shown = rows.iter().map(|row| {
            let attached = files.get(&row.id).into_iter().flatten().map(|file| file.name.as_str());
            let body = capped(locale, &row.body, max(row));
            let (who, when) = (row.author_name.as_str(), &*locale.when(row.created_at));
            let said = |[who, when]: [&str; 2]| match row.edited_at {
                Some(_) => locale.t.said_edited(who, when),
                None => locale.t.said(who, when),
            };
            Self {
                head: said([who, when]),
                head_html: marked::html([Piece::Bold(who), Piece::Plain(when)], said),
                text: text::to_plain_linked(&body, tickets),
                html: dressed(
                    &text::to_html_linked(&body, mentions.get(&row.id).map_or(&[], Vec::as_slice), tickets),
                    locale,
                ),
                files: attached.collect::<Vec<_>>().join(", "),
            }
        });
        Ok(shown.collect())
    }

    /// The text as mail quotes it.
    pub(super) fn quoted(&self) -> String {
        let lines = self.text.lines().map(|line| format!("> {line}").trim_end().to_owned());
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// A message's HTML with the looks that a page's style sheet would give it. Many mail programs read no other styles than a tag's own.
///
/// Colours that read on white and on black, where programs turn the page dark.
pub(super) fn dressed(html: &str, locale: Locale) -> String {
    const GREY: &str = "1px solid #999999";
    const AWAY: &str = " rel=\"nofollow noopener noreferrer\">";
    // Words break whole: a cell that may break them anywhere shrinks to a letter's width beside a wide one.
    let cell = format!("padding:4px 6px;border:{GREY};vertical-align:top;overflow-wrap:break-word;word-break:normal");
    let set = |side: &str| format!("{cell};text-align:{side}");
    let bar = locale.start();
    let styles = [
        (
            "pre",
            format!(
                "margin:12px 0;padding:8px 12px;border:{GREY};border-radius:4px;font-size:13px;white-space:pre-wrap;overflow-wrap:anywhere"
            ),
        ),
        (
            "blockquote",
            format!("margin:12px 0;padding:0;padding-{bar}:12px;border-{bar}:3px solid #999999"),
        ),
        (
            "table",
            "margin:12px 0;border-collapse:collapse;font-size:14px".to_owned(),
        ),
        ("th", set("start")),
        ("td", set("start")),
    ];
    // Whatever a writer typed has no bracket here: each of these is a tag of ours.
    let html = styles.iter().fold(html.to_owned(), |html, (tag, style)| {
        html.replace(&format!("<{tag}>"), &format!("<{tag} style=\"{style}\">"))
    });
    // In the page's ink, as links of ours: a browser's blue is nobody's colour.
    let html = html.replace(AWAY, " rel=\"nofollow noopener noreferrer\" style=\"color:inherit\">");
    SIDES.iter().fold(html, |html, side| {
        let said = format!(" align=\"{side}\">");
        html.replace(&said, &format!(" align=\"{side}\" style=\"{}\">", set(side)))
    })
}

/// The beginning of a long message, with a word that there is more.
fn capped(locale: Locale, markdown: &str, max: usize) -> String {
    match markdown.char_indices().nth(max) {
        None => markdown.to_owned(),
        Some((end, _)) => format!("{}…\n\n*{}*", &markdown[..end], locale.t.rest_there()),
    }
}
