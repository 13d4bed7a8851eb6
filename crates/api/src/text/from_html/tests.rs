//! Whose HTML becomes which Markdown, and that no word of it is lost.

use proptest::prelude::*;

use super::{
    super::{to_html, to_plain},
    from_html, is_light_html,
};

fn read(html: &str) -> String {
    from_html(html, &|cid| (cid == "1@x").then(|| "plan.png".to_owned()))
}

#[test]
fn what_stands_on_lines_of_its_own_does_so_again() {
    for (html, markdown) in [
        (
            "<div>The order number is 4711</div><div>The customer is 12</div>",
            "The order number is 4711\nThe customer is 12",
        ),
        (
            "<div>one</div><div><br></div><div>two<br>three</div>",
            "one\n\ntwo\nthree",
        ),
        ("<h2>Head</h2><p>y</p>", "## Head\n\ny"),
        (
            "<p>A</p><ul><li>b1</li><li>b2</li></ul><p>C</p>",
            "A\n\n- b1\n- b2\n\nC",
        ),
        ("<div>A<ul><li>b1</ul>C</div>", "A\n\n- b1\n\nC"),
        ("<ol start=3><li>c<li>d<ul><li>e</ul></ol>", "3. c\n4. d\n   - e"),
        (
            "<table><tr><td>c1</td><td>c2</td></tr><tr><td><p>c3</p></td><td><p>c4</p></td><td>c5</td></tr></table>",
            "c1 \\| c2\nc3 \\| c4 \\| c5",
        ),
        (
            "<table><tr><td><p>one</p><p>two</p></td><td>three</td></tr></table>",
            "one\n\ntwo\n\nthree",
        ),
        (
            "<table><tr><td>Error:<pre>trace</pre></td><td>x</td></tr></table>",
            "Error:\n\n```\ntrace\n```\n\nx",
        ),
        (
            "<table><tr><td>a</td><td></td></tr><tr><td>b</td><td>&nbsp;</td></tr></table><p>c</p>",
            "a \\|\nb \\|\n\nc",
        ),
        ("<table><tr><td>a<td><blockquote>b</blockquote></table>", "a \\|\n\n> b"),
        ("<div>a</div><div>--</div><div>b</div>", "a\n\\--\nb"),
        ("<div>a</div><div>-- </div><div>b</div>", "a\n\\-- \nb"),
        ("<pre>  a\n   b\n</pre>x", "```\n  a\n   b\n```\n\nx"),
        (
            "On 3 May she wrote:<blockquote><p>one</p><p>two</p><blockquote>three</blockquote></blockquote>four",
            "On 3 May she wrote:\n\n> one\n>\n> two\n>\n> > three\n\nfour",
        ),
    ] {
        assert_eq!(read(html), markdown, "{html}");
    }
}

#[test]
fn words_keep_their_looks_and_links_their_address() {
    for (html, markdown) in [
        (
            "see <a href=\"https://a.example/doc?x=1\">this <b>page</b></a> please",
            "see [this page](https://a.example/doc?x=1) please",
        ),
        (
            "<a href='https://a.example'>https://a.example</a>",
            "<https://a.example>",
        ),
        (
            "<a href='mailto:a+b_c@a.example'>a+b_c@a.example</a>",
            "a+b_c@a.example",
        ),
        ("<a href='javascript:x'>no</a> <a href='https://a.example'></a>", "no"),
        (
            "<b>bold </b>x <i>it</i> <code>x_y</code> 2*3*4",
            "**bold** x *it* `x_y` 2\\*3\\*4",
        ),
        ("<b>From:</b>Maria <b>a</b><b>b</b>", "From:Maria **ab**"),
        ("<b><i>both</i></b> <b>a <i>b</b> c</i>", "***both*** **a b** c"),
        (
            "<p># no heading</p><p>1. x</p><p>- y</p>",
            "\\# no heading\n\n1\\. x\n\n\\- y",
        ),
        ("a&nbsp;&lt;b&gt;&amp;amp;", "a \\<b>\\&amp;"),
        (
            "<img src='cid:1@x' alt=x> <img src='https://a.example/t.gif'>",
            "\\[plan.png\\]",
        ),
        (
            "<title>t</title><style>p{}</style><p>t</p><script>alert('<p>')</script><!-- c -->",
            "t",
        ),
    ] {
        assert_eq!(read(html), markdown, "{html}");
    }
}

