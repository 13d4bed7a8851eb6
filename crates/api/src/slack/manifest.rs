//! What the Slack app must be allowed and told of: the one list, from which the manifest is written that Slack is given.

use actix_web::{
    get,
    web::{Data, Json},
};
use portico_types::{Problem, staff::SlackManifest};
use url::Url;

use crate::{
    app::AppState,
    auth::{May, scope},
};

/// Get the manifest from which Slack makes the app for this installation.
#[utoipa::path(tag = "slack", extensions(("x-who" = json!("admin")), ("x-scope" = json!("settings:read"))),
    responses((status = 200, body = SlackManifest), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/slack/manifest")]
pub(super) async fn get_slack_manifest(
    _caller: May<scope::SettingsRead>,
    state: Data<AppState>,
) -> Json<SlackManifest> {
    let url = &state.config.server.public_url;
    Json(SlackManifest {
        url: url.to_string(),
        yaml: yaml(url, false),
        socket_yaml: yaml(url, true),
    })
}

/// What the bot may do, each with what needs it.
pub(super) const SCOPES: &[&str] = &[
    "channels:history", // Threads are read back: posts whose answer was lost, replies that we were never told of.
    "channels:read",    // What a channel is called, whether it is archived, with whom it is shared.
    "chat:write",       // Cards and replies.
    "files:read",       // What people share comes onto the ticket,
    "files:write",      // and what is attached there goes into the threads.
    "groups:history",   // As of channels, for private ones,
    "groups:read",      // and what is told of them.
    "metadata.message:read", // Our own posts are known by their metadata.
    "reactions:read",   // Reactions to a card are commands.
    "reactions:write",  // ✅ on what went out.
    "users:read",       // Who speaks: a guest, a bot, somebody of another company.
    "users:read.email", // Customers' people are contacts by their address.
];

/// What Slack tells of.
const EVENTS: &[&str] = &[
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "channel_rename",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
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
    "user_change", // An agent who is a guest now, or gone.
];

/// What signing in with Slack asks of people.
const USER_SCOPES: &[&str] = &["openid", "email", "profile"];

/// Of `granted`, as Slack lists them behind commas, what is missing.
pub(super) fn missing(granted: &str) -> Vec<String> {
    let granted: Vec<&str> = granted.split(',').map(str::trim).collect();
    let missing = SCOPES.iter().filter(|scope| !granted.contains(scope));
    missing.map(|scope| (*scope).to_owned()).collect()
}

/// The manifest of an app for the installation at `url`, which Slack tells of what happens there, or by sockets.
///
/// Slack takes `https` addresses only. An installation that has none can do without by sockets: nobody is sent back to it then, so the app
/// is installed from Slack's own page, and signs nobody in.
pub(crate) fn yaml(url: &Url, socket: bool) -> String {
    let at = |path: &str| format!("{}/{path}", url.as_str().trim_end_matches('/'));
    let list = |words: &[&str]| words.join(", ");
    let request = |path: &str| {
        if socket {
            String::new()
        } else {
            format!("    request_url: {}\n", at(path))
        }
    };
    let redirects = if socket && url.scheme() != "https" {
        String::new()
    } else {
        format!(
            "  redirect_urls: [{}, {}]\n",
            at("slack/oauth/callback"),
            at("sign-in/callback/slack")
        )
    };
    format!(
        "display_information:
  name: Portico
  description: Customer support portal that lives in Slack
features:
  bot_user:
    display_name: Portico
    always_online: true
oauth_config:
{redirects}  scopes:
    user: [{user}]
    bot: [{bot}]
settings:
  event_subscriptions:
{events_url}    bot_events: [{events}]
  interactivity:
    is_enabled: true
{interactions_url}  org_deploy_enabled: false
  socket_mode_enabled: {socket}
  token_rotation_enabled: false
",
        user = list(USER_SCOPES),
        bot = list(SCOPES),
        events_url = request("slack/events"),
        events = list(EVENTS),
        interactions_url = request("slack/interactions"),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn address() -> Url {
        "https://help.example.com".parse().unwrap()
    }

    #[test]
    fn the_readme_shows_the_manifest_of_the_code() {
        const README: &str = include_str!("../../../../README.md");
        let block = README.split("```yaml\n").nth(1).and_then(|it| it.split("```").next());
        assert_eq!(
            block.unwrap_or_default(),
            yaml(&address(), false),
            "portico slack manifest --url https://help.example.com"
        );
    }

    /// Lines as paths: `settings.interactivity.is_enabled` and its value.
    fn fields(yaml: &str) -> Vec<(String, String)> {
        let mut path: Vec<&str> = Vec::new();
        let mut fields = Vec::new();
        for line in yaml.lines() {
            let (key, value) = line.trim().split_once(':').unwrap();
            path.truncate((line.len() - line.trim_start().len()) / 2);
            path.push(key);
            if !value.is_empty() {
                fields.push((path.join("."), value.trim().to_owned()));
            }
        }
        fields
    }

    fn items(value: &str) -> Vec<&str> {
        let inner = value.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
        inner.expect("a list").split(", ").collect()
    }

    /// Slack's own schema of manifests (slackapi/manifest-schema, version 1): field names, lengths and numbers.
    #[test]
    fn the_manifest_keeps_to_slacks_schema() {
        keeps_to_the_schema(false, 2);
        keeps_to_the_schema(true, 0);
    }

    fn keeps_to_the_schema(socket: bool, addresses: usize) {
        let yaml = yaml(&address(), socket);
        let fields = fields(&yaml);
        for (path, value) in &fields {
            let longest = match path.as_str() {
                "display_information.name" => 35,
                "display_information.description" => 140,
                "features.bot_user.display_name" => 80,
                "oauth_config.redirect_urls" => {
                    assert!(
                        items(value)
                            .iter()
                            .all(|it| it.starts_with("https://") && it.len() <= 2500)
                    );
                    continue;
                }
                "oauth_config.scopes.user" | "oauth_config.scopes.bot" | "settings.event_subscriptions.bot_events" => {
                    let words = items(value);
                    assert!(words.len() <= 100 && words.iter().all(|it| it.len() <= 50));
                    assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len(), "each once");
                    continue;
                }
                "settings.event_subscriptions.request_url" | "settings.interactivity.request_url" => {
                    assert!(value.starts_with("https://"));
                    3500
                }
                "features.bot_user.always_online"
                | "settings.interactivity.is_enabled"
                | "settings.org_deploy_enabled"
                | "settings.socket_mode_enabled"
                | "settings.token_rotation_enabled" => {
                    assert!(matches!(value.as_str(), "true" | "false"), "{path}: {value}");
                    continue;
                }
                other => panic!("Slack's schema knows no {other}"),
            };
            assert!((1..=longest).contains(&value.chars().count()), "{path}: {value}");
            // Nothing that YAML would read as something else.
            assert!(
                !value.contains(": ")
                    && !value.contains(" #")
                    && !value.starts_with(['"', '\'', '&', '*', '!', '%', '@', '`', '{'])
            );
        }
        let urls = fields.iter().filter(|(path, _)| path.ends_with("request_url")).count();
        assert_eq!(urls, addresses);
        let mode = ("settings.socket_mode_enabled".to_owned(), socket.to_string());
        assert!(fields.contains(&mode), "{fields:?}");
    }

    #[test]
    fn without_https_sockets_need_no_address_at_all() {
        let inside: Url = "http://portico.internal:8080".parse().unwrap();
        let named = |socket: bool| yaml(&inside, socket).matches("portico.internal").count();
        assert_eq!((named(true), named(false)), (0, 4));
    }

    #[test]
    fn what_was_not_granted_is_missing() {
        let all = SCOPES.join(",");
        assert!(missing(&all).is_empty());
        assert_eq!(missing(&all.replace("chat:write,", "")), ["chat:write"]);
    }
}
