//! Colours and sizes, each named once.
//!
//! Takes nothing, gives the palette of Okabe and Ito (2008) with a darker line and a darker ink for each colour, so
//! that marks keep a contrast of 3:1 and text one of 4.5:1 (WCAG 2.1, criteria 1.4.3 and 1.4.11).

/// Width of a figure, in units of the page.
pub(crate) const WIDTH: f64 = 960.0;
pub(crate) const HEIGHT: f64 = 540.0;
/// Empty border of the page.
pub(crate) const MARGIN: f64 = 36.0;
/// Size of the title, and the smallest it shrinks to.
pub(crate) const TITLE: (f64, f64) = (22.0, 10.0);
pub(crate) const SUBTITLE: (f64, f64) = (12.5, 8.5);
/// Size of the name of a panel or a row.
pub(crate) const HEADING: (f64, f64) = (12.0, 7.5);
/// Size of labels in the plot.
pub(crate) const LABEL: (f64, f64) = (10.5, 7.0);
/// Size of numbers on axes.
pub(crate) const TICK: f64 = 10.0;
pub(crate) const NOTE: (f64, f64) = (9.0, 7.0);
pub(crate) const FOOTER: (f64, f64) = (8.5, 6.5);
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

/// Client, and the first branch.
pub(crate) const BLUE: Colour = Colour(0x00, 0x72, 0xB2);
/// Patron, trouble.
pub(crate) const VERMILION: Colour = Colour(0xD5, 0x5E, 0x00);
/// Room for a deal.
pub(crate) const GREEN: Colour = Colour(0x00, 0x9E, 0x73);
/// Okabe–Ito reddish purple.
pub(crate) const PURPLE: Colour = Colour(0xCC, 0x79, 0xA7);
/// No room for a deal.
pub(crate) const ORANGE: Colour = Colour(0xE6, 0x9F, 0x00);
/// Okabe–Ito sky blue.
pub(crate) const SKY: Colour = Colour(0x56, 0xB4, 0xE9);
/// Okabe–Ito black.
pub(crate) const BLACK: Colour = Colour(0x00, 0x00, 0x00);
/// Neither one thing nor the other.
pub(crate) const NEUTRAL: Colour = Colour(0x76, 0x76, 0x76);

/// Colours of branches, in the order of the file.
pub(crate) const BRANCHES: [Colour; 8] = [BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BLACK, NEUTRAL];
/// Colours of chapters, in the order of the file: neighbours differ in lightness too.
pub(crate) const CHAPTERS: [Colour; 8] = [PURPLE, VERMILION, GREEN, BLUE, ORANGE, NEUTRAL, SKY, BLACK];
/// Colours of contracts, in the order of the file.
pub(crate) const CONTRACTS: [Colour; 6] = [GREEN, PURPLE, BLUE, ORANGE, SKY, BLACK];

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
        for colour in BRANCHES.into_iter().chain(CHAPTERS).chain(CONTRACTS) {
            assert!(colour.line().contrast(WHITE) >= MARK_CONTRAST, "{colour:?}");
            assert!(colour.ink().contrast(WHITE) >= TEXT_CONTRAST, "{colour:?}");
            assert!(colour.text_on().contrast(colour) >= TEXT_CONTRAST, "{colour:?}");
        }
        assert!(QUIET.contrast(WHITE) >= TEXT_CONTRAST && AXIS.contrast(WHITE) >= MARK_CONTRAST);
        assert!(ORANGE.contrast(WHITE) < MARK_CONTRAST, "else the check above shows nothing");
    }
}
