//! The list that opens while somebody is named with `@` or a ticket with `#`.

use std::time::Duration;

use leptos::task::spawn_local;
use leptos::{html, prelude::*};

use super::{avatar::Avatar, format::insert, mentions::Mentionable};
use crate::api::tickets::{self, NamedTicket};
use crate::{Icon, announce, browser, icon, messages};

/// How long somebody pauses before it is asked which tickets there are.
const PAUSE: Duration = Duration::from_millis(150);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Suggestion {
    Person(Mentionable),
    Ticket(NamedTicket),
}

impl Suggestion {
    /// What is written for it.
    fn text(&self) -> String {
        match self {
            Self::Person(person) => format!("@{} ", person.name),
            Self::Ticket(ticket) => format!("{} ", ticket.key),
        }
    }

    fn view(self) -> AnyView {
        match self {
            Self::Person(person) => view! {
                <Avatar name=person.name.clone() team=true />
                <span class="truncate">
                    {person.name} " " <span class="meta">{person.detail}</span>
                </span>
            }
            .into_any(),
            Self::Ticket(ticket) => view! {
                {icon(Icon::Ticket)}
                <span class="truncate">
                    <span class="meta">{ticket.key}</span> " " <bdi>{ticket.title}</bdi>
                </span>
            }
            .into_any(),
        }
    }
}

/// What is looked for at the caret: the sign, and what follows it.
type Query = (char, String);

/// The list that opens while a name is typed. The focus stays in the text, as in the ARIA combobox pattern.
#[derive(Clone, Copy)]
pub(super) struct Suggestions {
    value: RwSignal<String>,
    people: Signal<Vec<Mentionable>>,
    /// As the server told last.
    tickets: RwSignal<Vec<NamedTicket>>,
    text: NodeRef<html::Textarea>,
    pub(super) list_id: StoredValue<String>,
    query: RwSignal<Option<Query>>,
    pub(super) active: RwSignal<usize>,
    /// Memoised: asked for by every attribute of the text.
    found: Memo<Vec<Suggestion>>,
}

impl Suggestions {
    const AT_MOST: usize = 6;

    pub(super) fn new(
        value: RwSignal<String>,
        people: Signal<Vec<Mentionable>>,
        text: NodeRef<html::Textarea>,
        composer: &str,
    ) -> Self {
        let query = RwSignal::new(None::<Query>);
        let tickets = RwSignal::new(Vec::<NamedTicket>::new());
        let found = Memo::new(move |_| match query.get() {
            Some(('#', query)) => tickets.with(|tickets| tickets_for(&query, tickets)),
            Some((_, query)) => people.with(|people| people_for(&query, people)),
            None => Vec::new(),
        });
        Self {
            value,
            people,
            tickets,
            text,
            list_id: StoredValue::new(format!("{composer}-suggestions")),
            query,
            active: RwSignal::new(0),
            found,
        }
    }

    pub(super) fn is_open(self) -> bool {
        self.found.with(|found| !found.is_empty())
    }

    /// The text loses the focus when it goes, too.
    pub(super) fn close(self) {
        if self.query.try_with_untracked(Option::is_some) == Some(true) {
            self.query.set(None);
        }
    }

    /// Reads what stands before the caret.
    pub(super) fn look(self) {
        let before = self.before_caret().unwrap_or_default();
        let nobody = self.people.with_untracked(Vec::is_empty);
        let query = query_at_end(&before).filter(|(sign, _)| *sign == '#' || !nobody);
        let query = query.map(|(sign, query)| (sign, query.to_owned()));
        if self.query.with_untracked(|old| *old == query) {
            return;
        }
        self.active.set(0);
        self.query.set(query.clone());
        match query {
            Some(('#', words)) => self.ask(words),
            Some(_) => announce(messages::people_found(self.found.with_untracked(Vec::len))),
            None => {}
        }
    }

