//! What was learnt across alliances, as tables for people.
//!
//! Takes what a panel teaches, gives text.

use super::form::{Form, OUTCOMES, with_error};
use crate::base::table::Table;
use crate::findings::panel::{ALL_OUTCOMES, Learner, Learnt, LearntRow};
use crate::report::words::plain::{count, number};
use std::fmt::Write;

/// What was learnt, and how it fared.
pub(super) fn told(learnt: &Learnt, form: Form, text: &mut String) {
    form.heading(text, "Learnt across alliances, each pair foretold from the others: Brier scores");
    let total = |who: Learner, outcome: &str| {
        learnt.totals.iter().find(|total| total.forecaster == who && total.outcome == outcome)
    };
    let brier =
        |who: &Learner, outcome: &str| total(*who, outcome).map_or(String::new(), |total| number(total.brier, 3));
    let learners: Vec<Learner> = Learner::all().collect();
    let table = Table::of(&learners).left("", |who| who.name().to_owned());
    let table =
        OUTCOMES.iter().fold(table, |table, (outcome, name)| table.right(*name, move |who| brier(who, outcome)));
    let log = |who: &Learner| total(*who, ALL_OUTCOMES).map_or(String::new(), |total| number(total.log, 3));
    text.push_str(&form.table(&table.right("log, all", log)));
    form.heading(text, "Leads of what was learnt");
    let lead =
        |over: Learner, outcome: &str| learnt.leads.iter().find(|lead| lead.over == over && lead.outcome == outcome);
    let table = Table::of(&learners[1..]).left("over", |over| over.name().to_owned());
    let table = OUTCOMES.iter().fold(table, |table, (outcome, name)| {
        table.right(*name, move |over| lead(*over, outcome).map_or(String::new(), |lead| with_error(lead.brier)))
    });
    let log = |over: &Learner| lead(*over, ALL_OUTCOMES).map_or(String::new(), |lead| with_error(lead.log));
    text.push_str(&form.table(&table.right("log, all", log)));
    let [before, after] = learnt.shared;
    form.heading(text, "What alliances have in common, learnt from all pairs");
    let digits = |value: f64| number(value, if value.abs() < 1.0 { 3 } else { 1 });
    let table = Table::of(&learnt.numbers)
        .left("number", |row: &LearntRow| row.key.clone())
        .right("as it stands", move |row| digits(row.stated))
        .right("learnt", move |row| digits(row.learnt))
        .right("90% range", move |row| format!("{} to {}", digits(row.range[0]), digits(row.range[1])))
        .right("in deviations", |row| {
            format!("{} ± {}", number(row.deviations.mean, 2), number(row.deviations.deviation, 2))
        });
    text.push_str(&form.table(&table));
    let _ = writeln!(
        text,
        "\nShare of what varies that alliances have in common: {} ± {} before, {} ± {} after. {} draws of the numbers, {} left \
         out as not certified; {} ways in which alliances may lie, worth {} of one weight; each pair is foretold from {} draws of one \
         weight or more.",
        number(before.mean, 2),
        number(before.deviation, 2),
        number(after.mean, 2),
        number(after.deviation, 2),
        count(learnt.draws),
        count(learnt.uncertified),
        count(learnt.populations),
        number(learnt.effective_populations, 0),
        number(learnt.effective_draws, 0)
    );
}
