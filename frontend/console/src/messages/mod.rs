//! What the console says. English for now; each text has one name here, so that a translation is another module of the same
//! names. Short, second person, no blame.

mod access;
mod forms;
mod security;
mod slack;

pub use access::*;
pub use forms::*;
pub use security::*;
pub use slack::*;

use portico_types::staff::{Edition, Plan, PortalAccess, Requester};
use portico_ui::intl;

pub const PRODUCT: &str = "Portico";
pub const CONSOLE: &str = "Portico Console";
pub const SIGN_IN_TO_CONSOLE: &str = "Sign in to the console";
pub const SIGN_OUT: &str = "Sign out";
pub const INBOX: &str = "Inbox";
pub const SETTINGS: &str = "Settings";
pub const TO_THE_INBOX: &str = "Go to the inbox";
pub const NOT_FOUND: &str = "There is nothing at this address";
pub const NOT_FOUND_TEXT: &str = "It may have a slip in it, or what was here has moved.";

pub const VIEWS: &str = "Views";
pub const VIEW_MINE: &str = "My tickets";
pub const VIEW_MENTIONS: &str = "Mentions me";
pub const VIEW_UNASSIGNED: &str = "Unassigned";
pub const VIEW_UNSOLVED: &str = "All unsolved";
pub const VIEW_ALL: &str = "All tickets";
pub const CUSTOMERS: &str = "Customers";
pub const OTHER_CUSTOMERS: &str = "Other customers";
pub const TICKETS: &str = "Tickets";
pub const SEARCH: &str = "Search tickets";
pub const FILTER: &str = "Filter and sort";
pub const ANY_STATUS: &str = "As the view";
pub const ANY_PRIORITY: &str = "Any priority";
pub const SORT: &str = "Sort";
pub const BY_ACTIVITY: &str = "Latest activity";
pub const BY_CREATION: &str = "Newest first";
pub const BY_NUMBER: &str = "Highest number";
pub const CLEAR_FILTERS: &str = "Clear filters";
pub const LOAD_MORE: &str = "Load more";
pub const UNASSIGNED: &str = "Unassigned";
pub const NOTHING_FITS: &str = "No ticket fits these filters";
pub const NOTHING_MENTIONS: &str = "No unsolved ticket mentions you";
pub const NOTHING_MINE: &str = "Nothing waits for you";
pub const NOTHING_UNASSIGNED: &str = "Every ticket has somebody";
pub const NOTHING_UNSOLVED: &str = "Everything is solved";
pub const NO_TICKETS: &str = "No tickets yet";
pub const NO_TICKETS_TEXT: &str = "What customers file in the portal appears here by itself.";
pub const CHOOSE_A_TICKET: &str = "Choose a ticket to read it here.";
pub const HINT_MOVE: &str = "move through the list";
pub const HINT_SEARCH: &str = "search";
pub const HINT_ALL: &str = "all shortcuts";
pub const NEXT_TICKET: &str = "Next ticket";
pub const PREVIOUS_TICKET: &str = "Previous ticket";

pub const NO_SUCH_TICKET: &str = "We could not find this ticket";
pub const NO_SUCH_TICKET_TEXT: &str = "Check its key; perhaps a digit is missing.";
pub const AT: &str = "at";
pub const OPENED: &str = "opened";
pub const STATUS: &str = "Status";
pub const PRIORITY: &str = "Priority";
pub const ASSIGNEE: &str = "Assignee";
pub const NOBODY: &str = "Nobody";
pub const COPY_LINK: &str = "Copy link";
pub const LINK_COPIED: &str = "Link copied.";
pub const MOVE: &str = "Move";
pub const MOVE_TICKET: &str = "Move ticket";
pub const MOVE_TEXT: &str = "The ticket goes on in the channels where it would have been filed there, with what was said so far. Its \
     cards in the channels it leaves say so, and replies below them reach nobody.";
pub const MOVE_COLLECTION_HELP: &str = "Says which team handles it, and so which triage channel it goes to.";
pub const MOVED: &str = "The ticket was moved.";
pub const CORRECT_ANSWERS: &str = "Correct the answers";
pub const NOTHING_FILLED_IN: &str = "Nothing was filled in.";
pub const CORRECT_TEXT: &str =
    "The customer reads in the conversation what you change. What only your team sees stays with your team.";
pub const CORRECTED: &str = "The answers were saved.";
pub const ANSWERS_CHANGED: &str = "Somebody changed this ticket meanwhile. Your changes are still here: look at what it says now, and save again to keep yours.";
pub const TEAM_ALONE: &str = "only your team sees this";
pub const FOLLOW_UP_TO: &str = "Follow-up to";
pub const CONTINUED_IN: &str = "Continued in";
pub const FOLLOWERS: &str = "Followers";
pub const FOLLOWERS_TEXT: &str =
    "They get the mails about this ticket, beside its requester. Only who may read the ticket can follow it.";
