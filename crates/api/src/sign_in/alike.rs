//! What the jobs of a sign-in mail say to the database, for a test that compares it: who waits for the same database must not feel whether
//! an address is known.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use portico_sandbox::{Options, Sandbox};
use portico_types::{
    email::EmailAddress,
    ids::{AccountId, AgentId, ContactId, CustomerId},
    portal::{ContactRole, Language},
    sign_in::SignInMethod,
    staff::AgentRole,
};
use sea_orm::{DatabaseConnection, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::mail_link::{self, Asked};
use crate::{
    app::{self, AppState},
    config::Config,
    entity::{Methods, Surface, account, agent, contact, customer, customer_domain},
    outside::clock::{Clock, SystemClock},
    plans::Plans,
    scope,
};

const ACCOUNT: AccountId = AccountId(Uuid::from_u128(1));
const CUSTOMER: CustomerId = CustomerId(Uuid::from_u128(2));

#[tokio::test]
async fn the_jobs_of_a_mail_say_the_same_to_the_database_whoever_asked() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let plans = Plans::make().await;
    let account = fill(&plans.db, SystemClock.now()).await;
    let sandbox = Sandbox::start(Options {
        http: "127.0.0.1:0".to_owned(),
        smtp: "127.0.0.1:0".to_owned(),
        ..Options::default()
    })
    .await
    .unwrap();
    let mut config = Config::defaults().unwrap();
    config.database.url = plans.url.clone().into();
    config.mail.smtp_url = format!("smtp://{}", sandbox.smtp_addr()).into();
    config.sign_in.mail_spread_ms = 0;
    let mut state = AppState::new(config, &[7; 32], Arc::new(SystemClock)).await.unwrap();
    let said = Arc::new(Mutex::new(Vec::new()));
    let heard = said.clone();
    state
        .db
        .set_metric_callback(move |info| heard.lock().unwrap().push(info.statement.sql.clone()));
    let state = Arc::new(state);
    ask(&state, &account, Surface::Portal, "first@globex.example").await; // Begins the audit log.
    app::run_due_jobs(&state).await.unwrap();

    for (surface, who) in [
        (
            Surface::Portal,
            [
                "known@globex.example",
                "new@globex.example",
                "gone@globex.example",
                "x@nowhere.example",
            ],
        ),
        (
            Surface::Console,
            [
                "known@acme.example",
                "gone@acme.example",
                "x@acme.example",
                "y@nowhere.example",
            ],
        ),
    ] {
        // Three mails leave in an hour; the fourth is held back, which stands in the log, and the fifth leaves no entry.
        for time in 1..=5 {
            let mut first = None;
            for email in who {
                ask(&state, &account, surface, email).await;
                said.lock().unwrap().clear();
                assert_eq!(app::run_due_jobs(&state).await.unwrap(), 2, "{email}");
                let said = said.lock().unwrap().clone();
                assert!(said.iter().any(|sql| sql.contains("mail_budgets")), "{said:#?}");
                let (of, first) = first.get_or_insert_with(|| (email, said.clone()));
                assert_eq!(*first, said, "{surface:?}, {of} and {email}, time {time}");
            }
        }
    }
    for (email, mails) in [
        ("known@globex.example", 3),
        ("new@globex.example", 3),
        ("known@acme.example", 3),
        ("gone@globex.example", 0),
        ("gone@acme.example", 0),
        ("x@acme.example", 0),
        ("x@nowhere.example", 0),
        ("y@nowhere.example", 0),
    ] {
        assert_eq!(sandbox.mails_to(email).len(), mails, "{email}");
    }
}

async fn ask(state: &AppState, account: &account::Model, surface: Surface, email: &str) {
    let asked = Asked {
        account,
        surface,
        browser: email,
        known: false,
        base_url: "https://acme.example".to_owned(),
        place: String::new(),
        language: Language::English,
    };
    let email = EmailAddress::parse(email).unwrap();
    let asked = async {
        let txn = state.begin_write().await.unwrap();
        mail_link::ask(state, &*txn, asked, &email, None).await.unwrap();
        txn.commit().await.unwrap();
    };
    scope::everything(asked).await;
}

/// A customer with somebody we know, somebody who was removed and room for new ones; and a team alike.
async fn fill(db: &DatabaseConnection, now: DateTime<Utc>) -> account::Model {
    let account = account::Model {
        contact_methods: Methods(vec![SignInMethod::Mail]),
        agent_methods: Methods(vec![SignInMethod::Mail]),
        ..account::Model::new(ACCOUNT, ("Acme", "acme", "ACME"), now)
    };
    let row = account.clone().into_active_model();
    account::Entity::insert(row).exec_without_returning(db).await.unwrap();
    let row = customer::Model::new((ACCOUNT, CUSTOMER), "Globex", now);
    let row = row.into_active_model();
    customer::Entity::insert(row).exec_without_returning(db).await.unwrap();
    let row = customer_domain::Model::new((ACCOUNT, CUSTOMER), "globex.example", now);
    let row = row.into_active_model();
    customer_domain::Entity::insert(row)
        .exec_without_returning(db)
        .await
        .unwrap();
    for (n, name) in [(3, "known"), (4, "gone")] {
        let disabled_at = (name == "gone").then_some(now);
        let (email, ids) = (
            format!("{name}@globex.example"),
            (ACCOUNT, CUSTOMER, ContactId(Uuid::from_u128(n))),
        );
        let row = contact::Model {
            disabled_at,
            disabled_by_team: true,
            ..contact::Model::new(ids, (&email, name, ContactRole::Member), now)
        };
        let row = row.into_active_model();
        contact::Entity::insert(row).exec_without_returning(db).await.unwrap();
        let (email, ids) = (format!("{name}@acme.example"), (ACCOUNT, AgentId(Uuid::from_u128(n))));
        let row = agent::Model {
            disabled_at,
            ..agent::Model::new(ids, (&email, name, AgentRole::Agent), now)
        };
        let row = row.into_active_model();
        agent::Entity::insert(row).exec_without_returning(db).await.unwrap();
    }
    account
}
