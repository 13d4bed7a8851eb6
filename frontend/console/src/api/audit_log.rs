//! The audit log.

use portico_types::Page;
use portico_types::staff::{AuditEntry, AuditVerification};
use portico_ui::api::{Query, Result, get};

/// The newest entries that fit, or those before a cursor.
pub async fn list(action: &str, actor: &str, cursor: Option<&str>) -> Result<Page<AuditEntry>> {
    let query = Query::new()
        .with("limit", "50")
        .with_some("action", Some(action))
        .with_some("actor", Some(actor))
        .with_some("cursor", cursor);
    get(&query.on("/audit-log")).await
}

pub async fn verify() -> Result<AuditVerification> {
    get("/audit-log/verification").await
}
