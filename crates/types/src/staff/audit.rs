//! What the audit log tells.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{ids::AuditEntryId, word::word};

word! {
    /// Who did something.
    pub enum AuditActor {
        Agent = "agent",
        Contact = "contact",
        ApiKey = "api_key",
        /// Somebody on the server's command line.
        Operator = "operator",
        /// Somebody who is not signed in.
        Nobody = "nobody",
        /// Portico by itself.
        System = "system",
    }
}

word! {
    pub enum AuditOutcome {
        Done = "done",
        Refused = "refused",
    }
}

word! {
    /// What was done.
    pub enum AuditAction {
        SignedIn = "signed_in",
        SignedOut = "signed_out",
        SignInRefused = "sign_in_refused",
        SignInMailSent = "sign_in_mail_sent",
        SignInMailHeldBack = "sign_in_mail_held_back",
        InvitationHeldBack = "invitation_held_back",
        IdentityLinked = "identity_linked",
        SessionEnded = "session_ended",
        SessionsEnded = "sessions_ended",
        SessionReplayed = "session_replayed",
        AgentAdded = "agent_added",
        AgentInvited = "agent_invited",
        AgentJoined = "agent_joined",
        AgentChanged = "agent_changed",
        AgentRoleChanged = "agent_role_changed",
        AgentDisabled = "agent_disabled",
        AgentEnabled = "agent_enabled",
        AgentLinked = "agent_linked",
        AgentUnlinked = "agent_unlinked",
        ContactCreated = "contact_created",
        ContactInvited = "contact_invited",
        ContactChanged = "contact_changed",
        ContactRoleChanged = "contact_role_changed",
        ContactDisabled = "contact_disabled",
        ContactEnabled = "contact_enabled",
        CustomerCreated = "customer_created",
        CustomerChanged = "customer_changed",
        CollectionChanged = "collection_changed",
        FormCreated = "form_created",
        FormPublished = "form_published",
        FormChanged = "form_changed",
        DomainAdded = "domain_added",
        DomainRemoved = "domain_removed",
        UserAdded = "user_added",
        UserRemoved = "user_removed",
        ApiKeyCreated = "api_key_created",
        ApiKeyRotated = "api_key_rotated",
        ApiKeyRevoked = "api_key_revoked",
        ApiKeyRefused = "api_key_refused",
        SlackConnected = "slack_connected",
        SlackDisconnected = "slack_disconnected",
        SignInSettingsChanged = "sign_in_settings_changed",
        OpenIdProviderCreated = "openid_provider_created",
        OpenIdProviderChanged = "openid_provider_changed",
        OpenIdProviderRemoved = "openid_provider_removed",
        AccountCreated = "account_created",
        AccountChanged = "account_changed",
        PortalSetupChanged = "portal_setup_changed",
        PortalLogoChanged = "portal_logo_changed",
        PortalLogoRemoved = "portal_logo_removed",
        TicketMoved = "ticket_moved",
        JobResolved = "job_resolved",
        TicketsExported = "tickets_exported",
        ExportDownloaded = "export_downloaded",
        AccessRefused = "access_refused",
        SecretsRotated = "secrets_rotated",
        DemoMade = "demo_made",
    }
}

/// One entry of the audit log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::AuditEntry))]
pub struct AuditEntry {
    pub id: AuditEntryId,
    /// Counts up by one within the account; absent on entries older than the chain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    pub created_at: DateTime<Utc>,
    pub actor_kind: AuditActor,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<Uuid>,
    pub actor_name: String,
    pub action: AuditAction,
    pub outcome: AuditOutcome,
    /// What it was done to, in words.
    pub subject: String,
    /// The IP address it came from; empty where there is none.
    pub place: String,
    /// What exactly, without secrets: of a change, pairs of before and after.
    pub detail: Value,
    /// Hexadecimal SHA-256 over the entry and the hash before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

/// Whether the chain of the audit log holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::AuditVerification))]
pub struct AuditVerification {
    /// Entries looked at.
    pub entries: i64,
    /// The first `seq` that does not fit what came before it, 0 when there are entries outside of the chain; absent when all fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken_at: Option<i64>,
    /// Hexadecimal hash of the newest entry: note it elsewhere to be sure that nobody cut the end off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
}
