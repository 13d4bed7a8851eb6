//! Reads entries of the audit log in pages, and follows its chain from the first to the head.

use portico_types::{
    ids::{AccountId, AuditEntryId},
    staff::{AuditAction, AuditActor, AuditEntry, AuditVerification},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    audit,
    entity::{audit_entry, audit_head},
};

/// The newest entries, or the newest before one.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    (action, actor): (Option<AuditAction>, Option<AuditActor>),
    before: Option<AuditEntryId>,
    limit: u64,
) -> Result<Vec<AuditEntry>, DbErr> {
    let mut entries = audit_entry::Entity::find().filter(audit_entry::Column::AccountId.eq(account_id));
    if let Some(action) = action {
        entries = entries.filter(audit_entry::Column::Action.eq(action));
    }
    if let Some(actor) = actor {
        entries = entries.filter(audit_entry::Column::ActorKind.eq(actor));
    }
    if let Some(id) = before {
        entries = entries.filter(audit_entry::Column::Id.lt(id));
    }
    // Ids begin with their time.
    let rows = entries
        .order_by_desc(audit_entry::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(shown).collect())
}

fn shown(row: audit_entry::Model) -> AuditEntry {
    AuditEntry {
        id: row.id,
        seq: row.seq,
        created_at: row.created_at,
        actor_kind: row.actor_kind,
        actor_id: row.actor_id,
        actor_name: row.actor_name,
        action: row.action,
        outcome: row.outcome,
        subject: row.subject,
        place: row.place,
        detail: row.detail,
        hash: row.hash.as_deref().map(hex::encode),
    }
}

/// Entries at a time: the log may be long, and memory is not.
const PAGE: u64 = 500;

/// Follows the chain of an account from its first entry to its head.
pub(crate) async fn verify(db: &impl ConnectionTrait, account_id: AccountId) -> Result<AuditVerification, DbErr> {
    let head = audit_head::Entity::find_by_id(account_id).one(db).await?;
    let (last, head) = head.map_or((0, audit::NOTHING.to_vec()), |head| (head.seq, head.hash));
    let of_account = || audit_entry::Entity::find().filter(audit_entry::Column::AccountId.eq(account_id));
    let (mut seq, mut before) = (0, audit::NOTHING.to_vec());
    let broken = |entries: i64, at: i64| AuditVerification {
        entries,
        broken_at: Some(at),
        head: None,
    };
    let mut first = None;
    while seq < last {
        let rows = of_account()
            .filter(audit_entry::Column::Seq.gt(seq))
            .filter(audit_entry::Column::Seq.lte(last))
            .order_by_asc(audit_entry::Column::Seq)
            .limit(PAGE)
            .all(db)
            .await?;
        if rows.is_empty() {
            return Ok(broken(seq, seq + 1));
        }
        for row in rows {
            let expected = audit::hash(&before, &row);
            if row.seq != Some(seq + 1) || row.hash.as_deref() != Some(&expected) {
                return Ok(broken(seq, seq + 1));
            }
            first.get_or_insert(row.id);
            (seq, before) = (seq + 1, expected);
        }
    }
    if before != head {
        return Ok(broken(seq, seq));
    }
    // What hangs on no chain is older than it, or was put in.
    if let Some(first) = first {
        let loose = of_account()
            .filter(audit_entry::Column::Seq.is_null())
            .filter(audit_entry::Column::Id.gt(first));
        if loose.count(db).await? > 0 {
            return Ok(broken(seq, 0));
        }
    }
    let beyond = of_account().filter(audit_entry::Column::Seq.gt(last));
    let newest = beyond.order_by_desc(audit_entry::Column::Seq).one(db).await?;
    if let Some(newest) = newest.and_then(|row| row.seq) {
        // Written while we read, and then the head has moved; or put in behind its back.
        let now = audit_head::Entity::find_by_id(account_id).one(db).await?;
        if now.is_none_or(|now| now.seq < newest) {
            return Ok(broken(seq, last + 1));
        }
    }
    Ok(AuditVerification {
        entries: seq,
        broken_at: None,
        head: (seq > 0).then(|| hex::encode(&before)),
    })
}
