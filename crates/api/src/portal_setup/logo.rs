//! A logo on its way in.

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest,
    error::PayloadError,
    http::header,
    web::{Bytes, Payload},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use futures_util::{StreamExt, stream};
use sha2::{Digest, Sha256};

use crate::{
    entity::portal_logo,
    error::{Error, Result},
};

/// Largest logo, in bytes.
pub(super) const MAX: usize = 256 * 1024;
/// What a multipart body may need beside the picture itself.
const WRAPPING: usize = 8 * 1024;

/// No SVG: it is a document that can carry script.
const TYPES: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];

/// A picture that may become a logo.
pub(super) struct Logo {
    pub bytes: Vec<u8>,
    pub kind: &'static str,
    /// Changes with the content: part of the address under which browsers keep it.
    pub hash: String,
}

impl Logo {
    /// Reads a body that is the picture, or a form with the picture as its first file. What the picture is, its bytes say, whatever the
    /// headers claim.
    pub(super) async fn receive(req: &HttpRequest, payload: Payload) -> Result<Self> {
        let declared = req
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase();
        let form = declared.starts_with("multipart/form-data");
        if !form && !TYPES.contains(&declared.split(';').next().unwrap_or_default().trim()) {
            return Err(Error::UnsupportedMediaType("Send a PNG, JPEG or WebP picture."));
        }
        let limit = if form { MAX + WRAPPING } else { MAX };
        let body = payload.to_bytes_limited(limit).await.map_err(|_| Error::TooLarge)?;
        let body = body.map_err(|err| Error::Malformed(err.to_string()))?;
        Self::of(if form { first_file(req, body).await? } else { body })
    }

    fn of(bytes: Bytes) -> Result<Self> {
        if bytes.len() > MAX {
            return Err(Error::TooLarge);
        }
        let kind = infer::get(&bytes).map(|found| found.mime_type());
        let kind = TYPES.into_iter().find(|known| Some(*known) == kind);
        let kind = kind.ok_or_else(|| Error::field("logo", "Choose a PNG, JPEG or WebP picture"))?;
        let hash = URL_SAFE_NO_PAD.encode(&Sha256::digest(&bytes)[..12]);
        Ok(Self {
            bytes: bytes.into(),
            kind,
            hash,
        })
    }
}

/// The first part of a form that has been read whole: reading it as it comes would let the parts have no end.
async fn first_file(req: &HttpRequest, body: Bytes) -> Result<Bytes> {
    let body = stream::once(std::future::ready(Ok::<_, PayloadError>(body)));
    let mut form = Multipart::new(req.headers(), body);
    let field = form
        .next()
        .await
        .ok_or_else(|| Error::field("logo", "Choose a picture"))?;
    let mut field = field.map_err(|err| Error::Malformed(err.to_string()))?;
    let bytes = field.bytes(MAX).await.map_err(|_| Error::TooLarge)?;
    bytes.map_err(|err| Error::Malformed(err.to_string()))
}

/// The logo as a `data:` URL: the console shows it while the portal, and with it the logo's own address, is closed.
pub(super) fn data_url(logo: &portal_logo::Model) -> String {
    format!("data:{};base64,{}", logo.media_type, STANDARD.encode(&logo.bytes))
}
