//! Scenario files from the outside: the seed case, the faults, bases and overrides, schema and reference.

use std::fs;
use std::path::{Path, PathBuf};

use allegiance::forecast::{Unwatched, simulate};
use allegiance::scenario::{
    Distribution, Metric, Scenario, ScenarioError, load, parse, reference, schema, template, with_draws,
};

const SEED_CASE: &str = include_str!("../../scenarios/belarus-2020.toml");

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn seed_case() -> PathBuf {
    root().join("scenarios/belarus-2020.toml")
}

fn with(overrides: &[&str]) -> Result<Scenario, ScenarioError> {
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    load(&seed_case(), &overrides)
}

fn good(result: Result<Scenario, ScenarioError>) -> Scenario {
    result.unwrap_or_else(|error| panic!("{error}"))
}

fn faults(result: Result<Scenario, ScenarioError>) -> Vec<String> {
    match result {
        Ok(_) => panic!("the scenario has no fault"),
        Err(ScenarioError::Invalid(faults)) => faults.iter().map(|f| f.message.clone()).collect(),
        Err(error) => vec![error.to_string()],
    }
}

fn starter(change: impl Fn(&str) -> String) -> Result<Scenario, ScenarioError> {
    parse("starter.toml", &change(&template("Test")), &[])
}

/// Writes files into a fresh folder and loads the first.
fn folder(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Result<Scenario, ScenarioError>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let result = load(&folder.path().join(files[0].0), &[]);
    (folder, result)
}

#[test]
fn the_seed_case_is_read_as_written() {
    let scenario = good(with(&[]));
    assert_eq!(scenario.id, "belarus-2020");
    assert_eq!((scenario.first.to_string().as_str(), scenario.periods), ("2020-Q3", 20));
    assert_eq!((scenario.simulation.seed, scenario.simulation.draws), (20_200_809, 500));
    assert_eq!(scenario.governments, ["incumbent", "successor", "pivot"]);
    assert_eq!(scenario.elections[0].branches.len(), 4);
    assert_eq!(scenario.elections[0].branches[3].government, Some(2));
    assert_eq!(scenario.ladders.confrontation().start, 2);
    assert_eq!(scenario.parameters.clients[1].regime_backing.central, 3.62);
    assert_eq!(scenario.chapters[3].conditions[0].metric, Metric::FamilyQuarters(0));
    assert!(scenario.chapters.last().unwrap().conditions.is_empty());
    let keys: Vec<String> = scenario.uncertain().into_iter().map(|u| u.key).collect();
    assert!(keys.contains(&"confrontation.rise.2".to_owned()));
    assert!(keys.contains(&"government.pivot.client.western_benefit".to_owned()));
    assert!(!keys.contains(&"government.pivot.client.delivery".to_owned()));
}

#[test]
fn every_number_of_a_scenario_has_its_grounds() {
    let folders = ["scenarios", "scenarios/limits"].map(|folder| fs::read_dir(root().join(folder)).unwrap());
    for entry in folders.into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            every_number_has_grounds(&path);
            for assumption in good(load(&path, &[])).assumptions.clone() {
                assert!(assumption.central.is_none() || !assumption.note.is_empty(), "{}", assumption.key);
            }
        }
    }
}

/// The alliances that are worked out beside the seed case.
const OTHERS: [&str; 3] = ["malta-1971", "ukraine-2010", "armenia-2018"];

#[test]
fn every_source_key_of_the_answers_of_other_alliances_is_written_out() {
    let panel = fs::read_to_string(root().join("scenarios/panel/sources.md")).unwrap();
    for name in OTHERS {
        let file = |path: String| fs::read_to_string(root().join(path)).unwrap();
        let scenario = file(format!("scenarios/{name}.toml"));
        let answers = file(format!("scenarios/history/{name}-answers.csv"));
        let listed = |key: &str| {
            scenario.contains(&format!("\n{key} = \""))
                || panel.contains(&format!("\n| {key} |")) && !key.starts_with('A')
        };
        let rows = answers.lines().filter(|line| !line.starts_with('#'));
        let words = rows.flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric()));
        let key = |word: &&str| {
            word.split_at_checked(1).is_some_and(|(letter, number)| {
                "ANSUX".contains(letter) && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
            })
        };
        let cited: Vec<&str> = words.filter(key).collect();
        assert!(cited.len() > 8, "{name}: {cited:?}");
        for key in cited {
            assert!(listed(key), "{name}: {key}");
        }
    }
}

