//! Where the reader is in the log. What they read stays where it is, whatever is drawn above or below it; they follow the end only
//! while they are near it; and what was on the screen of a visible tab is read.
//!
//! The log is a column in reverse: a page without a script begins at its end, and `scrollTop` is 0 there and negative above.

use std::time::Duration;

use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::Seq;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlDivElement};

use super::history::Fetch;
use crate::socket::Socket;
use crate::state::messages::Goal;
use crate::state::{Parts, Screen};
use crate::ui::browser;

/// This near to the end, in pixels, the reader follows it.
const NEAR_END: i32 = 100;
/// This near to what is not drawn, in pixels, more is drawn.
const NEAR_MORE: i32 = 900;
/// Read marks are told at most this often, in milliseconds.
const READ_EVERY: i64 = 250;

/// Where the reader is.
#[derive(Clone, Copy)]
pub struct Scroll {
    node: NodeRef<Div>,
    screen: Screen,
    socket: Socket,
    fetch: Fetch,
    /// The first entry on the screen before something was drawn, and its distance from the log's upper edge.
    anchor: StoredValue<Option<(String, f64)>>,
    /// What is to be done before the next picture.
    due: StoredValue<Due>,
    /// Whether the reader was put anywhere yet.
    placed: StoredValue<bool>,
    /// When the last read mark was told, and whether another one is waiting.
    told: StoredValue<(i64, bool)>,
}

#[derive(Clone, Copy, Default)]
struct Due {
    draw: bool,
    look: bool,
}

impl Scroll {
    /// For the log in `node`.
    pub fn new(node: NodeRef<Div>, screen: Screen, socket: Socket, fetch: Fetch) -> Self {
        let (anchor, due, told) = (StoredValue::new(None), StoredValue::new(Due::default()), StoredValue::new((0, false)));
        Self { node, screen, socket, fetch, anchor, due, placed: StoredValue::new(false), told }
    }

    /// Rows are about to change: remembers what the reader reads.
    pub fn before(self) {
        let drawing = self.due.with_value(|due| due.draw);
        if let (false, Some(log)) = (drawing, self.node.get_untracked()) {
            self.anchor.set_value(anchor(&log));
        }
    }

    /// Rows have changed: puts the reader where they belong, before the next picture.
    pub fn after(self) {
        self.schedule(|due| due.draw = true);
    }

    /// The reader scrolled.
    pub fn moved(self) {
        self.schedule(|due| due.look = true);
    }

    fn schedule(self, mark: impl FnOnce(&mut Due)) {
        let first = self.due.try_update_value(|due| {
            let first = !due.draw && !due.look;
            mark(due);
            first
        });
        if first == Some(true) {
            request_animation_frame(move || {
                let Some(due) = self.due.try_update_value(std::mem::take) else { return };
                let Some(log) = self.node.get_untracked() else { return };
                if due.draw {
                    self.place(&log);
                }
                self.look(&log);
            });
        }
    }

    fn place(self, log: &HtmlDivElement) {
        let (goal, following) = self
            .screen
            .change_with(|chat| {
                let place = chat.conversation_mut().map(|here| (here.take_goal(), here.is_following()));
                (Parts::NONE, place)
            })
            .flatten()
            .unwrap_or_default();
        // Who scrolled before the page came to life has chosen their place.
        let chosen = self.placed.try_update_value(|placed| !std::mem::replace(placed, true)) == Some(true) && log.scroll_top() != 0;
        match goal.filter(|_| !chosen) {
            Some(Goal::End) => log.set_scroll_top(0),
            Some(Goal::Divider) => match document().get_element_by_id("divider") {
                Some(divider) => shift(log, offset(log, &divider) - f64::from(log.client_height()) / 5.0),
                None => log.set_scroll_top(0),
            },
            Some(Goal::Entry(seq)) => {
                if let Some(entry) = entry(log, &seq.to_string()) {
                    let middle = (f64::from(log.client_height()) - entry.get_bounding_client_rect().height()) / 2.0;
                    shift(log, offset(log, &entry) - middle);
                }
            }
            Some(Goal::Top(seq)) => {
                if let Some(entry) = entry(log, &seq.to_string()) {
                    shift(log, offset(log, &entry));
                }
            }
            None if following => log.set_scroll_top(0),
            None => {
                let anchor = self.anchor.try_update_value(Option::take).flatten();
                if let Some((seq, before)) = anchor
                    && let Some(entry) = entry(log, &seq)
                {
                    shift(log, offset(log, &entry) - before);
                }
            }
        }
    }

