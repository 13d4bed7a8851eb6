//! Links to one file, for what cannot send a token: pictures in a page, and the browser's own downloads. A link names its reader's session
//! and ends after some minutes; whether that reader still may is asked when it is opened. Whatever is wrong with one, nobody learns what.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path, ServiceConfig},
};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use chrono::{DateTime, TimeDelta, Utc};
use portico_types::{
    attachments::{FileLink, Thumbnail},
    ids::{AccountId, AttachmentId, ExportId, SessionId},
};
use uuid::Uuid;

use super::{
    download::{self, Reader},
    thumbnails,
};
use crate::{
    app::AppState,
    auth::{By, Contact, HostAccount, Keys, Staff},
    entity::{Surface, attachment},
    error::{Error, Result},
    tickets,
};

const PURPOSE: &str = "file link";
/// Bytes of the signature: nobody tries 2¹²⁸ links.
const SIGNATURE: usize = 16;
const ID: usize = 16;
/// What it is for, three ids, and its end.
const SAID: usize = 1 + 3 * ID + 8;

/// Before the scopes, and in no description: a link comes with an answer and is opened as it is.
pub(crate) fn configure_links(routes: &mut ServiceConfig) {
    routes.service(open);
}

/// By which session somebody reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    surface: Surface,
    account_id: AccountId,
    id: SessionId,
}

impl From<&Contact> for Session {
    fn from(contact: &Contact) -> Self {
        Self {
            surface: Surface::Portal,
            account_id: contact.account_id,
            id: contact.session_id,
        }
    }
}

impl Session {
    /// `None`: a program, which sends its key.
    pub(crate) fn of(staff: &Staff) -> Option<Self> {
        match staff.by {
            By::Session { id, .. } => Some(Self {
                surface: Surface::Console,
                account_id: staff.account_id,
                id,
            }),
            By::Key(_) => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    File,
    Thumbnail,
    /// A list that was written to a file: the id is the export's.
    Export,
}

/// What a link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Link {
    what: What,
    id: Uuid,
    reader: Session,
    /// In seconds since 1970.
    ends_at: i64,
}

impl Link {
    fn written(&self, keys: &Keys) -> String {
        let said = self.said();
        let signature = &keys.mac(PURPOSE, &[&said])[..SIGNATURE];
        BASE64.encode([&said[..], signature].concat())
    }

    fn said(&self) -> Vec<u8> {
        let kind = match (self.what, self.reader.surface) {
            (What::File, Surface::Portal) => 0,
            (What::Thumbnail, Surface::Portal) => 1,
            (What::File, Surface::Console) => 2,
            (What::Thumbnail, Surface::Console) => 3,
            (What::Export, _) => 4,
        };
        let ids = [self.reader.account_id.0, self.id, self.reader.id.0];
        let mut said = vec![kind];
        said.extend(ids.iter().flat_map(Uuid::as_bytes));
        said.extend(self.ends_at.to_be_bytes());
        said
    }

    fn read(keys: &Keys, token: &str) -> Option<Self> {
        let bytes = BASE64.decode(token).ok()?;
        let (said, signature) = bytes.split_at_checked(SAID)?;
        if signature.len() != SIGNATURE || !keys.made_beginning(PURPOSE, &[said], signature) {
            return None;
        }
        let (kind, rest) = said.split_first()?;
        let (what, surface) = match kind {
            0 => (What::File, Surface::Portal),
            1 => (What::Thumbnail, Surface::Portal),
            2 => (What::File, Surface::Console),
            3 => (What::Thumbnail, Surface::Console),
            4 => (What::Export, Surface::Portal),
            _ => return None,
        };
        let (ids, ends_at) = rest.split_at_checked(3 * ID)?;
        let mut ids = ids.chunks_exact(ID).map_while(|id| Uuid::from_slice(id).ok());
        let (account, id, session) = (ids.next()?, ids.next()?, ids.next()?);
        Some(Self {
            what,
            id,
            reader: Session {
                surface,
                account_id: AccountId(account),
                id: SessionId(session),
            },
            ends_at: i64::from_be_bytes(ends_at.try_into().ok()?),
        })
    }
}

/// Makes links for one reader.
#[derive(Clone, Copy)]
pub(crate) struct Links<'a> {
    keys: &'a Keys,
    reader: Session,
    ends_at: i64,
}

impl<'a> Links<'a> {
    /// Good for as long as a link may be.
    fn now(state: &'a AppState, reader: Session) -> Self {
        let seconds = i64::from(state.config.attachments.link_seconds);
        Self {
            keys: &state.keys,
            reader,
            ends_at: state.clock.now().timestamp() + seconds,
        }
    }

    /// The same for half as long at least, and alike for a while, so that a page that is asked for again finds its pictures in the
    /// browser's cache.
    pub(crate) fn steady(state: &'a AppState, reader: Session) -> Self {
        let half = i64::from(state.config.attachments.link_seconds / 2).max(1);
        let begun = state.clock.now().timestamp().div_euclid(half);
        Self {
            keys: &state.keys,
            reader,
            ends_at: (begun + 2) * half,
        }
    }

