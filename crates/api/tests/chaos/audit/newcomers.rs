//! Whoever was told that they are in is a contact, once, with a session that lives; whoever was promised a mail got one.

use std::collections::HashSet;

use portico::entity::{contact, session};
use portico_sandbox::Sandbox;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};

use super::once;
use crate::crew::facts::Newcomer;

pub async fn check(db: &DatabaseConnection, sandbox: &Sandbox, newcomers: &[Newcomer], faults: &mut Vec<String>) {
    for newcomer in newcomers {
        let mails = sandbox.mails_to(&newcomer.address);
        let mails: HashSet<_> = mails.iter().map(|mail| &mail.message_id).collect();
        if mails.len() < newcomer.asked {
            let (count, asked) = (mails.len(), newcomer.asked);
            faults.push(format!("{count} mails to {}, {asked} promised", newcomer.address));
        }
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
