//! Every key that a scenario file may hold: one list serves the checks, the JSON Schema and the reference.
//!
//! Takes nothing, gives static data. The numbers of client, patron and bargain are those of
//! [`parameter`](super::parameter); the rest stands here.

use super::parameter::{Bargain, Client, Fallback, Patron, Spec};
use crate::units::Range;

/// What a key holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A line of text.
    Text,
    /// A name.
    Name,
    /// A list of names.
    Names,
    /// Name of a file beside this one.
    File,
    /// A whole number within bounds, both included.
    Whole(u64, u64),
    /// A number that is certain.
    Number(Range),
    /// A list of certain numbers.
    Numbers(Range),
    /// A number or a distribution.
    Uncertain(Range),
    /// A number or a distribution for every step, or a list with one for each.
    Steps(Range),
    /// `true` or `false`.
    Flag,
    /// A quarter of the calendar.
    Quarter,
    /// Name of a level of this ladder; of the table's own if empty.
    Level(&'static str),
    /// Name of a government.
    Government,
    /// A list of conditions on path metrics.
    Conditions,
}

/// One key of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Unit in words; empty if it has none.
    pub unit: &'static str,
    /// What holds where the file is silent, in words; `None` if the file must name it.
    pub default: Option<&'static str>,
    /// What it means, one sentence.
    pub meaning: &'static str,
}

/// One table of a scenario file.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Dotted path, for instance `election.branch`; empty for the top of the file.
    pub path: &'static str,
    /// Whether it is an array of tables.
    pub repeated: bool,
    /// Whether a scenario without it is complete.
    pub optional: bool,
    /// What it is about, one sentence.
    pub meaning: &'static str,
    /// Its own keys.
    pub keys: &'static [Key],
    /// Keys defined as numbers of the model.
    pub numbers: &'static [Spec],
    /// Whether what is not named is inherited, so that no key is required.
    pub inherits: bool,
}

const fn key(
    name: &'static str,
    kind: Kind,
    unit: &'static str,
    default: Option<&'static str>,
    meaning: &'static str,
) -> Key {
    Key { name, kind, unit, default, meaning }
}

/// Greatest number of periods, draws and paths, and of their product with the branches.
pub const PERIODS: u64 = 400;
/// See [`PERIODS`].
pub const DRAWS: u64 = 100_000;
/// See [`PERIODS`].
pub const PATHS: u64 = 100_000;
/// Greatest product of draws, branches, paths and periods.
pub const QUARTERS: u64 = 2_000_000_000;
/// Fewest and most levels of a ladder.
pub const LEVELS: (usize, usize) = (2, 30);
/// Greatest product of the levels of all ladders.
pub const STATES: usize = 20_000;
/// Most offer families.
pub const OFFERS: usize = 50;
/// Most subsidies in one family.
pub const SUBSIDIES: usize = 200;
/// Most offers in all.
pub const MENU: usize = 2000;
/// Most branches of an election, governments and chapters.
pub const NAMED: usize = 50;
/// Tolerances that still certify something.
pub const TOLERANCE: Range = Range { above_low: true, ..Range::closed(0.0, 1e-2) };
const SEED: Kind = Kind::Whole(0, i64::MAX as u64);
const RISE: &str = "Probability per quarter of moving up one level.";
const EASE: &str = "Probability per quarter of moving down one level.";
const LEVEL_NAMES: &str = "Names of the levels, lowest first: 2 to 30 of them.";
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

const fn name(meaning: &'static str) -> Key {
    key("name", Kind::Name, "", None, meaning)
}

const fn section(path: &'static str, meaning: &'static str, keys: &'static [Key]) -> Section {
    Section { path, repeated: false, optional: false, meaning, keys, numbers: &[], inherits: false }
}

