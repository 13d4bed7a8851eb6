//! Slack's Web API: what we call, and what can come of it. Which of our jobs is tried again follows from [`SlackError`], in one place.

mod calls;
mod client;
mod error;
mod files;
mod socket;
mod types;

pub(crate) use client::{SlackApi, SlackClient};
pub(crate) use error::{CHANNEL_UNUSABLE, ChannelUnusable, REVOKED_PAUSE, SlackError, TokenRevoked};
pub(crate) use files::FileInfo;
pub(crate) use socket::{Heard, Socket};
pub(crate) use types::{Channel, Grant, Identity, Page, PageMessage, Post, User};
