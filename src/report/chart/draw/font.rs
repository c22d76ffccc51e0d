//! How wide a text is, measured in the fonts that are bundled, and in one that may be given for what they lack.
//!
//! Takes text, gives widths and the characters that the fonts lack. Kerning is left out: it only narrows.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use skrifa::prelude::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// The widths of DejaVu Sans and of its bold, without the outlines, which only pixels need.
const REGULAR: &[u8] = include_bytes!("../../../../assets/fonts/DejaVuSans.widths.ttf");
const BOLD: &[u8] = include_bytes!("../../../../assets/fonts/DejaVuSans-Bold.widths.ttf");

/// Height of the tallest plain letter above the baseline, in em.
pub(crate) const ASCENT: f64 = 0.76;
/// Depth of the deepest letter below the baseline, in em.
pub(crate) const DESCENT: f64 = 0.24;
/// From one baseline to the next, in em.
pub(crate) const LEADING: f64 = 1.2;
/// Width of a character that the font lacks, in em.
const UNKNOWN: f64 = 0.6;

/// Widths of characters in em.
type Widths = BTreeMap<char, f64>;

/// A font for characters that the bundled ones lack.
struct Given {
    bytes: Vec<u8>,
    widths: Widths,
}

/// Set once, before anything is drawn.
static GIVEN: OnceLock<Given> = OnceLock::new();

/// Takes a font for characters that the bundled ones lack, before anything is drawn; a second one changes nothing. Gives
/// whether it could be read.
pub fn give(bytes: Vec<u8>) -> bool {
    let widths = read(&bytes);
    let readable = !widths.is_empty();
    if readable {
        GIVEN.get_or_init(|| Given { bytes, widths });
    }
    readable
}

/// The font that was given.
pub(crate) fn given() -> Option<&'static [u8]> {
    GIVEN.get().map(|given| given.bytes.as_slice())
}

/// Width of a character in em; `None` if no font has it.
fn advance(letter: char, bold: bool) -> Option<f64> {
    let bundled = widths(bold).get(&letter);
    bundled.or_else(|| GIVEN.get()?.widths.get(&letter)).copied()
}

fn read(font: &[u8]) -> Widths {
    let Ok(font) = FontRef::new(font) else { return Widths::new() };
    let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
    let pairs = font
        .charmap()
        .mappings()
        .filter_map(|(code, glyph)| Some((char::from_u32(code)?, f64::from(metrics.advance_width(glyph)?))));
    pairs.collect()
}

fn widths(bold: bool) -> &'static Widths {
    static FACES: [OnceLock<Widths>; 2] = [OnceLock::new(), OnceLock::new()];
    FACES[usize::from(bold)].get_or_init(|| read(if bold { BOLD } else { REGULAR }))
}

/// Width of a line of text at a size, in the same unit as the size.
pub(crate) fn width(text: &str, size: f64, bold: bool) -> f64 {
    text.chars().map(|letter| advance(letter, bold).unwrap_or(UNKNOWN)).sum::<f64>() * size
}

/// The characters of a text that the font lacks.
pub(crate) fn missing(text: &str, bold: bool) -> impl Iterator<Item = char> {
    text.chars().filter(move |letter| advance(*letter, bold).is_none())
}

#[cfg(test)]
mod tests {
    use super::super::raster;
    use super::*;

    /// Advance widths as fonttools prints them from Debian's DejaVuSans.ttf: `A` 1401, `i` 569 of 2048 units.
    #[test]
    fn val_widths_of_the_source_font() {
        assert!((width("A", 2048.0, false) - 1401.0).abs() < 0.5);
        assert!((width("ii", 2048.0, false) - 2.0 * 569.0).abs() < 0.5);
        assert!(width("A", 1.0, true) > width("A", 1.0, false));
    }

    #[test]
    fn val_widths_of_the_fonts_that_are_drawn() {
        for (widths, drawn) in [(REGULAR, raster::REGULAR), (BOLD, raster::BOLD)] {
            assert!(read(widths).len() > 1000);
            assert_eq!(read(widths), read(drawn));
        }
    }

    #[test]
    fn latin_greek_cyrillic_are_whole_and_the_rest_is_named() {
        for bold in [false, true] {
            assert_eq!(missing("Łukaszenka Ąžuolas Ωμέγα Лукашенко Ў ў − ≥ ≤ ≈ · → “x” …", bold).count(), 0);
        }
        assert_eq!(missing("同盟 ok", false).collect::<String>(), "同盟");
    }
}
