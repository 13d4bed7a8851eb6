//! Files at Slack: what is known of one, its bytes, and the upload in three steps.
//!
//! Bytes are not at the address of the methods, but on hosts of their own: the token goes to those that are listed and nowhere else, and
//! a redirect, which is how Slack sends strangers to its sign-in page, is no file.

use std::time::Duration;

use actix_web::web::Bytes;
use anyhow::anyhow;
use futures_util::{Stream, StreamExt, stream::BoxStream};
use reqwest::{Body, StatusCode, header};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::{
    client::{LONGEST_PAUSE, Result, SlackApi, SlackClient, pause_asked},
    error::{SHORTEST_PAUSE, SlackError},
    types::Nothing,
};

/// How long the bytes of a file may take. Below what a worker may work on one job.
const LONGEST: Duration = Duration::from_mins(5);
/// How long nothing may come.
const SILENCE: Duration = Duration::from_secs(30);

/// What Slack says of a file.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct FileInfo {
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub mimetype: Option<String>,
    #[serde(default)]
    pub size: i64,
    #[serde(default)]
    pub mode: String,
    /// Kept by somebody else, who is only linked to.
    #[serde(default)]
    pub is_external: bool,
    url_private: Option<String>,
    url_private_download: Option<String>,
    /// By visibility, then by channel: the messages that show it.
    #[serde(default)]
    shares: Value,
}

impl FileInfo {
    pub(crate) fn address(&self) -> Option<&str> {
        self.url_private_download.as_deref().or(self.url_private.as_deref())
    }

    /// Whether it is shown below the message `thread_ts` of a channel.
    pub(crate) fn is_in(&self, channel: &str, thread_ts: &str) -> bool {
        let kinds = self.shares.as_object().into_iter().flatten();
        let mut shares = kinds.flat_map(|(_, channels)| channels[channel].as_array().into_iter().flatten());
        shares.any(|share| share["thread_ts"] == thread_ts)
    }
}

#[derive(Deserialize)]
struct InfoAnswer {
    file: FileInfo,
}

#[derive(Deserialize)]
struct UploadAnswer {
    upload_url: String,
    file_id: String,
}

/// Bytes on their way here.
pub(crate) struct Fetched {
    /// As the answer's header says.
    pub content_type: String,
    pub bytes: BoxStream<'static, anyhow::Result<Bytes>>,
}

impl SlackClient<'_> {
    pub(crate) async fn file_info(&self, file: &str) -> Result<FileInfo> {
        Ok(self
            .call::<InfoAnswer>("files.info", json!({ "file": file }))
            .await?
            .file)
    }

    /// The bytes of a file. Refuses addresses that are not Slack's.
    pub(crate) async fn download(&self, address: &str) -> Result<Fetched> {
        let url = self.api.file_host(address)?;
        let request = self
            .api
            .http
            .get(url)
            .timeout(LONGEST)
            .bearer_auth(self.token.expose_secret());
        let res = request.send().await.map_err(lost)?;
        if res.status() == StatusCode::TOO_MANY_REQUESTS {
            return Err(SlackError::RateLimited(
                pause_asked(&res).clamp(SHORTEST_PAUSE, LONGEST_PAUSE),
            ));
        }
        if res.status() != StatusCode::OK {
            return Err(SlackError::Transient(anyhow!(
                "a file's address answers {}",
                res.status().as_u16()
            )));
        }
        let content_type = res.headers().get(header::CONTENT_TYPE);
        let content_type = content_type
            .and_then(|it| it.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let mut parts = res.bytes_stream().boxed();
        let bytes = async_stream::try_stream! {
            while let Some(part) = tokio::time::timeout(SILENCE, parts.next()).await? {
                yield part.map_err(reqwest::Error::without_url)?;
            }
        };
        Ok(Fetched {
            content_type,
            bytes: bytes.boxed(),
        })
    }

    /// Brings a file's bytes to Slack, where nobody sees them yet. Returns what Slack calls it.
    pub(crate) async fn upload(
        &self,
        name: &str,
        size: i64,
        bytes: impl Stream<Item = anyhow::Result<Bytes>> + Send + 'static,
    ) -> Result<String> {
        let asked = json!({ "filename": name, "length": size });
        let place: UploadAnswer = self.call("files.getUploadURLExternal", asked).await?;
        // The address is a secret by itself: no token.
        let url = self.api.file_host(&place.upload_url)?;
        let bytes = bytes.map(|part| part.map_err(|err| std::io::Error::other(format!("{err:#}"))));
        let request = self.api.http.post(url).timeout(LONGEST);
        let request = request
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header(header::CONTENT_LENGTH, size)
            .body(Body::wrap_stream(bytes));
        let res = request.send().await.map_err(lost)?;
        if res.status().is_success() {
            Ok(place.file_id)
        } else {
            let status = res.status().as_u16();
            Err(SlackError::Transient(anyhow!("an upload's address answers {status}")))
        }
    }

    /// Shows an uploaded file below a message.
    pub(crate) async fn complete_upload(&self, file: &str, title: &str, channel: &str, thread_ts: &str) -> Result<()> {
        let files = json!([{ "id": file, "title": title }]);
        let asked = json!({ "files": files, "channel_id": channel, "thread_ts": thread_ts });
        self.call::<Nothing>("files.completeUploadExternal", asked)
            .await
            .map(drop)
    }

    pub(crate) async fn delete_file(&self, file: &str) -> Result<()> {
        self.call::<Nothing>("files.delete", json!({ "file": file }))
            .await
            .map(drop)
    }
}

