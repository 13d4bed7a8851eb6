//! `cargo bench -p portico --bench export`: how much memory an export takes, however long the list is. Prints, and fails where it grows with
//! the list.
//!
//! A million tickets with three answers each and a message, on SQLite, are written in the background in each format. The figure is by how much
//! the resident memory of the process grows over what it was before; nothing else runs in it. `EXPORT_ROWS` says how many tickets instead.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use portico::{
    app::{self, AppState},
    config::Config,
    entity::{account, contact, customer, customer_domain, export, form, form_version},
    jobs::{Job, NewJob, enqueue},
    outside::clock::SystemClock,
};
use portico_migrations::Migrator;
use portico_types::{
    ids::{AccountId, ContactId, CustomerId, ExportId, FieldId, FormId},
    portal::{ContactRole, ExportFormat, ExportState, TicketVisibility},
};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, EntityTrait, IntoActiveModel, Statement};
use sea_orm_migration::MigratorTrait;
use serde_json::json;
use uuid::Uuid;

const ACCOUNT: AccountId = AccountId(Uuid::from_u128(1));
const CUSTOMER: CustomerId = CustomerId(Uuid::from_u128(2));
const CONTACT: ContactId = ContactId(Uuid::from_u128(3));
const FORM: FormId = FormId(Uuid::from_u128(4));
/// What the resident memory may grow by, in megabytes.
const MOST: f64 = 64.0;

#[tokio::main]
async fn main() -> Result<()> {
    rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .ok()
        .context("a TLS provider was installed before ours")?;
    let rows = rows();
    let folder = tempfile::tempdir()?;
    let mut config = Config::defaults()?;
    config.database.url = format!("sqlite:{}", folder.path().join("bench.db").display()).into();
    config.attachments.folder = folder.path().join("files").display().to_string();
    std::fs::create_dir(&config.attachments.folder)?;
    // Nobody is told: the mail stays where it is.
    config.mail.smtp_url = "smtp://127.0.0.1:1".to_owned().into();
    let db = Database::connect(format!("sqlite:{}?mode=rwc", folder.path().join("bench.db").display())).await?;
    Migrator::up(&db, None).await?;
    // Enough that each connection has a full page cache, however long a list is.
    fill(&db, 20_000).await?;
    let secret = b"a secret key of at least 32 characters";
    let state = Arc::new(AppState::new(config, secret, Arc::new(SystemClock)).await?);
    // What is taken once, whatever is exported.
    for format in [ExportFormat::Csv, ExportFormat::Xlsx] {
        written(&state, &db, (format, true)).await?;
    }
    fill(&db, rows).await?;

    println!("{rows} tickets, written in the background on SQLite");
    let mut grew = false;
    for what in [
        (ExportFormat::Csv, false),
        (ExportFormat::Csv, true),
        (ExportFormat::Json, true),
        (ExportFormat::Xlsx, false),
    ] {
        let (before, peak) = (resident()?, Peak::watch());
        let started = Instant::now();
        let export = written(&state, &db, what).await?;
        let took = started.elapsed().as_secs_f64();
        let more = megabytes(peak.end().saturating_sub(before));
        grew |= more >= MOST;
        println!(
            "  {:<5}{:<15}{took:>8.1} s{:>10.1} MB in the file{more:>8.1} MB more in memory",
            what.0.as_str(),
            if what.1 { "with messages" } else { "" },
            megabytes(u64::try_from(export.size.unwrap_or_default())?),
        );
    }
    ensure!(!grew, "an export takes {MOST} MB or more");
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "no setting of the server's")]
fn rows() -> usize {
    let rows = std::env::var("EXPORT_ROWS").ok().and_then(|text| text.parse().ok());
    rows.unwrap_or(1_000_000)
}

#[expect(clippy::disallowed_methods, reason = "a time like any other")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Has an export written, and takes it away again.
async fn written(
    state: &Arc<AppState>,
    db: &DatabaseConnection,
    (format, messages): (ExportFormat, bool),
) -> Result<export::Model> {
    let id = ExportId(Uuid::now_v7());
    let row = export::Model {
        account_id: ACCOUNT,
        id,
        created_at: now(),
        contact_id: CONTACT,
        customer_id: CUSTOMER,
        visibility: TicketVisibility::Organisation,
        format,
        messages,
        filter: String::new(),
        state: ExportState::Waiting,
        why: None,
        done: 0,
        total: None,
        size: None,
        file_id: None,
        expires_at: now() + TimeDelta::days(7),
    };
    export::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    enqueue(db, now(), NewJob::new(ACCOUNT, Job::WriteExport { export_id: id })).await?;
    app::run_due_jobs(state).await?;
    let row = export::Entity::find_by_id((ACCOUNT, id)).one(db).await?;
    let row = row.context("the export is gone")?;
    ensure!(row.state == ExportState::Ready, "{:?}: {:?}", row.state, row.why);
    for sql in [
        "DELETE FROM jobs",
        "UPDATE exports SET file_id = NULL",
        "UPDATE attachments SET expires_at = '2000-01-01 00:00:00.000000 +00:00'",
    ] {
        db.execute_unprepared(sql).await?;
    }
    app::tidy(state).await?;
    Ok(row)
}

