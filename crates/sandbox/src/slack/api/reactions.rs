//! `reactions.*`

use serde_json::{Value, json};

use super::{Args, visible_channel};
use crate::slack::{
    Manners,
    state::{Result, State},
};

pub(super) fn add(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let (channel, ts) = target(state, args)?;
    if state.channel(&channel)?.is_archived {
        return Err("is_archived".into());
    }
    let bot = state.bot().to_owned();
    if !state.channel(&channel)?.has(&bot) {
        return Err("not_in_channel".into());
    }
    state.react(&bot, &channel, &ts, args.need("name")?.trim_matches(':'))?;
    Ok(json!({}))
}

pub(super) fn remove(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let (channel, ts) = target(state, args)?;
    let bot = state.bot().to_owned();
    state.unreact(&bot, &channel, &ts, args.need("name")?.trim_matches(':'))?;
    Ok(json!({}))
}

pub(super) fn get(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let (channel, ts) = target(state, args)?;
    let message = state.message(&channel, &ts)?;
    Ok(json!({"type": "message", "channel": channel, "message": state.show(message, false)}))
}

fn target(state: &State, args: &Args) -> Result<(String, String)> {
    let (channel, ts) = (visible_channel(state, args)?, args.need("timestamp")?);
    state.message(&channel, &ts)?;
    Ok((channel, ts))
}
