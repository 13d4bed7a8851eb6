//! Every operation of the description × everybody who may knock × one's own, another's and nobody's ids, in path, query and body.
//!
//! [`table`] says who may do what; what a request must come to is computed from that. A new operation is one row there.

mod access;
mod audited;
mod fields;
mod ids;
mod meanwhile;
mod people;
mod repeats;
mod requests;
mod table;
mod things;
mod world;

use portico::app;
use reqwest::Method;
use serde_json::Value;

use self::{
    table::{Row, TABLE, Who},
    world::World,
};
use crate::support::{Answer, Caller};

/// An operation as the description has it.
struct Operation {
    id: String,
    method: Method,
    path: String,
    described: Value,
}

fn operations() -> Vec<Operation> {
    let api = serde_json::to_value(app::openapi()).unwrap();
    let mut all = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, described) in item.as_object().unwrap() {
            let Ok(method) = method.to_uppercase().parse::<Method>() else {
                continue;
            };
            if described["operationId"].is_string() {
                let id = described["operationId"].as_str().unwrap().to_owned();
                all.push(Operation {
                    id,
                    method,
                    path: path.clone(),
                    described: described.clone(),
                });
            }
        }
    }
    all
}

impl Operation {
    fn row(&self) -> &'static Row {
        let row = TABLE.iter().find(|row| row.id == self.id);
        row.unwrap_or_else(|| panic!("{} is missing from the matrix: add its row to table.rs", self.id))
    }

    fn portal(&self) -> bool {
        self.path.starts_with("/api/v1/portal/")
    }

    fn kinds(&self) -> &'static [world::Kind] {
        self.row().path
    }

    /// The path with these values for its parameters.
    fn at(&self, values: &[String]) -> String {
        let mut path = self.path.clone();
        for value in values {
            let (open, close) = (path.find('{').expect("a parameter"), path.find('}').expect("its end"));
            path.replace_range(open..=close, value);
        }
        assert!(!path.contains('{'), "{}: its row names too few parameters", self.id);
        path
    }

    fn own(&self, world: &World) -> Vec<String> {
        self.kinds()
            .iter()
            .map(|kind| world.own_on(*kind, self.portal()))
            .collect()
    }

    fn absent(&self) -> Vec<String> {
        self.kinds().iter().map(|kind| World::absent(*kind)).collect()
    }

    /// Who may do it and knows most of what there is to it.
    fn entitled<'a>(&self, world: &'a World) -> &'a Caller {
        if self.portal() { &world.manager } else { &world.owner }
    }

    async fn ask(&self, caller: &Caller, path: &str, body: Option<&Value>) -> Answer {
        let mut req = caller.request(self.method.clone(), path);
        if let Some(body) = body {
            req = req.json(body);
        }
        if self.row().endless {
            caller.begin(req).await
        } else {
            caller.send(req).await
        }
    }
}

/// What one may compare of two answers: everything but what is new each time. (Whether the connection stays open depends on how much of
/// the body had arrived.)
fn seen(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let mut headers: Vec<(String, String)> = answer
        .headers()
        .iter()
        .filter(|(name, _)| {
            !matches!(
                name.as_str(),
                "connection" | "date" | "x-request-id" | "ratelimit" | "ratelimit-remaining" | "ratelimit-reset"
            )
        })
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    headers.sort();
    (answer.status(), headers, answer.text().to_owned())
}

#[test]
fn the_table_has_every_operation_and_no_other() {
    let all = operations();
    assert!(all.len() > 40, "{} operations", all.len());
    let known = |id: &str| TABLE.iter().filter(|row| row.id == id).count();
    let missing: Vec<&str> = all
        .iter()
        .map(|it| it.id.as_str())
        .filter(|id| known(id) == 0)
        .collect();
    assert!(missing.is_empty(), "operations without a row: {missing:?}");
    let gone: Vec<&str> = TABLE
        .iter()
        .map(|row| row.id)
        .filter(|id| !all.iter().any(|it| it.id == *id))
        .collect();
    assert!(gone.is_empty(), "rows without an operation: {gone:?}");
    assert!(TABLE.iter().all(|row| known(row.id) == 1), "an operation has two rows");
    for operation in &all {
        let parameters = operation.path.matches('{').count();
        assert_eq!(
            operation.kinds().len(),
            parameters,
            "{}: parameters of its path",
            operation.id
        );
        let json = !operation.described["requestBody"]["content"]["application/json"].is_null();
        assert_eq!(
            operation.row().body.is_some(),
            json,
            "{}: whether it takes a body",
            operation.id
        );
    }
}

#[test]
fn operations_txt_says_who_may_as_the_table_does() {
    let text = app::operations(&app::openapi());
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [path, method, who, scope, id] = words[..] else {
            panic!("{line}")
        };
        let row = TABLE
            .iter()
            .find(|row| row.id == id)
            .unwrap_or_else(|| panic!("{id} has no row"));
        assert_eq!(who, row.who.word(), "{method} {path}");
        assert_eq!(scope, row.scope.unwrap_or("-"), "{method} {path}");
    }
    assert_eq!(text.lines().count(), TABLE.len());
}

/// Whether a row is for the agents' surface.
fn of_staff(who: Who) -> bool {
    who >= Who::Agent
}
