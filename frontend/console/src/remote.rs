//! What a page is about, asked of the server: not there yet, there, or a problem.

use std::pin::Pin;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_ui::api::Result;
use portico_ui::{ProblemView, toast_problem};

type Ask<T> = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<T>>>>>;

pub struct Remote<T: Send + Sync + 'static> {
    /// Change it with what a later answer said.
    pub value: RwSignal<Option<T>>,
    problem: RwSignal<Option<Problem>>,
    /// Answers to an earlier question are not wanted any more.
    round: StoredValue<u32>,
    ask: StoredValue<Ask<T>, LocalStorage>,
}

impl<T: Send + Sync + 'static> Clone for Remote<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Remote<T> {}

#[derive(Clone, PartialEq)]
enum Stage {
    Loading,
    Problem(Problem),
    Ready,
}

impl<T: Clone + Send + Sync + 'static> Remote<T> {
    /// Asks at once.
    pub fn new<F: Future<Output = Result<T>> + 'static>(ask: impl Fn() -> F + 'static) -> Self {
        let remote = Self {
            value: RwSignal::default(),
            problem: RwSignal::default(),
            round: StoredValue::default(),
            ask: StoredValue::new_local(Rc::new(move || Box::pin(ask()))),
        };
        remote.refresh();
        remote
    }

    /// Asks again; what is shown stays until the answer is there.
    pub fn refresh(self) {
        let round = self.round.try_update_value(|round| {
            *round += 1;
            *round
        });
        let Some(answer) = self.ask.try_with_value(|ask| ask()) else {
            return;
        };
        spawn_local(async move {
            let answer = answer.await;
            if self.round.try_get_value() != round {
                return;
            }
            match answer {
                Ok(value) => self.value.set(Some(value)),
                Err(problem) if self.value.with_untracked(Option::is_some) => toast_problem(&problem),
                Err(problem) => self.problem.set(Some(problem)),
            }
        });
    }

    /// What is known, or nothing yet. Reactive.
    pub fn get(self) -> T
    where
        T: Default,
    {
        self.value.get().unwrap_or_default()
    }

    pub fn set(self, value: T) {
        self.value.try_set(Some(value));
    }

    /// One of the states. The content is made once; what changes within it are its own signals.
    pub fn view(
        self,
        skeleton: impl Fn() -> AnyView + Send + 'static,
        content: impl Fn() -> AnyView + Send + 'static,
    ) -> AnyView {
        let stage = Memo::new(move |_| {
            if self.value.with(Option::is_some) {
                Stage::Ready
            } else {
                self.problem.get().map_or(Stage::Loading, Stage::Problem)
            }
        });
        let retry = move |()| {
            self.problem.set(None);
            self.refresh();
        };
        let shown = move || match stage.get() {
            Stage::Loading => skeleton(),
            Stage::Problem(problem) => view! { <ProblemView problem on_retry=Callback::new(retry) /> }.into_any(),
            Stage::Ready => content(),
        };
        shown.into_any()
    }
}
