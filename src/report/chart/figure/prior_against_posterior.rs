//! What a record taught: prior against posterior of the numbers that moved most.
//!
//! Takes an estimation, gives the figure `prior-against-posterior`: one panel a number, shares of the prior and of the
//! draws in the same bins.

use crate::findings::posterior::{Learnt, Posterior};
use crate::report::chart::kit::*;

/// Panels of the figure.
const PANELS: usize = 8;
/// Bins of a panel.
const BINS: usize = 20;

#[derive(Serialize)]
struct Row<'a> {
    key: &'a str,
    from: f64,
    to: f64,
    prior_share: f64,
    posterior_share: f64,
}

/// One number in bins.
struct Panel<'a> {
    learnt: &'a Learnt,
    ends: (f64, f64),
    prior: Vec<f64>,
    posterior: Vec<f64>,
}

pub(crate) fn figure(posterior: &Posterior) -> Result<Figure, ChartError> {
    let panels: Vec<Panel> = posterior.by_distance().into_iter().take(PANELS).map(Panel::new).collect();
    let title = title(posterior);
    let statement = Statement {
        id: "prior-against-posterior".to_owned(),
        alt: alt(&panels),
        title,
        subtitle: format!(
            "The {} numbers that moved most: share of the prior (line) and of the draws after the record (area) in \
             {BINS} bins",
            panels.len()
        ),
        footer: Footer::estimation(posterior),
        rows: panels.iter().flat_map(Panel::rows).collect(),
    };
    let height = |drawing| panels_height(drawing, panels.len());
    statement.shown(&(height, |page: &mut Page| draw(page, &panels)))
}

fn title(posterior: &Posterior) -> String {
    let moved = posterior.parameters.iter().filter(|learnt| learnt.moved).count();
    let all = posterior.parameters.len();
    match posterior.by_distance().first().filter(|first| first.moved) {
        Some(first) => short([
            format!("The record moves {moved} of {all} numbers, {} most", first.key),
            format!("The record moves {moved} of {all} uncertain numbers"),
        ]),
        None => format!("The record clearly moves none of {all} uncertain numbers"),
    }
}

fn alt(panels: &[Panel]) -> String {
    let each = panels.iter().map(|panel| {
        let learnt = panel.learnt;
        let digits = panel.digits();
        let [before, after] = [learnt.prior.mean, learnt.posterior.mean].map(|value| number(value, digits));
        format!("{}: mean {before} before, {after} after, spread times {}", learnt.key, number(learnt.sd_ratio, 2))
    });
    format!(
        "Small multiples, one panel for each of {} uncertain numbers: share of the prior and of the posterior draws by \
         value. {}.",
        panels.len(),
        each.collect::<Vec<_>>().join("; ")
    )
}

impl<'a> Panel<'a> {
    fn new(learnt: &'a Learnt) -> Self {
        let edge = learnt.prior_values.len() / 200;
        let (low, high) = (learnt.prior_values[edge], learnt.prior_values[learnt.prior_values.len() - 1 - edge]);
        let shares = |values: &[f64]| {
            let mut bins = vec![0.0; BINS];
            for value in values {
                let bin = (value - low) / (high - low) * BINS as f64;
                bins[(bin.max(0.0) as usize).min(BINS - 1)] += 1.0 / values.len() as f64;
            }
            bins
        };
        Self { learnt, ends: (low, high), prior: shares(&learnt.prior_values), posterior: shares(&learnt.values) }
    }

    fn edge(&self, bin: usize) -> f64 {
        self.ends.0 + (self.ends.1 - self.ends.0) * bin as f64 / BINS as f64
    }

    /// Decimals that tell the ends apart.
    fn digits(&self) -> usize {
        let width = self.ends.1 - self.ends.0;
        (0..6).find(|digits| width * libm::pow(10.0, f64::from(*digits)) >= 20.0).unwrap_or(6) as usize
    }

    fn rows(&self) -> Vec<Row<'_>> {
        (0..BINS)
            .map(|bin| Row {
                key: &self.learnt.key,
                from: self.edge(bin),
                to: self.edge(bin + 1),
                prior_share: self.prior[bin],
                posterior_share: self.posterior[bin],
            })
            .collect()
    }
}

fn draw(page: &mut Page, all: &[Panel]) {
    let shares = all.iter().flat_map(|panel| panel.prior.iter().chain(&panel.posterior)).map(|share| share * 100.0);
    let axis = Axis::around(shares.chain([0.0]), "% of draws per bin", 3);
    let names: Vec<String> = all.iter().map(|panel| panel.learnt.key.clone()).collect();
    let plots = panels(page, &names, &axis, &Gutters { each: 4.0, below: 20.0, ..Gutters::default() });
    for (index, (panel, plot)) in all.iter().zip(&plots).enumerate() {
        one(&mut page.canvas, panel, plot, &axis.upright(plot));
        if index == 0 {
            let legend = Block::fit("line: prior; area: after the record", Style::plain(NOTE, QUIET), plot.width(), 2);
            page.canvas.text(&legend, at(plot.right, plot.top), Across::Right, Down::Top);
        }
    }
}

fn one(canvas: &mut Canvas, panel: &Panel, plot: &Rect, up: &Scale) {
    let across = Scale { domain: panel.ends, range: (plot.left, plot.right) };
    let stairs = |shares: &[f64]| -> Vec<Point> {
        let ends = |(bin, share): (usize, &f64)| {
            [bin, bin + 1].map(|edge| at(across.map(panel.edge(edge)), up.map(share * 100.0)))
        };
        shares.iter().enumerate().flat_map(ends).collect()
    };
    let mut area = stairs(&panel.posterior);
    area.extend([at(plot.right, plot.bottom), at(plot.left, plot.bottom)]);
    canvas.area(area, BLUE.tint(0.45));
    canvas.line(stairs(&panel.prior), INK, STROKE * 0.7);
    base(canvas, plot);
    let sides = [(panel.ends.0, plot.left, Across::Left), (panel.ends.1, plot.right, Across::Right)];
    for (value, x, side) in sides {
        canvas.text(&tick(&number(value, panel.digits())), at(x, plot.bottom + 5.0), side, Down::Top);
    }
}
