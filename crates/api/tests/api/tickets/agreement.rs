//! The list, its pages, its counts, its export and search agree on what a contact may see, whoever asks for whatever.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use portico::outside::clock::Clock;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use url::form_urlencoded::Serializer;

use super::*;
use crate::support::OTHER;

const WORDS: [&str; 8] = ["printer", "print", "Fire", "über", "log", "打印机", "invoice", "17"];
/// What is asked for, and words of which each has to be there.
const ASKED: [(&str, &[&str]); 7] = [
    ("print", &["print"]),
    ("FIRE", &["fire"]),
    ("uber log", &["über", "log"]),
    ("打印", &["打印"]),
    ("inv fire", &["inv", "fire"]),
    ("printer", &["printer"]),
    ("nothing", &["nothing"]),
];

/// A ticket as the test knows it.
struct Known {
    account: &'static str,
    requester: &'static str,
    key: String,
    priority: &'static str,
    status: &'static str,
    updated: DateTime<Utc>,
    read_by: BTreeSet<&'static str>,
    /// Public texts that are still there.
    texts: BTreeMap<String, String>,
    note: String,
    /// Somebody called Chloe.
    calls_chloe: bool,
}

impl Known {
    fn seen_by(&self, who: &str) -> bool {
        let of = |email: &str| email.split('@').nth(1).unwrap_or_default().to_owned();
        // At Initech members see their own; Ines is its manager.
        of(self.requester) == of(who) && (of(who) != "initech.example" || who == INES || self.requester == who)
    }

    fn has(&self, word: &str) -> bool {
        has(self.texts.values(), word)
    }

    /// In a note, too.
    fn has_for_agents(&self, word: &str) -> bool {
        has(self.texts.values().chain([&self.note]), word)
    }
}

fn has<'a>(mut texts: impl Iterator<Item = &'a String>, word: &str) -> bool {
    let word = word.to_lowercase();
    let begins = |text: &String| {
        let text = text.to_lowercase();
        // Chinese stands in one piece here, so that a part of it is a beginning all the same.
        text.split(|c: char| !c.is_alphanumeric())
            .any(|it| it.starts_with(&word))
    };
    texts.any(begins)
}

struct Random(TestRunner);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        (0..n).new_tree(&mut self.0).unwrap().current()
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn words(&mut self) -> String {
        let (a, b) = (self.one(&WORDS), self.one(&WORDS));
        format!("{a}, {b}.")
    }
}

const PEOPLE: [&str; 7] = [MARIA, TOM, PRIYA, SAM, INES, OLGA, GAVIN];

async fn caller(app: &TestApp, who: &str) -> Caller {
    if who == GAVIN {
        app.contact_of(OTHER, who).await
    } else {
        app.contact(who).await
    }
}

