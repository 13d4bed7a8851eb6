//! Somebody who calls the API.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use reqwest::{Method, RequestBuilder, StatusCode, header::HeaderMap};
use serde::Serialize;
use serde_json::Value;

/// A caller on the host of one account, signed in or not.
#[derive(Clone)]
pub struct Caller {
    http: reqwest::Client,
    /// Of the servers that are asked by turns.
    ports: Vec<u16>,
    turn: Arc<AtomicUsize>,
    host: String,
    token: Option<String>,
    cookies: Vec<String>,
}

/// What came back.
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
    bytes: Vec<u8>,
}

impl Caller {
    pub(super) fn new(ports: Vec<u16>, slug: &str, token: Option<String>) -> Self {
        Self {
            http: client().build().expect("a client"),
            // All behind the address of the first.
            host: format!("{slug}.localhost:{}", ports[0]),
            ports,
            turn: Arc::default(),
            token,
            cookies: Vec::new(),
        }
    }

    /// The same on another port behind the same address.
    pub(super) fn through(mut self, port: u16) -> Self {
        self.ports = vec![port];
        self
    }

    /// The same, who sees bodies as they come over the wire.
    pub fn undecoded(mut self) -> Self {
        self.http = client().no_gzip().build().expect("a client");
        self
    }

    pub fn with_cookie(mut self, cookie: &str) -> Self {
        self.cookies.push(cookie.to_owned());
        self
    }

    pub fn cookies(&self) -> &[String] {
        &self.cookies
    }

    pub fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    pub fn token(&self) -> &str {
        self.token.as_deref().expect("a signed-in caller")
    }

    /// A request as the browser of this caller would make it, to be changed at will.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let port = self.ports[self.turn.fetch_add(1, Ordering::Relaxed) % self.ports.len()];
        let mut req = self.http.request(method, format!("http://127.0.0.1:{port}{path}"));
        req = req
            .header("host", &self.host)
            .header("origin", format!("http://{}", self.host));
        if let Some(token) = &self.token {
            req = req.bearer_auth(token);
        }
        if !self.cookies.is_empty() {
            req = req.header("cookie", self.cookies.join("; "));
        }
        req
    }

    pub async fn send(&self, req: RequestBuilder) -> Answer {
        self.execute(req.build().expect("a request")).await
    }

    /// Sends a request whose answer may have no end: only how it begins.
    pub async fn begin(&self, req: RequestBuilder) -> Answer {
        let res = req.send().await.expect("an answer");
        let (status, headers) = (res.status(), res.headers().clone());
        // What is refused has an end, and says why.
        let body = if status.is_success() {
            String::new()
        } else {
            told(&headers, res.text().await.expect("a body"))
        };
        Answer {
            status,
            headers,
            bytes: body.clone().into_bytes(),
            body,
        }
    }

    /// Sends a request exactly as it is.
    pub async fn execute(&self, req: reqwest::Request) -> Answer {
        let portal = req.url().path().starts_with("/api/v1/portal/");
        let res = self.http.execute(req).await.expect("an answer");
        let (status, headers) = (res.status(), res.headers().clone());
        let bytes = res.bytes().await.expect("a body").to_vec();
        let body = told(&headers, String::from_utf8_lossy(&bytes).into_owned());
        if portal && status == StatusCode::UNPROCESSABLE_ENTITY {
            can_be_said(&body);
        }
        Answer {
            status,
            headers,
            body,
            bytes,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    pub async fn post_empty(&self, path: &str) -> Answer {
        self.send(self.request(Method::POST, path)).await
    }

    pub async fn patch(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send(self.request(Method::PATCH, path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    /// Sends bytes as they are.
    pub async fn put_bytes(&self, path: &str, bytes: impl Into<reqwest::Body>) -> Answer {
        self.send(self.request(Method::PUT, path).body(bytes)).await
    }

    /// Uploads a file, to be attached to something; returns its id. `base` is the surface's.
    pub async fn uploads(&self, base: &str, name: &str, bytes: &[u8]) -> String {
        let asked = serde_json::json!({ "name": name, "size": bytes.len() });
        let res = self.post(&format!("{base}/attachments"), &asked).await;
        assert_eq!(res.status(), 201, "{}", res.text());
        let id = res.json()["id"].as_str().expect("an id").to_owned();
        let path = format!("{base}/attachments/{id}/content");
        let res = self.put_bytes(&path, bytes.to_vec()).await;
        assert_eq!(res.status(), 200, "{}", res.text());
        assert_eq!(res.json()["received"], bytes.len());
        id
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }
}

impl Answer {
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn text(&self) -> &str {
        &self.body
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|err| panic!("{} is not JSON: {err}\n{}", self.status, self.body))
    }

    /// The names of the fields a 422 complains of.
    pub fn bad_fields(&self) -> Vec<String> {
        assert_eq!(self.status(), 422, "{}", self.body);
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors
            .iter()
            .map(|e| e["field"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// The cookie an answer sets, as `name=value`.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let set = self
            .headers
            .get_all("set-cookie")
            .iter()
            .filter_map(|v| v.to_str().ok());
        let pair = set
            .filter_map(|v| v.split(';').next())
            .find(|pair| pair.starts_with(&format!("{name}=")));
        pair.map(str::to_owned)
    }
}

/// Whatever is wrong with what a contact sent, browsers say in their language, by its code. Every refusal of every test is asked.
fn can_be_said(body: &str) {
    const SAID: &str = include_str!("../../../../texts/locales/en/ui.ftl");
    let problem: Value = serde_json::from_str(body).expect("a problem");
    for error in problem["errors"].as_array().into_iter().flatten() {
        let code = error["code"].as_str().unwrap_or_else(|| panic!("no code in {error}"));
        assert!(SAID.contains(&format!("[{code}]")), "nothing is said for {error}");
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the outside")]
fn client() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        // A connection for each request: the server closes one that was idle for five seconds, maybe just as it is used again.
        .pool_max_idle_per_host(0)
}

/// What a body tells. Every problem names its request, as the log does; that is left out, since it is new each time.
fn told(headers: &HeaderMap, body: String) -> String {
    if headers
        .get("content-type")
        .is_none_or(|kind| kind != "application/problem+json")
        || body.is_empty()
    {
        return body;
    }
    let id = headers["x-request-id"].to_str().expect("an id");
    let named = format!(",\"instance\":\"urn:uuid:{id}\"");
    assert!(
        body.contains(&named),
        "a problem that does not name its request {id}: {body}"
    );
    body.replacen(&named, "", 1)
}
