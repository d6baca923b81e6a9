//! A person's card: who they are, whether they are there, and the way to talk to them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::ids::Limit;
use protocol::presence::Presence;
use protocol::session::{FindPeople, FoundPerson, Person};

use super::dialogs::problem;
use super::people::talk_to;
use super::seen;
use crate::i18n::chat as text;
use crate::socket::Socket;
use crate::state::presence::mark;
use crate::state::{Parts, Screen};
use crate::ui::{self, AvatarSize, Erase, Look, Size};

/// The body of the dialog.
pub fn card(screen: Screen, socket: Socket, who: Person) -> ui::Erased {
    let language = screen.language;
    let fault = RwSignal::new(None);
    let name = who.name.to_string();
    let me = screen.peek(|chat| chat.me.person.id == who.id);
    let face = ui::avatar(ui::hue(who.id.as_str()), ui::person_letter(&name), AvatarSize::Large);
    let kind = if me { Some(text::ME) } else { text::kind(&who.id) };
    let id = who.id.clone();
    let there = Memo::new(move |_| screen.with(Parts::PRESENCE, |chat| mark(chat.present.of(&id))));
    let id = who.id.clone();
    let presence = move || seen::words(screen, &id, false);
    ask(screen, socket, &who);
    view! {
        <div class="flex flex-col gap-4 px-5 pt-1 pb-5">
            <div class="flex items-center gap-4">
                <span class="relative flex-none">{face}{ui::live(move || there.get().map(ui::dot))}</span>
                <div class="min-w-0">
                    <p class="flex items-center gap-2"><b class="min-w-0 text-20 tracking-[-.02em] break-words">{name}</b>{kind.map(|word| ui::role(word.say(language)))}</p>
                    <p class="text-13 text-text-muted">{ui::words(presence)}</p>
                </div>
            </div>
            {problem(fault)}
            {(!me).then(|| view! {
                <button type="button" autofocus=true class=format!("{} w-full", ui::button(Look::Primary, Size::Big)) on:click=ui::click(move |_| talk_to(screen, socket, &who, fault))>
                    {text::TALK.say(language)}
                </button>
            })}
        </div>
    }
    .erase()
}

/// Asks whether they are there: of who is no face of the reader's rooms that was not said. Without an answer the card says what is known.
fn ask(screen: Screen, socket: Socket, who: &Person) {
    let reply = socket.call(FindPeople { query: who.name.to_string(), cursor: None, limit: Limit::default() });
    let id = who.id.clone();
    spawn_local(async move {
        let found = reply.await.ok().and_then(|page| page.people.into_iter().find(|found| found.person.id == id));
        if let Some(FoundPerson { state, seen_at, .. }) = found {
            screen.change(|chat| {
                chat.present.apply(&Presence { user_id: id, state, seen_at });
                Parts::PRESENCE
            });
        }
    });
}
