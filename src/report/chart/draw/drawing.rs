//! The three drawings of every chart: a slide, a column of an A4 page, a phone.
//!
//! Takes nothing, gives the size of a page in units and in the world. One scale of type serves all three, since a unit
//! is as large to the reader in each: half a pixel of a projected slide, a point in print, a little over a pixel of a
//! phone. What differs is the width, and so the layout.

/// For what a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// 1920×1080 pixels, to be projected.
    Slide,
    /// 170 mm, the text width of an A4 page; as high as it needs.
    Column,
    /// 390 pixels, the width of a phone; as high as it needs.
    Phone,
}

impl Drawing {
    /// All of them, the slide first.
    pub const ALL: [Self; 3] = [Self::Slide, Self::Column, Self::Phone];

    /// What the name of the file ends in.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Slide => "",
            Self::Column => "-column",
            Self::Phone => "-phone",
        }
    }

    /// Width in units: for the column as many as 170 mm have points.
    pub(crate) fn width(self) -> f64 {
        match self {
            Self::Slide => 960.0,
            Self::Column => 482.0,
            Self::Phone => 320.0,
        }
    }

    /// Height in units, where it is given.
    pub(crate) fn height(self) -> Option<f64> {
        (self == Self::Slide).then_some(540.0)
    }

    /// Empty border of the page, in units.
    pub(crate) fn margin(self) -> f64 {
        match self {
            Self::Slide => 36.0,
            Self::Column => 8.0,
            Self::Phone => 12.0,
        }
    }

    /// Width within the border.
    pub(crate) fn room(self) -> f64 {
        self.width() - 2.0 * self.margin()
    }

    /// Width as the SVG states it: a number and its unit.
    pub(crate) fn stated_width(self) -> (f64, &'static str) {
        match self {
            Self::Slide => (960.0, ""),
            Self::Column => (170.0, "mm"),
            Self::Phone => (390.0, ""),
        }
    }

    /// Whether names stand above what they name, and panels below one another.
    pub(crate) fn narrow(self) -> bool {
        self != Self::Slide
    }
}
