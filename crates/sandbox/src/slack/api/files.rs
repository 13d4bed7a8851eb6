//! `files.*`: the upload in three steps, and the download.

use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post,
    web::{Data, Path, Payload},
};
use futures_util::{StreamExt, TryStreamExt};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::{Args, chat, visible_channel};
use crate::faults::SlackFault;
use crate::slack::{
    File, Manners, Slack,
    people::mimetype,
    state::{Draft, Refusal, Result, State},
};

pub(super) fn get_upload_url(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let name = args.need("filename")?;
    let size: usize = args
        .need("length")?
        .parse()
        .map_err(|_| Refusal::from("invalid_arguments"))?;
    if size == 0 {
        return Err("invalid_arguments".into());
    }
    let id = state.new_id("F");
    let user = state.bot().to_owned();
    let mimetype = mimetype(&name).to_owned();
    state.files.push(File {
        id: id.clone(),
        title: name.clone(),
        name,
        mimetype,
        user,
        size,
        ..File::default()
    });
    Ok(json!({"upload_url": format!("{}/slack/upload/{id}", state.base_url), "file_id": id}))
}

/// Takes the bytes, raw or as the file of a form. The address is the secret: no token here.
#[post("/slack/upload/{id}")]
pub(super) async fn upload(
    id: Path<String>,
    slack: Data<Slack>,
    request: HttpRequest,
    payload: Payload,
) -> HttpResponse {
    if let Some(answer) = trouble(&slack, "upload").await {
        return answer;
    }
    let Some(content) = content(&request, payload).await else {
        return HttpResponse::BadRequest().body("unreadable");
    };
    let length = content.len();
    let taken = slack.change(|state| {
        let file = state.files.iter_mut().find(|file| file.id == *id && !file.complete)?;
        file.content = content;
        Some(())
    });
    match taken {
        Some(()) => HttpResponse::Ok().body(format!("OK - {length}")),
        None => HttpResponse::NotFound().body("no such upload"),
    }
}

async fn content(request: &HttpRequest, payload: Payload) -> Option<Vec<u8>> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let collect = |mut all: Vec<u8>, bytes: actix_web::web::Bytes| async move {
        all.extend_from_slice(&bytes);
        all
    };
    if kind.starts_with("multipart/form-data") {
        let mut parts = Multipart::new(request.headers(), payload.into_inner());
        let field = parts.next().await?.ok()?;
        return field
            .map_err(drop)
            .try_fold(Vec::new(), |all, bytes| async { Ok(collect(all, bytes).await) })
            .await
            .ok();
    }
    payload
        .map_err(drop)
        .try_fold(Vec::new(), |all, bytes| async { Ok(collect(all, bytes).await) })
        .await
        .ok()
}

pub(super) fn complete_upload(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let wrong = || Refusal::from("invalid_arguments");
    let listed = args.json("files", "invalid_arguments")?.ok_or_else(wrong)?;
    let listed = listed.as_array().filter(|files| !files.is_empty()).ok_or_else(wrong)?;
    let mut ids = Vec::new();
    for entry in listed {
        let file = state
            .files
            .iter_mut()
            .find(|file| entry["id"] == *file.id)
            .ok_or("file_not_found")?;
        if file.complete {
            return Err("file_already_completed".into());
        }
        if file.content.len() != file.size {
            return Err("file_upload_size_error".into());
        }
        if let Some(title) = entry["title"].as_str() {
            title.clone_into(&mut file.title);
        }
        ids.push(file.id.clone());
    }
    // Checked before anything is shared: a refused upload can be completed again.
    let place = args
        .find("channel_id")
        .or_else(|| args.find("channels"))
        .filter(|id| !id.is_empty());
    let mut message = None;
    if let Some(place) = place {
        let mut values = json!({"channel": place});
        for (from, to) in [("initial_comment", "text"), ("blocks", "blocks")] {
            if let Some(value) = args.find(from) {
                values[to] = value.into();
            }
        }
        let inner = Args::from_json(values);
        let channel = visible_channel(state, &inner)?;
        let it = state.channel(&channel)?;
        if it.is_archived {
            return Err("is_archived".into());
        }
        if !it.has(state.bot()) {
            return Err("not_in_channel".into());
        }
        let mut new = match chat::content(state, &inner) {
            Err(refusal) if refusal.error == "no_text" => chat::content(state, &Args::from_json(json!({"text": " "})))?,
            other => other?,
        };
        if new.text == " " {
            new.text.clear();
        }
        new.channel = channel;
        new.thread_ts = args.find("thread_ts").filter(|ts| !ts.is_empty());
        new.subtype = Some("file_share".to_owned());
        new.files.clone_from(&ids);
        message = Some(new);
    }
    for file in state.files.iter_mut().filter(|file| ids.contains(&file.id)) {
        file.complete = true;
    }
    if let Some(message) = message {
        state.post(Draft {
            message,
            broadcast: false,
        });
    }
    let shown: Vec<Value> = state
        .files
        .iter()
        .filter(|file| ids.contains(&file.id))
        .map(|file| state.show_file(file))
        .collect();
    Ok(json!({"files": shown}))
}

