//! What customers type never acts, wherever it is shown; what agents write arrives as it was meant. What holds for every text is in `properties`.

mod properties;

use super::{document::MAX_BYTES, *};

fn ana() -> Vec<Mention> {
    vec![
        Mention {
            name: "Ana".into(),
            slack_user: Some("U1".into()),
        },
        Mention {
            name: "Ana Lima".into(),
            slack_user: Some("U2".into()),
        },
        Mention {
            name: "Bo".into(),
            slack_user: None,
        },
    ]
}

fn nobody(_: &Reference<'_>) -> Option<String> {
    None
}

fn read(text: &str) -> String {
    from_mrkdwn(text, &nobody)
}

/// What stands between each `<` and the next `>`; the tests below judge every one.
fn tokens(mrkdwn: &str) -> Vec<&str> {
    mrkdwn
        .split('<')
        .skip(1)
        .map(|it| it.split('>').next().unwrap_or(it))
        .collect()
}

/// Everything inside HTML tags, where words would act.
fn tags(html: &str) -> Vec<String> {
    html.split('<')
        .skip(1)
        .map(|it| it.split('>').next().unwrap_or(it).to_lowercase())
        .collect()
}

fn is_inert_mrkdwn(text: &str) -> bool {
    let links = ["http://", "https://", "mailto:"];
    tokens(text)
        .iter()
        .all(|it| links.iter().any(|link| it.to_lowercase().starts_with(link)))
}

fn is_inert_html(html: &str) -> bool {
    tags(html).iter().all(|tag| {
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
        let attributes = &tag[tag.find(' ').unwrap_or(tag.len())..];
        !["script", "img", "iframe", "svg", "style"].contains(&name)
            && !attributes.contains(" on")
            && !attributes.contains("href=\"javascript:")
            && !attributes.contains("href=\"data:")
    })
}

const HOSTILE: &str = "<!channel> <!here> <@U1> <https://evil|https://bank> &lt;!channel&gt; *_~";

#[test]
fn slack_syntax_in_a_customers_text_is_only_text() {
    for text in [to_mrkdwn(HOSTILE, &[]), escape_mrkdwn(HOSTILE)] {
        assert!(is_inert_mrkdwn(&text), "{text}");
        for live in ["<!", "<@", "<#"] {
            assert!(!text.contains(live), "{text}");
        }
    }
    // As a title it is literal to the last character: what was typed escaped stays escaped, once.
    assert!(escape_mrkdwn(HOSTILE).contains("&lt;https://evil|https://bank&gt; &amp;lt;!channel&amp;gt;"));
    let visible = escape_mrkdwn(HOSTILE)
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replace('\u{2060}', "");
    assert_eq!(visible, HOSTILE);
}

#[test]
fn only_agents_given_by_the_caller_are_pinged() {
    let typed = "@Ana Lima and @Ana, @Bo, @everyone, @here, @Anabel, mail@Ana, <@U9>, `@Ana`\n\n```\n@Ana\n```";
    let slack = to_mrkdwn(typed, &ana());
    assert_eq!(tokens(&slack), ["@U2", "@U1"]);
    assert!(
        slack.starts_with("<@U2> and <@U1>, @\u{2060}Bo, @\u{2060}everyone"),
        "{slack}"
    );
    let html = to_html(typed, &ana());
    assert_eq!(html.matches("class=\"mention\"").count(), 3, "{html}");
    let forged = Mention {
        name: "Eve".into(),
        slack_user: Some("U1> <!channel".into()),
    };
    assert_eq!(to_mrkdwn("@Eve", &[forged]), "@\u{2060}Eve");
}

#[test]
fn a_slack_reply_is_rendered_without_danger() {
    let reply = "<http://x.example|y> ![](http://evil/t.png) unclosed ` and ``` \u{202e}gpj.exe :tada: <script>alert(1)</script>";
    let markdown = read(reply);
    assert!(
        markdown.starts_with("[y](http://x.example) !\\[\\](http://evil/t.png) unclosed \\` and \\`\\`\\` gpj.exe 🎉"),
        "{markdown}"
    );
    let html = to_html(&markdown, &[]);
    assert!(is_inert_html(&html) && !html.contains("<img"), "{html}");
    // Of the picture the address is left, which nobody asks for by reading.
    assert_eq!(html.matches("<a ").count(), 2, "{html}");
    let long = "word ".repeat(8_000);
    assert!(to_plain(&read(&long)).len() >= long.len() - 1);
}

