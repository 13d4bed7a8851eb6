//! Answering by mail. Every mail about a ticket carries a reply address of its own, signed, which says whose answer comes there and to which
//! ticket; neither subject nor sender is asked. Mail comes in by SMTP or LMTP from a mail server in front, or is posted as it is by HTTP; it is
//! kept before it is acknowledged, and a job adds it to the ticket: in the contact's name if it says to be from them, as an unverified remark if
//! not, and not at all if a program wrote it.

mod address;
mod apply;
mod frame;
mod held;
mod inbox;
mod ours;
mod posted;
mod quoted;
mod reading;
mod smtp;
mod words;

pub(crate) use address::reply_address;
pub(crate) use apply::{apply, note, send_ticket_closed};
pub(crate) use held::{held, release};
pub(crate) use ours::{Marks, Ours};
pub(crate) use smtp::serve;

/// The one route: outside the API, as it takes mails and not JSON.
pub(crate) fn configure(routes: &mut actix_web::web::ServiceConfig) {
    routes.service(posted::post_mail);
}
