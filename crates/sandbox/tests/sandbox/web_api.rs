//! The Web API answers as Slack's does, refusals included.

use portico_sandbox::{
    faults::{Rule, SlackFault},
    slack::{Channel, ChannelKind},
};
use serde_json::json;

use crate::support::{World, client};

#[tokio::test]
async fn a_call_needs_the_token() {
    let world = World::start().await;
    let url = format!("{}auth.test", world.sandbox.slack_api_url());

    let without = client().post(&url).send().await.unwrap();
    assert_eq!(without.status(), 200);
    assert_eq!(
        without.json::<serde_json::Value>().await.unwrap(),
        json!({"ok": false, "error": "not_authed"})
    );
    let wrong = client().post(&url).bearer_auth("xoxb-other").send().await.unwrap();
    assert_eq!(
        wrong.json::<serde_json::Value>().await.unwrap()["error"],
        "invalid_auth"
    );
    let in_form = client()
        .post(&url)
        .form(&[("token", "xoxb-sandbox")])
        .send()
        .await
        .unwrap();
    assert_eq!(
        in_form.json::<serde_json::Value>().await.unwrap()["bot_id"],
        "B0PORTICO"
    );
}

#[tokio::test]
async fn a_post_comes_back_as_slack_stores_it() {
    let world = World::start().await;

    let answer = world
        .call(
            "chat.postMessage",
            json!({"channel": "C0TRIAGE", "text": "a & <b> <@U0ANA>", "blocks": [{"type": "divider"}],
                "metadata": {"event_type": "portico_message", "event_payload": {"id": "1"}}}),
        )
        .await;

    assert_eq!(answer["channel"], "C0TRIAGE");
    let message = &answer["message"];
    assert_eq!(message["text"], "a &amp; &lt;b&gt; <@U0ANA>");
    assert_eq!(message["bot_id"], "B0PORTICO");
    assert_eq!(message["app_id"], "A0PORTICO");
    assert_eq!(message["metadata"]["event_payload"]["id"], "1");
    assert!(message["blocks"][0]["block_id"].is_string());
    assert_eq!(world.sandbox.slack().messages("C0TRIAGE")[0].mentions(), ["U0ANA"]);
}

#[tokio::test]
async fn a_refused_post_names_slacks_reason() {
    let world = World::start().await;
    world
        .sandbox
        .slack()
        .put_channel(Channel::new("C0SECRET", "secret", ChannelKind::Private).members(&["U0ANA"]));
    let section = |text: &str| json!([{"type": "section", "text": {"type": "mrkdwn", "text": text}}]);
    let cases = [
        (json!({"channel": "C0NOWHERE", "text": "x"}), "channel_not_found"),
        (json!({"channel": "C0OLD", "text": "x"}), "is_archived"),
        (json!({"channel": "C0GENERAL", "text": "x"}), "not_in_channel"),
        // The app cannot tell a private channel that it is not in from none.
        (json!({"channel": "C0SECRET", "text": "x"}), "channel_not_found"),
        (json!({"channel": "C0TRIAGE"}), "no_text"),
        (
            json!({"channel": "C0TRIAGE", "text": "x".repeat(40_001)}),
            "msg_too_long",
        ),
        (
            json!({"channel": "C0TRIAGE", "blocks": section(&"x".repeat(3001))}),
            "invalid_blocks",
        ),
        (
            json!({"channel": "C0TRIAGE", "blocks": "nonsense"}),
            "invalid_blocks_format",
        ),
        (
            json!({"channel": "C0TRIAGE", "blocks": vec![section(&"x".repeat(2900))[0].clone(); 5]}),
            "msg_blocks_too_long",
        ),
        (
            json!({"channel": "C0TRIAGE", "text": "x", "thread_ts": "yesterday"}),
            "invalid_thread_ts",
        ),
        (
            json!({"channel": "C0TRIAGE", "text": "x", "metadata": {"a": 1}}),
            "invalid_metadata_format",
        ),
    ];
    for (args, reason) in cases {
        assert_eq!(world.call("chat.postMessage", args).await["error"], reason);
    }
    assert!(world.sandbox.slack().all_messages("C0TRIAGE").is_empty());
}

#[tokio::test]
async fn timestamps_only_rise() {
    let world = World::start().await;
    let mut stamps = Vec::new();
    for _ in 0..20 {
        stamps.push(world.sandbox.slack().say("U0ANA", "C0TRIAGE", "hi", None));
    }
    assert!(stamps.windows(2).all(|pair| pair[0] < pair[1]), "{stamps:?}");
}

#[tokio::test]
async fn methods_that_read_ignore_json() {
    let world = World::start().await;
    let url = format!("{}users.info", world.sandbox.slack_api_url());

    let answer = client()
        .post(url)
        .bearer_auth("xoxb-sandbox")
        .json(&json!({"user": "U0ANA"}))
        .send()
        .await
        .unwrap();

    assert_eq!(
        answer.json::<serde_json::Value>().await.unwrap()["error"],
        "invalid_arguments"
    );
    assert_eq!(
        world.call("users.info", json!({"user": "U0ANA"})).await["user"]["profile"]["email"],
        "ana@acme.example"
    );
}