/// What `propagate` prints of a scenario with these changes.
fn means(name: &str, changes: &[&str]) -> String {
    let mut command = assert_cmd::Command::cargo_bin("allegiance").unwrap();
    command.current_dir(root()).args(["propagate", &format!("scenarios/{name}.toml"), "--format", "csv"]);
    changes.iter().for_each(|change| _ = command.args(["--set", change]));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn names_exchanged_give_the_same_numbers() {
    let names = |file: &str| {
        let scenario = good(load(&root().join(format!("scenarios/{file}.toml")), &[]));
        let words = &scenario.words;
        [
            ("client.name", scenario.client.clone()),
            ("patron.name", scenario.patron.clone()),
            ("words.outside", words.outside.clone()),
            ("words.commitment", words.commitment.clone()),
            ("words.step", words.step.clone()),
        ]
        .map(|(key, name)| format!("{key}={name:?}"))
    };
    let seed = "belarus-2020";
    for other in OTHERS {
        for (own, foreign) in [(seed, other), (other, seed)] {
            let foreign = names(foreign);
            let exchanged = means(own, &foreign.each_ref().map(String::as_str));
            assert!(exchanged.lines().count() > 50, "{exchanged}");
            assert_eq!(exchanged, means(own, &[]), "{own} with {foreign:?}");
        }
    }
}

fn every_number_has_grounds(path: &Path) {
    // Sources are grounds themselves, and stand at the end.
    let text = fs::read_to_string(path).unwrap();
    let (numbers, sources) = text.split_once("\n[sources]").unwrap_or((&text, ""));
    let keys: Vec<&str> = sources.lines().filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
    for line in numbers.lines() {
        let (value, comment) = line.split_once('#').unwrap_or((line, ""));
        let value = value.split_once('=').map_or("", |(_, value)| value);
        // S12 and T9 are sources, here or in the file that this one is based on; A1 and A12b are rows of docs/limits.md.
        let source = |word: &str| match word.split_at_checked(1) {
            _ if keys.contains(&word) => true,
            Some(("S" | "T", number)) => !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()),
            Some(("A", row)) => {
                row.starts_with(|c: char| c.is_ascii_digit())
                    && row.trim_start_matches(|c: char| c.is_ascii_digit()).bytes().all(|b| b.is_ascii_lowercase())
            }
            _ => false,
        };
        // A share counted in a record of the folder, or in the panel, rests on its sources.
        let grounds = comment.contains("judgement")
            || comment.contains("convention")
            || comment.trim_start().starts_with("record:")
            || comment.trim_start().starts_with("panel:")
            || comment.split(|c: char| !c.is_alphanumeric()).any(source);
        let is_words =
            ["title", "as_of", "author", "says", "asks", "name", "base"].iter().any(|key| line.starts_with(key));
        assert!(is_words || grounds || !value.contains(|c: char| c.is_ascii_digit()), "{}: {line}", path.display());
    }
}

