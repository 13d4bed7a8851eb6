//! JSON that is compressed for whoever can read it so. An operation says so by what it returns.
//!
//! From the length of a compressed answer one can guess at what stands beside one's own text in it (BREACH), so nothing is returned so that
//! may hold a token, a key or a link that opens by itself. It takes many answers, too, and no other site can have a browser ask with our
//! bearer token. What is left: who writes tickets and watches the wire may guess at words of others' tickets, one guess each time that
//! somebody who reads both opens the list.

use std::io::Write as _;

use actix_web::{
    HttpRequest, HttpResponse, Responder, ResponseError,
    body::BoxBody,
    http::header::{self, ContentType},
};
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;

use crate::{edge, error::Result};

/// From how many bytes on it pays.
const WORTH_IT: usize = 1024;

pub(crate) struct Packed<T>(pub T);

impl<T: Serialize> Responder for Packed<T> {
    type Body = BoxBody;

    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let able = edge::accepts(req.headers(), "gzip");
        answer(&self.0, able).unwrap_or_else(|err| err.error_response())
    }
}

fn answer(what: &impl Serialize, able: bool) -> Result<HttpResponse> {
    let json = serde_json::to_vec(what).map_err(anyhow::Error::from)?;
    let mut res = HttpResponse::Ok();
    res.content_type(ContentType::json());
    if json.len() < WORTH_IT {
        return Ok(res.body(json));
    }
    res.insert_header((header::VARY, "Accept-Encoding"));
    if !able {
        return Ok(res.body(json));
    }
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(&json).map_err(anyhow::Error::from)?;
    let packed = packer.finish().map_err(anyhow::Error::from)?;
    Ok(res.insert_header((header::CONTENT_ENCODING, "gzip")).body(packed))
}