#[tokio::test]
async fn updating_replaces_what_slack_replaces() {
    let world = World::start().await;
    let ts = world
        .post_message(
            json!({"channel": "C0TRIAGE", "text": "one", "blocks": [{"type": "divider"}],
            "metadata": {"event_type": "kept", "event_payload": {}}}),
        )
        .await;

    world
        .call(
            "chat.update",
            json!({"channel": "C0TRIAGE", "ts": ts, "blocks": [{"type": "divider"}, {"type": "divider"}]}),
        )
        .await;
    let message = world.sandbox.slack().message("C0TRIAGE", &ts).unwrap();
    assert_eq!(
        (message.text.as_str(), message.blocks.len(), message.edited),
        ("one", 2, None)
    );

    world
        .call("chat.update", json!({"channel": "C0TRIAGE", "ts": ts, "text": "two"}))
        .await;
    let message = world.sandbox.slack().message("C0TRIAGE", &ts).unwrap();
    assert_eq!(message.blocks[0]["type"], "rich_text");
    assert!(message.edited.is_some());
    assert_eq!(message.metadata.unwrap()["event_type"], "kept");

    let theirs = world.sandbox.slack().say("U0ANA", "C0TRIAGE", "mine", None);
    let answer = world
        .call("chat.update", json!({"channel": "C0TRIAGE", "ts": theirs, "text": "x"}))
        .await;
    assert_eq!(answer["error"], "cant_update_message");
}

#[tokio::test]
async fn a_deleted_root_leaves_a_tombstone_while_there_are_replies() {
    let world = World::start().await;
    let root = world.post_message(json!({"channel": "C0TRIAGE", "text": "card"})).await;
    let reply = world.sandbox.slack().say("U0ANA", "C0TRIAGE", "reply", Some(&root));

    world
        .call("chat.delete", json!({"channel": "C0TRIAGE", "ts": root}))
        .await;

    let thread = world
        .call("conversations.replies", json!({"channel": "C0TRIAGE", "ts": root}))
        .await;
    assert_eq!(thread["messages"][0]["subtype"], "tombstone");
    assert_eq!(thread["messages"][1]["ts"], reply);
    world.sandbox.slack().delete("U0ANA", "C0TRIAGE", &reply);
    let gone = world
        .call("conversations.replies", json!({"channel": "C0TRIAGE", "ts": root}))
        .await;
    assert_eq!(gone["error"], "thread_not_found");
}

