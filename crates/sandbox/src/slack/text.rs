//! Slack's text: what people type, what apps send, what is stored. The rich text that Slack makes of it is in `rich_text`.

use super::model::Workspace;

/// `& < >` as Slack writes them.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The reverse of [`escape`].
pub fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Turns what a person types into what Slack stores: escaped, with mentions, channels, links and addresses marked up.
pub(super) fn typed(text: &str, workspace: &Workspace) -> String {
    let mut out = String::new();
    let mut rest = text;
    let (mut fence, mut code, mut at_start) = (false, false, true);
    while let Some(next) = rest.chars().next() {
        if rest.starts_with("```") {
            fence = !fence;
            out.push_str("```");
            rest = &rest[3..];
            continue;
        }
        if next == '`' && !fence {
            code = !code;
        }
        let marked = if at_start && !fence && !code {
            markup(rest, workspace)
        } else {
            None
        };
        if let Some((length, markup)) = marked {
            out.push_str(&markup);
            rest = &rest[length..];
            at_start = false;
        } else {
            out.push_str(&escape(&rest[..next.len_utf8()]));
            rest = &rest[next.len_utf8()..];
            at_start = !next.is_alphanumeric();
        }
    }
    out
}

/// The mention, channel, link or address that `rest` begins with: its length as typed, and as stored.
fn markup(rest: &str, workspace: &Workspace) -> Option<(usize, String)> {
    if let Some(after) = rest.strip_prefix('@') {
        for everybody in ["channel", "here", "everyone"] {
            if begins_with_word(after, everybody) {
                return Some((1 + everybody.len(), format!("<!{everybody}>")));
            }
        }
        let mut names: Vec<(&str, &str)> = (workspace.users.iter())
            .flat_map(|user| {
                [
                    (user.real_name.as_str(), user.id.as_str()),
                    (user.name.as_str(), user.id.as_str()),
                ]
            })
            .collect();
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        let (name, id) = names.into_iter().find(|(name, _)| begins_with_word(after, name))?;
        return Some((1 + name.len(), format!("<@{id}>")));
    }
    if let Some(after) = rest.strip_prefix('#') {
        let found = workspace
            .channels
            .iter()
            .filter(|channel| begins_with_word(after, &channel.name));
        let channel = found
            .max_by_key(|channel| channel.name.len())
            .filter(|channel| !channel.name.is_empty())?;
        return Some((1 + channel.name.len(), format!("<#{}|{}>", channel.id, channel.name)));
    }
    if let Some(length) = link_length(rest) {
        return Some((length, format!("<{}>", escape(&rest[..length]))));
    }
    let word = rest
        .split(|c: char| !(c.is_alphanumeric() || "@._+-".contains(c)))
        .next()?
        .trim_end_matches(['.', '-']);
    let (local, domain) = word.split_once('@')?;
    let address = !local.is_empty() && !domain.contains('@') && domain.contains('.') && !domain.starts_with('.');
    address.then(|| (word.len(), format!("<mailto:{word}|{word}>")))
}

/// Whether `text` begins with `word`, in any case, and the word ends there.
fn begins_with_word(text: &str, word: &str) -> bool {
    let Some(start) = text.get(..word.len()) else {
        return false;
    };
    let ends = text[word.len()..]
        .chars()
        .next()
        .is_none_or(|next| !next.is_alphanumeric() && next != '_');
    !word.is_empty() && start.to_lowercase() == word.to_lowercase() && ends
}

/// The length of the web address at the beginning of `text`, without the punctuation that closes the sentence.
fn link_length(text: &str) -> Option<usize> {
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return None;
    }
    let address = text.split(|c: char| c.is_whitespace() || "<>|\"`".contains(c)).next()?;
    let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', ')', ']', '*', '_', '~']);
    address
        .split_once("://")
        .filter(|(_, host)| !host.is_empty())
        .map(|_| address.len())
}

