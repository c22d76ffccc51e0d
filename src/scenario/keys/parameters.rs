//! The numbers of the model, each with its meaning, unit, range and default (model page §1–§4).
//!
//! One definition per number serves the checks, the documentation, the JSON Schema and the solver.
//! A group is generic in what it holds: an [`Uncertain`](crate::scenario::Uncertain) number as the scenario states it,
//! or the plain `f64` of one draw.

use crate::base::units::Range;

/// What to use where a scenario file does not name a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fallback {
    /// The file must name it.
    Required,
    /// This value.
    Value(f64),
    /// The value of another key of the same table.
    SameAs(&'static str),
}

/// Everything a reader must know about one number of the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spec {
    /// Key in its table of the scenario file.
    pub name: &'static str,
    /// What it means, one sentence.
    pub meaning: &'static str,
    /// Its unit, in words.
    pub unit: &'static str,
    /// The numbers allowed.
    pub range: Range,
    /// What holds where the file is silent.
    pub default: Fallback,
}

macro_rules! parameters {
    ($(#[$meta:meta])* $group:ident {
        $($name:ident: $unit:literal, $range:expr, $default:expr, $meaning:literal;)*
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $group<N> {
            $(#[doc = $meaning] pub $name: N,)*
        }

        impl<N> $group<N> {
            /// The numbers of the group, in the order of the fields.
            pub(crate) const SPECS: &'static [Spec] = &[$(Spec {
                name: stringify!($name),
                meaning: $meaning,
                unit: $unit,
                range: $range,
                default: $default,
            },)*];

            /// Builds the group by asking for each number in the order of the fields.
            pub(crate) fn build(mut number: impl FnMut(&'static Spec) -> N) -> Self {
                let mut specs = Self::SPECS.iter();
                $(let $name = number(specs.next().expect("one specification a field"));)*
                Self { $($name,)* }
            }

            /// The numbers of the group, in the order of the fields.
            pub fn list(&self) -> Vec<&N> {
                vec![$(&self.$name,)*]
            }

            /// The same group with every number replaced.
            pub(crate) fn map<M>(&self, number: &mut impl FnMut(&N) -> M) -> $group<M> {
                $group { $($name: number(&self.$name),)* }
            }
        }
    };
}

use Fallback::{Required, SameAs, Value};

parameters! {
    /// How the two meet: who proposes, whether they talk at all, how long a signature binds (§2).
    Bargain {
        proposal_power: "probability", Range::SHARE, Required,
            "Probability α that the client makes the proposal when talks are held; otherwise the patron does.";
        talks: "probability", Range::SHARE, Value(1.0),
            "Probability that talks are held in a quarter without contract and without dispute.";
        talks_in_dispute: "probability", Range::SHARE, SameAs("talks"),
            "The same while a dispute runs: a dispute hardens positions.";
        pressure_inertia: "probability", Range::SHARE, Value(0.0),
            "Probability θ that the pressure of a dispute goes on after a quarter without agreement, whatever the patron would choose: bans and duties are lifted by a settlement, not by a change of mind.";
        talks_hardening: "logits per unit of intensity", Range::NON_NEGATIVE, Value(0.0),
            "How much rarer talks become as confrontation rises above its lowest level: H in logit τ.";
        talks_yielding: "logits per unit of intensity", Range::NON_NEGATIVE, Value(0.0),
            "How much of that a fully vulnerable client takes back: Y in logit τ. A weak ruler without the West comes to the table.";
        contract_quarters: "quarters", Range::ONE_OR_MORE, Required,
            "Mean duration of a contract; it lapses with probability 1/contract_quarters each quarter (1 = spot contracts).";
        neutral_loyalty: "share", Range::SHARE, Required,
            "Loyalty L_n of a client that stays neutral without a contract.";
        hedging_loyalty: "share", Range::SHARE, Required,
            "Loyalty L_h of a client that hedges to the West.";
    }
}

