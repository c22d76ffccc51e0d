//! What the file of a figure or form names of this module, so that it needs one line for it.

pub use super::axis::{Axis, Ticks, base, tick};
pub use super::draw::canvas::box_at;
pub use super::draw::geometry::spread;
pub use super::draw::theme::*;
pub use super::draw::{Across, Block, Canvas, Down, Point, Rect, Scale, Style, Texture, at, font};
pub use super::footer::Footer;
pub use super::page::{ChartError, Figure, Form, Page, Statement};
pub use super::panels::{Gutters, direct, grid, name_room, panels, side_labels};
pub use super::time::{Marks, marks_in_words, over_quarters, time_axis};
pub use crate::report::words::plain::*;
pub use serde::Serialize;