    /// Asks which tickets there are. What was typed meanwhile asks for itself.
    fn ask(self, words: String) {
        let wanted = ('#', words);
        let still = move |wanted: &Query| {
            self.query
                .try_with_untracked(|query| query.as_ref() == Some(wanted))
                .unwrap_or(false)
        };
        let ask = async move {
            if !still(&wanted) {
                return;
            }
            // Without an answer there is nothing to suggest, and nothing to trouble somebody with who writes.
            let Ok(found) = tickets::with_words(wanted.1.trim()).await else {
                return;
            };
            if still(&wanted) {
                self.tickets.set(found);
                announce(messages::tickets_found(self.found.with_untracked(Vec::len)));
            }
        };
        set_timeout(move || spawn_local(ask), PAUSE);
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
        let chosen = self.found.with_untracked(|found| found.get(index).cloned());
        let (Some(chosen), Some(text), Some(before)) = (chosen, self.text.get_untracked(), self.before_caret()) else {
            return;
        };
        let query = query_at_end(&before).map_or("", |(_, query)| query);
        let caret = before.encode_utf16().count();
        let start = caret - query.encode_utf16().count() - 1;
        self.close();
        let _ = text.set_selection_range(start as u32, caret as u32);
        insert(&text, &chosen.text());
    }

    pub(super) fn list(self) -> Option<AnyView> {
        let found = self.found.get();
        let label = match found.first()? {
            Suggestion::Person(_) => messages::people_to_mention(),
            Suggestion::Ticket(_) => messages::tickets_to_name(),
        };
        let option = |(index, suggestion): (usize, Suggestion)| {
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
                    {suggestion.view()}
                </li>
            }
        };
        let options = found.into_iter().enumerate().map(option).collect_view();
        let list = view! {
            <ul class="composer-people" id=self.list_id.get_value() role="listbox" aria-label=label>
                {options}
            </ul>
        };
        Some(list.into_any())
    }
}

fn people_for(query: &str, people: &[Mentionable]) -> Vec<Suggestion> {
    let query = browser::lower(query);
    let fits = |person: &&Mentionable| {
        let name = browser::lower(&person.name);
        name.starts_with(&query) || name.split(' ').any(|word| word.starts_with(&query))
    };
    let found = people.iter().filter(fits).take(Suggestions::AT_MOST);
    found.cloned().map(Suggestion::Person).collect()
}

/// Those of the tickets whose key and title have all the words: what the server found in messages is not what is being typed, nor is
/// what it told of the words before.
fn tickets_for(query: &str, tickets: &[NamedTicket]) -> Vec<Suggestion> {
    let query = browser::lower(query);
    let fits = |ticket: &&NamedTicket| {
        let named = browser::lower(&format!("{} {}", ticket.key, ticket.title));
        query.split_whitespace().all(|word| named.contains(word))
    };
    let found = tickets.iter().filter(fits).take(Suggestions::AT_MOST);
    found.cloned().map(Suggestion::Ticket).collect()
}

/// What follows the last `@` or `#`, when a name may be under way: the sign begins a word, and no line ends after it. (`# ` begins a
/// heading.)
fn query_at_end(before: &str) -> Option<(char, &str)> {
    let at = before.rfind(['@', '#'])?;
    let sign = before[at..].chars().next()?;
    let query = &before[at + 1..];
    let begins_word = before[..at]
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric() && !"#&".contains(c));
    let plausible = query.chars().count() <= 30 && !query.contains('\n') && !query.starts_with(' ');
    (begins_word && plausible).then_some((sign, query))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_under_way_after_a_sign_that_begins_a_word() {
        assert_eq!(query_at_end("Hello @"), Some(('@', "")));
        assert_eq!(query_at_end("(@Anna B"), Some(('@', "Anna B")));
        assert_eq!(query_at_end("see #17"), Some(('#', "17")));
        assert_eq!(query_at_end("@Anna, #printer on"), Some(('#', "printer on")));
        for none in [
            "mail@example",
            "@Anna\nand",
            "at @ noon",
            "# Heading",
            "## ",
            "##",
            "&#42",
            "C#",
            "",
        ] {
            assert_eq!(query_at_end(none), None, "{none}");
        }
    }
}
