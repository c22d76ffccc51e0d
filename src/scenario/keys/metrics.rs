//! The path metrics (§5): their names in conditions and tables, and their units.
//!
//! Takes the names of the offer families, gives names such as `integration_gain` or `quarters(NAME)`.

/// What is measured on a path (§5). A first time that does not come is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// Mean subsidy received, pp/yr.
    Subsidy,
    /// Mean loyalty.
    Loyalty,
    /// Quarters under any contract, that of signing included.
    ContractQuarters,
    /// Quarters under the offer family with this index.
    FamilyQuarters(usize),
    /// Quarters that began in dispute.
    DisputeQuarters,
    /// Number of disputes: runs of dispute quarters.
    Disputes,
    /// Longest dispute, quarters.
    LongestDispute,
    /// Quarters before the first signature; absent if there is none.
    FirstAgreement,
    /// Quarters of hedging.
    HedgingQuarters,
    /// Depth of integration gained from start to end.
    IntegrationGain,
    /// Quarters before the first ratified step; absent if there is none.
    FirstStep,
    /// Number of entrapments.
    Entrapments,
    /// Level of confrontation after the last quarter, counted from 0.
    FinalConfrontation,
    /// Level of the mandate after the last quarter, counted from 0.
    FinalMandate,
    /// Level of the opening after the last quarter, counted from 0.
    FinalOpening,
    /// Discounted sum of the client's payoff over the path, pp-years.
    ClientPayoff,
    /// Discounted sum of the patron's payoff over the path, pp-years.
    PatronPayoff,
}

/// Metrics that do not belong to an offer family, with the name and unit of each.
const PLAIN: [(Metric, &str, &str); 16] = [
    (Metric::Subsidy, "subsidy", "pp/yr"),
    (Metric::Loyalty, "loyalty", "share"),
    (Metric::ContractQuarters, "contract_quarters", "quarters"),
    (Metric::DisputeQuarters, "dispute_quarters", "quarters"),
    (Metric::Disputes, "disputes", "count"),
    (Metric::LongestDispute, "longest_dispute", "quarters"),
    (Metric::FirstAgreement, "first_agreement", "quarters"),
    (Metric::HedgingQuarters, "hedging_quarters", "quarters"),
    (Metric::IntegrationGain, "integration_gain", "depth"),
    (Metric::FirstStep, "first_step", "quarters"),
    (Metric::Entrapments, "entrapments", "count"),
    (Metric::FinalConfrontation, "final_confrontation", "level"),
    (Metric::FinalMandate, "final_mandate", "level"),
    (Metric::FinalOpening, "final_opening", "level"),
    (Metric::ClientPayoff, "client_payoff", "pp-years"),
    (Metric::PatronPayoff, "patron_payoff", "pp-years"),
];

/// Name of the metric that counts the quarters under one family; it is written `quarters(FAMILY)`.
pub(crate) const FAMILY: &str = "quarters";

impl Metric {
    /// Every metric of a scenario with that many offer families, in a fixed order.
    pub fn all(families: usize) -> Vec<Self> {
        let mut all = Vec::with_capacity(PLAIN.len() + families);
        for (metric, ..) in PLAIN {
            all.push(metric);
            if metric == Self::ContractQuarters {
                all.extend((0..families).map(Self::FamilyQuarters));
            }
        }
        all
    }

    /// Its name: as in a condition, without quotes around the family.
    pub fn name(&self, families: &[String]) -> String {
        if let Self::FamilyQuarters(index) = *self {
            return match families.get(index) {
                Some(family) => format!("{FAMILY}({family})"),
                None => format!("{FAMILY}(family {})", index + 1),
            };
        }
        self.plain().map(|(name, _)| name.to_owned()).unwrap_or_default()
    }

    /// Its unit, in words.
    pub fn unit(&self) -> &'static str {
        self.plain().map_or("quarters", |(_, unit)| unit)
    }

    /// Whether it counts what has happened so far, and so never falls from one quarter to the next.
    pub fn never_falls(self) -> bool {
        use Metric::{
            ContractQuarters, DisputeQuarters, Disputes, Entrapments, FamilyQuarters, HedgingQuarters, IntegrationGain,
            LongestDispute,
        };
        match self {
            ContractQuarters | FamilyQuarters(_) | DisputeQuarters | Disputes | LongestDispute | HedgingQuarters
            | IntegrationGain | Entrapments => true,
            Self::Subsidy
            | Self::Loyalty
            | Self::FirstAgreement
            | Self::FirstStep
            | Self::FinalConfrontation
            | Self::FinalMandate
            | Self::FinalOpening
            | Self::ClientPayoff
            | Self::PatronPayoff => false,
        }
    }

    /// The metric of that name; `None` for a family's and for unknown names.
    pub fn named(name: &str) -> Option<Self> {
        PLAIN.iter().find(|(_, known, _)| *known == name).map(|(metric, ..)| *metric)
    }

    /// Names of the metrics that do not belong to a family.
    pub fn names() -> impl Iterator<Item = &'static str> {
        PLAIN.iter().map(|(_, name, _)| *name)
    }

    fn plain(self) -> Option<(&'static str, &'static str)> {
        PLAIN.iter().find(|(metric, ..)| *metric == self).map(|(_, name, unit)| (*name, *unit))
    }
}

#[cfg(test)]
mod tests {
    use super::Metric;

    #[test]
    fn every_metric_has_a_name_of_its_own() {
        let families = ["oil".to_owned(), "gas".to_owned()];
        let mut names: Vec<String> = Metric::all(2).iter().map(|m| m.name(&families)).collect();
        assert_eq!(names.len(), 18);
        assert!(names.contains(&"quarters(gas)".to_owned()));
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 18);
    }

    #[test]
    fn a_plain_name_leads_back_to_its_metric() {
        for name in Metric::names() {
            assert_eq!(Metric::named(name).map(|metric| metric.name(&[])).as_deref(), Some(name));
        }
    }
}
