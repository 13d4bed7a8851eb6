//! Files in the browser: picked, uploaded in parts that survive a lost connection, and listed where a message has them.

use std::cell::Cell;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::attachments::{Attachment, AttachmentState, BeginUpload, MOST, SMALLEST_PART, Thumbnail};
use portico_types::ids::AttachmentId;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileList, HtmlInputElement};

use super::button::{Button, ButtonKind};
use super::field::{FieldErrors, field_id};
use crate::{Icon, announce, api, browser, icon, intl, messages, problems, toast, toast_problem};

/// Bytes sent at once: progress is told as often.
const SHORTEST: f64 = SMALLEST_PART as f64;
const LONGEST: f64 = 1_048_576.0;
/// As long as a part should take, in milliseconds.
const PACE: f64 = 400.0;
/// After a lost connection one tries again after a while, and then after twice as long; milliseconds.
const FIRST_PAUSE: i32 = 500;
const LONGEST_PAUSE: i32 = 30_000;

#[derive(Clone, PartialEq)]
enum Stand {
    /// So many bytes are there.
    Sending(i64),
    Ready(AttachmentId),
    Failed(String),
    /// It was on its way when an earlier page was left.
    Missed,
}

thread_local! {
    /// Files change places, so no two of a page are called alike.
    static NEXT: Cell<usize> = const { Cell::new(0) };
}

#[derive(Clone)]
struct Item {
    key: usize,
    name: String,
    size: i64,
    stand: ArcRwSignal<Stand>,
}

/// A file that is all on the server and part of nothing yet, as a draft keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Uploaded {
    id: AttachmentId,
    name: String,
    size: i64,
}

/// Files that somebody attaches to what they write. They are sent at once, and go on by themselves after a lost connection.
#[derive(Clone, Copy, Default)]
pub struct Uploads {
    items: RwSignal<Vec<Item>>,
    /// Where they are now.
    moved: StoredValue<Option<Uploads>>,
}

impl Uploads {
    fn add(self, files: Vec<File>) {
        for file in files {
            if self.items.with_untracked(Vec::len) >= MOST {
                toast(messages::too_many_files(MOST));
                return;
            }
            let item = self.list(file.name(), file.size() as i64, Stand::Sending(0));
            spawn_local(self.bring(item, file));
        }
    }

    fn list(self, name: String, size: i64, stand: Stand) -> Item {
        let key = NEXT.replace(NEXT.get() + 1);
        let stand = ArcRwSignal::new(stand);
        let item = Item { key, name, size, stand };
        self.items.update(|items| items.push(item.clone()));
        item
    }

    /// Goes on with files that were brought on an earlier page. One that has waited too long, or is part of something by now, says so.
    pub fn resume(self, files: Vec<Uploaded>) {
        for Uploaded { id, name, size } in files {
            let item = self.list(name, size, Stand::Ready(id));
            spawn_local(async move {
                let found = api::attachments::find(id).await;
                if found.is_err_and(|problem| problem.kind == Problem::NOT_FOUND) {
                    item.stand
                        .set(Stand::Failed(messages::field_problem("unknown_file", "")));
                }
            });
        }
    }

    /// Names files that were on their way on an earlier page, which is all that is left of them.
    pub fn miss(self, names: Vec<String>) {
        for name in names {
            self.list(name, 0, Stand::Missed);
        }
    }

    /// Takes over all that is there or under way elsewhere.
    pub fn adopt(self, other: Self) {
        let items = other.items.try_update(std::mem::take).unwrap_or_default();
        other.moved.set_value(Some(self));
        self.items.update(|all| all.extend(items));
    }

    /// Lets go of all. The server does after a day: another draft may have them, too.
    pub fn clear(self) {
        self.items.set(Vec::new());
    }

    /// Takes what was dropped; whether there were files in it.
    pub fn take(self, data: Option<DataTransfer>) -> bool {
        let files = files_of(data.as_ref());
        let any = !files.is_empty();
        self.add(files);
        any
    }

    /// Takes what was pasted, unless it is text of which programs gave a picture, too.
    pub fn take_pasted(self, data: Option<DataTransfer>) -> bool {
        !data.as_ref().is_some_and(is_text) && self.take(data)
    }

