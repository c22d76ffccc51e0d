//! Pixels from an SVG.
//!
//! Takes an SVG of ours, gives a PNG 1920 pixels wide, set in the bundled fonts: no font of the system is read.

use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::DrawError;
use super::font::{BOLD, REGULAR};

/// Pixels across.
const WIDTH: f64 = 1920.0;

/// A PNG 1920 pixels wide: of a slide 1080 high, of an A4 column as sharp as print at 287 points an inch.
///
/// # Errors
/// If the SVG cannot be read or the pixels not be written.
pub fn png(svg: &str) -> Result<Vec<u8>, DrawError> {
    let options = Options { fontdb: fonts(), font_family: "DejaVu Sans".into(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| DrawError::Raster(error.to_string()))?;
    let size = tree.size();
    let (width, height) = (WIDTH as u32, (WIDTH * f64::from(size.height()) / f64::from(size.width())).round() as u32);
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
        fonts.set_sans_serif_family("DejaVu Sans");
        Arc::new(fonts)
    };
    Arc::clone(FONTS.get_or_init(load))
}
