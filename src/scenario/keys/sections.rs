//! The tables and keys of scenario files, as data: one key a line.
//!
//! Takes the numbers of [`parameters`](super::parameters), gives [`SECTIONS`].

use crate::base::units::Range;
use crate::scenario::keys::key::{Key, Kind, Section, Silence};
use crate::scenario::keys::limits::{CONCENTRATION, DRAWS, FIRST_DRAW, LEVELS, PATHS, PERIODS, PULL, TOLERANCE};
use crate::scenario::keys::parameters::{Bargain, Client, Patron};

const fn key(
    name: &'static str,
    kind: Kind,
    unit: &'static str,
    default: Option<&'static str>,
    meaning: &'static str,
) -> Key {
    let default = match default {
        Some(words) => Silence::Words(words),
        None => Silence::Required,
    };
    Key { name, kind, unit, default, meaning }
}

const SEED: Kind = Kind::Whole(0, i64::MAX as u64);
const RISE: &str = "Probability per quarter of moving up one level.";
const EASE: &str = "Probability per quarter of moving down one level.";
const LEVEL_NAMES: &str = "Names of the levels, lowest first: 2 to 30 of them.";
const PRICE_NAMES: &str = "Names of the levels, cheapest first: 1 to 30 of them.";
const START: &str = "Level at the start.";

const fn levels() -> Key {
    key("levels", Kind::Names, "", None, LEVEL_NAMES)
}

const fn start() -> Key {
    key("start", Kind::Level(""), "", None, START)
}

const fn numbers(name: &'static str, meaning: &'static str) -> Key {
    key(name, Kind::Numbers(Range::SHARE), "share", None, meaning)
}

const fn steps(name: &'static str, meaning: &'static str) -> Key {
    key(name, Kind::Steps(Range::SHARE), "probability", None, meaning)
}

/// Words for what an era leaves as it was.
const BEFORE: &str = "as before";
const ERA_START: &str = "Level that the ladder is set to when the era begins.";

const fn era_start(ladder: &'static str) -> Key {
    key("start", Kind::Level(ladder), "", Some("stays"), ERA_START)
}

const fn era_steps(name: &'static str, meaning: &'static str) -> Key {
    key(name, Kind::Steps(Range::SHARE), "probability", Some(BEFORE), meaning)
}

const fn era_part(path: &'static str, meaning: &'static str, keys: &'static [Key]) -> Section {
    Section { optional: true, inherits: Some(BEFORE), ..section(path, meaning, keys) }
}

const fn name(meaning: &'static str) -> Key {
    key("name", Kind::Name, "", None, meaning)
}

const fn section(path: &'static str, meaning: &'static str, keys: &'static [Key]) -> Section {
    Section { path, repeated: false, optional: false, meaning, keys, numbers: &[], inherits: None }
}

/// Under which governments and at which levels, those of integration left out.
#[rustfmt::skip] // one key a line, as in a table
const WHERE: &[Key] = &[
    key("government", Kind::Governments, "", Some("any"), "Governments in office: names of `[[government]]`, or `incumbent`."),
    key("confrontation", Kind::Levels("confrontation"), "", Some("any"), "Levels of the confrontation."),
    key("mandate", Kind::Levels("mandate"), "", Some("any"), "Levels of the mandate."),
    key("energy", Kind::Levels("energy"), "", Some("any"), "Levels of energy, in a scenario that has it."),
    key("opening", Kind::Levels("opening"), "", Some("any"), "Levels of the opening."),
];

const INTEGRATION_LEVELS: Key =
    key("integration", Kind::Levels("integration"), "", Some("any"), "Levels of integration.");

/// The same with integration.
const ANYWHERE: &[Key] = &[WHERE[0], WHERE[1], WHERE[2], WHERE[3], WHERE[4], INTEGRATION_LEVELS];

