//! What an edit does to who follows a ticket.

use portico_types::{
    ids::ContactId,
    tickets::{AuthorKind, Change},
};

use super::Edit;
use crate::{entity::contact, error::Result, tickets::followers};

impl Edit<'_> {
    /// Lets somebody follow the ticket who [may](followers::named_by). Its requester does anyway.
    pub(in crate::tickets) async fn add_follower(&mut self, who: &contact::Model) -> Result<()> {
        self.still_open()?;
        if who.id == self.row.requester_id || !followers::add(&**self.txn, &self.row, who.id, self.now).await? {
            return Ok(());
        }
        let change = self.follower(who.id, &who.name, true);
        let seq = self.row.last_seq + 1;
        self.note(change).await?;
        self.added.push((seq, who.id));
        Ok(())
    }

    /// The opposite, also when the ticket is closed. Returns whether they followed it.
    pub(in crate::tickets) async fn remove_follower(&mut self, id: ContactId, name: &str) -> Result<bool> {
        if !followers::remove(&**self.txn, &self.row, id).await? {
            return Ok(false);
        }
        let change = self.follower(id, name, false);
        self.note(change).await?;
        Ok(true)
    }

    fn follower(&self, id: ContactId, name: &str, follows: bool) -> Change {
        let themselves = self.actor.kind == AuthorKind::Contact && self.actor.id == Some(id.0);
        Change::Follower {
            who: (!themselves).then(|| name.to_owned()),
            follows,
        }
    }
}
