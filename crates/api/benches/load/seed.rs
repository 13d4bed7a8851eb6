//! 20 accounts, 100 customers, 10,000 tickets, 50,000 messages.

use anyhow::Result;
use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use portico::entity::{
    Methods, account, agent, collection, contact, customer, customer_domain, message, session, slack_user,
    slack_workspace, ticket,
};
use portico_migrations::Migrator;
use portico_types::{
    ids::{AccountId, AgentId, CollectionId, ContactId, CustomerId, MessageId, SessionId, SlackWorkspaceId, TicketId},
    portal::ContactRole,
    sign_in::SignInMethod,
    staff::{AgentRole, CollectionKind, Plan, TriageReplies},
    tickets::{AuthorKind, MessageVisibility, Source, TicketPriority, TicketStatus},
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, Database, DbBackend, EntityTrait, IntoActiveModel, TransactionTrait};
use sea_orm_migration::MigratorTrait;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub(crate) const ACCOUNTS: u128 = 20;
pub(crate) const CUSTOMERS: u128 = 5;
pub(crate) const TICKETS: u128 = 100;
/// In every tenth ticket; the others have three or four, five on average.
const MANY_MESSAGES: u128 = 20;

/// As whom servers connect to PostgreSQL, as the README has it: neither the tables' owner nor above policies.
pub(crate) const ROLE: &str = "portico_server";

/// Whom to be.
#[derive(Clone)]
pub(crate) struct Contact {
    pub(crate) slug: String,
    /// With which `session/refresh` gives an access token.
    pub(crate) cookie: String,
    /// Keys of tickets with many messages.
    pub(crate) long_tickets: Vec<String>,
}

/// In the sandbox's workspace.
pub(crate) const TEAM: &str = "T0ACME";
pub(crate) const AGENT: &str = "U0ANA";
pub(crate) const TRIAGE_CHANNEL: &str = "C0TRIAGE";
pub(crate) const CUSTOMER_CHANNEL: &str = "C0GLOBEX";

pub(crate) struct Data {
    /// One of each account's first customer, then one of each second one: those who stand together are of different accounts.
    pub(crate) contacts: Vec<Contact>,
    /// Of one account more, which alone is connected to Slack and has no tickets yet.
    pub(crate) with_slack: Contact,
}

/// Ids count up, so that `alone` can compute them in SQL: what it is, account, customer, and a number within it.
pub(crate) fn id(kind: u128, account: u128, customer: u128, number: u128) -> Uuid {
    const VERSION_7: u128 = 0x0000_7000_8000 << 48;
    Uuid::from_u128((kind << 96) | VERSION_7 | (account << 40) | (customer << 32) | number)
}

pub(crate) async fn fill(url: &str) -> Result<Data> {
    let url = if url.starts_with("sqlite:") {
        format!("{url}?mode=rwc")
    } else {
        url.to_owned()
    };
    let db = Database::connect(url).await?;
    Migrator::up(&db, None).await?;
    if db.get_database_backend() == DbBackend::Postgres {
        db.execute_unprepared(&format!("CREATE ROLE {ROLE} LOGIN")).await?;
    }
    let txn = db.begin().await?;
    let mut contacts = Vec::new();
    for account in 0..ACCOUNTS {
        put(&txn, vec![an_account(account)]).await?;
        let numbers = 0..CUSTOMERS;
        put(
            &txn,
            numbers.clone().map(|customer| a_customer(account, customer)).collect(),
        )
        .await?;
        put(
            &txn,
            numbers.clone().map(|customer| a_domain(account, customer)).collect(),
        )
        .await?;
        put(
            &txn,
            numbers.clone().map(|customer| a_contact(account, customer)).collect(),
        )
        .await?;
        for customer in numbers {
            put(
                &txn,
                (0..TICKETS).map(|number| a_ticket(account, customer, number)).collect(),
            )
            .await?;
            let messages = (0..TICKETS).flat_map(|number| (1..=messages_of(number)).map(move |seq| (number, seq)));
            let messages: Vec<_> = messages
                .map(|(number, seq)| a_message(account, customer, number, seq))
                .collect();
            for some in messages.chunks(100) {
                put(&txn, some.to_vec()).await?;
            }
            let (row, cookie) = a_session(account, customer);
            put(&txn, vec![row]).await?;
            contacts.push((
                customer,
                Contact {
                    slug: slug(account),
                    cookie,
                    long_tickets: (0..TICKETS)
                        .step_by(10)
                        .map(|number| key(account, customer, number))
                        .collect(),
                },
            ));
        }
    }
    let with_slack = connected(&txn).await?;
    txn.commit().await?;
    // As autovacuum or the passing of time would have done.
    db.execute_unprepared("ANALYZE").await?;
    db.close().await?;
    contacts.sort_by_key(|(customer, _)| *customer);
    Ok(Data {
        contacts: contacts.into_iter().map(|(_, contact)| contact).collect(),
        with_slack,
    })
}

