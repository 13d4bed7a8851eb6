//! Several workspaces at one address: the token says which is meant.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use serde_json::Value;

use super::{Slack, locked};

/// Every workspace there is; the first is there from the start.
#[derive(Clone)]
pub(crate) struct Teams(Arc<Inner>);

struct Inner {
    all: Mutex<Vec<Slack>>,
    /// What may be exchanged for tokens, once.
    pub codes: Mutex<HashMap<String, Code>>,
}

/// Somebody let the app into their workspace.
#[derive(Clone)]
pub(super) struct Code {
    pub team: String,
    pub scopes: Vec<String>,
    pub redirect_uri: String,
    pub used: bool,
}

impl Teams {
    pub(crate) fn new(first: Slack) -> Self {
        Self(Arc::new(Inner {
            all: Mutex::new(vec![first]),
            codes: Mutex::default(),
        }))
    }

    pub(crate) fn add(&self, slack: Slack) {
        locked(&self.0.all).push(slack);
    }

    /// All but the first, as JSON.
    pub(crate) fn others(&self) -> Vec<Value> {
        self.all().iter().skip(1).map(Slack::snapshot).collect()
    }

    pub(super) fn all(&self) -> Vec<Slack> {
        locked(&self.0.all).clone()
    }

    /// The workspace that a token is of; whoever has none that is known is told so by the first.
    pub(super) fn of_token(&self, token: Option<&str>) -> Slack {
        let mut all = self.all();
        let found = token.and_then(|token| all.iter().position(|slack| slack.knows(token)));
        all.swap_remove(found.unwrap_or(0))
    }

    pub(crate) fn of_team(&self, id: &str) -> Option<Slack> {
        self.all()
            .into_iter()
            .find(|slack| slack.state().workspace.team.id == id)
    }

    pub(super) fn codes(&self) -> std::sync::MutexGuard<'_, HashMap<String, Code>> {
        locked(&self.0.codes)
    }
}
