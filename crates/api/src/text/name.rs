//! Names as strangers write them.

/// Control characters, and those that nobody sees: some of them show what stands behind them backwards.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// A name in one line, in which nothing changes how what we say behind it is shown.
pub(crate) fn name_of_a_stranger(given: &str) -> String {
    let visible: String = given
        .chars()
        .filter(|c| c.is_whitespace() || !is_invisible(*c))
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::name_of_a_stranger;

    #[test]
    fn nothing_turns_around_what_is_said_behind_a_name() {
        for c in ('\u{202a}'..='\u{202e}')
            .chain('\u{2066}'..='\u{2069}')
            .chain(['\u{200f}', '\u{7}'])
        {
            assert_eq!(name_of_a_stranger(&format!("Ana{c}  (Acme)\t{c}\n")), "Ana (Acme)");
        }
        assert_eq!(name_of_a_stranger("آنا ليما"), "آنا ليما");
        assert_eq!(name_of_a_stranger("\u{202e}"), "");
    }
}
