//! What a comparison is asked for in one word of the command line: variants and odds.
//!
//! Takes `client.delivery=0.6,0.85`, `client.delivery=0.6..1.0:0.1` or `weak=0.7,strong=0.3`, gives the parts, or what is
//! wrong with them. A comma or an equals sign inside quotes or brackets does not count.

/// Most variants of one comparison.
pub(crate) const MOST: usize = 60;
/// How a range of values is written.
const RANGE: &str = "write a range as LOW..HIGH:STEP, with LOW below HIGH and STEP above 0";
/// What a range may miss its upper end by, in steps: rounding of decimal numbers.
const SLACK: f64 = 1e-9;

/// A variant: what it sets, key by key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asked(pub Vec<(String, String)>);

impl Asked {
    /// What it sets, as overrides.
    pub(crate) fn overrides(&self) -> Vec<String> {
        self.0.iter().map(|(key, value)| format!("{key}={value}")).collect()
    }

    /// What it is called among all variants.
    pub(crate) fn label(&self) -> String {
        self.overrides().join(", ")
    }

    /// Its values alone.
    pub(crate) fn value(&self) -> String {
        self.0.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// The variants of a scenario: every value of one key with every value of the others, the last key's fastest; or, with
/// `zip`, the first values of all keys, then the second ones.
///
/// # Errors
/// If there is no key, or one comes twice; with fewer than two values of a key; with more than [`MOST`] variants; and with
/// `zip` if there is one key only, or if the keys have different numbers of values.
pub(crate) fn variants(texts: &[String], zip: bool) -> Result<Vec<Asked>, String> {
    let keys = texts.iter().map(|text| values(text)).collect::<Result<Vec<_>, _>>()?;
    if let Some(at) = (1..keys.len()).find(|at| keys[..*at].iter().any(|(key, _)| *key == keys[*at].0)) {
        return Err(format!("`{}` is varied twice", keys[at].0));
    }
    match zip {
        true => zipped(&keys),
        false => crossed(&keys),
    }
}

/// A key with its values.
type Values = (String, Vec<String>);

fn crossed(keys: &[Values]) -> Result<Vec<Asked>, String> {
    let count = keys.iter().map(|(_, values)| values.len()).fold(1, usize::saturating_mul);
    few(count, "crossed, these values make", ", or pair them with --zip")?;
    let with = |found: Vec<Asked>, (key, values): &Values| {
        let more = |asked: &Asked, value: &String| {
            Asked(asked.0.iter().cloned().chain([(key.clone(), value.clone())]).collect())
        };
        found.iter().flat_map(|asked| values.iter().map(move |value| more(asked, value))).collect()
    };
    Ok(keys.iter().fold(vec![Asked(Vec::new())], with))
}

fn zipped(keys: &[Values]) -> Result<Vec<Asked>, String> {
    let [(first, values), others @ ..] = keys else { return Err("--zip pairs the values of several --vary".into()) };
    if others.is_empty() {
        return Err("--zip pairs the values of several --vary: give two or more".into());
    }
    if let Some((key, other)) = others.iter().find(|(_, other)| other.len() != values.len()) {
        let (one, two) = (values.len(), other.len());
        return Err(format!("--zip: `{first}` has {one} values and `{key}` has {two}: give both the same number"));
    }
    few(values.len(), "these values make", "")?;
    let variant = |at: usize| Asked(keys.iter().map(|(key, values)| (key.clone(), values[at].clone())).collect());
    Ok((0..values.len()).map(variant).collect())
}

fn few(count: usize, what: &str, or: &str) -> Result<(), String> {
    match count > MOST {
        true => Err(format!("{what} {count} variants, and at most {MOST} are run: give fewer values{or}")),
        false => Ok(()),
    }
}

fn values(text: &str) -> Result<Values, String> {
    let wrong = || format!("`{text}` is no KEY=VALUE,VALUE or KEY=LOW..HIGH:STEP");
    let equals = outside(text, '=').first().copied().ok_or_else(wrong)?;
    let (key, values) = (text[..equals].trim(), &text[equals + 1..]);
    let pieces: Vec<&str> = pieces(values, ',').into_iter().map(str::trim).collect();
    if key.is_empty() || pieces.iter().any(|value| value.is_empty()) {
        return Err(wrong());
    }
    let values = pieces.into_iter().map(range).collect::<Result<Vec<_>, _>>()?.concat();
    match values.len() {
        1 => Err(format!("`{text}` has one value: give at least two, the first is the reference")),
        _ => Ok((key.to_owned(), values)),
    }
}

/// The values of a range of numbers, with as many decimals as its ends and its step have; another piece stands for itself.
fn range(piece: &str) -> Result<Vec<String>, String> {
    let Some((low, rest)) = piece.split_once("..") else { return Ok(vec![piece.to_owned()]) };
    let (high, step) = rest.split_once(':').unwrap_or((rest, ""));
    let texts = [low, high, step].map(str::trim);
    let numbers = texts.map(|text| text.parse().ok().filter(|number: &f64| number.is_finite()));
    let (Some(low), Some(high)) = (numbers[0], numbers[1]) else { return Ok(vec![piece.to_owned()]) };
    let Some(step) = numbers[2].filter(|step| *step > 0.0 && high > low) else {
        return Err(format!("`{piece}`: {RANGE}"));
    };
    let steps = libm::floor((high - low) / step + SLACK);
    if steps >= MOST as f64 {
        return Err(format!("`{piece}` has more than {MOST} values, and no more variants are run: take a larger step"));
    }
    let decimals = texts.map(decimals).into_iter().max().unwrap_or(0);
    Ok((0..=steps as usize).map(|at| format!("{:.decimals$}", low + at as f64 * step)).collect())
}

/// Decimals of a number as it is written, those of a power of ten included.
fn decimals(text: &str) -> usize {
    let (digits, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let own = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let power: i64 = power.parse().unwrap_or(0);
    usize::try_from((own as i64).saturating_sub(power)).unwrap_or(0).min(17)
}

/// Key and value of an override.
pub(crate) fn parts(set: &str) -> (&str, &str) {
    let equals = outside(set, '=').first().copied();
    equals.map_or((set, ""), |equals| (set[..equals].trim(), set[equals + 1..].trim()))
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

    fn asked(texts: &[&str], zip: bool) -> Result<Vec<String>, String> {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        Ok(variants(&texts, zip)?.iter().map(|asked| asked.label()).collect())
    }

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
            assert_eq!(asked(&[text], false), Ok(wanted.iter().map(|w| (*w).to_owned()).collect()));
        }
        for bad in ["", "a", "a=1", "a=1,", "=1,2", "a=,1"] {
            assert!(asked(&[bad], false).is_err(), "{bad}");
        }
    }

    #[test]
    fn limit_ranges_have_the_decimals_that_they_are_written_with() {
        // Five steps of 0.1 from 0.5; in doubles 0.5 + 3 · 0.1 is 0.8000000000000000444.
        let wanted = ["a=0.5", "a=0.6", "a=0.7", "a=0.8", "a=0.9", "a=1.0"].map(str::to_owned);
        assert_eq!(asked(&["a=0.5..1.0:0.1"], false), Ok(wanted.into()));
        assert_eq!(asked(&["a=-1..3:2, 10"], false), Ok(["a=-1", "a=1", "a=3", "a=10"].map(str::to_owned).into()));
        assert_eq!(asked(&["a=1e-1..2e-1:5e-2"], false), Ok(["a=0.10", "a=0.15", "a=0.20"].map(str::to_owned).into()));
        assert_eq!(asked(&["a='x..y',z"], false), Ok(["a='x..y'", "a=z"].map(str::to_owned).into()));
        for bad in ["a=0..1", "a=1..0:0.1", "a=0..1:0", "a=0..1:-0.1", "a=0..1:x", "a=0..1e9:0.1", "a=0..1:2"] {
            assert!(asked(&[bad], false).is_err(), "{bad}");
        }
    }

    #[test]
    fn limit_values_of_several_keys_are_crossed_or_paired() {
        let (one, two) = ("a=1,2,3", "b=x,y,z");
        let crossed = asked(&[one, two], false).expect("nine");
        assert_eq!((crossed.len(), crossed[0].as_str(), crossed[1].as_str()), (9, "a=1, b=x", "a=1, b=y"));
        assert_eq!(crossed[8], "a=3, b=z");
        assert_eq!(asked(&[one, two], true), Ok(["a=1, b=x", "a=2, b=y", "a=3, b=z"].map(str::to_owned).into()));
        let told = |texts: &[&str], zip: bool| asked(texts, zip).expect_err("a fault");
        assert!(told(&[one, "b=x,y"], true).contains("`a` has 3 values and `b` has 2"));
        assert!(told(&[one], true).contains("two or more"));
        assert!(told(&[one, "a=4,5"], false).contains("`a` is varied twice"));
        assert!(told(&["a=1..10:1", "b=1..7:1"], false).contains("70 variants, and at most 60"));
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
