//! The workspace for people: `/slack`, `/slack?user=U0ANA&channel=C0TRIAGE&thread=…`.
//!
//! The server sends the frame of the page and what one person sees as JSON; `assets/slack.js` draws it.

use actix_web::{
    HttpResponse, Responder, get,
    web::{Data, Query, ServiceConfig},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{ChannelKind, Message, Slack, state::State};
use crate::pages::page;

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(workspace).service(seen);
}

#[get("/slack")]
async fn workspace() -> impl Responder {
    page(
        "Slack · Sandbox",
        r#"<script type="module" src="/assets/slack.js"></script>"#,
        include_str!("../assets/slack.html"),
    )
}

#[derive(Deserialize)]
struct Place {
    user: Option<String>,
    channel: Option<String>,
    thread: Option<String>,
}

/// What one person sees in one channel.
#[get("/slack/seen")]
async fn seen(slack: Data<Slack>, place: Query<Place>) -> HttpResponse {
    let state = slack.state();
    let people = || {
        state
            .workspace
            .users
            .iter()
            .filter(|user| !user.is_bot && !user.deleted)
    };
    let named = place.user.as_ref().and_then(|id| people().find(|user| user.id == *id));
    let Some(you) = named.or_else(|| people().next()) else {
        return HttpResponse::NotFound().finish();
    };
    let visible = state.workspace.channels.iter().filter(|channel| {
        let public =
            channel.kind == ChannelKind::Public && you.team_id == state.workspace.team.id && !you.is_restricted;
        channel.has(&you.id) || public
    });
    let visible: Vec<_> = visible.collect();
    let channel = visible
        .iter()
        .find(|channel| place.channel.as_ref() == Some(&channel.id))
        .or(visible.first());
    let Some(channel) = channel else {
        return HttpResponse::NotFound().finish();
    };

    let in_channel = |message: &&Message| {
        message.channel == channel.id
            && (!message.is_reply() || message.subtype.as_deref() == Some("thread_broadcast"))
            && (!message.deleted || state.root(&channel.id, &message.ts).is_some())
    };
    let messages: Vec<Value> = state
        .messages
        .iter()
        .filter(in_channel)
        .map(|message| state.show(message, false))
        .collect();
    let thread = place.thread.as_deref().filter(|ts| !ts.is_empty()).map(|ts| {
        let root = state.root(&channel.id, ts).into_iter();
        root.chain(state.replies(&channel.id, ts))
            .map(|message| state.show(message, false))
            .collect::<Vec<_>>()
    });
    let yours = state
        .ephemerals
        .iter()
        .filter(|it| it.user == you.id && it.message.channel == channel.id);
    let ephemerals: Vec<Value> = yours.map(|it| state.show(&it.message, false)).collect();
    let views: Vec<_> = state.views.iter().filter(|view| view.user == you.id).collect();
    let name_of = |channel: &super::Channel| match channel.kind {
        ChannelKind::Direct => state.workspace.app.name.clone(),
        _ => channel.name.clone(),
    };
    let channels: Vec<Value> = visible
        .iter()
        .map(|it| {
            json!({"id": it.id, "name": name_of(it), "kind": it.kind, "is_archived": it.is_archived,
                "shared": !it.shared_with.is_empty(), "topic": it.topic, "member": it.has(&you.id)})
        })
        .collect();
    HttpResponse::Ok().json(json!({
        "team": state.workspace.team.name, "you": you.id, "users": users(&state), "channels": channels,
        "channel": channel.id, "messages": messages, "ephemerals": ephemerals, "thread": thread, "views": views,
        "app": {"id": state.workspace.app.user_id, "name": state.workspace.app.name},
    }))
}

fn users(state: &State) -> Vec<Value> {
    let team_of = |id: &str| {
        let others = state.workspace.other_teams.iter();
        others
            .chain([&state.workspace.team])
            .find(|team| team.id == id)
            .map(|team| team.name.clone())
    };
    let shown = state.workspace.users.iter().map(|user| {
        json!({"id": user.id, "name": user.real_name, "is_bot": user.is_bot, "guest": user.is_restricted,
            "team": team_of(&user.team_id), "foreign": user.team_id != state.workspace.team.id})
    });
    shown.collect()
}
