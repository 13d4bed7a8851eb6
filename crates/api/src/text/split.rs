//! Cutting mrkdwn into parts that fit Slack's limits.

/// Cuts `text` into parts of at most `max_chars` characters (UTF-16 units, as Slack's own clients count; at least 32).
///
/// Joined, the parts are the text again, except that a block of code cut in two is closed and opened again. Prefers to cut
/// between paragraphs, then lines, then words; never inside an entity or a `<…>` token that fits a part at all.
///
/// ```
/// use portico::text::split_mrkdwn;
/// let text = "one two three four five six seven eight";
/// assert_eq!(split_mrkdwn(text, 32), ["one two three four five six ", "seven eight"]);
/// assert!(split_mrkdwn("", 32).is_empty());
/// ```
pub fn split_mrkdwn(text: &str, max_chars: usize) -> Vec<String> {
    let max = max_chars.max(32);
    if text.is_empty() {
        return Vec::new();
    }
    if units(text) <= max {
        return vec![text.to_owned()];
    }
    let max = if text.contains(FENCE) { max - FENCES } else { max };
    let atoms = atoms(text, max);
    let mut parts = Vec::new();
    let (mut start, mut in_code) = (0, false);
    while start < atoms.len() {
        let (end, code_after) = part_end(&atoms, start, in_code, max);
        let mut part = String::new();
        if in_code {
            part.push_str("```\n");
        }
        atoms[start..end].iter().for_each(|it| part.push_str(it.text));
        if code_after {
            part.push_str(if part.ends_with('\n') { FENCE } else { "\n```" });
        }
        parts.push(part);
        (start, in_code) = (end, code_after);
    }
    parts
}

const FENCE: &str = "```";
/// Room for "```\n" before and "\n```" behind a part.
const FENCES: usize = 8;

/// Something that is never cut.
struct Atom<'t> {
    text: &'t str,
    units: usize,
    /// A fence that has its other half.
    fence: bool,
}

fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

fn atoms(text: &str, max: usize) -> Vec<Atom<'_>> {
    let mut atoms: Vec<Atom<'_>> = Vec::new();
    let mut open_fence = None;
    let mut rest = text;
    while !rest.is_empty() {
        let length = atom_length(rest, max);
        let (atom, after) = rest.split_at(length);
        if atom == FENCE
            && open_fence.take().is_none_or(|opened: usize| {
                atoms[opened].fence = true;
                false
            })
        {
            open_fence = Some(atoms.len());
            atoms.push(Atom {
                text: atom,
                units: 3,
                fence: false,
            });
        } else {
            atoms.push(Atom {
                text: atom,
                units: units(atom),
                fence: atom == FENCE,
            });
        }
        rest = after;
    }
    atoms
}

/// The length in bytes of what must stay together at the start of `text`.
fn atom_length(text: &str, max: usize) -> usize {
    let mut chars = text.chars();
    match chars.next() {
        Some('&') => ["&amp;", "&lt;", "&gt;"]
            .iter()
            .find(|it| text.starts_with(**it))
            .map_or(1, |it| it.len()),
        Some('`') if text.starts_with(FENCE) => FENCE.len(),
        Some('<') => {
            let end = text
                .char_indices()
                .skip(1)
                .take(max)
                .find(|(_, c)| matches!(c, '<' | '>' | '\n'));
            match end {
                Some((end, '>')) if units(&text[..=end]) <= max => end + 1,
                _ => 1,
            }
        }
        // The joiner takes the meaning of what follows; alone it would protect nothing.
        Some('\u{2060}') => {
            3 + if chars.as_str().is_empty() {
                0
            } else {
                atom_length_plain(chars.as_str())
            }
        }
        Some(c) => c.len_utf8(),
        None => 0,
    }
}

fn atom_length_plain(text: &str) -> usize {
    match text.chars().next() {
        Some('&') => ["&amp;", "&lt;", "&gt;"]
            .iter()
            .find(|it| text.starts_with(**it))
            .map_or(1, |it| it.len()),
        Some('<') | None => 0,
        Some(c) => c.len_utf8(),
    }
}

/// Where the part that starts at `start` ends, and whether that is inside code.
fn part_end(atoms: &[Atom<'_>], start: usize, in_code: bool, max: usize) -> (usize, bool) {
    let (mut used, mut code) = (0, in_code);
    // The best cut of each kind in the second half: a cut earlier would make parts many and small.
    let (mut paragraph, mut line, mut word) = (None, None, None);
    for (at, atom) in atoms.iter().enumerate().skip(start) {
        if used + atom.units > max && at > start {
            return paragraph.or(line).or(word).unwrap_or((at, code));
        }
        used += atom.units;
        code ^= atom.fence;
        if used * 2 >= max {
            let cut = Some((at + 1, code));
            match atom.text {
                "\n" if at > start && atoms[at - 1].text == "\n" => paragraph = cut,
                "\n" => line = cut,
                " " => word = cut,
                _ => {}
            }
        }
    }
    (atoms.len(), false)
}
