//! The same statements without Portico: what the database manages by itself.
//!
//! Written down here a second time, because what the server sends is what sea-orm makes of it. Not repeated is what the
//! server remembers for a while (who the caller is) and what is work for later (jobs).

use std::io::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use chrono::Utc;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use tokio::process::Command;
use uuid::Uuid;

use crate::seed::{ACCOUNTS, CUSTOMERS, TICKETS, id, number};
use crate::{CONNECTIONS, Operation};

const LIST: &[&str] = &[
    "SELECT id, number, customer_id, requester_id, assignee_id, form_id, title, status, priority, last_public_seq, public_count, \
     last_public_snippet, created_at, activity_at, solved_at FROM tickets WHERE account_id = {account} AND customer_id = {customer} \
     AND status = 'open' ORDER BY activity_at DESC, id DESC LIMIT 26",
    "SELECT id, name FROM contacts WHERE account_id = {account} AND id = {contact}",
    "SELECT ticket_id, seq FROM read_marks WHERE account_id = {account} AND contact_id = {contact} AND ticket_id = {ticket}",
];

const OPEN: &[&str] = &[
    "SELECT * FROM tickets WHERE account_id = {account} AND customer_id = {customer} AND number = {number}",
    "SELECT id, name FROM contacts WHERE account_id = {account} AND id = {contact}",
    "SELECT seq FROM read_marks WHERE account_id = {account} AND contact_id = {contact} AND ticket_id = {ticket}",
    "SELECT * FROM tickets WHERE account_id = {account} AND customer_id = {customer} AND number = {number}",
    "SELECT * FROM messages WHERE account_id = {account} AND ticket_id = {ticket} AND visibility = 'public' AND public_seq IS NOT NULL \
     ORDER BY public_seq DESC LIMIT 51",
    "SELECT * FROM timeline WHERE account_id = {account} AND ticket_id = {ticket} AND NOT internal AND public_seq IS NOT NULL \
     ORDER BY public_seq DESC LIMIT 51",
    "SELECT * FROM mentions WHERE account_id = {account} AND message_id = {new1}",
];

const CREATE: &[&str] = &[
    "INSERT INTO idempotency_keys (account_id, caller_id, key, request_hash, created_at) \
     VALUES ({account}, {contact}, CAST({new1} AS TEXT), {hash}, {now})",
    "UPDATE accounts SET next_ticket_number = next_ticket_number + 1 WHERE id = {account} RETURNING *",
    "SELECT * FROM customers WHERE account_id = {account} AND id = {customer}",
    "INSERT INTO tickets (account_id, id, number, customer_id, requester_id, answers, title, status, priority, last_seq, \
     last_public_seq, public_count, last_public_at, last_public_by, last_public_snippet, created_at, activity_at, version) \
     SELECT {account}, {new1}, next_ticket_number - 1, {customer}, {contact}, '{}', 'The export stops', 'open', 'normal', 0, 0, 0, \
     {now}, '', '', {now}, {now}, 0 FROM accounts WHERE id = {account}",
    "INSERT INTO timeline (account_id, id, ticket_id, seq, public_seq, actor_kind, actor_id, actor_name, what, source, created_at) \
     VALUES ({account}, {new2}, {new1}, 1, 1, 'contact', {contact}, 'Some One', '{\"change\":\"created\"}', 'portal', {now})",
    "INSERT INTO messages (account_id, id, ticket_id, seq, public_seq, visibility, author_kind, author_id, author_name, source, body, \
     created_at) VALUES ({account}, {new2}, {new1}, 2, 2, 'public', 'contact', {contact}, 'Some One', 'portal', 'Since **this morning**.', {now})",
    "UPDATE tickets SET last_seq = 2, last_public_seq = 2, public_count = 1, last_public_at = {now}, last_public_by = 'Some One', \
     last_public_snippet = 'Since this morning.', activity_at = {now}, version = 1 WHERE account_id = {account} AND id = {new1}",
    "INSERT INTO read_marks (account_id, contact_id, ticket_id, seq) VALUES ({account}, {contact}, {new1}, 1) \
     ON CONFLICT (account_id, contact_id, ticket_id) DO UPDATE SET seq = excluded.seq",
    "UPDATE idempotency_keys SET status = 201, body = '{}' \
     WHERE account_id = {account} AND caller_id = {contact} AND key = CAST({new1} AS TEXT)",
];