#[test]
fn every_source_cited_is_listed_at_the_end() {
    let (body, list) = SEED_CASE.split_once("[sources]\n").unwrap();
    let is_source = |word: &&str| {
        let digits = word.strip_prefix(['S', 'T']).unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let words = |text: &'static str| text.split(|c: char| !c.is_alphanumeric());
    for key in words(body).filter(is_source) {
        assert!(list.lines().any(|line| line.starts_with(&format!("{key} = \""))), "{key} is not listed");
    }
    for line in list.lines() {
        let (key, _) = line.split_once(" = ").unwrap();
        assert!(words(body).any(|word| word == key), "{key} is not cited");
    }
}

#[test]
fn assumptions_tell_value_range_unit_and_grounds() {
    let scenario = good(with(&["client.delivery.mode=0.8"]));
    let find = |key: &str| scenario.assumptions.iter().find(|a| a.key == key).unwrap();
    let delivery = find("client.delivery");
    assert_eq!((delivery.central, delivery.low, delivery.high), (Some(0.8), Some(0.75), Some(0.95)));
    assert_eq!(delivery.written, "{ dist = \"triangular\", low = 0.75, mode = 0.8, high = 0.95 }");
    assert_eq!((delivery.unit.as_str(), delivery.note.as_str()), ("share", "set on the command line"));
    let rise = find("confrontation.rise.2");
    assert_eq!((rise.central, rise.note.as_str()), (Some(0.06), "judgement"));
    let menu = find("offer.\"grand deal\".subsidies");
    assert_eq!((menu.central, menu.unit.as_str()), (None, "pp/yr"));
    let order: Vec<&str> = scenario.assumptions.iter().map(|a| a.key.as_str()).collect();
    assert_eq!(order[..2], ["clock.start", "clock.periods"]);
    assert!(find("election.2020-Q3.branch.\"weakened incumbent\".probability").note.contains("S91"));
}

#[test]
fn overrides_reach_every_part() {
    let scenario = good(with(&[
        "client.delivery=1.0",
        "confrontation.ease.2=0.05",
        "confrontation.ease.3.mode=0.11",
        "confrontation.start=detente",
        "offer.\"grand deal\".loyalty=0.9",
        "government.successor.client.western_benefit=5",
        "election.2020-Q3.branch.\"weakened incumbent\".probability=0.6",
        "election.2020-Q3.branch.\"consolidated incumbent\".probability=0.32",
        "opening.rise={dist='uniform',low=0.01,high=0.02}",
    ]));
    assert_eq!(scenario.parameters.clients[0].delivery.distribution, None);
    assert_eq!(scenario.parameters.clients[1].delivery.key, "client.delivery");
    assert_eq!(scenario.parameters.clients[1].western_benefit.central, 5.0);
    assert_eq!(scenario.ladders.confrontation().start, 0);
    let ease: Vec<f64> = scenario.parameters.exogenous[0].ease.iter().map(|u| u.central).collect();
    assert_eq!(ease, [0.03, 0.05, 0.11]);
    assert_eq!(scenario.offers[0].loyalty, 0.9);
    assert_eq!(scenario.elections[0].branches[1].probability, 0.6);
    assert_eq!(scenario.parameters.opening.moves.rise[1].key, "opening.rise");
    assert_eq!(scenario.sources.len(), 10);
    assert!(good(with(&["election=[]"])).elections.is_empty());
    assert!(good(with(&["election=[]", "clock.start=2019-Q1"])).first.to_string() == "2019-Q1");
}

#[test]
fn overrides_are_checked_as_the_file_is() {
    let Err(ScenarioError::Invalid(found)) = with(&["client.delivry=1", "offer.\"grand dael\".loyalty=0.9"]) else {
        panic!("two faults");
    };
    let list: Vec<_> = found.iter().collect();
    assert_eq!((list[0].file.as_str(), list[0].line, list[0].column), ("--set", 1, 8));
    assert_eq!(list[0].help, ["did you mean `delivery`?"]);
    assert_eq!(list[1].help, ["did you mean `grand deal`?"]);
    assert!(faults(with(&["client.delivery=2"]))[0].contains('2'));
    assert!(faults(with(&["client.delivery"]))[0].contains("override"));
    assert!(faults(with(&["confrontation.start=detent"]))[0].contains("detent"));
    assert!(faults(with(&["government.incumbent.client.delivery=1"]))[0].contains("incumbent"));
}

#[test]
fn an_uncertain_number_of_all_steps_is_drawn_once() {
    let scenario = good(with(&["confrontation.rise={dist='uniform',low=0.01,high=0.02}"]));
    assert!(scenario.parameters.exogenous[0].rise.iter().all(|u| u.key == "confrontation.rise"));
}

#[test]
fn a_base_is_changed_key_by_key() {
    let base = template("Base");
    let over = "base = \"base.toml\"\n[client]\ndelivery.high = 0.95 # judgement\npressure_damage = 3 # S1\n\
                patience = { dist = \"uniform\", low = 0.9, high = 0.95 }\n[confrontation]\nrise = [0.1, 0.2]\n";
    let scenario = good(folder(&[("over.toml", over.as_bytes()), ("base.toml", base.as_bytes())]).1);
    let client = &scenario.parameters.clients[0];
    assert_eq!(client.delivery.distribution, Some(Distribution::Triangular { low: 0.7, mode: 0.8, high: 0.95 }));
    assert_eq!(client.pressure_damage.distribution, None);
    assert_eq!(client.patience.distribution, Some(Distribution::Uniform { low: 0.9, high: 0.95 }));
    assert_eq!(scenario.parameters.exogenous[0].rise[1].central, 0.2);
    assert_eq!((scenario.id.as_str(), scenario.title.as_str()), ("over", "Base"));
    let names: Vec<&str> = scenario.sources.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["over.toml", "base.toml"]);
    let damage = scenario.assumptions.iter().find(|a| a.key == "client.pressure_damage").unwrap();
    assert_eq!((damage.written.as_str(), damage.note.as_str()), ("3", "S1"));
}

