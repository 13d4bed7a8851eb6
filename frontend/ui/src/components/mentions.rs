//! Naming somebody with `@`: who is named in the end. The list that opens while a name is typed is in `suggestions`.

/// Somebody who can be named with `@`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentionable {
    pub id: String,
    pub name: String,
    /// What tells two of one name apart.
    pub detail: Option<String>,
}

/// The ids of those whose `@Name` stands in the text. Read when sending, so that a name deleted again is not mentioned.
pub fn mentioned(text: &str, people: &[Mentionable]) -> Vec<String> {
    let named = |person: &&Mentionable| {
        let mention = format!("@{}", person.name);
        text.match_indices(&mention).any(|(at, _)| {
            let whole = !text[at + mention.len()..].starts_with(|c: char| c.is_alphanumeric());
            // "@Anna" is not meant when it is the beginning of "@Anna Berg".
            let longer = people.iter().any(|other| {
                other.name.len() > person.name.len()
                    && other.name.starts_with(&person.name)
                    && text[at + 1..].starts_with(&other.name)
            });
            whole && !longer
        })
    };
    people.iter().filter(named).map(|person| person.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: &str, name: &str) -> Mentionable {
        Mentionable {
            id: id.to_owned(),
            name: name.to_owned(),
            detail: None,
        }
    }

    #[test]
    fn people_are_mentioned_by_their_whole_name() {
        let people = [person("1", "Anna"), person("2", "Anna Berg"), person("3", "Ben")];
        assert_eq!(mentioned("@Anna Berg, see above", &people), ["2"]);
        assert_eq!(mentioned("@Anna and @Ben!", &people), ["1", "3"]);
        assert!(mentioned("@Benjamin, Anna", &people).is_empty());
    }
}
