//! Decides whether somebody who asked gets a mail, and writes it. Whoever watches from outside, by how long they wait for anything else
//! meanwhile, must not learn whether one leaves: both jobs do the same to the database for everybody, statement by
//! statement, which `alike.rs` tests.

use anyhow::anyhow;
use chrono::{DateTime, TimeDelta, Utc};
use portico_types::{email::EmailAddress, ids::MagicLinkId, sign_in::SignInMethod, staff::AuditAction};
use rand::RngExt;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, TransactionTrait, sea_query::Expr};
use serde_json::json;

use super::{
    budget::{self, MailBudget},
    openid::{self, provider::Provider},
    person,
    proof::{self, Secrets},
};
use crate::{
    app::AppState,
    audit::{self, Actor, Event},
    auth::{self, Admission},
    db::WriteTxn,
    entity::{Surface, account, agent, contact, magic_link},
    jobs::{Claim, Failure, Job, NewJob, Outcome, enqueue},
    mail,
};

/// What was asked for, as long as it is worth a mail.
struct Asked {
    link: magic_link::Model,
    account: account::Model,
    email: EmailAddress,
    /// Whom a provider that could not prove the address sent, if that is offered still.
    provider: Option<Provider>,
}

impl Asked {
    async fn find(state: &AppState, claim: &Claim, id: MagicLinkId) -> Result<Option<Self>, Failure> {
        let db = &state.db;
        let Some(link) = magic_link::Entity::find_by_id((claim.account_id, id)).one(db).await? else {
            return Ok(None);
        };
        let Some(account) = account::Entity::find_by_id(claim.account_id).one(db).await? else {
            return Ok(None);
        };
        let email = EmailAddress::parse(&link.email).map_err(|_| Failure::give_up("not an address"))?;
        if link.used_at.is_some() || link.expires_at <= state.clock.now() {
            return Ok(None);
        }
        let provider = match &link.identity_provider {
            Some(id) => openid::provider::find(state, db, &account, link.surface, id).await?,
            None => None,
        };
        Ok(Some(Self {
            link,
            account,
            email,
            provider,
        }))
    }
}

/// Gives the link the secrets of a mail to whoever may come in, and such as nobody can have to everybody else. The mail itself leaves a
/// moment later, at a time drawn for each: whoever asks for something else directly afterwards must not feel it being written.
pub(crate) async fn send_sign_in_mail(state: &AppState, claim: &Claim, id: MagicLinkId) -> Outcome {
    let now = state.clock.now();
    let Some(asked) = Asked::find(state, claim, id).await? else {
        return Ok(());
    };
    let Asked {
        link,
        account,
        email,
        provider,
    } = &asked;
    let switched_off = link.identity_method.is_some() && provider.is_none();
    let person = if switched_off {
        Person::Nobody
    } else {
        person(state, account, link, email).await?
    };
    let txn = state.begin_write().await?;
    let within = within_budgets(&txn, state, (link, email), person, now).await?;
    if within {
        void_older(&txn, link, now).await?;
    }
    let leaves = within && person != Person::Nobody;
    // Both follow from the link by our key: a mail whose delivery was cut off is sent again as the same mail, and what was typed from the
    // first copy meanwhile still works. Stored are hashes alone. Whose mail never leaves has a link as well, which nobody can have: codes
    // are tried, and refused, alike.
    let key = state.keys.present();
    let (token_hash, code_hash) = if leaves {
        Secrets::new(key, id).hashes(key, id)
    } else {
        proof::nobodys(key, id)
    };
    magic_link::Entity::update_many()
        .col_expr(magic_link::Column::TokenHash, Expr::value(Some(token_hash)))
        .col_expr(magic_link::Column::CodeHash, Expr::value(Some(code_hash)))
        .filter(magic_link::Column::AccountId.eq(link.account_id))
        .filter(magic_link::Column::Id.eq(id))
        .exec(&*txn)
        .await?;
    let spread = state.config.sign_in.mail_spread_ms;
    let pause = TimeDelta::milliseconds(rand::rng().random_range(0..=i64::from(spread)));
    let deliver = NewJob::new(claim.account_id, Job::DeliverSignInMail { magic_link_id: id }).not_before(now + pause);
    enqueue(&*txn, now, deliver).await?;
    claim.finish(&*txn).await?; // Counted once.
    note(&txn, state, (link, email), (person, within), now).await?;
    txn.commit().await?;
    Ok(())
}

/// Mails link and code where the link has them. For everybody else it writes the same mail, and drops it.
pub(crate) async fn deliver_sign_in_mail(state: &AppState, claim: &Claim, id: MagicLinkId) -> Outcome {
    let Some(asked) = Asked::find(state, claim, id).await? else {
        return Ok(());
    };
    let Asked {
        link,
        account,
        email,
        provider,
    } = &asked;
    let (kept, nobodys) = (Secrets::kept(&state.keys, link), proof::is_nobodys(&state.keys, link));
    if kept.is_none() && !nobodys {
        // A process that was started with a newer key, or one that knows this key no longer: the first can deliver it.
        return Err(anyhow!("the link was made with a secret key that is not known here").into());
    }
    let leaves = kept.is_some();
    let Secrets { token, code } = kept.unwrap_or_else(|| Secrets::new(state.keys.present(), id));
    let provider = provider.as_ref().map(|it| it.name.as_str());
    let mail = mail::sign_in(state, (account, provider), link, email, (&token, &code))?;
    if leaves {
        state.mailer.send(&mail).await?;
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

/// Whether one more mail may leave, if it is anybody's; counts it. Who is nobody is counted too, where it harms nobody.
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
    let known = person != Person::New;
    Ok(budget::may_mail(&**txn, keys, whose, of_address, now).await?
        && budget::may_mail_domain(&**txn, keys, whose, known, now).await?)
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

/// Writes into the audit log that a mail leaves, or was held back. Of nobody's it is written, too, and taken back: strangers could fill the
/// log, and what is not written at all could be felt.
async fn note(
    txn: &WriteTxn,
    state: &AppState,
    (link, email): (&magic_link::Model, &EmailAddress),
    (person, within): (Person, bool),
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let subject = match link.surface {
        Surface::Portal => format!("contact {email}"),
        Surface::Console => format!("agent {email}"),
    };
    let nobodys = person == Person::Nobody;
    let event = if within {
        Event::done(AuditAction::SignInMailSent, &subject, json!({}))
    } else if budget::may_note(&**txn, &state.keys, (link.account_id, email), nobodys, now).await? {
        Event::refused(AuditAction::SignInMailHeldBack, &subject, json!({}))
    } else {
        return Ok(());
    };
    let entry = txn.begin().await?;
    audit::write(&entry, link.account_id, Actor::nobody(&link.place), event, now).await?;
    if nobodys {
        entry.rollback().await
    } else {
        entry.commit().await
    }
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
