//! The forms that figures fill with data, each drawn in one place.
//!
//! | form | what it shows |
//! | --- | --- |
//! | [`bars`] | shares of a whole, one bar a row |
//! | [`levels`] | two lines against named levels, the space between them shaded, one panel a start |
//! | [`over_time`] | areas and lines by quarter, one panel a branch |
//! | [`ridges`] | curves on one axis, one a row |
//! | [`rows`] | marks along one axis, one row a name |

pub(crate) mod bars;
pub(crate) mod levels;
pub mod over_time;
pub mod ridges;
pub mod rows;

mod bar;
mod bar_notes;
mod level_names;
mod level_shapes;
