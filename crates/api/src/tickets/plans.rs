//! How the databases read a list: off an index that is in order already, never by looking at all rows, never by sorting.

use chrono::{DateTime, TimeDelta, Utc};
use portico_types::{
    ids::{AccountId, AgentId, ContactId, CustomerId, SessionId, TicketId},
    portal::{ContactRole, TicketVisibility},
    tickets::{TicketSort, TicketStatus},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, QueryFilter, QueryTrait, Select,
    Statement, TransactionTrait,
};
use uuid::Uuid;

use super::{
    conversation::{self, Part, Reader},
    follow_ups,
    listing::{Listing, Position, mentioning, statuses_counted},
    portal::{visible_among, visible_to_few},
    search,
    store::of_account,
};
use crate::{
    auth::Contact,
    entity::ticket::{self, Column},
    plans::Plans,
};

mod searched;

const ACCOUNT: AccountId = AccountId(Uuid::from_u128(1));
const CUSTOMER: CustomerId = CustomerId(Uuid::from_u128(1));
const CONTACT: ContactId = ContactId(Uuid::from_u128(1));
const AGENT: AgentId = AgentId(Uuid::from_u128(1));

/// 4,000 tickets of two accounts, spread over customers, people and statuses.
async fn tickets() -> Plans {
    let plans = Plans::make().await;
    fill(&plans.db).await;
    plans.analyze().await;
    plans
}

async fn fill(db: &DatabaseConnection) {
    let backend = db.get_database_backend();
    let now = moment(0);
    let id = |n: u128| sea_orm::Value::from(Uuid::from_u128(n));
    let txn = db.begin().await.unwrap();
    let put = async |sql: &str, values: Vec<sea_orm::Value>| {
        txn.execute_raw(Statement::from_sql_and_values(backend, sql, values))
            .await
            .unwrap();
    };
    for account in 1..=2 {
        put(
            "INSERT INTO accounts (id, created_at, slug, name, edition, plan, customer_management, ticket_prefix, next_ticket_number, \
             portal_enabled, portal_name, portal_accent, portal_access, mail_threading, mail_context_messages, version) \
             VALUES ($1, $2, $3, '', '', '', '', '', 1, true, '', '', '', false, 5, 1)",
            vec![id(account), now.into(), account.to_string().into()],
        )
        .await;
        for n in 1..=8 {
            put(
                "INSERT INTO agents (account_id, id, created_at, email, name, role) VALUES ($1, $2, $3, $4, '', 'agent')",
                vec![id(account), id(n), now.into(), n.to_string().into()],
            )
            .await;
            put(
                "INSERT INTO customers (account_id, id, created_at, name, portal_enabled, user_access, visibility, \
                 post_to_customer_channel, version) VALUES ($1, $2, $3, '', true, 'all', 'organisation', false, 1)",
                vec![id(account), id(n), now.into()],
            )
            .await;
            put(
                "INSERT INTO collections (account_id, id, created_at, kind, name, forwarding, triage_replies, note_mark) \
                 VALUES ($1, $2, $3, 'customers', '', false, 'public', '//')",
                vec![id(account), id(n), now.into()],
            )
            .await;
            for contact in 0..4 {
                put(
                    "INSERT INTO contacts (account_id, id, customer_id, created_at, email, name, role) VALUES ($1, $2, $3, $4, $5, '', 'member')",
                    vec![id(account), id(n + 8 * contact), id(n), now.into(), (n + 8 * contact).to_string().into()],
                )
                .await;
            }
        }
        let rows: Vec<ticket::ActiveModel> = (0..2000u32).map(|n| row(account, n).into()).collect();
        for some in rows.chunks(200) {
            ticket::Entity::insert_many(some.to_vec())
                .exec_without_returning(&txn)
                .await
                .unwrap();
        }
    }
    for account in 1..=2 {
        for n in (0..2000).step_by(4) {
            search::put_title(&txn, &row(account, n)).await.unwrap();
        }
    }
    txn.commit().await.unwrap();
}

fn moment(n: u32) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap() + TimeDelta::minutes(n.into())
}

fn row(account: u128, n: u32) -> ticket::Model {
    let customer = u128::from(n % 8) + 1;
    // Most tickets of a helpdesk are solved.
    let status = match n / 8 % 20 {
        0..=5 => TicketStatus::ALL[(n / 8 % 6) as usize],
        _ => TicketStatus::Solved,
    };
    ticket::Model {
        account_id: AccountId(Uuid::from_u128(account)),
        id: TicketId(Uuid::from_u128(u128::from(n))),
        number: i64::from(n),
        customer_id: CustomerId(Uuid::from_u128(customer)),
        requester_id: ContactId(Uuid::from_u128(customer + 8 * u128::from(n / 8 % 4))),
        collection_id: Some(portico_types::ids::CollectionId(Uuid::from_u128(u128::from(n % 7) + 1))),
        assignee_id: (!n.is_multiple_of(5)).then(|| AgentId(Uuid::from_u128(u128::from(n / 3 % 8) + 1))),
        form_id: None,
        form_version: None,
        answers: serde_json::json!({}),
        title: format!("Ticket {n}"),
        status,
        priority: portico_types::tickets::TicketPriority::Normal,
        last_seq: 2,
        last_public_seq: 2,
        public_count: 1,
        last_public_at: moment(n),
        last_public_by: String::new(),
        last_public_snippet: String::new(),
        created_at: moment(n),
        activity_at: moment(n * 7 % 2000),
        solved_at: None,
        closed_at: None,
        follow_up_of: (n % 20 == 8).then(|| TicketId(Uuid::from_u128(u128::from(n - 8)))),
        version: 1,
    }
}

