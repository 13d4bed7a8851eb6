//! Which providers there are for whom: the installation's own, and those that an account's admins entered.

use portico_types::{
    ids::{AccountId, CustomerId, OpenIdProviderId},
    sign_in::{SignInMethod, SignInProvider},
    staff::SignInAudience,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use secrecy::SecretString;

use super::{super::person, microsoft};
use crate::{
    app::AppState,
    config::Config,
    db::WriteTxn,
    entity::{Surface, account, openid_provider},
    error::Result,
    outside::openid::{Endpoints, EnteredBy, Registration, Unusable},
};

/// A provider somebody can sign in at.
pub(in crate::sign_in) struct Provider {
    pub id: String,
    pub name: String,
    pub method: SignInMethod,
    pub by: EnteredBy,
    pub registration: Registration,
    pub kind: Kind,
}

pub(in crate::sign_in) enum Kind {
    Google {
        issuer: String,
    },
    Microsoft,
    Slack {
        issuer: String,
    },
    Own {
        id: OpenIdProviderId,
        issuer: String,
        customer_id: Option<CustomerId>,
    },
}

/// What the client secrets in the database are sealed for.
pub(in crate::sign_in) const SEALED_FOR: &str = crate::secrets::OPENID_CLIENT_SECRET.purpose;

/// The installation's own, in the order to show them.
const BUILT_IN: [(SignInMethod, &str, &str); 3] = [
    (SignInMethod::Google, "google", "Google"),
    (SignInMethod::Microsoft, "microsoft", "Microsoft"),
    (SignInMethod::Slack, "slack", "Slack"),
];

/// How people sign in at a provider.
pub(super) fn method(id: &str) -> SignInMethod {
    let built_in = BUILT_IN.into_iter().find(|(_, known, _)| *known == id);
    built_in.map_or(SignInMethod::OpenId, |(method, ..)| method)
}

/// Which of the installation's own an issuer is: as a provider of an account's own it would escape what `judge` holds it to.
pub(in crate::sign_in) fn built_in(config: &Config, issuer: &str) -> Option<&'static str> {
    let openid = &config.openid;
    let method = if issuer == openid.google.issuer {
        SignInMethod::Google
    } else if issuer == openid.slack.issuer {
        SignInMethod::Slack
    } else if microsoft::is_below(&openid.microsoft, issuer) {
        SignInMethod::Microsoft
    } else {
        return None;
    };
    BUILT_IN.into_iter().find(|it| it.0 == method).map(|(.., name)| name)
}

/// Whether the installation has been set up for a method.
pub(in crate::sign_in) fn is_available(config: &Config, method: SignInMethod) -> bool {
    let openid = &config.openid;
    match method {
        SignInMethod::Google => !openid.google.client_id.is_empty(),
        SignInMethod::Microsoft => !openid.microsoft.client_id.is_empty(),
        SignInMethod::Slack => !openid.slack.client_id.is_empty(),
        SignInMethod::OpenId | SignInMethod::Mail => true,
    }
}

fn is_offered(config: &Config, account: &account::Model, surface: Surface, method: SignInMethod) -> bool {
    let for_this_door = surface == Surface::Console || method != SignInMethod::Slack;
    for_this_door && person::methods(account, surface).has(method) && is_available(config, method)
}

fn audience(surface: Surface) -> SignInAudience {
    match surface {
        Surface::Portal => SignInAudience::Contacts,
        Surface::Console => SignInAudience::Agents,
    }
}

/// What a door's page shows. A customer's own provider is not among it: it would tell who the customers are.
pub(in crate::sign_in) async fn offered(
    state: &AppState,
    account: &account::Model,
    surface: Surface,
) -> Result<Vec<SignInProvider>> {
    let built_in = BUILT_IN
        .into_iter()
        .filter(|(method, ..)| is_offered(&state.config, account, surface, *method));
    let mut all: Vec<SignInProvider> = built_in
        .map(|(method, id, name)| SignInProvider {
            id: id.to_owned(),
            method,
            name: name.to_owned(),
        })
        .collect();
    if is_offered(&state.config, account, surface, SignInMethod::OpenId) {
        let own = openid_provider::Entity::find()
            .filter(openid_provider::Column::AccountId.eq(account.id))
            .filter(openid_provider::Column::Audience.eq(audience(surface)))
            .filter(openid_provider::Column::CustomerId.is_null())
            .filter(openid_provider::Column::Enabled.eq(true))
            .order_by_asc(openid_provider::Column::Name)
            .order_by_asc(openid_provider::Column::Id);
        all.extend(own.all(&state.db).await?.into_iter().map(|row| SignInProvider {
            id: row.id.to_string(),
            method: SignInMethod::OpenId,
            name: row.name,
        }));
    }
    Ok(all)
}

