//! Mails that are made to be too much.

use portico::entity::attachment;
use portico_types::tickets::BODY_MAX;
use sea_orm::EntityTrait;

use super::{answered, answers, app, on_portal, status};

#[tokio::test]
async fn of_a_mail_of_very_many_lines_the_beginning_is_a_message_and_all_is_a_file() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let text = format!("{}-- \nMaria", "a\n".repeat(30_000));

    answers(&app, &mail, "", &text).await;

    let said = on_portal(&app, &key).await.pop().unwrap().1;
    assert!(said.starts_with("a\na\n") && said.len() < BODY_MAX, "{}", said.len());
    let file = attachment::Entity::find().one(&app.db).await.unwrap().unwrap();
    // As it came, with what stands behind what was judged.
    let whole = text.replace('\n', "\r\n").len() + "\r\n".len();
    assert_eq!(
        (&*file.name, usize::try_from(file.size).unwrap()),
        ("message.txt", whole)
    );
}

#[tokio::test]
async fn mails_within_mails_end_nothing_however_deep() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let deep = "Content-Type: message/rfc822\n\n".repeat(30_000);
    let encoded = "Content-Transfer-Encoding: quoted-printable\r\nContent-Type: message/rfc822\r\n";
    for (headers, text) in [
        ("Content-Type: message/rfc822\r\n", &*deep),
        (encoded, &*deep.replace('=', "=3D")),
    ] {
        answers(&app, &mail, headers, text).await;
    }

    answers(&app, &mail, "", "Still there?").await;

    assert_eq!(on_portal(&app, &key).await.pop().unwrap().1, "Still there?");
    assert_eq!(status(&app, &key).await, "open");
}
