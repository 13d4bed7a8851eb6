//! What is another's answers like what is nobody's, whoever asks.

use reqwest::StatusCode;
use serde_json::Value;

use super::{
    Operation,
    access::{Verdict, verdict},
    operations, seen,
    table::TABLE,
    world::{Home, Kind, World},
};
use crate::support::Caller;

/// Somebody who is let through.
struct Asking<'a> {
    name: &'a str,
    caller: &'a Caller,
    home: Home,
    /// Whatever may be done at all they may do.
    entitled: bool,
}

/// Asks with what is another's and with what is nobody's at one place, everything else being one's own.
async fn compare(
    operation: &Operation,
    world: &World,
    asking: &Asking<'_>,
    kind: Kind,
    wrong: &mut Vec<String>,
    request: impl Fn(&str) -> (String, Option<Value>),
) {
    let ask = async |value: &str| {
        let (path, body) = request(value);
        seen(&operation.ask(asking.caller, &path, body.as_ref()).await)
    };
    let absent = ask(&World::absent(kind)).await;
    for foreign in world.foreign_to(kind, asking.home) {
        let answer = ask(&foreign).await;
        if answer != absent {
            wrong.push(format!(
                "{} by {}: {kind:?} {foreign} answers {answer:?}, nobody's {absent:?}",
                operation.id, asking.name
            ));
        }
    }
    // Others may be let through and still not do this, with somebody else's message, say.
    let barred = asking.entitled && matches!(absent.0, 401 | 403 | 405);
    if barred || absent.0 >= 500 {
        wrong.push(format!(
            "{}: {absent:?} for nobody's {kind:?} by {}, who may ask",
            operation.id, asking.name
        ));
    }
}

/// Path and body of a request with this value at one place.
type Request<'a> = Box<dyn Fn(&str) -> (String, Option<Value>) + 'a>;

/// Every place in a request to an operation that names something: with a value in that place.
fn places<'a>(operation: &'a Operation, world: &'a World) -> Vec<(Kind, Request<'a>)> {
    let row = operation.row();
    let own = operation.own(world);
    let body = move || row.body.map(|body| body(world));
    let mut all: Vec<(Kind, Request<'a>)> = Vec::new();
    for (at, kind) in row.path.iter().enumerate() {
        let own = own.clone();
        all.push((
            *kind,
            Box::new(move |value: &str| {
                let mut values = own.clone();
                value.clone_into(&mut values[at]);
                (operation.at(&values), body())
            }),
        ));
    }
    for (name, kind) in row.query {
        let path = operation.at(&own);
        all.push((
            *kind,
            Box::new(move |value: &str| (format!("{path}?{name}={value}"), body())),
        ));
    }
    for (pointer, kind) in row.names {
        let path = operation.at(&own);
        all.push((
            *kind,
            Box::new(move |value: &str| {
                let mut body = body().expect("a body");
                *body.pointer_mut(pointer).expect(pointer) = value.into();
                (path.clone(), Some(body))
            }),
        ));
    }
    all
}

#[tokio::test]
async fn what_is_anothers_answers_like_what_is_nobodys() {
    let world = World::make().await;
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for operation in operations() {
        let home = if operation.portal() { Home::Maria } else { Home::Ana };
        let entitled = Asking {
            name: "who knows most",
            caller: operation.entitled(&world),
            home,
            entitled: true,
        };
        let knocking = world.everybody.iter();
        let let_through = knocking.filter(|it| verdict(&operation, it) == Verdict::LetThrough);
        let others = let_through.map(|it| Asking {
            name: &it.name,
            caller: &it.caller,
            home: it.home,
            entitled: false,
        });
        for asking in [entitled].into_iter().chain(others) {
            for (kind, request) in places(&operation, &world) {
                compare(&operation, &world, &asking, kind, &mut wrong, request).await;
                compared += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 200, "{compared} places");
}

/// One's own is there, wherever something is named: else the above would say nothing.
#[tokio::test]
async fn what_is_ones_own_answers_otherwise() {
    let world = World::make().await;
    let mut wrong = Vec::new();
    // In the table's order, for some of it ends things.
    for row in TABLE {
        let all = operations();
        let operation = all
            .iter()
            .find(|it| it.id == row.id)
            .expect("an operation of the table");
        let (caller, own) = (operation.entitled(&world), operation.at(&operation.own(&world)));
        let body = row.body.map(|body| body(&world));
        for (name, kind) in row.query {
            let with = async |value: String| {
                let path = format!("{own}?{name}={value}");
                seen(&operation.ask(caller, &path, body.as_ref()).await)
            };
            let (known, absent) = (with(world.known(*kind)).await, with(World::absent(*kind)).await);
            if known == absent || known.0 != 200 {
                wrong.push(format!(
                    "{}?{name}: one's own answers {known:?}, nobody's {absent:?}",
                    row.id
                ));
            }
        }
        let mut absent = Vec::new();
        for (pointer, kind) in row.names {
            let mut body = body.clone().expect("a body");
            *body.pointer_mut(pointer).expect(pointer) = World::absent(*kind).into();
            absent.push(seen(&operation.ask(caller, &own, Some(&body)).await));
        }
        if !row.path.is_empty() {
            let path = operation.at(&operation.absent());
            absent.push(seen(&operation.ask(caller, &path, body.as_ref()).await));
        }
        if absent.is_empty() {
            continue;
        }
        let own = seen(&operation.ask(caller, &own, body.as_ref()).await);
        let status = StatusCode::from_u16(own.0).expect("a status");
        let bad = matches!(own.0, 401 | 403 | 404 | 405) || status.is_server_error();
        let accepted = row.names.is_empty() || status.is_success();
        if bad || !accepted || absent.contains(&own) {
            wrong.push(format!("{}: one's own answers {own:?}, nobody's {absent:?}", row.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
