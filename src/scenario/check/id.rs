//! The name of a scenario in the file system.
//!
//! Takes the name of its file, gives an id of ASCII letters, digits, `-` and `_` that can name a folder anywhere. Letters
//! of other alphabets are transliterated.

use crate::base::file::sha256;
use deunicode::deunicode_with_tofu;

use crate::scenario::keys::limits::NAME;

/// Names that Windows does not allow for a folder.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];
/// What stands before something that cannot name a folder alone.
const PREFIX: &str = "scenario-";

/// The file's name made safe for a folder of results. What is left out or cut off leaves a trace, so that other names stay
/// other ids.
pub(crate) fn of(file: &str) -> String {
    let stem = file.strip_suffix(".toml").unwrap_or(file);
    let id = plain(&deunicode_with_tofu(stem, "-"));
    if id.is_empty() {
        format!("{PREFIX}{}", trace(stem))
    } else if is_reserved(&id) {
        format!("{PREFIX}{id}")
    } else if stem.chars().count() > NAME || id.len() > NAME {
        let short: String = id.chars().take(NAME - 9).collect();
        format!("{}-{}", short.trim_end_matches('-'), trace(stem))
    } else {
        id
    }
}

/// Letters and digits, with one `-` in the place of anything between them.
fn plain(text: &str) -> String {
    let mut id = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') {
            id.push(c);
        } else if !id.ends_with('-') {
            id.push('-');
        }
    }
    id.trim_matches('-').to_owned()
}

/// Whether some system reserves a name, so that it can name no file.
pub(crate) fn is_reserved(id: &str) -> bool {
    let lower = id.to_ascii_lowercase();
    let port = lower.strip_prefix("com").or_else(|| lower.strip_prefix("lpt"));
    RESERVED.contains(&lower.as_str())
        || port.is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The first eight hexadecimal digits of a name's SHA-256.
fn trace(name: &str) -> String {
    sha256(name.as_bytes())[..8].to_owned()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn regress_names_in_any_alphabet_keep_scenarios_apart() {
        assert_eq!(of("North 2020 (neu).toml"), "North-2020-neu");
        assert_eq!(of("../x.toml"), "x");
        assert_eq!(of("Сценарий 1.toml"), "Stsenarii-1");
        assert_eq!(of("Вариант 1.toml"), "Variant-1");
        assert_eq!(of("Ελλάδα.toml"), "Ellada");
        assert_eq!(of("détente.toml"), "detente");
        assert_eq!((of("CON.toml").as_str(), of("com1").as_str()), ("scenario-CON", "scenario-com1"));
    }

    #[test]
    fn regress_a_name_that_leaves_nothing_or_too_much_leaves_a_trace() {
        assert!(of(".toml").starts_with("scenario-") && of(".toml").len() == 17);
        assert_ne!(of("!.toml"), of("?.toml"));
        let long = |end: &str| of(&format!("{}{end}.toml", "x".repeat(80)));
        assert!(long("a").len() <= 60 && long("a") != long("b"));
        assert!(of(&format!("{}.toml", "北".repeat(60))).len() <= 60);
        assert_eq!(of(&"x".repeat(60)).len(), 60);
    }

    #[test]
    fn prop_every_id_can_name_a_folder() {
        for name in ["", "-", "_", "a/b", "\u{0}", "🙂", "a\u{301}", "ا ب", "\u{10FFFF}", "--a--", "nul.toml"] {
            let id = of(name);
            assert!(
                !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)),
                "{id}"
            );
        }
    }
}