#[test]
fn addresses_are_links_and_headings_are_lines_in_bold() {
    let link = |url: &str, label: &str| {
        format!("<a href=\"{url}\" target=\"_blank\" rel=\"nofollow noopener noreferrer\">{label}</a>")
    };
    let whole = |url: &str| link(url, url);
    for (text, html) in [
        (
            "see https://a.example/b?c=d.",
            format!("see {}.", whole("https://a.example/b?c=d")),
        ),
        (
            "(http://a.example/b_(c))",
            format!("({})", whole("http://a.example/b_(c)")),
        ),
        (
            "www.a.example/b, or",
            format!("{}, or", link("https://www.a.example/b", "www.a.example/b")),
        ),
        (
            "ask me@a.example!",
            format!("ask {}!", link("mailto:me@a.example", "me@a.example")),
        ),
        ("`https://a.example`", "<code>https://a.example</code>".to_owned()),
        (
            "[https://a.example](https://b.example)",
            link("https://b.example", "https://a.example"),
        ),
        (
            "ftp://a.example javascript://a.example main.rs a.b",
            "ftp://a.example javascript://a.example main.rs a.b".to_owned(),
        ),
        ("# One **two**", "<strong>One <strong>two</strong></strong>".to_owned()),
    ] {
        assert_eq!(to_html(text, &[]), format!("<p>{html}</p>\n"), "{text}");
    }
    let code = "```\nhttps://a.example\n```";
    assert!(!to_html(code, &[]).contains("href"), "{}", to_html(code, &[]));
    let many = to_html(&"a@b.example ".repeat(10_000), &[]);
    assert_eq!(many.matches("href").count(), 200);
}

#[test]
fn images_are_links_and_never_loaded() {
    let link = |url: &str, label: &str| {
        format!("<p><a href=\"{url}\" target=\"_blank\" rel=\"nofollow noopener noreferrer\">{label}</a></p>\n")
    };
    assert_eq!(
        to_html("![a cat](https://a.example/c.png)", &[]),
        link("https://a.example/c.png", "a cat")
    );
    assert_eq!(
        to_html("![](https://a.example/c.png)", &[]),
        link("https://a.example/c.png", "https://a.example/c.png")
    );
    assert_eq!(
        to_html("<me@a.example>", &[]),
        link("mailto:me@a.example", "me@a.example")
    );
    for scheme in [
        "javascript:alert(1)",
        "data:text/html,x",
        "JaVaScRiPt:x",
        "vbscript:x",
        "//a.example",
        "/path",
    ] {
        assert_eq!(to_html(&format!("[x]({scheme})"), &[]), "<p>x</p>\n");
    }
}

#[test]
fn html_keeps_what_people_typed() {
    assert_eq!(to_html("a\nb", &[]), "<p>a<br>\nb</p>\n");
    assert_eq!(
        to_html("<script>x</script>\n", &[]),
        "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"
    );
    assert_eq!(
        to_html("- [x] done\n- [ ] open", &[]),
        "<ul>\n<li>☑ done</li>\n<li>☐ open</li>\n</ul>\n"
    );
    assert_eq!(
        to_html("~~no~~ `a<b`", &[]),
        "<p><del>no</del> <code>a&lt;b</code></p>\n"
    );
    assert!(to_html("|a|b|\n|:-|-|\n|1|2|", &[]).contains("<td>2</td>"));
}

