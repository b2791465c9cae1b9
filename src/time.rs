//! Moments in time, as RFC 3339 writes them.

/// A moment: seconds since 1970-01-01T00:00:00Z and nanoseconds after them.
///
/// The crate never reads a clock: who asks says when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    seconds: i64,
    nanoseconds: u32,
}

impl Timestamp {
    /// A moment by whole seconds since 1970-01-01T00:00:00Z.
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Self { seconds, nanoseconds: 0 }
    }

    /// A moment by milliseconds since 1970-01-01T00:00:00Z, as JavaScript counts.
    pub fn from_unix_milliseconds(milliseconds: i64) -> Self {
        let part = u32::try_from(milliseconds.rem_euclid(1000)).unwrap_or_default();
        Self { seconds: milliseconds.div_euclid(1000), nanoseconds: part.saturating_mul(1_000_000) }
    }

    /// Reads an RFC 3339 date and time with its offset from UTC.
    ///
    /// Nothing where the text is something else or names no day of the calendar.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::Timestamp;
    ///
    /// let utc = Timestamp::parse("2026-01-31T12:00:00Z").unwrap();
    /// assert_eq!(Timestamp::parse("2026-01-31T14:00:00.000+02:00"), Some(utc));
    /// assert_eq!(Timestamp::parse("2026-02-30T12:00:00Z"), None);
    /// assert_eq!(Timestamp::parse("31 January 2026"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader(text.as_bytes());
        let (year, month, day) =
            (reader.digits(4)?, reader.after(b"-", 2)?, reader.after(b"-", 2)?);
        reader.one_of(b"Tt ")?;
        let (hour, minute, second) =
            (reader.digits(2)?, reader.after(b":", 2)?, reader.after(b":", 2)?);
        let nanoseconds = reader.fraction()?;
        let offset_minutes = reader.offset()?;
        let day_exists = (1..=12).contains(&month) && day >= 1 && day <= days_in(year, month);
        // RFC 3339 allows a leap second as :60.
        if !reader.0.is_empty() || !day_exists || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let minutes = days_since_epoch(year, month, day)
            .checked_mul(24)?
            .checked_add(hour)?
            .checked_mul(60)?
            .checked_add(minute)?
            .checked_sub(offset_minutes)?;
        Some(Self { seconds: minutes.checked_mul(60)?.checked_add(second)?, nanoseconds })
    }

    /// How many whole seconds it is after another moment; none where it is before.
    pub(crate) fn seconds_after(self, other: Self) -> u32 {
        let seconds = self.seconds.saturating_sub(other.seconds).max(0);
        u32::try_from(seconds).unwrap_or(u32::MAX)
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl From<std::time::SystemTime> for Timestamp {
    fn from(time: std::time::SystemTime) -> Self {
        match time.duration_since(std::time::UNIX_EPOCH) {
            Ok(after) => Self {
                seconds: i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
                nanoseconds: after.subsec_nanos(),
            },
            Err(before) => Self::from_unix_seconds(
                i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX).saturating_neg(),
            ),
        }
    }
}

struct Reader<'text>(&'text [u8]);

impl Reader<'_> {
    fn one_of(&mut self, expected: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        expected.contains(first).then(|| self.0 = rest)?;
        Some(*first)
    }

    fn digits(&mut self, count: usize) -> Option<i64> {
        (0..count).try_fold(0_i64, |number, _| number.checked_mul(10)?.checked_add(self.digit()?))
    }

    fn digit(&mut self) -> Option<i64> {
        self.one_of(b"0123456789").map(|digit| i64::from(digit & 0x0f))
    }

    fn after(&mut self, mark: &[u8], count: usize) -> Option<i64> {
        self.one_of(mark)?;
        self.digits(count)
    }

    /// Nanoseconds; digits beyond the ninth are read and dropped.
    fn fraction(&mut self) -> Option<u32> {
        if self.one_of(b".").is_none() {
            return Some(0);
        }
        let mut unit = 100_000_000_i64;
        let mut nanoseconds = self.digit()?.checked_mul(unit)?;
        while let Some(digit) = self.digit() {
            unit = unit.checked_div(10)?;
            nanoseconds = nanoseconds.checked_add(digit.checked_mul(unit)?)?;
        }
        u32::try_from(nanoseconds).ok()
    }

    /// Minutes east of UTC.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.one_of(b"Zz+-")? {
            b'+' => 1,
            b'-' => -1,
            _ => return Some(0),
        };
        let (hours, minutes) = (self.digits(2)?, self.after(b":", 2)?);
        let valid = hours <= 23 && minutes <= 59;
        valid.then_some(())?;
        hours.checked_mul(60)?.checked_add(minutes)?.checked_mul(sign)
    }
}

fn is_leap(year: i64) -> bool {
    (year.rem_euclid(4) == 0 && year.rem_euclid(100) != 0) || year.rem_euclid(400) == 0
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `year` has four digits, so no step leaves the range.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let leap_days = |years: i64| {
        years
            .div_euclid(4)
            .saturating_sub(years.div_euclid(100))
            .saturating_add(years.div_euclid(400))
    };
    let years = year.saturating_sub(1970).saturating_mul(365);
    let leaps = leap_days(year.saturating_sub(1)).saturating_sub(leap_days(1969));
    let months: i64 = (1..month).map(|earlier| days_in(year, earlier)).sum();
    years.saturating_add(leaps).saturating_add(months).saturating_add(day).saturating_sub(1)
}
