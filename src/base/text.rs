//! Text as it is seen: its width at a terminal, padding and clipping to a width, text in which nothing is markup, and
//! text from outside made safe to show.
//!
//! Takes and gives plain strings; knows nothing of the model.

#[cfg(feature = "cli")]
use std::borrow::Cow;
use std::fmt::Write;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that a terminal needs for a text: two for a wide character or an emoji, none for a combining accent.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// A text at the left of so many columns, filled with blanks; longer text stays whole.
pub(crate) fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", blanks(columns.saturating_sub(width(text))))
}

/// A text at the right of so many columns, filled with blanks; longer text stays whole.
pub(crate) fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", blanks(columns.saturating_sub(width(text))))
}

/// Names joined by commas and "and".
pub(crate) fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A word as a shell reads it.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

/// So many blanks.
pub(crate) fn blanks(columns: usize) -> String {
    " ".repeat(columns)
}

/// A text cut to so many columns, the cut shown by `…`.
pub(crate) fn clip(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let fits = |c: &char| match left.checked_sub(c.width().unwrap_or(0)) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// A text in lines of at most so many columns, broken at blanks, and inside a word only if it is longer than a line.
pub(crate) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = &lines[lines.len() - 1];
        if !line.is_empty() && width(line) + 1 + width(word) <= columns {
            lines.last_mut().into_iter().for_each(|line| line.extend([" ", word]));
            continue;
        }
        lines.extend(pieces(word, columns));
    }
    if lines.len() > 1 {
        lines.remove(0); // empty: the first word found no room beside nothing
    }
    lines
}

/// A text whose lines are at most so many columns wide: a longer line goes on below, two blanks further in.
pub(crate) fn fitted(text: &str, columns: usize) -> String {
    text.lines().map(|line| hung(line, columns) + "\n").collect()
}

fn hung(line: &str, columns: usize) -> String {
    let indent = blanks((line.len() - line.trim_start().len() + 2).min(columns / 2));
    let (mut out, mut rest) = (String::new(), line.to_owned());
    while width(&rest) > columns {
        let cut = cut(&rest, columns);
        out.push_str(rest[..cut].trim_end());
        out.push('\n');
        rest = format!("{indent}{}", rest[cut..].trim_start());
    }
    out + &rest
}

/// Where a line too long is cut: at the last blank that has a word before it, else inside the word.
fn cut(line: &str, columns: usize) -> usize {
    let lead = line.len() - line.trim_start().len();
    let fits = |end: &usize| width(&line[..*end]) <= columns;
    let blank = line.char_indices().filter(|(at, c)| *c == ' ' && *at > lead).map(|(at, _)| at).take_while(fits).last();
    let whole = || line.char_indices().map(|(at, _)| at).filter(|at| *at > lead).take_while(fits).last();
    blank.or_else(whole).unwrap_or(line.len())
}

/// A word in pieces of at most so many columns.
fn pieces(word: &str, columns: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in word.chars() {
        let piece = &pieces[pieces.len() - 1];
        if !piece.is_empty() && width(piece) + c.width().unwrap_or(0) > columns {
            pieces.push(String::new());
        }
        pieces.last_mut().into_iter().for_each(|piece| piece.push(c));
    }
    pieces
}

/// Text that cannot move the cursor or change colours at a terminal: control characters become blanks.
pub(crate) fn terminal(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Text of many lines that cannot move the cursor, change colours or hide anything at a terminal, whatever file its words
/// come from.
#[cfg(feature = "cli")]
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    let harms = |c: char| c != '\n' && c != '\t' && is_invisible(c);
    match text.contains(harms) {
        true => text.chars().map(|c| if harms(c) { '\u{FFFD}' } else { c }).collect::<String>().into(),
        false => text.into(),
    }
}

