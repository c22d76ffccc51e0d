//! Small checked types that the whole program shares: a quarter of the calendar, a range of allowed numbers.
//!
//! Takes and gives plain values; depends on nothing of the model.

use std::fmt;
use std::str::FromStr;

/// Length of a period of the model in years (model page, opening paragraph): Δ = 0.25.
pub(crate) const YEARS_PER_QUARTER: f64 = 0.25;

/// A quarter of the calendar, written `2020-Q3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter(u32);

impl Quarter {
    /// The quarter that comes `count` quarters later.
    pub fn plus(self, count: usize) -> Self {
        Self(self.0.saturating_add(u32::try_from(count).unwrap_or(u32::MAX)))
    }

    /// How many quarters after `start` this one comes; `None` if it comes before.
    pub fn since(self, start: Self) -> Option<usize> {
        self.0.checked_sub(start.0).map(|gap| gap as usize)
    }

    /// The calendar year.
    pub fn year(self) -> u32 {
        self.0 / 4
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.0 / 4, self.0 % 4 + 1)
    }
}

impl FromStr for Quarter {
    type Err = String;

    /// # Errors
    /// Anything but four digits of a year, `-Q` and a digit from 1 to 4.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a quarter; write it like 2020-Q3");
        let (year, quarter) = text.split_once("-Q").ok_or_else(wrong)?;
        let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let year: u32 = year.parse().map_err(|_| wrong())?;
        match quarter {
            "1" | "2" | "3" | "4" if digits => Ok(Self(year * 4 + u32::from(quarter.as_bytes()[0] - b'1'))),
            _ => Err(wrong()),
        }
    }
}

/// The numbers that a key may hold. An infinite end is an open one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Least allowed number.
    pub low: f64,
    /// Greatest allowed number.
    pub high: f64,
    /// Whether `low` itself is excluded.
    pub above_low: bool,
    /// Whether `high` itself is excluded.
    pub below_high: bool,
}

impl Range {
    /// Any finite number.
    pub(crate) const ANY: Self = Self::closed(f64::NEG_INFINITY, f64::INFINITY);
    /// Zero or more.
    pub(crate) const NON_NEGATIVE: Self = Self::closed(0.0, f64::INFINITY);
    /// More than zero.
    pub(crate) const POSITIVE: Self = Self { above_low: true, ..Self::NON_NEGATIVE };
    /// A probability or a share.
    pub(crate) const SHARE: Self = Self::closed(0.0, 1.0);
    /// Zero or more, and less than one.
    pub(crate) const BELOW_ONE: Self = Self { below_high: true, ..Self::SHARE };
    /// One or more.
    pub(crate) const ONE_OR_MORE: Self = Self::closed(1.0, f64::INFINITY);

    /// Both ends allowed.
    pub const fn closed(low: f64, high: f64) -> Self {
        Self { low, high, above_low: false, below_high: false }
    }

    /// Whether `value` is a finite number in the range.
    pub fn contains(&self, value: f64) -> bool {
        let above = if self.above_low { value > self.low } else { value >= self.low };
        let below = if self.below_high { value < self.high } else { value <= self.high };
        value.is_finite() && above && below
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let above = if self.above_low { "more than" } else { "at least" };
        let below = if self.below_high { "less than" } else { "at most" };
        match (self.low.is_finite(), self.high.is_finite()) {
            (false, false) => write!(f, "any number"),
            (true, false) => write!(f, "{above} {}", self.low),
            (false, true) => write!(f, "{below} {}", self.high),
            (true, true) if !self.above_low && !self.below_high => {
                write!(f, "from {} to {}", self.low, self.high)
            }
            (true, true) => write!(f, "{above} {} and {below} {}", self.low, self.high),
        }
    }
}
