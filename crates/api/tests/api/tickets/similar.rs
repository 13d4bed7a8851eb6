//! Tickets like the one somebody is about to file: among those they may see, unsolved, by their titles.

use super::*;
use crate::support::OTHER;

async fn alike(caller: &Caller, title: &str) -> Vec<String> {
    let title: String = url::form_urlencoded::byte_serialize(title.as_bytes()).collect();
    let res = caller.get(&format!("{TICKETS}/similar?title={title}")).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    let all = res.json();
    all.as_array().unwrap().iter().map(|it| text(&it["key"])).collect()
}

#[tokio::test]
async fn unsolved_tickets_whose_titles_share_much_are_shown_the_most_alike_first() {
    let app = TestApp::spawn().await;
    let (maria, tom) = (app.contact(MARIA).await, app.contact(TOM).await);
    let printer = file(&maria, &problem("The printer on the third floor is broken")).await;
    let both = file(&tom, &problem("Printer broken")).await;
    file(&maria, &problem("The invoice is wrong")).await;
    let solved = file(&maria, &problem("Printer broken again")).await;
    assert_eq!(
        maria
            .post(&format!("{TICKETS}/{solved}/solve"), &json!({}))
            .await
            .status(),
        200
    );
    let chinese = file(&maria, &problem("打印机坏了")).await;

    assert_eq!(
        alike(&maria, "My printer is broken").await,
        [printer.as_str(), both.as_str()]
    );
    assert_eq!(
        alike(&maria, "print").await,
        [both.as_str(), printer.as_str()],
        "while it is typed"
    );
    assert_eq!(alike(&maria, "我的打印机").await, [chinese.as_str()]);
    for title in ["The monitor is on", "pri", "", "?!", "\u{0}"] {
        assert_eq!(alike(&maria, title).await, [""; 0], "{title}");
    }
    assert_eq!(
        alike(&maria, &"printer ".repeat(100)).await.len(),
        2,
        "longer than a title may be"
    );
    for n in 0..4 {
        file(&maria, &problem(&format!("Printer broken {n}"))).await;
    }
    assert_eq!(alike(&maria, "Printer broken").await.len(), 3);
}

#[tokio::test]
async fn nobody_is_shown_what_they_may_not_see() {
    let app = TestApp::spawn().await;
    let (maria, priya, sam) = (
        app.contact(MARIA).await,
        app.contact(PRIYA).await,
        app.contact(SAM).await,
    );
    let gavin = app.contact_of(OTHER, GAVIN).await;
    let hers = file(&priya, &problem("Zebra crossing")).await;
    let his = file(&gavin, &json!({ "title": "Zebra crossing", "description": "d" })).await;

    assert_eq!(alike(&priya, "zebra crossing").await, [hers.as_str()]);
    assert_eq!(alike(&gavin, "zebra crossing").await, [his.as_str()]);
    // Sam is Priya's colleague, at a customer whose members see their own.
    for caller in [&maria, &sam] {
        assert_eq!(alike(caller, "zebra crossing").await, [""; 0]);
    }
    assert_eq!(
        alike(&app.contact(INES).await, "zebra crossing").await,
        [hers.as_str()],
        "a manager does"
    );
    assert_eq!(
        app.nobody(ACME)
            .get(&format!("{TICKETS}/similar?title=zebra"))
            .await
            .status(),
        401
    );
}
