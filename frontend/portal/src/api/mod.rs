//! What only the portal asks the server: one function per operation.

pub mod exports;
pub mod followers;
pub mod forms;
pub mod members;
pub mod people;
pub mod portal;
pub mod tickets;
pub mod views;

use serde::Deserialize;

/// Whatever can be chosen from a list.
#[derive(Clone, Debug, Deserialize)]
pub struct Named {
    /// Only the built-in form has none.
    #[serde(default)]
    pub id: Option<String>,
    pub name: String,
}
