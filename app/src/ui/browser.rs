//! What the browser is asked for beside its elements: the time, randomness, storage, normalisation, kinds of pointer.
//!
//! On the server: not to be called; everything here runs in effects and handlers.

use std::borrow::Cow;

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, Event, HtmlDocument, HtmlTextAreaElement, Response, ScrollIntoViewOptions, ScrollLogicalPosition, Storage};

/// This machine's clock, in milliseconds since 1970.
#[expect(clippy::cast_possible_truncation, reason = "a count of milliseconds fits 53 bits for 285,000 years")]
pub fn now() -> i64 {
    js_sys::Date::now() as i64
}

/// A number that nobody can guess.
pub fn random() -> u32 {
    u32::from_le_bytes(random_bytes())
}

/// An id of 24 hexadecimal digits: 96 random bits.
pub fn random_id() -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    random_bytes::<12>().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let filled = window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    debug_assert!(filled.is_ok(), "every browser that runs WebAssembly has it, on every origin");
    bytes
}

/// Normalisation form C.
pub fn nfc(text: &str) -> Cow<'_, str> {
    // Nothing below U+0300 combines.
    if text.chars().all(|c| c < '\u{300}') {
        return text.into();
    }
    String::from(js_sys::JsString::from(text).normalize("NFC")).into()
}

/// Whether the window is that of a phone: the list and the conversation are two pages. As `max-tablet` in the styles.
pub fn is_phone() -> bool {
    is_narrower(760)
}

/// Gives an element the focus. Whether it is there and takes it.
pub fn focus(id: &str) -> bool {
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    element.is_some_and(|element| element.focus().is_ok())
}

/// Whether the window is narrower than that, in CSS pixels.
pub fn is_narrower(pixels: u16) -> bool {
    matches!(window().match_media(&format!("(width < {pixels}px)")), Ok(Some(media)) if media.matches())
}

/// Whether the main pointer is a finger: Enter is a new line then.
pub fn is_touch() -> bool {
    matches!(window().match_media("(pointer: coarse)"), Ok(Some(media)) if media.matches())
}

/// How wide and high the window is, in whole pixels.
pub fn window_size() -> (i32, i32) {
    let side = |length: Result<JsValue, JsValue>| pixels(length.ok().and_then(|length| length.as_f64()).unwrap_or_default());
    (side(window().inner_width()), side(window().inner_height()))
}

/// Whole pixels.
#[expect(clippy::cast_possible_truncation, reason = "no window is that large")]
pub fn pixels(length: f64) -> i32 {
    length as i32
}

/// Whether the tab can be seen.
pub fn is_visible() -> bool {
    !document().hidden()
}

/// What is kept over a reload; `None` where the reader forbids it: the page works without.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Reads what was kept.
pub fn kept(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps a text, or forgets it when there is none. A full or forbidden storage keeps nothing; nothing depends on it.
pub fn keep(key: &str, text: Option<&str>) {
    let Some(storage) = storage() else { return };
    let done = match text {
        Some(text) => storage.set_item(key, text),
        None => storage.remove_item(key),
    };
    drop(done);
}

/// The keys of all that is kept which begin with a prefix.
pub fn kept_keys(prefix: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let count = storage.length().unwrap_or_default();
    (0..count).filter_map(|at| storage.key(at).ok().flatten()).filter(|key| key.starts_with(prefix)).collect()
}

/// What is kept for as long as this tab lives, over reloads.
pub fn tab_id() -> String {
    let storage = window().session_storage().ok().flatten();
    let known = storage.as_ref().and_then(|storage| storage.get_item("suda.tab").ok().flatten());
    known.unwrap_or_else(|| {
        let id = random_id();
        if let Some(storage) = storage {
            drop(storage.set_item("suda.tab", &id));
        }
        id
    })
}

/// Puts a text onto the clipboard; whether the browser took it. Without https it has an older way.
pub fn copy(text: &str) -> impl Future<Output = bool> + 'static + use<> {
    let written = js_sys::Reflect::get(&window().navigator(), &JsValue::from_str("clipboard"))
        .ok()
        .and_then(|clipboard| clipboard.dyn_into::<web_sys::Clipboard>().ok())
        .map(|clipboard| clipboard.write_text(text));
    let copied = written.is_none() && copy_selected(text);
    async move {
        match written {
            Some(written) => JsFuture::from(written).await.is_ok(),
            None => copied,
        }
    }
}

fn copy_selected(text: &str) -> bool {
    let copied = || {
        let page = document().dyn_into::<HtmlDocument>().ok()?;
        let field = page.create_element("textarea").ok()?.dyn_into::<HtmlTextAreaElement>().ok()?;
        field.set_value(text);
        page.body()?.append_child(&field).ok()?;
        field.select();
        let copied = page.exec_command("copy").ok()?;
        field.remove();
        Some(copied)
    };
    copied().unwrap_or_default()
}

/// What is selected in a field, in units of UTF-16.
pub fn selection(field: &HtmlTextAreaElement) -> (u32, u32) {
    let place = |place: Result<Option<u32>, JsValue>| place.ok().flatten().unwrap_or_default();
    (place(field.selection_start()), place(field.selection_end()))
}

