//! The thin reactive layer: whoever looks at a part of [`Chat`] is told when that part changed. And what only the screen itself
//! knows: which dialog is open, whether the reader is at the end.

use futures::future::AbortHandle;
use leptos::prelude::*;
use protocol::session::{Display, Language, OwnMessages, Person};
use protocol::{RoomId, Seq};

use super::chat::Chat;
use super::looks::Looks;
use super::parts::Parts;
use crate::i18n::Text;

/// The state of the screen, shared by everything on it. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Screen {
    /// The language that the page was drawn in.
    pub language: Language,
    /// What the reader had chosen when the page was drawn.
    pub display: Display,
    /// Whether the browser has taken the page over: before that, nothing may differ from what the server drew.
    pub alive: RwSignal<bool>,
    /// Which room is open.
    pub open: Memo<Option<RoomId>>,
    /// Which dialog is open.
    pub dialog: RwSignal<Option<Dialog>>,
    /// Whether the details of the open room are shown.
    pub details: RwSignal<bool>,
    /// The conversation that is being saved, or what came of the last one.
    pub saving: RwSignal<Option<Saving>>,
    /// Whether the end of the log can be seen.
    pub at_end: RwSignal<bool>,
    /// What the composer is for, when it is not for a new message.
    pub writing: RwSignal<Option<Writing>>,
    /// What messages of the reader's are to say from now on, in the rooms where that is being written.
    pub rewritten: StoredValue<Vec<(RoomId, Seq, String)>>,
    /// The room that was open and is gone: what it was called, and what was being written in it.
    pub lost: RwSignal<Option<(String, Option<String>)>>,
    /// What was just done, said for a moment beside the composer.
    pub hint: RwSignal<Option<Text>>,
    /// Whether to say that there is no connection.
    pub offline: RwSignal<bool>,
    /// What draws the text of messages.
    pub looks: Looks,
    chat: StoredValue<Chat>,
    changed: [RwSignal<()>; Parts::COUNT],
}

/// A dialog. At most one is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// From room to room by a few keys of a name.
    Switcher,
    /// A new room, perhaps with a name already; or one of those that anyone may join.
    Create(String),
    /// A conversation with one other person.
    Direct,
    /// People to the open room.
    Invite,
    /// Who somebody is, and the way to talk to them.
    Card(Person),
    /// What can be done with a room of the list, beside a place of the window.
    Menu(RoomId, (i32, i32)),
    /// Leaving a room, asked once.
    Leave(RoomId),
    /// Deleting the open room, asked once.
    Delete,
    /// The list of keys.
    Keys,
    /// Removing somebody from the open room, asked once.
    Remove(Person),
    /// To a day of the open room.
    Day,
    /// An emoji for a message of the open room.
    React(Seq),
    /// What can be done with a message of the open room.
    Message(Seq),
    /// Deleting a message of the open room, asked once.
    DeleteMessage(Seq),
}

/// What the composer is for, in the room that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// An answer to a message.
    Reply(Seq),
    /// What a message of the reader's says from now on.
    Edit(Seq),
}

/// A conversation on its way into a file.
#[derive(Clone, Debug)]
pub enum Saving {
    /// Under way, whatever is shown meanwhile.
    Running {
        /// What the room is called.
        room: String,
        /// How many entries have come.
        count: u64,
        /// How many there are.
        all: u64,
        /// Ends it.
        stop: AbortHandle,
    },
    /// It is a file of this name.
    Saved(String),
    /// There is no file, and why.
    Failed(Text),
}

impl Screen {
    /// As the page begins.
    pub fn new(chat: Chat) -> Self {
        let (language, display) = (chat.language, chat.me.preferences.display);
        let chat = StoredValue::new(chat);
        let changed: [RwSignal<()>; Parts::COUNT] = std::array::from_fn(|_| RwSignal::new(()));
        let open = Memo::new(move |_| {
            changed[Parts::OPEN.place()].track();
            chat.with_value(|chat| chat.open_id().cloned())
        });
        Self {
            language,
            display,
            alive: RwSignal::new(false),
            open,
            dialog: RwSignal::new(None),
            details: RwSignal::new(false),
            saving: RwSignal::new(None),
            at_end: RwSignal::new(true),
            writing: RwSignal::new(None),
            rewritten: StoredValue::new(Vec::new()),
            lost: RwSignal::new(None),
            hint: RwSignal::new(None),
            offline: RwSignal::new(false),
            looks: Looks::new(),
            chat,
            changed,
        }
    }

    /// Whether the reader's own messages stand in bubbles on the right.
    pub fn has_bubbles(&self) -> bool {
        self.display.own == OwnMessages::Right
    }

    /// Looks at some parts, and is told when one of them changes. Nothing may be changed within `look`.
    pub fn with<T>(&self, parts: Parts, look: impl FnOnce(&Chat) -> T) -> T {
        for (place, changed) in self.changed.iter().enumerate() {
            if parts.has(Parts::at(place)) {
                changed.track();
            }
        }
        self.peek(look)
    }

    /// Looks once.
    pub fn peek<T>(&self, look: impl FnOnce(&Chat) -> T) -> T {
        let mut look = Some(look);
        let mut seen = None;
        self.look(&mut |chat| seen = look.take().map(|look| look(chat)));
        seen.expect("who looks is called once")
    }

    /// Changes something and says which parts that touched.
    pub fn change(&self, change: impl FnOnce(&mut Chat) -> Parts) {
        self.change_with(|chat| (change(chat), ()));
    }

    /// Changes something, says which parts that touched, and gives back what came of it. `None` when the screen is gone.
    pub fn change_with<T>(&self, change: impl FnOnce(&mut Chat) -> (Parts, T)) -> Option<T> {
        let mut change = Some(change);
        let mut changed = None;
        self.update(&mut |chat| changed = change.take().map(|change| change(chat)));
        let (parts, value) = changed?;
        self.touch(parts);
        Some(value)
    }

    /// The way to the state, once for all who look: it weighs half a kilobyte for every kind of closure.
    fn look(&self, look: &mut dyn FnMut(&Chat)) {
        self.chat.with_value(look);
    }

    /// The same, for those who change it.
    fn update(&self, change: &mut dyn FnMut(&mut Chat)) {
        self.chat.try_update_value(change);
    }

    /// The beginning of a text in one line, as [`Looks::line`]. What the server drew stays: the code is asked for once the page lives.
    pub fn line(&self, text: &str, most: usize) -> String {
        self.looks.line(text, most, self.alive.get_untracked())
    }

    /// Opens a room of the list, or none, and shows its conversation. Whether there is such a room.
    pub fn go(&self, room: Option<&RoomId>) -> bool {
        // It was for the other room.
        self.writing.set(None);
        if room.is_some() {
            self.lost.set(None);
        } else {
            self.details.set(false);
        }
        self.change_with(|chat| {
            let went = chat.go(room);
            chat.finding.shown &= !went;
            (Parts::all().when(went), went)
        })
        .unwrap_or_default()
    }

    /// Opens a room of the list around an entry, of which `ranges` match a search.
    pub fn go_to(&self, room: &RoomId, seq: Seq, ranges: Vec<(u32, u32)>) {
        if self.peek(|chat| chat.open_id() == Some(room)) || self.go(Some(room)) {
            self.change(|chat| {
                if let Some(conversation) = chat.conversation_mut() {
                    conversation.go_to(seq, ranges);
                }
                Parts::LOG
            });
        }
    }

    fn touch(&self, parts: Parts) {
        for (place, changed) in self.changed.iter().enumerate() {
            if parts.has(Parts::at(place)) {
                changed.notify();
            }
        }
    }
}