    /// What to attach, in its order; or why not yet.
    pub fn ids(self) -> Result<Vec<AttachmentId>, &'static str> {
        self.items.with_untracked(|items| {
            let id = |item: &Item| match item.stand.get_untracked() {
                Stand::Ready(id) => Ok(id),
                Stand::Sending(_) => Err(messages::wait_for_files()),
                Stand::Failed(_) | Stand::Missed => Err(messages::remove_failed_files()),
            };
            items.iter().map(id).collect()
        })
    }

    /// Whether one is still being sent. Reactive.
    pub fn under_way(self) -> bool {
        let sending = |item: &Item| matches!(item.stand.get(), Stand::Sending(_));
        self.items.with(|items| items.iter().any(sending))
    }

    /// Which ones there are: a number each, of this page's. Reactive.
    pub fn all(self) -> Vec<usize> {
        self.items.with(|items| items.iter().map(|item| item.key).collect())
    }

    /// What is there already. Reactive.
    pub fn uploaded(self) -> Vec<Uploaded> {
        let uploaded = |item: &Item| match item.stand.get() {
            Stand::Ready(id) => Some(Uploaded {
                id,
                name: item.name.clone(),
                size: item.size,
            }),
            _ => None,
        };
        self.items.with(|items| items.iter().filter_map(uploaded).collect())
    }

    /// Names of what is not there and would be lost with the page. Reactive.
    pub fn coming(self) -> Vec<String> {
        let coming = |item: &&Item| matches!(item.stand.get(), Stand::Sending(_) | Stand::Missed);
        self.items
            .with(|items| items.iter().filter(coming).map(|it| it.name.clone()).collect())
    }

    /// As answers name it. Reactive.
    pub(crate) fn ready(self) -> Vec<AttachmentId> {
        self.uploaded().into_iter().map(|it| it.id).collect()
    }

    /// These went out.
    pub fn sent(self, ids: &[AttachmentId]) {
        let went = |item: &Item| matches!(item.stand.get_untracked(), Stand::Ready(id) if ids.contains(&id));
        self.items.try_update(|items| items.retain(|item| !went(item)));
    }

    fn remove(self, key: usize) {
        let removed = self.items.try_update(|items| {
            let at = items.iter().position(|item| item.key == key)?;
            Some(items.remove(at))
        });
        // One that is under way notices by itself.
        if let Some(Stand::Ready(id)) = removed.flatten().map(|item| item.stand.get_untracked()) {
            spawn_local(async move {
                let _ = api::attachments::remove(id).await; // It goes by itself after a day.
            });
        }
    }

    fn wants(self, item: &Item) -> bool {
        let wanted = self
            .items
            .try_with_untracked(|items| items.iter().any(|it| it.key == item.key));
        let moved = self.moved.try_get_value().flatten();
        wanted == Some(true) || moved.is_some_and(|it| it.wants(item))
    }

    async fn bring(self, item: Item, file: File) {
        let key = api::IdempotencyKey::new();
        let asked = BeginUpload {
            name: item.name.clone(),
            size: item.size,
        };
        let (mut id, mut offset, mut pause, mut length) = (None, 0, FIRST_PAUSE, SHORTEST);
        loop {
            // A folder, or a file that is gone, fails here: to the sending it would look like a lost connection.
            let Some(part) = read_part(&file, offset as f64, length).await else {
                item.stand.set(Stand::Failed(messages::file_unreadable().to_owned()));
                if let Some(id) = id {
                    let _ = api::attachments::remove(id).await; // It goes by itself after a day.
                }
                return;
            };
            let began = js_sys::Date::now();
            let answer = match id {
                None => api::attachments::begin(&asked, &key).await,
                Some(id) => api::attachments::send_part(id, offset, part).await,
            };
            if !self.wants(&item) {
                if let Some(id) = id.or(answer.ok().map(|upload| upload.id)) {
                    let _ = api::attachments::remove(id).await;
                }
                return;
            }
            match answer {
                Ok(upload) => {
                    if id.is_some() {
                        length = next_length(length, js_sys::Date::now() - began);
                    }
                    (id, offset, pause) = (Some(upload.id), upload.received, FIRST_PAUSE);
                    if offset >= item.size {
                        announce(messages::file_attached(&item.name));
                        return item.stand.set(Stand::Ready(upload.id));
                    }
                    item.stand.set(Stand::Sending(offset));
                }
                Err(problem) if is_passing(&problem) => {
                    browser::wait(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    if let Some(Ok(upload)) = match id {
                        Some(id) => Some(api::attachments::find(id).await),
                        None => None,
                    } {
                        offset = upload.received;
                    }
                }
                Err(problem) => {
                    let (title, text) = problems::explain(&problem);
                    return item
                        .stand
                        .set(Stand::Failed(if text.is_empty() { title } else { text }));
                }
            }
        }
    }
}