const REPLY: &[&str] = &[
    "SELECT * FROM tickets WHERE account_id = {account} AND customer_id = {customer} AND number = {number}",
    "INSERT INTO idempotency_keys (account_id, caller_id, key, request_hash, created_at) \
     VALUES ({account}, {contact}, CAST({new1} AS TEXT), {hash}, {now})",
    "UPDATE tickets SET last_seq = last_seq + 1, last_public_seq = last_public_seq + 1, public_count = public_count + 1, \
     last_public_at = {now}, last_public_by = 'Some One', last_public_snippet = 'It still happens, even after a restart.', \
     activity_at = {now}, version = version + 1 WHERE account_id = {account} AND id = {ticket}",
    "INSERT INTO messages (account_id, id, ticket_id, seq, public_seq, visibility, author_kind, author_id, author_name, source, body, \
     created_at) SELECT {account}, {new2}, {ticket}, last_seq, last_public_seq, 'public', 'contact', {contact}, 'Some One', 'portal', \
     'It still happens, even after a restart.', {now} FROM tickets WHERE account_id = {account} AND id = {ticket}",
    "INSERT INTO read_marks (account_id, contact_id, ticket_id, seq) VALUES ({account}, {contact}, {ticket}, 1) \
     ON CONFLICT (account_id, contact_id, ticket_id) DO UPDATE SET seq = excluded.seq",
    "UPDATE idempotency_keys SET status = 201, body = '{}' \
     WHERE account_id = {account} AND caller_id = {contact} AND key = CAST({new1} AS TEXT)",
];

fn statements(operation: Operation) -> &'static [&'static str] {
    match operation {
        Operation::List => LIST,
        Operation::Open => OPEN,
        Operation::Create => CREATE,
        Operation::Reply => REPLY,
    }
}

fn writes(operation: Operation) -> bool {
    matches!(operation, Operation::Create | Operation::Reply)
}

/// Operations a second.
pub(crate) async fn measure(url: &str, operation: Operation, time: Duration) -> Result<f64> {
    match url.strip_prefix("sqlite:") {
        Some(file) => sqlite(file, operation, time).await,
        None => pgbench(url, operation, time).await,
    }
}

/// One of the values a statement names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    Account,
    Customer,
    Contact,
    Ticket,
    Number,
    New1,
    New2,
    Hash,
    Now,
}

const VALUES: [(&str, Value); 9] = [
    ("{account}", Value::Account),
    ("{customer}", Value::Customer),
    ("{contact}", Value::Contact),
    ("{ticket}", Value::Ticket),
    ("{number}", Value::Number),
    ("{new1}", Value::New1),
    ("{new2}", Value::New2),
    ("{hash}", Value::Hash),
    ("{now}", Value::Now),
];

/// The statement with `write` in the place of each value.
fn fill(statement: &str, mut write: impl FnMut(Value) -> String) -> String {
    let mut filled = String::new();
    let mut rest = statement;
    while let Some(at) = rest.find('{') {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((name, value)) = VALUES.into_iter().find(|(name, _)| rest.starts_with(name)) {
            filled.push_str(&write(value));
            rest = &rest[name.len()..];
        } else {
            // JSON.
            filled.push('{');
            rest = &rest[1..];
        }
    }
    filled + rest
}

async fn sqlite(file: &str, operation: Operation, time: Duration) -> Result<f64> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10));
    let connections = u32::try_from(CONNECTIONS)?;
    let pool = SqlitePoolOptions::new()
        .max_connections(connections)
        .connect_with(options)
        .await?;
    let turn = std::sync::Arc::new(tokio::sync::Semaphore::new(1));
    let prepared: Vec<(String, Vec<Value>)> = statements(operation)
        .iter()
        .map(|statement| {
            let mut values = Vec::new();
            let sql = fill(statement, |value| {
                values.push(value);
                "?".to_owned()
            });
            (sql, values)
        })
        .collect();
    let prepared = std::sync::Arc::new(prepared);
    let started = Instant::now();
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|number| {
            let (pool, prepared, turn) = (pool.clone(), prepared.clone(), turn.clone());
            tokio::spawn(async move {
                let mut done = 0_u32;
                while started.elapsed() < time {
                    let subject = Subject::pick(number as u128 * 7 + u128::from(done));
                    let _writer = if writes(operation) {
                        Some(turn.acquire().await?)
                    } else {
                        None
                    };
                    once(&pool, &prepared, operation, subject).await?;
                    done += 1;
                }
                anyhow::Ok(done)
            })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        done += task.await??;
    }
    let elapsed = started.elapsed();
    pool.close().await;
    Ok(f64::from(done) / elapsed.as_secs_f64())
}

