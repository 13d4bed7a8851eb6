//! The button that has the log's chain checked.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::staff::AuditVerification;
use portico_ui::{Button, CopyField, Icon, icon, toast_problem};

use crate::{api, messages};

/// Whether the chain of the log holds, asked on demand.
#[component]
pub(super) fn Verify() -> AnyView {
    let busy = RwSignal::new(false);
    let found = RwSignal::new(None::<AuditVerification>);
    let verify = move |()| {
        busy.set(true);
        found.set(None);
        spawn_local(async move {
            match api::audit_log::verify().await {
                Ok(verification) => {
                    found.try_set(Some(verification));
                }
                Err(problem) => toast_problem(&problem),
            }
            busy.try_set(false);
        });
    };
    let result = move || {
        found.get().map(|it| {
            let (class, sign, words) = match it.broken_at {
                None => ("audit-verdict tone-green", Icon::Check, messages::chain_holds(it.entries)),
                Some(seq) => ("audit-verdict tone-red", Icon::Alert, messages::chain_broken(seq)),
            };
            let head = it.head.map(|head| {
                view! { <CopyField label=messages::HEAD name="audit-head" value=Signal::stored(head) help=messages::HEAD_HELP /> }
            });
            view! {
                <p class=class>{icon(sign)} <strong>{words}</strong></p>
                {head}
            }
        })
    };
    view! {
        <section class="card stack" aria-label=messages::CHAIN>
            <div class="spread">
                <p class="muted settings-text grow audit-chain">{messages::CHAIN_TEXT}</p>
                <Button busy on_click=Callback::new(verify)>{messages::VERIFY}</Button>
            </div>
            <div role="status" class="stack audit-result">{result}</div>
        </section>
    }
    .into_any()
}
