//! Live updates: server-sent events, read with `fetch`. Not `EventSource`, which cannot send the bearer token except in the
//! address, where secrets do not belong.
//!
//! The stream says *that* something changed. Whoever listens asks for the thing itself again, and does so after every
//! reconnection too, so that nothing is missed between two streams.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::leptos_dom::helpers::{IntervalHandle, set_interval_with_handle};
use leptos::prelude::{
    ArcRwSignal, Get as _, Set as _, Signal, StoredValue, WindowListenerHandle, window, window_event_listener_untyped,
};
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, ReadableStreamDefaultReader};

use super::{Call, authorised};

/// The server says something at least every 15 s. Two missed beats: the connection is dead, whatever TCP believes.
const SILENCE: f64 = 40_000.0;
const FIRST_PAUSE: f64 = 500.0;
const LONGEST_PAUSE: f64 = 15_000.0;

/// One event of the stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    pub id: String,
    /// `message` when the server named none.
    pub name: String,
    pub data: String,
}

impl Event {
    /// The data, read as JSON; `None` for an event of a later release.
    pub fn data_as<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(&self.data).ok()
    }
}

/// An open subscription. Dropping it ends the stream.
pub struct Live {
    stream: Rc<Stream>,
    /// Held for their drop.
    _wake: [WindowListener; 2],
    _watch: Interval,
}

impl Live {
    /// Whether updates are arriving, for a hint in the page.
    pub fn connected(&self) -> Signal<bool> {
        let connected = self.stream.connected.clone();
        Signal::derive(move || connected.get())
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.stream.stopped.set(true);
        self.stream.abort();
    }
}

/// Listens until the component that called it goes away. Returns whether updates are arriving.
pub fn use_live(
    path: &str,
    late: bool,
    on_event: impl Fn(Event) + 'static,
    on_missed: impl Fn() + 'static,
) -> Signal<bool> {
    let live = listen(path, late, on_event, on_missed);
    let connected = live.connected();
    // Belongs to the component's owner, and is dropped with it.
    StoredValue::new_local(live);
    connected
}

/// Listens until the handle is dropped. Events may have been missed whenever the stream opens again, and when it opens for the first time if
/// that is `late`.
pub fn listen(path: &str, late: bool, on_event: impl Fn(Event) + 'static, on_missed: impl Fn() + 'static) -> Live {
    let stream = Rc::new(Stream {
        path: path.to_owned(),
        on_event: Box::new(on_event),
        on_missed: Box::new(on_missed),
        stopped: Cell::new(false),
        hurry: Cell::new(false),
        heard: Cell::new(js_sys::Date::now()),
        last_id: RefCell::default(),
        controller: RefCell::default(),
        connected: ArcRwSignal::new(false),
    });
    spawn_local(Rc::clone(&stream).run(late));

    let wake = |name| {
        let stream = Rc::clone(&stream);
        WindowListener(Some(window_event_listener_untyped(name, move |_| stream.check())))
    };
    let watched = Rc::clone(&stream);
    let watch = set_interval_with_handle(move || watched.check(), Duration::from_secs(10));
    Live {
        _wake: [wake("online"), wake("focus")],
        _watch: Interval(watch.ok()),
        stream,
    }
}

struct WindowListener(Option<WindowListenerHandle>);

impl Drop for WindowListener {
    fn drop(&mut self) {
        if let Some(handle) = self.0.take() {
            handle.remove();
        }
    }
}

struct Interval(Option<IntervalHandle>);

impl Drop for Interval {
    fn drop(&mut self) {
        if let Some(handle) = self.0.take() {
            handle.clear();
        }
    }
}

struct Stream {
    path: String,
    on_event: Box<dyn Fn(Event)>,
    on_missed: Box<dyn Fn()>,
    stopped: Cell<bool>,
    /// Do not sit out the pause: the network or the reader is back.
    hurry: Cell<bool>,
    /// When the server last said anything, in milliseconds.
    heard: Cell<f64>,
    last_id: RefCell<Option<String>>,
    controller: RefCell<Option<AbortController>>,
    connected: ArcRwSignal<bool>,
}

impl Stream {
    async fn run(self: Rc<Self>, mut missed: bool) {
        let mut pause = FIRST_PAUSE;
        while !self.stopped.get() {
            match self.open().await {
                Ok(reader) => {
                    pause = FIRST_PAUSE;
                    self.connected.set(true);
                    if std::mem::replace(&mut missed, true) {
                        (self.on_missed)();
                    }
                    self.read(&reader).await;
                    self.connected.set(false);
                }
                // The right is gone, or was never there: asking again will not bring it back. Whoever listens asks for the
                // thing itself, and hears why.
                Err(401 | 403 | 404) => return (self.on_missed)(),
                Err(_) => {}
            }
            self.pause(pause).await;
            pause = (pause * 2.0).min(LONGEST_PAUSE);
        }
    }

