//! The hub over a real store, with sockets that only write down what they hear.

mod fixture;

use std::time::Duration;

use protocol::presence::{Presence, PresenceState};
use protocol::{Event, Seq};
use store::bus::{Message, Topic};

use self::fixture::{Net, quick};
use super::{Announce, Settings, said};

#[tokio::test]
async fn entries_come_in_the_order_of_the_log_whoever_says_them_first() {
    let net = Net::new(quick()).await;
    let (ann, ben) = (net.person("서연").await, net.person("민준").await);
    let room = net.room(&ann, &[&ben]).await;
    let (socket, heard) = net.socket(&ben).await;
    let mut said = Vec::new();
    for n in 0..20 {
        said.push(net.store_message(&ann, &room, &format!("{n}번째")).await);
    }
    said.reverse();
    for entry in said {
        net.announcer.tell(vec![Announce::Entry(entry)]);
    }
    let end = net.head(&room).await;
    heard.until(|events| fixture::last_seq(events, &room) == Some(end)).await;
    assert_eq!(fixture::seqs(&heard.events(), &room), (3..=end.0).collect::<Vec<_>>());
    drop(socket);
}

#[tokio::test]
async fn a_hole_is_filled_from_the_store() {
    let net = Net::new(quick()).await;
    let (ann, ben) = (net.person("서연").await, net.person("민준").await);
    let room = net.room(&ann, &[&ben]).await;
    let (_socket, heard) = net.socket(&ben).await;
    let lost = net.store_message(&ann, &room, "아무도 전하지 않은 말").await;
    let told = net.store_message(&ann, &room, "그다음 말").await;
    net.announcer.tell(vec![Announce::Entry(told)]);
    heard.until(|events| fixture::last_seq(events, &room) == Some(Seq(4))).await;
    assert_eq!(fixture::seqs(&heard.events(), &room), [3, 4]);
    assert!(heard.events().contains(&Event::RoomEvent(lost)));
}

#[tokio::test]
async fn who_is_removed_hears_of_it_and_of_nothing_after_it() {
    let net = Net::new(quick()).await;
    let (ann, ben, cho) = (net.person("서연").await, net.person("민준").await, net.person("지우").await);
    let room = net.room(&ann, &[&ben, &cho]).await;
    let (socket, heard) = net.socket(&ben).await;
    let (_stays, other) = net.socket(&cho).await;
    let removal = net.store_removal(&ann, &room, &ben).await;
    let after = net.store_message(&ann, &room, "이제 우리끼리").await;
    let (gone_at, last) = (removal.seq, after.seq);
    // The later one is said first: the removal still comes before it.
    net.announcer.tell(vec![Announce::Entry(after), Announce::Entry(removal)]);
    other.until(|events| fixture::last_seq(events, &room) == Some(last)).await;
    assert_eq!(fixture::last_seq(&heard.events(), &room), Some(gone_at));
    assert!(!socket.hears(&room));
}

#[tokio::test]
async fn who_joins_is_told_the_room_once_they_hear_it() {
    let net = Net::new(quick()).await;
    let (ann, ben) = (net.person("서연").await, net.person("민준").await);
    let (_socket, heard) = net.socket(&ben).await;
    let room = net.room_told(&ann, &[&ben]).await;
    heard.until(|events| events.iter().any(|event| matches!(event, Event::RoomInvite(invite) if invite.room.id == room))).await;
    net.say(&ann, &room, "어서 와").await;
    heard.until(|events| fixture::last_seq(events, &room) == Some(Seq(3))).await;
}

#[tokio::test]
async fn a_deleted_room_is_told_and_heard_no_more() {
    let net = Net::new(quick()).await;
    let (ann, ben) = (net.person("서연").await, net.person("민준").await);
    let room = net.room(&ann, &[&ben]).await;
    let (socket, heard) = net.socket(&ben).await;
    net.store.delete_room(&room, &ann.actor()).await.expect("a creator may");
    net.announcer.tell(vec![Announce::RoomDeleted { room_id: room.clone() }]);
    heard.until(|events| events.iter().any(|event| matches!(event, Event::RoomDeleted(gone) if gone.room_id == room))).await;
    assert!(!socket.hears(&room));
}

