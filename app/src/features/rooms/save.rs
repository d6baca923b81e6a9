//! Saving the conversation of the open room: two links, and how far the file is that one of them has asked for.
//!
//! The links are plain ones and lead to the files: a new tab, or another program, gets them from there. A press in the page receives
//! the file here instead, because only then can be said how much of it has come.

use futures::future::{AbortHandle, Abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::RoomId;

use crate::i18n::{Text, chat, notices, phrases, save as text};
use crate::state::Screen;
use crate::state::screen::Saving;
use crate::ui::download::{Download, DownloadError};
use crate::ui::{self, Erase, Icon, Look, Show, Size};

/// The two ways to save it; while it is saved, how far it is; and what came of it.
pub fn save_block(screen: Screen, room: &RoomId) -> ui::Erased {
    let language = screen.language;
    let is_running = |saving: &Option<Saving>| matches!(saving, Some(Saving::Running { .. }));
    let running = Memo::new(move |_| screen.saving.with(is_running));
    // What came of it is news for as long as one looks; what is under way goes on.
    on_cleanup(move || {
        if !screen.saving.with_untracked(is_running) {
            screen.saving.set(None);
        }
    });
    let outcome = move || match screen.saving.get() {
        Some(Saving::Saved(file)) => text::saved_as(language, &file),
        _ => String::new(),
    };
    let failed = move || match screen.saving.get() {
        Some(Saving::Failed(why)) => Some(why),
        _ => None,
    };
    let zone = ui::browser::zone(ui::browser::now());
    let address = move |room: &RoomId, ending| format!("/rooms/{room}/conversation.{ending}?zone={zone}");
    view! {
        <section class="border-t border-border px-4 py-3.5">
            <h3 class="mb-1 text-13 font-bold">{text::TITLE.say(language)}</h3>
            <div class="-mx-2.5 flex flex-col items-start gap-1 max-tablet:-mx-3.5">
                {link(screen, running, address(room, "html"), text::AS_HTML)}
                {link(screen, running, address(room, "json"), text::AS_JSON)}
            </div>
            <Show when=move || running.get()>{progress(screen)}</Show>
            <p class="text-13 text-text-muted not-empty:mt-1 [overflow-wrap:anywhere]" role="status">{ui::words(outcome)}</p>
            <Show when=move || failed().is_some()>
                <p class="mt-1 flex items-start gap-1.5 text-13 text-danger" role="alert">
                    <span class="mt-0.5 flex-none">{ui::small_icon(Icon::Alert)}</span>
                    <span>{ui::words(move || failed().map(|why| why.say(language).to_owned()).unwrap_or_default())}</span>
                </p>
            </Show>
        </section>
    }
    .erase()
}

/// It stays where it is while a file is on its way, and the focus with it; a press does nothing then.
fn link(screen: Screen, running: Memo<bool>, address: String, word: Text) -> impl IntoView {
    let press = {
        let address = address.clone();
        move |event: leptos::ev::MouseEvent| {
            // A new tab or window is the browser's business.
            if event.ctrl_key() || event.meta_key() || event.shift_key() {
                return;
            }
            event.prevent_default();
            if !running.get_untracked() {
                begin(screen, address.clone());
            }
        }
    };
    view! {
        <a
            href=address download="" class=format!("{} aria-disabled:text-text-disabled", ui::button(Look::Plain, Size::Small))
            aria-disabled=ui::words(move || running.get().to_string()) on:click=ui::click(press)
        >
            {ui::small_icon(Icon::Download)}
            {word.say(screen.language)}
        </a>
    }
}

/// How far the file is, and the way to stop it.
fn progress(screen: Screen) -> impl IntoView {
    let language = screen.language;
    let at = move || match screen.saving.get() {
        Some(Saving::Running { room, count, all, .. }) => (room, count, all),
        _ => (String::new(), 0, 0),
    };
    let title = Memo::new(move |_| text::saving(language, &at().0));
    let stop = move |_| {
        if let Some(Saving::Running { stop, .. }) = screen.saving.get_untracked() {
            stop.abort();
            screen.saving.set(None);
        }
    };
    view! {
        <div class="mt-2 flex flex-col gap-1.5 text-13">
            <span class="truncate" title=ui::words(move || title.get())>{ui::words(move || title.get())}</span>
            <progress
                class="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-surface-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-surface-sunken [&::-webkit-progress-value]:bg-accent"
                aria-label=ui::words(move || title.get())
                max=ui::words(move || at().2.to_string()) value=ui::words(move || at().1.to_string())
            ></progress>
            <div class="-mr-2.5 flex items-center justify-between gap-2">
                <span class="text-text-muted tabular-nums">{ui::words(move || { let (_, count, all) = at(); text::of_all(language, count, all) })}</span>
                <button type="button" class=ui::button(Look::Plain, Size::Small) on:click=ui::click(stop)>{chat::CANCEL.say(language)}</button>
            </div>
        </div>
    }
}

/// Begins to save the open room; one at a time.
fn begin(screen: Screen, address: String) {
    let Some((room, all)) = screen.peek(|chat| chat.open_room().map(|room| (phrases::room_name(screen.language, room), room.head.0)))
    else {
        return;
    };
    let (stop, registration) = AbortHandle::new_pair();
    screen.saving.set(Some(Saving::Running { room, count: 0, all, stop }));
    let task = async move {
        let outcome = match receive(screen, &address).await {
            Ok(file) => Saving::Saved(file),
            Err(error) => Saving::Failed(why(error)),
        };
        screen.saving.set(Some(outcome));
    };
    spawn_local(async move {
        // Who stops it knows that they did.
        let _done_or_stopped = Abortable::new(task, registration).await;
    });
}

/// The name of the file, once it is whole and given to the reader.
async fn receive(screen: Screen, address: &str) -> Result<String, DownloadError> {
    let mut download = Download::begin(address).await?;
    while let Some(piece) = download.next().await? {
        // Each entry is a line, in either form.
        #[expect(clippy::naive_bytecount, reason = "the network is slower")]
        let lines = piece.iter().filter(|&&byte| byte == b'\n').count() as u64;
        screen.saving.update(|saving| {
            if let Some(Saving::Running { count, all, .. }) = saving {
                *count = (*count + lines).min(*all);
            }
        });
    }
    let name = download.name.clone();
    download.save()?;
    Ok(name)
}

/// In words that say what to do.
const fn why(error: DownloadError) -> Text {
    match error {
        DownloadError::Refused(404) => notices::NOT_MEMBER,
        DownloadError::Refused(429) => notices::RATE_LIMITED,
        DownloadError::Refused(_) | DownloadError::Away => notices::AWAY,
        DownloadError::Cut => text::CUT,
    }
}
