//! What draws: a page of shapes and text in one bundled font, and its pixels. It knows nothing of what is shown.
//!
//! Takes points, colours and text, gives SVG and PNG. `plotters` is behind [`canvas`] alone, `resvg` behind [`raster`].

pub mod canvas;
mod drawing;
pub(crate) mod font;
pub mod geometry;
pub mod raster;
pub mod text;
pub mod theme;

use thiserror::Error;

pub use canvas::{Across, Canvas, Down, Texture};
pub use drawing::Drawing;
pub use geometry::{Point, Rect};
pub(crate) use geometry::{Scale, at};
pub use text::{Block, Style};

/// Why a page could not be drawn.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DrawError {
    /// The drawing library refused a shape.
    #[error("cannot draw the chart: {0}")]
    Shape(String),
    /// The picture could not be turned into pixels.
    #[error("cannot turn the chart into pixels: {0}")]
    Raster(String),
}
