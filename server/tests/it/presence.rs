//! Who is there: a person with any number of screens, seen by those who share a room.

use std::time::Duration;

use protocol::ids::Limit;
use protocol::presence::{Look, Presence, PresenceState};
use protocol::rooms::{CreateRoom, Members, RoomKind};
use protocol::session::{FindPeople, Me, Sync};
use protocol::{Event, RoomId, Timestamp, UserId};
use suda::clock::Clock;
use suda::config::Options;

use crate::support::person::Line;
use crate::support::{Net, Person};

fn of(user_id: UserId) -> impl FnMut(&Event) -> Option<PresenceState> {
    move |event| match event {
        Event::Presence(Presence { user_id: who, state, .. }) if *who == user_id => Some(*state),
        _ => None,
    }
}

#[tokio::test]
async fn somebody_comes_and_goes() {
    let net = Net::tuned(Options::default(), |tuning| tuning.announce.grace = Duration::from_millis(100)).await;
    let (mut ann, ben, mut stranger) = (net.person("서연").await, net.person("민준").await, net.person("남").await);
    let room = ann.room("수다방", &[&ben]).await.id;
    let tab = ben.second_tab().await;
    let (id, Person { line, browser, .. }) = (ben.id(), ben);
    drop(line);
    drop(tab);
    loop {
        if ann.line.event("they went", of(id.clone())).await == PresenceState::Offline {
            break;
        }
    }
    let members = Members { room_id: room.clone(), cursor: None, limit: Limit::default() };
    let state = ann.call(members).await.expect("members").members[1].state;
    assert_eq!(state, PresenceState::Offline);
    assert!(ann.call(Sync::default()).await.expect("sync").present.is_empty());
    let _back = Line::connect(&browser).await;
    assert_eq!(ann.line.event("they came back", of(id.clone())).await, PresenceState::Online);
    assert_eq!(ann.call(Sync::default()).await.expect("sync").present.len(), 1);
    let other = stranger.room("혼자만의 방", &[]).await.id;
    stranger.say(&other, "조용하다").await.expect("said");
    stranger.hears("조용하다").await;
    assert!(stranger.line.kept(of(id)).is_none(), "who shares no room is not told");
}

