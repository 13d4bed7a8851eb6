//! Adds to a ticket what somebody answered by mail, unless a program wrote it or too much comes.

use std::sync::Arc;

use actix_web::web::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use portico_texts::mail::Texts;
use portico_types::{
    attachments::MOST,
    email::EmailAddress,
    ids::{AccountId, AttachmentId, ReceivedMailId, ReplyAddressId, TicketId},
    portal::Language,
    tickets::{AuthorKind, BODY_MAX, MessageVisibility, Source, TicketStatus},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr,
};

use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use uuid::Builder;

use super::{
    address, quoted,
    reading::{self, Answer, Nature},
    words::{self, Passage, Wrote},
};
use crate::{
    app::AppState,
    attachments::{self, Bring, Brought, Files, Uploader},
    auth::Keys,
    db::WriteTxn,
    entity::{
        account, contact,
        received_mail::{self, MailOutcome},
        reply_address, ticket,
    },
    error::{Error, Result},
    jobs::{Claim, Failure, Job, NewJob, Outcome, enqueue},
    mail::{self, Locale},
    notifications, text,
    tickets::{Actor, Edit, Said},
};

/// As many mails an address takes in an hour and in a day: more come from programs that answer each other.
const AN_HOUR: u64 = 20;
const A_DAY: u64 = 100;

/// As many characters of a mail stand in a message; the rest of the room is for what we say about it.
const ROOM: usize = BODY_MAX - 1_000;

/// As much of what a mail server says of a mail that it did not deliver stands in a note.
const DIAGNOSTIC: usize = 300;

/// Which file of a mail's its words are, where they are too long for a message, or for a note. Those that came with it are between.
const OF_MESSAGE: u32 = 0;
const OF_NOTE: u32 = u32::MAX;

/// Mails that are read at once: a large one takes many times its size meanwhile.
static READING: Semaphore = Semaphore::const_new(1);

/// Does what takes its time with a large mail, apart from what answers requests.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    let _turn = READING.acquire().await.map_err(anyhow::Error::from)?;
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.map_err(anyhow::Error::from)?)
}

/// A mail with all it concerns.
struct Received {
    row: received_mail::Model,
    answer: Arc<Answer>,
    account: account::Model,
    ticket: ticket::Model,
    contact: contact::Model,
}

impl Received {
    /// `None`: it was applied already, or there is nothing left that it could concern.
    async fn find(state: &AppState, account_id: AccountId, id: ReceivedMailId) -> Result<Option<Self>, Failure> {
        let db = &state.db;
        let Some(row) = received_mail::Entity::find_by_id((account_id, id)).one(db).await? else {
            return Ok(None);
        };
        let address = reply_address::Entity::find_by_id((account_id, row.reply_address_id))
            .one(db)
            .await?;
        let address = address.ok_or_else(|| Failure::give_up("a mail without its address"))?;
        let account = account::Entity::find_by_id(account_id).one(db).await?;
        let ticket = ticket::Entity::find_by_id((account_id, address.ticket_id))
            .one(db)
            .await?;
        let contact = contact::Entity::find_by_id((account_id, address.contact_id))
            .one(db)
            .await?;
        let (Some(account), Some(ticket), Some(contact)) = (account, ticket, contact) else {
            return Err(Failure::give_up("a mail whose ticket or contact is gone"));
        };
        let read = move || {
            let answer = reading::read(&row.raw, row.sender.as_deref());
            (row, answer)
        };
        let (row, answer) = apart(read).await?;
        let answer = answer.ok_or_else(|| Failure::give_up("this is no mail"))?;
        Ok(Some(Self {
            answer: answer.into(),
            row,
            account,
            ticket,
            contact,
        }))
    }

    /// Whether it says to be from whom its address was made for. Who has the address may be believed that: it was mailed to them alone.
    fn is_theirs(&self) -> bool {
        let from = self
            .answer
            .from
            .as_ref()
            .and_then(|from| EmailAddress::parse(&from.address).ok());
        !self.answer.by_several && from.is_some_and(|from| from.as_str() == self.contact.email)
    }

    /// Whether we wrote it ourselves, and somebody sent it back.
    fn is_ours(&self, state: &AppState) -> bool {
        let from = self.answer.from.as_ref().map(|from| from.address.to_lowercase());
        let sender = mail::sender_address(state, &self.account).map(|it| it.to_lowercase());
        // As `mail::about_ticket` names the mails to this contact. The host alone would be the contact's own mail program's, too, where both run on one.
        let came_back = || {
            let ours = format!(".{}@{}", self.contact.id.0.simple(), state.config.base_host());
            reading::message_id(&self.row.raw).is_some_and(|id| id.ends_with(&ours))
        };
        (from.is_some() && from == sender) || came_back()
    }

