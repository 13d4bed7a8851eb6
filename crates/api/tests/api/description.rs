//! The API's description: in step with the handlers, and every operation in it closed to whoever may not call it.

use portico::app;
use portico_types::tickets::TicketStatus;
use reqwest::Method;
use serde_json::Value;
use utoipa::openapi::path::Operation;

use crate::support::{ACME, Caller, TestApp};

fn folder(file: &str) -> String {
    std::fs::read_to_string(format!("{}/../../api-spec/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap_or_default()
}

#[test]
fn the_files_are_in_step_with_the_handlers() {
    let api = app::openapi();
    let text = app::openapi_text(&api).unwrap();
    assert!(
        folder("openapi.json") == text,
        "api-spec/openapi.json is out of date: run `just api-spec`"
    );
    assert!(
        folder("operations.txt") == app::operations(&api),
        "api-spec/operations.txt is out of date: run `just api-spec`"
    );
}

/// Every operation with its method and a path whose parameters are filled in with something absent.
pub fn operations() -> Vec<(Method, String, Operation)> {
    let mut all = Vec::new();
    for (path, item) in app::openapi().paths.paths {
        let filled = path
            .replace("{key}", "ACME-999999")
            .replace("{domain}", "absent.example")
            .replace("{email}", "absent@absent.example")
            .replace("{id}", "00000000-0000-0000-0000-000000000000");
        assert!(!filled.contains('{'), "fill in the parameters of {path}");
        for (method, operation) in [
            (Method::GET, item.get),
            (Method::POST, item.post),
            (Method::PUT, item.put),
            (Method::PATCH, item.patch),
            (Method::DELETE, item.delete),
        ] {
            if let Some(operation) = operation {
                all.push((method, filled.clone(), operation));
            }
        }
    }
    assert!(all.len() > 10, "the description is not empty");
    all
}

#[test]
fn every_operation_says_how_it_refuses() {
    let api = serde_json::to_value(app::openapi()).unwrap();
    let named = |place: &Value| {
        let place = place["$ref"].as_str().expect("described once").trim_start_matches('#');
        api.pointer(place)
            .unwrap_or_else(|| panic!("{place} is described"))
            .clone()
    };
    let mut operations = 0;
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(responses) = operation["responses"].as_object() else {
                continue;
            };
            operations += 1;
            let what = format!("{method} {path}");
            let too_many = named(&responses["429"]);
            for header in ["Retry-After", "RateLimit", "RateLimit-Policy"] {
                let header = named(&too_many["headers"][header]);
                assert!(
                    header["description"].is_string() && header["schema"]["type"].is_string(),
                    "{what}"
                );
            }
            assert!(named(&responses["503"])["headers"]["Retry-After"].is_object(), "{what}");
            if !operation["security"].as_array().unwrap().is_empty() {
                for status in ["401", "403"] {
                    assert!(responses.contains_key(status), "{what}: {status}");
                }
            }
            for (status, response) in responses.iter().filter(|(status, _)| status.as_str() >= "400") {
                let response = if response["$ref"].is_string() {
                    named(response)
                } else {
                    response.clone()
                };
                assert!(response["description"].is_string(), "{what}: {status}");
                let content = response["content"]
                    .as_object()
                    .unwrap_or_else(|| panic!("{what}: {status} says why"));
                assert!(content.keys().eq(["application/problem+json"]), "{what}: {status}");
            }
        }
    }
    assert!(operations > 80, "{operations}");
}

#[tokio::test]
async fn every_operation_refuses_whoever_asks_too_much_as_it_says() {
    let app = TestApp::spawn_with(|config| config.limits.per_address = 1).await;
    let nobody = app.nobody(ACME);
    assert_eq!(nobody.get("/api/v1/portal/info").await.status(), 200);
    for (method, path, _) in operations() {
        let answer = nobody.send(nobody.request(method.clone(), &path)).await;
        assert_eq!(answer.status(), 429, "{method} {path}");
        assert_eq!(
            answer.headers()["content-type"],
            "application/problem+json",
            "{method} {path}"
        );
        for header in ["retry-after", "ratelimit", "ratelimit-policy"] {
            assert!(answer.headers().contains_key(header), "{method} {path}: {header}");
        }
    }
}

async fn status(caller: &Caller, method: &Method, path: &str) -> u16 {
    caller.send(caller.request(method.clone(), path)).await.status()
}

#[tokio::test]
async fn every_operation_is_closed_to_strangers_and_to_the_other_surface() {
    let app = TestApp::spawn().await;
    let (nobody, contact, agent) = (
        app.nobody(ACME),
        app.contact("maria@globex.example").await,
        app.agent("chloe@acme.example").await,
    );
    for (method, path, operation) in operations() {
        if operation.security.as_ref().is_none_or(Vec::is_empty) {
            continue; // Open to anybody, and the description says so; a reviewer reads operations.txt.
        }
        assert_eq!(status(&nobody, &method, &path).await, 401, "nobody: {method} {path}");
        let stranger = if path.starts_with("/api/v1/portal/") {
            &agent
        } else {
            &contact
        };
        assert_eq!(
            status(stranger, &method, &path).await,
            401,
            "the other surface's caller: {method} {path}"
        );
    }
}

#[tokio::test]
async fn operations_of_admins_and_managers_are_closed_to_others() {
    let app = TestApp::spawn().await;
    let (chloe, ben, tom) = (
        app.agent("chloe@acme.example").await,
        app.agent("ben@acme.example").await,
        app.contact("tom@globex.example").await,
    );
    for (method, path, operation) in operations() {
        let who = operation
            .extensions
            .as_ref()
            .and_then(|e| e.get("x-who"))
            .and_then(|w| w.as_str())
            .unwrap_or_default()
            .to_owned();
        if who == "admin" || who == "owner" {
            assert_eq!(status(&chloe, &method, &path).await, 403, "an agent: {method} {path}");
        }
        if who == "manager" {
            assert_eq!(status(&tom, &method, &path).await, 403, "a member: {method} {path}");
        }
        if who == "owner" {
            assert_eq!(status(&ben, &method, &path).await, 403, "an admin: {method} {path}");
        }
    }
}

#[tokio::test]
async fn the_description_is_served_with_a_page_of_its_own() {
    let app = TestApp::spawn().await;
    let nobody = app.nobody(ACME);

    let served = nobody.get("/api/v1/openapi.json").await;
    let page = nobody.get("/docs/").await;

    assert_eq!(served.json()["openapi"], "3.1.0");
    assert_eq!(page.status(), 200);
    for file in ["/docs", "/docs/docs.css", "/docs/docs.js"] {
        assert_eq!(nobody.get(file).await.status(), 200, "{file}");
    }
    assert_eq!(nobody.get("/docs/none").await.status(), 404);
    let csp = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(csp.contains("default-src 'none'") && !csp.contains("unsafe"), "{csp}");
}

#[test]
fn words_are_described_as_they_are_sent() {
    let spec = serde_json::to_value(app::openapi()).unwrap();
    let described = &spec["components"]["schemas"]["TicketStatus"]["enum"];
    let sent: Vec<_> = TicketStatus::ALL.iter().map(|it| it.as_str()).collect();
    assert_eq!(*described, serde_json::json!(sent));
}