/// All tables, in the order of the reference.
pub static SECTIONS: &[Section] = &[
    section("", "The top of the file.", &[
        key("format", Kind::Whole(1, 1), "", None, "Version of the format of scenario files: 1."),
        key("title", Kind::Text, "", None, "One line that says what the scenario is about."),
        key("base", Kind::File, "", Some("none"), "A scenario beside this one that this one changes."),
    ]),
    section("clock", "When the path begins and how long it is.", &[
        key("start", Kind::Quarter, "", None, "First quarter, for instance `2020-Q3`."),
        key("periods", Kind::Whole(1, PERIODS), "quarters", None, "Length of the path."),
    ]),
    Section { optional: true, ..section("simulation", "How much is simulated, and how exactly solved.", &[
        key("seed", SEED, "", Some("1"), "Root of every random number."),
        key("draws", Kind::Whole(1, DRAWS), "", Some("500"), "Draws of the uncertain numbers; the game is solved in each."),
        key("paths", Kind::Whole(1, PATHS), "", Some("100"), "Paths for each draw and branch."),
        key("tolerance", Kind::Number(TOLERANCE), "probability", Some("1e-6"), "Greatest change of a decision probability in one more backward step that still certifies a solution."),
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
    section("opening", "The client's relations with the West.", &[
        levels(),
        numbers("openness", "Openness ω of each level, rising."),
        steps("rise", "Probability per quarter of moving up one level without hedging."),
        steps("ease", "Probability per quarter of moving down one level at neutral loyalty."),
        steps("hedging_rise", "Probability of moving up one level in a quarter of hedging."),
        steps("loyalty_ease", "Added to `ease` at full loyalty, and in proportion between neutral and full."),
        start(),
    ]),
    section("integration", "Depth of union ratified; it never falls.", &[
        levels(),
        numbers("depth", "Depth γ of each level, rising."),
        key("ratification", Kind::Uncertain(Range::SHARE), "probability", None, "Probability q that a signed step of integration is ratified."),
        start(),
    ]),
    Section { numbers: Bargain::<f64>::SPECS, ..section("bargain", "How the two meet.", &[]) },
    Section { repeated: true, ..section("offer", "A family of offers; 1 to 50 of them, together at most 2000 offers.", &[
        name("Name of the family."),
        key("loyalty", Kind::Number(Range::SHARE), "share", None, "Loyalty L while the contract is in force."),
        key("integration", Kind::Whole(0, LEVELS.1 as u64 - 1), "levels", None, "Steps of integration n that signing it may bring."),
        key("subsidies", Kind::Numbers(Range::ANY), "pp/yr", None, "Promised subsidies S on the menu, rising: 1 to 200 of them."),
    ]) },
    Section { numbers: Client::<f64>::SPECS, ..section("client", "The client state under the government in office at the start, the `incumbent`.", &[
        name("Name of the client state."),
    ]) },
    Section { numbers: Patron::<f64>::SPECS, ..section("patron", "The patron.", &[
        name("Name of the patron."),
    ]) },
    Section { repeated: true, optional: true, ..section("election", "An election; one of its branches is drawn at the start of the quarter.", &[
        key("quarter", Kind::Quarter, "", None, "Quarter of the election, on the path."),
    ]) },
    Section { repeated: true, ..section("election.branch", "One outcome of an election. What it does not name stays.", &[
        name("Name of the outcome; `all` is reserved."),
        key("probability", Kind::Number(Range::SHARE), "probability", None, "Its probability; those of an election sum to 1."),
        key("mandate", Kind::Level("mandate"), "", Some("stays"), "Level of the mandate afterwards."),
        key("opening", Kind::Level("opening"), "", Some("stays"), "Level of the opening afterwards."),
        key("government", Kind::Government, "", Some("stays"), "Government afterwards: a `[[government]]`, or `incumbent`."),
    ]) },
    Section { repeated: true, optional: true, ..section("government", "A government that an election may bring to office.", &[
        name("Name of the government; `incumbent` is reserved."),
    ]) },
    Section { numbers: Client::<f64>::SPECS, inherits: true, optional: true, ..section("government.client", "The numbers of `[client]` that differ under this government; it inherits the rest, uncertainty included.", &[]) },
    Section { repeated: true, optional: true, ..section("chapter", "A named ending: the first chapter whose conditions all hold names the path. Without any there is one, `all paths`.", &[
        name("Name of the ending."),
        key("when", Kind::Conditions, "", Some("always"), "Conditions that must all hold; only the last chapter goes without."),
    ]) },
    Section { optional: true, ..section("start", "Where the path begins, beside the start levels of the ladders.", &[
        key("dispute", Kind::Flag, "", Some("false"), "Whether the first quarter opens in dispute."),
    ]) },
];

/// The section with that path; `None` if there is none.
pub fn section_at(path: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|section| section.path == path)
}

impl Section {
    /// All keys that hold values.
    pub fn entries(&self) -> Vec<Key> {
        let numbers = self.numbers.iter().map(|spec| from_spec(spec, self.inherits));
        self.keys.iter().cloned().chain(numbers).collect()
    }

    /// The tables directly inside.
    pub fn inner(&self) -> impl Iterator<Item = (&'static str, &'static Section)> {
        let path = self.path;
        SECTIONS.iter().filter_map(move |section| {
            let rest = match path {
                "" => section.path,
                _ => section.path.strip_prefix(path)?.strip_prefix('.')?,
            };
            (!rest.is_empty() && !rest.contains('.')).then_some((rest, section))
        })
    }

    /// Everything that may stand in it.
    pub fn names(&self) -> Vec<&'static str> {
        let values = self.entries().into_iter().map(|key| key.name);
        values.chain(self.inner().map(|(name, _)| name)).collect()
    }

    /// The key of that name that holds a value.
    pub fn entry(&self, name: &str) -> Option<Key> {
        self.entries().into_iter().find(|key| key.name == name)
    }

    /// How the table is written in a file.
    pub fn header(&self) -> String {
        match (self.path, self.repeated) {
            ("", _) => "top of the file".to_owned(),
            (path, true) => format!("[[{path}]]"),
            (path, false) => format!("[{path}]"),
        }
    }
}

fn from_spec(spec: &'static Spec, inherits: bool) -> Key {
    let default = match spec.default {
        _ if inherits => Some("as in `[client]`"),
        Fallback::Required => None,
        Fallback::Value(value) if value == 1.0 => Some("1"),
        Fallback::Value(_) => Some("see the model"),
        Fallback::SameAs(other) => Some(other),
    };
    key(spec.name, Kind::Uncertain(spec.range), spec.unit, default, spec.meaning)
}

/// The kinds of distribution: name, keys that it must have, keys that it may have, its central value.
pub static DISTRIBUTIONS: &[Shape] = &[
    Shape { name: "triangular", required: &["low", "mode", "high"], optional: &[], central: "the mode" },
    Shape { name: "uniform", required: &["low", "high"], optional: &[], central: "the midpoint" },
    Shape { name: "normal", required: &["mean", "sd"], optional: &["low", "high"], central: "the mean of the uncut curve" },
    Shape { name: "lognormal", required: &["median", "sigma"], optional: &["low", "high"], central: "the median of the uncut curve" },
    Shape { name: "beta", required: &["low", "mode", "high"], optional: &[], central: "the mode" },
    Shape { name: "pert", required: &["low", "mode", "high"], optional: &[], central: "the mode" },
];

/// One kind of distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// What `dist` says.
    pub name: &'static str,
    /// Keys that it must have.
    pub required: &'static [&'static str],
    /// Keys that it may have.
    pub optional: &'static [&'static str],
    /// The value used where a single one is needed, in words.
    pub central: &'static str,
}