#[tokio::test]
async fn history_is_paged_and_bounded() {
    let world = World::start().await;
    let all: Vec<String> = (0..5)
        .map(|n| world.sandbox.slack().say("U0ANA", "C0TRIAGE", &n.to_string(), None))
        .collect();
    world
        .sandbox
        .slack()
        .say("U0BEN", "C0TRIAGE", "a reply is not in the channel", Some(&all[0]));
    let stamps = |answer: &serde_json::Value| -> Vec<String> {
        answer["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["ts"].as_str().unwrap().to_owned())
            .collect()
    };

    let first = world
        .call("conversations.history", json!({"channel": "C0TRIAGE", "limit": 3}))
        .await;
    assert_eq!(stamps(&first), [all[4].as_str(), &all[3], &all[2]]);
    assert_eq!(first["has_more"], true);
    let cursor = first["response_metadata"]["next_cursor"].clone();
    let second = world
        .call(
            "conversations.history",
            json!({"channel": "C0TRIAGE", "limit": 3, "cursor": cursor}),
        )
        .await;
    assert_eq!(stamps(&second), [all[1].as_str(), &all[0]]);
    assert_eq!(second["messages"][1]["reply_count"], 1);
    let bounded = world
        .call(
            "conversations.history",
            json!({"channel": "C0TRIAGE", "oldest": all[1], "latest": all[3], "inclusive": "true"}),
        )
        .await;
    assert_eq!(stamps(&bounded), [all[3].as_str(), &all[2], &all[1]]);
}

#[tokio::test]
async fn metadata_is_found_again_only_when_asked_for() {
    let world = World::start().await;
    let root = world.post_message(json!({"channel": "C0TRIAGE", "text": "card"})).await;
    world
        .post_message(json!({"channel": "C0TRIAGE", "text": "reply", "thread_ts": root,
            "metadata": {"event_type": "portico_message", "event_payload": {"id": "7"}}}))
        .await;

    let plain = world
        .call("conversations.replies", json!({"channel": "C0TRIAGE", "ts": root}))
        .await;
    assert!(plain["messages"][1]["metadata"].is_null());
    let args = json!({"channel": "C0TRIAGE", "ts": root, "include_all_metadata": true});
    let full = world.call("conversations.replies", args).await;
    assert_eq!(full["messages"][1]["metadata"]["event_payload"]["id"], "7");
}

#[tokio::test]
async fn people_from_elsewhere_are_told_by_their_team() {
    let world = World::start().await;

    let maria = world.call("users.info", json!({"user": "U0MARIA"})).await["user"].clone();

    assert_eq!(maria["team_id"], "T0GLOBEX");
    assert_eq!(maria["is_stranger"], false, "she shares a channel with the app");
    assert_eq!(maria["profile"]["email"], "maria@globex.example");
    assert!(world.call("users.info", json!({"user": "U0LEE"})).await["user"]["profile"]["email"].is_null());
    assert_eq!(
        world.call("users.info", json!({"user": "U0GUEST"})).await["user"]["is_restricted"],
        true
    );
    assert_eq!(
        world
            .call("users.lookupByEmail", json!({"email": "maria@globex.example"}))
            .await["error"],
        "users_not_found"
    );
    world.sandbox.slack().leave("U0MARIA", "C0GLOBEX");
    assert_eq!(
        world.call("users.info", json!({"user": "U0MARIA"})).await["user"]["is_stranger"],
        true
    );
}

#[tokio::test]
async fn a_missing_scope_is_named() {
    let world = World::start().await;
    world.sandbox.slack().install(&["chat:write", "users:read"]);

    let answer = world
        .call("conversations.history", json!({"channel": "C0TRIAGE"}))
        .await;
    assert_eq!(
        (&answer["error"], &answer["needed"]),
        (&json!("missing_scope"), &json!("channels:history"))
    );
    assert!(world.call("users.info", json!({"user": "U0ANA"})).await["user"]["profile"]["email"].is_null());
}

#[tokio::test]
async fn a_file_goes_up_in_three_steps_and_comes_down_with_the_token() {
    let world = World::start().await;
    let root = world.post_message(json!({"channel": "C0TRIAGE", "text": "card"})).await;

    let place = world
        .call(
            "files.getUploadURLExternal",
            json!({"filename": "log.txt", "length": 5}),
        )
        .await;
    client()
        .post(place["upload_url"].as_str().unwrap())
        .body("hello")
        .send()
        .await
        .unwrap();
    let args =
        json!({"files": [{"id": place["file_id"], "title": "The log"}], "channel_id": "C0TRIAGE", "thread_ts": root});
    let done = world.call("files.completeUploadExternal", args).await;

    assert_eq!(done["files"][0]["title"], "The log");
    let info = world.call("files.info", json!({"file": place["file_id"]})).await;
    let share = &info["file"]["shares"]["public"]["C0TRIAGE"][0];
    assert_eq!(share["thread_ts"], root);
    assert_eq!(
        world.sandbox.slack().thread("C0TRIAGE", &root)[1].ts,
        share["ts"].as_str().unwrap()
    );
    let address = info["file"]["url_private"].as_str().unwrap();
    assert_eq!(client().get(address).send().await.unwrap().status(), 302);
    let content = client().get(address).bearer_auth("xoxb-sandbox").send().await.unwrap();
    assert_eq!(content.text().await.unwrap(), "hello");

    world
        .sandbox
        .faults()
        .set([Rule::slack("download", SlackFault::Page).times(1)]);
    let page = client().get(address).bearer_auth("xoxb-sandbox").send().await.unwrap();
    assert!(page.text().await.unwrap().contains("Sign in"));
    assert_eq!(
        world.call("files.delete", json!({"file": place["file_id"]})).await["ok"],
        true
    );
    let left = &world.sandbox.slack().thread("C0TRIAGE", &root)[1];
    assert_eq!(left.ts, share["ts"].as_str().unwrap(), "the message stays");
    assert!(world.sandbox.slack().files_in("C0TRIAGE").is_empty());
    assert_eq!(
        world.call("files.info", json!({"file": place["file_id"]})).await["error"],
        "file_deleted"
    );
    let gone = client().get(address).bearer_auth("xoxb-sandbox").send().await.unwrap();
    assert_eq!(gone.status(), 404);
}

#[tokio::test]
async fn only_its_reader_sees_an_ephemeral_message() {
    let world = World::start().await;

    world
        .call(
            "chat.postEphemeral",
            json!({"channel": "C0TRIAGE", "user": "U0DAN", "text": "only agents"}),
        )
        .await;
    let outside = world
        .call(
            "chat.postEphemeral",
            json!({"channel": "C0TRIAGE", "user": "U0MARIA", "text": "x"}),
        )
        .await;

    assert_eq!(outside["error"], "user_not_in_channel");
    assert_eq!(world.sandbox.slack().ephemerals("C0TRIAGE")[0].user, "U0DAN");
    assert!(world.sandbox.slack().messages("C0TRIAGE").is_empty());
}

#[tokio::test]
async fn reactions_are_counted_once_each() {
    let world = World::start().await;
    let ts = world.sandbox.slack().say("U0ANA", "C0TRIAGE", "hi", None);
    let args = json!({"channel": "C0TRIAGE", "timestamp": ts, "name": "white_check_mark"});

    assert_eq!(world.call("reactions.add", args.clone()).await["ok"], true);
    assert_eq!(
        world.call("reactions.add", args.clone()).await["error"],
        "already_reacted"
    );
    assert_eq!(
        world.call("reactions.get", args.clone()).await["message"]["reactions"][0]["count"],
        1
    );
    assert_eq!(world.call("reactions.remove", args.clone()).await["ok"], true);
    assert_eq!(world.call("reactions.remove", args).await["error"], "no_reaction");
}
