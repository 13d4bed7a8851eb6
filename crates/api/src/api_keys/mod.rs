//! API keys: how programs come in. A key is shown once and kept as a hash; it has the scopes it was given and nothing else. A personal key
//! acts for its agent and never may more than they; a service key is the account's own. Using one is `auth`'s ([`crate::auth::May`]).

mod staff;
mod store;

use crate::routes::Routes;

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut impl Routes) {
    routes
        .service(staff::list_api_keys)
        .service(staff::create_api_key)
        .service(staff::rotate_api_key)
        .service(staff::revoke_api_key);
}
