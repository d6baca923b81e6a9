//! What is looked at now and then: the search, the details, the dialogs, what helps with writing. Their code is a file of its own, which the browser
//! fetches when the first of them is wanted: the first page is readable sooner without it.
//!
//! What goes into that file is what only [`code`] reaches; what the rest of the screen uses too stays with the rest. So nothing but
//! this module may call what stands in [`Code`].
//!
//! On the server: none of this is drawn.

use leptos::html::Textarea;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use protocol::RoomId;
use protocol::rooms::RoomSummary;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlTextAreaElement};

use super::messages::call::Calling;
use super::messages::format::Tool;
use super::messages::pictures::{self, Choose};
use super::messages::{act, actions, callees, days, edit, row, writing};
use super::rooms::{Dot, details, dialogs, farewell, list};
use super::search;
use crate::i18n::chat as text;
use crate::socket::Socket;
use crate::state::screen::Dialog;
use crate::state::{Chat, Parts, Screen};
use crate::ui::{self, Erased, Show, Tone};

/// The way into the code that came later.
#[derive(Clone, Copy)]
pub struct Code {
    /// The search, over the conversation.
    pub search: fn(Screen, Socket) -> Erased,
    /// From hit to hit, over the conversation.
    pub bar: fn(Screen, Socket) -> Erased,
    /// The rooms that a text finds, for the list.
    pub find: for<'a> fn(Screen, &'a Chat, &str) -> Vec<&'a RoomSummary>,
    /// The details of a room, beside the conversation.
    pub details: fn(Screen, Socket, RoomId, Dot) -> Erased,
    /// The bar over a message.
    pub message: row::Bar,
    /// A dialog.
    pub dialog: fn(Screen, Socket, Dialog) -> Erased,
    /// Puts markup around what is selected in a field.
    pub apply: fn(&HtmlTextAreaElement, Tool),
    /// Who can be called, over the field.
    pub callees: fn(Screen, Socket, Calling, NodeRef<Textarea>) -> Erased,
    /// The emoji picker, wherever an emoji is chosen.
    pub pictures: fn(Screen, Choose) -> Erased,
}

#[allow(clippy::unnecessary_wraps, reason = "what the macro makes of it fails when the file does not come")]
#[wasm_split(rare, wasm_split_path = ::leptos::wasm_split, fallible)]
fn code() -> Result<Code, SplitLoaderError> {
    Ok(Code {
        search: search::panel,
        bar: search::bar,
        find: list::find,
        details: details::details,
        message: actions::bar,
        dialog,
        apply: edit::apply,
        callees: callees::callees,
        pictures: pictures::pictures,
    })
}

/// The dialogs of the conversation are the messages' own, in the frame that all have.
fn dialog(screen: Screen, socket: Socket, dialog: Dialog) -> Erased {
    match dialog {
        Dialog::Day => dialogs::frame(screen, text::GO_TO_DAY.say(screen.language), true, days::dialog(screen, socket)),
        Dialog::React(seq) => dialogs::frame(screen, text::REACT.say(screen.language), true, actions::picker(screen, socket, seq)),
        Dialog::Message(seq) => {
            dialogs::frame(screen, text::MESSAGE_ACTIONS.say(screen.language), true, actions::sheet(screen, socket, seq))
        }
        Dialog::DeleteMessage(seq) => {
            let [word, warning] = [text::DELETE_MESSAGE, text::DELETE_MESSAGE_WARNING].map(|text| text.say(screen.language));
            let body = farewell::ask(screen, warning.to_owned(), word, move |fault| {
                act::delete(screen, socket, seq, move |deleted| match deleted {
                    Ok(()) => {
                        writing::stop(screen);
                        screen.dialog.set(None);
                    }
                    Err(why) => fault.set(Some(why.say(screen.language).to_owned())),
                });
            });
            dialogs::frame(screen, word, true, body)
        }
        dialog => dialogs::dialog(screen, socket, dialog),
    }
}

