//! API keys and the audit log.

use portico_types::staff::{ApiKeyKind, ApiScope, AuditAction, AuditActor};
use portico_ui::intl;

pub const API_KEYS: &str = "API keys";
pub const API_KEYS_LINE: &str = "For programs that work with Portico";
pub const API_KEYS_TEXT: &str = "A key lets a program use the API in your name or the account's, for what you choose and no more. Admins see and revoke everybody's keys.";
pub const NEW_API_KEY: &str = "New API key";
pub const CREATE_KEY: &str = "Create key";
pub const NO_API_KEYS: &str = "No API keys yet";
pub const NO_API_KEYS_TEXT: &str = "Create one when a program should read or change something here.";
pub const KEY_NAME_HELP: &str = "What it is for, such as “Nightly report”.";
pub const KEY_KIND: &str = "For whom it acts";
pub const SCOPES: &str = "What it may do";
pub const SCOPES_HELP: &str = "Only what is ticked. To change it later, make another key.";
pub const SCOPE_OF_ADMINS: &str = "only admins may give this";
pub const EXPIRES: &str = "Expires";
pub const NEVER: &str = "Never";
pub const NEVER_EXPIRES: &str = "never expires";
pub const EXPIRED: &str = "Expired";
pub const REVOKED: &str = "Revoked";
pub const REVOKED_AT: &str = "revoked";
pub const EXPIRED_AT: &str = "expired";
pub const EXPIRES_AT: &str = "expires";
pub const KEY_MADE: &str = "made";
pub const NEVER_USED: &str = "never used";
pub const KEY_LAST_USED: &str = "last used";
pub const ROTATE: &str = "Rotate…";
pub const ROTATE_NOW: &str = "Rotate";
pub const ROTATE_TEXT: &str =
    "You get a new secret. The old one works for 24 more hours, so that you can exchange it everywhere.";
pub const REVOKE: &str = "Revoke…";
pub const REVOKE_NOW: &str = "Revoke";
pub const REVOKE_TEXT: &str = "Programs that use this key are refused at once, for good.";
pub const SECRET: &str = "Secret";
pub const SECRET_TEXT: &str =
    "This is the only time it is shown. Put it where you keep secrets; if it is lost, rotate the key.";
pub const SECRET_USE: &str = "Send it as";
pub const SECRET_STORED: &str = "I have stored it";

pub const AUDIT_LOG: &str = "Audit log";
pub const AUDIT_LOG_LINE: &str = "Who did what that concerns security, and from where";
pub const AUDIT_LOG_TEXT: &str =
    "Everything that concerns security, the newest first. Nobody can change or delete an entry, not even an owner.";
pub const NO_ENTRIES: &str = "Nothing has happened yet";
pub const NO_ENTRY_FITS: &str = "No entry fits these filters";
pub const FILTER_ENTRIES: &str = "Filter entries";
pub const ANY_ACTION: &str = "Anything";
pub const ANYBODY: &str = "Anybody";
pub const WHEN: &str = "When";
pub const WHO: &str = "Who";
pub const WHAT: &str = "What";
pub const FROM_WHERE: &str = "From where";
pub const DETAILS: &str = "Details";
pub const REFUSED: &str = "Refused";
pub const ENTRY_NUMBER: &str = "Number";
pub const HASH: &str = "Hash";
pub const NOTHING: &str = "nothing";
pub const YES: &str = "yes";
pub const NO: &str = "no";
pub const CHAIN: &str = "Verification";
pub const CHAIN_TEXT: &str =
    "Each entry carries a hash that covers the one before it, so that a changed or missing entry shows.";
pub const VERIFY: &str = "Verify the log";
pub const HEAD: &str = "Hash of the newest entry";
pub const HEAD_HELP: &str =
    "Note it elsewhere, with the number of entries: then a log whose end was cut off shows, too.";

