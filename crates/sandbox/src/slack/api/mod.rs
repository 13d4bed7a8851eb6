//! The Web API: one route for all methods, since arguments, tokens, scopes, faults and answers are the same for each.

mod args;
mod chat;
mod conversations;
mod files;
mod reactions;
mod users;
mod views;

use std::sync::atomic::Ordering;

use actix_web::{
    HttpRequest, HttpResponse,
    body::BodyStream,
    http::StatusCode,
    web::{Bytes, Data, Path, PayloadConfig, ServiceConfig, resource, route},
};
use serde_json::{Value, json};

pub(super) use self::args::Args;
use super::{
    Call, Manners, Slack, Sockets, Teams, oauth,
    state::{Access, Refusal, Result, State},
};
use crate::{clock, faults::SlackFault, openid::OpenId};

/// One method: the scope it needs, whether it takes JSON (at Slack, those that write do), and what it does.
struct Method {
    scope: Option<&'static str>,
    takes_json: bool,
    run: fn(&mut State, &Args, &Manners) -> Result<Value>,
}

fn method(name: &str) -> Option<Method> {
    let write = |scope, run| {
        Some(Method {
            scope: Some(scope),
            takes_json: true,
            run,
        })
    };
    let read = |scope, run| {
        Some(Method {
            scope: Some(scope),
            takes_json: false,
            run,
        })
    };
    match name {
        "api.test" => Some(Method {
            scope: None,
            takes_json: true,
            run: api_test,
        }),
        "auth.test" => Some(Method {
            scope: None,
            takes_json: true,
            run: auth_test,
        }),
        "chat.postMessage" => write("chat:write", chat::post_message),
        "chat.update" => write("chat:write", chat::update),
        "chat.delete" => write("chat:write", chat::delete),
        "chat.postEphemeral" => write("chat:write", chat::post_ephemeral),
        "chat.getPermalink" => Some(Method {
            scope: None,
            takes_json: false,
            run: chat::get_permalink,
        }),
        "reactions.add" => write("reactions:write", reactions::add),
        "reactions.remove" => write("reactions:write", reactions::remove),
        "reactions.get" => read("reactions:read", reactions::get),
        "users.info" => read("users:read", users::info),
        "bots.info" => read("users:read", users::bot),
        "users.list" => read("users:read", users::list),
        "users.lookupByEmail" => read("users:read.email", users::lookup_by_email),
        "conversations.list" => read("channels:read", conversations::list),
        "conversations.info" => read("channels:read", conversations::info),
        "conversations.members" => read("channels:read", conversations::members),
        "conversations.history" => read("channels:history", conversations::history),
        "conversations.replies" => read("channels:history", conversations::replies),
        "conversations.join" => write("channels:join", conversations::join),
        "conversations.open" => write("im:write", conversations::open),
        "views.open" => Some(Method {
            scope: None,
            takes_json: true,
            run: views::open,
        }),
        "views.update" => Some(Method {
            scope: None,
            takes_json: true,
            run: views::update,
        }),
        "files.getUploadURLExternal" => read("files:write", files::get_upload_url),
        "files.completeUploadExternal" => write("files:write", files::complete_upload),
        "files.info" => read("files:read", files::info),
        "files.delete" => write("files:write", files::delete),
        _ => None,
    }
}

/// Adds what the app calls, below `/slack`.
pub(crate) fn configure(config: &mut ServiceConfig) {
    const LARGEST: usize = 64 << 20;
    config
        .app_data(PayloadConfig::new(LARGEST))
        .service(resource("/slack/api/{method}").route(route().to(call)))
        .configure(oauth::configure)
        .service(files::upload)
        .service(files::download)
        .service(chat::respond);
}