/// Whether that code is here; at first it is not.
#[derive(Clone, Copy, Default)]
pub struct Rare {
    code: RwSignal<Option<Code>>,
    /// What was wanted when the code did not come.
    missed: RwSignal<Option<Wanted>>,
}

/// What is to be shown.
#[derive(Clone, PartialEq, Eq)]
struct Wanted {
    search: bool,
    details: bool,
    dialog: Option<Dialog>,
}

impl Wanted {
    const NOTHING: Self = Self { search: false, details: false, dialog: None };

    /// What the screen asks for; whoever looks is told of changes.
    fn of(screen: Screen) -> Self {
        Self { search: screen.with(Parts::SEARCH, |chat| chat.finding.shown), details: screen.details.get(), dialog: screen.dialog.get() }
    }

    fn ask(self, screen: Screen) {
        screen.details.set(self.details);
        screen.dialog.set(self.dialog);
        screen.change(|chat| {
            chat.finding.shown = self.search;
            Parts::SEARCH
        });
    }
}

impl Rare {
    /// The code, once it is here; whoever asks is told when it comes.
    pub fn get(self) -> Option<Code> {
        self.code.get()
    }

    /// Fetches the code when something of it is wanted; or a little before, when a button marked `data-rare` is pointed at or gets
    /// the focus.
    pub fn follow(self, screen: Screen) {
        for event in ["pointerover", "focusin"] {
            window_event_listener_untyped(event, move |event| {
                let on = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                if on.is_some_and(|on| matches!(on.closest("[data-rare]"), Ok(Some(_)))) {
                    // Nothing is wanted yet, so nothing is said when it does not come.
                    self.fetch(|| ());
                }
            });
        }
        ui::follow(move || {
            if Wanted::of(screen) != Wanted::NOTHING {
                self.missed.set(None);
                self.fetch(move || {
                    self.missed.set(Some(untrack(|| Wanted::of(screen))));
                    // What cannot be shown must not hold the keys.
                    Wanted::NOTHING.ask(screen);
                });
            }
        });
    }

    /// Does something with the code, as soon as it is here. When it does not come, nothing is done: who asked does so again.
    pub fn with(self, act: impl FnOnce(Code) + 'static) {
        if let Some(code) = self.code.get_untracked() {
            return act(code);
        }
        spawn_local(async move {
            if let Ok(code) = code().await {
                if self.code.with_untracked(Option::is_none) {
                    self.code.set(Some(code));
                }
                act(code);
            }
        });
    }

    /// Fetches the code; when it does not come, that is said.
    pub fn want(self) {
        self.fetch(move || {
            if self.missed.with_untracked(Option::is_none) {
                self.missed.set(Some(Wanted::NOTHING));
            }
        });
    }

    /// Fetches the code unless it is here. A fetch that is under way is waited for.
    fn fetch(self, missed: impl FnOnce() + 'static) {
        if self.code.with_untracked(Option::is_some) {
            return;
        }
        spawn_local(async move {
            match code().await {
                // Whoever waited for the same fetch was told before: nothing is drawn twice.
                Ok(_) if self.code.with_untracked(Option::is_some) => {}
                Ok(code) => self.code.set(Some(code)),
                Err(_) => missed(),
            }
        });
    }

    /// Says that the code did not come, and tries again on demand: the network was away, or the server is a newer one and no longer
    /// has it.
    pub fn notice(self, screen: Screen) -> impl IntoView {
        let again = move || {
            match self.missed.try_update(Option::take).flatten() {
                Some(wanted) if wanted != Wanted::NOTHING => wanted.ask(screen),
                // It was for the list, which waits for it.
                _ => self.want(),
            }
        };
        let action = move || {
            view! {
                <button type="button" class="ml-auto whitespace-nowrap underline underline-offset-3" on:click=ui::click(move |_| again())>
                    {text::TRY_NOW.say(screen.language)}
                </button>
            }
        };
        view! {
            <Show when=move || self.missed.with(Option::is_some)>{ui::banner(Tone::Danger, text::NOT_LOADED.say(screen.language), action())}</Show>
        }
    }
}
