//! The pictures of a brief: the charts of its run without their headings, which the page says.
//!
//! Takes the figures of the run, gives numbered figures.

use super::context::{Figure, Figures};
use crate::report::chart::{self, ChartError};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Folder of the pictures beside a brief.
pub(crate) const FOLDER: &str = "brief";
/// The charts of a brief in their order; the first stands on page 1.
const SHOWN: [&str; 6] =
    ["summary-tree", "room-for-a-deal", "typical-histories", "sensitivity", "peeling-trajectory", "convergence"];

/// The charts that a brief shows: page 1 alone has one.
pub(crate) fn shown(drawn: &[chart::Figure], short: bool) -> Vec<&chart::Figure> {
    let names = SHOWN.iter().take(if short { 1 } else { SHOWN.len() });
    names.filter_map(|id| drawn.iter().find(|figure| figure.id == *id)).collect()
}

/// The same with the pictures in the page itself, since a word processor would keep only where a file lies.
pub(super) fn embedded(drawn: &[chart::Figure], short: bool) -> Result<Figures, ChartError> {
    let mut figures = figures(drawn, short);
    let Figures { tree, room, histories, sensitivity, peeling, convergence } = &mut figures;
    for (place, chart) in [tree, room, histories, sensitivity, peeling, convergence].into_iter().zip(SHOWN) {
        let chart = drawn.iter().find(|figure| figure.id == chart);
        if let Some((figure, chart)) = place.as_mut().zip(chart) {
            figure.file = format!("data:image/png;base64,{}", STANDARD.encode(chart::png(&chart.insets[0])?));
        }
    }
    Ok(figures)
}

/// Where the picture of a chart lies.
pub(crate) fn file(figure: &chart::Figure) -> String {
    format!("{FOLDER}/{}.png", figure.id)
}

/// The pictures that there are numbers for, in the order of the brief.
pub(super) fn figures(drawn: &[chart::Figure], short: bool) -> Figures {
    let shown = shown(drawn, short);
    let of = |id: &str| {
        let place = shown.iter().position(|figure| figure.id == id)?;
        let drawn = shown[place];
        let [svg, phone] = drawn.insets.clone();
        Some(Figure {
            number: place + 1,
            title: drawn.title.clone(),
            subtitle: drawn.subtitle.clone(),
            alt: drawn.alt.clone(),
            svg,
            phone,
            note: match drawn.id.as_str() {
                "convergence" => "Numbers: charts/convergence.csv of a run with all charts.".to_owned(),
                "sensitivity" => "Numbers: charts/sensitivity.csv of allegiance sensitivity.".to_owned(),
                "peeling-trajectory" => "Numbers: charts/peeling-trajectory.csv of allegiance discover.".to_owned(),
                id => format!("Numbers: charts/{id}.csv."),
            },
            file: file(drawn),
        })
    };
    let [tree, room, histories, sensitivity, peeling, convergence] = SHOWN.map(of);
    Figures { tree, room, histories, sensitivity, peeling, convergence }
}
