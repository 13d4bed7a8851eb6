//! A Slack user who is somebody's already is nobody else's by signing in, also for an agent who has none.

use portico::entity::slack_user;
use sea_orm::EntityTrait;

use super::{Door, counts, in_slack, signs_in};
use crate::support::{
    ACME, TestApp,
    fixtures::{account_id, agent_id},
};

#[tokio::test]
async fn an_agent_without_a_slack_user_does_not_get_another_agents() {
    let app = TestApp::spawn().await;
    let of = |user: &str| slack_user::Entity::find_by_id((account_id(ACME), user.to_owned()));
    slack_user::Entity::delete_by_id((account_id(ACME), "U0CHLOE".to_owned()))
        .exec(&app.db)
        .await
        .unwrap();
    let before = counts(&app).await;

    let as_ben = in_slack("chloe@acme.example", "U0BEN");
    let refused = signs_in(&app, Door::Console, "slack", &as_ben).await;

    assert_eq!(refused.status(), 403, "{}", refused.text());
    let bens = of("U0BEN").one(&app.db).await.unwrap().unwrap();
    assert_eq!(bens.agent_id, Some(agent_id("ben@acme.example")));
    assert_eq!(counts(&app).await, before, "no session, and no identity");
}
