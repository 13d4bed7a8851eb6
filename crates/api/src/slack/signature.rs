//! Only Slack can speak as Slack: requests are signed over their raw bytes, and nothing of them is read before that is checked.

use std::{future::Future, pin::Pin, time::Duration};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::HeaderMap,
    web::{Bytes, BytesMut},
};
use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use hmac::{Hmac, KeyInit, Mac};
use portico_types::{ids::SlackWorkspaceId, staff::SlackSource};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::{clients, doors::Door};
use crate::{
    app::AppState,
    auth,
    entity::{WorkspaceState, slack_workspace},
    error::{Error, Result},
    scope, secrets,
};

/// The body of a request that Slack signed, and by which app's secret.
pub(super) struct Signed {
    pub body: Bytes,
    pub door: Door,
    /// How often Slack has tried to bring it before.
    pub tries: u32,
}

/// An edit of a long message carries it twice, and once more as blocks; nothing of Slack's comes near this.
const LARGEST: usize = 2 << 20;
/// How far the time of a request may be from ours, in seconds.
const SKEW: i64 = 300;

impl FromRequest for Signed {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, mut payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let state = auth::state(&req)?;
            let (door, secret) = match req.match_info().get("workspace_id") {
                None => (Door::Configured, state.config.slack.signing_secret.clone()),
                Some(id) => of_workspace(&state, id).await?,
            };
            let secret = secret.expose_secret();
            if secret.is_empty() {
                return Err(Error::NotFound("page")); // Not set up: there is no such door.
            }
            let claim = Claimed::of(req.headers(), state.clock.now()).ok_or(Error::Unauthenticated)?;
            let patience = Duration::from_secs(state.config.server.body_seconds);
            let body = tokio::time::timeout(patience, read(&mut payload)).await;
            let body = body.map_err(|_| Error::TooSlow)??;
            if claim.holds(secret, &body) {
                Ok(Self {
                    body: body.freeze(),
                    door,
                    tries: tries(req.headers()),
                })
            } else {
                Err(Error::Unauthenticated)
            }
        })
    }
}

/// Whether Slack can tell us of a workspace by requests: nobody is believed without a secret.
pub(super) fn may_knock(workspace: &slack_workspace::Model, state: &AppState) -> bool {
    match workspace.source {
        SlackSource::Pasted => workspace.signing_secret.is_some(),
        SlackSource::Configured | SlackSource::Installed => {
            !state.config.slack.signing_secret.expose_secret().is_empty()
        }
    }
}

/// The door of a workspace whose app is one of its own.
async fn of_workspace(state: &AppState, id: &str) -> Result<(Door, SecretString)> {
    let absent = || Error::NotFound("page");
    let id: SlackWorkspaceId = id.parse().map_err(|_| absent())?;
    let found = slack_workspace::Entity::find().filter(slack_workspace::Column::Id.eq(id));
    let found = scope::everything(found.one(&state.db)).await?;
    let workspace = found
        .filter(|it| it.state != WorkspaceState::Removed)
        .ok_or_else(absent)?;
    let sealed = workspace.signing_secret.as_ref().ok_or_else(absent)?;
    let secret = clients::open(state, &workspace, &secrets::SLACK_SIGNING_SECRET, sealed)?;
    Ok((Door::Of(Box::new(workspace)), secret))
}

async fn read(payload: &mut Payload) -> Result<BytesMut> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|err| Error::Malformed(err.to_string()))?;
        if body.len() + chunk.len() > LARGEST {
            return Err(Error::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn tries(headers: &HeaderMap) -> u32 {
    let number = headers.get("x-slack-retry-num");
    number.and_then(|it| it.to_str().ok()?.parse().ok()).unwrap_or(0)
}

/// What the headers claim.
struct Claimed {
    time: String,
    signature: String,
}

impl Claimed {
    /// `None` when a header is missing, doubled or malformed, or the time is not about now.
    fn of(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Self> {
        let only = |name: &str| {
            let mut values = headers.get_all(name);
            let (value, None) = (values.next()?.to_str().ok()?, values.next()) else {
                return None;
            };
            Some(value.to_owned())
        };
        let (time, signature) = (only("x-slack-request-timestamp")?, only("x-slack-signature")?);
        let plain = !time.is_empty() && time.len() <= 12 && time.bytes().all(|b| b.is_ascii_digit());
        let seconds: i64 = time.parse().ok().filter(|_| plain)?;
        ((now.timestamp() - seconds).abs() <= SKEW).then_some(Self { time, signature })
    }

    fn holds(&self, secret: &str, body: &[u8]) -> bool {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
            return false; // HMAC takes keys of any length.
        };
        mac.update(b"v0:");
        mac.update(self.time.as_bytes());
        mac.update(b":");
        mac.update(body);
        let mut expected = String::from("v0=");
        for byte in mac.finalize().into_bytes() {
            for nibble in [byte >> 4, byte & 15] {
                expected.push(char::from_digit(nibble.into(), 16).unwrap_or('0'));
            }
        }
        // As text: the signature in upper case is not what Slack sends.
        bool::from(expected.as_bytes().ct_eq(self.signature.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    // The example of Slack's documentation.
    const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
    const BODY: &str = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V\
        &channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=\
        &response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN\
        &trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    const TIME: &str = "1531420618";
    const SIGNATURE: &str = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

    fn accepted(headers: &[(&'static str, &str)], secret: &str, body: &str, seconds_later: i64) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        let now = DateTime::from_timestamp(1_531_420_618 + seconds_later, 0).unwrap();
        Claimed::of(&map, now).is_some_and(|claim| claim.holds(secret, body.as_bytes()))
    }

    #[test]
    fn slacks_own_example_is_accepted_and_everything_near_it_refused() {
        let time = ("x-slack-request-timestamp", TIME);
        let signature = ("x-slack-signature", SIGNATURE);
        assert!(accepted(&[time, signature], SECRET, BODY, 0));
        assert!(accepted(&[time, signature], SECRET, BODY, 300));
        assert!(accepted(&[time, signature], SECRET, BODY, -300));

        assert!(!accepted(&[time, signature], SECRET, BODY, 301), "old");
        assert!(!accepted(&[time, signature], SECRET, BODY, -301), "of the future");
        assert!(!accepted(&[time], SECRET, BODY, 0), "unsigned");
        assert!(!accepted(&[signature], SECRET, BODY, 0), "without a time");
        assert!(
            !accepted(&[time, signature], "another secret", BODY, 0),
            "another app's"
        );
        assert!(
            !accepted(&[time, signature], SECRET, &format!("{BODY} "), 0),
            "another body"
        );
        assert!(!accepted(&[time, time, signature], SECRET, BODY, 0), "two times");
        assert!(
            !accepted(&[time, signature, signature], SECRET, BODY, 0),
            "two signatures"
        );
        for time in [
            "1531420617",
            "+1531420618",
            "1531420618.0",
            " 1531420618 1",
            "",
            "99999999999999999999",
        ] {
            assert!(
                !accepted(&[("x-slack-request-timestamp", time), signature], SECRET, BODY, 0),
                "{time:?}"
            );
        }
        for other in [
            SIGNATURE.to_uppercase(),
            SIGNATURE.replace("v0=", "v1="),
            SIGNATURE.replace("v0=", ""),
            format!("{SIGNATURE}0"),
        ] {
            assert!(
                !accepted(&[time, ("x-slack-signature", &other)], SECRET, BODY, 0),
                "{other}"
            );
        }
    }
}
