//! What people do and see in the workspace, as methods of [`Slack`] for tests.

use chrono::TimeDelta;
use serde_json::Value;

use super::{
    Ephemeral, Message, Slack, Submission, User, View,
    interactions::Choice,
    model::{Channel, File},
    state::{Access, Refusal, Result},
};

/// What people do and see. The methods panic where Slack's own client would not have let them: a mistake in the test.
impl Slack {
    /// A person writes `text` as they would type it: `@Ana Lima`, `#general` and addresses become markup. Gives the `ts`.
    #[track_caller]
    pub fn say(&self, user: &str, channel: &str, text: &str, thread_ts: Option<&str>) -> String {
        possible(self.change(|state| state.say(user, channel, text, thread_ts, false))).ts
    }

    /// A person replies in a thread and ticks "Also send to the channel".
    #[track_caller]
    pub fn say_to_all(&self, user: &str, channel: &str, text: &str, thread_ts: &str) -> String {
        possible(self.change(|state| state.say(user, channel, text, Some(thread_ts), true))).ts
    }

    /// A person writes a text that is stored as it is: for labelled links and whatever else cannot be typed.
    #[track_caller]
    pub fn say_stored(&self, user: &str, channel: &str, text: &str, thread_ts: Option<&str>) -> String {
        possible(self.change(|state| state.say_stored(user, channel, text.into(), thread_ts, false, vec![]))).ts
    }

    /// A person shares a file, with a text beside it if there is one.
    #[track_caller]
    pub fn share_file(
        &self,
        user: &str,
        channel: &str,
        name: &str,
        content: &[u8],
        text: &str,
        thread_ts: Option<&str>,
    ) -> String {
        possible(self.share(user, channel, name, content.to_vec(), text, thread_ts)).ts
    }

    /// A person takes a file of theirs away.
    #[track_caller]
    pub fn delete_file(&self, user: &str, file: &str) {
        possible(self.change(|state| state.delete_file(user, file)));
    }

    /// The files shown in a channel, in the order in which they were, with their bytes.
    pub fn files_in(&self, channel: &str) -> Vec<File> {
        let state = self.state();
        let messages = state.messages_in(channel);
        let shown = messages.flat_map(|message| message.files.iter());
        shown
            .filter_map(|id| state.files.iter().find(|file| file.id == *id && !file.deleted).cloned())
            .collect()
    }

    /// A person changes what they wrote.
    #[track_caller]
    pub fn edit(&self, user: &str, channel: &str, ts: &str, text: &str) {
        possible(self.change(|state| state.edit(user, channel, ts, text)));
    }

    /// A person takes back what they wrote.
    #[track_caller]
    pub fn delete(&self, user: &str, channel: &str, ts: &str) {
        possible(self.change(|state| state.delete(user, channel, ts)));
    }

    /// A person reacts, with the name of an emoji without its colons.
    #[track_caller]
    pub fn react(&self, user: &str, channel: &str, ts: &str, name: &str) {
        possible(self.change(|state| state.react(user, channel, ts, name)));
    }

    /// A person takes a reaction back.
    #[track_caller]
    pub fn unreact(&self, user: &str, channel: &str, ts: &str, name: &str) {
        possible(self.change(|state| state.unreact(user, channel, ts, name)));
    }

    /// A person presses a button of a message, an ephemeral one included. With several buttons of one `action_id`
    /// (in several blocks), `value` tells which. Await [`settled`](Self::settled) for the app's answer.
    #[track_caller]
    pub fn press(&self, user: &str, channel: &str, ts: &str, action_id: &str, value: Option<&str>) {
        let choice = Choice {
            action_id: action_id.into(),
            value: value.map(String::from),
            option: false,
        };
        drop(possible(self.act_on(user, channel, ts, choice)));
    }

