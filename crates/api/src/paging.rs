//! Keyset pages: a cursor says where the last page ended. It is opaque and signed, so that nobody asks with one of their own making.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use portico_types::FieldError;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use subtle::ConstantTimeEq;

use crate::{
    auth::Keys,
    error::{Error, Result},
};

/// How many rows a page holds when nobody says.
const LIMIT: u64 = 25;
const LIMIT_MAX: u64 = 100;

/// The query parameters of every list that comes in pages.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Paging {
    pub limit: Option<u64>,
    pub cursor: Option<String>,
}

impl Paging {
    pub(crate) fn limit(&self) -> Result<u64> {
        if let limit @ 1..=LIMIT_MAX = self.limit.unwrap_or(LIMIT) {
            Ok(limit)
        } else {
            let error = FieldError::new("limit", format!("Ask for 1 to {LIMIT_MAX} rows"));
            Err(Error::Invalid(vec![error.with_code("page_size").with_limit(LIMIT_MAX)]))
        }
    }

    /// Where the last page ended, as `encode` wrote it for the same `list`.
    pub(crate) fn after<T: DeserializeOwned>(&self, keys: &Keys, list: &str) -> Result<Option<T>> {
        self.cursor
            .as_deref()
            .map(|cursor| decode(keys, list, cursor))
            .transpose()
    }
}

/// Of rows that were asked for up to one more than a page holds: leaves the page, and says whether there are more.
pub(crate) fn cut<T>(rows: &mut Vec<T>, limit: u64) -> bool {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    more
}

/// Bytes of the signature kept: enough against guessing, short in a URL.
const MAC: usize = 12;

/// Makes the cursor that continues after `position`. `list` names list and order, so that a cursor fits no other.
pub(crate) fn encode(keys: &Keys, list: &str, position: &impl Serialize) -> String {
    let text = serde_json::to_vec(position).unwrap_or_default();
    let mut bytes = keys.mac("cursor", &[list.as_bytes(), &text])[..MAC].to_vec();
    bytes.extend(text);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode<T: DeserializeOwned>(keys: &Keys, list: &str, cursor: &str) -> Result<T> {
    let wrong = || Error::field("cursor", "Use the cursor as the last page gave it").because("wrong_cursor");
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| wrong())?;
    let (mac, text) = bytes.split_at_checked(MAC).ok_or_else(wrong)?;
    if !bool::from(keys.mac("cursor", &[list.as_bytes(), text])[..MAC].ct_eq(mac)) {
        return Err(wrong());
    }
    serde_json::from_slice(text).map_err(|_| wrong())
}
