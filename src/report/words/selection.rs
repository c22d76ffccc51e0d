//! In how many draws there is a choice among equilibria, and what it changes, in words (docs/equilibria.md).
//!
//! Takes a selection, gives a sentence. Terminal and brief say it by this function.

use super::plain::{count, number, percent, some};
use crate::findings::equilibria::{MovedEvent, Selection};

/// One sentence, for a reader who knows what draws and the headline are.
pub(crate) fn sentence(found: &Selection) -> String {
    let searched = some(found.draws, "draw", "draws");
    let several = match found.several {
        0 => return format!("In {searched} searched no government's game has a second equilibrium that was found."),
        several => {
            format!("In {} of {searched} searched some government's game has several equilibria", count(several))
        }
    };
    let changed = match (found.differ, &found.headline) {
        (0, _) => "backward induction and the principal branch end on the same one in all of them".to_owned(),
        (_, Some(event)) => moved(event),
        (differ, None) => {
            format!("in {} backward induction and the principal branch end on different ones", count(differ))
        }
    };
    format!("{several}; {changed}.")
}

/// What the choice changes in the headline, as a clause.
pub(crate) fn moved(event: &MovedEvent) -> String {
    let [backward, principal] = [event.backward, event.principal].map(tenths);
    let most = match event.greatest {
        most if most < 5e-4 => "less than 0.1 points".to_owned(),
        most => format!("at most {} points", number(100.0 * most, 1)),
    };
    match backward == principal {
        true => format!(
            "taking the principal branch instead of backward induction leaves the headline, over these draws, at {backward} and \
             moves it by {most} in a draw"
        ),
        false => format!(
            "taking the principal branch instead of backward induction moves the headline, over these draws, from {backward} to \
             {principal}, by {most} in a draw"
        ),
    }
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
        let headline =
            |backward, principal, greatest| Some(MovedEvent { event: "a step".into(), backward, principal, greatest });
        let said = |several, differ, headline| sentence(&Selection { draws: 40, several, differ, headline });
        assert_eq!(
            said(21, 9, headline(0.3587, 0.3614, 0.0118)),
            "In 21 of 40 draws searched some government's game has several equilibria; taking the principal branch instead \
             of backward induction moves the headline, over these draws, from 35.9% to 36.1%, by at most 1.2 points in a draw."
        );
        assert!(
            said(21, 9, headline(0.3587, 0.3589, 0.0002))
                .contains("leaves the headline, over these draws, at 35.9% and moves it by less")
        );
        assert!(said(21, 0, headline(0.4, 0.4, 0.0)).ends_with("end on the same one in all of them."));
        assert!(said(21, 9, None).ends_with("in 9 backward induction and the principal branch end on different ones."));
        assert!(said(0, 0, headline(0.4, 0.4, 0.0)).starts_with("In 40 draws searched no government's game"));
    }
}
