//! What every request shares, all routes, and how the server starts and stops.

use std::{net::TcpListener, sync::Arc, time::Duration};

use actix_web::{
    App, HttpServer,
    web::{self, Data, PathConfig, QueryConfig},
};
use sea_orm::DatabaseConnection;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::{AppExt as _, service_config};

use crate::{
    accounts, agents, api_keys, attachments, audit_log,
    auth::{self, AccountCache, Callers, Keys, account_cache},
    collections,
    config::Config,
    contacts, customers, db, edge,
    error::Error,
    events, forms, health, housekeeping, inbound_mail, invitations,
    jobs::{self, Claim, Job, Outcome},
    limits::{self, Limits},
    live, mail, notifications,
    outside::{clock::SharedClock, mail::Mailer, openid::OpenId, slack::SlackApi, store::Store},
    portal_setup,
    routes::Routes,
    scope, secret_key, sessions, sign_in, slack, tickets, views, web_apps,
};

/// As many mails are posted to a process at once.
const POSTED_MAILS: usize = 32;

/// What every request and job shares.
pub struct AppState {
    pub config: Config,
    /// Shows what the [scope](crate::scope) of the task that asks is for.
    pub(crate) db: DatabaseConnection,
    pub clock: SharedClock,
    pub live: live::Hub,
    /// SQLite's writers take turns.
    pub(crate) sqlite_turn: Option<Arc<Semaphore>>,
    pub(crate) exports: tickets::Exports,
    pub(crate) uploads: attachments::Turns,
    /// Mails that are posted are in memory until they are kept.
    pub(crate) posted_mails: Semaphore,
    /// Where the bytes of files are.
    pub(crate) files: Store,
    pub(crate) keys: Arc<Keys>,
    pub(crate) accounts: AccountCache,
    pub(crate) callers: Callers,
    pub(crate) limits: Limits,
    pub(crate) mailer: Mailer,
    pub(crate) slack: SlackApi,
    pub(crate) sockets: slack::Sockets,
    pub(crate) leases: jobs::Leases,
    pub(crate) openid: OpenId,
    /// Cancelled when the process stops: open streams end.
    pub stop: CancellationToken,
}

impl AppState {
    /// Opens the database and prepares all the rest; asks nothing of the outside world.
    pub async fn new(config: Config, secret: &[u8], clock: SharedClock) -> anyhow::Result<Self> {
        let db = db::connect(&config.database).await?;
        let sqlite_turn = (!db::is_postgres(&db)).then(|| Arc::new(Semaphore::new(1)));
        Ok(Self {
            live: live::Hub::start(&db),
            sqlite_turn,
            exports: tickets::Exports::new(config.database.max_connections),
            uploads: attachments::Turns::default(),
            posted_mails: Semaphore::new(POSTED_MAILS),
            files: Store::new(&config.attachments)?,
            keys: Arc::new(Keys::new(secret, &secret_key::previous(&config.secrets)?)),
            accounts: account_cache(config.sign_in.cache_seconds),
            callers: Callers::new(config.sign_in.cache_seconds),
            limits: Limits::new(&config.limits, &clock),
            mailer: Mailer::new(&config.mail)?,
            slack: SlackApi::new(&config.slack, clock.clone())?,
            sockets: slack::Sockets::default(),
            leases: jobs::Leases::default(),
            openid: OpenId::new(&config.openid, clock.clone())?,
            stop: CancellationToken::new(),
            db,
            clock,
            config,
        })
    }
}

/// The contacts' surface.
fn portal_routes(routes: &mut impl Routes) {
    portal_setup::configure_portal(routes);
    sign_in::configure_portal(routes);
    sessions::configure_portal(routes);
    contacts::configure_portal(routes);
    agents::configure_portal(routes);
    forms::configure_portal(routes);
    tickets::configure_portal(routes);
    views::configure_portal(routes);
    notifications::configure_portal(routes);
    attachments::configure_portal(routes);
    events::configure_portal(routes);
}