/// The starter with two more governments.
fn base_with_governments() -> String {
    template("Base").replacen("# Kinds of history", "[[government]]\nname = \"one\"\n[government.client]\ndelivery = 0.5\n\n[[government]]\nname = \"two\"\n[government.client]\ndelivery = 0.6\npatience = 0.9\n\n# Kinds of history", 1)
}

fn variant(over: &str) -> Result<Scenario, ScenarioError> {
    let over = format!("base = \"base.toml\"\n{over}");
    folder(&[("over.toml", over.as_bytes()), ("base.toml", base_with_governments().as_bytes())]).1
}

#[test]
fn regress_a_variant_that_restates_an_entry_keeps_the_others() {
    let scenario = good(variant("[[government]]\nname = \"two\"\n[government.client]\ndelivery = 0.7 # S1\n"));
    assert_eq!(scenario.governments, ["incumbent", "opposition", "one", "two"]);
    let [one, two] = [2, 3].map(|government| &scenario.parameters.clients[government]);
    assert_eq!((one.delivery.central, two.delivery.central, two.patience.central), (0.5, 0.7, 0.9));
    let branch =
        "[[election]]\nquarter = \"2025-Q2\"\n[[election.branch]]\nname = \"incumbent\"\nmandate = \"strong\"\n";
    let branches = &good(variant(branch)).elections[0].branches;
    assert_eq!((branches.len(), branches[0].mandate, branches[0].probability), (2, branches[1].mandate, 0.7));
}

#[test]
fn regress_an_array_written_as_a_value_or_under_another_name_takes_the_place_of_the_base() {
    let governments = |over: &str| good(variant(over)).governments.clone();
    assert_eq!(governments("government = []\nelection = []"), ["incumbent"]);
    assert_eq!(governments("government = [{ name = \"opposition\" }]"), ["incumbent", "opposition"]);
    let two = "[[government]]\nname = \"opposition\"\n[[government]]\nname = \"three\"";
    assert_eq!(governments(two), ["incumbent", "opposition", "three"]);
    let chapters = good(variant("[[chapter]]\nname = \"all\"\n")).chapters.clone();
    assert_eq!(chapters.len(), 1);
    assert_eq!(
        faults(variant("[[government]]\nname = \"opposition\"\n[[government]]\nname = \"opposition\"")).len(),
        1
    );
}

#[test]
fn regress_the_fault_of_a_variant_is_told_at_its_own_line() {
    let at = |over: &str| match variant(over) {
        Err(ScenarioError::Invalid(faults)) => {
            let first = faults.iter().next().unwrap();
            (first.file.clone(), first.line, first.message.clone())
        }
        other => panic!("{other:?}"),
    };
    let wrong = "[[government]]\nname = \"one\"\n[government.client]\ndelivery = 2\n";
    assert_eq!(at(wrong), ("over.toml".into(), 5, "`delivery` = 2 is out of range".into()));
    for over in ["[[government]]\nname = \"oposition\"", "government = []"] {
        let (file, line, message) = at(over);
        assert_eq!((file.as_str(), line, message.as_str()), ("over.toml", 2, "there is no government `opposition`"));
    }
}

#[test]
fn regress_names_that_would_meet_in_the_results_are_refused() {
    let named = |branch: &str, chapter: &str| {
        starter(|text| {
            let text = text.replace("name        = \"incumbent\"", &format!("name = \"{branch}\""));
            text.replace("name = \"drifting apart\"", &format!("name = \"{chapter}\""))
        })
    };
    good(named("opposition: x", "y"));
    for reserved in ["all", "All", "ALL"] {
        assert_eq!(faults(named(reserved, "y")), [format!("the name `{reserved}` is reserved")]);
    }
    let found = faults(named("opposition: b", "b: business as usual"));
    assert_eq!(found, ["two columns of the results would be called `opposition: b: business as usual`"]);
}

#[test]
fn regress_other_habits_of_writing_are_told_with_what_to_write_instead() {
    let told = |result: Result<Scenario, ScenarioError>| match result {
        Err(error) => error.to_string(),
        Ok(_) => panic!("a fault"),
    };
    let comma = told(starter(|text| text.replace("precision            = 2.0", "precision = 2,0")));
    assert!(comma.contains("write 2.0: a number has a decimal point"), "{comma}");
    assert!(told(with(&["client.delivery=0,7"])).contains("write 0.7: a number has a decimal point"));
    let curled = told(starter(|text| text.replace("\"Lowland\"", "“Lowland”")));
    assert!(curled.contains("write straight quotation marks, \", in the place of “"), "{curled}");
    let cells = told(with_table("draw;client.delivery\n0;0,7\n", &[]));
    assert!(cells.contains("separated by semicolons: save the file as CSV with commas"), "{cells}");
    let quoted = told(with_table("draw,client.delivery\n0,\"0,7\"\n", &[]));
    assert!(quoted.contains("write 0.7: a number has a decimal point"), "{quoted}");
}

