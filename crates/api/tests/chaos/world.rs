//! A run: a database, the sandbox, one process or two, people who write, and somebody who cuts the power.

use std::{
    net::TcpListener,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use portico::entity::{JobState, job};
use portico_sandbox::{Options, Sandbox};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};
use tempfile::TempDir;
use tokio::{sync::Mutex, task::JoinSet};

use crate::{
    audit::{self, Found},
    crew::{self, Colleague, Writer, facts::Facts},
    database::Fresh,
    fixtures,
    plan::Plan,
    server::Server,
};

/// How long nothing may move, once all is well outside, before that counts as a failure.
const STUCK_AFTER: Duration = Duration::from_secs(90);
/// How long it may take to compare every thread with Slack once.
const ROUND: Duration = Duration::from_mins(15);

#[expect(clippy::disallowed_methods, reason = "fixtures of today")]
pub async fn run(title: &str, plan: Plan) {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default(); // The second test finds it installed.
    let database = Fresh::make().await;
    let db = database.connect().await;
    fixtures::insert(&db, Utc::now()).await;
    let sandbox = Options {
        // As patient as a kill takes.
        retry_delays: [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(5)],
        ..Options::default()
    };
    let sandbox = Arc::new(Sandbox::start(sandbox).await.expect("the sandbox starts"));
    let folder = tempfile::tempdir().expect("a folder");
    let postgres = !database.url().starts_with("sqlite:");
    let servers = servers(if postgres { 2 } else { 1 }, plan.kills, &database, &sandbox, &folder);
    let ports: Vec<u16> = servers.iter().map(|server| server.port).collect();
    let servers: Vec<_> = servers.into_iter().map(Mutex::new).collect();
    for server in &servers {
        server.lock().await.start().await;
    }
    let slack = format!("http://127.0.0.1:{}/slack", ports[0]);
    sandbox
        .slack()
        .connect_app(&format!("{slack}/events"), &format!("{slack}/interactions"));
    sandbox.faults().set(plan.faults.clone());

    let (started, facts) = (Instant::now(), Arc::new(Facts::default()));
    let mut people = JoinSet::new();
    for number in 0..crew::CONTACTS.len() {
        let writer = Writer::new(facts.clone(), sandbox.clone(), db.clone(), ports.clone(), number);
        people.spawn(writer.write(plan.portal_writes));
    }
    for number in 0..crew::AGENTS.len() {
        let colleague = Colleague::new(facts.clone(), db.clone(), ports.clone(), number);
        people.spawn(colleague.write(plan.portal_writes));
        people.spawn(crew::answer(sandbox.clone(), facts.clone(), number, plan.in_slack()));
    }
    let kills = cut_power(&servers, &plan, &mut people).await;
    let wrote_for = started.elapsed();

    sandbox.faults().clear();
    let found = settle(&db, &sandbox, &facts, compare_seconds(plan.kills)).await;
    println!(
        "{}, {title}: {kills} kills, {} (written in {:.0} s, all through after {:.0} s)",
        if postgres {
            "PostgreSQL, two processes"
        } else {
            "SQLite"
        },
        found.figures,
        wrote_for.as_secs_f64(),
        started.elapsed().as_secs_f64()
    );
    for server in &servers {
        server.lock().await.kill().await;
    }
    for line in &found.evidence {
        println!("{line}");
    }
    let some: Vec<_> = found.faults.iter().take(20).collect();
    assert_eq!(kills, plan.kills);
    assert!(some.is_empty(), "{} faults, such as {some:#?}", found.faults.len());
}

/// Processes of one installation, not started yet.
fn servers(count: usize, kills: usize, database: &Fresh, sandbox: &Sandbox, folder: &TempDir) -> Vec<Server> {
    let ports: Vec<u16> = (0..count).map(|_| free_port()).collect();
    let environment = vec![
        ("PORTICO_SERVER__PUBLIC_URL", format!("http://localhost:{}", ports[0])),
        ("PORTICO_DATABASE__URL", database.url()),
        (
            "PORTICO_SECRETS__FILE",
            folder.path().join("secret.key").display().to_string(),
        ),
        (
            "PORTICO_ATTACHMENTS__FOLDER",
            folder.path().join("files").display().to_string(),
        ),
        ("PORTICO_SLACK__FILE_HOSTS", sandbox.url().replace("http://", "")),
        ("PORTICO_MAIL__SMTP_URL", format!("smtp://{}", sandbox.smtp_addr())),
        ("PORTICO_SLACK__API_URL", sandbox.slack_api_url()),
        ("PORTICO_SLACK__BOT_TOKEN", sandbox.bot_token().to_owned()),
        ("PORTICO_SLACK__SIGNING_SECRET", sandbox.signing_secret().to_owned()),
        ("PORTICO_LIMITS__PER_ADDRESS", "0".to_owned()),
        ("PORTICO_LIMITS__PER_PERSON", "0".to_owned()),
        ("PORTICO_LIMITS__PER_ACCOUNT", "0".to_owned()),
        ("PORTICO_LIMITS__SIGN_IN_PER_ADDRESS", "0".to_owned()),
        // Everything that takes a minute takes a second here.
        ("PORTICO_SLACK__TIMEOUT_SECONDS", "2".to_owned()),
        ("PORTICO_SLACK__ACCOUNT", fixtures::ACME.to_owned()),
        ("PORTICO_SLACK__SETTLE_SECONDS", "4".to_owned()),
        ("PORTICO_SLACK__COMPARE_SECONDS", compare_seconds(kills).to_string()),
        ("PORTICO_SLACK__COMPARE_PER_MINUTE", "100000".to_owned()),
        ("PORTICO_SLACK__CHANNEL_INTERVAL_MS", "0".to_owned()),
        ("PORTICO_SLACK__CARD_UPDATE_MS", "100".to_owned()),
        ("PORTICO_SLACK__UNDO_SECONDS", "1".to_owned()),
        ("PORTICO_MAIL__TIMEOUT_SECONDS", "2".to_owned()),
        ("PORTICO_JOBS__LEASE_SECONDS", "6".to_owned()),
        ("PORTICO_JOBS__RETRY_SECONDS", "1".to_owned()),
        ("PORTICO_JOBS__RETRY_LONGEST_SECONDS", "2".to_owned()),
        ("PORTICO_LOG__FILTER", "off".to_owned()),
    ];
    ports
        .into_iter()
        .map(|port| Server::new(port, environment.clone()))
        .collect()
}

