//! The whole state, event by event.

use protocol::messages::{Change, SendMessage};
use protocol::rooms::{RoomDeleted, RoomInvite};
use protocol::session::{Missed, Resync};
use protocol::typing::TypingPulse;
use protocol::{ClientId, ErrorBody, ErrorCode, MessageText, Timestamp};

use super::*;
use crate::state::messages::rows::{Row, Stage, rows, utc};
use crate::state::tests::{entry, initial, me, page, person, room, said};

fn id(id: &str) -> RoomId {
    RoomId::new(id).expect("an id")
}

/// The open room `release` with entries 1 to 3, and `lunch` beside it.
fn chat() -> Chat {
    Chat::new(&initial(vec![room("release", "릴리스", 3), room("lunch", "점심", 10)], Some(("release", page("release", 1, 3, 3), 3))))
}

fn texts(chat: &Chat) -> Vec<String> {
    let conversation = chat.conversation().expect("a room is open");
    let rows = rows(conversation, chat.outbox.of_room(conversation.room()), &me(), true, utc);
    rows.into_iter().filter_map(|row| if let Row::Said(said) = row { Some(said.text) } else { None }).collect()
}

fn synced(rooms: Vec<RoomSummary>, missed: Vec<Missed>) -> Synced {
    let me = initial(Vec::new(), None).me;
    Synced { me, rooms, missed, present: Vec::new() }
}

fn unsent(content: &str, client_id: &str) -> SendMessage {
    let client_id = ClientId::new(client_id).expect("an id");
    SendMessage { room_id: id("release"), client_id, content: MessageText::new(content).expect("a text"), reply_to: None }
}

#[test]
fn a_message_here_is_drawn_and_one_elsewhere_is_counted() {
    let mut chat = chat();
    let here = chat.apply(Event::RoomEvent(said("release", 4, "bob", "끝났어요")), 0);
    assert!(here.parts.has(Parts::LOG) && here.parts.has(Parts::ROOMS) && !here.behind);
    assert_eq!(texts(&chat).last().map(String::as_str), Some("끝났어요"));
    let there = chat.apply(Event::RoomEvent(said("lunch", 11, "bob", "순댓국")), 0);
    assert!(there.parts.has(Parts::ROOMS) && !there.parts.has(Parts::LOG));
    assert_eq!(chat.rooms.get(&id("lunch")).map(|room| room.unread), Some(1));
}

#[test]
fn a_gap_asks_to_compare_and_nothing_is_shown_across_it() {
    let mut chat = chat();
    let effect = chat.apply(Event::RoomEvent(said("release", 6, "bob", "여섯째")), 0);
    assert!(effect.behind);
    assert!(!texts(&chat).contains(&"여섯째".to_owned()));
    let mut told = room("release", "릴리스", 6);
    told.unread = 3;
    let missed = Missed { room_id: id("release"), page: Some(page("release", 4, 6, 6)) };
    let effect = chat.synced(synced(vec![told], vec![missed]));
    assert!(!effect.closed);
    assert_eq!(texts(&chat).len(), 6);
    assert!(chat.conversation().expect("still open").missing().is_none());
}

#[test]
fn what_came_while_the_comparison_was_on_its_way_is_not_forgotten() {
    let mut chat = chat();
    chat.apply(Event::RoomEvent(said("lunch", 11, "bob", "방금")), 0);
    chat.synced(synced(vec![room("release", "릴리스", 3), room("lunch", "점심", 10)], Vec::new()));
    assert_eq!(chat.rooms.get(&id("lunch")).map(|room| (room.head, room.unread)), Some((Seq(11), 1)));
}

#[test]
fn my_message_is_there_once_from_pending_to_stored() {
    let mut chat = chat();
    chat.outbox.push(unsent("지금 넣을게요", "seoyeon-4"), Timestamp(0)).expect("there is room");
    assert_eq!(texts(&chat).last().map(String::as_str), Some("지금 넣을게요"));
    // The event comes before the acknowledgement, or from another tab: the same message.
    chat.apply(Event::RoomEvent(said("release", 4, "seoyeon", "지금 넣을게요")), 0);
    assert_eq!(texts(&chat).iter().filter(|text| *text == "지금 넣을게요").count(), 1);
    assert!(chat.outbox.is_empty());
}