impl Kind {
    /// What the key may hold, in words.
    pub fn allowed(&self) -> String {
        match self {
            Self::Text => "one line of text".to_owned(),
            Self::Name => "a name of at most 60 characters".to_owned(),
            Self::Names => "a list of different names".to_owned(),
            Self::File => "the name of a file in the same folder".to_owned(),
            Self::Whole(low, high) if low == high => format!("{low}"),
            Self::Whole(low, high) => format!("a whole number from {low} to {high}"),
            Self::Number(range) => number_in("a number", range),
            Self::Numbers(range) => number_in("a list of numbers, each", range),
            Self::Uncertain(range) => number_in("a number or a distribution", range),
            Self::Steps(range) => {
                format!("{}; or a list with one for each step", number_in("a number or a distribution", range))
            }
            Self::Flag => "`true` or `false`".to_owned(),
            Self::Quarter => "a quarter such as `2020-Q3`".to_owned(),
            Self::Level("") => "the name of a level".to_owned(),
            Self::Level(ladder) => format!("the name of a level of the {ladder}"),
            Self::Government => "the name of a government".to_owned(),
            Self::Conditions => "a list of conditions such as `\"integration_gain >= 0.25\"`".to_owned(),
        }
    }
}

fn number_in(what: &str, range: &Range) -> String {
    if *range == Range::ANY { what.trim_end_matches(", each").to_owned() } else { format!("{what} {range}") }
}