/// Hundreds of threads take longer than a few to be compared.
fn compare_seconds(kills: usize) -> u32 {
    u32::try_from(5 + kills / 5).expect("not that many")
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|it| it.local_addr())
        .expect("a free port")
        .port()
}

/// Kills and starts until the plan's kills are done and everybody has written what they wanted to. Returns how many kills there were.
async fn cut_power(servers: &[Mutex<Server>], plan: &Plan, people: &mut JoinSet<()>) -> usize {
    let (mut dice, mut kills) = (StdRng::seed_from_u64(42), 0);
    loop {
        if kills < plan.kills {
            tokio::time::sleep(Duration::from_millis(dice.random_range(20..600))).await;
            let mut server = servers[dice.random_range(0..servers.len())].lock().await;
            server.kill().await;
            server.start().await;
            kills += 1;
        } else {
            let Some(done) = people.join_next().await else {
                return kills;
            };
            done.expect("a person who writes");
        }
    }
}

/// Waits until the outside has nothing to deliver, no job is left but dead ones and those that look again and again, and all is as it must
/// be: what Slack never told is found when the threads are compared.
async fn settle(db: &DatabaseConnection, sandbox: &Sandbox, facts: &Facts, compare_seconds: u32) -> Found {
    let (mut left, mut since) = (u64::MAX, Instant::now());
    let mut round = Round::of(compare_seconds);
    loop {
        sandbox.slack().settled().await;
        let waiting = job::Entity::find()
            .filter(job::Column::State.ne(JobState::Dead))
            .filter(job::Column::Kind.is_not_in(["compare_threads", "compare_thread", "list_channels"]));
        let left_to_do = waiting.clone().count(db).await.expect("the jobs");
        let mut found = if left_to_do == 0 {
            Some(audit::audit(db, sandbox, facts).await)
        } else {
            None
        };
        if let Some(found) = found.take_if(|it| it.faults.is_empty()) {
            return found;
        }
        let open = found.as_ref().map_or(left_to_do, |found| found.faults.len() as u64);
        if open != left {
            (left, since) = (open, Instant::now());
        }
        let compared = left_to_do > 0 || round.is_over(db).await || since.elapsed() > ROUND;
        if since.elapsed() > STUCK_AFTER && compared {
            let mut found = audit::audit(db, sandbox, facts).await;
            let stuck = waiting.all(db).await.expect("the jobs");
            let stuck = stuck.iter().map(|job| format!("a job does not get done: {job:?}"));
            found.faults.extend(stuck);
            return found;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// A round of comparing all threads with Slack that begins when nothing else is left to do. Before it is over, what is missing may still be
/// found.
struct Round {
    every: TimeDelta,
    quiet: Option<DateTime<Utc>>,
    /// When those were asked for that were asked for last.
    last: Option<DateTime<Utc>>,
}

impl Round {
    fn of(seconds: u32) -> Self {
        let every = TimeDelta::seconds(seconds.into());
        Self {
            every,
            quiet: None,
            last: None,
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the servers' clock is this one")]
    async fn is_over(&mut self, db: &DatabaseConnection) -> bool {
        let quiet = *self.quiet.get_or_insert_with(Utc::now);
        let jobs = |kind| job::Entity::find().filter(job::Column::Kind.eq(kind));
        if self.last.is_none() {
            // It looks again and again, and each look asks for every thread that none of the looks of this time has asked for.
            let look = jobs("compare_threads").one(db).await.expect("the jobs");
            self.last = look.map(|it| it.created_at).filter(|at| *at >= quiet + self.every);
        }
        let Some(last) = self.last else { return false };
        let left = jobs("compare_thread").filter(job::Column::CreatedAt.lte(last));
        left.count(db).await.expect("the jobs") == 0
    }
}
