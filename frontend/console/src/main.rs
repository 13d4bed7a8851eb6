use leptos::prelude::*;

fn main() {
    console_error_panic_hook::set_once();
    portico_ui::mount(|| view! { <h1>"Portico"</h1> }.into_any());
}
