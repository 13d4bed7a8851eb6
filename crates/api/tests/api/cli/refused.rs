//! What cannot be done at the command line is said in words, with an exit code.

use super::{actions, bad, url};
use crate::support::{ACME, TestApp};

#[tokio::test]
async fn what_cannot_be_done_is_said_in_words() {
    let app = TestApp::spawn().await;
    let url = url(&app);
    let new = ["account", "create", "--name", "X", "--prefix", "X", "--slug"];
    let agent = ["agent", "add", "--account", ACME, "--name", "X", "--email"];

    for (arguments, words) in [
        (
            vec!["account", "set", "--plan", "starter"],
            "say which account: acme, other",
        ),
        (
            vec!["customer", "set", "--account", ACME, "Globex", "--channel", "C0TRIAGE"],
            "notes would be read there",
        ),
        (
            vec![
                "customer",
                "set",
                "--account",
                ACME,
                "Globex",
                "--triage-channel",
                "C0GLOBEX",
            ],
            "notes would be read there",
        ),
        (
            vec![
                "collection",
                "set",
                "--account",
                ACME,
                "Portal",
                "--triage-channel",
                "C0GLOBEX",
            ],
            "C0GLOBEX is the channel of the customer Globex",
        ),
        (
            vec!["account", "set", "nobody", "--plan", "starter"],
            "there is no account nobody",
        ),
        (vec!["account", "set", ACME, "--plan", "platinum"], "platinum"),
        (
            vec!["account", "set", ACME, "--mail-from", "not an address"],
            "is no sender",
        ),
        (
            [&new[..], &[ACME]].concat(),
            "There is an account with this slug already.",
        ),
        ([&new[..], &["console"]].concat(), "slug: This name is reserved"),
        (
            [&agent[..], &["ben@acme.example"]].concat(),
            "Somebody on the team has this address already.",
        ),
        ([&agent[..], &["ben"]].concat(), "Enter an e-mail address"),
        (
            [&agent[..], &["x@acme.example", "--slack-user", "ana"]].concat(),
            "is no id of a Slack user",
        ),
        (
            [&agent[..], &["x@acme.example", "--slack-user", "U0ANA"]].concat(),
            "is linked already",
        ),
        (vec!["demo"], "this database is in use"),
    ] {
        let said = bad(&url, &arguments).await;
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
    assert!(actions(&app.db).await.is_empty());
}
