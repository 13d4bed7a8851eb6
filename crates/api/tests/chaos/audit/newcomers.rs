//! Whoever was told that they are in is a contact, once, with a session that lives; whoever was promised a mail got one, unless they asked
//! for a newer one before it left.

use std::collections::HashSet;

use chrono::TimeDelta;
use portico::entity::{contact, magic_link, session};
use portico_sandbox::Sandbox;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};

use super::once;
use crate::crew::facts::Newcomer;

/// How long a link is good for, unless a newer one voids it.
const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// How many mails leave to an address that nobody knows yet.
const MAILS_AN_HOUR: usize = 3;

pub async fn check(db: &DatabaseConnection, sandbox: &Sandbox, newcomers: &[Newcomer], faults: &mut Vec<String>) {
    for newcomer in newcomers {
        mails(db, sandbox, newcomer, faults).await;
        let known = contact::Entity::find().filter(contact::Column::Email.eq(&newcomer.address));
        let known = known.all(db).await.expect("contacts");
        let Some(cookie) = &newcomer.cookie else {
            if known.len() > 1 {
                faults.push(format!("{} is {} contacts", newcomer.address, known.len()));
            }
            continue;
        };
        once(faults, "contact", &newcomer.address, known.len());
        let ids = known.iter().map(|it| it.id);
        let sessions = session::Entity::find().filter(session::Column::ContactId.is_in(ids));
        let sessions = sessions.all(db).await.expect("sessions");
        if sessions.len() > newcomer.shown {
            let (count, shown) = (sessions.len(), newcomer.shown);
            faults.push(format!("{} has {count} sessions, of {shown} tries", newcomer.address));
        }
        let secret = cookie.rsplit_once('.').expect("a cookie").1;
        let hash = Sha256::digest(secret.as_bytes()).to_vec();
        let theirs = sessions
            .iter()
            .filter(|it| it.token_hash == hash && it.ended_at.is_none());
        once(faults, "session", &newcomer.address, theirs.count());
    }
}

/// As many mails, each under a `Message-ID` of its own, as requests that were acknowledged, less those that a newer one made worthless before
/// they left, and those beyond what an address is sent in an hour.
async fn mails(db: &DatabaseConnection, sandbox: &Sandbox, newcomer: &Newcomer, faults: &mut Vec<String>) {
    let links = magic_link::Entity::find().filter(magic_link::Column::Email.eq(&newcomer.address));
    let links = links.all(db).await.expect("links");
    if links.len() < newcomer.asked {
        let (count, asked) = (links.len(), newcomer.asked);
        faults.push(format!("{} asked {asked} times, {count} are kept", newcomer.address));
    }
    let voided = |link: &&magic_link::Model| link.expires_at - link.created_at < LIFETIME;
    let gone = links.iter().filter(voided).count() + links.len().saturating_sub(MAILS_AN_HOUR);
    // The newest is voided by none: it left, or three had left before.
    let promised = links.len().saturating_sub(gone).max(links.len().min(1));
    let mails = sandbox.mails_to(&newcomer.address);
    let mails: HashSet<_> = mails.iter().map(|mail| &mail.message_id).collect();
    if !(promised..=links.len()).contains(&mails.len()) {
        let (count, asked) = (mails.len(), links.len());
        faults.push(format!(
            "{count} mails to {}, who asked {asked} times and was promised {promised}",
            newcomer.address
        ));
    }
}
