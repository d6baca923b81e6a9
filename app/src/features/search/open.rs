//! Opens what was chosen: a room, a conversation with a person, a message in its conversation.

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::rooms::{CreateRoom, RoomKind};
use protocol::search::Hit;
use protocol::{RoomId, Seq, UserId};

use super::{ask, bar, list};
use crate::socket::{Socket, code_of};
use crate::state::search::recent::Recent;
use crate::state::search::walk::Step;
use crate::state::search::{Choice, Fault};
use crate::state::{Chat, Parts, Screen};
use crate::ui::browser;

/// Opens what was chosen.
pub(super) fn open(screen: Screen, socket: Socket, choice: &Choice) {
    match choice {
        Choice::Recent(query) => {
            ask::changed(screen, socket, |finding| finding.query.clone_from(query));
            super::panel::write_field(query);
        }
        Choice::Room(room) => {
            screen.go(Some(room));
        }
        Choice::Person(who) => person(screen, socket, who.clone()),
        Choice::Hit(room, seq) => {
            let hit = screen.peek(|chat| chat.finding.results.hit(room, *seq).map(|found| found.hit.clone()));
            if let Some(hit) = hit {
                remember(screen);
                self::hit(screen, hit);
            }
        }
        Choice::More => {
            screen.change(|chat| {
                chat.finding.want_more();
                Parts::SEARCH
            });
            ask::ask(screen, socket);
        }
    }
}

/// The conversation around a hit.
pub(super) fn hit(screen: Screen, hit: Hit) {
    let Hit { entry, ranges, .. } = hit;
    let (room, seq): (RoomId, Seq) = (entry.room_id, entry.seq);
    let origin = screen.peek(Chat::origin);
    screen.go_to(&room, seq, ranges);
    screen.change(|chat| {
        if chat.open_id() == Some(&room) {
            chat.finding.open(&room, seq, origin);
        }
        Parts::SEARCH
    });
    // The field that had the focus is gone.
    request_animation_frame(|| {
        let in_bar = document().active_element().is_some_and(|element| element.tag_name() != "BODY");
        if let (false, Some(next)) = (in_bar, list::element(bar::NEXT)) {
            drop(next.focus());
        }
    });
}

/// To the next hit of the room, or the one before.
pub(super) fn step(screen: Screen, socket: Socket, by: isize) {
    let step = screen.change_with(|chat| (Parts::SEARCH, chat.finding.step(by)));
    follow(screen, socket, step);
}

/// A page came: goes where a step beyond the last hit wanted to go.
pub(super) fn step_on(screen: Screen, socket: Socket) {
    let step = screen.change_with(|chat| (Parts::SEARCH, chat.finding.step_on()));
    follow(screen, socket, step);
}

fn follow(screen: Screen, socket: Socket, step: Option<Step>) {
    match step {
        Some(Step::To(found)) => hit(screen, found.hit),
        Some(Step::Wait) => ask::ask(screen, socket),
        Some(Step::Nowhere) | None => {}
    }
}

/// The conversation with a person: found if there is one, else made.
fn person(screen: Screen, socket: Socket, who: UserId) {
    if let Some(room) = screen.peek(|chat| chat.rooms.direct_with(&who).map(|room| room.id.clone())) {
        screen.go(Some(&room));
        return;
    }
    let reply = socket.call(CreateRoom { client_id: None, name: None, kind: RoomKind::Direct, participants: vec![who] });
    spawn_local(async move {
        match reply.await {
            Ok(room) => {
                let id = room.id.clone();
                screen.change(|chat| chat.room(room));
                screen.go(Some(&id));
            }
            Err(error) => screen.change(|chat| {
                chat.finding.fault = Some(Fault { code: code_of(&error), message: String::new() });
                Parts::SEARCH
            }),
        }
    });
}

/// What was looked for of late: kept for each account.
fn key(screen: Screen) -> String {
    screen.peek(|chat| format!("suda.searches.{}", chat.me.person.id))
}

/// Reads what was looked for of late; another tab may have added to it.
pub(super) fn recall(screen: Screen) {
    let kept = browser::kept(&key(screen)).unwrap_or_default();
    screen.change(|chat| {
        chat.finding.recent = Recent::read(&kept);
        Parts::SEARCH
    });
}

/// A hit of the search was opened: it was worth it.
fn remember(screen: Screen) {
    let query = screen.peek(|chat| chat.finding.query.clone());
    keep(screen, |recent| recent.add(&query));
}

/// Changes what is kept.
pub(super) fn keep(screen: Screen, change: impl FnOnce(&mut Recent)) {
    recall(screen);
    let kept = screen.change_with(|chat| {
        change(&mut chat.finding.recent);
        (Parts::SEARCH, chat.finding.recent.write())
    });
    browser::keep(&key(screen), kept.flatten().as_deref());
}
