//! The outbox against a server that loses, delays and refuses: nothing is lost, nothing is doubled, order per room holds.

use std::collections::BTreeMap;

use client::CallError;
use client::outbox::{CERTAIN_FOR_MS, Full, MAX_UNSENT, Outbox, State};
use proptest::prelude::*;
use protocol::messages::{Change, SendMessage, Sent};
use protocol::session::Person;
use protocol::{ClientId, ErrorBody, ErrorCode, MessageText, Name, RoomId, Seq, Timestamp, UserId};

const NOW: Timestamp = Timestamp(1_000_000);
const STORED: Sent = Sent { seq: Seq(7), created_at: Timestamp(5) };

fn id(number: usize) -> ClientId {
    ClientId::new(&format!("c{number}")).expect("an id")
}

fn message(number: usize, room: &str) -> SendMessage {
    SendMessage {
        room_id: RoomId::new(room).expect("an id"),
        client_id: id(number),
        content: MessageText::new(&format!("{number}번째 \"말\"\n😀")).expect("a text"),
        reply_to: None,
    }
}

fn me() -> Person {
    Person { id: UserId::new("ann").expect("an id"), name: Name::new("지민").expect("a name") }
}

fn later(ms: i64) -> Timestamp {
    Timestamp(NOW.0 + ms)
}

fn with(messages: &[(usize, &str)]) -> Outbox {
    let mut outbox = Outbox::new();
    for &(number, room) in messages {
        outbox.push(message(number, room), NOW).expect("there is room");
    }
    outbox
}

fn sent(outbox: &mut Outbox, now: Timestamp) -> Vec<ClientId> {
    std::iter::from_fn(|| outbox.next(now)).map(|message| message.client_id).collect()
}

fn refused(code: ErrorCode) -> Result<Sent, CallError> {
    Err(CallError::Refused(ErrorBody::new(code, "안 돼요")))
}

#[test]
fn one_message_per_room_is_in_flight_and_rooms_do_not_wait_for_each_other() {
    let mut outbox = with(&[(1, "a"), (2, "a"), (3, "b")]);
    assert_eq!(sent(&mut outbox, NOW), [id(1), id(3)]);
    let stored = outbox.answered(&id(1), &Ok(STORED), NOW, 0).expect("it was here");
    let entry = stored.into_entry(me(), STORED);
    assert_eq!((entry.seq, entry.at), (STORED.seq, STORED.created_at));
    assert!(matches!(entry.change, Change::NewMessage { client_id, .. } if client_id == id(1)));
    assert_eq!(sent(&mut outbox, NOW), [id(2)]);
}

#[test]
fn what_may_help_is_tried_again_and_holds_up_its_room() {
    let mut outbox = with(&[(1, "a"), (2, "a")]);
    for error in [refused(ErrorCode::Unavailable), Err(CallError::TimedOut), Err(CallError::Disconnected)] {
        assert_eq!(sent(&mut outbox, NOW), [id(1)]);
        outbox.answered(&id(1), &error, NOW, 0);
        assert_eq!(sent(&mut outbox, NOW), []);
        let wake = outbox.wake_at().expect("it waits");
        assert!(wake > NOW && wake <= later(4_000), "{error:?}: {wake:?}");
        assert_eq!(sent(&mut outbox, wake), [id(1)], "{error:?}");
        outbox.disconnected();
    }
}

#[test]
fn a_rate_limit_says_when() {
    let mut outbox = with(&[(1, "a")]);
    sent(&mut outbox, NOW);
    let error = ErrorBody { retry_after_ms: Some(7_000), ..ErrorBody::new(ErrorCode::RateLimited, "천천히") };
    outbox.answered(&id(1), &Err(CallError::Refused(error)), NOW, 0);
    assert_eq!(outbox.wake_at(), Some(later(7_000)));
}

#[test]
fn what_is_refused_for_good_waits_for_the_person_and_holds_up_nobody() {
    for answer in [refused(ErrorCode::NotMember), Err(CallError::TooLarge)] {
        let mut outbox = with(&[(1, "a"), (2, "a"), (3, "a")]);
        sent(&mut outbox, NOW);
        outbox.answered(&id(1), &answer, NOW, 0);
        assert!(matches!(outbox.of_room(&message(1, "a").room_id).next().expect("it is shown").state, State::Failed(_)));
        assert_eq!(sent(&mut outbox, NOW), [id(2)]);
        assert!(outbox.retry(&id(1)) && !outbox.retry(&id(1)));
        outbox.answered(&id(2), &Ok(STORED), NOW, 0);
        assert_eq!(sent(&mut outbox, NOW), [id(3)]);
        assert_eq!(outbox.delete(&id(3)).map(|unsent| unsent.state), Some(State::InFlight));
        assert_eq!(sent(&mut outbox, NOW), [id(1)], "a retry stands where it was made");
    }
}

