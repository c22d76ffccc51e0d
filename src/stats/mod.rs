//! Statistics of plain numbers: means and their errors, intervals, differences, quantiles, rank correlations, densities,
//! elementary effects, shares of a variance among numbers that are independent or not, the inverses of distribution functions, groups that are alike to a degree, boxes in which cases of interest lie close
//! together, and lines of one height on a surface.
//!
//! Takes numbers, gives numbers; knows nothing of what they are numbers of. One function of each kind: whoever needs a
//! mean or a quantile takes it from here.

pub(crate) mod binomial;
pub(crate) mod column;
pub(crate) mod contour;
pub(crate) mod density;
pub mod difference;
pub mod hierarchy;
pub(crate) mod interval;
pub(crate) mod inverse;
pub(crate) mod logistic;
pub mod mean;
pub mod morris;
pub(crate) mod prim;
pub mod quantile;
pub mod rank;
pub mod shapley;
pub mod sobol;

pub use difference::Difference;
pub use mean::{Cluster, Estimate};
pub use quantile::Quantiles;
pub(crate) use quantile::Sorted;
