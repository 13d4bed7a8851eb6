//! Ways to sign in, and the account's own providers.

use portico_types::ids::OpenIdProviderId;
use portico_types::staff::{
    CreateOpenIdProvider, OpenIdProvider, SignInSettings, UpdateOpenIdProvider, UpdateSignInSettings,
};
use portico_ui::api::{IdempotencyKey, Result, create, delete, get, invalid, patch};

pub async fn settings() -> Result<SignInSettings> {
    get("/sign-in-settings").await
}

pub async fn update_settings(change: &UpdateSignInSettings) -> Result<SignInSettings> {
    let change = change.clone().parse().map_err(invalid)?;
    patch("/sign-in-settings", &change).await
}

pub async fn providers() -> Result<Vec<OpenIdProvider>> {
    get("/openid-providers").await
}

pub async fn create_provider(provider: &CreateOpenIdProvider, attempt: &IdempotencyKey) -> Result<OpenIdProvider> {
    let provider = provider.clone().parse().map_err(invalid)?;
    create("/openid-providers", &provider, attempt).await
}

pub async fn update_provider(id: OpenIdProviderId, change: &UpdateOpenIdProvider) -> Result<OpenIdProvider> {
    let change = change.clone().parse().map_err(invalid)?;
    patch(&format!("/openid-providers/{id}"), &change).await
}

pub async fn remove_provider(id: OpenIdProviderId) -> Result<()> {
    delete(&format!("/openid-providers/{id}")).await
}
