//! A person in two letters.

use leptos::prelude::*;

/// Initials of a person whose name stands beside it: nothing for screen readers.
#[component]
pub fn Avatar(
    #[prop(into)] name: String,
    /// One of the support team.
    #[prop(optional)]
    team: bool,
    #[prop(optional)] large: bool,
) -> AnyView {
    let initials = initials(&name);
    view! {
        <span class="avatar" class:avatar-team=team class:avatar-large=large title=name aria-hidden="true">
            {initials}
        </span>
    }
    .into_any()
}

/// First letters of the first and the last word. The style sheet makes capitals of them.
fn initials(name: &str) -> String {
    let mut words = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let first = words.next();
    let last = words.next_back();
    let letters = [first, last]
        .into_iter()
        .flatten()
        .filter_map(|word| word.chars().next());
    letters.collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Maria da Silva"), "MS");
        assert_eq!(initials("émile"), "é");
        assert_eq!(initials("bob@acme.test"), "bt");
        assert_eq!(initials(""), "");
    }
}