    /// What its writer wrote, as it came.
    async fn words(&self, state: &AppState) -> Result<Wrote, Failure> {
        let ours = mail::ours(state, (&self.account, &self.ticket, &self.contact)).await?;
        let (answer, keys) = (self.answer.clone(), state.keys.clone());
        apart(move || words::wrote(&answer, &ours, |text| harmless(&keys, text))).await
    }

    /// All that it says, for the team where nothing else of it is kept.
    async fn everything(&self, state: &AppState) -> Result<Passage, Failure> {
        let (answer, keys) = (self.answer.clone(), state.keys.clone());
        apart(move || words::everything(&answer, |text| harmless(&keys, text))).await
    }

    /// Whose its files are until they stand with the message: nobody's but the mail's, whatever its writer has waiting.
    fn uploader(&self) -> Uploader {
        Uploader {
            account_id: self.row.account_id,
            kind: AuthorKind::System,
            id: self.row.id.0,
            customer_id: None,
        }
    }

    /// Words as a message has room for them. Those that are too long become a file of their own, as they came: nothing of them is lost.
    async fn fit(
        &self,
        state: &AppState,
        Passage { form, words, whole }: Passage,
        (number, t): (u32, Texts),
    ) -> Result<(Vec<AttachmentId>, String)> {
        let beginning: String = words.chars().take(ROOM).collect();
        let shown = form.markdown(&beginning);
        if whole.is_none() && beginning.len() == words.len() && shown.chars().count() <= ROOM {
            return Ok((Vec::new(), shown));
        }
        let beginning: String = shown.chars().take(ROOM).collect();
        let whole = Bring {
            id: file_id(self.row.id, number),
            name: "message.txt",
            bytes: Bytes::from(whole.unwrap_or(words).into_bytes()),
            ours: true,
        };
        Ok(match attachments::bring(state, &self.uploader(), whole).await? {
            Brought::Kept(id) => (vec![id], format!("{beginning}…\n\n*{}*", t.mail_is_attached())),
            Brought::Unfit => (Vec::new(), beginning), // Never: it is ours.
        })
    }

    /// Keeps the files, and returns what the mail says, with a word about those that are not taken.
    async fn bring(&self, state: &AppState, words: Passage) -> Result<(Vec<AttachmentId>, String)> {
        let t = Locale::of(&self.contact).t;
        let uploader = &self.uploader();
        let (mut ids, mut words) = self.fit(state, words, (OF_MESSAGE, t)).await?;
        let (mut unfit, mut too_many) = (Vec::new(), Vec::new());
        for (number, file) in (1..).zip(&self.answer.files) {
            if ids.len() == MOST {
                too_many.push(&*file.name);
                continue;
            }
            let file_to_bring = Bring {
                id: file_id(self.row.id, number),
                name: &file.name,
                bytes: file.bytes.clone(),
                ours: false,
            };
            match attachments::bring(state, uploader, file_to_bring).await? {
                Brought::Kept(id) => ids.push(id),
                Brought::Unfit => unfit.push(&*file.name),
            }
        }
        words.push_str(&not_taken(|names| t.files_unfit(names), &unfit));
        words.push_str(&not_taken(|names| t.files_too_many(names), &too_many));
        Ok((ids, words.trim().to_owned()))
    }

    /// The names of its files, where these are not kept.
    fn file_names(&self) -> String {
        let names: Vec<&str> = self.answer.files.iter().map(|it| &*it.name).collect();
        as_shown(&names)
    }

    /// Under which name it stands on the ticket.
    fn author(&self) -> Actor {
        if self.is_theirs() {
            return Actor {
                kind: AuthorKind::Contact,
                id: Some(self.contact.id.0),
                name: self.contact.name.clone(),
            };
        }
        let said = self.answer.from.as_ref().map(|from| {
            let name = text::name_of_a_stranger(&from.name);
            if name.is_empty() {
                text::name_of_a_stranger(&from.address)
            } else {
                name
            }
        });
        let name: String = said
            .unwrap_or_else(|| "Somebody".to_owned())
            .chars()
            .take(100)
            .collect();
        Actor {
            kind: AuthorKind::Contact,
            id: None,
            name: format!("{name} by e-mail, unverified"),
        }
    }
}

