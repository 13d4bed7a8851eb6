//! How the apps speak to the server, and the only code that fetches. A file per feature has one function per operation;
//! here is what they share: paths, JSON, the bearer token, one silent refresh, problems.

mod ahead;
pub mod attachments;
pub mod live;
pub mod session;
pub mod sessions;
pub mod sign_in;
pub mod tickets;

use leptos::prelude::window;
use portico_types::{FieldError, Problem};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, Headers, HtmlAnchorElement, RequestCredentials, RequestInit, Response, Url};

use self::ahead::Ahead;
use crate::messages;

pub type Result<T> = std::result::Result<T, Problem>;

/// Which half of the API an app speaks to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Surface {
    /// Contacts: `/api/v1/portal`.
    #[default]
    Portal,
    /// Agents: `/api/v1`.
    Staff,
}

impl Surface {
    const fn base(self) -> &'static str {
        match self {
            Self::Portal => "/api/v1/portal",
            Self::Staff => "/api/v1",
        }
    }
}

/// Reads one thing. Paths are relative to the app's surface: `get("/tickets")`.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T> {
    read(send(Call::new("GET", path)).await?)
}

/// Like [`get`], for what `boot.js` has asked for already under a name.
pub async fn get_begun<T: DeserializeOwned>(name: &str, path: &str) -> Result<T> {
    if let Some(begun) = Ahead::take(name)
        && let Ok(answer) = begun.answer().await
    {
        return read(answer.good()?.text);
    }
    get(path).await
}

/// Does one thing that may be done twice without harm.
pub async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T> {
    read(send(Call::new("POST", path).json(body)?).await?)
}

/// Creates one thing, once: whoever retries after a lost answer passes the same key again.
pub async fn create<T: DeserializeOwned>(path: &str, body: &impl Serialize, key: &IdempotencyKey) -> Result<T> {
    let mut call = Call::new("POST", path).json(body)?;
    call.idempotency_key = Some(key.clone());
    read(send(call).await?)
}

pub async fn put<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T> {
    read(send(Call::new("PUT", path).json(body)?).await?)
}

/// Sends a picture or document as it is, with the type the browser knows it by.
pub async fn put_file<T: DeserializeOwned>(path: &str, file: &Blob) -> Result<T> {
    let mut call = Call::new("PUT", path);
    call.body = Some((file.clone().into(), file.type_()));
    read(send(call).await?)
}

pub async fn patch<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T> {
    read(send(Call::new("PATCH", path).json(body)?).await?)
}

pub async fn delete(path: &str) -> Result<()> {
    send(Call::new("DELETE", path)).await.map(drop)
}

/// Hands a file to the browser's downloads. A plain link would not do: the token must not stand in an address.
/// An empty name means the one that the server gives it.
pub async fn download(path: &str, name: &str) -> Result<()> {
    let res = authorised(&Call::new("GET", path), None).await?;
    let told = || file_name(&res).unwrap_or_default();
    let name = if name.is_empty() { told() } else { name.to_owned() };
    let blob: Blob = settle(res.blob()).await?.unchecked_into();
    let save = || -> std::result::Result<(), JsValue> {
        let address = Url::create_object_url_with_blob(&blob)?;
        save_from(&address, &name)?;
        Url::revoke_object_url(&address)
    };
    save().map_err(|_| unexpected(res.status()))
}

/// The browser saves what is at an address, without a window of its own and without it passing through the page.
fn save_from(address: &str, name: &str) -> std::result::Result<(), JsValue> {
    let link: HtmlAnchorElement = leptos::prelude::document().create_element("a")?.unchecked_into();
    link.set_href(address);
    link.set_download(name);
    link.click();
    Ok(())
}

/// What the server calls the file.
fn file_name(res: &Response) -> Option<String> {
    let told = res.headers().get("Content-Disposition").ok()??;
    let (name, _) = told.split_once("filename=\"")?.1.split_once('"')?;
    Some(name.to_owned())
}

