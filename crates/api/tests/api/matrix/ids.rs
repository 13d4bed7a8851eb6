//! What is another's answers like what is nobody's.

use serde_json::Value;

use super::{Operation, operations, seen, world::World};

/// Asks with what is another's and with what is nobody's at one place, everything else being one's own.
async fn compare(
    operation: &Operation,
    world: &World,
    kind: super::world::Kind,
    wrong: &mut Vec<String>,
    request: impl Fn(&str) -> (String, Option<Value>),
) {
    let caller = operation.entitled(world);
    let ask = async |value: &str| {
        let (path, body) = request(value);
        seen(&operation.ask(caller, &path, body.as_ref()).await)
    };
    let absent = ask(&World::absent(kind)).await;
    for foreign in world.foreign(kind, operation.portal()) {
        let answer = ask(&foreign).await;
        if answer != absent {
            wrong.push(format!(
                "{}: {kind:?} {foreign} answers {answer:?}, nobody's {absent:?}",
                operation.id
            ));
        }
    }
    if matches!(absent.0, 401 | 403 | 405 | 500..) {
        wrong.push(format!(
            "{}: {absent:?} for nobody's {kind:?} by who may ask",
            operation.id
        ));
    }
}

#[tokio::test]
async fn what_is_anothers_answers_like_what_is_nobodys() {
    let world = World::make().await;
    let mut wrong = Vec::new();
    let mut compared = 0;
    for operation in operations() {
        let (row, own) = (operation.row(), operation.own(&world));
        let body = || row.body.map(|body| body(&world));
        for (at, kind) in row.path.iter().enumerate() {
            compare(&operation, &world, *kind, &mut wrong, |value| {
                let mut values = own.clone();
                value.clone_into(&mut values[at]);
                (operation.at(&values), body())
            })
            .await;
            compared += 1;
        }
        for (name, kind) in row.query {
            compare(&operation, &world, *kind, &mut wrong, |value| {
                (format!("{}?{name}={value}", operation.at(&own)), body())
            })
            .await;
            compared += 1;
        }
        for (pointer, kind) in row.names {
            compare(&operation, &world, *kind, &mut wrong, |value| {
                let mut body = body().expect("a body");
                *body.pointer_mut(pointer).expect(pointer) = value.into();
                (operation.at(&own), Some(body))
            })
            .await;
            compared += 1;
        }
    }
    // One's own is there: else the above would say nothing. In the table's order, for some of it ends things.
    for row in super::TABLE {
        let all = operations();
        let Some(operation) = all.iter().find(|it| it.id == row.id) else {
            continue;
        };
        if row.path.is_empty() {
            continue;
        }
        let body = row.body.map(|body| body(&world));
        let caller = operation.entitled(&world);
        let absent = seen(
            &operation
                .ask(caller, &operation.at(&operation.absent()), body.as_ref())
                .await,
        );
        let own = seen(
            &operation
                .ask(caller, &operation.at(&operation.own(&world)), body.as_ref())
                .await,
        );
        if own == absent || own.0 >= 500 || matches!(own.0, 401 | 403 | 404 | 405) {
            wrong.push(format!(
                "{}: one's own answers {own:?}, nobody's {absent:?}",
                operation.id
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 20, "{compared} places");
}