/// What belongs together, with the right that includes least first.
pub const SCOPE_GROUPS: [(&str, &[ApiScope]); 6] = [
    ("Tickets", &[ApiScope::TicketsRead, ApiScope::TicketsWrite]),
    ("Customers", &[ApiScope::CustomersRead, ApiScope::CustomersWrite]),
    ("Forms", &[ApiScope::FormsRead, ApiScope::FormsWrite]),
    ("Team", &[ApiScope::TeamRead, ApiScope::TeamWrite]),
    ("Settings", &[ApiScope::SettingsRead, ApiScope::SettingsWrite]),
    ("Audit log", &[ApiScope::AuditRead]),
];

pub const fn scope(scope: ApiScope) -> &'static str {
    match scope {
        ApiScope::TicketsRead => "Read tickets, with internal notes",
        ApiScope::TicketsWrite => "Answer and change tickets",
        ApiScope::CustomersRead => "Read customers and their people",
        ApiScope::CustomersWrite => "Change customers and who of them may come in",
        ApiScope::FormsRead => "Read forms and their drafts",
        ApiScope::FormsWrite => "Change forms, and whom they are offered to",
        ApiScope::TeamRead => "Read who is on the team",
        ApiScope::TeamWrite => "Invite and change people of the team",
        ApiScope::SettingsRead => "Read the portal's and the account's settings",
        ApiScope::SettingsWrite => "Change the portal's and the account's settings",
        ApiScope::AuditRead => "Read the audit log",
    }
}

pub const fn key_kind(kind: ApiKeyKind) -> &'static str {
    match kind {
        ApiKeyKind::Personal => "For me",
        ApiKeyKind::Service => "For the account",
    }
}

pub const fn key_kind_help(kind: ApiKeyKind) -> &'static str {
    match kind {
        ApiKeyKind::Personal => "Never more than you may do yourself, and gone when you are.",
        ApiKeyKind::Service => "A program of its own, which stays when people leave.",
    }
}

pub fn made_for(name: &str) -> String {
    format!("For {name}")
}

pub fn made_by(name: &str) -> String {
    format!("For the account, by {name}")
}

pub fn in_days(days: u32) -> String {
    format!("In {days} days")
}

pub fn copy_secret(name: &str) -> String {
    format!("Copy the secret of “{name}” now")
}

pub fn rotate(name: &str) -> String {
    format!("Rotate “{name}”?")
}

pub fn revoke(name: &str) -> String {
    format!("Revoke “{name}”?")
}

pub fn revoked(name: &str) -> String {
    format!("“{name}” was revoked.")
}

/// Read out when entries arrive.
pub fn entries_shown(count: usize, more: bool) -> String {
    let entries = match count {
        1 => "1 entry".to_owned(),
        _ => format!("{} entries", intl::number(count as u64)),
    };
    if more {
        format!("{entries}, and there are more")
    } else {
        entries
    }
}

pub fn details_of(what: &str, subject: &str) -> String {
    if subject.is_empty() {
        format!("{DETAILS}: {what}")
    } else {
        format!("{DETAILS}: {what}, {subject}")
    }
}

pub fn chain_holds(entries: i64) -> String {
    format!(
        "The log is whole: all {} entries fit each other.",
        intl::number(entries.unsigned_abs())
    )
}

pub fn chain_broken(seq: i64) -> String {
    format!("The log was tampered with: entry {seq} does not fit the one before it.")
}

pub const fn audit_actor(actor: AuditActor) -> &'static str {
    match actor {
        AuditActor::Agent => "Team",
        AuditActor::Contact => "Contact",
        AuditActor::ApiKey => "API key",
        AuditActor::Operator => "Operator on the server",
        AuditActor::Nobody => "Somebody not signed in",
        AuditActor::System => "Portico",
    }
}

