//! Invite links into the open room, in its details: made, copied, listed, revoked.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::rooms::{CreateLink, RevokeLink, RoomLink, RoomLinks};
use protocol::session::Role;
use protocol::{RoomId, UserId};

use super::dialogs::problem;
use crate::i18n::{chat as text, notices, phrases};
use crate::socket::{Socket, code_of};
use crate::state::{Parts, Screen};
use crate::ui::{self, Icon, Look, Show, Size, browser};

const DAY_MS: i64 = 86_400_000;

/// What is known of a room's links. Cheap to copy.
#[derive(Clone, Copy)]
struct Links {
    screen: Screen,
    socket: Socket,
    room: StoredValue<RoomId>,
    listed: RwSignal<Vec<RoomLink>>,
    /// The address of the one that was made last: it is told once.
    fresh: RwSignal<Option<String>>,
    fault: RwSignal<Option<String>>,
}

/// The block.
pub fn links_block(screen: Screen, socket: Socket, room: &RoomId) -> impl IntoView + use<> {
    let language = screen.language;
    let links = Links {
        screen,
        socket,
        room: StoredValue::new(room.clone()),
        listed: RwSignal::new(Vec::new()),
        fresh: RwSignal::new(None),
        fault: RwSignal::new(None),
    };
    let members = Memo::new(move |_| screen.with(Parts::ROOMS | Parts::OPEN, |chat| chat.open_room().map(|room| room.members)));
    ui::follow(move || {
        // Who comes in may have come by one of them.
        members.track();
        links.load();
    });
    view! {
        <section class="border-b border-border px-4 py-3.5">
            <h3 class="mb-1 flex items-center justify-between text-13 font-bold">
                {text::INVITE_LINK.say(language)}
                <button type="button" class="py-0.5 font-semibold text-accent-text hover:underline max-tablet:-my-3 max-tablet:py-3" on:click=ui::click(move |_| links.make())>
                    {text::MAKE_LINK.say(language)}
                </button>
            </h3>
            {ui::live(move || links.fresh.get().map(|address| fresh(screen, address)))}
            <ul>{ui::list(move || links.listed.get().into_iter().map(|link| ui::item(format!("{} {}", link.id, link.uses_left), move || row(links, link))).collect())}</ul>
            {problem(links.fault)}
        </section>
    }
}

/// The address that was just made, with a button that copies it.
fn fresh(screen: Screen, address: String) -> impl IntoView {
    let language = screen.language;
    let node = NodeRef::<Input>::new();
    let shown = address.clone();
    ui::once_there(node, move |input| input.set_value(&shown));
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let (copying, node) = (browser::copy(&address), node);
        spawn_local(async move {
            if copying.await {
                copied.set(true);
            } else if let Some(input) = node.get_untracked() {
                // Where the page may not, the reader can.
                drop(input.focus());
                input.select();
            }
        });
    };
    let word = move || if copied.get() { text::COPIED } else { text::COPY_ADDRESS }.say(language).to_owned();
    view! {
        <div class="mt-1 flex items-center gap-1 rounded-md border border-border bg-surface-sunken pl-2.5">
            <input node_ref=node type="text" readonly=true aria-label=text::INVITE_LINK.say(language) class="h-9 w-full min-w-0 bg-transparent text-13 text-text-muted outline-none max-tablet:h-11"/>
            <button type="button" class=ui::ICON_BUTTON aria-label=ui::words(word) title=ui::words(word) on:click=ui::click(copy)>
                {ui::live(move || ui::small_icon(if copied.get() { Icon::Check } else { Icon::Copy }))}
            </button>
        </div>
        <p class="mt-1 mb-2 text-12 text-text-muted" role="status">{ui::words(move || if copied.get() { text::COPIED } else { text::LINK_ONCE }.say(language).to_owned())}</p>
    }
}

fn row(links: Links, link: RoomLink) -> impl IntoView {
    let language = links.screen.language;
    let RoomLink { id, by, expires_at, uses_left, .. } = link;
    // What has begun counts as a day.
    let days = (expires_at.0 - browser::now() + DAY_MS - 1).div_euclid(DAY_MS).max(1);
    let may = links.may_revoke(&by.id);
    let name = by.name.to_string();
    let label = phrases::revoke_link_of(language, &name);
    view! {
        <li class="flex min-h-9 items-center gap-2 text-13 max-tablet:min-h-11">
            <span class="text-text-muted">{ui::small_icon(Icon::Link)}</span>
            <span class="min-w-0 flex-1">
                <span class="block truncate" title=name.clone()>{phrases::made_by(language, &name)}</span>
                <span class="block text-12 text-text-muted tabular-nums">{phrases::link_lasts(language, days, uses_left)}</span>
            </span>
            <Show when=move || may>
                <button type="button" aria-label=label.clone() class=ui::button(Look::Plain, Size::Small) on:click=ui::click(move |_| links.revoke(id))>{text::REVOKE.say(language)}</button>
            </Show>
        </li>
    }
}

impl Links {
    fn failed(self, error: &client::CallError) {
        self.fault.set(Some(notices::refusal(code_of(error)).say(self.screen.language).to_owned()));
    }

    fn load(self) {
        let reply = self.socket.call(RoomLinks { room_id: self.room.get_value() });
        spawn_local(async move {
            match reply.await {
                Ok(all) => self.listed.set(all.links),
                Err(error) => self.failed(&error),
            }
        });
    }

    fn make(self) {
        let room_id = self.room.get_value();
        let reply = self.socket.call(CreateLink { room_id: room_id.clone(), uses: None, days: None });
        spawn_local(async move {
            match reply.await {
                Ok(made) => {
                    let site = window().location().origin().unwrap_or_default();
                    self.fresh.set(Some(format!("{site}/join/{room_id}.{}", made.code)));
                    self.listed.update(|listed| listed.insert(0, made.link));
                    self.fault.set(None);
                }
                Err(error) => self.failed(&error),
            }
        });
    }

    fn revoke(self, id: i64) {
        let reply = self.socket.call(RevokeLink { room_id: self.room.get_value(), link_id: id });
        spawn_local(async move {
            match reply.await {
                Ok(()) => {
                    self.listed.update(|listed| listed.retain(|link| link.id != id));
                    self.fresh.set(None);
                    self.fault.set(None);
                }
                Err(error) => self.failed(&error),
            }
        });
    }

    /// Who made it, the room's creator, an administrator.
    fn may_revoke(self, by: &UserId) -> bool {
        self.screen.peek(|chat| {
            let me = &chat.me.person.id;
            let owns = self.room.with_value(|room| chat.rooms.get(room).is_some_and(|room| room.creator == *me));
            by == me || owns || chat.me.role == Role::Administrator
        })
    }
}
