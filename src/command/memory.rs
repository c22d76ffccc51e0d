//! What work on a scenario would need, told before it starts.
//!
//! Takes a scenario and the kind of work, gives bytes, or refuses what is more than the program allows itself or the system
//! allows it, of memory or of room for temporary files, and says what to lower.

use crate::base::blocks;
use crate::base::parallel;
use crate::base::room::{Bound, bounds, left};
use crate::base::scratch::HELD;
use crate::findings::quarters::{self, AT_ONCE};
use crate::forecast::branching::BranchCase;
use crate::forecast::kept::{batch, columns_size, facts_size};
use crate::forecast::quantity::Quantity;
use crate::forecast::size;
use crate::game::equilibrium::Equilibrium;
use crate::game::size::Size;
use crate::report::words::plain::{count, some};
use crate::scenario::Scenario;
use crate::stats::Cluster;
use crate::stats::column::{BYTES, RUN};
use std::path::Path;

const MIB: usize = 1 << 20;
const GIB: usize = 1 << 30;
/// Memory that the program allows itself.
const LIMIT: usize = GIB.saturating_mul(8);
/// The program with its texts, and what its allocator keeps ready; and its fonts and tables, which a run needs after its draws.
const PROGRAM: usize = 24 * MIB;
const FONTS: usize = 24 * MIB;
/// What each thread works in beside games and columns.
const THREAD: usize = 16 * MIB;
/// What each thread draws pictures in, when the draws are no longer needed, and how much more for each family of offers,
/// which has its rows in them. Both are measured: pictures are the business of other libraries.
const PICTURE: usize = 68 * MIB;
const FAMILY: usize = MIB;
/// Seconds that the pictures of a run take, and those that a quarter of a path takes in its statistics.
const PICTURES: f64 = 0.8;
const STATISTICS: f64 = 1.3e-7;
/// A value of a metric on a path while two sides are compared, in a list that has grown to up to twice their number. Each
/// thread has such a list of all paths.
const COLUMN: usize = 16;
/// The same with its weight, where branches are mixed.
const WEIGHED_COLUMN: usize = 24;
/// Bytes of a number, of a share of few paths, and of what names a row in a table.
const NUMBER: usize = 19;
const SHARE: usize = 5;
const ROW: usize = 40;

/// What is done with a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// The games are solved so many times over, at central values and with some numbers set otherwise.
    Central(usize),
    /// The same in every draw, on all threads; nothing of the games is kept.
    Draws(usize),
    /// The games are solved in every draw, and what was found in all of them is kept column by column.
    Run,
    /// The same, and all of it is kept in memory as well.
    AtHand,
}

/// More memory would be needed than may be had, or more room for temporary files.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} would need about {needed}; {limit}: {remedies}")]
pub struct TooLarge {
    what: String,
    needed: String,
    limit: String,
    remedies: String,
}

/// Memory that a run will need, bytes.
///
/// # Errors
/// [`TooLarge`].
pub(super) fn within_memory(scenario: &Scenario) -> Result<usize, TooLarge> {
    fits(scenario, Work::Run)
}

/// Memory that a run will need whose draws are all to be at hand, with every path, bytes.
///
/// # Errors
/// [`TooLarge`].
pub(super) fn at_hand(scenario: &Scenario) -> Result<usize, TooLarge> {
    fits(scenario, Work::AtHand)
}

/// Memory that this work will need, bytes.
///
/// # Errors
/// [`TooLarge`].
pub(super) fn fits(scenario: &Scenario, work: Work) -> Result<usize, TooLarge> {
    let amounts = Amounts::new(scenario, work);
    let own = (LIMIT, "the program takes no more than");
    let of_system = bounds().map(|(bound, bytes)| match bound {
        Bound::Machine => (bytes, "this machine has"),
        Bound::Container => (bytes, "the container or control group has"),
        Bound::Process => (bytes, "the process was allowed no more address space than"),
    });
    let (limit, why) = of_system.fold(own, |least, other| if other.0 < least.0 { other } else { least });
    let folder = std::env::temp_dir();
    amounts.within(limit, why, &folder, left(&folder))
}

/// Memory that a part of a run will need, bytes: the game, and the draws that are worked out before they are
/// written, twice: as they are and as bytes.
///
/// # Errors
/// [`TooLarge`].
pub(super) fn of_part(scenario: &Scenario) -> Result<usize, TooLarge> {
    let game = fits(scenario, Work::Draws(1))?;
    let batch = blocks::AT_ONCE.saturating_mul(2 * size::draw(scenario, scenario.simulation.paths));
    Ok(game.saturating_add(batch))
}