#[test]
fn markdown_becomes_slacks_own_formatting() {
    let table = [
        ("**b** _i_ ~~s~~ `c`", "*b* _i_ ~s~ `c`"),
        ("# Title\n\ntext", "*Title*\n\ntext"),
        ("- a\n- b\n  - c\n\n1. x\n2. y", "• a\n• b\n    ◦ c\n\n1. x\n2. y"),
        ("> quote\n> more\n\nafter", "> quote\n> more\n\nafter"),
        ("> a\n>\n> b", "> a\n>\n> b"),
        ("```rust\nlet a = 1 < 2;\n```", "```\nlet a = 1 &lt; 2;\n```"),
        ("un*believ*able", "un\u{200b}_believ_\u{200b}able"),
        // The boundary belongs between code or a closed mark and a word, not within the mark that follows it.
        ("`c`~~s~~ **b**_i_ `c`word", "`c`~s~ *b*_i_ `c`\u{200b}word"),
        ("2 \\* 3 \\*x\\* snake_case", "2 * 3 \u{2060}*x\u{2060}* snake_case"),
        (
            "[a|b](https://x.example/?a=1&b=2|3)",
            "<https://x.example/?a=1&amp;b=2%7C3|a|b>",
        ),
        ("[https://bank.example](https://evil.example)", "<https://evil.example>"),
        ("**two\nlines**", "*two*\n*lines*"),
        ("|a|b|\n|-|-|\n|1|22|", "```\na   | b\n----|----\n1   | 22\n```"),
    ];
    for (markdown, slack) in table {
        assert_eq!(to_mrkdwn(markdown, &[]), slack, "{markdown}");
    }
}

#[test]
fn slack_text_becomes_markdown() {
    let name_of = |it: &Reference<'_>| match it {
        Reference::User("U1") => Some("Ana Lima".to_owned()),
        Reference::Channel("C1", _) => Some("help".to_owned()),
        _ => None,
    };
    let table = [
        ("*b* _i_ ~s~ `c`", "**b** _i_ ~~s~~ `c`"),
        (
            "hi <@U1>, <@U2|bo>, <#C1>, <#C2|x>, <!here>, <!subteam^S1|@team>",
            "hi @Ana Lima, @bo, #help, #x, @here, @team",
        ),
        ("<https://a.example>", "<https://a.example>"),
        (
            "<https://a.example/?a=1&amp;b=2|label>",
            "[label](https://a.example/?a=1\\&b=2)",
        ),
        (
            "<mailto:a@b.example|a@b.example>",
            "[a\\@b\\.example](mailto:a@b.example)",
        ),
        ("<javascript:alert(1)|x>", "x"),
        ("<!date^1392734382^{date}^https://x.example|Feb 18>", "Feb 18"),
        ("&amp;lt; &lt;b&gt;", "\\&lt; \\<b>"),
        (
            "**x** # no\n# no\n- no\n[a](b)",
            "\\*\\*x\\*\\* # no\n\\# no\n\\- no\n\\[a\\](b)",
        ),
        ("&gt; q1\n&gt; q2\nafter", "> q1\n> q2\n\nafter"),
        ("&gt;&gt;&gt;all\nof it", "> all\n> of it"),
        (
            "list:\n• a\n    ◦ b\n• c\n1. x\n2. y",
            "list:\n\n- a\n  - b\n- c\n\n1. x\n2. y",
        ),
        ("see ```\na &lt; b\n```\nok", "see\n\n```\na < b\n```\n\nok"),
        (
            ":white_check_mark: :wave::skin-tone-3: :unknown: 10:30:00",
            "✅ 👋🏼 :unknown: 10:30:00",
        ),
        ("snake_case 3*4*5 a~b", "snake_case 3\\*4\\*5 a\\~b"),
    ];
    for (slack, markdown) in table {
        assert_eq!(from_mrkdwn(slack, &name_of), markdown, "{slack}");
    }
}

#[test]
fn plain_text_and_snippets_read_well() {
    assert_eq!(
        to_plain("> q\n\n1. a\n2. b\n\n`c` ![i](https://x.example)"),
        "> q\n\n1. a\n2. b\n\nc i (https://x.example)"
    );
    assert_eq!(snippet("a\n\n**b**", 3), "a b");
    assert_eq!(snippet("äöü", 2), "ä…");
    assert_eq!(snippet("abc", 0), "");
}