/// Parts grow while they take less than they should, and shrink when they take longer: progress moves on any line.
fn next_length(length: f64, took: f64) -> f64 {
    let factor = (PACE / took.max(1.0)).clamp(0.5, 2.0);
    (length * factor).round().clamp(SHORTEST, LONGEST)
}

/// Whether the same may work in a moment: no connection, a server that restarts or is busy, or the last part arrived and its answer did not.
fn is_passing(problem: &Problem) -> bool {
    matches!(problem.status, 0 | 400 | 408 | 409 | 500..)
        || problem.kind == Problem::OFFLINE
        || problem.code.as_deref() == Some("others_are_uploading")
}

async fn read_part(file: &File, from: f64, length: f64) -> Option<JsValue> {
    // Of nothing, a part is there even where the file is not.
    let read = if file.size() > 0.0 {
        file.slice_with_f64_and_f64(from, from + length).ok()?.array_buffer()
    } else {
        file.array_buffer()
    };
    JsFuture::from(read).await.ok()
}

/// Whether somebody has copied text. What a file manager says of files is their names.
fn is_text(data: &DataTransfer) -> bool {
    let text = data.get_data("text/plain").unwrap_or_default();
    let names: Vec<String> = files_of(Some(data)).iter().map(File::name).collect();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .into_iter()
        .any(|line| !names.iter().any(|name| line.ends_with(name.as_str())))
}

fn files_of(data: Option<&DataTransfer>) -> Vec<File> {
    data.and_then(DataTransfer::files).map(listed).unwrap_or_default()
}

fn listed(files: FileList) -> Vec<File> {
    (0..files.length()).filter_map(|index| files.get(index)).collect()
}

/// Picks files from the device.
#[component]
pub fn PickFiles(files: Uploads) -> AnyView {
    let picked = move |event: leptos::ev::Event| {
        let Some(input) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        files.add(input.files().map(listed).unwrap_or_default());
        input.set_value(""); // The same file may be picked again.
    };
    view! {
        <label class="button button-quiet file-pick">
            {icon(Icon::File)}
            {messages::attach_files()}
            <input type="file" multiple on:change=picked />
        </label>
    }
    .into_any()
}

/// The files one is about to send, each with how far it is.
#[component]
pub fn UploadList(files: Uploads) -> AnyView {
    let row = move |item: Item| {
        let Item { key, name, size, stand } = item;
        let about = name.clone();
        let how_far = move || {
            match stand.get() {
            Stand::Sending(sent) => {
                view! { <progress max=size.to_string() prop:value=sent as f64 aria-label=messages::sending_file(&about)></progress> }
                    .into_any()
            }
            Stand::Ready(_) => view! { <span class="meta file-size">{intl::bytes(size)}</span> }.into_any(),
            Stand::Failed(why) => view! { <span class="field-error" role="alert">{why}</span> }.into_any(),
            Stand::Missed => view! { <span class="field-error" role="alert">{messages::file_missed()}</span> }.into_any(),
        }
        };
        view! {
            <li>
                {icon(Icon::File)}
                <span class="file-name" dir="auto">{name.clone()}</span>
                {how_far}
                <Button kind=ButtonKind::Quiet label=messages::remove(&name) on_click=move || files.remove(key)>
                    {icon(Icon::Close)}
                </Button>
            </li>
        }
    };
    let list = move || {
        (!files.items.with(Vec::is_empty)).then(|| {
            view! {
                <ul class="files" aria-label=messages::attached_files()>
                    <For each=move || files.items.get() key=|item| item.key let(item)>
                        {row(item)}
                    </For>
                </ul>
            }
        })
    };
    list.into_any()
}

/// A place in a form to pick or drop files.
#[component]
pub fn FilesField(files: Uploads) -> AnyView {
    let dropped = move |event: web_sys::DragEvent| {
        if files.take(event.data_transfer()) {
            event.prevent_default();
        }
    };
    view! {
        <div class="file-drop stack-tight" on:dragover=|event| event.prevent_default() on:drop=dropped>
            <div class="cluster">
                <PickFiles files />
                <span class="meta file-drop-hint">{messages::or_drop_them()}</span>
            </div>
            <UploadList files />
        </div>
    }
    .into_any()
}

