//! A server that starts looks for what Slack told while none listened, although work went on elsewhere meanwhile.

use portico::{entity::job, outside::clock::Clock};
use portico_sandbox::faults::{EventFault, Rule};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{TRIAGE, compare::connects, filed, on_portal, says};
use crate::support::TestApp;

#[tokio::test]
async fn a_server_that_starts_looks_for_what_nobody_heard() {
    let app = TestApp::spawn().await;
    connects(&app).await;
    let key = filed(&app).await;
    app.sandbox.faults().set([Rule::events(EventFault::Drop)]);
    says(&app, "U0CHLOE", TRIAGE, "Nobody heard this").await;
    app.sandbox.faults().clear();
    // Workers looked a moment ago, so there is no gap for them, and look again now.
    let look = job::Entity::update_many()
        .col_expr(job::Column::RunAt, Expr::value(app.clock.now()))
        .filter(job::Column::Kind.eq("compare_threads"));
    assert_eq!(look.exec(&app.db).await.unwrap().rows_affected, 1);
    assert_eq!(on_portal(&app, &key).await.len(), 1);

    let server = app.process().await;
    server.run_jobs().await;

    let portal = on_portal(&app, &key).await;
    assert_eq!(portal.len(), 2, "{portal:?}");
    assert_eq!(portal[1].1, "Nobody heard this");
}
