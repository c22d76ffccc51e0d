//! Pixels from an SVG.
//!
//! Takes an SVG of ours, gives a PNG, set in the bundled fonts and the one that was given: no font of the system is read.

use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::DrawError;
use super::font::given;

/// DejaVu Sans, subset.
pub(super) const REGULAR: &[u8] = include_bytes!("../../../../assets/fonts/DejaVuSans.subset.ttf");
/// DejaVu Sans Bold, subset.
pub(super) const BOLD: &[u8] = include_bytes!("../../../../assets/fonts/DejaVuSans-Bold.subset.ttf");
/// Pixels across, at most.
const WIDTH: f64 = 1920.0;
/// Pixels to one of a screen, at most.
const SHARPEST: f64 = 3.0;

/// A PNG: of a slide 1920×1080 pixels, of an A4 column 1920 across, as sharp as print at 287 points an inch, of a phone 1170
/// across, three to each of its own.
///
/// # Errors
/// If the SVG cannot be read or the pixels not be written.
pub fn png(svg: &str) -> Result<Vec<u8>, DrawError> {
    let options = Options { fontdb: fonts(), font_family: "DejaVu Sans".into(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| DrawError::Raster(error.to_string()))?;
    let size = tree.size();
    let scale = SHARPEST.min(WIDTH / f64::from(size.width()));
    let [width, height] = [size.width(), size.height()].map(|length| (scale * f64::from(length)).round() as u32);
    let mut pixels = Pixmap::new(width, height).ok_or_else(|| DrawError::Raster("no room for the pixels".into()))?;
    let grow = Transform::from_scale(width as f32 / size.width(), height as f32 / size.height());
    resvg::render(&tree, grow, &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| DrawError::Raster(error.to_string()))
}

fn fonts() -> Arc<fontdb::Database> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let load = || {
        let mut fonts = fontdb::Database::new();
        fonts.load_font_data(REGULAR.to_vec());
        fonts.load_font_data(BOLD.to_vec());
        given().into_iter().for_each(|font| fonts.load_font_data(font.to_vec()));
        fonts.set_sans_serif_family("DejaVu Sans");
        Arc::new(fonts)
    };
    Arc::clone(FONTS.get_or_init(load))
}
