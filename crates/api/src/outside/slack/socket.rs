//! A socket to Slack ("Socket Mode"): opened from here, so Slack can tell us of what happens where we have no public address.

use std::time::Duration;

use anyhow::{Context, anyhow};
use futures_util::{SinkExt, StreamExt};
use reqwest::redirect;
use reqwest_websocket::{CloseCode, Message, Upgrade, WebSocket};
use serde::Deserialize;
use serde_json::json;
use tungstenite::protocol::WebSocketConfig;
use url::{Host, Url};

use super::{
    client::{Result, SlackApi, SlackClient},
    error::SlackError,
};

/// As what comes by a request: an edit of a long message carries it twice, and once more as blocks.
const LARGEST: usize = 2 << 20;
/// Whoever does not take a few bytes for so long is gone.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open socket.
pub(crate) struct Socket(WebSocket);

/// What came by a socket.
pub(crate) enum Heard {
    Text(String),
    /// The other side lives.
    SignOfLife,
    /// The other side ends it.
    Goodbye,
}

#[derive(Deserialize)]
struct Connection {
    url: Url,
}

impl SlackClient<'_> {
    /// Where Slack waits for a socket, for half a minute. By an app-level token, which is good for this alone.
    pub(crate) async fn connection_url(&self) -> Result<Url> {
        Ok(self.call::<Connection>("apps.connections.open", json!({})).await?.url)
    }

    /// Opens a socket.
    pub(crate) async fn open_socket(&self) -> Result<Socket> {
        let url = self.connection_url().await?;
        self.api.socket(url).await
    }
}

impl SlackApi {
    async fn socket(&self, url: Url) -> Result<Socket> {
        if !is_private(&url) {
            return Err(SlackError::Transient(anyhow!(
                "Slack named a socket that others could read along ({})",
                url.scheme()
            )));
        }
        let client = self.sockets.get_or_try_init(|| async { self.socket_client() });
        let client = client.await.map_err(SlackError::NotSent)?;
        let config = WebSocketConfig::default()
            .max_message_size(Some(LARGEST))
            .max_frame_size(Some(LARGEST));
        let open = async {
            let answer = client.get(url).upgrade().web_socket_config(config).send().await?;
            answer.into_websocket().await
        };
        let opened = tokio::time::timeout(self.timeout, open).await;
        let opened = opened.map_err(|_| SlackError::Transient(anyhow!("the socket did not open in time")))?;
        opened.map(Socket).map_err(|err| SlackError::Transient(plain(err)))
    }

    /// Made with the first socket: it reads the certificates to trust, and most installations have none.
    #[expect(clippy::disallowed_methods, reason = "`outside` is where clients are made")]
    fn socket_client(&self) -> anyhow::Result<reqwest::Client> {
        reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(self.timeout)
            .http1_only() // What becomes a socket begins as HTTP/1.1.
            .user_agent(concat!("Portico/", env!("CARGO_PKG_VERSION")))
            .build()
            .context("making the client for sockets")
    }
}

impl Socket {
    /// The next that comes. May be given up and called again.
    pub(crate) async fn next(&mut self) -> anyhow::Result<Heard> {
        match self.0.next().await {
            Some(Ok(Message::Text(text))) => Ok(Heard::Text(text)),
            Some(Ok(Message::Close { .. })) | None => Ok(Heard::Goodbye),
            Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => Ok(Heard::SignOfLife),
            Some(Err(err)) => Err(plain(err)),
        }
    }

    pub(crate) async fn say(&mut self, text: String) -> anyhow::Result<()> {
        self.send(Message::Text(text)).await
    }

    /// Asks for a sign of life.
    pub(crate) async fn ping(&mut self) -> anyhow::Result<()> {
        self.send(Message::Ping(reqwest_websocket::Bytes::new())).await
    }

    /// Ends it politely.
    pub(crate) async fn close(self) {
        let closing = self.0.close(CloseCode::Normal, None);
        let _ = tokio::time::timeout(Duration::from_secs(1), closing).await; // Gone either way.
    }

    async fn send(&mut self, message: Message) -> anyhow::Result<()> {
        let sent = tokio::time::timeout(PATIENCE, self.0.send(message)).await;
        sent.context("the other side takes nothing")?.map_err(plain)
    }
}

/// The address of a socket lets in whoever knows it.
fn plain(err: reqwest_websocket::Error) -> anyhow::Error {
    match err {
        reqwest_websocket::Error::Reqwest(err) => anyhow!(err.without_url()),
        other => anyhow!(other),
    }
}

/// Whether nobody on the way reads along: behind TLS, or on this machine.
fn is_private(url: &Url) -> bool {
    let here = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    url.scheme() == "wss" || (url.scheme() == "ws" && here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_is_private() {
        for (address, private) in [
            ("wss://wss-primary.slack.com/link/?ticket=1", true),
            ("ws://127.0.0.1:9/link/?ticket=1", true),
            ("ws://[::1]:9/link/", true),
            ("ws://localhost:9/", true),
            ("ws://wss-primary.slack.com/link/?ticket=1", false),
            ("ws://10.0.0.1/", false),
            ("ws://localhost.example.com/", false),
            ("ws://127.0.0.1.example.com/", false),
            ("http://127.0.0.1:9/", false),
            ("https://slack.com/", false),
        ] {
            assert_eq!(is_private(&address.parse().unwrap()), private, "{address}");
        }
    }
}
