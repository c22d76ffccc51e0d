//! Bad tables beside what is said of them.

use allegiance::scenario::ScenarioError;
use std::fs;
use std::path::Path;

/// Reads every table of a folder of fixtures, one for each kind of fault, and holds what is said of it against the text
/// beside it. `UPDATE_FIXTURES=1` writes that anew. Gives how many there are.
pub fn told_as_written<T: std::fmt::Debug>(folder: &str, read: impl Fn(&Path) -> Result<T, ScenarioError>) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(folder);
    let (mut seen, mut wrong) = (0, Vec::new());
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|ending| ending != "csv") {
            continue;
        }
        seen += 1;
        let told = match read(&path) {
            Err(ScenarioError::Invalid(faults)) => format!("{}\n", faults.render(false)),
            other => panic!("{}: {other:?}", path.display()),
        };
        let expected = path.with_extension("txt");
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            fs::write(&expected, &told).expect("a file");
        }
        if fs::read_to_string(&expected).ok().as_deref() != Some(told.as_str()) {
            wrong.push(format!("{}\n{told}", expected.display()));
        }
    }
    assert!(wrong.is_empty(), "UPDATE_FIXTURES=1 accepts these:\n{}", wrong.join("\n"));
    seen
}
