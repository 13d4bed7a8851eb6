//! Buttons, and links that look like them.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing this page is for. One a page.
    Primary,
    #[default]
    Secondary,
    /// Cannot be undone.
    Danger,
    /// Without a frame: beside others, or for an icon.
    Quiet,
    /// Looks like a link, inside a sentence.
    Link,
}

pub(super) const fn class_of(kind: ButtonKind) -> &'static str {
    kind.class()
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Secondary => "button",
            Self::Danger => "button button-danger",
            Self::Quiet => "button button-quiet",
            Self::Link => "button button-link",
        }
    }
}

/// A button. While it is busy it keeps its focus and does nothing, so that nothing is sent twice.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    /// Submits the form it stands in.
    #[prop(optional)]
    submit: bool,
    /// What it started is still under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_click: Option<Callback<()>>,
    /// Says what an icon means. Turns it into a square button with a tooltip.
    #[prop(optional, into)]
    label: Option<String>,
    /// As wide as its container.
    #[prop(optional)]
    wide: bool,
    #[prop(optional, into)] id: Option<String>,
    children: Children,
) -> AnyView {
    let click = move |event: leptos::ev::MouseEvent| {
        // The second click of a double click is meant for nothing.
        let again = event.detail() > 1 && matches!(kind, ButtonKind::Primary | ButtonKind::Danger);
        if busy.get_untracked() || again {
            event.prevent_default();
        } else if let Some(on_click) = on_click {
            on_click.run(());
        }
    };
    view! {
        <button
            id=id
            class=kind.class()
            class:button-icon=label.is_some()
            class:button-wide=wide
            type=if submit { "submit" } else { "button" }
            disabled=move || disabled.get()
            aria-disabled=move || busy.get().then_some("true")
            aria-busy=move || busy.get().then_some("true")
            aria-label=label.clone()
            title=label
            on:click=click
        >
            {children()}
        </button>
    }
    .into_any()
}

/// A link that looks like a button: it goes somewhere.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] wide: bool,
    /// Leaves the app: the router must not touch it.
    #[prop(optional)]
    external: bool,
    children: Children,
) -> AnyView {
    view! {
        <a href=href class=kind.class() class:button-wide=wide rel=external.then_some("external")>
            {children()}
        </a>
    }
    .into_any()
}
