//! The details of the open room: its name, who is in it, and the ways to change either.

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::RoomId;
use protocol::ids::Limit;
use protocol::presence::Presence;
use protocol::rooms::{Member, Members, RoomKind};
use protocol::session::Role;

use super::Dot;
use super::choice::choice_block;
use super::dialogs::problem;
use super::links::links_block;
use super::naming::naming_block;
use super::save::save_block;
use crate::i18n::{chat as text, notices, phrases};
use crate::socket::{Socket, code_of};
use crate::state::screen::Dialog;
use crate::state::{Parts, Screen};
use crate::ui::{self, AvatarSize, Erase, Icon, Look, Show, Size};

/// What of the open room decides what can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct May {
    change: bool,
    govern: bool,
}

/// The panel beside the conversation; over it where there is no room.
pub fn details(screen: Screen, socket: Socket, room: RoomId, dot: Dot) -> ui::Erased {
    let language = screen.language;
    let may = Memo::new(move |_| {
        screen.with(Parts::ROOMS | Parts::OPEN, |chat| {
            let Some(room) = chat.open_room() else { return May { change: false, govern: false } };
            let change = room.kind != RoomKind::Direct;
            let govern = room.creator == chat.me.person.id || chat.me.role == Role::Administrator;
            May { change, govern: change && govern }
        })
    });
    let close = text::CLOSE.say(language);
    let save = save_block(screen, &room);
    let links = StoredValue::new(room.clone());
    let choice = choice_block(screen, socket, &room);
    view! {
        <aside
            class="flex min-h-0 w-(--w-details) flex-none flex-col border-l border-border bg-surface max-wide:absolute max-wide:inset-y-0 max-wide:right-0 max-wide:z-5 max-wide:w-80 max-wide:max-w-full max-wide:shadow-3 max-tablet:w-full max-tablet:border-l-0 [--around:var(--surface)]"
            aria-label=text::DETAILS.say(language)
        >
            <div class="flex h-14 flex-none items-center gap-2 border-b border-border pr-3 pl-4">
                <h2 class="min-w-0 flex-1 text-14 font-bold">{text::DETAILS.say(language)}</h2>
                <button type="button" class=ui::ICON_BUTTON aria-label=close title=close on:click=ui::click(move |_| screen.details.set(false))>{ui::icon(Icon::Close)}</button>
            </div>
            <div class="min-h-0 flex-1 overflow-y-auto overscroll-contain">
                <Show when=move || may.get().change>{naming_block(screen, socket)}</Show>
                {choice}
                <Show when=move || may.get().change>{links.with_value(|room| links_block(screen, socket, room))}</Show>
                {members_block(screen, socket, room, may, dot)}
                {save}
                <Show when=move || may.get().change>
                    <div class="flex flex-col items-start gap-1 border-t border-border px-1.5 py-3.5 max-tablet:px-0.5">
                        <button type="button" class=ui::button(Look::Plain, Size::Small) on:click=ui::click(move |_| leave(screen))>
                            {ui::small_icon(Icon::Door)}
                            {text::LEAVE.say(language)}
                        </button>
                        <Show when=move || may.get().govern>
                            <button type="button" class=format!("{} border-transparent bg-transparent", ui::button(Look::Danger, Size::Small)) on:click=ui::click(move |_| screen.dialog.set(Some(Dialog::Delete)))>
                                {ui::small_icon(Icon::Trash)}
                                {text::DELETE_ROOM.say(language)}
                            </button>
                        </Show>
                    </div>
                </Show>
            </div>
        </aside>
    }
    .erase()
}

/// Asks once before the open room is left.
fn leave(screen: Screen) {
    screen.dialog.set(screen.open.get_untracked().map(Dialog::Leave));
}

