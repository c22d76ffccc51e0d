//! Slips of other habits of writing: a decimal comma, curled quotation marks, cells separated by semicolons.
//!
//! Takes what was written, gives what to write instead.

/// Quotation marks that are none to a program.
const CURLED: [char; 9] = ['“', '”', '„', '‟', '‘', '’', '‚', '«', '»'];

/// What to write in the place of a text that no number, name or word could be read from; empty if nothing is known.
pub(crate) fn instead(text: &str) -> String {
    decimal_comma(text).or_else(|| curled(text)).unwrap_or_default()
}

/// Advice on a number with a decimal comma.
pub(crate) fn decimal_comma(text: &str) -> Option<String> {
    let text = text.trim();
    let (whole, part) = text.split_once(',')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits(whole.trim_start_matches(['-', '+'])) && digits(part);
    number.then(|| format!("write {whole}.{part}: a number has a decimal point, not a comma"))
}

/// Advice on a text in curled quotation marks.
pub(crate) fn curled(text: &str) -> Option<String> {
    let mark = text.chars().find(|c| CURLED.contains(c))?;
    Some(format!("write straight quotation marks, \", in the place of {mark}"))
}

/// Advice on the line of a file that is not TOML.
pub(crate) fn in_line(line: &str) -> String {
    let value = line.split_once('=').map_or("", |(_, value)| value.split('#').next().unwrap_or_default());
    decimal_comma(value).or_else(|| curled(line.split('#').next().unwrap_or_default())).unwrap_or_default()
}

/// Advice on the only cell of a header that holds several, separated by something other than commas.
pub(crate) fn separated_otherwise(cell: &str) -> Option<String> {
    let (mark, name) = [(';', "semicolons"), ('\t', "tabs")].into_iter().find(|(mark, _)| cell.contains(*mark))?;
    let columns = cell.split(mark).map(str::trim).collect::<Vec<_>>().join(",");
    Some(format!("they are separated by {name}: save the file as CSV with commas; its first line: {columns}"))
}

#[cfg(test)]
mod tests {
    use super::{curled, decimal_comma, separated_otherwise};

    #[test]
    fn other_habits_of_writing_are_known() {
        assert!(decimal_comma("0,7").is_some_and(|help| help.starts_with("write 0.7")));
        assert!(decimal_comma("-12,50").is_some_and(|help| help.starts_with("write -12.50")));
        for other in ["1,2,3", "a,b", "0.7", ",7", "7,", "1, 2"] {
            assert_eq!(decimal_comma(other), None, "{other}");
        }
        assert!(curled("“crisis”").is_some());
        assert_eq!(curled("\"crisis\""), None);
        assert!(separated_otherwise("quarter;dispute").is_some_and(|help| help.ends_with("quarter,dispute")));
        assert_eq!(separated_otherwise("quarter"), None);
    }
}
