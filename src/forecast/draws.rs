//! Work over the draws of a scenario, in one place: progress, interrupt, the games of each draw.
//!
//! Takes a scenario and what is to be done in every draw, gives what was found in each, in the order of the draws. Every
//! draw is worked out by itself from its own addresses, so that neither the number of threads nor their order can enter a
//! result.

use super::filter::{Filtered, Horizons, filter};
use super::shocks;
use crate::base::blocks::in_blocks_into;
use crate::base::file::sha256;
use crate::base::parallel::{self, Stopped, Watch};
use crate::base::scratch::ScratchError;
use crate::game::equilibrium::Equilibrium;
use crate::scenario::{CodedRecord, Scenario};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Draws after which the work ends if none of their games could be certified: the others would take as long and give as
/// little.
pub const TRIED: usize = 10;

/// Why the draws were not all worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfinished {
    /// The work was stopped.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// None of the first [`TRIED`] draws is certified, and there are more.
    #[error(
        "none of the first {TRIED} draws could be certified, so the work ended there. Responses may be too sharp: try a lower \
         `precision`, or a longer `delay`; `allegiance solve` shows the game at central values"
    )]
    NoneCertified,
    /// What was worked out fits neither in memory nor in a temporary file.
    #[error(transparent)]
    Unkept(#[from] ScratchError),
}

/// The games of a draw, solved; they may lack a certificate.
pub fn solved(scenario: &Scenario, draw: usize) -> Equilibrium {
    Equilibrium::new(scenario, &shocks::parameters(scenario, draw))
}

/// Works on every draw by its number.
///
/// # Errors
/// [`Stopped`] if the watch says so before all draws are done.
pub fn each_draw<T: Send>(
    scenario: &Scenario,
    watch: &dyn Watch,
    work: impl Fn(usize) -> T + Sync + Send,
) -> Result<Vec<T>, Stopped> {
    let numbers = scenario.draw_numbers();
    watch.begin(numbers.len());
    parallel::watched(numbers.len(), watch, |index| work(numbers[index]))
}

/// Works on every draw with its games solved, and on no more than [`TRIED`] if none of those is certified. What `prepare`
/// makes of the games does not depend on the draw's number: if no number is uncertain, it is made once for all draws.
///
/// # Errors
/// [`Unfinished`].
pub fn each_solved<S: Sync, T: Serialize + DeserializeOwned + Send>(
    scenario: &Scenario,
    watch: &dyn Watch,
    prepare: impl Fn(Equilibrium) -> S + Sync + Send,
    work: impl Fn(usize, &S) -> T + Sync + Send,
    certified: impl Fn(&T) -> bool,
) -> Result<Vec<T>, Unfinished> {
    let mut found = Vec::with_capacity(scenario.simulation.draws);
    let take = |some: Vec<T>| {
        found.extend(some);
        Ok(())
    };
    each_solved_into(scenario, watch, scenario.simulation.draws, prepare, work, certified, take)?;
    Ok(found)
}

/// The same, no more than `batch` draws at once, each batch handed over as soon as it is worked out, in the order of the
/// draws: only `take` knows what becomes of them.
///
/// # Errors
/// [`Unfinished`], and what `take` says.
pub fn each_solved_into<S: Sync, T: Serialize + DeserializeOwned + Send>(
    scenario: &Scenario,
    watch: &dyn Watch,
    batch: usize,
    prepare: impl Fn(Equilibrium) -> S + Sync + Send,
    work: impl Fn(usize, &S) -> T + Sync + Send,
    certified: impl Fn(&T) -> bool,
    mut take: impl FnMut(Vec<T>) -> Result<(), Unfinished>,
) -> Result<(), Unfinished> {
    let certain = scenario.uncertain().is_empty().then(|| prepare(Equilibrium::new(scenario, &scenario.central())));
    let one = |draw| match &certain {
        Some(prepared) => work(draw, prepared),
        None => work(draw, &prepare(solved(scenario, draw))),
    };
    let numbers = scenario.draw_numbers();
    let in_vain = |tried: &[T]| numbers.len() > TRIED && !tried.is_empty() && !tried.iter().any(&certified);
    if watch.blocks().is_some() {
        let (mut held, mut through) = (Vec::new(), false);
        let mut hand = |held: &mut Vec<T>| {
            if !through && in_vain(&held[..held.len().min(TRIED)]) {
                return Err(Unfinished::NoneCertified);
            }
            through = true;
            take(std::mem::take(held))
        };
        let mut handed = Ok(());
        let done = in_blocks_into(
            &|| named(scenario),
            numbers.len(),
            watch,
            |index| one(numbers[index]),
            |found| {
                held.extend(found);
                if held.len() >= batch.max(TRIED) {
                    handed = hand(&mut held);
                }
                handed.is_ok()
            },
        );
        handed?;
        done?;
        return hand(&mut held);
    }
    watch.begin(numbers.len());
    let (first, rest) = numbers.split_at(numbers.len().min(TRIED));
    let found = parallel::watched(first.len(), watch, |index| one(first[index]))?;
    if in_vain(&found) {
        return Err(Unfinished::NoneCertified);
    }
    take(found)?;
    for batch in rest.chunks(batch.max(1)) {
        take(parallel::watched(batch.len(), watch, |index| one(batch[index]))?)?;
    }
    Ok(())
}

/// What blocks of a scenario's draws are of: its texts, each by itself.
pub(crate) fn named(scenario: &Scenario) -> String {
    let texts: Vec<String> = scenario.sources.iter().map(|source| sha256(source.text.as_bytes())).collect();
    sha256(texts.join("\n").as_bytes())
}

/// Every draw run through a record; `None` of a draw whose games are not certified.
///
/// # Errors
/// [`Unfinished`].
pub fn filtered(
    scenario: &Scenario,
    history: &CodedRecord,
    horizons: Horizons,
    watch: &dyn Watch,
) -> Result<Vec<Option<Filtered>>, Unfinished> {
    let run =
        |equilibrium: Equilibrium| equilibrium.certified().then(|| filter(scenario, &equilibrium, history, horizons));
    each_solved(scenario, watch, run, |_, filtered| filtered.clone(), Option::is_some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::parallel::Unwatched;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Works on 25 draws, of which those count as certified that `certified` says; gives also how many were worked on.
    fn worked(certified: impl Fn(usize) -> bool + Sync) -> (Result<usize, Unfinished>, usize) {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/belarus-2020.toml");
        let scenario =
            Scenario::load(file).and_then(|seed| seed.with(&["simulation.draws=25"])).expect("the seed case");
        let count = AtomicUsize::new(0);
        let work = |draw: usize, (): &()| {
            count.fetch_add(1, Ordering::Relaxed);
            draw
        };
        let found = each_solved(&scenario, &Unwatched, |_| (), work, |draw| certified(*draw));
        (found.map(|found| found.len()), count.into_inner())
    }

    #[test]
    fn work_ends_after_some_draws_if_none_is_certified() {
        assert_eq!(worked(|_| false), (Err(Unfinished::NoneCertified), TRIED));
        assert_eq!(worked(|draw| draw == TRIED - 1), (Ok(25), 25));
        assert_eq!(worked(|draw| draw == TRIED), (Err(Unfinished::NoneCertified), TRIED));
    }
}
