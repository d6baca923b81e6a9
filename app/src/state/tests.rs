//! For tests of the state: who they are about, and what these people say.

use protocol::messages::{Change, Entry, Page};
use protocol::rooms::{Notify, RoomKind, RoomSummary};
use protocol::session::{Language, Me, Person, Preferences, Role};
use protocol::{ClientId, MessageText, Name, RoomId, RoomName, Seq, Timestamp, UserId};

use crate::page::{Initial, OpenRoom};

/// The reader of every test: 서연.
pub(crate) fn me() -> Person {
    person("seoyeon", "서연")
}

pub(crate) fn person(id: &str, name: &str) -> Person {
    Person { id: UserId::new(id).expect("an id"), name: Name::new(name).expect("a name") }
}

/// A room of 서연 and Bob, in which all is read.
pub(crate) fn room(id: &str, name: &str, head: u64) -> RoomSummary {
    RoomSummary {
        id: RoomId::new(id).expect("an id"),
        kind: RoomKind::Private,
        name: Some(RoomName::new(name).expect("a name")),
        topic: None,
        creator: person("bob", "Bob").id,
        head: Seq(head),
        read: Seq(head),
        unread: 0,
        mentions: 0,
        starred: false,
        notify: Notify::All,
        last: None,
        active_at: Timestamp(0),
        members: 2,
        faces: vec![person("bob", "Bob")],
    }
}

/// An entry of a room's log, one minute after the one before it.
pub(crate) fn entry(room: &str, seq: u64, by: &str, change: Change) -> Entry {
    let by = if by == "seoyeon" { me() } else { person(by, "Bob") };
    let at = Timestamp(1_795_000_000_000 + i64::try_from(seq).expect("a small number") * 60_000);
    Entry { room_id: RoomId::new(room).expect("an id"), seq: Seq(seq), at, by, change }
}

/// A message.
pub(crate) fn said(room: &str, seq: u64, by: &str, content: &str) -> Entry {
    let client_id = ClientId::new(&format!("{by}-{seq}")).expect("an id");
    entry(room, seq, by, Change::said(client_id, MessageText::new(content).expect("a text"), None))
}

/// What Bob said from one place to another, as a page of a log that goes to `head`.
pub(crate) fn page(room: &str, from: u64, to: u64, head: u64) -> Page {
    let entries = (from..=to).map(|seq| said(room, seq, "bob", &format!("{seq}번째 이야기"))).collect();
    Page { entries, from: Seq(from), to: Seq(to), head: Seq(head) }
}

/// The screen of 서연 with some rooms, one of them open at a page and read up to a place.
pub(crate) fn initial(rooms: Vec<RoomSummary>, open: Option<(&str, Page, u64)>) -> Initial {
    Initial {
        me: Me { person: me(), role: Role::Member, preferences: Preferences::default() },
        language: Language::Ko,
        rooms,
        present: Vec::new(),
        room: open.map(|(id, page, read)| OpenRoom {
            id: RoomId::new(id).expect("an id"),
            page,
            read: Seq(read),
            focus: None,
            form_client_id: ClientId::new("form").expect("an id"),
            form_error: None,
        }),
    }
}
