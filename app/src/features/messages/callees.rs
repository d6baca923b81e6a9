//! Who can be called in the open room: its members, and who said something in it; found as the search finds names.

use leptos::html::Textarea;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::RoomId;
use protocol::ids::Limit;
use protocol::rooms::Members;
use protocol::session::Person;

use super::call::Calling;
use crate::i18n::{chat, write as text};
use crate::socket::Socket;
use crate::state::{Parts, Screen};
use crate::ui::{self, AvatarSize, Erase, browser};

/// The id of the list, for the field that it belongs to.
pub const LIST: &str = "callees";
/// Most people that are offered at once.
const MAX_OFFERED: usize = 8;
/// Most members that are asked for: who is beyond them is offered once they said something.
const MAX_MEMBERS: usize = 500;

/// The list over the field, for as long as somebody is being called.
pub fn callees(screen: Screen, socket: Socket, calling: Calling, node: NodeRef<Textarea>) -> ui::Erased {
    ask(screen, socket);
    ui::follow(move || {
        let typed = calling.typed.get();
        let offered = typed.map(|typed| screen.with(Parts::ROOMS | Parts::LOG, |chat| chat.called(&typed, MAX_OFFERED, browser::nfc)));
        calling.offered.set(offered.unwrap_or_default());
    });
    let each = move || {
        let offered = calling.offered.get().into_iter();
        let draw = |person: Person| ui::item(person.id.to_string(), move || option(screen, calling, node, person));
        offered.map(draw).collect()
    };
    view! {
        <div
            id=LIST role="listbox" aria-label=text::CALL.say(screen.language)
            class="absolute bottom-full left-0 z-10 mb-2 hidden w-72 max-w-full rounded-lg bg-surface-raised p-1 shadow-2 ring-1 ring-border group-has-[textarea:focus]:block empty:hidden!"
        >
            {ui::list(each)}
        </div>
    }
    .erase()
}

/// The id of an option.
pub fn option_id(person: &Person) -> String {
    format!("callee-{}", person.id)
}

fn option(screen: Screen, calling: Calling, node: NodeRef<Textarea>, person: Person) -> ui::Erased {
    let name = person.name.to_string();
    let face = ui::avatar(ui::hue(person.id.as_str()), ui::person_letter(&name), AvatarSize::Small);
    let kind = chat::kind(&person.id).map(|word| ui::role(word.say(screen.language)));
    let (id, who) = (option_id(&person), person.id.clone());
    let selected = move || calling.offered.with(|offered| offered.get(calling.at.get()).is_some_and(|person| person.id == who)).to_string();
    let choose = move |_| {
        if let Some(field) = node.get_untracked() {
            calling.write(&field, &person);
        }
    };
    view! {
        <div
            role="option" id=id aria-selected=ui::words(selected)
            class="flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 hover:bg-hover aria-selected:bg-accent-soft max-tablet:h-11"
            on:mousedown=|event| event.prevent_default() on:click=ui::click(choose)
        >
            {face}<span class="min-w-0 flex-1 truncate" dir="auto">{name}</span>{kind}
        </div>
    }
    .erase()
}

/// Asks for the members of the open room, unless they are known.
fn ask(screen: Screen, socket: Socket) {
    let room = screen.peek(|chat| chat.open_id().filter(|_| chat.members.is_empty()).cloned());
    if let Some(room) = room {
        spawn_local(members(screen, socket, room));
    }
}

async fn members(screen: Screen, socket: Socket, room: RoomId) {
    let (mut known, mut cursor) = (Vec::new(), None);
    let limit = Limit::new(Limit::MAX).expect("the most there may be");
    loop {
        let Ok(page) = socket.call(Members { room_id: room.clone(), cursor, limit }).await else { break };
        known.extend(page.members.into_iter().map(|member| member.person));
        cursor = page.cursor;
        if cursor.is_none() || known.len() >= MAX_MEMBERS {
            break;
        }
    }
    screen.change(|chat| {
        let here = chat.open_id() == Some(&room);
        if here {
            chat.members = known;
        }
        Parts::ROOMS.when(here)
    });
}