/// The account that is connected to Slack: one customer with a channel of its own, and an agent.
async fn connected(db: &impl ConnectionTrait) -> Result<Contact> {
    let number = ACCOUNTS;
    let account_id = AccountId(id(1, number, 0, 0));
    put(db, vec![an_account(number)]).await?;
    let customer = customer::Model {
        customer_channel_id: Some(CUSTOMER_CHANNEL.to_owned()),
        post_to_customer_channel: true,
        ..a_customer(number, 0)
    };
    put(db, vec![customer]).await?;
    put(db, vec![a_domain(number, 0)]).await?;
    put(db, vec![a_contact(number, 0)]).await?;
    let portal = collection::Model {
        account_id,
        id: CollectionId(id(7, number, 0, 0)),
        created_at: time(0),
        kind: CollectionKind::Portal,
        name: "Portal".to_owned(),
        forwarding: false,
        triage_channel_id: Some(TRIAGE_CHANNEL.to_owned()),
        triage_replies: TriageReplies::Public,
        note_mark: "//".to_owned(),
        owner_id: None,
        version: 1,
    };
    put(db, vec![portal]).await?;
    let agent = agent::Model::new(
        (account_id, AgentId(id(8, number, 0, 0))),
        ("ana@acme.example", "Ana Lima", AgentRole::Owner),
        time(0),
    );
    let agent_id = agent.id;
    put(db, vec![agent]).await?;
    let workspace = slack_workspace::Model::configured(
        (account_id, SlackWorkspaceId(id(9, number, 0, 0))),
        (TEAM, "Acme"),
        ("U0PORTICO", "B0PORTICO"),
        time(0),
    );
    let workspace_id = workspace.id;
    put(db, vec![workspace]).await?;
    let user = slack_user::Model {
        account_id,
        workspace_id,
        user_id: AGENT.to_owned(),
        agent_id: Some(agent_id),
        team_id: Some(TEAM.to_owned()),
        is_bot: false,
        is_guest: false,
        is_deleted: false,
        checked_at: None,
        doubts: 0,
    };
    put(db, vec![user]).await?;
    let (session, cookie) = a_session(number, 0);
    put(db, vec![session]).await?;
    Ok(Contact {
        slug: slug(number),
        cookie,
        long_tickets: Vec::new(),
    })
}

async fn put<M, A>(db: &impl ConnectionTrait, rows: Vec<M>) -> Result<()>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + Send,
{
    A::Entity::insert_many(rows.into_iter().map(IntoActiveModel::into_active_model))
        .exec_without_returning(db)
        .await?;
    Ok(())
}

fn messages_of(ticket: u128) -> u128 {
    match ticket % 10 {
        0 => MANY_MESSAGES,
        3 | 6 | 9 => 4,
        _ => 3,
    }
}

/// Ticket numbers count through an account.
pub(crate) fn number(customer: u128, ticket: u128) -> i64 {
    i64::try_from(customer * TICKETS + ticket + 1).unwrap_or_default()
}

fn key(account: u128, customer: u128, ticket: u128) -> String {
    format!("B{account}-{}", number(customer, ticket))
}

fn slug(account: u128) -> String {
    format!("bench{account}")
}

fn time(minutes: u128) -> DateTime<Utc> {
    let start = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).single().unwrap_or_default();
    start + TimeDelta::minutes(i64::try_from(minutes).unwrap_or_default())
}

fn an_account(account: u128) -> account::Model {
    let (name, prefix) = (format!("Bench {account}"), format!("B{account}"));
    account::Model {
        plan: Plan::Enterprise,
        next_ticket_number: number(CUSTOMERS, 0),
        contact_methods: Methods(vec![SignInMethod::Mail]),
        agent_methods: Methods(vec![SignInMethod::Mail]),
        ..account::Model::new(
            AccountId(id(1, account, 0, 0)),
            (&name, &slug(account), &prefix),
            time(0),
        )
    }
}

