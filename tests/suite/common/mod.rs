//! Running the program on small scenarios in folders of their own.

pub mod tables;

use allegiance::command::{Failure, Outcome, deliver};
use allegiance::findings::Summary;
use allegiance::forecast::Unwatched;
use allegiance::scenario::Scenario;
use assert_cmd::Command;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;
use tempfile::TempDir;

/// Enough to have spread, little enough to take a moment.
pub const SMALL: [&str; 2] = ["--set=simulation.draws=8", "--set=simulation.paths=6"];

/// The numbers that are neutral where a scenario does not name them, all at work.
pub const MECHANISMS: [&str; 7] = [
    "bargain.talks_hardening=1.1",
    "bargain.talks_yielding=2.3",
    "client.outreach_relief=0.6",
    "client.refuge=0.7",
    "client.tied_backing=0.2",
    "client.top_exposure=0.8",
    "patron.deterrence=0.9",
];

/// Where the small scenario of the tests differs from the one that `init` writes: two uncertain numbers instead of three,
/// and disputes.
const SMALLER: [(&str, &str); 2] = [
    (
        "sovereignty_cost     = { dist = \"triangular\", low = 6.0, mode = 8.0, high = 12.0 }",
        "sovereignty_cost     = 8.0",
    ),
    ("pressure_cost        = 4.6", "pressure_cost        = 1.0"),
];

/// Carries a command out in this process, unwatched.
pub fn done(command: impl allegiance::command::Command) -> Outcome {
    deliver(command, &Unwatched).unwrap_or_else(|error| panic!("{error}"))
}

/// Why a command cannot be carried out.
pub fn refused(command: impl allegiance::command::Command) -> Failure {
    deliver(command, &Unwatched).expect_err("it is refused")
}

/// The scenario with every uncertain number at its central value.
pub fn settled(scenario: &Scenario) -> Scenario {
    let odds = scenario.elections.iter().flat_map(|election| &election.branches).map(|branch| branch.odds.clone());
    let central = scenario.uncertain().into_iter().chain(odds);
    let central = central.map(|number| format!("{}={:?}", number.key, number.central));
    scenario.with(&central.collect::<Vec<_>>()).expect("central values are allowed")
}

/// A scenario file of the repository.
pub fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

/// The summary in the folder of a run.
pub fn summary(folder: &Path) -> Summary {
    serde_json::from_slice(&fs::read(folder.join("summary.json")).unwrap()).unwrap()
}

/// A folder with the scenario that `allegiance init` writes, in which commands are run.
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    pub fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        let output = desk.command(&["init", "small"]).output().unwrap();
        assert_eq!(code(&output), 0, "{}", errors(&output));
        let mut text = desk.read("small.toml");
        for (written, smaller) in SMALLER {
            assert!(text.contains(written), "{written}");
            text = text.replace(written, smaller);
        }
        desk.write("small.toml", &text);
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The program in this folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_allegiance"));
        command.current_dir(self.folder.path()).args(arguments).env_remove("RAYON_NUM_THREADS");
        command
    }

    pub fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that is to succeed and gives what it prints.
    pub fn good(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert_eq!(code(&output), 0, "{arguments:?}: {}", errors(&output));
        printed(&output)
    }

    /// Runs a command that is to fail with this code and gives what it says. Nothing may go to standard output.
    pub fn bad(&self, arguments: &[&str], expected: i32) -> String {
        let output = self.output(arguments);
        assert_eq!(code(&output), expected, "{arguments:?}: {}", errors(&output));
        assert_eq!(printed(&output), "", "{arguments:?}");
        errors(&output)
    }

    /// Puts the folder of a run there of whose four draws some are certified and some are not; gives what was printed.
    /// Such games are given up only after many steps: one run serves all tests.
    pub fn run_of_both_kinds(&self, folder: &str) -> String {
        static RUN: OnceLock<(String, BTreeMap<String, Vec<u8>>)> = OnceLock::new();
        let (said, written) = RUN.get_or_init(|| {
            let desk = Self::new();
            let both = "--set=client.precision={dist=\"uniform\",low=1,high=60}";
            let said = desk.run("both", &[both, "--set=simulation.draws=4"]);
            (said, files(&desk.path("both")))
        });
        for (name, bytes) in written {
            let path = self.path(folder).join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        said.clone()
    }

    /// A small run into a folder of this desk.
    pub fn run(&self, folder: &str, more: &[&str]) -> String {
        self.good(&[&["run", "small.toml", "-o", folder], &SMALL[..], more].concat())
    }
}

/// What the process ended with; a signal is no code.
pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

pub fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Every file below a folder with its bytes.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            match entry.path().is_dir() {
                true => walk(&entry.path(), &format!("{name}/"), found),
                false => {
                    found.insert(name, fs::read(entry.path()).unwrap());
                }
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, "", &mut found);
    found
}

/// A table: its header, and every row by the names of the columns.
#[allow(dead_code, reason = "not every test reads the header")]
pub struct Csv {
    pub header: Vec<String>,
    pub rows: Vec<BTreeMap<String, String>>,
}

impl Csv {
    pub fn new(text: &str) -> Self {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header: Vec<String> = reader.headers().unwrap().iter().map(String::from).collect();
        let row = |record: csv::StringRecord| header.iter().cloned().zip(record.iter().map(String::from)).collect();
        let rows = reader.records().map(|record| row(record.unwrap())).collect();
        Self { header, rows }
    }

    /// Numbers of a column by the text of another two.
    pub fn by(&self, keys: [&str; 2], value: &str) -> BTreeMap<[String; 2], f64> {
        let number = |row: &BTreeMap<String, String>| row[value].parse().unwrap();
        self.rows.iter().map(|row| (keys.map(|key| row[key].clone()), number(row))).collect()
    }
}

/// SHA-256 in hexadecimal, by `sha2` itself.
#[allow(dead_code, reason = "not every test sums bytes")]
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
