//! In how many draws there is a choice among equilibria, and what it changes, in words (docs/equilibria.md).
//!
//! Takes a selection, gives a sentence. Terminal and brief say it by this function.

use super::plain::{count, number, percent, some};
use crate::findings::equilibria::{MovedEvent, Selection};

/// For a reader who knows what draws are.
pub(crate) fn sentence(found: &Selection) -> String {
    let searched = format!("{} searched for further equilibria.", were(found.draws));
    if found.several == 0 {
        return format!("{searched} None was found.");
    }
    let several = format!(
        "{searched} In {} of them some government's game has several: {}",
        count(found.several),
        match found.differ {
            0 => "backward induction and the principal branch are not seen to end on different ones".to_owned(),
            differ => format!("backward induction and the principal branch end on different ones in {}", count(differ)),
        }
    );
    let moved = match &found.headline {
        Some(event) if found.differ > 0 => format!(" {}", moved(event, "draws", "the odds of each draw")),
        _ => String::new(),
    };
    let unknown = match found.unknown {
        0 => String::new(),
        unknown => format!(" In {} of the draws one of the two ends on none.", count(unknown)),
    };
    format!("{several}.{moved}{unknown}")
}

/// "40 draws were".
fn were(draws: usize) -> String {
    format!("{} {}", some(draws, "draw", "draws"), if draws == 1 { "was" } else { "were" })
}

/// What the choice changes in the headline: in the mean over so many of these, mixed by these odds.
pub(crate) fn moved(event: &MovedEvent, these: &str, odds: &str) -> String {
    let [backward, principal] = [event.backward, event.principal].map(tenths);
    let most = match event.greatest {
        most if most < 5e-4 => "less than 0.1 points".to_owned(),
        most => format!("at most {} points", number(100.0 * most, 1)),
    };
    let changed = match backward == principal {
        true => format!("stays at {backward}"),
        false => format!("goes from {backward} to {principal}"),
    };
    format!(
        "With the principal branch in the place of backward induction “{}” {changed}, in the mean over the {} {these} in which \
         both are known and by {odds}; in one of them it moves by {most}.",
        event.event,
        count(event.draws)
    )
}

/// A share in percent with one decimal, never 0 or 100.
fn tenths(share: f64) -> String {
    match share {
        share if (0.001..=0.999).contains(&share) => format!("{}%", number(100.0 * share, 1)),
        share => percent(share),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_says_what_the_choice_changes() {
        let headline = |backward, principal, greatest| {
            Some(MovedEvent { event: "a step".into(), draws: 39, backward, principal, greatest })
        };
        let said =
            |several, differ, unknown, headline| sentence(&Selection { draws: 40, several, differ, unknown, headline });
        assert_eq!(
            said(21, 9, 1, headline(0.3587, 0.3614, 0.0118)),
            "40 draws were searched for further equilibria. In 21 of them some government's game has several: backward \
             induction and the principal branch end on different ones in 9. With the principal branch in the place of \
             backward induction “a step” goes from 35.9% to 36.1%, in the mean over the 39 draws in which both are known and \
             by the odds of each draw; in one of them it moves by at most 1.2 points. In 1 of the draws one of the two ends on none."
        );
        let still = said(21, 9, 0, headline(0.3587, 0.3589, 0.0002));
        assert!(still.contains("stays at 35.9%") && still.ends_with("it moves by less than 0.1 points."), "{still}");
        assert!(said(21, 0, 0, headline(0.4, 0.4, 0.0)).ends_with("are not seen to end on different ones."));
        assert!(said(21, 9, 0, None).ends_with("end on different ones in 9."));
        assert_eq!(
            said(0, 0, 0, headline(0.4, 0.4, 0.0)),
            "40 draws were searched for further equilibria. None was found."
        );
    }
}
