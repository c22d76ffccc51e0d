//! How the histories end: stacked bars of 100%, one row per branch.
//!
//! Takes the chapter shares, gives the figure `chapters-by-branch`.

use crate::findings::{ALL_BRANCHES, BranchOdds, ChapterShare, Summary};
use crate::report::chart::form::bars::{Bar, Bars, Part, Share};
use crate::report::chart::kit::*;

#[derive(Serialize)]
struct Row<'a> {
    branch: &'a str,
    chapter: &'a str,
    share: f64,
    standard_error: Option<f64>,
    low95: f64,
    high95: f64,
    hits: usize,
    trials: usize,
}

pub(crate) fn figure(summary: &Summary) -> Result<Option<Figure>, ChartError> {
    let branches: Vec<&str> = summary.branches.iter().map(|branch| branch.name.as_str()).collect();
    let mixture = (branches.len() > 1).then_some(ALL_BRANCHES);
    let all = || summary.chapters.iter();
    let shares = |branch: &'_ str| all().map(|chapter| share(summary, branch, chapter)).collect::<Vec<_>>();
    let known = branches.into_iter().chain(mixture).map(|branch| (branch, shares(branch)));
    let known: Vec<(&str, Vec<Option<&ChapterShare>>)> =
        known.filter(|(_, shares)| shares.iter().any(Option::is_some)).collect();
    if known.is_empty() {
        return Ok(None);
    }
    let shown: Vec<&ChapterShare> = known.iter().flat_map(|(_, shares)| shares.iter().copied().flatten()).collect();
    let title = title(summary).unwrap_or_else(|| "How the histories end".to_owned());
    let statement = Statement {
        id: "chapters-by-branch".to_owned(),
        subtitle: subtitle(summary, &shown),
        alt: alt(summary),
        title,
        footer: Footer::run(summary),
        rows: shown.iter().map(|share| row(share)).collect(),
    };
    let bars = known.iter().map(|(branch, shares)| bar(summary, branch, shares)).collect();
    let palette = Palette::of(summary);
    let part = |name: &String| Part { name: capital(name), colour: palette.event(name) };
    statement.shown(&Bars { parts: all().map(part).collect(), bars }).map(Some)
}

fn bar(summary: &Summary, branch: &str, shares: &[Option<&ChapterShare>]) -> Bar {
    let known = summary.branches.iter().find(|known| known.name == branch);
    let trials = shares.iter().flatten().map(|share| share.trials).max().unwrap_or(0);
    let part = |share: &ChapterShare| Share { value: share.probability.value, is_seen: share.hits > 0 };
    Bar {
        name: branch_title(branch),
        under: known.map_or_else(|| Some("weighted by their odds".to_owned()), |known| odds(known, summary)),
        shares: shares.iter().map(|share| share.map(part)).collect(),
        unseen: format!("not seen in {}", some(trials, "history", "histories")),
    }
}

fn row(share: &ChapterShare) -> Row<'_> {
    Row {
        branch: &share.branch,
        chapter: &share.chapter,
        share: share.probability.value,
        standard_error: share.probability.standard_error,
        low95: share.low95,
        high95: share.high95,
        hits: share.hits,
        trials: share.trials,
    }
}

fn share<'a>(summary: &'a Summary, branch: &str, chapter: &str) -> Option<&'a ChapterShare> {
    summary.chapter_shares.iter().find(|share| share.branch == branch && share.chapter == chapter)
}

/// The chapter whose share differs most between the two likeliest branches; the most frequent if none differs, or if
/// there is one branch.
fn title(summary: &Summary) -> Option<String> {
    let of = |branch: &BranchOdds, chapter: &str| share(summary, &branch.name, chapter);
    let by_branch = |chapter: &'_ String| {
        let shares = main_branches(summary).into_iter().filter_map(|branch| of(branch, chapter));
        shares.map(|share| (share.branch.clone(), share.probability.value)).collect::<Vec<_>>()
    };
    let chapters = summary.chapters.iter().map(|chapter| (chapter, by_branch(chapter)));
    let (chapter, values) = most_telling(chapters.collect())?;
    let say = |value: f64| {
        let mut shares = main_branches(summary).into_iter().filter_map(|branch| of(branch, chapter));
        let same = shares.find(|share| share.probability.value.total_cmp(&value).is_eq());
        same.map_or_else(|| percent(value), frequency)
    };
    match values.as_slice() {
        [(_, value)] => Some(short([
            format!("Most frequent ending: {chapter}, {}", say(*value)),
            format!("Most frequent ending: {}", say(*value)),
        ])),
        _ => Some(compared(&capital(chapter), &values, say)),
    }
}

fn subtitle(summary: &Summary, shown: &[&ChapterShare]) -> String {
    let widest = shown.iter().map(|share| (share.high95 - share.low95) / 2.0).fold(0.0, f64::max);
    let trials = shown.first().map_or(0, |share| share.trials);
    format!(
        "How the histories end{}: share of {}{}; 95% intervals at most ±{} points",
        by_outcome(summary),
        some(trials, "simulated history", "simulated histories"),
        if summary.branches.len() > 1 { " each" } else { "" },
        number(widest * 100.0, 1)
    )
}

fn alt(summary: &Summary) -> String {
    let each = summary.branches.iter().map(|branch| {
        let of =
            |chapter: &String| share(summary, &branch.name, chapter).map(|row| format!("{chapter} {}", frequency(row)));
        format!("{}: {}", branch_title(&branch.name), list(&summary.chapters.iter().filter_map(of).collect::<Vec<_>>()))
    });
    format!(
        "Stacked bars of equal length, one for each of {}, divided by how the histories end. {}.",
        some(summary.branches.len(), "outcome", "outcomes"),
        each.collect::<Vec<_>>().join(". ")
    )
}
