//! `files.*`: the upload in three steps, and the download.

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    post,
    web::{Data, Path, Payload},
};
use futures_util::{StreamExt, TryStreamExt};
use serde_json::{Value, json};

use super::{Args, chat, visible_channel};
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
    Ok(json!({"file": state.show_file(file), "comments": [], "response_metadata": {"next_cursor": ""}}))
}

/// `url_private`. Without the token, Slack sends a browser to its sign-in page.
#[get("/slack/files/{id}/{name}")]
pub(super) async fn download(path: Path<(String, String)>, slack: Data<Slack>, request: HttpRequest) -> HttpResponse {
    let bearer = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let expected = format!("Bearer {}", slack.0.manners.bot_token);
    // A person on the sandbox's own page has a session there, so to speak.
    let own_page = request.query_string() == "from=page";
    if bearer != Some(expected.as_str()) && !own_page {
        return HttpResponse::Found()
            .insert_header((header::LOCATION, "/slack"))
            .finish();
    }
    let state = slack.state();
    match state.files.iter().find(|file| file.id == path.0 && file.complete) {
        Some(file) => HttpResponse::Ok()
            .content_type(file.mimetype.as_str())
            .insert_header((header::CONTENT_DISPOSITION, "attachment"))
            .insert_header(("Content-Security-Policy", "sandbox; default-src 'none'"))
            .body(file.content.clone()),
        None => HttpResponse::NotFound().finish(),
    }
}
