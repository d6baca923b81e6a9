//! A search, key by key.

use std::borrow::Cow;

use protocol::RoomName;
use protocol::messages::Entry;
use protocol::search::Hit;
use protocol::session::Synced;

use super::names::Names;
use super::walk::Step;
use super::*;
use crate::state::messages::Place;
use crate::state::tests::{initial, me, person, room, said};

/// Everything in these tests is in form C already.
fn plain(text: &str) -> Cow<'_, str> {
    text.into()
}

fn id(id: &str) -> RoomId {
    RoomId::new(id).expect("an id")
}

/// The room `release` is open and holds these messages; `lunch` is beside it. There is a connection.
fn chat(messages: &[&str]) -> Chat {
    let head = messages.len() as u64;
    let entries = (1..).zip(messages).map(|(seq, text)| said("release", seq, "bob", text)).collect();
    let page = protocol::messages::Page { entries, from: Seq(1), to: Seq(head), head: Seq(head) };
    let rooms = vec![room("release", "릴리스", head), room("lunch", "점심 회의", 10)];
    let mut chat = Chat::new(&initial(rooms.clone(), Some(("release", page, head))));
    chat.synced(Synced { me: initial(Vec::new(), None).me, rooms, missed: Vec::new(), present: Vec::new() });
    chat
}

fn typed(chat: &mut Chat, text: &str) -> Option<Asked> {
    text.clone_into(&mut chat.finding.query);
    chat.finding.chosen = None;
    refine(chat, plain);
    next_question(chat)
}

fn hit(entry: Entry, ranges: Marks) -> Hit {
    Hit { entry, room_name: RoomName::new("릴리스").ok(), ranges }
}

fn hits(hits: Vec<Hit>, cursor: Option<&str>) -> Hits {
    Hits { hits, complete: cursor.is_none(), cursor: cursor.map(str::to_owned) }
}

fn seqs(chat: &Chat) -> Vec<u64> {
    chat.finding.results.hits.iter().map(|found| found.hit.entry.seq.0).collect()
}

fn shut(code: Option<ErrorCode>) -> Result<Hits, Fault> {
    Err(Fault { code, message: String::new() })
}

#[test]
fn what_is_held_answers_at_every_key_and_nothing_vanishes() {
    let mut chat = chat(&["점심 먹자", "회의록을 공유합니다", "호두"]);
    for text in ["ㅎ", "호", "회", "횡", "회으", "회의", "회읠", "회의로", "회의록"] {
        typed(&mut chat, text);
        assert!(seqs(&chat).contains(&2), "{text}: {:?}", seqs(&chat));
    }
    assert_eq!(seqs(&chat), [2]);
    assert_eq!(chat.finding.results.hits[0].hit.ranges, [(0, 3)]);
}

#[test]
fn one_question_is_on_its_way_and_the_newest_is_next() {
    let mut chat = chat(&["회의"]);
    let first = typed(&mut chat, "ㅎ").expect("a question");
    assert_eq!(typed(&mut chat, "호"), None);
    assert_eq!(typed(&mut chat, "회"), None);
    answer(&mut chat, &first, Ok(hits(Vec::new(), None)), plain);
    assert_eq!(seqs(&chat), [1], "the answer to something else takes nothing away");
    assert!(!chat.finding.results.is_settled());
    let next = next_question(&mut chat).expect("the newest");
    assert_eq!(next.question.text, "회");
    answer(&mut chat, &first, Ok(hits(vec![hit(said("release", 9, "bob", "호두"), vec![(0, 2)])], None)), plain);
    assert_eq!(seqs(&chat), [1], "nobody waits for it any more");
    answer(&mut chat, &next, Ok(hits(vec![hit(said("lunch", 4, "bob", "회의"), vec![(0, 2)])], None)), plain);
    assert_eq!(seqs(&chat), [4, 1], "of both, the newest first");
    assert_eq!(next_question(&mut chat), None, "all is answered");
}

#[test]
fn an_early_answer_shows_what_fits_what_was_typed_since() {
    let mut chat = chat(&["점심"]);
    let first = typed(&mut chat, "회").expect("a question");
    typed(&mut chat, "회의");
    let early = vec![hit(said("release", 8, "bob", "회의록"), vec![(0, 1)]), hit(said("release", 7, "bob", "회사"), vec![(0, 1)])];
    answer(&mut chat, &first, Ok(hits(early, None)), plain);
    assert_eq!(seqs(&chat), [8]);
    assert_eq!(chat.finding.results.hits[0].hit.ranges, [(0, 2)]);
}

