//! What there is in each world of the matrix: one thing of every kind that an operation can name.

use chrono::{DateTime, TimeDelta, Utc};
use portico::{
    entity::{
        FileState, JobState, WorkspaceState, attachment, customer_domain, export, job, openid_provider, saved_view,
        slack_workspace,
    },
    outside::clock::Clock,
};
use portico_types::{
    ids::{AccountId, AttachmentId, ExportId, JobId, OpenIdProviderId, SavedViewId, SlackWorkspaceId},
    portal::{ExportFormat, ExportState, TicketVisibility},
    staff::{ApiScope, SignInAudience, SlackSource},
    tickets::AuthorKind,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::{
    people::a_key,
    world::{EVE, VIEWS, id},
};
use crate::support::{ACME, Caller, OTHER, TestApp, fixtures};

pub(super) async fn file(contact: &Caller, ticket: &serde_json::Value) -> String {
    let res = contact.post("/api/v1/portal/tickets", ticket).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    res.json()["key"].as_str().unwrap().to_owned()
}

pub(super) async fn first_message(contact: &Caller, key: &str) -> String {
    let res = contact.get(&format!("/api/v1/portal/tickets/{key}/conversation")).await;
    let entries = res.json()["entries"].as_array().cloned().unwrap();
    let message = entries.iter().find(|it| it["type"] == "message").expect("a message");
    message["id"].as_str().unwrap().to_owned()
}

/// Says something with a file; on the agents' surface to the team alone. Returns the file's id.
pub(super) async fn with_file(caller: &Caller, base: &str, key: &str) -> String {
    let id = caller.uploads(base, "log.txt", b"hello").await;
    let mut body = json!({ "body": "See the log.", "attachments": [id] });
    if !base.ends_with("portal") {
        body["visibility"] = json!("internal");
    }
    let res = caller.post(&format!("{base}/tickets/{key}/messages"), &body).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    id
}

pub(super) fn id_of_collection() -> Uuid {
    id("Priority")
}

pub(super) async fn insert<M, A>(app: &TestApp, row: M)
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + Send,
    <A::Entity as EntityTrait>::Column: sea_orm::Iterable,
{
    A::Entity::insert(row.into_active_model())
        .exec_without_returning(&app.db)
        .await
        .expect("a row");
}

/// The empty file of somebody's export.
fn export_file(account_id: AccountId, name: &str, now: DateTime<Utc>) -> attachment::Model {
    attachment::Model {
        account_id,
        id: AttachmentId(id(&format!("file of {name}"))),
        created_at: now,
        uploader_kind: AuthorKind::System,
        uploader_id: None,
        customer_id: None,
        ticket_id: None,
        message_id: None,
        position: 0,
        name: "acme-tickets.csv".to_owned(),
        media_type: "text/csv".to_owned(),
        size: 0,
        received: 0,
        hash_state: None,
        sha256: None,
        state: FileState::Stored,
        why: None,
        slack_file_id: None,
        expires_at: Some(now + TimeDelta::days(8)),
        thumbnail_id: None,
        thumbnail_width: None,
        thumbnail_height: None,
    }
}

pub(super) async fn things(app: &TestApp) {
    let now = app.clock.now();
    let (acme, other) = (fixtures::account_id(ACME), fixtures::account_id(OTHER));
    insert(
        app,
        customer_domain::Model::new((acme, fixtures::customer_id("Umbrella Foods")), "spare.example", now),
    )
    .await;
    for ((account_id, customer, email), name) in [
        (acme, "Globex", "maria@globex.example"),
        (acme, "Initech", "priya@initech.example"),
        (other, "Hooli", "gavin@hooli.example"),
    ]
    .into_iter()
    .zip(VIEWS)
    {
        let row = saved_view::Model {
            account_id,
            id: SavedViewId(id(name)),
            customer_id: fixtures::customer_id(customer),
            contact_id: fixtures::contact_id(email),
            name: name.to_owned(),
            shared: false,
            filters: json!({ "tab": "all" }),
            created_at: now,
            version: 1,
        };
        insert(app, row).await;
    }
    let (dead, unsure) = (JobState::Dead, JobState::Uncertain);
    for (account_id, name, state) in [
        (acme, "job own", dead),
        (other, "job foreign", dead),
        (acme, "unsure own", unsure),
        (other, "unsure foreign", unsure),
    ] {
        let row = job::Model {
            account_id,
            id: JobId(id(name)),
            kind: "post_test_message".to_owned(),
            payload: json!({ "channel": "C0TRIAGE" }),
            lane: None,
            lane_seq: 0,
            unique_key: None,
            state,
            run_at: now,
            attempts: 1,
            leased_until: None,
            lease_token: None,
            last_error: Some("Slack refused: msg_too_long".to_owned()),
            created_at: now,
            workspace_id: None,
            sending_since: None,
            turn_at: None,
            timed_at: None,
            defects: 0,
            deferred_until: None,
        };
        insert(app, row).await;
    }
    for (account_id, name, email, customer) in [
        (acme, "maria", "maria@globex.example", "Globex"),
        (acme, "tom", "tom@globex.example", "Globex"),
        (acme, "priya", "priya@initech.example", "Initech"),
        (other, "gavin", "gavin@hooli.example", "Hooli"),
    ] {
        insert(app, export_file(account_id, name, now)).await;
        let row = export::Model {
            account_id,
            id: ExportId(id(&format!("export of {name}"))),
            created_at: now,
            contact_id: fixtures::contact_id(email),
            customer_id: fixtures::customer_id(customer),
            visibility: TicketVisibility::Own,
            format: ExportFormat::Csv,
            messages: false,
            filter: String::new(),
            state: ExportState::Ready,
            why: None,
            done: 0,
            total: Some(0),
            size: Some(0),
            file_id: Some(AttachmentId(id(&format!("file of {name}")))),
            expires_at: now + TimeDelta::days(7),
        };
        insert(app, row).await;
    }
    for (account_id, name) in [(acme, "provider own"), (other, "provider foreign")] {
        let row = openid_provider::Model {
            account_id,
            id: OpenIdProviderId(id(name)),
            created_at: now,
            audience: SignInAudience::Contacts,
            customer_id: None,
            name: name.to_owned(),
            issuer: "https://issuer.example".to_owned(),
            client_id: "client".to_owned(),
            client_secret: vec![0; 48],
            enabled: false,
            version: 1,
        };
        insert(app, row).await;
    }
    for (account_id, name) in [(acme, "workspace own"), (other, "workspace foreign")] {
        let acmes = slack_workspace::Entity::find().filter(slack_workspace::Column::TeamId.eq("T0ACME"));
        let acmes = acmes.one(&app.db).await.unwrap().unwrap();
        let row = slack_workspace::Model {
            account_id,
            id: SlackWorkspaceId(id(name)),
            team_id: name.to_owned(),
            team_name: name.to_owned(),
            source: SlackSource::Pasted,
            state: WorkspaceState::Disconnected,
            ..acmes
        };
        insert(app, row).await;
    }
    a_key(app, acme, "ana@acme.example", "key own", &[], |_| {}).await;
    a_key(app, other, EVE, "key foreign", ApiScope::ALL, |_| {}).await;
}
