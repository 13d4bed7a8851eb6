//! The agents' tickets.

mod add_message;
mod answers;
mod change_message;
mod followers;
mod get;
mod held_mails;
mod list;
mod preview;
mod store;
mod update;

use crate::routes::Routes;

pub(super) fn configure(routes: &mut impl Routes) {
    // `{key}` would take the fixed names for keys: they come before it.
    routes
        .service(list::list_tickets)
        .service(list::count_tickets)
        .service(get::get_ticket)
        .service(get::get_conversation)
        .service(answers::get_answers)
        .service(answers::update_answers)
        .service(add_message::add_message)
        .service(preview::preview_message)
        .service(change_message::update_message)
        .service(change_message::delete_message)
        .service(change_message::list_message_versions)
        .service(update::update_ticket)
        .service(followers::add_follower)
        .service(followers::remove_follower)
        .service(held_mails::release_held_mails);
}
