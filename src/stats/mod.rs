//! Statistics of plain numbers: means and their errors, intervals, differences, quantiles, rank correlations, densities,
//! and the inverses of distribution functions.
//!
//! Takes numbers, gives numbers; knows nothing of what they are numbers of. One function of each kind: whoever needs a
//! mean or a quantile takes it from here.

pub mod density;
pub mod difference;
pub mod interval;
pub mod inverse;
pub mod mean;
pub mod quantile;
pub mod rank;

pub use difference::Difference;
pub use mean::{Cluster, Estimate};
pub use quantile::{Quantiles, Sorted};
