//! Saved views: kept, shared, changed and deleted, by whom they may be.

use serde_json::{Value, json};

use crate::support::{Caller, OTHER, TestApp};

const VIEWS: &str = "/api/v1/portal/views";
const MARIA: &str = "maria@globex.example"; // A manager.
const TOM: &str = "tom@globex.example";
const PRIYA: &str = "priya@initech.example";

fn view(name: &str, shared: bool) -> Value {
    json!({ "name": name, "shared": shared, "filters": { "tab": "waiting", "q": "printer", "requester": "me", "priority": "high", "updated_days": 7, "unread": true, "sort": "created" } })
}

async fn keeps(caller: &Caller, view: &Value) -> Value {
    let res = caller.post(VIEWS, view).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    res.json()
}

async fn names(caller: &Caller) -> Vec<String> {
    let page = caller.get(&format!("{VIEWS}?limit=100")).await.json();
    let items = page["items"].as_array().unwrap().iter();
    items.map(|it| it["name"].as_str().unwrap().to_owned()).collect()
}

fn at(view: &Value) -> String {
    format!("{VIEWS}/{}", view["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_view_is_kept_and_seen_by_whom_it_is_for() {
    let app = TestApp::spawn().await;
    let (maria, tom, priya) = (
        app.contact(MARIA).await,
        app.contact(TOM).await,
        app.contact(PRIYA).await,
    );
    let gavin = app.contact_of(OTHER, "gavin@hooli.example").await;

    let own = keeps(&tom, &view("  Mine ", false)).await;
    keeps(&tom, &view("Ours", true)).await;
    keeps(&priya, &view("Theirs", true)).await;
    keeps(&gavin, &view("Elsewhere", true)).await;

    assert_eq!(own["name"], "Mine");
    assert_eq!(own["filters"], view("", false)["filters"], "as it was given");
    assert_eq!(
        (own["mine"].as_bool(), own["may_change"].as_bool()),
        (Some(true), Some(true))
    );
    assert_eq!(names(&tom).await, ["Mine", "Ours"]);
    assert_eq!(names(&maria).await, ["Ours"]);
    assert_eq!(names(&priya).await, ["Theirs"]);
    assert_eq!(names(&gavin).await, ["Elsewhere"]);
    let seen = maria.get(VIEWS).await.json();
    assert_eq!(seen["items"][0]["owner"], "Tom Becker");
    assert_eq!(seen["items"][0]["mine"], false);
    assert_eq!(seen["items"][0]["may_change"], true, "she is a manager");
    let first = tom.get(&format!("{VIEWS}?limit=1")).await.json();
    let next = first["next_cursor"].as_str().unwrap();
    let second = tom.get(&format!("{VIEWS}?limit=1&cursor={next}")).await.json();
    assert_eq!(second["items"][0]["name"], "Ours");
    assert!(second.get("next_cursor").is_none_or(Value::is_null), "{second}");
}

#[tokio::test]
async fn a_view_is_changed_by_its_owner_and_by_managers_where_it_is_shared() {
    let app = TestApp::spawn().await;
    let (maria, tom, priya) = (
        app.contact(MARIA).await,
        app.contact(TOM).await,
        app.contact(PRIYA).await,
    );
    let (own, ours, marias) = (
        keeps(&tom, &view("Mine", false)).await,
        keeps(&tom, &view("Ours", true)).await,
        keeps(&maria, &view("Hers", true)).await,
    );
    let renamed = |version: i64| json!({ "name": "Renamed", "version": version });

    for (caller, view, status) in [
        (&maria, &own, 404), // Nobody knows of another's own views.
        (&priya, &own, 404),
        (&priya, &ours, 404),
        (&tom, &marias, 403),
    ] {
        assert_eq!(caller.patch(&at(view), &renamed(1)).await.status(), status);
        assert_eq!(caller.delete(&at(view)).await.status(), status);
    }
    let res = maria.patch(&at(&ours), &renamed(1)).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    assert_eq!(res.json()["filters"], ours["filters"], "what is absent stays");
    assert_eq!(
        tom.patch(&at(&ours), &renamed(1)).await.status(),
        409,
        "somebody was faster"
    );
    let other = json!({ "filters": { "tab": "all" }, "shared": false, "version": 2 });
    let res = tom.patch(&at(&ours), &other).await;
    assert_eq!(
        (res.json()["name"].as_str(), &res.json()["filters"]),
        (Some("Renamed"), &other["filters"])
    );
    assert_eq!(names(&maria).await, ["Hers"], "no longer shared");
    assert_eq!(
        tom.patch(&at(&own), &renamed(1)).await.status(),
        409,
        "he has one of that name"
    );

    assert_eq!(maria.delete(&at(&ours)).await.status(), 404);
    assert_eq!(tom.delete(&at(&ours)).await.status(), 204);
    assert_eq!(tom.delete(&at(&ours)).await.status(), 404);
    assert_eq!(names(&tom).await, ["Mine", "Hers"]);
}

#[tokio::test]
async fn a_view_says_what_a_list_can_be_asked_and_there_are_not_too_many() {
    let app = TestApp::spawn().await;
    let (maria, tom) = (app.contact(MARIA).await, app.contact(TOM).await);
    let mut bad = view("", false);
    bad["filters"]["requester"] = json!("everybody");
    bad["filters"]["updated_days"] = json!(0);
    bad["filters"]["q"] = json!("x".repeat(201));
    let res = tom.post(VIEWS, &bad).await;
    assert_eq!(res.status(), 422);
    let fields: Vec<_> = res.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["field"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        fields,
        ["name", "filters.q", "filters.requester", "filters.updated_days"]
    );
    for (days, wrong) in [
        (
            json!({ "updated_days": 7, "updated_from": "2026-01-01" }),
            ("filters.updated_days", "days_or_span"),
        ),
        (
            json!({ "updated_from": "2026-02-01", "updated_to": "2026-01-31" }),
            ("filters.updated_to", "wrong_days"),
        ),
        (
            json!({ "updated_days": 3661 }),
            ("filters.updated_days", "too_far_back"),
        ),
        (json!({ "requester": "everybody" }), ("filters.requester", "unknown_id")),
    ] {
        let mut both = days;
        both["tab"] = json!("all");
        let res = tom.post(VIEWS, &json!({ "name": "Days", "filters": both })).await;
        let error = &res.json()["errors"][0];
        assert_eq!((&error["field"], &error["code"]), (&json!(wrong.0), &json!(wrong.1)));
    }
    let days = json!({ "tab": "all", "updated_from": "2026-01-01", "updated_to": "2026-01-01" });
    let kept = keeps(&tom, &json!({ "name": "One day", "filters": days })).await;
    assert_eq!(kept["filters"], days, "as it was given");
    assert_eq!(tom.delete(&at(&kept)).await.status(), 204);
    for unknown in [
        json!({ "name": "a", "filters": { "tab": "all", "updated_from": "2026-02-30" } }),
        json!({ "name": "a", "filters": { "tab": "all", "sql": "1" } }),
        json!({ "name": "a", "filters": { "tab": "lost" } }),
    ] {
        assert_eq!(tom.post(VIEWS, &unknown).await.status(), 400);
    }
    let first = keeps(&tom, &view("0", false)).await;
    assert_eq!(
        tom.post(VIEWS, &view("0", true)).await.status(),
        409,
        "of the same name"
    );
    keeps(&maria, &view("0", false)).await;
    for n in 1..50 {
        keeps(&tom, &view(&n.to_string(), false)).await;
    }
    assert_eq!(tom.post(VIEWS, &view("50", false)).await.status(), 409);
    assert_eq!(tom.delete(&at(&first)).await.status(), 204);
    keeps(&tom, &view("50", false)).await;
}
