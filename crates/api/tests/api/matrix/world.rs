//! Two accounts with one of everything, and everybody who may knock.

use portico_types::staff::ApiScope;
use sea_orm::DbBackend;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    people::{everybody, people, session_of},
    table::Who,
    things::{file, first_message, id_of_collection, things, with_file},
};
use crate::support::{Caller, OTHER, TestApp, fixtures};

/// What an id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Agent,
    ApiKey,
    /// A file of a message.
    Attachment,
    Collection,
    Contact,
    Customer,
    Domain,
    /// A list that was written to a file.
    Export,
    Form,
    Job,
    Message,
    Provider,
    Session,
    Ticket,
    /// A file that is not attached to anything yet.
    Upload,
    /// A job that is uncertain.
    Unsure,
    User,
    /// A saved view.
    View,
    Workspace,
}

/// What a caller shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shows {
    /// Nothing that is good here.
    Nothing,
    /// A session of a contact or agent.
    Session { fresh: bool },
    /// An API key with these scopes, of somebody who is at most an admin.
    Key(Vec<ApiScope>),
}

pub struct Knocking {
    pub name: String,
    pub caller: Caller,
    pub level: Who,
    pub shows: Shows,
    /// The account's plan has no portal.
    pub closed: bool,
    pub home: Home,
}

/// What is somebody's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// Globex' tickets and people, and Maria's sessions.
    Maria,
    /// The same without any of the sessions.
    Globex,
    /// Initech's.
    Initech,
    /// One's own tickets there, of which there are none; its people.
    Oneself,
    /// All of the account's, and the sessions of Ana.
    Ana,
    /// The same without Ana's.
    Acme,
    /// The same with those of Chloe.
    Chloe,
}

impl Home {
    pub fn portal(self) -> bool {
        matches!(self, Self::Maria | Self::Globex | Self::Initech | Self::Oneself)
    }
}

pub struct World {
    pub app: TestApp,
    pub everybody: Vec<Knocking>,
    /// Maria, a manager.
    pub manager: Caller,
    /// Ana, the owner.
    pub owner: Caller,
    tickets: [String; 3],
    /// Maria's, Priya's and Gavin's first ones, and a note of Ana's on Maria's ticket.
    messages: [String; 4],
    sessions: [String; 6],
    /// On Maria's ticket, on Priya's, on Gavin's, and on Ana's note.
    files: [String; 4],
    /// Maria's, Ana's, two more of theirs, then Tom's, Priya's, Gavin's, Chloe's and Eve's.
    uploads: [String; 9],
}

/// Maria's, Priya's and Gavin's.
pub(super) const VIEWS: [&str; 3] = ["view own", "view foreign", "view elsewhere"];
const PRIYA: &str = "priya@initech.example";
const GAVIN: &str = "gavin@hooli.example";
pub(super) const EVE: &str = "eve@other.example";

pub(super) fn id(name: &str) -> Uuid {
    Uuid::from_slice(&Sha256::digest(name.as_bytes())[..16]).unwrap()
}

fn exports(of: &[&str]) -> Vec<String> {
    of.iter()
        .map(|name| id(&format!("export of {name}")).to_string())
        .collect()
}

impl World {
    pub async fn make() -> Self {
        Self::make_with(|_| {}).await
    }

    pub async fn make_with(configure: impl FnOnce(&mut portico::config::Config)) -> Self {
        Self::make_at(TestApp::spawn_with(configure).await.with_a_second().await).await
    }

    /// At two processes of `portico serve`, where a database may have two.
    pub async fn in_processes() -> Option<Self> {
        let app = TestApp::spawn().await;
        if app.db.get_database_backend() != DbBackend::Postgres {
            return None;
        }
        Some(Self::make_at(app.in_two_processes().await).await)
    }

