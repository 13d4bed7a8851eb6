//! A ticket that follows another: both say so, to whoever may see the other, and to nobody else.

use super::*;
use crate::support::OTHER;

const AGENTS: &str = "/api/v1/tickets";

/// *Report a problem*, as the follow-up of a ticket.
fn following(key: &str, title: &str) -> Value {
    let mut ticket = problem(title);
    ticket["follow_up_of"] = json!(key);
    ticket
}

/// What a ticket's page says it follows, and what it says follows it.
async fn links(caller: &Caller, path: &str) -> (Value, Value) {
    let ticket = caller.get(path).await.json();
    assert!(ticket["key"].is_string(), "{ticket}");
    (ticket["follow_up_of"].clone(), ticket["followed_up_by"].clone())
}

fn link(key: &str, title: &str, status: &str) -> Value {
    json!({ "key": key, "title": title, "status": status })
}

#[tokio::test]
async fn both_tickets_name_each_other_to_the_customer_and_to_the_team() {
    let app = TestApp::spawn().await;
    let (maria, tom, chloe) = (app.contact(MARIA).await, app.contact(TOM).await, app.agent(CHLOE).await);
    let old = file(&maria, &problem("The export stops")).await;
    set(&chloe, &old, &json!({ "status": "closed" })).await;

    let filed = tom.post(TICKETS, &following(&old, "It stops again")).await;
    let more = file(&maria, &following(&old.to_lowercase(), "And again")).await;

    assert_eq!(filed.status(), 201, "{}", filed.text());
    let (first, before) = (text(&filed.json()["key"]), link(&old, "The export stops", "closed"));
    assert_eq!(filed.json()["follow_up_of"], before);
    let after = json!([link(&first, "It stops again", "open"), link(&more, "And again", "open")]);
    for (caller, tickets) in [(&maria, TICKETS), (&tom, TICKETS), (&chloe, AGENTS)] {
        assert_eq!(
            links(caller, &format!("{tickets}/{old}")).await,
            (json!(null), after.clone())
        );
        for key in [&first, &more] {
            assert_eq!(
                links(caller, &format!("{tickets}/{key}")).await,
                (before.clone(), json!(null))
            );
        }
    }
    // What follows is a ticket like any other: it can be followed, too.
    let last = file(&tom, &following(&first, "Once more")).await;
    let (of, by) = links(&maria, &format!("{TICKETS}/{first}")).await;
    assert_eq!((of, by), (before, json!([link(&last, "Once more", "open")])));
}

#[tokio::test]
async fn what_one_may_not_see_cannot_be_followed_and_answers_like_what_is_not_there() {
    let app = TestApp::spawn().await;
    let (maria, sam, priya) = (
        app.contact(MARIA).await,
        app.contact(SAM).await,
        app.contact(PRIYA).await,
    );
    let gavin = app.contact_of(OTHER, GAVIN).await;
    let marias = file(&maria, &problem("Maria's")).await;
    let priyas = file(&priya, &problem("Priya's")).await;
    let gavins = file(&gavin, &json!({ "title": "Gavin's", "description": "Other account" })).await;

    // Of Initech members see what is their own.
    for (caller, others) in [
        (&maria, vec![&priyas, &gavins]),
        (&sam, vec![&marias, &priyas, &gavins]),
    ] {
        let absent = caller.post(TICKETS, &following("ACME-999", "After nothing")).await;
        assert_eq!(absent.bad_fields(), ["follow_up_of"]);
        assert_eq!(absent.json()["errors"][0]["code"], "unknown_ticket");
        for key in others.into_iter().map(String::as_str).chain(["", "nonsense", "ACME-"]) {
            let refused = caller.post(TICKETS, &following(key, "After nothing")).await;
            assert_eq!((refused.status(), refused.text()), (422, absent.text()), "{key}");
        }
        assert!(!caller.get(TICKETS).await.text().contains("After nothing"));
    }
    // Beside all else that is wrong.
    let mut ticket = following(&priyas, " ");
    ticket["answers"][area()] = json!("Weather");
    let named = maria.post(TICKETS, &ticket).await.bad_fields();
    assert_eq!(
        named,
        [
            "title".to_owned(),
            format!("answers.{}", area()),
            "follow_up_of".to_owned()
        ]
    );
}

#[tokio::test]
async fn who_sees_their_own_tickets_alone_hears_nothing_of_a_colleagues_follow_up() {
    let app = TestApp::spawn().await;
    let (sam, ines) = (app.contact(SAM).await, app.contact(INES).await);
    let sams = file(&sam, &problem("Sam's")).await;
    let managers = file(&ines, &following(&sams, "What the manager says")).await;

    let nothing = (json!(null), json!(null));
    assert_eq!(links(&sam, &format!("{TICKETS}/{sams}")).await, nothing);
    let (_, by) = links(&ines, &format!("{TICKETS}/{sams}")).await;
    assert_eq!(by, json!([link(&managers, "What the manager says", "open")]));
}

#[tokio::test]
async fn a_ticket_that_moved_to_another_customer_takes_no_link_along() {
    let app = TestApp::spawn().await;
    let (maria, priya, chloe) = (
        app.contact(MARIA).await,
        app.contact(PRIYA).await,
        app.agent(CHLOE).await,
    );
    let to_initech = json!({ "customer": {
        "customer_id": fixtures::customer_id("Initech"), "requester_id": fixtures::contact_id(PRIYA),
    } });
    let old = file(&maria, &problem("Of Globex")).await;
    let moved = file(&maria, &following(&old, "Moves on")).await;
    let stays = file(&maria, &following(&moved, "Stays")).await;

    set(&chloe, &moved, &to_initech).await;

    let nothing = (json!(null), json!(null));
    for (caller, key) in [(&priya, &moved), (&maria, &old), (&maria, &stays)] {
        assert_eq!(links(caller, &format!("{TICKETS}/{key}")).await, nothing, "{key}");
    }
    for (caller, key) in [(&priya, &moved), (&maria, &stays)] {
        let exported = caller.get(&format!("{TICKETS}/export.json")).await.json();
        let row = exported.as_array().unwrap().iter().find(|it| it["key"] == json!(key));
        assert_eq!(row.unwrap()["follow_up_of"], json!(null), "{key}");
    }
    // The team sees whose each is.
    assert_eq!(
        links(&chloe, &format!("{AGENTS}/{moved}")).await,
        (link(&old, "Of Globex", "open"), json!([link(&stays, "Stays", "open")]))
    );
}

#[tokio::test]
async fn a_page_names_the_first_twenty() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let old = file(&maria, &problem("The first")).await;
    for n in 1..=21 {
        file(&maria, &following(&old, &format!("No {n}"))).await;
    }
    let (_, by) = links(&maria, &format!("{TICKETS}/{old}")).await;
    let titles: Vec<String> = by.as_array().unwrap().iter().map(|it| text(&it["title"])).collect();
    let expected: Vec<String> = (1..=20).map(|n| format!("No {n}")).collect();
    assert_eq!(titles, expected);
}

#[tokio::test]
async fn an_export_names_what_a_ticket_follows() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let old = file(&maria, &problem("Before")).await;
    file(&maria, &following(&old, "After")).await;

    let exported = maria.get(&format!("{TICKETS}/export.json?sort=number")).await.json();
    let followed: Vec<&Value> = exported
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["follow_up_of"])
        .collect();
    assert_eq!(followed, [&json!(old), &json!(null)]);
    let table = maria.get(&format!("{TICKETS}/export.csv?sort=number")).await;
    assert!(table.text().contains(&format!(",{old},")), "{}", table.text());
}
