//! The subsidy that the model expects beside the record's interval of it, quarter by quarter.
//!
//! Takes the quarters of a [`Backtest`], gives the figure `subsidy-expected`; none if the record has no interval.

use crate::findings::backtest::{Backtest, QuarterRow};
use crate::report::chart::form::key::{Entry, Sign};
use crate::report::chart::form::over_time::{End, Layer, OverTime, Panel, Series, Side, runs};
use crate::report::chart::kit::*;

/// Room for the names of line and band.
const SIDE: f64 = 118.0;
/// Share of the band's colour in its filling.
const FILL: f64 = 0.35;
#[derive(Serialize)]
struct Row<'a> {
    quarter: &'a str,
    expected: f64,
    low: Option<f64>,
    high: Option<f64>,
}

impl<'a> Row<'a> {
    fn new(row: &'a QuarterRow) -> Self {
        let (low, high) = (row.subsidy_record.map(|ends| ends.0), row.subsidy_record.map(|ends| ends.1));
        Self { quarter: &row.quarter, expected: row.subsidy, low, high }
    }
}

pub(crate) fn figure(found: &Backtest) -> Result<Option<Figure>, ChartError> {
    let Some(fit) = &found.subsidies else { return Ok(None) };
    let title = format!("Expected subsidy within the record's interval in {} of quarters", percent(fit.inside));
    let quarters: Vec<String> = found.quarters.iter().map(|row| row.quarter.clone()).collect();
    let alt = format!(
        "A line over time, the subsidy that the model expects in pp of GDP a year, beside a band, the interval in which \
         the record puts it. It lies below the interval in {} of quarters. Mean {} expected, {} in the middle of the intervals; the mean distance to the \
         interval is {}.{}",
        percent(fit.below),
        number(fit.expected, 1),
        number(fit.estimated, 1),
        number(fit.distance, 1),
        marks_in_words(&found.marks, &quarters)
    );
    let statement = Statement {
        id: "subsidy-expected".to_owned(),
        title,
        subtitle:
            "Subsidy received, pp of GDP a year: the model's mean, knowing the record up to the quarter before, and \
                   the record's low and high estimates"
                .to_owned(),
        alt,
        footer: Footer::backtest(found),
        rows: found.quarters.iter().map(Row::new).collect(),
    };
    statement.shown(&form(found, &quarters)).map(Some)
}

fn form<'a>(found: &'a Backtest, quarters: &'a [String]) -> OverTime<'a> {
    let ends = || found.quarters.iter().filter_map(|row| row.subsidy_record).flat_map(|(low, high)| [low, high]);
    let values = found.quarters.iter().map(|row| row.subsidy).chain(ends()).chain([0.0]);
    let line: Series = found.quarters.iter().map(|row| row.subsidy).enumerate().collect();
    let intervals = runs(found.quarters.iter().map(|row| row.subsidy_record));
    let end = |between, name: &str, colour| End { between, name: name.to_owned(), number: None, colour };
    let model = line.last().map(|(_, value)| end((*value, *value), "Model", BLUE));
    let record = intervals.last().map(|(ends, ..)| end(*ends, "Record", GREEN));
    let cell = |(ends, first, last)| Layer::Cell((first, last), ends, GREEN.tint(FILL), GREEN.line());
    let panel = Panel {
        under: intervals.into_iter().map(cell).collect(),
        over: vec![Layer::Line(line, BLUE.line(), STROKE)],
        ends: model.into_iter().chain(record).collect(),
        is_named: true,
        ..Panel::default()
    };
    OverTime {
        quarters,
        marks: &found.marks,
        axis: Axis::around(values, "pp of GDP a year", 5),
        right: (0.0, SIDE),
        side: Side { room: SIDE - 20.0, lines: 2, beyond: (0.0, 0.0) },
        key: vec![
            Entry { name: "Model".to_owned(), sign: Sign::Line(BLUE.line()) },
            Entry { name: "Record".to_owned(), sign: Sign::Swatch(GREEN.tint(FILL), Texture::Plain) },
        ],
        numbers: false,
        panels: vec![panel],
    }
}
