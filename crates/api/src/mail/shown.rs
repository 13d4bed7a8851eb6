//! Messages as mails show them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use portico_types::ids::{AccountId, MessageId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use crate::{
    attachments,
    entity::{mention, message},
    text::{self, Mention},
};

/// A message as a mail shows it.
pub(super) struct Shown {
    pub author: String,
    pub when: String,
    pub edited: bool,
    pub text: String,
    pub html: String,
    /// The names of its files, behind commas.
    pub files: String,
}

impl Shown {
    /// These messages, each with as many characters as `max` says of it, and times of that zone.
    pub(super) async fn these(
        db: &impl ConnectionTrait,
        account_id: AccountId,
        rows: &[message::Model],
        max: impl Fn(&message::Model) -> usize,
        zone: Tz,
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
            let body = capped(&row.body, max(row));
            Self {
                author: row.author_name.clone(),
                when: when(row.created_at, zone),
                edited: row.edited_at.is_some(),
                text: text::to_plain(&body),
                html: text::to_html(&body, mentions.get(&row.id).map_or(&[], Vec::as_slice)),
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

/// The beginning of a long message, with a word that there is more.
fn capped(markdown: &str, max: usize) -> String {
    match markdown.char_indices().nth(max) {
        None => markdown.to_owned(),
        Some((end, _)) => format!("{}…\n\n*The rest is on the portal.*", &markdown[..end]),
    }
}

/// As a reader's clock says it, with its zone.
pub(super) fn when(time: DateTime<Utc>, zone: Tz) -> String {
    time.with_timezone(&zone).format("%-d %b %Y, %H:%M %Z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_as_its_readers_clock_says_it() {
        let time = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let winter = time("2026-01-15T23:30:00Z");

        assert_eq!(when(winter, Tz::UTC), "15 Jan 2026, 23:30 UTC");
        assert_eq!(when(winter, Tz::Europe__Berlin), "16 Jan 2026, 00:30 CET");
        assert_eq!(
            when(time("2026-07-15T23:30:00Z"), Tz::Europe__Berlin),
            "16 Jul 2026, 01:30 CEST"
        );
        assert_eq!(when(winter, Tz::Asia__Dubai), "16 Jan 2026, 03:30 +04");
    }
}
