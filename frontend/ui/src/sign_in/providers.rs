//! The buttons of the providers.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::sign_in::{SignInProvider, StartOpenIdSignIn};

use super::{brand, pending};
use crate::{Button, ButtonKind, api, messages};

/// How long a provider may keep somebody, in seconds.
const TEN_MINUTES: u32 = 600;

/// *Continue with …*, a button a provider.
#[component]
pub(super) fn Providers(
    providers: Vec<SignInProvider>,
    /// The only thing this card is for.
    #[prop(optional)]
    primary: bool,
    /// Why it did not work.
    problem: RwSignal<Option<Problem>>,
) -> AnyView {
    let leaving = RwSignal::new(None::<String>);
    let kind = if primary {
        ButtonKind::Primary
    } else {
        ButtonKind::Secondary
    };
    let button = |provider: SignInProvider| {
        let id = provider.id.clone();
        let busy = Signal::derive(move || leaving.with(|it| it.as_ref() == Some(&id)));
        let words = match provider.name.as_str() {
            "" => messages::continue_with_organisation().to_owned(),
            name => messages::continue_with(name),
        };
        let go = move |()| leave(provider.id.clone(), leaving, problem);
        view! {
            <Button kind wide=true busy on_click=Callback::new(go)>
                {brand::mark(provider.method)}
                {words}
            </Button>
        }
    };
    let buttons = providers.into_iter().map(button).collect_view();
    view! { <div class="stack-tight providers">{buttons}</div> }.into_any()
}

/// Off to the provider. The button stays busy: the page is about to go.
fn leave(provider: String, leaving: RwSignal<Option<String>>, problem: RwSignal<Option<Problem>>) {
    if leaving.with_untracked(Option::is_some) {
        return;
    }
    leaving.set(Some(provider.clone()));
    problem.set(None);
    spawn_local(async move {
        match api::sign_in::start_openid(&StartOpenIdSignIn { provider }).await {
            Ok(started) => {
                pending::remember("", false, TEN_MINUTES);
                let _ = window().location().set_href(&started.authorize_url);
            }
            Err(refused) => {
                leaving.try_set(None);
                problem.try_set(Some(refused));
            }
        }
    });
}