#[test]
fn regress_a_scenario_may_come_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let ask = |command: &str, text: String| {
        let mut program = assert_cmd::Command::new(env!("CARGO_BIN_EXE_allegiance"));
        program.current_dir(folder.path()).args([command, "-"]).write_stdin(text).assert()
    };
    ask("check", template("Test")).success();
    let told = ask("solve", "format = 2".to_owned()).code(3);
    let told = String::from_utf8_lossy(&told.get_output().stderr).into_owned();
    assert!(told.contains("--> standard input:1:"), "{told}");
}

#[test]
fn regress_a_path_that_names_no_file_is_told_with_the_one_that_was_meant() {
    let (folder, _) = folder(&[("ukraine-2010.toml", b"")]);
    let told = |path: &Path| load(path, &[]).expect_err("no file").to_string();
    let near = told(&folder.path().join("ukraine-2010"));
    assert!(near.contains("there is no such file: write ") && near.ends_with("ukraine-2010.toml"), "{near}");
    let inside = told(folder.path());
    assert!(
        inside.contains("it is a directory: write the name of a file in it") && inside.ends_with("ukraine-2010.toml")
    );
}

#[test]
fn bases_that_cannot_be_are_refused() {
    let circle = folder(&[("a.toml", b"base = 'b.toml'"), ("b.toml", b"base = 'a.toml'")]).1;
    assert_eq!(faults(circle), ["the bases go round in a circle: a.toml → b.toml → a.toml"]);
    for name in ["../a.toml", "/etc/passwd", "sub/a.toml", "..", "c:a.toml", ".a", ""] {
        let text = format!("base = '{name}'");
        assert!(faults(folder(&[("a.toml", text.as_bytes())]).1)[0].contains("not a plain file name"), "{name}");
    }
    assert!(faults(folder(&[("a.toml", b"base = 'b.toml'")]).1)[0].contains("there is no such file"));
    assert!(faults(parse("a.toml", "base = 'b.toml'", &[]))[0].contains("in memory"));
}

#[test]
fn files_that_are_no_text_are_refused() {
    assert!(faults(folder(&[("a.toml", b"\xFF\xFEf\0")]).1)[0].contains("UTF-16"));
    let Err(ScenarioError::Invalid(found)) = folder(&[("a.toml", b"format = 1\nb = \"\xFF\"")]).1 else {
        panic!("not UTF-8");
    };
    let first = found.iter().next().unwrap();
    assert_eq!((first.line, first.column), (2, 6));
    let huge = vec![b'#'; (1 << 20) + 1];
    assert!(matches!(folder(&[("a.toml", &huge)]).1, Err(ScenarioError::Read { .. })));
    assert!(matches!(load(&root(), &[]), Err(ScenarioError::Read { .. })));
    assert!(matches!(load(&root().join("nowhere.toml"), &[]), Err(ScenarioError::Read { .. })));
}

#[cfg(unix)]
#[test]
fn a_fifo_or_a_device_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let fifo = folder.path().join("a.toml");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    assert!(faults(load(&fifo, &[]))[0].contains("not a regular file"));
    assert!(faults(load(Path::new("/dev/zero"), &[]))[0].contains("not a regular file"));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_accepted() {
    let text = format!("\u{FEFF}{}", template("Test").replace('\n', "\r\n"));
    let scenario = good(folder(&[("a.toml", text.as_bytes())]).1);
    let talks = scenario.assumptions.iter().find(|a| a.key == "bargain.talks").unwrap();
    assert_eq!(talks.note, "judgement: probability that there are talks");
}

#[test]
fn depth_is_refused_before_it_overflows_a_stack() {
    for deep in ["[".repeat(100_000), format!("a = {}", "[".repeat(100_000)), format!("a{} = 1", ".a".repeat(100_000))]
    {
        assert_eq!(faults(parse("a.toml", &deep, &[])).len(), 1);
    }
}

