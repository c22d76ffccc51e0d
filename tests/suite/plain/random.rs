//! Small scenarios made of dice, as the text of a scenario file.
//!
//! The same dice make the same scenario; lower numbers make simpler ones, so that a failing case shrinks.

use std::fmt::Write;

/// How many numbers a scenario takes at most.
pub const DICE: usize = 468;

/// Numbers from 0 to 1, taken one by one; 0 when there are no more.
pub struct Dice<'a> {
    rolled: std::slice::Iter<'a, f64>,
}

impl<'a> Dice<'a> {
    pub fn new(rolled: &'a [f64]) -> Self {
        Self { rolled: rolled.iter() }
    }

    fn roll(&mut self) -> f64 {
        self.rolled.next().copied().unwrap_or(0.0)
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.roll()
    }

    fn whole(&mut self, low: usize, high: usize) -> usize {
        (low + (self.roll() * (high - low + 1) as f64) as usize).min(high)
    }

    /// True in this share of rolls, those nearest to 1.
    fn chance(&mut self, share: f64) -> bool {
        self.roll() > 1.0 - share
    }

    /// Often inside, sometimes at an end.
    fn share(&mut self) -> f64 {
        match self.roll() {
            edge if edge > 0.96 => 1.0,
            edge if edge > 0.92 => 0.0,
            inside => inside / 0.92,
        }
    }

    fn list(&mut self, count: usize, mut number: impl FnMut(&mut Self) -> f64) -> String {
        let numbers: Vec<String> = (0..count).map(|_| format!("{:?}", number(self))).collect();
        format!("[{}]", numbers.join(", "))
    }
}

/// Numbers for tests that are not about chance: SplitMix64.
pub fn rolled(seed: u64) -> Vec<f64> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..DICE).map(|_| next()).collect()
}

/// Quarters of every random scenario.
pub const PERIODS: usize = 6;
/// Stands where integration is said to fall.
const TAKEN_BACK: &str = "# taken back";
const LEVELS: [&str; 3] = ["l0", "l1", "l2"];

/// A scenario without chapters worth the name; `settings` is put into `[simulation]`, `chapters` at the end.
pub fn scenario(dice: &mut Dice, settings: &str, chapters: &str) -> String {
    let mut text = format!("format = 1\ntitle = \"random\"\n[clock]\nstart = \"2020-Q1\"\nperiods = {PERIODS}\n");
    let _ = write!(text, "[simulation]\n{settings}\n");
    let (dispute, unit) = (dice.chance(0.3), unit(dice));
    let _ = write!(text, "[start]\ndispute = {dispute}\n");
    let levels = ladders(dice, &mut text);
    bargain(dice, &mut text);
    offers(dice, &mut text, levels[3], unit);
    let _ = write!(text, "[client]\nname = \"C\"\n{}", client(dice, &[], unit));
    let _ = write!(text, "[patron]\nname = \"P\"\n{}", patron(dice, unit));
    let successor = dice.chance(0.5);
    if successor {
        let _ = write!(text, "[[government]]\nname = \"successor\"\n[government.client]\n");
        let inherited: Vec<bool> = CLIENT.iter().map(|_| dice.chance(0.5)).collect();
        text.push_str(&client(dice, &inherited, unit));
    }
    elections(dice, &mut text, [levels[1], levels[2]], successor);
    energy(dice, &mut text);
    terms(dice, &mut text, levels, unit, successor);
    later_odds(dice, &mut text, levels, successor);
    upheavals(dice, &mut text, levels, successor);
    if dice.chance(0.4) {
        let ease = format!("ease = {}", dice.list(levels[3] - 1, |dice| 0.5 * dice.share()));
        text = text.replace(TAKEN_BACK, &format!("{ease}\n{TAKEN_BACK}"));
    }
    // Odds of a state that integration is a part of cannot be where it may be taken back.
    let by_integration = |odds: &str| odds.split("[[").next().is_some_and(|odds| odds.contains("\nintegration = ["));
    let free = !text.split("[[election.odds]]").skip(1).any(by_integration);
    if dice.chance(0.4) && free {
        let costs = format!("withdrawal_cost = {}", dice.list(levels[3] - 1, |dice| unit * 4.0 * dice.share()));
        text = text.replace(TAKEN_BACK, &costs);
    }
    text.push_str(chapters);
    text.push_str("\n[[chapter]]\nname = \"rest\"\n");
    text
}