async fn call(
    name: Path<String>,
    teams: Data<Teams>,
    sockets: Data<Sockets>,
    client: Data<OpenId>,
    request: HttpRequest,
    body: Bytes,
) -> HttpResponse {
    let (name, at) = (name.into_inner(), clock::now());
    let found = method(&name);
    let args = Args::read(&request, &body, found.as_ref().is_some_and(|method| method.takes_json));
    let (args, unreadable) = match args {
        Ok(args) => (args, None),
        Err(refusal) => (Args::default(), Some(refusal)),
    };
    let slack = teams.of_token(args.token.as_deref());
    let faults = slack.0.faults.for_slack(&name);
    for fault in &faults {
        if let SlackFault::Delay { ms } = fault {
            wait(&slack, *ms).await;
        }
    }
    let record = |status: Option<u16>, answer: &Value| {
        let call = Call {
            method: name.clone(),
            args: args.shown(),
            answer: answer.clone(),
            status,
            at,
        };
        slack.record(call);
    };
    let mut drop_answer = false;
    let mut other_answer = None;
    for fault in &faults {
        match fault {
            SlackFault::Drop => {
                record(None, &Value::Null);
                return hang_up();
            }
            SlackFault::Http5xx { status } => {
                record(Some(*status), &Value::Null);
                let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
                return HttpResponse::build(status)
                    .content_type("text/html")
                    .body("<h1>Server Error</h1>");
            }
            SlackFault::RateLimited { retry_after } => {
                let answer = json!({"ok": false, "error": "ratelimited"});
                record(Some(429), &answer);
                return HttpResponse::TooManyRequests()
                    .insert_header(("Retry-After", retry_after.to_string()))
                    .json(answer);
            }
            SlackFault::Error { error } => {
                let answer = json!({"ok": false, "error": error});
                record(Some(200), &answer);
                return HttpResponse::Ok().json(answer);
            }
            SlackFault::AcceptLate { ms } => {
                take_late(slack, name, args, *ms);
                return hang_up();
            }
            SlackFault::ErrorAfterAccept { error } => other_answer = Some(json!({"ok": false, "error": error})),
            SlackFault::DropAfterAccept => drop_answer = true,
            SlackFault::Page => {
                record(Some(200), &Value::Null);
                return files::page();
            }
            SlackFault::Delay { .. } | SlackFault::DelayAnswer { .. } | SlackFault::Short => {}
        }
    }
    let result = match unreadable {
        Some(refusal) => Err(refusal),
        None if name == "oauth.v2.access" => {
            oauth::access(&teams, client.client(), &request, &args).map(|(_, answer)| answer)
        }
        None if name == "apps.connections.open" => sockets.connect(&slack, &args),
        None => run(&slack, &name, found, &args),
    };
    let answer = other_answer.unwrap_or_else(|| answer(result));
    record((!drop_answer).then_some(200), &answer);
    for fault in &faults {
        if let SlackFault::DelayAnswer { ms } = fault {
            wait(&slack, *ms).await;
        }
    }
    if drop_answer {
        return hang_up();
    }
    let scopes = slack.state().workspace.app.scopes.join(",");
    HttpResponse::Ok()
        .insert_header(("X-OAuth-Scopes", scopes))
        .json(answer)
}

/// As long as a fault delays a call, or its answer.
async fn wait(slack: &Slack, ms: u64) {
    slack.0.waiting.fetch_add(1, Ordering::Relaxed);
    slack.0.faults.delay(ms).await;
    slack.0.waiting.fetch_sub(1, Ordering::Relaxed);
}

/// Lets a call take effect when its caller has long given up.
fn take_late(slack: Slack, name: String, args: Args, ms: u64) {
    tokio::spawn(async move {
        slack.0.faults.delay(ms).await;
        let answer = answer(run(&slack, &name, method(&name), &args));
        let call = Call {
            method: name,
            args: args.shown(),
            answer,
            status: None,
            at: clock::now(),
        };
        slack.record(call);
    });
}

fn run(slack: &Slack, name: &str, method: Option<Method>, args: &Args) -> Result<Value> {
    let Some(method) = method else {
        return Err("unknown_method".into());
    };
    let job = |state: &mut State| {
        if name != "api.test" {
            authorise(state, args, &slack.0.manners)?;
            if let Some(scope) = method.scope.filter(|scope| !state.has_scope(scope)) {
                let messages = vec![scope.to_owned(), state.workspace.app.scopes.join(",")];
                return Err(Refusal {
                    error: "missing_scope".into(),
                    messages,
                });
            }
        }
        (method.run)(state, args, &slack.0.manners)
    };
    if method.takes_json {
        slack.change(job)
    } else {
        job(&mut slack.state())
    }
}

