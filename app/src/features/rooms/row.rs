//! One room of the list.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use protocol::messages::Change;
use protocol::rooms::{Notify, RoomKind, RoomSummary};
use protocol::session::{Language, Person};
use protocol::{RoomId, Timestamp, UserId};

use super::Dot;
use crate::i18n::{chat as text, dates, phrases};
use crate::state::rooms::counted;
use crate::state::screen::Dialog;
use crate::state::{Chat, Screen};
use crate::ui::browser::{self, Moment};
use crate::ui::{self, AvatarSize, Erase, Icon, Show};

/// Most characters of a preview: it is one line.
const PREVIEW: usize = 120;

/// What a row shows.
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own")]
#[derive(Clone, Debug, PartialEq)]
pub struct RoomRow {
    id: RoomId,
    name: String,
    /// The other person of a direct room.
    with: Option<UserId>,
    locked: bool,
    muted: bool,
    here: bool,
    unread: u32,
    mentions: u32,
    preview: String,
    /// Whether the preview is what the reader has written and not sent.
    draft: bool,
    at: Timestamp,
}

impl RoomRow {
    /// A room as the list shows it now.
    pub fn new(chat: &Chat, room: &RoomSummary, screen: Screen) -> Self {
        let with = (room.kind == RoomKind::Direct).then(|| room.faces.first().map(|face| face.id.clone())).flatten();
        let here = chat.open_id() == Some(&room.id);
        let draft = chat.draft_of(&room.id).filter(|_| !here);
        Self {
            id: room.id.clone(),
            name: phrases::room_name(screen.language, room),
            with,
            locked: room.kind == RoomKind::Private && room.name.is_some(),
            here,
            // Who has muted a room is not counted for.
            unread: counted(room),
            mentions: room.mentions,
            muted: room.notify == Notify::Nothing,
            preview: draft.map_or_else(|| preview(chat, room, screen), |draft| screen.line(draft, PREVIEW)),
            draft: draft.is_some(),
            at: room.active_at,
        }
    }
}

/// The last message in one line, after who said it.
pub(super) fn preview(chat: &Chat, room: &RoomSummary, screen: Screen) -> String {
    let Some(last) = &room.last else { return String::new() };
    let words = match &last.change {
        Change::NewMessage { content, .. } => screen.line(content.as_str(), PREVIEW),
        Change::Tombstone => text::GONE.say(screen.language).to_owned(),
        _ => return String::new(),
    };
    said_by(chat, room, &last.by, screen.language) + &words
}

/// Who said it, before what they said; nobody in a conversation of two, where it is the other one.
fn said_by(chat: &Chat, room: &RoomSummary, by: &Person, language: Language) -> String {
    if by.id == chat.me.person.id {
        format!("{}: ", text::ME.say(language))
    } else if room.kind == RoomKind::Direct {
        String::new()
    } else {
        format!("{}: ", by.name)
    }
}

/// The lines that the server drew stay, without the code that made them. Before the island is built.
pub fn take_over(screen: Screen) {
    screen.peek(|chat| {
        for room in chat.rooms.iter() {
            let Some(last) = &room.last else { continue };
            let Change::NewMessage { content, .. } = &last.change else { continue };
            if markup::says_what_was_typed(content.as_str()) {
                continue;
            }
            let drawn = document().query_selector(&format!("#rooms a[href='/rooms/{}'] [data-preview]", room.id)).ok().flatten();
            let by = said_by(chat, room, &last.by, screen.language);
            if let Some(line) = drawn.and_then(|drawn| drawn.text_content()).and_then(|line| line.strip_prefix(&by).map(ToOwned::to_owned))
            {
                screen.looks.keep_line(content.as_str().to_owned(), line);
            }
        }
    });
}

