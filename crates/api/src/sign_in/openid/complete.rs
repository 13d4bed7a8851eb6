//! Back from a provider.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use chrono::TimeDelta;
use openidconnect::{OAuth2TokenResponse, TokenResponse};
use portico_types::sign_in::{CompleteOpenIdSignIn, MailboxToProve, SignInMethod};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    super::{
        browser,
        mail_link::{self, Asked},
        person::{self, Arrival, Identity},
        proof::Waiting,
        refused::Refused,
        session, slack_user,
    },
    flow::{self, Taken},
    judge::{self, Claims, Judged, Source},
    microsoft,
    provider::{self, Kind, Provider},
    userinfo::{self, Asking},
    verify::{self, Bad, Expected},
};
use crate::{
    app::AppState,
    auth,
    entity::{Surface, account, customer_domain, openid_flow},
    error::{Error, Result},
    language,
    outside::openid::{Discovered, Tokens},
};

/// Code and state in; out comes a session, or word that a mail has to prove the address first.
pub(in crate::sign_in) async fn complete(
    state: &AppState,
    account: &account::Model,
    surface: Surface,
    req: &HttpRequest,
    back: &CompleteOpenIdSignIn,
) -> Result<HttpResponse> {
    let browser = browser::read(req, "browser", surface).ok_or(Error::SignInFailed)?;
    let flow = match flow::take(state, account.id, surface, &browser, &back.state).await? {
        Taken::Now(flow) => flow,
        Taken::TooLate(flow, code) => {
            let method = provider::method(&flow.provider);
            return Err(session::refuse(state, None, account.id, req, method, Refused::Failed(code)).await);
        }
        // Strangers can send any state; only what was begun here is worth an entry in the log.
        Taken::Unknown => return Err(Error::SignInFailed),
    };
    match come_in(state, account, &flow, &browser, (req, back)).await {
        Ok(res) => Ok(res),
        Err(refused) => {
            let method = provider::method(&flow.provider);
            Err(session::refuse(state, None, account.id, req, method, refused).await)
        }
    }
}

async fn come_in(
    state: &AppState,
    account: &account::Model,
    flow: &openid_flow::Model,
    browser: &str,
    (req, back): (&HttpRequest, &CompleteOpenIdSignIn),
) -> Result<HttpResponse, Refused> {
    let surface = flow.surface;
    let provider = provider::find(state, &state.db, account, surface, &flow.provider)
        .await?
        .ok_or(Refused::NotAllowed("provider_off"))?;
    let Told {
        issuer,
        mut claims,
        from,
    } = told(state, &provider, back).await?;
    if surface == Surface::Console {
        lately(state, &claims)?;
    }
    let mut judged = judged(state, account, &provider, &claims).await?;
    let identity = Identity {
        issuer,
        subject: judged.subject.clone(),
    };
    let known = person::find(&state.db, account.id, surface, &identity).await?;
    if known.is_none() && userinfo::add(state, &provider, &from, &mut claims).await? {
        judged = self::judged(state, account, &provider, &claims).await?;
    }
    // Whoever connects a workspace decides whose addresses it vouches for, and an admin may; but owners are made by owners alone.
    if provider.method == SignInMethod::Slack && person::is_owner(&state.db, account.id, judged.email.as_ref()).await? {
        judged.proven = false;
    }
    if known.is_none() && !judged.proven {
        let email = judged.email.ok_or(Refused::NotAllowed("no_email"))?;
        let asked = Asked {
            account,
            surface,
            browser,
            known: browser::knows(state, req, account.id, surface, &email),
            base_url: flow.base_url.clone(),
            place: auth::place(req),
            language: language::wanted(req.headers()),
        };
        let waiting = Waiting {
            method: provider.method,
            provider: provider.id,
            identity,
            name: claims.name.as_deref().and_then(person::presentable),
        };
        let txn = state.begin_write().await?;
        mail_link::ask(state, &*txn, asked, &email, Some(waiting)).await?;
        txn.commit().await?;
        return Ok(HttpResponse::Accepted().json(MailboxToProve {
            email: email.as_str().to_owned(),
            expires_in: state.config.sign_in.mail_minutes * 60,
        }));
    }
    let arrival = Arrival {
        surface,
        method: provider.method,
        identity: Some(&identity),
        email: judged.email.as_ref().filter(|_| judged.proven),
        by_mail: false,
        name: claims.name.as_deref(),
        provider: provider.own(),
        only_of: provider.only_of(),
    };
    session::open(state, state.begin_write().await?, account, req, &arrival).await
}

