//! What a room is called and what it is about, in its details, and the fields that change them.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::rooms::{RenameRoom, SetTopic};
use protocol::{RoomId, RoomName, RoomTopic};

use super::dialogs::problem;
use crate::i18n::{Text, chat as text, errors, notices, phrases};
use crate::socket::{Socket, code_of};
use crate::state::{Parts, Screen};
use crate::ui::enter::Mode;
use crate::ui::{self, Look, Show, Size};

/// Which of the two is being changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Name,
    Topic,
}

impl Part {
    const fn label(self) -> Text {
        match self {
            Self::Name => text::ROOM_NAME,
            Self::Topic => text::TOPIC,
        }
    }

    const fn id(self) -> &'static str {
        match self {
            Self::Name => "room-name",
            Self::Topic => "room-topic",
        }
    }

    const fn bound(self) -> usize {
        match self {
            Self::Name => RoomName::MAX_CHARS,
            Self::Topic => RoomTopic::MAX_CHARS,
        }
    }

    /// As it is now.
    fn now(self, screen: Screen) -> String {
        let now = screen.peek(|chat| {
            let room = chat.open_room()?;
            match self {
                Self::Name => room.name.as_ref().map(ToString::to_string),
                Self::Topic => room.topic.as_ref().map(ToString::to_string),
            }
        });
        now.unwrap_or_default()
    }
}

/// Both, each with a way to change it.
pub fn naming_block(screen: Screen, socket: Socket) -> impl IntoView {
    let language = screen.language;
    let editing = RwSignal::new(None);
    let name = move || {
        screen.with(Parts::ROOMS | Parts::OPEN, |chat| chat.open_room().map(|room| phrases::room_name(language, room)).unwrap_or_default())
    };
    let topic = move || {
        screen.with(Parts::ROOMS | Parts::OPEN, |chat| chat.open_room().and_then(|room| room.topic.as_ref().map(ToString::to_string)))
    };
    let change = move |part, word: Text| {
        view! {
            <button type="button" class=ui::button(Look::Plain, Size::Small) on:click=ui::click(move |_| editing.set(Some(part)))>{word.say(language)}</button>
        }
    };
    view! {
        <section class="border-b border-border px-4 py-3.5">
            {ui::live(move || editing.get().map(|part| form(screen, socket, part, editing)))}
            <Show when=move || editing.get().is_none()>
                <div class="-mr-2.5 flex items-center gap-2 max-tablet:-mr-3.5">
                    <b class="min-w-0 flex-1 truncate" title=ui::words(name)>{ui::words(name)}</b>
                    {change(Part::Name, text::RENAME)}
                </div>
                <div class="-mr-2.5 flex items-start gap-2 max-tablet:-mr-3.5">
                    <p class="min-w-0 flex-1 py-1 text-13 break-words text-text-muted">{ui::words(move || topic().unwrap_or_else(|| text::NO_TOPIC.say(language).to_owned()))}</p>
                    {change(Part::Topic, text::CHANGE_TOPIC)}
                </div>
            </Show>
        </section>
    }
}

/// Sends what was typed; what is wrong with it is `Err`, in words.
async fn save(screen: Screen, socket: Socket, part: Part, room_id: RoomId, typed: String) -> Result<(), String> {
    let bad = |error: protocol::TextError| errors::bad_text(screen.language, &error);
    let reply = match part {
        Part::Name => socket.call(RenameRoom { room_id, name: RoomName::new(&typed).map_err(bad)? }).await,
        Part::Topic => {
            // Nothing typed: it is about nothing in particular.
            let topic = if typed.trim().is_empty() { None } else { Some(RoomTopic::new(&typed).map_err(bad)?) };
            socket.call(SetTopic { room_id, topic }).await
        }
    };
    reply.map(drop).map_err(|error| notices::refusal(code_of(&error)).say(screen.language).to_owned())
}

fn form(screen: Screen, socket: Socket, part: Part, editing: RwSignal<Option<Part>>) -> impl IntoView {
    let language = screen.language;
    let node = NodeRef::<Input>::new();
    let fault = RwSignal::new(None);
    let send = move || {
        let (Some(input), Some(room_id)) = (node.get_untracked(), screen.open.get_untracked()) else { return };
        spawn_local(async move {
            match save(screen, socket, part, room_id, input.value()).await {
                Ok(()) => editing.set(None),
                Err(why) => fault.set(Some(why)),
            }
        });
    };
    ui::once_there(node, move |input| {
        input.set_value(&part.now(screen));
        ui::entry::bind(input.clone().into(), || Mode::Line, send);
        queue_microtask(move || {
            drop(input.focus());
            input.select();
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send();
    };
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() {
            event.stop_propagation();
            editing.set(None);
        }
    };
    view! {
        <form on:submit=submit on:keydown=escape novalidate=true>
            <label class=ui::LABEL for=part.id()>{part.label().say(language)}</label>
            <input node_ref=node id=part.id() type="text" autocomplete="off" class=ui::INPUT maxlength=part.bound().to_string()/>
            <div class="mt-1">{problem(fault)}</div>
            <div class="mt-3 flex justify-end gap-2">
                <button type="button" class=ui::button(Look::Plain, Size::Small) on:click=ui::click(move |_| editing.set(None))>{text::CANCEL.say(language)}</button>
                <button type="submit" class=ui::button(Look::Primary, Size::Small)>{text::SAVE.say(language)}</button>
            </div>
        </form>
    }
}
