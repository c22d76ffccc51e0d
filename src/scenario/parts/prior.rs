//! Uncertain numbers: the distributions that a scenario file may state, as data.
//!
//! Takes what the file says, gives the central value and the support. Drawing from them is the business of
//! [`forecast`](crate::forecast), the only user of random numbers.

/// A distribution of a parameter, checked: `low ≤ mode ≤ high`, spreads above zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distribution {
    /// Rises in a straight line from `low` to `mode` and falls to `high`. Central value: the mode.
    Triangular {
        /// Least value.
        low: f64,
        /// Likeliest value.
        mode: f64,
        /// Greatest value.
        high: f64,
    },
    /// Every value from `low` to `high` alike. Central value: the midpoint.
    Uniform {
        /// Least value.
        low: f64,
        /// Greatest value.
        high: f64,
    },
    /// Bell curve, cut at the bounds (values outside are drawn again). Central value: the mean of the uncut curve.
    Normal {
        /// Mean of the uncut curve.
        mean: f64,
        /// Standard deviation of the uncut curve.
        sd: f64,
        /// Least value; `-∞` if absent.
        low: f64,
        /// Greatest value; `∞` if absent.
        high: f64,
    },
    /// The logarithm is normal; cut at the bounds. Central value: the median of the uncut curve.
    Lognormal {
        /// Median of the uncut curve.
        median: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
        /// Least value; 0 if absent.
        low: f64,
        /// Greatest value; `∞` if absent.
        high: f64,
    },
    /// Beta distribution stretched over `low … high` with its peak at `mode` (PERT, shape 4). Central value: the mode.
    Beta {
        /// Least value.
        low: f64,
        /// Likeliest value.
        mode: f64,
        /// Greatest value.
        high: f64,
    },
}

impl Distribution {
    /// The value used where a single one is needed.
    pub fn central(&self) -> f64 {
        match *self {
            Self::Triangular { mode, .. } | Self::Beta { mode, .. } => mode,
            Self::Uniform { low, high } => low + 0.5 * (high - low),
            Self::Normal { mean, .. } => mean,
            Self::Lognormal { median, .. } => median,
        }
    }

    /// Least and greatest value that can be drawn; infinite where there is no bound.
    pub fn support(&self) -> (f64, f64) {
        match *self {
            Self::Triangular { low, high, .. }
            | Self::Uniform { low, high }
            | Self::Normal { low, high, .. }
            | Self::Lognormal { low, high, .. }
            | Self::Beta { low, high, .. } => (low, high),
        }
    }
}

/// A number of the scenario: certain, or known by a distribution.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertain {
    /// Full key, the address of its random numbers: `client.delivery`, `confrontation.rise.2` (steps count from 1),
    /// `government.successor.client.delivery`. A government that inherits a number inherits its key, and so its draws.
    pub key: String,
    /// The single value, and the one used by everything that is exact.
    pub central: f64,
    /// How it varies from draw to draw; `None` if it does not.
    pub distribution: Option<Distribution>,
}
