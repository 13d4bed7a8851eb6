use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::HtmlTextAreaElement;

use super::attachments::{PickFiles, UploadList, Uploads};
use super::avatar::Avatar;
use super::button::{Button, ButtonKind};
use crate::{Icon, announce, browser, drafts, icon, messages};

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

/// Where a message is written: Markdown with a small toolbar, `@` to name somebody, Ctrl/⌘+Enter to send. What is typed is
/// kept on this device under `draft_key` until `value` is emptied. Children are the buttons below.
#[component]
pub fn Composer(
    /// What is written here, for screen readers.
    #[prop(into)]
    label: Signal<String>,
    value: RwSignal<String>,
    /// Names the draft: the ticket and the form, and the mode where there are several.
    #[prop(into)]
    draft_key: Signal<String>,
    /// Who can be named with `@`.
    #[prop(optional, into)]
    people: Signal<Vec<Mentionable>>,
    /// Ctrl/⌘+Enter.
    #[prop(into)]
    on_submit: Callback<()>,
    #[prop(optional, into)] placeholder: MaybeProp<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Written for the team only: looks different, so that nobody mistakes it.
    #[prop(optional, into)]
    note: Signal<bool>,
    /// Files to attach, picked, dropped or pasted. Where there are several modes, each has its own.
    #[prop(optional, into)]
    files: Signal<Option<Uploads>>,
    /// Mode tabs, before the toolbar.
    #[prop(optional, into)]
    modes: ViewFnOnce,
    /// Element id of the textarea, for `focus` by a shortcut.
    #[prop(default = "composer".to_owned(), into)]
    id: String,
    children: Children,
) -> AnyView {
    let text = NodeRef::<html::Textarea>::new();
    let restored = keep_draft(value, draft_key);
    let mention = Mention::new(value, people, text, &id);
    let (list_id, option_id) = (mention.list_id, mention.list_id);

    let keydown = move |event: leptos::ev::KeyboardEvent| {
        if event.is_composing() || mention.keydown(&event) {
            return;
        }
        let command = event.ctrl_key() || event.meta_key();
        let Some(text) = text.get_untracked() else { return };
        match event.key().as_str() {
            "Enter" if command => on_submit.run(()),
            "b" if command => Format::Bold.apply(&text),
            "i" if command => Format::Italic.apply(&text),
            _ => return,
        }
        event.prevent_default();
    };
    let tool = move |sign: Icon, label: &'static str, format: Format| {
        let apply = move || {
            if let Some(text) = text.get_untracked() {
                format.apply(&text);
            }
        };
        view! {
            <Button kind=ButtonKind::Quiet label=label disabled=disabled on_click=apply>
                {icon(sign)}
            </Button>
        }
    };
    let discard = move |()| {
        value.set(String::new());
        restored.set(false);
    };
    let restored_note = move || {
        restored.get().then(|| {
            view! {
                <span class="meta" role="status">
                    {messages::DRAFT_RESTORED} " "
                    <Button kind=ButtonKind::Link on_click=Callback::new(discard)>
                        {messages::DISCARD_DRAFT}
                    </Button>
                </span>
            }
        })
    };
    // Only what is taken is kept from the browser: text is dropped and pasted as ever.
    let dropped = move |event: web_sys::DragEvent| {
        if files
            .get_untracked()
            .is_some_and(|files| files.take(event.data_transfer()))
        {
            event.prevent_default();
        }
    };
    let pasted = move |event: web_sys::ClipboardEvent| {
        if files
            .get_untracked()
            .is_some_and(|files| files.take(event.clipboard_data()))
        {
            event.prevent_default();
        }
    };
    view! {
        <div
            class="composer"
            class:composer-note=move || note.get()
            on:drop=dropped
            on:paste=pasted
            on:dragover=move |event| {
                if files.with_untracked(Option::is_some) {
                    event.prevent_default();
                }
            }
        >
            <div class="composer-head">
                {modes.run()}
                <div class="composer-tools" role="group" aria-label=messages::FORMATTING>
                    {tool(Icon::Bold, messages::BOLD, Format::Bold)}
                    {tool(Icon::Italic, messages::ITALIC, Format::Italic)}
                    {tool(Icon::Code, messages::CODE, Format::Code)}
                    {tool(Icon::Link, messages::LINK, Format::Link)}
                    {tool(Icon::List, messages::LIST, Format::List)}
                    {tool(Icon::Quote, messages::QUOTE, Format::Quote)}
                </div>
            </div>
            <textarea
                node_ref=text
                id=id
                class="composer-text"
                aria-label=move || label.get()
                placeholder=move || placeholder.get()
                disabled=move || disabled.get()
                prop:value=move || value.get()
                on:input=move |event| {
                    value.set(event_target_value(&event));
                    mention.look();
                }
                on:keydown=keydown
                on:click=move |_| mention.look()
                on:blur=move |_| mention.close()
                role=move || mention.is_open().then_some("combobox")
                aria-autocomplete=move || mention.is_open().then_some("list")
                aria-expanded=move || mention.is_open().then_some("true")
                aria-controls=move || mention.is_open().then(|| list_id.get_value())
                aria-activedescendant=move || {
                    mention.is_open().then(|| format!("{}-{}", option_id.get_value(), mention.active.get()))
                }
            ></textarea>
            {move || mention.list()}
            {move || files.get().map(|files| view! { <UploadList files /> })}
            <div class="composer-foot">
                {move || files.get().map(|files| view! { <PickFiles files /> })}
                {restored_note} {children()}</div>
        </div>
    }
    .into_any()
}

