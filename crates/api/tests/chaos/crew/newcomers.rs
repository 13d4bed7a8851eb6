//! People whom nobody knows yet: they sign in with the code from a mail.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use portico_sandbox::{Sandbox, mail::Mail};
use reqwest::{Client, Method, Response, StatusCode, header::SET_COOKIE};
use serde_json::{Value, json};

use super::{
    browser::{at_home, client},
    facts::{Facts, Newcomer, locked},
    patience::Trying,
};

/// How many a contact brings along: a domain is sent thirty mails an hour, and each may need three.
const MOST: usize = 3;

/// How long somebody looks for a mail before asking for another one.
const PATIENCE: Duration = Duration::from_secs(10);

const BROWSER: &str = "__Host-portico-browser-portal";
const SESSION: &str = "__Host-portico-session-portal";

pub struct Newcomers {
    facts: Arc<Facts>,
    sandbox: Arc<Sandbox>,
    http: Client,
    ports: Vec<u16>,
    domain: &'static str,
    /// How many came, and which process they are sent to next.
    count: usize,
    next_port: usize,
}

impl Newcomers {
    /// Colleagues of `contact`.
    pub fn new(
        facts: Arc<Facts>,
        sandbox: Arc<Sandbox>,
        ports: Vec<u16>,
        contact: &'static str,
        number: usize,
    ) -> Self {
        Self {
            facts,
            sandbox,
            http: client(),
            ports,
            domain: contact.split_once('@').expect("an address").1,
            count: 0,
            next_port: number,
        }
    }

    /// Somebody signs in: asks for a mail, and shows what it says in the browser that asked. When an answer is lost on the way nobody knows
    /// whether the code is used up: they begin anew, three times at the most, as many mails as an address is sent in an hour.
    pub async fn one_more(&mut self) {
        if self.count == MOST {
            return;
        }
        self.count += 1;
        let mut person = Newcomer {
            address: format!("{}@{}", self.facts.mark(), self.domain),
            cookie: None,
            asked: 0,
            shown: 0,
        };
        let trying = Trying::to(format!("ask for a mail to {}", person.address));
        while person.asked < 3 && person.cookie.is_none() {
            let before = self.mails(&person).len();
            let body = json!({ "email": person.address });
            let Some(answer) = self.post("mail", &body, None).await else {
                // Maybe it was taken: then the next one is the second.
                trying.judge();
                continue;
            };
            assert_eq!(answer.status(), StatusCode::ACCEPTED);
            person.asked += 1;
            let browser = cookie(&answer, BROWSER).expect("a cookie");
            let asked = Instant::now();
            while self.mails(&person).len() == before && asked.elapsed() < PATIENCE {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            let Some(mail) = self.mails(&person).pop() else {
                continue;
            };
            person.shown += 1;
            let proof = json!({ "code": code_in(&mail) });
            // 401: it was of an earlier try, or is used up by one whose answer was lost.
            if let Some(answer) = self.post("mail/complete", &proof, Some(&browser)).await
                && answer.status() == StatusCode::OK
            {
                person.cookie = cookie(&answer, SESSION);
                assert!(person.cookie.is_some(), "they are in without a session");
            }
        }
        locked(&self.facts.newcomers).push(person);
    }

    /// What arrived, in order. A copy that came again, with the same `Message-ID`, is not taken for the next mail.
    fn mails(&self, person: &Newcomer) -> Vec<Mail> {
        let mut known = HashSet::new();
        let mut mails = self.sandbox.mails_to(&person.address);
        mails.retain(|mail| known.insert(mail.message_id.clone()));
        mails
    }

    /// An answer, unless it was lost or the server was not well.
    async fn post(&mut self, what: &str, body: &Value, browser: Option<&str>) -> Option<Response> {
        self.next_port += 1;
        let port = self.ports[self.next_port % self.ports.len()];
        let path = format!("/api/v1/portal/sign-in/{what}");
        let mut request = at_home(&self.http, Method::POST, &path, (self.ports[0], port)).json(body);
        if let Some(cookie) = browser {
            request = request.header("cookie", cookie);
        }
        let answer = request.send().await.ok().filter(|it| !it.status().is_server_error());
        if answer.is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        answer
    }
}

fn cookie(answer: &Response, name: &str) -> Option<String> {
    let set = answer.headers().get_all(SET_COOKIE).iter();
    let pairs = set.filter_map(|it| it.to_str().ok()?.split(';').next());
    let mut pairs = pairs.filter(|pair| pair.starts_with(&format!("{name}=")));
    pairs.next().map(str::to_owned)
}

fn code_in(mail: &Mail) -> String {
    let words: Vec<_> = mail.text.split_whitespace().collect();
    let digits = |word: &&str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit());
    let pair = words.windows(2).find(|pair| pair.iter().all(digits));
    pair.expect("a code").concat()
}
