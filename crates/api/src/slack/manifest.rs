//! What the Slack app must be allowed and told of; the README's manifest says the same.

/// Each with what needs it.
pub(super) const SCOPES: &[&str] = &[
    "channels:history",
    "channels:read",
    "chat:write",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "metadata.message:read",
    "reactions:read",
    "reactions:write",
    "users:read",
    "users:read.email",
];

/// Of `granted`, as Slack lists them behind commas, what is missing.
pub(super) fn missing(granted: &str) -> Vec<String> {
    let granted: Vec<&str> = granted.split(',').map(str::trim).collect();
    let missing = SCOPES.iter().filter(|scope| !granted.contains(scope));
    missing.map(|scope| (*scope).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn listed(key: &str) -> BTreeSet<&'static str> {
        const README: &str = include_str!("../../../../README.md");
        let line = README.lines().find_map(|line| line.trim().strip_prefix(key));
        let line = line.and_then(|it| it.trim().strip_prefix('[')?.strip_suffix(']'));
        line.expect("the manifest's list").split(", ").collect()
    }

    #[test]
    fn the_readmes_manifest_asks_for_the_scopes_the_code_needs() {
        assert_eq!(listed("bot:"), SCOPES.iter().copied().collect());
    }

    #[test]
    fn the_readmes_manifest_names_every_event_the_code_reads() {
        let read = [
            "app_uninstalled",
            "channel_archive",
            "channel_deleted",
            "channel_id_changed",
            "channel_left",
            "channel_rename",
            "channel_unarchive",
            "group_archive",
            "group_deleted",
            "group_left",
            "group_rename",
            "group_unarchive",
            "member_joined_channel",
            "message.channels",
            "message.groups",
            "reaction_added",
            "tokens_revoked",
        ];
        assert_eq!(listed("bot_events:"), read.into_iter().collect());
    }

    #[test]
    fn what_was_not_granted_is_missing() {
        let all = SCOPES.join(",");
        assert!(missing(&all).is_empty());
        assert_eq!(missing(&all.replace("chat:write,", "")), ["chat:write"]);
    }
}