/// What decides how much memory is needed.
#[derive(Debug, Clone)]
struct Amounts<'a> {
    scenario: &'a Scenario,
    work: Work,
    threads: usize,
    draws: usize,
    paths: usize,
    size: Size,
}

impl<'a> Amounts<'a> {
    fn new(scenario: &'a Scenario, work: Work) -> Self {
        let (draws, paths) = (scenario.simulation.draws, scenario.simulation.paths);
        Self { scenario, work, threads: parallel::threads(), draws, paths, size: Size::new(scenario) }
    }

    /// Bytes of memory, if there are so many, and room in the folder for temporary files.
    fn within(&self, limit: usize, why: &str, folder: &Path, room: Option<usize>) -> Result<usize, TooLarge> {
        let (bytes, file) = (self.bytes(), self.scratch());
        if bytes > limit {
            let (needed, limited) = (format!("{} of memory", amount(bytes)), format!("{why} {}", amount(limit)));
            return Err(self.too_large(needed, limited, self.remedies(limit)));
        }
        match room.filter(|room| file > *room) {
            Some(room) => {
                let (needed, folder) = (format!("{} for temporary files", amount(file)), folder.display());
                let limited = format!("{folder}, which TMPDIR can change, has room for {}", amount(room));
                Err(self.too_large(needed, limited, self.smaller(room, Self::scratch)))
            }
            None => Ok(bytes),
        }
    }

    fn bytes(&self) -> usize {
        let solved = Equilibrium::bytes(self.scenario, &self.size);
        let at_work = |times: usize| size::at_work(self.scenario, &self.size) + (times - 1) * solved;
        // Without an uncertain number the games are the same in all draws, and solved once.
        let solving = if self.scenario.uncertain().is_empty() { 1 } else { self.threads };
        let threads = self.threads * THREAD;
        PROGRAM
            + match self.work {
                Work::Central(times) => FONTS + at_work(times),
                Work::Draws(times) => FONTS + solved + threads + solving * at_work(times),
                Work::Run => self.run(solved, solving * at_work(1)),
                Work::AtHand => {
                    let draws = self.draws.saturating_mul(size::draw(self.scenario, self.paths));
                    let lists = self.threads.saturating_mul(self.column());
                    self.run(solved, solving * at_work(1)).saturating_add(draws).saturating_add(lists)
                }
            }
    }

    /// Bytes of a run: what is kept of its draws, and beside it the most that is needed at once: for a batch of draws while
    /// their games are solved, for its statistics, or for its tables. When these are made the draws are no longer needed,
    /// and pictures are drawn.
    fn run(&self, solved: usize, solving: usize) -> usize {
        let Self { scenario, draws, paths, threads, .. } = *self;
        let columns = columns_size(scenario, paths);
        let facts = draws.saturating_mul(facts_size(scenario));
        let held = |draws: usize| draws.saturating_mul(columns).min(HELD);
        let batch = batch(scenario, paths).min(draws);
        // As they are, and as bytes.
        let taken = batch.saturating_mul(size::draw(scenario, paths).saturating_add(columns)).saturating_add(solving);
        let tables = draws.saturating_mul(self.rows_of_a_draw());
        let after = held(draws).saturating_add(self.statistics().max(tables));
        let at_once = held(draws - batch).saturating_add(taken).max(after);
        let working = solved + threads * THREAD;
        let pictures = FONTS + threads * (PICTURE + FAMILY * self.size.families);
        working.saturating_add(facts).saturating_add(at_once).max(pictures.saturating_add(tables))
    }

    /// Bytes of the temporary files of a run: its columns, where they do not stay in memory, and a metric in order on each
    /// thread.
    fn scratch(&self) -> usize {
        let Self { scenario, draws, paths, threads, .. } = *self;
        let columns = match self.work {
            Work::Run | Work::AtHand => draws.saturating_mul(columns_size(scenario, paths)),
            Work::Central(_) | Work::Draws(_) => 0,
        };
        let values = [BranchCase::all(scenario).len(), draws, paths].into_iter().fold(2 * BYTES, usize::saturating_mul);
        if columns > HELD { columns.saturating_add(values.saturating_mul(threads)) } else { 0 }
    }

