//! `views.*`

use serde_json::{Value, json};

use super::Args;
use crate::slack::{
    Manners,
    interactions::new_view,
    state::{Refusal, Result, State},
};

pub(super) fn open(state: &mut State, args: &Args, manners: &Manners) -> Result<Value> {
    let id = args.need("trigger_id")?;
    let view = view(args)?;
    let unknown = || Refusal {
        error: "invalid_arguments".into(),
        messages: vec!["invalid `trigger_id`".into()],
    };
    let trigger = state.triggers.get(&id).ok_or_else(unknown)?;
    if trigger.used {
        return Err("exchanged_trigger_id".into());
    }
    if trigger.at.elapsed() > manners.trigger_lifetime {
        return Err("expired_trigger_id".into());
    }
    let user = trigger.user.clone();
    let view = new_view(state, &user, &view)?;
    if let Some(trigger) = state.triggers.get_mut(&id) {
        trigger.used = true;
    }
    state.views.push(view.clone());
    Ok(json!({"view": view.view}))
}

pub(super) fn update(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let (id, hash) = (args.need("view_id")?, args.find("hash"));
    let view = view(args)?;
    let at = state.views.iter().position(|view| view.id == id).ok_or("not_found")?;
    if hash.is_some_and(|hash| state.views[at].view["hash"] != hash) {
        return Err("hash_conflict".into());
    }
    let user = state.views[at].user.clone();
    let mut new = new_view(state, &user, &view)?;
    new.view["id"] = id.clone().into();
    new.view["root_view_id"] = id.clone().into();
    new.id = id;
    state.views[at] = new.clone();
    Ok(json!({"view": new.view}))
}

fn view(args: &Args) -> Result<Value> {
    let view = args.json("view", "invalid_arguments")?;
    let missing = || Refusal {
        error: "invalid_arguments".into(),
        messages: vec!["[ERROR] missing required field: view".into()],
    };
    let view = view.ok_or_else(missing)?;
    if view.to_string().len() > 250_000 {
        Err("view_too_large".into())
    } else {
        Ok(view)
    }
}
