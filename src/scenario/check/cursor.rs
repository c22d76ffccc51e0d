//! The cursor over a scenario's tree: what the checks use to take values, and where they report faults.
//!
//! Takes nodes, gives values of the type asked for. A fault is reported and a stand-in given, so that one fault does
//! not hide the next; no scenario leaves the check while there is one.

use indexmap::IndexMap;
use indexmap::map::Entry;

use crate::base::text::shown;
use crate::base::units::{Quarter, Range};
use crate::scenario::keys::catalogue::section_at;
use crate::scenario::keys::key::Section;
use crate::scenario::keys::sections::SECTIONS;
use crate::scenario::text::finding::{Finding, Part, Source, Span};
use crate::scenario::text::nearest::{advice, nearest};
use crate::scenario::text::slips;
use crate::scenario::text::tree::{Node, Table, Value};

/// Faults with advice.
const ADVISED: usize = 500;

/// The state of a check: the texts, and what was found so far.
pub(crate) struct Check<'a> {
    sources: &'a [Source],
    pub(crate) findings: Vec<Finding>,
    /// Where the arrays of tables stand whose entries are referred to by name.
    arrays: Vec<(&'static str, Span)>,
}

/// A table whose keys are known.
pub(crate) struct Fields<'a> {
    pub(crate) node: &'a Node,
    table: &'a Table,
    section: &'static Section,
    /// Full key of the table, for instance `government.successor.client`; empty for the top.
    pub(crate) path: String,
}

impl<'a> Fields<'a> {
    /// The value of a key, if it is there.
    pub(crate) fn get(&self, key: &str) -> Option<&'a Node> {
        self.table.get(key)
    }

    /// Full key of one of its keys.
    pub(crate) fn full(&self, key: &str) -> String {
        join(&self.path, key)
    }
}

/// A key appended to a path, quoted where TOML asks for it.
pub(crate) fn join(path: &str, key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    let key = if bare { key.to_owned() } else { format!("\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\"")) };
    if path.is_empty() { key } else { format!("{path}.{key}") }
}

impl<'a> Check<'a> {
    pub(crate) fn new(sources: &'a [Source], findings: Vec<Finding>) -> Self {
        Self { sources, findings, arrays: Vec::new() }
    }

    /// Notes where the arrays of tables of a file stand.
    pub(crate) fn note_arrays(&mut self, root: &Node) {
        for name in ["offer", "government", "era"] {
            let Some(Node { value: Value::Array(items), place, .. }) = root.get(name) else { continue };
            let first = items.iter().map(|item| &item.place).find(|first| first.source == place.source);
            self.arrays.push((name, first.unwrap_or(place).clone()));
        }
    }

    /// Whether a place is in an override of the command line.
    pub(crate) fn overridden(&self, place: &Span) -> bool {
        self.sources.get(place.source).is_some_and(|source| source.part == Part::Override)
    }

    /// Reports a name that no entry of an array of tables has. If a file put that array in the place of its base's, and
    /// the name stands in the base, the fault is the file's.
    pub(crate) fn report_absent(&mut self, array: &str, finding: Finding) {
        let layer = |source: usize| match self.sources.get(source) {
            Some(text) if text.part == Part::Override => 0,
            _ => source + 1,
        };
        let below = layer(finding.place.source);
        match self.arrays.iter().find(|(name, over)| *name == array && layer(over.source) < below) {
            Some((_, over)) => {
                let instead =
                    format!("to keep the entries of the base, write only entries that it has under [[{array}]]");
                self.findings
                    .push(finding.moved(over, "these take the place of the base's", "named here").help(instead));
            }
            None => self.findings.push(finding),
        }
    }

