//! Where one is signed in, and ending that.

use chrono::TimeDelta;
use serde_json::Value;

use crate::support::{ACME, Caller, OTHER, TestApp};

/// A surface: where its sessions are, and whom it is for.
const SURFACES: [(&str, &str); 2] = [
    ("/api/v1/portal/sessions", "/api/v1/portal/me"),
    ("/api/v1/sessions", "/api/v1/me"),
];

async fn sign_in(app: &TestApp, surface: usize, slug: &str) -> Caller {
    match (surface, slug) {
        (0, ACME) => app.contact("maria@globex.example").await,
        (0, _) => app.contact_of(OTHER, "gavin@hooli.example").await,
        (_, ACME) => app.agent("chloe@acme.example").await,
        _ => app.agent_of(OTHER, "eve@other.example").await,
    }
}

async fn list(caller: &Caller, path: &str) -> Vec<Value> {
    let res = caller.get(path).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    res.json().as_array().unwrap().clone()
}

fn id(session: &Value) -> String {
    session["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn one_sees_ones_own_live_sessions_newest_first() {
    let app = TestApp::spawn().await;
    for (surface, (sessions, _)) in SURFACES.into_iter().enumerate() {
        let first = sign_in(&app, surface, ACME).await;
        app.clock.advance(TimeDelta::minutes(1));
        let second = sign_in(&app, surface, ACME).await;
        sign_in(&app, surface, OTHER).await;

        let seen = list(&second, sessions).await;

        let current: Vec<_> = seen.iter().map(|s| s["current"].as_bool().unwrap()).collect();
        assert_eq!(current, [true, false], "{sessions}");
        let from_first = list(&first, sessions).await;
        assert_eq!(
            from_first.iter().map(id).collect::<Vec<_>>(),
            seen.iter().map(id).collect::<Vec<_>>()
        );
        assert_eq!(from_first[1]["current"], true);
        assert_eq!(seen[0]["method"], "mail");
    }
    app.clock.advance(TimeDelta::days(1));
    let anew = sign_in(&app, 0, ACME).await;
    assert_eq!(list(&anew, SURFACES[0].0).await.len(), 1, "what is over is not listed");
}

#[tokio::test]
async fn one_ends_ones_own_sessions_at_once_and_nobody_elses() {
    let app = TestApp::spawn_with(|config| config.sign_in.cache_seconds = 60).await;
    for (surface, (sessions, me)) in SURFACES.into_iter().enumerate() {
        let (here, lost) = (sign_in(&app, surface, ACME).await, sign_in(&app, surface, ACME).await);
        let stranger = sign_in(&app, surface, OTHER).await;
        let colleague = if surface == 0 {
            app.contact("tom@globex.example").await
        } else {
            app.agent("ben@acme.example").await
        };
        assert_eq!(lost.get(me).await.status(), 200);
        let lost_id = id(list(&here, sessions)
            .await
            .iter()
            .find(|s| s["current"] == false)
            .unwrap());
        let ending = format!("{sessions}/{lost_id}");
        let absent = format!("{sessions}/{}", uuid::Uuid::now_v7());

        for other in [&stranger, &colleague] {
            let (foreign, none) = (other.delete(&ending).await, other.delete(&absent).await);
            assert_eq!((foreign.status(), foreign.text()), (404, none.text()), "{sessions}");
        }
        assert_eq!(lost.get(me).await.status(), 200);
        assert_eq!(here.delete(&ending).await.status(), 204);

        assert_eq!(
            lost.get(me).await.status(),
            401,
            "at once, whatever the cache remembers"
        );
        assert_eq!(here.delete(&ending).await.status(), 404, "it is ended already");
        assert_eq!(here.get(me).await.status(), 200);
    }
}

#[tokio::test]
async fn one_ends_all_other_sessions_and_keeps_this_one() {
    let app = TestApp::spawn_with(|config| config.sign_in.cache_seconds = 60).await;
    for (surface, (sessions, me)) in SURFACES.into_iter().enumerate() {
        let here = sign_in(&app, surface, ACME).await;
        let others = [sign_in(&app, surface, ACME).await, sign_in(&app, surface, ACME).await];
        let bystanders = [
            sign_in(&app, surface, OTHER).await,
            if surface == 0 {
                app.contact("tom@globex.example").await
            } else {
                app.agent("ben@acme.example").await
            },
        ];
        for caller in others.iter().chain(&bystanders) {
            assert_eq!(caller.get(me).await.status(), 200);
        }

        assert_eq!(here.post_empty(&format!("{sessions}/end-others")).await.status(), 204);

        assert_eq!(here.get(me).await.status(), 200);
        for other in &others {
            assert_eq!(other.get(me).await.status(), 401, "{sessions}");
        }
        for bystander in &bystanders {
            assert_eq!(bystander.get(me).await.status(), 200, "{sessions}");
        }
    }
}
