//! The people of one's own organisation: its managers see who may come in, ask others in, and take the right away again.

mod invite;
mod remove;
mod row;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::portal::{ContactRole, Member};
use portico_ui::title::use_title;
use portico_ui::{Button, ButtonKind, Icon, SkeletonRows, icon, toast, toast_problem};

use self::invite::InviteDialog;
use self::remove::RemoveDialog;
use self::row::MemberRow;
use super::trouble::PassingTrouble;
use crate::shell::Myself;
use crate::{api, going_back, messages};

/// What can be done to a colleague.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Become(ContactRole),
    InviteAgain,
    Remove,
}

#[component]
pub fn Colleagues() -> AnyView {
    going_back::take();
    use_title(messages::colleagues().to_owned());
    let me: Myself = expect_context();
    let members = RwSignal::new(None::<Result<Vec<Member>, Problem>>);
    // Rows that are there stay until the answer is.
    let read = move || {
        spawn_local(async move {
            let answer = all().await;
            members.try_set(Some(answer));
        });
    };
    read();
    let (inviting, removing) = (RwSignal::new(false), RwSignal::new(false));
    let about = RwSignal::new(None::<Member>);
    let done = Callback::new(move |words: String| {
        toast(words);
        read();
    });
    let act = Callback::new(move |(what, member): (Act, Member)| match what {
        Act::Become(role) => spawn_local(async move {
            match api::members::set_role(member.id, role).await {
                Ok(now) => done.run(messages::now_is(&now.name, now.role)),
                Err(problem) => toast_problem(&problem),
            }
        }),
        Act::InviteAgain => {
            about.set(Some(member));
            inviting.set(true);
        }
        Act::Remove => {
            about.set(Some(member));
            removing.set(true);
        }
    });
    let stage = Memo::new(move |_| match members.get() {
        None => Stage::Loading,
        Some(Err(problem)) => Stage::Problem(problem),
        Some(Ok(_)) => Stage::Ready,
    });
    let rows =
        Signal::derive(move || members.with(|it| it.as_ref().and_then(|it| it.clone().ok()).unwrap_or_default()));
    let retry = move |()| {
        members.set(None);
        read();
    };
    let list = move || match stage.get() {
        Stage::Loading => view! { <div class="card-flush"><SkeletonRows count=4 /></div> }.into_any(),
        Stage::Problem(problem) => view! { <PassingTrouble problem on_retry=Callback::new(retry) /> }.into_any(),
        Stage::Ready => {
            let alone = move || {
                rows.with(|all| all.len() < 2)
                    .then(|| view! { <p class="muted">{messages::alone()}</p> })
            };
            view! {
                <ul class="rows card-flush" aria-label=messages::colleagues()>
                    <For each=move || rows.get() key=|it| (it.id, it.role.as_str(), it.removed, it.last_seen_at) let(member)>
                        <MemberRow own=me.is(member.id) member act />
                    </For>
                </ul>
                {alone}
            }
            .into_any()
        }
    };
    let invite = move |()| {
        about.set(None);
        inviting.set(true);
    };
    // Who may not read the list may not add to it either.
    let invite = move || {
        (stage.get() == Stage::Ready).then(|| {
            view! {
                <Button kind=ButtonKind::Primary on_click=Callback::new(invite)>
                    {icon(Icon::Plus)}
                    {messages::invite()}
                </Button>
            }
        })
    };
    view! {
        <div class="page page-narrow stack">
            <div class="spread">
                <h1>{messages::colleagues()}</h1>
                {invite}
            </div>
            <p class="muted">{move || messages::colleagues_text(&me.organisation())}</p>
            {list}
            <InviteDialog open=inviting about on_done=done />
            <RemoveDialog open=removing about on_done=done />
        </div>
    }
    .into_any()
}

#[derive(Clone, PartialEq)]
enum Stage {
    Loading,
    Problem(Problem),
    Ready,
}

/// An organisation's people are few enough to be read at once.
async fn all() -> Result<Vec<Member>, Problem> {
    let mut page = api::members::list(None).await?;
    let mut all = page.items;
    while let Some(cursor) = page.next_cursor {
        page = api::members::list(Some(&cursor)).await?;
        all.append(&mut page.items);
    }
    Ok(all)
}
