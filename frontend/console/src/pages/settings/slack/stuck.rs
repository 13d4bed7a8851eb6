//! What was given up, with what mends it; and what may have arrived, for a person to say.

use leptos::prelude::*;
use portico_types::staff::{JobResolution, SlackHealth, StuckJob};
use portico_ui::{Button, ButtonKind, Dialog, TextField, Time, toast};

use super::during;
use crate::remote::Remote;
use crate::{api, messages};

#[component]
pub(super) fn Stuck(health: Remote<SlackHealth>) -> AnyView {
    let open = RwSignal::new(false);
    let subject = RwSignal::new(None::<StuckJob>);
    let rows = move || {
        let (all, total) = health.value.with(|it| {
            it.as_ref()
                .map(|it| (it.stuck.clone(), it.stuck_total))
                .unwrap_or_default()
        });
        if all.is_empty() {
            return view! { <p class="muted">{messages::SLACK_NOTHING_STUCK}</p> }.into_any();
        }
        let row = move |it| view! { <Row job=it health open subject /> };
        let shown = all.len() as u64;
        let more = (total > shown).then(|| view! { <p class="muted">{messages::slack_stuck(shown, total)}</p> });
        view! {
            {more}
            <ul class="rows card-flush">{all.into_iter().map(row).collect_view()}</ul>
        }
        .into_any()
    };
    let form = move || subject.get().map(|job| view! { <Decide job open health /> });
    view! {
        <section class="settings-section">
            <h2>{messages::SLACK_STUCK}</h2>
            {rows}
            <Dialog open title=messages::SLACK_DECIDE>{form()}</Dialog>
        </section>
    }
    .into_any()
}

#[component]
fn Row(
    job: StuckJob,
    health: Remote<SlackHealth>,
    open: RwSignal<bool>,
    subject: RwSignal<Option<StuckJob>>,
) -> AnyView {
    let busy = RwSignal::new(false);
    let id = job.id;
    let retry = move |()| {
        during(busy, api::slack::retry(id), move |()| {
            toast(messages::SLACK_RETRIED);
            health.refresh();
        });
    };
    let it = job.clone();
    let decide = move |()| {
        subject.set(Some(it.clone()));
        open.set(true);
    };
    let unsure = job.uncertain.then(|| {
        view! { <Button on_click=Callback::new(decide)>{messages::SLACK_DECIDE}</Button> }
    });
    view! {
        <li class="slack-row">
            <div class="slack-row-main">
                <div class="cluster"><strong>{messages::job(&job.kind)}</strong> <span class="meta"><Time at=job.created_at /></span></div>
                <p class="meta">{job.reason}</p>
                <p>{job.advice.words}</p>
            </div>
            <div class="cluster">
                {unsure}
                <Button busy on_click=Callback::new(retry)>{messages::SLACK_RETRY}</Button>
            </div>
        </li>
    }
    .into_any()
}

/// Somebody has looked in Slack and says what is true.
#[component]
fn Decide(job: StuckJob, open: RwSignal<bool>, health: Remote<SlackHealth>) -> AnyView {
    let busy = RwSignal::new(false);
    let link = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let id = job.id;
    let resolve = move |posted: Option<String>| {
        during(busy, api::slack::resolve(id, JobResolution { posted }), move |()| {
            toast(messages::SLACK_DECIDED);
            open.try_set(false);
            health.refresh();
        });
    };
    let there = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match link.with_untracked(|it| timestamp(it)) {
            Some(ts) => resolve(Some(ts)),
            None => wrong.set(Some(messages::SLACK_NO_LINK.to_owned())),
        }
    };
    view! {
        <form class="stack" novalidate on:submit=there>
            <p>{messages::SLACK_DECIDE_TEXT}</p>
            <TextField label=messages::SLACK_LINK name="posted" value=link error=wrong help=messages::SLACK_LINK_HELP autocomplete="off" />
            <div class="dialog-actions">
                <Button busy on_click=Callback::new(move |()| resolve(None))>{messages::SLACK_POST_AGAIN}</Button>
                <Button kind=ButtonKind::Primary submit=true busy>{messages::SLACK_IT_IS_THERE}</Button>
            </div>
        </form>
    }
    .into_any()
}

/// Of a message's link, or a timestamp itself, the timestamp: `…/p1700000000000200` is `1700000000.000200`.
fn timestamp(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.split(['?', '#']).next().unwrap_or(text);
    let last = text.rsplit('/').next().unwrap_or(text);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if let Some((seconds, fraction)) = last.split_once('.') {
        return (digits(seconds) && digits(fraction) && fraction.len() == 6).then(|| last.to_owned());
    }
    let all = last.strip_prefix('p').filter(|it| digits(it) && it.len() > 6)?;
    let (seconds, fraction) = all.split_at(all.len() - 6);
    Some(format!("{seconds}.{fraction}"))
}
