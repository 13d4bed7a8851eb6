//! A client of the Web API and an app that listens, both as plain as can be.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use portico_sandbox::{Options, Sandbox};
use serde_json::{Value, json};

/// A sandbox and an app that is connected to it.
pub(crate) struct World {
    pub sandbox: Sandbox,
    pub app: Listener,
    client: reqwest::Client,
}

impl World {
    /// On a machine however busy: it waits for the app until it answers. Where the app is not to answer, [`with`](Self::with) the patience that
    /// Slack has.
    pub(crate) async fn start() -> Self {
        Self::with(Options {
            answer_within: Duration::from_mins(1),
            ..Options::default()
        })
        .await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let sandbox = Sandbox::start(options).await.unwrap();
        let app = Listener::start();
        sandbox
            .slack()
            .connect_app(&app.url("events"), &app.url("interactions"));
        Self {
            sandbox,
            app,
            client: client(),
        }
    }

    /// Calls a method with a form, as every method takes it.
    pub(crate) async fn call(&self, method: &str, args: Value) -> Value {
        self.post(method, args).await.unwrap().json().await.unwrap()
    }

    pub(crate) async fn post(&self, method: &str, args: Value) -> reqwest::Result<reqwest::Response> {
        let form = args.as_object().unwrap().iter();
        let form = form.map(|(key, value)| {
            (
                key.clone(),
                value.as_str().map_or_else(|| value.to_string(), String::from),
            )
        });
        let url = format!("{}{method}", self.sandbox.slack_api_url());
        self.client
            .post(url)
            .bearer_auth("xoxb-sandbox")
            .form(&form.collect::<Vec<_>>())
            .send()
            .await
    }

    /// Posts as the app and gives the `ts`.
    pub(crate) async fn post_message(&self, args: Value) -> String {
        let answer = self.call("chat.postMessage", args).await;
        assert_eq!(answer["ok"], true, "{answer}");
        answer["ts"].as_str().unwrap().to_owned()
    }

    /// What the app heard of so far.
    pub(crate) async fn events(&self) -> Vec<Value> {
        self.sandbox.slack().settled().await;
        let heard = self.app.requests("events");
        heard
            .iter()
            .map(|it| serde_json::from_str::<Value>(&it.body).unwrap()["event"].clone())
            .collect()
    }
}

#[expect(clippy::disallowed_methods, reason = "a client of the sandbox, not of the world")]
pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}

/// What the app was sent.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(it, _)| it.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The `payload` of an interaction.
    pub(crate) fn payload(&self) -> Value {
        let (_, value) = url::form_urlencoded::parse(self.body.as_bytes())
            .find(|(key, _)| key == "payload")
            .unwrap();
        serde_json::from_str(&value).unwrap()
    }
}

/// How the app answers next.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    Json(Value),
    Status(u16),
    NoRetry(u16),
    Hang,
}

#[derive(Default)]
struct Shared {
    requests: Mutex<Vec<Request>>,
    replies: Mutex<VecDeque<Reply>>,
}

/// An app that notes what it is sent.
pub(crate) struct Listener {
    address: std::net::SocketAddr,
    shared: Arc<Shared>,
    server: actix_web::dev::ServerHandle,
}

impl Listener {
    pub(crate) fn start() -> Self {
        let shared = Arc::new(Shared::default());
        let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        let data = web::Data::from(Arc::clone(&shared));
        let server = HttpServer::new(move || App::new().app_data(data.clone()).default_service(web::to(note)))
            .workers(1)
            .disable_signals()
            .listen(socket)
            .unwrap()
            .run();
        let handle = server.handle();
        tokio::spawn(server);
        Self {
            address,
            shared,
            server: handle,
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    /// Answers the next requests so, and all others with 200.
    pub(crate) fn will_answer(&self, replies: impl IntoIterator<Item = Reply>) {
        self.shared.replies.lock().unwrap().extend(replies);
    }

    pub(crate) fn requests(&self, path: &str) -> Vec<Request> {
        let all = self.shared.requests.lock().unwrap();
        all.iter()
            .filter(|request| request.path == format!("/{path}"))
            .cloned()
            .collect()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

async fn note(shared: web::Data<Shared>, request: HttpRequest, body: String) -> HttpResponse {
    let text = |value: &actix_web::http::header::HeaderValue| value.to_str().unwrap().to_owned();
    let headers = request
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), text(value)))
        .collect();
    shared.requests.lock().unwrap().push(Request {
        path: request.path().to_owned(),
        headers,
        body: body.clone(),
    });
    let reply = shared.replies.lock().unwrap().pop_front();
    let parsed: Value = serde_json::from_str(&body).unwrap_or_default();
    match reply {
        None if parsed["type"] == "url_verification" => {
            HttpResponse::Ok().json(json!({"challenge": parsed["challenge"]}))
        }
        None => HttpResponse::Ok().finish(),
        Some(Reply::Json(body)) => HttpResponse::Ok().json(body),
        Some(Reply::Status(status)) => HttpResponse::build(status.try_into().unwrap()).finish(),
        Some(Reply::NoRetry(status)) => HttpResponse::build(status.try_into().unwrap())
            .insert_header(("x-slack-no-retry", "1"))
            .finish(),
        Some(Reply::Hang) => std::future::pending().await,
    }
}
