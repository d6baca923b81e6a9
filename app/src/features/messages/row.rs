//! One row of the log: a day, the divider, a notice, a message.

use leptos::either::Either;
use leptos::prelude::*;
use protocol::Timestamp;
use protocol::messages::Entry;
use protocol::session::Language;
use wasm_bindgen::JsCast as _;

use super::outbox;
use super::quote::quote;
use super::reactions::reactions;
use super::said::content;
use crate::i18n::{chat as text, dates, notices};
use crate::socket::Socket;
use crate::state::messages::rows::{Row, Said, Stage};
use crate::state::screen::Dialog;
use crate::state::{Chat, Screen};
use crate::ui::browser::{self, Moment};
use crate::ui::{self, AvatarSize, Erase, Icon};

/// Draws the bar over a message; it comes with the rare code.
pub type Bar = fn(Screen, Socket, Said) -> ui::Erased;

/// What rows need to be acted upon.
#[derive(Clone, Copy)]
pub struct Tools {
    /// To act with.
    pub socket: Socket,
    /// The bar, once its code is here.
    pub bar: Signal<Option<Bar>>,
    /// The message that is pointed at.
    pub pointed: StoredValue<Option<RwSignal<bool>>>,
}

impl Tools {
    /// This one is pointed at now, and no other.
    fn point(self, at: RwSignal<bool>) {
        let before = self.pointed.try_update_value(|pointed| pointed.replace(at)).flatten();
        if let Some(before) = before.filter(|before| *before != at) {
            before.try_set(false);
        }
        if !at.get_untracked() {
            at.set(true);
        }
    }
}

/// Draws a row, and draws it anew when it changes; its outer element stays.
pub fn view(screen: Screen, tools: Tools, row: ArcRwSignal<Row>) -> ui::Erased {
    let first = row.get_untracked();
    match first {
        Row::Day(at) => day(screen, at).erase(),
        Row::Divider => divider(screen).erase(),
        Row::Notice(entry) => notice(screen, &entry).erase(),
        Row::Said(said) => message(screen, tools, RwSignal::from(row), &said).erase(),
    }
}

fn day(screen: Screen, at: Timestamp) -> impl IntoView {
    let word = move || if screen.alive.get() { write_day(screen.language, at) } else { dates::day(at) };
    view! {
        <div class="flex h-8 max-tablet:h-11 items-center gap-3 px-6 text-12 font-semibold text-text-muted before:h-px before:flex-1 before:bg-border after:h-px after:flex-1 after:bg-border max-tablet:px-4">
            <button
                type="button" title=text::GO_TO_DAY.say(screen.language) data-rare="" on:click=ui::click(move |_| screen.dialog.set(Some(Dialog::Day)))
                class="rounded-full px-1.5 hover:bg-hover hover:text-text max-tablet:h-11"
            >
                <time datetime=dates::day(at)>{ui::words(word)}</time>
            </button>
        </div>
    }
}

/// The day in the reader's words; today and yesterday are called so.
fn write_day(language: Language, Timestamp(at): Timestamp) -> String {
    let day = |ms: i64| (ms + browser::zone(ms) * 60_000).div_euclid(86_400_000);
    let date = browser::write_moment(at, language_tag(language), Moment::Day);
    match day(browser::now()) - day(at) {
        0 => format!("{}, {date}", text::TODAY.say(language)),
        1 => format!("{}, {date}", text::YESTERDAY.say(language)),
        _ => date,
    }
}

/// As `Intl` wants it.
const fn language_tag(language: Language) -> &'static str {
    match language {
        Language::Ko => "ko",
        Language::En => "en",
    }
}

/// What follows was unread when the room was opened.
fn divider(screen: Screen) -> impl IntoView {
    view! {
        <div id="divider" role="separator" class="flex h-7 items-center gap-2 px-6 text-12 font-semibold text-accent-text before:h-px before:flex-1 before:bg-accent-line max-tablet:px-4">
            <span>{text::NEW.say(screen.language)}</span>
        </div>
    }
}

fn notice(screen: Screen, entry: &Entry) -> impl IntoView + use<> {
    let words = screen.peek(|chat| notices::notice(screen.language, entry, Some(&chat.me.person.id)));
    view! {
        <p class="mt-2 px-6 py-1 text-center text-13 text-text-muted max-tablet:px-4" data-seq=entry.seq.to_string()>
            {words}" · "{time(screen, entry.at)}
        </p>
    }
}

/// The time of day, by the reader's clock. Who has no script is told it in UTC, and that it is.
fn time(screen: Screen, at: Timestamp) -> impl IntoView {
    let word = move || {
        if screen.alive.get() { browser::write_moment(at.0, language_tag(screen.language), Moment::Time) } else { dates::time(at) }
    };
    let full = move || {
        if screen.alive.get() { browser::write_moment(at.0, language_tag(screen.language), Moment::Full) } else { dates::minute(at) }
    };
    view! {
        <time
            datetime=dates::machine(at) title=ui::words(full) data-utc=ui::flag(move || !screen.alive.get())
            class="text-12 whitespace-nowrap text-text-muted tabular-nums data-utc:invisible noscript:visible!"
        >
            {ui::words(word)}
        </time>
    }
}

