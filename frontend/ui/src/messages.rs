//! What the shared components say: `crates/texts/locales/<language>/ui.ftl`, and what depends on more than names and numbers.

use portico_types::sign_in::SignInMethod;
use portico_types::tickets::TicketPriority;

pub use portico_texts::ui::*;

pub fn session_ended(drafts: bool) -> &'static str {
    if drafts {
        session_ended_with_drafts()
    } else {
        portico_texts::ui::session_ended()
    }
}

pub fn signed_in_by(method: SignInMethod) -> String {
    portico_texts::ui::signed_in_by(method.as_str())
}

/// `browser` as the server tells it: `Firefox on Linux`.
pub fn browser(browser: &str) -> String {
    match browser.split_once(" on ") {
        _ if browser.is_empty() => unknown_browser().to_owned(),
        Some((browser, system)) => browser_on_system(browser, system),
        None => browser.to_owned(),
    }
}

pub fn priority_name(priority: TicketPriority) -> String {
    portico_texts::ui::priority_name(priority.as_str())
}
