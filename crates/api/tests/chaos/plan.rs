//! How much of what.

use portico_sandbox::faults::Rule;

/// One run.
pub struct Plan {
    /// How many times the server is killed (`SIGKILL`) and started again.
    pub kills: usize,
    /// Tickets and replies that contacts get acknowledged.
    pub portal_writes: usize,
    /// What agents write, change and take back in Slack.
    pub slack_writes: usize,
    /// What goes wrong outside meanwhile.
    pub faults: Vec<Rule>,
}

/// A bound that `just chaos` sets.
#[expect(clippy::disallowed_methods, reason = "how `just chaos` says how much")]
pub fn bound(name: &str, otherwise: usize) -> usize {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}
