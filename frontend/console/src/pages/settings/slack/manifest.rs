//! The app's manifest, and the ways it gets to Slack.

use leptos::prelude::*;
use portico_types::staff::SlackManifest;
use portico_ui::{Button, Icon, SkeletonText, browser, icon};

use crate::remote::Remote;
use crate::{api, messages};

/// Where Slack makes an app of the manifest that the address brings along.
const NEW_APP: &str = "https://api.slack.com/apps?new_app=1&manifest_yaml=";

/// The app, for those who have one of their own: when it is made, and when it lacks something.
#[component]
pub(super) fn App() -> AnyView {
    view! {
        <section class="settings-section">
            <h2>{messages::SLACK_APP}</h2>
            <p class="muted">{messages::SLACK_APP_TEXT}</p>
            <Manifest />
        </section>
    }
    .into_any()
}

/// The manifest: to Slack, into the clipboard, into a file, or to read.
#[component]
pub(super) fn Manifest() -> AnyView {
    let manifest = Remote::new(api::slack::manifest);
    manifest.view(
        || view! { <SkeletonText lines=2 /> }.into_any(),
        move || manifest.value.get().map(shown).into_any(),
    )
}

fn shown(SlackManifest { url, yaml }: SlackManifest) -> AnyView {
    let escaped = String::from(js_sys::encode_uri_component(&yaml));
    let create = format!("{NEW_APP}{escaped}");
    let file = format!("data:application/yaml;charset=utf-8,{escaped}");
    let open = !url.starts_with("https://");
    let warning = open.then(|| {
        view! { <p class="notice notice-warning">{icon(Icon::Alert)} <span>{messages::slack_needs_https(&url)}</span></p> }
    });
    let text = yaml.clone();
    let copy = move |()| browser::copy(&text, messages::SLACK_MANIFEST_COPIED);
    view! {
        <div class="stack-tight">
            {warning}
            <div class="cluster">
                <a href=create class="button" target="_blank" rel="noopener external">
                    {icon(Icon::External)} {messages::SLACK_CREATE_APP}
                    <span class="visually-hidden">{messages::SLACK_NEW_WINDOW}</span>
                </a>
                <Button on_click=Callback::new(copy)>{icon(Icon::Copy)} {messages::SLACK_COPY} <span class="visually-hidden">{messages::SLACK_THE_MANIFEST}</span></Button>
                <a href=file class="button" download="portico-slack-manifest.yaml" rel="external">
                    {icon(Icon::Download)} {messages::SLACK_DOWNLOAD}
                </a>
            </div>
            <details class="disclosure">
                <summary>{messages::SLACK_SHOW_MANIFEST}</summary>
                <pre class="slack-manifest" tabindex="0" role="region" aria-label=messages::SLACK_MANIFEST>{yaml}</pre>
            </details>
        </div>
    }
    .into_any()
}