pub(super) fn info(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let id = args.need("file")?;
    let file = state
        .files
        .iter()
        .find(|file| file.id == id && file.complete)
        .ok_or("file_not_found")?;
    if file.deleted {
        return Err("file_deleted".into());
    }
    Ok(json!({"file": state.show_file(file), "comments": [], "response_metadata": {"next_cursor": ""}}))
}

/// Only what one has uploaded oneself.
pub(super) fn delete(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let id = args.need("file")?;
    let bot = state.bot().to_owned();
    state.delete_file(&bot, &id)?;
    Ok(json!({}))
}

/// What is answered to who is not signed in.
pub(super) fn page() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .body("<!DOCTYPE html><html><head><title>Sign in to Acme | Slack</title></head><body>Sign in</body></html>")
}

/// What goes wrong before bytes are taken or handed out.
async fn trouble(slack: &Slack, what: &str) -> Option<HttpResponse> {
    for fault in slack.0.faults.for_slack(what) {
        match fault {
            SlackFault::Delay { ms } | SlackFault::DelayAnswer { ms } => sleep(Duration::from_millis(ms)).await,
            SlackFault::Drop | SlackFault::DropAfterAccept | SlackFault::AcceptLate { .. } => {
                return Some(super::hang_up());
            }
            SlackFault::Http5xx { status } => {
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
                return Some(HttpResponse::build(status).finish());
            }
            SlackFault::RateLimited { retry_after } => {
                let header = ("Retry-After", retry_after.to_string());
                return Some(HttpResponse::TooManyRequests().insert_header(header).finish());
            }
            SlackFault::Page => return Some(page()),
            SlackFault::Error { error } | SlackFault::ErrorAfterAccept { error } => {
                return Some(HttpResponse::Found().insert_header((header::LOCATION, error)).finish());
            }
            SlackFault::Short => return Some(HttpResponse::PartialContent().finish()),
        }
    }
    None
}

/// `url_private`. Without the token, Slack sends a browser to its sign-in page.
#[get("/slack/files/{id}/{name}")]
pub(super) async fn download(path: Path<(String, String)>, slack: Data<Slack>, request: HttpRequest) -> HttpResponse {
    let bearer = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let ours = bearer
        .and_then(|it| it.strip_prefix("Bearer "))
        .is_some_and(|token| slack.knows(token));
    // A person on the sandbox's own page has a session there, so to speak.
    let own_page = request.query_string() == "from=page";
    if !ours && !own_page {
        return HttpResponse::Found()
            .insert_header((header::LOCATION, "/slack"))
            .finish();
    }
    let trouble = if own_page {
        None
    } else {
        trouble(&slack, "download").await
    };
    let short = trouble
        .as_ref()
        .is_some_and(|answer| answer.status() == StatusCode::PARTIAL_CONTENT);
    if let Some(answer) = trouble.filter(|_| !short) {
        return answer;
    }
    let state = slack.state();
    match state
        .files
        .iter()
        .find(|file| file.id == path.0 && file.complete && !file.deleted)
    {
        Some(file) if short => HttpResponse::Ok()
            .content_type(file.mimetype.as_str())
            .body(file.content[..file.content.len() / 2].to_vec()),
        Some(file) => HttpResponse::Ok()
            .content_type(file.mimetype.as_str())
            .insert_header((header::CONTENT_DISPOSITION, "attachment"))
            .insert_header(("Content-Security-Policy", "sandbox; default-src 'none'"))
            .body(file.content.clone()),
        None => HttpResponse::NotFound().finish(),
    }
}
