//! Colours and sizes, each named once.
//!
//! Takes nothing, gives the palette, after Okabe and Ito (2008), with a darker line and a darker ink for each colour, so
//! that marks keep a contrast of 3:1 and text one of 4.5:1 (WCAG 2.1, criteria 1.4.3 and 1.4.11). Which thing of a run
//! has which colour is in [`palette`](super::super::palette).

/// Smallest text of any drawing: 9 points in a column of 170 mm, 11 pixels on a phone, 18 on a slide of 1920.
pub(crate) const LEAST: f64 = 9.0;
/// Size of the title, and the smallest it shrinks to.
pub(crate) const TITLE: (f64, f64) = (22.0, 10.0);
/// The same in a column and on a phone.
pub(crate) const TITLE_NARROW: (f64, f64) = (15.0, 10.0);
pub(crate) const SUBTITLE: (f64, f64) = (12.5, LEAST);
/// Size of the name of a panel or a row.
pub(crate) const HEADING: (f64, f64) = (12.0, LEAST);
/// Size of labels in the plot.
pub(crate) const LABEL: (f64, f64) = (10.5, LEAST);
/// Size of numbers on axes.
pub(crate) const TICK: f64 = 10.0;
pub(crate) const NOTE: (f64, f64) = (9.0, LEAST);
pub(crate) const FOOTER: (f64, f64) = (9.0, LEAST);
/// Width of a line that carries data.
pub(crate) const STROKE: f64 = 2.2;
/// Width of axes, separators and hatching.
pub(crate) const HAIRLINE: f64 = 0.8;

/// Least contrast of a mark against white.
pub(crate) const MARK_CONTRAST: f64 = 3.0;
/// Least contrast of text against what it stands on.
pub(crate) const TEXT_CONTRAST: f64 = 4.5;

/// A colour: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

pub(crate) const WHITE: Colour = Colour(0xFF, 0xFF, 0xFF);
pub const INK: Colour = Colour(0x1A, 0x1A, 0x1A);
/// Quiet text.
pub(crate) const QUIET: Colour = Colour(0x59, 0x59, 0x59);
pub(crate) const AXIS: Colour = Colour(0x76, 0x76, 0x76);
/// Grid lines, quieter than any mark.
pub(crate) const GRID: Colour = Colour(0xE4, 0xE4, 0xE4);

/// What the model says, and what is higher.
pub(crate) const BLUE: Colour = Colour(0x00, 0x72, 0xB2);
/// What came about, and what is lower.
pub(crate) const VERMILION: Colour = Colour(0xD5, 0x5E, 0x00);
/// What a record says.
pub(crate) const GREEN: Colour = Colour(0x00, 0x9E, 0x73);
pub(crate) const BLACK: Colour = Colour(0x00, 0x00, 0x00);
/// Neither one thing nor the other.
pub(crate) const NEUTRAL: Colour = Colour(0x76, 0x76, 0x76);
/// Outcomes of the election, told apart by place, shape or stroke.
pub(crate) const OUTCOME: Colour = Colour(0x4A, 0x55, 0x60);

/// Offers, in the order of the file: dark and light in turn, so that neighbours differ without hue.
pub(crate) const OFFERS: [Colour; 6] = [
    BLUE,
    Colour(0x7C, 0xC8, 0xF2),
    Colour(0x1B, 0x3A, 0x5C),
    Colour(0x93, 0xB7, 0xC9),
    Colour(0x4F, 0x86, 0xA6),
    Colour(0x9D, 0xB7, 0xFF),
];
/// Neither contract nor dispute.
pub(crate) const CALM: Colour = Colour(0xE6, 0xE6, 0xE6);
/// Dispute without contract.
pub(crate) const DISPUTE: Colour = VERMILION;
/// Events and kinds of history, in the order of the file: dark and light in turn.
pub(crate) const EVENTS: [Colour; 8] = [
    Colour(0x5B, 0x2A, 0x86),
    Colour(0xE6, 0x9F, 0x00),
    Colour(0x00, 0x66, 0x4F),
    Colour(0xF2, 0xA0, 0xB5),
    Colour(0x5C, 0x3A, 0x1E),
    Colour(0x8F, 0xBF, 0x3F),
    Colour(0xB0, 0x1E, 0x3A),
    Colour(0xF0, 0xD8, 0x60),
];

impl Colour {
    /// As SVG writes it.
    pub(crate) fn hex(self) -> String {
        format!("#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }

    /// Relative luminance, 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { libm::pow((share + 0.055) / 1.055, 2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast ratio of two colours, 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The same hue over white at the given opacity.
    pub(crate) fn tint(self, opacity: f64) -> Self {
        self.mixed(WHITE, opacity)
    }

    /// The same hue, as dark as the contrast against `ground` asks.
    pub(crate) fn darkened(self, ground: Self, contrast: f64) -> Self {
        let mut colour = self;
        while colour.contrast(ground) < contrast && colour != BLACK {
            let darker = |channel: u8| (f64::from(channel) * 0.97).floor() as u8;
            colour = Self(darker(colour.0), darker(colour.1), darker(colour.2));
        }
        colour
    }

    /// So much of this colour, the rest of another.
    pub fn mixed(self, other: Self, share: f64) -> Self {
        let mix = |one: u8, two: u8| (f64::from(one) * share + f64::from(two) * (1.0 - share)).round() as u8;
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// The hue for lines on white.
    pub fn line(self) -> Self {
        self.darkened(WHITE, MARK_CONTRAST)
    }

    /// The hue for text on white.
    pub(crate) fn ink(self) -> Self {
        self.darkened(WHITE, TEXT_CONTRAST)
    }

    /// Black or white, whichever reads better on this colour.
    pub(crate) fn text_on(self) -> Self {
        if self.contrast(WHITE) >= TEXT_CONTRAST { WHITE } else { BLACK }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn val_contrast_as_wcag_computes_it() {
        assert!((BLACK.contrast(WHITE) - 21.0).abs() < 1e-9);
        assert!((Colour(0x76, 0x76, 0x76).contrast(WHITE) - 4.54).abs() < 0.01); // WebAIM's contrast checker
    }

    #[test]
    fn every_colour_reads() {
        for colour in OFFERS.into_iter().chain(EVENTS).chain([CALM, DISPUTE, OUTCOME]) {
            assert!(colour.line().contrast(WHITE) >= MARK_CONTRAST, "{colour:?}");
            assert!(colour.ink().contrast(WHITE) >= TEXT_CONTRAST, "{colour:?}");
            assert!(colour.text_on().contrast(colour) >= TEXT_CONTRAST, "{colour:?}");
        }
        assert!(QUIET.contrast(WHITE) >= TEXT_CONTRAST && AXIS.contrast(WHITE) >= MARK_CONTRAST);
        assert!(CALM.contrast(WHITE) < MARK_CONTRAST, "else the check above shows nothing");
    }
}
