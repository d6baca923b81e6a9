//! A new room: its name, who may come in, whom to bring in; and below, those that are open to everybody.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::rooms::{CreateRoom, RoomKind};
use protocol::{ClientId, RoomName};

use super::dialogs::problem;
use super::directory::directory;
use super::people::enter;
use super::picker::{self, Picker};
use crate::i18n::{chat as text, errors, notices};
use crate::socket::{Socket, code_of};
use crate::state::Screen;
use crate::ui::enter::Mode;
use crate::ui::{self, Erase, Look, Size, browser};

/// The body of the dialog.
pub fn body(screen: Screen, socket: Socket, name: String) -> ui::Erased {
    let language = screen.language;
    let picker = Picker::new(screen, socket);
    view! {
        <div class="min-h-0 overflow-y-auto overscroll-contain px-5 pt-1 pb-5">
            {form(screen, socket, Some((picker, picker::view(picker, |_| {}).erase())), "new-room", name)}
            <h3 class="mt-6 mb-1 text-13 font-bold">{text::PUBLIC_ROOMS.say(language)}</h3>
            {directory(screen, socket)}
        </div>
    }
    .erase()
}

/// The form, also on the first screen of a reader without rooms; there nobody is picked yet. `id` is unique in the document,
/// `name` what stands in it. The picker comes with its view: the first screen must not bring its code along.
pub fn form(screen: Screen, socket: Socket, people: Option<(Picker, ui::Erased)>, id: &'static str, name: String) -> impl IntoView {
    let (picker, people) = people.unzip();
    let language = screen.language;
    let node = NodeRef::<Input>::new();
    let public = RwSignal::new(false);
    let fault = RwSignal::new(None);
    // One id for one room: who presses twice makes one.
    let client_id = StoredValue::new(None::<ClientId>);
    let create = move || {
        let Some(input) = node.get_untracked() else { return };
        let name = match RoomName::new(&input.value()) {
            Ok(name) => name,
            Err(error) => {
                fault.set(Some(errors::bad_text(language, &error)));
                drop(input.focus());
                return;
            }
        };
        let fresh = || ClientId::new(&browser::random_id()).ok();
        let client_id = client_id.try_update_value(|id| id.get_or_insert_with(|| fresh().expect("hexadecimal digits are an id")).clone());
        let kind = if public.get_untracked() { RoomKind::Public } else { RoomKind::Private };
        let participants = picker.map(|picker| picker.ids()).unwrap_or_default();
        let reply = socket.call(CreateRoom { client_id, name: Some(name), kind, participants });
        spawn_local(async move {
            match reply.await {
                Ok(room) => enter(screen, room),
                Err(error) => fault.set(Some(notices::refusal(code_of(&error)).say(language).to_owned())),
            }
        });
    };
    ui::once_there(node, move |input| {
        // What was typed before the page came to life stays.
        if !name.is_empty() {
            input.set_value(&name);
        }
        ui::entry::bind(input.into(), || Mode::Line, create);
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        create();
    };
    view! {
        <form class="flex flex-col gap-4" on:submit=submit novalidate=true>
            <div>
                <label class=ui::LABEL for=id>{text::ROOM_NAME.say(language)}</label>
                <input node_ref=node id=id type="text" autocomplete="off" autofocus=picker.is_some() class=ui::INPUT maxlength=RoomName::MAX_CHARS.to_string()/>
            </div>
            <div class="grid grid-cols-2 gap-3 max-tablet:grid-cols-1" role="radiogroup" aria-label=text::NEW_ROOM.say(language)>
                {choice(id, public, false, text::INVITED.say(language), text::INVITED_LINE.say(language))}
                {choice(id, public, true, text::ANYONE.say(language), text::ANYONE_LINE.say(language))}
            </div>
            {people.map(|people| view! {
                <div>
                    <p class=ui::LABEL>{text::INVITE_PEOPLE.say(language)}</p>
                    {people}
                </div>
            })}
            {problem(fault)}
            <button type="submit" class=format!("{} w-full", ui::button(Look::Primary, Size::Big))>{text::MAKE_ROOM.say(language)}</button>
        </form>
    }
}

fn choice(group: &'static str, public: RwSignal<bool>, value: bool, word: &'static str, line: &'static str) -> impl IntoView {
    view! {
        <label class="flex cursor-pointer items-start gap-2.5 max-tablet:min-h-11">
            <input
                type="radio" name=format!("{group}-kind") checked=!value class="radio mt-px size-[18px]"
                on:change=move |_| public.set(value)
            />
            <span>
                <b class="block">{word}</b>
                <span class="block text-13 text-text-muted">{line}</span>
            </span>
        </label>
    }
}