/// The agents' surface.
fn staff_routes(routes: &mut impl Routes) {
    accounts::configure(routes);
    portal_setup::configure(routes);
    sign_in::configure(routes);
    sessions::configure(routes);
    agents::configure(routes);
    api_keys::configure(routes);
    audit_log::configure(routes);
    collections::configure(routes);
    forms::configure(routes);
    customers::configure(routes);
    contacts::configure(routes);
    tickets::configure(routes);
    attachments::configure(routes);
    slack::configure_staff(routes);
    events::configure(routes);
}

const PORTAL: &str = "/api/v1/portal";
const STAFF: &str = "/api/v1";

/// The API description, made from the handlers.
pub fn openapi() -> OpenApi {
    // The routes' type must be named for the scopes, which take functions for any lifetime.
    let described = |routes: &mut service_config::ServiceConfig| {
        routes
            .service(utoipa_actix_web::scope(PORTAL).configure(|it| portal_routes(it)))
            .service(utoipa_actix_web::scope(STAFF).configure(|it| staff_routes(it)));
    };
    let (_, api) = App::new()
        .into_utoipa_app()
        .openapi(crate::description::base())
        .configure(described)
        .split_for_parts();
    crate::description::finish(api)
}

/// The description as `api-spec/openapi.json` and `/api/v1/openapi.json` have it.
pub fn openapi_text(api: &OpenApi) -> serde_json::Result<String> {
    crate::description::text(api)
}

/// One line an operation: method, path, who may call it, its id. What a reviewer reads.
pub fn operations(api: &OpenApi) -> String {
    crate::description::operations(api)
}

/// Serves on `listener` until the state's `stop`. Work in the background is [`work`]'s.
pub async fn serve(listener: TcpListener, state: Data<AppState>) -> std::io::Result<()> {
    let (stop, ended) = (state.stop.clone(), state.stop.clone());
    tokio::spawn(health::upkeep(state.clone()));
    let sockets = tokio::spawn(slack::hold_sockets(state.clone().into_inner()));
    let shutdown_seconds = state.config.server.shutdown_seconds;
    let server = HttpServer::new(move || {
        let limit = state.config.server.max_body_bytes;
        App::new()
            .app_data(state.clone())
            .app_data(PathConfig::default().error_handler(|_, _| Error::NotFound("page").into()))
            .app_data(QueryConfig::default().error_handler(|err, _| Error::Malformed(err.to_string()).into()))
            .app_data(web::PayloadConfig::default().limit(limit))
            // Before the scopes, one of which would take its address.
            .configure(crate::description::configure)
            .configure(attachments::configure_links)
            .service(web::scope(PORTAL).configure(portal_routes))
            .service(web::scope(STAFF).configure(staff_routes))
            .configure(health::configure)
            .configure(slack::configure)
            .configure(inbound_mail::configure)
            .configure(notifications::configure_pages)
            .configure(sign_in::configure_pages)
            .configure(web_apps::configure)
            .wrap(actix_web::middleware::from_fn(auth::within_account))
            .wrap(actix_web::middleware::from_fn(limits::enforce))
            .wrap(actix_web::middleware::from_fn(edge::guard))
            .wrap(actix_web::middleware::from_fn(edge::trace))
    })
    .workers(std::thread::available_parallelism().map_or(2, usize::from).min(8))
    .shutdown_timeout(shutdown_seconds)
    .disable_signals()
    .client_request_timeout(Duration::from_secs(10))
    .listen(listener)?
    .run();
    let handle = server.handle();
    tokio::spawn(async move {
        stop.cancelled().await;
        handle.stop(true).await;
    });
    let result = server.await;
    ended.cancel(); // Also when the server ended by itself.
    if sockets.await.is_err() {
        tracing::error!("what holds the sockets to Slack ended by itself");
    }
    result
}

/// Brings the schema up to date. For tests; the command line does it by itself.
pub async fn migrate(config: &crate::config::Database) -> anyhow::Result<()> {
    db::migrate(config).await
}

