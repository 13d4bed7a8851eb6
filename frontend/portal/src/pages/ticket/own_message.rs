//! Changing and taking back what one wrote oneself, in its place, for as long as the server lets one.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::portal::{Entry, Message, UpdateReply};
use portico_types::tickets::{EarlierVersion, Source, TicketStatus};
use portico_ui::api::invalid;
use portico_ui::{
    Button, ButtonKind, Composer, ConfirmDialog, Confirming, FieldErrors, Icon, announce, browser, drafts, icon,
    mentioned, problems,
};

use super::composer::people;
use super::conversation::element_id;
use super::page::{Editing, Page};
use crate::{api, messages};

/// One's own message, as its card shows it.
#[derive(Clone, Copy)]
pub(super) struct Own {
    page: Page,
    seq: i64,
    message: StoredValue<Message>,
    /// The time in which it can be changed is over.
    late: RwSignal<bool>,
}

impl Own {
    /// For the calling component. What was typed before a reload is there again.
    pub(super) fn new(page: Page, message: &Message) -> Self {
        let own = Self {
            page,
            seq: message.seq,
            message: StoredValue::new(message.clone()),
            late: RwSignal::new(false),
        };
        own.watch_the_clock();
        // Nobody has been asked yet who listens.
        if drafts::load(&own.draft_key()).is_some() && !own.is_open() {
            page.editing.update_untracked(|all| all.push(own.beginning()));
        }
        own
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "milliseconds since 1970 fit, and what is left is more than none"
    )]
    fn watch_the_clock(self) {
        let end = self
            .message
            .with_value(|it| (it.created_at + UpdateReply::WHILE).timestamp_millis());
        let left = end as f64 - js_sys::Date::now();
        if left <= 0.0 {
            return self.late.set(true);
        }
        let timer = set_timeout_with_handle(move || self.time_is_up(), Duration::from_millis(left as u64));
        if let Ok(timer) = timer {
            on_cleanup(move || timer.clear());
        }
    }

    /// Whoever is at one of the buttons, which go, stays at the message, or at what is to be in it.
    fn time_is_up(self) {
        let controls = browser::element(&self.controls_id());
        let active = document().active_element();
        if controls.is_some_and(|it| it.contains(active.as_deref())) {
            browser::focus(&element_id(self.seq));
        }
        if browser::has_focus(&self.save_id()) {
            browser::focus(&self.text_id());
        }
        self.late.try_set(true);
    }

    fn save_id(self) -> String {
        format!("save-{}", self.seq)
    }

    fn controls_id(self) -> String {
        format!("own-{}", self.seq)
    }

    fn edit_id(self) -> String {
        format!("edit-{}", self.seq)
    }

    fn text_id(self) -> String {
        format!("edited-{}", self.seq)
    }

    fn draft_key(self) -> String {
        self.message.with_value(|it| format!("message.{}", it.id))
    }

    fn body(self) -> String {
        self.message.with_value(|it| it.body.clone())
    }

    fn is_deleted(self) -> bool {
        self.message.with_value(|it| it.deleted)
    }

    fn may_change(self) -> bool {
        let elsewhere = self.message.with_value(|it| it.deleted || it.source == Source::Slack);
        !elsewhere && !self.late.get() && self.page.status() != Some(TicketStatus::Closed)
    }

    fn is_open(self) -> bool {
        self.page
            .editing
            .with_untracked(|all| all.iter().any(|it| it.seq == self.seq))
    }

    fn is_editing(self) -> bool {
        self.page.editing.track();
        self.is_open()
    }

    fn beginning(self) -> Editing {
        Editing {
            seq: self.seq,
            before: self.body(),
            typed: self.body(),
            at: None,
        }
    }

    /// How far one is. What was typed outlives a change from elsewhere, and whoever had typed nothing goes on from there.
    fn resume(self) -> Editing {
        let Some(begun) = self.begun() else {
            return self.beginning();
        };
        if let Some(at) = begun.at {
            let text = self.text_id();
            request_animation_frame(move || browser::focus_at(&text, at));
        }
        if begun.typed == begun.before {
            let Editing { before, typed, .. } = self.beginning();
            self.remember(|it| (it.before, it.typed) = (before, typed));
            return self.beginning();
        }
        // Another tab may have kept or forgotten one under the same key.
        drafts::save(&self.draft_key(), &begun.typed);
        begun
    }

    fn begun(self) -> Option<Editing> {
        let all = self.page.editing.try_get_untracked().unwrap_or_default();
        all.into_iter().find(|it| it.seq == self.seq)
    }

    /// For the next card of this message. Nobody need hear of it.
    fn remember(self, change: impl FnOnce(&mut Editing)) {
        self.page.editing.try_maybe_update(|all| {
            if let Some(it) = all.iter_mut().find(|it| it.seq == self.seq) {
                change(it);
            }
            (false, ())
        });
    }

    /// Where in the text one is, if one is there.
    fn remember_place(self) {
        let text = self.text_id();
        let at = browser::selection(&text).filter(|_| browser::has_focus(&text));
        self.remember(|it| it.at = at);
    }

    /// It may be that the card goes, and not the person: the next card has looked by then.
    fn remember_place_soon(self) {
        request_animation_frame(move || self.remember_place());
    }

    fn edit(self) {
        self.page.editing.update(|all| all.push(self.beginning()));
        let text = self.text_id();
        request_animation_frame(move || browser::focus(&text));
    }

    /// Back to reading, and to where one came from.
    fn leave(self) {
        self.leave_draft(&self.draft_key());
    }

    /// The same when the card may be gone.
    fn leave_draft(self, draft: &str) {
        drafts::forget(draft);
        self.page.editing.try_update(|all| all.retain(|it| it.seq != self.seq));
        self.focus();
    }

    /// What was typed meanwhile is still to be saved. By now the card may be another, and whoever wrote it elsewhere.
    fn saved(self, draft: &str, body: &str) {
        match self.begun() {
            Some(it) if it.typed != body => self.remember(|it| body.clone_into(&mut it.before)),
            Some(_) => self.leave_draft(draft),
            None if drafts::load(draft).as_deref() == Some(body) => drafts::forget(draft),
            None => {}
        }
    }

    /// On what is left of it: the button that led away, or else the message.
    fn focus(self) {
        let (edit, message) = (self.edit_id(), element_id(self.seq));
        request_animation_frame(move || {
            request_animation_frame(move || {
                let id = if browser::element(&edit).is_some() {
                    edit
                } else {
                    message
                };
                browser::focus(&id);
            });
        });
    }

    /// What it said before it was changed.
    pub(super) fn versions(self) -> impl Future<Output = portico_ui::api::Result<Vec<EarlierVersion>>> {
        let (key, id) = (self.page.key.get_value(), self.message.with_value(|it| it.id));
        async move { api::tickets::earlier_versions(&key, id).await }
    }

    fn show(self, message: Message) {
        self.page.entries.insert(vec![Entry::Message(message)]);
    }

    /// As it stands after it was taken back.
    fn taken_back(self) -> Message {
        let before = self.message.get_value();
        Message {
            body: String::new(),
            html: String::new(),
            attachments: Vec::new(),
            deleted: true,
            ..before
        }
    }
}

