//! What the portal says: `crates/texts/locales/<language>/portal.ftl`, and what depends on more than names and numbers.

use portico_types::forms::{AnswerText, BUILT_IN};
use portico_types::portal::{ContactRole, Export, ExportFormat, MailWish};
use portico_types::tickets::{AnswerChange, AuthorKind, Change, TicketStatus};
use portico_ui::messages::priority_name;

pub use portico_texts::portal::*;

pub fn sign_in_to(portal: &str) -> String {
    if portal.is_empty() {
        portico_ui::messages::sign_in().to_owned()
    } else {
        portico_texts::portal::sign_in_to(portal)
    }
}

/// Read out when rows arrive.
pub fn shown(count: usize, more: bool) -> String {
    if more {
        tickets_shown_and_more(count)
    } else {
        tickets_shown(count)
    }
}

/// Forms are called what the support team calls them, but for the one that is always there.
pub fn form_name(name: &str) -> String {
    match name {
        BUILT_IN => built_in_form().to_owned(),
        _ => name.to_owned(),
    }
}

/// As people read an answer.
pub fn answer(answer: AnswerText) -> String {
    match answer.ticked {
        Some(true) => portico_ui::messages::yes().to_owned(),
        Some(false) => portico_ui::messages::no().to_owned(),
        None => answer.text,
    }
}

/// The status in the customer's words.
pub fn status(status: TicketStatus) -> String {
    portico_texts::portal::status(status.as_str())
}

/// What the status means for the reader.
pub fn status_means(status: TicketStatus) -> String {
    portico_texts::portal::status_means(status.as_str())
}

pub fn role(role: ContactRole) -> String {
    portico_texts::portal::role(role.as_str())
}

pub fn role_help(role: ContactRole) -> String {
    portico_texts::portal::role_help(role.as_str())
}

pub fn now_is(name: &str, now: ContactRole) -> String {
    portico_texts::portal::now_is(now.as_str(), name)
}

pub fn mail_wish(wish: MailWish) -> String {
    portico_texts::portal::mail_wish(wish.as_str())
}

pub fn mail_wish_help(wish: MailWish) -> String {
    portico_texts::portal::mail_wish_help(wish.as_str())
}

pub fn colleagues_text(organisation: &str) -> String {
    match organisation {
        "" => colleagues_text_unnamed().to_owned(),
        _ => portico_texts::portal::colleagues_text(organisation),
    }
}

pub fn share_view_help(organisation: &str) -> String {
    match organisation {
        "" => share_view_help_unnamed().to_owned(),
        _ => portico_texts::portal::share_view_help(organisation),
    }
}

pub fn who_reads(organisation: &str, colleagues: bool) -> String {
    if colleagues && !organisation.is_empty() {
        who_reads_with_colleagues(organisation)
    } else {
        portico_texts::portal::who_reads().to_owned()
    }
}

/// What of two days is there.
pub fn days(from: Option<&str>, to: Option<&str>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => from.to_owned(),
        (Some(from), Some(to)) => from_day_to_day(from, to),
        (Some(from), None) => since_day(from),
        (None, to) => until_day(to.unwrap_or_default()),
    }
}

/// Above the formats of an export.
pub fn as_filtered(count: Option<i64>) -> String {
    count.map_or_else(
        || as_filtered_uncounted().to_owned(),
        portico_texts::portal::as_filtered,
    )
}

/// Names of formats, the same everywhere.
pub const fn export_format(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Csv => "CSV",
        ExportFormat::Xlsx => "Excel",
        ExportFormat::Json => "JSON",
    }
}

pub fn export_name(export: &Export) -> String {
    let format = export_format(export.format);
    match (export.total, export.messages) {
        (Some(total), false) => portico_texts::portal::export_name(total, format),
        (Some(total), true) => export_name_with_messages(total, format),
        (None, false) => export_name_uncounted(format),
        (None, true) => export_name_uncounted_with_messages(format),
    }
}

pub fn export_progress((done, total): (i64, Option<i64>)) -> String {
    total.map_or_else(
        || export_waits().to_owned(),
        |total| portico_texts::portal::export_progress(done, total),
    )
}

/// What happened to a ticket, by `name` or by the reader. Contacts open a ticket by answering, and set nothing then.
pub fn happened(what: &Change, (kind, you): (AuthorKind, bool), name: &str) -> String {
    let by = if you { "you" } else { "other" };
    match what {
        Change::Status { to, .. } if kind == AuthorKind::System => change_status("system", &status(*to), name),
        Change::Status {
            to: TicketStatus::Open, ..
        } if kind == AuthorKind::Contact => change_status("reply", &status(TicketStatus::Open), name),
        Change::Created => change_created(by, name),
        Change::Status { to, .. } => change_status(by, &status(*to), name),
        Change::Priority { to, .. } => change_priority(by, &priority_name(*to), name),
        Change::Title { to, .. } => change_title(by, to, name),
        Change::Assignee { to: Some(to), .. } => change_assignee(by, to, name),
        Change::Assignee { to: None, .. } => change_unassigned(by, name),
        Change::Follower { who: None, follows } if *follows => change_follows(by, name),
        Change::Follower { who: None, .. } => change_follows_no_more(by, name),
        Change::Follower {
            who: Some(who),
            follows,
        } if *follows => change_follower_added(by, who, name),
        Change::Follower { who: Some(who), .. } => change_follower_removed(by, who, name),
        Change::Answers { answers } => {
            let text = |it: &Option<String>| it.clone().unwrap_or_else(|| "–".to_owned());
            let each = |it: &AnswerChange| answer_change(&it.label, &text(&it.from), &text(&it.to));
            let changes: Vec<String> = answers.iter().map(each).collect();
            corrected_answers(name, &changes.join("; "))
        }
    }
}
