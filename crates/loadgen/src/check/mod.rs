//! What must hold of a run: everything acknowledged is stored, nothing is stored twice, a room's log counts 1, 2, 3, each
//! sender's messages stand in the order in which they were said, and every reader saw exactly what is stored.
//!
//! Pure: it compares what the people logged with the log that was read back, and knows nothing of connections or times.

mod fault;
mod marker;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use fault::{Fault, Kind};
pub use marker::Marker;

/// What an entry of a log is to the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A message of this run, whole, by the one who said it.
    Said(Marker),
    /// Somebody came, a name was given: nobody's message.
    Notice,
    /// A message that nobody of this run has said so.
    Strange,
}

/// One entry of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its place.
    pub seq: u64,
    /// What it is.
    pub what: What,
    /// Of everything else that the entry says. Where two differ, the entries do.
    pub digest: u64,
}

/// What one of the room's members saw.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    /// For the report.
    pub who: String,
    /// Ordered by `seq`. The same `seq` twice: two entries that were told apart.
    pub saw: Vec<Item>,
}

/// All that is known of one room.
#[derive(Clone, Debug, Default)]
pub struct RoomRun {
    /// For the report.
    pub room: String,
    /// What was said: of each sender in the order in which they said it.
    pub invoked: Vec<Marker>,
    /// What was acknowledged, and under which `seq`. A message that was sent twice may have been acknowledged twice.
    pub acknowledged: Vec<(Marker, u64)>,
    /// What the server refused for good, and why.
    pub refused: Vec<(Marker, String)>,
    /// The log as it was read back at the end, in the order in which it came.
    pub stored: Vec<Item>,
    /// Members from the beginning.
    pub readers: Vec<Reader>,
}

/// The faults of one room. Empty: none.
pub fn check(run: &RoomRun) -> Vec<Fault> {
    let mut kinds = numbering(&run.stored);
    let stored = places(&run.stored);
    kinds.extend(doubled(&stored));
    kinds.extend(invented(run, &stored));
    kinds.extend(promises(run, &stored));
    kinds.extend(disorder(run));
    for reader in &run.readers {
        kinds.extend(seen(reader, &run.stored));
    }
    kinds.into_iter().map(|kind| Fault { room: run.room.clone(), kind }).collect()
}

/// Where each message stands.
type Places = BTreeMap<Marker, Vec<u64>>;

fn places(stored: &[Item]) -> Places {
    let mut places = Places::new();
    for item in stored {
        if let What::Said(marker) = item.what {
            places.entry(marker).or_default().push(item.seq);
        }
    }
    places
}

/// 1, 2, 3.
fn numbering(stored: &[Item]) -> Vec<Kind> {
    let mut faults = Vec::new();
    let mut next = 1;
    for Item { seq, .. } in stored {
        if *seq > next {
            faults.push(Kind::Hole { from: next, to: seq - 1 });
        } else if *seq < next {
            faults.push(Kind::NumberedTwice { seq: *seq });
        }
        next = next.max(seq + 1);
    }
    faults
}

fn doubled(stored: &Places) -> impl Iterator<Item = Kind> {
    let doubled = stored.iter().filter(|(_, seqs)| seqs.len() > 1);
    doubled.map(|(&marker, seqs)| Kind::Doubled { marker, seqs: seqs.clone() })
}

/// What is stored, and nobody said it.
fn invented(run: &RoomRun, stored: &Places) -> Vec<Kind> {
    let invoked: BTreeSet<Marker> = run.invoked.iter().copied().collect();
    let strange = run.stored.iter().filter(|item| item.what == What::Strange).map(|item| item.seq);
    let never_said = stored.iter().filter(|(marker, _)| !invoked.contains(marker)).flat_map(|(_, seqs)| seqs.iter().copied());
    strange.chain(never_said).map(|seq| Kind::Strange { seq }).collect()
}

/// What was acknowledged is stored, there; and everything was answered in the end.
fn promises(run: &RoomRun, stored: &Places) -> Vec<Kind> {
    let mut faults = Vec::new();
    let mut answered: BTreeSet<Marker> = BTreeSet::new();
    for &(marker, seq) in &run.acknowledged {
        answered.insert(marker);
        match stored.get(&marker) {
            None => faults.push(Kind::Lost { marker, seq }),
            Some(seqs) if !seqs.contains(&seq) => faults.push(Kind::Misplaced { marker, seq, stored: seqs[0] }),
            Some(_) => {}
        }
    }
    for (marker, why) in &run.refused {
        answered.insert(*marker);
        faults.push(Kind::Refused { marker: *marker, why: why.clone() });
    }
    let unanswered = run.invoked.iter().filter(|marker| !answered.contains(marker));
    faults.extend(unanswered.map(|&marker| Kind::Unanswered { marker }));
    faults
}

/// Each sender's messages in the order in which they were said. Of a doubled one only the first place counts here.
fn disorder(run: &RoomRun) -> Vec<Kind> {
    let order: HashMap<Marker, usize> = run.invoked.iter().enumerate().map(|(at, &marker)| (marker, at)).collect();
    let mut faults = Vec::new();
    let mut last: HashMap<u32, (usize, Marker)> = HashMap::new();
    let mut met = BTreeSet::new();
    for item in &run.stored {
        let What::Said(marker) = item.what else { continue };
        let Some(&at) = order.get(&marker).filter(|_| met.insert(marker)) else { continue };
        match last.get(&marker.person) {
            Some(&(before, after)) if before > at => faults.push(Kind::Swapped { first: marker, stands_after: after }),
            _ => {
                last.insert(marker.person, (at, marker));
            }
        }
    }
    faults
}

/// Exactly what is stored.
fn seen(reader: &Reader, stored: &[Item]) -> Vec<Kind> {
    let who = || reader.who.clone();
    let by_seq: BTreeMap<u64, &Item> = stored.iter().map(|item| (item.seq, item)).collect();
    let mut faults = Vec::new();
    let mut met = BTreeSet::new();
    for item in &reader.saw {
        if !met.insert(item.seq) {
            faults.push(Kind::SawTwo { who: who(), seq: item.seq });
        }
        match by_seq.get(&item.seq) {
            None => faults.push(Kind::SawMore { who: who(), seq: item.seq }),
            Some(stored) if *stored != item => faults.push(Kind::SawOther { who: who(), seq: item.seq }),
            Some(_) => {}
        }
    }
    let mut missed = by_seq.keys().copied().filter(|seq| !met.contains(seq)).peekable();
    while let Some(from) = missed.next() {
        let mut to = from;
        while missed.next_if_eq(&(to + 1)).is_some() {
            to += 1;
        }
        faults.push(Kind::Missed { who: who(), from, to });
    }
    faults
}