/// Adds a mail to its ticket, or writes down why not.
pub(crate) async fn apply(state: &AppState, claim: &Claim, id: ReceivedMailId) -> Outcome {
    let Some(received) = Received::find(state, claim.account_id, id).await? else {
        return Ok(());
    };
    if received.row.applied_at.is_some() {
        return Ok(());
    }
    let now = state.clock.now();
    let Received {
        answer,
        account,
        ticket,
        contact,
        row,
    } = &received;
    let instead = |outcome, words: Option<String>| write_down(state, claim, &received, outcome, words);
    match answer.nature {
        Nature::Bounced => {
            let why = answer
                .diagnostic
                .as_deref()
                .map(|it| harmless(&state.keys, it).chars().take(DIAGNOSTIC).collect::<String>())
                .map(|it| format!(": {}", text::from_plain(&it)));
            let words = format!(
                "A mail to {} <{}> about this ticket could not be delivered{}",
                contact.name,
                contact.email,
                why.as_deref().unwrap_or(".")
            );
            return instead(MailOutcome::Bounced, Some(words)).await;
        }
        Nature::Automatic => return instead(MailOutcome::Automatic, None).await,
        Nature::Written | Nature::Doubtful if received.is_ours(state) => {
            return instead(MailOutcome::Automatic, None).await;
        }
        Nature::Written | Nature::Doubtful => {}
    }
    let released = row.outcome == Some(MailOutcome::Released);
    if !released && too_many(&state.db, row.account_id, row.reply_address_id, row.received_at).await? {
        let words = format!(
            "More than {AN_HOUR} mails came from {} within an hour, or {A_DAY} within a day. They are held back, and go after {} days: this \
             ticket's page in the console lets them in.",
            contact.email, state.config.mail.inbound.keep_days
        );
        return instead(MailOutcome::HeldBack, Some(words)).await;
    }
    if !mail::may_read(state, account, ticket, contact).await? {
        let words = format!(
            "A mail came to the address by which {} answers mails about this ticket. It was not taken in: they may not read the ticket any more.",
            contact.name
        );
        return instead(MailOutcome::Refused, Some(words)).await;
    }
    if ticket.status == TicketStatus::Closed {
        return closed(state, claim, &received).await;
    }
    if answer.nature == Nature::Doubtful && !released {
        return doubtful(state, claim, &received).await;
    }
    let Wrote { own, within } = received.words(state).await?;
    let form = own.form;
    let (files, words) = received.bring(state, own).await.map_err(failure)?;
    if words.is_empty() && files.is_empty() {
        let said = nothing_new(state, &received).await?;
        return noted(state, claim, &received, MailOutcome::Empty, said).await;
    }
    let txn = state.begin_write().await?;
    let mut edit = Edit::begin(
        &txn,
        (ticket.account_id, ticket.id),
        received.author(),
        Source::Email,
        now,
    )
    .await
    .map_err(failure)?;
    if edit.ticket().status == TicketStatus::Closed {
        txn.rollback().await?;
        return closed(state, claim, &received).await; // A moment ago.
    }
    let said = Said {
        visibility: MessageVisibility::Public,
        body: &words,
        mentions: &[],
        files: Files::Uploaded(received.uploader(), &files),
        written_in: None,
    };
    let written = if received.is_theirs() {
        edit.say(said).await
    } else {
        edit.remark(said).await
    };
    written.map_err(failure)?;
    edit.finish().await.map_err(failure)?;
    if !within.is_empty() {
        let within = form.markdown(&within);
        let author = received.author().name;
        let words = format!(
            "In the mail of {author} this stands within what it quotes, and is not in the message above:\n\n{within}"
        );
        note(&txn, (ticket.account_id, ticket.id), &words, now).await?;
    }
    done(&txn, row, MailOutcome::Added, now).await?;
    claim.finish(&*txn).await?;
    Ok(txn.commit().await?)
}

/// The same each time the mail is applied: what was brought before is found again.
fn file_id(mail: ReceivedMailId, number: u32) -> AttachmentId {
    let mut hash = Sha256::new();
    hash.update(mail.0.as_bytes());
    hash.update(number.to_be_bytes());
    let hash: [u8; 32] = hash.finalize().into();
    AttachmentId(Builder::from_custom_bytes(std::array::from_fn(|at| hash[at])).into_uuid())
}