/// What a file of the page's own says.
pub(crate) async fn text_of(asked: js_sys::Promise) -> Result<String> {
    let res: Response = settle(Ok(asked)).await?.unchecked_into();
    if !res.ok() {
        return Err(unexpected(res.status()));
    }
    Ok(settle(res.text()).await?.as_string().unwrap_or_default())
}

/// What came back.
struct Answer {
    status: u16,
    text: String,
}

impl Answer {
    async fn read(res: &Response) -> Result<Self> {
        Ok(Self {
            status: res.status(),
            text: settle(res.text()).await?.as_string().unwrap_or_default(),
        })
    }

    /// Itself, unless it is a refusal.
    fn good(self) -> Result<Self> {
        let good = (200..300).contains(&self.status);
        if good { Ok(self) } else { Err(self.problem()) }
    }

    fn problem(&self) -> Problem {
        // A proxy in between answers with a page of its own.
        serde_json::from_str(&self.text).unwrap_or_else(|_| unexpected(self.status))
    }
}

/// Sends without a session, so that a 401 is about what was sent and nobody tries to renew anything.
async fn anonymous(call: &Call<'_>) -> Result<Answer> {
    Answer::read(&fetch(call, None, None).await?).await?.good()
}

/// What our own checks found, in the form in which the server would have said it.
pub fn invalid(errors: Vec<FieldError>) -> Problem {
    let mut problem = Problem::new(Problem::INVALID, 422, messages::error_summary());
    problem.errors = errors;
    problem
}

/// Keeps the key of one attempt for as long as the same thing is sent: a retry after a lost answer carries the same key, and
/// what was changed since is another attempt.
#[derive(Clone, Debug, Default)]
pub struct Attempt(Option<(String, IdempotencyKey)>);

impl Attempt {
    pub fn key_for(&mut self, body: &impl Serialize) -> IdempotencyKey {
        let body = serde_json::to_string(body).unwrap_or_default();
        match &self.0 {
            Some((same, key)) if *same == body => key.clone(),
            _ => {
                let key = IdempotencyKey::new();
                self.0 = Some((body, key.clone()));
                key
            }
        }
    }

    /// It worked: the same again would be another one.
    pub fn done(&mut self) {
        self.0 = None;
    }
}

/// Names one attempt to create something, however often it is sent. See [`Attempt`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    pub fn new() -> Self {
        Self(random_uuid().unwrap_or_else(|| {
            // Browsers hide randomUUID on plain-HTTP addresses. A key need not be secret, only different each time.
            let part = || (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
            format!("{:08x}-{:08x}-{:08x}-{:08x}", part(), part(), part(), part())
        }))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for IdempotencyKey {
    fn default() -> Self {
        Self::new()
    }
}

fn random_uuid() -> Option<String> {
    let crypto = js_sys::Reflect::get(&window(), &"crypto".into()).ok()?;
    let function: js_sys::Function = js_sys::Reflect::get(&crypto, &"randomUUID".into())
        .ok()?
        .dyn_into()
        .ok()?;
    function.call0(&crypto).ok()?.as_string()
}

/// A query string, escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(String);

impl Query {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a pair; a list filter is several pairs of one name.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push(if self.0.is_empty() { '?' } else { '&' });
        self.0.push_str(name);
        self.0.push('=');
        self.0.push_str(&String::from(js_sys::encode_uri_component(value)));
        self
    }

    /// Adds a pair when there is a value and it is not empty.
    #[must_use]
    pub fn with_some(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) if !value.is_empty() => self.with(name, value),
            _ => self,
        }
    }

    /// The path with this query.
    pub fn on(&self, path: &str) -> String {
        format!("{path}{}", self.0)
    }
}

/// One request, kept so that it can be sent again after a refresh.
struct Call<'a> {
    method: &'static str,
    path: &'a str,
    /// What is sent, and its media type.
    body: Option<(JsValue, String)>,
    idempotency_key: Option<IdempotencyKey>,
    accept: &'static str,
    last_event_id: Option<String>,
}

