//! What the portal says. English for now; each text has one name here, so that a translation is another module of the same
//! names. Short, second person, no blame.

use portico_types::portal::{ContactRole, Export, ExportFormat, MailWish};
use portico_types::tickets::TicketStatus;

pub const TICKETS: &str = "Tickets";
pub const NEW_TICKET: &str = "New ticket";
pub const SIGN_OUT: &str = "Sign out";

pub const NOT_AVAILABLE: &str = "This portal is not available";
pub const NOT_AVAILABLE_TEXT: &str = "Check the address, or ask the company whose support you want to reach. If it was here before, nothing is lost: try again later.";
pub const NOT_FOUND: &str = "We could not find this";
pub const NOT_FOUND_TEXT: &str = "The address may have a slip in it, or this is not for you to see.";
pub const TO_THE_TICKETS: &str = "Go to your tickets";

pub const TAB_OPEN: &str = "Open";
pub const TAB_WAITING: &str = TicketStatus::Pending.label_for_customers();
pub const SHOW_ALL: &str = "Show them";
pub const TAB_SOLVED: &str = "Solved";
pub const TAB_ALL: &str = "All";
pub const STATUS: &str = "Status";
pub const SEARCH: &str = "Search tickets";
pub const FILTERS: &str = "Filters";
pub const REQUESTER: &str = "Requester";
pub const PRIORITY: &str = "Priority";
pub const FORM: &str = "Form";
pub const UPDATED: &str = "Updated";
pub const SORT: &str = "Sort";
pub const ANY_REQUESTER: &str = "Everyone";
pub const ME: &str = "Me";
pub const ANY_PRIORITY: &str = "Any priority";
pub const ANY_FORM: &str = "Any form";
pub const ANY_TIME: &str = "Any time";
pub const PAST_DAY: &str = "Past 24 hours";
pub const PAST_WEEK: &str = "Past 7 days";
pub const PAST_MONTH: &str = "Past 30 days";
pub const PAST_YEAR: &str = "Past year";
/// A choice beside the ones above: days of one's own.
pub const SOME_DAYS: &str = "From … to …";
pub const DAYS_TITLE: &str = "Updated from … to …";
pub const DAYS_TEXT: &str = "Both days count whole, in your time zone. One of them is enough.";
pub const FROM: &str = "From";
pub const TO: &str = "To";
pub const SHOW_TICKETS: &str = "Show tickets";
pub const NO_DAY: &str = "Choose a day";
pub const DAYS_TURNED: &str = "Choose a day that is not before the first";

/// What of two days is there.
pub fn days(from: Option<&str>, to: Option<&str>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => from.to_owned(),
        (Some(from), Some(to)) => format!("{from} – {to}"),
        (Some(from), None) => format!("since {from}"),
        (None, to) => format!("until {}", to.unwrap_or_default()),
    }
}
pub const BY_ACTIVITY: &str = "Latest activity";
pub const BY_CREATION: &str = "Newest first";
pub const BY_NUMBER: &str = "Highest number";
pub const CLEAR_FILTERS: &str = "Clear filters";
pub const EXPORT: &str = "Export";
pub const EXPORTS: &str = "Your exports";
pub const WITH_MESSAGES: &str = "With messages";
pub const DOWNLOAD: &str = "Download";
pub const EXPORT_FAILED: &str = "This did not work.";
pub const EXPORT_CANCELLED: &str = "Cancelled";
pub const PRINT: &str = "Print";
pub const LOAD_MORE: &str = "Load more";
pub const UNREAD: &str = "Unread";
pub const VIEWS: &str = "Views";
/// Read before the name of the view that is shown.
pub const VIEW: &str = "View: ";
pub const MY_VIEWS: &str = "Mine";
pub const SHARED_VIEWS: &str = "Shared";
pub const KEEP_VIEW: &str = "Save this view…";
pub const KEEP_VIEW_TITLE: &str = "Save this view";
pub const KEEP_VIEW_TEXT: &str = "Keeps the tab, the search, the filters and the order as they are now.";
pub const SHARE_VIEW: &str = "Share with colleagues";
pub const SAVE: &str = "Save";
pub const DELETE: &str = "Delete";
pub const DELETE_VIEW_TEXT: &str = "The tickets it shows stay as they are.";
pub const DELETE_SHARED_TEXT: &str = "Your colleagues lose it, too. The tickets it shows stay as they are.";
pub const SIMILAR: &str = "Open tickets like this one";
pub const IN_ANOTHER_TAB: &str = "(opens in another tab)";
pub const SEARCH_CHIP: &str = "Search";
pub const ANOTHER_FORM: &str = "Another form";
pub const SOMEBODY: &str = "A colleague";
pub const NO_TICKETS: &str = "No tickets yet";
pub const NO_TICKETS_TEXT: &str = "When you need help, open one. You will find the answer here and in your mail.";
pub const NOTHING_OPEN: &str = "Nothing is open";
pub const NOTHING_WAITING: &str = "Nothing waits for you";
pub const NOTHING_SOLVED: &str = "Nothing is solved yet";
pub const NOTHING_FITS: &str = "No ticket fits these filters";
pub const NEXT_TICKET: &str = "Next ticket";
pub const PREVIOUS_TICKET: &str = "Previous ticket";

