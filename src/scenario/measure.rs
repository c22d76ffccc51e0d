//! What a claim may measure: `contract("grand deal")`, `loyalty`, `reservation("grand deal")` (§4, §5).
//!
//! Takes a string of the file, gives a [`Measure`], or what is wrong with which part of it.

use super::label::shown;
use super::nearest::advice;
use super::phrase::{Wrong, trimmed, unquoted};

/// Something that the model says a number about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Mean subsidy received over the quarters, pp/yr.
    Subsidy,
    /// Mean loyalty over the quarters.
    Loyalty,
    /// Share of the quarters that open in dispute.
    Dispute,
    /// Share of the quarters in which the client hedges.
    Hedging,
    /// Share of the quarters under a contract of this family.
    Contract(usize),
    /// Expected number of entrapments within the quarters.
    Entrapments,
    /// Expected number of steps of integration ratified within the quarters.
    RatifiedSteps,
    /// Probability that an agreement is signed within the quarters.
    AgreementWithin,
    /// Least subsidy of this family that the client would take, pp/yr.
    Reservation(usize),
    /// Greatest subsidy of this family that the patron would pay, pp/yr.
    Willingness(usize),
    /// Width of this family's bargaining range, pp/yr.
    Range(usize),
    /// Expected promised subsidy of a deal that is signed, pp/yr.
    SignedSubsidy,
    /// Share of this family among the client's proposals.
    ClientProposals(usize),
    /// Share of this family among the patron's proposals.
    PatronProposals(usize),
    /// Share of the paths of the scenario on which conditions hold.
    PathShare,
}

/// How a measure is written, and what it means; `true` if it takes the name of an offer family.
type Entry = (&'static str, bool, fn(usize) -> Measure, &'static str);

/// All measures, in the order of the reference.
#[rustfmt::skip] // one measure a line, as in a table
const MEASURES: [Entry; 15] = [
    ("subsidy", false, |_| Measure::Subsidy, "mean subsidy received over the quarters, pp/yr; exact"),
    ("loyalty", false, |_| Measure::Loyalty, "mean loyalty over the quarters; exact"),
    ("dispute", false, |_| Measure::Dispute, "share of the quarters that open in dispute; exact"),
    ("hedging", false, |_| Measure::Hedging, "share of the quarters in which the client hedges; exact"),
    ("contract", true, Measure::Contract, "share of the quarters under the family's contracts, that of signing included; exact"),
    ("entrapments", false, |_| Measure::Entrapments, "expected number of entrapments within the quarters; exact"),
    ("ratified_steps", false, |_| Measure::RatifiedSteps, "expected number of integration steps ratified within the quarters; exact"),
    ("agreement_within", false, |_| Measure::AgreementWithin, "probability that an agreement is signed within the quarters; exact"),
    ("reservation", true, Measure::Reservation, "least subsidy that the client would take at the state, pp/yr; exact"),
    ("willingness", true, Measure::Willingness, "greatest subsidy that the patron would pay at the state, pp/yr; exact"),
    ("range", true, Measure::Range, "width of the bargaining range at the state, pp/yr; exact"),
    ("signed_subsidy", false, |_| Measure::SignedSubsidy, "expected promised subsidy of a deal signed at the state, pp/yr; exact"),
    ("client_proposals", true, Measure::ClientProposals, "the family's share of the client's proposals at the state; exact"),
    ("patron_proposals", true, Measure::PatronProposals, "the family's share of the patron's proposals at the state; exact"),
    ("path_share", false, |_| Measure::PathShare, "share of the scenario's paths on which `when` holds, branch by branch; simulated"),
];

impl Measure {
    /// Every measure as it is written, with what it means.
    pub(crate) fn reference() -> impl Iterator<Item = (String, &'static str)> {
        MEASURES.iter().map(|(name, family, _, meaning)| {
            (if *family { format!("{name}(\"OFFER\")") } else { (*name).to_owned() }, *meaning)
        })
    }

    /// Whether it is taken over quarters and not at a state.
    pub fn takes_quarters(self) -> bool {
        matches!(
            self,
            Self::Subsidy
                | Self::Loyalty
                | Self::Dispute
                | Self::Hedging
                | Self::Contract(_)
                | Self::Entrapments
                | Self::RatifiedSteps
                | Self::AgreementWithin
        )
    }
}

/// The measure that a text names.
pub(crate) fn parse(text: &str, families: &[String]) -> Result<Measure, Wrong> {
    let whole = trimmed(text, 0..text.len());
    let open = text.find('(').unwrap_or(whole.end);
    let name = trimmed(text, whole.start..open);
    let Some((known, takes, measure, _)) = MEASURES.iter().find(|entry| entry.0 == &text[name.clone()]) else {
        let help = advice(&text[name.clone()], MEASURES.iter().map(|entry| entry.0).collect::<Vec<_>>());
        return Err(Wrong {
            message: format!("there is no measure `{}`", shown(&text[name.clone()])),
            part: name,
            help,
        });
    };
    match (*takes, text[open..whole.end].trim()) {
        (false, "") => Ok(measure(0)),
        (false, _) => Err(Wrong {
            part: open..whole.end,
            message: format!("`{known}` has no offer"),
            help: format!("write {known}"),
        }),
        (true, rest) => family(text, open..whole.end, rest, known, families).map(measure),
    }
}

fn family(
    text: &str,
    part: std::ops::Range<usize>,
    rest: &str,
    known: &str,
    families: &[String],
) -> Result<usize, Wrong> {
    let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else {
        let part = if part.is_empty() { trimmed(text, 0..text.len()) } else { part };
        let help = format!("write {known}(\"NAME OF THE OFFER\")");
        return Err(Wrong { part, message: format!("`{known}` needs an offer"), help });
    };
    let name = unquoted(inner);
    families.iter().position(|known| known == name).ok_or_else(|| Wrong {
        part,
        message: format!("there is no offer `{}`", shown(name)),
        help: advice(name, families.iter().map(String::as_str)),
    })
}
