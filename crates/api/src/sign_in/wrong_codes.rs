//! How many wrong codes are taken: six digits are too few for whoever may try as often as they can ask for mails. They are counted against the
//! address whose code it is and against the network they come from, and the site that it is part of; beyond either's share its codes let nobody
//! in any more, whoever has them: links do, and codes in browsers that have signed in before. Who is not known yet at a domain has a share with
//! all who are not: addresses there cost nothing to invent. Nobody else's codes suffer: a stranger could take them from a whole customer by
//! guessing on and on at an address of their own.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use portico_types::ids::AccountId;
use sea_orm::{ConnectionTrait, DbErr};

use super::budget::{self, OF_NOTES, Share};
use crate::{auth::Keys, limits};

/// One guess in 33,000 a day, from however many networks.
const OF_ADDRESS: Share = Share { hour: 10, day: 30 };
const OF_NETWORK: Share = Share { hour: 30, day: 100 };
/// Of a /48, which has more networks than anybody can count.
const OF_SITE: Share = Share { hour: 120, day: 400 };
/// Of all at a domain whom nobody knows yet: one guess in 6,600 a day, however many of them are invented.
const OF_NEW_AT_DOMAIN: Share = Share { hour: 150, day: 150 };
/// Each wrong code is an entry in the audit log, up to these in an account.
const OF_ENTRIES: Share = Share { hour: 100, day: 300 };

/// Whose code it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// Somebody's whom we know.
    Known,
    /// Somebody's who may come in and never has.
    New,
    /// Of an address that got no mail. All is alike, but what is counted and noted of them must not use up what those have who have a code.
    Nobodys,
}

pub(super) struct WrongCodes<'a> {
    account_id: AccountId,
    email: &'a str,
    network: String,
    site: String,
    whose: Whose,
}

impl<'a> WrongCodes<'a> {
    pub(super) fn new(account_id: AccountId, email: &'a str, from: Option<IpAddr>, whose: Whose) -> Self {
        let network = from.map(|ip| limits::network(ip).to_string()).unwrap_or_default();
        // What has no site is one.
        let site = from
            .and_then(limits::site)
            .map_or_else(|| network.clone(), |site| site.to_string());
        Self {
            account_id,
            email,
            network,
            site,
            whose,
        }
    }

    fn counts(&self) -> [((AccountId, &'static str, &str), Share); 4] {
        let domain = self.email.rsplit('@').next().unwrap_or_default();
        let together = match self.whose {
            Whose::New => ("wrong codes of new people at a domain", domain),
            Whose::Nobodys => ("wrong codes of nobody at a domain", domain),
            // Counted as well, and never asked for what their address alone may not: all takes as long.
            Whose::Known => ("wrong codes of somebody known", self.email),
        };
        [
            ((self.account_id, "wrong codes of an address", self.email), OF_ADDRESS),
            (
                (self.account_id, "wrong codes from a network", &self.network),
                OF_NETWORK,
            ),
            ((self.account_id, "wrong codes from a site", &self.site), OF_SITE),
            ((self.account_id, together.0, together.1), OF_NEW_AT_DOMAIN),
        ]
    }

    /// Whether codes are taken still.
    pub(super) async fn taken(
        &self,
        db: &impl ConnectionTrait,
        keys: &Keys,
        now: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        let mut taken = true;
        for (row, share) in self.counts() {
            taken &= budget::has_room(db, keys, row, share, now).await?;
        }
        Ok(taken)
    }

    /// Counts one; returns whether it belongs in the audit log.
    pub(super) async fn count(
        &self,
        db: &impl ConnectionTrait,
        keys: &Keys,
        now: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        for (row, share) in self.counts() {
            budget::take(db, keys, row, share, now).await?;
        }
        let entries = (self.account_id, "entries of wrong codes", self.noted());
        budget::take(db, keys, entries, OF_ENTRIES, now).await
    }

    /// Whether it belongs in the audit log that none is taken any more: once an hour.
    pub(super) async fn may_note(
        &self,
        db: &impl ConnectionTrait,
        keys: &Keys,
        now: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        let row = (self.account_id, "notes of wrong codes", self.noted());
        budget::take(db, keys, row, OF_NOTES, now).await
    }

    fn noted(&self) -> &'static str {
        if self.whose == Whose::Nobodys { "nobody" } else { "" }
    }
}
