//! What a page asks once, when it appears. Smaller than a resource, which knows suspense and hydration.

use leptos::prelude::{RwSignal, Set as _};
use leptos::task::spawn_local;
use portico_ui::api::Result;

/// `None` until the server has answered.
pub type Asked<T> = RwSignal<Option<Result<T>>>;

pub fn ask<T: Send + Sync + 'static>(question: impl Future<Output = Result<T>> + 'static) -> Asked<T> {
    let asked = RwSignal::new(None);
    ask_again(asked, question);
    asked
}

pub fn ask_again<T: Send + Sync + 'static>(asked: Asked<T>, question: impl Future<Output = Result<T>> + 'static) {
    spawn_local(async move {
        let answer = question.await;
        asked.try_set(Some(answer));
    });
}
