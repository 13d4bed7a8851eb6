//! What holds for every text: nothing live comes out, and reading and writing converge.

use proptest::prelude::*;

use super::{
    super::{html::sanitise, *},
    acme, ana, is_inert_html, is_inert_mrkdwn, outside, read,
};

/// Text that looks like markup more often than chance would have it.
fn markup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "*", "_", "~", "`", "```", "**", "~~", "> ", ">", "- ", "• ", "    ", "1. ", "7. ", "# ", "[", "](", ")", "<", ">", "&", "&amp;",
            "&lt;", "&gt;", "!", "|", "\n", "\n", "\n\n", " ", "\\", ":tada:", ":", "@", "#", "\u{2060}", "\u{200b}", "\u{a0}", "<!channel>",
            "<@U1>", "<@U1|a>", "<#C1|c>", "<http://a.example|b>", "<https://a.example/?a=1&amp;b=(2)>", "<mailto:a@b.example|a@b.example>",
            "<javascript:x|y>", "[a](javascript:x)", "![i](http://a.example/i.png)", "<img src=x onerror=y>", "<script>", "</p>", "---", "===",
            "|a|b|\n|-|-|\n", "\t", "\r\n", "😀", "é", "=", "+", ".", "\"", "©", "[x]: http://a.example\n", "<!--", "◦ ", "&#42;", "'", "ACME-", "ACME-1", "https://a.example/b",
            "www.a.example", "me@a.example", "://",
        ]).prop_map(str::to_owned),
        3 => "[a-c0-2 ]{1,4}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|it| it.concat())
}

/// A document as people write one.
fn simple() -> impl Strategy<Value = String> {
    let words = "[a-z]{1,5}( [a-z]{1,5}){0,3}";
    let block = prop_oneof![
        words.prop_map(|it| it),
        words.prop_map(|it| format!("x **{it}** y _{it}_ ~~{it}~~ `{it}`")),
        words.prop_map(|it| format!("- {it}\n- {it}\n  - {it}")),
        words.prop_map(|it| format!("1. {it}\n2. {it}")),
        words.prop_map(|it| format!("> {it}\n> {it}")),
        words.prop_map(|it| format!("```\n{it}\n```")),
        words.prop_map(|it| format!("[{it}](https://a.example) 1 \\* 2 \\_x\\_")),
    ];
    // Lists of one kind side by side are one list, in Markdown as in Slack.
    prop::collection::vec(block, 1..5).prop_map(|it| it.join("\n\npause\n\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn html_is_inert_and_passes_the_sanitiser_unchanged(text in markup()) {
        let html = to_html(&text, &ana());
        prop_assert!(is_inert_html(&html), "{}", html);
        prop_assert_eq!(sanitise(&html), html.clone());
    }

    #[test]
    fn html_with_links_to_tickets_is_inert_and_the_same_but_for_them(text in markup()) {
        let html = to_html_linked(&text, &ana(), &acme());
        prop_assert!(is_inert_html(&html), "{}", html);
        let words = |html: &str| html.split('<').map(|it| it.split_once('>').map_or(it, |(_, words)| words)).collect::<String>();
        prop_assert_eq!(words(&html), words(&to_html(&text, &ana())));
        for path in html.split("href=\"/").skip(1) {
            prop_assert!(path.starts_with("tickets/ACME-"), "{}", html);
        }
    }

    #[test]
    fn links_to_tickets_come_back_from_slack_as_keys(text in markup()) {
        let links = outside();
        let read = |text: &str| read(&links.keys_again(text));
        let once = to_mrkdwn_linked(&read(&text), &[], &links);
        prop_assert!(is_inert_mrkdwn(&once), "{}", once);
        let back = read(&once);
        prop_assert!(!back.contains("/console/tickets/"), "{}", back);
        prop_assert_eq!(to_mrkdwn_linked(&back, &[], &links), once, "then {:?}", back);
    }

    #[test]
    fn nothing_live_reaches_slack(text in markup()) {
        let slack = to_mrkdwn(&text, &[]);
        prop_assert!(is_inert_mrkdwn(&slack), "{}", slack);
        prop_assert!(is_inert_mrkdwn(&to_mrkdwn(&read(&text), &[])));
        prop_assert!(!escape_mrkdwn(&text).contains('<'));
    }

    #[test]
    fn what_is_bold_is_bold_to_its_end(text in markup()) {
        let bold = bold_mrkdwn(&text);
        let whole = bold.ends_with('*') && bold.matches('*').count() == 2;
        prop_assert!(whole || !bold.starts_with('*'), "{:?}", bold);
    }

    #[test]
    fn reading_and_writing_converge(text in markup()) {
        let markdown = read(&text);
        let once = to_mrkdwn(&markdown, &[]);
        let back = read(&once);
        let twice = to_mrkdwn(&back, &[]);
        prop_assert_eq!(&twice, &once, "markdown {:?} then {:?}", markdown, back);
    }

    #[test]
    fn formatted_words_side_by_side_stay_formatted(mut dressed in prop::collection::vec(0..5_usize, 1..6)) {
        dressed.dedup(); // Markdown reads two alike as one.
        let one = |it: &usize| ["**b**", "~~s~~", "`c`", "word", " "][*it];
        let text = format!("a {} z", dressed.iter().map(one).collect::<String>());
        let slack = to_mrkdwn(&text, &[]);
        let back = read(&slack);
        prop_assert_eq!(to_html(&back, &[]), to_html(&text, &[]), "{:?} by way of {:?}", text, slack);
    }

    #[test]
    fn simple_documents_survive_the_journey(text in simple()) {
        prop_assert_eq!(to_plain(&read(&to_mrkdwn(&text, &[]))), to_plain(&text));
    }

    #[test]
    fn plain_words_in_slack_read_the_same_in_the_portal(text in "[a-z][- !\"#$%'(),./0-9;=?@A-Z\\[\\]\\\\^a-z{|}+]{0,40}") {
        // Without entities, tokens, emoji and Slack's own marks, what people see is what they typed.
        prop_assert_eq!(to_plain(&read(&text)), text.trim());
    }

    #[test]
    fn parts_join_to_the_whole(text in markup(), repeat in 1..6_usize, max in 32..80_usize) {
        let text = text.repeat(repeat);
        let parts = split_mrkdwn(&text, max);
        for part in &parts {
            prop_assert!(part.encode_utf16().count() <= max, "{:?}", part);
        }
        let bare = |it: &str| it.replace("```", "").replace('\n', "");
        if text.contains("```") {
            prop_assert_eq!(bare(&parts.concat()), bare(&text));
        } else {
            prop_assert_eq!(parts.concat(), text);
        }
    }

    #[test]
    fn no_text_is_too_strange(text in any::<String>(), max in 0..100_usize) {
        to_html(&text, &ana());
        prop_assert!(snippet(&text, max).chars().count() <= max);
        to_mrkdwn(&text, &ana());
        escape_mrkdwn(&text);
        read(&text);
        split_mrkdwn(&text, max);
        users_mentioned(&text);
    }
}
