//! The quantities that are followed quarter by quarter (model page §5).
//!
//! Takes nothing, gives their names in every output and their indices in arrays of them.

/// A quantity of one quarter: a mean over states when propagated exactly, over paths when simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Subsidy received, pp/yr.
    Subsidy,
    /// Loyalty.
    Loyalty,
    /// The quarter begins in dispute.
    Dispute,
    /// It is a quarter of hedging.
    Hedging,
    /// Depth of integration when it begins.
    IntegrationDepth,
    /// An entrapment happens in it.
    Entrapment,
    /// An agreement is signed in it.
    Agreement,
    /// It begins in dispute and passes without agreement.
    Standoff,
    /// It begins without contract and dispute, and passes without agreement.
    Calm,
    /// Steps of integration ratified in it.
    RatifiedSteps,
    /// It is under a contract of this family, the quarter of signing included.
    Contract(usize),
}

/// Quantities that do not belong to an offer family.
pub(crate) const PLAIN: [Quantity; 10] = [
    Quantity::Subsidy,
    Quantity::Loyalty,
    Quantity::Dispute,
    Quantity::Hedging,
    Quantity::IntegrationDepth,
    Quantity::Entrapment,
    Quantity::Agreement,
    Quantity::Standoff,
    Quantity::Calm,
    Quantity::RatifiedSteps,
];

/// Name of the subsidy received since the start, pp of GDP: followed on paths only.
pub(crate) const CUMULATIVE_SUBSIDY: &str = "cumulative_subsidy";

/// Name of [`Quantity::Subsidy`] with its quantiles over the paths, pp/yr: what a single history receives in a quarter.
pub(crate) const HISTORY_SUBSIDY: &str = "history_subsidy";

impl Quantity {
    /// All of them, in the order of their [`Quantity::index`].
    pub fn all(families: usize) -> Vec<Self> {
        PLAIN.into_iter().chain((0..families).map(Self::Contract)).collect()
    }

    /// The quantities of an array of them by quarter, in order; none if it has no quarter.
    pub(crate) fn in_order(quarters: &[Vec<f64>]) -> impl Iterator<Item = Self> + use<> {
        let length = quarters.first().map_or(0, Vec::len);
        Self::all(length.saturating_sub(PLAIN.len())).into_iter().take(length)
    }

    /// Index in an array of all quantities.
    pub fn index(self) -> usize {
        match self {
            Self::Subsidy => 0,
            Self::Loyalty => 1,
            Self::Dispute => 2,
            Self::Hedging => 3,
            Self::IntegrationDepth => 4,
            Self::Entrapment => 5,
            Self::Agreement => 6,
            Self::Standoff => 7,
            Self::Calm => 8,
            Self::RatifiedSteps => 9,
            Self::Contract(family) => PLAIN.len() + family,
        }
    }

    /// Whether its sum over the quarters is how often something happens on a path.
    pub(crate) fn is_count(self) -> bool {
        matches!(self, Self::Entrapment | Self::Agreement | Self::RatifiedSteps)
    }

    /// Name in every output.
    pub fn name(self, families: &[String]) -> String {
        match self {
            Self::Subsidy => "subsidy".into(),
            Self::Loyalty => "loyalty".into(),
            Self::Dispute => "dispute".into(),
            Self::Hedging => "hedging".into(),
            Self::IntegrationDepth => "integration_depth".into(),
            Self::Entrapment => "entrapment".into(),
            Self::Agreement => "agreement".into(),
            Self::Standoff => "standoff".into(),
            Self::Calm => "calm".into(),
            Self::RatifiedSteps => "ratified_steps".into(),
            Self::Contract(family) => format!("contract: {}", families[family]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prop_every_quantity_stands_at_its_index() {
        for (index, quantity) in Quantity::all(3).into_iter().enumerate() {
            assert_eq!(quantity.index(), index);
        }
    }
}