/// Text in which nothing is Markdown, on one line: `<`, `>` and `&` as HTML, since not every reader of Markdown knows a
/// backslash before them, the rest by a backslash.
pub(crate) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '\n' | '\r' => out.push(' '),
            // What many readers make a link of by themselves.
            ':' if text[at..].starts_with("://") => out.push_str("&#58;"),
            '.' if text[..at].ends_with("www") => out.push_str("&#46;"),
            '@' => out.push_str("&#64;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '!' | '$' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// [`markdown`] for text that may begin a line: a sign there would make a list of it, or a formula of the cell that it
/// is pasted into. A number keeps its sign.
pub(crate) fn markdown_line(text: &str) -> String {
    match text.chars().next() {
        Some(sign @ ('+' | '-' | '=' | '@')) if text.parse::<f64>().is_err() => {
            format!("&#{};{}", u32::from(sign), markdown(&text[1..]))
        }
        _ => markdown(text),
    }
}

/// A text as a code block in Markdown, to the letter: the fence is longer than any run of backticks in it.
pub(crate) fn code_block(text: &str) -> String {
    let runs = text.split(|c| c != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
    let mut block = String::new();
    let _ = write!(block, "{fence}sh\n{text}\n{fence}"); // writing to a string cannot fail
    block
}

/// Longest stretch that is shown, in characters.
const SHOWN: usize = 60;

/// The text as it may be shown in a message: one line, nothing invisible, not too long.
pub(crate) fn shown(text: &str) -> String {
    let mut out = String::new();
    for (count, c) in text.chars().enumerate() {
        if count == SHOWN {
            return out + "…";
        }
        if is_invisible(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// Whether a character does not show, or shows as nothing that can be read: control, bidirectional, zero-width, blank
/// letters and their like, and what is no character.
pub(crate) fn is_invisible(c: char) -> bool {
    use GeneralCategory::{Control, Format, LineSeparator, ParagraphSeparator};
    // Letters, marks and symbols that are blank, variants of what is before them, and tags, all by name.
    let blank = matches!(u32::from(c), 0x34F | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x2028..=0x202E
        | 0x2060..=0x206F | 0x2800 | 0x3164 | 0xFE00..=0xFE0F | 0xFFA0 | 0xFFF0..=0xFFFB | 0xE0000..=0xE0FFF);
    let none = u32::from(c) & 0xFFFE == 0xFFFE || ('\u{FDD0}'..='\u{FDEF}').contains(&c);
    blank || none || matches!(c.general_category(), Control | Format | LineSeparator | ParagraphSeparator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_wrapped_lines_fit_and_lose_nothing() {
        let cases: [(&str, usize, &[&str]); 5] = [
            ("step of union ratified", 10, &["step of", "union", "ratified"]),
            ("one", 10, &["one"]),
            ("", 10, &[""]),
            ("Verhandlungen am Tisch", 8, &["Verhandl", "ungen am", "Tisch"]),
            ("日本語 ab", 4, &["日本", "語", "ab"]),
        ];
        for (text, columns, lines) in cases {
            assert_eq!(wrapped(text, columns), lines, "{text}");
        }
    }

    #[test]
    fn limit_fitted_lines_keep_their_columns_and_go_on_below() {
        let cases = [
            ("ab  cd", 10, "ab  cd\n"),
            ("  name   1.0  one two three", 18, "  name   1.0  one\n    two three\n"),
            ("a b\n\nc", 3, "a b\n\nc\n"),
            ("日本語版", 4, "日本\n  語\n  版\n"),
        ];
        for (text, columns, fitting) in cases {
            assert_eq!(fitted(text, columns), fitting, "{text}");
            assert!(fitted(text, columns).lines().all(|line| width(line) <= columns));
        }
    }

    #[test]
    fn val_widths_are_those_of_a_terminal() {
        for (text, columns) in [("abc", 3), ("日本", 4), ("e\u{301}", 1), ("🙂", 2), ("… −", 3), ("", 0)] {
            assert_eq!(width(text), columns, "{text}");
            assert_eq!(width(&left(text, 6)), 6, "{text}");
            assert_eq!(width(&right(text, 6)), 6, "{text}");
        }
        assert_eq!(clip("日本語版", 5), "日本…");
        assert_eq!(clip("日本語版", 8), "日本語版");
        assert_eq!(clip("abcdef", 4), "abc…");
        assert_eq!(terminal("a\u{1b}[1mb\nc"), "a [1mb c");
    }

    #[test]
    fn val_nothing_is_markup_in_markdown() {
        assert_eq!(
            markdown("<img src=x> | *a* [b](c) & _d_"),
            "&lt;img src=x&gt; \\| \\*a\\* \\[b\\](c) &amp; \\_d\\_"
        );
        assert_eq!(markdown("https://a.b www.c.d e@f g: h"), "https&#58;//a.b www&#46;c.d e&#64;f g: h");
        assert_eq!(markdown(r"\*\*no\*\* ~~x~~ $y$"), r"\\\*\\\*no\\\*\\\* \~\~x\~\~ \$y\$");
        assert_eq!(markdown_line("=1+1"), "&#61;1+1");
        assert_eq!(markdown_line("- a\n- b"), "&#45; a - b");
        assert_eq!(markdown_line("-4.60"), "-4.60");
        assert_eq!(code_block("a & b"), "```sh\na & b\n```");
        assert_eq!(code_block("a ``` b"), "````sh\na ``` b\n````");
    }

    #[test]
    fn messages_hold_nothing_invisible() {
        assert_eq!(shown("a\u{202E}\n"), "a\\u{202e}\\u{a}");
        let hidden =
            ['\u{1D173}', '\u{13430}', '\u{1BCA0}', '\u{2800}', '\u{FFFE}', '\u{10FFFF}', '\u{FDD0}', '\u{E0041}'];
        assert!(hidden.into_iter().all(is_invisible));
        assert!(!"aß日ё é…−’🙂".chars().any(is_invisible));
    }
}
