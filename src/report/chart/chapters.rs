//! How the histories end: stacked bars of 100%, one row per branch.
//!
//! Takes the chapter shares, gives the figure `chapters-by-branch`.

use serde::Serialize;

use super::canvas::{Across, Canvas, Down, Texture};
use super::chapter_notes::{Notes, note};
use super::geometry::{Rect, at};
use super::page::Page;
use super::text::{Block, Style};
use super::theme::{CHAPTERS, Colour, HEADING, INK, QUIET, WHITE};
use super::words::{
    NO_CONTRAST, branch_title, by_outcome, capital, count, finding, frequency, list, main_branches, number, odds,
    percent,
};
use super::{ChartError, Figure, font, table};
use crate::findings::{ALL_BRANCHES, ChapterShare, Summary};

/// Room for the names of the rows.
const NAMES: f64 = 190.0;
/// Size of percentages in the bars.
const PERCENT: (f64, f64) = (13.0, 9.0);
/// Size of names in the bars, and of the key.
const NAME: (f64, f64) = (10.5, 8.5);

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

/// One bar.
pub(super) struct Bar<'a> {
    name: String,
    /// Second line of the name.
    under: Option<String>,
    /// Shares by chapter, in the order of the file; absent is absent.
    pub shares: Vec<Option<&'a ChapterShare>>,
}

pub(super) fn figure(summary: &Summary) -> Result<Option<Figure>, ChartError> {
    let bars = bars(summary);
    if bars.is_empty() {
        return Ok(None);
    }
    let shown: Vec<&ChapterShare> = bars.iter().flat_map(|bar| bar.shares.iter().copied().flatten()).collect();
    let title = title(summary).unwrap_or_else(|| "How the histories end".to_owned());
    let alt = alt(summary, &title);
    let mut page = Page::new(title, subtitle(summary, &shown), summary);
    draw(&mut page, &bars, &summary.chapters);
    let rows: Vec<Row> = shown.iter().map(|share| row(share)).collect();
    page.finish("chapters-by-branch".to_owned(), table(&rows)?, alt).map(Some)
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

fn bars(summary: &Summary) -> Vec<Bar<'_>> {
    let of = |name: &str, odds| Bar {
        name: branch_title(name),
        under: odds,
        shares: summary.chapters.iter().map(|chapter| share(summary, name, chapter)).collect(),
    };
    let branches = summary.branches.iter().map(|branch| of(&branch.name, odds(branch, summary)));
    let mixture = (summary.branches.len() > 1).then(|| of(ALL_BRANCHES, Some("weighted by their odds".to_owned())));
    branches.chain(mixture).filter(|bar| bar.shares.iter().any(Option::is_some)).collect()
}

/// The chapter whose share differs most between the two likeliest branches; the most frequent if none differs, or if
/// there is one branch.
fn title(summary: &Summary) -> Option<String> {
    let by_branch = |chapter: &str| -> Vec<&ChapterShare> {
        main_branches(summary).into_iter().filter_map(|branch| share(summary, &branch.name, chapter)).collect()
    };
    let contrast = |shares: &[&ChapterShare]| {
        let values = || shares.iter().map(|share| share.probability.value);
        let low = if shares.len() > 1 { values().fold(f64::INFINITY, f64::min) } else { 0.0 };
        values().fold(0.0, f64::max) - low
    };
    let chapters = || summary.chapters.iter().map(|chapter| (chapter, by_branch(chapter)));
    let most = |shares: &[&ChapterShare]| shares.iter().map(|share| share.probability.value).fold(0.0, f64::max);
    let widest = chapters().max_by(|one, two| contrast(&one.1).total_cmp(&contrast(&two.1)))?;
    let (chapter, shares) = match contrast(&widest.1) < NO_CONTRAST {
        true => chapters().max_by(|one, two| most(&one.1).total_cmp(&most(&two.1)))?,
        false => widest,
    };
    let values: Vec<(String, f64)> =
        shares.iter().map(|share| (share.branch.clone(), share.probability.value)).collect();
    let say = |value: f64| {
        let same = shares.iter().find(|share| share.probability.value.total_cmp(&value).is_eq());
        same.map_or_else(|| percent(value), |share| frequency(share))
    };
    match values.as_slice() {
        [(_, value)] => Some(format!("Most frequent ending: {chapter}, {}", say(*value))),
        _ => finding(&capital(chapter), &values, say, ""),
    }
}