#[test]
fn a_message_that_breaks_the_server_does_not_hold_up_its_room_for_ever() {
    let mut outbox = with(&[(1, "a"), (2, "a")]);
    for _ in 0..5 {
        let now = outbox.wake_at().expect("it waits");
        assert_eq!(sent(&mut outbox, now), [id(1)]);
        outbox.answered(&id(1), &refused(ErrorCode::Internal), now, 0);
    }
    assert_eq!(sent(&mut outbox, NOW), [id(2)]);
}

#[test]
fn an_event_confirms_before_the_acknowledgement_or_without_one() {
    let mut outbox = with(&[(1, "a"), (2, "a")]);
    sent(&mut outbox, NOW);
    let entry = with(&[(1, "a")]).delete(&id(1)).expect("it is there").into_entry(me(), STORED);
    assert!(outbox.seen(&entry).is_some());
    assert!(outbox.seen(&entry).is_none());
    assert!(outbox.answered(&id(1), &Ok(STORED), NOW, 0).is_none());
    assert_eq!(outbox.len(), 1);
    let elsewhere = with(&[(2, "b")]).delete(&id(2)).expect("it is there").into_entry(me(), STORED);
    assert!(outbox.seen(&elsewhere).is_none(), "another room's");
}

#[test]
fn a_lost_connection_sends_again_under_the_same_id_and_in_order() {
    let mut outbox = with(&[(1, "a"), (2, "a"), (3, "b")]);
    assert_eq!(sent(&mut outbox, NOW), [id(1), id(3)]);
    outbox.disconnected();
    assert_eq!(sent(&mut outbox, NOW), [id(1), id(3)]);
}

#[test]
fn after_a_day_of_not_knowing_the_person_decides() {
    let mut outbox = with(&[(1, "a"), (2, "a")]);
    sent(&mut outbox, NOW);
    let mut outbox = Outbox::from_json(&outbox.to_json());
    assert_eq!(sent(&mut outbox, later(CERTAIN_FOR_MS - 1)), [id(1)]);
    outbox.disconnected();
    assert_eq!(sent(&mut outbox, later(CERTAIN_FOR_MS)), [id(2)], "which was never tried");
    assert!(outbox.retry(&id(1)));
}

#[test]
fn what_failed_is_taken_up_as_failed_and_what_was_tried_as_tried() {
    let mut before = with(&[(0, "a"), (1, "b")]);
    assert_eq!(sent(&mut before, later(0)), [id(0), id(1)]);
    before.answered(&id(0), &refused(ErrorCode::NotMember), later(0), 0);
    let kept = Outbox::from_json(&before.to_json());
    let mut after = Outbox::new();
    for room in ["a", "b"] {
        let room = RoomId::new(room).expect("an id");
        for unsent in kept.of_room(&room) {
            assert_eq!(after.take_up(unsent.clone()), Ok(()));
        }
    }
    // A day later nobody knows whether the other one was stored: neither goes by itself.
    assert_eq!(sent(&mut after, later(CERTAIN_FOR_MS)), []);
    assert!(after.retry(&id(0)) && after.retry(&id(1)));
    assert_eq!(sent(&mut after, later(CERTAIN_FOR_MS)), [id(0), id(1)]);
}

#[test]
fn the_bound_holds_and_a_clock_that_was_set_back_stops_nothing() {
    let mut outbox = Outbox::new();
    for number in 0..MAX_UNSENT {
        outbox.push(message(number, "a"), NOW).expect("there is room");
    }
    assert_eq!(outbox.push(message(MAX_UNSENT, "a"), NOW), Err(Full));
    assert_eq!(outbox.push(message(0, "a"), NOW), Ok(()), "it is here already");
    assert_eq!(Outbox::from_json(&outbox.to_json()).len(), MAX_UNSENT);
    sent(&mut outbox, NOW);
    outbox.answered(&id(0), &Err(CallError::TimedOut), NOW, 0);
    assert_eq!(sent(&mut outbox, Timestamp(-1_000_000_000)), [id(0)]);
    outbox.forget_room(&message(0, "a").room_id);
    assert!(outbox.is_empty());
}

