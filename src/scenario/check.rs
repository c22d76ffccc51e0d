//! The check of a whole scenario: from the tree to a [`Scenario`] that is valid by construction.
//!
//! Takes the merged tree, gives the scenario; what is wrong with it is reported to the [`Check`], all of it, so that
//! the scenario given counts only if nothing was.

use super::catalogue::{PERIODS, QUARTERS, section_at};
use super::condition::Names;
use super::election::World;
use super::fault::Finding;
use super::label::{NAME, TITLE};
use super::parameter::Spec;
use super::prior::Uncertain;
use super::read::{Check, Fields};
use super::tree::Node;
use super::{
    Bargain, Client, Election, Ladder, Ladders, Moves, OpeningMoves, Parameters, Patron, Scenario, Simulation, Start,
    assumption, catalogue, chapter, election, government, ladder, moves, offer,
};
use crate::units::{Quarter, Range};

/// The scenario in a tree; `None`, or one that does not count, if there are faults.
pub(crate) fn scenario(check: &mut Check<'_>, file: &str, root: &Node) -> Option<Scenario> {
    let top = check.fields(root, "", "")?;
    let id = id(check, file, root);
    let title = header(check, &top);
    let (first, periods) = clock(check, &top);
    let Setting { ladders, exogenous, opening, ratification } = ladders(check, &top);
    ladder::not_too_many(check, root, &ladders.all().map(|ladder| ladder.levels.len()).collect::<Vec<_>>());
    let bargain = table(check, &top, "bargain").map(|fields| numbers(check, &fields, |number| Bargain::build(number)));
    let offers = check.require(&top, "offer").map(|node| offer::read(check, node, ladders.integration.levels.len()));
    let offers = offers.unwrap_or_default();
    let (client, incumbent) = party(check, &top, "client", |number| Client::build(number));
    let (patron, patron_numbers) = party(check, &top, "patron", |number| Patron::build(number));
    let governments = government::read(check, top.get("government"), incumbent);
    let world = World { first, periods, ladders: &ladders, governments: &governments.names };
    let elections = election::read(check, top.get("election"), &world);
    let families: Vec<String> = offers.iter().map(|offer| offer.name.clone()).collect();
    let chapters = chapter::read(check, top.get("chapter"), &Names { families: &families, ladders: &ladders });
    let simulation = simulation(check, &top, periods, &elections);
    let start = start(check, &top);
    if !check.findings.is_empty() {
        return None;
    }
    let parameters = Parameters {
        exogenous,
        opening,
        ratification,
        bargain: bargain?,
        clients: governments.clients,
        patron: patron_numbers,
    };
    Some(Scenario {
        id: id?,
        title,
        first: first?,
        periods,
        simulation,
        ladders,
        offers,
        client,
        patron,
        governments: governments.names,
        elections,
        start,
        chapters,
        parameters,
        assumptions: assumption::list(check, root),
        sources: Vec::new(),
    })
}

/// Names that Windows does not allow for a folder.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The file's name made safe for a folder of results.
fn id(check: &mut Check<'_>, file: &str, root: &Node) -> Option<String> {
    let stem = file.strip_suffix(".toml").unwrap_or(file);
    let mut id = String::new();
    for c in stem.chars().take(NAME) {
        let plain = c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if plain {
            id.push(c);
        } else if !id.ends_with('-') {
            id.push('-');
        }
    }
    let id = id.trim_matches('-').to_owned();
    let lower = id.to_ascii_lowercase();
    let port = lower.strip_prefix("com").or_else(|| lower.strip_prefix("lpt"));
    let reserved = RESERVED.contains(&lower.as_str())
        || port.is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()));
    if id.is_empty() || reserved {
        let message = "the name of this file cannot name a folder of results";
        let help = "rename it: ASCII letters, digits, `-` and `_` are kept; names such as CON and NUL are reserved";
        check.report(Finding::new(&root.place, message).label("this file").help(help));
        return None;
    }
    Some(id)
}

fn header(check: &mut Check<'_>, top: &Fields<'_>) -> String {
    if let Some(format) = check.require(top, "format") {
        check.whole(format, (1, 1));
    }
    check.require(top, "title").map(|node| check.label(node, TITLE)).unwrap_or_default()
}

fn table<'n>(check: &mut Check<'_>, top: &Fields<'n>, name: &str) -> Option<Fields<'n>> {
    let optional = section_at(name).is_some_and(|section| section.optional);
    let node = if optional { top.get(name) } else { check.require(top, name) }?;
    check.fields(node, name, name)
}

fn clock(check: &mut Check<'_>, top: &Fields<'_>) -> (Option<Quarter>, usize) {
    let Some(fields) = table(check, top, "clock") else { return (None, 0) };
    let start = check.require(&fields, "start").and_then(|node| check.quarter(node));
    let periods = check.require(&fields, "periods").and_then(|node| check.whole(node, (1, PERIODS)));
    (start, periods.and_then(|periods| usize::try_from(periods).ok()).unwrap_or_default())
}

