//! Typical histories in a few lines each.
//!
//! Takes stories chosen by `findings`, gives the digest of each with its address (model page §5).

use super::context::Story as Told;
use crate::findings::story::Story;
use crate::report::chart::words::{capital, count};
use crate::report::story::digest;

/// The typical histories of a brief.
pub(crate) fn stories(found: &[Story]) -> Vec<Told> {
    found.iter().map(told).collect()
}

fn told(story: &Story) -> Told {
    let title = match story.branch.as_str() {
        "baseline" => capital(&story.chapter),
        branch => format!("{} (if {branch})", capital(&story.chapter)),
    };
    let typical = story.typical.map_or(String::new(), |typical| {
        format!("Of {} such histories the one nearest to their middle. ", count(typical.among))
    });
    let address = story.address;
    Told {
        title,
        lines: digest(story),
        note: format!(
            "{typical}One history, not a forecast: draw {}, path {} of the run (seed {}).",
            address.draw, address.path, address.seed
        ),
    }
}
