//! What a message says. Most texts are drawn here, as they were typed. What has markup, an address or a call in it is HTML, which `markup`
//! makes: on the server; and in the browser with code that is a file of its own and comes with the first such text. Until it is here such
//! a text stands as it was typed, but for those of the first page, which stay as the server drew them.
//!
//! Nothing but [`code`] may call [`markup::html`] in the browser, as with [`crate::features::rare`].

use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use markup::Context;
use protocol::{RoomId, Seq};
use wasm_bindgen::JsCast as _;
use web_sys::Element;

use crate::i18n::{chat as text, write};
use crate::page::Initial;
use crate::state::looks::Draw;
use crate::state::messages::rows::Said;
use crate::state::{Chat, Screen};
use crate::ui;

#[allow(clippy::unnecessary_wraps, reason = "what the macro makes of it fails when the file does not come")]
#[wasm_split(text, wasm_split_path = ::leptos::wasm_split, fallible)]
fn code() -> Result<Draw, SplitLoaderError> {
    Ok(Draw { html: markup::html, line: markup::line })
}

/// Fetches the code when somebody wants it. When it does not come, the next who wants it tries again.
pub fn follow(screen: Screen) {
    let looks = screen.looks;
    ui::follow(move || {
        if !looks.wanted.get() {
            return;
        }
        leptos::task::spawn_local(async move {
            match code().await {
                Ok(draw) => looks.draw.set(Some(draw)),
                Err(_) => looks.wanted.set(false),
            }
        });
    });
}

/// What the server drew is on the page: it stays, and the code that drew it may come later. Before the island is built.
pub fn take_over(screen: Screen, initial: &Initial) {
    let entries = initial.room.iter().flat_map(|room| &room.page.entries);
    for entry in entries {
        if let protocol::messages::Change::NewMessage { content, .. } = &entry.change
            && !markup::is_plain(content.as_str())
            && let Ok(Some(drawn)) = document().query_selector(&format!("[data-seq='{}'] [data-drawn]", entry.seq))
        {
            screen.looks.keep(content.as_str().to_owned(), drawn.inner_html());
        }
    }
}

/// What it says, or that it was deleted; what a search matched is marked.
pub fn content(screen: Screen, said: &Said) -> impl IntoView + use<> {
    let class = "text-said whitespace-pre-wrap text-pretty data-pictures:text-28";
    if said.gone {
        return EitherOf3::C(
            view! { <p class="text-said" data-gone=""><i class="text-text-muted">{text::GONE.say(screen.language)}</i></p> },
        );
    }
    let ranges = said.marked.clone().unwrap_or_default();
    if markup::is_plain(&said.text) {
        let pieces = ui::pieces(&said.text, &ranges).into_iter().map(|(marked, piece)| {
            let piece = piece.to_owned();
            if marked { Either::Left(view! { <mark>{piece}</mark> }) } else { Either::Right(piece) }
        });
        let large = markup::is_pictures(&said.text).then_some("");
        EitherOf3::A(view! { <div class=class data-content="" data-pictures=large dir="auto">{pieces.collect_view()}</div> })
    } else {
        let said = said.text.clone();
        let html = ui::words(move || html(screen, &said, &ranges));
        EitherOf3::B(view! { <div class=class data-content="" data-drawn="" dir="auto" inner_html=html></div> })
    }
}

fn html(screen: Screen, said: &str, marked: &[(u32, u32)]) -> String {
    let people = if said.contains('@') { screen.peek(Chat::callable) } else { Vec::new() };
    let context = Context { people: &people, marked };
    let copy = write::COPY_CODE.say(screen.language);
    let kept = screen.looks.kept(said).filter(|_| marked.is_empty());
    kept.unwrap_or_else(|| screen.looks.code().map_or_else(|| ui::escaped(said), |code| (code.html)(said, context, copy)))
}

/// Something in the log was pressed: the button of a block of code copies it, an address of our own is opened here.
pub fn pressed(screen: Screen, event: &leptos::ev::MouseEvent) {
    let Some(on) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    if on.has_attribute("data-copy") {
        copy(screen, on);
    } else if let Ok(Some(link)) = on.closest("[data-drawn] a")
        // A new tab or window is the browser's business.
        && !(event.ctrl_key() || event.meta_key() || event.shift_key())
        && open(screen, &link.get_attribute("href").unwrap_or_default())
    {
        event.prevent_default();
    }
}

fn copy(screen: Screen, button: Element) {
    let code = button.closest(".lines").ok().flatten().and_then(|block| block.query_selector("pre").ok().flatten());
    let Some(code) = code.and_then(|code| code.text_content()) else { return };
    let copied = ui::browser::copy(&code);
    leptos::task::spawn_local(async move {
        if copied.await {
            button.set_text_content(Some(write::CODE_COPIED.say(screen.language)));
        }
    });
}

/// Opens the address of one of the reader's rooms, or of a message in one, as [`super::act::copy_link`] writes it. Whether it was one.
fn open(screen: Screen, address: &str) -> bool {
    let origin = window().location().origin().unwrap_or_default();
    let Some(place) = address.strip_prefix(&origin).and_then(|path| path.strip_prefix("/rooms/")) else { return false };
    let (room, at) = place.split_once("?at=").map_or((place, None), |(room, at)| (room, Some(at.trim_end_matches("#hit"))));
    let Ok(room) = RoomId::new(room) else { return false };
    if screen.peek(|chat| chat.rooms.get(&room).is_none()) {
        return false;
    }
    match at.map(str::parse) {
        None => screen.go(Some(&room)),
        Some(Ok(seq)) => {
            screen.go_to(&room, Seq(seq), Vec::new());
            true
        }
        Some(Err(_)) => false,
    }
}
