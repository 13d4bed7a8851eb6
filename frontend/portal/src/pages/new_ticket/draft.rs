//! What is typed into a form and not filed, as this device keeps it.

use portico_types::ids::FieldId;
use portico_types::portal::CreateTicket;
use portico_ui::api::IdempotencyKey;
use portico_ui::{Uploaded, drafts};
use serde::{Deserialize, Serialize};

use crate::messages;

#[derive(Serialize, Deserialize)]
pub(super) struct Draft {
    pub(super) ticket: CreateTicket,
    /// The forms into which it was typed before: they have drafts of it, too.
    pub(super) from: Vec<String>,
    /// By the field that they answer, if they do.
    pub(super) files: Vec<(Option<FieldId>, Vec<Uploaded>)>,
    /// Questions and answers, for a form that does not ask.
    pub(super) told: Vec<(String, String)>,
    /// Which questions these are, in their order.
    #[serde(default)]
    pub(super) told_of: Vec<FieldId>,
    /// Files that were on their way.
    #[serde(default)]
    pub(super) coming: Vec<String>,
    /// Under which it is filed: the same ticket once, whichever page or tab files it.
    #[serde(default)]
    pub(super) key: IdempotencyKey,
}

/// What was typed into a form, by its name in addresses, and not filed.
pub(super) fn of(form: &str) -> Option<Draft> {
    drafts::load_form(&key(form))
}

/// What a draft that was kept begins.
pub fn new_ticket_name(kept: &str) -> String {
    let title = serde_json::from_str(kept)
        .map(|it: Draft| it.ticket.title)
        .unwrap_or_default();
    match title.trim() {
        "" => messages::new_ticket().to_owned(),
        title => portico_ui::messages::about_field(messages::new_ticket(), title),
    }
}

/// Keeps it; nothing is forgotten.
pub(super) fn save(form: &str, draft: Option<&Draft>) {
    let text = draft.and_then(|it| serde_json::to_string(it).ok());
    drafts::save(&key(form), &text.unwrap_or_default());
}

/// It goes on in another form.
pub(super) fn forget(form: &str) {
    drafts::forget_unread(&key(form));
}

fn key(form: &str) -> String {
    format!("new.{form}")
}