/// A message: flat on the page when somebody else said it, in a bubble on the right when the reader did, unless they want it as all others.
fn message(screen: Screen, tools: Tools, row: RwSignal<Row>, said: &Said) -> impl IntoView + use<> {
    let own = said.own;
    let bubble = own && screen.has_bubbles();
    let part = move |read: fn(&Said) -> bool| ui::flag(move || row.with(|row| matches!(row, Row::Said(said) if read(said))));
    let seq = move || row.with(|row| if let Row::Said(said) = row { said.seq.map(|seq| seq.to_string()) } else { None });
    let stored = part(|said| said.seq.is_some());
    // For an address that leads there without a script.
    let id: ui::Flag = Box::new(move || row.with(|row| matches!(row, Row::Said(said) if said.marked.is_some()).then_some("hit")));
    let author = screen.peek(|chat: &Chat| if own { chat.me.person.name.to_string() } else { said.by.name.to_string() });
    let class = if bubble {
        "group relative mt-2 flex rounded-md px-6 py-1 data-follows:mt-0 data-follows:pt-0 data-marked:bg-accent-soft max-tablet:px-4"
    } else {
        "group relative mt-2 grid rounded-md grid-cols-[36px_minmax(0,1fr)] gap-x-3 px-6 py-1 data-follows:mt-0 data-follows:pt-0 data-marked:bg-accent-soft hover:bg-[color-mix(in_srgb,var(--hover)_55%,transparent)] data-marked:hover:bg-accent-soft max-tablet:gap-x-2.5 max-tablet:px-4"
    };
    let said = move || if let Row::Said(said) = row.get() { Some(said) } else { None };
    let here = RwSignal::new(false);
    let bar = move || tools.bar.get().filter(|_| here.get()).and_then(|bar| said().map(|said| bar(screen, tools.socket, said)));
    let inner = if own {
        // Patched, not drawn anew: a screen reader has read it when it went from sending to sent.
        Either::Left(move || {
            said()
                .map(|said| if bubble { Either::Left(mine(screen, tools, &said, bar)) } else { Either::Right(plain(screen, tools, &said)) })
        })
    } else {
        Either::Right(ui::live(move || said().map(|said| plain(screen, tools, &said))))
    };
    let left = move |event: leptos::ev::FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        let row = event.current_target().and_then(|row| row.dyn_into::<web_sys::Element>().ok());
        // What had it may have been drawn anew: then nothing has it, and the pointer is still here.
        let stays = |row: web_sys::Element| row.contains(to.as_ref()) || (to.is_none() && row.matches(":hover").unwrap_or_default());
        if !row.is_some_and(stays) {
            here.try_set(false);
        }
    };
    view! {
        <article
            id=id class=class aria-label=author data-seq=seq data-stored=stored tabindex="-1" data-rare=""
            data-left=(own && !bubble).then_some("") data-follows=part(|said| !said.first) data-marked=part(|said| said.marked.is_some())
            on:pointerenter=move |_| tools.point(here) on:focusin=move |_| tools.point(here) on:focusout=left
        >
            {inner}
            {(!bubble).then(|| ui::live(bar))}
        </article>
    }
}

/// Straight on the page: what others say, and the reader where they have chosen so.
fn plain(screen: Screen, tools: Tools, said: &Said) -> impl IntoView + use<> {
    let name = said.by.name.to_string();
    let content = content(screen, said);
    let quote = said.quoted.as_ref().map(|quoted| quote(screen, quoted));
    let below = below(screen, tools, said);
    if said.first {
        let called = if said.own { text::ME.say(screen.language).to_owned() } else { name.clone() };
        let face = ui::avatar(ui::hue(said.by.id.as_str()), ui::person_letter(&name), AvatarSize::Log);
        let kind = text::kind(&said.by.id).map(|word| ui::role(word.say(screen.language)));
        let who = said.by.clone();
        // By the keys a card is reached from the list of members: the log is one stop for them.
        let card = ui::click(move |_| screen.dialog.set(Some(Dialog::Card(who.clone()))));
        Either::Left(view! {
            <span class="mt-[3px] select-none">{face}</span>
            <div class="min-w-0">
                <div class="flex items-baseline gap-2 leading-5">
                    <button type="button" tabindex="-1" data-rare="" class="truncate text-14 font-bold hover:underline" on:click=card>{called}</button>{kind}{time(screen, said.at)}
                </div>
                {quote}{content}{below}
            </div>
        })
    } else {
        Either::Right(view! {
            <span class="-mr-1 justify-self-end leading-[calc(var(--said)*1.6)] opacity-0 group-hover:opacity-100 max-tablet:hidden">{time(screen, said.at)}</span>
            <div class="col-start-2 min-w-0">{quote}{content}{below}</div>
        })
    }
}