#[test]
fn an_acknowledgement_may_overtake_what_stands_before_it() {
    let mut chat = chat();
    let effect = chat.entry(said("release", 5, "seoyeon", "다섯째"), true);
    assert!(!effect.behind, "what stands between is on its way");
    chat.apply(Event::RoomEvent(said("release", 4, "bob", "넷째")), 0);
    assert_eq!(texts(&chat)[3..], ["넷째", "다섯째"]);
}

#[test]
fn a_room_that_is_gone_closes_and_takes_its_unsent_with_it() {
    let mut chat = chat();
    chat.outbox.push(unsent("못 갈 말", "c1"), Timestamp(0)).expect("there is room");
    let effect = chat.apply(Event::RoomDeleted(RoomDeleted { room_id: id("release") }), 0);
    assert!(effect.closed);
    assert!(chat.outbox.is_empty() && chat.rooms.get(&id("release")).is_none());

    let mut chat = self::chat();
    let removed = entry("release", 4, "bob", Change::MemberRemoved { person: me() });
    assert!(chat.apply(Event::RoomEvent(removed), 0).closed);

    let mut chat = self::chat();
    assert!(chat.synced(synced(vec![room("lunch", "점심", 10)], Vec::new())).closed, "gone while there was no connection");
}

#[test]
fn an_invitation_puts_a_room_on_the_list() {
    let mut chat = chat();
    let invite = RoomInvite { room: room("review", "디자인-리뷰", 2), by: person("bob", "Bob") };
    assert!(chat.apply(Event::RoomInvite(invite), 0).parts.has(Parts::ROOMS));
    assert!(chat.go(Some(&id("review"))));
    assert!(chat.conversation().expect("it is open").missing().is_some());
}

#[test]
fn reading_is_told_once_and_only_forwards() {
    let mut chat = chat();
    chat.apply(Event::RoomEvent(said("release", 4, "bob", "넷째")), 0);
    chat.apply(Event::RoomEvent(said("release", 5, "bob", "다섯째")), 0);
    let (_, read) = chat.saw(Seq(4)).expect("it is news");
    assert_eq!((read.room_id.as_str(), read.seq), ("release", Seq(4)));
    assert_eq!(chat.rooms.unread(), 1);
    assert!(chat.saw(Seq(4)).is_none());
    // The rest was read on another screen.
    chat.apply(Event::Read(Read { room_id: id("release"), seq: Seq(5) }), 0);
    assert_eq!(chat.rooms.unread(), 0);
}

#[test]
fn what_comes_while_the_tab_is_hidden_stands_below_a_divider() {
    let mut chat = chat();
    let divided = |chat: &Chat| chat.conversation().expect("it is open").divider();
    chat.apply(Event::RoomEvent(said("release", 4, "bob", "보고 있을 때")), 0);
    chat.saw(Seq(4));
    assert_eq!(divided(&chat), None);
    chat.visible = false;
    chat.apply(Event::RoomEvent(said("release", 5, "bob", "안 볼 때")), 0);
    chat.apply(Event::RoomEvent(said("release", 6, "bob", "계속")), 0);
    assert_eq!(divided(&chat), Some(Seq(4)));
}

#[test]
fn losing_the_line_ends_what_only_the_line_keeps_true() {
    let mut chat = chat();
    let pulse = TypingPulse { room_id: id("release"), person: person("bob", "Bob"), on: true };
    assert!(chat.apply(Event::Typing(pulse), 0).parts.has(Parts::TYPING));
    chat.link.opened();
    chat.link.synced();
    chat.lost(1_000);
    assert_eq!(chat.typing.who(&id("release")).count(), 0);
    assert!(!chat.link.is_whole());
    assert!(chat.apply(Event::Resync(Resync::default()), 0).behind);
}

#[test]
fn few_conversations_are_kept_and_the_open_one_always() {
    let rooms = (0..20).map(|n| room(&format!("r{n}"), "방", 3)).collect();
    let mut chat = Chat::new(&initial(rooms, None));
    for n in 0..20 {
        assert!(chat.go(Some(&id(&format!("r{n}")))));
    }
    assert_eq!(chat.held.len(), MAX_HELD);
    assert_eq!(chat.conversation().map(|conversation| conversation.room().to_string()).as_deref(), Some("r19"));
    assert!(!chat.go(Some(&id("nowhere"))));
    assert_eq!(chat.open_id(), Some(&id("r19")));
}