pub const CONVERSATION: &str = "Conversation";
pub const DETAILS: &str = "Details";
pub const SUPPORT: &str = "Support";
pub const YOU: &str = "You";
pub const EDITED: &str = "edited";
pub const DELETED: &str = "This message was deleted.";
pub const NEW: &str = "New";
pub const EARLIER: &str = "Show earlier messages";
pub const YOUR_REPLY: &str = "Your reply";
pub const WRITE_A_REPLY: &str = "Write a reply. Use @ to call somebody of the team.";
pub const REPLY: &str = "Reply";
pub const REPLY_AND_SOLVE: &str = "Reply and mark solved";
pub const SENDING: &str = "Sending…";
pub const SENT: &str = "Your reply was sent.";
pub const WAITING: &str = "Replies that wait for the network";
pub const WAITS: &str = "You are offline. This goes out by itself as soon as you are back.";
pub const WAITS_EDIT: &str = "Change it";
pub const COULD_NOT_SEND: &str = "Your reply was not sent. It is still here.";
pub const MARK_SOLVED: &str = "Mark solved";
pub const REOPEN: &str = "Reopen";
pub const COPY_LINK: &str = "Copy link";
pub const LINK_COPIED: &str = "Link copied.";
pub const ASSIGNEE: &str = "Assigned to";
pub const NOBODY_YET: &str = "Nobody yet";
pub const CREATED: &str = "Created";
pub const CLOSED_TITLE: &str = "This ticket is closed and takes no more replies.";
pub const CLOSED_TEXT: &str = "Is something still open? Start a new ticket; it will mention this one.";
pub const FOLLOW_UP: &str = "Open a new ticket";

pub const PICK_A_FORM: &str = "What is it about?";
pub const TITLE: &str = "Title";
pub const TITLE_HELP: &str = "In one line, what is it about?";
pub const DESCRIPTION: &str = "Description";
pub const DESCRIPTION_HELP: &str = "What happened, what did you expect? Markdown works.";
pub const FILE_TICKET: &str = "File ticket";
pub const CANCEL: &str = "Cancel";
pub const OTHER_FORM: &str = "All forms";

pub const YOUR_SESSIONS: &str = "Your sessions";
pub const YOUR_SESSIONS_TEXT: &str =
    "Where you are signed in. End what you do not know or no longer use; that browser is signed out within seconds.";

pub const FOLLOWERS: &str = "Followers";
pub const NO_FOLLOWERS: &str = "Nobody but the requester hears of what happens here.";
pub const FOLLOW: &str = "Follow this ticket";
pub const ADD_FOLLOWER: &str = "Add a colleague, by name or e-mail";
pub const ADD: &str = "Add";
pub const FOLLOWER_ADDED: &str = "Added. They get a mail when something happens here.";
pub const NAME_A_COLLEAGUE: &str = "Choose a colleague from the list, or enter their e-mail address";
pub const NO_MAILS_HERE: &str = "Send me no mails about this ticket";