#[tokio::test]
async fn a_full_socket_is_told_once_that_it_has_missed_something() {
    let net = Net::new(quick()).await;
    let (ann, ben) = (net.person("서연").await, net.person("민준").await);
    let room = net.room(&ann, &[&ben]).await;
    let (socket, heard) = net.socket(&ben).await;
    let (_other_socket, other) = net.socket(&ann).await;
    heard.set_full(true);
    for n in 0..5 {
        net.say(&ann, &room, &format!("{n}번째")).await;
    }
    other.until(|events| fixture::last_seq(events, &room) == Some(Seq(7))).await;
    assert!(socket.is_behind());
    heard.set_full(false);
    heard.until(|events| events.iter().any(|event| matches!(event, Event::Resync(_)))).await;
    net.say(&ann, &room, "이제 들리나요").await;
    heard.until(|events| fixture::last_seq(events, &room) == Some(Seq(8))).await;
    let resyncs = heard.events().iter().filter(|event| matches!(event, Event::Resync(_))).count();
    assert_eq!(resyncs, 1);
    assert_eq!(fixture::seqs(&heard.events(), &room), [8], "what it missed it fetches");
}

#[tokio::test]
async fn a_socket_that_takes_nothing_is_cut() {
    let net = Net::new(Settings { patience: Duration::from_millis(200), ..quick() }).await;
    let (ann, ben) = (net.person("서연").await, net.person("민준").await);
    let room = net.room(&ann, &[&ben]).await;
    let (socket, heard) = net.socket(&ben).await;
    heard.set_full(true);
    net.say(&ann, &room, "듣고 있나요").await;
    heard.until_cut_or_refusing(&socket).await;
    assert!(!socket.hears(&room));
    assert_eq!(net.announcer.hub().sockets_of(&ben.person.id), 0);
}

#[tokio::test]
async fn an_ended_session_takes_its_sockets_with_it_and_no_others() {
    let net = Net::new(quick()).await;
    let ann = net.person("서연").await;
    let phone = net.another_session(&ann).await;
    let (_desk, desk_heard) = net.socket(&ann).await;
    let (phone_socket, phone_heard) = net.socket(&phone).await;
    net.store.end_session(&phone.person.id, phone.session).await.expect("a store");
    net.announcer.tell(vec![Announce::SessionsEnded { user_id: phone.person.id.clone(), sessions: vec![phone.session] }]);
    phone_heard.until_cut().await;
    assert!(phone_socket.has_ended());
    assert!(!desk_heard.is_cut());
}

#[tokio::test]
async fn a_session_that_ended_unheard_is_found_out() {
    let net = Net::new(Settings { sweep: Duration::from_millis(100), ..quick() }).await;
    let ann = net.person("서연").await;
    let (_socket, heard) = net.socket(&ann).await;
    net.store.end_session(&ann.person.id, ann.session).await.expect("a store");
    heard.until_cut().await;
}

#[tokio::test]
async fn presence_is_told_to_those_who_share_a_room_and_survives_a_reload() {
    let net = Net::new(Settings { grace: Duration::from_millis(300), ..quick() }).await;
    let (ann, ben, stranger) = (net.person("서연").await, net.person("민준").await, net.person("남").await);
    let first = net.room(&ann, &[&ben]).await;
    let _second = net.room(&ann, &[&ben]).await;
    let (_watching, heard) = net.socket(&ben).await;
    let (_elsewhere, elsewhere) = net.socket(&stranger).await;
    let of_ann = |events: &[Event]| -> Vec<PresenceState> {
        let of = |event: &Event| match event {
            Event::Presence(Presence { user_id, state, .. }) if *user_id == ann.person.id => Some(*state),
            _ => None,
        };
        events.iter().filter_map(of).collect()
    };
    let (one, _) = net.socket(&ann).await;
    heard.until(|events| of_ann(events) == [PresenceState::Online]).await;
    // A reload: gone and back within the grace. Then for good; the message in between shows that nothing else was told.
    net.announcer.hub().depart(&one);
    let (two, _) = net.socket(&ann).await;
    let (tab, _) = net.socket(&ann).await;
    net.announcer.hub().depart(&tab);
    net.say(&ann, &first, "다시 왔어요").await;
    heard.until(|events| fixture::last_seq(events, &first).is_some()).await;
    assert_eq!(of_ann(&heard.events()), [PresenceState::Online], "told once, although two rooms are shared");
    net.announcer.hub().depart(&two);
    heard.until(|events| of_ann(events) == [PresenceState::Online, PresenceState::Offline]).await;
    assert!(of_ann(&elsewhere.events()).is_empty());
}

