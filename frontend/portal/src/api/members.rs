//! Colleagues, for managers.

use portico_types::Page;
use portico_types::ids::ContactId;
use portico_types::portal::{ContactRole, InviteMember, Member, UpdateMember};
use portico_ui::api::{IdempotencyKey, Query, Result, create, delete, get, patch};

/// Everybody of the organisation, those who were removed too. For managers.
pub async fn list(cursor: Option<&str>) -> Result<Page<Member>> {
    get(&Query::new()
        .with("limit", "100")
        .with_some("cursor", cursor)
        .on("/members"))
    .await
}

pub async fn invite(member: &InviteMember, attempt: &IdempotencyKey) -> Result<Member> {
    create("/members", member, attempt).await
}

pub async fn set_role(id: ContactId, role: ContactRole) -> Result<Member> {
    patch(&format!("/members/{id}"), &UpdateMember { role }).await
}

pub async fn remove(id: ContactId) -> Result<()> {
    delete(&format!("/members/{id}")).await
}
