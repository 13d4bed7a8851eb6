//! Naming somebody with `@`: the list that opens while a name is typed, and who is named in the end.

use leptos::{html, prelude::*};

use super::{avatar::Avatar, format::insert};
use crate::{announce, browser, messages};

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

/// The list of people that opens while a name is typed after `@` (the ARIA combobox pattern: the focus stays in the text).
#[derive(Clone, Copy)]
pub(super) struct Mention {
    value: RwSignal<String>,
    people: Signal<Vec<Mentionable>>,
    text: NodeRef<html::Textarea>,
    pub(super) list_id: StoredValue<String>,
    /// What follows the `@`, while there is one at the caret.
    query: RwSignal<Option<String>>,
    pub(super) active: RwSignal<usize>,
    /// Memoised: asked for by every attribute of the text.
    found: Memo<Vec<Mentionable>>,
}

impl Mention {
    const AT_MOST: usize = 6;

    pub(super) fn new(
        value: RwSignal<String>,
        people: Signal<Vec<Mentionable>>,
        text: NodeRef<html::Textarea>,
        composer: &str,
    ) -> Self {
        let query = RwSignal::new(None::<String>);
        let found = Memo::new(move |_| {
            let Some(query) = query.get() else { return Vec::new() };
            let query = browser::lower(&query);
            people.with(|people| {
                let fits = |person: &&Mentionable| {
                    let name = browser::lower(&person.name);
                    name.starts_with(&query) || name.split(' ').any(|word| word.starts_with(&query))
                };
                people.iter().filter(fits).take(Self::AT_MOST).cloned().collect()
            })
        });
        let list_id = StoredValue::new(format!("{composer}-people"));
        Self {
            value,
            people,
            text,
            list_id,
            query,
            active: RwSignal::new(0),
            found,
        }
    }

    pub(super) fn is_open(self) -> bool {
        self.found.with(|found| !found.is_empty())
    }

    pub(super) fn close(self) {
        if self.query.with_untracked(Option::is_some) {
            self.query.set(None);
        }
    }

    /// Reads what stands before the caret.
    pub(super) fn look(self) {
        if self.people.with_untracked(Vec::is_empty) {
            return;
        }
        let before = self.before_caret().unwrap_or_default();
        let query = query_at_end(&before).map(str::to_owned);
        if self.query.with_untracked(|old| *old != query) {
            self.active.set(0);
            self.query.set(query.clone());
            if query.is_some() {
                announce(messages::people_found(self.found.with_untracked(Vec::len)));
            }
        }
    }

    fn before_caret(self) -> Option<String> {
        let text = self.text.get_untracked()?;
        let caret = text.selection_start().ok().flatten()?;
        // The browser counts in UTF-16.
        let units: Vec<u16> = self
            .value
            .with_untracked(|value| value.encode_utf16().take(caret as usize).collect());
        Some(String::from_utf16_lossy(&units))
    }

    /// Says whether the key was meant for the list.
    pub(super) fn keydown(self, event: &web_sys::KeyboardEvent) -> bool {
        let count = self.found.with_untracked(Vec::len);
        if count == 0 || event.ctrl_key() || event.meta_key() {
            return false;
        }
        let active = self.active.get_untracked().min(count - 1);
        match event.key().as_str() {
            "ArrowDown" => self.active.set((active + 1) % count),
            "ArrowUp" => self.active.set((active + count - 1) % count),
            "Enter" | "Tab" => self.choose(active),
            "Escape" => self.close(),
            _ => return false,
        }
        event.prevent_default();
        event.stop_propagation();
        true
    }

    fn choose(self, index: usize) {
        let person = self.found.with_untracked(|found| found.get(index).cloned());
        let (Some(person), Some(text), Some(before)) = (person, self.text.get_untracked(), self.before_caret()) else {
            return;
        };
        let query = query_at_end(&before).unwrap_or_default();
        let caret = before.encode_utf16().count();
        let start = caret - query.encode_utf16().count() - 1;
        self.close();
        let _ = text.set_selection_range(start as u32, caret as u32);
        insert(&text, &format!("@{} ", person.name));
    }

    pub(super) fn list(self) -> Option<AnyView> {
        let found = self.found.get();
        if found.is_empty() {
            return None;
        }
        let option = |(index, person): (usize, Mentionable)| {
            let id = format!("{}-{index}", self.list_id.get_value());
            // On mousedown, before the text loses the focus and the list closes.
            let choose = move |event: leptos::ev::MouseEvent| {
                event.prevent_default();
                self.choose(index);
            };
            view! {
                <li
                    id=id
                    role="option"
                    aria-selected=move || (self.active.get() == index).to_string()
                    on:mousedown=choose
                    on:mouseenter=move |_| self.active.set(index)
                >
                    <Avatar name=person.name.clone() team=true />
                    <span class="truncate">
                        {person.name} " " <span class="meta">{person.detail}</span>
                    </span>
                </li>
            }
        };
        let options = found.into_iter().enumerate().map(option).collect_view();
        let list = view! {
            <ul class="composer-people" id=self.list_id.get_value() role="listbox" aria-label=messages::people_to_mention()>
                {options}
            </ul>
        };
        Some(list.into_any())
    }
}

/// What follows the last `@`, when a name may be under way: the `@` begins a word, and no line ends after it.
fn query_at_end(before: &str) -> Option<&str> {
    let at = before.rfind('@')?;
    let query = &before[at + 1..];
    let begins_word = before[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    let plausible = query.chars().count() <= 30 && !query.contains('\n') && !query.starts_with(' ');
    (begins_word && plausible).then_some(query)
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

    #[test]
    fn a_name_is_under_way_after_an_at_that_begins_a_word() {
        assert_eq!(query_at_end("Hello @"), Some(""));
        assert_eq!(query_at_end("(@Anna B"), Some("Anna B"));
        assert_eq!(query_at_end("mail@example"), None);
        assert_eq!(query_at_end("@Anna\nand"), None);
        assert_eq!(query_at_end("at @ noon"), None);
    }
}