#[tokio::test]
async fn who_looks_at_none_of_their_screens_is_away() {
    let net = Net::tuned(Options::default(), |tuning| tuning.announce.grace = Duration::from_millis(100)).await;
    let (mut ann, ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("수다방", &[&ben]).await.id;
    assert_eq!(ann.line.event("they are there", of(ben.id())).await, PresenceState::Online);
    let tab = ben.second_tab().await;
    let state = async |ann: &Person| {
        let members = Members { room_id: room.clone(), cursor: None, limit: Limit::default() };
        let state = ann.call(members).await.expect("members").members[1].state;
        let present = ann.call(Sync::default()).await.expect("sync").present;
        assert!(present.iter().any(|presence| presence.user_id == ben.id() && presence.state == state), "{present:?}");
        state
    };
    // A screen that has said nothing is looked at, as far as anybody knows.
    ben.call(Look { on: false }).await.expect("said");
    assert_eq!(state(&ann).await, PresenceState::Online);
    tab.call(Look { on: false }).await.expect("said");
    assert_eq!(ann.line.event("they are away", of(ben.id())).await, PresenceState::Away);
    assert_eq!(state(&ann).await, PresenceState::Away);
    tab.call(Look { on: true }).await.expect("said");
    assert_eq!(ann.line.event("they are back", of(ben.id())).await, PresenceState::Online);
    tab.call(Look { on: false }).await.expect("said");
    assert_eq!(ann.line.event("they are away again", of(ben.id())).await, PresenceState::Away);
    let _fresh = ben.second_tab().await;
    assert_eq!(ann.line.event("they came to another screen", of(ben.id())).await, PresenceState::Online);
}

#[tokio::test]
async fn who_joins_is_seen_to_be_there() {
    let net = Net::start().await;
    let (mut ann, ben) = (net.person("서연").await, net.person("민준").await);
    ann.room("수다방", &[&ben]).await;
    assert_eq!(ann.line.event("they are there", of(ben.id())).await, PresenceState::Online);
}

/// What everybody who may see presence is told of somebody: by the list of a room, by looking for them, and with `sync`.
async fn told_of(person: &Person, room_id: &RoomId, of: &Me) -> Vec<Option<(PresenceState, Option<Timestamp>)>> {
    let (cursor, limit) = (None, Limit::default());
    let members = person.call(Members { room_id: room_id.clone(), cursor: cursor.clone(), limit }).await.expect("members").members;
    let found = person.call(FindPeople { query: of.person.name.to_string(), cursor, limit }).await.expect("found").people;
    let present = person.call(Sync::default()).await.expect("sync").present;
    vec![
        members.iter().find(|member| member.person.id == of.person.id).map(|member| (member.state, member.seen_at)),
        found.iter().find(|found| found.person.id == of.person.id).map(|found| (found.state, found.seen_at)),
        present.iter().find(|presence| presence.user_id == of.person.id).map(|presence| (presence.state, presence.seen_at)),
    ]
}

async fn direct(person: &Person, with: &Person) -> RoomId {
    let participants = vec![with.id()];
    person.call(CreateRoom { client_id: None, name: None, kind: RoomKind::Direct, participants }).await.expect("a room").id
}

#[tokio::test]
async fn when_somebody_went_is_told_to_the_minute() {
    let net = Net::tuned(Options::default(), |tuning| {
        tuning.announce.grace = Duration::from_millis(100);
        // A moment within a minute; sessions are made and leases end by the same clock.
        tuning.clock = Clock::from_fn(|| Timestamp(1_790_000_000_123));
    })
    .await;
    let (mut ann, person) = (net.person("서연").await, net.person("민준").await);
    let room = direct(&ann, &person).await;
    let Person { line, browser, me: ben, .. } = person;
    let id = ben.person.id.clone();
    assert_eq!(ann.line.event("he is there", of(id.clone())).await, PresenceState::Online);
    assert_eq!(told_of(&ann, &room, &ben).await, [Some((PresenceState::Online, None)); 3]);
    drop(line);
    let gone = |event: &Event| match event {
        Event::Presence(presence) if presence.user_id == id && presence.state == PresenceState::Offline => Some(presence.seen_at),
        _ => None,
    };
    let seen = Some(Timestamp(1_789_999_980_000));
    assert_eq!(ann.line.event("he went", gone).await, seen);
    assert_eq!(told_of(&ann, &room, &ben).await, [Some((PresenceState::Offline, seen)); 3]);
    let _back = Line::connect(&browser).await;
    assert_eq!(ann.line.event("he came back", of(id.clone())).await, PresenceState::Online);
    assert_eq!(told_of(&ann, &room, &ben).await, [Some((PresenceState::Online, None)); 3], "who is there is not told when they were");
}

#[tokio::test]
async fn who_was_never_there_was_not_seen() {
    let net = Net::start().await;
    let ann = net.person("서연").await;
    let mut browser = net.browser();
    browser.post("/sign-up", &[("name", "민준"), ("password", crate::support::PASSWORD)]).await;
    let find = FindPeople { query: "민준".to_owned(), cursor: None, limit: Limit::default() };
    let found = ann.call(find).await.expect("found").people;
    assert_eq!(found.iter().map(|found| (found.state, found.seen_at)).collect::<Vec<_>>(), [(PresenceState::Offline, None)]);
}

#[tokio::test]
async fn who_was_there_when_the_server_stopped_was_seen() {
    let mut net = Net::start().await;
    let (mut ann, person) = (net.person("서연").await, net.person("민준").await);
    let room = direct(&ann, &person).await;
    let Person { line, me: ben, .. } = person;
    net.stop().await.expect("it stops without an error");
    drop(line);
    net.start_again().await;
    ann.line.connected().await;
    for told in told_of(&ann, &room, &ben).await {
        let (state, seen) = told.expect("he is listed");
        assert!(state == PresenceState::Offline && seen.is_some_and(|Timestamp(at)| at > 0 && at % 60_000 == 0), "{state:?} {seen:?}");
    }
}