    pub(crate) fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Advice on a wrong name; none after many faults, since each search takes time.
    fn advice<'n>(&self, name: &str, valid: impl IntoIterator<Item = &'n str> + Clone) -> String {
        if self.findings.len() < ADVISED { advice(name, valid) } else { String::new() }
    }

    /// The text at a place, as written.
    pub(crate) fn slice(&self, place: &Span) -> &'a str {
        let source = self.sources.get(place.source);
        source.and_then(|source| source.text.get(place.span.clone())).unwrap_or_default()
    }

    /// A table with the keys of a section; unknown keys are reported.
    pub(crate) fn fields<'n>(&mut self, node: &'n Node, section: &str, path: &str) -> Option<Fields<'n>> {
        let section = section_at(section)?;
        let Value::Table(table) = &node.value else {
            self.wrong_type(node, "a table");
            return None;
        };
        let names = section.names();
        for (name, value) in table.iter().filter(|(name, _)| !names.contains(&name.as_str())) {
            self.unknown(value, name, &names, section);
        }
        Some(Fields { node, table, section, path: path.to_owned() })
    }

    fn unknown(&mut self, value: &Node, name: &str, names: &[&'static str], section: &Section) {
        let place = value.key.as_ref().unwrap_or(&value.place);
        let parent = section.path.rsplit_once('.').map_or("", |(parent, _)| parent);
        let holds = |other: &&Section| other.names().contains(&name);
        let elsewhere = section_at(parent).filter(holds).or_else(|| SECTIONS.iter().find(holds));
        let help = match (nearest(name, names.iter().copied()), elsewhere) {
            (None, Some(other)) => format!("`{name}` belongs in {}", other.header()),
            _ => self.advice(name, names.iter().copied()),
        };
        let home = if section.path.is_empty() {
            "at the top of the file".to_owned()
        } else {
            format!("in {}", section.header())
        };
        let finding = Finding::new(place, format!("unknown key `{}` {home}", shown(name)));
        self.report(finding.label("unknown key").help(help));
    }

    /// A table at the top of the file; its absence is reported unless it is optional.
    pub(crate) fn top<'n>(&mut self, top: &Fields<'n>, name: &str) -> Option<Fields<'n>> {
        let optional = section_at(name).is_some_and(|section| section.optional);
        let node = if optional { top.get(name) } else { self.require(top, name) }?;
        self.fields(node, name, name)
    }

    /// The value of a key that must be there; its absence is reported at the table's header.
    pub(crate) fn require<'n>(&mut self, fields: &Fields<'n>, key: &str) -> Option<&'n Node> {
        let found = fields.get(key);
        if found.is_none() {
            self.missing(fields, key);
        }
        found
    }

    fn missing(&mut self, fields: &Fields<'_>, key: &str) {
        let table = fields.section.header();
        let (what, help) = match fields.section.entry(key) {
            Some(entry) => (format!("`{key}`"), format!("{} Needed: {}.", entry.meaning, entry.kind.allowed())),
            None => {
                let inner = fields.section.inner().find(|(name, _)| *name == key).map(|(_, inner)| inner);
                let header = inner.map_or_else(|| key.to_owned(), Section::header);
                (format!("table `{header}`"), inner.map_or_else(String::new, |inner| inner.meaning.to_owned()))
            }
        };
        let message = match fields.section.path {
            "" => format!("the scenario has no {what}"),
            _ => format!("{table} has no {what}"),
        };
        self.report(Finding::new(&fields.node.place, message).label(format!("`{key}` is missing")).help(help));
    }

    /// Reports a value of the wrong type.
    pub(crate) fn wrong_type(&mut self, node: &Node, needed: &str) {
        let message = format!("{} must be {needed}, found {}", self.called(node), node.kind());
        let finding = Finding::new(&node.place, message);
        self.report(finding.label(node.kind()).help(node.text().map(slips::instead).unwrap_or_default()));
    }

    /// The key of a value in quotes, or what to call an element of an array.
    pub(crate) fn called(&self, node: &Node) -> String {
        node.key.as_ref().map_or_else(|| "this".to_owned(), |key| format!("`{}`", shown(self.slice(key))))
    }

    /// A string.
    pub(crate) fn text<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let text = node.text();
        if text.is_none() {
            self.wrong_type(node, "a string");
        }
        text
    }

    /// `true` or `false`.
    pub(crate) fn flag(&mut self, node: &Node) -> bool {
        match node.value {
            Value::Flag(flag) => return flag,
            _ => self.wrong_type(node, "true or false"),
        }
        false
    }

    /// An array.
    pub(crate) fn items<'n>(&mut self, node: &'n Node) -> Option<&'n [Node]> {
        match &node.value {
            Value::Array(items) => return Some(items),
            _ => self.wrong_type(node, "an array"),
        }
        None
    }

    /// A whole number within bounds.
    pub(crate) fn whole(&mut self, node: &Node, (low, high): (u64, u64)) -> Option<u64> {
        let Value::Integer(integer) = node.value else {
            self.wrong_type(node, "a whole number");
            return None;
        };
        let value = u64::try_from(integer).ok().filter(|value| (low..=high).contains(value));
        if value.is_none() {
            let allowed = if low == high { format!("{low}") } else { format!("from {low} to {high}") };
            self.out_of_range(node, &allowed);
        }
        value
    }

    /// A finite number in a range; NaN if it has a fault.
    pub(crate) fn number(&mut self, node: &Node, range: Range) -> f64 {
        let value = match node.value {
            Value::Integer(integer) => integer as f64,
            Value::Float(float) => float,
            _ => {
                self.wrong_type(node, "a number");
                return f64::NAN;
            }
        };
        if range.contains(value) {
            return value;
        }
        let finite = if value.is_finite() { "" } else { "a finite number, " };
        self.out_of_range(node, &format!("{finite}{range}"));
        f64::NAN
    }

    fn out_of_range(&mut self, node: &Node, allowed: &str) {
        let found = shown(self.slice(&node.place));
        let found = if node.key.is_some() { format!("{} = {found}", self.called(node)) } else { found };
        let finding = Finding::new(&node.place, format!("{found} is out of range"));
        self.report(finding.label("not allowed").help(format!("allowed: {allowed}")));
    }

    /// A quarter of the calendar.
    pub(crate) fn quarter(&mut self, node: &Node) -> Option<Quarter> {
        let text = self.text(node)?;
        let quarter = text.parse();
        if quarter.is_err() {
            let finding = Finding::new(&node.place, format!("`{}` is not a quarter", shown(text)));
            self.report(finding.label("not a quarter").help("write it like 2020-Q3"));
        }
        quarter.ok()
    }

    /// The index of a name among valid ones.
    pub(crate) fn choice(&mut self, node: &Node, what: &str, valid: &[String]) -> Option<usize> {
        let name = self.text(node)?;
        let index = valid.iter().position(|known| known == name);
        if index.is_none() && !valid.is_empty() {
            let finding = Finding::new(&node.place, format!("there is no {what} `{}`", shown(name)));
            let help = self.advice(name, valid.iter().map(String::as_str));
            self.report_absent(what, finding.label(format!("unknown {what}")).help(help));
        }
        index
    }

    /// Reports names that stand twice, with both places.
    pub(crate) fn unique(&mut self, what: &str, named: &[(String, Span)]) {
        let mut seen = IndexMap::new();
        for (name, place) in named.iter().filter(|(name, _)| !name.is_empty()) {
            match seen.entry(name) {
                Entry::Vacant(first) => drop(first.insert(place)),
                Entry::Occupied(first) => {
                    let finding = Finding::new(place, format!("two {what} are called `{}`", shown(name)));
                    self.report(finding.label("again here").also(first.get(), "first given here"));
                }
            }
        }
    }

    /// Reports a list that is too short or too long.
    pub(crate) fn count(&mut self, node: &Node, what: &str, found: usize, (low, high): (usize, usize)) -> bool {
        let fits = (low..=high).contains(&found);
        if !fits {
            let finding = Finding::new(&node.place, format!("the number of {what} is {found}"));
            let allowed = if low == high { format!("exactly {low}") } else { format!("{low} to {high}") };
            self.report(finding.label("not this many").help(format!("allowed: {allowed}")));
        }
        fits
    }

    /// Numbers that must rise strictly, each in a range.
    pub(crate) fn rising(&mut self, node: &Node, range: Range) -> Option<Vec<f64>> {
        self.ordered(node, range, "must rise", "not above", |one, next| next <= one)
    }

    /// Numbers none of which may be below the one before, each in a range.
    pub(crate) fn not_falling(&mut self, node: &Node, range: Range) -> Option<Vec<f64>> {
        self.ordered(node, range, "must not fall", "below", |one, next| next < one)
    }

    /// Numbers in a range, no two neighbours of which may be `wrong`.
    fn ordered(
        &mut self,
        node: &Node,
        range: Range,
        rule: &str,
        fault: &str,
        wrong: fn(f64, f64) -> bool,
    ) -> Option<Vec<f64>> {
        let items = self.items(node)?;
        let numbers: Vec<f64> = items.iter().map(|item| self.number(item, range)).collect();
        for (index, pair) in numbers.windows(2).enumerate() {
            if wrong(pair[0], pair[1]) {
                let finding =
                    Finding::new(&items[index + 1].place, format!("{} {rule} from one to the next", self.called(node)));
                self.report(finding.label(format!("{fault} {}", pair[0])));
            }
        }
        Some(numbers)
    }
}
