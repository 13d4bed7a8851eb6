//! `Idempotency-Key`: a creating request sent twice creates once and is answered twice alike. Key and answer are written in the
//! transaction of the creation, so a crash leaves both or neither; of two at the same time one waits for the other.

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, http::StatusCode};
use chrono::{DateTime, Utc};
use futures_util::future::{Ready, ready};
use portico_types::ids::AccountId;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, TryInsertResult, sea_query::Expr,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    entity::idempotency_key,
    error::{Error, Result},
};

/// The request's `Idempotency-Key`, if it has one.
pub(crate) struct IdempotencyKey(Option<String>);

impl FromRequest for IdempotencyKey {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut keys = req.headers().get_all("idempotency-key");
        let key = match (keys.next().map(|k| k.to_str()), keys.next()) {
            (None, _) => Ok(Self(None)),
            (Some(Ok(key)), None) if (1..=255).contains(&key.len()) => Ok(Self(Some(key.to_owned()))),
            _ => Err(Error::Malformed(
                "Idempotency-Key must be one text of 1 to 255 characters".to_owned(),
            )),
        };
        ready(key)
    }
}

/// A request that is carried out for the first time; remembers its answer.
pub(crate) struct First {
    account_id: AccountId,
    caller_id: Uuid,
    key: Option<String>,
}

/// Whether to carry a request out, or to repeat the answer it got.
pub(crate) enum Seen {
    First(First),
    Before(HttpResponse),
}

impl IdempotencyKey {
    /// The answer the same request got before. For requests that ask the outside world, which no transaction waits for, before they do.
    pub(crate) async fn answered(
        &self,
        db: &impl ConnectionTrait,
        caller: (AccountId, Uuid),
        operation: &str,
        request: &impl Serialize,
    ) -> Result<Option<HttpResponse>> {
        let Some(key) = &self.0 else { return Ok(None) };
        stored(db, caller, key, &hash(operation, request)?).await
    }

    /// Looks the key up and takes it, in the transaction that will do the work. `request` is what was asked, `operation` by which one.
    pub(crate) async fn take(
        self,
        db: &impl ConnectionTrait,
        (account_id, caller_id): (AccountId, Uuid),
        operation: &str,
        request: &impl Serialize,
        now: DateTime<Utc>,
    ) -> Result<Seen> {
        let first = First {
            account_id,
            caller_id,
            key: self.0,
        };
        let Some(key) = &first.key else {
            return Ok(Seen::First(first));
        };
        let hash = hash(operation, request)?;
        let row = idempotency_key::ActiveModel {
            account_id: Set(account_id),
            caller_id: Set(caller_id),
            key: Set(key.clone()),
            request_hash: Set(hash.clone()),
            status: Set(None),
            body: Set(None),
            created_at: Set(now),
        };
        let inserted = idempotency_key::Entity::insert(row)
            .on_conflict_do_nothing()
            .exec_without_returning(db)
            .await?;
        if matches!(inserted, TryInsertResult::Inserted(1)) {
            return Ok(Seen::First(first));
        }
        let answer = stored(db, (account_id, caller_id), key, &hash).await?;
        Ok(Seen::Before(
            answer.ok_or(Error::Conflict("the same request is under way"))?,
        ))
    }
}

fn hash(operation: &str, request: &impl Serialize) -> Result<Vec<u8>> {
    let mut hash = Sha256::new();
    hash.update(operation.as_bytes());
    hash.update([0]);
    hash.update(serde_json::to_vec(request).map_err(anyhow::Error::from)?);
    Ok(hash.finalize().to_vec())
}

/// The answer that is remembered, which must be one to this very request.
async fn stored(
    db: &impl ConnectionTrait,
    (account_id, caller_id): (AccountId, Uuid),
    key: &str,
    hash: &[u8],
) -> Result<Option<HttpResponse>> {
    let id = (account_id, caller_id, key.to_owned());
    let Some(stored) = idempotency_key::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    if stored.request_hash != hash {
        return Err(Error::field("idempotency-key", "This key was used for another request").because("key_used"));
    }
    let (Some(status), Some(body)) = (stored.status, stored.body) else {
        return Err(Error::Conflict("the same request is under way"));
    };
    let status = u16::try_from(status)
        .ok()
        .and_then(|s| StatusCode::from_u16(s).ok())
        .unwrap_or(StatusCode::OK);
    Ok(Some(
        HttpResponse::build(status)
            .insert_header(("idempotent-replayed", "true"))
            .json(body),
    ))
}

impl First {
    /// Remembers the answer, in the same transaction, and gives it.
    pub(crate) async fn answer(
        self,
        db: &impl ConnectionTrait,
        status: StatusCode,
        body: &impl Serialize,
    ) -> Result<HttpResponse> {
        if let Some(key) = self.key {
            let body = serde_json::to_value(body).map_err(anyhow::Error::from)?;
            idempotency_key::Entity::update_many()
                .col_expr(idempotency_key::Column::Status, Expr::value(i32::from(status.as_u16())))
                .col_expr(idempotency_key::Column::Body, Expr::value(body))
                .filter(idempotency_key::Column::AccountId.eq(self.account_id))
                .filter(idempotency_key::Column::CallerId.eq(self.caller_id))
                .filter(idempotency_key::Column::Key.eq(key))
                .exec(db)
                .await?;
        }
        Ok(HttpResponse::build(status).json(body))
    }
}
