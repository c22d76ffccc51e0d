//! Names that pandas, R and DuckDB take as they stand: `[a-z][a-z0-9_]*`.
//!
//! Takes names as people write them, gives one for each, none twice.

use std::collections::BTreeSet;
use std::iter::once;

/// The names as identifiers, in their order: small letters and digits, everything else one underscore. The second of two
/// that come to the same is told apart by a number.
pub(crate) fn identifiers<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut free = |plain: String| {
        let numbered = (2..).map(|number| format!("{plain}_{number}"));
        once(plain.clone()).chain(numbered).find(|name| taken.insert(name.clone())).unwrap_or_default()
    };
    names.into_iter().map(|name| free(identifier(name.as_ref()))).collect()
}

/// One name by itself. What has no letter to begin with begins with `x`.
fn identifier(name: &str) -> String {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let plain = words.join("_");
    if plain.starts_with(|c: char| c.is_ascii_lowercase()) { plain } else { format!("x_{plain}") }
}

#[cfg(test)]
mod tests {
    use super::identifiers;

    #[test]
    fn val_names_become_identifiers_and_none_comes_twice() {
        let names = ["client.delivery", "contract: grand  deal", "Contract_grand deal", "2 B", "同盟", "同", "x"];
        let expected = ["client_delivery", "contract_grand_deal", "contract_grand_deal_2", "x_2_b", "x_", "x__2", "x"];
        assert_eq!(identifiers(names), expected);
    }
}
