//! Lists, their filters and pages, on both surfaces.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::*;

/// Two dozen tickets of Globex in all statuses and priorities, some of them touched again later.
async fn many(app: &TestApp) -> (Caller, Caller) {
    let (maria, tom, chloe) = (app.contact(MARIA).await, app.contact(TOM).await, app.agent(CHLOE).await);
    for n in 0..24 {
        let mut ticket = problem(&format!("Ticket {n} is 100%_sure"));
        ticket["priority"] = json!(["low", "normal", "high", "urgent"][n % 4]);
        let key = file(if n % 3 == 0 { &tom } else { &maria }, &ticket).await;
        let status = ["open", "in_progress", "pending", "on_hold", "solved", "closed"][n % 6];
        set(
            &chloe,
            &key,
            &json!({ "status": status, "assignee": { "agent_id": (n % 2 == 0).then(|| fixtures::agent_id(ANA)) } }),
        )
        .await;
        // Several share a moment: the order among them must hold all the same.
        if n % 4 == 3 {
            app.clock.advance(TimeDelta::seconds(1));
        }
        if n % 5 == 4 {
            says(
                &chloe,
                &format!("ACME-{}", n / 2 + 1),
                &json!({ "visibility": "internal", "body": "seen" }),
            )
            .await;
        }
        if n % 7 == 6 {
            set(&chloe, &format!("ACME-{}", n / 2 + 1), &json!({ "priority": "urgent" })).await;
        }
    }
    (maria, chloe)
}

/// Reads a list page by page.
async fn joined(caller: &Caller, path: &str, query: &str) -> Vec<String> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = caller.get(&format!("{path}?limit=5{query}{cursor}")).await;
        assert_eq!(page.status(), 200, "{}", page.text());
        all.extend(keys(&page.json()));
        match page.json()["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

#[tokio::test]
async fn pages_join_to_the_whole_list_under_every_filter_and_order() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = many(&app).await;
    let tom = fixtures::contact_id(TOM);
    let portal = ["", "&requester=me", &format!("&requester={tom}")].map(str::to_owned);
    let staff = [
        "",
        "&assignee=me",
        "&assignee=none",
        &format!("&assignee={}", fixtures::agent_id(ANA)),
    ]
    .map(str::to_owned);
    for (caller, path, own) in [(&maria, TICKETS, &portal[..]), (&chloe, "/api/v1/tickets", &staff[..])] {
        for own in own {
            let mut in_every_order = BTreeSet::new();
            for sort in ["", "&sort=activity", "&sort=created", "&sort=number"] {
                for status in [
                    "",
                    "&status=solved",
                    "&status=open,in_progress,on_hold",
                    "&status=closed,pending&priority=urgent,low",
                ] {
                    let query = format!("{own}{sort}{status}");
                    let whole = keys(&caller.get(&format!("{path}?limit=100{query}")).await.json());
                    assert_eq!(joined(caller, path, &query).await, whole, "{query}");
                    let mut set = whole;
                    set.sort();
                    in_every_order.insert((status, set));
                }
            }
            assert_eq!(in_every_order.len(), 4, "an order changes no list's members: {own}");
        }
    }
}

#[tokio::test]
async fn lists_hold_what_was_asked_for_in_the_order_asked_for() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = many(&app).await;
    let items = async |query: &str| {
        let page = maria.get(&format!("{TICKETS}?limit=100&{query}")).await.json();
        let mut items = page["items"]
            .as_array()
            .unwrap_or_else(|| panic!("{query}: {page}"))
            .clone();
        for item in &mut items {
            item.as_object_mut().unwrap().remove("found"); // See `search`.
        }
        items
    };
    let all = items("").await;
    assert_eq!(all.len(), 24);

    for (query, kept) in [
        ("status=solved", (|t| t["status"] == "solved") as fn(&Value) -> bool),
        ("status=open,pending", |t| {
            t["status"] == "open" || t["status"] == "pending"
        }),
        ("priority=urgent,low", |t| {
            t["priority"] == "urgent" || t["priority"] == "low"
        }),
        ("requester=me", |t| t["requester"]["name"] == "Maria Rossi"),
        ("q=ticket%202", |t| text(&t["title"]).starts_with("Ticket 2")),
        ("q=ACME-7", |t| t["key"] == "ACME-7"),
        ("q=100%25_S", |_| true),
        ("q=100%25%25", |_| true), // Signs part words, and are none.
        ("q=1__%25", |_| true),
        ("q=100%25_T", |t| text(&t["title"]).starts_with("Ticket")),
        ("q=%25", |_| false),
        ("q=%27%22%5C%3B--", |_| false),
        ("q=SINCE+this+morning", |_| true), // In the latest message.
    ] {
        let expected: Vec<_> = all.iter().filter(|t| kept(t)).cloned().collect();
        assert_eq!(items(query).await, expected, "{query}");
    }
    let by = |field: &str| {
        let mut sorted = all.iter().map(|t| text(&t[field])).collect::<Vec<_>>();
        sorted.sort();
        sorted.reverse();
        sorted
    };
    for (sort, field) in [("activity", "activity_at"), ("created", "created_at")] {
        let sorted: Vec<_> = items(&format!("sort={sort}"))
            .await
            .iter()
            .map(|t| text(&t[field]))
            .collect();
        assert_eq!(sorted, by(field));
    }
    let numbers: Vec<_> = items("sort=number").await.iter().map(|t| text(&t["key"])).collect();
    assert_eq!(numbers, (1..=24).rev().map(|n| format!("ACME-{n}")).collect::<Vec<_>>());

    let assigned = chloe
        .get(&format!(
            "/api/v1/tickets?limit=100&assignee={}",
            fixtures::agent_id(ANA)
        ))
        .await
        .json();
    assert_eq!(keys(&assigned).len(), 12);
}