#[test]
fn what_is_on_the_screen_stays_until_its_replacement_is_there() {
    let mut chat = chat(&["점심"]);
    let first = typed(&mut chat, "저녁").expect("a question");
    answer(&mut chat, &first, Ok(hits(vec![hit(said("lunch", 5, "bob", "저녁은 뭐"), vec![(0, 2)])], None)), plain);
    let next = typed(&mut chat, "아침").expect("a question");
    assert_eq!(seqs(&chat), [5], "nothing here answers yet");
    answer(&mut chat, &next, Ok(hits(Vec::new(), None)), plain);
    assert_eq!(seqs(&chat), [] as [u64; 0]);
    assert!(chat.finding.results.is_settled());
}

#[test]
fn whole_matches_stand_above_close_ones_and_the_newest_first() {
    let mut chat = chat(&["회의", "횡단보도", "회의실"]);
    typed(&mut chat, "횡");
    assert_eq!(seqs(&chat), [2, 3, 1]);
    assert!(chat.finding.results.hits[1].close && !chat.finding.results.hits[0].close);
}

#[test]
fn a_page_that_is_not_the_last_takes_no_hit_away() {
    let mut chat = chat(&["점심"]);
    chat.finding.everywhere = true;
    let first = typed(&mut chat, "회").expect("a question");
    answer(&mut chat, &first, Ok(hits(vec![hit(said("lunch", 2, "bob", "회의"), vec![(0, 1)])], None)), plain);
    let next = typed(&mut chat, "횡").expect("a question");
    answer(&mut chat, &next, Ok(hits(vec![hit(said("lunch", 3, "bob", "횡단"), vec![(0, 1)])], Some("p2"))), plain);
    assert_eq!(seqs(&chat), [3, 2]);
    assert!(chat.finding.results.more);
}

#[test]
fn pages_go_on_and_each_hit_is_there_once() {
    let mut chat = chat(&["점심"]);
    let first = typed(&mut chat, "회의").expect("a question");
    let said = |seq| hit(said("lunch", seq, "bob", "회의"), vec![(0, 2)]);
    answer(&mut chat, &first, Ok(hits(vec![said(9), said(8)], Some("p2"))), plain);
    assert_eq!(next_question(&mut chat), None);
    let choices = Names::default().choices(&chat);
    assert_eq!(choices.last(), Some(&Choice::More));
    chat.finding.choose(&choices, 5);
    let more = next_question(&mut chat).expect("the keys went past the last hit");
    assert_eq!(more.cursor.as_deref(), Some("p2"));
    answer(&mut chat, &more, Ok(hits(vec![said(8), said(7)], None)), plain);
    assert_eq!(seqs(&chat), [9, 8, 7]);
    assert!(!chat.finding.results.has_more());
    assert_eq!(chat.finding.chosen, Some(Choice::Hit(id("lunch"), Seq(8))), "the keys go on with the new page");
}

#[test]
fn words_are_the_servers_business_and_its_order_tells_what_is_close() {
    let mut chat = chat(&["회의"]);
    let asked = typed(&mut chat, "회의 from:bob").expect("a question");
    assert_eq!(seqs(&chat), [] as [u64; 0]);
    let answers = vec![
        hit(said("lunch", 5, "bob", "회의"), vec![(0, 2)]),
        hit(said("lunch", 3, "bob", "회의"), vec![(0, 2)]),
        hit(said("lunch", 9, "bob", "회이"), vec![(0, 2)]),
        hit(said("lunch", 2, "bob", "회이"), vec![(0, 2)]),
    ];
    answer(&mut chat, &asked, Ok(hits(answers, None)), plain);
    assert_eq!(seqs(&chat), [5, 3, 9, 2]);
    assert_eq!(chat.finding.results.hits.iter().map(|found| found.close).collect::<Vec<_>>(), [false, false, true, true]);
}

