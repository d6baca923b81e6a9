//! Histories that were broken on purpose: each fault is found, and nothing else is.

use super::*;

const ANN: u32 = 0;
const BEN: u32 = 1;

fn marker(person: u32, number: u32) -> Marker {
    Marker { person, room: 0, number }
}

fn said(seq: u64, person: u32, number: u32) -> Item {
    Item { seq, what: What::Said(marker(person, number)), digest: u64::from(person * 100 + number) }
}

/// Two people, each of whom says three things, and everybody sees it.
fn clean() -> RoomRun {
    let notice = |seq| Item { seq, what: What::Notice, digest: 900 + seq };
    let stored =
        vec![notice(1), notice(2), said(3, ANN, 0), said(4, BEN, 0), said(5, ANN, 1), said(6, ANN, 2), said(7, BEN, 1), said(8, BEN, 2)];
    let acknowledged = stored.iter().filter_map(|item| if let What::Said(marker) = item.what { Some((marker, item.seq)) } else { None });
    RoomRun {
        room: "수다방".into(),
        invoked: [ANN, BEN].into_iter().flat_map(|person| (0..3).map(move |number| marker(person, number))).collect(),
        acknowledged: acknowledged.collect(),
        refused: Vec::new(),
        readers: ["서연", "민준"].map(|who| Reader { who: who.into(), saw: stored.clone() }).into(),
        stored,
    }
}

/// Changes the log, and what everybody saw with it: a fault of the store, which all see alike.
fn store(run: &mut RoomRun, change: impl Fn(&mut Vec<Item>)) {
    change(&mut run.stored);
    for reader in &mut run.readers {
        change(&mut reader.saw);
    }
}

#[track_caller]
fn finds(run: &RoomRun, kinds: &[Kind]) {
    let found: Vec<Kind> = check(run).into_iter().map(|fault| fault.kind).collect();
    assert_eq!(found, kinds);
}

#[test]
fn a_clean_history_has_no_fault() {
    finds(&clean(), &[]);
    finds(&RoomRun::default(), &[]);
}

#[test]
fn lost_at_the_end() {
    let mut run = clean();
    store(&mut run, |log| log.truncate(7));
    finds(&run, &[Kind::Lost { marker: marker(BEN, 2), seq: 8 }]);
}

#[test]
fn lost_in_the_middle_leaves_a_hole_too() {
    let mut run = clean();
    store(&mut run, |log| _ = log.remove(4));
    finds(&run, &[Kind::Hole { from: 5, to: 5 }, Kind::Lost { marker: marker(ANN, 1), seq: 5 }]);
}

#[test]
fn the_beginning_of_a_log_can_be_missing() {
    let mut run = clean();
    store(&mut run, |log| drop(log.drain(..2)));
    finds(&run, &[Kind::Hole { from: 1, to: 2 }]);
}

#[test]
fn doubled() {
    let mut run = clean();
    store(&mut run, |log| log.push(said(9, ANN, 0)));
    finds(&run, &[Kind::Doubled { marker: marker(ANN, 0), seqs: vec![3, 9] }]);
}

#[test]
fn a_retry_that_was_told_another_place() {
    let mut run = clean();
    run.acknowledged.push((marker(ANN, 0), 9));
    finds(&run, &[Kind::Misplaced { marker: marker(ANN, 0), seq: 9, stored: 3 }]);
}

#[test]
fn a_retry_that_was_told_the_same_place_is_as_it_should_be() {
    let mut run = clean();
    run.acknowledged.push((marker(ANN, 0), 3));
    finds(&run, &[]);
}

#[test]
fn swapped() {
    let mut run = clean();
    store(&mut run, |log| {
        log[4] = said(5, ANN, 2);
        log[5] = said(6, ANN, 1);
    });
    run.acknowledged.retain(|(marker, _)| !(marker.person == ANN && marker.number > 0));
    run.acknowledged.extend([(marker(ANN, 2), 5), (marker(ANN, 1), 6)]);
    finds(&run, &[Kind::Swapped { first: marker(ANN, 1), stands_after: marker(ANN, 2) }]);
}

#[test]
fn two_senders_may_be_stored_in_any_order() {
    let mut run = clean();
    store(&mut run, |log| {
        log[3] = said(4, ANN, 1);
        log[4] = said(5, BEN, 0);
    });
    run.acknowledged.retain(|(_, seq)| !(4..=5).contains(seq));
    run.acknowledged.extend([(marker(ANN, 1), 4), (marker(BEN, 0), 5)]);
    finds(&run, &[]);
}

#[test]
fn a_place_that_was_given_twice() {
    let mut run = clean();
    run.stored[7].seq = 7;
    run.readers.clear();
    run.acknowledged.retain(|(_, seq)| *seq != 8);
    run.acknowledged.push((marker(BEN, 2), 7));
    finds(&run, &[Kind::NumberedTwice { seq: 7 }]);
}

#[test]
fn what_nobody_said() {
    let mut run = clean();
    store(&mut run, |log| log.push(Item { seq: 9, what: What::Strange, digest: 1 }));
    store(&mut run, |log| log.push(said(10, BEN, 3)));
    finds(&run, &[Kind::Strange { seq: 9 }, Kind::Strange { seq: 10 }]);
}

#[test]
fn a_message_that_was_never_answered_though_it_is_stored() {
    let mut run = clean();
    run.acknowledged.retain(|(marker, _)| *marker != self::marker(BEN, 2));
    finds(&run, &[Kind::Unanswered { marker: marker(BEN, 2) }]);
}

#[test]
fn a_message_that_was_refused() {
    let mut run = clean();
    run.invoked.push(marker(BEN, 3));
    run.refused.push((marker(BEN, 3), "not_member: 방에 없어요".into()));
    finds(&run, &[Kind::Refused { marker: marker(BEN, 3), why: "not_member: 방에 없어요".into() }]);
}

#[test]
fn a_reader_that_missed_some() {
    let mut run = clean();
    run.readers[1].saw.drain(3..5);
    run.readers[1].saw.pop();
    let missed = |from, to| Kind::Missed { who: "민준".into(), from, to };
    finds(&run, &[missed(4, 5), missed(8, 8)]);
}

#[test]
fn a_reader_that_saw_what_is_not_stored() {
    let mut run = clean();
    run.readers[0].saw.push(said(9, BEN, 2));
    finds(&run, &[Kind::SawMore { who: "서연".into(), seq: 9 }]);
}

#[test]
fn a_reader_that_saw_something_else() {
    let mut run = clean();
    run.readers[0].saw[3].digest += 1;
    finds(&run, &[Kind::SawOther { who: "서연".into(), seq: 4 }]);
}

#[test]
fn a_reader_that_was_told_two_things_of_one_place() {
    let mut run = clean();
    let mut other = run.readers[0].saw[3];
    other.digest += 1;
    run.readers[0].saw.insert(4, other);
    finds(&run, &[Kind::SawTwo { who: "서연".into(), seq: 4 }, Kind::SawOther { who: "서연".into(), seq: 4 }]);
}

#[test]
fn a_fault_says_where_and_what() {
    let fault = Fault { room: "수다방 3".into(), kind: Kind::Lost { marker: marker(ANN, 7), seq: 12 } };
    assert_eq!(fault.to_string(), "수다방 3: lost: p0-r0-n7 was acknowledged as 12 and is not stored");
}
