//! The portal's set-up and the account.

use portico_types::staff::{Account, PortalSetup, UpdateAccount, UpdatePortalSetup};
use portico_ui::api::{Result, delete, get, invalid, patch, put_file};
use web_sys::Blob;

pub async fn portal() -> Result<PortalSetup> {
    get("/portal-setup").await
}

pub async fn update_portal(change: &UpdatePortalSetup) -> Result<PortalSetup> {
    let change = change.clone().parse().map_err(invalid)?;
    patch("/portal-setup", &change).await
}

pub async fn set_logo(picture: &Blob) -> Result<PortalSetup> {
    put_file("/portal-setup/logo", picture).await
}

pub async fn remove_logo() -> Result<PortalSetup> {
    delete("/portal-setup/logo").await?;
    portal().await
}

pub async fn account() -> Result<Account> {
    get("/account").await
}

pub async fn update_account(change: &UpdateAccount) -> Result<Account> {
    patch("/account", change).await
}
