//! What is said on a ticket from both sides, and what that does to its status.

use reqwest::Method;

use super::*;

#[tokio::test]
async fn a_public_answer_and_a_reply_move_the_status() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    let key = file(&maria, &problem("Printer on fire")).await;
    assert_eq!(status(&maria, &key).await, "open");

    answers(&chloe, &key, "Have you tried water?").await;
    assert_eq!(status(&maria, &key).await, "in_progress");

    for from in ["in_progress", "pending", "on_hold", "solved"] {
        set(&chloe, &key, &json!({ "status": from })).await;
        let res = maria
            .post(
                &format!("{TICKETS}/{key}/messages"),
                &json!({ "body": "It still burns." }),
            )
            .await;
        assert_eq!(res.status(), 201, "{}", res.text());
        assert_eq!(status(&maria, &key).await, "open", "from {from}");
    }
}

#[tokio::test]
async fn a_closed_ticket_takes_no_more_replies() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    let key = file(&maria, &problem("Over")).await;
    set(&chloe, &key, &json!({ "status": "closed" })).await;
    let before = maria.get(&format!("{TICKETS}/{key}/conversation")).await.json();

    let reply = maria
        .post(
            &format!("{TICKETS}/{key}/messages"),
            &json!({ "body": "One more thing" }),
        )
        .await;
    let solve = maria.post_empty(&format!("{TICKETS}/{key}/solve")).await;
    let reopen = maria.post_empty(&format!("{TICKETS}/{key}/reopen")).await;

    for res in [&reply, &solve, &reopen] {
        assert_eq!(
            (res.status(), &res.json()["type"]),
            (409, &json!("/problems/ticket-closed"))
        );
    }
    assert_eq!(maria.get(&format!("{TICKETS}/{key}/conversation")).await.json(), before);
}

#[tokio::test]
async fn contacts_solve_and_reopen() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    let key = file(&maria, &problem("Solved by itself")).await;
    let post = async |what: &str| maria.post_empty(&format!("{TICKETS}/{key}/{what}")).await;

    for from in ["open", "in_progress", "pending", "on_hold"] {
        set(&chloe, &key, &json!({ "status": from })).await;
        assert_eq!(post("solve").await.json()["status"], "solved", "from {from}");
        assert_eq!(post("reopen").await.json()["status"], "open");
    }
    set(&chloe, &key, &json!({ "status": "pending" })).await;
    assert_eq!(post("reopen").await.status(), 409);
    assert_eq!(status(&maria, &key).await, "pending");

    let body = json!({ "body": "Found it myself.", "solve": true });
    maria.post(&format!("{TICKETS}/{key}/messages"), &body).await;
    assert_eq!(status(&maria, &key).await, "solved");
}

#[tokio::test]
async fn who_is_mentioned_finds_the_ticket_in_the_inbox_until_the_message_is_gone() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let (for_ana, other) = (
        file(&maria, &problem("For Ana")).await,
        file(&maria, &problem("Other")).await,
    );
    let mention = json!({ "body": "@Ana Lima, please", "mentions": [fixtures::agent_id(ANA)] });
    let ana = app.agent(ANA).await;
    let note = json!({ "visibility": "internal", "body": "@Ana Lima?", "mentions": [fixtures::agent_id(ANA)] });
    let said = maria.post(&format!("{TICKETS}/{for_ana}/messages"), &mention).await;
    let chloe = app.agent(CHLOE).await;
    assert_eq!(
        chloe
            .post(&format!("/api/v1/tickets/{other}/messages"), &note)
            .await
            .status(),
        201
    );
    let found = async |agent: &Caller| {
        let list = agent.get("/api/v1/tickets?mentions=me&sort=number").await.json();
        let keys = list["items"].as_array().unwrap().iter();
        let keys: Vec<String> = keys.map(|it| text(&it["key"]).clone()).collect();
        let count = agent.get("/api/v1/tickets/counts").await.json()["mentioning"].clone();
        assert_eq!(count, json!(keys.len()));
        keys
    };

    assert_eq!(found(&ana).await, [other.clone(), for_ana.clone()]);
    assert!(found(&chloe).await.is_empty());
    assert_eq!(ana.get("/api/v1/tickets?mentions=chloe").await.status(), 400);

    let message = format!("{TICKETS}/{for_ana}/messages/{}", text(&said.json()["id"]));
    assert_eq!(maria.delete(&message).await.status(), 204);
    assert_eq!(found(&ana).await, [other]);
}