impl SlackApi {
    /// An address on one of the hosts where Slack's files are.
    fn file_host(&self, address: &str) -> Result<Url> {
        let url: Option<Url> = address.parse().ok();
        let is_listed = |url: &Url| {
            let host = url.host_str().unwrap_or_default();
            let with_port = format!("{host}:{}", url.port_or_known_default().unwrap_or_default());
            self.file_hosts.iter().any(|listed| {
                let bare = listed == host && url.scheme() == "https" && url.port().is_none();
                bare || *listed == with_port && matches!(url.scheme(), "http" | "https")
            })
        };
        let plain = |url: &Url| url.username().is_empty() && url.password().is_none();
        url.filter(|url| is_listed(url) && plain(url))
            .ok_or_else(|| SlackError::Permanent("a file\u{2019}s address is not on slack.file_hosts".to_owned()))
    }
}

fn lost(err: reqwest::Error) -> SlackError {
    let unsent = err.is_connect();
    let err = anyhow!(err.without_url());
    if unsent {
        SlackError::NotSent(err)
    } else {
        SlackError::Transient(err)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{config, outside::clock::SystemClock};

    #[test]
    fn the_token_goes_to_slacks_hosts_alone() {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let mut config = config::Config::defaults().unwrap().slack;
        config.file_hosts.push("127.0.0.1:8181".to_owned());
        let slack = SlackApi::new(&config, Arc::new(SystemClock)).unwrap();
        for good in [
            "https://files.slack.com/files-pri/T1-F1/a.png",
            "http://127.0.0.1:8181/slack/files/F1/a",
            // Slack's host to whoever reads addresses as browsers do, which our client does, too.
            "https://files.slack.com\\@evil.example/a",
        ] {
            assert!(slack.file_host(good).is_ok(), "{good}");
        }
        for bad in [
            "http://files.slack.com/a",
            "https://files.slack.com:8443/a",
            "https://files.slack.com.evil.example/a",
            "https://evil.example/files.slack.com",
            "https://files.slack.com@evil.example/a",
            "https://user:pw@files.slack.com/a",
            "http://127.0.0.1/a",
            "http://127.0.0.1:8182/a",
            "ftp://127.0.0.1:8181/a",
            "file:///etc/passwd",
            "//files.slack.com/a",
            "",
        ] {
            assert!(slack.file_host(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn shares_say_which_threads_show_a_file() {
        let info: FileInfo = serde_json::from_value(json!({ "shares": {
            "public": { "C1": [{ "ts": "2.1", "thread_ts": "1.1" }] }, "private": { "G1": [{ "ts": "3.1" }] },
        } }))
        .unwrap();
        assert!(info.is_in("C1", "1.1"));
        assert!(!info.is_in("C1", "2.1"));
        assert!(!info.is_in("G1", "3.1"));
        let bare: FileInfo = serde_json::from_value(json!({})).unwrap();
        assert!(!bare.is_in("C1", "1.1"));
    }
}
