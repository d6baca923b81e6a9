//! The table: what was measured in one run, server beside server.

use std::fmt;

use super::{Figures, Scenario};
use crate::figures::Ms;

/// What was measured, in the order in which it was.
#[derive(Clone, Debug, Default)]
pub struct Report {
    rows: Vec<(Scenario, String, Figures)>,
}

impl Report {
    /// One more.
    pub fn add(&mut self, scenario: Scenario, server: &str, figures: Figures) {
        self.rows.push((scenario, server.to_owned(), figures));
    }

    /// Whether a delivery or an acknowledgement was lost anywhere.
    pub fn has_lost(&self) -> bool {
        self.rows.iter().any(|(_, _, figures)| figures.lost > 0)
    }

    /// How much more this one used than the first server that was measured in the same scenario.
    fn times_first(&self, scenario: Scenario, figures: &Figures) -> Option<f64> {
        let first = self.rows.iter().find(|(of, _, _)| *of == scenario)?;
        let (mine, first) = (cost(scenario, figures)?, cost(scenario, &first.2)?);
        (first > 0.0).then_some(mine / first)
    }
}

/// CPU seconds per 100,000 deliveries or sends, or per 1,000 connections; bytes per connection that is held.
#[expect(clippy::cast_precision_loss, reason = "what is counted in one run is far below 2^52")]
fn cost(scenario: Scenario, figures: &Figures) -> Option<f64> {
    if scenario == Scenario::Idle {
        return figures.bytes.map(|bytes| bytes as f64);
    }
    let unit = if scenario == Scenario::Churn { 1e3 } else { 1e5 };
    figures.cpu.filter(|_| figures.done > 0).map(|cpu| cpu * unit / figures.done as f64)
}

fn unit(scenario: Scenario) -> &'static str {
    match scenario {
        Scenario::Room | Scenario::Burst | Scenario::Rooms => "CPU-s / 100,000 deliveries",
        Scenario::Sends => "CPU-s / 100,000 sends",
        Scenario::Idle => "bytes / connection",
        Scenario::Churn => "CPU-s / 1,000 connections",
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:<8}{:<8}{:>10}{:>8}{:>9}{:>10}{:>10}{:>10}  {:<28}{:>6}",
            "", "", "done", "lost", "refused", "p50", "p99", "cost", "", "x"
        )?;
        for (scenario, server, figures) in &self.rows {
            let Figures { done, lost, refused, times, .. } = figures;
            write!(f, "\n{scenario:<8}{server:<8}{done:>10}{lost:>8}{refused:>9}")?;
            if times.count == 0 {
                write!(f, "{:>10}{:>10}", "", "")?;
            } else {
                write!(f, "{:>10}{:>10}", Ms(times.p50).to_string(), Ms(times.p99).to_string())?;
            }
            match cost(*scenario, figures) {
                Some(cost) if *scenario == Scenario::Idle => write!(f, "{cost:>10.0}")?,
                Some(cost) => write!(f, "{cost:>10.3}")?,
                None => write!(f, "{:>10}", "")?,
            }
            write!(f, "  {:<28}", unit(*scenario))?;
            if let Some(times) = self.times_first(*scenario, figures) {
                write!(f, "{times:>6.1}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_stand_beside_each_other() {
        let mut report = Report::default();
        report.add(Scenario::Room, "suda", Figures { done: 200_000, cpu: Some(0.4), ..Figures::default() });
        report.add(Scenario::Room, "node", Figures { done: 199_000, lost: 1_000, cpu: Some(1.592), ..Figures::default() });
        report.add(Scenario::Idle, "suda", Figures { done: 10, bytes: Some(20_000), ..Figures::default() });
        let text = report.to_string();
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(rows[1], ["room", "suda", "200000", "0", "0", "0.200", "CPU-s", "/", "100,000", "deliveries", "1.0"]);
        assert_eq!(rows[2], ["room", "node", "199000", "1000", "0", "0.800", "CPU-s", "/", "100,000", "deliveries", "4.0"]);
        assert_eq!(rows[3], ["idle", "suda", "10", "0", "0", "20000", "bytes", "/", "connection", "1.0"]);
        assert!(report.has_lost());
    }
}
