//! Text.
pub(crate) fn snippet(markdown: &str, max: usize) -> String {
    markdown.chars().take(max).collect()
}
