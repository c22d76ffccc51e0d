//! What a comparison is asked for in one word of the command line: variants and odds.
//!
//! Takes `client.delivery=0.6,0.85` or `weak=0.7,strong=0.3`, gives the parts, or what is wrong with them. A comma or an
//! equals sign inside quotes or brackets does not count.

/// The variants of a scenario: each value as an override of its own.
///
/// # Errors
/// If there is no key, or fewer than two values.
pub(crate) fn variants(text: &str) -> Result<Vec<String>, String> {
    let equals = outside(text, '=').first().copied().ok_or_else(|| format!("`{text}` is no KEY=VALUE,VALUE"))?;
    let (key, values) = (text[..equals].trim(), &text[equals + 1..]);
    let values: Vec<&str> = pieces(values, ',').into_iter().map(str::trim).collect();
    if key.is_empty() || values.iter().any(|value| value.is_empty()) {
        return Err(format!("`{text}` is no KEY=VALUE,VALUE"));
    }
    match values.len() {
        1 => Err(format!("`{text}` has one value: give at least two, the first is the reference")),
        _ => Ok(values.into_iter().map(|value| format!("{key}={value}")).collect()),
    }
}

/// The key of a variant.
pub(crate) fn key(variant: &str) -> &str {
    parts(variant).0
}

/// The value of a variant.
pub(crate) fn value(variant: &str) -> &str {
    parts(variant).1
}

fn parts(variant: &str) -> (&str, &str) {
    let equals = outside(variant, '=').first().copied();
    equals.map_or((variant, ""), |equals| (&variant[..equals], &variant[equals + 1..]))
}

/// Branches with their odds. A comma that is not followed by another `NAME=ODDS` belongs to the name.
///
/// # Errors
/// If a part is no `NAME=ODDS`.
pub(crate) fn odds(texts: &[String]) -> Result<Vec<(String, f64)>, String> {
    let mut found = Vec::new();
    for text in texts {
        let mut open = Vec::new();
        for piece in pieces(text, ',') {
            open.push(piece);
            if !outside(piece, '=').is_empty() {
                found.push(pair(&std::mem::take(&mut open).join(","))?);
            }
        }
        if !open.is_empty() {
            return Err(format!("`{}` is no NAME=ODDS", open.join(",")));
        }
    }
    Ok(found)
}

fn pair(text: &str) -> Result<(String, f64), String> {
    let wrong = || format!("`{text}` is no NAME=ODDS, such as \"weakened incumbent=0.7\"");
    let equals = outside(text, '=').last().copied().ok_or_else(wrong)?;
    let name = text[..equals].trim();
    let quoted = |quote: char| name.strip_prefix(quote)?.strip_suffix(quote);
    let name = quoted('"').or_else(|| quoted('\'')).unwrap_or(name);
    let odds: f64 = text[equals + 1..].trim().parse().map_err(|_| wrong())?;
    if name.is_empty() { Err(wrong()) } else { Ok((name.to_owned(), odds)) }
}

/// The pieces between the separators that stand outside quotes and brackets.
pub(crate) fn pieces(text: &str, separator: char) -> Vec<&str> {
    let mut start = 0;
    let mut found = Vec::new();
    for at in outside(text, separator) {
        found.push(&text[start..at]);
        start = at + separator.len_utf8();
    }
    found.push(&text[start..]);
    found
}

/// Where a character stands outside quotes and brackets.
fn outside(text: &str, wanted: char) -> Vec<usize> {
    let (mut quote, mut depth) = (None, 0_usize);
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"') => quote = Some(c),
            // An apostrophe inside a word begins no quoted text.
            (None, '\'') if !text[..at].ends_with(char::is_alphanumeric) => quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            (None, c) if c == wanted && depth == 0 => found.push(at),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{odds, variants};

    #[test]
    fn values_are_split_at_commas_outside_quotes_and_brackets() {
        let cases: [(&str, &[&str]); 4] = [
            ("client.delivery=0.6, 0.85,1.0", &["client.delivery=0.6", "client.delivery=0.85", "client.delivery=1.0"]),
            (
                "a={ dist = \"uniform\", low = 0, high = 1 },0.5",
                &["a={ dist = \"uniform\", low = 0, high = 1 }", "a=0.5"],
            ),
            (
                "offer.\"a, b=c\".subsidies=[0, 1],[2]",
                &["offer.\"a, b=c\".subsidies=[0, 1]", "offer.\"a, b=c\".subsidies=[2]"],
            ),
            ("x='a,b',c", &["x='a,b'", "x=c"]),
        ];
        for (text, wanted) in cases {
            assert_eq!(variants(text).as_deref(), Ok(&wanted.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>()[..]));
        }
        for bad in ["", "a", "a=1", "a=1,", "=1,2", "a=,1"] {
            assert!(variants(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn odds_may_name_branches_with_commas() {
        let found = |texts: &[&str]| odds(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        let wanted = vec![("transfer, no pivot".to_owned(), 0.2), ("weak".to_owned(), 0.7)];
        assert_eq!(found(&["transfer, no pivot=0.2,weak=0.7"]), Ok(wanted.clone()));
        assert_eq!(found(&["\"transfer, no pivot\"=0.2, weak = 0.7"]), Ok(wanted.clone()));
        assert_eq!(found(&["transfer, no pivot=0.2", "weak=0.7"]), Ok(wanted));
        assert_eq!(found(&["\"a=b\"=1"]), Ok(vec![("a=b".to_owned(), 1.0)]));
        assert_eq!(found(&["the people's choice=0.2"]), Ok(vec![("the people's choice".to_owned(), 0.2)]));
        for bad in ["", "weak", "weak=", "=0.5", "weak=x", "weak=0.5,strong", ","] {
            assert!(found(&[bad]).is_err(), "{bad}");
        }
    }
}
