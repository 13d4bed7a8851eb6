//! The customers' app: sign in, the organisation's tickets, a ticket and its conversation, a new ticket.

mod api;
mod app;
mod asking;
mod going_back;
mod languages;
mod later;
mod messages;
mod pages;
mod shell;
mod signing_out;
mod styles;
mod waiting;
mod worker;

fn main() {
    console_error_panic_hook::set_once();
    portico_ui::mount(app::app);
}