/// A mail's text without what makes our addresses and links in it work: others read it than whom they were mailed to.
fn harmless(keys: &Keys, text: &str) -> String {
    let text = address::without_signatures(text);
    notifications::without_unsubscribe_links(keys, &text)
}

/// For the team: a mail in which nothing was found, as it is.
async fn nothing_new(state: &AppState, received: &Received) -> Result<(String, Passage), Failure> {
    let author = received.author().name;
    let said = received.everything(state).await?;
    let about = if quoted::is_blank(&said.words) {
        format!("An empty mail came from {author}.")
    } else {
        format!("A mail came from {author} that seems to say nothing but what it quotes, or a signature:")
    };
    Ok((about, said))
}

/// A line about files that are not here.
fn not_taken(said: impl Fn(&str) -> String, names: &[&str]) -> String {
    if names.is_empty() {
        return String::new();
    }
    format!("\n\n*{}*", said(&in_words(&as_shown(names))))
}

/// The names of files in a line.
fn as_shown(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|it| attachments::clean_name(it)).collect();
    names.join(", ").chars().take(300).collect()
}

/// The same in Markdown, where nothing in them is a mark. A line within a word is none.
fn in_words(names: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    let mut rest = names.chars().peekable();
    while let Some(c) = rest.next() {
        let within = c == '_' && before.is_alphanumeric() && rest.peek().is_some_and(|next| next.is_alphanumeric());
        if "*_`[]<>\\~&".contains(c) && !within {
            words.push('\\');
        }
        words.push(c);
        before = c;
    }
    words
}

/// What counts of the mails that an address takes: what people read.
const COUNTED: [MailOutcome; 3] = [MailOutcome::Added, MailOutcome::Closed, MailOutcome::Empty];

/// Whether an address has had its share before this one came.
async fn too_many(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    address: ReplyAddressId,
    received_at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let since = |pause: TimeDelta| {
        received_mail::Entity::find()
            .filter(received_mail::Column::AccountId.eq(account_id))
            .filter(received_mail::Column::ReplyAddressId.eq(address))
            .filter(received_mail::Column::ReceivedAt.gt(received_at - pause))
            .filter(received_mail::Column::ReceivedAt.lt(received_at))
            .filter(received_mail::Column::Outcome.is_in(COUNTED))
            .count(db)
    };
    Ok(since(TimeDelta::hours(1)).await? >= AN_HOUR || since(TimeDelta::days(1)).await? >= A_DAY)
}

/// Ends a mail that becomes no message; with a note for the team, unless one of the same kind was written within the hour.
async fn write_down(
    state: &AppState,
    claim: &Claim,
    received: &Received,
    outcome: MailOutcome,
    words: Option<String>,
) -> Outcome {
    let now = state.clock.now();
    let row = &received.row;
    let txn = state.begin_write().await?;
    if let Some(words) = words
        && !lately(&*txn, row, outcome, now - TimeDelta::hours(1)).await?
    {
        note(&txn, (row.account_id, received.ticket.id), &words, now).await?;
    }
    done(&txn, row, outcome, now).await?;
    claim.finish(&*txn).await?;
    Ok(txn.commit().await?)
}

/// A closed ticket takes no more. Who wrote is told so, and gets back what they wrote, once a day; of what nobody gets back the team reads.
async fn closed(state: &AppState, claim: &Claim, received: &Received) -> Outcome {
    let now = state.clock.now();
    let row = &received.row;
    // Nobody else tells them meanwhile: mails to one address are read one after the other.
    let told = lately(&state.db, row, MailOutcome::Closed, now - TimeDelta::days(1)).await?;
    // Nor does anybody get back what is too long for a mail.
    let huge = received.answer.said.whole.is_some();
    if told || huge || received.answer.unanswerable || !received.is_theirs() {
        let author = received.author().name;
        let about = format!("A mail came from {author} when this ticket was closed, and is not in the conversation:");
        let words = received.words(state).await?.all();
        return noted(state, claim, received, MailOutcome::Closed, (about, words)).await;
    }
    let txn = state.begin_write().await?;
    let job = Job::SendTicketClosedMail { mail_id: row.id };
    enqueue(&*txn, now, NewJob::new(row.account_id, job)).await?;
    done(&txn, row, MailOutcome::Closed, now).await?;
    claim.finish(&*txn).await?;
    Ok(txn.commit().await?)
}