/// A place for files with a name, as other fields have theirs. Children pick them.
#[component]
pub fn NamedFiles(
    #[prop(into)] label: String,
    /// The field's name in the request; finds its error in `problem`.
    #[prop(into)]
    name: String,
    #[prop(optional, into)] help: String,
    required: bool,
    #[prop(into)] problem: Signal<Option<Problem>>,
    children: Children,
) -> AnyView {
    let id = field_id(&name);
    let error = Signal::derive(move || problem.with(|it| problems::about(it.as_ref(), &name)));
    let optional = (!required).then(|| view! { <span class="field-optional">{messages::optional()}</span> });
    view! {
        <fieldset class="choices" id=id.clone() tabindex="-1">
            <legend class="field-label"><bdi>{label}</bdi> " " {optional}</legend>
            {(!help.is_empty()).then(|| view! { <p class="field-help"><bdi>{help}</bdi></p> })}
            <FieldErrors id=format!("{id}-error") error />
            {children()}
        </fieldset>
    }
    .into_any()
}

/// The longest side of a picture that is shown among files, in CSS pixels.
const PICTURE: i32 = 180;

/// How large a thumbnail is shown: its place is kept before it comes.
fn shown_size(thumbnail: &Thumbnail) -> (i32, i32) {
    let (width, height) = (thumbnail.width.max(1), thumbnail.height.max(1));
    let longest = width.max(height);
    if longest <= PICTURE {
        return (width, height);
    }
    let scaled = |side: i32| (side * PICTURE / longest).max(1);
    (scaled(width), scaled(height))
}

/// A thumbnail. A page that stood open for long asks for a new address, once.
fn picture(id: AttachmentId, name: String, thumbnail: Thumbnail) -> AnyView {
    let (width, height) = shown_size(&thumbnail);
    let address = RwSignal::new(thumbnail.url);
    let asked = StoredValue::new(false);
    let failed = move |_| {
        if asked.try_update_value(|it| std::mem::replace(it, true)) != Some(false) {
            return;
        }
        spawn_local(async move {
            let link = api::attachments::link(id).await;
            if let Some(anew) = link.ok().and_then(|link| link.thumbnail) {
                address.try_set(anew.url);
            }
        });
    };
    view! {
        <img
            class="file-thumbnail"
            src=move || address.get()
            alt=name
            width=width.to_string()
            height=height.to_string()
            loading="lazy"
            decoding="async"
            on:error=failed
        />
    }
    .into_any()
}

/// The files of a message.
#[component]
pub fn FileRows(files: Vec<Attachment>) -> AnyView {
    if files.is_empty() {
        return ().into_any();
    }
    // Pictures stand side by side, before what stands below each other.
    let (mut files, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|it| it.thumbnail.is_some());
    files.extend(others);
    let row = |file: Attachment| match file.state {
        AttachmentState::Ready => ready(file),
        AttachmentState::Coming => not_here(file.name, messages::on_its_way().to_owned()),
        AttachmentState::Refused => not_here(file.name, problems::about_refused(file.note)),
    };
    view! {
        <ul class="files files-shown" aria-label=messages::files()>
            {files.into_iter().map(row).collect_view()}
        </ul>
    }
    .into_any()
}

/// A file that can be saved: by its picture, if there is one, and by its name.
fn ready(file: Attachment) -> AnyView {
    let Attachment {
        id,
        name,
        size,
        thumbnail,
        ..
    } = file;
    let file_name = name.clone();
    let download = move || {
        let name = file_name.clone();
        spawn_local(async move {
            if let Err(problem) = api::attachments::download(id, &name).await {
                toast_problem(&problem);
            }
        });
    };
    let size = view! { <span class="meta file-size">{intl::bytes(size)}</span> };
    match thumbnail {
        // The picture is called as the file is; the name below it is for the eye.
        Some(thumbnail) => view! {
            <li class="file-picture">
                <Button kind=ButtonKind::Link on_click=download>
                    {picture(id, name.clone(), thumbnail)}
                    <span class="file-name" dir="auto" aria-hidden="true">{name}</span>
                </Button>
                {size}
            </li>
        }
        .into_any(),
        None => view! {
            <li>
                {icon(Icon::File)}
                <Button kind=ButtonKind::Link on_click=download>
                    <span class="file-name" dir="auto">{name}</span>
                </Button>
                {size}
            </li>
        }
        .into_any(),
    }
}

/// A file that is on its way, or will not come.
fn not_here(name: String, why: String) -> AnyView {
    view! {
        <li>
            {icon(Icon::File)}
            <span class="file-name" dir="auto">{name}</span>
            <span class="meta">{why}</span>
        </li>
    }
    .into_any()
}
