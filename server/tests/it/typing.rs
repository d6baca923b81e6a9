//! Who is typing: told to the others in the room, and to nobody else.

use protocol::typing::{Typing, TypingPulse};
use protocol::{Event, RoomId};
use suda::config::Options;

use crate::asking::hears_room;
use crate::support::person::Line;
use crate::support::{Net, Person};

/// What a connection heard of typing up to a message that was said now.
async fn pulses_until_said(by: &Person, room: &RoomId, lines: &mut [&mut Line]) -> Vec<Vec<TypingPulse>> {
    let mark = format!("표시 {}", suda::identity::mint_client_id());
    by.say(room, &mark).await.expect("said");
    let mut heard = Vec::new();
    for line in lines {
        line.hears(&mark).await;
        let mut pulses = Vec::new();
        // What came before the mark is kept; a pulse that is not there does not come any more.
        while let Some(pulse) = line.kept(|event| if let Event::Typing(pulse) = event { Some(pulse.clone()) } else { None }) {
            pulses.push(pulse);
        }
        heard.push(pulses);
    }
    heard
}

#[tokio::test]
async fn the_others_see_it_come_and_go() {
    let net = Net::start().await;
    let (mut ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("수다방", &[&ben]).await.id;
    hears_room(&mut ann.line, &room).await;
    hears_room(&mut ben.line, &room).await;
    let mut tab = ann.second_tab().await;
    let typing = |on| Typing { room_id: room.clone(), on };
    ann.call(typing(true)).await.expect("typing");
    ann.call(typing(false)).await.expect("typing");
    let heard = pulses_until_said(&ann, &room, &mut [&mut ben.line, &mut tab]).await;
    let pulse = |on| TypingPulse { room_id: room.clone(), person: ann.me.person.clone(), on };
    assert_eq!(heard, [vec![pulse(true), pulse(false)], vec![]], "not to one's own other screens");
}

#[tokio::test]
async fn a_pulse_needs_no_answer() {
    let net = Net::start().await;
    let (mut ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("수다방", &[&ben]).await.id;
    hears_room(&mut ann.line, &room).await;
    hears_room(&mut ben.line, &room).await;
    ann.line.client().say(Typing { room_id: room.clone(), on: true });
    ben.line.event("a pulse", |event| matches!(event, Event::Typing(pulse) if pulse.on).then_some(())).await;
}

#[tokio::test]
async fn pulses_over_the_limit_are_dropped_in_silence() {
    let net = Net::tuned(Options::default(), |tuning| tuning.limits.typing = suda::chat::limit::Rate::new(2, 1)).await;
    let (mut ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("수다방", &[&ben]).await.id;
    hears_room(&mut ann.line, &room).await;
    hears_room(&mut ben.line, &room).await;
    for _ in 0..20 {
        ann.call(Typing { room_id: room.clone(), on: true }).await.expect("no error");
    }
    let heard = pulses_until_said(&ann, &room, &mut [&mut ben.line]).await;
    assert!((2..=4).contains(&heard[0].len()), "{}", heard[0].len());
}

#[tokio::test]
async fn a_new_name_types_under_the_new_name() {
    let net = Net::start().await;
    let (mut ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("수다방", &[&ben]).await.id;
    hears_room(&mut ann.line, &room).await;
    hears_room(&mut ben.line, &room).await;
    ann.browser.post("/settings/name", &[("name", "서연이")]).await;
    ann.call(Typing { room_id: room.clone(), on: true }).await.expect("typing");
    let name =
        ben.line.event("a pulse", |event| if let Event::Typing(pulse) = event { Some(pulse.person.name.clone()) } else { None }).await;
    assert_eq!(name.as_str(), "서연이");
}
