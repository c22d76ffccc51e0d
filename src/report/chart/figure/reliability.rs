//! Whether what is said to be likely is: stated probabilities against the share that came, one panel a horizon.
//!
//! Takes the bins of a [`Backtest`], gives the figure `reliability`.

use crate::findings::backtest::fit::Bin;
use crate::findings::backtest::{Backtest, HORIZONS, Horizon};
use crate::report::chart::kit::*;

/// Room below a plot: numbers, and what they are.
const BELOW: f64 = 34.0;
/// Room to the right of the last plot: half of the number at the end of its axis.
const LAST: f64 = 10.0;

pub(crate) fn figure(found: &Backtest) -> Result<Figure, ChartError> {
    let title = title(found);
    let statement = Statement {
        id: "reliability".to_owned(),
        alt: alt(found),
        title,
        subtitle:
            "Share of quarters that began in dispute by the probability that the model had stated, in bins of 10 \
                   points; bars: 95% intervals; numbers: quarters; dashed: stated and seen agree"
                .to_owned(),
        footer: Footer::backtest(found),
        rows: found.calibration.iter().collect(),
    };
    let height = |drawing| 1.2 * panels_height(drawing, HORIZONS.len());
    statement.shown(&(height, |page: &mut Page| draw(page, found)))
}

fn bins(found: &Backtest, ahead: Horizon) -> impl Iterator<Item = &Bin> {
    found.calibration.iter().filter(move |bin| bin.ahead == ahead)
}

/// The bin of the next quarter whose interval leaves the stated mean out, the one with most quarters times distance.
fn title(found: &Backtest) -> String {
    let off = |bin: &&Bin| bin.stated < bin.low95 || bin.stated > bin.high95;
    let miss = |bin: &Bin| (bin.stated - bin.observed).abs() * bin.quarters as f64;
    let worst = bins(found, HORIZONS[0]).filter(off).max_by(|one, other| miss(one).total_cmp(&miss(other)));
    match worst {
        None => "No stated probability is clearly off the record".to_owned(),
        Some(bin) => format!(
            "Quarters given {} to {}%: {} began in dispute",
            number(bin.from * 100.0, 0),
            number(bin.to * 100.0, 0),
            percent(bin.observed)
        ),
    }
}

fn alt(found: &Backtest) -> String {
    let said = |ahead: Horizon| {
        let each: Vec<String> = bins(found, ahead)
            .map(|bin| format!("{} stated, {} seen in {}", percent(bin.stated), percent(bin.observed), bin.quarters))
            .collect();
        format!("{} ahead: {}", horizon(ahead), list(&each))
    };
    format!(
        "Reliability diagram, stated probability across and share seen upwards, both from 0 to 100%, one panel for each of \
         two horizons. {}.",
        HORIZONS.map(said).join(". ")
    )
}

fn horizon(ahead: Horizon) -> String {
    match ahead {
        Horizon::Ahead(1) => "One quarter".to_owned(),
        other => format!("{} quarters", count(other.into())),
    }
}

fn draw(page: &mut Page, found: &Backtest) {
    let (stated, seen) = (Axis::shares(), Axis { unit: "seen, %".to_owned(), ..Axis::shares() });
    let names = HORIZONS.map(|ahead| format!("Stated {} before", horizon(ahead).to_lowercase()));
    let plots = panels(page, &names, &seen, &Gutters { below: BELOW, last: LAST, ..Gutters::default() });
    let canvas = &mut page.canvas;
    for (&ahead, plot) in HORIZONS.iter().zip(&plots) {
        let (across, up) = (stated.draw_below(canvas, plot, Ticks::Below), seen.upright(plot));
        let unit = Block::line("stated, %", Style::plain(NOTE, QUIET));
        canvas.text(&unit, at(plot.centre().x, plot.bottom + 20.0), Across::Middle, Down::Top);
        let agree = [0.0, 1.0].map(|share| at(across.map(share), up.map(share)));
        canvas.dashed(&agree, AXIS, HAIRLINE * 1.5);
        bins(found, ahead).for_each(|bin| point(canvas, bin, &across, &up));
    }
}

fn point(canvas: &mut Canvas, bin: &Bin, across: &Scale, up: &Scale) {
    let x = across.map(bin.stated);
    let (y, low, high) = (up.map(bin.observed), up.map(bin.low95), up.map(bin.high95));
    canvas.line(vec![at(x, low), at(x, high)], BLUE.line(), STROKE * 0.6);
    canvas.dot(at(x, y), 4.0, BLUE.line());
    let text = Block::line(&count(bin.quarters), Style::bold(LABEL, BLUE.ink()));
    // Above the bar, unless another number stands there.
    let above = Rect::new(x - text.width() / 2.0, high - 3.0 - text.height(), x + text.width() / 2.0, high - 3.0);
    match canvas.is_free(&above) {
        true => canvas.text(&text, at(x, high - 3.0), Across::Middle, Down::Bottom),
        false => canvas.text(&text, at(x, low + 3.0), Across::Middle, Down::Top),
    };
}
