//! How times are spread. Exact: all of them are kept until they are counted.

use std::fmt;
use std::time::Duration;

/// Some times, from the quickest to the slowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Percentiles {
    /// How many there were; when 0, the others are 0 too.
    pub count: usize,
    /// Half of them were no longer.
    pub p50: Duration,
    /// 95 of 100 were no longer.
    pub p95: Duration,
    /// 99 of 100 were no longer.
    pub p99: Duration,
    /// The longest.
    pub worst: Duration,
}

impl Percentiles {
    /// Counts them.
    pub fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        // The nearest rank: the smallest that is at least as long as so many of 100.
        let rank = |percent: usize| times.get((times.len() * percent).div_ceil(100).saturating_sub(1)).copied().unwrap_or_default();
        Self { count: times.len(), p50: rank(50), p95: rank(95), p99: rank(99), worst: rank(100) }
    }
}

impl fmt::Display for Percentiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.count == 0 {
            return f.write_str("none");
        }
        let Self { count, p50, p95, p99, worst } = self;
        write!(f, "p50 {}, p95 {}, p99 {}, worst {} (of {count})", Ms(*p50), Ms(*p95), Ms(*p99), Ms(*worst))
    }
}

/// A time for people's eyes: `0.4 ms`, `12 ms`, `3.20 s`.
#[derive(Clone, Copy, Debug)]
pub struct Ms(pub Duration);

impl fmt::Display for Ms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = self.0.as_secs_f64() * 1e3;
        match ms {
            10_000.0.. => write!(f, "{:.1} s", ms / 1e3),
            1_000.0.. => write!(f, "{:.2} s", ms / 1e3),
            10.0.. => write!(f, "{ms:.0} ms"),
            _ => write!(f, "{ms:.1} ms"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let spread = |times: std::ops::RangeInclusive<u64>| Percentiles::of(times.rev().map(Duration::from_millis).collect());
        let ms = Duration::from_millis;
        assert_eq!(spread(1..=100), Percentiles { count: 100, p50: ms(50), p95: ms(95), p99: ms(99), worst: ms(100) });
        assert_eq!(spread(7..=7), Percentiles { count: 1, p50: ms(7), p95: ms(7), p99: ms(7), worst: ms(7) });
        assert_eq!(spread(1..=3).p50, ms(2));
        assert_eq!(Percentiles::of(Vec::new()).to_string(), "none");
    }

    #[test]
    fn times_are_as_exact_as_they_are_short() {
        let read = |micros| Ms(Duration::from_micros(micros)).to_string();
        assert_eq!([400, 12_345, 3_200_000, 71_000_000].map(read), ["0.4 ms", "12 ms", "3.20 s", "71.0 s"]);
    }
}