/// What leads to changing the message and to taking it back, while it can be.
#[component]
pub(super) fn OwnControls(own: Own) -> AnyView {
    let asking = RwSignal::new(false);
    let shown = Memo::new(move |_| own.may_change() && !own.is_editing());
    let controls = move || {
        shown.get().then(|| {
            view! {
                <span class="message-controls screen-only" id=own.controls_id()>
                    <Button kind=ButtonKind::Quiet id=own.edit_id() on_click=move || own.edit()>
                        {messages::edit_message()}
                    </Button>
                    <Button kind=ButtonKind::Quiet on_click=move || asking.set(true)>
                        {messages::delete()}
                    </Button>
                </span>
            }
        })
    };
    view! {
        {controls}
        <TakeBack own open=asking />
    }
    .into_any()
}

/// Asks before the message is gone.
#[component]
fn TakeBack(own: Own, open: RwSignal<bool>) -> AnyView {
    let confirm = move |confirming: Confirming| {
        let (key, id) = (own.page.key.get_value(), own.message.with_value(|it| it.id));
        let act = async move { api::tickets::delete_reply(&key, id).await.map_err(Some) };
        // By the time of the answer the card may be another.
        let taken_back = own.taken_back();
        confirming.run(act, move |()| {
            own.show(taken_back);
            announce(messages::deleted());
            own.focus();
        });
    };
    // The button that opened it may have gone meanwhile.
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now && !untrack(|| own.may_change()) {
            own.focus();
        }
        now
    });
    view! {
        <ConfirmDialog
            open
            title=messages::delete_message()
            text=messages::delete_message_text()
            action=messages::delete()
            on_confirm=Callback::new(confirm)
        />
    }
    .into_any()
}

/// What the message says; in its place, while it is changed, what it is to say.
#[component]
pub(super) fn OwnText(own: Own, text: AnyView) -> AnyView {
    let editing = Memo::new(move |_| own.is_editing());
    let editor = move || editing.get().then(|| view! { <EditMessage own /> });
    // One that is gone says so above what somebody was still typing.
    let hidden = move || editing.get() && !own.is_deleted();
    view! {
        <div hidden=hidden>{text}</div>
        {editor}
    }
    .into_any()
}