pub fn remove_follower(name: &str) -> String {
    format!("Remove {name} from the followers")
}

pub fn follows_no_more(name: &str) -> String {
    format!("{name} follows this ticket no more.")
}

pub const MAILS: &str = "Mails about tickets";
pub const MAILS_TEXT: &str = "Of tickets you filed or follow. To have none about a single ticket, say so on its page.";
pub const LANGUAGE: &str = "Language";
pub const BROWSERS_LANGUAGE: &str = "As your browser";
pub const TIME_ZONE: &str = "Time zone";
pub const TIME_ZONE_HELP: &str = "In which mails tell the time, and in whose morning the daily mail comes.";
pub const SAVED: &str = "Saved.";

pub const fn wish_help(wish: MailWish) -> &'static str {
    match wish {
        MailWish::Every => "A mail about each answer, and when a ticket is solved or opened again.",
        MailWish::Digest => "In the morning, what happened since the last one.",
        MailWish::Nothing => "You look here for yourself.",
    }
}

pub const COLLEAGUES: &str = "Colleagues";
pub const ALONE: &str = "Nobody else is here yet. Invite a colleague.";
pub const INVITE: &str = "Invite a colleague";
pub const INVITE_TEXT: &str = "They get a mail that leads them here. It must be an address of your organisation.";
pub const INVITE_AGAIN: &str = "Invite again";
pub const SEND_INVITATION: &str = "Send invitation";
pub const NAME: &str = "Name";
pub const ROLE: &str = "Role";
pub const LAST_SEEN: &str = "last seen";
pub const NEVER_SEEN: &str = "not here yet";
pub const REMOVED: &str = "Removed";
pub const MAKE_MANAGER: &str = "Make a manager";
pub const MAKE_MEMBER: &str = "Make a member";
pub const REMOVE: &str = "Remove";
pub const REMOVE_TEXT: &str =
    "They are signed out at once and cannot come in until somebody invites them again. Their tickets stay.";

pub const fn role(role: ContactRole) -> &'static str {
    match role {
        ContactRole::Member => "Member",
        ContactRole::Manager => "Manager",
    }
}

pub const fn role_help(role: ContactRole) -> &'static str {
    match role {
        ContactRole::Member => {
            "Files tickets and sees those of the organisation, or only their own, as the support team has set it up."
        }
        ContactRole::Manager => "Sees all tickets of the organisation, and invites and removes colleagues.",
    }
}

pub fn colleagues_text(organisation: &str) -> String {
    let whose = if organisation.is_empty() {
        "your organisation"
    } else {
        organisation
    };
    format!("Who of {whose} has been here or is invited.")
}

pub fn change(name: &str) -> String {
    format!("Change {name}")
}

pub fn now_is(name: &str, now: ContactRole) -> String {
    format!(
        "{name} is now a {}.",
        match now {
            ContactRole::Member => "member",
            ContactRole::Manager => "manager",
        }
    )
}

pub fn remove_whom(name: &str) -> String {
    format!("Remove {name}?")
}

pub fn removed(name: &str) -> String {
    format!("{name} was removed.")
}

pub fn invited(email: &str) -> String {
    format!("An invitation is on its way to {email}.")
}

pub fn sign_in_to(portal: &str) -> String {
    if portal.is_empty() {
        portico_ui::messages::SIGN_IN.to_owned()
    } else {
        format!("Sign in to {portal}")
    }
}

pub fn tickets(count: i64) -> String {
    match count {
        1 => "1 ticket".to_owned(),
        _ => format!("{} tickets", portico_ui::intl::number(count.unsigned_abs())),
    }
}

/// Read out when rows arrive.
pub fn shown(count: usize, more: bool) -> String {
    let count = tickets(i64::try_from(count).unwrap_or(i64::MAX));
    if more {
        format!("{count}, and there are more")
    } else {
        count
    }
}

