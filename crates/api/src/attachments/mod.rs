//! Files of messages. Bytes come in pieces: each is stored under a name of its own, and only then the file grows by it, so that nobody
//! waits with a file in memory and a lost connection loses a piece at most. Who brought a file attaches it to what they write; who may read
//! that may download it, judged anew each time.

mod bring;
mod disposition;
mod download;
mod links;
mod made;
mod pictures;
mod pieces;
mod portal;
mod rules;
mod staff;
mod store;
mod sweep;
mod thumbnails;
mod turns;
mod upload;

pub(crate) use bring::{Bring, Brought, bring};
pub(crate) use download::{Reader as FileReader, answer, stored_bytes};
pub(crate) use links::{Links, Session, configure_links, link_to_export};
pub(crate) use made::{Made, make, unmake};
pub(crate) use pieces::{PIECE, keep, store_piece};
pub(crate) use rules::{Rules, clean_name, sniff};
pub(crate) use store::{Files, Shared, Uploader, give, is_whole, linked_of_messages, of_messages, take_away};
pub(crate) use sweep::sweep;
pub(crate) use thumbnails::{make as make_thumbnail, want as want_thumbnail};
pub(crate) use turns::Turns;

use crate::routes::Routes;

/// Routes of `/api/v1/portal`.
pub(crate) fn configure_portal(routes: &mut impl Routes) {
    routes
        .service(portal::begin_portal_upload)
        .service(portal::put_portal_upload)
        .service(portal::get_portal_upload)
        .service(portal::delete_portal_upload)
        .service(portal::get_portal_attachment_link)
        .service(portal::download_portal_attachment);
}

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut impl Routes) {
    routes
        .service(staff::begin_upload)
        .service(staff::put_upload)
        .service(staff::get_upload)
        .service(staff::delete_upload)
        .service(staff::get_attachment_link)
        .service(staff::download_attachment);
}
