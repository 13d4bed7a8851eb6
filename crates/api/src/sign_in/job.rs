//! Decides whether somebody who asked gets a mail, and writes it.

use portico_types::{email::EmailAddress, ids::MagicLinkId, sign_in::SignInMethod, staff::AuditAction};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use super::{
    budget::{self, MailBudget},
    openid, person, proof,
};
use crate::{
    app::AppState,
    audit::{self, Actor, Event},
    auth,
    entity::{Surface, account, agent, contact, magic_link},
    error::Result,
    jobs::{Claim, Failure, Outcome},
    mail,
};

/// Mails link and code to whoever may come in; everybody else hears nothing.
pub(crate) async fn send_sign_in_mail(state: &AppState, claim: &Claim, id: MagicLinkId) -> Outcome {
    let now = state.clock.now();
    let db = &state.db;
    let Some(link) = magic_link::Entity::find_by_id((claim.account_id, id)).one(db).await? else {
        return Ok(());
    };
    let Some(account) = account::Entity::find_by_id(claim.account_id).one(db).await? else {
        return Ok(());
    };
    let email = EmailAddress::parse(&link.email).map_err(|_| Failure::give_up("not an address"))?;
    if link.used_at.is_some() || link.expires_at <= now || !may_come_in(state, &account, &link, &email).await? {
        return Ok(());
    }
    let provider = match &link.identity_provider {
        Some(id) => openid::provider::find(state, &state.db, &account, link.surface, id).await?,
        None => None,
    };
    if link.identity_method.is_some() && provider.is_none() {
        return Ok(()); // Switched off meanwhile.
    }
    let provider = provider.as_ref().map(|it| it.name.as_str());
    // Both follow from the link by our key: a mail whose delivery was cut off is sent again as the same mail, and what was typed from the
    // first copy meanwhile still works. Stored are hashes alone.
    let (token, code) = (proof::token(&state.keys, id), proof::code(&state.keys, id));
    let txn = state.begin_write().await?;
    let subject = match link.surface {
        Surface::Portal => format!("contact {email}"),
        Surface::Console => format!("agent {email}"),
    };
    // A mail that failed to leave was counted when it was first tried.
    let counted = link.token_hash.is_some();
    let asked_in = if link.known_browser {
        MailBudget::KnownBrowser
    } else {
        MailBudget::Stranger
    };
    if !counted && !budget::may_mail(&*txn, &state.keys, (link.account_id, &email), asked_in, now).await? {
        let event = Event::refused(AuditAction::SignInMailHeldBack, &subject, json!({}));
        audit::write(&*txn, link.account_id, Actor::nobody(&link.place), event, now).await?;
        txn.commit().await?;
        return Ok(());
    }
    // A newer link voids the older ones of the same address; but what a stranger asks for does not void what its owner did.
    let mut older = magic_link::Entity::update_many()
        .col_expr(magic_link::Column::ExpiresAt, Expr::value(now))
        .filter(magic_link::Column::AccountId.eq(link.account_id))
        .filter(magic_link::Column::Surface.eq(link.surface))
        .filter(magic_link::Column::Email.eq(&link.email))
        .filter(magic_link::Column::CreatedAt.lt(link.created_at))
        .filter(magic_link::Column::ExpiresAt.gt(now));
    if !link.known_browser {
        older = older.filter(magic_link::Column::KnownBrowser.eq(false));
    }
    older.exec(&*txn).await?;
    magic_link::Entity::update_many()
        .col_expr(magic_link::Column::TokenHash, Expr::value(Some(auth::hash(&token))))
        .col_expr(
            magic_link::Column::CodeHash,
            Expr::value(Some(proof::code_hash(&state.keys, id, &code))),
        )
        .filter(magic_link::Column::AccountId.eq(link.account_id))
        .filter(magic_link::Column::Id.eq(id))
        .exec(&*txn)
        .await?;
    if !counted {
        let event = Event::done(AuditAction::SignInMailSent, &subject, json!({}));
        audit::write(&*txn, link.account_id, Actor::nobody(&link.place), event, now).await?;
    }
    txn.commit().await?;
    mail::sign_in(state, (&account, provider), &link, &email, (&token, &code)).await
}

/// Whether somebody with this address may sign in the way they began: by mail alone, or at a provider that could not prove the address.
async fn may_come_in(
    state: &AppState,
    account: &account::Model,
    link: &magic_link::Model,
    email: &EmailAddress,
) -> Result<bool, sea_orm::DbErr> {
    let method = link.identity_method.unwrap_or(SignInMethod::Mail);
    if !person::methods(account, link.surface).has(method) {
        return Ok(false);
    }
    match link.surface {
        Surface::Portal => {
            let known = contact::Entity::find()
                .filter(contact::Column::AccountId.eq(account.id))
                .filter(contact::Column::Email.eq(email.as_str()))
                .one(&state.db)
                .await?;
            let admission = auth::admission(&state.db, account, email).await?;
            Ok(auth::permitted(account).is_ok()
                && admission.is_some_and(|it| !known.is_some_and(|known| it.bars(&known))))
        }
        Surface::Console => {
            let agent = agent::Entity::find()
                .filter(agent::Column::AccountId.eq(account.id))
                .filter(agent::Column::Email.eq(email.as_str()))
                .filter(agent::Column::DisabledAt.is_null());
            Ok(agent.one(&state.db).await?.is_some())
        }
    }
}
