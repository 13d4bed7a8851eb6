//! Codes are traded for tokens, and tokens for what is said of their person.

use std::collections::HashMap;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    post,
    web::{Data, Form, ServiceConfig},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64},
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Grant, Mischief, OpenId, Signing, keys, merge, provider::Provider};
use crate::clock;

pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(microsoft_token).service(token).service(userinfo);
}

#[post("/openid/{name}/token")]
async fn token(openid: Data<OpenId>, req: HttpRequest, form: Form<HashMap<String, String>>) -> HttpResponse {
    answer(&openid, &req, &form)
}

#[post("/openid/microsoft/{tenant}/oauth2/v2.0/token")]
async fn microsoft_token(openid: Data<OpenId>, req: HttpRequest, form: Form<HashMap<String, String>>) -> HttpResponse {
    answer(&openid, &req, &form)
}

#[get("/openid/{name}/userinfo")]
async fn userinfo(openid: Data<OpenId>, req: HttpRequest) -> HttpResponse {
    openid.note("userinfo");
    let shown = req.headers().get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
    let shown = shown.and_then(|it| it.strip_prefix("Bearer ")).unwrap_or_default();
    let state = openid.state();
    let Some(mut said) = state.tokens.get(shown).cloned() else {
        return HttpResponse::Unauthorized().json(json!({ "error": "invalid_token" }));
    };
    merge(&mut said, &state.mischief.userinfo);
    HttpResponse::Ok().json(said)
}

fn answer(openid: &OpenId, req: &HttpRequest, form: &HashMap<String, String>) -> HttpResponse {
    openid.note("token");
    match exchange(openid, req, form) {
        Ok(tokens) => HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .json(tokens),
        Err(error) => HttpResponse::BadRequest().json(json!({ "error": error })),
    }
}

fn exchange(openid: &OpenId, req: &HttpRequest, form: &HashMap<String, String>) -> Result<Value, &'static str> {
    let get = |name: &str| form.get(name).map(String::as_str);
    let (id, secret) = credentials(req, form).ok_or("invalid_client")?;
    if id != openid.client.id || secret != openid.client.secret {
        return Err("invalid_client");
    }
    if get("grant_type") != Some("authorization_code") {
        return Err("unsupported_grant_type");
    }
    // Used up, whatever comes of it.
    let code = get("code").ok_or("invalid_request")?;
    let (grant, mischief, key) = {
        let mut state = openid.state();
        let grant = state.grants.remove(code).ok_or("invalid_grant")?;
        (grant, state.mischief.clone(), state.key)
    };
    let path = req.path().strip_prefix("/openid").unwrap_or_default();
    let here = Provider::of_path(&path.replace("/token", "/authorize"));
    let challenge = get("code_verifier").map(|verifier| BASE64.encode(Sha256::digest(verifier)));
    if here.as_ref() != Some(&grant.provider)
        || get("redirect_uri") != Some(&*grant.redirect_uri)
        || grant.client_id != id
        || challenge != grant.challenge
    {
        return Err("invalid_grant");
    }
    let access_token = Uuid::new_v4().to_string();
    let said = grant.person.claims(&grant.provider);
    openid.state().tokens.insert(access_token.clone(), said);
    let id_token = mint(openid, &grant, &access_token, &mischief, key);
    openid
        .state()
        .given_out
        .extend([access_token.clone(), id_token.clone()]);
    let mut answer = Map::new();
    answer.insert("access_token".to_owned(), json!(access_token));
    answer.insert("token_type".to_owned(), json!("Bearer"));
    answer.insert("expires_in".to_owned(), json!(3600));
    answer.insert("id_token".to_owned(), json!(id_token));
    merge(&mut answer, &mischief.answer);
    Ok(Value::Object(answer))
}

/// The client's id and secret, from the header or the body.
fn credentials(req: &HttpRequest, form: &HashMap<String, String>) -> Option<(String, String)> {
    let Some(basic) = req.headers().get(header::AUTHORIZATION) else {
        return Some((form.get("client_id")?.clone(), form.get("client_secret")?.clone()));
    };
    let text = STANDARD.decode(basic.to_str().ok()?.strip_prefix("Basic ")?).ok()?;
    let text = String::from_utf8(text).ok()?;
    let (id, secret) = text.split_once(':')?;
    let plain = |text: &str| {
        let pair = url::form_urlencoded::parse(text.as_bytes()).next();
        pair.map(|(text, _)| text.into_owned())
    };
    Some((plain(id)?, plain(secret)?))
}

fn mint(openid: &OpenId, grant: &Grant, access_token: &str, mischief: &Mischief, key: usize) -> String {
    let now = clock::now().timestamp();
    let issuer = match &grant.provider {
        Provider::Microsoft(_) => format!("{}/{}/v2.0", openid.issuer("microsoft"), grant.person.tenant()),
        other => openid.issuer(other.name()),
    };
    let mut claims = grant.person.claims(&grant.provider);
    let standard = json!({
        "iss": issuer, "aud": grant.client_id, "iat": now, "exp": now + 3600, "nonce": grant.nonce,
        "at_hash": BASE64.encode(&Sha256::digest(access_token)[..16]),
    });
    claims.extend(standard.as_object().cloned().unwrap_or_default());
    claims.retain(|_, value| !value.is_null());
    merge(&mut claims, &mischief.claims);

    let algorithm = match mischief.signing {
        Signing::None => "none",
        Signing::HmacOfPublicKey | Signing::HmacOfClientSecret => "HS256",
        _ => "RS256",
    };
    let mut header = Map::new();
    header.insert("alg".to_owned(), json!(algorithm));
    header.insert("typ".to_owned(), json!("JWT"));
    header.insert("kid".to_owned(), json!(keys::id(key)));
    merge(&mut header, &mischief.header);

    let part = |it: &Map<String, Value>| BASE64.encode(Value::Object(it.clone()).to_string());
    let message = format!("{}.{}", part(&header), part(&claims));
    let signed = |signature: &[u8]| format!("{message}.{}", BASE64.encode(signature));
    let right = || signed(&keys::sign(Some(key), message.as_bytes()));
    match mischief.signing {
        Signing::Right => right(),
        Signing::OtherKey => signed(&keys::sign(None, message.as_bytes())),
        Signing::None | Signing::Stripped => format!("{message}."),
        Signing::HmacOfPublicKey => signed(&keys::hmac(keys::public_bytes(key), message.as_bytes())),
        Signing::HmacOfClientSecret => signed(&keys::hmac(openid.client.secret.as_bytes(), message.as_bytes())),
        Signing::Tampered => {
            let signature = keys::sign(Some(key), message.as_bytes());
            claims.insert("email".to_owned(), json!("somebody.else@acme.example"));
            format!("{}.{}.{}", part(&header), part(&claims), BASE64.encode(signature))
        }
        Signing::Truncated => {
            let whole = right();
            whole[..whole.len() - 40].to_owned()
        }
    }
}