fn authorise(state: &State, args: &Args, manners: &Manners) -> Result<()> {
    match &args.token {
        None => Err("not_authed".into()),
        Some(token) if *token != manners.bot_token => {
            let Some(issued) = state.tokens.iter().find(|it| it.access == *token) else {
                return Err("invalid_auth".into());
            };
            if issued.ends.is_some_and(|ends| ends <= state.now().timestamp()) {
                return Err("token_expired".into());
            }
            granted(state)
        }
        Some(_) => granted(state),
    }
}

fn granted(state: &State) -> Result<()> {
    match state.access {
        Access::Granted => Ok(()),
        Access::Revoked => Err("token_revoked".into()),
        Access::Uninstalled => Err("account_inactive".into()),
    }
}

fn answer(result: Result<Value>) -> Value {
    match result {
        Ok(mut answer) => {
            answer["ok"] = true.into();
            answer
        }
        Err(Refusal { error, messages }) if error == "missing_scope" => {
            json!({"ok": false, "error": error, "needed": messages.first(), "provided": messages.get(1)})
        }
        Err(Refusal { error, messages }) if messages.is_empty() => json!({"ok": false, "error": error}),
        Err(Refusal { error, messages }) => {
            let errors: Vec<&str> = messages
                .iter()
                .map(|message| message.trim_start_matches("[ERROR] "))
                .collect();
            json!({"ok": false, "error": error, "errors": errors, "response_metadata": {"messages": messages}})
        }
    }
}

/// Closes the connection without an answer: a body that fails before its first byte takes the head with it.
fn hang_up() -> HttpResponse {
    let nothing = futures_util::stream::once(async { Err::<Bytes, _>(std::io::Error::other("told to hang up")) });
    HttpResponse::Ok().force_close().body(BodyStream::new(nothing))
}

fn api_test(_: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    match args.find("error") {
        Some(error) => Err(error.as_str().into()),
        None => Ok(json!({"args": args.shown()})),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the form of every method")]
fn auth_test(state: &mut State, _: &Args, _: &Manners) -> Result<Value> {
    let (team, app) = (&state.workspace.team, &state.workspace.app);
    Ok(json!({
        "url": format!("https://{}.slack.com/", team.domain), "team": team.name, "user": app.name.to_lowercase(),
        "team_id": team.id, "user_id": app.user_id, "bot_id": app.bot_id, "is_enterprise_install": false,
    }))
}

/// The channel that the app names and can see: a private one it is not in does not exist for it.
fn visible_channel(state: &State, args: &Args) -> Result<String> {
    let named = args.need("channel")?;
    let bare = named.trim_start_matches('#');
    let found = state
        .workspace
        .channels
        .iter()
        .find(|channel| channel.id == named || !bare.is_empty() && channel.name == bare);
    let channel = found.ok_or("channel_not_found")?;
    if channel.kind != super::ChannelKind::Public && !channel.has(state.bot()) {
        return Err("channel_not_found".into());
    }
    Ok(channel.id.clone())
}

/// A page of a list: the items, and the cursor of the next page.
fn page<T>(items: Vec<T>, args: &Args, usual: usize) -> Result<(Vec<T>, String)> {
    use base64::{Engine, prelude::BASE64_STANDARD};

    let limit = args.limit(usual, 1000)?;
    let start = match args.find("cursor").filter(|cursor| !cursor.is_empty()) {
        None => 0,
        Some(cursor) => {
            let bytes = BASE64_STANDARD
                .decode(cursor)
                .map_err(|_| Refusal::from("invalid_cursor"))?;
            let text = String::from_utf8(bytes).map_err(|_| Refusal::from("invalid_cursor"))?;
            text.strip_prefix("next:")
                .and_then(|at| at.parse().ok())
                .ok_or("invalid_cursor")?
        }
    };
    let more = items.len() > start + limit;
    let cursor = if more {
        BASE64_STANDARD.encode(format!("next:{}", start + limit))
    } else {
        String::new()
    };
    Ok((items.into_iter().skip(start).take(limit).collect(), cursor))
}
