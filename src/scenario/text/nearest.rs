//! The name that was probably meant.
//!
//! Takes a wrong name and the valid ones, gives advice: the nearest one, or all of them if none is near.

use crate::base::text::shown;

/// Names that are listed where none is near.
const LISTED: usize = 20;

/// The valid name nearest to `name`, if one is near enough to be meant.
pub(crate) fn nearest<'a>(name: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: String = name.chars().take(80).collect::<String>().to_lowercase();
    let score = |candidate: &&str| strsim::jaro_winkler(&name, &candidate.to_lowercase());
    let close = |candidate: &&str| {
        let distance = strsim::damerau_levenshtein(&name, &candidate.to_lowercase());
        let length = candidate.chars().count().max(3);
        distance * 3 <= length || (name.len() >= 4 && candidate.to_lowercase().contains(&name))
    };
    valid.into_iter().filter(close).max_by(|a, b| score(a).total_cmp(&score(b)))
}

/// Advice on a wrong name.
pub(crate) fn advice<'a>(name: &str, valid: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(near) = nearest(name, valid.clone()) {
        return format!("did you mean `{}`?", shown(near));
    }
    let mut names: Vec<String> = valid.into_iter().map(|name| format!("`{}`", shown(name))).collect();
    if names.is_empty() {
        return String::new();
    }
    let more = names.len().saturating_sub(LISTED);
    names.truncate(LISTED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("there is {}{rest}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::{advice, nearest};

    #[test]
    fn near_names_are_proposed_and_far_ones_are_not() {
        let valid = ["delivery", "dependence", "patience"];
        assert_eq!(nearest("delivry", valid), Some("delivery"));
        assert_eq!(nearest("Patience", valid), Some("patience"));
        assert_eq!(nearest("sovereignty", valid), None);
        assert_eq!(advice("x", ["one", "two"]), "there is `one`, `two`");
    }
}