/// The four ladders that every scenario has; gives their numbers of levels.
fn ladders(dice: &mut Dice, text: &mut String) -> [usize; 4] {
    let numbers = ["intensity", "strength", "openness", "depth"];
    let mut counts = [0; 4];
    for (place, name) in ["confrontation", "mandate", "opening", "integration"].into_iter().enumerate() {
        let count = if dice.chance(0.3) { 3 } else { 2 };
        counts[place] = count;
        let names: Vec<String> = LEVELS[..count].iter().map(|level| format!("\"{level}\"")).collect();
        let bands = [(0.0, 0.3), (0.35, 0.65), (0.7, 1.0)];
        let bands = if count == 2 { vec![bands[0], bands[2]] } else { bands.to_vec() };
        let values: Vec<String> =
            bands.into_iter().map(|(low, high)| format!("{:?}", end_or_inside(dice, low, high))).collect();
        let start = LEVELS[dice.whole(0, count - 1)];
        let _ =
            writeln!(text, "[{name}]\nlevels = [{}]\n{} = [{}]", names.join(", "), numbers[place], values.join(", "));
        let _ = writeln!(text, "start = \"{start}\"");
        if name == "integration" {
            let _ = writeln!(text, "ratification = {:?}\n{TAKEN_BACK}", dice.share());
            continue;
        }
        let _ = writeln!(text, "rise = {}", dice.list(count - 1, |dice| 0.5 * dice.share()));
        let _ = writeln!(text, "ease = {}", dice.list(count - 1, |dice| 0.5 * dice.share()));
        if name == "opening" {
            let _ = writeln!(text, "hedging_rise = {}", dice.list(count - 1, |dice| 0.5 * dice.share()));
            let _ = writeln!(text, "loyalty_ease = {}", dice.list(count - 1, Dice::share));
        }
    }
    counts
}

/// The ladder of energy in a part of the scenarios, at times of one level or with levels of the same price.
fn energy(dice: &mut Dice, text: &mut String) {
    if !dice.chance(0.4) {
        return;
    }
    let count = dice.whole(1, 3);
    let names: Vec<String> = LEVELS[..count].iter().map(|level| format!("\"{level}\"")).collect();
    let mut price = dice.between(0.3, 1.5);
    let prices = dice.list(count, |dice| {
        price += dice.share();
        price
    });
    let start = LEVELS[dice.whole(0, count - 1)];
    let _ = writeln!(text, "[energy]\nlevels = [{}]\nprice = {prices}\nstart = \"{start}\"", names.join(", "));
    for key in ["rise", "ease"] {
        let _ = writeln!(text, "{key} = {}", dice.list(count - 1, |dice| 0.5 * dice.share()));
    }
}

/// The outer ends, 0 and 1, more often than chance would.
fn end_or_inside(dice: &mut Dice, low: f64, high: f64) -> f64 {
    let (inside, end) = (dice.between(low, high), dice.chance(0.3));
    match (end, low == 0.0, high == 1.0) {
        (true, true, _) => 0.0,
        (true, _, true) => 1.0,
        _ => inside,
    }
}

fn bargain(dice: &mut Dice, text: &mut String) {
    let _ = writeln!(text, "[bargain]\nproposal_power = {:?}", dice.share());
    if dice.chance(0.6) {
        let _ = writeln!(text, "talks = {:?}", dice.share());
    }
    if dice.chance(0.6) {
        let _ = writeln!(text, "talks_in_dispute = {:?}", dice.share());
    }
    if dice.chance(0.5) {
        let _ = writeln!(text, "pressure_inertia = {:?}", dice.share());
    }
    for name in ["talks_hardening", "talks_yielding"] {
        if dice.chance(0.6) {
            let _ = writeln!(text, "{name} = {:?}", 4.0 * dice.share());
        }
    }
    let spot = dice.chance(0.25);
    let quarters = dice.between(1.0, 12.0);
    let _ = writeln!(text, "contract_quarters = {:?}", if spot { 1.0 } else { quarters });
    let _ = writeln!(text, "neutral_loyalty = {:?}\nhedging_loyalty = {:?}", dice.share(), dice.share());
}