#[tokio::test]
async fn lists_are_narrowed_by_time() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    let now = || app.state.clock.now();
    let old = file(&maria, &problem("Old")).await;
    let then = now();
    app.clock.advance(TimeDelta::minutes(2));
    let new = file(&maria, &problem("New")).await;
    let list = async |query: String| keys(&maria.get(&format!("{TICKETS}?{query}")).await.json());
    let at = |time: chrono::DateTime<chrono::Utc>| time.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);

    assert_eq!(list(format!("created_to={}", at(then))).await, [&*old]);
    assert_eq!(list(format!("created_from={}", at(now()))).await, [&*new]);
    assert_eq!(
        list(format!(
            "created_from={}&created_to={}",
            then.date_naive(),
            now().date_naive()
        ))
        .await
        .len(),
        2
    );
    assert_eq!(list("created_to=2020-01-01".to_owned()).await.len(), 0);
    app.clock.advance(TimeDelta::minutes(2));
    answers(&chloe, &old, "Still there?").await;
    assert_eq!(list(format!("updated_from={}", at(now()))).await, [&*old]);
    assert_eq!(
        list(format!("updated_to={}", at(then + TimeDelta::minutes(2)))).await,
        [&*new]
    );
    let days = (then.date_naive(), now().date_naive());
    assert_eq!(
        list(format!("updated_from={}&updated_to={}", days.0, days.1))
            .await
            .len(),
        2
    );
    assert_eq!(list("updated_to=2020-01-01".to_owned()).await.len(), 0);
}

#[tokio::test]
async fn counts_are_those_of_the_lists() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = many(&app).await;
    let length = async |caller: &Caller, path: &str| keys(&caller.get(path).await.json()).len();

    for filter in ["", "&requester=me", "&priority=urgent", "&q=ticket+1"] {
        let counts = maria.get(&format!("{TICKETS}/counts?sort=number{filter}")).await.json();
        for (tab, statuses) in [
            ("open", "open,in_progress,on_hold"),
            ("waiting", "pending"),
            ("solved", "solved,closed"),
            ("all", ""),
        ] {
            let path = format!("{TICKETS}?limit=100&status={statuses}{filter}");
            assert_eq!(counts[tab], length(&maria, &path).await, "{tab}{filter}");
        }
    }
    let unsolved = "/api/v1/tickets?limit=100&status=open,in_progress,pending,on_hold";
    let counts = app.agent(ANA).await.get("/api/v1/tickets/counts").await.json();
    let ana = fixtures::agent_id(ANA);
    assert_eq!(
        counts["mine"],
        length(&chloe, &format!("{unsolved}&assignee={ana}")).await
    );
    assert_eq!(
        counts["unassigned"],
        length(&chloe, &format!("{unsolved}&assignee=none")).await
    );
    assert_eq!(counts["unsolved"], length(&chloe, unsolved).await);
    let customers = chloe.get("/api/v1/customers").await.json();
    assert_eq!(customers["items"][0]["name"], "Globex");
    assert_eq!(customers["items"][0]["unsolved_tickets"], counts["unsolved"]);
}

#[tokio::test]
async fn nonsense_is_refused_by_name() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    let long = "x".repeat(201);
    for (query, status) in [
        ("status=opened", 400),
        ("colour=red", 400),
        ("sort=title", 400),
        ("limit=-1", 400),
        ("limit=0", 422),
        ("limit=101", 422),
        ("cursor=AAAA", 422),
        ("cursor=%00", 422),
        ("q=%00", 422),
        (&*format!("q={long}"), 422),
    ] {
        for (caller, path) in [(&maria, TICKETS), (&chloe, "/api/v1/tickets")] {
            let res = caller.get(&format!("{path}?{query}")).await;
            assert_eq!(res.status(), status, "{path}?{query}: {}", res.text());
        }
    }
    for query in [
        "requester=you",
        "created_from=yesterday",
        "created_to=2026-02-30",
        "form_id=1",
        "status=open&status=solved",
    ] {
        assert_eq!(maria.get(&format!("{TICKETS}?{query}")).await.status(), 400, "{query}");
    }
}

#[tokio::test]
async fn a_cursor_fits_no_other_list() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = many(&app).await;
    let page = maria.get(&format!("{TICKETS}?limit=2")).await.json();
    let cursor = text(&page["next_cursor"]);

    assert_eq!(
        maria
            .get(&format!("{TICKETS}?limit=2&sort=number&cursor={cursor}"))
            .await
            .bad_fields(),
        ["cursor"]
    );
    assert_eq!(
        chloe
            .get(&format!("/api/v1/tickets?cursor={cursor}"))
            .await
            .bad_fields(),
        ["cursor"]
    );
    let forged = format!("{}A", &cursor[..cursor.len() - 1]);
    if forged != cursor {
        assert_eq!(
            maria
                .get(&format!("{TICKETS}?limit=2&cursor={forged}"))
                .await
                .bad_fields(),
            ["cursor"]
        );
    }
}