#[tokio::test]
async fn agents_can_be_mentioned_and_nobody_else() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let key = file(&maria, &problem("For Ana")).await;
    let mention = async |id: uuid::Uuid| {
        let body = json!({ "body": "@Ana Lima please look, not ana@acme.example", "mentions": [id] });
        maria.post(&format!("{TICKETS}/{key}/messages"), &body).await
    };

    let good = mention(fixtures::agent_id(ANA).0).await;
    assert_eq!(good.status(), 201, "{}", good.text());
    assert!(text(&good.json()["html"]).contains("<span class=\"mention\">@Ana Lima</span> please"));
    for stranger in [
        fixtures::agent_id(EVE).0,
        fixtures::contact_id(TOM).0,
        uuid::Uuid::nil(),
    ] {
        assert_eq!(mention(stranger).await.bad_fields(), ["mentions"]);
    }

    let offered = maria.get("/api/v1/portal/agents?q=ANA").await.json();
    assert_eq!(offered, json!([{ "id": fixtures::agent_id(ANA), "name": "Ana Lima" }]));
    assert_eq!(
        maria
            .get("/api/v1/portal/agents")
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[tokio::test]
async fn a_reply_sent_twice_is_said_once() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let (key, other) = (file(&maria, &problem("One")).await, file(&maria, &problem("Two")).await);
    let send = async |key: &str| {
        let req = maria.request(Method::POST, &format!("{TICKETS}/{key}/messages"));
        maria
            .send(req.json(&json!({ "body": "Me again" })).header("idempotency-key", "k"))
            .await
    };

    let (first, again) = (send(&key).await, send(&key).await);

    assert_eq!((again.status(), again.json()), (201, first.json()));
    assert_eq!(send(&other).await.bad_fields(), ["idempotency-key"]);
    let entries = maria.get(&format!("{TICKETS}/{key}/conversation")).await.json();
    assert_eq!(entries["entries"].as_array().unwrap().len(), 3); // Created, the description, the reply.
}

#[tokio::test]
async fn the_conversation_joins_from_its_pages_and_continues_after_an_entry() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    let key = file(&maria, &problem("Long")).await;
    for n in 0..7 {
        answers(&chloe, &key, &format!("answer {n}")).await;
        says(
            &chloe,
            &key,
            &json!({ "visibility": "internal", "body": format!("note {n}") }),
        )
        .await;
        set(
            &chloe,
            &key,
            &json!({ "status": if n % 2 == 0 { "pending" } else { "on_hold" } }),
        )
        .await;
    }
    for (path, caller) in [
        (format!("{TICKETS}/{key}/conversation"), &maria),
        (format!("/api/v1/tickets/{key}/conversation"), &chloe),
    ] {
        let entries = |page: &Value| page["entries"].as_array().unwrap().clone();
        let seqs = |entries: &[Value]| entries.iter().map(|e| e["seq"].as_i64().unwrap()).collect::<Vec<_>>();
        let whole = entries(&caller.get(&format!("{path}?limit=100")).await.json());
        assert!(seqs(&whole).is_sorted());

        let (mut joined, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = caller.get(&format!("{path}?limit=4{cursor}")).await.json();
            joined.splice(0..0, entries(&page));
            match page["earlier_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(joined, whole);

        let (mut followed, mut after) = (Vec::new(), 0);
        loop {
            let page = entries(&caller.get(&format!("{path}?limit=4&after={after}")).await.json());
            let Some(last) = page.last() else { break };
            after = last["seq"].as_i64().unwrap();
            followed.extend(page);
        }
        assert_eq!(followed, whole);
    }
}

#[tokio::test]
async fn what_a_contact_has_read_never_goes_back() {
    let app = TestApp::spawn().await;
    let (maria, tom, chloe) = (app.contact(MARIA).await, app.contact(TOM).await, app.agent(CHLOE).await);
    let key = file(&maria, &problem("Unread")).await;
    let unread = async |caller: &Caller| caller.get(TICKETS).await.json()["items"][0]["unread"].clone();
    let read = async |caller: &Caller, seq: i64| {
        let res = caller
            .post(&format!("{TICKETS}/{key}/read"), &json!({ "seq": seq }))
            .await;
        assert_eq!(res.status(), 204);
        caller.get(&format!("{TICKETS}/{key}")).await.json()["read_seq"]
            .as_i64()
            .unwrap()
    };
    assert_eq!((unread(&maria).await, unread(&tom).await), (json!(false), json!(true)));

    answers(&chloe, &key, "Look").await;
    assert_eq!(unread(&maria).await, json!(true));
    let last = maria.get(&format!("{TICKETS}/{key}")).await.json()["last_seq"]
        .as_i64()
        .unwrap();

    assert_eq!(read(&maria, last).await, last);
    assert_eq!(read(&maria, 1).await, last);
    assert_eq!(read(&tom, i64::MAX).await, last); // Not further than there is.
    assert_eq!(read(&tom, -1).await, last);
    assert_eq!((unread(&maria).await, unread(&tom).await), (json!(false), json!(false)));
}
