//! Mail over SMTP.

use crate::config;

pub(crate) struct Mailer;

impl Mailer {
    pub(crate) fn new(_config: &config::Mail) -> anyhow::Result<Self> {
        Ok(Self)
    }
}