pub const NO_FOLLOWERS: &str = "Nobody follows this ticket yet.";
pub const ADD_A_FOLLOWER: &str = "Add a follower";
pub const FOLLOWER_HELP: &str = "One of the customer's people, by name or e-mail address.";
pub const NOBODY_OF_THAT_NAME: &str =
    "Nobody of this customer is called so. Choose one of the list, or give an address.";
pub const CLOSED_TO_FOLLOWERS: &str = "This ticket is closed: nobody is added any more.";
pub const ADD: &str = "Add";
pub const DONE: &str = "Done";
pub const REQUESTER: &str = "Requester";
pub const COLLECTION: &str = "Collection";
pub const NO_COLLECTION: &str = "None";
pub const NO_CONTACTS_THERE: &str =
    "Nobody of this customer has signed in or written yet, so nobody could be answered.";
pub const CHANGED_MEANWHILE: &str =
    "Somebody else changed this just now. You see how it stands; change it again if you want to.";
pub const CONVERSATION: &str = "Conversation";
pub const EARLIER: &str = "Show earlier messages";
pub const CUSTOMER: &str = "Customer";
pub const INTERNAL_NOTE: &str = "Internal note";
pub const PUBLIC_REPLY: &str = "Public reply";
pub const EDITED: &str = "edited";
pub const DELETED: &str = "This message was deleted.";
pub const SYSTEM: &str = "Portico";
pub const YOU: &str = "You";
pub const VIA_PORTAL: &str = "portal";
pub const VIA_SLACK: &str = "Slack";
pub const VIA_EMAIL: &str = "e-mail";
pub const VIA_API: &str = "API";
pub const KIND_OF_MESSAGE: &str = "Who will read it";
pub const YOUR_REPLY: &str = "Public reply";
pub const WRITE_A_REPLY: &str = "Answer the customer. Use @ to call somebody of the team.";
pub const WRITE_A_NOTE: &str = "For your team only. Use @ to call somebody.";
pub const WRITE_REPLY: &str = "Write a public reply";
pub const WRITE_NOTE: &str = "Write an internal note";
pub const REPLY: &str = "Reply";
pub const REPLY_AND_SOLVE: &str = "Reply and set solved";
pub const ADD_NOTE: &str = "Add note";
pub const TO_THE_TEAM: &str = "Only your team reads this: console and triage thread";
pub const SENDING: &str = "Sending…";
pub const SENT: &str = "Your reply was sent.";
pub const NOTED: &str = "Your note was added.";
pub const COULD_NOT_SEND: &str = "This was not sent. It is still here.";
pub const LET_MAILS_IN: &str = "Let them in";
pub const CLOSED: &str = "This ticket is closed and takes no more replies. Notes for your team still work.";

pub const ALL_TOPICS: &str = "All settings";
pub const PORTAL_SETUP: &str = "Portal Setup";
pub const PORTAL_SETUP_LINE: &str = "Name, logo, colour, address, and who may come in";
pub const PORTAL_SETUP_TEXT: &str =
    "The portal is where your customers file tickets and read your answers. What you save here shows there at once.";
pub const PLAN: &str = "Plan";
pub const PLAN_LINE: &str = "What your account includes";
pub const PLAN_TEXT: &str = "Edition and plan decide what your account includes. Nothing is deleted when they change.";
pub const NOT_SAVED_YET: &str = "Not saved yet";
pub const SAVE: &str = "Save";
pub const DISCARD: &str = "Discard";
pub const SAVED: &str = "Saved.";
pub const OVERTAKEN: &str = "Somebody else saved this page meanwhile. Your own changes are still here, on top of theirs: look them over and save again.";
pub const NOT_INCLUDED: &str = "Customers cannot reach your portal";
pub const SEE_THE_PLAN: &str = "See the plan";
pub const PORTAL_ON: &str = "The portal is on";
pub const PORTAL_ON_HELP: &str = "Switched off, it shows a page that says so. Nothing is lost.";
pub const PORTAL_NAME: &str = "Portal name";
pub const PORTAL_NAME_HELP: &str = "On top of every page, and in mails.";
pub const LOGO: &str = "Logo";
pub const LOGO_HELP: &str = "PNG, JPEG or WebP, at most 256 kB. Square looks best.";
pub const LOGO_KIND: &str = "Choose a PNG, JPEG or WebP picture.";
pub const LOGO_TOO_LARGE: &str = "This picture is larger than 256 kB. Choose a smaller one.";
pub const REMOVE_LOGO: &str = "Remove";
pub const TAKE_BACK: &str = "Take back";
pub const ACCENT: &str = "Accent colour";
pub const ACCENT_HELP: &str = "For buttons and links, such as #3451c7.";
pub const ACCENT_ADJUSTED: &str =
    "This colour is hard to read on white. The portal darkens it where it stands for text, as the preview shows.";
