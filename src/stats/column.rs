//! Quantiles of a column of any length, exact and in bounded memory.
//!
//! Takes values one after the other, each with the place that it belongs to, and gives quantiles over groups of places,
//! each place with a weight in each group. A column that is longer than a run is sorted a run at a time; the sorted runs
//! are kept in a scratch and merged as they are read. Values come in the same order, and weights are summed in the same
//! order, as if all had been sorted at once: equal values by their places, which are to come in rising order.

use super::quantile::ALLOWED;
use crate::base::scratch::{Scratch, ScratchError, bytes};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

/// Values that are sorted at once.
pub(crate) const RUN: usize = 1 << 20;
/// Values of a run that are read at once.
const PIECE: usize = 1 << 12;
/// Bytes that a value takes while it is sorted.
pub(crate) const BYTES: usize = size_of::<Entry>();

/// A value as a number that has its order, and its place.
type Entry = (u64, u64);

/// A number that is ordered among others as a value is by `total_cmp`.
fn key(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// The value of such a number.
fn value(key: u64) -> f64 {
    f64::from_bits(if key >> 63 == 1 { key & !(1 << 63) } else { !key })
}

/// Values that are being collected.
pub(crate) struct Column {
    run: usize,
    open: Vec<Entry>,
    scratch: Scratch,
    runs: Vec<Range<usize>>,
}

impl Column {
    /// No value yet; so many are sorted at once.
    pub(crate) fn new(run: usize) -> Self {
        // A run that is full is written: nothing is held beside it.
        Self { run, open: Vec::new(), scratch: Scratch::new(0), runs: Vec::new() }
    }

    /// Takes the next value, of a place that is no lower than the one before.
    ///
    /// # Errors
    /// If a full run cannot be kept.
    pub(crate) fn push(&mut self, value: f64, place: usize) -> Result<(), ScratchError> {
        if self.open.len() == self.run {
            self.close()?;
        }
        self.open.push((key(value), place as u64));
        Ok(())
    }

    fn close(&mut self) -> Result<(), ScratchError> {
        self.open.sort_unstable();
        let first = self.scratch.pieces();
        for piece in self.open.chunks(PIECE) {
            let values: Vec<(f64, u64)> = piece.iter().map(|&(key, place)| (value(key), place)).collect();
            self.scratch.keep(bytes(&values)?)?;
        }
        self.runs.push(first..self.scratch.pieces());
        self.open.clear();
        Ok(())
    }

    /// The values in order.
    ///
    /// # Errors
    /// If the last run cannot be kept.
    pub(crate) fn ordered(mut self) -> Result<Ordered, ScratchError> {
        if self.runs.is_empty() {
            self.open.sort_unstable();
        } else {
            self.close()?;
            self.open = Vec::new();
        }
        Ok(Ordered(self))
    }
}

/// A column in order.
pub(crate) struct Ordered(Column);

/// A run as it is read.
struct Cursor {
    pieces: Range<usize>,
    read: std::vec::IntoIter<(f64, u64)>,
}

impl Cursor {
    fn next(&mut self, scratch: &Scratch) -> Result<Option<Entry>, ScratchError> {
        loop {
            if let Some((value, place)) = self.read.next() {
                return Ok(Some((key(value), place)));
            }
            let Some(piece) = self.pieces.next() else { return Ok(None) };
            self.read = scratch.read::<Vec<(f64, u64)>>(piece)?.into_iter();
        }
    }
}

impl Ordered {
    /// Shows every value with its place, the least first.
    ///
    /// # Errors
    /// If a run cannot be read back.
    pub(crate) fn each(&self, mut see: impl FnMut(f64, usize)) -> Result<(), ScratchError> {
        let Self(Column { open, scratch, runs, .. }) = self;
        open.iter().for_each(|&(key, place)| see(value(key), place as usize));
        let cursor = |pieces: &Range<usize>| Cursor { pieces: pieces.clone(), read: Vec::new().into_iter() };
        let mut cursors: Vec<Cursor> = runs.iter().map(cursor).collect();
        let mut heap = BinaryHeap::with_capacity(cursors.len());
        for (run, cursor) in cursors.iter_mut().enumerate() {
            heap.extend(cursor.next(scratch)?.map(|entry| Reverse((entry, run))));
        }
        while let Some(mut least) = heap.peek_mut() {
            let Reverse(((key, place), run)) = *least;
            see(value(key), place as usize);
            match cursors[run].next(scratch)? {
                // The heap puts it in its place when it is let go.
                Some(entry) => *least = Reverse((entry, run)),
                None => drop(std::collections::binary_heap::PeekMut::pop(least)),
            }
        }
        Ok(())
    }

    /// For each of so many groups, the least values, for shares in rising order, at or below which lies at least that share
    /// of the weight that the values have in it by their places; `None` where nothing has weight.
    ///
    /// # Errors
    /// If a run cannot be read back.
    pub(crate) fn quantiles(
        &self,
        groups: usize,
        weight: impl Fn(usize, usize) -> f64,
        shares: &[f64],
    ) -> Result<Vec<Option<Vec<f64>>>, ScratchError> {
        let mut all = vec![0.0; groups];
        self.each(|_, place| {
            for (group, all) in all.iter_mut().enumerate() {
                let weight = weight(group, place);
                if weight > 0.0 {
                    *all += weight;
                }
            }
        })?;
        let reading = |all: &f64| Reading {
            wanted: shares.iter().map(|share| share * all * ALLOWED).collect(),
            found: Vec::with_capacity(shares.len()),
            cumulated: 0.0,
            last: None,
        };
        let mut readings: Vec<Reading> = all.iter().map(reading).collect();
        self.each(|value, place| {
            for (group, reading) in readings.iter_mut().enumerate() {
                let weight = weight(group, place);
                if weight > 0.0 {
                    reading.see(value, weight);
                }
            }
        })?;
        Ok(readings.into_iter().map(Reading::read).collect())
    }
}

/// Quantiles of a group as they are read off.
struct Reading {
    wanted: Vec<f64>,
    found: Vec<f64>,
    cumulated: f64,
    last: Option<f64>,
}

impl Reading {
    fn see(&mut self, value: f64, weight: f64) {
        self.cumulated += weight;
        self.last = Some(value);
        while self.wanted.get(self.found.len()).is_some_and(|wanted| self.cumulated >= *wanted) {
            self.found.push(value);
        }
    }

    fn read(mut self) -> Option<Vec<f64>> {
        let last = self.last?;
        self.found.resize(self.wanted.len(), last);
        Some(self.found)
    }
}

#[cfg(test)]
mod tests {
    use super::super::quantile::{SHARES, Sorted, quantiles};
    use super::*;
    use proptest::prelude::*;

    /// Quantiles of values with weights by sorting them all at once.
    fn by_sorting(mut values: Vec<(f64, f64)>) -> Option<Vec<f64>> {
        values.retain(|(_, weight)| *weight > 0.0);
        values.sort_by(|one, two| one.0.total_cmp(&two.0));
        quantiles(values.into_iter(), SHARES).map(Vec::from)
    }

    fn bits(found: Option<Vec<f64>>) -> Option<Vec<u64>> {
        found.map(|found| found.into_iter().map(f64::to_bits).collect())
    }

    proptest! {
        #[test]
        fn prop_quantiles_of_runs_in_a_file_are_those_of_sorting(
            values in prop::collection::vec(prop_oneof![(0..5_i32).prop_map(f64::from), any::<f64>(), Just(-0.0)], 0..400),
            weights in prop::collection::vec(prop_oneof![Just(0.0), Just(0.1), 0.0..1.0_f64], 1..9),
            run in 1..200_usize,
            each in 1..4_usize,
        ) {
            let weight = |place: usize| weights[place % weights.len()];
            let mut column = Column::new(run);
            for (at, value) in values.iter().enumerate() {
                column.push(*value, at / each).expect("room");
            }
            let ordered = column.ordered().expect("room");
            prop_assert_eq!(ordered.0.runs.is_empty(), values.len() <= run);
            let of = |group: usize, place: usize| match group {
                0 => weight(place),
                _ => f64::from(u8::from(place % 2 == group - 1)),
            };
            let found = ordered.quantiles(3, of, &SHARES).expect("what was kept");
            let weighted = |group: usize| values.iter().enumerate().map(move |(at, value)| (*value, of(group, at / each)));
            for (group, found) in found.into_iter().enumerate() {
                prop_assert_eq!(bits(found), bits(by_sorting(weighted(group).collect())), "group {}", group);
            }
            let mut seen = Vec::new();
            ordered.each(|value, _| seen.push(value.to_bits())).expect("what was kept");
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            prop_assert_eq!(seen, sorted.into_iter().map(f64::to_bits).collect::<Vec<_>>());
        }
    }

    #[test]
    fn limit_a_column_without_weight_has_no_quantiles() {
        let mut column = Column::new(RUN);
        column.push(1.0, 0).expect("room");
        let ordered = column.ordered().expect("room");
        assert_eq!(ordered.quantiles(1, |_, _| 0.0, &[0.5]).expect("what was kept"), [None]);
        let even = ordered.quantiles(1, |_, _| 1.0, &[0.5]).expect("what was kept");
        assert_eq!(even, [Sorted::new(vec![1.0]).quantile(0.5).map(|value| vec![value])]);
    }
}
