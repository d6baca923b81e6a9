//! Fetches pages of the log: what is missing for what is shown, and more when the reader comes to an end of it.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::RoomId;
use protocol::ids::Limit;
use protocol::messages::{Cursor, History};

use crate::socket::Socket;
use crate::state::messages::{Conversation, More};
use crate::state::{Parts, Screen};
use crate::ui;

/// How long to wait after a page did not come.
const AGAIN: Duration = Duration::from_secs(2);

/// What is being fetched for one room: one page at a time.
#[derive(Clone, Copy)]
pub struct Fetch {
    /// Whether a page is on its way.
    pub busy: RwSignal<bool>,
    screen: Screen,
    socket: Socket,
}

impl Fetch {
    /// Fetches whatever is missing for as long as the room is open.
    pub fn new(screen: Screen, socket: Socket, room: RoomId) -> Self {
        let fetch = Self { busy: RwSignal::new(false), screen, socket };
        ui::follow(move || {
            let missing = screen.with(Parts::LOG | Parts::LINK, |chat| {
                let here = chat.conversation().filter(|conversation| *conversation.room() == room);
                here.filter(|_| chat.link.is_open()).and_then(Conversation::missing)
            });
            if let (Some(cursor), false) = (missing, fetch.busy.get()) {
                fetch.get(room.clone(), cursor);
            }
        });
        fetch
    }

    /// The reader came near the upper end of what is drawn.
    pub fn up(self) {
        self.more(Conversation::up);
    }

    /// The reader came near the lower end of what is drawn.
    pub fn down(self) {
        self.more(Conversation::down);
    }

    fn more(self, way: fn(&mut Conversation) -> More) {
        if self.busy.get_untracked() || self.screen.peek(|chat| !chat.link.is_open()) {
            return;
        }
        let wanted = self.screen.change_with(|chat| match chat.conversation_mut() {
            None => (Parts::NONE, None),
            Some(conversation) => match way(conversation) {
                More::Drawn => (Parts::LOG, None),
                More::Fetch(cursor) => (Parts::NONE, Some((conversation.room().clone(), cursor))),
                More::Nothing => (Parts::NONE, None),
            },
        });
        if let Some((room, cursor)) = wanted.flatten() {
            self.get(room, cursor);
        }
    }

    fn get(self, room: RoomId, cursor: Cursor) {
        self.busy.set(true);
        let reply = self.socket.call(History::new(room.clone(), cursor, Limit::default()));
        spawn_local(async move {
            let page = reply.await;
            let idle = move || {
                self.busy.try_set(false);
            };
            match page {
                Ok(page) => {
                    self.screen.change(|chat| chat.page(&room, page));
                    idle();
                }
                Err(_) => set_timeout(idle, AGAIN),
            }
        });
    }
}
