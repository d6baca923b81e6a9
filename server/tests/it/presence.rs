//! Who is there: a person with any number of screens, seen by those who share a room.

use std::time::Duration;

use protocol::presence::{Look, Presence, PresenceState};
use protocol::rooms::Members;
use protocol::session::Sync;
use protocol::{Event, UserId};
use suda::config::Options;

use crate::support::person::Line;
use crate::support::{Net, Person};

fn of(user_id: UserId) -> impl FnMut(&Event) -> Option<PresenceState> {
    move |event| match event {
        Event::Presence(Presence { user_id: who, state }) if *who == user_id => Some(*state),
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
    let members = Members { room_id: room.clone(), cursor: None, limit: protocol::ids::Limit::default() };
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
        let members = Members { room_id: room.clone(), cursor: None, limit: protocol::ids::Limit::default() };
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