fn offers(dice: &mut Dice, text: &mut String, depths: usize, unit: f64) {
    for family in 0..dice.whole(1, 3) {
        let (loyalty, steps, count) = (dice.share(), dice.whole(0, depths - 1), dice.whole(1, 3));
        let mut subsidy = dice.between(-2.0, 6.0);
        let subsidies = dice.list(count, |dice| {
            subsidy += dice.between(0.1, 6.0);
            unit * subsidy
        });
        let _ = writeln!(text, "[[offer]]\nname = \"family {family}\"\nloyalty = {loyalty:?}");
        let _ = writeln!(text, "integration = {steps}\nsubsidies = {subsidies}\n{}", mark(family));
    }
}

/// Stands where the terms of an offer go: they are rolled last, so that the rest is what it would be without them.
fn mark(family: usize) -> String {
    format!("# terms of {family}")
}

/// A list of one or more of so many levels.
fn some(dice: &mut Dice, count: usize) -> String {
    let mut names: Vec<String> = Vec::new();
    for level in &LEVELS[..count] {
        if dice.chance(0.6) {
            names.push(format!("\"{level}\""));
        }
    }
    if names.is_empty() {
        names.push(format!("\"{}\"", LEVELS[dice.whole(0, count - 1)]));
    }
    format!("[{}]", names.join(", "))
}

/// Terms of its own for a part of the offers: where it leads, where it can be made, how long it lasts, what is paid at once.
fn terms(dice: &mut Dice, text: &mut String, levels: [usize; 4], unit: f64, successor: bool) {
    for family in 0..3 {
        let mut own = String::new();
        if dice.chance(0.4) {
            let _ = writeln!(own, "contract_quarters = {:?}", dice.between(1.0, 12.0));
        }
        if dice.chance(0.4) {
            let _ = writeln!(own, "upfront = {:?}", unit * dice.between(-1.0, 4.0));
        }
        let leads = dice.chance(0.4);
        if leads {
            let _ = writeln!(own, "to = \"{}\"", LEVELS[dice.whole(0, levels[3] - 1)]);
        } else if dice.chance(0.3) {
            let _ = writeln!(own, "from = {}", some(dice, levels[3]));
        }
        if dice.chance(0.4) {
            let _ = writeln!(own, "[offer.where]");
            for (name, count) in ["confrontation", "mandate", "opening"].into_iter().zip(levels) {
                if dice.chance(0.4) {
                    let _ = writeln!(own, "{name} = {}", some(dice, count));
                }
            }
            if dice.chance(0.3) {
                let winner = if successor && dice.chance(0.5) { "successor" } else { "incumbent" };
                let _ = writeln!(own, "government = [\"{winner}\"]");
            }
        }
        let Some((before, after)) = text.split_once(&mark(family)) else { return };
        *text = format!("{before}{own}{}", after.trim_start());
    }
}

