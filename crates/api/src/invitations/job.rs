//! The jobs that mail invitations, as long as those hold when they are carried out, and within what a mailbox is to bear.

use portico_types::{email::EmailAddress, ids::AgentId, portal::Language, staff::AuditAction};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::{
    app::AppState,
    audit::{self, Actor, Event},
    auth,
    entity::{account, agent, contact},
    jobs::{Claim, Failure, Outcome},
    mail, sign_in,
};

/// Mails a person of a customer where to sign in, if they may.
pub(crate) async fn send_portal_invitation(state: &AppState, claim: &Claim, email: &str) -> Outcome {
    let db = &state.db;
    let email = EmailAddress::parse(email).map_err(|_| Failure::give_up("not an address"))?;
    let Some(account) = account::Entity::find_by_id(claim.account_id).one(db).await? else {
        return Ok(());
    };
    let known = contact::Entity::find()
        .filter(contact::Column::AccountId.eq(account.id))
        .filter(contact::Column::Email.eq(email.as_str()))
        .one(db)
        .await?;
    let admission = auth::admission(db, &account, &email).await?;
    let Some(admission) = admission else {
        return Ok(());
    };
    if known.as_ref().is_some_and(|known| admission.bars(known)) || auth::permitted(&account).is_err() {
        return Ok(());
    }
    if !within_budget(state, claim, &email, "contact").await? {
        return Ok(());
    }
    let url = state.config.portal_url(&account.slug, account.custom_domain.as_deref());
    let language = known.as_ref().map_or(Language::English, mail::language);
    mail::portal_invitation(state, claim, &account, (&email, language), &format!("{url}/")).await
}

/// Mails a member of the team where to sign in, unless they have or may no longer.
pub(crate) async fn send_console_invitation(state: &AppState, claim: &Claim, id: AgentId) -> Outcome {
    let db = &state.db;
    let Some(account) = account::Entity::find_by_id(claim.account_id).one(db).await? else {
        return Ok(());
    };
    let Some(agent) = agent::Entity::find_by_id((claim.account_id, id)).one(db).await? else {
        return Ok(());
    };
    if agent.disabled_at.is_some() || agent.joined_at.is_some() {
        return Ok(());
    }
    let email = EmailAddress::parse(&agent.email).map_err(|_| Failure::give_up("not an address"))?;
    if !within_budget(state, claim, &email, "agent").await? {
        return Ok(());
    }
    let url = state.config.portal_url(&account.slug, account.custom_domain.as_deref());
    mail::console_invitation(state, claim, &account, &email, &format!("{url}/console/")).await
}

/// Whether one more mail may go to an address that has not asked for any. One that failed to leave was counted when it was first tried. One
/// that is held back is done with, and in the audit log: whoever invited waits for nothing.
async fn within_budget(state: &AppState, claim: &Claim, email: &EmailAddress, who: &str) -> Result<bool, Failure> {
    if claim.attempt > 1 {
        return Ok(true);
    }
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let allowed = sign_in::may_invite(&*txn, &state.keys, (claim.account_id, email), now).await?;
    if !allowed {
        claim.finish(&*txn).await?;
        let subject = format!("{who} {email}");
        let event = Event::refused(AuditAction::InvitationHeldBack, &subject, json!({}));
        audit::write(&*txn, claim.account_id, Actor::SYSTEM, event, now).await?;
    }
    txn.commit().await?;
    Ok(allowed)
}