fn subtitle(summary: &Summary, shown: &[&ChapterShare]) -> String {
    let widest = shown.iter().map(|share| (share.high95 - share.low95) / 2.0).fold(0.0, f64::max);
    let trials = shown.first().map_or(0, |share| share.trials);
    format!(
        "How the histories end{}: share of {} simulated histories{}; 95% intervals at most ±{} points",
        by_outcome(summary),
        count(trials),
        if summary.branches.len() > 1 { " each" } else { "" },
        number(widest * 100.0, 1)
    )
}

fn alt(summary: &Summary, finding: &str) -> String {
    let ends = summary.chapters.iter().map(|name| capital(name)).collect::<Vec<_>>();
    format!(
        "Stacked bars of equal length, one for each of {} election outcomes, divided by how the histories end: {}. {finding}.",
        summary.branches.len(),
        list(&ends)
    )
}

pub(super) fn colour(chapter: usize) -> Colour {
    CHAPTERS[chapter % CHAPTERS.len()]
}

fn texture(chapter: usize) -> Texture {
    match chapter % 4 {
        1 => Texture::Rising,
        3 => Texture::Falling,
        _ => Texture::Plain,
    }
}

fn draw(page: &mut Page, bars: &[Bar], chapters: &[String]) {
    let tracks = |page: &Page| tracks(&page.body, bars.len());
    let keyed = !all_named(bars, chapters, &tracks(page)) && !all_noted(bars, chapters, &tracks(page));
    if keyed {
        key(page, chapters);
    }
    for (bar, track) in bars.iter().zip(tracks(page)) {
        row_name(&mut page.canvas, bar, &track, page.body.left);
        segments(&mut page.canvas, bar, &track, chapters, keyed);
        note(&mut page.canvas, bar, &track, chapters, keyed);
    }
}

/// The box of each bar, from the top.
fn tracks(body: &Rect, rows: usize) -> Vec<Rect> {
    let pitch = (body.height() / rows as f64).min(if rows > 2 { 104.0 } else { 150.0 });
    let height = (pitch - 28.0).clamp(pitch * 0.45, if rows > 2 { 64.0 } else { 110.0 });
    let top = body.top + (body.height() - pitch * rows as f64) * 0.2;
    let track = |row: usize| {
        let top = top + pitch * row as f64;
        Rect::new(body.left + NAMES, top, body.right, top + height)
    };
    (0..rows).map(track).collect()
}

/// The box of each chapter in a bar, empty for what is absent.
pub(super) fn boxes(bar: &Bar, track: &Rect) -> Vec<Rect> {
    let mut left = track.left;
    let mut next = |share: &Option<&ChapterShare>| {
        let value = share.map_or(0.0, |share| share.probability.value).clamp(0.0, 1.0);
        let right = (left + value * track.width()).min(track.right);
        Rect::new(std::mem::replace(&mut left, right), track.top, right, track.bottom)
    };
    bar.shares.iter().map(&mut next).collect()
}

pub(super) fn name_in(chapter: usize, name: &str, area: &Rect) -> Option<Block> {
    let style = Style::bold(NAME, colour(chapter).text_on());
    let block = Block::fit(&capital(name), style, area.width() - 8.0, 2);
    (block.whole && block.height() + PERCENT.0 * 1.3 + 6.0 <= area.height()).then_some(block)
}

/// Whether each chapter that is seen at all can be named inside a bar; with one or two bars, the note below may name
/// what is thin.
fn all_named(bars: &[Bar], chapters: &[String], tracks: &[Rect]) -> bool {
    let areas: Vec<Vec<Rect>> = bars.iter().zip(tracks).map(|(bar, track)| boxes(bar, track)).collect();
    let is_named = |row: usize, chapter: usize, name: &str| {
        let area = &areas[row][chapter];
        let share = bars[row].shares[chapter];
        let noted = share.is_none_or(|share| percent_in(share, colour(chapter), area).is_none());
        name_in(chapter, name, area).is_some() || (bars.len() <= 2 && noted)
    };
    chapters.iter().enumerate().all(|(chapter, name)| {
        let width = |row: &usize| areas[*row][chapter].width();
        let widest = (0..bars.len()).max_by(|one, two| width(one).total_cmp(&width(two)));
        widest.is_none_or(|row| width(&row) <= 0.0 || is_named(row, chapter, name))
    })
}

