//! The log of the open room.

use leptos::html::Div;
use leptos::prelude::*;
use protocol::RoomId;
use protocol::rooms::RoomKind;

use super::history::Fetch;
use super::roving::{self, Finger};
use super::scroll::Scroll;
use super::{row, said};
use crate::i18n::{chat as text, phrases};
use crate::socket::Socket;
use crate::state::messages::rows::{Row, Zone, rows, utc};
use crate::state::rows::Rows;
use crate::state::screen::Dialog;
use crate::state::{Chat, Parts, Screen};
use crate::ui::{self, Erase, Icon, Look, Show, Size, browser};

/// The conversation of a room, which is open.
pub fn log(screen: Screen, socket: Socket, room: RoomId, bar: Signal<Option<row::Bar>>) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let fetch = Fetch::new(screen, socket, room.clone());
    let scroll = Scroll::new(node, screen, socket, fetch);
    let drawn = drawn(screen, room.clone(), &scroll);
    let tools = row::Tools { socket, bar, pointed: StoredValue::new(None) };
    let finger = Finger::new(screen);
    let pressed = move |event: leptos::ev::KeyboardEvent| {
        if node.get_untracked().is_some_and(|log| roving::pressed(screen, &log, &event)) {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let label = text::CONVERSATION.say(screen.language);
    view! {
        <div
            node_ref=node role="log" tabindex="0" data-home="" data-idle="" aria-label=label aria-busy=ui::words(move || fetch.busy.get().to_string())
            data-more=ui::flag(move || !screen.at_end.get())
            class="flex min-h-0 flex-1 flex-col-reverse overflow-y-auto overscroll-contain [overflow-anchor:none] focus-visible:-outline-offset-2 data-more:[mask-image:linear-gradient(#000_calc(100%-20px),transparent)]"
            on:scroll=move |_| scroll.moved() on:keydown=pressed on:click=ui::click(move |event| said::pressed(screen, &event))
            on:touchstart=move |event| finger.begin(screen, &event) on:touchmove=move |_| finger.stop() on:touchend=move |event| finger.end(&event)
        >
            <div class="mx-auto mb-auto w-full max-w-[888px] pb-1">
                {beginning(screen, room)}
                {ui::list(move || drawn.order().into_iter().map(|(key, row)| ui::item(key, move || row::view(screen, tools, row))).collect())}
            </div>
        </div>
    }
}

/// The rows, drawn anew when something of them changed; the reader stays where they are.
fn drawn(screen: Screen, room: RoomId, scroll: &Scroll) -> Rows<Row> {
    let scroll = *scroll;
    let current = move || {
        let zone: Zone = if screen.alive.get() { |at| browser::zone(at.0) } else { utc };
        screen.with(Parts::LOG | Parts::OUTBOX | Parts::LINK, |chat| keyed(chat, &room, zone))
    };
    let drawn = Rows::new(untrack(&current).unwrap_or_default());
    let rows = drawn.clone();
    ui::follow(move || {
        // Another room is open already: this log is on its way out.
        let Some(current) = current() else { return };
        scroll.before();
        rows.set(current);
        scroll.after();
    });
    drawn
}

fn keyed(chat: &Chat, room: &RoomId, zone: Zone) -> Option<Vec<(String, Row)>> {
    let conversation = chat.conversation().filter(|conversation| conversation.room() == room)?;
    let mut rows = rows(conversation, chat.outbox.of_room(room), &chat.me.person, chat.link.is_whole(), zone);
    if chat.rooms.get(room).is_some_and(|room| room.kind == RoomKind::Direct) {
        // Two people talk: that one of them made a room for it, and invited the other, is no news to them.
        rows.retain(|row| !matches!(row, Row::Notice(_)));
        if rows.iter().all(|row| matches!(row, Row::Day(_))) {
            rows.clear();
        }
    }
    Some(rows.into_iter().map(|row| (row.key(zone), row)).collect())
}

/// What stands above the first row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Above {
    /// Nothing has come yet.
    Coming,
    /// There is more.
    More,
    /// The log begins here, and somebody said something.
    Begins,
    /// The log begins here, and nobody said anything.
    Empty,
}

fn beginning(screen: Screen, room: RoomId) -> impl IntoView {
    let language = screen.language;
    let above = Memo::new(move |_| {
        screen.with(Parts::LOG | Parts::OUTBOX, |chat| {
            let Some(conversation) = chat.conversation() else { return Above::Coming };
            let said = conversation.drawn().iter().any(|entry| entry.change.is_message()) || chat.outbox.of_room(&room).next().is_some();
            match (conversation.begins(), conversation.drawn().is_empty(), said) {
                (false, true, _) => Above::Coming,
                (false, false, _) => Above::More,
                (true, _, true) => Above::Begins,
                (true, _, false) => Above::Empty,
            }
        })
    });
    let name =
        move || screen.with(Parts::ROOMS, |chat| chat.open_room().map(|room| phrases::room_name(language, room)).unwrap_or_default());
    ui::live(move || match above.get() {
        Above::More => ().erase(),
        // Nothing for a moment, then the shape of what is coming.
        Above::Coming => {
            view! { <div class="transition-opacity delay-300 duration-(--d-base) starting:opacity-0">{ui::skeleton_log()}</div> }.erase()
        }
        Above::Begins => {
            view! { <p class="px-6 pt-6 pb-2 text-center text-13 text-text-muted">{text::LOG_BEGINS.say(language)}</p> }.erase()
        }
        Above::Empty => view! {
            <div class="grid justify-items-center gap-1 px-6 pt-16 pb-4 text-center text-13 text-text-muted">
                <span class="mb-2">{ui::tile(ui::icon(Icon::Hash))}</span>
                <b class="text-15 text-text">{ui::words(name)}</b>
                <p>{text::EMPTY_ROOM_LINE.say(language)}</p>
                <Show when=move || screen.with(Parts::ROOMS, |chat| chat.open_room().is_some_and(|room| room.kind != RoomKind::Direct))>
                    <button
                        type="button" data-rare="" class=format!("{} mt-3", ui::button(Look::Secondary, Size::Medium))
                        on:click=ui::click(move |_| screen.dialog.set(Some(Dialog::Invite)))
                    >
                        {ui::small_icon(Icon::Plus)}
                        {text::INVITE.say(language)}
                    </button>
                </Show>
            </div>
        }
        .erase(),
    })
}