    /// A person chooses from a menu of a message the option with this value.
    #[track_caller]
    pub fn select_option(&self, user: &str, channel: &str, ts: &str, action_id: &str, value: &str) {
        let choice = Choice {
            action_id: action_id.into(),
            value: Some(value.into()),
            option: true,
        };
        drop(possible(self.act_on(user, channel, ts, choice)));
    }

    /// Either of these by somebody who waits for the app: an error says that the message is gone, or that the app did not take it. Slack
    /// tries once.
    pub async fn uses(&self, user: &str, channel: &str, ts: &str, action_id: &str, option: Option<&str>) -> Result<()> {
        let choice = Choice {
            action_id: action_id.into(),
            value: option.map(String::from),
            option: option.is_some(),
        };
        self.act_on(user, channel, ts, choice)?.await.map(drop)
    }

    /// The modals that are open, oldest first.
    pub fn open_views(&self) -> Vec<View> {
        self.state().views.clone()
    }

    /// A person fills in a modal and submits it.
    ///
    /// `values` is `{block_id: {action_id: "text or option value"}}`; Slack's full form of a value is taken as well.
    pub async fn submit_view(&self, user: &str, view_id: &str, values: Value) -> Submission {
        possible(self.submit(user, view_id, values).await)
    }

    /// A person closes a modal without submitting it.
    pub async fn close_view(&self, user: &str, view_id: &str) {
        possible(self.dismiss(user, view_id).await);
    }

    /// Somebody comes into a channel, invited by somebody else or not.
    #[track_caller]
    pub fn join(&self, user: &str, channel: &str, inviter: Option<&str>) {
        possible(self.change(|state| state.join(user, channel, inviter)));
    }

    /// Somebody leaves a channel. With the app's own user: it is removed.
    #[track_caller]
    pub fn leave(&self, user: &str, channel: &str) {
        possible(self.change(|state| state.leave(user, channel)));
    }

    /// Somebody closes a channel.
    #[track_caller]
    pub fn archive(&self, user: &str, channel: &str) {
        possible(self.change(|state| state.archive(user, channel, true)));
    }

    /// Somebody opens a closed channel again.
    #[track_caller]
    pub fn unarchive(&self, user: &str, channel: &str) {
        possible(self.change(|state| state.archive(user, channel, false)));
    }

    /// Another company comes into a channel.
    #[track_caller]
    pub fn share_channel(&self, team: &str, channel: &str) {
        possible(self.change(|state| state.share(channel, team, true)));
    }

    /// Another company is in a channel no longer.
    #[track_caller]
    pub fn unshare_channel(&self, team: &str, channel: &str) {
        possible(self.change(|state| state.share(channel, team, false)));
    }

    /// Somebody who may take away everybody's messages takes one away.
    #[track_caller]
    pub fn remove(&self, channel: &str, ts: &str) {
        possible(self.change(|state| state.remove(channel, ts)));
    }

    /// Slack shows these messages no more, and tells nobody: they are older than a plan or a retention policy allows.
    pub fn hide(&self, channel: &str, ts: &[&str]) {
        self.change(|state| {
            let hidden = |it: &Message| it.channel == channel && ts.contains(&it.ts.as_str());
            state.messages.retain(|it| !hidden(it));
        });
    }

    /// Somebody renames a channel.
    #[track_caller]
    pub fn rename(&self, user: &str, channel: &str, name: &str) {
        possible(self.change(|state| state.rename(user, channel, name)));
    }

    /// An administrator revokes the app's token: `token_revoked` from now on.
    pub fn revoke_tokens(&self) {
        self.change(|state| state.revoke(false));
    }

    /// An administrator removes the app: `account_inactive` from now on.
    pub fn uninstall(&self) {
        self.change(|state| state.revoke(true));
    }

    /// Installs the app anew, with these scopes.
    pub fn install(&self, scopes: &[&str]) {
        self.change(|state| {
            state.access = Access::Granted;
            state.workspace.app.scopes = scopes.iter().map(ToString::to_string).collect();
        });
    }

