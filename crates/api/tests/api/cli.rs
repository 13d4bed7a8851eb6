//! What an operator does at the command line: the real program, on the database of a running server.

use chrono::TimeDelta;
use portico::entity::{JobState, audit_entry, contact, job, slack_thread, ticket};
use portico_sandbox::faults::{Rule, SlackFault};
use portico_types::{
    ids::JobId,
    tickets::{TicketPriority, TicketStatus},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder,
};
use secrecy::ExposeSecret;
use serde_json::json;
use tokio::process::Command;

use crate::support::{ACME, TestApp, database::Fresh, fixtures, manifest_scopes};

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
async fn what_cannot_be_done_is_said_in_words() {
    let app = TestApp::spawn().await;
    let url = url(&app);
    let new = ["account", "create", "--name", "X", "--prefix", "X", "--slug"];
    let agent = ["agent", "add", "--account", ACME, "--name", "X", "--email"];

    for (arguments, words) in [
        (
            vec!["account", "set", "--plan", "starter"],
            "say which account: acme, other",
        ),
        (
            vec!["customer", "set", "--account", ACME, "Globex", "--channel", "C0TRIAGE"],
            "notes would be read there",
        ),
        (
            vec![
                "customer",
                "set",
                "--account",
                ACME,
                "Globex",
                "--triage-channel",
                "C0GLOBEX",
            ],
            "notes would be read there",
        ),
        (
            vec![
                "collection",
                "set",
                "--account",
                ACME,
                "Portal",
                "--triage-channel",
                "C0GLOBEX",
            ],
            "C0GLOBEX is the channel of the customer Globex",
        ),
        (
            vec!["account", "set", "nobody", "--plan", "starter"],
            "there is no account nobody",
        ),
        (vec!["account", "set", ACME, "--plan", "platinum"], "platinum"),
        (
            vec!["account", "set", ACME, "--mail-from", "not an address"],
            "is no sender",
        ),
        (
            [&new[..], &[ACME]].concat(),
            "There is an account with this slug already.",
        ),
        ([&new[..], &["console"]].concat(), "slug: This name is reserved"),
        (
            [&agent[..], &["ben@acme.example"]].concat(),
            "Somebody on the team has this address already.",
        ),
        ([&agent[..], &["ben"]].concat(), "Enter an e-mail address"),
        (
            [&agent[..], &["x@acme.example", "--slack-user", "ana"]].concat(),
            "is no id of a Slack user",
        ),
        (
            [&agent[..], &["x@acme.example", "--slack-user", "U0ANA"]].concat(),
            "is linked already",
        ),
        (vec!["demo"], "this database is in use"),
    ] {
        let said = bad(&url, &arguments).await;
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
    assert!(actions(&app.db).await.is_empty());
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

#[tokio::test]
async fn given_up_jobs_of_one_key_can_all_be_tried_again() {
    let app = TestApp::spawn().await;
    let now = app.state.clock.now();
    for _ in 0..2 {
        let row = job::ActiveModel {
            account_id: Set(fixtures::account_id(ACME)),
            id: Set(JobId(uuid::Uuid::now_v7())),
            kind: Set("connect_slack".to_owned()),
            payload: Set(serde_json::json!({})),
            lane: Set(None),
            lane_seq: Set(0),
            unique_key: Set(Some("connect-slack".to_owned())),
            state: Set(JobState::Dead),
            run_at: Set(now),
            attempts: Set(3),
            leased_until: Set(None),
            lease_token: Set(None),
            last_error: Set(Some("no".to_owned())),
            created_at: Set(now),
            workspace_id: Set(None),
            sending_since: Set(None),
            turn_at: Set(None),
            timed_at: Set(None),
            defects: Set(0),
        };
        job::Entity::insert(row).exec_without_returning(&app.db).await.unwrap();
    }

    assert!(good(&url(&app), &["jobs", "retry"]).await.starts_with("2 will"));
}

#[tokio::test]
async fn another_secret_key_takes_over_what_the_one_before_has_sealed() {
    let app = TestApp::spawn().await;
    crate::openid::provider(&app, "partners", "contacts", None).await;
    let url = url(&app);
    let (old, new) = (
        "a secret key of at least 32 characters",
        "another key of at least 32 characters",
    );
    let rotate = async |key, previous| portico_with(&url, (key, previous), &["secrets", "rotate"]).await;

    let before = rotate(old, "").await;
    assert!(
        before.good && before.text.contains("acme: 1 secrets"),
        "{}",
        before.text
    );
    assert!(
        !rotate(new, "").await.good,
        "alone it opens nothing that it has not sealed"
    );
    let during = rotate(new, old).await;
    assert!(
        during.good && during.text.contains("acme: 1 secrets"),
        "{}",
        during.text
    );
    assert!(during.text.contains("other: 0 secrets"), "{}", during.text);
    let after = rotate(new, "").await;
    assert!(after.good, "the key before is no longer needed: {}", after.text);
    assert!(!rotate(old, "").await.good, "nor of any use");
    let written = actions(&app.db).await;
    assert_eq!(
        written.iter().filter(|it| **it == "secrets_rotated").count(),
        6,
        "three times for two accounts"
    );
}

#[tokio::test]
async fn the_audit_log_is_verified_at_the_command_line() {
    let app = TestApp::spawn().await;
    let url = url(&app);
    for name in ["One", "Two", "Three"] {
        let asked = json!({ "kind": "service", "name": name, "scopes": ["tickets:read"] });
        let made = app
            .agent("ana@acme.example")
            .await
            .post("/api/v1/api-keys", &asked)
            .await;
        assert_eq!(made.status(), 201);
    }
    let verify = ["audit", "verify", "--account", ACME];
    let found = app
        .agent("ana@acme.example")
        .await
        .get("/api/v1/audit-log/verification")
        .await
        .json();

    let said = good(&url, &verify).await;
    assert!(said.contains("3 entries, all as they were written"), "{said}");
    assert!(said.contains(found["head"].as_str().unwrap()), "{said}");
    assert!(
        bad(&url, &["audit", "verify", "--account", "none"])
            .await
            .contains("there is no account none")
    );

    let triggers = match app.db.get_database_backend() {
        DbBackend::Sqlite => "DROP TRIGGER audit_log_no_update",
        _ => "DROP TRIGGER audit_log_append_only ON audit_log",
    };
    for sql in [triggers, "UPDATE audit_log SET subject = 'Zwei' WHERE seq = 2"] {
        app.db.execute_unprepared(sql).await.unwrap();
    }
    assert!(bad(&url, &verify).await.contains("broken at entry 2"));
    assert!(
        good(&url, &["audit", "verify", "--account", "other"])
            .await
            .starts_with("0 entries")
    );
}

/// Two replies to a ticket, of the first of which nobody knows in either channel whether it arrived; it did. Returns the uncertain jobs.
async fn uncertain_replies(app: &TestApp) -> Vec<job::Model> {
    let maria = app.contact("maria@globex.example").await;
    let body = json!({ "form_id": fixtures::form_id(), "title": "Printer on fire", "description": "It burns.", "answers": {
        fixtures::field_id("area").to_string(): "Billing",
    } });
    let filed = maria.post("/api/v1/portal/tickets", &body).await;
    assert_eq!(filed.status(), 201, "{}", filed.text());
    app.run_jobs().await;
    let mut scopes = manifest_scopes();
    scopes.retain(|scope| *scope != "metadata.message:read");
    app.sandbox.slack().install(&scopes);
    let lost = Rule::slack("chat.postMessage", SlackFault::DropAfterAccept).times(2);
    app.sandbox.faults().set([lost]);
    for text in ["Hello?", "Anybody?"] {
        let said = maria
            .post("/api/v1/portal/tickets/ACME-1/messages", &json!({ "body": text }))
            .await;
        assert_eq!(said.status(), 201, "{}", said.text());
    }
    for _ in 0..6 {
        app.run_jobs().await;
        app.clock.advance(TimeDelta::seconds(20));
    }
    let uncertain = job::Entity::find().filter(job::Column::State.eq(JobState::Uncertain));
    uncertain.all(&app.db).await.unwrap()
}

#[tokio::test]
async fn an_operator_says_what_became_of_a_post_that_nobody_can_tell_of() {
    let app = TestApp::spawn().await;
    let uncertain = uncertain_replies(&app).await;
    assert_eq!(uncertain.len(), 2, "{uncertain:#?}");
    let slack = app.sandbox.slack();
    let thread = |channel: &str| {
        let root = slack.messages(channel)[0].ts.clone();
        slack.thread(channel, &root).into_iter().skip(1).collect::<Vec<_>>()
    };
    // What was said next went out all the same.
    for channel in ["C0TRIAGE", "C0GLOBEX"] {
        assert_eq!(thread(channel).len(), 2, "{:#?}", thread(channel));
    }
    let url = url(&app);
    for command in ["list", "dead"] {
        let listed = good(&url, &["jobs", command]).await;
        assert!(listed.contains("uncertain") && listed.contains("metadata"), "{listed}");
    }

    let lane = |row: &job::Model| row.lane.clone().unwrap().replace("slack:", "");
    let threads = slack_thread::Entity::find().all(&app.db).await.unwrap();
    let channel = |row: &job::Model| {
        let thread = threads.iter().find(|it| it.id.to_string() == lane(row)).unwrap();
        thread.channel_id.clone()
    };
    let (here, gone) = (&uncertain[0], &uncertain[1]);
    let found = thread(&channel(here))[0].ts.clone();
    let id = here.id.to_string();
    bad(&url, &["jobs", "resolve", &id]).await;
    bad(&url, &["jobs", "resolve", &id, "--posted", "yesterday"]).await;
    good(&url, &["jobs", "resolve", &id, "--posted", &found]).await;
    bad(&url, &["jobs", "resolve", &id, "--post-again"]).await;
    good(&url, &["jobs", "resolve", &gone.id.to_string(), "--post-again"]).await;
    app.run_jobs().await;

    assert_eq!(thread(&channel(here)).len(), 2);
    assert_eq!(thread(&channel(gone)).len(), 3, "as it was told to");
    assert_eq!(job::Entity::find().count(&app.db).await.unwrap(), 0);
}