    async fn make_at(app: TestApp) -> Self {
        people(&app).await;
        things(&app).await;
        let maria = app.contact("maria@globex.example").await;
        let priya = app.contact(PRIYA).await;
        let gavin = app.contact_of(OTHER, GAVIN).await;
        let ana = app.agent("ana@acme.example").await;
        let own = json!({ "form_id": fixtures::form_id(), "title": "Own", "description": "d", "answers": { fixtures::field_id("area").to_string(): "Reports" } });
        let plain = json!({ "title": "Foreign", "description": "d", "answers": {} });
        let tickets = [
            file(&maria, &own).await,
            file(&priya, &own).await,
            file(&gavin, &plain).await,
        ];
        let tom = app.contact("tom@globex.example").await;
        let follows = json!({ "contact_id": fixtures::contact_id("tom@globex.example") });
        let follows = maria
            .post(&format!("/api/v1/portal/tickets/{}/followers", tickets[0]), &follows)
            .await;
        assert_eq!(follows.status(), 200, "{}", follows.text());
        let ines = app.contact("ines@initech.example").await;
        drop((
            app.contact("maria@globex.example").await,
            app.agent("ana@acme.example").await,
        )); // Second sessions, to be ended.
        drop((app.agent("chloe@acme.example").await, app.agent_of(OTHER, EVE).await));
        let sessions = [
            session_of(&app, None, Some(fixtures::contact_id("maria@globex.example"))).await,
            session_of(&app, Some(fixtures::agent_id("ana@acme.example")), None).await,
            session_of(&app, None, Some(fixtures::contact_id("tom@globex.example"))).await,
            session_of(&app, None, Some(fixtures::contact_id(GAVIN))).await,
            session_of(&app, Some(fixtures::agent_id("chloe@acme.example")), None).await,
            session_of(&app, Some(fixtures::agent_id(EVE)), None).await,
        ];
        let note = ana
            .post(
                &format!("/api/v1/tickets/{}/messages", tickets[0]),
                &json!({ "visibility": "internal", "body": "Hm." }),
            )
            .await;
        let messages = [
            first_message(&maria, &tickets[0]).await,
            first_message(&priya, &tickets[1]).await,
            first_message(&gavin, &tickets[2]).await,
            note.json()["id"].as_str().unwrap().to_owned(),
        ];
        let files = [
            with_file(&maria, "/api/v1/portal", &tickets[0]).await,
            with_file(&priya, "/api/v1/portal", &tickets[1]).await,
            with_file(&gavin, "/api/v1/portal", &tickets[2]).await,
            with_file(&ana, "/api/v1", &tickets[0]).await,
        ];
        let (chloe, eve) = (app.agent("chloe@acme.example").await, app.agent_of(OTHER, EVE).await);
        let mut uploads = Vec::new();
        for caller in [&maria, &ana, &maria, &ana, &tom, &priya, &gavin, &chloe, &eve] {
            let staff = [&ana, &chloe, &eve].iter().any(|it| it.token() == caller.token());
            let base = if staff { "/api/v1" } else { "/api/v1/portal" };
            uploads.push(caller.uploads(base, "spare.txt", b"spare").await);
        }
        let uploads = uploads.try_into().expect("nine");
        let taken = json!({ "assignee": { "agent_id": fixtures::agent_id("chloe@acme.example") } });
        let taken = ana.patch(&format!("/api/v1/tickets/{}", tickets[0]), &taken).await;
        assert_eq!(taken.status(), 200, "{}", taken.text());
        let everybody = everybody(&app, [&tom, &ines, &gavin]).await;
        Self {
            app,
            everybody,
            manager: maria,
            owner: ana,
            tickets,
            messages,
            sessions,
            files,
            uploads,
        }
    }

    /// One of the account's that a manager of Globex, or an owner of the account, may name.
    pub fn own(&self, kind: Kind) -> String {
        self.own_on(kind, false)
    }

    pub fn own_on(&self, kind: Kind, portal: bool) -> String {
        match kind {
            Kind::Agent => fixtures::agent_id("chloe@acme.example").to_string(),
            Kind::ApiKey => id("key own").to_string(),
            Kind::Attachment => self.files[if portal { 0 } else { 3 }].clone(),
            Kind::Upload => self.uploads[usize::from(!portal)].clone(),
            Kind::Collection => id_of_collection().to_string(),
            Kind::Contact => fixtures::contact_id("tom@globex.example").to_string(),
            Kind::Customer => fixtures::customer_id("Umbrella Foods").to_string(),
            Kind::Domain => "spare.example".to_owned(),
            Kind::Export => id("export of maria").to_string(),
            Kind::Form => fixtures::form_id().to_string(),
            Kind::Job => id("job own").to_string(),
            Kind::Message => self.messages[if portal { 0 } else { 3 }].clone(),
            Kind::Provider => id("provider own").to_string(),
            Kind::Session => self.sessions[usize::from(!portal)].clone(),
            Kind::Ticket => self.tickets[0].clone(),
            Kind::Unsure => id("unsure own").to_string(),
            Kind::User => "olga@umbrella-foods.example".to_owned(),
            Kind::View => id("view own").to_string(),
            Kind::Workspace => id("workspace own").to_string(),
        }
    }

    /// What a query may name that there is something to find for.
    pub fn known(&self, kind: Kind) -> String {
        match kind {
            Kind::Contact => fixtures::contact_id("maria@globex.example").to_string(),
            Kind::Customer => fixtures::customer_id("Globex").to_string(),
            _ => self.own(kind),
        }
    }