/// Odds that hold somewhere.
#[rustfmt::skip] // one key a line, as in a table
const STATE_ODDS: &[Key] = &[
    name("Name of these odds."),
    key("probabilities", Kind::Numbers(Range::SHARE), "probability", None, "Probability of each branch, in the order of the file; they sum to 1."),
    WHERE[0], WHERE[1], WHERE[2], WHERE[3], WHERE[4], INTEGRATION_LEVELS,
];

/// All tables, in the order of the reference.
#[rustfmt::skip] // one key a line, as in a table
pub(crate) static SECTIONS: &[Section] = &[
    section("", "The top of the file.", &[
        key("format", Kind::Whole(1, 1), "", None, "Version of the format of scenario files: 1."),
        key("title", Kind::Text, "", None, "One line that says what the scenario is about."),
        key("base", Kind::File, "", Some("none"), "A scenario beside this one that this one changes."),
        key("author", Kind::Text, "", Some("none"), "Who answers for it, as a brief names them."),
        key("as_of", Kind::Text, "", Some("none"), "The day as of which it was written, as a brief names it."),
        key("sources", Kind::Texts, "", Some("none"), "Sources by the ids that comments cite, such as `S41`; a brief writes them out."),
    ]),
    Section { optional: true, ..section("words", "What the alliance calls things, where a sentence or chart names them.", &[
        key("outside", Kind::Name, "", Some("`the West`"), "The power to which the client may turn, as in `turns to the West`."),
        key("commitment", Kind::Name, "", Some("`union`"), "What the levels of integration are levels of, as in `how much union is worth`: for instance `the base`."),
        key("step", Kind::Name, "", Some("`step of union`"), "What is ratified when integration rises, without an article, as in `no step of union is ratified`: for instance `new lease`."),
        key("election", Kind::Name, "", Some("`the election`"), "What the outcomes of the first `[[election]]` are outcomes of: for instance `the uprising`."),
    ]) },
    section("clock", "When the path begins and how long it is.", &[
        key("start", Kind::Quarter, "", None, "First quarter, for instance `2020-Q3`."),
        key("periods", Kind::Whole(1, PERIODS), "quarters", None, "Length of the path."),
    ]),
    Section { optional: true, ..section("simulation", "How much is simulated, and how exactly solved.", &[
        key("seed", SEED, "", Some("1"), "Root of every random number."),
        key("draws", Kind::Whole(1, DRAWS), "", Some("500"), "Draws of the uncertain numbers; the game is solved in each."),
        key("first_draw", Kind::Whole(0, FIRST_DRAW), "", Some("0"), "Number of the first draw: draws from it on are those of a whole that counts from 0, so that work can be shared out."),
        key("paths", Kind::Whole(1, PATHS), "", Some("100"), "Paths for each draw and branch."),
        key("tolerance", Kind::Number(TOLERANCE), "probability", Some("1e-6"), "Greatest change of a decision probability in one more backward step that still certifies a solution."),
        key("selection", Kind::OneOf(&["backward", "principal"]), "", Some("backward"), "Which equilibrium of a game is played: that which backward induction ends on, or that on the principal branch of the logit correspondence."),
    ]) },
    section("confrontation", "Confrontation between the patron and the West, which nobody in the game controls.", &[
        levels(),
        numbers("intensity", "Intensity ξ of each level, rising."),
        steps("rise", RISE),
        steps("ease", EASE),
        start(),
    ]),
    section("mandate", "The client government's strength at home.", &[
        levels(),
        numbers("strength", "Strength μ of each level, rising."),
        steps("rise", RISE),
        steps("ease", EASE),
        start(),
    ]),
    Section { optional: true, ..section("energy", "The price of what is paid in kind, such as oil and gas, which nobody in the game controls. Without it the price is 1.", &[
        key("levels", Kind::Names, "", None, PRICE_NAMES),
        key("price", Kind::Numbers(Range::POSITIVE), "times the subsidies as stated", None, "Price π of each level, never falling: it multiplies the treaty benefit, and what a promised subsidy brings and costs."),
        steps("rise", RISE),
        steps("ease", EASE),
        start(),
    ]) },
    section("opening", "The client's relations with the West.", &[
        levels(),
        numbers("openness", "Openness ω of each level, rising."),
        steps("rise", "Probability per quarter of moving up one level without hedging."),
        steps("ease", "Probability per quarter of moving down one level at neutral loyalty."),
        steps("hedging_rise", "Probability of moving up one level in a quarter of hedging."),
        steps("loyalty_ease", "Added to `ease` at full loyalty, and in proportion between neutral and full."),
        start(),
    ]),
    section("integration", "Depth of union ratified; it falls only if `ease`, `withdrawal_cost` or an upheaval lets it.", &[
        levels(),
        numbers("depth", "Depth γ of each level, rising."),
        key("ratification", Kind::Uncertain(Range::SHARE), "probability", None, "Probability q that a signed step of integration is ratified."),
        key("ease", Kind::Steps(Range::SHARE), "probability", Some("0"), "Probability per quarter that it falls one level by itself: a lease ends, a law lapses."),
        key("withdrawal_cost", Kind::Steps(Range::NON_NEGATIVE), "pp of a year's GDP", Some("it cannot"), "What it costs the client to take one level back. Its government chooses whether to as each quarter begins, with a contract in force or without. Odds of an election cannot depend on integration beside it."),
        start(),
    ]),
    Section { numbers: Bargain::<f64>::SPECS, ..section("bargain", "How the two meet.", &[]) },
    Section { repeated: true, ..section("offer", "A family of offers; 1 to 50 of them, together at most 2000 offers.", &[
        name("Name of the family."),
        key("loyalty", Kind::Number(Range::SHARE), "share", None, "Loyalty L while the contract is in force."),
        key("integration", Kind::Whole(0, LEVELS.1 as u64 - 1), "levels", Some("as `to` says"), "Steps of integration n that signing it may bring. Needed without `to`, which takes its place."),
        key("from", Kind::Levels("integration"), "", Some("all; with `to`, all up to it"), "Levels of integration at which it can be made; with `to`, none above it."),
        key("to", Kind::Level("integration"), "", Some("none"), "Level of integration that ratification leads to, from whichever level it was made at: an offer that holds names the level itself."),
        key("subsidies", Kind::Numbers(Range::ANY), "pp/yr", None, "Promised subsidies S on the menu, rising: 1 to 200 of them."),
        key("contract_quarters", Kind::Number(Range::ONE_OR_MORE), "quarters", Some("as in `[bargain]`"), "Mean duration of a contract of this family."),
        key("upfront", Kind::Number(Range::ANY), "pp of a year's GDP", Some("0"), "Promised payment F at signing, once: delivered, priced and weighed as the subsidy is. Below 0 the client pays."),
    ]) },
    Section { optional: true, ..section("offer.where", "Conditions under which the offer can be made; a list that is not named does not limit it. Where no offer can be made there are no talks.", WHERE) },
    Section { numbers: Client::<f64>::SPECS, ..section("client", "The client state under the government in office at the start, the `incumbent`.", &[
        name("Name of the client state."),
    ]) },
    Section { numbers: Patron::<f64>::SPECS, ..section("patron", "The patron.", &[
        name("Name of the patron."),
    ]) },
    Section { repeated: true, optional: true, ..section("election", "An election; one of its branches is drawn at the start of the quarter.", &[
        key("quarter", Kind::Quarter, "", None, "Quarter of the election, on the path."),
        key("concentration", Kind::Number(CONCENTRATION), "elections", Some("none"), "In the first election: how sure the odds are, as if so many like it had been seen (the sum of the parameters of a Dirichlet distribution). Draws take odds from it whose means are the probabilities stated; those are then plain numbers."),
    ]) },
    Section { repeated: true, ..section("election.branch", "One outcome of an election. What it does not name stays.", &[
        name("Name of the outcome; `all` is reserved."),
        key("probability", Kind::Uncertain(Range::SHARE), "probability", None, "Its probability; those of an election sum to 1, or their central values do. In the first election it may be a distribution: what is drawn is divided by the sum over its branches, so that a range stated as 0.50 to 0.78 may be used as 0.57 to 0.71; a brief lists both."),
        key("mandate", Kind::Level("mandate"), "", Some("stays"), "Level of the mandate afterwards."),
        key("opening", Kind::Level("opening"), "", Some("stays"), "Level of the opening afterwards."),
        key("government", Kind::Government, "", Some("stays"), "Government afterwards: a `[[government]]`, or `incumbent`."),
        key("mandate_pull", Kind::Number(PULL), "logits per unit of strength", Some("0"), "In later elections: how its odds respond to the mandate reached: they are multiplied by exp(pull × strength), and those of all branches divided by their sum."),
    ]) },
    Section { repeated: true, optional: true, ..section("election.odds", "Odds of a later election that hold in some states, in the place of those of its branches; of several that fit the first listed counts. An outcome of an earlier election is told by the government that it brought, which may differ in nothing but its name.", STATE_ODDS) },
    Section { repeated: true, optional: true, ..section("upheaval", "Something that breaks in beside elections and eras, such as the fall of a ruler, an uprising or an annexation: it changes the government or levels, and nobody foresees it. At most one a quarter: in the order of the file each may happen if none before it did. What it does not name stays.", &[
        name("Name of the upheaval."),
        key("quarter", Kind::Quarter, "", Some("every one"), "The one quarter in which it may happen, on the path."),
        key("probability", Kind::Number(Range::SHARE), "probability per quarter", None, "Probability that it happens in a quarter that begins where it may, after that quarter's election."),
        key("government", Kind::Government, "", Some("stays"), "Government afterwards: a `[[government]]`, or `incumbent`."),
        key("confrontation", Kind::Level("confrontation"), "", Some("stays"), "Level of the confrontation afterwards."),
        key("mandate", Kind::Level("mandate"), "", Some("stays"), "Level of the mandate afterwards."),
        key("energy", Kind::Level("energy"), "", Some("stays"), "Level of energy afterwards, in a scenario that has it."),
        key("opening", Kind::Level("opening"), "", Some("stays"), "Level of the opening afterwards."),
        key("integration", Kind::Level("integration"), "", Some("stays"), "Level of integration afterwards, which may be lower."),
        key("voids", Kind::Flag, "", Some("false"), "Whether the contract in force is void even if the government stays; it always is if that changes."),
    ]) },
    Section { optional: true, ..section("upheaval.where", "Where it may happen; a list that is not named does not limit it. Several upheavals of the same effect give a hazard that depends on levels.", ANYWHERE) },
    Section { repeated: true, optional: true, ..section("government", "A government that an election or an upheaval may bring to office.", &[
        name("Name of the government; `incumbent` is reserved."),
    ]) },
    Section { numbers: Client::<f64>::SPECS, inherits: Some("as in `[client]`"), optional: true, ..section("government.client", "The numbers of `[client]` that differ under this government; it inherits the rest, uncertainty included.", &[]) },
    Section { repeated: true, optional: true, ..section("era", "From a quarter on, a part of the world follows other numbers. What an era does not name stays as it was.", &[
        name("Name of the era; `start` is reserved: it names the time before the first."),
        key("from", Kind::Quarter, "", None, "Its first quarter, on the path and after the first."),
        key("anticipated", Kind::Flag, "", Some("false"), "Whether the players see it coming. If not, they play until it begins as if the numbers before it lasted."),
    ]) },
    era_part("era.confrontation", "The confrontation ladder from then on.", &[era_start("confrontation"), era_steps("rise", RISE), era_steps("ease", EASE)]),
    era_part("era.mandate", "The mandate's ladder from then on.", &[era_start("mandate"), era_steps("rise", RISE), era_steps("ease", EASE)]),
    era_part("era.energy", "The energy ladder from then on, in a scenario that has it.", &[era_start("energy"), era_steps("rise", RISE), era_steps("ease", EASE)]),
    era_part("era.opening", "The opening's ladder from then on.", &[
        era_start("opening"),
        era_steps("rise", "Probability per quarter of moving up one level without hedging."),
        era_steps("ease", "Probability per quarter of moving down one level at neutral loyalty."),
        era_steps("hedging_rise", "Probability of moving up one level in a quarter of hedging."),
        era_steps("loyalty_ease", "Added to `ease` at full loyalty, and in proportion between neutral and full."),
    ]),
    era_part("era.integration", "Ratification, and how integration falls, from then on.", &[
        key("ratification", Kind::Uncertain(Range::SHARE), "probability", Some(BEFORE), "Probability q that a signed step of integration is ratified."),
        era_steps("ease", "Probability per quarter that it falls one level by itself."),
        key("withdrawal_cost", Kind::Steps(Range::NON_NEGATIVE), "pp of a year's GDP", Some(BEFORE), "What it costs the client to take one level back."),
    ]),
    Section { numbers: Bargain::<f64>::SPECS, ..era_part("era.bargain", "How the two meet from then on.", &[]) },
    Section { numbers: Client::<f64>::SPECS, ..era_part("era.client", "The client from then on, under every government that shares the number with `[client]`.", &[]) },
    Section { numbers: Patron::<f64>::SPECS, ..era_part("era.patron", "The patron from then on.", &[]) },
    Section { repeated: true, optional: true, ..section("correlate", "Uncertain numbers that rise and fall together; each keeps its own distribution.", &[
        name("Name of what ties them."),
        key("numbers", Kind::Keys, "", None, "Keys of two or more uncertain numbers, each tied to each. One that is certain takes no part."),
        key("rank", Kind::Number(Range::closed(-0.99, 0.99)), "rank correlation", None, "How they move together: near 1 they rise and fall together, at -0.99 one falls where the other rises. A later entry replaces an earlier one for the same two numbers."),
    ]) },
    Section { repeated: true, optional: true, ..section("event", "Something that may happen on a path; several may happen on one. The first listed is the main one.", &[
        name("Name of the event, short and without a judgement."),
        key("says", Kind::Text, "", Some("“NAME” happens"), "The clause that tells it in a sentence, such as `a step of union is ratified`."),
        key("when", Kind::Conditions, "", None, "Conditions that must all hold, one or more. Only counts that never fall, with `>=` or `>`: the event happens in the quarter by whose end all hold."),
    ]) },
    Section { repeated: true, optional: true, ..section("chapter", "A kind of history: the first chapter whose conditions all hold names the path. Without any there is one, `all paths`.", &[
        name("Name of this kind of history."),
        key("when", Kind::Conditions, "", Some("always"), "Conditions that must all hold; only the last chapter goes without."),
    ]) },
    Section { repeated: true, optional: true, ..section("claim", "What the model must show: what the source says, or that a mechanism is at work. It holds if all its checks do, and fail with their mechanism off. `allegiance claims` evaluates them.", &[
        name("Name of the claim."),
        key("says", Kind::Text, "", None, "The claim in a sentence, with its source."),
        key("kind", Kind::OneOf(&["source", "mechanism"]), "", Some("source"), "Whether the source says it, or it is about a mechanism of the model."),
    ]) },
    Section { repeated: true, ..section("claim.check", "One check: numbers that the model gives, and what they must be.", &[
        name("What is checked, in words."),
        key("measure", Kind::Measure, "", None, "What is measured, in the game of one era without elections."),
        key("era", Kind::Era, "", Some("the start"), "Era whose numbers hold, as if it lasted."),
        key("at", Kind::State, "", Some("the start"), "State that it is taken at, or that the quarters begin in; what it does not name is as at the start, but for a dispute: none unless it says so. Measures over quarters begin before the client chooses what to take back; all others are of the state after that."),
        key("quarters", Kind::Whole(1, PERIODS), "quarters", Some("as in `[clock]`"), "How long, for measures over quarters."),
        key("with", Kind::Settings, "", Some("none"), "Numbers of bargain, client, patron or ratification that are set otherwise."),
        key("without", Kind::Settings, "", Some("none"), "Counterfactual: numbers that switch a mechanism off, set beside those of `with` and of `against`. With them the check must fail."),
        key("along", Kind::OneOf(&["confrontation", "mandate", "energy", "opening", "integration"]), "", Some("none"), "Ladder at each of whose levels it is measured: the bounds must hold at every one."),
        key("compare", Kind::OneOf(&["difference", "ratio"]), "", Some("difference"), "How it is compared with `against`."),
        key("at_least", Kind::Number(Range::ANY), "", Some("none"), "Every number found must not be below."),
        key("at_most", Kind::Number(Range::ANY), "", Some("none"), "Every number found must not be above."),
        key("above", Kind::Number(Range::ANY), "", Some("none"), "Every number found must be above."),
        key("below", Kind::Number(Range::ANY), "", Some("none"), "Every number found must be below."),
        key("trend", Kind::OneOf(&["rising", "falling"]), "", Some("none"), "How the numbers must move along the ladder."),
        key("when", Kind::Conditions, "", Some("none"), "For `path_share`: conditions that must all hold on a path."),
        key("branch", Kind::Branch, "", Some("every one, one by one"), "For `path_share`: the branch; `all` mixes them by their odds."),
        key("paths", Kind::Whole(100, 100_000), "paths", Some("2000"), "For `path_share`: paths in each branch."),
    ]) },
    Section { optional: true, ..section("claim.check.against", "What the measure is compared with.", &[
        key("measure", Kind::Measure, "", Some("as in the check"), "What is measured."),
        key("era", Kind::Era, "", Some("as in the check"), "Era whose numbers hold."),
        key("at", Kind::State, "", Some("as in the check"), "Where."),
        key("with", Kind::Settings, "", Some("none"), "Numbers that are set otherwise."),
    ]) },
    Section { repeated: true, optional: true, ..section("question", "Something asked about what comes after the start. `allegiance foresee` states the model's probability of each.", &[
        name("Name of the question; `election` is reserved."),
        key("asks", Kind::Text, "", None, "The question in a sentence, as it would be put to the world."),
        key("by", Kind::Quarter, "", None, "Quarter on the path up to whose end, that quarter included, it is followed and measured."),
        key("when", Kind::Conditions, "", None, "Conditions that must all hold, on the path cut off after `by`, for the answer yes; one or more."),
        key("naive", Kind::Number(Range::SHARE), "probability", Some("none"), "Probability of a yes stated by somebody who knows no model."),
        key("naive_wide", Kind::Number(Range::SHARE), "probability", Some("`naive`"), "The same by somebody who counts more widely what came before."),
    ]) },
    Section { optional: true, ..section("confidence", "The analyst's own confidence in the results, in the place of what the rule gives (model page §5). Results show both.", &[
        key("level", Kind::OneOf(&["high", "moderate", "low"]), "", None, "How much trust the results deserve."),
        key("reason", Kind::Text, "", None, "Why, in a clause such as `two people who know the talks read it so`."),
    ]) },
    Section { optional: true, ..section("record", "A record of the past on which the model is scored, as `allegiance backtest` does: how well it foretold is one of the grounds of confidence (model page §5). Overrides do not reach it, and a scenario based on this one must name its own.", &[
        key("scenario", Kind::Path, "", None, "A scenario of the same alliance as it was when the record begins, without elections while it runs."),
        key("history", Kind::Path, "", None, "The record, a table in CSV."),
    ]) },
    Section { optional: true, ..section("start", "Where the path begins, beside the start levels of the ladders.", &[
        key("dispute", Kind::Flag, "", Some("false"), "Whether the first quarter begins in dispute."),
    ]) },
];