    /// Looks at what can be seen now, and does what follows from it.
    fn look(self, log: &HtmlDivElement) {
        // Behind a search, or on the other page of a phone, nothing can be seen.
        if log.client_height() == 0 {
            return;
        }
        let below = -log.scroll_top();
        let above = log.scroll_height() - log.client_height() - below;
        let seen = anchor(log).and_then(|(seq, _)| seq.parse().ok().map(Seq));
        let at_end = self.screen.change_with(|chat| {
            let Some(here) = chat.conversation_mut() else { return (Parts::NONE, true) };
            let moved = here.follow(below <= NEAR_END);
            let last = here.drawn().last().map(|entry| entry.seq);
            if let Some(seq) = last.filter(|_| here.is_following()).or(seen) {
                here.look_at(seq);
            }
            (Parts::LOG.when(moved), below <= NEAR_END && here.ends())
        });
        let at_end = at_end.unwrap_or(true);
        if self.screen.at_end.get_untracked() != at_end {
            self.screen.at_end.set(at_end);
        }
        if above < NEAR_MORE {
            self.fetch.up();
        }
        if below < NEAR_MORE && !at_end {
            self.fetch.down();
        }
        self.read(log);
    }

    fn read(self, log: &HtmlDivElement) {
        if !browser::is_visible() {
            return;
        }
        let Some(seq) = last_seen(log) else { return };
        let news = self.screen.change_with(|chat| chat.saw(seq).map_or((Parts::NONE, false), |(parts, _)| (parts, true)));
        if news == Some(true) {
            self.tell();
        }
    }

    /// Tells the read mark now, or in a moment when one was just told.
    fn tell(self) {
        let now = browser::now();
        let Some((last, waiting)) = self.told.try_get_value() else { return };
        if waiting {
            return;
        }
        let rest = last + READ_EVERY - now;
        if rest > 0 {
            self.told.set_value((last, true));
            let later = move || {
                if self.told.try_set_value((0, false)).is_none() {
                    self.tell();
                }
            };
            set_timeout(later, Duration::from_millis(u64::try_from(rest).unwrap_or(0)));
            return;
        }
        self.told.set_value((now, false));
        let read =
            self.screen.peek(|chat| chat.open_room().map(|room| protocol::messages::Read { room_id: room.id.clone(), seq: room.read }));
        if let Some(read) = read {
            let reply = self.socket.call(read);
            // A mark that was lost is told again after the next comparison with the server.
            spawn_local(async move { drop(reply.await) });
        }
    }
}

/// Moves what is shown up by so many pixels.
#[expect(clippy::cast_possible_truncation, reason = "pixels on a screen")]
fn shift(log: &HtmlDivElement, by: f64) {
    let by = by.round() as i32;
    if by != 0 {
        log.set_scroll_top(log.scroll_top() + by);
    }
}

/// How far an element is below the log's upper edge.
fn offset(log: &HtmlDivElement, element: &Element) -> f64 {
    element.get_bounding_client_rect().top() - log.get_bounding_client_rect().top()
}

fn entry(log: &HtmlDivElement, seq: &str) -> Option<Element> {
    log.query_selector(&format!("[data-seq='{seq}']")).ok().flatten()
}

/// The entries that are drawn, oldest first.
fn entries(log: &HtmlDivElement) -> impl DoubleEndedIterator<Item = Element> {
    let all = log.query_selector_all("[data-seq]").ok();
    let count = all.as_ref().map_or(0, web_sys::NodeList::length);
    (0..count).filter_map(move |at| all.as_ref()?.item(at)?.dyn_into().ok())
}

/// The first entry that can be seen, and its distance from the upper edge.
fn anchor(log: &HtmlDivElement) -> Option<(String, f64)> {
    let top = log.get_bounding_client_rect().top();
    let first = entries(log).find(|entry| entry.get_bounding_client_rect().bottom() > top)?;
    Some((first.get_attribute("data-seq")?, offset(log, &first)))
}

/// The last entry of which something can be seen.
fn last_seen(log: &HtmlDivElement) -> Option<Seq> {
    const SOMETHING: f64 = 8.0;
    let bottom = log.get_bounding_client_rect().bottom();
    let last = entries(log).rev().find(|entry| entry.get_bounding_client_rect().top() + SOMETHING < bottom)?;
    last.get_attribute("data-seq")?.parse().ok().map(Seq)
}
