//! Two accounts that know nothing of each other.
//!
//! `acme`: agents Ana (owner), Ben (admin), Chloe (agent), linked to the sandbox's Slack people; customers Globex (everybody sees
//! everything; channel #ext-globex), Initech (members see their own; collection Priority with its own triage channel) and Umbrella Foods
//! (specific users only); a form *Report a problem*. `other`: one agent, one customer, one contact.

use chrono::{DateTime, Utc};
use portico::entity::{
    ChannelState, Methods, account, agent, collection, contact, customer, customer_domain, customer_user, form,
    form_version, slack_channel, slack_user, slack_workspace,
};
use portico_types::{
    ids::{AccountId, AgentId, CollectionId, ContactId, CustomerId, FieldId, FormId, SlackWorkspaceId},
    portal::{ContactRole, TicketVisibility},
    sign_in::SignInMethod,
    staff::{AgentRole, CollectionKind, TriageReplies, UserAccess},
};
use sea_orm::{ActiveModelTrait, DatabaseConnection, EntityTrait, IntoActiveModel, Iterable};
use serde_json::json;
use uuid::Uuid;

pub const ACME: &str = "acme";
pub const OTHER: &str = "other";

/// Ids are what their names hash to, so that a test can name them.
fn id(name: &str) -> Uuid {
    use sha2::{Digest, Sha256};
    let hash = Sha256::digest(name.as_bytes());
    Uuid::from_slice(&hash[..16]).expect("sixteen bytes")
}

pub fn account_id(slug: &str) -> AccountId {
    AccountId(id(slug))
}

pub fn agent_id(email: &str) -> AgentId {
    AgentId(id(email))
}

pub fn contact_id(email: &str) -> ContactId {
    ContactId(id(email))
}

pub fn customer_id(name: &str) -> CustomerId {
    CustomerId(id(name))
}

/// *Report a problem*.
pub fn form_id() -> FormId {
    FormId(id("form"))
}

/// Fields of *Report a problem*: `area` (select, required), `since` (date), `steps` (long text), `cost` (hidden number).
pub fn field_id(name: &str) -> FieldId {
    FieldId(id(&format!("field {name}")))
}

pub async fn insert(db: &DatabaseConnection, now: DateTime<Utc>) {
    acme(db, now).await;
    other(db, now).await;
}

async fn put<M, A>(db: &DatabaseConnection, row: M)
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + Send,
    <A::Entity as EntityTrait>::Column: Iterable,
{
    A::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await
        .expect("a fixture");
}

fn account(slug: &str, prefix: &str, now: DateTime<Utc>) -> account::Model {
    account::Model {
        portal_name: format!("{slug} support"),
        mail_from: Some(format!("Support <support@{slug}.example>")),
        agent_methods: Methods(vec![
            SignInMethod::Google,
            SignInMethod::Microsoft,
            SignInMethod::Slack,
            SignInMethod::Mail,
        ]),
        ..account::Model::new(account_id(slug), (slug, slug, prefix), now)
    }
}

fn agent(slug: &str, email: &str, name: &str, role: AgentRole, now: DateTime<Utc>) -> agent::Model {
    agent::Model::new((account_id(slug), agent_id(email)), (email, name, role), now)
}

fn collection(
    slug: &str,
    name: &str,
    kind: CollectionKind,
    triage: Option<&str>,
    now: DateTime<Utc>,
) -> collection::Model {
    collection::Model {
        account_id: account_id(slug),
        id: CollectionId(id(name)),
        created_at: now,
        kind,
        name: name.to_owned(),
        forwarding: kind == CollectionKind::Customers && triage.is_some(),
        triage_channel_id: triage.map(str::to_owned),
        triage_replies: TriageReplies::Public,
        note_mark: "//".to_owned(),
        owner_id: None,
        version: 1,
    }
}

fn customer(slug: &str, name: &str, now: DateTime<Utc>) -> customer::Model {
    customer::Model::new((account_id(slug), customer_id(name)), name, now)
}

async fn domain(db: &DatabaseConnection, slug: &str, name: &str, domain: &str, now: DateTime<Utc>) {
    let row = customer_domain::Model::new((account_id(slug), customer_id(name)), domain, now);
    put(db, row).await;
}

async fn contact(
    db: &DatabaseConnection,
    slug: &str,
    customer: &str,
    email: &str,
    name: &str,
    role: ContactRole,
    now: DateTime<Utc>,
) {
    let row = contact::Model::new(
        (account_id(slug), customer_id(customer), contact_id(email)),
        (email, name, role),
        now,
    );
    put(db, row).await;
}

