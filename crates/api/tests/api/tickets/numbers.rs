//! Entries are numbered for contacts as if there were no others: nothing tells how many notes, moves and corrections lie between.

use std::{collections::HashMap, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use portico::entity::{message, read_mark, ticket, timeline_entry};
use portico::outside::clock::Clock;
use portico_migrations::Migrator;
use reqwest::{Method, Response};
use sea_orm::{EntityTrait, QueryOrder, QuerySelect, TransactionTrait};
use sea_orm_migration::{MigratorTrait, SchemaManager};
use uuid::Uuid;

use super::*;

const FORM: &str = "/api/v1/forms";

/// A ticket of Maria's, and everybody who has to do with it.
struct Scene {
    app: TestApp,
    maria: Caller,
    tom: Caller,
    chloe: Caller,
    key: String,
    /// Whether the team does anything of its own between what the customer sees.
    busy: bool,
    said: usize,
}

impl Scene {
    async fn begin(app: TestApp, busy: bool) -> Self {
        let (maria, tom, chloe) = (app.contact(MARIA).await, app.contact(TOM).await, app.agent(CHLOE).await);
        asks_for_a_secret(&app.agent(ANA).await).await;
        let key = file(&maria, &problem("Printer on fire")).await;
        Self {
            app,
            maria,
            tom,
            chloe,
            key,
            busy,
            said: 0,
        }
    }

    fn portal(&self, rest: &str) -> String {
        format!("{TICKETS}/{}{rest}", self.key)
    }

    /// What the team does for itself: five entries that customers see nothing of, and a note that says something else now.
    async fn team(&mut self) {
        self.app.clock.advance(chrono::TimeDelta::minutes(1));
        self.app.run_jobs().await;
        if !self.busy {
            return;
        }
        self.said += 1;
        let (chloe, key) = (&self.chloe, &self.key);
        let note = json!({ "visibility": "internal", "body": format!("printer note {}", self.said) });
        let said = chloe.post(&format!("/api/v1/tickets/{key}/messages"), &note).await;
        assert_eq!(said.status(), 201, "{}", said.text());
        says(chloe, key, &note).await;
        let revised = format!("/api/v1/tickets/{key}/messages/{}", text(&said.json()["id"]));
        let revised = chloe.patch(&revised, &json!({ "body": "printer note, revised" })).await;
        assert_eq!(revised.status(), 200, "{}", revised.text());
        let collections = chloe.get("/api/v1/collections").await.json();
        let all = collections
            .as_array()
            .or_else(|| collections["items"].as_array())
            .unwrap();
        let id_of = |name: &str| all.iter().find(|it| it["name"] == name).unwrap()["id"].clone();
        for to in ["Priority", "All customers"] {
            set(chloe, key, &json!({ "collection": { "collection_id": id_of(to) } })).await;
        }
        let given = json!({ area(): "Reports", field("secret").to_string(): format!("secret {}", self.said) });
        let corrected = chloe
            .put(&format!("/api/v1/tickets/{key}/answers"), &json!({ "answers": given }))
            .await;
        assert_eq!(corrected.status(), 200, "{}", corrected.text());
        self.app.run_jobs().await;
    }

    /// All that happens between customer and team, with the team's own between.
    async fn play(&mut self) {
        self.team().await;
        answers(&self.chloe, &self.key, "Have you tried water?").await;
        self.team().await;
        set(
            &self.chloe,
            &self.key,
            &json!({ "assignee": { "agent_id": fixtures::agent_id(ANA) } }),
        )
        .await;
        self.team().await;
        let log = self.tom.uploads("/api/v1/portal", "printer.log", b"hot").await;
        let reply = json!({ "body": "The printer still burns", "attachments": [log] });
        let reply = self.tom.post(&self.portal("/messages"), &reply).await;
        assert_eq!(reply.status(), 201, "{}", reply.text());
        self.team().await;
        let own = self.portal(&format!("/messages/{}", text(&reply.json()["id"])));
        let revised = self.tom.patch(&own, &json!({ "body": "The printer burns on" })).await;
        assert_eq!(revised.status(), 200, "{}", revised.text());
        self.team().await;
        set(
            &self.chloe,
            &self.key,
            &json!({ "status": "solved", "priority": "high" }),
        )
        .await;
        self.team().await;
        let opened = self.maria.post_empty(&self.portal("/reopen")).await;
        assert_eq!(opened.status(), 200, "{}", opened.text());
        self.team().await;
        answers(&self.chloe, &self.key, "More water, then.").await;
        self.team().await;
    }

    /// Each as a contact reads it, by its number.
    async fn conversation(&self, query: &str) -> Vec<i64> {
        let page = self
            .maria
            .get(&self.portal(&format!("/conversation?{query}")))
            .await
            .json();
        numbers(&page)
    }
}

/// A field of the form that contacts do not see.
async fn asks_for_a_secret(admin: &Caller) {
    let path = format!("{FORM}/{}", fixtures::form_id());
    let form = admin.get(&path).await.json();
    let mut schema = form["published"].clone();
    let secret = json!({ "id": field("secret"), "kind": "short_text", "label": "Queue", "hidden": true });
    schema["fields"].as_array_mut().unwrap().push(secret);
    let draft = json!({ "version": form["version"], "name": form["name"], "schema": schema });
    let saved = admin.put(&format!("{path}/draft"), &draft).await.json();
    let published = json!({ "version": saved["version"] });
    let published = admin.post(&format!("{path}/publish"), &published).await;
    assert_eq!(published.status(), 200, "{}", published.text());
}

fn numbers(page: &Value) -> Vec<i64> {
    let entries = page["entries"]
        .as_array()
        .unwrap_or_else(|| panic!("{page} is no page"));
    entries.iter().map(|it| it["seq"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn contacts_count_what_they_see_one_by_one() {
    let mut scene = Scene::begin(TestApp::spawn().await, true).await;
    let mut heard = Heard::begin(&scene.tom).await;
    scene.play().await;

    let page = scene.maria.get(&scene.portal("")).await.json();
    let last = page["last_seq"].as_i64().unwrap();
    let all: Vec<i64> = (1..=last).collect();
    assert_eq!(scene.conversation("limit=100").await, all);
    assert!(last > 8, "{page}");
    // Nor do pages skip any, whichever way they are turned.
    let (mut back, mut cursor) = (Vec::new(), String::new());
    loop {
        let part = scene
            .maria
            .get(&scene.portal(&format!("/conversation?limit=3{cursor}")))
            .await
            .json();
        back.splice(0..0, numbers(&part));
        let Some(next) = part["earlier_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(back, all);
    let (mut on, mut after) = (Vec::new(), 0);
    while let Some(next) = scene.conversation(&format!("limit=3&after={after}")).await.last() {
        on.extend(after + 1..=*next);
        after = *next;
    }
    assert_eq!(on, all);

    // What a search finds is known by the same number.
    let found = scene.maria.get(&format!("{TICKETS}?q=burns+on")).await.json()["items"][0]["found"]["seq"].clone();
    let entries = scene.maria.get(&scene.portal("/conversation?limit=100")).await.json();
    let tom = entries["entries"].as_array().unwrap().iter();
    let tom = tom.clone().find(|it| it["body"] == "The printer burns on").unwrap();
    assert_eq!(found, tom["seq"]);

    // Live updates name them, and go on where the one before ended but for what is revised.
    let end = file(&scene.tom, &problem("The end")).await;
    let told = heard.until(&end).await;
    let mut newest = 2; // The ticket as it was filed.
    for change in told.iter().filter(|it| it["key"] == scene.key) {
        let (from, to) = (
            change["from_seq"].as_i64().unwrap(),
            change["last_seq"].as_i64().unwrap(),
        );
        assert!(
            (1..=newest + 1).contains(&from) && (newest..=last).contains(&to),
            "{told:?}"
        );
        newest = to;
    }
    assert_eq!(newest, last);
    let staff = scene.chloe.get(&format!("/api/v1/tickets/{}", scene.key)).await.json();
    assert!(staff["last_seq"].as_i64().unwrap() >= last + 40, "{staff}");
}

#[tokio::test]
async fn a_read_mark_is_as_far_as_the_contact_has_come() {
    let mut scene = Scene::begin(TestApp::spawn().await, true).await;
    scene.play().await;
    let (tom, path) = (&scene.tom, scene.portal(""));
    let read = async |seq: i64| {
        let res = tom.post(&scene.portal("/read"), &json!({ "seq": seq })).await;
        assert_eq!(res.status(), 204);
        let list = tom.get(TICKETS).await.json()["items"][0].clone();
        let unread = tom.get(&format!("{TICKETS}?unread=true")).await.json();
        assert_eq!(unread["items"] != json!([]), list["unread"] == true, "{unread}");
        (
            tom.get(&path).await.json()["read_seq"].as_i64().unwrap(),
            list["unread"] == true,
        )
    };
    let last = tom.get(&path).await.json()["last_seq"].as_i64().unwrap();
    for seq in [0, 1, last - 1] {
        // Whoever replied had read what was there.
        let (mark, unread) = read(seq).await;
        assert!(mark >= seq && mark < last && unread, "{seq}");
    }
    assert_eq!(read(last + 1).await, (last, false), "no further than there is");
    scene.team().await;
    assert_eq!(scene.tom.get(TICKETS).await.json()["items"][0]["unread"], false);
}

/// What makes an answer another although it tells the same.
const OF_THE_ANSWER: [&str; 2] = ["date", "x-request-id"];

/// The strongest there is to ask for: everything that reaches a contact of a ticket on which the team was busy is byte for byte what it is
/// without. Exempt are: ids, each told apart by when it is first named; signatures and sealed tokens, but for their length; the port of
/// the server; of an answer its date and its own id; of a mail the boundaries between its parts. Keys and times are compared, because both go by the same clock.
#[tokio::test]
async fn a_contact_cannot_tell_a_busy_team_from_an_idle_one() {
    let (idle, busy) = (TestApp::spawn().await, TestApp::spawn().await);
    idle.clock.advance(busy.clock.now() - idle.clock.now());
    let (idle, busy) = (seen(idle, false).await, seen(busy, true).await);
    assert_eq!(idle.len(), busy.len());
    for ((place, idle), (_, busy)) in idle.iter().zip(&busy) {
        same(place, idle, busy);
    }
}

fn same(place: &str, idle: &str, busy: &str) {
    let differs = idle.lines().zip(busy.lines()).find(|(idle, busy)| idle != busy);
    assert!(
        idle == busy,
        "{place} differs: {differs:?}\n\nidle: {idle}\n\nbusy: {busy}"
    );
}

/// All that Maria and Tom are given, told alike, with the place where it was.
async fn seen(app: TestApp, busy: bool) -> Vec<(String, String)> {
    let mut scene = Scene::begin(app, busy).await;
    let mut heard = [Heard::begin(&scene.maria).await, Heard::begin(&scene.tom).await];
    scene.play().await;
    let end = file(&scene.maria, &problem("The end")).await;
    let mut all = Vec::new();
    for (name, caller) in [("maria", &scene.maria), ("tom", &scene.tom)] {
        let mut cursor = String::new();
        for query in [
            "",
            "?limit=2",
            "?limit=1&sort=created",
            "?q=burns+on",
            "?q=printer+note",
            "?unread=true",
        ] {
            all.push(answer(name, caller, &format!("{TICKETS}{query}")).await);
            all.push(answer(name, caller, &format!("{TICKETS}/counts{query}")).await);
        }
        for file in ["csv", "json", "xlsx"] {
            let path = format!("{TICKETS}/export.{file}?messages=true");
            all.push(answer(name, caller, &path).await);
        }
        for rest in ["", "/conversation", "/conversation?limit=100", "/conversation?after=4"] {
            all.push(answer(name, caller, &scene.portal(rest)).await);
        }
        while let Some(part) = {
            let path = scene.portal(&format!("/conversation?limit=3{cursor}"));
            let page = caller.get(&path).await;
            all.push((format!("{name}: a page"), page.text().to_owned()));
            page.json()["earlier_cursor"].as_str().map(str::to_owned)
        } {
            cursor = format!("&cursor={part}");
        }
        let read = caller.post(&scene.portal("/read"), &json!({ "seq": 5 })).await;
        all.push((format!("{name}: reads"), read.text().to_owned()));
        all.push(answer(name, caller, &scene.portal("")).await);
    }
    for heard in &mut heard {
        heard.until(&end).await;
        all.push(("live updates".to_owned(), heard.text.clone()));
    }
    scene.app.run_jobs().await;
    for (n, mail) in scene.app.sandbox.mails().iter().enumerate() {
        if mail.to.iter().all(|to| to.ends_with("@globex.example")) {
            all.push((
                format!("mail {n}"),
                format!("{}\n{}\n{}", unbounded(&mail.raw), mail.text, mail.html),
            ));
        }
    }
    assert!(all.iter().any(|(place, _)| place.starts_with("mail")));
    let port = format!(":{}", scene.app.port());
    let mut alike = Alike::default();
    let alike = all
        .into_iter()
        .map(|(place, told)| (place, alike.of(&told.replace(&port, ":80"))));
    alike.collect()
}

/// An answer, its head and its body.
async fn answer(name: &str, caller: &Caller, path: &str) -> (String, String) {
    let res = caller.get(path).await;
    let head = res
        .headers()
        .iter()
        .filter(|(head, _)| !OF_THE_ANSWER.contains(&head.as_str()));
    let mut head: Vec<String> = head.map(|(head, value)| format!("{head}: {value:?}")).collect();
    head.sort();
    let told = format!("{} {}\n{}", res.status(), head.join("\n"), res.text());
    (format!("{name}: {path}"), told)
}

/// A mail's head; its parts are read without their wrapping.
fn unbounded(raw: &str) -> String {
    let head = raw.split("\r\n\r\n").next().unwrap_or_default();
    head.lines()
        .filter(|line| !line.contains("boundary="))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Tells what only looks different alike.
#[derive(Default)]
struct Alike(HashMap<Uuid, usize>);

impl Alike {
    fn of(&mut self, text: &str) -> String {
        let in_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let mut told = String::new();
        let mut rest = text;
        while let Some(start) = rest.find(in_word) {
            let (between, from) = rest.split_at(start);
            let (word, after) = from.split_at(from.find(|c| !in_word(c)).unwrap_or(from.len()));
            told.push_str(between);
            told.push_str(&self.word(word));
            rest = after;
        }
        told + rest
    }

    fn word(&mut self, word: &str) -> String {
        if let Ok(id) = Uuid::parse_str(word) {
            let next = self.0.len();
            return format!("<id {}>", self.0.entry(id).or_insert(next));
        }
        if let Some(cursor) = cursor(word) {
            return format!("<cursor {}>", self.of(&cursor));
        }
        if word.len() > 20 && word.contains(|c: char| c.is_ascii_digit()) {
            return format!("<token of {}>", word.len());
        }
        word.to_owned()
    }
}

/// What a cursor says behind its signature.
fn cursor(word: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(word).ok()?;
    let text = std::str::from_utf8(bytes.get(12..)?).ok()?;
    let said: Value = serde_json::from_str(text).ok()?;
    Some(said.to_string())
}

/// What a stream of live updates said.
struct Heard {
    response: Response,
    text: String,
}

impl Heard {
    async fn begin(caller: &Caller) -> Self {
        let request = caller.request(Method::GET, "/api/v1/portal/events");
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        Self {
            response,
            text: String::new(),
        }
    }

    /// All changes up to the one of `key`.
    async fn until(&mut self, key: &str) -> Vec<Value> {
        while !self.text.contains(&format!("\"{key}\"")) || !self.text.ends_with("\n\n") {
            let chunk = tokio::time::timeout(Duration::from_secs(20), self.response.chunk());
            let chunk = chunk
                .await
                .expect("something is said")
                .unwrap()
                .expect("the stream goes on");
            let chunk = std::str::from_utf8(&chunk).unwrap();
            self.text.push_str(&chunk.replace(":\n\n", "")); // Signs of life come when they come.
        }
        let told = self.text.lines().filter_map(|line| line.strip_prefix("data: "));
        told.map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

#[tokio::test]
async fn what_is_written_at_once_is_numbered_in_one_order() {
    let scene = Scene::begin(TestApp::spawn().await, false).await;
    let (maria, chloe) = (&scene.maria, &scene.chloe);
    let said = (0..12).map(async |n| match n % 3 {
        0 => answers(chloe, &scene.key, &format!("Answer {n}")).await,
        1 => {
            says(
                chloe,
                &scene.key,
                &json!({ "visibility": "internal", "body": format!("Note {n}") }),
            )
            .await;
        }
        _ => {
            let reply = json!({ "body": format!("Reply {n}") });
            assert_eq!(maria.post(&scene.portal("/messages"), &reply).await.status(), 201);
        }
    });
    futures_util::future::join_all(said).await;

    let db = &scene.app.db;
    let messages = message::Entity::find().all(db).await.unwrap();
    let changes = timeline_entry::Entity::find().all(db).await.unwrap();
    let messages = messages.iter().map(|it| (it.seq, it.public_seq));
    let mut all: Vec<_> = messages
        .chain(changes.iter().map(|it| (it.seq, it.public_seq)))
        .collect();
    all.sort_unstable();
    let public: Vec<i64> = all.iter().filter_map(|it| it.1).collect();
    let row = ticket::Entity::find().one(db).await.unwrap().unwrap();
    assert!(all.iter().map(|it| it.0).eq(1..=row.last_seq), "{all:?}");
    assert!(public.iter().copied().eq(1..=row.last_public_seq), "{all:?}");
    assert_eq!(all.len() - public.len(), 4);
    scene.app.run_jobs().await;
}

#[tokio::test]
async fn what_was_there_before_is_numbered_as_if_it_came_now() {
    let mut scene = Scene::begin(TestApp::spawn().await, true).await;
    scene.play().await;
    let read = scene.tom.post(&scene.portal("/read"), &json!({ "seq": 5 })).await;
    assert_eq!(read.status(), 204);
    let db = scene.app.database.connect().await;
    let kept = async || {
        let messages = message::Entity::find()
            .order_by_asc(message::Column::Id)
            .all(&db)
            .await
            .unwrap();
        let changes = timeline_entry::Entity::find()
            .order_by_asc(timeline_entry::Column::Id)
            .all(&db)
            .await
            .unwrap();
        let marks = read_mark::Entity::find()
            .order_by_asc(read_mark::Column::ContactId)
            .all(&db)
            .await
            .unwrap();
        (messages, changes, ticket::Entity::find().all(&db).await.unwrap(), marks)
    };
    let before = kept().await;
    assert!(before.0.iter().any(|it| it.public_seq.is_none()) && before.1.iter().any(|it| it.public_seq.is_none()));

    let numbers = Migrator::migrations();
    let numbers = numbers
        .iter()
        .find(|it| it.name().ends_with("numbers_for_customers"))
        .unwrap();
    let txn = db.begin().await.unwrap();
    let schema = SchemaManager::new(&txn);
    numbers.down(&schema).await.unwrap();
    let (last, mark) = (ticket::Column::LastPublicSeq, read_mark::Column::Seq);
    let last: i64 = ticket::Entity::find()
        .select_only()
        .column(last)
        .into_tuple()
        .one(&txn)
        .await
        .unwrap()
        .unwrap();
    let marks: Vec<i64> = read_mark::Entity::find()
        .order_by_asc(read_mark::Column::ContactId)
        .select_only()
        .column(mark)
        .into_tuple()
        .all(&txn)
        .await
        .unwrap();
    assert!(last > before.2[0].last_public_seq, "counted among all again");
    assert!(
        marks.iter().zip(&before.3).all(|(mark, it)| *mark > it.seq),
        "{marks:?}"
    );
    numbers.up(&schema).await.unwrap();
    txn.commit().await.unwrap();

    assert_eq!(kept().await, before);
    db.close().await.unwrap();
}
