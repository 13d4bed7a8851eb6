//! The server as it is installed: processes of `portico serve` on one PostgreSQL, which go by the machine's clock and do their own jobs.

use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use chrono::Utc;
use portico::{entity::job, outside::clock::cut};
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};
use tokio::process::Child;

use super::{
    ACME, SECRET, TestApp,
    serving::{READY_WITHIN, serve},
};

/// Killed when dropped.
pub struct Process {
    pub port: u16,
    db: DatabaseConnection,
    _child: Child,
}

impl Process {
    /// Starts two on the database and beside the sandbox of `app`, behind one address; returns when both are ready.
    pub(super) async fn two(app: &TestApp, cache_seconds: u64) -> [Self; 2] {
        let ports = [(); 2].map(|()| {
            let free = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr());
            free.expect("a free port").port()
        });
        let mut environment = environment(app);
        environment.push(("PORTICO_SERVER__PUBLIC_URL", format!("http://localhost:{}", ports[0])));
        environment.push(("PORTICO_SIGN_IN__CACHE_SECONDS", cache_seconds.to_string()));
        // That the delivered setting keeps the promise is a sum (`events`); here the rest of it is for slow machines.
        environment.push(("PORTICO_LIVE__RECHECK_MS", "1000".to_owned()));
        let [one, two] = ports;
        let (one, two) = tokio::join!(Self::start(app, one, &environment), Self::start(app, two, &environment));
        [one, two]
    }

    /// Starts one that may speak in Slack, too.
    pub(super) async fn one(app: &TestApp) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr());
        let port = free.expect("a free port").port();
        let mut environment = environment(app);
        environment.push(("PORTICO_SERVER__PUBLIC_URL", format!("http://localhost:{port}")));
        environment.push(("PORTICO_SLACK__BOT_TOKEN", app.sandbox.bot_token().to_owned()));
        environment.push(("PORTICO_SLACK__ACCOUNT", ACME.to_owned()));
        Self::start(app, port, &environment).await
    }

    async fn start(app: &TestApp, port: u16, environment: &[(&str, String)]) -> Self {
        Self {
            port,
            db: app.db.clone(),
            _child: serve(port, environment).await,
        }
    }

    /// Waits until the processes have done what is due: by themselves, whoever of them.
    #[expect(clippy::disallowed_methods, reason = "they go by the machine's clock")]
    pub(super) async fn done(&self) {
        let since = Instant::now();
        let due = || {
            let now = Condition::all()
                .add(job::Column::State.eq("ready"))
                .add(job::Column::RunAt.lte(cut(Utc::now())));
            let held = Condition::all().add(job::Column::State.eq("running"));
            job::Entity::find().filter(Condition::any().add(now).add(held))
        };
        while due().count(&self.db).await.expect("the jobs") > 0 {
            assert!(since.elapsed() < READY_WITHIN, "jobs do not get done");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// The settings of `app`'s own server, as processes are told them.
fn environment(app: &TestApp) -> Vec<(&'static str, String)> {
    let sandbox = &app.sandbox;
    let openid = sandbox.openid();
    let client = openid.client();
    let unlimited = || "0".to_owned();
    let mut all = vec![
        ("PORTICO_DATABASE__URL", app.database.url()),
        ("PORTICO_DATABASE__MAX_CONNECTIONS", "8".to_owned()),
        ("PORTICO_SECRETS__KEY", String::from_utf8_lossy(SECRET).into_owned()),
        ("PORTICO_ATTACHMENTS__FOLDER", app.files.path().display().to_string()),
        ("PORTICO_SIGN_IN__MAIL_SPREAD_MS", unlimited()),
        ("PORTICO_MAIL__SMTP_URL", format!("smtp://{}", sandbox.smtp_addr())),
        ("PORTICO_SLACK__API_URL", sandbox.slack_api_url()),
        ("PORTICO_SLACK__SIGNING_SECRET", sandbox.signing_secret().to_owned()),
        ("PORTICO_OPENID__GOOGLE__ISSUER", openid.issuer("google")),
        ("PORTICO_OPENID__MICROSOFT__BASE_URL", openid.issuer("microsoft")),
        ("PORTICO_OPENID__SLACK__ISSUER", openid.issuer("slack")),
        ("PORTICO_OPENID__ALLOW_HOSTS", sandbox.url().replace("http://", "")),
        ("PORTICO_LIMITS__PER_ADDRESS", unlimited()),
        ("PORTICO_LIMITS__PER_PERSON", unlimited()),
        ("PORTICO_LIMITS__PER_ACCOUNT", unlimited()),
        ("PORTICO_LIMITS__SIGN_IN_PER_ADDRESS", unlimited()),
        ("PORTICO_LOG__FILTER", "off".to_owned()),
    ];
    for name in [
        "PORTICO_OPENID__GOOGLE__CLIENT_ID",
        "PORTICO_OPENID__MICROSOFT__CLIENT_ID",
        "PORTICO_OPENID__SLACK__CLIENT_ID",
        "PORTICO_SLACK__CLIENT_ID",
    ] {
        all.push((name, client.id.clone()));
    }
    for name in [
        "PORTICO_OPENID__GOOGLE__CLIENT_SECRET",
        "PORTICO_OPENID__MICROSOFT__CLIENT_SECRET",
        "PORTICO_OPENID__SLACK__CLIENT_SECRET",
        "PORTICO_SLACK__CLIENT_SECRET",
    ] {
        all.push((name, client.secret.clone()));
    }
    all
}
