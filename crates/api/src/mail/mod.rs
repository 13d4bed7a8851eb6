//! What mails say. How they travel is `outside::mail`.

use portico_types::{
    email::EmailAddress,
    ids::{ContactId, MessageId},
};

use crate::{
    app::AppState,
    entity::{Surface, account},
    jobs::{Claim, Failure, Outcome},
};

/// Link and code for somebody who may come in.
pub(crate) async fn sign_in(
    _state: &AppState,
    _account: &account::Model,
    _surface: Surface,
    _email: &EmailAddress,
    _token: &str,
    _code: &str,
) -> Outcome {
    Err(Failure::give_up("being written"))
}

/// A public message of an agent, with its context.
pub(crate) async fn message(_state: &AppState, _claim: &Claim, _message: MessageId, _contact: ContactId) -> Outcome {
    Err(Failure::give_up("being written"))
}
