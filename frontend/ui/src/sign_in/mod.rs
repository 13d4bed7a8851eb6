//! Signing in by mail, the same for contacts and for agents: ask for a mail, prove the mailbox with its code, or confirm its
//! link. Which of the two halves of the API is asked, [`crate::api::session::start`] has said. When the door opens,
//! [`crate::api::session::sign_in`] turns to `In`.

mod card;
mod check_inbox;
mod confirm;
mod door;
mod pending;

pub use card::SignInCard;
pub use confirm::ConfirmSignIn;
pub use door::SignIn;
