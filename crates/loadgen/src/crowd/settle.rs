//! When everybody has everything.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::Crowd;
use super::record::lock;

/// Not everybody has everything in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsettled {
    /// Messages that are not acknowledged.
    pub unsent: usize,
    /// Who lacks something that was acknowledged, or has no connection.
    pub behind: Vec<String>,
}

impl fmt::Display for Unsettled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} messages are not acknowledged, {} people lack something", self.unsent, self.behind.len())?;
        if let Some(first) = self.behind.first() {
            write!(f, ": {first}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Unsettled {}

pub(super) async fn settle(crowd: &Crowd, deadline: Duration) -> Result<Duration, Unsettled> {
    let began = Instant::now();
    loop {
        let Err(unsettled) = look(crowd) else { return Ok(began.elapsed()) };
        // Whatever changes after the look leaves a permit: nothing is slept through.
        if timeout_at(began + deadline, crowd.run.changed.notified()).await.is_err() {
            return Err(unsettled);
        }
    }
}

fn look(crowd: &Crowd) -> Result<(), Unsettled> {
    let mut unsent = 0;
    let mut acknowledged: BTreeMap<u32, u64> = BTreeMap::new();
    for somebody in &crowd.people {
        let record = lock(&somebody.record);
        unsent += record.unsent;
        for (&room, &to) in &record.acknowledged_to {
            let known = acknowledged.entry(room).or_default();
            *known = to.max(*known);
        }
    }
    let mut behind = Vec::new();
    for (number, somebody) in crowd.people.iter().enumerate() {
        let record = lock(&somebody.record);
        let lacks = record.logs.iter().find(|(room, log)| log.has_hole() || acknowledged.get(room).is_some_and(|&to| log.complete() < to));
        if let Some((room, log)) = lacks {
            behind.push(format!("{} (p{number}) has room {room} up to {}", somebody.name, log.complete()));
        } else if record.outages.last().is_some_and(|outage| outage.back.is_none()) {
            behind.push(format!("{} (p{number}) has no connection", somebody.name));
        }
    }
    if unsent == 0 && behind.is_empty() { Ok(()) } else { Err(Unsettled { unsent, behind }) }
}