/// Loads the draft of this key, and keeps what is typed. Says whether there was one.
fn keep_draft(value: RwSignal<String>, key: Signal<String>) -> RwSignal<bool> {
    let restored = RwSignal::new(false);
    Effect::new(move |before: Option<(String, String)>| {
        let (key, text) = (key.get(), value.get());
        let same_key = before.as_ref().is_some_and(|(old, _)| *old == key);
        if same_key {
            drafts::save(&key, &text);
            if text.is_empty() {
                restored.set(false);
            }
            return (key, text);
        }
        // Another ticket or mode: what was typed there stays there.
        let switched = before.is_some();
        let draft = drafts::load(&key);
        restored.set(draft.is_some());
        if draft.is_some() || switched {
            value.set(draft.clone().unwrap_or_default());
        }
        let text = draft.unwrap_or(if switched { String::new() } else { text });
        (key, text)
    });
    restored
}

/// The list of people that opens while a name is typed after `@` (the ARIA combobox pattern: the focus stays in the text).
#[derive(Clone, Copy)]
struct Mention {
    value: RwSignal<String>,
    people: Signal<Vec<Mentionable>>,
    text: NodeRef<html::Textarea>,
    list_id: StoredValue<String>,
    /// What follows the `@`, while there is one at the caret.
    query: RwSignal<Option<String>>,
    active: RwSignal<usize>,
    /// Memoised: asked for by every attribute of the text.
    found: Memo<Vec<Mentionable>>,
}

impl Mention {
    const AT_MOST: usize = 6;

    fn new(
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

    fn is_open(self) -> bool {
        self.found.with(|found| !found.is_empty())
    }

    fn close(self) {
        if self.query.with_untracked(Option::is_some) {
            self.query.set(None);
        }
    }

    /// Reads what stands before the caret.
    fn look(self) {
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
    fn keydown(self, event: &web_sys::KeyboardEvent) -> bool {
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

    fn list(self) -> Option<AnyView> {
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
            <ul class="composer-people" id=self.list_id.get_value() role="listbox" aria-label=messages::PEOPLE_TO_MENTION>
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

#[derive(Clone, Copy)]
enum Format {
    Bold,
    Italic,
    Code,
    Link,
    List,
    Quote,
}

impl Format {
    fn apply(self, text: &HtmlTextAreaElement) {
        let value = text.value();
        let units: Vec<u16> = value.encode_utf16().collect();
        let place = |at: Result<Option<u32>, JsValue>| at.ok().flatten().map_or(units.len(), |at| at as usize);
        let (start, end) = (place(text.selection_start()), place(text.selection_end()));
        let selected = String::from_utf16_lossy(&units[start..end]);
        let (new, select) = self.wrap(&selected, start == 0 || units[start - 1] == u16::from(b'\n'));
        let _ = text.focus();
        insert(text, &new);
        let (from, length) = select;
        let _ = text.set_selection_range((start + from) as u32, (start + from + length) as u32);
    }

    /// The selection with its marks, and what to select then (from, length; in UTF-16), so that one can go on typing.
    fn wrap(self, selected: &str, at_line_start: bool) -> (String, (usize, usize)) {
        let length = selected.encode_utf16().count();
        let around = |mark: &str| (format!("{mark}{selected}{mark}"), (mark.len(), length));
        let lines = |mark: &str| {
            let lead = if at_line_start { "" } else { "\n" };
            let body: Vec<String> = selected.split('\n').map(|line| format!("{mark}{line}")).collect();
            let new = format!("{lead}{}", body.join("\n"));
            let end = new.encode_utf16().count();
            (new, (end, 0))
        };
        match self {
            Self::Bold => around("**"),
            Self::Italic => around("_"),
            Self::Code if selected.contains('\n') => {
                let new = format!("```\n{selected}\n```");
                (new, (4, length))
            }
            Self::Code => around("`"),
            Self::Link => (
                format!("[{selected}](https://)"),
                if length == 0 { (1, 0) } else { (length + 3, 8) },
            ),
            Self::List => lines("- "),
            Self::Quote => lines("> "),
        }
    }
}

/// Puts text in the place of the selection so that the browser's undo still works; `execCommand` is old but the only way.
fn insert(text: &HtmlTextAreaElement, new: &str) {
    let document = document();
    let command = js_sys::Reflect::get(&document, &"execCommand".into())
        .ok()
        .and_then(|it| it.dyn_into::<js_sys::Function>().ok());
    let done = command.and_then(|it| {
        it.call3(&document, &"insertText".into(), &JsValue::FALSE, &new.into())
            .ok()
    });
    if done.is_none_or(|done| !done.is_truthy()) {
        let _ = text.set_range_text(new);
        if let Ok(event) = web_sys::Event::new("input") {
            let _ = text.dispatch_event(&event);
        }
    }
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

    #[test]
    fn marks_go_around_the_selection_and_leave_it_selected() {
        assert_eq!(Format::Bold.wrap("ö", true), ("**ö**".to_owned(), (2, 1)));
        assert_eq!(Format::List.wrap("a\nb", false), ("\n- a\n- b".to_owned(), (8, 0)));
        assert_eq!(Format::Code.wrap("a\nb", true), ("```\na\nb\n```".to_owned(), (4, 3)));
        assert_eq!(Format::Link.wrap("", true), ("[](https://)".to_owned(), (1, 0)));
    }
}
