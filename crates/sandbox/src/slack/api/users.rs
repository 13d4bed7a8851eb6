//! `users.*` and `bots.info`

use serde_json::{Value, json};

use super::{Args, page};
use crate::slack::{
    Manners,
    state::{CREATED, Result, State},
};

pub(super) fn info(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let user = state.user(&args.need("user")?)?;
    Ok(json!({"user": state.show_user(user)}))
}

/// `bots.info`, which knows the own bot only.
pub(super) fn bot(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let app = &state.workspace.app;
    if args.need("bot")? != app.bot_id {
        return Err("bot_not_found".into());
    }
    Ok(
        json!({"bot": {"id": app.bot_id, "deleted": false, "name": app.name.to_lowercase(), "updated": CREATED,
        "app_id": app.id, "user_id": app.user_id, "icons": {}}}),
    )
}

pub(super) fn list(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let own = state
        .workspace
        .users
        .iter()
        .filter(|user| user.team_id == state.workspace.team.id);
    let (users, cursor) = page(own.collect(), args, 1000)?;
    let members: Vec<Value> = users.into_iter().map(|user| state.show_user(user)).collect();
    Ok(json!({"members": members, "cache_ts": CREATED, "response_metadata": {"next_cursor": cursor}}))
}

/// Finds people of the own workspace only.
pub(super) fn lookup_by_email(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let email = args.need("email")?.to_lowercase();
    let found = state.workspace.users.iter().find(|user| {
        let own = user.team_id == state.workspace.team.id && !user.deleted;
        own && user.email.as_ref().is_some_and(|it| it.to_lowercase() == email)
    });
    Ok(json!({"user": state.show_user(found.ok_or("users_not_found")?)}))
}
