//! Links in a browser: its own websocket, `fetch` for polling, its clock and its timers.
//!
//! A hidden tab's timers ring late, once a second or once a minute, and a sleeping machine's not at all. So no timer is
//! trusted to count: it only wakes the machine, which looks at the clock; what comes by a websocket wakes it on time
//! also in a hidden tab, and the program calls `retry_now` when the tab is seen again.

use std::cell::Cell;
use std::pin::{Pin, pin};
use std::rc::Rc;

use futures::StreamExt as _;
use futures::channel::mpsc;
use futures::future::{self, Either};
use js_sys::Promise;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, Event, MessageEvent, Request, RequestInit, Response, WebSocket, Window};

use super::{Events, Outgoing, websocket_address};
use crate::handle::Options;

pub(crate) type Sleep = Pin<Box<dyn Future<Output = ()>>>;

/// The longest time that `setTimeout` counts, in milliseconds.
const LONGEST_TIMEOUT: u64 = i32::MAX.unsigned_abs() as u64;

fn window() -> Option<Window> {
    web_sys::window()
}

pub(crate) fn origin() -> Option<String> {
    window()?.location().origin().ok()
}

pub(crate) fn sleep(ms: u64) -> Sleep {
    let ms = i32::try_from(ms.min(LONGEST_TIMEOUT)).expect("it was cut to fit");
    let promise = Promise::new(&mut |resolve, _| {
        let set = window().map(|window| window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms));
        debug_assert!(matches!(set, Some(Ok(_))), "a window has timers");
    });
    Box::pin(async move {
        let _ = JsFuture::from(promise).await;
    })
}

pub(crate) fn spawn(task: impl Future<Output = ()> + 'static) {
    spawn_local(task);
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float becomes its whole part, within the bounds")]
pub(crate) fn random() -> u32 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32
}

/// Milliseconds that went by, sleep included. The page's steady clock stands still while the machine sleeps, and the
/// calendar's may be set back: of what each says went by, the longer time counts.
pub(crate) struct Clock {
    steady: Cell<f64>,
    calendar: Cell<f64>,
    passed: Cell<f64>,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self { steady: Cell::new(steady()), calendar: Cell::new(js_sys::Date::now()), passed: Cell::new(0.0) }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float becomes its whole part, within the bounds")]
    pub(crate) fn now(&self) -> u64 {
        let (steady, calendar) = (steady(), js_sys::Date::now());
        let passed = (steady - self.steady.replace(steady)).max(calendar - self.calendar.replace(calendar)).max(0.0);
        self.passed.set(self.passed.get() + passed);
        self.passed.get() as u64
    }
}

fn steady() -> f64 {
    window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}

enum Came {
    Open,
    Text(String),
    End,
}

/// Runs a websocket until it ends.
pub(super) async fn websocket(options: &Options, mut outgoing: Outgoing, mut events: Events) -> Option<()> {
    let (socket, mut comes) = Socket::open(&websocket_address(options))?;
    // Nothing is queued before the server's first frame, so the opening can be waited for.
    match comes.next().await? {
        Came::Open => {}
        Came::Text(_) | Came::End => return None,
    }
    loop {
        match future::select(pin!(comes.next()), pin!(outgoing.next())).await {
            Either::Left((Some(Came::Text(text)), _)) => events.frame(text).await,
            Either::Left((Some(Came::Open), _)) => {}
            Either::Left((Some(Came::End) | None, _)) | Either::Right((None, _)) => return Some(()),
            Either::Right((Some(frame), _)) => socket.raw.send_with_str(&frame).ok()?,
        }
    }
}

/// A websocket and the callbacks that it holds; closed when dropped.
struct Socket {
    raw: WebSocket,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _other: Closure<dyn FnMut(Event)>,
}

impl Socket {
    fn open(address: &str) -> Option<(Self, mpsc::UnboundedReceiver<Came>)> {
        // A browser lets nobody slow a websocket down: what came must be taken.
        let (came, comes) = mpsc::unbounded();
        let socket = WebSocket::new(address).ok()?;
        let tell = Rc::new(move |event| drop(came.unbounded_send(event)));
        let told = tell.clone();
        let message = Closure::new(move |event: MessageEvent| {
            // Bytes are no text: skipped.
            if let Some(text) = event.data().as_string() {
                told(Came::Text(text));
            }
        });
        let other = Closure::new(move |event: Event| tell(if event.type_() == "open" { Came::Open } else { Came::End }));
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        socket.set_onopen(Some(other.as_ref().unchecked_ref()));
        socket.set_onclose(Some(other.as_ref().unchecked_ref()));
        socket.set_onerror(Some(other.as_ref().unchecked_ref()));
        Some((Self { raw: socket, _message: message, _other: other }, comes))
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.raw.set_onmessage(None);
        self.raw.set_onopen(None);
        self.raw.set_onclose(None);
        self.raw.set_onerror(None);
        // What was sent goes out before the browser closes.
        let _ = self.raw.close();
    }
}

/// The browser's own `fetch`: it adds the cookies of this origin. Its requests are aborted when it is dropped, or those
/// that hang would use up the few connections that a browser makes to one host.
pub(super) struct Http {
    abort: Option<AbortController>,
}

impl Http {
    pub(super) fn new(_options: &Options) -> Self {
        Self { abort: AbortController::new().ok() }
    }

    /// POST with a body, GET without one. `None`: anything but a 200 with text in it.
    pub(super) async fn request(&self, url: &str, body: Option<String>) -> Option<String> {
        let init = RequestInit::new();
        init.set_signal(self.abort.as_ref().map(AbortController::signal).as_ref());
        if let Some(body) = body {
            init.set_method("POST");
            init.set_body(&JsValue::from_str(&body));
        }
        let request = Request::new_with_str_and_init(url, &init).ok()?;
        let response: Response = JsFuture::from(window()?.fetch_with_request(&request)).await.ok()?.dyn_into().ok()?;
        if !response.ok() {
            return None;
        }
        JsFuture::from(response.text().ok()?).await.ok()?.as_string()
    }
}

impl Drop for Http {
    fn drop(&mut self) {
        if let Some(abort) = &self.abort {
            abort.abort();
        }
    }
}