/// A provider by its id, if it is offered here; a customer's own can be had by whoever knows its address.
pub(in crate::sign_in) async fn find(
    state: &AppState,
    db: &impl ConnectionTrait,
    account: &account::Model,
    surface: Surface,
    id: &str,
) -> Result<Option<Provider>> {
    let config = &state.config.openid;
    if let Some((method, _, name)) = BUILT_IN.into_iter().find(|(_, known, _)| *known == id) {
        let (client_id, client_secret, kind) = match method {
            SignInMethod::Google => {
                let issuer = config.google.issuer.clone();
                (
                    &config.google.client_id,
                    &config.google.client_secret,
                    Kind::Google { issuer },
                )
            }
            SignInMethod::Slack => {
                let issuer = config.slack.issuer.clone();
                (
                    &config.slack.client_id,
                    &config.slack.client_secret,
                    Kind::Slack { issuer },
                )
            }
            _ => (
                &config.microsoft.client_id,
                &config.microsoft.client_secret,
                Kind::Microsoft,
            ),
        };
        let provider = Provider {
            id: id.to_owned(),
            name: name.to_owned(),
            method,
            by: EnteredBy::Operator,
            registration: registration(&state.config, id, client_id.clone(), client_secret.clone()),
            kind,
        };
        return Ok(is_offered(&state.config, account, surface, method).then_some(provider));
    }
    let Some(row) = find_own(db, account.id, surface, id).await? else {
        return Ok(None);
    };
    if !is_offered(&state.config, account, surface, SignInMethod::OpenId) {
        return Ok(None);
    }
    let secret = state.keys.open(SEALED_FOR, account.id, &row.client_secret)?;
    let secret = String::from_utf8(secret).map_err(anyhow::Error::from)?;
    Ok(Some(Provider {
        id: id.to_owned(),
        name: row.name,
        method: SignInMethod::OpenId,
        by: EnteredBy::Admin,
        registration: registration(&state.config, id, row.client_id, secret.into()),
        kind: Kind::Own {
            id: row.id,
            issuer: row.issuer,
            customer_id: row.customer_id,
        },
    }))
}

async fn find_own(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    surface: Surface,
    id: &str,
) -> Result<Option<openid_provider::Model>, DbErr> {
    let Ok(id) = id.parse::<OpenIdProviderId>() else {
        return Ok(None);
    };
    enabled(account_id, surface, id).one(db).await
}

fn enabled(account_id: AccountId, surface: Surface, id: OpenIdProviderId) -> Select<openid_provider::Entity> {
    openid_provider::Entity::find_by_id((account_id, id))
        .filter(openid_provider::Column::Audience.eq(audience(surface)))
        .filter(openid_provider::Column::Enabled.eq(true))
}

/// Whether one of the account's own is there still; it stays so until the transaction ends.
pub(in crate::sign_in) async fn stands(
    txn: &WriteTxn,
    account_id: AccountId,
    surface: Surface,
    id: OpenIdProviderId,
) -> Result<bool, DbErr> {
    let found = enabled(account_id, surface, id).lock_shared().one(&**txn).await?;
    Ok(found.is_some())
}

fn registration(config: &Config, id: &str, client_id: String, client_secret: SecretString) -> Registration {
    Registration {
        client_id,
        client_secret,
        redirect_uri: format!("{}{id}", config.redirect_base()),
    }
}

impl Provider {
    /// Which of the account's own it is, if it is one.
    pub(in crate::sign_in) fn own(&self) -> Option<OpenIdProviderId> {
        match self.kind {
            Kind::Own { id, .. } => Some(id),
            Kind::Google { .. } | Kind::Microsoft | Kind::Slack { .. } => None,
        }
    }

    /// The customer whose people alone it speaks for.
    pub(in crate::sign_in) fn only_of(&self) -> Option<CustomerId> {
        match self.kind {
            Kind::Own { customer_id, .. } => customer_id,
            _ => None,
        }
    }

    /// Where to send people and codes.
    pub(super) async fn endpoints(&self, state: &AppState) -> Result<Endpoints, Unusable> {
        match &self.kind {
            Kind::Microsoft => microsoft::endpoints(&state.config.openid.microsoft),
            Kind::Google { issuer } | Kind::Slack { issuer } | Kind::Own { issuer, .. } => {
                Ok(state.openid.discover(issuer, self.by).await?.endpoints.clone())
            }
        }
    }
}