/// Does the work in the background until the state's `stop`.
pub async fn work(state: Arc<AppState>) {
    let stop = state.stop.clone();
    tokio::join!(jobs::work(state.clone(), stop.clone()), housekeeping::run(state, stop));
}

/// Takes answers by mail on `listener`, by SMTP and LMTP, until the state's `stop`.
pub async fn take_mail(listener: TcpListener, state: Arc<AppState>) -> std::io::Result<()> {
    inbound_mail::serve(listener, state).await
}

/// Clears away what is over, now. For tests, which own the time.
pub async fn tidy(state: &AppState) -> anyhow::Result<u64> {
    housekeeping::tidy(state).await
}

/// Runs every job that is due now, one after the other; returns how many. For tests, which own the time.
pub async fn run_due_jobs(state: &Arc<AppState>) -> anyhow::Result<usize> {
    jobs::run_due(state).await
}

/// Takes what is due as a worker does that is stopped right then, for tests.
pub async fn take_due_jobs(state: &Arc<AppState>) -> anyhow::Result<Vec<Claim>> {
    jobs::take_due(state).await
}

/// The worker wakes up and does what it took.
pub async fn do_taken_job(state: &Arc<AppState>, claim: &Claim) {
    jobs::run_taken(state, claim).await;
}

/// Which feature does which job.
pub(crate) async fn perform(state: &AppState, claim: &Claim) -> Outcome {
    scope::of_account(claim.account_id, perform_within(state, claim)).await
}

async fn perform_within(state: &AppState, claim: &Claim) -> Outcome {
    match &claim.job {
        Job::SendSignInMail { magic_link_id } => sign_in::send_sign_in_mail(state, claim, *magic_link_id).await,
        Job::MakeThumbnail { attachment_id } => attachments::make_thumbnail(state, claim, *attachment_id).await,
        Job::DeliverSignInMail { magic_link_id } => sign_in::deliver_sign_in_mail(state, claim, *magic_link_id).await,
        Job::SendPortalInvitation { email } => invitations::send_portal_invitation(state, claim, email).await,
        Job::SendConsoleInvitation { agent_id } => invitations::send_console_invitation(state, claim, *agent_id).await,
        Job::SendMessageMail {
            message_id,
            contact_id,
            also,
            through,
        } => notifications::mail_message(state, claim, *message_id, (*also, *through), *contact_id).await,
        Job::SendTicketMail {
            ticket_id,
            seq,
            contact_id,
            occasion,
        } => notifications::mail_entry(state, claim, (*ticket_id, *seq, *occasion), *contact_id).await,
        Job::SendDigest { contact_id } => notifications::send_digest(state, claim, *contact_id).await,
        Job::ApplyMail { mail_id } => inbound_mail::apply(state, claim, *mail_id).await,
        Job::WriteExport { export_id } => tickets::write_export(state, claim, *export_id).await,
        Job::SendExportMail { export_id } => mail::export_ready(state, claim, *export_id).await,
        Job::SendTicketClosedMail { mail_id } => inbound_mail::send_ticket_closed(state, claim, *mail_id).await,
        Job::PostCard { .. }
        | Job::UpdateCard { .. }
        | Job::PostMessage { .. }
        | Job::UpdateMessage { .. }
        | Job::PostChange { .. }
        | Job::DeletePost { .. }
        | Job::AddReaction { .. }
        | Job::RemoveReaction { .. }
        | Job::ConfirmReply { .. }
        | Job::PostEphemeral { .. }
        | Job::ApplySlackEvent { .. }
        | Job::ConnectSlack {}
        | Job::CheckWorkspace { .. }
        | Job::CheckSlackUser { .. }
        | Job::CheckChannel { .. }
        | Job::ListChannels {}
        | Job::OpenThreads { .. }
        | Job::PostTestMessage { .. }
        | Job::CompareThreads {}
        | Job::LookForMissed {}
        | Job::CompareThread { .. }
        | Job::FetchSlackFile { .. }
        | Job::PostFile { .. }
        | Job::DeleteFile { .. } => slack::perform(state, claim).await,
    }
}
