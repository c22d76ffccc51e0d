//! The question, and the answer in three sentences.
//!
//! Takes summary and findings, gives sentences: every number in them with its error, and sampling error apart from
//! parameter uncertainty.

use super::context::{Answer, Branch, Ending, Question};
use super::starts::start_in_words;
use crate::findings::briefing::Briefing;
use crate::findings::{ALL_BRANCHES, BranchOdds, ChapterShare, Summary};
use crate::report::chart::what_drives_it::name;
use crate::report::chart::words::{count, exact, frequency, list, main_branches, number, percent};
use crate::report::run::certified;
use crate::report::words::odds::{DISCLAIMER, Lexicon};
use crate::report::words::shares::share;

/// Branches that the first sentence names at most; of more, only the two likeliest.
const NAMED: usize = 4;
/// Normal deviate of a 95% interval.
const Z95: f64 = 1.959_963_984_540_054;

/// What is asked.
pub(crate) fn question(summary: &Summary, findings: &Briefing) -> Question {
    let Summary { client, patron, quarters, .. } = summary;
    let span = match (quarters.first(), quarters.last()) {
        (Some(first), Some(last)) if first != last => format!("{} quarters, {first} to {last}", quarters.len()),
        (Some(first), _) => format!("one quarter, {first}"),
        _ => "no quarter".to_owned(),
    };
    let mut sentences = vec![format!(
        "{client} offers loyalty, and with some deals a step of integration; {patron} offers subsidies. The two bargain \
         anew each quarter, and either may be left without a deal. How do such histories end over {span}?"
    )];
    if let (Some(quarter), true) = (&findings.election, summary.branches.len() > 1) {
        sentences.push(format!(
            "The answer is given for each outcome of the election of {quarter}. The odds of the outcomes are an input of \
             the scenario, not a finding."
        ));
    }
    let branch = |(branch, start): (&BranchOdds, &_)| Branch {
        name: branch.name.clone(),
        odds: exact(branch.odds),
        start: start_in_words(start),
    };
    Question {
        sentences,
        branches: summary.branches.iter().zip(&findings.starts).map(branch).collect(),
        endings: findings.chapters.iter().map(ending).collect(),
    }
}

fn ending(chapter: &crate::findings::briefing::ChapterMeaning) -> Ending {
    let meaning = match chapter.conditions.as_slice() {
        [] => "none of the above".to_owned(),
        conditions => list(conditions),
    };
    Ending { name: chapter.name.clone(), meaning }
}

/// The answer.
pub(crate) fn answer(summary: &Summary, findings: &Briefing, lexicon: &Lexicon) -> Answer {
    Answer {
        sentences: vec![leading(summary, lexicon), contrast(summary, findings), uncertain(summary, findings)],
        sampling: sampling(summary),
        uncertainty: uncertainty(findings),
        certified: certified(summary),
        disclaimer: DISCLAIMER.to_owned(),
        key: lexicon.key(),
    }
}

/// The most frequent chapter of a block.
pub(crate) fn most_frequent<'a>(summary: &'a Summary, branch: &str) -> Option<&'a ChapterShare> {
    let shares: Vec<&ChapterShare> = summary.chapter_shares.iter().filter(|row| row.branch == branch).collect();
    shares.iter().copied().reduce(|best, row| if row.probability.value > best.probability.value { row } else { best })
}

fn leading(summary: &Summary, lexicon: &Lexicon) -> String {
    let clause = |branch: &BranchOdds| {
        let found = most_frequent(summary, &branch.name)?;
        let words = share(lexicon, found);
        Some(match summary.branches.len() {
            1 => format!("{}: {words}", found.chapter),
            _ => format!("{} if {}: {words}", found.chapter, branch.name),
        })
    };
    if summary.branches.len() <= NAMED {
        let clauses: Vec<String> = summary.branches.iter().filter_map(clause).collect();
        return format!("Most frequent ending: {}.", clauses.join("; "));
    }
    let clauses: Vec<String> = main_branches(summary).into_iter().filter_map(clause).collect();
    format!("Most frequent ending in the two likeliest outcomes: {}.", clauses.join("; "))
}

