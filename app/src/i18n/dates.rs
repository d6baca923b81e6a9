//! Dates and times in UTC, from a [`Timestamp`] alone: what the server writes is the same for every reader, and stays the same
//! when the browser takes the page over. The reader's own time is shown by the browser's `Intl`, after that.

use protocol::Timestamp;

/// A moment in UTC, by the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Utc {
    /// As in 2026.
    pub year: i64,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
    /// 0 to 59.
    pub second: u32,
}

impl Utc {
    /// The moment's parts.
    #[expect(clippy::cast_possible_truncation, reason = "remainders of a Euclidean division are small, and never below 0")]
    pub fn of(Timestamp(ms): Timestamp) -> Self {
        let seconds = ms.div_euclid(1_000);
        let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400) as u32);
        // Days are counted in eras of 400 years that begin on 1 March, so that the leap day is the last of its year.
        let since_era = days + 719_468;
        let (era, day_of_era) = (since_era.div_euclid(146_097), since_era.rem_euclid(146_097) as u32);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        Self {
            year: era * 400 + i64::from(year_of_era) + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * march_month + 2) / 5 + 1,
            hour: of_day / 3_600,
            minute: of_day / 60 % 60,
            second: of_day % 60,
        }
    }
}

/// `2026-11-23T09:10:00Z`, for `datetime=`.
pub fn machine(at: Timestamp) -> String {
    let Utc { year, month, day, hour, minute, second } = Utc::of(at);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// `2026-11-23`
pub fn day(at: Timestamp) -> String {
    let Utc { year, month, day, .. } = Utc::of(at);
    format!("{year:04}-{month:02}-{day:02}")
}

/// `09:10 UTC`: the same for every reader, and says so.
pub fn time(at: Timestamp) -> String {
    let Utc { hour, minute, .. } = Utc::of(at);
    format!("{hour:02}:{minute:02} UTC")
}

/// `2026-11-23 09:10 UTC`: the same for every reader, and says so.
pub fn minute(at: Timestamp) -> String {
    let Utc { hour, minute, .. } = Utc::of(at);
    format!("{} {hour:02}:{minute:02} UTC", day(at))
}

/// Where a reader is, in minutes to the east of UTC: for what the server writes once and for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zone(i16);

impl Zone {
    /// The furthest from UTC, in minutes.
    const MAX: i16 = 18 * 60;

    /// `None`: so far away is nobody.
    pub fn new(minutes: i16) -> Option<Self> {
        (-Self::MAX..=Self::MAX).contains(&minutes).then_some(Self(minutes))
    }

    /// `2026-11-23`, as the reader's calendar has it.
    pub fn day(self, at: Timestamp) -> String {
        day(self.shifted(at))
    }

    /// `18:10`, by the reader's clock.
    pub fn time(self, at: Timestamp) -> String {
        let Utc { hour, minute, .. } = Utc::of(self.shifted(at));
        format!("{hour:02}:{minute:02}")
    }

    /// `2026-11-23T18:10:00+09:00`
    pub fn machine(self, at: Timestamp) -> String {
        let Utc { hour, minute, second, .. } = Utc::of(self.shifted(at));
        format!("{}T{hour:02}:{minute:02}:{second:02}{}", self.day(at), self.offset())
    }

    /// 0 to 6, from Sunday on.
    pub fn weekday(self, at: Timestamp) -> usize {
        // 1970 began on a Thursday.
        let days = self.shifted(at).0.div_euclid(86_400_000) + 4;
        usize::try_from(days.rem_euclid(7)).expect("a remainder is not below 0")
    }

    /// `UTC+09:00`; at 0, `UTC`.
    pub fn name(self) -> String {
        if self.0 == 0 { "UTC".to_owned() } else { format!("UTC{}", self.offset()) }
    }

    /// `+09:00`
    fn offset(self) -> String {
        let (sign, minutes) = (if self.0 < 0 { '-' } else { '+' }, self.0.unsigned_abs());
        format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    fn shifted(self, at: Timestamp) -> Timestamp {
        Timestamp(at.0.saturating_add(i64::from(self.0) * 60_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_holds_at_its_corners() {
        let cases = [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_709_251_199_999, "2024-02-29T23:59:59Z"),
            (1_709_251_200_000, "2024-03-01T00:00:00Z"),
            (1_795_424_999_000, "2026-11-23T09:09:59Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00Z"),
        ];
        for (ms, text) in cases {
            assert_eq!(machine(Timestamp(ms)), text);
        }
    }

    #[test]
    fn people_are_told_the_time_zone() {
        assert_eq!(minute(Timestamp(1_795_424_999_000)), "2026-11-23 09:09 UTC");
    }

    #[test]
    fn a_zone_moves_days_and_says_so() {
        let (seoul, at) = (Zone::new(540).expect("a zone"), Timestamp(1_795_424_999_000));
        assert_eq!(seoul.machine(at), "2026-11-23T18:09:59+09:00");
        assert_eq!((seoul.day(Timestamp(at.0 + 6 * 3_600_000)).as_str(), seoul.name().as_str()), ("2026-11-24", "UTC+09:00"));
        assert_eq!(seoul.weekday(at), 1, "a Monday");
        let marquesas = Zone::new(-570).expect("a zone");
        assert_eq!((marquesas.machine(Timestamp(0)).as_str(), marquesas.weekday(Timestamp(0))), ("1969-12-31T14:30:00-09:30", 3));
        assert_eq!((Zone::default().machine(at).as_str(), Zone::default().name().as_str()), ("2026-11-23T09:09:59+00:00", "UTC"));
        assert_eq!(Zone::new(1_081), None);
    }
}