/// A hostile file may have a million faults: they are counted, a hundred are shown, and it takes no longer than a
/// large file should.
#[test]
fn a_file_full_of_faults_is_told_in_short() {
    let keys: String = (0..60_000).map(|i| format!("k{i} = 1\n")).collect();
    let offers = "[[offer]]\nname = 'a'\n".repeat(45_000);
    let line = format!("a = [{}]", "0,".repeat(500_000));
    let subsidies = format!("[[offer]]\nname = 'a'\nsubsidies = [{}]", "0,".repeat(500_000));
    for text in [keys, offers, line, subsidies, "x".repeat(1 << 20), "=\n".repeat(500_000)] {
        let Err(ScenarioError::Invalid(found)) = parse("a.toml", &text, &[]) else { panic!("faults") };
        assert!(found.iter().count() <= 100 && found.count() >= 1);
        assert!(found.render(false).len() < 200_000);
    }
}

#[test]
fn other_faults_are_told_beside_duplicate_keys() {
    let found = faults(starter(|text| text.replace("[patron]\n", "[patron]\npatience = 2\n")));
    assert_eq!(found, ["`patience` = 2 is out of range", "`patience` is given twice"]);
}

#[test]
fn file_names_become_safe_ids() {
    let id = |name: &str| parse(name, &template("Test"), &[]).map(|scenario| scenario.id.clone());
    assert_eq!(id("Belarus 2020 (neu).toml").unwrap(), "Belarus-2020-neu");
    assert_eq!(id("../x.toml").unwrap(), "x");
    assert_eq!(id("сделка.toml").unwrap(), "sdelka");
    assert_eq!(id("CON.toml").unwrap(), "scenario-CON");
    assert!(id(".toml").unwrap().starts_with("scenario-"));
}

#[test]
fn elections_come_by_quarter_whatever_their_order() {
    let second = "\n[[election]]\nquarter = \"2025-Q1\"\n[[election.branch]]\nname = \"x\"\nprobability = 1\n";
    let scenario = good(starter(|text| format!("{text}{second}")));
    let quarters: Vec<usize> = scenario.elections.iter().map(|e| e.quarter).collect();
    assert_eq!(quarters, [0, 1]);
}

#[test]
fn silence_has_its_defaults() {
    let scenario = good(starter(|text| text.split("[[chapter]]").next().unwrap().to_owned()));
    assert_eq!(scenario.chapters[0].name, "all paths");
    assert!(!scenario.start.dispute);
    assert_eq!(scenario.parameters.bargain.talks_in_dispute.key, "bargain.talks");
    assert!(good(starter(|text| format!("{text}\n[start]\ndispute = true\n"))).start.dispute);
}

#[test]
fn all_faults_are_reported_at_once() {
    let found = faults(starter(|text| {
        text.replace("patience ", "patence ").replace("0.7      #", "nan #").replace("= \"weak\"   #", "= \"weka\" #")
    }));
    assert_eq!(found.len(), 6, "{found:#?}");
}

/// One file per kind of fault; what is said about it stands beside it. `UPDATE_FIXTURES=1` writes it anew.
#[test]
fn every_kind_of_fault_is_told_as_written_down() {
    let mut seen = 0;
    let mut wrong = Vec::new();
    for entry in fs::read_dir(root().join("tests/fixtures/bad")).unwrap() {
        let path = entry.unwrap().path();
        let is_base = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("_"));
        if is_base || path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        seen += 1;
        let told = match load(&path, &[]) {
            Err(ScenarioError::Invalid(faults)) => format!("{}\n", faults.render(false)),
            other => panic!("{}: {other:?}", path.display()),
        };
        let expected = path.with_extension("txt");
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            fs::write(&expected, &told).unwrap();
        }
        if fs::read_to_string(&expected).ok().as_deref() != Some(told.as_str()) {
            wrong.push(format!("{}\n{told}", expected.display()));
        }
    }
    assert!(wrong.is_empty(), "UPDATE_FIXTURES=1 accepts these:\n{}", wrong.join("\n"));
    assert!(seen >= 40, "{seen} fixtures");
}

#[test]
fn colours_are_for_terminals_only() {
    let Err(ScenarioError::Invalid(found)) = with(&["client.delivery=2"]) else { panic!("a fault") };
    assert!(found.render(true).contains('\u{1b}'));
    assert!(!found.render(false).contains('\u{1b}'));
}

#[test]
fn the_starter_scenario_has_no_fault_whatever_its_name() {
    for name in ["my-alliance", "", "=1", "a \"quoted\" \\ name", "two\nlines", &"x".repeat(300)] {
        good(parse("starter.toml", &template(name), &[]));
    }
}

/// The examples of the starter that are commented out, without their marks: lines with `#` and no blank after it.
fn examples() -> Vec<String> {
    let text = template("Test");
    let example = |line: &&str| line.starts_with('#') && !line.starts_with("# ") && !line.starts_with("#:");
    let lines: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("format")).collect();
    let blocks = lines.chunk_by(|one, next| example(one) && example(next));
    let blocks = blocks.filter(|block| example(&block[0]));
    blocks.map(|block| block.iter().map(|line| format!("{}\n", &line[1..])).collect()).collect()
}

