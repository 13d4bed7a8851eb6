//! The agents' app: the inbox, tickets with both their conversations, settings.

mod address;
mod again;
mod api;
mod app;
mod desk;
mod messages;
mod pages;
mod remote;
mod shell;

fn main() {
    console_error_panic_hook::set_once();
    portico_ui::mount(app::app);
}
