//! What every column of a run's tables means.
//!
//! Takes the names of the tables with those of their columns, gives a line for each column. What the data name, such as
//! uncertain numbers, offers and kinds of history, is told by the rule of its name.

use crate::base::identifier::identifiers;
use crate::base::table::{TableError, csv};
use crate::forecast::quantity::Quantity;
use crate::scenario::{Metric, Scenario, gloss};
use serde::Serialize;

/// A column of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct ColumnMeaning {
    pub table: String,
    pub column: String,
    pub meaning: String,
    pub unit: String,
}

/// Columns that mean the same wherever they stand; with a table before the name, those of one table.
#[rustfmt::skip] // one column a line, as in a table
static COLUMNS: &[(&str, &str, &str)] = &[
    ("draw", "number of the draw", ""),
    ("path", "number of the path in its draw and branch, from 0", ""),
    ("branch", "outcome of the first election; all: the branches mixed by their odds", ""),
    ("event", "name of the event", ""),
    ("chapter", "name of the kind of history", ""),
    ("quarter", "the quarter, as 2020-Q3", ""),
    ("quantity", "what is followed by quarter", ""),
    ("metric", "what is measured on a path", ""),
    ("unit", "unit of the row's numbers", ""),
    ("certified", "whether the games of all governments passed the check of their solutions", ""),
    ("found_by", "how the least direct of the draw's games was solved", ""),
    ("eigenvalue", "greatest dominant eigenvalue of the backward step among the draw's games", ""),
    ("error", "greatest distance of decision probabilities from those of the fixed point", "probability"),
    ("probability", "share of the paths on which it happens; in all, branches weighted by their odds", "share"),
    ("standard_error", "standard error of the figure before it, from the spread between draws", "as that figure"),
    ("low95", "lower end of the 95% interval of sampling", "share"),
    ("high95", "upper end of the 95% interval of sampling", "share"),
    ("low90", "5% quantile over the draws of their own shares", "share"),
    ("median", "median over the draws of their own shares", "share"),
    ("high90", "95% quantile over the draws of their own shares", "share"),
    ("hits", "paths on which it happens", "paths"),
    ("trials", "paths in all", "paths"),
    ("mean", "mean over the simulated paths", "as the row says"),
    ("p05", "5% quantile", "as the mean"),
    ("p25", "25% quantile", "as the mean"),
    ("p50", "median", "as the mean"),
    ("p75", "75% quantile", "as the mean"),
    ("p95", "95% quantile", "as the mean"),
    ("quantiles_over", "what the quantiles are taken over: draws or paths", ""),
    ("chance_share", "share of the variance that is chance within a draw", "share"),
    ("present_share", "share of the paths on which the metric is present", "share"),
    ("share", "share of this draw's paths in the branch on which the event happens", "share"),
    ("shrunk", "the share, drawn towards the mean over the draws by the chance in it", "share"),
    ("exact", "exact probability in this draw that the event happens in the branch; empty where it is not worked out", "share"),
    ("event_draws.standard_error", "standard error of the share, from chance on this draw's paths", "share"),
    ("key", "full key of the number or setting", ""),
    ("written", "the value as the file writes it", ""),
    ("central", "the value used where a single one is needed", "as the unit says"),
    ("low", "least value that can be drawn", "as the unit says"),
    ("high", "greatest value that can be drawn", "as the unit says"),
    ("assumptions.unit", "unit of the number", ""),
    ("grounds", "the comment beside the value: a source, or the word judgement", ""),
    ("odds", "probability of the outcome as the scenario states it, the central one if it is uncertain", "share"),
    ("odds_low90", "5% quantile of these odds over the draws; empty if they are certain", "share"),
    ("odds_high90", "95% quantile of these odds over the draws; empty if they are certain", "share"),
    ("variant", "name of the variant", ""),
    ("set", "what the variant sets", ""),
    ("reference", "the variant that it is compared with", ""),
    ("difference", "its probability less that of the reference, paired draw by draw", "share"),
    ("difference_standard_error", "standard error of the difference", "share"),
    ("difference_low95", "lower end of the 95% interval of the difference", "share"),
    ("difference_high95", "upper end of the 95% interval of the difference", "share"),
    ("paired_by", "what the two have in common in a pair", ""),
    ("paired_draws", "pairs of draws", "draws"),
    ("felt", "whether any history differs at all", ""),
    ("table", "name of the table, without its ending", ""),
    ("column", "name of the column", ""),
    ("meaning", "what the column holds", ""),
    ("codebook.unit", "unit of the column", ""),
];

