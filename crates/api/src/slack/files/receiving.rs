//! A file's bytes as Slack hands them out: kept piece by piece, and looked at for what they are. A sign-in page is no file.

use actix_web::web::{Bytes, BytesMut};
use anyhow::anyhow;
use portico_types::ids::{AttachmentId, AttachmentPieceId};
use sha2::{Digest, Sha256};

use crate::{
    app::AppState,
    attachments::{PIECE, Rules, sniff, store_piece},
    jobs::{Claim, Failure},
    outside::slack::FileInfo,
    slack::apply::failure,
};

/// So often Slack may hand out something else than the file, as it does while it does not know us yet.
const PAGES: i32 = 5;

pub(super) const KIND: &str = "Files of this kind are not taken here.";

/// How fetching a file ended.
pub(super) enum Fetch {
    Here(Whole),
    /// It will never come; in words for its readers.
    Never(String),
}

/// A file that is here.
pub(super) struct Whole {
    pub name: Option<String>,
    pub media_type: String,
    pub size: i64,
    pub sha256: Vec<u8>,
    pub pieces: Vec<AttachmentPieceId>,
}

/// A file as it comes.
pub(super) struct Receiving<'a> {
    state: &'a AppState,
    claim: &'a Claim,
    id: AttachmentId,
    info: &'a FileInfo,
    buffer: BytesMut,
    hash: Sha256,
    size: i64,
    media_type: Option<String>,
    pieces: Vec<AttachmentPieceId>,
}

impl<'a> Receiving<'a> {
    pub(super) fn new(state: &'a AppState, (claim, id): (&'a Claim, AttachmentId), info: &'a FileInfo) -> Self {
        Self {
            state,
            claim,
            id,
            info,
            buffer: BytesMut::new(),
            hash: Sha256::new(),
            size: 0,
            media_type: None,
            pieces: Vec::new(),
        }
    }

    /// Takes what came; says why it is not wanted.
    pub(super) async fn take(&mut self, mut part: Bytes, page: bool) -> Result<Option<String>, Failure> {
        let rules = Rules(&self.state.config.attachments);
        while !part.is_empty() {
            let room = (PIECE - self.buffer.len()).min(part.len());
            self.buffer.extend_from_slice(&part.split_to(room));
            if !rules.fits(self.size + i64::try_from(self.buffer.len())?) {
                return Ok(Some(format!(
                    "It is too large: a file may have at most {}.",
                    rules.largest()
                )));
            }
            if self.buffer.len() == PIECE
                && let Some(why) = self.store(page).await?
            {
                return Ok(Some(why));
            }
        }
        Ok(None)
    }

    async fn store(&mut self, page: bool) -> Result<Option<String>, Failure> {
        let bytes = self.buffer.split().freeze();
        if self.media_type.is_none() {
            let found = sniff(&bytes);
            // What is no page must not be one: that is how Slack asks strangers to sign in.
            let is_page = self.info.mimetype.as_deref() == Some("text/html");
            if !is_page && (page || found == "text/html") {
                if self.claim.attempt < PAGES {
                    return Err(anyhow!("Slack handed out a page instead of the file").into());
                }
                return Ok(Some("Slack did not hand it out.".to_owned()));
            }
            if Rules(&self.state.config.attachments).refuses_type(&found) {
                return Ok(Some(KIND.to_owned()));
            }
            self.media_type = Some(found);
        }
        self.hash.update(&bytes);
        let length = i64::try_from(bytes.len())?;
        let file = (self.claim.account_id, self.id);
        let piece = store_piece(self.state, file, self.size, bytes).await.map_err(failure)?;
        self.pieces.push(piece);
        self.size += length;
        Ok(None)
    }

    pub(super) async fn end(mut self, page: bool) -> Result<Fetch, Failure> {
        if !self.buffer.is_empty()
            && let Some(why) = self.store(page).await?
        {
            return Ok(Fetch::Never(why));
        }
        if self.size == 0 || self.info.size > 0 && self.size != self.info.size {
            let (size, told) = (self.size, self.info.size);
            return Err(anyhow!("a file came with {size} bytes instead of {told}").into());
        }
        Ok(Fetch::Here(Whole {
            name: self.info.name.clone(),
            media_type: self.media_type.unwrap_or_default(),
            size: self.size,
            sha256: self.hash.finalize().to_vec(),
            pieces: self.pieces,
        }))
    }
}