/// The ladders with everything that moves them.
struct Setting {
    ladders: Ladders,
    exogenous: Vec<Moves<Uncertain>>,
    opening: OpeningMoves<Uncertain>,
    ratification: Uncertain,
}

fn ladders(check: &mut Check<'_>, top: &Fields<'_>) -> Setting {
    let (mut exogenous, mut moving) = (Vec::new(), Vec::new());
    for (name, number) in [("confrontation", "intensity"), ("mandate", "strength")] {
        let fields = table(check, top, name);
        let ladder = fields.as_ref().map_or_else(|| no_ladder(name), |fields| ladder::read(check, fields, number));
        let none = Moves { rise: Vec::new(), ease: Vec::new() };
        moving.push(fields.map_or(none, |fields| moves::read(check, &fields, ladder.levels.len())));
        exogenous.push(ladder);
    }
    let opening = table(check, top, "opening").map(|fields| {
        let ladder = ladder::read(check, &fields, "openness");
        let moves = moves::read_opening(check, &fields, ladder.levels.len());
        (ladder, moves)
    });
    let integration = table(check, top, "integration").map(|fields| {
        let ladder = ladder::read(check, &fields, "depth");
        let node = check.require(&fields, "ratification");
        (ladder, node.map(|node| check.uncertain(node, fields.full("ratification"), Range::SHARE)))
    });
    let (opening, opening_moves) = opening.unwrap_or_else(|| (no_ladder("opening"), no_moves()));
    let (integration, ratification) = integration.unwrap_or_else(|| (no_ladder("integration"), None));
    Setting {
        ladders: Ladders { exogenous, opening, integration },
        exogenous: moving,
        opening: opening_moves,
        ratification: ratification.unwrap_or_else(|| super::number::certain(String::new(), f64::NAN)),
    }
}

/// Stands in for a ladder that the file does not have, which has been reported.
fn no_ladder(name: &str) -> Ladder {
    Ladder { name: name.to_owned(), levels: Vec::new(), numbers: Vec::new(), start: 0 }
}

fn no_moves() -> OpeningMoves<Uncertain> {
    OpeningMoves {
        moves: Moves { rise: Vec::new(), ease: Vec::new() },
        hedging_rise: Vec::new(),
        loyalty_ease: Vec::new(),
    }
}

/// How a group of numbers is built: [`Client::build`] and its like.
type Build<G> = fn(&mut dyn FnMut(&'static Spec) -> Uncertain) -> G;

fn numbers<G>(check: &mut Check<'_>, fields: &Fields<'_>, build: Build<G>) -> G {
    let mut found: Vec<Uncertain> = Vec::new();
    build(&mut |spec| {
        let number = check.spec(fields, spec, &found);
        found.push(number.clone());
        number
    })
}

/// Name and numbers of the client or the patron.
fn party<G>(check: &mut Check<'_>, top: &Fields<'_>, name: &str, build: Build<G>) -> (String, G) {
    let Some(fields) = table(check, top, name) else {
        return (String::new(), build(&mut |_| super::number::certain(String::new(), f64::NAN)));
    };
    let label = check.require(&fields, "name").map(|node| check.label(node, NAME));
    (label.unwrap_or_default(), numbers(check, &fields, build))
}

fn simulation(check: &mut Check<'_>, top: &Fields<'_>, periods: usize, elections: &[Election]) -> Simulation {
    let fields = table(check, top, "simulation");
    let mut whole = |key: &str, default: u64| {
        let node = fields.as_ref().and_then(|fields| fields.get(key));
        let bounds = match section_at("simulation").and_then(|section| section.entry(key)).map(|key| key.kind) {
            Some(catalogue::Kind::Whole(low, high)) => (low, high),
            _ => (0, u64::MAX),
        };
        node.map_or(default, |node| check.whole(node, bounds).unwrap_or(default))
    };
    let (seed, draws, paths) = (whole("seed", 1), whole("draws", 500), whole("paths", 100));
    let tolerance = fields.as_ref().and_then(|fields| fields.get("tolerance"));
    let branches = elections.iter().map(|election| election.branches.len()).max().unwrap_or(1) as u64;
    let quarters = [draws, branches, paths, periods as u64]
        .into_iter()
        .try_fold(1_u64, |product, factor| product.checked_mul(factor));
    if quarters.is_none_or(|quarters| quarters > QUARTERS) {
        let place = fields.as_ref().map_or(&top.node.place, |fields| &fields.node.place);
        let message = format!("{draws} draws × {branches} branches × {paths} paths × {periods} quarters");
        check.report(Finding::new(place, message).label("too many").help(format!("allowed: at most {QUARTERS} in all")));
    }
    Simulation {
        seed,
        draws: usize::try_from(draws).unwrap_or(usize::MAX),
        paths: usize::try_from(paths).unwrap_or(usize::MAX),
        tolerance: tolerance.map_or(1e-6, |node| check.number(node, catalogue::TOLERANCE)),
    }
}

fn start(check: &mut Check<'_>, top: &Fields<'_>) -> Start {
    let fields = table(check, top, "start");
    let dispute = fields.and_then(|fields| fields.get("dispute")).is_some_and(|node| check.flag(node));
    Start { dispute }
}