/// Upheavals in a part of the scenarios.
fn upheavals(dice: &mut Dice, text: &mut String, levels: [usize; 4], successor: bool) {
    for number in 0..3 {
        if !dice.chance(0.3) {
            continue;
        }
        let _ = writeln!(text, "[[upheaval]]\nname = \"upheaval {number}\"\nprobability = {:?}", 0.5 * dice.share());
        let _ = writeln!(text, "voids = {}", dice.chance(0.3));
        if dice.chance(0.4) {
            let quarter = dice.whole(0, PERIODS - 1);
            let _ = writeln!(text, "quarter = \"{}-Q{}\"", 2020 + quarter / 4, quarter % 4 + 1);
        }
        let ladders = || ["confrontation", "mandate", "opening", "integration"].into_iter().zip(levels);
        for (place, (name, count)) in ladders().enumerate() {
            if place == 3 && number == 0 || dice.chance(0.4) {
                let _ = writeln!(text, "{name} = \"{}\"", LEVELS[dice.whole(0, count - 1)]);
            }
        }
        let sides = if successor { ["successor", "incumbent"] } else { ["incumbent"; 2] };
        let _ = writeln!(text, "government = \"{}\"", sides[dice.whole(0, 1)]);
        let _ = writeln!(text, "[upheaval.where]");
        for (name, count) in ladders() {
            if dice.chance(0.3) {
                let _ = writeln!(text, "{name} = {}", some(dice, count));
            }
        }
        if dice.chance(0.3) {
            let _ = writeln!(text, "government = [\"{}\"]", sides[dice.whole(0, 1)]);
        }
    }
}

/// The unit that money is counted in, as a share of pp: what is decided does not depend on it if precision is counted
/// in the same unit.
fn unit(dice: &mut Dice) -> f64 {
    let units = [1.0, 0.1, 0.02];
    units[if dice.chance(0.3) { dice.whole(1, 2) } else { 0 }]
}

/// What a number is counted in.
#[derive(Clone, Copy)]
enum In {
    Money,
    PerMoney,
    Neither,
}