#[test]
fn every_example_of_the_starter_is_valid_once_it_is_no_comment() {
    let (examples, text) = (examples(), template("Test"));
    let heads: Vec<&str> = examples.iter().map(|example| example.lines().next().unwrap()).collect();
    assert!(["[[claim]]", "[[question]]", "[[era]]"].iter().all(|head| heads.contains(head)), "{heads:?}");
    for example in &examples {
        good(parse("starter.toml", &format!("{text}\n{example}"), &[]));
    }
    let whole = good(parse("starter.toml", &format!("{text}\n{}", examples.join("\n")), &[]));
    assert!(!whole.claims.is_empty() && !whole.questions.is_empty() && !whole.eras.is_empty());
    let schema = jsonschema::validator_for(&schema()).unwrap();
    assert!(schema.is_valid(&as_json(&format!("{text}\n{}", examples.join("\n")))));
}

#[test]
fn the_starter_begins_with_its_schema() {
    assert!(template("Test").starts_with("#:schema ./allegiance.schema.json\n"));
    let written = "allegiance schema >allegiance.schema.json";
    assert!(template("Test").contains(written), "nothing says how the file comes about");
}

/// The starter with draws from a table of these rows.
fn with_table(rows: &str, overrides: &[&str]) -> Result<Scenario, ScenarioError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("d.csv");
    fs::write(&path, rows).unwrap();
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    with_draws(parse("starter.toml", &template("Test"), &overrides)?, &path)
}

#[test]
fn regress_a_slice_of_a_table_of_draws_gives_what_the_whole_gives_for_its_rows() {
    let rows = ["0,0.72\n", "1,0.76\n", "2,0.8\n", "3,0.84\n"];
    let table = |rows: &[&str]| format!("draw,client.delivery\n{}", rows.concat());
    let simulated = |rows: &[&str], draws: usize| {
        let draws = format!("simulation.draws={draws}");
        simulate(&good(with_table(&table(rows), &[&draws, "simulation.paths=5"])), &Unwatched).unwrap()
    };
    let whole = simulated(&rows, 4);
    assert_eq!(simulated(&rows[2..], 2), whole[2..]);
    assert_eq!(simulated(&[rows[3], rows[1]], 2), [whole[3].clone(), whole[1].clone()]);
    let unnumbered =
        with_table("client.delivery\n0.72\n0.76\n0.8\n0.84\n", &["simulation.draws=4", "simulation.paths=5"]);
    assert_eq!(simulate(&good(unnumbered), &Unwatched).unwrap(), whole);
    // Rows that are taken again meet random numbers of their own.
    let again = simulated(&rows[2..], 4);
    assert_eq!(again.iter().map(|draw| draw.index).collect::<Vec<_>>(), [2, 3, 4, 5]);
}

#[test]
fn regress_draws_are_numbered_once() {
    let found = faults(with_table("draw,client.delivery\n4,0.8\n4,0.8\n-1,0.8\nx,0.8\n", &[]));
    let expected = ["the draw 4 stands twice", "`-1` is not the number of a draw", "`x` is not the number of a draw"];
    assert_eq!(found, expected);
}

#[test]
fn numbers_that_are_joined_come_from_a_file_together_or_not_at_all() {
    let tied = "correlate=[{ name = 'tie', numbers = ['client.delivery', 'bargain.talks'], rank = 0.5 }]";
    let talks = "bargain.talks={ dist = 'uniform', low = 0.7, high = 0.9 }";
    let found = faults(with_table("client.delivery\n0.8\n", &[talks, tied]));
    assert_eq!(found, ["there is no column `bargain.talks`"]);
    good(with_table("client.delivery,bargain.talks\n0.8,0.8\n", &[talks, tied]));
    // A number that an override makes certain takes no part.
    assert!(good(with_table("client.delivery\n0.8\n", &["bargain.talks=0.8", tied])).correlated.is_empty());
}

fn as_json(text: &str) -> serde_json::Value {
    serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap()
}