#[test]
fn a_refused_word_and_an_outage_keep_the_hits() {
    let mut chat = chat(&["회의"]);
    let first = typed(&mut chat, "회의").expect("a question");
    answer(&mut chat, &first, Ok(hits(Vec::new(), None)), plain);
    let next = typed(&mut chat, "회의 from:nobody").expect("a question");
    answer(&mut chat, &next, shut(Some(ErrorCode::Invalid)), plain);
    assert_eq!(seqs(&chat), [1]);
    assert!(chat.finding.fault.as_ref().is_some_and(|fault| !fault.may_pass()));
    assert_eq!(next_question(&mut chat), None, "the same is not asked again by itself");
    let next = typed(&mut chat, "회의록").expect("a question");
    answer(&mut chat, &next, shut(None), plain);
    assert_eq!(seqs(&chat), [1]);
    assert!(!chat.finding.results.is_settled(), "an outage is not nothing found");
    chat.finding.again();
    assert!(next_question(&mut chat).is_some());
}

#[test]
fn without_a_connection_what_is_held_is_all() {
    let mut chat = chat(&["회의"]);
    chat.lost(0);
    assert_eq!(typed(&mut chat, "회의"), None);
    assert_eq!(seqs(&chat), [1]);
    typed(&mut chat, "저녁");
    assert_eq!(seqs(&chat), [] as [u64; 0]);
}

#[test]
fn fields_narrow_what_is_held_too() {
    let mut chat = chat(&["회의 하나", "회의 둘", "회의 셋"]);
    let at = said("release", 2, "bob", "회의").at;
    chat.finding.after = Some(Day { written: String::new(), bound: at });
    let asked = typed(&mut chat, "").expect("days alone are a question");
    assert_eq!((asked.question.after, seqs(&chat)), (Some(at), vec![3, 2]));
    chat.finding.from = Some(me());
    typed(&mut chat, "회의");
    chat.finding.from = None;
    chat.finding.before = Some(Day { written: String::new(), bound: said("release", 3, "bob", "회의").at });
    typed(&mut chat, "회의");
    assert_eq!(seqs(&chat), [2]);
}

#[test]
fn the_scope_is_this_room_or_all() {
    let mut chat = chat(&["회의"]);
    assert_eq!(typed(&mut chat, "회").and_then(|asked| asked.question.room), Some(id("release")));
    assert_eq!(Names::find(&chat, plain, |_| "회의".into()), Names::default(), "one room has no other rooms in it");
    chat.finding = Finding { everywhere: true, ..Finding::default() };
    assert_eq!(typed(&mut chat, "회").map(|asked| asked.question.room), Some(None));
}

#[test]
fn rooms_and_people_stand_above_messages() {
    let mut chat = chat(&["회의"]);
    chat.finding.everywhere = true;
    typed(&mut chat, "ㅎㅇ");
    let name = |room: &protocol::rooms::RoomSummary| room.name.as_ref().map(ToString::to_string).unwrap_or_default();
    assert_eq!(next_name(&mut chat).as_deref(), Some("ㅎㅇ"));
    let found = |id, name| FoundPerson { person: person(id, name), state: protocol::presence::PresenceState::Online, seen_at: None };
    people(&mut chat, &"ㅎㅇ".to_owned(), Some(vec![found("hayan", "하얀"), found("seoyeon", "서연")]));
    let names = Names::find(&chat, plain, name);
    assert_eq!(names.rooms, [(id("lunch"), "점심 회의".to_owned(), vec![(3, 5)])]);
    assert_eq!(names.people, [(person("hayan", "하얀"), vec![(0, 2)])]);
    let choices = names.choices(&chat);
    let who = person("hayan", "하얀").id;
    assert_eq!(choices, [Choice::Room(id("lunch")), Choice::Person(who), Choice::Hit(id("release"), Seq(1))]);
    assert_eq!(chat.finding.chosen(&choices), choices.first());
    assert_eq!(next_name(&mut chat), None);
}

#[test]
fn an_empty_field_asks_nothing_and_offers_what_was_looked_for_of_late() {
    let mut chat = chat(&["회의"]);
    chat.finding.recent.add("회의록");
    typed(&mut chat, "회의");
    assert_eq!(typed(&mut chat, "  "), None);
    assert_eq!(seqs(&chat), [] as [u64; 0]);
    let choices = Names::default().choices(&chat);
    assert_eq!(choices, [Choice::Recent("회의록".into())]);
    assert_eq!(chat.finding.chosen(&choices), None, "Enter in an empty field does nothing");
    chat.finding.choose(&choices, 1);
    assert_eq!(chat.finding.chosen(&choices), choices.first());
}

