//! What an operator does at the command line: the real program, on the database of a running server.

mod jobs;
mod refused;
mod stopping;
mod trust;

use portico::entity::{audit_entry, contact, job, slack_thread, ticket};
use portico_types::tickets::{TicketPriority, TicketStatus};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use secrecy::ExposeSecret;
use serde_json::json;
use tokio::process::Command;

use crate::support::{ACME, TestApp, database::Fresh, fixtures};

/// How the program ended and what it said.
struct Said {
    good: bool,
    text: String,
}

async fn portico(url: &str, arguments: &[&str]) -> Said {
    portico_with(url, ("a secret key of at least 32 characters", ""), arguments).await
}

/// With a secret key and the one before it.
async fn portico_with(url: &str, (key, previous): (&str, &str), arguments: &[&str]) -> Said {
    let ended = Command::new(env!("CARGO_BIN_EXE_portico"))
        .args(arguments)
        .env_remove("PORTICO_TEST_DATABASE_URL") // Ours alone: the program takes PORTICO_… for its settings.
        .env("PORTICO_DATABASE__URL", url)
        .env("PORTICO_SECRETS__KEY", key)
        .envs((!previous.is_empty()).then_some(("PORTICO_SECRETS__PREVIOUS", previous)))
        .env("PORTICO_LOG__FILTER", "warn")
        .env_remove("PORTICO_TEST_DATABASE_URL") // For the tests, and no setting.
        .output()
        .await
        .expect("the program starts");
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&ended.stdout),
        String::from_utf8_lossy(&ended.stderr)
    );
    Said {
        good: ended.status.success(),
        text,
    }
}

pub async fn good(url: &str, arguments: &[&str]) -> String {
    let said = portico(url, arguments).await;
    assert!(said.good, "{arguments:?}: {}", said.text);
    said.text
}

/// Seals every secret under a key, which opens what a former one sealed.
pub async fn rotates(url: &str, keys: (&str, &str)) {
    let said = portico_with(url, keys, &["secrets", "rotate"]).await;
    assert!(said.good, "{}", said.text);
}

pub async fn bad(url: &str, arguments: &[&str]) -> String {
    let said = portico(url, arguments).await;
    assert!(!said.good, "{arguments:?}: {}", said.text);
    assert!(!said.text.contains("panicked"), "{}", said.text);
    said.text
}

pub fn url(app: &TestApp) -> String {
    app.state.config.database.url.expose_secret().to_owned()
}

async fn actions(db: &DatabaseConnection) -> Vec<&'static str> {
    let entries = audit_entry::Entity::find()
        .filter(audit_entry::Column::ActorName.eq("operator"))
        .order_by_asc(audit_entry::Column::Id);
    entries
        .all(db)
        .await
        .unwrap()
        .into_iter()
        .map(|entry| entry.action.as_str())
        .collect()
}

#[tokio::test]
async fn an_operator_opens_an_account_with_its_first_agent() {
    let database = Fresh::make().await;
    let url = database.url();
    good(
        &url,
        &[
            "account", "create", "--name", "Umbra", "--slug", "umbra", "--prefix", "umb",
        ],
    )
    .await;
    good(
        &url,
        &[
            "account",
            "set",
            "--mail-from",
            "Umbra <help@umbra.example>",
            "--agents-sign-in-by-mail",
            "on",
        ],
    )
    .await;
    good(
        &url,
        &[
            "agent",
            "add",
            "--email",
            "Eve@Umbra.example",
            "--name",
            "Eve Oh",
            "--role",
            "owner",
        ],
    )
    .await;

    assert!(good(&url, &["account", "list"]).await.contains("umbra"));
    let db = database.connect().await;
    assert_eq!(
        actions(&db).await,
        ["account_created", "account_changed", "agent_added"]
    );
    db.close().await.unwrap();
}