/// The field has the focus, and nothing is being composed in it: every input method commits when the focus goes.
pub fn settle(field: &HtmlTextAreaElement) {
    drop(field.blur());
    drop(field.focus());
}

/// Replaces a part of a field as if it was typed: it can be undone, and who listens hears of it. Not while something is being composed.
pub fn insert(field: &HtmlTextAreaElement, (from, to): (u32, u32), text: &str) {
    drop(field.set_selection_range(from, to));
    let typed = document()
        .dyn_into::<HtmlDocument>()
        .is_ok_and(|document| document.exec_command_with_show_ui_and_value("insertText", false, text).unwrap_or_default());
    // A browser that does not do that for a field.
    if !typed && field.set_range_text(text).is_ok() {
        let end = from + u32::try_from(text.encode_utf16().count()).unwrap_or_default();
        drop(field.set_selection_range(end, end));
        if let Ok(event) = Event::new("input") {
            drop(field.dispatch_event(&event));
        }
    }
}

/// Scrolls an element into sight within what it stands in, if it is not.
pub fn reveal(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// A file of our server as text; `None` when it does not come.
pub async fn fetch_text(path: &str) -> Option<String> {
    let answer: Response = JsFuture::from(window().fetch_with_str(path)).await.ok()?.dyn_into().ok()?;
    JsFuture::from(answer.text().ok().filter(|_| answer.ok())?).await.ok()?.as_string()
}

/// A number on the program's icon, where it is installed, and a mark on the tab's; none for 0.
pub fn badge(count: u32) {
    let navigator = JsValue::from(window().navigator());
    let name = if count == 0 { "clearAppBadge" } else { "setAppBadge" };
    if let Ok(set) = js_sys::Reflect::get(&navigator, &name.into()).and_then(JsCast::dyn_into::<js_sys::Function>) {
        let promised = if count == 0 { set.call0(&navigator) } else { set.call1(&navigator, &count.into()) };
        if let Ok(promise) = promised.and_then(JsCast::dyn_into::<js_sys::Promise>) {
            // It fails where the program has no icon: then there is no number.
            spawn_local(async move { drop(JsFuture::from(promise).await) });
        }
    }
    if let Ok(Some(icon)) = document().query_selector("link[rel=icon]") {
        drop(icon.set_attribute("href", if count == 0 { "/favicon.svg" } else { "/favicon-unread.svg" }));
    }
}

/// Says something to the service worker, if it watches over this page.
pub fn tell_worker(what: &str, text: &str) {
    let worker = window().navigator().service_worker();
    if worker.is_undefined() {
        return;
    }
    if let Some(worker) = worker.controller() {
        let message = js_sys::Object::new();
        let set = js_sys::Reflect::set(&message, &what.into(), &text.into());
        debug_assert!(set.is_ok(), "a fresh object takes every property");
        drop(worker.post_message(&message));
    }
}

/// Goes to another page.
pub fn leave_for(path: &str) {
    drop(window().location().assign(path));
}

/// How far this machine's clock is ahead of UTC at a moment, in minutes.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "milliseconds fit 53 bits; minutes are few")]
pub fn zone(ms: i64) -> i64 {
    -(js_sys::Date::new(&JsValue::from_f64(ms as f64)).get_timezone_offset() as i64)
}

/// When a day of the reader's calendar begins, as a date field writes it (`2026-11-25`); `later` days after it. `None`: it is no day.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds fit 53 bits")]
pub fn day_begins(written: &str, later: i32) -> Option<i64> {
    let mut parts = written.split('-').map(|part| part.parse::<i32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let date = js_sys::Date::new_0();
    date.set_hours(0);
    date.set_minutes(0);
    date.set_seconds(0);
    date.set_milliseconds(0);
    date.set_full_year_with_month_date(u32::try_from(year).ok()?, month - 1, day + later);
    let at = date.get_time();
    at.is_finite().then_some(at as i64)
}

/// How to write a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// `9:30`
    Time,
    /// `금요일`, short: `금`
    Weekday,
    /// `11월 20일`
    Date,
    /// `11월`
    Month,
    /// `2025년 11월`
    MonthOfYear,
    /// `11월 20일 금요일`
    Day,
    /// All of it, to the second.
    Full,
}

/// A moment in the reader's zone, in the words of a language (`ko`, `en`).
#[expect(clippy::cast_precision_loss, reason = "milliseconds fit 53 bits")]
pub fn write_moment(ms: i64, language: &str, form: Moment) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(ms as f64));
    if form == Moment::Time {
        return format!("{}:{:02}", date.get_hours(), date.get_minutes());
    }
    let options = js_sys::Object::new();
    let fields: &[(&str, &str)] = match form {
        Moment::Time => &[],
        Moment::Weekday => &[("weekday", "short")],
        Moment::Date => &[("month", "long"), ("day", "numeric")],
        Moment::Month => &[("month", "long")],
        Moment::MonthOfYear => &[("year", "numeric"), ("month", "long")],
        Moment::Day => &[("month", "long"), ("day", "numeric"), ("weekday", "long")],
        Moment::Full => &[("dateStyle", "full"), ("timeStyle", "medium")],
    };
    for (name, value) in fields {
        let set = js_sys::Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
        debug_assert!(set.is_ok(), "a fresh object takes every property");
    }
    String::from(date.to_locale_string(language, &options))
}
