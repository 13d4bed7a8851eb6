//! A browser of somebody who is signed in: it asks again and again until what it asks is done.

use std::time::Duration;

use chrono::Utc;
use rand::{SeedableRng, rngs::StdRng, seq::IndexedRandom};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use sea_orm::DatabaseConnection;
use serde_json::{Value, json};
use uuid::Uuid;

use super::patience::Trying;
use crate::{
    fixtures::{ACME, account_id},
    sessions::{Whose, new_session},
};

pub struct Browser {
    pub dice: StdRng,
    db: DatabaseConnection,
    http: Client,
    /// Of the processes behind the one address.
    ports: Vec<u16>,
    whose: Whose,
    token: String,
}

impl Browser {
    pub fn new(db: DatabaseConnection, ports: Vec<u16>, whose: Whose, number: usize) -> Self {
        Self {
            dice: StdRng::seed_from_u64(number as u64),
            db,
            http: client(),
            ports,
            whose,
            token: String::new(),
        }
    }

    /// Creates something, with one `Idempotency-Key` for all tries, until a 201 says that it is kept.
    pub async fn create(&mut self, path: &str, body: &Value) -> Value {
        let key = Uuid::now_v7().to_string();
        let ask = |request: RequestBuilder| request.header("idempotency-key", &key).json(body);
        // 409: the first try is still under way in a process, or was when it was killed.
        self.until(Method::POST, path, &[StatusCode::CREATED], &[StatusCode::CONFLICT], ask)
            .await
            .1
    }

    /// Does what is the same done twice, until one of these answers comes.
    pub async fn change(
        &mut self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        done: &[StatusCode],
    ) -> (StatusCode, Value) {
        let ask = |request: RequestBuilder| match body {
            Some(body) => request.json(body),
            None => request,
        };
        self.until(method, path, done, &[], ask).await
    }

    /// Uploads a file; asks how far it is whenever it does not know. Returns its id.
    pub async fn upload(&mut self, name: &str, bytes: &[u8]) -> String {
        let asked = json!({ "name": name, "size": bytes.len() });
        let kept = self.create("/attachments", &asked).await;
        let id = kept["id"].as_str().expect("an id").to_owned();
        let trying = Trying::to(format!("upload {name}"));
        loop {
            trying.judge();
            let done = [StatusCode::OK];
            let path = format!("/attachments/{id}/upload");
            let (_, upload) = self.change(Method::GET, &path, None, &done).await;
            let received = upload["received"].as_u64().expect("how far it is");
            let at = usize::try_from(received).expect("a length");
            if at == bytes.len() {
                return id;
            }
            let path = format!("/attachments/{id}/content?offset={received}");
            let send = |request: RequestBuilder| request.body(bytes[at..].to_vec());
            // 409: an earlier try got further than we were told.
            let done = [StatusCode::OK, StatusCode::CONFLICT];
            self.until(Method::PUT, &path, &done, &[], send).await;
        }
    }

    async fn until(
        &mut self,
        method: Method,
        path: &str,
        done: &[StatusCode],
        later: &[StatusCode],
        ask: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> (StatusCode, Value) {
        let trying = Trying::to(format!("{method} {path}"));
        loop {
            trying.judge();
            let port = *self.ports.choose(&mut self.dice).expect("a port");
            let request = self.request(method.clone(), path, port).bearer_auth(&self.token);
            match ask(request).send().await {
                Ok(answer) if done.contains(&answer.status()) => {
                    let status = answer.status();
                    match answer.text().await {
                        Ok(text) if text.is_empty() => return (status, Value::Null),
                        Ok(text) => return (status, serde_json::from_str(&text).expect("JSON")),
                        Err(_killed) => {}
                    }
                }
                Ok(answer) if answer.status() == StatusCode::UNAUTHORIZED => self.sign_in(port).await,
                Ok(answer) => {
                    let status = answer.status();
                    let again = status.is_server_error() || later.contains(&status);
                    assert!(
                        again,
                        "{method} {path}: {status} {}",
                        answer.text().await.unwrap_or_default()
                    );
                    trying.again().await;
                }
                Err(_killed) => trying.again().await,
            }
        }
    }

    fn request(&self, method: Method, path: &str, port: u16) -> RequestBuilder {
        let base = match self.whose {
            Whose::Contact(_) => "/api/v1/portal",
            Whose::Agent(_) => "/api/v1",
        };
        at_home(&self.http, method, &format!("{base}{path}"), (self.ports[0], port))
    }

    /// With a session put into the database. Tried once; whoever still has no token tries again.
    #[expect(clippy::disallowed_methods, reason = "a session of today")]
    async fn sign_in(&mut self, port: u16) {
        let cookie = new_session(&self.db, account_id(ACME), self.whose, Utc::now()).await;
        let request = self.request(Method::POST, "/session/refresh", port);
        if let Ok(answer) = request.header("cookie", cookie).send().await
            && let Ok(session) = answer.json::<Value>().await
            && let Some(token) = session["access_token"].as_str()
        {
            token.clone_into(&mut self.token);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the browser's side")]
pub fn client() -> Client {
    let http = Client::builder()
        .pool_max_idle_per_host(0)
        .timeout(Duration::from_secs(10));
    http.build().expect("a client")
}

/// A request to the process at `port`, of which the browser knows the address with the port `shown` alone.
pub fn at_home(http: &Client, method: Method, path: &str, (shown, port): (u16, u16)) -> RequestBuilder {
    let host = format!("{ACME}.localhost:{shown}");
    http.request(method, format!("http://127.0.0.1:{port}{path}"))
        .header("origin", format!("http://{host}"))
        .header("host", host)
}