#[tokio::test]
async fn lists_and_counts_are_read_off_indexes_in_order() {
    let tickets = tickets().await;
    let backend = tickets.db.get_database_backend();
    let all = || of_account(ACCOUNT);
    let of_customer = || all().filter(Column::CustomerId.eq(CUSTOMER));
    let own = || of_customer().filter(Column::RequesterId.eq(CONTACT));
    let mine = || all().filter(Column::AssigneeId.eq(AGENT));
    let in_collection = || all().filter(Column::CollectionId.eq(portico_types::ids::CollectionId(Uuid::from_u128(1))));
    let lists: [(&str, Select<ticket::Entity>, bool); 5] = [
        ("a customer's", of_customer(), false),
        ("a contact's own", own(), false),
        ("the account's", all(), false),
        ("an agent's", mine(), true),
        ("a collection's", in_collection(), false),
    ];
    let open = vec![TicketStatus::Open, TicketStatus::InProgress, TicketStatus::OnHold];
    let mut wrong = Vec::new();
    for (whose, some, ranges_by_status) in lists {
        for statuses in [
            vec![],
            vec![TicketStatus::Open],
            open.clone(),
            TicketStatus::UNSOLVED.to_vec(),
        ] {
            for sort in TicketSort::ALL.iter().copied() {
                let listing = Listing {
                    tickets: some.clone(),
                    statuses: statuses.clone(),
                    ranges_by_status,
                    searched: false,
                    sort,
                };
                let position = match sort {
                    TicketSort::Number => Position::Number(1000),
                    _ => Position::Time(moment(1000), TicketId(Uuid::from_u128(1000))),
                };
                for after in [None, Some(position)] {
                    let what = format!("{whose} by {sort}, {statuses:?}, after {after:?}");
                    wrong.extend(
                        tickets
                            .wrong(&what, backend.build(&listing.page(backend, after, 26)))
                            .await,
                    );
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} lists:\n\n{}", wrong.len(), wrong.join("\n"));
    for (what, some) in [("a customer's", of_customer()), ("a contact's own", own())] {
        let query = statuses_counted(some).build(backend);
        let plan = tickets.plan(query).await;
        for bad in ["Seq Scan", "SCAN"] {
            assert!(!plan.contains(bad), "counting {what}: {bad}\n{plan}");
        }
    }
}

#[tokio::test]
async fn conversations_and_mentions_are_read_off_indexes_in_order() {
    let tickets = tickets().await;
    let backend = tickets.db.get_database_backend();
    let ticket = (ACCOUNT, TicketId(Uuid::from_u128(1)));
    let mut wrong = Vec::new();
    for reader in [Reader::Contact, Reader::Staff] {
        for part in [
            Part::End { before: None },
            Part::End { before: Some(9) },
            Part::After(9),
        ] {
            let (messages, changes) = conversation::page(ticket, reader, part, 50);
            wrong.extend(tickets.wrong("messages", messages.build(backend)).await);
            wrong.extend(tickets.wrong("changes", changes.build(backend)).await);
        }
    }
    let mentioned = of_account(ACCOUNT).filter(mentioning(ACCOUNT, AGENT));
    let plan = tickets.plan(mentioned.build(backend)).await;
    if !plan.contains("mentions_of_agents") || plan.contains("Seq Scan") {
        wrong.push(plan);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_follows_a_ticket_is_read_off_an_index_in_order() {
    let tickets = tickets().await;
    let backend = tickets.db.get_database_backend();
    let followed = TicketId(Uuid::from_u128(40));
    let of = |visibility| visible_to_few(&contact(visibility));
    for (whose, seen) in [
        ("a customer's", of(TicketVisibility::Organisation)),
        ("a contact's own", of(TicketVisibility::Own)),
        ("the account's", of_account(ACCOUNT)),
    ] {
        let query = follow_ups::following(seen, followed).build(backend);
        assert_eq!(tickets.wrong(whose, query.clone()).await, None);
        let plan = tickets.plan(query).await;
        assert!(plan.contains("tickets_following"), "{whose}\n{plan}");
    }
}

/// What an export reads at a time: with ever more tickets in the list, the whole of it would take the square of that.
#[tokio::test]
async fn tickets_are_found_by_their_numbers_however_many_the_customer_has() {
    let tickets = tickets().await;
    let backend = tickets.db.get_database_backend();
    // PostgreSQL has counted how many there are, and reads all 250 of a customer where nearly all are asked for.
    let some = if backend == DbBackend::Postgres { 3 } else { 250 };
    let numbers: Vec<i64> = (0..some).map(|n| n * 8).collect();
    for visibility in [TicketVisibility::Organisation, TicketVisibility::Own] {
        let query = visible_among(&contact(visibility), &numbers).build(backend);
        let plan = tickets.plan(query).await;
        let by_number = |line: &str| {
            line.contains("AND number=?)") || line.contains("Index Cond") && line.contains("(number = ANY")
        };
        assert!(plan.lines().any(by_number), "{visibility:?}\n{plan}");
    }
}

fn contact(visibility: TicketVisibility) -> Contact {
    Contact {
        account_id: ACCOUNT,
        id: CONTACT,
        customer_id: CUSTOMER,
        customer: String::new(),
        session_id: SessionId(Uuid::from_u128(1)),
        name: String::new(),
        email: String::new(),
        role: ContactRole::Member,
        visibility,
        ticket_prefix: "ACME".to_owned(),
        place: String::new(),
    }
}
