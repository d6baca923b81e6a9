//! What a run of a crowd comes to. It is printed; it decides nothing that [`crate::check`] has not found.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::check::Fault;
use crate::crowd::Outage;
use crate::figures::Percentiles;

/// Faults of each kind that a report prints; all are counted.
const PRINTED: usize = 5;

/// What a run comes to.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// The same plan with it does the same again, as far as clocks allow.
    pub seed: u64,
    /// How many servers people were spread over.
    pub servers: usize,
    /// The servers from which the logs were read back; those that could not be reached are not among them.
    pub read_from: Vec<String>,
    /// How many people.
    pub people: usize,
    /// In how many rooms.
    pub rooms: usize,
    /// Messages that were said.
    pub invoked: usize,
    /// Messages that were due, and not said because their author had too many unsent.
    pub held_back: u64,
    /// Acknowledgements.
    pub acknowledged: usize,
    /// How often a message was sent.
    pub sends: u64,
    /// Entries that are stored, notices too.
    pub stored: usize,
    /// Entries that were seen, all people together.
    pub seen: usize,
    /// Entries that came to somebody who had them, the same again.
    pub repeats: u64,
    /// From when a message was said until it was acknowledged.
    pub acknowledgement: Percentiles,
    /// From when a message was acknowledged until each other member had it, with all before it. What they had before: 0.
    pub completion: Percentiles,
    /// From when a connection was lost until there was one again.
    pub recovery: Percentiles,
    /// Each of these.
    pub outages: Vec<Outage>,
    /// Who was not let in any more, and why. Each is a fault.
    pub ended: Vec<String>,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// The times that a verdict spreads.
#[derive(Debug, Default)]
pub(crate) struct Times {
    pub(crate) acknowledgement: Vec<Duration>,
    pub(crate) completion: Vec<Duration>,
}

impl Verdict {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.faults.is_empty() && self.ended.is_empty() && self.away() == 0
    }

    /// What is wrong, in words.
    pub fn faults(&self) -> Vec<String> {
        self.faults.iter().map(ToString::to_string).chain(self.people_faults()).collect()
    }

    fn people_faults(&self) -> impl Iterator<Item = String> {
        let away = self.outages.iter().filter(|outage| outage.back.is_none());
        let away = away.map(|outage| format!("away: p{} did not come back", outage.person));
        self.ended.iter().map(|who| format!("sent away: {who}")).chain(away)
    }

    /// Of the connections that were lost before this moment of the run and were not back yet: the time from then until they were. What a
    /// test asks that knows since when the server is there again.
    pub fn back_since(&self, moment: Duration) -> Percentiles {
        let lost = self.outages.iter().filter(|outage| outage.lost <= moment);
        Percentiles::of(lost.filter_map(|outage| outage.back?.checked_sub(moment)).collect())
    }

    fn away(&self) -> usize {
        self.outages.iter().filter(|outage| outage.back.is_none()).count()
    }

    pub(crate) fn count(&mut self, times: Times) {
        self.acknowledgement = Percentiles::of(times.acknowledgement);
        self.completion = Percentiles::of(times.completion);
        let recovery = self.outages.iter().filter_map(|outage| Some(outage.back?.saturating_sub(outage.lost)));
        self.recovery = Percentiles::of(recovery.collect());
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, people, rooms, servers, invoked, acknowledged, stored, seen, sends, repeats, held_back, .. } = self;
        writeln!(f, "seed {seed}: {people} people in {rooms} rooms, {servers} servers, read back from {}", self.read_from.len())?;
        writeln!(f, "  said {invoked}, acknowledged {acknowledged}, stored {stored} with notices, seen {seen}")?;
        writeln!(f, "  sent {sends} times, came again {repeats}, held back {held_back}")?;
        writeln!(f, "  acknowledged after  {}", self.acknowledgement)?;
        writeln!(f, "  complete after      {}", self.completion)?;
        writeln!(f, "  connections back    {}", self.recovery)?;
        if self.is_clean() {
            return f.write_str("  clean: nothing lost, nothing doubled, nothing out of order");
        }
        write!(f, "  {} FAULTS", self.faults.len() + self.ended.len() + self.away())?;
        let mut kinds: BTreeMap<&str, Vec<&Fault>> = BTreeMap::new();
        for fault in &self.faults {
            kinds.entry(fault.kind.name()).or_default().push(fault);
        }
        for (name, faults) in &kinds {
            write!(f, "\n    {name}: {}", faults.len())?;
            for fault in faults.iter().take(PRINTED) {
                write!(f, "\n      {fault}")?;
            }
        }
        for who in self.people_faults().take(PRINTED) {
            write!(f, "\n    {who}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Kind;

    fn outage(lost: u64, back: Option<u64>) -> Outage {
        Outage { person: 0, lost: Duration::from_millis(lost), back: back.map(Duration::from_millis) }
    }

    #[test]
    fn who_does_not_come_back_or_is_sent_away_is_a_fault() {
        let clean = Verdict { outages: vec![outage(1, Some(2))], ..Verdict::default() };
        assert!(clean.is_clean() && clean.faults().is_empty());
        let away = Verdict { outages: vec![outage(1, Some(2)), outage(3, None)], ..Verdict::default() };
        assert!(!away.is_clean());
        assert_eq!(away.faults(), ["away: p0 did not come back"]);
        let ended = Verdict { ended: vec!["서연: unauthenticated".into()], ..Verdict::default() };
        assert!(!ended.is_clean() && ended.to_string().contains("sent away: 서연"));
    }

    #[test]
    fn a_report_is_short_however_much_is_wrong() {
        let faults = (1..=500).map(|seq| Fault { room: "room 1".into(), kind: Kind::NumberedTwice { seq } }).collect();
        let report = Verdict { seed: 42, faults, ..Verdict::default() }.to_string();
        assert!(report.starts_with("seed 42:") && report.contains("numbered twice: 500"), "{report}");
        assert!(report.lines().count() < 20);
    }

    #[test]
    fn recovery_counts_from_the_moment_that_the_test_names() {
        let outages = vec![outage(100, Some(900)), outage(150, Some(700)), outage(10, Some(20)), outage(600, Some(800))];
        let verdict = Verdict { outages, ..Verdict::default() };
        let since = verdict.back_since(Duration::from_millis(500));
        assert_eq!((since.count, since.worst), (2, Duration::from_millis(400)));
    }
}
