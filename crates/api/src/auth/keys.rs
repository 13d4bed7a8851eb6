//! Everything that is derived from the installation's secret key: tokens, cookies, MACs and seals.

use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use portico_types::ids::{AccountId, SessionId};
use rand::RngExt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::{
    auth::sealed::Seal,
    entity::Surface,
    error::{Error, Result},
};

/// Everything the installation signs and encrypts with, each derived for its purpose from the one secret key.
pub struct Keys {
    master: Vec<u8>,
    /// By which we know again what we made.
    former: Vec<Vec<u8>>,
    encode: EncodingKey,
    decode: DecodingKey,
    /// What secrets at rest are encrypted with: the present key's first, then those that only open.
    pub(super) seals: Vec<Seal>,
}

/// One of the installation's secret keys.
#[derive(Clone, Copy)]
pub(crate) struct Key<'a>(&'a [u8]);

impl Key<'_> {
    /// HMAC-SHA256 under a key of its own for `purpose`, over the parts, each with its length.
    pub(crate) fn mac(self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        hmac(self.0, purpose, parts)
    }
}

/// What an access token says. RFC 9068 names, HS256.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    iss: String,
    aud: String,
    exp: i64,
    iat: i64,
    /// The person.
    pub sub: Uuid,
    pub sid: SessionId,
    pub acc: AccountId,
}

/// RFC 9068: tells an access token from every other JWT.
const TYP: &str = "at+jwt";
const ISSUER: &str = "portico";

impl Keys {
    /// `previous`: former keys, which open what was sealed under them, know again what was made with them, and make nothing.
    pub fn new(master: &[u8], previous: &[Vec<u8>]) -> Self {
        let jwt = hmac(master, "access token", &[]);
        let all = std::iter::once(master).chain(previous.iter().map(Vec::as_slice));
        Self {
            master: master.to_vec(),
            former: previous.to_vec(),
            encode: EncodingKey::from_secret(&jwt),
            decode: DecodingKey::from_secret(&jwt),
            seals: all.map(Seal::new).collect(),
        }
    }

    /// What new things are made with.
    pub(crate) fn present(&self) -> Key<'_> {
        Key(&self.master)
    }

    /// The present key, then the former ones.
    pub(crate) fn all(&self) -> impl Iterator<Item = Key<'_>> {
        std::iter::once(&self.master).chain(&self.former).map(|key| Key(key))
    }

    /// [`Key::mac`] under the present key.
    pub(crate) fn mac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        self.present().mac(purpose, parts)
    }

    /// Whether [`Key::mac`] made `mac` of the same, under the present key or a former one.
    pub(crate) fn made(&self, purpose: &str, parts: &[&[u8]], mac: &[u8]) -> bool {
        self.all().any(|key| bool::from(key.mac(purpose, parts).ct_eq(mac)))
    }

    /// The same for the first bytes of one, where there is no room for all. They must be enough that nobody guesses them.
    pub(crate) fn made_beginning(&self, purpose: &str, parts: &[&[u8]], beginning: &[u8]) -> bool {
        let mut all = std::iter::once(&self.master).chain(&self.former);
        let begins = |whole: &[u8]| {
            whole
                .get(..beginning.len())
                .is_some_and(|it| bool::from(it.ct_eq(beginning)))
        };
        all.any(|key| begins(&hmac(key, purpose, parts)))
    }

    /// Makes an access token good for `minutes`.
    pub(crate) fn access_token(
        &self,
        surface: Surface,
        account: AccountId,
        session: SessionId,
        person: Uuid,
        now: DateTime<Utc>,
        minutes: u32,
    ) -> Result<String> {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: surface.as_str().to_owned(),
            exp: (now + TimeDelta::minutes(minutes.into())).timestamp(),
            iat: now.timestamp(),
            sub: person,
            sid: session,
            acc: account,
        };
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TYP.to_owned());
        Ok(jsonwebtoken::encode(&header, &claims, &self.encode).map_err(anyhow::Error::from)?)
    }

    /// Reads an access token: right algorithm, type, issuer, audience, and not over.
    pub(crate) fn verify(&self, surface: Surface, token: &str, now: DateTime<Utc>) -> Result<Claims> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| Error::Unauthenticated)?;
        if header.typ.as_deref() != Some(TYP) {
            return Err(Error::Unauthenticated);
        }
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[surface.as_str()]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_exp = false; // Judged below, by our own clock.
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decode, &validation)
            .map_err(|_| Error::Unauthenticated)?
            .claims;
        if claims.exp <= now.timestamp()
            || claims.iat > now.timestamp() + 60
            || claims.exp.saturating_sub(claims.iat) > 15 * 60
        {
            return Err(Error::Unauthenticated);
        }
        Ok(claims)
    }
}

