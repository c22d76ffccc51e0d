//! The check of a whole scenario: from the tree to a [`Scenario`] that is valid by construction.
//!
//! Takes the merged tree, gives the scenario; what is wrong with it is reported to the [`Check`], all of it, so that
//! the scenario given counts only if nothing was.

use crate::scenario::check::cursor::{Check, Fields};
use crate::scenario::check::election::World;
use crate::scenario::check::number::certain;
use crate::scenario::check::setting::Setting;
use crate::scenario::check::{
    assumption, chapter, claim, colophon, confidence, correlate, election, era, event, government, id, ladder, offer,
    question, record, setting, simulation, upheaval,
};
use crate::scenario::keys::limits::{NAME, TITLE};
use crate::scenario::keys::parameters::{Bargain, Client, Patron, Spec};
use crate::scenario::parts::parameters::Parameters;
use crate::scenario::parts::prior::Uncertain;
use crate::scenario::parts::scenario::{Contents, Scenario, once};
use crate::scenario::phrase::condition::Names;
use crate::scenario::text::tree::Node;

/// The scenario in a tree; `None`, or one that does not count, if there are faults.
pub(crate) fn scenario(check: &mut Check<'_>, file: &str, root: &Node) -> Option<Scenario> {
    let top = check.fields(root, "", "")?;
    check.note_arrays(root);
    let title = header(check, &top);
    let colophon = colophon::read(check, &top);
    let words = colophon::words(check, &top);
    let (first, periods) = simulation::clock(check, &top);
    let Setting { ladders, exogenous, opening, ratification, taken_back, withdrawal_costs } =
        setting::read(check, &top);
    ladder::not_too_many(check, root, &ladders.all().map(|ladder| ladder.levels.len()).collect::<Vec<_>>());
    let bargain = check.top(&top, "bargain").map(|fields| numbers(check, &fields, |number| Bargain::build(number)));
    let offers = check.require(&top, "offer");
    let (client, incumbent) = party(check, &top, "client", |number| Client::build(number));
    let (patron, patron_numbers) = party(check, &top, "patron", |number| Patron::build(number));
    let governments = government::read(check, top.get("government"), incumbent);
    let offers = offers.map(|node| offer::read(check, node, &ladders, &governments.names)).unwrap_or_default();
    let world = World { first, periods, ladders: &ladders, governments: &governments.names };
    let elections = election::read(check, top.get("election"), &world);
    let upheavals = upheaval::read(check, top.get("upheaval"), &world);
    let families: Vec<String> = offers.iter().map(|offer| offer.name.clone()).collect();
    let names = Names { families: &families, ladders: &ladders };
    let events = event::read(check, top.get("event"), &names);
    let chapters = chapter::read(check, top.get("chapter"), &names);
    let branches = elections.first().map_or(&[][..], |election| &election.branches);
    chapter::columns_apart(check, top.get("chapter"), branches);
    let simulation = simulation::read(check, &top, periods, &elections);
    let start = simulation::start(check, &top);
    let no_bargain = || Bargain::build(|_| certain(String::new(), f64::NAN));
    let parameters = Parameters {
        exogenous,
        opening,
        ratification,
        taken_back,
        withdrawal_costs,
        bargain: bargain.unwrap_or_else(no_bargain),
        clients: governments.clients,
        patron: patron_numbers,
    };
    let clock = era::Clock { first, periods };
    let eras = era::read(check, top.get("era"), &clock, &ladders, &parameters);
    let stated = || [&parameters].into_iter().chain(eras.iter().map(|era| &era.parameters));
    if stated().any(|stated| !stated.withdrawal_costs.is_empty()) {
        election::not_by_integration(check, top.get("election"));
    }
    let correlated = correlate::read(check, top.get("correlate"), &once(stated()));
    let world = claim::World {
        periods,
        families: &families,
        ladders: &ladders,
        governments: &governments.names,
        elections: &elections,
        elections_in: top.get("election").map(|node| node.place.source),
        eras: &eras,
        parameters: &parameters,
    };
    let claims = claim::read(check, top.get("claim"), &world);
    let world = question::World { first, periods, names };
    let questions = question::read(check, top.get("question"), &world);
    let confidence = confidence::read(check, &top);
    record::check(check, &top);
    if !check.findings.is_empty() {
        return None;
    }
    let contents = Contents {
        id: id::of(file),
        title,
        colophon,
        first: first?,
        periods,
        simulation,
        ladders,
        offers,
        client,
        patron,
        words,
        governments: governments.names,
        elections,
        upheavals,
        start,
        events,
        chapters,
        parameters,
        correlated,
        eras,
        claims,
        questions,
        confidence,
        record: None,
        assumptions: assumption::list(check, root),
        drawn: None,
        sources: Vec::new(),
    };
    Some(Scenario { contents })
}

fn header(check: &mut Check<'_>, top: &Fields<'_>) -> String {
    if let Some(format) = check.require(top, "format") {
        check.whole(format, (1, 1));
    }
    check.require(top, "title").map(|node| check.label(node, TITLE)).unwrap_or_default()
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
    let Some(fields) = check.top(top, name) else {
        return (String::new(), build(&mut |_| certain(String::new(), f64::NAN)));
    };
    let label = check.require(&fields, "name").map(|node| check.label(node, NAME));
    (label.unwrap_or_default(), numbers(check, &fields, build))
}
