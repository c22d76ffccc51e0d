//! What the cells of a row say (model page §9).
//!
//! Takes a row and the meaning of its columns, gives what was seen in the quarter, and reports every cell that says
//! nothing.

use super::{Column, EVENTS, Observed, Reader};
use crate::base::units::Quarter;
use crate::scenario::label::shown;
use crate::scenario::nearest::advice;
use crate::scenario::table::Cell;

impl Reader<'_, '_> {
    pub(super) fn row(&mut self, columns: &[Option<Column>], row: &[Cell]) -> (Option<Quarter>, Observed) {
        let mut observed =
            Observed { levels: vec![None; self.scenario.ladders.moving().count()], ..Observed::default() };
        let fits = self.sheet.fits(row, columns.len());
        let (mut quarter, mut low, mut high) = (None, None, None);
        for (column, cell) in columns.iter().zip(row) {
            match column {
                Some(Column::Quarter) => quarter = self.quarter(cell),
                // In a row of another length a cell may belong to any column.
                _ if !fits => {}
                Some(Column::Ladder(axis)) => observed.levels[*axis] = self.level(*axis, cell),
                Some(Column::Dispute) => observed.dispute = self.dispute(cell),
                Some(Column::SubsidyLow) => low = Some(cell),
                Some(Column::SubsidyHigh) => high = Some(cell),
                Some(Column::Events) => self.events(cell, &mut observed),
                Some(Column::Source) | None => {}
            }
        }
        observed.subsidy = self.interval(low, high);
        (quarter, observed)
    }

    /// Both ends, the lower one first, or neither.
    fn interval(&mut self, low: Option<&Cell>, high: Option<&Cell>) -> Option<(f64, f64)> {
        let given = |cell: Option<&Cell>| cell.is_some_and(|cell| !cell.value.is_empty());
        let help = || "give both ends, the lower one first, or neither".to_owned();
        match (given(low), given(high), low.or(high)) {
            (false, false, _) | (_, _, None) => None,
            (true, true, Some(cell)) => {
                let ends = low.and_then(|low| self.number(low)).zip(high.and_then(|high| self.number(high)));
                if let Some((low, high)) = ends.filter(|(low, high)| low > high) {
                    let message = format!("the subsidy is said to lie between {low} and {high}");
                    self.report(cell.place.clone(), message, "the higher end", help());
                }
                ends
            }
            (lower, _, Some(_)) => {
                let cell = if lower { low } else { high }?;
                self.report(cell.place.clone(), "the subsidy has only one end".into(), "one end", help());
                None
            }
        }
    }

    fn quarter(&mut self, cell: &Cell) -> Option<Quarter> {
        let quarter = cell.value.parse().ok();
        if quarter.is_none() {
            let message = format!("`{}` is not a quarter", shown(&cell.value));
            self.report(cell.place.clone(), message, "not a quarter", "write it like 2020-Q3".to_owned());
        }
        quarter
    }

    fn level(&mut self, axis: usize, cell: &Cell) -> Option<usize> {
        if cell.value.is_empty() {
            return None;
        }
        let ladder = self.scenario.ladders.moving().nth(axis)?;
        let level = ladder.levels.iter().position(|level| *level == cell.value);
        if level.is_none() {
            let help = advice(&cell.value, ladder.levels.iter().map(String::as_str));
            let message = format!("there is no level `{}` of the {}", shown(&cell.value), ladder.name);
            self.report(cell.place.clone(), message, "unknown level", help);
        }
        level
    }

    fn dispute(&mut self, cell: &Cell) -> Option<bool> {
        match cell.value.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            "" | "unknown" => None,
            other => {
                let message = format!("`{}` does not say whether the quarter opened in dispute", shown(other));
                self.report(cell.place.clone(), message, "not understood", "write yes, no or unknown".to_owned());
                None
            }
        }
    }

    fn number(&mut self, cell: &Cell) -> Option<f64> {
        if cell.value.is_empty() {
            return None;
        }
        let number = cell.value.parse().ok().filter(|number: &f64| number.is_finite());
        if number.is_none() {
            let message = format!("`{}` is not a finite number", shown(&cell.value));
            self.report(cell.place.clone(), message, "not a number", String::new());
        }
        number
    }

    fn events(&mut self, cell: &Cell, observed: &mut Observed) {
        for event in cell.value.split(';').map(str::trim).filter(|event| !event.is_empty()) {
            match event {
                "agreement" => observed.agreement = true,
                "integration step" => observed.integration_step = true,
                "entrapment" => observed.entrapment = true,
                other => {
                    let help = advice(other, EVENTS);
                    self.report(cell.place.clone(), format!("unknown event `{}`", shown(other)), "unknown", help);
                }
            }
        }
    }
}
