//! Each operation that changes who may what leaves its entry in the audit log, and the entry says who asked for it. Not here: what is done
//! by nobody who is signed in, and that an action can come about at all (`audited.rs`).

use portico::entity::audit_entry;
use portico_sandbox::demo;
use portico_types::staff::{AuditAction, AuditActor, AuditOutcome};
use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::{
    Operation, operations,
    table::{TABLE, Who},
    world::World,
};
use crate::support::{ACME, fixtures, manifest_scopes};

/// What the log says of an operation.
const WRITTEN: &[(&str, AuditAction)] = &[
    ("delete_portal_session", AuditAction::SessionEnded),
    ("end_other_portal_sessions", AuditAction::SessionsEnded),
    ("invite_member", AuditAction::ContactInvited),
    ("update_member", AuditAction::ContactRoleChanged),
    ("remove_member", AuditAction::ContactDisabled),
    ("delete_session", AuditAction::SessionEnded),
    ("end_other_sessions", AuditAction::SessionsEnded),
    ("create_api_key", AuditAction::ApiKeyCreated),
    ("rotate_api_key", AuditAction::ApiKeyRotated),
    ("revoke_api_key", AuditAction::ApiKeyRevoked),
    ("create_export", AuditAction::TicketsExported),
    ("update_ticket", AuditAction::TicketMoved),
    ("create_customer", AuditAction::CustomerCreated),
    ("update_customer", AuditAction::CustomerChanged),
    ("add_customer_domain", AuditAction::DomainAdded),
    ("remove_customer_domain", AuditAction::DomainRemoved),
    ("add_customer_user", AuditAction::UserAdded),
    ("remove_customer_user", AuditAction::UserRemoved),
    ("update_contact", AuditAction::ContactChanged),
    ("invite_agent", AuditAction::AgentInvited),
    ("update_team_member", AuditAction::AgentChanged),
    ("send_invitation_again", AuditAction::AgentInvited),
    ("update_account", AuditAction::AccountChanged),
    ("update_portal_setup", AuditAction::PortalSetupChanged),
    ("put_portal_logo", AuditAction::PortalLogoChanged),
    ("delete_portal_logo", AuditAction::PortalLogoRemoved),
    ("update_sign_in_settings", AuditAction::SignInSettingsChanged),
    ("connect_slack_workspace", AuditAction::SlackConnected),
    ("disconnect_slack_workspace", AuditAction::SlackDisconnected),
    ("resolve_job", AuditAction::JobResolved),
    ("update_collection", AuditAction::CollectionChanged),
    ("create_form", AuditAction::FormCreated),
    ("order_forms", AuditAction::FormChanged),
    ("place_form", AuditAction::FormChanged),
    ("publish_form", AuditAction::FormPublished),
    ("update_form", AuditAction::FormChanged),
    ("create_openid_provider", AuditAction::OpenIdProviderCreated),
    ("update_openid_provider", AuditAction::OpenIdProviderChanged),
    ("delete_openid_provider", AuditAction::OpenIdProviderRemoved),
];

/// They change nobody's rights: what is said and filed stands on the ticket itself, with its author.
const UNWRITTEN: &[&str] = &[
    "create_ticket",
    "begin_portal_upload",
    "put_portal_upload",
    "delete_portal_upload",
    "add_reply",
    "update_reply",
    "delete_reply",
    // One's own.
    "delete_export",
    "mark_ticket_read",
    "solve_ticket",
    "reopen_ticket",
    "create_saved_view",
    "update_saved_view",
    "delete_saved_view",
    "add_portal_follower",
    "remove_portal_follower",
    "mute_ticket",
    "unmute_ticket",
    "update_preferences",
    "update_answers",
    "add_follower",
    "remove_follower",
    "release_held_mails",
    "begin_upload",
    "put_upload",
    "delete_upload",
    "add_message",
    "update_message",
    "delete_message",
    // Only once it is published somebody notices.
    "save_form_draft",
    "discard_form_draft",
    "preview_form",
    "preview_reply",
    "preview_message",
    "send_slack_test_message",
    "start_slack_install",
    "retry_job",
    "refresh_slack_channels",
    // Takes what Slack itself gives out: `slack/install.rs` looks at its entry.
    "complete_slack_install",
];

#[test]
fn of_every_operation_that_changes_something_it_is_known_what_the_log_says() {
    let writes = operations()
        .into_iter()
        .filter(|it| it.method != Method::GET && it.row().who != Who::Anybody);
    let known = |id: &str| WRITTEN.iter().any(|(it, _)| *it == id) || UNWRITTEN.contains(&id);
    let missing: Vec<String> = writes.map(|it| it.id).filter(|id| !known(id)).collect();
    assert!(missing.is_empty(), "say in this file what the log says of {missing:?}");
}

