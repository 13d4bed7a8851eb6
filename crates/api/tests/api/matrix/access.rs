//! Who is let through.

use super::{
    Operation, of_staff, operations, seen,
    table::Who,
    world::{Knocking, Shows, World},
};

/// What must come of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    NotSignedIn,
    Refused,
    LetThrough,
}

/// From what the table says of the operation and who knocks; nothing else.
pub(super) fn verdict(operation: &Operation, knocking: &Knocking) -> Verdict {
    let row = operation.row();
    if row.who == Who::Anybody {
        return Verdict::LetThrough;
    }
    if knocking.closed {
        return if operation.portal() {
            Verdict::Refused
        } else {
            Verdict::NotSignedIn
        };
    }
    let staff = match &knocking.shows {
        Shows::Nothing => return Verdict::NotSignedIn,
        Shows::Session { .. } => of_staff(knocking.level),
        Shows::Key(_) => true,
    };
    if staff == operation.portal() {
        return Verdict::NotSignedIn; // The other surface's caller is nobody here.
    }
    let may = match &knocking.shows {
        Shows::Key(scopes) => row
            .scope
            .is_some_and(|scope| scopes.iter().any(|it| it.as_str() == scope)),
        Shows::Session { fresh } => *fresh || !row.fresh,
        Shows::Nothing => false,
    };
    if may && knocking.level >= row.who {
        Verdict::LetThrough
    } else {
        Verdict::Refused
    }
}

fn fits(verdict: Verdict, status: u16) -> bool {
    match verdict {
        Verdict::NotSignedIn => status == 401,
        Verdict::Refused => status == 403,
        Verdict::LetThrough => !matches!(status, 401 | 403 | 405) && status < 500,
    }
}

#[tokio::test]
async fn everybody_is_let_through_or_not_as_the_table_says() {
    asks_as_everybody(&World::make().await).await;
}

#[tokio::test]
async fn two_processes_of_the_server_let_the_same_through() {
    if let Some(world) = World::in_processes().await {
        asks_as_everybody(&world).await;
    }
}

async fn asks_as_everybody(world: &World) {
    let mut wrong = Vec::new();
    let mut asked = [0; 3];
    for operation in operations() {
        for knocking in &world.everybody {
            let verdict = verdict(&operation, knocking);
            let empty = operation.row().body.map(|_| serde_json::json!({}));
            // Nobody's ids and no body to speak of: whoever is let through changes nothing.
            let answer = operation
                .ask(&knocking.caller, &operation.at(&operation.absent()), empty.as_ref())
                .await;
            asked[verdict as usize] += 1;
            let open = operation.row().who == Who::Anybody;
            if if open {
                answer.status() >= 500
            } else {
                !fits(verdict, answer.status())
            } {
                wrong.push(format!(
                    "{}, {}: {verdict:?}, but {}",
                    operation.id,
                    knocking.name,
                    answer.status()
                ));
            }
            if verdict != Verdict::LetThrough {
                // Whether a thing exists is none of the business of those who are not let through, nor is what a good body would be.
                let body = operation.row().body.map(|body| body(world));
                let own = operation
                    .ask(&knocking.caller, &operation.at(&operation.own(world)), body.as_ref())
                    .await;
                if seen(&own) != seen(&answer) {
                    wrong.push(format!(
                        "{}, {}: {:?} of what exists, {:?} of what does not",
                        operation.id,
                        knocking.name,
                        seen(&own),
                        seen(&answer)
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {asked:?}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(
        asked.iter().all(|count| *count > 100),
        "not signed in, refused, let through: {asked:?}"
    );
}