fn a_customer(account: u128, customer: u128) -> customer::Model {
    let ids = (AccountId(id(1, account, 0, 0)), CustomerId(id(2, account, customer, 0)));
    customer::Model {
        post_to_customer_channel: false,
        ..customer::Model::new(ids, &format!("Customer {customer}"), time(0))
    }
}

fn a_domain(account: u128, customer: u128) -> customer_domain::Model {
    let ids = (AccountId(id(1, account, 0, 0)), CustomerId(id(2, account, customer, 0)));
    customer_domain::Model::new(ids, &format!("customer{customer}.example"), time(0))
}

fn a_contact(account: u128, customer: u128) -> contact::Model {
    let ids = (
        AccountId(id(1, account, 0, 0)),
        CustomerId(id(2, account, customer, 0)),
        ContactId(id(3, account, customer, 0)),
    );
    let email = format!("someone@customer{customer}.example");
    contact::Model::new(ids, (&email, "Some One", ContactRole::Member), time(0))
}

/// Half of the tickets are open.
fn a_ticket(account: u128, customer: u128, ticket: u128) -> ticket::Model {
    let messages = messages_of(ticket);
    let seq = i64::try_from(messages).unwrap_or_default();
    let created_at = time(customer + ticket * CUSTOMERS * 60);
    ticket::Model {
        account_id: AccountId(id(1, account, 0, 0)),
        id: TicketId(id(4, account, customer, ticket)),
        number: number(customer, ticket),
        customer_id: CustomerId(id(2, account, customer, 0)),
        requester_id: ContactId(id(3, account, customer, 0)),
        collection_id: None,
        assignee_id: None,
        form_id: None,
        form_version: None,
        answers: json!({}),
        title: format!("Something about the export, the {ticket}th"),
        status: if ticket.is_multiple_of(2) {
            TicketStatus::Open
        } else {
            TicketStatus::Solved
        },
        priority: TicketPriority::Normal,
        last_seq: seq,
        last_public_seq: seq,
        public_count: i32::try_from(messages).unwrap_or_default(),
        last_public_at: created_at,
        last_public_by: "Some One".to_owned(),
        last_public_snippet: "Since this morning every export ends after three pages.".to_owned(),
        created_at,
        activity_at: created_at,
        solved_at: (ticket % 2 == 1).then_some(created_at),
        closed_at: None,
        follow_up_of: None,
        version: 1,
    }
}

fn a_message(account: u128, customer: u128, ticket: u128, seq: u128) -> message::Model {
    message::Model {
        account_id: AccountId(id(1, account, 0, 0)),
        id: MessageId(id(5, account, customer, ticket * 100 + seq)),
        ticket_id: TicketId(id(4, account, customer, ticket)),
        seq: i64::try_from(seq).unwrap_or_default(),
        public_seq: i64::try_from(seq).ok(),
        visibility: MessageVisibility::Public,
        author_kind: AuthorKind::Contact,
        author_id: Some(id(3, account, customer, 0)),
        author_name: "Some One".to_owned(),
        source: Source::Portal,
        body: "Since this morning every export ends after **three** pages. Nothing in the [log](https://log.example/) says why.".to_owned(),
        created_at: time(customer + ticket * CUSTOMERS * 60 + seq),
        edited_at: None,
        deleted_at: None,
    }
}

#[expect(clippy::disallowed_methods, reason = "a session of today")]
fn a_session(account: u128, customer: u128) -> (session::Model, String) {
    let (id_, now) = (SessionId(id(6, account, customer, 0)), Utc::now());
    let secret = format!("bench-secret-{account}-{customer}");
    let row = session::Model {
        account_id: AccountId(id(1, account, 0, 0)),
        id: id_,
        created_at: now,
        agent_id: None,
        contact_id: Some(ContactId(id(3, account, customer, 0))),
        token_hash: Sha256::digest(secret.as_bytes()).to_vec(),
        previous_hash: None,
        rotated_at: now,
        expires_at: now + TimeDelta::days(1),
        ended_at: None,
        method: SignInMethod::Mail,
        browser: String::new(),
        place: String::new(),
    };
    (row, format!("__Host-portico-session-portal={id_}.{secret}"))
}
