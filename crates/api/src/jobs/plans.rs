//! How the databases find what is due: off the index, whatever waits beside it.

use chrono::{DateTime, TimeDelta};
use portico_types::ids::{AccountId, JobId, SlackWorkspaceId};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, Statement, TransactionTrait};
use serde_json::json;
use uuid::Uuid;

use super::{Pool, claiming, deferral};
use crate::{
    config::Config,
    entity::{JobState, job},
    plans::Plans,
};

const ACCOUNT: AccountId = AccountId(Uuid::from_u128(1));

/// 3,000 jobs in 100 lanes, most of them given up or not due yet.
async fn jobs(now: DateTime<chrono::Utc>) -> Plans {
    let plans = Plans::make().await;
    let account = "INSERT INTO accounts (id, created_at, slug, name, edition, plan, customer_management, ticket_prefix, \
        next_ticket_number, portal_enabled, portal_name, portal_accent, portal_access, mail_threading, mail_context_messages, version) \
        VALUES ($1, $2, '', '', '', '', '', '', 1, true, '', '', '', false, 5, 1)";
    let values = [ACCOUNT.0.into(), now.into()];
    let backend = plans.db.get_database_backend();
    let txn = plans.db.begin().await.unwrap();
    txn.execute_raw(Statement::from_sql_and_values(backend, account, values))
        .await
        .unwrap();
    let rows: Vec<_> = (0..3000u32).map(|n| row(n, now).into_active_model()).collect();
    for some in rows.chunks(200) {
        let insert = job::Entity::insert_many(some.to_vec());
        insert.exec_without_returning(&txn).await.unwrap();
    }
    txn.commit().await.unwrap();
    plans.analyze().await;
    plans
}

fn row(n: u32, now: DateTime<chrono::Utc>) -> job::Model {
    job::Model {
        account_id: ACCOUNT,
        id: JobId(Uuid::from_u128(n.into())),
        kind: if n.is_multiple_of(3) {
            "send_message_mail"
        } else {
            "post_message"
        }
        .to_owned(),
        payload: json!({}),
        lane: (!n.is_multiple_of(3)).then(|| (n % 100).to_string()),
        lane_seq: n.into(),
        unique_key: None,
        state: if n.is_multiple_of(4) {
            JobState::Ready
        } else {
            JobState::Dead
        },
        run_at: now + TimeDelta::minutes(i64::from(n) - 100),
        attempts: 0,
        leased_until: None,
        lease_token: None,
        last_error: None,
        created_at: now,
        workspace_id: None,
        sending_since: None,
        turn_at: None,
        timed_at: None,
        defects: 0,
        deferred_until: None,
    }
}

#[tokio::test]
async fn what_is_due_is_found_off_the_index_in_order() {
    let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    let plans = jobs(now).await;
    let config = Config::defaults().unwrap();
    let backend = plans.db.get_database_backend();
    let busy = [SlackWorkspaceId(Uuid::from_u128(7))];
    let mut wrong = Vec::new();
    for pool in Pool::ALL {
        for busy in [&[][..], &busy] {
            let what = format!("{pool:?}, {} busy", busy.len());
            let due = plans.plan(claiming::due(backend, *pool, busy, now)).await;
            // Which of its indexes PostgreSQL takes depends on what it counted last.
            let index = if backend == DbBackend::Sqlite {
                "jobs_next_of_kind"
            } else {
                "jobs_next"
            };
            if due.matches(index).count() < 2 {
                wrong.push(format!("{what}: whether something is due\n{due}\n"));
            }
            let claiming = claiming::claiming(backend, *pool, (pool.size(), busy), now, &config);
            let plan = plans.plan(claiming.clone()).await;
            wrong.extend(plans.wrong(&what, claiming).await);
            wrong.extend(without(&["jobs_next", "jobs_in_lane"], &what, &plan));
            // What was found is looked up by its key, not among all that wait.
            if plan.contains("jobs_of_account") {
                wrong.push(format!("{what} looks through all of an account\n{plan}\n"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_cannot_run_is_put_off_without_a_look_at_the_rest() {
    let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    let plans = jobs(now).await;
    let config = Config::defaults().unwrap();
    let backend = plans.db.get_database_backend();
    let deferring = deferral::deferring(backend, now, &config);
    let mut wrong: Vec<String> = Vec::new();
    wrong.extend(plans.wrong("put off", deferring.clone()).await);
    wrong.extend(without(
        &["jobs_next", "jobs_in_lane"],
        "put off",
        &plans.plan(deferring).await,
    ));
    for over in deferral::over(now) {
        let again = deferral::again(backend, over);
        wrong.extend(plans.wrong("looked at again", again.clone()).await);
        wrong.extend(without(&["jobs_deferred"], "looked at again", &plans.plan(again).await));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The indexes that a plan does without.
fn without(indexes: &[&str], what: &str, plan: &str) -> Vec<String> {
    let missing = indexes.iter().filter(|index| !plan.contains(*index));
    missing
        .map(|index| format!("{what} without {index}\n{plan}\n"))
        .collect()
}
