//! Whether an ID token is what it says: made by this issuer, for us, for this browser, just now.

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::{
    AccessTokenHash, ClaimsVerificationError, ClientId, IdTokenVerifier, JsonWebKeySet, Nonce, OAuth2TokenResponse,
    SignatureVerificationError,
    core::{CoreJsonWebKey, CoreJwsSigningAlgorithm},
};

use super::judge::Claims;
use crate::outside::openid::{IdToken, Metadata, Tokens};

/// Public-key signatures alone: with a shared secret, whoever can read our configuration could sign.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// How far clocks may differ.
pub(super) const LEEWAY: TimeDelta = TimeDelta::seconds(60);
/// A token is made when its code is traded in.
const OLDEST: TimeDelta = TimeDelta::minutes(15);

/// Why a token is not taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Bad {
    /// None of the keys we know signed it: there may be newer ones.
    UnknownKey,
    Because(&'static str),
}

/// What a token is held against.
pub(super) struct Expected<'a> {
    pub metadata: &'a Metadata,
    pub client_id: &'a str,
    pub nonce: &'a str,
    pub now: DateTime<Utc>,
}

pub(super) fn verify(tokens: &Tokens, token: &IdToken, expected: &Expected<'_>) -> Result<Claims, Bad> {
    let (now, client_id) = (expected.now, ClientId::new(expected.client_id.to_owned()));
    let keys: JsonWebKeySet<CoreJsonWebKey> = expected.metadata.jwks().clone();
    let issued = move |at: DateTime<Utc>| {
        if at > now + LEEWAY {
            Err("from the future".to_owned())
        } else if at < now - OLDEST {
            Err("too old".to_owned())
        } else {
            Ok(())
        }
    };
    let verifier = IdTokenVerifier::new_public_client(client_id.clone(), expected.metadata.issuer().clone(), keys)
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || now - LEEWAY)
        .set_issue_time_verifier_fn(issued)
        // Judged below, together with whom the token was made for.
        .set_other_audience_verifier_fn(|_| true);
    let nonce = Nonce::new(expected.nonce.to_owned());
    let claims = token.claims(&verifier, &nonce).map_err(|err| because(&err))?;
    match claims.authorized_party() {
        Some(party) if *party != client_id => return Err(Bad::Because("audience")),
        None if claims.audiences().len() > 1 => return Err(Bad::Because("audience")),
        _ => {}
    }
    if let Some(told) = claims.access_token_hash() {
        let bad = Bad::Because("access_token_hash");
        let (Ok(algorithm), Ok(key)) = (token.signing_alg(), token.signing_key(&verifier)) else {
            return Err(bad);
        };
        let hash = AccessTokenHash::from_token(tokens.access_token(), algorithm, key);
        if !hash.is_ok_and(|hash| hash == *told) {
            return Err(bad);
        }
    }
    Ok(Claims {
        subject: claims.subject().to_string(),
        email: claims.email().map(|it| it.to_string()),
        email_verified: claims.email_verified(),
        name: claims.name().and_then(|it| it.get(None)).map(|it| it.to_string()),
        signed_in_at: claims.auth_time(),
        more: claims.additional_claims().clone(),
    })
}

fn because(err: &ClaimsVerificationError) -> Bad {
    Bad::Because(match err {
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
            return Bad::UnknownKey;
        }
        ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::DisallowedAlg(_)
            | SignatureVerificationError::NoSignature
            | SignatureVerificationError::UnsupportedAlg(_),
        ) => "algorithm",
        ClaimsVerificationError::SignatureVerification(_) => "signature",
        ClaimsVerificationError::Expired(_) => "expired",
        ClaimsVerificationError::InvalidAudience(_) => "audience",
        ClaimsVerificationError::InvalidIssuer(_) => "issuer",
        ClaimsVerificationError::InvalidNonce(_) => "nonce",
        _ => "token",
    })
}