    /// What the app is told of from now on, such as `message.channels`: its manifest's *bot events*.
    pub fn subscribe(&self, events: &[&str]) {
        self.change(|state| state.subscriptions = Some(events.iter().map(ToString::to_string).collect()));
    }

    /// Lets Slack's clock go ahead, for tests that own the time: messages and signatures carry what it shows.
    pub fn advance(&self, by: TimeDelta) {
        self.change(|state| state.ahead += by);
    }

    /// Adds a user, or changes the one with this id: then the app is told.
    pub fn put_user(&self, user: User) {
        self.change(|state| state.put_user(user));
    }

    /// Adds a channel, or changes the one with this id.
    pub fn put_channel(&self, channel: Channel) {
        self.change(|state| {
            state.workspace.channels.retain(|it| it.id != channel.id);
            state.workspace.channels.push(channel);
        });
    }

    /// A channel's messages as readers see them, oldest first: without the replies that stay in their threads.
    pub fn messages(&self, channel: &str) -> Vec<Message> {
        let state = self.state();
        let shown = |message: &&Message| !message.is_reply() || message.subtype.as_deref() == Some("thread_broadcast");
        state.messages_in(channel).filter(shown).cloned().collect()
    }

    /// Everything ever written in a channel, oldest first: replies and deleted messages included.
    pub fn all_messages(&self, channel: &str) -> Vec<Message> {
        self.state()
            .messages
            .iter()
            .filter(|message| message.channel == channel)
            .cloned()
            .collect()
    }

    /// A thread as readers see it: its first message, then the replies.
    pub fn thread(&self, channel: &str, ts: &str) -> Vec<Message> {
        let state = self.state();
        let inside = |message: &&Message| message.ts == ts || message.thread_ts.as_deref() == Some(ts);
        state.messages_in(channel).filter(inside).cloned().collect()
    }

    /// One message.
    pub fn message(&self, channel: &str, ts: &str) -> Option<Message> {
        self.state().message(channel, ts).ok().cloned()
    }

    /// The messages in a channel that only one person sees, oldest first.
    pub fn ephemerals(&self, channel: &str) -> Vec<Ephemeral> {
        self.state()
            .ephemerals
            .iter()
            .filter(|it| it.message.channel == channel)
            .cloned()
            .collect()
    }

    /// Every file that was shared.
    pub fn files(&self) -> Vec<File> {
        self.state()
            .files
            .iter()
            .filter(|file| file.complete)
            .cloned()
            .collect()
    }

    pub(super) fn share(
        &self,
        user: &str,
        channel: &str,
        name: &str,
        content: Vec<u8>,
        typed: &str,
        thread: Option<&str>,
    ) -> Result<Message> {
        self.change(|state| {
            state.may_write(user, channel)?;
            let id = state.new_id("F");
            let text = super::text::typed(typed, &state.workspace);
            state.files.push(File {
                id: id.clone(),
                name: name.to_owned(),
                title: name.to_owned(),
                mimetype: mimetype(name).to_owned(),
                user: user.to_owned(),
                size: content.len(),
                content,
                complete: true,
                ..File::default()
            });
            state.say_stored(user, channel, text, thread, false, vec![id])
        })
    }
}

/// What Slack makes of a file's name.
pub(super) fn mimetype(name: &str) -> &'static str {
    let kind = name.rsplit_once('.').map(|(_, kind)| kind.to_ascii_lowercase());
    match kind.as_deref() {
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("svg") => "image/svg+xml",
        Some("pdf") => "application/pdf",
        Some("txt" | "log") => "text/plain",
        Some("html" | "htm") => "text/html",
        Some("csv") => "text/csv",
        Some("zip") => "application/zip",
        _ => "application/octet-stream",
    }
}

#[track_caller]
fn possible<T>(result: Result<T, Refusal>) -> T {
    match result {
        Ok(value) => value,
        Err(refusal) => panic!("nobody can do this in the sandbox's Slack: {refusal}"),
    }
}