pub const PICK_A_COLOUR: &str = "Pick a colour";
pub const ADDRESS: &str = "Address";
pub const ADDRESS_HELP: &str = "Letters, digits and hyphens.";
pub const ADDRESS_MOVES: &str = "Links to the old address stop working once you save.";
pub const ACCESS: &str = "Who may use it";
pub const ACCESS_HELP: &str = "People of these customers sign in with an address of their company. Choosing all switches the portal on for each of them; single ones can be switched off again.";
pub const PREVIEW: &str = "Preview";
pub const PREVIEW_CLOSED: &str = "This portal is not available";
pub const PREVIEW_NEW: &str = "New ticket";
pub const PREVIEW_OPEN: &str = "Open";
pub const PREVIEW_SOLVED: &str = "Solved";
pub const PREVIEW_ROW_1: &str = "The export stops early";
pub const PREVIEW_ROW_2: &str = "A second seat for our team";
pub const PREVIEW_ROW_3: &str = "Where do I find invoices?";
pub const EDITION: &str = "Edition";
pub const OWNERS_ONLY: &str = "Only an owner of the account changes edition and plan.";
pub const PLAN_HAS_PORTAL: &str = "Includes the customer portal.";
pub const PLAN_HAS_NO_PORTAL: &str =
    "Does not include the customer portal: customers see a page that says it is not available.";

/// What stands behind every title.
pub fn place(account: &str) -> String {
    if account.is_empty() {
        CONSOLE.to_owned()
    } else {
        format!("{account} Console")
    }
}

/// Read out when rows arrive.
pub fn shown(count: usize, more: bool) -> String {
    let tickets = match count {
        1 => "1 ticket".to_owned(),
        _ => format!("{} tickets", intl::number(count as u64)),
    };
    if more {
        format!("{tickets}, and there are more")
    } else {
        tickets
    }
}

pub fn show_view(view: &str) -> String {
    format!("Show {}", view.to_lowercase())
}

pub fn assigned_to(name: &str) -> String {
    format!("Assigned to {name}")
}

pub fn with_me(name: &str) -> String {
    format!("{name} (you)")
}

pub fn wrote(name: &str) -> String {
    format!("{name} wrote")
}

pub fn note_by(name: &str) -> String {
    format!("Internal note by {name}")
}

pub fn new_messages(count: usize) -> String {
    match count {
        1 => "1 new message".to_owned(),
        _ => format!("{count} new messages"),
    }
}

pub fn held_mails(count: u64) -> String {
    match count {
        1 => "1 mail is held back: a machine may have sent it, or too many came at once.".to_owned(),
        _ => format!("{count} mails are held back: machines may have sent them, or too many came at once."),
    }
}

/// Whom a public reply reaches, and where.
pub fn goes_to(requester: &str, followers: usize, reaches: &[String]) -> String {
    let who = match followers {
        0 => format!("To {requester}"),
        1 => format!("To {requester} and 1 follower"),
        _ => format!("To {requester} and {followers} followers"),
    };
    if reaches.is_empty() {
        who
    } else {
        format!("{who}: {}", reaches.join(", "))
    }
}

/// Who gets the mails beside the requester.
pub fn followed_by(followers: &[Requester]) -> String {
    let names: Vec<&str> = followers.iter().map(|it| it.name.as_str()).collect();
    if names.is_empty() {
        ADD_A_FOLLOWER.to_owned()
    } else {
        format!("Followed by {}", names.join(", "))
    }
}

/// What is wrong with an answer.
pub fn about(question: &str, error: &str) -> String {
    format!("{question}: {error}")
}

pub fn remove_follower(name: &str) -> String {
    format!("Remove {name} from the followers")
}

pub fn follows_now(name: &str) -> String {
    format!("{name} follows the ticket now.")
}

pub fn follows_no_more(name: &str) -> String {
    format!("{name} follows the ticket no more.")
}

pub const fn edition(edition: Edition) -> &'static str {
    match edition {
        Edition::ExternalHelpdesk => "External helpdesk",
        Edition::InternalHelpdesk => "Internal helpdesk",
        Edition::IntegrationsOnly => "Integrations only",
    }
}

pub const fn plan(plan: Plan) -> &'static str {
    match plan {
        Plan::Starter => "Starter",
        Plan::Professional => "Professional",
        Plan::Enterprise => "Enterprise",
    }
}

pub const fn access(access: PortalAccess) -> &'static str {
    match access {
        PortalAccess::All => "All customers",
        PortalAccess::Chosen => "Only customers for whom it is switched on",
    }
}

/// Why there is no portal, and what would make one.
pub fn not_included(right_edition: bool, has: Edition, on: Plan) -> String {
    if right_edition {
        format!(
            "Your plan is {}. The portal comes with Professional and Enterprise. Everything below is kept, and works again the moment the plan changes.",
            plan(on)
        )
    } else {
        format!(
            "Your edition is {}. The portal comes with External helpdesk on the plan Professional or Enterprise. Everything below is kept, and works again the moment they change.",
            edition(has)
        )
    }
}

pub fn person(name: &str, email: &str) -> String {
    format!("{name} · {email}")
}

pub fn loses_ticket(customer: &str) -> String {
    format!(
        "{customer}'s people will not see this ticket any more, and the new customer's people will see all of its public messages."
    )
}