#[component]
fn EditMessage(own: Own) -> AnyView {
    let Editing { before, typed, .. } = own.resume();
    let text = RwSignal::new(typed);
    Effect::new(move || own.remember(|it| it.typed = text.get()));
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let people = people();
    let discarding = RwSignal::new(false);

    let leave = move || {
        if text.with_untracked(|text| *text == own.body()) {
            own.leave();
        } else {
            discarding.set(true);
        }
    };
    let save = move || {
        let body = text.get_untracked();
        if busy.get_untracked() || !untrack(|| own.may_change()) {
            return;
        }
        if body == own.body() {
            return own.leave();
        }
        let mentions = people.with_untracked(|people| mentioned(&body, people));
        let wanted = UpdateReply {
            mentions: mentions.iter().filter_map(|id| id.parse().ok()).collect(),
            body,
        };
        if let Err(errors) = wanted.clone().parse() {
            problem.set(Some(invalid(errors)));
            return browser::focus(&own.text_id());
        }
        busy.set(true);
        problem.set(None);
        let (key, id) = (own.page.key.get_value(), own.message.with_value(|it| it.id));
        let draft = own.draft_key();
        spawn_local(async move {
            match api::tickets::update_reply(&key, id, &wanted).await {
                Ok(message) => {
                    announce(messages::message_changed());
                    own.saved(&draft, &wanted.body);
                    own.show(message);
                }
                Err(refused) => {
                    own.page.changed(own.seq); // It may be gone, or the ticket closed.
                    // The server's clock counts; what it says stands above the text.
                    if refused.code.as_deref() == Some("too_late_to_change") {
                        own.time_is_up();
                    } else {
                        problem.try_set(Some(refused));
                    }
                }
            }
            busy.try_set(false);
        });
    };
    let keydown = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() && !event.default_prevented() {
            event.prevent_default();
            leave();
        }
    };
    let changed_meanwhile = move || {
        let body = own.body();
        !own.is_deleted() && before != body && text.with(|text| *text != body)
    };
    let note = move || match () {
        () if own.is_deleted() => None,
        () if !own.may_change() => Some(why_not(own)),
        () => changed_meanwhile().then(messages::changed_meanwhile),
    };
    let error = Signal::derive(move || problem.get().map(|problem| explain(&problem)));
    view! {
        <div
            class="stack-tight"
            on:keydown=keydown
            on:keyup=move |_| own.remember_place()
            on:input=move |_| own.remember_place()
            on:click=move |_| own.remember_place()
            on:focusin=move |_| own.remember_place()
            on:focusout=move |_| own.remember_place_soon()
        >
            <div role="status">
                {move || note().map(|note| view! { <p class="notice">{icon(Icon::Alert)} <span>{note}</span></p> })}
            </div>
            <Composer
                label=messages::edit_your_message()
                id=own.text_id()
                value=text
                before=own.body()
                draft_key=own.draft_key()
                people
                on_submit=Callback::new(move |()| save())
            >
                <Button on_click=leave>{messages::cancel()}</Button>
                {move || if own.may_change() {
                    view! { <Button kind=ButtonKind::Primary id=own.save_id() busy on_click=save>{messages::save()}</Button> }
                } else {
                    view! { <Button on_click=move || copy(text)>{messages::copy_text()}</Button> }
                }}
            </Composer>
            <div role="alert">
                <FieldErrors id=format!("{}-error", own.text_id()) error />
            </div>
        </div>
        <Discard own open=discarding />
    }
    .into_any()
}

fn copy(text: RwSignal<String>) {
    browser::copy(&text.get_untracked(), messages::text_copied());
}

/// Asks before what was typed is thrown away.
#[component]
fn Discard(own: Own, open: RwSignal<bool>) -> AnyView {
    let confirm = move |_| {
        open.set(false);
        own.leave();
    };
    view! {
        <ConfirmDialog
            open
            title=messages::discard_changes()
            text=messages::discard_changes_text()
            action=portico_ui::messages::discard_draft()
            on_confirm=Callback::new(confirm)
        />
    }
    .into_any()
}

/// Why it can be changed no more.
fn why_not(own: Own) -> &'static str {
    if own.page.status() == Some(TicketStatus::Closed) {
        messages::closed_title()
    } else {
        messages::too_late()
    }
}

/// One sentence, below the text it is about.
fn explain(problem: &Problem) -> String {
    if let Some(error) = problem.errors.first() {
        return problems::field_problem(error);
    }
    let (title, text) = problems::explain(problem);
    let why = if text.is_empty() { title } else { text };
    portico_ui::messages::two_sentences(messages::could_not_save(), &why)
}