#[test]
fn the_schema_accepts_what_is_good_and_no_unknown_key() {
    let schema = jsonschema::validator_for(&schema()).unwrap();
    for text in [SEED_CASE, &template("Test"), "base = 'b.toml'\n[client]\ndelivery = 1"] {
        let errors: Vec<String> = schema.iter_errors(&as_json(text)).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
    for (from, to) in [("patience ", "patence "), ("loyalty     = 1.0", "loyalty = 2.0"), ("format = 1", "format = 2")]
    {
        assert!(!schema.is_valid(&as_json(&template("Test").replace(from, to))), "{to}");
    }
    assert!(!schema.is_valid(&as_json("format = 1\ntitle = 'x'")));
}

#[test]
fn the_reference_in_the_docs_is_that_of_the_program() {
    let page = fs::read_to_string(root().join("docs/scenario.md")).unwrap();
    let (_, rest) = page.split_once("<!-- reference: begin -->\n").expect("the marker of the beginning");
    let (written, _) = rest.split_once("<!-- reference: end -->").expect("the marker of the end");
    if written.trim() != reference().trim() {
        let head = page.split("<!-- reference: begin -->").next().unwrap();
        let new = format!("{head}<!-- reference: begin -->\n{}<!-- reference: end -->\n", reference());
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            fs::write(root().join("docs/scenario.md"), new).unwrap();
            return;
        }
        panic!(
            "docs/scenario.md is out of date: put the output of `allegiance schema --format md` between its markers"
        );
    }
}

mod prop {
    use super::{SEED_CASE, parse, template};
    use proptest::prelude::*;

    fn mutated(text: &str, cuts: &[(usize, usize, String)]) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        for (at, length, insert) in cuts {
            let at = at % (chars.len() + 1);
            let end = (at + length).min(chars.len());
            chars.splice(at..end, insert.chars());
        }
        chars.into_iter().collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn prop_no_text_makes_the_check_panic(
            seed_case in any::<bool>(),
            cuts in prop::collection::vec((any::<usize>(), 0_usize..40, r#"[\[\]{}.="'#a-z0-9,\n€-]{0,8}"#), 1..6),
        ) {
            let text = if seed_case { SEED_CASE.to_owned() } else { template("Test") };
            if let Err(error) = parse("a.toml", &mutated(&text, &cuts), &[]) {
                prop_assert!(!error.to_string().is_empty());
            }
        }

        #[test]
        fn prop_no_override_makes_the_check_panic(text in r#"(client|offer|election|chapter)?[\[\]{}.="' a-z0-9,€-]{0,30}"#) {
            let _ = parse("a.toml", &template("Test"), &[text]);
        }
    }
}

#[test]
fn terms_of_offers_odds_and_upheavals_are_checked() {
    let union = |terms: &str| {
        let steps = "name        = \"union\"\nloyalty     = 1.0                # judgement\nintegration = 1 ";
        faults(starter(|text| text.replace(steps, &format!("{terms}\n{steps}"))))
    };
    assert_eq!(
        union("from = [\"common market\"]\nto = \"treaty\""),
        ["the offer would lead down, from `common market` to `treaty`"]
    );
    assert_eq!(union("from = [\"treaty\", \"treaty\"]"), ["two levels are called `treaty`"]);
    assert_eq!(union("to = \"union\""), ["there is no level `union`"]);
    assert_eq!(union("where = { mandate = [] }"), ["the number of levels is 0"]);
    assert_eq!(union("where = { energy = [\"dear\"] }"), ["the scenario has no energy ladder"]);
    let after = |rest: &str| faults(starter(|text| format!("{text}\n{rest}")));
    let second = "[[election]]\nquarter = \"2025-Q3\"\n[[election.branch]]\nname = \"x\"\nprobability = 1\n";
    let odds = |sum: &str| format!("{second}[[election.odds]]\nname = \"o\"\nprobabilities = {sum}\n");
    assert_eq!(after(&odds("[0.9]")), ["the probabilities sum to 0.9"]);
    assert_eq!(after(&odds("[0.5, 0.5]")), ["the number of probabilities is 2"]);
    let first = faults(starter(|text| text.replacen("probability = 0.7 ", "mandate_pull = 1\nprobability = 0.7 ", 1)));
    assert_eq!(first, ["only the odds of later elections may depend on the state"]);
    let upheaval = |rest: &str| format!("[[upheaval]]\nname = \"fall\"\nprobability = 0.1\n{rest}");
    assert_eq!(after(&upheaval("")), ["the upheaval changes nothing"]);
    assert_eq!(after(&upheaval("voids = true\nquarter = \"2020-Q1\"")), ["the upheaval of 2020-Q1 is not on the path"]);
    good(starter(|text| format!("{text}\n{}", upheaval("mandate = \"weak\"\nwhere = { opening = [\"open\"] }\n"))));
}