#[test]
fn parts_keep_tokens_whole_and_code_closed() {
    let text = format!("```\n{}\n```", "x\n".repeat(100));
    let parts = split_mrkdwn(&text, 60);
    assert!(
        parts.iter().all(|it| it.matches("```").count() == 2 && it.len() <= 60),
        "{parts:?}"
    );
    let text = format!(
        "{} &amp;&amp; <https://a.example|label> {}",
        "a".repeat(25),
        "b".repeat(40)
    );
    for max in 32..64 {
        for part in split_mrkdwn(&text, max) {
            assert_eq!(part.matches('&').count(), part.matches("&amp;").count(), "{part}");
            assert_eq!(part.matches('<').count(), part.matches('>').count(), "{part}");
        }
    }
}

#[test]
fn users_are_found_in_order() {
    assert_eq!(
        users_mentioned("<@U2|x> <@> <@u1> <@U3 <@U1> <@U1>"),
        ["U2", "U1", "U1"]
    );
}

fn acme() -> TicketLinks {
    TicketLinks::portal("ACME")
}

fn outside() -> TicketLinks {
    TicketLinks::console("ACME").from_outside("https://help.example")
}

#[test]
fn keys_of_the_accounts_tickets_are_links() {
    let table = [
        ("ACME-17", "<a href=\"/tickets/ACME-17\">ACME-17</a>"),
        (
            "(ACME-1), #ACME-2: **ACME-3**.",
            "(<>1</>), #<>2</>: <strong><>3</></strong>.",
        ),
        ("チケットACME-17を見る", "チケット<>17</>を見る"),
        ("@Ana ACME-1", "<span class=\"mention\">@Ana</span> <>1</>"),
        // No key, or part of something longer.
        ("acme-17 ACME-0 ACME-017 ACME- ACME-1234567890 OTHER-1", "="),
        (
            "XACME-1 ACME-1x ACME-1-2 ACME-1.pdf ACME_ACME-1 a/ACME-1 b=ACME-1 ACME-1/2",
            "=",
        ),
        ("x.ACME-1 ACME-1@", "="),
        ("`ACME-1`", "<code>ACME-1</code>"),
        (
            "[ACME-1](https://a.example)",
            "<a href=\"https://a.example\" target=\"_blank\" rel=\"nofollow noopener noreferrer\">ACME-1</a>",
        ),
        ("[x](/tickets/ACME-1) y", "x y"),
        ("[x](/console/settings) y", "x y"),
    ];
    for (typed, shown) in table {
        let shown = if shown == "=" { typed } else { shown };
        let mut expected = shown.replace("</>", "</a>");
        for number in (1..=17).rev() {
            let link = format!("<a href=\"/tickets/ACME-{number}\">ACME-{number}");
            expected = expected.replace(&format!("<>{number}"), &link);
        }
        assert_eq!(
            to_html_linked(typed, &ana(), &acme()),
            format!("<p>{expected}</p>\n"),
            "{typed}"
        );
    }
    assert!(!to_html_linked("ACME-1@a.example https://a.example/?ACME-1", &[], &acme()).contains("/tickets/"));
    let code = "```\nACME-1\n```\n\n    ACME-2";
    assert!(!to_html_linked(code, &[], &acme()).contains("<a"));
    assert_eq!(to_html("ACME-17", &[]), "<p>ACME-17</p>\n");
}

#[test]
fn from_elsewhere_the_whole_address_is_told() {
    let links = acme().from_outside("https://help.example");
    assert_eq!(
        to_html_linked("ACME-1", &[], &links),
        "<p><a href=\"https://help.example/tickets/ACME-1\" target=\"_blank\" rel=\"nofollow noopener noreferrer\">ACME-1</a></p>\n"
    );
    assert_eq!(
        to_plain_linked("as `ACME-1`, ACME-2", &links),
        "as ACME-1, ACME-2 (https://help.example/tickets/ACME-2)"
    );
    assert_eq!(
        to_mrkdwn_linked("**ACME-1** `ACME-2`", &[], &links),
        "*<https://help.example/tickets/ACME-1|ACME-1>* `ACME-2`"
    );
}

#[test]
fn a_hostile_prefix_makes_no_link() {
    for prefix in ["", "\"><script>", "../", "A B", "|x>", "acme", "É"] {
        let text = format!("{prefix}-1 -1");
        let links = TicketLinks::portal(prefix);
        assert_eq!(to_html_linked(&text, &[], &links), to_html(&text, &[]));
        assert_eq!(to_mrkdwn_linked(&text, &[], &links), to_mrkdwn(&text, &[]));
    }
}