#[test]
fn however_much_is_nested_or_left_open_it_is_read() {
    for tag in [
        "b",
        "div",
        "blockquote",
        "ul",
        "li",
        "ul><li",
        "table><tr><td",
        "a href='https://a.example'",
        "code",
        "p",
    ] {
        let html = format!("<{tag}>").repeat(10_000) + "word" + &"</b></li></ul></a>".repeat(10_000);
        let said = read(&html);
        assert!(to_plain(&said).contains("word"), "{tag}: {}", said.len());
        assert!(said.len() < 10_000, "{tag}: {}", said.len());
    }
}

#[test]
fn a_link_over_many_lines_is_not_said_with_each() {
    let html = format!(
        "<a href='https://a.example/{}'>{}",
        "x".repeat(4_000),
        "y<br>".repeat(10_000)
    );
    let said = read(&html);
    assert_eq!(said.matches('y').count(), 10_000);
    assert!(said.len() < 300_000, "{}", said.len());
}

#[test]
fn a_long_tag_is_found_wherever_it_begins() {
    let long = format!("<p {}>", "a='>' ".repeat(2_000));
    let hidden = format!("<a =\" b=\" > \" {}>", "a='>' ".repeat(2_000));
    assert!(!is_light_html(&hidden));
    for before in ["", "<!-- <a x=\" -->", "<script>'<a x=\"'</script>", "1 < 2 "] {
        assert!(!is_light_html(&format!("{before}{long}")), "{before}");
    }
    let text = "a ' = \" > b".repeat(2_000);
    assert!(is_light_html(&format!(
        "<p id = \"a\" b='c'>{text}</p><p x=y z>1 < 2 {text}"
    )));
}

fn markup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "<b>",
            "</b>",
            "<i>",
            "</i>",
            "<s>",
            "</s>",
            "<p>",
            "</p>",
            "<div>",
            "</div>",
            "<br>",
            "<ul>",
            "</ul>",
            "<ol>",
            "<li>",
            "</li>",
            "<blockquote>",
            "</blockquote>",
            "<pre>",
            "</pre>",
            "<code>",
            "</code>",
            "<table>",
            "<tr>",
            "<td>",
            "</td>",
            "</tr>",
            "</table>",
            "<h1>",
            "</h1>",
            "<a href='https://a.example'>",
            "</a>",
            "<hr>",
            "<img alt='pic'>",
        ])
        .prop_map(str::to_owned),
        prop::sample::select(vec![
            "*", "_", "`", "#", "> ", "- ", "1. ", "|", "[", "](", "~", "\\", "=", "&amp;", "&lt;", "\n", " "
        ])
        .prop_map(str::to_owned),
        "[a-c]{1,3}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|it| it.concat())
}

proptest! {
    #[test]
    fn no_word_is_lost_and_none_becomes_a_mark(html in markup()) {
        let letters = |text: &str| text.chars().filter(|it| "abc".contains(*it)).collect::<String>();
        let bare: String = html.split('<').enumerate().map(|(at, it)| {
            if at == 0 { it } else { it.split_once('>').map_or("", |(_, words)| words) }
        }).collect();
        let said = read(&html);
        // Of what is shown only the words: no address, and no picture.
        let shown = to_html(&said, &[]);
        let shown: String = shown.split('<').map(|it| it.split_once('>').map_or(it, |(_, words)| words)).collect();
        prop_assert_eq!(
            letters(&shown.replace("&amp;", "").replace("pic", "")),
            letters(&bare.replace("&amp;", "").replace("pic", "")),
            "{} as {}", html, said
        );
    }

    #[test]
    fn no_html_is_too_strange(html in "(\\PC|<[a-z]{1,3}[ />]|</|&#?|=|\"|\n){0,200}") {
        to_html(&read(&html), &[]);
    }
}
