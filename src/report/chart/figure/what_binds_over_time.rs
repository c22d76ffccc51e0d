//! What binds the two states in each quarter: stacked areas of shares, one panel per branch.
//!
//! Takes the means of `contract: …`, `calm` and `standoff` by quarter, gives the figure `what-binds-over-time`.

use crate::findings::{QuarterSummary, Summary};
use crate::report::chart::form::key::{Entry, Sign};
use crate::report::chart::form::over_time::{End, Layer, OverTime, Panel, Series, Side};
use crate::report::chart::kit::*;

/// Most room for the names of the layers: on one line, and on more.
const SIDE: (f64, f64) = (200.0, 190.0);

#[derive(Serialize)]
struct Row<'a> {
    branch: &'a str,
    quarter: &'a str,
    state: &'a str,
    share: f64,
    standard_error: Option<f64>,
}

/// A state that can hold in a quarter.
struct State {
    quantity: String,
    name: String,
    colour: Colour,
    texture: Texture,
}

impl State {
    fn entry(&self) -> Entry {
        Entry { name: self.name.clone(), sign: Sign::Swatch(self.colour, self.texture) }
    }
}

pub(crate) fn figure(summary: &Summary) -> Result<Option<Figure>, ChartError> {
    let layers = layers(summary);
    let names: Vec<&str> = summary.branches.iter().map(|branch| branch.name.as_str()).collect();
    let found = |branch: &&str| layers.iter().any(|layer| !over_quarters(summary, branch, &layer.quantity).is_empty());
    let names: Vec<&str> = names.into_iter().filter(found).collect();
    if names.is_empty() {
        return Ok(None);
    }
    let title = title(summary, &layers, &names);
    let subtitle = format!(
        "What binds the two states in each quarter{}: share of simulated histories, %; numbers at the last quarter",
        by_outcome(summary)
    );
    let statement = Statement {
        id: "what-binds-over-time".to_owned(),
        title,
        subtitle,
        alt: alt(summary, &layers, &names),
        footer: Footer::run(summary),
        rows: rows(summary, &layers, &names),
    };
    statement.shown(&form(summary, &layers, &names)).map(Some)
}

fn alt(summary: &Summary, layers: &[State], names: &[&str]) -> String {
    let last = |name: &str, layer: &State| {
        let share = over_quarters(summary, name, &layer.quantity).last()?.mean.value;
        Some(format!("{} {}", layer.name.to_lowercase().replace(',', ""), percent(share)))
    };
    let each = names.iter().map(|name| {
        let said: Vec<String> = layers.iter().filter_map(|layer| last(name, layer)).collect();
        format!("{}: {}", branch_title(name), list(&said))
    });
    format!(
        "Stacked areas of the share of histories in each state by quarter, one panel for each of {}. In \
         the last quarter, {}.{}",
        some(names.len(), "outcome", "outcomes"),
        each.collect::<Vec<_>>().join("; "),
        marks_in_words(&summary.marks, &summary.quarters)
    )
}

/// What can bind the two: quantities with their names, from the bottom of the stack.
pub(crate) fn states(families: &[String]) -> Vec<(String, String)> {
    let contracts = families.iter().map(|family| (format!("contract: {family}"), capital(family)));
    let rest = [("calm", "Neither contract nor dispute"), ("standoff", "Dispute, no contract")];
    contracts.chain(rest.map(|(quantity, name)| (quantity.to_owned(), name.to_owned()))).collect()
}

/// The second channel of a state.
pub(crate) fn texture(families: &[String], quantity: &str) -> Texture {
    let offer = families.iter().position(|family| quantity.strip_prefix("contract: ") == Some(family));
    match offer {
        Some(place) if place % 2 == 1 => Texture::Falling,
        None if quantity == "standoff" => Texture::Rising,
        _ => Texture::Plain,
    }
}

fn layers(summary: &Summary) -> Vec<State> {
    let palette = Palette::of(summary);
    let state = |(quantity, name): (String, String)| State {
        colour: palette.state(&quantity),
        texture: texture(&summary.families, &quantity),
        quantity,
        name,
    };
    states(&summary.families).into_iter().map(state).collect()
}

