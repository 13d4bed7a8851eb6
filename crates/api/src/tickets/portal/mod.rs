//! The contacts' tickets.

mod background;
mod create;
mod export;
mod followers;
mod get;
mod list;
mod own_message;
mod preview;
mod reply;
mod similar;
mod store;

pub(crate) use background::{file as export_file, write as write_export};
pub(crate) use store::visible_to;
#[cfg(test)]
pub(super) use store::{visible_among, visible_to_few};

use crate::routes::Routes;

pub(super) fn configure(routes: &mut impl Routes) {
    // `{key}` would take the fixed names for keys: they come before it.
    routes
        .service(list::list_portal_tickets)
        .service(list::count_portal_tickets)
        .service(similar::list_similar_tickets)
        .service(export::export_tickets)
        .service(export::export_tickets_xlsx)
        .service(export::export_tickets_json)
        .service(background::create_export)
        .service(background::list_exports)
        .service(background::get_export)
        .service(background::get_export_link)
        .service(background::download_export)
        .service(background::delete_export)
        .service(create::create_ticket)
        .service(get::get_portal_ticket)
        .service(get::get_portal_conversation)
        .service(get::mark_ticket_read)
        .service(reply::add_reply)
        .service(preview::preview_reply)
        .service(own_message::update_reply)
        .service(own_message::delete_reply)
        .service(own_message::list_reply_versions)
        .service(reply::solve_ticket)
        .service(reply::reopen_ticket)
        .service(followers::add_portal_follower)
        .service(followers::remove_portal_follower)
        .service(followers::mute_ticket)
        .service(followers::unmute_ticket);
}
