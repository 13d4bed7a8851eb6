//! The door, the same for contacts and for agents: sign in at a provider, or ask for a mail and prove the mailbox with its
//! code or its link. Which of the two halves of the API is asked, [`crate::api::session::start`] has said. When the door
//! opens, [`crate::api::session::sign_in`] turns to `In`.

mod brand;
mod card;
mod check_inbox;
mod confirm;
mod door;
mod not_allowed;
mod pending;
mod providers;
mod returned;
mod returning;

use crate::api::Surface;
use crate::api::session;

pub use brand::slack_mark;
pub use card::SignInCard;
pub use check_inbox::{Inbox, check_inbox};
pub use confirm::ConfirmSignIn;
pub use door::SignIn;
pub use returned::take_answer;
pub use returning::ReturnFromProvider;

/// Whether an address is the door's own and no page behind it: `/sign-in` and all below, after the app's base.
pub fn is_door(path: &str) -> bool {
    let door = match session::surface() {
        Surface::Portal => "/sign-in",
        Surface::Staff => "/console/sign-in",
    };
    let path = path.split('?').next().unwrap_or_default();
    // Only there: the console's settings have a page of that name.
    path.strip_prefix(door)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The page that was wanted when somebody began to sign in, once.
pub fn take_wanted() -> Option<String> {
    pending::take_path()
}
