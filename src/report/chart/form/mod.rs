//! The forms that figures fill with data, each drawn in one place.
//!
//! | form | what it shows |
//! | --- | --- |
//! | [`bars`] | shares of a whole, one bar a row |
//! | [`groups`] | marks along one axis, rows in named groups |
//! | [`grid`] | numbers by two ladders, shaded |
//! | [`over_time`] | areas and lines by quarter, one panel a branch |
//! | [`ridges`] | curves on one axis, one a row |
//! | [`rows`] | marks along one axis, one row a name |
//! | [`stacks`] | twenty equally likely values on one axis, one row a name |
//! | [`strips`] | what held in each quarter of a history |
//! | [`tree`] | outcomes with what happens in each |
//!
//! [`key`] and [`shape`] draw what several of them need.

pub(crate) mod bars;
pub(crate) mod grid;
pub(crate) mod groups;
pub(crate) mod key;
pub mod over_time;
pub mod ridges;
pub mod rows;
pub(crate) mod stacks;
pub(crate) mod strips;
pub(crate) mod tree;

mod bar;
mod bar_notes;
mod shape;