    /// Bytes of what is worked out at once of the statistics: a metric on each thread, or as many quarters as there is room
    /// for.
    fn statistics(&self) -> usize {
        let scenario = self.scenario;
        let (branches, families, events) =
            (BranchCase::all(scenario).len(), scenario.offers.len(), scenario.events.len());
        let values = self.draws.saturating_mul(branches).saturating_mul(self.paths);
        let clusters = (branches + 1).saturating_mul(self.draws).saturating_mul(2 * size_of::<Cluster>());
        let metric = values.saturating_mul(2).min(RUN).saturating_mul(BYTES).saturating_add(clusters);
        let quarter = quarters::bytes(self.draws, branches, families, events, self.paths);
        let quarters = quarter.saturating_mul((AT_ONCE / quarter.max(1)).clamp(1, self.threads.min(scenario.periods)));
        metric.saturating_mul(self.threads).max(quarters)
    }

    /// Bytes of the rows of a draw in the tables of a run.
    fn rows_of_a_draw(&self) -> usize {
        let scenario = self.scenario;
        let branches = BranchCase::all(scenario).len();
        let numbers = scenario.uncertain().len() + 3;
        let means = branches * (Quantity::all(scenario.offers.len()).len() * NUMBER + ROW);
        let shares = branches * (scenario.chapters.len() * SHARE + scenario.events.len() * (ROW + 2 * NUMBER));
        numbers * NUMBER + means + shares
    }

    /// Bytes of a column of all paths.
    fn column(&self) -> usize {
        let branches = BranchCase::all(self.scenario).len();
        let value = if branches > 1 { WEIGHED_COLUMN } else { COLUMN };
        [branches, self.draws, self.paths].into_iter().fold(value, usize::saturating_mul)
    }

    fn too_large(&self, needed: String, limit: String, remedies: Vec<String>) -> TooLarge {
        let (draws, paths, quarters) = (count(self.draws), count(self.paths), self.scenario.periods);
        let branches = BranchCase::all(self.scenario).len();
        let games = format!("games of {} states × {} offers", count(self.size.space.count()), count(self.size.offers));
        let what = match self.work {
            Work::Run | Work::AtHand => {
                format!("{draws} draws × {branches} branches × {paths} paths × {quarters} quarters in {games}")
            }
            Work::Central(_) | Work::Draws(_) => games,
        };
        let remedies = if remedies.is_empty() { "a smaller game".into() } else { remedies.join(", or ") };
        TooLarge { what, needed, limit, remedies }
    }

    /// The most of something, if more always needs more, with which the work needs no more than there is; 0 if none will do.
    fn most(&self, now: usize, limit: usize, of: impl Fn(&Self) -> usize, with: impl Fn(&mut Self, usize)) -> usize {
        let needed = |amount: usize| {
            let mut other = self.clone();
            with(&mut other, amount);
            of(&other)
        };
        rounded(greatest(now, |amount| needed(amount) <= limit))
    }

    /// Fewer draws or paths that would do, each by itself.
    fn smaller(&self, limit: usize, of: impl Fn(&Self) -> usize + Copy) -> Vec<String> {
        let lower = |key: &str, most: usize| (most > 0).then(|| format!("lower simulation.{key} to {}", count(most)));
        let draws = self.most(self.draws, limit, of, |other, draws| other.draws = draws);
        let paths = self.most(self.paths, limit, of, |other, paths| other.paths = paths);
        lower("draws", draws).into_iter().chain(lower("paths", paths)).collect()
    }

    /// What would do of memory, each by itself.
    fn remedies(&self, limit: usize) -> Vec<String> {
        let mut found = match self.work {
            Work::Run | Work::AtHand => self.smaller(limit, Self::bytes),
            Work::Central(_) | Work::Draws(_) => Vec::new(),
        };
        let fewer = match self.work {
            Work::Central(_) => 0,
            _ => self.most(self.threads, limit, Self::bytes, |other, threads| other.threads = threads),
        };
        if fewer > 0 {
            found.push(format!("work on {} (RAYON_NUM_THREADS={fewer})", some(fewer, "thread", "threads")));
        }
        let with = |other: &mut Self, offers| other.size = self.size.with_offers(offers);
        let offers = self.most(self.size.offers, limit, Self::bytes, with);
        if offers >= self.size.families.max(1) {
            found.push(format!("lower the number of offers to {}", count(offers)));
        }
        found
    }
}