/// The reader's own: the time stands beside the bubble, at its foot, where a group ends; and the bar beside that, where there are no words.
fn mine<B: Fn() -> Option<ui::Erased> + Send + 'static>(screen: Screen, tools: Tools, said: &Said, bar: B) -> impl IntoView + use<B> {
    let bubble = match (said.delivery, said.last) {
        (_, last) if said.gone && last => {
            "min-w-0 rounded-xl rounded-br-xs px-3.5 py-1.5 bg-surface text-text-muted ring-1 ring-border ring-inset"
        }
        _ if said.gone => "min-w-0 rounded-xl px-3.5 py-1.5 bg-surface text-text-muted ring-1 ring-border ring-inset",
        (Stage::Failed(_), _) => "min-w-0 rounded-xl rounded-br-xs px-3.5 py-1.5 bg-surface text-text ring-1 ring-danger ring-inset",
        (Stage::Sending | Stage::Waiting, _) => {
            "min-w-0 rounded-xl rounded-br-xs px-3.5 py-1.5 bg-[color-mix(in_srgb,var(--own-bubble)_50%,var(--surface))] text-own-bubble-text ring-1 ring-accent-line ring-inset"
        }
        (Stage::Stored, true) => "min-w-0 rounded-xl rounded-br-xs px-3.5 py-1.5 bg-own-bubble text-own-bubble-text",
        (Stage::Stored, false) => "min-w-0 rounded-xl px-3.5 py-1.5 bg-own-bubble text-own-bubble-text",
    };
    let edited = said.edited.then(|| view! { <span>{text::EDITED.say(screen.language)}</span> });
    let beside = if said.delivery == Stage::Stored { said.last.then(|| time(screen, said.at).erase()) } else { waits(screen, said) };
    view! {
        <div class="flex min-w-0 flex-1 flex-col items-end">
            <div class="flex w-full items-end justify-end gap-2">
                <span class="relative w-0 flex-none">{ui::live(bar)}</span>
                <span class="-ml-2 flex flex-none items-center gap-1.5 pb-1 text-12 text-text-muted">{edited}{beside}</span>
                <div class="max-w-[min(560px,76%)] min-w-0 max-tablet:max-w-[80%]">
                    <div class=bubble data-bubble="">{said.quoted.as_ref().map(|quoted| quote(screen, quoted))}{content(screen, said)}</div>
                </div>
            </div>
            {said.seq.map(|seq| reactions(screen, tools.socket, seq, &said.reactions))}
            {failed(screen, said)}
        </div>
    }
}

/// Under what was said on the left: that it was changed, who reacted how, and what became of the reader's own.
fn below(screen: Screen, tools: Tools, said: &Said) -> impl IntoView + use<> {
    let edited = said.edited.then(|| view! { <span class="text-12 text-text-muted">{text::EDITED.say(screen.language)}</span> });
    view! {
        {edited}
        {said.seq.map(|seq| reactions(screen, tools.socket, seq, &said.reactions))}
        {waits(screen, said)}
        {failed(screen, said)}
    }
}

/// It is not in the log yet. A moment is no news: the clock shows only when it takes longer.
fn waits(screen: Screen, said: &Said) -> Option<ui::Erased> {
    let word = match said.delivery {
        Stage::Sending => text::PENDING,
        Stage::Waiting => text::WAITING,
        Stage::Stored | Stage::Failed(_) => return None,
    };
    Some(on_its_way(word.say(screen.language)).erase())
}

fn on_its_way(word: &'static str) -> impl IntoView {
    view! {
        <span class="flex items-center gap-1 text-12 text-text-muted transition-opacity delay-400 duration-(--d-base) starting:opacity-0">{ui::small_icon(Icon::Clock)}{word}</span>
    }
}

/// It was refused: said in place, with both ways out.
fn failed(screen: Screen, said: &Said) -> Option<impl IntoView + use<>> {
    let Stage::Failed(code) = said.delivery else { return None };
    let (id, again) = (said.client_id.clone(), said.client_id.clone());
    let language = screen.language;
    let reason = notices::refusal(Some(code)).say(language);
    Some(view! {
        <div class="mt-1 flex basis-full flex-wrap items-center justify-end gap-1 group-data-left:justify-start text-13 text-danger" role="alert">
            {ui::small_icon(Icon::Alert)}
            <span title=reason>{text::FAILED.say(language)}</span>
            <span class="text-text-muted">{reason}</span>
            <span class="flex flex-none gap-1">
                <button type="button" class="rounded-xs px-1.5 py-0.5 font-semibold underline underline-offset-3 max-tablet:h-11" on:click=ui::click(move |_| outbox::retry(screen, &again))>
                    {text::SEND_AGAIN.say(language)}
                </button>
                <button type="button" class="rounded-xs px-1.5 py-0.5 font-semibold text-text-muted underline underline-offset-3 max-tablet:h-11" on:click=ui::click(move |_| outbox::delete(screen, &id))>
                    {text::DELETE.say(language)}
                </button>
            </span>
        </div>
    })
}
