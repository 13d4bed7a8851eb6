//! Decides whether somebody who asked gets a mail, and writes it.

use chrono::{DateTime, Utc};
use portico_types::{email::EmailAddress, ids::MagicLinkId, sign_in::SignInMethod, staff::AuditAction};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use super::{
    budget::{self, MailBudget},
    openid, person, proof,
};
use crate::{
    app::AppState,
    audit::{self, Actor, Event},
    auth::{self, Admission},
    db::WriteTxn,
    entity::{Surface, account, agent, contact, magic_link},
    jobs::{Claim, Failure, Outcome},
    mail,
};

/// Mails link and code to whoever may come in; everybody else hears nothing. Does the same to the database for both, down to the number of
/// transactions: on SQLite whoever asks for anything else meanwhile waits for them, and could tell by that (trust.md, S10).
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
    if link.used_at.is_some() || link.expires_at <= now {
        return Ok(());
    }
    let provider = match &link.identity_provider {
        Some(id) => openid::provider::find(state, &state.db, &account, link.surface, id).await?,
        None => None,
    };
    let switched_off = link.identity_method.is_some() && provider.is_none();
    let person = if switched_off {
        Person::Nobody
    } else {
        person(state, &account, &link, &email).await?
    };
    // Both follow from the link by our key: a mail whose delivery was cut off is sent again as the same mail, and what was typed from the
    // first copy meanwhile still works. Stored are hashes alone.
    let (token, code) = (proof::token(&state.keys, id), proof::code(&state.keys, id));
    let txn = state.begin_write().await?;
    let hashes = (auth::hash(&token), proof::code_hash(&state.keys, id, &code));
    // A mail that failed to leave was counted when it was first tried.
    let counted = link.token_hash.as_ref() == Some(&hashes.0);
    let within = counted || within_budgets(&txn, state, (&link, &email), person, now).await?;
    let leaves = within && person != Person::Nobody;
    if leaves {
        void_older(&txn, &link, now).await?;
    }
    // Whose mail never leaves has a link as well, which nobody can have: codes are tried, and refused, alike.
    let (token_hash, code_hash) = if leaves {
        hashes
    } else {
        proof::nobodys(&state.keys, id)
    };
    magic_link::Entity::update_many()
        .col_expr(magic_link::Column::TokenHash, Expr::value(Some(token_hash)))
        .col_expr(magic_link::Column::CodeHash, Expr::value(Some(code_hash)))
        .filter(magic_link::Column::AccountId.eq(link.account_id))
        .filter(magic_link::Column::Id.eq(id))
        .exec(&*txn)
        .await?;
    if person != Person::Nobody && !counted {
        note(&txn, state, (&link, &email), leaves, now).await?;
    }
    txn.commit().await?;
    if leaves {
        let provider = provider.as_ref().map(|it| it.name.as_str());
        mail::sign_in(state, (&account, provider), &link, &email, (&token, &code)).await?;
    }
    Ok(())
}

/// Whose an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Person {
    Known,
    /// Somebody who may come in and never has.
    New,
    /// Nobody's who may come in.
    Nobody,
}

async fn within_budgets(
    txn: &WriteTxn,
    state: &AppState,
    (link, email): (&magic_link::Model, &EmailAddress),
    person: Person,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let of_address = match person {
        Person::Nobody => MailBudget::Nobody,
        _ if link.known_browser => MailBudget::KnownBrowser,
        _ => MailBudget::Stranger,
    };
    let (keys, whose) = (&state.keys, (link.account_id, email));
    let within = budget::may_mail(&**txn, keys, whose, of_address, now).await?;
    Ok(within && (person != Person::New || budget::may_mail_domain(&**txn, keys, whose, now).await?))
}

/// A newer link voids the older ones of the same address; but what a stranger asks for does not void what its owner did.
async fn void_older(txn: &WriteTxn, link: &magic_link::Model, now: DateTime<Utc>) -> Result<(), DbErr> {
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
    older.exec(&**txn).await.map(drop)
}

/// Writes into the audit log that a mail leaves, or was held back.
async fn note(
    txn: &WriteTxn,
    state: &AppState,
    (link, email): (&magic_link::Model, &EmailAddress),
    leaves: bool,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let subject = match link.surface {
        Surface::Portal => format!("contact {email}"),
        Surface::Console => format!("agent {email}"),
    };
    let event = if leaves {
        Event::done(AuditAction::SignInMailSent, &subject, json!({}))
    } else if budget::may_note(&**txn, &state.keys, (link.account_id, email), now).await? {
        Event::refused(AuditAction::SignInMailHeldBack, &subject, json!({}))
    } else {
        return Ok(());
    };
    audit::write(&**txn, link.account_id, Actor::nobody(&link.place), event, now).await
}

/// Whether somebody with this address may sign in the way they began: by mail alone, or at a provider that could not prove the address.
async fn person(
    state: &AppState,
    account: &account::Model,
    link: &magic_link::Model,
    email: &EmailAddress,
) -> Result<Person, DbErr> {
    let method = link.identity_method.unwrap_or(SignInMethod::Mail);
    if !person::methods(account, link.surface).has(method) {
        return Ok(Person::Nobody);
    }
    match link.surface {
        Surface::Portal => {
            let known = contact::Entity::find()
                .filter(contact::Column::AccountId.eq(account.id))
                .filter(contact::Column::Email.eq(email.as_str()))
                .one(&state.db)
                .await?;
            let admission = auth::admission(&state.db, account, email).await?;
            let barred = |admission: &Admission| known.as_ref().is_some_and(|known| admission.bars(known));
            let admitted = auth::permitted(account).is_ok() && admission.is_some_and(|it| !barred(&it));
            Ok(match known {
                _ if !admitted => Person::Nobody,
                Some(_) => Person::Known,
                None => Person::New,
            })
        }
        Surface::Console => {
            let agent = agent::Entity::find()
                .filter(agent::Column::AccountId.eq(account.id))
                .filter(agent::Column::Email.eq(email.as_str()))
                .filter(agent::Column::DisabledAt.is_null());
            let known = agent.one(&state.db).await?.is_some();
            Ok(if known { Person::Known } else { Person::Nobody })
        }
    }
}