/// What a quantity is, and its unit.
fn of_quantity(quantity: Quantity) -> (&'static str, &'static str) {
    match quantity {
        Quantity::Subsidy => ("subsidy received", "pp/yr"),
        Quantity::Loyalty => ("loyalty", "share"),
        Quantity::Dispute => ("probability that a quarter begins in dispute", "share"),
        Quantity::Hedging => ("probability of a quarter of hedging", "share"),
        Quantity::IntegrationDepth => ("depth of integration at the start of a quarter", "depth, 0 to 1"),
        Quantity::Entrapment => ("probability of an entrapment in a quarter", "share"),
        Quantity::Agreement => ("probability that an agreement is signed in a quarter", "share"),
        Quantity::Standoff => ("probability that a quarter begins in dispute and passes without agreement", "share"),
        Quantity::Calm => {
            ("probability that a quarter begins without contract and dispute, and passes without agreement", "share")
        }
        Quantity::RatifiedSteps => ("steps of integration ratified in a quarter", "steps"),
        Quantity::Contract(_) => ("probability of a quarter under a contract of the offer", "share"),
    }
}

/// What a path metric is.
fn of_metric(metric: Metric) -> &'static str {
    match metric {
        Metric::Subsidy => "mean subsidy received",
        Metric::Loyalty => "mean loyalty",
        Metric::ContractQuarters => "quarters under any contract, that of signing included",
        Metric::FamilyQuarters(_) => "quarters under a contract of the offer, that of signing included",
        Metric::DisputeQuarters => "quarters that began in dispute",
        Metric::Disputes => "number of disputes",
        Metric::LongestDispute => "the longest dispute",
        Metric::FirstAgreement => "quarters that passed before that of the first signature",
        Metric::HedgingQuarters => "quarters that ended without agreement and in a hedge",
        Metric::IntegrationGain => "depth of integration gained from start to end",
        Metric::FirstStep => "quarters that passed before that in which the first step was ratified",
        Metric::Entrapments => "number of entrapments",
        Metric::FinalConfrontation => "level of confrontation after the last quarter, from 0",
        Metric::FinalMandate => "level of the mandate after the last quarter, from 0",
        Metric::FinalOpening => "level of the opening after the last quarter, from 0",
        Metric::ClientPayoff => "discounted sum of the client's payoffs over the path",
        Metric::PatronPayoff => "discounted sum of the patron's payoffs over the path",
    }
}

/// The columns of tables, each table given by its name and its header, and those of the codebook itself, as CSV.
///
/// # Errors
/// If the table cannot be written.
pub(crate) fn codebook(scenario: &Scenario, tables: &[(&str, Vec<String>)]) -> Result<Vec<u8>, TableError> {
    let own = ["table", "column", "meaning", "unit"].map(str::to_owned).to_vec();
    csv(meanings(scenario, tables).into_iter().chain(meanings(scenario, &[("codebook", own)])))
}

/// The same as data, without the codebook's own columns.
pub(crate) fn meanings(scenario: &Scenario, tables: &[(&str, Vec<String>)]) -> Vec<ColumnMeaning> {
    let book = Book::new(scenario);
    let book = &book;
    tables.iter().flat_map(|(table, columns)| columns.iter().map(move |column| book.line(table, column))).collect()
}

/// Unit of what is followed by quarter, by its name in `quarters.csv`; empty if no rule knows it.
#[cfg(feature = "workbook")]
pub(crate) fn unit_of_quantity(name: &str, families: &[String]) -> &'static str {
    use crate::forecast::quantity::{CUMULATIVE_SUBSIDY, HISTORY_SUBSIDY};
    match name {
        CUMULATIVE_SUBSIDY => "pp of GDP",
        HISTORY_SUBSIDY => "pp/yr",
        _ => {
            let known = Quantity::all(families.len()).into_iter().find(|quantity| quantity.name(families) == name);
            known.map_or("", |quantity| of_quantity(quantity).1)
        }
    }
}