/// Whether each segment of each bar is named, in it or below it.
fn all_noted(bars: &[Bar], chapters: &[String], tracks: &[Rect]) -> bool {
    bars.iter().zip(tracks).all(|(bar, track)| Notes::whole(bar, track, chapters).fit(track))
}

fn row_name(canvas: &mut Canvas, bar: &Bar, track: &Rect, left: f64) {
    let room = NAMES - 14.0;
    let rows = if track.height() < 24.0 { 2 } else { 3 };
    let name = Block::fit(&bar.name, Style::bold((HEADING.0, 7.0), INK), room, rows);
    let odds = bar.under.as_ref().map(|odds| Block::line(odds, Style::plain((10.0, 10.0), QUIET)));
    let height = name.height() + odds.as_ref().map_or(0.0, |odds| odds.height() + 1.0);
    let top = track.centre().y - height / 2.0;
    let area = canvas.text(&name, at(left, top), Across::Left, Down::Top);
    if let Some(odds) = odds {
        canvas.text(&odds, at(left, area.bottom + 1.0), Across::Left, Down::Top);
    }
}

fn segments(canvas: &mut Canvas, bar: &Bar, track: &Rect, chapters: &[String], keyed: bool) {
    for (chapter, (share, area)) in bar.shares.iter().zip(boxes(bar, track)).enumerate() {
        let Some(share) = share.filter(|_| area.width() > 0.0) else { continue };
        let hue = colour(chapter);
        canvas.textured(area.corners(), hue, if keyed { texture(chapter) } else { Texture::Plain });
        if area.left > track.left {
            canvas.line(vec![at(area.left, area.top), at(area.left, area.bottom)], WHITE, 1.6);
        }
        let Some(value) = percent_in(share, hue, &area) else { continue };
        let name = if keyed { None } else { name_in(chapter, &chapters[chapter], &area) };
        inside(canvas, &value, name.as_ref(), &area, hue);
    }
}

/// The percentage, where the segment has room for it.
pub(super) fn percent_in(share: &ChapterShare, hue: Colour, area: &Rect) -> Option<Block> {
    let text = percent(share.probability.value);
    let size = PERCENT.0.min(area.height() * 0.7);
    let value = Block::line(&text, Style::bold((size, size), hue.text_on()));
    (font::width(&text, size, true) + 6.0 <= area.width()).then_some(value)
}

fn inside(canvas: &mut Canvas, value: &Block, name: Option<&Block>, area: &Rect, hue: Colour) {
    let centre = area.centre();
    match name {
        Some(name) => {
            let top = centre.y - (name.height() + value.height() + 2.0) / 2.0;
            let below = canvas.text(name, at(centre.x, top), Across::Middle, Down::Top).bottom + 2.0;
            canvas.text(value, at(centre.x, below), Across::Middle, Down::Top);
        }
        None => {
            let plate = canvas.text(value, centre, Across::Middle, Down::Middle);
            canvas.rect(Rect::new(plate.left - 2.0, plate.top, plate.right + 2.0, plate.bottom), hue);
        }
    }
}

/// A key above the bars, in the order of the segments; takes its room from the body.
fn key(page: &mut Page, chapters: &[String]) {
    let columns = if chapters.len() <= 4 { chapters.len() } else { chapters.len().div_ceil(2) };
    let left = page.body.left;
    let step = page.body.width() / columns as f64;
    for row in chapters.chunks(columns).enumerate().map(|(row, names)| (row * columns, names)) {
        let (first, names) = row;
        let top = page.body.top;
        let mut bottom = top;
        for (column, name) in names.iter().enumerate() {
            let (chapter, x) = (first + column, left + step * column as f64);
            let swatch = Rect::new(x, top, x + 18.0, top + 13.0);
            page.canvas.textured(swatch.corners(), colour(chapter), texture(chapter));
            let ink = Style::bold((9.5, 9.5), colour(chapter).text_on());
            let digit = Block::line(&(chapter + 1).to_string(), ink);
            inside(&mut page.canvas, &digit, None, &swatch, colour(chapter));
            let style = Style::bold((NAME.0, 7.5), colour(chapter).ink());
            let label = Block::fit(&capital(name), style, step - 34.0, 2);
            let area = page.canvas.text(&label, at(x + 23.0, top + (13.0 - label.size) / 2.0), Across::Left, Down::Top);
            bottom = bottom.max(area.bottom);
        }
        page.body.top = bottom + 5.0;
    }
    page.body.top += 12.0;
}
