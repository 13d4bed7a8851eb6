//! Who follows a ticket, and which mails one gets.

use portico_types::followers::AddFollower;
use portico_types::ids::ContactId;
use portico_types::portal::{Person, Preferences, UpdatePreferences};
use portico_ui::api::{Result, delete, get, patch, post, put};

use super::tickets::path;

pub async fn add(key: &str, who: &AddFollower) -> Result<Vec<Person>> {
    post(&path(key, "/followers"), who).await
}

pub async fn remove(key: &str, id: ContactId) -> Result<()> {
    delete(&path(key, &format!("/followers/{id}"))).await
}

/// Whether to get mails about a ticket.
pub async fn set_muted(key: &str, muted: bool) -> Result<()> {
    if muted {
        put(&path(key, "/mute"), &()).await
    } else {
        delete(&path(key, "/mute")).await
    }
}

pub async fn preferences() -> Result<Preferences> {
    get("/me/preferences").await
}

pub async fn choose(chosen: &UpdatePreferences) -> Result<Preferences> {
    patch("/me/preferences", chosen).await
}
