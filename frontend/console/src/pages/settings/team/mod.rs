//! The support team: who belongs to it, and what each may do. Everybody reads it, admins change it.

mod change;
mod disable;
mod invite;
mod row;
mod rules;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::ids::AgentId;
use portico_types::staff::{AgentRole, TeamMember, UpdateTeamMember};
use portico_ui::title::use_title;
use portico_ui::{Button, ButtonKind, Icon, SkeletonRows, icon, toast, toast_problem};

use self::change::ChangeDialog;
use self::disable::DisableDialog;
use self::invite::InviteDialog;
use self::row::MemberRow;
use super::page_head::{ChangedByAdmins, PageHead};
use crate::again;
use crate::desk::Desk;
use crate::remote::Remote;
use crate::{api, messages};

/// What can be done to a member of the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Change,
    InviteAgain,
    Disable,
    Enable,
}

#[component]
pub(super) fn TeamPage() -> AnyView {
    use_title(messages::TEAM.to_owned());
    let desk: Desk = expect_context();
    let team = Remote::new(api::team::list);
    let (inviting, changing, disabling) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    again::use_reopening(invite::DRAFT, inviting);
    let about = RwSignal::new(None::<TeamMember>);
    let done = Callback::new(move |words: String| {
        toast(words);
        team.refresh();
    });
    // What needs no question and no form.
    let at_once = move |what: Act, member: TeamMember| {
        spawn_local(async move {
            let outcome = if what == Act::Enable {
                let change = UpdateTeamMember {
                    disabled: Some(false),
                    ..UpdateTeamMember::default()
                };
                api::team::update(member.id, &change)
                    .await
                    .map(|it| messages::switched(&it.name, true))
            } else {
                api::team::invite_again(member.id)
                    .await
                    .map(|()| messages::invited(&member.email))
            };
            match outcome {
                Ok(words) => done.run(words),
                Err(problem) => {
                    if let Some(problem) = again::settle(problem, None) {
                        toast_problem(&problem);
                    }
                }
            }
        });
    };
    let act = Callback::new(move |(what, member): (Act, TeamMember)| {
        let open = match what {
            Act::Change => changing,
            Act::Disable => disabling,
            Act::Enable | Act::InviteAgain => return at_once(what, member),
        };
        about.set(Some(member));
        open.set(true);
    });
    let invite = move || {
        desk.is(AgentRole::Admin).then(|| {
            view! {
                <Button kind=ButtonKind::Primary on_click=move || inviting.set(true)>
                    {icon(Icon::Plus)} {messages::INVITE_AGENT}
                </Button>
            }
        })
    };
    view! {
        <div class="stack">
            <PageHead title=messages::TEAM text=messages::TEAM_TEXT action=invite />
            <ChangedByAdmins text=messages::TEAM_BY_ADMINS />
            {team.view(
                || view! { <div class="card-flush"><SkeletonRows count=4 /></div> }.into_any(),
                move || view! { <Members team act /> }.into_any(),
            )}
        </div>
        <InviteDialog open=inviting on_done=done />
        <ChangeDialog open=changing about team on_done=done />
        <DisableDialog open=disabling about on_done=done />
    }
    .into_any()
}

#[component]
fn Members(team: Remote<Vec<TeamMember>>, act: Callback<(Act, TeamMember)>) -> AnyView {
    let ids = Memo::new(move |_| team.get().iter().map(|it| it.id).collect::<Vec<AgentId>>());
    view! {
        <div class="card-flush">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{messages::PERSON}</th>
                        <th scope="col">{messages::ROLE}</th>
                        <th scope="col">{messages::STATE}</th>
                        <th scope="col">{messages::SLACK}</th>
                        <th scope="col"><span class="visually-hidden">{messages::ACTIONS}</span></th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || ids.get() key=|id| *id let(id)>
                        <MemberRow id team act />
                    </For>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}