#[test]
fn garbage_is_an_empty_outbox_and_one_bad_message_takes_no_other_with_it() {
    for garbage in ["", "null", "[]", "{}", "수다", r#"{"version":2,"unsent":[]}"#, r#"{"version":1,"unsent":{}}"#, "{\"version\":1"] {
        assert!(Outbox::from_json(garbage).is_empty(), "{garbage}");
    }
    let good = with(&[(1, "a"), (2, "a")]).to_json();
    let bad = good.replacen(r#""unsent":["#, r#""unsent":[7,{"message":{"roomId":"!"}},null,"#, 1);
    assert_eq!(Outbox::from_json(&bad).len(), 2);
    let doubled = good.replacen("c2", "c1", 1);
    assert_eq!(Outbox::from_json(&doubled).len(), 1);
}

#[derive(Clone, Debug)]
enum Step {
    Push(u8),
    Send,
    /// The oldest in flight is answered: 0 stored, 1 stored but the answer is lost, 2 later, 3 refused by the network.
    Answer(u8),
    Disconnect,
    Reload,
    Event,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0..3_u8).prop_map(Step::Push),
        4 => Just(Step::Send),
        4 => (0..4_u8).prop_map(Step::Answer),
        1 => Just(Step::Disconnect),
        1 => Just(Step::Reload),
        1 => Just(Step::Event),
    ];
    proptest::collection::vec(step, 0..150)
}

/// A server that stores a `clientId` once.
#[derive(Default)]
struct Server {
    log: BTreeMap<RoomId, Vec<ClientId>>,
}

impl Server {
    fn store(&mut self, message: &SendMessage) {
        let log = self.log.entry(message.room_id.clone()).or_default();
        if !log.contains(&message.client_id) {
            log.push(message.client_id.clone());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn whatever_happens_everything_is_stored_once_and_in_order(steps in steps()) {
        let (mut outbox, mut server, mut now) = (Outbox::new(), Server::default(), NOW);
        let (mut flying, mut pushed) = (Vec::<SendMessage>::new(), BTreeMap::<RoomId, Vec<ClientId>>::new());
        let mut number = 0;
        for step in steps {
            now = Timestamp(now.0 + 700);
            match step {
                Step::Push(room) => {
                    let message = message(number, &format!("room{room}"));
                    number += 1;
                    pushed.entry(message.room_id.clone()).or_default().push(message.client_id.clone());
                    prop_assert_eq!(outbox.push(message, now), Ok(()));
                }
                Step::Send => flying.extend(outbox.next(now)),
                Step::Answer(_) if flying.is_empty() => {}
                Step::Answer(how) => {
                    let message = flying.remove(0);
                    if how < 2 {
                        server.store(&message);
                    }
                    let answer = match how {
                        0 => Ok(STORED),
                        1 => Err(CallError::TimedOut),
                        2 => refused(ErrorCode::Unavailable),
                        _ => Err(CallError::Disconnected),
                    };
                    outbox.answered(&message.client_id, &answer, now, 77);
                }
                Step::Disconnect | Step::Reload => {
                    // Some of what was in flight arrived.
                    flying.drain(..).step_by(2).for_each(|message| server.store(&message));
                    if matches!(step, Step::Reload) {
                        outbox = Outbox::from_json(&outbox.to_json());
                    }
                    outbox.disconnected();
                }
                Step::Event => {
                    for (room, stored) in &server.log {
                        let Some(client_id) = stored.last() else { continue };
                        let change = Change::said(client_id.clone(), MessageText::new("말").expect("a text"), None);
                        let entry = protocol::messages::Entry { room_id: room.clone(), seq: Seq(1), at: now, by: me(), change };
                        outbox.seen(&entry);
                    }
                }
            }
            let mut rooms: Vec<_> = flying.iter().map(|message| &message.room_id).collect();
            rooms.sort();
            rooms.dedup();
            prop_assert!(rooms.len() <= 3);
        }
        outbox.disconnected();
        for _ in 0..10_000 {
            if outbox.is_empty() {
                break;
            }
            now = Timestamp(now.0 + 1_000);
            while let Some(message) = outbox.next(now) {
                server.store(&message);
                outbox.answered(&message.client_id, &Ok(STORED), now, 0);
            }
        }
        prop_assert!(outbox.is_empty());
        prop_assert_eq!(server.log, pushed);
    }
}