fn a_form() -> String {
    format!("/api/v1/forms/{}", fixtures::form_id())
}

/// A body that changes something, where the table's own does not.
async fn body(world: &World, operation: &Operation) -> Option<Value> {
    let with = async |path: &str, mut change: Value| {
        change["version"] = world.owner.get(path).await.json()["version"].clone();
        Some(change)
    };
    match operation.id.as_str() {
        "place_form" => {
            let place = json!({ "on_portal": false, "customers": [fixtures::customer_id("Globex")] });
            with(&a_form(), place).await
        }
        "publish_form" => {
            let row = TABLE
                .iter()
                .find(|it| it.id == "save_form_draft")
                .and_then(|it| it.body);
            let saved = with(&a_form(), row.expect("a body")(world)).await.expect("a draft");
            let saved = world.owner.put(&format!("{}/draft", a_form()), &saved).await;
            assert_eq!(saved.status(), 200, "{}", saved.text());
            with(&a_form(), json!({})).await
        }
        "update_form" => with(&a_form(), json!({ "archived": true })).await,
        "update_account" => with("/api/v1/account", json!({ "customer_management": "standard" })).await,
        "update_portal_setup" => with("/api/v1/portal-setup", json!({ "name": "Help" })).await,
        "update_sign_in_settings" => with("/api/v1/sign-in-settings", json!({ "contacts": ["mail"] })).await,
        "update_ticket" => Some(json!({ "customer": {
            "customer_id": fixtures::customer_id("Initech"), "requester_id": fixtures::contact_id("priya@initech.example"),
        } })),
        "connect_slack_workspace" => {
            Some(json!({ "bot_token": "xoxb-labs", "signing_secret": "the-signing-secret-of-labs" }))
        }
        _ => operation.row().body.map(|body| body(world)),
    }
}

/// Does it as one who may; whoever that is.
async fn done(world: &World, operation: &Operation) -> (AuditActor, uuid::Uuid) {
    let (caller, path) = (operation.entitled(world), operation.at(&operation.own(world)));
    let answer = if operation.id == "put_portal_logo" {
        let png: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
        let req = caller.request(Method::PUT, &path).header("content-type", "image/png");
        caller.send(req.body(png)).await
    } else {
        let body = body(world, operation).await;
        operation.ask(caller, &path, body.as_ref()).await
    };
    assert!(
        (200..300).contains(&answer.status()),
        "{}: {} {}",
        operation.id,
        answer.status(),
        answer.text()
    );
    if operation.portal() {
        (AuditActor::Contact, fixtures::contact_id("maria@globex.example").0)
    } else {
        (AuditActor::Agent, fixtures::agent_id("ana@acme.example").0)
    }
}

async fn entries(world: &World, after: i64) -> Vec<audit_entry::Model> {
    audit_entry::Entity::find()
        .filter(audit_entry::Column::AccountId.eq(fixtures::account_id(ACME)))
        .filter(audit_entry::Column::Seq.gt(after))
        .order_by_asc(audit_entry::Column::Seq)
        .all(&world.app.db)
        .await
        .unwrap()
}

#[tokio::test]
async fn every_operation_that_changes_rights_leaves_its_entry() {
    let world = World::make().await;
    let labs = world
        .app
        .sandbox
        .add_workspace(demo::labs(), "xoxb-labs", "the-signing-secret-of-labs");
    labs.unwrap().install(&manifest_scopes());
    let all = operations();
    let (mut wrong, mut told) = (Vec::new(), 0);
    // In the table's order, for some of it ends things.
    for row in TABLE {
        let Some((_, action)) = WRITTEN.iter().find(|(id, _)| *id == row.id) else {
            continue;
        };
        let operation = all
            .iter()
            .find(|it| it.id == row.id)
            .expect("an operation of the table");
        let before = entries(&world, 0)
            .await
            .last()
            .and_then(|it| it.seq)
            .unwrap_or_default();
        let (kind, who) = done(&world, operation).await;
        let new = entries(&world, before).await;
        let theirs =
            |it: &&audit_entry::Model| it.actor_kind == kind && it.actor_id == Some(who) && it.place == "127.0.0.1";
        let its = |it: &&audit_entry::Model| it.action == *action && it.outcome == AuditOutcome::Done;
        if !new.iter().filter(theirs).any(|it| its(&it)) {
            let found: Vec<AuditAction> = new.iter().map(|it| it.action).collect();
            wrong.push(format!("{}: {action:?} of {who} is not among {found:?}", row.id));
        }
        told += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(told, WRITTEN.len(), "each of them is an operation of the table");
}
