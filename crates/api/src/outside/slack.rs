//! Slack's Web API.

use crate::config;

pub(crate) struct SlackApi;

impl SlackApi {
    pub(crate) fn new(_config: &config::Slack) -> anyhow::Result<Self> {
        Ok(Self)
    }
}