/// Who is in the room: those who came first first, page by page; asked anew when their number changes.
fn members_block(screen: Screen, socket: Socket, room: RoomId, may: Memo<May>, dot: Dot) -> impl IntoView {
    let language = screen.language;
    let members = RwSignal::new(Vec::<Member>::new());
    let next = RwSignal::new(None::<String>);
    let fault = RwSignal::new(None);
    let count = Memo::new(move |_| {
        screen.with(Parts::ROOMS | Parts::OPEN, |chat| chat.open_room().map(|room| (room.members, room.creator.clone())))
    });
    let load = move |cursor: Option<String>| {
        let first = cursor.is_none();
        let reply = socket.call(Members { room_id: room.clone(), cursor, limit: Limit::default() });
        spawn_local(async move {
            match reply.await {
                Ok(page) => {
                    screen.change(|chat| {
                        for member in &page.members {
                            let Member { person, state, seen_at, .. } = member;
                            chat.present.apply(&Presence { user_id: person.id.clone(), state: *state, seen_at: *seen_at });
                        }
                        Parts::PRESENCE
                    });
                    members.update(|members| {
                        if first {
                            members.clear();
                        }
                        members.extend(page.members);
                    });
                    next.set(page.cursor);
                }
                Err(error) => fault.set(Some(notices::refusal(code_of(&error)).say(language).to_owned())),
            }
        });
    };
    let first = load.clone();
    ui::follow(move || {
        count.track();
        first(None);
    });
    let load = StoredValue::new(load);
    view! {
        <section class="px-4 py-3.5">
            <h3 class="mb-2 flex items-center justify-between text-13 font-bold">
                <span>{text::MEMBERS.say(language)}" "<span class="tabular-nums">{ui::words(move || count.get().map(|(count, _)| count.to_string()).unwrap_or_default())}</span></span>
                <Show when=move || may.get().change>
                    <button type="button" class="py-0.5 font-semibold text-accent-text hover:underline max-tablet:-my-3 max-tablet:py-3" on:click=ui::click(move |_| screen.dialog.set(Some(Dialog::Invite)))>
                        {text::INVITE.say(language)}
                    </button>
                </Show>
            </h3>
            <ul>
                {ui::list(move || members.get().into_iter().map(|member| ui::item(member_key(&member), move || member_row(screen, member, may, dot))).collect())}
            </ul>
            <Show when=move || next.with(Option::is_some)>
                <button type="button" class=ui::button(Look::Plain, Size::Small) on:click=ui::click(move |_| load.with_value(|load| load(next.get_untracked())))>
                    {text::MORE.say(language)}
                </button>
            </Show>
            {problem(fault)}
        </section>
    }
}

/// Drawn anew when the name or the ownership changes.
fn member_key(Member { person, creator, .. }: &Member) -> String {
    format!("{} {creator} {}", person.id, person.name)
}

fn member_row(screen: Screen, member: Member, may: Memo<May>, dot: Dot) -> impl IntoView {
    let language = screen.language;
    let Member { person, creator, .. } = member;
    let me = screen.peek(|chat| chat.me.person.id == person.id);
    // Nobody owns a conversation of two.
    let direct = screen.peek(|chat| chat.open_room().is_some_and(|room| room.kind == RoomKind::Direct));
    let name = person.name.to_string();
    let shown = if me { format!("{name} ({})", text::ME.say(language)) } else { name.clone() };
    let face = ui::avatar(ui::hue(person.id.as_str()), ui::person_letter(&name), AvatarSize::Small);
    let id = person.id.clone();
    let remove = phrases::remove(language, &name);
    let card = {
        let person = person.clone();
        move |_| screen.dialog.set(Some(Dialog::Card(person.clone())))
    };
    view! {
        <li class="group -mx-2 flex h-9 items-center gap-2.5 rounded-sm px-2 hover:bg-hover max-tablet:h-11">
            <button type="button" data-rare="" class="flex h-full min-w-0 flex-1 items-center gap-2.5 rounded-sm text-left" on:click=ui::click(card)>
                <span class="relative flex-none">{face}{dot(screen, id)}</span>
                <span class="min-w-0 truncate" title=name>{shown}</span>
            </button>
            {text::kind(&person.id).map(|word| ui::role(word.say(language)))}
            {(creator && !direct).then(|| ui::role(text::CREATOR.say(language)))}
            <Show when=move || may.get().govern && !me>
                <button
                    type="button" aria-label=remove.clone() title=remove.clone()
                    class="grid size-7 flex-none place-items-center rounded-sm text-text-muted opacity-0 group-hover:opacity-100 focus-visible:opacity-100 hover:text-danger max-tablet:size-11 max-tablet:opacity-100"
                    on:click=ui::click({ let person = person.clone(); move |_| screen.dialog.set(Some(Dialog::Remove(person.clone()))) })
                >
                    {ui::small_icon(Icon::Close)}
                </button>
            </Show>
        </li>
    }
}