/// What a program seems to have written does not speak, moves nothing and is answered by nobody. The team reads it, once an hour, and may let it in.
async fn doubtful(state: &AppState, claim: &Claim, received: &Received) -> Outcome {
    let hour_ago = state.clock.now() - TimeDelta::hours(1);
    if lately(&state.db, &received.row, MailOutcome::HeldBack, hour_ago).await? {
        return write_down(state, claim, received, MailOutcome::HeldBack, None).await;
    }
    let about = format!(
        "A mail came from {} with the marks of an automatic mail. It is held back, and goes after {} days: this ticket's page in the console \
         lets it in. It says:",
        received.author().name,
        state.config.mail.inbound.keep_days
    );
    let words = received.words(state).await?.all();
    noted(state, claim, received, MailOutcome::HeldBack, (about, words)).await
}

/// Ends a mail that becomes no message, with a note for the team in which all stands that it says. Its files are named, and not kept.
async fn noted(
    state: &AppState,
    claim: &Claim,
    received: &Received,
    outcome: MailOutcome,
    (about, words): (String, Passage),
) -> Outcome {
    let now = state.clock.now();
    let row = &received.row;
    let (whole, words) = received
        .fit(state, words, (OF_NOTE, Texts(Language::English)))
        .await
        .map_err(failure)?;
    let mut words = format!("{about}\n\n{words}");
    let names = received.file_names();
    if !names.is_empty() {
        let names = in_words(&names);
        words = format!("{}\n\n*Its files were not taken: {names}*", words.trim());
    }
    let txn = state.begin_write().await?;
    let said = (words.trim(), Files::Uploaded(received.uploader(), &whole));
    note_with(&txn, (row.account_id, received.ticket.id), said, now).await?;
    done(&txn, row, outcome, now).await?;
    claim.finish(&*txn).await?;
    Ok(txn.commit().await?)
}

/// Tells somebody that their answer came to a closed ticket.
pub(crate) async fn send_ticket_closed(state: &AppState, claim: &Claim, id: ReceivedMailId) -> Outcome {
    let Some(received) = Received::find(state, claim.account_id, id).await? else {
        return Ok(());
    };
    let Received {
        account,
        ticket,
        contact,
        ..
    } = &received;
    let readable = mail::may_read(state, account, ticket, contact).await?;
    if !readable {
        return Ok(());
    }
    let words = received.words(state).await?.all();
    let words = words.form.markdown(&words.words);
    let said = (&*words, &*received.file_names());
    mail::ticket_closed(state, claim, (account, ticket, contact), said).await
}

async fn lately(
    db: &impl ConnectionTrait,
    row: &received_mail::Model,
    outcome: MailOutcome,
    since: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let found = received_mail::Entity::find()
        .filter(received_mail::Column::AccountId.eq(row.account_id))
        .filter(received_mail::Column::ReplyAddressId.eq(row.reply_address_id))
        .filter(received_mail::Column::ReceivedAt.gt(since))
        .filter(Condition::all().add(received_mail::Column::Outcome.eq(outcome)));
    Ok(found.count(db).await? > 0)
}

async fn done(
    txn: &WriteTxn,
    row: &received_mail::Model,
    outcome: MailOutcome,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    received_mail::Entity::update_many()
        .col_expr(received_mail::Column::AppliedAt, Expr::value(Some(now)))
        .col_expr(received_mail::Column::Outcome, Expr::value(Some(outcome)))
        .filter(received_mail::Column::AccountId.eq(row.account_id))
        .filter(received_mail::Column::Id.eq(row.id))
        .exec(&**txn)
        .await
        .map(drop)
}

/// Writes a note of Portico's own on a ticket, for the team alone.
pub(crate) async fn note(
    txn: &WriteTxn,
    ticket: (AccountId, TicketId),
    words: &str,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    note_with(txn, ticket, (words, Files::None), now).await
}

async fn note_with(
    txn: &WriteTxn,
    ticket: (AccountId, TicketId),
    (words, files): (&str, Files<'_>),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let actor = Actor {
        kind: AuthorKind::System,
        id: None,
        name: "Portico".to_owned(),
    };
    let mut edit = Edit::begin(txn, ticket, actor, Source::System, now)
        .await
        .map_err(failure)?;
    let said = Said {
        visibility: MessageVisibility::Internal,
        body: words,
        mentions: &[],
        files,
        written_in: None,
    };
    edit.remark(said).await.map_err(failure)?;
    edit.finish().await.map_err(failure)?;
    Ok(())
}

fn failure(err: Error) -> Failure {
    match err {
        Error::Internal(_) | Error::Unavailable(_) => err.into(),
        refusal => Failure::GiveUp(refusal.into()),
    }
}
