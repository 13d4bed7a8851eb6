//! Secrets of others that we must be able to read again (client secrets of providers): encrypted, so that a copy of the database alone is
//! worth nothing. What is sealed opens for its purpose and its account only. `crate::secrets` lists where such secrets are.

use anyhow::{Context, anyhow};
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use portico_types::ids::AccountId;

use super::{Keys, keys};

impl Keys {
    /// Encrypts a secret of an account before it is stored.
    pub(crate) fn seal(&self, purpose: &str, account: AccountId, plain: &[u8]) -> anyhow::Result<Vec<u8>> {
        let present = self.seals.first().context("there is no key")?;
        present.seal(purpose, account, plain)
    }

    /// Decrypts what [`Keys::seal`] made for the same purpose and account, under the present key or a former one.
    pub(crate) fn open(&self, purpose: &str, account: AccountId, sealed: &[u8]) -> anyhow::Result<Vec<u8>> {
        let opened = self.seals.iter().find_map(|seal| seal.open(purpose, account, sealed));
        opened.with_context(|| format!("no key of this installation opens a stored secret ({purpose})"))
    }
}

/// AES-256-GCM under a key of its own. What it makes is the key's id, a random nonce, the ciphertext and its tag.
pub(super) struct Seal {
    id: [u8; SEAL_ID],
    key: RandomizedNonceKey,
}

const SEAL_ID: usize = 8;

impl Seal {
    pub(super) fn new(master: &[u8]) -> Self {
        let key = keys::hmac(master, "secrets at rest", &[]);
        let mut id = [0; SEAL_ID];
        id.copy_from_slice(&keys::hmac(master, "which key seals secrets at rest", &[])[..SEAL_ID]);
        Self {
            id,
            key: RandomizedNonceKey::new(&AES_256_GCM, &key).expect("AES-256 takes a key of 32 bytes"),
        }
    }

    /// Bound to a ciphertext and stored nowhere: where it belongs.
    fn place(&self, purpose: &str, account: AccountId) -> Aad<Vec<u8>> {
        Aad::from([&self.id, account.0.as_bytes().as_slice(), purpose.as_bytes()].concat())
    }

    fn seal(&self, purpose: &str, account: AccountId, plain: &[u8]) -> anyhow::Result<Vec<u8>> {
        let mut text = plain.to_vec();
        let nonce = self
            .key
            .seal_in_place_append_tag(self.place(purpose, account), &mut text)
            .map_err(|_| anyhow!("a secret could not be sealed"))?;
        Ok([&self.id, nonce.as_ref().as_slice(), &text].concat())
    }

    fn open(&self, purpose: &str, account: AccountId, sealed: &[u8]) -> Option<Vec<u8>> {
        let sealed = sealed.strip_prefix(&self.id)?;
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let plain = self
            .key
            .open_in_place(nonce, self.place(purpose, account), &mut text)
            .ok()?;
        Some(plain.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_sealed_secret_opens_for_its_purpose_and_account_only() {
        let keys = Keys::new(&[7; 32], &[]);
        let (account, other) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
        let sealed = keys.seal("client secret", account, b"very secret").unwrap();

        assert_eq!(keys.open("client secret", account, &sealed).unwrap(), b"very secret");
        assert!(keys.open("client secret", other, &sealed).is_err());
        assert!(keys.open("bot token", account, &sealed).is_err());
        assert_ne!(
            keys.seal("client secret", account, b"very secret").unwrap(),
            sealed,
            "no nonce twice"
        );
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        for at in 0..sealed.len() {
            let mut other = sealed.clone();
            other[at] ^= 1;
            assert!(keys.open("client secret", account, &other).is_err(), "byte {at}");
            assert!(
                keys.open("client secret", account, &sealed[..at]).is_err(),
                "cut at {at}"
            );
        }
    }

    #[test]
    fn former_keys_open_and_do_not_seal() {
        let account = AccountId(Uuid::from_u128(1));
        let old = Keys::new(&[7; 32], &[]);
        let sealed = old.seal("client secret", account, b"very secret").unwrap();
        let new = Keys::new(&[8; 32], &[vec![7; 32]]);

        assert_eq!(new.open("client secret", account, &sealed).unwrap(), b"very secret");
        assert!(
            Keys::new(&[8; 32], &[])
                .open("client secret", account, &sealed)
                .is_err()
        );
        let anew = new.seal("client secret", account, b"very secret").unwrap();
        assert!(old.open("client secret", account, &anew).is_err());
    }
}