#[tokio::test]
async fn a_fresh_installation_can_be_used_from_the_command_line() {
    let database = Fresh::make().await;
    let url = database.url();
    let account = [
        "account", "create", "--name", "Umbra", "--slug", "umbra", "--prefix", "umb",
    ];
    let half = [&account[..], &["--owner-email", "eve@umbra.example"]].concat();
    let wrong = [&account[..], &["--owner-email", "eve", "--owner-name", "Eve"]].concat();
    let whole = [
        &account[..],
        &["--owner-email", "Eve@Umbra.example.", "--owner-name", " Eve Oh "],
    ]
    .concat();

    bad(&url, &half).await;
    assert!(bad(&url, &wrong).await.contains("e-mail address"));
    let said = good(&url, &whole).await;
    for told in [
        "eve@umbra.example is its owner",
        "umbra.localhost:8080/console/",
        "google, microsoft, slack",
        "--agents-sign-in-by-mail on",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    let customer = ["customer", "create", "--name", "Bücher AG"];
    let said = good(
        &url,
        &[
            &customer[..],
            &["--domain", "Bücher.example.", "--domain", "buecher.example"],
        ]
        .concat(),
    )
    .await;
    assert!(said.contains("buecher.example, xn--bcher-kva.example"), "{said}");
    let taken = bad(&url, &[&customer[..], &["--domain", "buecher.example"]].concat()).await;
    assert!(taken.contains("Another customer has this domain"), "{taken}");
    let free = bad(
        &url,
        &[&customer[..], &["--account", "umbra", "--domain", "gmail.com"]].concat(),
    )
    .await;
    assert!(free.contains("Anybody can get an address at gmail.com"), "{free}");

    let db = database.connect().await;
    assert_eq!(
        actions(&db).await,
        ["account_created", "agent_added", "customer_created"]
    );
    let owner = portico::entity::agent::Entity::find().one(&db).await.unwrap().unwrap();
    assert_eq!(
        (owner.email.as_str(), owner.name.as_str()),
        ("eve@umbra.example", "Eve Oh")
    );
    assert_eq!(owner.role, portico_types::staff::AgentRole::Owner);
    db.close().await.unwrap();
}

#[tokio::test]
async fn the_plan_set_at_the_command_line_closes_and_opens_the_portal_of_the_running_server() {
    let app = TestApp::spawn().await;
    let url = url(&app);
    let info = async || app.nobody(ACME).get("/api/v1/portal/info").await.status();

    let said = good(&url, &["account", "set", ACME, "--plan", "starter"]).await;
    assert!(said.contains("no portal"), "{said}");
    assert_eq!(info().await, 403);

    good(&url, &["account", "set", ACME, "--plan", "enterprise"]).await;
    assert_eq!(info().await, 200);

    good(&url, &["account", "set", ACME, "--portal", "off"]).await;
    assert_eq!(info().await, 403);
}

#[tokio::test]
async fn tickets_appear_in_the_channel_that_the_operator_named() {
    let app = TestApp::spawn().await;
    let url = url(&app);
    let set = ["collection", "set", "--account", ACME, "Portal", "--triage-channel"];

    good(&url, &[&set[..], &["C0PRIORITY"]].concat()).await;
    let ticket = json!({
        "form_id": fixtures::form_id(), "title": "Where am I?", "description": "In triage.",
        "answers": { fixtures::field_id("area").to_string(): "Login" },
    });
    let maria = app.contact("maria@globex.example").await;
    assert_eq!(maria.post("/api/v1/portal/tickets", &ticket).await.status(), 201);
    app.run_jobs().await;

    let messages = app.sandbox.slack().messages("C0PRIORITY");
    assert!(
        messages
            .iter()
            .any(|it| it.bot_id.is_some() && it.text.contains("Where am I?")),
        "{messages:#?}"
    );
    let customer = ["customer", "set", "--account", ACME, "Globex"];
    let change = ["--channel", "", "--triage-channel", "C0TRIAGE"];
    good(&url, &[&customer[..], &change].concat()).await;
    assert_eq!(maria.post("/api/v1/portal/tickets", &ticket).await.status(), 201);
    app.run_jobs().await;
    let cards = |channel: &str| {
        let messages = app.sandbox.slack().messages(channel);
        messages
            .iter()
            .filter(|it| it.bot_id.is_some() && it.text.contains("Where am I?"))
            .count()
    };
    let posted = ["C0PRIORITY", "C0TRIAGE", "C0GLOBEX"].map(cards);
    assert_eq!(
        posted,
        [1, 1, 1],
        "the customer's triage channel wins, and its own channel is none any more"
    );
    let said = good(&url, &["collection", "list", "--account", ACME]).await;
    assert!(
        said.lines()
            .any(|line| line.starts_with("Portal ") && line.contains("C0PRIORITY")),
        "{said}"
    );
    assert!(
        bad(&url, &[&set[..], &["#priority"]].concat())
            .await
            .contains("no id of a Slack channel")
    );
}

#[tokio::test]
async fn the_demo_fills_an_empty_database_once_and_tells_nobody_of_the_past() {
    let database = Fresh::make().await;
    let url = database.url();

    let first = good(&url, &["demo"]).await;
    let second = good(&url, &["demo"]).await;

    assert!(
        first.contains("30 tickets") && second.contains("the demo already"),
        "{first}{second}"
    );
    let db = database.connect().await;
    let tickets = ticket::Entity::find()
        .order_by_asc(ticket::Column::Number)
        .all(&db)
        .await
        .unwrap();
    assert!(tickets.iter().map(|t| t.number).eq(1..=30));
    for status in TicketStatus::ALL {
        assert!(tickets.iter().any(|t| t.status == *status), "{status}");
    }
    for priority in TicketPriority::ALL {
        assert!(tickets.iter().any(|t| t.priority == *priority), "{priority}");
    }
    assert_eq!(contact::Entity::find().count(&db).await.unwrap(), 12);
    let jobs = job::Entity::find().all(&db).await.unwrap();
    assert!(!jobs.is_empty() && jobs.iter().all(|job| job.kind == "post_card"));
    let threads = slack_thread::Entity::find().all(&db).await.unwrap();
    assert_eq!(threads.len(), jobs.len());
    for channel in ["C0TRIAGE", "C0PRIORITY", "C0GLOBEX", "C0INITECH"] {
        assert!(threads.iter().any(|thread| thread.channel_id == channel), "{channel}");
    }
    db.close().await.unwrap();
}
