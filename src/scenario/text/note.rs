//! The comment that belongs to a value: the grounds of a number stand beside it.
//!
//! Takes a text and where key and value stand, gives the comment on the rest of the value's line or, if there is
//! none, the comment lines directly above the key.

use crate::base::text::is_invisible;

/// The comment of the value that ends at `end` and whose key (or header) starts at `start`.
/// It is shown in tables and pages, so what is invisible in it is not kept.
pub(crate) fn note(text: &str, start: usize, end: usize) -> String {
    let whole = beside(text, end).unwrap_or_else(|| above(text, start));
    whole.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| !is_invisible(*c)).collect()
}

fn beside(text: &str, end: usize) -> Option<String> {
    let rest = text.get(end..)?.trim_start_matches([' ', '\t', ',', ']', '}']);
    let comment = rest.strip_prefix('#')?.lines().next().unwrap_or_default();
    Some(comment.trim().to_owned())
}

/// Comment lines directly above; the run ends at the first line that is anything else.
fn above(text: &str, start: usize) -> String {
    let before = text.get(..start).unwrap_or_default().trim_end_matches([' ', '\t']);
    let Some(lines) = before.strip_suffix('\n') else {
        return String::new();
    };
    let mut comments: Vec<&str> =
        lines.rsplit('\n').map_while(|line| line.trim().strip_prefix('#')).map(str::trim).collect();
    comments.reverse();
    comments.join(" ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::note;

    fn of(text: &str, key: &str, value: &str) -> String {
        let start = text.find(key).unwrap();
        note(text, start, text.find(value).unwrap() + value.len())
    }

    #[test]
    fn the_comment_beside_goes_before_the_comment_above() {
        let text = "# head\n\n# one\n# two\na = 1\nb = [2, 3], # three\r\n  c = 4\n";
        assert_eq!(of(text, "a =", "1"), "one two");
        assert_eq!(of(text, "b", "2, 3"), "three");
        assert_eq!(of(text, "c =", "4"), "");
        assert_eq!(of("a = 1 # up\u{202E}on\u{200B}\u{E0041}\ta", "a =", "1"), "upon a");
    }
}