async fn once(
    pool: &SqlitePool,
    prepared: &[(String, Vec<Value>)],
    operation: Operation,
    subject: Subject,
) -> Result<()> {
    // A transaction that reads needs none: each statement stands alone in the server, too.
    let mut connection = pool.acquire().await?;
    if writes(operation) {
        sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await?;
    }
    for (sql, values) in prepared {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.as_str()));
        for value in values {
            query = match value {
                Value::Account => query.bind(subject.account),
                Value::Customer => query.bind(subject.customer),
                Value::Contact => query.bind(subject.contact),
                Value::Ticket => query.bind(subject.ticket),
                Value::New1 => query.bind(subject.new1),
                Value::New2 => query.bind(subject.new2),
                Value::Number => query.bind(subject.number),
                Value::Hash => query.bind(&[7_u8; 32][..]),
                Value::Now => query.bind(now()),
            };
        }
        query.fetch_all(&mut *connection).await?;
    }
    if writes(operation) {
        sqlx::query("COMMIT").execute(&mut *connection).await?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the database's time, not Portico's")]
fn now() -> chrono::DateTime<Utc> {
    Utc::now()
}

/// Whom and what a turn is about.
#[derive(Clone, Copy)]
struct Subject {
    account: Uuid,
    customer: Uuid,
    contact: Uuid,
    ticket: Uuid,
    number: i64,
    new1: Uuid,
    new2: Uuid,
}

impl Subject {
    fn pick(turn: u128) -> Self {
        let (account, customer, ticket) = (turn % ACCOUNTS, turn % CUSTOMERS, turn % (TICKETS / 10) * 10);
        Self {
            account: id(1, account, 0, 0),
            customer: id(2, account, customer, 0),
            contact: id(3, account, customer, 0),
            ticket: id(4, account, customer, ticket),
            number: number(customer, ticket),
            new1: Uuid::now_v7(),
            new2: Uuid::now_v7(),
        }
    }
}

async fn pgbench(url: &str, operation: Operation, time: Duration) -> Result<f64> {
    let script = tempfile::NamedTempFile::new()?;
    let mut file = script.as_file();
    writeln!(file, "\\set a random(0, {})", ACCOUNTS - 1)?;
    writeln!(file, "\\set c random(0, {})", CUSTOMERS - 1)?;
    writeln!(file, "\\set t random(0, {}) * 10", TICKETS / 10 - 1)?;
    writeln!(file, "\\set r random(1, 9000000000000000000)")?;
    if writes(operation) {
        writeln!(file, "BEGIN;")?;
    }
    for statement in statements(operation) {
        writeln!(file, "{};", fill(statement, in_pgbench))?;
    }
    if writes(operation) {
        writeln!(file, "COMMIT;")?;
    }
    let output = Command::new("pgbench")
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
        .arg(format!("--client={CONNECTIONS}"))
        .arg(format!("--time={}", time.as_secs().max(1)))
        .arg("--file")
        .arg(script.path())
        .arg(url)
        .output()
        .await
        .context("running pgbench")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(
        output.status.success(),
        "pgbench: {text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("tps = "))
        .context("pgbench printed no tps")?;
    Ok(line.split(' ').next().unwrap_or_default().parse()?)
}

/// A value as pgbench computes it; ids as `seed::id` does.
fn in_pgbench(value: Value) -> String {
    let id = |kind: u8, node: &str| {
        format!("CAST(lpad(to_hex({kind}), 8, '0') || '-0000-7000-8000-' || lpad(to_hex({node}), 12, '0') AS uuid)")
    };
    let customer = "CAST(:a AS bigint) * 1099511627776 + CAST(:c AS bigint) * 4294967296";
    let new = |salt: &str| format!("CAST(md5('{salt}' || CAST(:r AS text)) AS uuid)");
    match value {
        Value::Account => id(1, "CAST(:a AS bigint) * 1099511627776"),
        Value::Customer => id(2, customer),
        Value::Contact => id(3, customer),
        Value::Ticket => id(4, &format!("{customer} + CAST(:t AS bigint)")),
        Value::Number => format!("(CAST(:c AS bigint) * {TICKETS} + CAST(:t AS bigint) + 1)"),
        Value::New1 => new("1"),
        Value::New2 => new("2"),
        Value::Hash => "decode(md5('x'), 'hex')".to_owned(),
        Value::Now => "now()".to_owned(),
    }
}