    fn to(&self, id: Uuid, what: What) -> String {
        let link = Link {
            what,
            id,
            reader: self.reader,
            ends_at: self.ends_at,
        };
        format!("/api/v1/files/{}", link.written(self.keys))
    }

    fn shown(&self, url: String, thumbnail: Option<Thumbnail>) -> Result<FileLink> {
        let ends_at = DateTime::from_timestamp(self.ends_at, 0);
        Ok(FileLink {
            url,
            thumbnail,
            expires_at: ends_at.ok_or_else(|| anyhow::anyhow!("a time that is none"))?,
        })
    }

    /// Where the file's thumbnail is, if it has one.
    pub(super) fn thumbnail(&self, file: &attachment::Model) -> Option<Thumbnail> {
        file.thumbnail_id?;
        Some(Thumbnail {
            url: self.to(file.id.0, What::Thumbnail),
            width: file.thumbnail_width?,
            height: file.thumbnail_height?,
        })
    }
}

/// Links to a file for somebody who may read it.
pub(super) async fn link(
    state: &AppState,
    caller: &impl Reader,
    reader: Session,
    id: AttachmentId,
) -> Result<FileLink> {
    let file = download::find(state, caller, id).await?;
    let links = Links::now(state, reader);
    links.shown(links.to(file.id.0, What::File), links.thumbnail(&file))
}

/// A link to the file of an export, which the caller has found to be the reader's.
pub(crate) fn link_to_export(state: &AppState, reader: Session, id: ExportId) -> Result<FileLink> {
    let links = Links::now(state, reader);
    links.shown(links.to(id.0, What::Export), None)
}

/// Opens a link. A `Range` may be asked for.
#[get("/api/v1/files/{link}")]
async fn open(
    req: HttpRequest,
    state: Data<AppState>,
    account: Result<HostAccount>,
    token: Path<String>,
) -> Result<HttpResponse> {
    let absent = || Error::NotFound("attachment");
    let HostAccount(account) = account.map_err(|_| absent())?;
    let now = state.clock.now();
    let link = Link::read(&state.keys, &token).ok_or_else(absent)?;
    if link.reader.account_id != account.id || link.ends_at <= now.timestamp() {
        return Err(absent());
    }
    let (account_id, session) = (account.id, link.reader.id);
    match link.reader.surface {
        Surface::Portal => {
            let reader = Contact::of_session(&state, account_id, session).await.map_err(hidden)?;
            if link.what == What::Export {
                let file = tickets::export_file(&state, reader, ExportId(link.id), &req).await;
                return file.map_err(hidden);
            }
            serve(&state, (&req, now), reader, link).await
        }
        Surface::Console => {
            let reader = Staff::of_session(&state, account_id, session).await;
            serve(&state, (&req, now), reader.map_err(hidden)?, link).await
        }
    }
}

/// Why somebody may no longer read is nobody's business who holds a link.
fn hidden(err: Error) -> Error {
    match err {
        Error::Internal(_) => err,
        _ => Error::NotFound("attachment"),
    }
}

async fn serve(
    state: &Data<AppState>,
    (req, now): (&HttpRequest, DateTime<Utc>),
    reader: impl Reader,
    link: Link,
) -> Result<HttpResponse> {
    match link.what {
        What::Export => Err(Error::NotFound("attachment")),
        What::File => download::answer(state, reader, AttachmentId(link.id), req).await,
        What::Thumbnail => {
            let file = download::find(state, &reader, AttachmentId(link.id)).await?;
            let left = TimeDelta::seconds(link.ends_at - now.timestamp());
            thumbnails::answer(state, &file, left).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(what: What, surface: Surface) -> Link {
        Link {
            what,
            id: Uuid::from_u128(2),
            reader: Session {
                surface,
                account_id: AccountId(Uuid::from_u128(1)),
                id: SessionId(Uuid::from_u128(3)),
            },
            ends_at: 1_796_000_000,
        }
    }

    #[test]
    fn a_link_is_read_back_also_under_a_former_key() {
        let (old, new) = (Keys::new(&[7; 32], &[]), Keys::new(&[8; 32], &[vec![7; 32]]));
        for (what, surface) in [
            (What::File, Surface::Portal),
            (What::File, Surface::Console),
            (What::Thumbnail, Surface::Portal),
            (What::Thumbnail, Surface::Console),
            (What::Export, Surface::Portal),
        ] {
            let link = link(what, surface);
            let token = link.written(&old);

            assert_eq!(Link::read(&old, &token), Some(link));
            assert_eq!(Link::read(&new, &token), Some(link));
            assert_eq!(Link::read(&Keys::new(&[8; 32], &[]), &token), None);
        }
    }

    #[test]
    fn no_link_can_be_made_up() {
        let keys = Keys::new(&[7; 32], &[]);
        let good = link(What::File, Surface::Portal).written(&keys);
        let bytes = BASE64.decode(&good).unwrap();
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            assert_eq!(Link::read(&keys, &BASE64.encode(other)), None, "byte {at}");
        }
        for bad in [
            String::new(),
            BASE64.encode(&bytes[..SAID]),
            format!("{good}AAAA"),
            BASE64.encode([0; SAID + SIGNATURE]),
        ] {
            assert_eq!(Link::read(&keys, &bad), None, "{bad}");
        }
    }
}