/// Name, the range drawn from, and the unit.
type Range = (&'static str, f64, f64, In);

const CLIENT: [Range; 20] = [
    ("precision", 0.0, 8.0, In::PerMoney),
    ("patience", 0.0, 0.97, In::Neither),
    ("weak_survival", 0.0, 1.0, In::Neither),
    ("delivery", 0.0, 1.0, In::Neither),
    ("treaty_benefit", -2.0, 6.0, In::Money),
    ("pressure_damage", 0.0, 8.0, In::Money),
    ("dependence", 0.0, 2.0, In::Neither),
    ("fragility", 0.0, 2.0, In::Neither),
    ("entrapment_hazard", 0.0, 1.0, In::Neither),
    ("entrapment_curvature", 0.0, 3.0, In::Neither),
    ("entrapment_loss", 0.0, 40.0, In::Money),
    ("western_benefit", -2.0, 10.0, In::Money),
    ("regime_backing", -2.0, 10.0, In::Money),
    ("sovereignty_cost", 0.0, 20.0, In::Money),
    ("integration_dividend", -2.0, 6.0, In::Money),
    ("hedging_risk", 0.0, 6.0, In::Money),
    ("outreach_relief", 0.0, 1.0, In::Neither),
    ("refuge", 0.0, 1.0, In::Neither),
    ("tied_backing", 0.0, 1.0, In::Neither),
    ("top_exposure", 0.0, 1.0, In::Neither),
];

const PATRON: [Range; 13] = [
    ("precision", 0.0, 8.0, In::PerMoney),
    ("patience", 0.0, 0.97, In::Neither),
    ("loyalty_value", -2.0, 20.0, In::Money),
    ("unequivocal_support", 0.0, 3.0, In::Neither),
    ("abandonment_cost", 0.0, 6.0, In::Money),
    ("hedging_cost", 0.0, 6.0, In::Money),
    ("fiscal_cost", 0.0, 2.0, In::Neither),
    ("fiscal_strain", 0.0, 2.0, In::Neither),
    ("pressure_cost", 0.0, 4.0, In::Money),
    ("integration_value", -4.0, 6.0, In::Money),
    ("integration_security", -4.0, 10.0, In::Money),
    ("dividend_share", 0.0, 1.0, In::Neither),
    ("deterrence", 0.0, 1.0, In::Neither),
];

fn client(dice: &mut Dice, inherited: &[bool], unit: f64) -> String {
    numbers(dice, &CLIENT, inherited, unit)
}

fn patron(dice: &mut Dice, unit: f64) -> String {
    numbers(dice, &PATRON, &[], unit)
}

/// Inside the range, or 0 if that is in it and the dice say so.
fn numbers(dice: &mut Dice, ranges: &[Range], inherited: &[bool], unit: f64) -> String {
    let mut text = String::new();
    for (place, &(name, low, high, counted)) in ranges.iter().enumerate() {
        let inside = dice.between(low, high);
        let number = if dice.chance(0.06) { 0.0 } else { inside };
        let number = match counted {
            In::Money => number * unit,
            In::PerMoney => number / unit,
            In::Neither => number,
        };
        if !inherited.get(place).copied().unwrap_or(false) {
            let _ = writeln!(text, "{name} = {number:?}");
        }
    }
    text
}

fn elections(dice: &mut Dice, text: &mut String, levels: [usize; 2], successor: bool) {
    let count = dice.whole(0, 2);
    let first = dice.whole(0, 3);
    let quarters = [first, dice.whole(first + 1, PERIODS - 1)];
    for quarter in &quarters[..count] {
        let _ = writeln!(text, "[[election]]\nquarter = \"{}-Q{}\"", 2020 + quarter / 4, quarter % 4 + 1);
        let branches = dice.whole(1, 3);
        let weights: Vec<f64> = (0..branches).map(|_| dice.between(0.1, 1.0)).collect();
        let sum: f64 = weights.iter().sum();
        for (number, weight) in weights.iter().enumerate() {
            let _ = writeln!(text, "[[election.branch]]\nname = \"branch {number}\"\nprobability = {:?}", weight / sum);
            for (key, count) in [("mandate", levels[0]), ("opening", levels[1])] {
                let level = LEVELS[dice.whole(0, count - 1)];
                if dice.chance(0.5) {
                    let _ = writeln!(text, "{key} = \"{level}\"");
                }
            }
            let (named, winner) = (dice.chance(0.6), dice.chance(0.6));
            if named && successor {
                let _ = writeln!(text, "government = \"{}\"", if winner { "successor" } else { "incumbent" });
            }
            if quarter != &quarters[0] {
                let _ = writeln!(text, "{}", odds_mark(number, branches));
            }
        }
    }
}

/// Stands where the odds of a later election that depend on the state go.
fn odds_mark(branch: usize, branches: usize) -> String {
    format!("# odds of {branch} of {branches}")
}

/// Odds of the second election that depend on the state, in a part of the scenarios that have one.
fn later_odds(dice: &mut Dice, text: &mut String, levels: [usize; 4], successor: bool) {
    let branches = (1..=3).find(|&branches| text.contains(&odds_mark(0, branches))).unwrap_or(0);
    for branch in 0..branches {
        let mut own = String::new();
        if dice.chance(0.4) {
            let _ = writeln!(own, "mandate_pull = {:?}", dice.between(-3.0, 3.0));
        }
        if branch + 1 == branches {
            for number in 0..2 {
                own.push_str(&state_odds(dice, number, branches, levels, successor));
            }
        }
        *text = text.replace(&odds_mark(branch, branches), own.trim_end());
    }
}

fn state_odds(dice: &mut Dice, number: usize, branches: usize, levels: [usize; 4], successor: bool) -> String {
    let mut own = String::new();
    if !dice.chance(0.5) {
        return own;
    }
    let weights: Vec<f64> = (0..branches).map(|_| dice.between(0.1, 1.0)).collect();
    let sum: f64 = weights.iter().sum();
    let odds: Vec<f64> = weights.iter().map(|weight| weight / sum).collect();
    let _ = writeln!(own, "[[election.odds]]\nname = \"odds {number}\"\nprobabilities = {odds:?}");
    for (name, count) in ["confrontation", "mandate", "opening", "integration"].into_iter().zip(levels) {
        if dice.chance(0.3) {
            let _ = writeln!(own, "{name} = {}", some(dice, count));
        }
    }
    if successor && dice.chance(0.6) {
        let _ = writeln!(own, "government = [\"{}\"]", if dice.chance(0.5) { "successor" } else { "incumbent" });
    }
    own
}
