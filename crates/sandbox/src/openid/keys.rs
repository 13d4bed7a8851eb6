//! Keys of the whole process: making one takes longer than most tests.

use std::sync::OnceLock;

use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde_json::{Value, json};

/// How many are published by turns. One more never is.
pub(super) const PUBLISHED: usize = 2;

fn key(index: usize) -> &'static RsaKeyPair {
    static KEYS: [OnceLock<RsaKeyPair>; PUBLISHED + 1] = [const { OnceLock::new() }; PUBLISHED + 1];
    KEYS[index].get_or_init(|| RsaKeyPair::generate(KeySize::Rsa2048).expect("a key can be made"))
}

pub(super) fn id(index: usize) -> String {
    format!("sandbox-{}", index + 1)
}

/// A published key as JSON Web Key.
pub(super) fn public(index: usize) -> Value {
    // The DER of a public key of 2048 bits: nine bytes of heads, the modulus, five more, the exponent 65537.
    let der = public_bytes(index);
    assert_eq!((der.len(), &der[267..]), (270, &[1, 0, 1][..]), "a key of 2048 bits");
    let text = |bytes: &[u8]| BASE64.encode(bytes);
    json!({
        "kty": "RSA", "use": "sig", "alg": "RS256", "kid": id(index), "n": text(&der[9..265]), "e": text(&der[267..]),
    })
}

/// The public key as an attacker would feed it to HMAC.
pub(super) fn public_bytes(index: usize) -> &'static [u8] {
    key(index).public_key().as_ref()
}

/// Signs with a published key, or with the one that never is.
pub(super) fn sign(index: Option<usize>, message: &[u8]) -> Vec<u8> {
    let key = key(index.unwrap_or(PUBLISHED));
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
        .expect("a key signs");
    signature
}

pub(super) fn hmac(secret: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message)
        .as_ref()
        .to_vec()
}
