//! Everything that is in the database, in Slack and in mailboxes, put together once.

use std::collections::{BTreeSet, HashMap};

use portico::entity::{attachment, message, message_revision, ticket, timeline_entry};
use portico_sandbox::{
    Sandbox,
    mail::Mail,
    slack::{File, Message},
};
use portico_types::ids::{MessageId, TicketId};
use sea_orm::{DatabaseConnection, EntityTrait, QueryOrder};

const OURS: &str = "B0PORTICO";
pub const BOT: &str = "U0PORTICO";
const CHANNELS: [&str; 4] = ["C0TRIAGE", "C0PRIORITY", "C0GLOBEX", "C0INITECH"];

/// Of what [`Facts::mark`](crate::crew::facts::Facts::mark) makes.
const MARK: usize = "mark000000k".len();

pub struct Kept {
    pub tickets: Vec<ticket::Model>,
    /// In the order of their `seq`.
    pub messages: Vec<message::Model>,
    pub entries: HashMap<TicketId, Vec<timeline_entry::Model>>,
    pub attachments: HashMap<String, Vec<attachment::Model>>,
    /// How many earlier versions a message has.
    pub revisions: HashMap<MessageId, usize>,
    pub seen: Vec<Seen>,
    pub mails: Vec<Mail>,
    /// The files readers see, by channel and name.
    pub files: HashMap<(&'static str, String), Vec<File>>,
    stored_of: HashMap<String, Vec<usize>>,
    seen_of: HashMap<String, Vec<usize>>,
}

/// A message in Slack with everything that is written in it.
pub struct Seen {
    message: Message,
    pub content: String,
}

impl std::ops::Deref for Seen {
    type Target = Message;

    fn deref(&self) -> &Message {
        &self.message
    }
}

impl Seen {
    fn of(message: Message) -> Self {
        let blocks = serde_json::to_string(&message.blocks).unwrap_or_default();
        let content = format!("{} {blocks}", message.text);
        Self { message, content }
    }

    pub fn is_ours(&self) -> bool {
        self.bot_id.as_deref() == Some(OURS)
    }

    /// What we told Slack that it is.
    pub fn id(&self) -> Option<&str> {
        self.metadata.as_ref()?["event_payload"]["id"].as_str()
    }
}

impl Kept {
    pub async fn read(db: &DatabaseConnection, sandbox: &Sandbox) -> Self {
        let messages = message::Entity::find().order_by_asc(message::Column::Seq);
        let messages = messages.all(db).await.expect("messages");
        let entries = timeline_entry::Entity::find().order_by_asc(timeline_entry::Column::Seq);
        let entries = entries.all(db).await.expect("entries");
        let slack = sandbox.slack();
        let all = CHANNELS.iter().flat_map(|channel| slack.all_messages(channel));
        let seen: Vec<_> = all.map(Seen::of).collect();
        let files = CHANNELS
            .iter()
            .flat_map(|channel| slack.files_in(channel).into_iter().map(|file| (*channel, file)));
        let attachments = attachment::Entity::find().all(db).await.expect("attachments");
        let mut revisions = HashMap::new();
        for revision in message_revision::Entity::find().all(db).await.expect("revisions") {
            *revisions.entry(revision.message_id).or_default() += 1;
        }
        Self {
            tickets: ticket::Entity::find().all(db).await.expect("tickets"),
            stored_of: by_mark(messages.iter().map(|it| it.body.as_str())),
            seen_of: by_mark(seen.iter().map(|it| it.content.as_str())),
            messages,
            entries: gathered(entries.into_iter().map(|it| (it.ticket_id, it))),
            attachments: gathered(attachments.into_iter().map(|it| (it.name.clone(), it))),
            revisions,
            seen,
            mails: sandbox.mails(),
            files: gathered(files.map(|(channel, file)| ((channel, file.name.clone()), file))),
        }
    }

    /// The messages in the database in which a mark stands.
    pub fn stored(&self, mark: &str) -> impl Iterator<Item = &message::Model> {
        let found = self.stored_of.get(mark).into_iter().flatten();
        found.map(|index| &self.messages[*index])
    }

    /// Everything in Slack in which a mark stands, be it taken away since.
    pub fn anywhere(&self, mark: &str) -> impl Iterator<Item = &Seen> {
        let found = self.seen_of.get(mark).into_iter().flatten();
        found.map(|index| &self.seen[*index])
    }

    /// What readers of a channel see of ours.
    pub fn shown(&self, mark: &str, channel: &str) -> impl Iterator<Item = &Seen> {
        let here = move |it: &&Seen| it.is_ours() && !it.deleted && it.channel == channel;
        self.anywhere(mark).filter(here)
    }
}

/// The marks in a text, each once.
pub fn marks_in(text: &str) -> BTreeSet<&str> {
    let starts = text.match_indices("mark").map(|(at, _)| at);
    let marks = starts.filter_map(|at| text.get(at..at + MARK));
    let number = |mark: &str| mark[4..MARK - 1].bytes().all(|b| b.is_ascii_digit());
    marks.filter(|mark| mark.ends_with('k') && number(mark)).collect()
}

/// The first of them.
pub fn mark_of(text: &str) -> Option<&str> {
    let at = text.find("mark")?;
    text.get(at..at + MARK)
}

fn by_mark<'a>(texts: impl Iterator<Item = &'a str>) -> HashMap<String, Vec<usize>> {
    let marks = texts
        .enumerate()
        .flat_map(|(index, text)| marks_in(text).into_iter().map(move |mark| (mark.to_owned(), index)));
    gathered(marks)
}

fn gathered<K: Eq + std::hash::Hash, V>(pairs: impl Iterator<Item = (K, V)>) -> HashMap<K, Vec<V>> {
    let mut all: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in pairs {
        all.entry(key).or_default().push(value);
    }
    all
}
