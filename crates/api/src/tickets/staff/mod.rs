//! The agents' tickets.

mod add_message;
mod change_message;
mod get;
mod list;
mod store;
mod update;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(routes: &mut ServiceConfig) {
    // `{key}` would take the fixed names for keys: they come before it.
    routes
        .service(list::list_tickets)
        .service(list::count_tickets)
        .service(get::get_ticket)
        .service(get::get_conversation)
        .service(add_message::add_message)
        .service(change_message::update_message)
        .service(change_message::delete_message)
        .service(update::update_ticket);
}