#[test]
fn searches_of_late_are_few_and_each_is_there_once() {
    let mut recent = Recent::default();
    for number in 0..10 {
        recent.add(&format!("회의 {number}"));
    }
    recent.add(" 회의 5 ");
    recent.add("   ");
    assert_eq!(recent.iter().take(3).collect::<Vec<_>>(), ["회의 5", "회의 9", "회의 8"]);
    assert_eq!(recent.iter().count(), 8);
    let kept = recent.write().expect("there are some");
    assert_eq!(Recent::read(&kept), recent);
    recent.remove("회의 5");
    assert_eq!(recent.iter().next(), Some("회의 9"));
    recent.clear();
    assert_eq!(recent.write(), None);
}

#[test]
fn hits_of_the_room_follow_each_other_and_lead_back() {
    let mut chat = chat(&["회의 하나", "점심", "회의 둘", "회의 셋"]);
    chat.finding.everywhere = true;
    chat.finding.shown = true;
    let asked = typed(&mut chat, "회의").expect("a question");
    let elsewhere = hit(said("lunch", 3, "bob", "회의"), vec![(0, 2)]);
    answer(&mut chat, &asked, Ok(hits(vec![elsewhere], Some("p2"))), plain);
    let origin = chat.origin();
    chat.finding.open(&id("release"), Seq(3), origin);
    assert!(!chat.finding.shown && chat.finding.is_walking());
    assert_eq!(chat.finding.walked(), Some((2, 3, true)), "those of the room alone are counted");
    let Step::To(next) = chat.finding.step(1) else { panic!("there is one more") };
    assert_eq!(next.hit.entry.seq, Seq(1));
    let origin = chat.origin();
    chat.finding.open(&id("release"), Seq(1), origin);
    assert_eq!(chat.finding.step(1), Step::Wait, "the next page may have one");
    let more = next_question(&mut chat).expect("the next page");
    let older = hit(Entry { at: Timestamp(0), ..said("release", 7, "bob", "회의 넷") }, vec![(0, 2)]);
    answer(&mut chat, &more, Ok(hits(vec![older], None)), plain);
    assert!(matches!(chat.finding.step_on(), Step::To(found) if found.hit.entry.seq == Seq(7)));
    assert_eq!(chat.finding.step_on(), Step::Nowhere, "it was taken");

    chat.finding.to_results();
    assert!(chat.finding.shown);
    let choices = Names::default().choices(&chat);
    assert_eq!(chat.finding.chosen(&choices), Some(&Choice::Hit(id("release"), Seq(1))));
    assert!(!chat.leave_search(), "the same room is open");
    assert!(chat.conversation().is_some_and(|here| here.place() == Place::End));
}

#[test]
fn a_hit_elsewhere_leads_back_to_the_room_where_the_search_began() {
    let mut chat = chat(&["회의"]);
    chat.finding.everywhere = true;
    typed(&mut chat, "회의");
    let origin = chat.origin();
    assert!(chat.go(Some(&id("lunch"))));
    chat.finding.open(&id("lunch"), Seq(3), origin);
    chat.finding.to_results();
    assert!(chat.leave_search());
    assert_eq!(chat.open_id(), Some(&id("release")));
    assert_eq!(chat.finding.query, "회의", "what was looked for is there for the next time");
}

#[test]
fn nothing_is_found_in_a_room_that_is_gone() {
    let mut chat = chat(&["회의"]);
    chat.finding.everywhere = true;
    let asked = typed(&mut chat, "회의").expect("a question");
    answer(&mut chat, &asked, Ok(hits(vec![hit(said("lunch", 3, "bob", "회의"), vec![(0, 2)])], None)), plain);
    assert_eq!(seqs(&chat), [3, 1]);
    chat.gone(&id("lunch"));
    assert_eq!(seqs(&chat), [1]);
    let me = initial(Vec::new(), None).me;
    chat.synced(Synced { me, rooms: Vec::new(), missed: Vec::new(), present: Vec::new() });
    assert_eq!(seqs(&chat), [] as [u64; 0]);
}

#[test]
fn who_opens_a_room_by_themselves_is_on_no_way_back() {
    let mut chat = chat(&["회의"]);
    chat.finding.everywhere = true;
    typed(&mut chat, "회의");
    let origin = chat.origin();
    chat.finding.open(&id("release"), Seq(1), origin);
    chat.go(Some(&id("lunch")));
    assert!(!chat.finding.is_walking());
    assert!(!chat.leave_search());
    assert_eq!(chat.open_id(), Some(&id("lunch")));
}