#[tokio::test]
async fn what_the_bus_lost_is_found_again() {
    let net = Net::with_capacity(quick(), 4).await;
    let (ann, ben, cho) = (net.person("서연").await, net.person("민준").await, net.person("지우").await);
    let room = net.room(&ann, &[&ben, &cho]).await;
    let (socket, heard) = net.socket(&ben).await;
    let (_stays, other) = net.socket(&cho).await;
    let mut entries = Vec::new();
    for n in 0..10 {
        entries.push(net.store_message(&ann, &room, &format!("{n}번째")).await);
    }
    entries.push(net.store_removal(&ann, &room, &ben).await);
    entries.push(net.store_message(&ann, &room, "우리끼리").await);
    let end = net.head(&room).await;
    // One thread: nothing is heard before all of it was said, and most of it does not fit.
    for entry in entries {
        net.announcer.tell(vec![Announce::Entry(entry)]);
    }
    other.until(|events| fixture::last_seq(events, &room) == Some(end)).await;
    other.until(|events| events.iter().any(|event| matches!(event, Event::Resync(_)))).await;
    assert_eq!(fixture::seqs(&other.events(), &room), (4..=end.0).collect::<Vec<_>>());
    assert_eq!(fixture::last_seq(&heard.events(), &room), Some(Seq(end.0 - 1)), "the removal is the last");
    assert!(!socket.hears(&room));
}

/// The connect path against removals: whoever is removed while connecting, again and again, hears nothing after the removal.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_stays_who_was_removed_while_connecting() {
    let net = Net::new(quick()).await;
    let (ann, ben, cho) = (net.person("서연").await, net.person("민준").await, net.person("지우").await);
    let room = net.room(&ann, &[&cho]).await;
    let (_stays, other) = net.socket(&cho).await;
    for _ in 0..60 {
        net.invite(&ann, &room, &ben).await;
        let (removed, sockets) = tokio::join!(
            async {
                let removal = net.store_removal(&ann, &room, &ben).await;
                let seq = removal.seq;
                net.announcer.tell(vec![Announce::Entry(removal)]);
                net.say(&ann, &room, "이제 우리끼리").await;
                seq
            },
            async {
                let mut sockets = Vec::new();
                for _ in 0..3 {
                    sockets.push(net.socket(&ben).await);
                }
                sockets
            }
        );
        let end = net.head(&room).await;
        other.until(|events| fixture::last_seq(events, &room) == Some(end)).await;
        for (socket, heard) in sockets {
            net.announcer.hub().depart(&socket);
            let later = fixture::seqs(&heard.events(), &room).into_iter().filter(|seq| *seq > removed.0).count();
            assert_eq!(later, 0, "heard {:?} after the removal {removed}", heard.events());
        }
    }
}

#[tokio::test]
async fn a_head_that_nobody_knows_is_skipped() {
    let net = Net::new(quick()).await;
    let ann = net.person("서연").await;
    let room = net.room(&ann, &[]).await;
    let (_socket, heard) = net.socket(&ann).await;
    net.bus.publish(Message { topic: Topic::Room(room.clone()), head: "{\"later_version\":{}}".into(), frame: "{}".into() });
    net.say(&ann, &room, "계속 들려요").await;
    heard.until(|events| fixture::last_seq(events, &room) == Some(Seq(2))).await;
    assert!(said::pack_presence(room, &Presence { user_id: ann.person.id, state: PresenceState::Online, seen_at: None }).is_some());
}
