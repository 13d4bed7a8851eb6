//! The app's manifest, and the ways it gets to Slack.

use leptos::prelude::*;
use portico_types::staff::SlackManifest;
use portico_ui::{Button, Icon, Segments, SkeletonText, browser, icon};

use crate::remote::Remote;
use crate::{api, messages};

/// Where Slack makes an app of the manifest that the address brings along.
const NEW_APP: &str = "https://api.slack.com/apps?new_app=1&manifest_yaml=";

/// How Slack tells Portico of things: at an address of Portico's, or through a socket that Portico holds open.
pub(super) const ADDRESS: &str = "address";
pub(super) const SOCKET: &str = "socket";

/// The app, for those who have one of their own: when it is made, and when it lacks something.
#[component]
pub(super) fn App() -> AnyView {
    view! {
        <section class="settings-section">
            <h2>{messages::SLACK_APP}</h2>
            <p class="muted">{messages::SLACK_APP_TEXT}</p>
            <Manifest way=RwSignal::new(ADDRESS.to_owned()) />
        </section>
    }
    .into_any()
}

/// The manifest: to Slack, into the clipboard, into a file, or to read.
#[component]
pub(super) fn Manifest(
    /// [`ADDRESS`] or [`SOCKET`].
    way: RwSignal<String>,
) -> AnyView {
    let manifest = Remote::new(api::slack::manifest);
    let options = vec![
        (ADDRESS, None, messages::SLACK_BY_ADDRESS.to_owned()),
        (SOCKET, None, messages::SLACK_BY_SOCKET.to_owned()),
    ];
    view! {
        <div class="stack-tight">
            <Segments label=messages::SLACK_WAY name="slack-way" value=way options />
            <p class="muted">{move || if by_socket(way) { messages::SLACK_BY_SOCKET_TEXT } else { messages::SLACK_BY_ADDRESS_TEXT }}</p>
            {manifest.view(
                || view! { <SkeletonText lines=2 /> }.into_any(),
                move || manifest.value.get().map(|it| shown(it, by_socket(way))).into_any(),
            )}
        </div>
    }
    .into_any()
}

pub(super) fn by_socket(way: RwSignal<String>) -> bool {
    way.with(|it| it == SOCKET)
}

fn shown(manifest: SlackManifest, socket: bool) -> AnyView {
    let SlackManifest { url, yaml, socket_yaml } = manifest;
    let yaml = if socket { socket_yaml } else { yaml };
    let escaped = String::from(js_sys::encode_uri_component(&yaml));
    let create = format!("{NEW_APP}{escaped}");
    let file = format!("data:application/yaml;charset=utf-8,{escaped}");
    let open = !socket && !url.starts_with("https://");
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
