//! Who is typing: leases that run out by themselves, and the reader's own pulse, which is sent sparingly.
//!
//! Times are milliseconds of any one clock of this machine; they are arguments.

use protocol::RoomId;
use protocol::UserId;
use protocol::session::Person;
use protocol::typing::{PULSE_EVERY_MS, PULSE_LASTS_MS, Typing, TypingPulse};

/// Most leases that are kept, all rooms together; the oldest goes first.
const MAX_LEASES: usize = 100;

#[derive(Clone, Debug, PartialEq)]
struct Lease {
    room: RoomId,
    person: Person,
    until: i64,
}

/// Everybody who is typing somewhere, those who began first first; and the reader's own pulse.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Leases {
    leases: Vec<Lease>,
    own: Option<(RoomId, i64)>,
}

impl Leases {
    /// Somebody began, went on or stopped.
    pub fn apply(&mut self, pulse: TypingPulse, now: i64) {
        let TypingPulse { room_id: room, person, on } = pulse;
        let until = now + i64::from(PULSE_LASTS_MS);
        let held = self.leases.iter_mut().find(|lease| lease.room == room && lease.person.id == person.id);
        match (held, on) {
            (Some(lease), true) => lease.until = until,
            (None, true) => {
                if self.leases.len() == MAX_LEASES {
                    self.leases.remove(0);
                }
                self.leases.push(Lease { room, person, until });
            }
            (_, false) => self.end(&room, &person.id),
        }
    }

    /// Somebody's message came, or they left: they are not typing it any more.
    pub fn end(&mut self, room: &RoomId, who: &UserId) {
        self.leases.retain(|lease| lease.room != *room || lease.person.id != *who);
    }

    /// The connection was lost: nobody would tell that they stopped, nor renew.
    pub fn clear(&mut self) {
        self.leases.clear();
        self.own = None;
    }

    /// Drops what has run out; whether anything had.
    pub fn expire(&mut self, now: i64) -> bool {
        let before = self.leases.len();
        self.leases.retain(|lease| lease.until > now);
        self.leases.len() != before
    }

    /// When the next lease runs out.
    pub fn next_expiry(&self) -> Option<i64> {
        self.leases.iter().map(|lease| lease.until).min()
    }

    /// Who is typing in a room, those who began first first.
    pub fn who<'a>(&'a self, room: &'a RoomId) -> impl Iterator<Item = &'a Person> {
        self.leases.iter().filter(move |lease| lease.room == *room).map(|lease| &lease.person)
    }

    /// The reader changed the text in the composer: the pulse to send, if one is due.
    pub fn typed(&mut self, room: &RoomId, now: i64) -> Option<Typing> {
        let due = self.own.as_ref().is_none_or(|(at, since)| at != room || now - since >= i64::from(PULSE_EVERY_MS));
        due.then(|| {
            self.own = Some((room.clone(), now));
            Typing { room_id: room.clone(), on: true }
        })
    }

    /// The reader sent, cleared the composer or left the room: the pulse that says so, if others still see them typing. Sending needs
    /// none: the message itself ends the lease.
    pub fn stopped(&mut self, now: i64, sent: bool) -> Option<Typing> {
        let (room_id, since) = self.own.take()?;
        (!sent && now - since < i64::from(PULSE_LASTS_MS)).then_some(Typing { room_id, on: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::Name;

    fn room() -> RoomId {
        RoomId::new("release").expect("an id")
    }

    fn pulse(who: &str, on: bool) -> TypingPulse {
        let person = Person { id: UserId::new(who).expect("an id"), name: Name::new("지민").expect("a name") };
        TypingPulse { room_id: room(), person, on }
    }

    fn who(leases: &Leases) -> Vec<String> {
        leases.who(&room()).map(|person| person.id.to_string()).collect()
    }

    #[test]
    fn a_pulse_runs_out_unless_it_is_renewed() {
        let mut leases = Leases::default();
        leases.apply(pulse("jimin", true), 0);
        leases.apply(pulse("bob", true), 1_000);
        leases.apply(pulse("jimin", true), 2_500);
        assert_eq!(leases.next_expiry(), Some(7_000));
        assert!(!leases.expire(6_999));
        assert!(leases.expire(7_000));
        assert_eq!(who(&leases), ["jimin"]);
        assert!(leases.expire(8_500));
        assert_eq!(leases.next_expiry(), None);
    }

    #[test]
    fn a_message_or_a_stop_ends_it_at_once() {
        let mut leases = Leases::default();
        leases.apply(pulse("jimin", true), 0);
        leases.apply(pulse("bob", true), 0);
        leases.end(&room(), &UserId::new("jimin").expect("an id"));
        assert_eq!(who(&leases), ["bob"]);
        leases.apply(pulse("bob", false), 10);
        assert!(who(&leases).is_empty());
    }

    #[test]
    fn leases_have_a_bound() {
        let mut leases = Leases::default();
        for n in 0..150 {
            leases.apply(pulse(&format!("p{n}"), true), n);
        }
        assert_eq!(leases.leases.len(), MAX_LEASES);
        assert_eq!(who(&leases)[0], "p50");
    }

    #[test]
    fn own_pulses_are_sparing_and_end_when_nothing_is_sent() {
        let mut leases = Leases::default();
        assert!(leases.typed(&room(), 0).is_some());
        assert!(leases.typed(&room(), 2_499).is_none());
        assert!(leases.typed(&room(), 2_500).is_some());
        assert_eq!(leases.stopped(3_000, false), Some(Typing { room_id: room(), on: false }));
        assert_eq!(leases.stopped(3_000, false), None);
        assert!(leases.typed(&room(), 3_100).is_some());
        assert_eq!(leases.stopped(3_200, true), None);
        let other = RoomId::new("lunch").expect("an id");
        assert!(leases.typed(&room(), 3_300).is_some());
        assert!(leases.typed(&other, 3_301).is_some(), "another room hears of it at once");
    }
}
