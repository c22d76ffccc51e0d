//! What the catalogue of keys is made of: a key, a table, a kind of value, a kind of distribution.
//!
//! Plain types.

use crate::base::units::Range;
use crate::scenario::keys::parameters::Spec;

/// What a key holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A line of text.
    Text,
    /// Lines of text by ids of letters and digits.
    Texts,
    /// A name.
    Name,
    /// A list of names.
    Names,
    /// A list of keys of uncertain numbers.
    Keys,
    /// Name of a file beside this one.
    File,
    /// A file, as seen from the folder of this one.
    Path,
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
    /// A list of levels of this ladder.
    Levels(&'static str),
    /// Name of a government.
    Government,
    /// A list of governments.
    Governments,
    /// A list of conditions on path metrics.
    Conditions,
    /// Something that a claim measures.
    Measure,
    /// Name of an era.
    Era,
    /// A state in words.
    State,
    /// A list of numbers set otherwise.
    Settings,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Name of a branch of the first election, or of all mixed by their odds.
    Branch,
}

/// What holds where a file does not name a key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Silence {
    /// The file must name it.
    Required,
    /// This value.
    Value(f64),
    /// What these words say.
    Words(&'static str),
}

impl Silence {
    /// The default in words; `None` if there is none.
    pub(crate) fn words(&self) -> Option<String> {
        match self {
            Self::Required => None,
            Self::Value(value) => Some(value.to_string()),
            Self::Words(words) => Some((*words).to_owned()),
        }
    }
}

/// One key of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Key {
    /// The key.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Unit in words; empty if it has none.
    pub unit: &'static str,
    /// What holds where the file is silent.
    pub default: Silence,
    /// What it means, one sentence.
    pub meaning: &'static str,
}

/// One table of a scenario file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Section {
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
    /// Where what is not named is inherited from, in words, so that no number is required.
    pub inherits: Option<&'static str>,
}

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
            Self::Texts => "a table of texts, such as `S41 = \"…\"`".to_owned(),
            Self::Name => "a name of at most 60 characters".to_owned(),
            Self::Names => "a list of different names".to_owned(),
            Self::Keys => "a list of keys of uncertain numbers".to_owned(),
            Self::File => "the name of a file in the same folder".to_owned(),
            Self::Path => "a file as seen from this folder, such as `past/record.csv`".to_owned(),
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
            Self::Levels(ladder) => format!("a list of levels of the {ladder}"),
            Self::Government => "the name of a government".to_owned(),
            Self::Governments => "a list of governments".to_owned(),
            Self::Conditions => "a list of conditions such as `\"integration_gain >= 0.25\"`".to_owned(),
            Self::Measure => "a measure (see below) such as `reservation(\"NAME\")`".to_owned(),
            Self::Era => "the name of an era".to_owned(),
            Self::State => "a state such as `confrontation=LEVEL, dispute=yes`".to_owned(),
            Self::Settings => "numbers such as `{ \"client.delivery\" = 1.0 }`".to_owned(),
            Self::OneOf(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or "),
            Self::Branch => "the name of a branch of the first election, or `all`".to_owned(),
        }
    }
}

fn number_in(what: &str, range: &Range) -> String {
    if *range == Range::ANY { what.trim_end_matches(", each").to_owned() } else { format!("{what} {range}") }
}
