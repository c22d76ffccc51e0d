//! What the file of a figure or form names of this module, so that it needs one line for it.

pub(crate) use super::axis::{Axis, LEAST_SPAN, Ticks, base, tick};
pub(crate) use super::draw::geometry::spread;
pub use super::draw::theme::*;
pub use super::draw::{Across, Block, Canvas, Down, Drawing, Point, Rect, Style, Texture};
pub(crate) use super::draw::{Scale, at, font};
pub(crate) use super::footer::Footer;
pub use super::page::{ChartError, Figure};
pub(crate) use super::page::{Form, Page, Quick, Statement};
pub(crate) use super::palette::{Palette, SHAPES, Shape};
pub(crate) use super::panels::{Gutters, direct, grid, name_room, panels, panels_height, side_labels};
pub(crate) use super::time::{Marks, marks_in_words, over_quarters, time_axis};
pub(crate) use crate::report::words::frequency::{Known, outward};
pub(crate) use crate::report::words::plain::*;
pub(crate) use crate::report::words::titles::{compared, short};
pub use serde::Serialize;
