//! Customers: who may come in, domains, lists and people.

use portico_types::Page;
use portico_types::ids::ContactId;
use portico_types::staff::{
    AddCustomerDomain, AddCustomerUser, Contact, CreateCustomer, CustomerAccess, CustomerDomain, CustomerUser,
    UpdateContact, UpdateCustomer,
};
use portico_ui::api::{
    IdempotencyKey, Query, Result, create as create_once, delete, get as read, invalid, patch, post,
};

pub async fn create(customer: &CreateCustomer, attempt: &IdempotencyKey) -> Result<CustomerAccess> {
    customer.clone().parse().map_err(invalid)?;
    create_once("/customers", customer, attempt).await
}

pub async fn get(id: &str) -> Result<CustomerAccess> {
    read(&path(id, "")).await
}

pub async fn update(id: &str, change: &UpdateCustomer) -> Result<CustomerAccess> {
    let change = change.clone().parse().map_err(invalid)?;
    patch(&path(id, ""), &change).await
}

pub async fn add_domain(id: &str, domain: &AddCustomerDomain) -> Result<CustomerDomain> {
    domain.parse().map_err(invalid)?;
    post(&path(id, "/domains"), domain).await
}

pub async fn remove_domain(id: &str, domain: &str) -> Result<()> {
    delete(&path(id, &format!("/domains/{}", escaped(domain)))).await
}

pub async fn add_user(id: &str, user: &AddCustomerUser) -> Result<CustomerUser> {
    user.parse().map_err(invalid)?;
    post(&path(id, "/users"), user).await
}

pub async fn remove_user(id: &str, email: &str) -> Result<()> {
    delete(&path(id, &format!("/users/{}", escaped(email)))).await
}

pub async fn contacts(id: &str, cursor: Option<&str>) -> Result<Page<Contact>> {
    let query = Query::new().with("limit", "50").with_some("cursor", cursor);
    read(&query.on(&path(id, "/contacts"))).await
}

/// All of them, however many pages.
pub async fn all_contacts(id: &str) -> Result<Vec<Contact>> {
    let (mut all, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let page = contacts(id, cursor.as_deref()).await?;
        all.extend(page.items);
        match page.next_cursor {
            Some(next) => cursor = Some(next),
            None => return Ok(all),
        }
    }
}

pub async fn update_contact(id: ContactId, change: &UpdateContact) -> Result<Contact> {
    let change = change.clone().parse().map_err(invalid)?;
    patch(&format!("/contacts/{id}"), &change).await
}

/// An id from the address bar may be anything.
fn path(id: &str, rest: &str) -> String {
    format!("/customers/{}{rest}", escaped(id))
}

fn escaped(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}