/// Two dozen tickets of everybody, talked about at random.
async fn some(app: &TestApp, random: &mut Random) -> Vec<Known> {
    let (chloe, eve) = (app.agent(CHLOE).await, app.agent_of(OTHER, EVE).await);
    let mut all = Vec::new();
    for n in 0..24 {
        app.clock.advance(TimeDelta::seconds(10));
        let who = random.one(&PEOPLE);
        let requester = caller(app, who).await;
        let agent = if who == GAVIN { &eve } else { &chloe };
        let (title, description) = (random.words(), random.words());
        let priority = random.one(&["low", "normal", "high", "urgent"]);
        let mut ticket = json!({ "title": title });
        if who != GAVIN {
            ticket = problem(&title);
        }
        ticket["description"] = json!(description);
        ticket["priority"] = json!(priority);
        let key = file(&requester, &ticket).await;
        let mut texts = BTreeMap::from([("title".to_owned(), title), ("first".to_owned(), description)]);
        let note = format!("nothing {}", random.words());
        says(agent, &key, &json!({ "visibility": "internal", "body": note })).await;
        let calls_chloe = who != GAVIN && random.below(3) == 0;
        if calls_chloe {
            let body = random.words();
            let call = json!({ "body": body, "mentions": [fixtures::agent_id(CHLOE)] });
            let res = requester.post(&format!("{TICKETS}/{key}/messages"), &call).await;
            texts.insert(text(&res.json()["id"]), body);
        }
        for _ in 0..random.below(3) {
            let body = random.words();
            let res = requester
                .post(&format!("{TICKETS}/{key}/messages"), &json!({ "body": body }))
                .await;
            let id = text(&res.json()["id"]);
            let path = format!("{TICKETS}/{key}/messages/{id}");
            match random.below(3) {
                0 => {
                    assert_eq!(requester.delete(&path).await.status(), 204);
                }
                1 => {
                    let body = random.words();
                    assert_eq!(requester.patch(&path, &json!({ "body": body })).await.status(), 200);
                    texts.insert(id, body);
                }
                _ => {
                    texts.insert(id, body);
                }
            }
        }
        // The last word is the team's, so that nobody has read all of it yet.
        let title = format!("{} x{n}", random.words());
        set(agent, &key, &json!({ "title": title })).await;
        texts.insert("title".to_owned(), title);
        let status = random.one(&["open", "in_progress", "pending", "on_hold", "solved", "closed"]);
        set(agent, &key, &json!({ "status": status })).await;
        let mut known = Known {
            account: if who == GAVIN { OTHER } else { ACME },
            requester: who,
            key,
            priority,
            status,
            updated: app.clock.now(),
            read_by: BTreeSet::new(),
            texts,
            note,
            calls_chloe,
        };
        let reader = random.one(&PEOPLE);
        if known.seen_by(reader) && n % 2 == 0 {
            let path = format!("{TICKETS}/{}", known.key);
            let reading = caller(app, reader).await;
            let seq = reading.get(&path).await.json()["last_seq"].clone();
            let read = reading.post(&format!("{path}/read"), &json!({ "seq": seq })).await;
            assert_eq!(read.status(), 204);
            known.read_by.insert(reader);
        }
        all.push(known);
    }
    all
}

fn moment(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}

