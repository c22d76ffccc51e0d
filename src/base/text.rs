//! Text that comes from outside, made safe to show.
//!
//! Takes any text, gives one line of it without characters that do not show.

/// Longest stretch that is shown, in characters.
const SHOWN: usize = 60;

/// The text as it may be shown in a message: one line, nothing invisible, not too long.
pub fn shown(text: &str) -> String {
    let mut out = String::new();
    for (count, c) in text.chars().enumerate() {
        if count == SHOWN {
            return out + "…";
        }
        if is_invisible(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// Whether a character does not show: control, bidirectional, zero-width and their like.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c), 0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F
            | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0
            | 0xFFF0..=0xFFFB | 0xE0000..=0xE0FFF)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn messages_hold_nothing_invisible() {
        assert_eq!(shown("a\u{202E}\n"), "a\\u{202e}\\u{a}");
    }
}
