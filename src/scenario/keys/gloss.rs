//! What a number means, in a few words for a reader who knows nothing of the model.
//!
//! Takes the full key of a number and a scenario's names and words, gives a phrase such as "how much Land fears giving up
//! sovereignty".

use crate::scenario::parts::scenario::Contents;
use crate::scenario::parts::words::Words;

/// Key of a table, key in it, phrase; `{c}` and `{p}` stand for client and patron, `{o}`, `{u}` and
/// `{s}` for the outside power, the commitment and a step of it.
#[rustfmt::skip] // one key a line, as in a table
static GLOSSES: &[(&str, &str, &str)] = &[
    ("confrontation", "rise", "how fast {p}'s confrontation with {o} sharpens"),
    ("confrontation", "ease", "how fast {p}'s confrontation with {o} eases"),
    ("mandate", "rise", "how fast the government of {c} grows stronger at home"),
    ("mandate", "ease", "how fast the government of {c} grows weaker at home"),
    ("energy", "rise", "how fast energy grows dearer"),
    ("energy", "ease", "how fast energy grows cheaper"),
    ("opening", "rise", "how readily {o} opens to {c} by itself"),
    ("opening", "ease", "how readily {o} turns away from {c} by itself"),
    ("opening", "hedging_rise", "how readily {o} opens to {c} when it reaches out"),
    ("opening", "loyalty_ease", "how much loyalty to {p} costs {c} in {o}"),
    ("integration", "ratification", "how likely a signed {s} is to be ratified"),
    ("integration", "ease", "how likely a {s} is to lapse"),
    ("integration", "withdrawal_cost", "how much it costs {c} to take a {s} back"),
    ("bargain", "proposal_power", "how often {c} rather than {p} makes the offer"),
    ("bargain", "talks", "how often the two talk"),
    ("bargain", "talks_in_dispute", "how often the two talk during a dispute"),
    ("bargain", "pressure_inertia", "how long pressure outlasts its cause"),
    ("bargain", "talks_hardening", "how much confrontation makes talks rarer"),
    ("bargain", "talks_yielding", "how much a weak government of {c} comes to the table anyway"),
    ("bargain", "contract_quarters", "how long a deal lasts"),
    ("bargain", "neutral_loyalty", "how loyal {c} seems when it stays neutral"),
    ("bargain", "hedging_loyalty", "how loyal {c} seems when it leans to {o}"),
    ("client", "precision", "how consistently {c} chooses"),
    ("client", "patience", "how much {c} cares about later years"),
    ("client", "weak_survival", "how far ahead a weak government of {c} looks"),
    ("client", "delivery", "how much of its promises {p} keeps"),
    ("client", "treaty_benefit", "how much support flows to {c} without a new deal"),
    ("client", "pressure_damage", "how much pressure by {p} hurts {c}"),
    ("client", "dependence", "how much {u} makes {c} easier to hurt"),
    ("client", "fragility", "how much weakness at home makes {c} easier to hurt"),
    ("client", "entrapment_hazard", "how often a loyal {c} is drawn into {p}'s conflict"),
    ("client", "entrapment_curvature", "how much the danger of being drawn in waits for sharp confrontation"),
    ("client", "entrapment_loss", "how much {c} fears being drawn into {p}'s conflict"),
    ("client", "western_benefit", "how much {c} gains from good relations with {o}"),
    ("client", "regime_backing", "how much {p}'s backing is worth to a weak government of {c}"),
    ("client", "sovereignty_cost", "how much {c} fears giving up sovereignty"),
    ("client", "integration_dividend", "how much {u} would bring {c}'s economy"),
    ("client", "hedging_risk", "how much {c} fears being taken for a defector"),
    ("client", "outreach_relief", "how far reaching out to {o} shields {c} from pressure"),
    ("client", "refuge", "how far {o} can stand in for {p}'s backing"),
    ("client", "tied_backing", "how much of its backing {p} gives only for {u}"),
    ("client", "top_exposure", "how much {c} still fears the conflict once it has come"),
    ("patron", "precision", "how consistently {p} chooses"),
    ("patron", "patience", "how much {p} cares about later years"),
    ("patron", "loyalty_value", "how much a loyal {c} is worth to {p}"),
    ("patron", "unequivocal_support", "how little half-loyalty counts for {p} in confrontation"),
    ("patron", "abandonment_cost", "how much {p} fears being left by {c}"),
    ("patron", "hedging_cost", "how much it hurts {p} when {c} leans to {o}"),
    ("patron", "fiscal_cost", "how heavily subsidies weigh on {p}"),
    ("patron", "fiscal_strain", "how much more subsidies weigh on {p} in confrontation"),
    ("patron", "pressure_cost", "how much pressing {c} costs {p}"),
    ("patron", "integration_value", "how much {u} is worth to {p} in quiet times"),
    ("patron", "integration_security", "how much more {u} is worth to {p} in confrontation"),
    ("patron", "dividend_share", "how much of {u}'s gains {p} pays for"),
    ("patron", "deterrence", "how much {p} makes good by answering a slight"),
];