pub const fn audit_action(action: AuditAction) -> &'static str {
    match action {
        AuditAction::SignedIn => "Signed in",
        AuditAction::SignedOut => "Signed out",
        AuditAction::SignInRefused => "Sign-in refused",
        AuditAction::SignInMailSent => "Sign-in mail sent",
        AuditAction::SignInMailHeldBack => "Sign-in mail held back",
        AuditAction::InvitationHeldBack => "Invitation held back",
        AuditAction::IdentityLinked => "Identity linked",
        AuditAction::SessionEnded => "Session ended",
        AuditAction::SessionsEnded => "Sessions ended",
        AuditAction::SessionReplayed => "Session replayed, perhaps stolen",
        AuditAction::AgentAdded => "Team member added",
        AuditAction::AgentInvited => "Team member invited",
        AuditAction::AgentJoined => "Team member joined",
        AuditAction::AgentChanged => "Team member changed",
        AuditAction::AgentRoleChanged => "Team role changed",
        AuditAction::AgentDisabled => "Team member disabled",
        AuditAction::AgentEnabled => "Team member enabled",
        AuditAction::AgentLinked => "Slack user linked",
        AuditAction::AgentUnlinked => "Slack user unlinked",
        AuditAction::ContactCreated => "Contact created",
        AuditAction::ContactInvited => "Contact invited",
        AuditAction::ContactChanged => "Contact changed",
        AuditAction::ContactRoleChanged => "Contact's role changed",
        AuditAction::ContactDisabled => "Contact disabled",
        AuditAction::ContactEnabled => "Contact enabled",
        AuditAction::CustomerCreated => "Customer created",
        AuditAction::CustomerChanged => "Customer changed",
        AuditAction::CollectionChanged => "Collection changed",
        AuditAction::FormCreated => "Form begun",
        AuditAction::FormPublished => "Form published",
        AuditAction::FormChanged => "Form changed",
        AuditAction::DomainAdded => "Domain added",
        AuditAction::DomainRemoved => "Domain removed",
        AuditAction::UserAdded => "Listed person added",
        AuditAction::UserRemoved => "Listed person removed",
        AuditAction::ApiKeyCreated => "API key created",
        AuditAction::ApiKeyRotated => "API key rotated",
        AuditAction::ApiKeyRevoked => "API key revoked",
        AuditAction::ApiKeyRefused => "API key refused",
        AuditAction::SlackConnected => "Slack workspace connected",
        AuditAction::SlackDisconnected => "Slack workspace disconnected",
        AuditAction::SignInSettingsChanged => "Sign-in settings changed",
        AuditAction::OpenIdProviderCreated => "Sign-in provider added",
        AuditAction::OpenIdProviderChanged => "Sign-in provider changed",
        AuditAction::OpenIdProviderRemoved => "Sign-in provider removed",
        AuditAction::AccountCreated => "Account created",
        AuditAction::AccountChanged => "Account changed",
        AuditAction::PortalSetupChanged => "Portal Setup changed",
        AuditAction::PortalLogoChanged => "Portal logo changed",
        AuditAction::PortalLogoRemoved => "Portal logo removed",
        AuditAction::TicketMoved => "Ticket moved",
        AuditAction::JobResolved => "Uncertain post resolved",
        AuditAction::TicketsExported => "Tickets exported",
        AuditAction::ExportDownloaded => "Export downloaded",
        AuditAction::AccessRefused => "Access refused",
        AuditAction::SecretsRotated => "Encryption keys rotated",
        AuditAction::DemoMade => "Demo made",
    }
}

/// What a part of an entry's detail is called.
pub fn audit_detail(name: &str) -> String {
    match name {
        "sessions_ended" => "Sessions that were ended".to_owned(),
        "keys_revoked" => "API keys that were revoked".to_owned(),
        "wanted" => "Scope that was missing".to_owned(),
        "replaced_until" => "Old secret works until".to_owned(),
        "hint" => "Beginning of the key".to_owned(),
        "again" => "Sent again".to_owned(),
        _ => {
            let words = name.replace('_', " ");
            let mut letters = words.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().chain(letters).collect())
                .unwrap_or_default()
        }
    }
}
