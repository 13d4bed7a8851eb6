//! Who is signed in, as far as the browser knows: an access token in memory and nowhere else. The refresh token is a cookie
//! no script can read.
//!
//! One session per page, so it lives in a thread-local: event handlers and background tasks have no reactive owner from
//! which they could take a context.

use std::cell::RefCell;

use leptos::prelude::{ArcRwSignal, Get as _, Set as _, Signal, document, window};
use portico_types::sign_in::Session;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::{Closure, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::Response;

use super::ahead::Ahead;
use super::{Answer, Call, Result, Surface, fetch, offline, problem_of, read, settle};
use crate::drafts;

/// Relative to the surface, like every path.
const REFRESH: &str = "/session/refresh";
const SIGN_OUT: &str = "/session/sign-out";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignIn {
    /// Not asked yet.
    #[default]
    Unknown,
    In,
    Out,
}

#[derive(Default)]
struct State {
    surface: Surface,
    token: Option<String>,
    /// What `boot.js` has asked for with this very token: as it goes, this goes.
    list: Option<Ahead>,
    /// The server ended a session that this page had.
    ended: bool,
    /// The refresh under way: whoever else meets a 401 waits for the same one.
    refreshing: Option<js_sys::Promise>,
}

impl State {
    fn hold(&mut self, token: Option<String>, list: Option<Ahead>) {
        self.token = token;
        self.list = list;
    }
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
    static SIGN_IN: ArcRwSignal<SignIn> = ArcRwSignal::default();
}

/// Says which half of the API this app speaks to. Call it first.
pub fn start(surface: Surface) {
    STATE.with_borrow_mut(|state| state.surface = surface);
}

/// Whether somebody is signed in. Turns to [`SignIn::Out`] also when the server ends the session.
pub fn sign_in() -> Signal<SignIn> {
    let sign_in = SIGN_IN.with(Clone::clone);
    Signal::derive(move || sign_in.get())
}

/// Whether the session came to its end while this page was open, other than by signing out here.
pub fn ended() -> bool {
    STATE.with_borrow(|state| state.ended)
}

/// Takes the session that a sign-in answered with.
pub fn set(session: Session) {
    enter(session, None);
}

fn enter(session: Session, list: Option<Ahead>) {
    if let Some(person) = person(&session.access_token) {
        drafts::arrived(person);
    }
    STATE.with_borrow_mut(|state| {
        state.hold(Some(session.access_token), list);
        state.ended = false;
    });
    SIGN_IN.with(|sign_in| sign_in.set(SignIn::In));
}

/// Whose token it is. Nothing is believed because of it: the server judges each token by itself.
fn person(token: &str) -> Option<String> {
    let claims = token.split('.').nth(1)?.replace('-', "+").replace('_', "/");
    let claims = window().atob(&claims).ok()?;
    // One text of a JSON that our own server wrote.
    let (person, _) = claims.split_once("\"sub\":\"")?.1.split_once('"')?;
    Some(person.to_owned())
}

/// Whether somebody else has signed in in this browser since: what was begun here must not go out in their name.
fn is_anothers(session: &Session) -> bool {
    let before = token().and_then(|token| person(&token));
    before.is_some() && before != person(&session.access_token)
}

/// Forgets the session in this page.
pub fn clear() {
    STATE.with_borrow_mut(|state| state.hold(None, None));
    SIGN_IN.with(|sign_in| sign_in.set(SignIn::Out));
}

/// The server lets this session in no more.
pub(super) fn refused() {
    if token().is_some() {
        STATE.with_borrow_mut(|state| state.ended = true);
    }
    clear();
}

/// Tries to go on with the session of an earlier visit. Call it once, at the start; fails only when offline.
pub async fn resume() -> Result<bool> {
    renew(None).await
}

/// Ends the session on the server and here, with the drafts, which the next person at this device must not read.
pub async fn sign_out() -> Result<()> {
    end().await?;
    drafts::clear_all();
    clear();
    Ok(())
}

/// Ends the session of somebody who is about to sign in again: their drafts wait for them.
pub async fn leave() -> Result<()> {
    end().await?;
    clear();
    Ok(())
}

async fn end() -> Result<()> {
    // A refresh on its way would bring a cookie of a session that has ended, or one that has not.
    let sent = in_turn(|| future_to_promise(sign_out_alone()));
    let res: Response = settle(Ok(sent)).await?.unchecked_into();
    if !res.ok() {
        return Err(problem_of(&res).await);
    }
    // Somebody else's call may have met the end first.
    STATE.with_borrow_mut(|state| {
        state.hold(None, None);
        state.ended = false;
    });
    Ok(())
}

async fn sign_out_alone() -> std::result::Result<JsValue, JsValue> {
    let sent = fetch(&Call::new("POST", SIGN_OUT), None, None).await;
    sent.map(JsValue::from).map_err(|_| JsValue::NULL)
}

pub(super) fn token() -> Option<String> {
    STATE.with_borrow(|state| state.token.clone())
}

/// The answer to a call, if `boot.js` has asked for it already and it is a good one.
pub(super) async fn asked_ahead(call: &Call<'_>) -> Option<String> {
    if STATE.with_borrow(|state| state.list.is_none()) || !is_first_list(call) {
        return None;
    }
    let list = STATE.with_borrow_mut(|state| state.list.take())?;
    let answer = list.answer().await.ok()?;
    Some(answer.good().ok()?.text)
}

/// Whether it is what the page has said that it begins with.
fn is_first_list(call: &Call<'_>) -> bool {
    let page = document().document_element();
    page.and_then(|it| it.get_attribute("data-list")) == Some(call.address())
}

pub(crate) fn surface() -> Surface {
    STATE.with_borrow(|state| state.surface)
}

/// Gets a new access token in place of `refused`. Says whether there is one now.
pub(super) async fn renew(refused: Option<String>) -> Result<bool> {
    let now = token();
    if let Some(refused) = refused
        && now.as_ref() != Some(&refused)
    {
        // Another call has renewed it meanwhile. Or somebody else is in, who must not say what the one before began to.
        return Ok(now.is_some_and(|now| person(&now) == person(&refused)));
    }
    let promise = STATE.with_borrow(|state| state.refreshing.clone()).unwrap_or_else(|| {
        let promise = locked_refresh();
        STATE.with_borrow_mut(|state| state.refreshing = Some(promise.clone()));
        promise
    });
    let outcome = JsFuture::from(promise).await;
    STATE.with_borrow_mut(|state| state.refreshing = None);
    outcome.map(|renewed| renewed.is_truthy()).map_err(|_| offline())
}

fn locked_refresh() -> js_sys::Promise {
    // It has had its turn.
    if let Some(asked) = Ahead::take("session") {
        return future_to_promise(refresh(Some(asked)));
    }
    in_turn(|| future_to_promise(refresh(None)))
}

/// Refresh tokens are used once, and a second use looks like theft: two tabs must not send the same cookie. The browser's
/// lock makes them take turns; where it is missing, they take their chance.
fn in_turn(what: fn() -> js_sys::Promise) -> js_sys::Promise {
    let locks = js_sys::Reflect::get(&window().navigator(), &"locks".into()).unwrap_or_default();
    let request = js_sys::Reflect::get(&locks, &"request".into())
        .ok()
        .and_then(|it| it.dyn_into().ok());
    let Some(request): Option<js_sys::Function> = request else {
        return what();
    };
    let callback = Closure::once_into_js(move || -> JsValue { what().into() });
    match request.call2(&locks, &"portico.refresh".into(), &callback) {
        Ok(promise) => promise.unchecked_into(),
        Err(error) => js_sys::Promise::reject(&error),
    }
}

async fn refresh(asked: Option<Ahead>) -> std::result::Result<JsValue, JsValue> {
    let ahead = asked.is_some();
    let refreshed = async {
        let answer = match asked {
            Some(asked) => asked.answer().await?,
            None => Answer::read(&fetch(&Call::new("POST", REFRESH), None, None).await?).await?,
        };
        read::<Session>(answer.good()?.text)
    };
    match refreshed.await {
        Ok(session) if is_anothers(&session) => {
            let _ = window().location().reload();
            Err(JsValue::NULL)
        }
        Ok(session) => {
            enter(session, ahead.then(|| Ahead::take("list")).flatten());
            Ok(JsValue::TRUE)
        }
        // Refused: signed out. Anything else (offline, the server restarting) says nothing about the session.
        Err(problem) if (400..500).contains(&problem.status) && problem.status != 429 => {
            refused();
            Ok(JsValue::FALSE)
        }
        Err(_) => Err(JsValue::NULL),
    }
}
