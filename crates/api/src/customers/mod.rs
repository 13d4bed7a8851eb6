//! Customers: the organisations an account supports, and who of each may use the portal: everybody at its domains, or those on its list.
//! Whether somebody is let in is judged in `auth::admission`; here the rules it goes by are read and changed.

mod free_mail;
mod rules;
mod staff;
mod store;

pub(crate) use store::{exists, open, switch_all_on, switch_chosen_on};

use crate::routes::Routes;

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut impl Routes) {
    routes
        .service(staff::list_customers)
        .service(staff::create_customer)
        .service(staff::get_customer)
        .service(staff::update_customer)
        .service(staff::add_customer_domain)
        .service(staff::remove_customer_domain)
        .service(staff::add_customer_user)
        .service(staff::remove_customer_user);
}