fn contrast(summary: &Summary, findings: &Briefing) -> String {
    let Some(contrast) = &findings.contrast else {
        return "There is no election, and so no outcome to compare with.".to_owned();
    };
    let in_branch = |branch: &str| {
        let row = summary.chapter_shares.iter().find(|row| row.branch == branch && row.chapter == contrast.chapter);
        row.map_or("unknown".to_owned(), frequency)
    };
    let difference = contrast.difference;
    let points = |value: f64| number(value * 100.0, 0);
    let interval = difference.standard_error.map_or(String::new(), |error| {
        let [low, high] = [-1.0, 1.0].map(|side| points(difference.value + side * Z95 * error));
        format!(", 95% interval {low} to {high}, histories paired by chance")
    });
    format!(
        "The outcomes that differ most are “{}” and “{}”: {} comes in {} of the histories in the first and {} in the \
         second (a difference of {} points{interval}).",
        contrast.more,
        contrast.less,
        contrast.chapter,
        in_branch(&contrast.more),
        in_branch(&contrast.less),
        points(difference.value),
    )
}

fn uncertain(summary: &Summary, findings: &Briefing) -> String {
    if findings.uncertain == 0 {
        return "Nothing in the scenario is uncertain, so that the figures carry sampling error alone.".to_owned();
    }
    let Some(drivers) = &findings.drivers else {
        return format!(
            "The scenario has {} uncertain numbers, but too few certified draws to say what they do.",
            count(findings.uncertain)
        );
    };
    let (low, high) = drivers.spread;
    let most = drivers.list.first().filter(|driver| driver.correlation.is_some_and(|found| found.tells()));
    let most = most.map_or("no single number tells by itself".to_owned(), |driver| {
        format!("what tells most is “{}”", name(summary, driver))
    });
    format!(
        "How uncertain: with other values of the {} uncertain numbers the share of {} if {} lies between {} and {} in \
         nine draws of ten, and {most}.",
        count(findings.uncertain),
        drivers.chapter,
        drivers.branch,
        percent(low),
        percent(high),
    )
}

fn sampling(summary: &Summary) -> String {
    let single = summary.branches.len() == 1;
    let rows = summary.chapter_shares.iter().filter(|row| row.branch != ALL_BRANCHES);
    let widest = rows.map(|row| (row.high95 - row.low95) / 2.0).fold(0.0, f64::max);
    format!(
        "Sampling error: the 95% intervals beside the percentages are at most ±{} points; they say how well the run pins \
         down its own answer, over {} certified draws × {} histories{}. They are not the range of what may happen.",
        number(widest * 100.0, 1),
        count(summary.certified_draws),
        count(summary.provenance.paths),
        if single { "" } else { " in each outcome" },
    )
}

fn uncertainty(findings: &Briefing) -> String {
    let Some(drivers) = &findings.drivers else {
        return match findings.uncertain {
            0 => "Parameter uncertainty: none is stated; every number of the scenario is taken as certain.".to_owned(),
            _ => "Parameter uncertainty: not told apart from sampling error, for want of certified draws.".to_owned(),
        };
    };
    let (low, high) = drivers.spread;
    let chance = drivers.chance.map_or(String::new(), |chance| {
        format!(
            "; about {} of the variance between draws is chance, each draw having {} histories",
            percent(chance),
            count(drivers.paths)
        )
    });
    format!(
        "Parameter uncertainty: from draw to draw of the uncertain numbers, {} if {} has a share between {} and {} (5% \
         and 95% quantiles of {} draws){chance}.",
        drivers.chapter,
        drivers.branch,
        percent(low),
        percent(high),
        count(drivers.draws),
    )
}