async fn acme(db: &DatabaseConnection, now: DateTime<Utc>) {
    put(db, account(ACME, "ACME", now)).await;
    for (email, name, role) in [
        ("ana@acme.example", "Ana Lima", AgentRole::Owner),
        ("ben@acme.example", "Ben Okafor", AgentRole::Admin),
        ("chloe@acme.example", "Chloe Martin", AgentRole::Agent),
    ] {
        put(db, agent(ACME, email, name, role, now)).await;
    }
    put(
        db,
        collection(ACME, "Portal", CollectionKind::Portal, Some("C0TRIAGE"), now),
    )
    .await;
    put(
        db,
        collection(ACME, "All customers", CollectionKind::Customers, None, now),
    )
    .await;
    put(
        db,
        collection(ACME, "Priority", CollectionKind::Customers, Some("C0PRIORITY"), now),
    )
    .await;

    let globex = customer::Model {
        collection_id: Some(CollectionId(id("All customers"))),
        customer_channel_id: Some("C0GLOBEX".to_owned()),
        ..customer(ACME, "Globex", now)
    };
    put(db, globex).await;
    let initech = customer::Model {
        collection_id: Some(CollectionId(id("Priority"))),
        customer_channel_id: Some("C0INITECH".to_owned()),
        visibility: TicketVisibility::Own,
        ..customer(ACME, "Initech", now)
    };
    put(db, initech).await;
    let umbrella = customer::Model {
        user_access: UserAccess::Specific,
        ..customer(ACME, "Umbrella Foods", now)
    };
    put(db, umbrella).await;
    for (name, name_of_domain) in [
        ("Globex", "globex.example"),
        ("Initech", "initech.example"),
        ("Umbrella Foods", "umbrella-foods.example"),
    ] {
        domain(db, ACME, name, name_of_domain, now).await;
    }
    let olga = customer_user::Model {
        account_id: account_id(ACME),
        customer_id: customer_id("Umbrella Foods"),
        email: "olga@umbrella-foods.example".to_owned(),
        guest: false,
        created_at: now,
        invited_at: None,
    };
    put(db, olga).await;
    for (customer, email, name, role) in [
        ("Globex", "maria@globex.example", "Maria Rossi", ContactRole::Manager),
        ("Globex", "tom@globex.example", "Tom Becker", ContactRole::Member),
        ("Initech", "priya@initech.example", "Priya Nair", ContactRole::Member),
        ("Initech", "sam@initech.example", "Sam Cole", ContactRole::Member),
        ("Initech", "ines@initech.example", "Ines Duarte", ContactRole::Manager),
        (
            "Umbrella Foods",
            "olga@umbrella-foods.example",
            "Olga Ivanova",
            ContactRole::Member,
        ),
    ] {
        contact(db, ACME, customer, email, name, role, now).await;
    }
    form(db, now).await;
    slack(db, now).await;
}

async fn form(db: &DatabaseConnection, now: DateTime<Utc>) {
    let row = form::Model {
        account_id: account_id(ACME),
        id: form_id(),
        created_at: now,
        name: "Report a problem".to_owned(),
        description: "Something does not work as it should.".to_owned(),
        position: 1,
        on_portal: true,
        current_version: 1,
        version: 1,
        archived_at: None,
    };
    put(db, row).await;
    let fields = json!({ "fields": [
        { "id": field_id("area"), "kind": "select", "label": "Area", "required": true, "choices": ["Billing", "Login", "Reports"] },
        { "id": field_id("since"), "kind": "date", "label": "Since when" },
        { "id": field_id("steps"), "kind": "long_text", "label": "Steps", "max": 2000 },
        { "id": field_id("cost"), "kind": "number", "label": "Cost centre", "hidden": true },
    ] });
    let version = form_version::Model {
        account_id: account_id(ACME),
        form_id: form_id(),
        version: 1,
        schema: fields,
        published_at: now,
    };
    put(db, version).await;
}

async fn slack(db: &DatabaseConnection, now: DateTime<Utc>) {
    let workspace_id = SlackWorkspaceId(id("workspace"));
    let workspace = slack_workspace::Model::configured(
        (account_id(ACME), workspace_id),
        ("T0ACME", "Acme"),
        ("U0PORTICO", "B0PORTICO"),
        now,
    );
    put(db, workspace).await;
    for (channel, name) in [
        ("C0TRIAGE", "support-triage"),
        ("C0PRIORITY", "triage-priority"),
        ("C0GLOBEX", "ext-globex"),
        ("C0INITECH", "ext-initech"),
    ] {
        let row = slack_channel::Model {
            account_id: account_id(ACME),
            workspace_id,
            channel_id: channel.to_owned(),
            name: name.to_owned(),
            state: ChannelState::Open,
            is_member: true,
            is_shared: channel == "C0GLOBEX",
            is_private: false,
            checked_at: Some(now),
        };
        put(db, row).await;
    }
    for (user, email) in [
        ("U0ANA", "ana@acme.example"),
        ("U0BEN", "ben@acme.example"),
        ("U0CHLOE", "chloe@acme.example"),
    ] {
        let row = slack_user::Model {
            account_id: account_id(ACME),
            workspace_id,
            user_id: user.to_owned(),
            agent_id: Some(agent_id(email)),
            team_id: Some("T0ACME".to_owned()),
            is_bot: false,
            is_guest: false,
            is_deleted: false,
            checked_at: Some(now),
            doubts: 0,
        };
        put(db, row).await;
    }
}

async fn other(db: &DatabaseConnection, now: DateTime<Utc>) {
    put(db, account(OTHER, "OTH", now)).await;
    put(
        db,
        agent(OTHER, "eve@other.example", "Eve Stone", AgentRole::Owner, now),
    )
    .await;
    put(db, collection(OTHER, "Other portal", CollectionKind::Portal, None, now)).await;
    put(db, customer(OTHER, "Hooli", now)).await;
    domain(db, OTHER, "Hooli", "hooli.example", now).await;
    contact(
        db,
        OTHER,
        "Hooli",
        "gavin@hooli.example",
        "Gavin Moss",
        ContactRole::Manager,
        now,
    )
    .await;
}