/// Room for the names of the layers.
fn side_room(layers: &[State]) -> f64 {
    let widths = layers.iter().map(|layer| font::width(&format!("{} <0.1%", layer.name), LABEL.0, true));
    let widest = widths.fold(0.0, f64::max) + 24.0;
    if widest <= SIDE.0 { widest } else { SIDE.1 }
}

fn rows<'a>(summary: &'a Summary, layers: &[State], names: &[&str]) -> Vec<Row<'a>> {
    let row = |row: &'a QuarterSummary| Row {
        branch: &row.branch,
        quarter: summary.quarters.get(row.quarter).map_or("", String::as_str),
        state: &row.quantity,
        share: row.mean.value,
        standard_error: row.mean.standard_error,
    };
    let of = |name: &&str| {
        layers.iter().flat_map(|layer| over_quarters(summary, name, &layer.quantity)).map(row).collect::<Vec<_>>()
    };
    names.iter().flat_map(of).collect()
}

/// The name of a state before its first comma.
fn short_name(state: &State) -> &str {
    state.name.split(',').next().unwrap_or(&state.name)
}

/// The state whose share differs most between the two likeliest branches in the last quarter; the most frequent if
/// none differs.
fn title(summary: &Summary, layers: &[State], names: &[&str]) -> String {
    let at_end = |layer: &State| -> Vec<(String, f64)> {
        let last =
            |name: &&str| Some(((*name).to_owned(), over_quarters(summary, name, &layer.quantity).last()?.mean.value));
        main_values(summary, names.iter().filter_map(last).collect())
    };
    let widest = most_telling(layers.iter().map(|layer| (layer, at_end(layer))).collect());
    widest
        .map(|(layer, values)| compared(short_name(layer), &values, percent))
        .unwrap_or_else(|| "What binds the two states".to_owned())
}

fn form<'a>(summary: &'a Summary, layers: &[State], names: &[&str]) -> OverTime<'a> {
    let side = side_room(layers);
    let panel = |name: &&str| {
        let bands = bands(summary, layers, name);
        let area = |(state, band): (&State, &Band)| {
            Layer::Area(band.upper.clone(), band.lower.clone(), state.colour, Some(state.texture))
        };
        let areas = layers.iter().zip(&bands).map(area);
        let seams = bands.iter().filter(|band| !band.upper.is_empty());
        let seams = seams.map(|band| Layer::Line(band.upper.clone(), WHITE, 1.2));
        Panel {
            name: with_odds(name, summary),
            under: areas.chain(seams).collect(),
            ends: layers.iter().zip(&bands).rev().filter_map(|(state, band)| band.end(state)).collect(),
            is_named: true,
            ..Panel::default()
        }
    };
    OverTime {
        quarters: &summary.quarters,
        marks: &summary.marks,
        axis: Axis::shares(),
        right: (0.0, side),
        side: Side { room: side - 20.0, lines: 3, beyond: (6.0, 14.0) },
        key: layers.iter().rev().map(State::entry).collect(),
        numbers: false,
        panels: names.iter().map(panel).collect(),
    }
}

/// A state's shares on top of those below it.
struct Band {
    lower: Series,
    upper: Series,
    share: Option<f64>,
}

impl Band {
    fn end(&self, state: &State) -> Option<End> {
        let between = (self.lower.last()?.1, self.upper.last()?.1);
        Some(End { between, name: state.name.clone(), number: Some(percent(self.share?)), colour: state.colour })
    }
}

/// The states of a branch on top of one another.
fn bands(summary: &Summary, layers: &[State], branch: &str) -> Vec<Band> {
    let mut floor = vec![0.0; summary.quarters.len()];
    let band = |layer: &State| {
        let rows = over_quarters(summary, branch, &layer.quantity);
        let edge = |levels: &[f64]| -> Series {
            rows.iter().filter_map(|row| Some((row.quarter, *levels.get(row.quarter)?))).collect()
        };
        let lower = edge(&floor);
        for row in &rows {
            if let Some(level) = floor.get_mut(row.quarter) {
                *level = (*level + row.mean.value.max(0.0)).min(1.0);
            }
        }
        Band { lower, upper: edge(&floor), share: rows.last().map(|row| row.mean.value) }
    };
    layers.iter().map(band).collect()
}
