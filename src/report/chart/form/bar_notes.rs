//! Words below a bar: what the bar itself has no room to say.
//!
//! Takes a bar and its box, gives labels beside the places that they name.

use super::bar::{Bar, Part, name_in};
use crate::report::chart::kit::*;

/// Below the bar: what is too thin to carry its number or name, and what was not seen. Each beside its place in the bar where
/// there is room for that, by name or else by its number in the key; else all of it as one text.
pub(crate) fn note(canvas: &mut Canvas, bar: &Bar, track: &Rect, parts: &[Part], keyed: bool) {
    let name = |part: usize| parts[part].name.clone();
    let whole = (!keyed).then(|| Notes::whole(bar, track, parts));
    let named = Notes::new((bar, parts), track, &name, &|_, _| false);
    let numbered = Notes::new((bar, parts), track, &|part| format!("({})", part + 1), &|_, _| false);
    let fitting = [whole.as_ref(), Some(&named), keyed.then_some(&numbered)].into_iter().flatten();
    if let Some(notes) = fitting.into_iter().find(|notes| notes.fit(track)) {
        notes.draw(canvas, track);
    } else {
        let text = if keyed { numbered.joined() } else { named.joined() };
        let block = Block::fit(&text, Style::plain(NOTE, QUIET), track.width(), 3);
        canvas.text(&block, at(track.left, track.bottom + 4.5), Across::Left, Down::Top);
    }
}

/// What stands below a bar.
pub(crate) struct Notes {
    /// Where in the bar it belongs, the words, and whether a pointer leads to it.
    parts: Vec<(f64, Block, bool)>,
}

impl Notes {
    /// With the name of every segment that does not hold its own.
    pub(crate) fn whole(bar: &Bar, track: &Rect, parts: &[Part]) -> Self {
        let unnamed = |part: usize, area: &Rect| name_in(&parts[part], area).is_none();
        Self::new((bar, parts), track, &|part| parts[part].name.clone(), &unnamed)
    }

    /// What a part is `called`, and whether a segment that has its number is `unnamed` and so needs its name here.
    fn new(
        (bar, all): (&Bar, &[Part]),
        track: &Rect,
        called: &dyn Fn(usize) -> String,
        unnamed: &dyn Fn(usize, &Rect) -> bool,
    ) -> Self {
        let (mut parts, mut unseen) = (Vec::new(), Vec::new());
        for (part, (share, area)) in bar.shares.iter().zip(bar.boxes(track)).enumerate() {
            let line = |text: String, hue: Colour| Block::line(&text, Style::plain((NOTE.0, NOTE.0), hue));
            let middle = area.centre().x;
            match share {
                Some(share) if !share.is_seen => unseen.push((middle, called(part))),
                Some(share) if share.text(&all[part], &area).is_none() => {
                    let text = format!("{} {}", called(part), percent(share.value));
                    parts.push((middle, line(text, all[part].colour.ink()), true));
                }
                Some(_) if unnamed(part, &area) => {
                    parts.push((middle, line(called(part), all[part].colour.ink()), true));
                }
                Some(_) => {}
                None => parts.push((middle, line(format!("{} not known", called(part)), QUIET), false)),
            }
        }
        if let Some((middle, _)) = unseen.first() {
            let names: Vec<String> = unseen.iter().map(|(_, name)| name.clone()).collect();
            let text = format!("{}: {}", bar.unseen, names.join(", "));
            parts.push((*middle, Block::line(&text, Style::plain((NOTE.0, NOTE.0), QUIET)), false));
        }
        Self { parts }
    }

    fn widths(&self) -> Vec<f64> {
        self.parts.iter().map(|(_, block, _)| block.width() + 10.0).collect()
    }

    /// Whether all of it stands on one line.
    pub(crate) fn fit(&self, track: &Rect) -> bool {
        self.widths().iter().sum::<f64>() <= track.width() + 10.0
    }

    /// Where each part stands. What was not seen gives way: it stands at the end of the bar, or at its own place,
    /// whichever moves the others least.
    fn centres(&self, track: &Rect) -> Vec<f64> {
        let place = |spare: Option<f64>| {
            let wanted = self.parts.iter().map(|(x, _, pointer)| if *pointer { *x } else { spare.unwrap_or(*x) });
            spread(&wanted.collect::<Vec<_>>(), &self.widths(), track.left - 5.0, track.right + 5.0)
        };
        let moved = |centres: &[f64]| -> f64 {
            let pairs = self.parts.iter().zip(centres).filter(|((.., pointer), _)| *pointer);
            pairs.map(|((x, ..), centre)| (x - centre).abs()).sum()
        };
        let places = [Some(track.left), Some(track.right), None].map(place);
        places.into_iter().min_by(|one, two| moved(one).total_cmp(&moved(two))).unwrap_or_default()
    }

    fn draw(&self, canvas: &mut Canvas, track: &Rect) {
        for ((x, block, pointer), centre) in self.parts.iter().zip(self.centres(track)) {
            let area = canvas.text(block, at(centre, track.bottom + 6.0), Across::Middle, Down::Top);
            if *pointer {
                let foot = x.clamp(area.left, area.right);
                canvas.line(vec![at(*x, track.bottom + 0.8), at(foot, area.top - 1.0)], block.colour, HAIRLINE);
            }
        }
    }

    fn joined(&self) -> String {
        self.parts.iter().map(|(_, block, _)| block.lines.join(" ")).collect::<Vec<_>>().join(" · ")
    }
}