/// Refuses whom the provider has not seen prove themselves for a while, although it was asked to (`max_age`). Not all of them tell.
fn lately(state: &AppState, claims: &Claims) -> Result<(), Refused> {
    let fresh = TimeDelta::minutes(state.config.sign_in.fresh_minutes.into()) + verify::LEEWAY;
    match claims.signed_in_at {
        Some(at) if state.clock.now() - at > fresh => Err(Refused::Failed("signed_in_long_ago")),
        _ => Ok(()),
    }
}

/// What a provider says of somebody.
struct Told {
    issuer: String,
    claims: Claims,
    from: Asking,
}

/// What the provider says, checked, and which issuer says it.
async fn told(state: &AppState, provider: &Provider, back: &CompleteOpenIdSignIn) -> Result<Told, Refused> {
    let endpoints = provider
        .endpoints(state)
        .await
        .map_err(|_| Refused::Failed("provider_away"))?;
    // Before the code goes anywhere (RFC 9207): one that another provider gave out must not reach this one.
    let named_right = match (&back.iss, &provider.kind) {
        (Some(named), Kind::Microsoft) => microsoft::is_issuer(&state.config.openid.microsoft, named),
        (Some(named), _) => named == endpoints.issuer.as_str(),
        (None, _) => !endpoints.names_itself,
    };
    if !named_right {
        return Err(Refused::Failed("iss_parameter"));
    }
    let secrets = flow::secrets(&state.keys, &back.state);
    let code = (back.code.clone(), secrets.verifier);
    let exchanged = state
        .openid
        .exchange(&endpoints, &provider.registration, provider.by, code)
        .await;
    let tokens = exchanged.map_err(|_| Refused::Failed("no_token"))?;
    let (discovered, tenant) = match &provider.kind {
        Kind::Microsoft => {
            let token = tokens.id_token().ok_or(Refused::Failed("no_id_token"))?;
            let (discovered, tenant) = microsoft::tenant(state, token).await?;
            (discovered, Some(tenant))
        }
        Kind::Google { issuer } | Kind::Slack { issuer } | Kind::Own { issuer, .. } => {
            let discovered = state.openid.discover(issuer, provider.by).await;
            (discovered.map_err(|_| Refused::Failed("provider_away"))?, None)
        }
    };
    let claims = verified(state, provider, &discovered, &tokens, &secrets.nonce).await?;
    let issuer = discovered.metadata.issuer().as_str();
    let same_tenant = tenant.is_none_or(|tenant| claims.more.tid.as_deref() == Some(&tenant.to_string()));
    let same_issuer = tenant.is_none() || back.iss.as_deref().is_none_or(|named| named == issuer);
    if !(same_tenant && same_issuer) {
        return Err(Refused::Failed("tenant"));
    }
    Ok(Told {
        issuer: issuer.to_owned(),
        claims,
        from: Asking {
            endpoints,
            access_token: tokens.access_token().clone(),
        },
    })
}

async fn verified(
    state: &AppState,
    provider: &Provider,
    discovered: &Arc<Discovered>,
    tokens: &Tokens,
    nonce: &str,
) -> Result<Claims, Refused> {
    let token = tokens.id_token().ok_or(Refused::Failed("no_id_token"))?;
    let check = |discovered: &Discovered| {
        let expected = Expected {
            metadata: &discovered.metadata,
            client_id: &provider.registration.client_id,
            nonce,
            now: state.clock.now(),
        };
        verify::verify(tokens, token, &expected)
    };
    let mut checked = check(discovered);
    if matches!(checked, Err(Bad::UnknownKey))
        && let Some(newer) = state.openid.discover_again(discovered, provider.by).await
    {
        checked = check(&newer);
    }
    checked.map_err(|bad| match bad {
        Bad::UnknownKey => Refused::Failed("unknown_key"),
        Bad::Because(code) => Refused::Failed(code),
    })
}

async fn judged(
    state: &AppState,
    account: &account::Model,
    provider: &Provider,
    claims: &Claims,
) -> Result<Judged, Refused> {
    let known: Vec<String> = match &provider.kind {
        Kind::Slack { .. } => slack_user::teams(&state.db, account.id).await?,
        Kind::Own {
            customer_id: Some(customer),
            ..
        } => {
            let domains = customer_domain::Entity::find()
                .filter(customer_domain::Column::AccountId.eq(account.id))
                .filter(customer_domain::Column::CustomerId.eq(*customer));
            domains.all(&state.db).await?.into_iter().map(|it| it.domain).collect()
        }
        _ => Vec::new(),
    };
    let source = match &provider.kind {
        Kind::Google { .. } => Source::Google,
        Kind::Microsoft => Source::Microsoft,
        Kind::Slack { .. } => Source::Slack(&known),
        Kind::Own { customer_id: None, .. } => Source::Own,
        Kind::Own { .. } => Source::OfCustomer(&known),
    };
    judge::judge(&source, claims)
}