/// A row that follows its room.
pub fn view(screen: Screen, row: ArcRwSignal<RoomRow>, dot: Dot) -> impl IntoView {
    let row = RwSignal::from(row);
    let (id, with) = row.with_untracked(|row| (row.id.clone(), row.with.clone()));
    let href = format!("/rooms/{id}");
    let name = move || row.with(|row| row.name.clone());
    let menu = {
        let id = id.clone();
        move |x, y| {
            if screen.dialog.with_untracked(Option::is_none) {
                screen.dialog.set(Some(Dialog::Menu(id.clone(), (x, y))));
            }
        }
    };
    let open = move |event: leptos::ev::MouseEvent| {
        // A new tab or window is the browser's business.
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        event.prevent_default();
        screen.go(Some(&id));
    };
    let face = with.map_or_else(
        || ui::tile(ui::words(move || ui::letter(&name()))).erase(),
        |who| {
            let hue = ui::hue(who.as_str());
            let letter = row.with_untracked(|row| ui::person_letter(&row.name));
            view! { <span class="relative flex-none">{ui::avatar(hue, letter, AvatarSize::List)}{dot(screen, who)}</span> }.erase()
        },
    );
    let beside = menu.clone();
    let held = menu.clone();
    let finger = ui::Hold::new(move || held(0, 0));
    let right = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        menu(event.client_x(), event.client_y());
    };
    view! {
        <li
            class="group/row relative" on:contextmenu=ui::click(right)
            on:touchstart=move |_| finger.begin() on:touchmove=move |_| finger.stop() on:touchend=move |event| finger.end(&event) on:touchcancel=move |_| finger.stop()
        >
            <a
                href=href on:click=ui::click(open)
                aria-current=ui::words(move || if row.with(|row| row.here) { "page" } else { "false" }.to_owned())
                data-unread=ui::flag(move || row.with(|row| row.unread > 0))
                class="group relative mt-px flex h-12 items-center gap-2.5 rounded-md px-2 transition-colors duration-(--d-quick) hover:bg-hover aria-[current=page]:bg-surface-raised aria-[current=page]:shadow-1 aria-[current=page]:ring-1 aria-[current=page]:ring-border aria-[current=page]:[--around:var(--surface-raised)] max-tablet:h-16 max-tablet:gap-3 one-line:h-8 one-line:max-tablet:h-11 one-line:[&_:is(.avatar,.tile)]:size-5 one-line:[&_:is(.avatar,.tile)]:text-[10px] one-line:max-tablet:[&_:is(.avatar,.tile)]:size-7"
            >
                {face}
                <span class="min-w-0 flex-1 one-line:flex one-line:items-center one-line:gap-1">
                    <span class="flex h-5 items-center gap-1 text-text-muted max-tablet:h-6 one-line:contents">
                        <span class="truncate text-14 text-text group-aria-[current=page]:font-bold group-data-unread:font-bold max-tablet:text-16" title=ui::words(name)>{ui::words(name)}</span>
                        <Show when=move || row.with(|row| row.locked)>{ui::small_icon(Icon::Lock)}</Show>
                        <Show when=move || row.with(|row| row.muted)>{ui::small_icon(Icon::BellOff)}<span class="sr-only">{text::NOTIFY_NOTHING.say(screen.language)}</span></Show>
                        {when(screen, row)}
                    </span>
                    // Nobody said anything yet: the name stands in the middle.
                    <span class="flex h-5 items-center gap-2 one-line:contents" hidden=ui::flag(move || row.with(|row| row.preview.is_empty() && row.unread == 0))>
                        <span class="min-w-0 flex-1 truncate text-13 text-text-muted group-data-unread:text-text one-line:flex-none">
                            <Show when=move || row.with(|row| row.draft)><b class="mr-1 font-semibold text-accent-text">{text::DRAFT.say(screen.language)}</b></Show>
                            <span class="one-line:hidden" data-preview="">{ui::words(move || row.with(|row| row.preview.clone()))}</span>
                        </span>
                        {count(screen.language, row)}
                    </span>
                </span>
            </a>
            {more(screen, name, beside)}
        </li>
    }
}

/// The way to what else can be done with the room. A phone has a long press, and the details.
fn more(screen: Screen, name: impl Fn() -> String + Send + Copy + 'static, menu: impl Fn(i32, i32) + 'static) -> impl IntoView {
    let label = move || phrases::menu_of(screen.language, &name());
    let press = move |event: leptos::ev::MouseEvent| {
        let at = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if let Some(at) = at.map(|at| at.get_bounding_client_rect()) {
            menu(browser::pixels(at.left()), browser::pixels(at.bottom()) + 4);
        }
    };
    view! {
        <button
            type="button" data-rare="" aria-haspopup="menu" aria-label=ui::words(label) title=ui::words(label) on:click=ui::click(press)
            class="absolute top-0.5 right-1.5 one-line:top-1 grid size-6 place-items-center rounded-sm text-text-muted opacity-0 group-hover/row:opacity-100 hover:bg-hover hover:text-text focus-visible:opacity-100 max-tablet:hidden"
        >
            {ui::small_icon(Icon::More)}
        </button>
    }
}

/// When something last happened: the time today, then the day. Only the browser knows the reader's day.
fn when(screen: Screen, row: RwSignal<RoomRow>) -> impl IntoView {
    let short = move || {
        let at = row.with(|row| row.at);
        if screen.alive.get() { short(screen.language, at) } else { String::new() }
    };
    view! {
        <time class="ml-auto flex-none pl-1.5 one-line:order-last group-hover/row:invisible group-focus-within/row:invisible max-tablet:visible! text-12 text-text-muted tabular-nums" datetime=ui::words(move || row.with(|row| dates::machine(row.at)))>{ui::words(short)}</time>
    }
}

fn short(language: Language, Timestamp(at): Timestamp) -> String {
    let day = |ms: i64| (ms + browser::zone(ms) * 60_000).div_euclid(86_400_000);
    let tag = language_tag(language);
    match day(browser::now()) - day(at) {
        ..=0 => browser::write_moment(at, tag, Moment::Time),
        1 => text::YESTERDAY.say(language).to_owned(),
        2..=6 => browser::write_moment(at, tag, Moment::Weekday),
        _ => browser::write_moment(at, tag, Moment::Date),
    }
}

/// As `Intl` wants it.
const fn language_tag(language: Language) -> &'static str {
    match language {
        Language::Ko => "ko",
        Language::En => "en",
    }
}

/// The badge, and its words for who does not see it.
fn count(language: Language, row: RwSignal<RoomRow>) -> impl IntoView {
    ui::live(move || {
        let (unread, mentions) = row.with(|row| (row.unread, row.mentions));
        (unread > 0).then(|| {
            let shown = if mentions > 0 { format!("@{}", phrases::capped(mentions)) } else { phrases::capped(unread) };
            view! { {ui::badge(shown, mentions > 0)}<span class="sr-only">{phrases::unread(language, unread)}</span> }
        })
    })
}
