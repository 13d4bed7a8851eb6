//! Several workspaces hang at once, in whatever is asked of them: the others, mail and the API go on.

use portico::{app, entity::customer};
use portico_sandbox::{
    faults::{Rule, SlackFault},
    slack::{App, Channel, ChannelKind, Slack, Team, User, Workspace},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use super::{
    super::{MARIA, TRIAGE, card, filed, files, on_portal, within_a_minute},
    ANA, PRIYA,
};
use crate::support::{TestApp, fixtures, manifest_events, manifest_scopes};

/// More tickets, and more threads with news, than it may have in hand at once.
const MANY: usize = 6;

/// A workspace with an app of its own, and tickets there.
async fn another(app: &TestApp, number: usize) -> Slack {
    let [team, bot, person, channel] = ["T0HANG", "U0BOT", "U0DAN", "C0HANG"].map(|it| format!("{it}{number}"));
    let (token, secret) = (
        format!("xoxb-hangs-{number}-abcdef"),
        format!("8f742231b10e8888abcd99yyyzzz85a{number}"),
    );
    let workspace = Workspace {
        team: Team::new(&team, &format!("Hangs {number}"), &format!("hangs-{number}")),
        other_teams: Vec::new(),
        app: App {
            id: "A0PORTICO".to_owned(),
            name: "Portico".to_owned(),
            user_id: bot.clone(),
            bot_id: format!("B0HANG{number}"),
            scopes: Vec::new(),
        },
        users: vec![User::bot(&bot, "Portico", &team), User::person(&person, "Dan", &team)],
        channels: vec![Channel::new(&channel, "triage", ChannelKind::Public).members(&[&bot, &person])],
    };
    let slack = app.sandbox.add_workspace(workspace, &token, &secret).unwrap();
    slack.install(&manifest_scopes());
    slack.subscribe(&manifest_events());
    let tokens = json!({ "bot_token": token, "signing_secret": secret });
    let ana = app.agent(ANA).await;
    let res = ana.post("/api/v1/slack/workspaces", &tokens).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    let port = app.state.config.server.public_url.port().unwrap();
    let door = format!("http://127.0.0.1:{port}/slack");
    let id = res.json()["id"].as_str().unwrap().to_owned();
    slack.connect_app(&format!("{door}/events/{id}"), &format!("{door}/interactions/{id}"));
    slack.verify_events_url().await.unwrap();
    app.run_jobs().await;
    gets_tickets(app, &channel).await;
    for _ in 0..MANY {
        files(app, PRIYA, "Hums", "It hums.").await;
    }
    slack
}

/// Initech's tickets go there from now on.
async fn gets_tickets(app: &TestApp, channel: &str) {
    customer::Entity::update_many()
        .col_expr(customer::Column::TriageChannelId, Expr::value(Some(channel)))
        .filter(customer::Column::Id.eq(fixtures::customer_id("Initech")))
        .exec(&app.db)
        .await
        .unwrap();
}

/// From now on it hangs; tickets are filed that go there, and people write there.
async fn hangs(app: &TestApp, slack: &Slack, number: usize) {
    let [person, channel] = ["U0DAN", "C0HANG"].map(|it| format!("{it}{number}"));
    gets_tickets(app, &channel).await;
    slack.faults().set([Rule::any_slack(SlackFault::Delay { ms: 0 })]);
    slack.faults().hold_calls();
    let priya = app.contact(PRIYA).await;
    for card in slack.messages(&channel) {
        let res = priya.post("/api/v1/portal/tickets", &form()).await;
        assert_eq!(res.status(), 201, "{}", res.text());
        // Who that is must be asked.
        slack.say(&person, &channel, "Hello?", Some(&card.ts));
    }
    slack.settled().await;
}

fn form() -> serde_json::Value {
    json!({
        "form_id": fixtures::form_id(), "title": "Hums", "description": "It hums.",
        "answers": { fixtures::field_id("area").to_string(): "Billing" },
    })
}

#[tokio::test]
async fn several_that_hang_at_once_delay_neither_another_nor_mail_nor_the_api() {
    // Nobody gives up waiting while we look.
    let app = TestApp::spawn_with(|config| config.slack.timeout_seconds = 600).await;
    let key = filed(&app).await;
    let hanging = [another(&app, 1).await, another(&app, 2).await, another(&app, 3).await];
    for (number, it) in (1..).zip(&hanging) {
        hangs(&app, it, number).await;
    }
    let mails = app.sandbox.mails_to(MARIA).len();
    tokio::spawn(app::work(app.state.clone()));
    within_a_minute("they hang, with posts and with events", || {
        let held = hanging.each_ref().map(Slack::waiting);
        held.iter().all(|it| *it >= 2) && held.iter().sum::<usize>() >= 16
    })
    .await;

    // A reply in the workspace that works: on the portal, in a mail, and the ticket is the agent's team's again.
    let slack = app.sandbox.slack();
    slack.say("U0CHLOE", TRIAGE, "On it", Some(&card(&app, TRIAGE).ts));
    within_a_minute("the mail about it leaves", || {
        app.sandbox.mails_to(MARIA).len() == mails + 1
    })
    .await;
    assert_eq!(on_portal(&app, &key).await[1].1, "On it");
    // And a new ticket: the API takes it, and its card is posted.
    let maria = app.contact(MARIA).await;
    let res = maria.post("/api/v1/portal/tickets", &form()).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    within_a_minute("its card does not wait for those that hang", || {
        let cards = slack.messages(TRIAGE).into_iter();
        cards.filter(|it| it.bot_id.is_some()).count() == 2
    })
    .await;

    for (number, it) in (1..).zip(&hanging) {
        assert!(it.waiting() >= 2, "they hang still");
        let cards = it.messages(&format!("C0HANG{number}"));
        assert_eq!(cards.len(), MANY, "what came before: {cards:#?}");
    }
}