#[test]
fn a_waiting_message_says_so() {
    let mut chat = chat();
    chat.outbox.push(unsent("지금 넣을게요", "c1"), Timestamp(0)).expect("there is room");
    let stage = |chat: &Chat, online| {
        let conversation = chat.conversation().expect("a room is open");
        let rows = rows(conversation, chat.outbox.of_room(&id("release")), &me(), online, utc);
        rows.into_iter().rev().find_map(|row| if let Row::Said(said) = row { Some(said.delivery) } else { None })
    };
    assert_eq!((stage(&chat, true), stage(&chat, false)), (Some(Stage::Sending), Some(Stage::Waiting)));
    // Put off while the server's storage is away: it waits, also while it is tried again.
    let away = ErrorBody::new(ErrorCode::Unavailable, "storage is away");
    let first = chat.outbox.next(Timestamp(0)).expect("it is sent");
    chat.outbox.failed(&first.client_id, &away, Timestamp(0), 0);
    assert_eq!(stage(&chat, true), Some(Stage::Waiting));
    assert!(chat.outbox.next(Timestamp(60_000)).is_some(), "it is sent again");
    assert_eq!(stage(&chat, true), Some(Stage::Waiting));
}

#[test]
fn what_was_said_changes_in_the_log_and_in_the_list() {
    let mut chat = chat();
    let content = MessageText::new("고친 말").expect("a text");
    let target = Seq(3);
    let told = chat.apply(Event::RoomEvent(entry("release", 4, "bob", Change::MessageEdited { target, content })), 0);
    assert!(told.parts.has(Parts::LOG) && told.parts.has(Parts::ROOMS) && !told.behind);
    assert_eq!(texts(&chat).last().map(String::as_str), Some("고친 말"));
    let emoji = protocol::Emoji::new("👍").expect("an emoji");
    chat.apply(Event::RoomEvent(entry("release", 5, "bob", Change::ReactionAdded { target, emoji })), 0);
    let last = |chat: &Chat| {
        let conversation = chat.conversation().expect("a room is open");
        let rows = rows(conversation, chat.outbox.of_room(conversation.room()), &me(), true, utc);
        let said = rows.into_iter().rev().find_map(|row| if let Row::Said(said) = row { Some(said) } else { None });
        said.expect("a message")
    };
    assert_eq!((last(&chat).edited, last(&chat).reactions.len()), (true, 1));
    let active = chat.rooms.get(&id("release")).expect("listed").active_at;
    chat.apply(Event::RoomEvent(entry("release", 6, "bob", Change::MessageDeleted { target })), 0);
    assert!(last(&chat).gone && last(&chat).text.is_empty() && last(&chat).reactions.is_empty());
    let release = chat.rooms.get(&id("release")).expect("listed");
    assert_eq!((release.head, release.active_at), (Seq(6), active), "a message that changes is no activity");
}

#[test]
fn a_deletion_of_what_was_unread_is_compared_with_the_server() {
    let mut chat = chat();
    chat.apply(Event::RoomEvent(said("lunch", 11, "bob", "순댓국 어때요")), 0);
    let told = chat.apply(Event::RoomEvent(entry("lunch", 12, "bob", Change::MessageDeleted { target: Seq(11) })), 0);
    assert!(told.behind);
}

#[test]
fn a_call_by_name_is_counted_at_once() {
    let mut chat = chat();
    let call = format!("@{} 이거 봐 줘요", me().name);
    chat.apply(Event::RoomEvent(said("lunch", 11, "bob", &call)), 0);
    chat.apply(Event::RoomEvent(said("lunch", 12, "bob", "그냥 말")), 0);
    let lunch = chat.rooms.get(&id("lunch")).expect("listed");
    assert_eq!((lunch.mentions, lunch.unread), (1, 2));
}

#[test]
fn what_is_marked_unread_stays_so_until_the_reader_comes_again() {
    let mut chat = chat();
    let unread = Unread { room_id: id("release"), read: Seq(1), unread: 2, mentions: 1 };
    chat.apply(Event::Unread(unread), 0);
    let release = |chat: &Chat| chat.rooms.get(&id("release")).map(|room| (room.read, room.unread, room.mentions));
    assert_eq!(release(&chat), Some((Seq(1), 2, 1)));
    assert_eq!(chat.conversation().and_then(Conversation::divider), Some(Seq(1)));
    assert_eq!(chat.saw(Seq(3)), None, "what is on the screen is not read");
    assert!(chat.go(Some(&id("lunch"))) && chat.go(Some(&id("release"))));
    assert!(chat.saw(Seq(3)).is_some());
    assert_eq!(release(&chat).map(|(read, ..)| read), Some(Seq(3)));
}