parameters! {
    /// What the client government wants, fears and can stand (§3).
    Client {
        precision: "per pp-year", Range::NON_NEGATIVE, Required,
            "Logit precision λ of the client's choices: 0 chooses at random, a large number nearly always the best.";
        patience: "factor per quarter", Range::BELOW_ONE, Required,
            "Discount factor β of a client government that is sure to survive.";
        weak_survival: "share", Range::SHARE, Required,
            "Share of its patience that a government with no mandate at all keeps: a ruler who may not survive discounts what he sells.";
        delivery: "share", Range::SHARE, Required,
            "Share ρ of the promised subsidy and dividend that the patron delivers.";
        treaty_benefit: "pp/yr", Range::ANY, Required,
            "Subsidy that flows without a contract and without pressure, from the treaties in force.";
        pressure_damage: "pp/yr", Range::NON_NEGATIVE, Required,
            "Loss in a quarter of pressure to a client of full strength and no integration.";
        dependence: "share per unit of depth", Range::NON_NEGATIVE, Required,
            "How much integration raises the damage of pressure.";
        fragility: "share per unit of weakness", Range::NON_NEGATIVE, Required,
            "How much a weak mandate raises the damage of pressure.";
        entrapment_hazard: "events per year", Range::NON_NEGATIVE, Required,
            "Rate h at which a fully loyal client is drawn into the patron's conflict at full confrontation.";
        entrapment_curvature: "exponent", Range::NON_NEGATIVE, Required,
            "Exponent η of confrontation in that rate.";
        entrapment_loss: "pp-years per event", Range::NON_NEGATIVE, Required,
            "What one entrapment costs the client.";
        western_benefit: "pp/yr", Range::ANY, Required,
            "Gain from full openness to the West for a client without loyalty; loyalty forgoes its share of it.";
        regime_backing: "pp/yr", Range::ANY, Required,
            "What the patron's backing is worth to a fully loyal client with no mandate at all.";
        sovereignty_cost: "pp/yr", Range::NON_NEGATIVE, Required,
            "Cost of full integration; it grows with the square of the depth.";
        integration_dividend: "pp/yr", Range::ANY, Required,
            "Economic gain from full integration, before delivery.";
        hedging_risk: "pp/yr", Range::NON_NEGATIVE, Required,
            "Fear of being treated as a defector while hedging at full confrontation.";
        outreach_relief: "share per unit of openness", Range::SHARE, Value(0.0),
            "Share of the damage of pressure that a hedge averts, for each unit of the openness that it reaches for.";
        refuge: "share", Range::SHARE, Value(0.0),
            "How far a full opening to the West stands in for the patron's backing of a weak government: φ.";
        tied_backing: "share", Range::SHARE, Value(0.0),
            "Share of the patron's backing that is given only under an offer with integration.";
        top_exposure: "share", Range::SHARE, Value(1.0),
            "Share of the feared loss from entrapment that is still charged at the top level of confrontation, where the conflict has come.";
    }
}

parameters! {
    /// What the patron wants, fears and pays (§3).
    Patron {
        precision: "per pp-year", Range::NON_NEGATIVE, Required,
            "Logit precision λ of the patron's choices.";
        patience: "factor per quarter", Range::BELOW_ONE, Required,
            "Discount factor β of the patron.";
        loyalty_value: "pp/yr", Range::ANY, Required,
            "What a fully loyal client is worth to the patron.";
        unequivocal_support: "exponent per unit of intensity", Range::NON_NEGATIVE, Required,
            "How fast half-loyalty loses its worth as confrontation sharpens.";
        abandonment_cost: "pp/yr", Range::NON_NEGATIVE, Required,
            "What a client without loyalty costs the patron at full confrontation.";
        hedging_cost: "pp/yr", Range::NON_NEGATIVE, Required,
            "What a hedging client costs the patron at full confrontation, on top.";
        fiscal_cost: "pp/yr per pp/yr paid", Range::NON_NEGATIVE, Required,
            "Weight of a unit of subsidy in the patron's payoff in détente.";
        fiscal_strain: "pp/yr per pp/yr paid", Range::NON_NEGATIVE, Required,
            "How much full confrontation adds to that weight.";
        pressure_cost: "pp/yr", Range::NON_NEGATIVE, Required,
            "What a quarter of pressure costs the patron.";
        integration_value: "pp/yr", Range::ANY, Required,
            "What full integration is worth to the patron in détente.";
        integration_security: "pp/yr", Range::ANY, Required,
            "How much full confrontation adds to that worth.";
        dividend_share: "share", Range::SHARE, Required,
            "Share of the client's integration dividend that the patron pays for.";
        deterrence: "share", Range::SHARE, Value(0.0),
            "Share δ of what the patron takes for desertion that it makes good in the quarter by answering with pressure.";
    }
}