/// Samples how much memory is resident until told to end.
struct Peak {
    end: Arc<AtomicBool>,
    most: Arc<AtomicU64>,
    thread: std::thread::JoinHandle<()>,
}

impl Peak {
    fn watch() -> Self {
        let (end, most) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (ended, seen) = (end.clone(), most.clone());
        let thread = std::thread::spawn(move || {
            while !ended.load(Ordering::Relaxed) {
                seen.fetch_max(resident().unwrap_or_default(), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        Self { end, most, thread }
    }

    fn end(self) -> u64 {
        self.end.store(true, Ordering::Relaxed);
        let _ = self.thread.join();
        self.most.load(Ordering::Relaxed)
    }
}

/// Bytes of this process that are in memory.
fn resident() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|it| it.split_whitespace().next()).context("no VmRSS")?;
    Ok(kilobytes.parse::<u64>()? * 1024)
}

#[expect(clippy::cast_precision_loss, reason = "no file is that large")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// As many tickets more, each with a message; before the first of them what they need.
async fn fill(db: &DatabaseConnection, more: usize) -> Result<()> {
    if account::Entity::find_by_id(ACCOUNT).one(db).await?.is_none() {
        people(db).await?;
    }
    let answers = json!({ field(0).to_string(): "Billing", field(1).to_string(): "2026-01-31", field(2).to_string(): "First this, then that." });
    let have = "(SELECT coalesce(max(number), 0) FROM tickets)";
    let tickets = format!(
        "WITH RECURSIVE n (i) AS (SELECT {have} + 1 UNION ALL SELECT i + 1 FROM n WHERE i < {have} + {more})
         INSERT INTO tickets (account_id, id, number, customer_id, requester_id, form_id, form_version, answers, title, status, priority, last_seq,
             last_public_seq, public_count, last_public_at, last_public_by, last_public_snippet, created_at, activity_at, version)
         SELECT $1, randomblob(16), i, $2, $3, $4, 1, $5, 'The printer on floor ' || i || ' burns again', 'open', 'normal', 1, 1, 1, $6, '', '', $6, $6, 1
         FROM n"
    );
    let values = [
        ACCOUNT.0.into(),
        CUSTOMER.0.into(),
        CONTACT.0.into(),
        FORM.0.into(),
        answers.into(),
        now().into(),
    ];
    db.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, tickets, values))
        .await?;
    let messages = "INSERT INTO messages (account_id, id, ticket_id, seq, public_seq, visibility, author_kind, author_name, source, body, created_at)
         SELECT account_id, randomblob(16), id, 1, 1, 'public', 'contact', 'Maria', 'portal', 'It happens since this morning, on every floor.', created_at
         FROM tickets t WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.account_id = t.account_id AND m.ticket_id = t.id)";
    db.execute_unprepared(messages).await?;
    Ok(())
}

fn field(n: u128) -> FieldId {
    FieldId(Uuid::from_u128(10 + n))
}

async fn people(db: &DatabaseConnection) -> Result<()> {
    let now = now();
    let row = account::Model::new(ACCOUNT, ("Acme", "acme", "ACME"), now);
    account::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    let row = customer::Model::new((ACCOUNT, CUSTOMER), "Globex", now);
    customer::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    let row = customer_domain::Model::new((ACCOUNT, CUSTOMER), "globex.example", now);
    customer_domain::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    let who = ("maria@globex.example", "Maria", ContactRole::Member);
    let row = contact::Model::new((ACCOUNT, CUSTOMER, CONTACT), who, now);
    contact::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    let row = form::Model {
        account_id: ACCOUNT,
        id: FORM,
        created_at: now,
        name: "Report a problem".to_owned(),
        description: String::new(),
        position: 1,
        on_portal: true,
        current_version: 1,
        version: 1,
        archived_at: None,
    };
    form::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    let row = form_version::Model {
        account_id: ACCOUNT,
        form_id: FORM,
        version: 1,
        schema: json!({ "fields": [
            { "id": field(0), "kind": "select", "label": "Area", "choices": ["Billing", "Login"] },
            { "id": field(1), "kind": "date", "label": "Since when" },
            { "id": field(2), "kind": "long_text", "label": "Steps" },
        ] }),
        published_at: now,
    };
    form_version::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    Ok(())
}