/// What the scenario names.
struct Book<'a> {
    scenario: &'a Scenario,
    metrics: Vec<(String, Metric)>,
    quantities: Vec<(String, Quantity)>,
}

impl<'a> Book<'a> {
    fn new(scenario: &'a Scenario) -> Self {
        let families: Vec<String> = scenario.offers.iter().map(|offer| offer.name.clone()).collect();
        let all = Quantity::all(families.len());
        let metrics = Metric::all(families.len()).into_iter().map(|metric| (metric.name(&families), metric));
        let names = identifiers(all.iter().map(|quantity| quantity.name(&families)));
        Self { scenario, metrics: metrics.collect(), quantities: names.into_iter().zip(all).collect() }
    }

    fn line(&self, table: &str, column: &str) -> ColumnMeaning {
        let (meaning, unit) = self.meaning(table, column).unwrap_or_default();
        ColumnMeaning { table: table.to_owned(), column: column.to_owned(), meaning, unit }
    }

    /// Meaning and unit of a column; `None` if no rule knows it.
    fn meaning(&self, table: &str, column: &str) -> Option<(String, String)> {
        let own = format!("{table}.{column}");
        let listed = |name: &str| COLUMNS.iter().find(|(known, ..)| *known == name);
        let listed = listed(&own).or_else(|| listed(column)).map(|(_, meaning, unit)| ((*meaning).to_owned(), *unit));
        let found = match table {
            "draws" => self.number(column).or_else(|| of_draws(column)),
            "paths" => self.metric(column),
            "means" | "means_by_quarter" => self.quantity(column, table == "means"),
            "outcomes" => Some(("probability of this event, or share of this kind of history".into(), "share".into())),
            "variants" => Some(("the value that the variant sets".into(), String::new())),
            _ => None,
        };
        listed.map(|(meaning, unit)| (meaning, unit.to_owned())).or(found)
    }

    /// An uncertain number.
    fn number(&self, column: &str) -> Option<(String, String)> {
        let known = self.scenario.uncertain().into_iter().any(|number| number.key == column);
        let phrase = gloss(column, self.scenario).filter(|_| known)?;
        let of = |key: &str| column.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        let stated = self.scenario.assumptions.iter().find(|stated| of(&stated.key));
        Some((
            format!("its value in this draw: {phrase}"),
            stated.map(|stated| stated.unit.clone()).unwrap_or_default(),
        ))
    }

    fn metric(&self, column: &str) -> Option<(String, String)> {
        let metric = self.metrics.iter().find(|(name, _)| name == column).map(|(_, metric)| *metric);
        let event = column.starts_with("event: ").then(|| {
            (
                "quarter by whose end the event had happened, from 1; empty if it did not".to_owned(),
                "quarters".to_owned(),
            )
        });
        metric.map(|metric| (of_metric(metric).to_owned(), metric.unit().to_owned())).or(event)
    }

    fn quantity(&self, column: &str, over_path: bool) -> Option<(String, String)> {
        let (_, quantity) = self.quantities.iter().find(|(name, _)| name == column)?;
        let (meaning, unit) = of_quantity(*quantity);
        let taken = if over_path { "exact mean over the path, an average over its quarters" } else { "exact mean" };
        Some((format!("{taken}: {meaning}"), unit.to_owned()))
    }
}

/// What the data name in `draws.csv` beside the uncertain numbers.
fn of_draws(column: &str) -> Option<(String, String)> {
    let share = |meaning: &str| Some((meaning.to_owned(), "share".to_owned()));
    match column.split_once(": ")? {
        ("odds", _) => share("odds of this branch in this draw"),
        _ => share("share of this draw's paths in the branch that the kind of history names"),
    }
}

#[cfg(test)]
mod tests {
    use super::of_quantity;
    use crate::forecast::quantity::PLAIN;

    #[test]
    fn every_quantity_has_a_meaning_of_its_own() {
        let mut meanings: Vec<&str> = PLAIN.into_iter().map(|quantity| of_quantity(quantity).0).collect();
        meanings.sort_unstable();
        meanings.dedup();
        assert_eq!(meanings.len(), PLAIN.len());
    }
}
