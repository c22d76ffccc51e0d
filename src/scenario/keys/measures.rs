//! What a claim may measure (§4, §5), with the name and the meaning of each.
//!
//! One list serves the parser of measures and the reference.

/// Something that the model says a number about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Mean subsidy received over the quarters, pp/yr.
    Subsidy,
    /// Mean loyalty over the quarters.
    Loyalty,
    /// Share of the quarters that begin in dispute.
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
    /// Probability that at least one step of integration is ratified within the quarters.
    StepWithin,
    /// Probability that none of the quarters begins in dispute.
    NoDisputeWithin,
    /// Probability that the client hedges at the state if the quarter brings no agreement.
    Hedge,
    /// Probability that the patron answers neutrality at the state with pressure.
    PressureAfterNeutrality,
    /// Probability that the patron answers a hedge at the state with pressure.
    PressureAfterHedge,
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
pub(crate) type Entry = (&'static str, bool, fn(usize) -> Measure, &'static str);

/// All measures, in the order of the reference.
#[rustfmt::skip] // one measure a line, as in a table
pub(crate) const MEASURES: [Entry; 20] = [
    ("subsidy", false, |_| Measure::Subsidy, "mean subsidy received over the quarters, pp/yr; exact"),
    ("loyalty", false, |_| Measure::Loyalty, "mean loyalty over the quarters; exact"),
    ("dispute", false, |_| Measure::Dispute, "share of the quarters that begin in dispute; exact"),
    ("hedging", false, |_| Measure::Hedging, "share of the quarters in which the client hedges; exact"),
    ("contract", true, Measure::Contract, "share of the quarters under the family's contracts, that of signing included; exact"),
    ("entrapments", false, |_| Measure::Entrapments, "expected number of entrapments within the quarters; exact"),
    ("ratified_steps", false, |_| Measure::RatifiedSteps, "expected number of integration steps ratified within the quarters; exact"),
    ("agreement_within", false, |_| Measure::AgreementWithin, "probability that an agreement is signed within the quarters; exact"),
    ("step_within", false, |_| Measure::StepWithin, "probability that at least one integration step is ratified within the quarters; exact"),
    ("no_dispute_within", false, |_| Measure::NoDisputeWithin, "probability that none of the quarters begins in dispute; exact"),
    ("hedge", false, |_| Measure::Hedge, "probability that the client hedges at the state if the quarter brings no agreement; exact"),
    ("pressure_after_neutrality", false, |_| Measure::PressureAfterNeutrality, "probability that neutrality at the state is answered with pressure; exact"),
    ("pressure_after_hedge", false, |_| Measure::PressureAfterHedge, "probability that a hedge at the state is answered with pressure; exact"),
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
    pub(crate) fn takes_quarters(self) -> bool {
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
                | Self::StepWithin
                | Self::NoDisputeWithin
        )
    }
}
