//! Connecting a Slack workspace, by its tokens or by installing the app.

use serde::{Deserialize, Serialize};

use crate::FieldError;

/// Connect a Slack workspace by the token of an app that is installed in it, or give a connected one other tokens: what is not given is not
/// kept. Slack tells of it by requests that the signing secret signs, by a socket that the app-level token opens, or by both.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::ConnectSlackWorkspace))]
#[serde(deny_unknown_fields)]
pub struct ConnectSlackWorkspace {
    /// The *Bot User OAuth Token*: `xoxb-…`.
    pub bot_token: String,
    /// The app's *Signing Secret*: for requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing_secret: Option<String>,
    /// An *App-Level Token* with the scope `connections:write`, `xapp-…`: for a socket (*Socket Mode*), which needs no public address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_token: Option<String>,
}

/// Tokens are not for logs.
impl std::fmt::Debug for ConnectSlackWorkspace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConnectSlackWorkspace").finish_non_exhaustive()
    }
}

impl ConnectSlackWorkspace {
    /// Checks every field and reports all that fail.
    pub fn parse(self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let given = |text: Option<String>| text.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
        let asked = Self {
            bot_token: self.bot_token.trim().to_owned(),
            signing_secret: given(self.signing_secret),
            app_token: given(self.app_token),
        };
        let plain = |text: &str| text.len() <= 400 && text.bytes().all(|b| b.is_ascii_graphic());
        if asked.bot_token.starts_with("xoxe.") {
            let why = "This token ends after some hours: install the app here instead, or switch token rotation off in its settings";
            errors.push(FieldError::new("bot_token", why));
        } else if !asked.bot_token.starts_with("xoxb-") || !plain(&asked.bot_token) {
            let why = "Enter the Bot User OAuth Token, which begins with xoxb-";
            errors.push(FieldError::new("bot_token", why));
        }
        let signs = |secret: &str| (16..=200).contains(&secret.len()) && plain(secret);
        if asked.signing_secret.is_none() && asked.app_token.is_none() {
            let why = "Enter the Signing Secret as Basic Information shows it, or an app-level token for Socket Mode";
            errors.push(FieldError::new("signing_secret", why));
        } else if !asked.signing_secret.as_deref().is_none_or(signs) {
            let why = "Enter the Signing Secret as Basic Information shows it";
            errors.push(FieldError::new("signing_secret", why));
        }
        let opens = |token: &str| token.starts_with("xapp-") && plain(token);
        if !asked.app_token.as_deref().is_none_or(opens) {
            let why = "Enter an App-Level Token, which begins with xapp-";
            errors.push(FieldError::new("app_token", why));
        }
        if errors.is_empty() { Ok(asked) } else { Err(errors) }
    }
}

/// Where to go to install the app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::SlackInstallStarted))]
pub struct SlackInstallStarted {
    /// Slack's page. It sends the browser back to the console within ten minutes, or in vain.
    pub authorize_url: String,
}

/// What Slack sent the browser back with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::CompleteSlackInstall))]
#[serde(deny_unknown_fields)]
pub struct CompleteSlackInstall {
    pub code: String,
    pub state: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_needs_a_bot_token_and_a_way_to_hear_of_it() {
        let asked = |bot: &str, secret: Option<&str>, app: Option<&str>| {
            let asked = ConnectSlackWorkspace {
                bot_token: bot.to_owned(),
                signing_secret: secret.map(str::to_owned),
                app_token: app.map(str::to_owned),
            };
            let problems = asked.parse().err().unwrap_or_default();
            problems.into_iter().map(|it| it.field).collect::<Vec<_>>()
        };
        let secret = Some("8f742231b10e8888abcd99yyyzzz85a5");
        let app = Some("xapp-1-A0-1-abc");
        assert!(asked(" xoxb-1-2 ", secret, None).is_empty());
        assert!(asked("xoxb-1-2", None, app).is_empty());
        assert!(asked("xoxb-1-2", Some(" "), app).is_empty(), "not given");
        assert!(asked("xoxb-1-2", secret, app).is_empty());
        assert_eq!(asked("xoxb-1-2", Some(" "), None), ["signing_secret"]);
        assert_eq!(asked("xoxb-1-2", None, Some("")), ["signing_secret"]);
        assert_eq!(asked("xoxp-1-2", Some("short"), None), ["bot_token", "signing_secret"]);
        assert_eq!(asked("xoxb-1-2", Some("short"), app), ["signing_secret"]);
        assert_eq!(asked("xoxe.xoxb-1-2", secret, None), ["bot_token"]);
        assert_eq!(asked("xoxb-1 2", secret, None), ["bot_token"]);
        assert_eq!(asked("xoxb-1-2", secret, Some("xoxb-1-2")), ["app_token"]);
        assert_eq!(asked("xoxb-1-2", None, Some("xapp-1 2")), ["app_token"]);
    }
}
