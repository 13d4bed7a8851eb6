//! What the server alone decides nobody sends: a body with a property that only answers have is refused, whatever its value.

use std::collections::BTreeSet;

use portico::app;
use serde_json::{Value, json};

use super::{operations, world::World};

/// Every property name of every answer's schema.
fn answered(api: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for schema in api["components"]["schemas"].as_object().unwrap().values() {
        gather(schema, &mut names);
    }
    names
}

fn gather(schema: &Value, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get("properties") {
                names.extend(properties.keys().cloned());
            }
            map.values().for_each(|it| gather(it, names));
        }
        Value::Array(all) => all.iter().for_each(|it| gather(it, names)),
        _ => {}
    }
}

/// The property names a request's schema has at its top.
fn taken(api: &Value, schema: &Value) -> BTreeSet<String> {
    let schema = match schema["$ref"].as_str() {
        Some(name) => &api["components"]["schemas"][name.rsplit('/').next().unwrap()],
        None => schema,
    };
    let mut names: BTreeSet<String> = schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone())
        .collect();
    for part in ["allOf", "oneOf", "anyOf"] {
        for inner in schema[part].as_array().into_iter().flatten() {
            names.extend(taken(api, inner));
        }
    }
    names
}

/// What the account's owner and a manager read of everything, to see that nothing changed.
async fn picture(world: &World) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for operation in operations() {
        if operation.method == reqwest::Method::GET && !operation.row().endless && !operation.id.contains("audit") {
            let answer = operation
                .ask(operation.entitled(world), &operation.at(&operation.own(world)), None)
                .await;
            all.push((operation.id.clone(), answer.text().to_owned()));
        }
    }
    all
}

#[tokio::test]
async fn a_body_with_what_only_the_server_decides_is_refused_and_changes_nothing() {
    let world = World::make().await;
    let api = serde_json::to_value(app::openapi()).unwrap();
    let all = answered(&api);
    for name in ["id", "created_at", "email", "role", "version", "status", "expires_at"] {
        assert!(all.contains(name), "{name}");
    }
    let before = picture(&world).await;
    let (mut wrong, mut sent) = (Vec::new(), 0);
    for operation in operations() {
        let Some(body) = operation.row().body else { continue };
        let (body, caller) = (body(&world), operation.entitled(&world));
        let path = operation.at(&operation.own(&world));
        let takes = taken(
            &api,
            &operation.described["requestBody"]["content"]["application/json"]["schema"],
        );
        assert!(!takes.is_empty(), "{}: no properties found", operation.id);
        let extra = all
            .iter()
            .map(String::as_str)
            .chain(["account_id", "token_hash", "is_admin", "__proto__"]);
        for name in extra.filter(|name| !takes.contains(*name)) {
            for value in [json!("x"), Value::Null] {
                let mut body = body.clone();
                body[name] = value;
                let status = operation.ask(caller, &path, Some(&body)).await.status();
                sent += 1;
                if !matches!(status, 400 | 422) {
                    wrong.push(format!("{}: {status} for {body}", operation.id));
                }
            }
        }
        // And within what the body holds, but for what is the caller's to name.
        let inner = body
            .as_object()
            .unwrap()
            .iter()
            .filter(|(name, value)| value.is_object() && *name != "answers");
        for (outer, _) in inner {
            for name in ["id", "account_id", "role", "created_at"] {
                let mut body = body.clone();
                body[outer][name] = Value::Null;
                let status = operation.ask(caller, &path, Some(&body)).await.status();
                sent += 1;
                if !matches!(status, 400 | 422) {
                    wrong.push(format!("{}: {status} for {body}", operation.id));
                }
            }
        }
    }
    wrong.truncate(40);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(sent > 1000, "{sent}");
    assert_eq!(picture(&world).await, before);
}
