//! A look at the text before it is parsed: nothing may nest so deep that a parser or a walk runs out of stack.
//!
//! Takes the text, gives the place where brackets or dotted keys go too deep. No scenario needs more than a few levels.

use std::ops::Range;

/// Deepest nesting of brackets, and most dots in a key.
const DEPTH: usize = 16;

/// Where the text nests too deep, and what does.
pub(crate) fn too_deep(text: &str) -> Option<(Range<usize>, &'static str)> {
    let bytes = text.as_bytes();
    let (mut at, mut depth, mut dots) = (0, 0_usize, 0_usize);
    while let Some(byte) = bytes.get(at) {
        let next = match byte {
            b'#' => end_of_line(bytes, at),
            b'"' | b'\'' => end_of_string(bytes, at),
            _ => at + 1,
        };
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'.' => dots += 1,
            _ => {}
        }
        if !is_part_of_key(*byte) {
            dots = 0;
        }
        if depth > DEPTH {
            return Some((at..at + 1, "brackets nest more than 16 deep"));
        }
        if dots > DEPTH {
            return Some((at..at + 1, "a key has more than 16 dots"));
        }
        at = next;
    }
    None
}

fn is_part_of_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'"' | b'\'' | b' ' | b'\t')
}

fn end_of_line(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |gap| at + gap)
}

/// The byte after the string that starts at `at`; an unclosed one-line string ends with its line.
fn end_of_string(bytes: &[u8], at: usize) -> usize {
    let quote = bytes[at];
    let long = bytes[at..].starts_with(&[quote; 3]);
    let mut next = if long { at + 3 } else { at + 1 };
    while let Some(byte) = bytes.get(next) {
        match byte {
            b'\\' if quote == b'"' => next += 2,
            b'\n' if !long => return next,
            byte if *byte == quote && !long => return next + 1,
            byte if *byte == quote && bytes[next..].starts_with(&[quote; 3]) => return next + 3,
            _ => next += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::too_deep;

    #[test]
    fn depth_is_counted_outside_strings_and_comments() {
        assert_eq!(too_deep(&format!("a = '{}' # {}", "[".repeat(99), ".".repeat(99))), None);
        assert_eq!(too_deep(&format!("a = \"\"\"\n{}\\\"\"\"\"", "[".repeat(99))), None);
        assert_eq!(too_deep(&"[a.b]\nc = 1.5\n".repeat(1000)), None);
        assert_eq!(too_deep(&"[".repeat(100_000)).unwrap().0, 16..17);
        assert!(too_deep(&format!("a{} = 1", ".a".repeat(100_000))).is_some());
        assert!(too_deep(&"\"a\" . ".repeat(100_000)).is_some());
    }
}