#[test]
fn only_so_many_keys_are_links() {
    let html = to_html_linked(&"ACME-1 ".repeat(1_000), &[], &acme());
    assert_eq!(html.matches("<a ").count(), 100);
}

#[test]
fn what_is_copied_from_a_thread_is_a_key_again() {
    let links = outside();
    let table = [
        (
            "see <https://help.example/console/tickets/ACME-1|ACME-1>!",
            "see ACME-1!",
        ),
        ("<https://help.example/console/tickets/ACME-1|ACME-2>", "="),
        ("<https://help.example/console/tickets/ACME-1>", "="),
        ("<https://help.example/console/tickets/<x|x>", "="),
        ("<https://help.example.evil/console/tickets/ACME-1|ACME-1>", "="),
        ("<https://help.example/console/tickets/", "="),
    ];
    for (slack, expected) in table {
        let expected = if expected == "=" { slack } else { expected };
        assert_eq!(links.keys_again(slack), expected);
    }
}

/// Not a test of speed: what grows faster than its input would never end here.
#[test]
fn hostile_megabytes_end_and_stay_small() {
    let patterns = [
        ">",
        "> ",
        "[",
        "[a](",
        "![",
        "`",
        "` ",
        "``a",
        "*",
        "*a ",
        "_a",
        "~a~",
        "- ",
        "* ",
        "1. ",
        "<",
        "<a",
        "<!--",
        "&",
        "&gt;",
        "• ",
        "• a\n\n",
        "```",
        "```a",
        "@Ana ",
        ":a",
        ":",
        "|",
        "|a|\n|-|\n",
        "a*_",
        "\u{2060}`",
        "\n",
        "> - ",
        "<http://a|",
        "`&",
        "£",
        "[a]: b\n[a]",
        "#",
        "\\",
        "    - a\n",
        "*a_",
        "**a*",
        "ACME-1 ",
        "ACME-",
        "<https://help.example/console/tickets/",
    ];
    for pattern in patterns {
        let text = pattern.repeat(1_000_000 / pattern.len());
        let bound = MAX_BYTES * 64;
        assert!(to_html_linked(&text, &ana(), &acme()).len() < bound, "{pattern}");
        assert!(outside().keys_again(&text).len() <= text.len(), "{pattern}");
        assert!(to_html(&text, &ana()).len() < bound, "{pattern}");
        assert!(to_plain(&text).len() < bound, "{pattern}");
        let slack = to_mrkdwn(&text, &ana());
        assert!(slack.len() < bound, "{pattern}");
        split_mrkdwn(&slack, 3000);
        assert!(read(&text).len() < bound, "{pattern}");
        escape_mrkdwn(&text);
        users_mentioned(&text);
    }
}

const TABLE: &str = "| Part | Price | Left |\n|---|---:|:---:|\n| Nozzle | 1,249.00 € | 3 |\n";

#[test]
fn columns_stand_as_their_writer_set_them() {
    let html = to_html(TABLE, &[]);
    assert!(
        html.contains("<th>Part</th><th align=\"right\">Price</th><th align=\"center\">Left</th>"),
        "{html}"
    );
    assert!(html.contains("<td align=\"right\">1,249.00 €</td>"), "{html}");
    assert!(!html.contains("style"), "{html}");
    let typed = to_html("<td style=\"text-align: right\">", &[]);
    assert!(typed.contains("style"), "{typed}");
}

#[test]
fn columns_stay_below_each_other_in_plain_text() {
    let long = "Both nozzles are out of stock at the moment, and come with the next delivery.";
    let plain = to_plain(&format!(
        "| No | Remark | Price |\n|--:|---|--:|\n| 7 | {long} | 12 |\n| 12 | Fine | 1,249 |"
    ));

    let lines: Vec<&str> = plain.lines().collect();
    assert_eq!(
        lines,
        [
            " No | Remark                                   | Price",
            "----|------------------------------------------|------",
            "  7 | Both nozzles are out of stock at the     |    12",
            "    | moment, and come with the next delivery. |",
            " 12 | Fine                                     | 1,249",
        ]
    );
}
