//! Text that fits: broken into lines by measured width, shrunk, and cut only as a last resort.
//!
//! Takes a text, a range of sizes and the room, gives a [`Block`] of lines whose box is known before it is placed.

use super::font;
use super::theme::{Colour, LEAST};

/// What a text may look like.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Size wanted, and the smallest allowed.
    pub size: (f64, f64),
    pub bold: bool,
    pub colour: Colour,
}

impl Style {
    /// Never smaller than can be read in any drawing.
    pub fn plain(size: (f64, f64), colour: Colour) -> Self {
        Self { size: (size.0.max(LEAST), size.1.max(LEAST)), bold: false, colour }
    }

    pub fn bold(size: (f64, f64), colour: Colour) -> Self {
        Self { bold: true, ..Self::plain(size, colour) }
    }
}

/// Lines of text of one size, ready to be placed.
#[derive(Debug, Clone)]
pub struct Block {
    pub lines: Vec<String>,
    pub size: f64,
    pub bold: bool,
    pub colour: Colour,
    /// Whether words were cut away for want of room.
    pub cut: bool,
    /// Whether every word is whole.
    pub whole: bool,
}

impl Block {
    /// One line at the wanted size, however wide.
    pub fn line(text: &str, style: Style) -> Self {
        Self::of(vec![text.to_owned()], style.size.0, style, false)
    }

    /// At most `rows` lines no wider than `room`: the greatest allowed size at which whole words fit, else the
    /// greatest at which broken words do, else cut with an ellipsis at the smallest.
    pub fn fit(text: &str, style: Style, room: f64, rows: usize) -> Self {
        for broken in [false, true] {
            for size in sizes(style.size) {
                let lines = if broken { broken_words } else { whole_words }(text, size, style.bold, room);
                if lines.len() <= rows && lines.iter().all(|line| font::width(line, size, style.bold) <= room) {
                    return Self { whole: !broken, ..Self::of(lines, size, style, false) };
                }
            }
        }
        let least = style.size.1;
        let mut lines = broken_words(text, least, style.bold, room);
        lines.truncate(rows);
        shorten(lines.last_mut(), least, style.bold, room);
        Self { whole: false, ..Self::of(lines, least, style, true) }
    }

    /// On one line if that needs no more than the smallest size of `single`, else on two of even length, else on four.
    pub(crate) fn headline(text: &str, style: Style, single: f64, room: f64) -> Self {
        let one = Self::fit(text, Style { size: (style.size.0, single), ..style }, room, 1);
        if one.whole {
            return one;
        }
        let two = Self::fit(text, style, room, 2);
        if two.whole { two.balanced(text, room) } else { Self::fit(text, style, room, 4) }
    }

    /// The same number of lines, as even as can be.
    fn balanced(mut self, text: &str, room: f64) -> Self {
        let mut room = room;
        while self.whole && self.lines.len() > 1 && room > 0.0 {
            room -= self.size / 2.0;
            let lines = whole_words(text, self.size, self.bold, room);
            let fits = lines.iter().all(|line| font::width(line, self.size, self.bold) <= room);
            if lines.len() > self.lines.len() || !fits {
                break;
            }
            self.lines = plain(lines);
        }
        self
    }

    fn of(lines: Vec<String>, size: f64, style: Style, cut: bool) -> Self {
        let lines = plain(lines);
        Self { lines, size, bold: style.bold, colour: style.colour, cut, whole: true }
    }

    pub fn width(&self) -> f64 {
        self.lines.iter().map(|line| font::width(line, self.size, self.bold)).fold(0.0, f64::max)
    }

    /// From the top of the tallest letter of the first line to the bottom of the deepest of the last.
    pub fn height(&self) -> f64 {
        let between = self.lines.len().saturating_sub(1) as f64 * font::LEADING;
        (between + font::ASCENT + font::DESCENT) * self.size
    }
}

/// With plain spaces for those that keep words together.
fn plain(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().map(|line| line.replace('\u{a0}', " ")).collect()
}

/// Sizes to try, the greatest first.
fn sizes((wanted, least): (f64, f64)) -> impl Iterator<Item = f64> {
    let next = move |size: &f64| (*size > least).then(|| (size - 0.5).max(least));
    std::iter::successors(Some(wanted), next)
}

fn whole_words(text: &str, size: f64, bold: bool, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if font::width(&format!("{line} {word}"), size, bold) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn broken_words(text: &str, size: f64, bold: bool, room: f64) -> Vec<String> {
    let mut lines = Vec::new();
    for line in whole_words(text, size, bold, room) {
        let mut piece = String::new();
        for letter in line.chars() {
            piece.push(letter);
            if font::width(&piece, size, bold) > room && piece.chars().count() > 1 {
                piece.pop();
                lines.push(std::mem::replace(&mut piece, letter.to_string()));
            }
        }
        lines.push(piece);
    }
    lines
}

fn shorten(line: Option<&mut String>, size: f64, bold: bool, room: f64) {
    let Some(line) = line else { return };
    while !line.is_empty() && font::width(&format!("{line}…"), size, bold) > room {
        line.pop();
    }
    *line = format!("{}…", line.trim_end());
}

#[cfg(test)]
mod tests {
    use super::super::theme::INK;
    use super::*;

    #[test]
    fn headlines_leave_no_word_alone() {
        let style = Style { size: (10.0, 5.0), bold: false, colour: INK };
        let text = "no room for agreement unless it is weak";
        let room = font::width("no room for agreement unless it is", 10.0, false) + 1.0;
        assert_eq!(Block::headline(text, style, 10.0, room).lines, ["no room for agreement", "unless it is weak"]);
        assert_eq!(Block::headline(text, style, 8.0, room).lines, [text]);
    }

    #[test]
    fn words_wrap_then_shrink_then_break_then_cut() {
        let style = Style { size: (10.0, 7.0), bold: false, colour: INK };
        assert_eq!(Block::fit("one two", style, 500.0, 3).lines, ["one two"]);
        assert_eq!(Block::fit("one two", style, 30.0, 3).lines, ["one", "two"]);
        assert_eq!(Block::fit("one two\u{a0}6", style, 45.0, 3).lines, ["one", "two 6"]);
        assert!(Block::fit("incumbent", style, 48.0, 1).size < 10.0);
        let broken = Block::fit("Incumbentincumbent", style, 40.0, 3);
        assert!(broken.lines.len() > 1 && !broken.cut);
        let cut = Block::fit("Incumbentincumbentincumbent", style, 40.0, 1);
        assert!(cut.cut && cut.lines[0].ends_with('…') && cut.width() <= 40.0);
    }
}
