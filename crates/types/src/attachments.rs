//! Files of messages, and files on their way to become one's.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{FieldError, ids::AttachmentId, problem, word::word};

/// So many files a message takes.
pub const MOST: usize = 10;

/// A part of a file that is not its last must be at least this long, in bytes: files do not come in crumbs.
pub const SMALLEST_PART: i64 = 256 * 1024;

word! {
    /// Whether there is something to download.
    pub enum AttachmentState {
        /// It can be downloaded.
        Ready = "ready",
        /// It was shared in Slack and is on its way here.
        Coming = "coming",
        /// It was shared in Slack and will not come; `note` says why.
        Refused = "refused",
    }
}

/// A file of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attachment {
    pub id: AttachmentId,
    pub name: String,
    /// What its bytes look like, such as `image/png`; `application/octet-stream` when nobody can tell.
    pub media_type: String,
    /// In bytes.
    pub size: i64,
    pub state: AttachmentState,
    /// Why it will not come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// A small picture of it, where it is an image that could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<Thumbnail>,
}

/// A small picture of an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Thumbnail {
    /// Where it is on this host: opens without a token, for some minutes.
    pub url: String,
    /// In pixels.
    pub width: i32,
    pub height: i32,
}

/// A link to one file: opens without a token, for its reader alone and until it ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileLink {
    /// Where the file is on this host. It may be opened several times.
    pub url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<Thumbnail>,
    pub expires_at: DateTime<Utc>,
}

/// Tells one state of a message's files from the next, for whoever shows them.
pub fn progress(files: &[Attachment]) -> usize {
    let coming = files.iter().filter(|file| file.state == AttachmentState::Coming);
    let pictures = files.iter().filter(|file| file.thumbnail.is_some());
    files.len() * 10_000 + pictures.count() * 100 + coming.count()
}

/// Announce a file that is to be uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BeginUpload {
    /// As the file is called on its owner's device.
    pub name: String,
    /// In bytes.
    pub size: i64,
}

impl BeginUpload {
    /// Checks what does not depend on the server's settings.
    pub fn parse(self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        if self.name.chars().count() > 1000 {
            let error = FieldError::new("name", "Use at most 1000 characters");
            errors.push(error.with_code("too_long").with_limit(1000));
        }
        if self.size < 1 {
            errors.push(FieldError::new("size", "The file is empty").with_code("empty_file"));
        }
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}

/// A file on its way here. It is whole when `received` is `size`; it goes away when it is not attached to something within a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Upload {
    pub id: AttachmentId,
    pub name: String,
    pub size: i64,
    /// How many of its bytes are here: where to go on after a lost connection.
    pub received: i64,
}

/// Takes the files named with a message: no more than a handful, each once, in their order.
pub(crate) fn listed(errors: &mut Vec<FieldError>, files: Vec<AttachmentId>) -> Vec<AttachmentId> {
    let mut kept = Vec::with_capacity(files.len().min(MOST));
    for id in files {
        if !kept.contains(&id) {
            kept.push(id);
        }
        if kept.len() > MOST {
            let error = FieldError::new("attachments", format!("Attach at most {MOST} files"));
            errors.push(error.with_code("too_many_files").with_limit(MOST));
            break;
        }
    }
    kept
}

/// Takes a message's text. One that brings files need not say anything.
pub(crate) fn text(errors: &mut Vec<FieldError>, body: String, max: usize, files: &[AttachmentId]) -> String {
    if !files.is_empty() && body.trim().is_empty() {
        return String::new();
    }
    problem::text(errors, "body", body, max)
}