    /// What exists and is not theirs to know about.
    pub fn foreign_to(&self, kind: Kind, home: Home) -> Vec<String> {
        let (tickets, messages, sessions) = (&self.tickets, &self.messages, &self.sessions);
        let (files, uploads) = (&self.files, &self.uploads[..]);
        let some =
            |all: &[String], which: &[usize]| -> Vec<String> { which.iter().map(|at| all[*at].clone()).collect() };
        let but = |not: usize| [&uploads[..not], &uploads[not + 1..]].concat();
        match (kind, home) {
            // Contacts of one customer are each other's colleagues, whatever they see of each other's tickets.
            (Kind::Contact, Home::Initech | Home::Oneself) => vec![
                fixtures::contact_id("maria@globex.example").to_string(),
                fixtures::contact_id(GAVIN).to_string(),
            ],
            (Kind::Message, Home::Initech) => some(messages, &[0, 2, 3]),
            (Kind::Ticket, Home::Initech) => some(tickets, &[0, 2]),
            (Kind::Message, Home::Oneself) => messages.to_vec(),
            (Kind::Ticket, Home::Oneself) => tickets.to_vec(),
            // But Tom's, who is one of those who ask.
            (Kind::Session, Home::Globex) => some(sessions, &[0, 1, 3, 4, 5]),
            (Kind::Session, Home::Initech | Home::Oneself | Home::Acme) => sessions.to_vec(),
            (Kind::Session, Home::Chloe) => some(sessions, &[0, 1, 2, 3, 5]),
            // What is uploaded is one's own until it is attached; of those who ask Tom and Chloe have uploaded something.
            (Kind::Attachment, Home::Globex) => [&some(files, &[1, 2, 3])[..], &but(4)].concat(),
            (Kind::Attachment, Home::Initech) => [&some(files, &[0, 2, 3])[..], uploads].concat(),
            (Kind::Attachment, Home::Oneself) => [&files[..], uploads].concat(),
            (Kind::Attachment, Home::Acme) => [&files[2..3], uploads].concat(),
            (Kind::Attachment, Home::Chloe) => [&files[2..3], &but(7)].concat(),
            // Nobody else sees what Maria keeps for herself.
            (Kind::View, Home::Globex | Home::Initech | Home::Oneself) => VIEWS.map(|it| id(it).to_string()).to_vec(),
            // Each is its owner's alone; Tom is one of those who ask.
            (Kind::Export, Home::Globex) => exports(&["maria", "priya", "gavin"]),
            (Kind::Export, Home::Initech | Home::Oneself) => exports(&["maria", "tom", "priya", "gavin"]),
            (Kind::Upload, Home::Globex) => but(4),
            (Kind::Upload, Home::Initech | Home::Oneself | Home::Acme) => uploads.to_vec(),
            (Kind::Upload, Home::Chloe) => but(7),
            _ => self.foreign(kind, home.portal()),
        }
    }

    fn foreign(&self, kind: Kind, portal: bool) -> Vec<String> {
        match (kind, portal) {
            (Kind::Agent, _) => vec![fixtures::agent_id(EVE).to_string()],
            (Kind::ApiKey, _) => vec![id("key foreign").to_string()],
            (Kind::Attachment, true) => [&self.files[1..], &self.uploads[3..]].concat(),
            (Kind::Attachment, false) => vec![self.files[2].clone(), self.uploads[0].clone(), self.uploads[7].clone()],
            (Kind::Upload, true) => [&self.uploads[3..], &self.files[..1]].concat(),
            (Kind::Upload, false) => [&self.uploads[4..], &self.uploads[..1]].concat(),
            (Kind::Collection, _) => vec![id("collection foreign").to_string()],
            (Kind::Contact, true) => vec![
                fixtures::contact_id(PRIYA).to_string(),
                fixtures::contact_id(GAVIN).to_string(),
            ],
            (Kind::Contact, false) => vec![fixtures::contact_id(GAVIN).to_string()],
            (Kind::Customer, _) => vec![fixtures::customer_id("Hooli").to_string()],
            (Kind::Domain, _) => vec!["hooli.example".to_owned(), "globex.example".to_owned()],
            (Kind::Export, _) => exports(&["tom", "priya", "gavin"]),
            (Kind::Form, _) => vec![id("form foreign").to_string()],
            (Kind::Job, _) => vec![id("job foreign").to_string()],
            (Kind::Message, true) => self.messages[1..].to_vec(),
            (Kind::Message, false) => vec![self.messages[2].clone()],
            (Kind::Provider, _) => vec![id("provider foreign").to_string()],
            (Kind::Session, true) => vec![
                self.sessions[2].clone(),
                self.sessions[3].clone(),
                self.sessions[1].clone(),
            ],
            (Kind::Session, false) => vec![
                self.sessions[4].clone(),
                self.sessions[5].clone(),
                self.sessions[0].clone(),
            ],
            (Kind::Ticket, true) => vec![self.tickets[1].clone(), self.tickets[2].clone()],
            (Kind::Ticket, false) => vec![self.tickets[2].clone()],
            (Kind::Unsure, _) => vec![id("unsure foreign").to_string()],
            (Kind::User, _) => vec![GAVIN.to_owned()],
            (Kind::View, _) => VIEWS[1..].iter().map(|it| id(it).to_string()).collect(),
            (Kind::Workspace, _) => vec![id("workspace foreign").to_string()],
        }
    }

    /// A file of Maria's, or of Ana's, that nothing else uses.
    pub fn file_to_attach(&self, portal: bool) -> String {
        self.uploads[if portal { 2 } else { 3 }].clone()
    }

    pub fn absent(kind: Kind) -> String {
        match kind {
            Kind::Ticket => "ACME-999999".to_owned(),
            Kind::Domain => "absent.example".to_owned(),
            Kind::User => "absent@absent.example".to_owned(),
            _ => "019ac000-0000-7000-8000-00000000dead".to_owned(),
        }
    }
}