#[tokio::test]
async fn list_pages_counts_export_and_search_agree_with_what_a_contact_may_see() {
    let app = TestApp::spawn().await;
    let mut random = Random(TestRunner::deterministic());
    let all = some(&app, &mut random).await;
    let mut found_some = 0;
    for round in 0..48 {
        let who = random.one(&PEOPLE);
        let reader = caller(&app, who).await;
        let account = if who == GAVIN { OTHER } else { ACME };
        let mut query = Serializer::new(String::new());
        let mut kept: Vec<&Known> = all
            .iter()
            .filter(|it| it.account == account && it.seen_by(who))
            .collect();
        if random.below(4) > 0 {
            let (asked, words) = random.one(&ASKED);
            query.append_pair("q", asked);
            kept.retain(|it| words.iter().all(|word| it.has(word)));
        }
        if random.below(3) == 0 {
            let priority = random.one(&["low", "high"]);
            query.append_pair("priority", &format!("{priority},urgent"));
            kept.retain(|it| it.priority == priority || it.priority == "urgent");
        }
        match random.below(4) {
            0 => {
                query.append_pair("requester", "me");
                kept.retain(|it| it.requester == who);
            }
            1 => {
                let colleague = random.one(&PEOPLE);
                query.append_pair("requester", &fixtures::contact_id(colleague).to_string());
                kept.retain(|it| it.requester == colleague);
            }
            _ => {}
        }
        // To the microsecond, both ends included.
        let (one, other) = (
            all[random.below(all.len())].updated,
            all[random.below(all.len())].updated,
        );
        if random.below(3) == 0 {
            query.append_pair("updated_from", &moment(one.min(other)));
            kept.retain(|it| it.updated >= one.min(other));
        }
        if random.below(3) == 0 {
            query.append_pair("updated_to", &moment(one.max(other)));
            kept.retain(|it| it.updated <= one.max(other));
        }
        if random.below(4) == 0 {
            query.append_pair("unread", "true");
            kept.retain(|it| !it.read_by.contains(who));
        }
        let tab = random.below(5);
        let (name, statuses) = [
            ("all", ""),
            ("open", "open,in_progress,on_hold"),
            ("waiting", "pending"),
            ("solved", "solved,closed"),
            ("all", ""),
        ][tab];
        let query = query.finish();
        let counts = reader.get(&format!("{TICKETS}/counts?{query}")).await;
        assert_eq!(counts.json()["all"], kept.len(), "{round} {who} {query}");
        kept.retain(|it| statuses.is_empty() || statuses.split(',').any(|status| status == it.status));
        assert_eq!(counts.json()[name], kept.len(), "{round} {who} {query} {name}");
        let query = Serializer::new(query)
            .append_pair("status", statuses)
            .append_pair("sort", random.one(&["activity", "created", "number"]))
            .finish();
        found_some += kept.len();

        let list = reader.get(&format!("{TICKETS}?limit=100&{query}")).await;
        let listed = keys(&list.json());
        let expected: BTreeSet<_> = kept.iter().map(|it| it.key.clone()).collect();
        assert_eq!(
            listed.iter().cloned().collect::<BTreeSet<_>>(),
            expected,
            "{round} {who} {query}"
        );
        assert!(!list.text().contains("nothing"), "a note: {}", list.text());
        let mut joined = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = reader.get(&format!("{TICKETS}?limit=2&{query}{cursor}")).await.json();
            joined.extend(keys(&page));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(joined, listed, "{round} {who} {query}");
        let export = reader.get(&format!("{TICKETS}/export.csv?{query}")).await;
        let rows = csv::Reader::from_reader(export.bytes())
            .into_records()
            .map(|row| row.unwrap()[0].to_owned())
            .collect::<Vec<_>>();
        assert_eq!(rows, listed, "{round} {who} {query}");
        for item in list.json()["items"].as_array().unwrap() {
            let key = text(&item["key"]);
            assert_eq!(
                reader.get(&format!("{TICKETS}/{key}")).await.status(),
                200,
                "{who} {key}"
            );
        }
    }
    assert!(found_some > 40, "{found_some} found: too few to tell anything");
}

#[tokio::test]
async fn what_agents_find_and_are_called_to_agrees_with_their_list() {
    let app = TestApp::spawn().await;
    let mut random = Random(TestRunner::deterministic());
    let all = some(&app, &mut random).await;
    let (chloe, ana, eve) = (
        app.agent(CHLOE).await,
        app.agent(ANA).await,
        app.agent_of(OTHER, EVE).await,
    );
    let asked = async |caller: &Caller, query: &str| -> BTreeSet<String> {
        let list = caller.get(&format!("/api/v1/tickets?limit=100&{query}")).await;
        assert_eq!(list.status(), 200, "{}", list.text());
        keys(&list.json()).into_iter().collect()
    };
    let expected = |account: &str, fits: &dyn Fn(&Known) -> bool| -> BTreeSet<String> {
        let fitting = all.iter().filter(|it| it.account == account && fits(it));
        fitting.map(|it| it.key.clone()).collect()
    };
    for (text, words) in ASKED.iter().chain([("", [].as_slice())].iter()) {
        let q: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let fits = |it: &Known| words.iter().all(|word| it.has_for_agents(word));
        for caller in [&chloe, &ana] {
            assert_eq!(asked(caller, &format!("q={q}")).await, expected(ACME, &fits), "{text}");
        }
        assert_eq!(asked(&eve, &format!("q={q}")).await, expected(OTHER, &fits), "{text}");
        let called = |it: &Known| fits(it) && it.calls_chloe;
        assert_eq!(
            asked(&chloe, &format!("mentions=me&q={q}")).await,
            expected(ACME, &called),
            "{text}"
        );
        assert_eq!(
            asked(&ana, &format!("mentions=me&q={q}")).await,
            BTreeSet::new(),
            "{text}"
        );
    }
    assert!(all.iter().filter(|it| it.calls_chloe).count() > 3);
}