pub(super) fn hmac(key: &[u8], purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(purpose.as_bytes());
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// 256 random bits as text for a URL or cookie.
pub(crate) fn secret() -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let mut bytes = [0u8; 32];
    rand::rng().fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is kept of a random secret.
pub(crate) fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use serde_json::{Value, json};

    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    fn token(keys: &Keys) -> String {
        let id = Uuid::nil();
        keys.access_token(Surface::Portal, AccountId(id), SessionId(id), id, now(), 10)
            .unwrap()
    }

    #[test]
    fn a_token_is_good_for_its_surface_and_its_time_only() {
        let keys = Keys::new(&[7; 32], &[]);
        let token = token(&keys);

        assert!(keys.verify(Surface::Portal, &token, now()).is_ok());
        assert!(keys.verify(Surface::Console, &token, now()).is_err());
        assert!(
            keys.verify(Surface::Portal, &token, now() + TimeDelta::minutes(10))
                .is_err()
        );
        assert!(Keys::new(&[8; 32], &[]).verify(Surface::Portal, &token, now()).is_err());
    }

    #[test]
    fn a_token_of_another_type_or_algorithm_is_refused() {
        let keys = Keys::new(&[7; 32], &[]);
        let claims = jsonwebtoken::dangerous::insecure_decode::<Claims>(&token(&keys))
            .unwrap()
            .claims;
        let plain = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &keys.encode).unwrap();
        let mut longer = Header::new(Algorithm::HS512);
        longer.typ = Some(TYP.to_owned());
        let longer = jsonwebtoken::encode(&longer, &claims, &keys.encode).unwrap();
        let forever = Claims {
            exp: i64::MAX,
            ..claims
        };
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TYP.to_owned());
        let forever = jsonwebtoken::encode(&header, &forever, &keys.encode).unwrap();

        for bad in [plain, longer, forever, "e30.e30.".to_owned(), String::new()] {
            assert!(keys.verify(Surface::Portal, &bad, now()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_former_key_signs_nothing() {
        let old = Keys::new(&[7; 32], &[]);
        let new = Keys::new(&[8; 32], &[vec![7; 32]]);

        assert!(new.verify(Surface::Portal, &token(&old), now()).is_err());
    }

    /// A token of any make, signed as HS256 with `key`.
    fn made(key: &[u8], header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(header), part(claims));
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).unwrap();
        mac.update(text.as_bytes());
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    #[test]
    fn nothing_else_passes_for_an_access_token() {
        let keys = Keys::new(&[7; 32], &[]);
        let good = token(&keys);
        let claims = jsonwebtoken::dangerous::insecure_decode::<Value>(&good).unwrap().claims;
        let header = json!({ "alg": "HS256", "typ": TYP });
        let ours = hmac(&[7; 32], "access token", &[]);
        let theirs = b"a key of somebody else's making";
        let with = |base: &Value, name: &str, value: Value| {
            let mut changed = base.clone();
            changed[name] = value;
            changed
        };
        let without = |name: &str| {
            let mut changed = claims.clone();
            changed.as_object_mut().unwrap().remove(name);
            changed
        };
        let passes = |token: &str| keys.verify(Surface::Portal, token, now()).is_ok();
        assert!(passes(&made(&ours, &header, &claims)), "the tool works");

        let mut bad = Vec::new();
        for alg in ["none", "None", "nOnE", "", "RS256", "ES256", "PS256", "EdDSA", "HS384"] {
            let header = with(&header, "alg", json!(alg));
            let signed = made(&ours, &header, &claims);
            let bare = signed.rsplit_once('.').unwrap().0;
            bad.push((format!("alg {alg}, unsigned"), format!("{bare}.")));
            bad.push((format!("alg {alg}, two parts"), bare.to_owned()));
            bad.push((format!("alg {alg}, signed as HS256"), signed));
        }
        let jwk = json!({ "kty": "oct", "alg": "HS256", "k": URL_SAFE_NO_PAD.encode(theirs) });
        for (name, value, key) in [
            ("kid", json!("../../../dev/null"), &b""[..]),
            ("kid", json!("/proc/sys/kernel/randomize_va_space"), &b"2"[..]),
            ("kid", json!("x' UNION SELECT 'k"), &b"k"[..]),
            ("jwk", jwk, &theirs[..]),
            ("jku", json!("https://attacker.example/keys"), &theirs[..]),
            ("x5u", json!("https://attacker.example/cert"), &theirs[..]),
            ("x5c", json!(["MIIB"]), &theirs[..]),
        ] {
            bad.push((
                format!("{name} {value}"),
                made(key, &with(&header, name, value.clone()), &claims),
            ));
        }
        for typ in ["JWT", "refresh+jwt", "id+jwt", "logout+jwt", ""] {
            bad.push((
                format!("typ {typ}"),
                made(&ours, &with(&header, "typ", json!(typ)), &claims),
            ));
        }
        bad.push(("no typ".to_owned(), made(&ours, &json!({ "alg": "HS256" }), &claims)));
        for name in ["iss", "aud", "exp", "iat", "sub", "sid", "acc"] {
            bad.push((format!("no {name}"), made(&ours, &header, &without(name))));
            bad.push((
                format!("{name} null"),
                made(&ours, &header, &with(&claims, name, Value::Null)),
            ));
        }
        let time = now().timestamp();
        for (name, value) in [
            ("aud", json!("console")),
            ("aud", json!(["portal", "console"])),
            ("aud", json!("")),
            ("iss", json!("portico2")),
            ("iss", json!("https://accounts.google.com")),
            ("sub", json!("1 OR 1=1")),
            ("sid", json!("*")),
            ("acc", json!(1)),
            ("exp", json!(time)),
            ("exp", json!(9_223_372_036_854_775_808_u64)),
            ("exp", json!(i64::MAX)),
            ("exp", json!(1e300)),
            ("exp", json!((time + 60).to_string())),
            ("exp", json!(-1)),
            ("iat", json!(-1)),
            ("iat", json!(i64::MIN)),
            ("iat", json!(i64::MAX)),
            ("iat", json!(time + 3600)),
        ] {
            let changed = with(&claims, name, value.clone());
            bad.push((format!("{name} {value}"), made(&ours, &header, &changed)));
        }
        let (text, signature) = good.rsplit_once('.').unwrap();
        for (what, token) in [
            ("a refresh token", format!("{}.{}", Uuid::nil(), secret())),
            ("a mail's secret", secret()),
            ("an API key", crate::auth::api_key::new()),
            ("a code", "123456".to_owned()),
            ("a part too many", format!("{good}.{signature}")),
            ("a shorter signature", good[..good.len() - 2].to_owned()),
            ("no signature", format!("{text}.")),
            ("dots", "..".to_owned()),
        ] {
            bad.push((what.to_owned(), token));
        }
        for (what, token) in bad {
            assert!(!passes(&token), "{what}: {token}");
        }
    }
}
