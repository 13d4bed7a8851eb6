//! Who may see which ticket, and that what one may not see answers like what is not there.

use reqwest::Method;

use super::*;
use crate::support::{Answer, OTHER};

/// Every way to ask about one ticket.
async fn ask(caller: &Caller, key: &str) -> Vec<Answer> {
    let ways = [
        (Method::GET, "", json!(null)),
        (Method::GET, "/conversation", json!(null)),
        (Method::POST, "/messages", json!({ "body": "Me too" })),
        (Method::POST, "/read", json!({ "seq": 1 })),
        (Method::POST, "/solve", json!(null)),
        (Method::POST, "/reopen", json!(null)),
    ];
    let mut answers = Vec::new();
    for (method, way, body) in ways {
        let mut req = caller.request(method, &format!("{TICKETS}/{key}{way}"));
        if !body.is_null() {
            req = req.json(&body);
        }
        answers.push(caller.send(req).await);
    }
    answers
}

#[tokio::test]
async fn contacts_see_the_tickets_that_are_theirs_to_see_and_of_others_not_even_that_they_exist() {
    let app = TestApp::spawn().await;
    let tom = app.contact(TOM).await;
    let toms = file(&tom, &problem("Tom's")).await;
    let priyas = file(&app.contact(PRIYA).await, &problem("Priya's")).await;
    let gavins = app.contact_of(OTHER, GAVIN).await;
    let gavins = file(&gavins, &json!({ "title": "Gavin's", "description": "Other account" })).await;
    let all = [&toms, &priyas, &gavins];

    // Globex: everybody sees all of the organisation's. Initech: members see their own, the manager all.
    for (email, sees) in [
        (MARIA, vec![&toms]),
        (TOM, vec![&toms]),
        (PRIYA, vec![&priyas]),
        (SAM, vec![]),
        (INES, vec![&priyas]),
        (OLGA, vec![]),
    ] {
        let caller = app.contact(email).await;
        assert_eq!(
            keys(&caller.get(TICKETS).await.json()).iter().collect::<Vec<_>>(),
            sees,
            "{email}"
        );
        let counted = caller.get(&format!("{TICKETS}/counts")).await.json()["all"].as_u64();
        assert_eq!(counted, Some(sees.len() as u64), "{email}");

        let absent: Vec<_> = ask(&caller, "ACME-999").await.iter().map(shape).collect();
        for key in all {
            let answers: Vec<_> = ask(&caller, key).await.iter().map(shape).collect();
            if sees.contains(&key) {
                assert!(answers.iter().all(|a| a.0 < 300), "{email} {key}: {answers:?}");
            } else {
                assert_eq!(answers, absent, "{email} {key}");
            }
        }
    }
    assert_eq!(status(&tom, &toms).await, "open");
}

/// Everything a caller could tell two answers apart by, but for the request's own id and the time.
fn shape(answer: &Answer) -> (u16, String, Vec<String>) {
    let mut headers: Vec<String> = answer
        .headers()
        .iter()
        .filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    headers.sort();
    (answer.status(), answer.text().to_owned(), headers)
}

#[tokio::test]
async fn what_is_no_key_is_answered_like_what_is_absent() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    file(&maria, &problem("There")).await;
    for (caller, path) in [(&maria, TICKETS), (&chloe, "/api/v1/tickets")] {
        let absent = shape(&caller.get(&format!("{path}/ACME-999")).await);
        assert_eq!(absent.0, 404);
        for key in [
            "nonsense",
            "OTH-1",
            "ACME-",
            "-1",
            "ACME--1",
            "ACME-99999999999999999999",
            "ACME-1%00",
            "%FF",
            "ACME-1'--",
        ] {
            assert_eq!(
                shape(&caller.get(&format!("{path}/{key}")).await),
                absent,
                "{path}/{key}"
            );
        }
    }
}

#[tokio::test]
async fn agents_see_their_account_and_no_other() {
    let app = TestApp::spawn().await;
    file(&app.contact(TOM).await, &problem("Tom's")).await;
    let (chloe, eve) = (app.agent(CHLOE).await, app.agent_of(OTHER, EVE).await);

    assert_eq!(keys(&chloe.get("/api/v1/tickets").await.json()), ["ACME-1"]);
    assert_eq!(keys(&eve.get("/api/v1/tickets").await.json()), [""; 0]);
    for key in ["ACME-1", "OTH-1"] {
        assert_eq!(eve.get(&format!("/api/v1/tickets/{key}")).await.status(), 404);
        let note = json!({ "visibility": "internal", "body": "x" });
        assert_eq!(
            eve.post(&format!("/api/v1/tickets/{key}/messages"), &note)
                .await
                .status(),
            404
        );
        assert_eq!(
            eve.patch(&format!("/api/v1/tickets/{key}"), &json!({ "status": "solved" }))
                .await
                .status(),
            404
        );
    }
}

#[tokio::test]
async fn the_other_customers_people_are_not_told() {
    let app = TestApp::spawn().await;
    let names = async |email: &str| {
        let colleagues = app.contact(email).await.get("/api/v1/portal/colleagues").await.json();
        colleagues
            .as_array()
            .unwrap()
            .iter()
            .map(|c| text(&c["name"]))
            .collect::<Vec<_>>()
    };

    assert_eq!(names(MARIA).await, ["Maria Rossi", "Tom Becker"]);
    assert_eq!(names(INES).await, ["Ines Duarte", "Priya Nair", "Sam Cole"]);
    assert_eq!(names(PRIYA).await, ["Priya Nair"]);
}
