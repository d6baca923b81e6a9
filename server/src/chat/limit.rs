//! How often one may: a token bucket for each person and class of command, in bounded memory.

use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use protocol::UserId;

use super::ChatError;

/// People whose habits are remembered at most, for each class; past it those who have been quiet are forgotten first.
const MAX_PEOPLE: usize = 50_000;

/// So many at once, and then so many a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// At once.
    pub burst: NonZeroU32,
    /// A second, from then on.
    pub per_second: NonZeroU32,
}

impl Rate {
    /// So many at once, and then so many a second; neither is 0.
    pub const fn new(burst: u32, per_second: u32) -> Self {
        const INVARIANT: &str = "a rate is not 0";
        Self { burst: NonZeroU32::new(burst).expect(INVARIANT), per_second: NonZeroU32::new(per_second).expect(INVARIANT) }
    }
}

/// What one person may do in a time, by class of command. Each has its own bucket: who searches much can still talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// `send_message`. The burst lets an outbox that has waited for a connection empty itself.
    pub send: Rate,
    /// What changes rooms and who is in them.
    pub rooms: Rate,
    /// What reads: `sync`, `history`, `members`, `find_people`, `public_rooms`.
    pub look: Rate,
    /// `search`, the one command that may cost the server a noticeable time.
    pub search: Rate,
    /// `read`, `set_room`.
    pub mark: Rate,
    /// `typing`. What is over it is dropped in silence.
    pub typing: Rate,
    /// Conversations that one person saves at the same time, each as fast as it is taken.
    pub saves: NonZeroUsize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            send: Rate::new(300, 20),
            rooms: Rate::new(60, 2),
            look: Rate::new(300, 30),
            search: Rate::new(40, 10),
            mark: Rate::new(120, 20),
            typing: Rate::new(20, 4),
            saves: NonZeroUsize::new(2).expect("2 is not 0"),
        }
    }
}

/// The classes of command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Send,
    Rooms,
    Look,
    Search,
    Mark,
    Typing,
}

/// What was done of late.
pub(super) struct Meters {
    send: Meter,
    rooms: Meter,
    look: Meter,
    search: Meter,
    mark: Meter,
    typing: Meter,
}

impl Meters {
    pub(super) fn new(limits: Limits) -> Self {
        let Limits { send, rooms, look, search, mark, typing, saves: _ } = limits;
        Self {
            send: Meter::new(send),
            rooms: Meter::new(rooms),
            look: Meter::new(look),
            search: Meter::new(search),
            mark: Meter::new(mark),
            typing: Meter::new(typing),
        }
    }

    /// Takes one from a person's bucket. Refuses `RateLimited`.
    pub(super) fn take(&self, class: Class, user_id: &UserId) -> Result<(), ChatError> {
        match class {
            Class::Send => &self.send,
            Class::Rooms => &self.rooms,
            Class::Look => &self.look,
            Class::Search => &self.search,
            Class::Mark => &self.mark,
            Class::Typing => &self.typing,
        }
        .take(user_id)
    }
}

struct Meter {
    each: RateLimiter<UserId, HashMapStateStore<UserId>, DefaultClock>,
    /// For those who come when the memory is full of busy people: they share this one.
    rest: governor::DefaultDirectRateLimiter,
    clock: DefaultClock,
}

impl Meter {
    fn new(rate: Rate) -> Self {
        let quota = Quota::per_second(rate.per_second).allow_burst(rate.burst);
        Self { each: RateLimiter::hashmap(quota), rest: RateLimiter::direct(quota), clock: DefaultClock::default() }
    }

    fn take(&self, user_id: &UserId) -> Result<(), ChatError> {
        if self.each.len() >= MAX_PEOPLE {
            self.each.retain_recent();
        }
        let checked = if self.each.len() < MAX_PEOPLE { self.each.check_key(user_id) } else { self.rest.check() };
        checked.map_err(|until| {
            // Rounded up: who waits this long does not come a moment too early.
            let wait = until.wait_time_from(self.clock.now()) + Duration::from_millis(1);
            ChatError::RateLimited { retry_after_ms: u32::try_from(wait.as_millis()).unwrap_or(u32::MAX) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(id: &str) -> UserId {
        UserId::new(id).expect("an id")
    }

    #[test]
    fn one_person_uses_up_only_their_own() {
        let slow = Rate::new(2, 1);
        let meters = Meters::new(Limits { send: slow, ..Limits::default() });
        assert_eq!(meters.take(Class::Send, &user("ann")), Ok(()));
        assert_eq!(meters.take(Class::Send, &user("ann")), Ok(()));
        let refused = meters.take(Class::Send, &user("ann")).expect_err("two at once");
        assert!(matches!(refused, ChatError::RateLimited { retry_after_ms: 1..=1_001 }), "{refused:?}");
        assert_eq!(meters.take(Class::Send, &user("ben")), Ok(()));
        assert_eq!(meters.take(Class::Look, &user("ann")), Ok(()), "another class has another bucket");
    }

    #[test]
    fn the_memory_is_bounded() {
        let meter = Meter::new(Rate::new(1, 1));
        for n in 0..MAX_PEOPLE + 10_000 {
            let _may_be_refused = meter.take(&user(&format!("u{n}")));
        }
        assert!(meter.each.len() <= MAX_PEOPLE);
    }
}