/// Above the formats of an export.
pub fn as_filtered(count: Option<i64>) -> String {
    match count {
        Some(count) => format!("{}, as filtered", tickets(count)),
        None => "As filtered".to_owned(),
    }
}

pub const fn export_format(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Csv => "CSV",
        ExportFormat::Xlsx => "Excel",
        ExportFormat::Json => "JSON",
    }
}

pub fn export_name(export: &Export) -> String {
    let format = export_format(export.format);
    let tickets = export
        .total
        .map(|total| format!(", {}", tickets(total)))
        .unwrap_or_default();
    let messages = if export.messages { ", with messages" } else { "" };
    format!("{format}{tickets}{messages}")
}

pub fn export_progress((done, total): (i64, Option<i64>)) -> String {
    let number = |count: i64| portico_ui::intl::number(count.unsigned_abs());
    match total {
        Some(total) => format!("{} of {}", number(done), number(total)),
        None => "Waiting for its turn".to_owned(),
    }
}

pub fn export_ready(size: &str, until: &str) -> String {
    format!("{size}, there until {until}")
}

/// Below "no ticket fits": the other tabs hold some that do.
pub fn elsewhere(count: i64) -> String {
    match count {
        1 => "1 ticket on another tab does.".to_owned(),
        _ => format!("{} on other tabs do.", tickets(count)),
    }
}

pub fn show_changed(count: usize) -> String {
    match count {
        1 => "Show 1 ticket with news".to_owned(),
        _ => format!("Show {count} tickets with news"),
    }
}

/// A view that somebody else shares.
pub fn view_of(name: &str, owner: &str) -> String {
    format!("{name} · {owner}")
}

pub fn change_view(name: &str) -> String {
    format!("Rename or share “{name}”…")
}

pub fn delete_view(name: &str) -> String {
    format!("Delete “{name}”…")
}

pub fn delete_which(name: &str) -> String {
    format!("Delete “{name}”?")
}

pub fn view_kept(name: &str) -> String {
    format!("“{name}” is saved.")
}

pub fn view_deleted(name: &str) -> String {
    format!("“{name}” is deleted.")
}

pub fn share_view_help(organisation: &str) -> String {
    let whose = if organisation.is_empty() {
        "your organisation"
    } else {
        organisation
    };
    format!("Everyone at {whose} can choose it. They see only tickets that they may see.")
}

/// Read out when they appear.
pub fn similar(count: usize) -> String {
    match count {
        1 => "1 open ticket is like this one.".to_owned(),
        _ => format!("{count} open tickets are like this one."),
    }
}

pub fn new_replies(count: usize) -> String {
    match count {
        1 => "1 new reply".to_owned(),
        _ => format!("{count} new replies"),
    }
}

pub fn replied(name: &str) -> String {
    format!("{name} replied")
}

pub fn opened_by(name: &str) -> String {
    format!("{name} opened this")
}

pub fn filed_as(key: &str) -> String {
    format!("Filed as {key}. We'll mail you when we answer.")
}

pub fn follow_up_to(key: &str) -> String {
    format!("Follow-up to {key}.\n\n")
}

pub fn who_reads(organisation: &str, colleagues: bool) -> String {
    if colleagues && !organisation.is_empty() {
        format!("The support team and everyone at {organisation} can read this.")
    } else {
        "The support team can read this.".to_owned()
    }
}

/// The status in the customer's words.
pub fn status(status: TicketStatus) -> &'static str {
    status.label_for_customers()
}

/// What the status means for the reader.
pub fn status_means(status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::Open => "We have it and will answer as soon as we can.",
        TicketStatus::InProgress => "We are on it.",
        TicketStatus::Pending => "We are waiting for you.",
        TicketStatus::OnHold => "We are waiting for something else and will come back to you.",
        TicketStatus::Solved => "Done. Reply or reopen it if it is not.",
        TicketStatus::Closed => "Done for good.",
    }
}
