//! Secrets of others that we must be able to read again (client secrets of providers): encrypted, so that a copy of the database alone is
//! worth nothing. What is sealed opens for its purpose and its account only.

use anyhow::{Context, anyhow, ensure};
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use portico_types::ids::AccountId;

use super::Keys;

/// Tells which key sealed it; stands in front.
const KEY_ID_LEN: usize = 4;

impl Keys {
    /// Encrypts (AES-256-GCM): key id, nonce, ciphertext with tag.
    pub(crate) fn seal(&self, purpose: &str, account: AccountId, plain: &[u8]) -> anyhow::Result<Vec<u8>> {
        let mut sealed = plain.to_vec();
        let nonce = self
            .sealing_key()?
            .seal_in_place_append_tag(Aad::from(bound_to(purpose, account)), &mut sealed)
            .map_err(|_| anyhow!("a secret could not be sealed"))?;
        Ok([&self.sealing_key_id()[..], nonce.as_ref(), &sealed[..]].concat())
    }

    /// Decrypts what [`Keys::seal`] made for the same purpose and account.
    pub(crate) fn open(&self, purpose: &str, account: AccountId, sealed: &[u8]) -> anyhow::Result<Vec<u8>> {
        let (id, rest) = sealed
            .split_at_checked(KEY_ID_LEN)
            .context("this is no sealed secret")?;
        ensure!(id == self.sealing_key_id(), "this secret was sealed with another key");
        let (nonce, text) = rest.split_at_checked(NONCE_LEN).context("this is no sealed secret")?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| anyhow!("this is no sealed secret"))?;
        let mut text = text.to_vec();
        let plain = self
            .sealing_key()?
            .open_in_place(nonce, Aad::from(bound_to(purpose, account)), &mut text)
            .map_err(|_| anyhow!("a sealed secret does not open"))?;
        Ok(plain.to_vec())
    }

    fn sealing_key(&self) -> anyhow::Result<RandomizedNonceKey> {
        RandomizedNonceKey::new(&AES_256_GCM, &self.mac("sealing key", &[])).map_err(|_| anyhow!("no sealing key"))
    }

    fn sealing_key_id(&self) -> [u8; KEY_ID_LEN] {
        let [a, b, c, d, ..] = self.mac("sealing key id", &[]);
        [a, b, c, d]
    }
}

fn bound_to(purpose: &str, account: AccountId) -> Vec<u8> {
    [account.0.as_bytes(), purpose.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_purpose_account_and_key_only() {
        let (keys, account) = (Keys::new(&[7; 32]), AccountId(Uuid::from_u128(1)));
        let sealed = keys.seal("client secret", account, b"hush").unwrap();

        assert_eq!(keys.open("client secret", account, &sealed).unwrap(), b"hush");
        assert!(!sealed.windows(4).any(|it| it == b"hush"));
        assert_ne!(sealed, keys.seal("client secret", account, b"hush").unwrap());
        assert!(keys.open("another", account, &sealed).is_err());
        assert!(
            keys.open("client secret", AccountId(Uuid::from_u128(2)), &sealed)
                .is_err()
        );
        assert!(Keys::new(&[8; 32]).open("client secret", account, &sealed).is_err());
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(keys.open("client secret", account, &bent).is_err(), "byte {at}");
        }
        assert!(keys.open("client secret", account, &sealed[..10]).is_err());
    }
}
