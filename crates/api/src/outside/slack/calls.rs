//! The methods of Slack's Web API that we call, each by its own name. How a call is made is in `client`.

use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{
    client::{Result, SlackClient},
    error::SlackError,
    types::{
        BotInfo, Channel, ChannelInfo, ChannelPage, Identity, METADATA, Nothing, Page, Permalink, Post, Posted,
        ThreadPage, User, UserInfo,
    },
};

impl SlackClient<'_> {
    /// Calls a method with our token.
    pub(super) async fn call<T: DeserializeOwned>(&self, method: &str, args: Value) -> Result<T> {
        if self.token.expose_secret().is_empty() {
            return Err(SlackError::Revoked("not_authed".to_owned()));
        }
        self.api
            .ask(self.workspace, method, args, |request| {
                request.bearer_auth(self.token.expose_secret())
            })
            .await
    }

    /// Who we are.
    pub(crate) async fn auth_test(&self) -> Result<Identity> {
        self.call("auth.test", json!({})).await
    }

    /// The app that a bot is of.
    pub(crate) async fn app_of(&self, bot_id: &str) -> Result<String> {
        Ok(self
            .call::<BotInfo>("bots.info", json!({ "bot": bot_id }))
            .await?
            .bot
            .app_id)
    }

    /// Posts a message; returns its `ts`.
    pub(crate) async fn post_message(&self, channel: &str, thread_ts: Option<&str>, post: Post) -> Result<String> {
        let args = json!({
            "channel": channel, "thread_ts": thread_ts, "text": post.text, "blocks": post.blocks,
            "metadata": post.id.map(|id| json!({ "event_type": METADATA, "event_payload": { "id": id } })),
            // What customers link to is theirs: no previews, and nothing becomes a mention that we did not write as one.
            "unfurl_links": false, "unfurl_media": false, "link_names": false, "parse": "none",
        });
        Ok(self.call::<Posted>("chat.postMessage", args).await?.ts)
    }

    pub(crate) async fn update(&self, channel: &str, ts: &str, post: Post) -> Result<()> {
        let args = json!({
            "channel": channel, "ts": ts, "text": post.text, "blocks": post.blocks, "link_names": false, "parse": "none",
        });
        self.call::<Nothing>("chat.update", args).await.map(drop)
    }

    pub(crate) async fn delete(&self, channel: &str, ts: &str) -> Result<()> {
        self.call::<Nothing>("chat.delete", json!({ "channel": channel, "ts": ts }))
            .await
            .map(drop)
    }

    /// Tells one person in a channel something only they see.
    pub(crate) async fn post_ephemeral(
        &self,
        channel: &str,
        user: &str,
        thread_ts: Option<&str>,
        text: &str,
    ) -> Result<()> {
        let args = json!({
            "channel": channel, "user": user, "thread_ts": thread_ts, "text": text, "link_names": false, "parse": "none",
        });
        self.call::<Nothing>("chat.postEphemeral", args).await.map(drop)
    }

    /// The same with something to press.
    pub(crate) async fn post_ephemeral_blocks(
        &self,
        channel: &str,
        user: &str,
        thread_ts: Option<&str>,
        text: &str,
        blocks: &[Value],
    ) -> Result<()> {
        let args = json!({
            "channel": channel, "user": user, "thread_ts": thread_ts, "text": text, "blocks": blocks, "link_names": false,
            "parse": "none",
        });
        self.call::<Nothing>("chat.postEphemeral", args).await.map(drop)
    }

    pub(crate) async fn remove_reaction(&self, channel: &str, ts: &str, name: &str) -> Result<()> {
        let args = json!({ "channel": channel, "timestamp": ts, "name": name });
        self.call::<Nothing>("reactions.remove", args).await.map(drop)
    }

    pub(crate) async fn add_reaction(&self, channel: &str, ts: &str, name: &str) -> Result<()> {
        let args = json!({ "channel": channel, "timestamp": ts, "name": name });
        self.call::<Nothing>("reactions.add", args).await.map(drop)
    }

    pub(crate) async fn user(&self, user: &str) -> Result<User> {
        Ok(self.call::<UserInfo>("users.info", json!({ "user": user })).await?.user)
    }

    pub(crate) async fn channel(&self, channel: &str) -> Result<Channel> {
        Ok(self
            .call::<ChannelInfo>("conversations.info", json!({ "channel": channel }))
            .await?
            .channel)
    }

    /// A page of the channels that the app sees: public ones, and private ones it is in.
    pub(crate) async fn channels(&self, cursor: &str) -> Result<ChannelPage> {
        let args = json!({ "types": "public_channel,private_channel", "cursor": cursor, "limit": 200 });
        self.call("conversations.list", args).await
    }

    /// The address at which people find a message.
    pub(crate) async fn permalink(&self, channel: &str, ts: &str) -> Result<String> {
        let args = json!({ "channel": channel, "message_ts": ts });
        Ok(self.call::<Permalink>("chat.getPermalink", args).await?.permalink)
    }

    /// A page of a channel's messages, newest first.
    pub(crate) async fn history(&self, channel: &str, cursor: &str) -> Result<Page> {
        let args = json!({ "channel": channel, "cursor": cursor, "limit": 200, "include_all_metadata": true });
        self.call("conversations.history", args).await
    }

    /// A page of a thread: its first message, then replies, oldest first.
    pub(crate) async fn replies(&self, channel: &str, ts: &str, cursor: &str, limit: u32) -> Result<Page> {
        let args =
            json!({ "channel": channel, "ts": ts, "cursor": cursor, "limit": limit, "include_all_metadata": true });
        self.call("conversations.replies", args).await
    }

    /// A page of a thread as Slack shows it: its first message, then replies, oldest first.
    pub(crate) async fn thread(&self, channel: &str, ts: &str, cursor: &str) -> Result<ThreadPage> {
        let args =
            json!({ "channel": channel, "ts": ts, "cursor": cursor, "limit": 200, "include_all_metadata": true });
        self.call("conversations.replies", args).await
    }

    /// A page of a thread's messages after `oldest`, oldest first.
    pub(crate) async fn replies_since(&self, channel: &str, ts: &str, oldest: &str, cursor: &str) -> Result<Page> {
        let args = json!({
            "channel": channel, "ts": ts, "oldest": oldest, "cursor": cursor, "limit": 200, "include_all_metadata": true,
        });
        self.call("conversations.replies", args).await
    }

    /// Opens a modal for whoever pressed a button within the last three seconds.
    pub(crate) async fn open_view(&self, trigger_id: &str, view: &Value) -> Result<()> {
        self.call::<Nothing>("views.open", json!({ "trigger_id": trigger_id, "view": view }))
            .await
            .map(drop)
    }
}
