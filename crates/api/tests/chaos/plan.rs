//! How much of what.

use portico_sandbox::faults::Rule;

/// One run.
pub struct Plan {
    /// How many times the server is killed (`SIGKILL`) and started again.
    pub kills: usize,
    /// What contacts and agents get acknowledged: tickets, messages, notes, files, changes, sign-ins.
    pub portal_writes: usize,
    /// What agents write and do in Slack.
    pub slack_writes: usize,
    /// Whether they use buttons, menus, the modal and reactions, too; not only messages, which are all that can be found again later.
    pub slack_deeds: bool,
    /// What goes wrong outside meanwhile.
    pub faults: Vec<Rule>,
}

impl Plan {
    /// How much is done in Slack, and whether it is more than writing.
    pub fn in_slack(&self) -> (usize, bool) {
        (self.slack_writes, self.slack_deeds)
    }
}

/// A bound that `just chaos` sets.
#[expect(clippy::disallowed_methods, reason = "how `just chaos` says how much")]
pub fn bound(name: &str, otherwise: usize) -> usize {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}
