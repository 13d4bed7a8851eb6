//! How people may sign in, as admins set it: which methods each door offers, and providers beside the installation's own.

mod providers;
mod settings;
mod store;

use crate::routes::Routes;

/// Routes of `/api/v1`.
pub(super) fn configure(routes: &mut impl Routes) {
    routes
        .service(settings::get_sign_in_settings)
        .service(settings::update_sign_in_settings)
        .service(providers::list_openid_providers)
        .service(providers::create_openid_provider)
        .service(providers::update_openid_provider)
        .service(providers::delete_openid_provider);
}
