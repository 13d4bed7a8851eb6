//! Two accounts with one of everything, and everybody who may knock.

use chrono::TimeDelta;
use portico::{
    entity::{
        JobState, Scopes, WorkspaceState, account, agent, api_key, contact, customer, customer_domain, job,
        openid_provider, session, slack_workspace,
    },
    outside::clock::Clock,
};
use portico_types::{
    ids::{AccountId, AgentId, ApiKeyId, ContactId, CustomerId, JobId, OpenIdProviderId, SlackWorkspaceId},
    portal::ContactRole,
    staff::{AgentRole, ApiKeyKind, ApiScope, Plan, SignInAudience, SlackSource},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::table::Who;
use crate::support::{ACME, Caller, OTHER, TestApp, fixtures};

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

const PRIYA: &str = "priya@initech.example";
const GAVIN: &str = "gavin@hooli.example";
const EVE: &str = "eve@other.example";

fn id(name: &str) -> Uuid {
    Uuid::from_slice(&Sha256::digest(name.as_bytes())[..16]).unwrap()
}

impl World {
    pub async fn make() -> Self {
        Self::make_with(|_| {}).await
    }

    pub async fn make_with(configure: impl FnOnce(&mut portico::config::Config)) -> Self {
        let app = TestApp::spawn_with(configure).await.with_a_second().await;
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
            Kind::Form => fixtures::form_id().to_string(),
            Kind::Job => id("job own").to_string(),
            Kind::Message => self.messages[if portal { 0 } else { 3 }].clone(),
            Kind::Provider => id("provider own").to_string(),
            Kind::Session => self.sessions[usize::from(!portal)].clone(),
            Kind::Ticket => self.tickets[0].clone(),
            Kind::Unsure => id("unsure own").to_string(),
            Kind::User => "olga@umbrella-foods.example".to_owned(),
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

async fn file(contact: &Caller, ticket: &serde_json::Value) -> String {
    let res = contact.post("/api/v1/portal/tickets", ticket).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    res.json()["key"].as_str().unwrap().to_owned()
}

async fn first_message(contact: &Caller, key: &str) -> String {
    let res = contact.get(&format!("/api/v1/portal/tickets/{key}/conversation")).await;
    let entries = res.json()["entries"].as_array().cloned().unwrap();
    let message = entries.iter().find(|it| it["type"] == "message").expect("a message");
    message["id"].as_str().unwrap().to_owned()
}

/// Says something with a file; on the agents' surface to the team alone. Returns the file's id.
async fn with_file(caller: &Caller, base: &str, key: &str) -> String {
    let id = caller.uploads(base, "log.txt", b"hello").await;
    let mut body = json!({ "body": "See the log.", "attachments": [id] });
    if !base.ends_with("portal") {
        body["visibility"] = json!("internal");
    }
    let res = caller.post(&format!("{base}/tickets/{key}/messages"), &body).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    id
}

/// The newest session of somebody.
async fn session_of(app: &TestApp, agent: Option<AgentId>, contact: Option<ContactId>) -> String {
    let mut all = session::Entity::find().order_by_desc(session::Column::Id);
    if let Some(agent) = agent {
        all = all.filter(session::Column::AgentId.eq(agent));
    }
    if let Some(contact) = contact {
        all = all.filter(session::Column::ContactId.eq(contact));
    }
    all.one(&app.db).await.unwrap().expect("a session").id.to_string()
}

fn id_of_collection() -> Uuid {
    id("Priority")
}

async fn insert<M, A>(app: &TestApp, row: M)
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + Send,
    <A::Entity as EntityTrait>::Column: sea_orm::Iterable,
{
    A::Entity::insert(row.into_active_model())
        .exec_without_returning(&app.db)
        .await
        .expect("a row");
}

/// People beside those of the fixtures, who have lost what they had.
async fn people(app: &TestApp) {
    let now = app.clock.now();
    let ana = agent::Entity::find()
        .filter(agent::Column::Email.eq("ana@acme.example"))
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    for (email, role) in [
        ("stale@acme.example", AgentRole::Owner),
        ("ended@acme.example", AgentRole::Owner),
        ("gone@acme.example", AgentRole::Owner),
        ("owner@acme.example", AgentRole::Owner),
    ] {
        let row = agent::Model {
            id: fixtures::agent_id(email),
            email: email.to_owned(),
            name: email.to_owned(),
            role,
            ..ana.clone()
        };
        insert(app, row).await;
    }
    let maria = contact::Entity::find()
        .filter(contact::Column::Email.eq("maria@globex.example"))
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    for email in ["manager@globex.example", "ended@globex.example", "gone@globex.example"] {
        let row = contact::Model {
            id: fixtures::contact_id(email),
            email: email.to_owned(),
            name: email.to_owned(),
            role: ContactRole::Manager,
            ..maria.clone()
        };
        insert(app, row).await;
    }
    // An account whose plan will have no portal.
    let (closed, closed_customer) = (fixtures::account_id("closed"), CustomerId(id("closed customer")));
    let acme = account::Entity::find_by_id(fixtures::account_id(ACME))
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    insert(
        app,
        account::Model {
            id: closed,
            slug: "closed".to_owned(),
            ticket_prefix: "CLO".to_owned(),
            ..acme
        },
    )
    .await;
    let globex = customer::Entity::find_by_id((fixtures::account_id(OTHER), fixtures::customer_id("Hooli")))
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    insert(
        app,
        customer::Model {
            account_id: closed,
            id: closed_customer,
            ..globex
        },
    )
    .await;
    insert(
        app,
        customer_domain::Model {
            account_id: closed,
            domain: "closed.example".to_owned(),
            customer_id: closed_customer,
            created_at: now,
            verified_at: None,
        },
    )
    .await;
    insert(
        app,
        contact::Model {
            account_id: closed,
            id: fixtures::contact_id("c@closed.example"),
            customer_id: closed_customer,
            email: "c@closed.example".to_owned(),
            ..maria
        },
    )
    .await;
}

async fn things(app: &TestApp) {
    let now = app.clock.now();
    let (acme, other) = (fixtures::account_id(ACME), fixtures::account_id(OTHER));
    insert(
        app,
        customer_domain::Model {
            account_id: acme,
            domain: "spare.example".to_owned(),
            customer_id: fixtures::customer_id("Umbrella Foods"),
            created_at: now,
            verified_at: None,
        },
    )
    .await;
    let (dead, unsure) = (JobState::Dead, JobState::Uncertain);
    for (account_id, name, state) in [
        (acme, "job own", dead),
        (other, "job foreign", dead),
        (acme, "unsure own", unsure),
        (other, "unsure foreign", unsure),
    ] {
        let row = job::Model {
            account_id,
            id: JobId(id(name)),
            kind: "post_test_message".to_owned(),
            payload: json!({ "channel": "C0TRIAGE" }),
            lane: None,
            lane_seq: 0,
            unique_key: None,
            state,
            run_at: now,
            attempts: 1,
            leased_until: None,
            lease_token: None,
            last_error: Some("Slack refused: msg_too_long".to_owned()),
            created_at: now,
            workspace_id: None,
            sending_since: None,
            turn_at: None,
            timed_at: None,
            defects: 0,
        };
        insert(app, row).await;
    }
    for (account_id, name) in [(acme, "provider own"), (other, "provider foreign")] {
        let row = openid_provider::Model {
            account_id,
            id: OpenIdProviderId(id(name)),
            created_at: now,
            audience: SignInAudience::Contacts,
            customer_id: None,
            name: name.to_owned(),
            issuer: "https://issuer.example".to_owned(),
            client_id: "client".to_owned(),
            client_secret: vec![0; 48],
            enabled: false,
            version: 1,
        };
        insert(app, row).await;
    }
    for (account_id, name) in [(acme, "workspace own"), (other, "workspace foreign")] {
        let acmes = slack_workspace::Entity::find().filter(slack_workspace::Column::TeamId.eq("T0ACME"));
        let acmes = acmes.one(&app.db).await.unwrap().unwrap();
        let row = slack_workspace::Model {
            account_id,
            id: SlackWorkspaceId(id(name)),
            team_id: name.to_owned(),
            team_name: name.to_owned(),
            source: SlackSource::Pasted,
            state: WorkspaceState::Disconnected,
            ..acmes
        };
        insert(app, row).await;
    }
    a_key(app, acme, "ana@acme.example", "key own", &[], |_| {}).await;
    a_key(app, other, EVE, "key foreign", ApiScope::ALL, |_| {}).await;
}

/// Makes a service key; returns its secret.
async fn a_key(
    app: &TestApp,
    account_id: AccountId,
    agent: &str,
    name: &str,
    scopes: &[ApiScope],
    change: impl FnOnce(&mut api_key::Model),
) -> String {
    let digits = format!("{:032x}{:032x}", id(name).as_u128(), id(name).as_u128());
    let token = format!("portico_{}", &digits[..43]);
    let now = app.clock.now();
    let mut row = api_key::Model {
        account_id,
        id: ApiKeyId(id(name)),
        created_at: now,
        kind: ApiKeyKind::Service,
        agent_id: fixtures::agent_id(agent),
        name: name.to_owned(),
        scopes: Scopes(scopes.to_vec()),
        hint: "portico_…".to_owned(),
        token_hash: Sha256::digest(token.as_bytes()).to_vec(),
        previous_hash: None,
        previous_until: None,
        expires_at: None,
        last_used_at: Some(now), // Nobody need note it.
        revoked_at: None,
    };
    change(&mut row);
    insert(app, row).await;
    token
}

async fn everybody(app: &TestApp, [tom, ines, gavin]: [&Caller; 3]) -> Vec<Knocking> {
    let acme = fixtures::account_id(ACME);
    let now = app.clock.now();
    let mut all = Vec::new();
    let mut knocks = |name: &str, caller: &Caller, level: Who, shows: Shows| {
        let home = match name {
            "a member who sees their own" => Home::Oneself,
            "another customer's manager" => Home::Initech,
            "an agent" => Home::Chloe,
            _ if level >= Who::Agent => Home::Acme,
            _ => Home::Globex,
        };
        all.push(Knocking {
            name: name.to_owned(),
            caller: caller.clone(),
            level,
            shows,
            closed: false,
            home,
        });
    };
    let fresh = Shows::Session { fresh: true };
    let here = |caller: &Caller| app.nobody(ACME).with_token(caller.token());

    knocks("nobody", &app.nobody(ACME), Who::Anybody, Shows::Nothing);
    knocks(
        "nobody with nonsense",
        &app.nobody(ACME).with_token("nonsense"),
        Who::Anybody,
        Shows::Nothing,
    );
    knocks("a member", tom, Who::Contact, fresh.clone());
    knocks(
        "a manager",
        &app.contact("manager@globex.example").await,
        Who::Manager,
        fresh.clone(),
    );
    knocks(
        "a member who sees their own",
        &app.contact("sam@initech.example").await,
        Who::Contact,
        fresh.clone(),
    );
    knocks("another customer's manager", ines, Who::Manager, fresh.clone());
    knocks("another account's contact", &here(gavin), Who::Manager, Shows::Nothing);
    let (ended, gone) = (
        app.contact("ended@globex.example").await,
        app.contact("gone@globex.example").await,
    );
    knocks("a contact whose session ended", &ended, Who::Manager, Shows::Nothing);
    knocks("a disabled contact", &gone, Who::Manager, Shows::Nothing);

    knocks(
        "an agent",
        &app.agent("chloe@acme.example").await,
        Who::Agent,
        fresh.clone(),
    );
    knocks(
        "an admin",
        &app.agent("ben@acme.example").await,
        Who::Admin,
        fresh.clone(),
    );
    knocks(
        "an owner",
        &app.agent("owner@acme.example").await,
        Who::Owner,
        fresh.clone(),
    );
    let stale = app.agent("stale@acme.example").await;
    knocks(
        "an owner who signed in long ago",
        &stale,
        Who::Owner,
        Shows::Session { fresh: false },
    );
    knocks(
        "another account's agent",
        &here(&app.agent_of(OTHER, EVE).await),
        Who::Owner,
        Shows::Nothing,
    );
    let (ended, gone) = (
        app.agent("ended@acme.example").await,
        app.agent("gone@acme.example").await,
    );
    knocks("an agent whose session ended", &ended, Who::Owner, Shows::Nothing);
    knocks("a disabled agent", &gone, Who::Owner, Shows::Nothing);

    for scope in ApiScope::ALL {
        let token = a_key(app, acme, "ana@acme.example", scope.as_str(), &[*scope], |_| {}).await;
        knocks(
            &format!("a key with {}", scope.as_str()),
            &app.nobody(ACME).with_token(&token),
            Who::Admin,
            Shows::Key(vec![*scope]),
        );
    }
    let none = a_key(app, acme, "ana@acme.example", "none", &[], |_| {}).await;
    knocks(
        "a key without scopes",
        &app.nobody(ACME).with_token(&none),
        Who::Admin,
        Shows::Key(Vec::new()),
    );
    let revoked = a_key(app, acme, "ana@acme.example", "revoked", ApiScope::ALL, |key| {
        key.revoked_at = Some(now);
    })
    .await;
    knocks(
        "a revoked key",
        &app.nobody(ACME).with_token(&revoked),
        Who::Admin,
        Shows::Nothing,
    );
    let expired = a_key(app, acme, "ana@acme.example", "expired", ApiScope::ALL, |key| {
        key.expires_at = Some(now);
    })
    .await;
    knocks(
        "an expired key",
        &app.nobody(ACME).with_token(&expired),
        Who::Admin,
        Shows::Nothing,
    );
    let elsewhere = a_key(
        app,
        fixtures::account_id(OTHER),
        EVE,
        "elsewhere",
        ApiScope::ALL,
        |_| {},
    )
    .await;
    knocks(
        "another account's key",
        &app.nobody(ACME).with_token(&elsewhere),
        Who::Admin,
        Shows::Nothing,
    );

    let closed = app.contact_of("closed", "c@closed.example").await;
    knocks(
        "a contact of an account whose plan has no portal",
        &closed,
        Who::Manager,
        fresh,
    );
    all.last_mut().expect("just put").closed = true;

    take_away(app).await;
    all
}

/// They were signed in; now they are no longer.
async fn take_away(app: &TestApp) {
    let now = app.clock.now();
    let long_ago = now - TimeDelta::hours(2);
    session::Entity::update_many()
        .col_expr(session::Column::CreatedAt, Expr::value(long_ago))
        .filter(session::Column::AgentId.eq(fixtures::agent_id("stale@acme.example")))
        .exec(&app.db)
        .await
        .unwrap();
    let ended = sea_orm::Condition::any()
        .add(session::Column::AgentId.eq(fixtures::agent_id("ended@acme.example")))
        .add(session::Column::ContactId.eq(fixtures::contact_id("ended@globex.example")));
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(Some(now)))
        .filter(ended)
        .exec(&app.db)
        .await
        .unwrap();
    agent::Entity::update_many()
        .col_expr(agent::Column::DisabledAt, Expr::value(Some(now)))
        .filter(agent::Column::Id.eq(fixtures::agent_id("gone@acme.example")))
        .exec(&app.db)
        .await
        .unwrap();
    contact::Entity::update_many()
        .col_expr(contact::Column::DisabledAt, Expr::value(Some(now)))
        .filter(contact::Column::Id.eq(fixtures::contact_id("gone@globex.example")))
        .exec(&app.db)
        .await
        .unwrap();
    let closed = account::Entity::find_by_id(fixtures::account_id("closed"))
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    let mut closed = closed.into_active_model();
    closed.plan = Set(Plan::Starter);
    closed.update(&app.db).await.unwrap();
}