    async fn open(&self) -> Result<ReadableStreamDefaultReader, u16> {
        let controller = AbortController::new().map_err(|_| 0_u16)?;
        let signal = controller.signal();
        self.controller.replace(Some(controller));
        self.heard.set(js_sys::Date::now());
        let mut call = Call::new("GET", &self.path);
        call.accept = "text/event-stream";
        call.last_event_id.clone_from(&self.last_id.borrow());
        let res = authorised(&call, Some(&signal))
            .await
            .map_err(|problem| problem.status)?;
        let body = res.body().ok_or(0_u16)?;
        Ok(body.get_reader().unchecked_into())
    }

    /// Reads until the stream ends, one way or another.
    async fn read(&self, reader: &ReadableStreamDefaultReader) {
        let mut parser = Parser::default();
        while let Ok(chunk) = JsFuture::from(reader.read()).await {
            if self.stopped.get() || field(&chunk, "done").is_truthy() {
                return;
            }
            self.heard.set(js_sys::Date::now());
            let bytes: js_sys::Uint8Array = field(&chunk, "value").unchecked_into();
            for event in parser.feed(&bytes.to_vec()) {
                if !event.id.is_empty() {
                    self.last_id.replace(Some(event.id.clone()));
                }
                (self.on_event)(event);
            }
        }
    }

    /// Waits, with a little chance in it, so that a restarted server does not meet everybody at once.
    async fn pause(&self, milliseconds: f64) {
        const STEP: i32 = 250;
        self.hurry.set(false);
        let end = js_sys::Date::now() + milliseconds * (0.75 + js_sys::Math::random() / 2.0);
        while !self.stopped.get() && !self.hurry.get() && js_sys::Date::now() < end {
            let step = js_sys::Promise::new(&mut |resolve, _| {
                let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, STEP);
            });
            let _ = JsFuture::from(step).await;
        }
    }

    /// After sleep the browser may hold a connection that died hours ago.
    fn check(&self) {
        self.hurry.set(true);
        if js_sys::Date::now() - self.heard.get() > SILENCE {
            self.abort();
        }
    }

    fn abort(&self) {
        if let Some(controller) = self.controller.borrow_mut().take() {
            controller.abort();
        }
    }
}

fn field(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or_default()
}

/// Takes the stream apart, wherever the network cut it.
#[derive(Default)]
struct Parser {
    line: Vec<u8>,
    event: Event,
    has_data: bool,
    after_return: bool,
}

impl Parser {
    fn feed(&mut self, bytes: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        for &byte in bytes {
            let after_return = std::mem::replace(&mut self.after_return, byte == b'\r');
            match byte {
                b'\n' if after_return => {}
                b'\n' | b'\r' => {
                    let line = std::mem::take(&mut self.line);
                    events.extend(self.take_line(&String::from_utf8_lossy(&line)));
                }
                _ => self.line.push(byte),
            }
        }
        events
    }

    fn take_line(&mut self, line: &str) -> Option<Event> {
        if line.is_empty() {
            let mut event = std::mem::take(&mut self.event);
            if event.name.is_empty() {
                "message".clone_into(&mut event.name);
            }
            return std::mem::take(&mut self.has_data).then_some(event);
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "id" => value.clone_into(&mut self.event.id),
            "event" => value.clone_into(&mut self.event.name),
            "data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            _ => {} // A comment, which is how the server keeps the line warm, or a field of a later release.
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, Parser};

    fn event(id: &str, name: &str, data: &str) -> Event {
        Event {
            id: id.to_owned(),
            name: name.to_owned(),
            data: data.to_owned(),
        }
    }

    #[test]
    fn events_are_read_wherever_the_network_cuts_them() {
        let stream = ": hello\n\nid: 7\nevent: ticket\ndata: {\"k\":\r\ndata: \"ö\"}\n\ndata:plain\r\r";
        let expected = [event("7", "ticket", "{\"k\":\n\"ö\"}"), event("", "message", "plain")];
        for cut in 0..stream.len() {
            let (head, tail) = stream.as_bytes().split_at(cut);
            let mut parser = Parser::default();
            let mut events = parser.feed(head);
            events.extend(parser.feed(tail));
            assert_eq!(events, expected, "cut at {cut}");
        }
    }

    #[test]
    fn keep_alive_comments_are_no_events() {
        assert_eq!(Parser::default().feed(b": beat\n\n:\n\n\n"), []);
    }
}
