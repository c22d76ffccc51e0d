//! Which thing of a run has which colour: by its name, the same in all charts.
//!
//! Takes the names of a summary, gives colours of the theme. Events, offers and states have hues that no other kind has.
//! Outcomes of the election have none: they are told apart by place, shape or stroke.

use super::draw::theme::{CALM, Colour, DISPUTE, EVENTS, OFFERS};
use crate::findings::{EventName, Summary};

/// Shapes of the marks of outcomes, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Dot,
    Square,
    Ring,
    Diamond,
    Triangle,
    Bar,
    Cross,
    Frame,
}

/// All of them, those first that differ most.
pub(crate) const SHAPES: [Shape; 8] =
    [Shape::Dot, Shape::Square, Shape::Ring, Shape::Diamond, Shape::Triangle, Shape::Frame, Shape::Cross, Shape::Bar];

/// The names that have colours.
pub(crate) struct Palette {
    offers: Vec<String>,
    /// Events, then the kinds of history that are no events.
    events: Vec<String>,
}

impl Palette {
    /// Of a run.
    pub(crate) fn of(summary: &Summary) -> Self {
        let mut events: Vec<String> = summary.event_names.iter().map(|event| event.name.clone()).collect();
        events.extend(summary.chapters.iter().filter(|chapter| !events.contains(chapter)).cloned().collect::<Vec<_>>());
        Self { offers: summary.families.clone(), events }
    }

    /// Of offers and events by their names.
    pub(crate) fn new(offers: &[String], events: &[EventName]) -> Self {
        Self { offers: offers.to_vec(), events: events.iter().map(|event| event.name.clone()).collect() }
    }

    /// Of an event or a kind of history.
    pub(crate) fn event(&self, name: &str) -> Colour {
        pick(&EVENTS, &self.events, name)
    }

    /// Of an offer.
    pub(crate) fn offer(&self, name: &str) -> Colour {
        pick(&OFFERS, &self.offers, name)
    }

    /// Of what binds the two: an offer by its quantity, `calm` or `standoff`.
    pub(crate) fn state(&self, quantity: &str) -> Colour {
        match quantity.strip_prefix("contract: ") {
            Some(offer) => self.offer(offer),
            None if quantity == "calm" => CALM,
            None => DISPUTE,
        }
    }
}

/// The colour of a name's place; beyond the last colour, a lighter one of the same row.
fn pick(colours: &[Colour], names: &[String], name: &str) -> Colour {
    let place = names.iter().position(|known| known == name).unwrap_or(0);
    let colour = colours[place % colours.len()];
    (0..place / colours.len()).fold(colour, |colour, _| colour.tint(0.55))
}

#[cfg(test)]
mod tests {
    use super::super::draw::theme::{BLACK, OUTCOME, WHITE};
    use super::*;

    /// Linear light of a colour.
    fn linear(Colour(red, green, blue): Colour) -> [f64; 3] {
        [red, green, blue].map(|channel| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { libm::pow((share + 0.055) / 1.055, 2.4) }
        })
    }

    /// What an eye without the middle cones sees (Machado, Oliveira and Fernandes 2009, severity 1).
    fn deuteranope(light: [f64; 3]) -> [f64; 3] {
        let rows = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]];
        rows.map(|row: [f64; 3]| row.iter().zip(light).map(|(part, value)| part * value).sum::<f64>().clamp(0.0, 1.0))
    }

    /// CIE L*a*b* under D65.
    fn lab([red, green, blue]: [f64; 3]) -> [f64; 3] {
        let x = 0.4124564 * red + 0.3575761 * green + 0.1804375 * blue;
        let y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue;
        let z = 0.0193339 * red + 0.1191920 * green + 0.9503041 * blue;
        let root = |t: f64| if t > 0.008856 { libm::cbrt(t) } else { t * 7.787 + 16.0 / 116.0 };
        let [x, y, z] = [x / 0.95047, y, z / 1.08883].map(root);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// Distance of two colours in print without colour.
    fn greyscale(one: Colour, two: Colour) -> f64 {
        (lab(linear(one))[0] - lab(linear(two))[0]).abs()
    }

    /// Distance of two colours to a deuteranope.
    fn deuteranopia(one: Colour, two: Colour) -> f64 {
        let [one, two] = [one, two].map(|colour| lab(deuteranope(linear(colour))));
        one.iter().zip(two).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
    }

    /// The colours that stand side by side: what binds the two, from the bottom; the rows of events.
    fn neighbours() -> Vec<(Colour, Colour)> {
        let stacks = (1..=OFFERS.len()).map(|count| [&OFFERS[..count], &[CALM, DISPUTE]].concat());
        let rows = [EVENTS.to_vec()];
        let pairs = |row: Vec<Colour>| row.windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>();
        stacks.chain(rows).flat_map(pairs).collect()
    }

    #[test]
    fn val_distances_as_cie_computes_them() {
        assert!((lab(linear(WHITE))[0] - 100.0).abs() < 0.01 && lab(linear(BLACK))[0].abs() < 0.01);
        // sRGB red: L* 53.24, a* 80.09, b* 67.20 (Lindbloom's calculator).
        let red = lab(linear(Colour(255, 0, 0)));
        assert!((red[0] - 53.24).abs() < 0.05 && (red[1] - 80.09).abs() < 0.1 && (red[2] - 67.20).abs() < 0.1);
        let (red, green) = (Colour(200, 80, 60), Colour(125, 125, 50));
        assert!(deuteranopia(red, green) < 15.0, "the pair that deuteranopes mix up is near");
    }

    #[test]
    fn colours_side_by_side_differ_in_grey_and_to_deuteranopes() {
        for (one, two) in neighbours() {
            let (grey, deuteranopia) = (greyscale(one, two), deuteranopia(one, two));
            assert!(grey >= 10.0, "{one:?} {two:?} in grey: {grey}");
            assert!(deuteranopia >= 20.0, "{one:?} {two:?} to a deuteranope: {deuteranopia}");
        }
        assert!(greyscale(Colour(0xCC, 0x79, 0xA7), Colour(0x00, 0x9E, 0x73)) < 10.0, "else the check shows nothing");
    }

    #[test]
    fn no_colour_means_two_things() {
        let all = [&OFFERS[..], &EVENTS, &[CALM, DISPUTE, OUTCOME]].concat();
        for (index, one) in all.iter().enumerate() {
            for two in &all[index + 1..] {
                let apart = greyscale(*one, *two).max(deuteranopia(*one, *two));
                assert!(one != two && apart >= 8.0, "{one:?} {two:?}: {apart}");
            }
        }
    }
}
