//! The JSON a caller sends.

use std::{marker::PhantomData, time::Duration};

use actix_web::{
    FromRequest, HttpRequest,
    dev::{JsonBody, Payload},
    error::JsonPayloadError,
};
use futures_util::future::{Ready, ready};
use serde::de::DeserializeOwned;

use crate::{
    auth,
    error::{Error, Result},
};

/// A JSON body that is yet to be read. Extractors run side by side, and one that read at once would answer a stranger's bad JSON before
/// anybody asked who he is; a handler only runs when its caller is accepted, and reads then.
pub(crate) struct Body<T> {
    req: HttpRequest,
    payload: Payload,
    kind: PhantomData<T>,
}

impl<T: DeserializeOwned + 'static> Body<T> {
    /// Reads it, at most `server.max_body_bytes` within `server.body_seconds`. What the caller may do was judged before: of one who let us
    /// wait it is asked again.
    pub(crate) async fn read(mut self) -> Result<T> {
        let state = auth::state(&self.req)?;
        let json = JsonBody::<T>::new(&self.req, &mut self.payload, None, true);
        let read = json.limit(state.config.server.max_body_bytes);
        let read = tokio::time::timeout(Duration::from_secs(state.config.server.body_seconds), read).await;
        let read = read.map_err(|_| Error::TooSlow)?.map_err(|err| problem(&err))?;
        auth::again(&self.req).await?;
        Ok(read)
    }
}

impl<T> FromRequest for Body<T> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Ok(Self {
            req: req.clone(),
            payload: payload.take(),
            kind: PhantomData,
        }))
    }
}

/// No JSON, or JSON of another shape than asked for, such as one with an unknown field.
fn problem(err: &JsonPayloadError) -> Error {
    match err {
        JsonPayloadError::OverflowKnownLength { .. } | JsonPayloadError::Overflow { .. } => Error::TooLarge,
        JsonPayloadError::ContentType => Error::UnsupportedMediaType("Send JSON with Content-Type: application/json."),
        other => Error::Malformed(other.to_string()),
    }
}