/// The greatest amount below this one that will do, if more always needs more; 0 if none does.
fn greatest(now: usize, fits: impl Fn(usize) -> bool) -> usize {
    let (mut fitting, mut too_much) = (0, now);
    while fitting + 1 < too_much {
        let middle = usize::midpoint(fitting, too_much);
        *(if fits(middle) { &mut fitting } else { &mut too_much }) = middle;
    }
    fitting
}

/// Rounded down to two digits.
fn rounded(amount: usize) -> usize {
    let unit = 10_usize.pow(amount.checked_ilog10().unwrap_or(0).saturating_sub(1));
    amount / unit * unit
}

/// An amount of memory, in words, rounded up: what is more than a bound is told as more.
pub(super) fn amount(bytes: usize) -> String {
    if bytes < GIB { format!("{} MiB", bytes.div_ceil(MIB)) } else { gib(bytes) }
}

/// Seconds from the last draw of a run to its end: what each quarter of a path takes in its statistics, and the pictures.
/// Both are measured on one machine; another may be twice as fast or as slow.
pub(super) fn after_draws(scenario: &Scenario) -> f64 {
    let (draws, paths) = (scenario.simulation.draws as f64, scenario.simulation.paths as f64);
    PICTURES + STATISTICS * draws * paths * (BranchCase::all(scenario).len() * scenario.periods) as f64
}

fn gib(bytes: usize) -> String {
    format!("{:.1} GiB", (bytes as f64 / GIB as f64 * 10.0).ceil() / 10.0)
}

/// What work will take, in a sentence.
pub(crate) fn costs(seconds: f64, bytes: usize) -> String {
    let time = match seconds {
        ..20.0 => format!("{seconds:.0} seconds"),
        20.0..95.0 => format!("{:.0} seconds", (seconds / 5.0).round() * 5.0),
        95.0..5400.0 => format!("{:.0} minutes", seconds / 60.0),
        _ => format!("{:.1} hours", seconds / 3600.0),
    };
    format!("About {time} and {} on {}.", gib(bytes), some(parallel::threads(), "thread", "threads"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_the_greatest_amount_that_fits_is_found() {
        assert_eq!(greatest(1_000_000, |amount| amount <= 1_234), 1_234);
        assert_eq!((greatest(5, |_| false), greatest(5, |_| true)), (0, 4));
        assert_eq!([1_234, 99, 7, 0].map(rounded), [1_200, 99, 7, 0]);
    }

    #[test]
    fn a_run_whose_temporary_files_do_not_fit_is_refused_with_what_would() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/belarus-2020.toml");
        let sized = |draws: usize| {
            let sets = [format!("simulation.draws={draws}"), "simulation.paths=100".into()];
            Scenario::load(file).and_then(|seed| seed.with(&sets)).expect("the seed case")
        };
        let within = |draws: usize, room| {
            let scenario = sized(draws);
            Amounts::new(&scenario, Work::Run).within(usize::MAX, "nothing", Path::new("folder"), room)
        };
        let room = Some(GIB);
        let said = within(100_000, room).expect_err("23 GiB").to_string();
        assert!(
            said.contains("GiB for temporary files; folder, which TMPDIR can change, has room for 1.0 GiB"),
            "{said}"
        );
        let lower = said.split("lower simulation.draws to ").nth(1).expect(&said);
        let draws: usize = lower.split(", or ").next().expect(&said).replace(',', "").parse().expect(&said);
        assert!(within(draws, room).is_ok() && within(draws * 11 / 10, room).is_err(), "{said}");
        assert!(within(100_000, None).is_ok() && within(100, Some(0)).is_ok(), "nothing is said, nothing is needed");
    }

    #[test]
    fn costs_are_told_in_units_that_fit() {
        let threads = some(parallel::threads(), "thread", "threads");
        assert_eq!(costs(7.6, GIB), format!("About 8 seconds and 1.0 GiB on {threads}."));
        assert_eq!(costs(41.0, 6 * GIB / 5), format!("About 40 seconds and 1.2 GiB on {threads}."));
        assert_eq!(costs(130.0, GIB / 10 + 1), format!("About 2 minutes and 0.2 GiB on {threads}."));
        assert_eq!((amount(8 * GIB).as_str(), amount(8 * GIB + 1).as_str()), ("8.0 GiB", "8.1 GiB"));
        assert_eq!(costs(5400.0, 3 * GIB), format!("About 1.5 hours and 3.0 GiB on {threads}."));
    }
}