/// The phrase for a key, and under which government or from which era on it holds; `None` for a key without one.
pub(crate) fn gloss(key: &str, scenario: &Contents) -> Option<String> {
    phrase(key, &scenario.client, &scenario.patron, &scenario.words)
}

fn phrase(key: &str, client: &str, patron: &str, words: &Words) -> Option<String> {
    let (of, own) = owner(key);
    let mut parts = own.split('.');
    let (table, name) = (parts.next()?, parts.next()?);
    let (.., phrase) = GLOSSES.iter().find(|(known, number, _)| (*known, *number) == (table, name))?;
    let step = parts.next().map_or_else(String::new, |step| format!(", step {step}"));
    let Words { outside, commitment, step: one, .. } = words;
    let names = [("{o}", outside.as_str()), ("{u}", commitment), ("{s}", one), ("{c}", client), ("{p}", patron)];
    let phrase = names.iter().fold((*phrase).to_owned(), |phrase, (mark, name)| phrase.replace(mark, name));
    Some(format!("{phrase}{step}{of}"))
}

/// Whose number it is, in words, and the key without that.
fn owner(key: &str) -> (String, &str) {
    let inner = |table: &str| key.strip_prefix(table)?.strip_prefix('.')?.split_once('.');
    match (inner("government"), inner("era")) {
        (Some((name, own)), _) => (format!(" (government: {})", name.trim_matches('"')), own),
        (_, Some((name, own))) => (format!(" (era: {})", name.trim_matches('"')), own),
        _ => (String::new(), key),
    }
}

#[cfg(test)]
mod tests {
    use super::{GLOSSES, Words, phrase};
    use crate::scenario::keys::key::Kind;
    use crate::scenario::keys::sections::SECTIONS;

    #[test]
    fn every_number_that_may_be_uncertain_has_a_gloss() {
        let own = SECTIONS
            .iter()
            .filter(|section| !["government", "era", "election"].iter().any(|p| section.path.starts_with(p)));
        for section in own {
            let uncertain =
                section.entries().into_iter().filter(|key| matches!(key.kind, Kind::Uncertain(_) | Kind::Steps(_)));
            for key in uncertain {
                assert!(
                    phrase(&format!("{}.{}", section.path, key.name), "A", "B", &Words::default()).is_some(),
                    "{}.{}",
                    section.path,
                    key.name
                );
            }
        }
        assert!(GLOSSES.iter().all(|(.., phrase)| phrase.split_whitespace().count() <= 14));
    }

    #[test]
    fn a_gloss_names_the_sides_the_government_and_the_step() {
        let of = |key| phrase(key, "Land", "Crown", &Words::default());
        assert_eq!(of("client.sovereignty_cost").as_deref(), Some("how much Land fears giving up sovereignty"));
        let government = of("government.successor.client.patience");
        assert_eq!(government.as_deref(), Some("how much Land cares about later years (government: successor)"));
        let step = of("confrontation.rise.2");
        assert_eq!(step.as_deref(), Some("how fast Crown's confrontation with the West sharpens, step 2"));
        assert_eq!(of("simulation.draws"), None);
        let words = Words {
            outside: "the Isles".into(),
            commitment: "the base".into(),
            step: "lease".into(),
            ..Words::default()
        };
        let other = |key| phrase(key, "Land", "Crown", &words);
        assert_eq!(other("integration.ratification").as_deref(), Some("how likely a signed lease is to be ratified"));
        assert_eq!(other("opening.rise").as_deref(), Some("how readily the Isles opens to Land by itself"));
        assert_eq!(other("client.dependence").as_deref(), Some("how much the base makes Land easier to hurt"));
    }
}
