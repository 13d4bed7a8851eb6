//! Puts breaks into a source, each behind its switch.

use std::cmp::Reverse;
use std::fmt::Write as _;
use std::ops::Range;

use anyhow::{Result, ensure};

use super::list::Break;

/// What reads the switch. Exists in the copy alone.
pub(super) const MODULE: &str = r#"
pub fn on(name: &str) -> bool {
    static BROKEN: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    let broken = BROKEN.get_or_init(|| std::env::var("PORTICO_BROKEN").ok());
    broken.as_deref() == Some(name)
}
"#;

/// The variable that `MODULE` reads.
pub(super) const SWITCH: &str = "PORTICO_BROKEN";

pub(super) fn of<'a>(breaks: &'a [Break], file: &str) -> Vec<&'a Break> {
    breaks.iter().filter(|it| it.file == file).collect()
}

pub(super) fn whole(source: &str, breaks: &[&Break]) -> Result<String> {
    let mut places = breaks
        .iter()
        .map(|it| Ok((it.place(source)?, *it)))
        .collect::<Result<Vec<_>>>()?;
    // Who contains others comes before them.
    places.sort_by_key(|(place, it)| (place.start, Reverse(place.end), it.name.clone()));
    within(source, 0..source.len(), &places)
}

fn within(source: &str, range: Range<usize>, mut places: &[(Range<usize>, &Break)]) -> Result<String> {
    let (mut woven, mut at) = (String::new(), range.start);
    while let Some((place, first)) = places.first() {
        let same = places.iter().take_while(|(other, _)| other == place).count();
        let all = places.iter().take_while(|(other, _)| other.start < place.end).count();
        ensure!(
            places[..all].iter().all(|(other, _)| other.end <= place.end),
            "{} overlaps with another break; find less",
            first.name
        );
        woven += &source[at..place.start];
        let good = within(source, place.clone(), &places[same..all])?;
        // Around a statement parentheses would make a value of it, and around an expression they keep it one.
        let bare = good.trim_end().ends_with([';', '}']);
        woven += if bare { "" } else { "(" };
        for (_, it) in &places[..same] {
            write!(woven, "if crate::broken::on({:?}) {{ {} }} else ", it.name, it.replace)?;
        }
        write!(woven, "{{ {good} }}")?;
        woven += if bare { "" } else { ")" };
        at = place.end;
        places = &places[all..];
    }
    woven += &source[at..range.end];
    Ok(woven)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(name: &str, find: &str, replace: &str) -> Break {
        toml::from_str(&format!(
            "name = {name:?}\npromise = ''\nwhat = ''\nfile = ''\nfind = {find:?}\nreplace = {replace:?}\ntests = []"
        ))
        .unwrap()
    }

    fn woven(source: &str, breaks: &[Break]) -> String {
        let text = whole(source, &breaks.iter().collect::<Vec<_>>()).unwrap();
        text.replace("crate::broken::", "")
    }

    #[test]
    fn an_expression_stays_one_and_a_statement_too() {
        let breaks = [broken("a", "y > 1", "true"), broken("b", "z();", "")];
        assert_eq!(
            woven("let x = y > 1;\nz();\n", &breaks),
            "let x = (if on(\"a\") { true } else { y > 1 });\nif on(\"b\") {  } else { z(); }\n"
        );
    }

    #[test]
    fn a_place_can_be_broken_in_several_ways_and_within_another() {
        let breaks = [
            broken("a", "x && y || z", "1"),
            broken("b", "x && y", "2"),
            broken("c", "x && y", "3"),
        ];
        assert_eq!(
            woven("f(x && y || z)", &breaks),
            "f((if on(\"a\") { 1 } else { (if on(\"b\") { 2 } else if on(\"c\") { 3 } else { x && y }) || z }))"
        );
    }

    #[test]
    fn places_that_overlap_are_refused() {
        let breaks = [broken("a", "x && y", "1"), broken("b", "y || z", "2")];
        assert!(whole("x && y || z", &breaks.iter().collect::<Vec<_>>()).is_err());
    }

    #[test]
    fn the_module_reads_the_switch() {
        assert!(MODULE.contains(SWITCH));
    }
}