/// Turns what an app sends into what Slack stores: known markup stays, stray `& < >` are escaped, and web addresses are
/// marked up unless the app asked for its text as it is.
pub(super) fn sent(text: &str, as_it_is: bool) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mut at_start = true;
    while let Some(next) = rest.chars().next() {
        let length = match next {
            '<' => {
                let known = token(rest);
                if let Some(inner) = known {
                    out.extend(["<", &escaped(inner), ">"]);
                } else {
                    out.push_str("&lt;");
                }
                known.map_or(1, |inner| inner.len() + 2)
            }
            '>' => {
                out.push_str("&gt;");
                1
            }
            '&' => {
                let entity = ["&amp;", "&lt;", "&gt;"]
                    .into_iter()
                    .find(|entity| rest.starts_with(entity));
                out.push_str(entity.unwrap_or("&amp;"));
                entity.map_or(1, str::len)
            }
            _ => {
                if let Some(length) = link_length(rest).filter(|_| at_start && !as_it_is) {
                    out.extend(["<", &escaped(&rest[..length]), ">"]);
                    length
                } else {
                    out.push(next);
                    next.len_utf8()
                }
            }
        };
        at_start = !next.is_alphanumeric();
        rest = &rest[length..];
    }
    out
}

/// Escaped once, whether the app did it or not.
fn escaped(text: &str) -> String {
    escape(&unescape(text))
}

/// The inside of the `<…>` that `text` begins with, if Slack gives it a meaning.
pub(super) fn token(text: &str) -> Option<&str> {
    let inner = &text[1..text.find('>')?];
    let known = [
        "@U",
        "@W",
        "@B",
        "#C",
        "#G",
        "!channel",
        "!here",
        "!everyone",
        "!subteam^",
        "!date^",
    ];
    let schemes = ["http://", "https://", "mailto:", "tel:", "slack://"];
    let sound = !inner.contains(['<', '\n']) && known.iter().chain(&schemes).any(|start| inner.starts_with(start));
    sound.then_some(inner)
}

/// Everybody whom a stored text calls: user ids, `!channel` and the like.
pub(super) fn mentions(text: &str) -> Vec<String> {
    let starts = text.match_indices('<').filter_map(|(at, _)| token(&text[at..]));
    let called = starts.filter_map(|inner| {
        let name = inner.split('|').next().unwrap_or(inner);
        if name.starts_with("!date") {
            None
        } else {
            name.strip_prefix('@').or(name.starts_with('!').then_some(name))
        }
    });
    called.map(String::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo;

    #[test]
    fn typed_text_becomes_what_slack_stores() {
        let workspace = demo::workspace();
        let cases = [
            ("a < b & c", "a &lt; b &amp; c"),
            ("hi @Ana Lima, look", "hi <@U0ANA>, look"),
            ("@ana.lima", "<@U0ANA>"),
            ("@Anastasia", "@Anastasia"),
            ("@Portico help", "<@U0PORTICO> help"),
            ("see #general.", "see <#C0GENERAL|general>."),
            (
                "(https://example.com/a?b=1&c=2).",
                "(<https://example.com/a?b=1&amp;c=2>).",
            ),
            ("ana@acme.example", "<mailto:ana@acme.example|ana@acme.example>"),
            ("`@Ana Lima`", "`@Ana Lima`"),
            ("*bold* <!channel>", "*bold* &lt;!channel&gt;"),
            ("@channel", "<!channel>"),
        ];
        for (typed_by_a_person, stored) in cases {
            assert_eq!(typed(typed_by_a_person, &workspace), stored);
        }
    }

    #[test]
    fn sent_text_keeps_markup_and_escapes_the_rest() {
        let cases = [
            ("<@U0ANA> & <b>", "<@U0ANA> &amp; &lt;b&gt;"),
            ("&lt;!channel&gt; &amp;", "&lt;!channel&gt; &amp;"),
            ("<https://example.com|label>", "<https://example.com|label>"),
            (
                "<https://a.example/?b&c=1|d &amp; e>",
                "<https://a.example/?b&amp;c=1|d &amp; e>",
            ),
            ("go to https://example.com.", "go to <https://example.com>."),
            ("1 > 0", "1 &gt; 0"),
        ];
        for (sent_by_an_app, stored) in cases {
            assert_eq!(sent(sent_by_an_app, false), stored);
        }
        assert_eq!(sent("https://a.example <", true), "https://a.example &lt;");
    }

    #[test]
    fn only_live_mentions_count() {
        assert_eq!(
            mentions("<@U0ANA> &lt;@U0BEN&gt; <!channel> <https://a.example|@x>"),
            ["U0ANA", "!channel"]
        );
    }
}
