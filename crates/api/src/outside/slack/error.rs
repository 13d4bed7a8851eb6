//! Why a call came to nothing, and which of our jobs is therefore tried again.

use std::{fmt, time::Duration};

use anyhow::anyhow;
use serde_json::Value;

use crate::jobs::Failure;

/// Why a call came to nothing. No `std::error::Error` on purpose: the `?` that makes any error a [`Failure::Retry`] must not take it.
#[derive(Debug)]
pub(crate) enum SlackError {
    /// Not before this time has passed.
    RateLimited(Duration),
    /// Nobody knows whether it took effect; better luck later.
    Transient(anyhow::Error),
    /// It never left: Slack could not be reached.
    NotSent(anyhow::Error),
    /// Slack will say the same again: its code, with the scope that is missing if that is why.
    Permanent(String),
    /// The token no longer works.
    Revoked(String),
}

/// What a [`Failure`] carries when the token no longer works.
#[derive(Debug, thiserror::Error)]
#[error("Slack no longer takes our token: {0}")]
pub(crate) struct TokenRevoked(pub String);

/// How the reason begins when a job waits for its channel.
pub(crate) const CHANNEL_UNUSABLE: &str = "the Slack channel cannot be used";

/// What a [`Failure`] carries when the channel is closed or we are not in it.
#[derive(Debug, thiserror::Error)]
#[error("the Slack channel cannot be used: {0}")]
pub(crate) struct ChannelUnusable(pub String);

/// Who mends a channel is mostly told of by an event.
const CHANNEL_PAUSE: Duration = Duration::from_mins(15);

impl fmt::Display for SlackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RateLimited(pause) => write!(f, "Slack asks for a pause of {} s", pause.as_secs()),
            Self::Transient(err) => write!(f, "Slack did not answer as it should: {err:#}"),
            Self::NotSent(err) => write!(f, "Slack cannot be reached: {err:#}"),
            Self::Permanent(code) => write!(f, "Slack refused: {code}"),
            Self::Revoked(code) => write!(f, "Slack no longer takes our token: {code}"),
        }
    }
}

/// A post that says nothing of a pause asks for this long.
pub(super) const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

/// Until somebody renews the token, there is no use in asking often.
pub(crate) const REVOKED_PAUSE: Duration = Duration::from_mins(15);

impl SlackError {
    /// Slack's code, if it refused.
    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            Self::Permanent(code) | Self::Revoked(code) => code.split(':').next(),
            Self::RateLimited(_) | Self::Transient(_) | Self::NotSent(_) => None,
        }
    }

    /// Whether somebody must mend the channel: open it again, or let us in.
    pub(crate) fn is_of_channel(&self) -> bool {
        matches!(
            self.code(),
            Some("not_in_channel" | "is_archived" | "channel_not_found")
        )
    }

    /// Whether the call may have taken effect all the same.
    pub(crate) fn is_ambiguous(&self) -> bool {
        matches!(self, Self::Transient(_))
    }

    pub(super) fn refused(answer: &Value) -> Self {
        let code = answer["error"].as_str().unwrap_or("unknown_error").to_owned();
        match code.as_str() {
            "ratelimited" | "rate_limited" => Self::RateLimited(SHORTEST_PAUSE),
            "internal_error"
            | "fatal_error"
            | "service_unavailable"
            | "request_timeout"
            | "team_added_to_org"
            | "unknown_error" => Self::Transient(anyhow!("{code}")),
            "token_revoked" | "token_expired" | "invalid_auth" | "not_authed" | "account_inactive" => {
                Self::Revoked(code)
            }
            _ => match answer["needed"].as_str() {
                Some(scope) => Self::Permanent(format!("{code}: {scope}")),
                None => Self::Permanent(code),
            },
        }
    }
}

impl From<SlackError> for Failure {
    /// The one place that says which trouble with Slack is tried again.
    fn from(err: SlackError) -> Self {
        let error = anyhow!("{err}");
        let of_channel = err.is_of_channel();
        match err {
            SlackError::Revoked(code) => Self::Retry {
                error: TokenRevoked(code).into(),
                after: Some(REVOKED_PAUSE),
            },
            SlackError::RateLimited(pause) => Self::Retry {
                error,
                after: Some(pause),
            },
            SlackError::Transient(_) | SlackError::NotSent(_) => Self::Retry { error, after: None },
            SlackError::Permanent(code) if of_channel => Self::Blocked {
                error: ChannelUnusable(code).into(),
                after: CHANNEL_PAUSE,
            },
            SlackError::Permanent(_) => Self::GiveUp(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_slack_will_say_again_is_given_up_and_all_else_is_tried_again() {
        let failure = |code: &str| Failure::from(SlackError::refused(&json!({ "ok": false, "error": code })));
        for code in ["msg_too_long", "missing_scope"] {
            assert!(matches!(failure(code), Failure::GiveUp(_)), "{code}");
        }
        for code in ["channel_not_found", "is_archived", "not_in_channel"] {
            let Failure::Blocked { error, .. } = failure(code) else {
                panic!("{code}");
            };
            assert_eq!(error.to_string(), format!("{CHANNEL_UNUSABLE}: {code}"));
        }
        for code in [
            "internal_error",
            "fatal_error",
            "ratelimited",
            "token_revoked",
            "account_inactive",
        ] {
            assert!(matches!(failure(code), Failure::Retry { .. }), "{code}");
        }
    }

    #[test]
    fn a_missing_scope_is_named() {
        let err = SlackError::refused(&json!({ "ok": false, "error": "missing_scope", "needed": "reactions:write" }));
        assert_eq!(err.to_string(), "Slack refused: missing_scope: reactions:write");
        assert_eq!(err.code(), Some("missing_scope"));
    }
}