impl<'a> Call<'a> {
    fn new(method: &'static str, path: &'a str) -> Self {
        let accept = "application/json";
        Self {
            method,
            path,
            body: None,
            idempotency_key: None,
            accept,
            last_event_id: None,
        }
    }

    /// Where it goes.
    fn address(&self) -> String {
        format!("{}{}", session::surface().base(), self.path)
    }

    fn json(mut self, body: &impl Serialize) -> Result<Self> {
        let json = serde_json::to_string(body).map_err(|_| unexpected(0))?;
        self.body = Some((json.into(), "application/json".to_owned()));
        Ok(self)
    }
}

/// Text of a successful answer. Not generic, so that it is compiled once for all operations.
async fn send(call: Call<'_>) -> Result<String> {
    if let Some(text) = session::asked_ahead(&call).await {
        return Ok(text);
    }
    let res = authorised(&call, None).await?;
    Ok(Answer::read(&res).await?.text)
}

/// Sends with the access token; when it is refused, refreshes it once and sends again.
async fn authorised(call: &Call<'_>, abort: Option<&AbortSignal>) -> Result<Response> {
    let token = session::token();
    let mut res = fetch(call, token.as_deref(), abort).await?;
    if res.status() == 401 && session::renew(token).await? {
        res = fetch(call, session::token().as_deref(), abort).await?;
        // The session lives, and whose it is may not be here any more.
        if res.status() == 401 {
            session::refused();
        }
    }
    if res.ok() { Ok(res) } else { Err(problem_of(&res).await) }
}

/// One round trip. Fails only when no answer came.
async fn fetch(call: &Call<'_>, token: Option<&str>, abort: Option<&AbortSignal>) -> Result<Response> {
    let request = || -> std::result::Result<js_sys::Promise, JsValue> {
        let headers = Headers::new()?;
        headers.set("Accept", call.accept)?;
        if let Some(token) = token {
            headers.set("Authorization", &format!("Bearer {token}"))?;
        }
        if let Some(IdempotencyKey(key)) = &call.idempotency_key {
            headers.set("Idempotency-Key", key)?;
        }
        if let Some(id) = &call.last_event_id {
            headers.set("Last-Event-ID", id)?;
        }
        let init = RequestInit::new();
        init.set_method(call.method);
        init.set_credentials(RequestCredentials::SameOrigin);
        init.set_signal(abort);
        if let Some((body, kind)) = &call.body {
            headers.set("Content-Type", kind)?;
            init.set_body(body);
        }
        init.set_headers(&headers);
        Ok(window().fetch_with_str_and_init(&call.address(), &init))
    };
    let promise = request().map_err(|_| unexpected(0))?;
    settle(Ok(promise)).await.map(wasm_bindgen::JsCast::unchecked_into)
}

async fn settle(promise: std::result::Result<js_sys::Promise, JsValue>) -> Result<JsValue> {
    match promise {
        Ok(promise) => JsFuture::from(promise).await.map_err(|_| offline()),
        Err(_) => Err(offline()),
    }
}

async fn problem_of(res: &Response) -> Problem {
    let answer = Answer::read(res).await;
    answer.map_or_else(|_| unexpected(res.status()), |it| it.problem())
}

fn read<T: DeserializeOwned>(text: String) -> Result<T> {
    // "Done, nothing to say" reads as `()`.
    let text = if text.is_empty() { "null" } else { &text };
    serde_json::from_str(text).map_err(|_| unexpected(0))
}

fn offline() -> Problem {
    Problem::new(Problem::OFFLINE, 0, messages::offline_title())
}

fn unexpected(status: u16) -> Problem {
    match status {
        // A proxy speaks for a server that restarts.
        502..=504 => Problem::new(Problem::UNAVAILABLE, status, messages::unavailable_title()),
        _ => Problem::new(Problem::INTERNAL, status, messages::unexpected_title()),
    }
}
