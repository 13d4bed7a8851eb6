//! The arguments of a Web API call, however they were sent.

use actix_web::{HttpRequest, http::header, web::Bytes};
use serde_json::{Map, Value};

use crate::slack::state::{Refusal, Result};

/// The arguments of a call, and the token that came with it.
#[derive(Debug, Default)]
pub(in crate::slack) struct Args {
    values: Map<String, Value>,
    pub token: Option<String>,
}

/// These arrive as JSON text in forms and queries, as JSON in JSON.
const STRUCTURED: [&str; 6] = ["blocks", "attachments", "metadata", "view", "files", "icons"];

impl Args {
    /// Reads query and body. As at Slack, only methods that write read a JSON body (`takes_json`), and a token in one
    /// counts for nothing.
    pub(super) fn read(request: &HttpRequest, body: &Bytes, takes_json: bool) -> Result<Self> {
        let mut args = Self::default();
        args.form(request.query_string().as_bytes());
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default();
        if kind.starts_with("application/json") {
            if takes_json && !body.is_empty() {
                match serde_json::from_slice(body) {
                    Ok(Value::Object(values)) => args.values.extend(values),
                    Ok(_) => return Err("json_not_object".into()),
                    Err(_) => return Err("invalid_json".into()),
                }
            }
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            args.form(body);
        } else if !body.is_empty() {
            return Err("invalid_post_type".into());
        }
        let bearer = request
            .headers()
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        if let Some(token) = bearer.and_then(|value| value.strip_prefix("Bearer ")) {
            args.token = Some(token.to_owned());
        }
        Ok(args)
    }

    /// The arguments within a JSON object that came elsewhere.
    pub(super) fn from_json(body: Value) -> Self {
        let values = if let Value::Object(values) = body {
            values
        } else {
            Map::new()
        };
        Self { values, token: None }
    }

    fn form(&mut self, encoded: &[u8]) {
        for (key, value) in url::form_urlencoded::parse(encoded) {
            if key == "token" {
                self.token = Some(value.into_owned());
            } else {
                self.values.insert(key.into_owned(), Value::String(value.into_owned()));
            }
        }
    }

    /// A text, if it was given; numbers count.
    pub(in crate::slack) fn find(&self, key: &str) -> Option<String> {
        match self.values.get(key)? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other => Some(other.to_string()),
        }
    }

    /// A text that must be given.
    pub(super) fn need(&self, key: &str) -> Result<String> {
        let missing = || Refusal {
            error: "invalid_arguments".into(),
            messages: vec![format!("[ERROR] missing required field: {key}")],
        };
        self.find(key).filter(|text| !text.is_empty()).ok_or_else(missing)
    }

    /// A yes or no; absent means no.
    pub(super) fn flag(&self, key: &str) -> bool {
        matches!(self.find(key).as_deref(), Some("true" | "1"))
    }

    /// A number within bounds.
    pub(super) fn limit(&self, usual: usize, most: usize) -> Result<usize> {
        let Some(limit) = self.find("limit") else {
            return Ok(usual);
        };
        let limit: usize = limit.parse().map_err(|_| Refusal::from("invalid_limit"))?;
        Ok(if limit == 0 { usual } else { limit.min(most) })
    }

    /// Something structured; `wrong` is the error for text that is no JSON.
    pub(super) fn json(&self, key: &str, wrong: &str) -> Result<Option<Value>> {
        match self.values.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text).map(Some).map_err(|_| wrong.into()),
            Some(value) => Ok(Some(value.clone())),
        }
    }

    /// As a record for assertions: structured arguments parsed, the token left out.
    pub(super) fn shown(&self) -> Value {
        let parsed = self.values.iter().map(|(key, value)| {
            let inner = value.as_str().filter(|_| STRUCTURED.contains(&key.as_str()));
            (
                key.clone(),
                inner
                    .and_then(|text| serde_json::from_str(text).ok())
                    .unwrap_or_else(|| value.clone()),
            )
        });
        Value::Object(parsed.collect())
    }
}
