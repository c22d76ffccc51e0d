//! Commands in parts: the results of the parts are those of the whole, byte for byte, and parts that do not make a whole are
//! refused with words that say what to do.

use crate::common::{Desk, code, errors, files, printed};
use allegiance::command::request::{Output, Overrides, Source};
use allegiance::command::{Compare, Exit, Part, Place, Run, deliver};
use allegiance::forecast::Watch;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Enough draws for five blocks.
const DRAWS: [&str; 2] = ["--set=simulation.draws=37", "--set=simulation.paths=4"];

/// The shipped scenarios with their records, on a desk of their own.
fn desk() -> Desk {
    let desk = Desk::new();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for (name, bytes) in files(&from) {
        desk.write(&name, &String::from_utf8(bytes).unwrap());
    }
    desk
}

/// Every part of a command, in this order, into a folder.
fn parts(desk: &Desk, words: &[&str], folder: &str, count: usize, order: impl IntoIterator<Item = usize>) {
    for index in order {
        desk.good(&[words, &["-o", folder, "--shard", &format!("{index}/{count}")]].concat());
    }
}

/// A shuffled order, the same every time.
fn shuffled(count: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..count).collect();
    all.sort_by_key(|index| (index * 7 + 3) % count * 31 % 17);
    all
}

#[test]
fn prop_parts_in_any_number_and_order_give_the_bytes_of_the_whole() {
    let desk = desk();
    let words = [&["run", "belarus-2020.toml"][..], &DRAWS].concat();
    let said = desk.good(&[&words[..], &["-o", "whole", "--paths"]].concat());
    let whole = files(&desk.path("whole"));
    let words = [&words[..], &["--paths"]].concat();
    let mut shards = BTreeMap::new();
    for count in [1, 2, 3, 7, 16] {
        let folder = format!("{count}.shards");
        parts(&desk, &words, &folder, count, shuffled(count));
        let mut names: Vec<String> =
            files(&desk.path(&folder)).into_keys().map(|name| format!("{folder}/{name}")).collect();
        assert_eq!(names.len(), count, "{names:?}");
        names.reverse();
        let merged = format!("{count}.merged");
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let text = desk.good(&[&["merge"], &names[..], &["-o", &merged]].concat());
        assert_eq!(files(&desk.path(&merged)), whole, "{count} parts");
        assert_eq!(text.replace(&merged, "whole"), said);
        shards.insert(count, files(&desk.path(&folder)));
    }
    // On another number of threads and in another folder the same bytes.
    let other = self::desk();
    let mut command = other.command(&[&words[..], &["-o", "in another folder", "--shard", "1/3"]].concat());
    assert_eq!(code(&command.env("RAYON_NUM_THREADS", "1").output().unwrap()), 0);
    assert_eq!(files(&other.path("in another folder"))["1-of-3.shard"], shards[&3]["1-of-3.shard"]);
}

#[test]
fn prop_every_command_over_draws_can_be_done_in_parts() {
    let desk = desk();
    let small = "--set=simulation.draws=20";
    let commands: [&[&str]; 3] = [
        &["compare", "belarus-2019.toml", "--vary", "client.delivery=0.6,0.9", small, "--set=simulation.paths=4"],
        &["sensitivity", "belarus-2020.toml", "--points", "8", "--trajectories", "2", "--evaluations"],
        &["sensitivity", "belarus-2019.toml", "--points", "8", "--trajectories", "2", "--every"],
    ];
    for (number, words) in commands.iter().enumerate() {
        let (whole, merged, shards) =
            (format!("whole-{number}"), format!("merged-{number}"), format!("{number}.shards"));
        let said = desk.good(&[words, &["-o", &whole][..]].concat());
        parts(&desk, words, &shards, 3, [2, 0, 1]);
        assert_eq!(desk.good(&["merge", &shards, "-o", &merged]), said, "{words:?}");
        assert_eq!(files(&desk.path(&merged)), files(&desk.path(&whole)), "{words:?}");
    }
    let words = ["propagate", "belarus-2020.toml", "--robust", small, "--format", "json"];
    parts(&desk, &words, "propagated", 2, [1, 0]);
    assert_eq!(desk.good(&["merge", "propagated"]), desk.good(&words));
}

#[test]
fn prop_particles_are_moved_in_parts_that_wait_for_each_other() {
    let desk = desk();
    let words = ["estimate", "belarus-record.toml", "--history", "history/belarus-1997-2020.csv", "--until", "1998-Q1"];
    let words = [&words[..], &["--particles", "20"]].concat();
    desk.good(&[&words[..], &["-o", "whole"]].concat());
    let ended: Vec<std::process::Output> = std::thread::scope(|scope| {
        let part = |index: usize| {
            let place = format!("{index}/3");
            desk.output(&[&words[..], &["-o", "shards", "--shard", &place]].concat())
        };
        let tasks: Vec<_> = (0..3).map(|index| scope.spawn(move || part(index))).collect();
        tasks.into_iter().map(|task| task.join().unwrap()).collect()
    });
    for output in &ended {
        assert_eq!(code(output), 0, "{}", errors(output));
    }
    // A round that is lost is made again by its part alone, from those of the others.
    let lost = desk.path("shards/1-of-3.round-2.shard");
    fs::remove_file(&lost).unwrap();
    let said = desk.bad(&["merge", "shards", "-o", "merged"], 3);
    assert!(said.contains("part 1/3 is missing") && said.contains("--shard 1/3"), "{said}");
    desk.good(&[&words[..], &["-o", "shards", "--shard", "1/3"]].concat());
    desk.good(&["merge", "shards", "-o", "merged"]);
    assert_eq!(files(&desk.path("merged")), files(&desk.path("whole")));
    for index in 0..3 {
        let rounds =
            files(&desk.path("shards")).into_keys().filter(|name| name.starts_with(&format!("{index}-of-3.round-")));
        let last = rounds.max_by_key(|name| name.len() * 1000 + name[14..].bytes().map(usize::from).sum::<usize>());
        fs::remove_file(desk.path("shards").join(last.unwrap())).unwrap();
    }
    assert!(desk.bad(&["merge", "shards", "-o", "merged"], 3).contains("missing"));
}

#[test]
fn what_does_not_make_a_whole_is_refused_with_what_to_do() {
    let desk = desk();
    let words = [&["run", "belarus-2020.toml"][..], &DRAWS].concat();
    parts(&desk, &words, "own", 3, 0..3);
    let good = files(&desk.path("own"));
    let again = || good.iter().for_each(|(name, bytes)| fs::write(desk.path("own").join(name), bytes).unwrap());
    let merge = |more: &[&str]| desk.bad(&[&["merge", "own", "-o", "merged"], more].concat(), 3);

    fs::remove_file(desk.path("own/1-of-3.shard")).unwrap();
    let said = merge(&[]);
    let command = said.split_once("allegiance ").expect("a command").1.trim().to_owned();
    assert!(command.ends_with("--shard 1/3 -o own"), "{said}");
    desk.good(&command.split(' ').map(|word| word.trim_matches('\'')).collect::<Vec<_>>());
    assert_eq!(files(&desk.path("own")), good, "the command makes what was missing");

    let path = desk.path("own/2-of-3.shard");
    let mut bad = good["2-of-3.shard"].clone();
    let middle = bad.len() / 2;
    bad[middle] ^= 1;
    fs::write(&path, &bad).unwrap();
    let said = merge(&[]);
    assert!(said.contains("2-of-3.shard is damaged") && said.contains("part 2/3 is missing"), "{said}");
    let output = desk.output(&[&words[..], &["-o", "own", "--shard=2/3"]].concat());
    assert_eq!(code(&output), 0, "{}", errors(&output));
    assert!(errors(&output).contains("the shard that was there is damaged"), "{}", errors(&output));
    assert_eq!(files(&desk.path("own")), good, "a damaged shard is made again");

    for (folder, more, why) in [
        ("seed", &["--seed", "5"][..], "the commands have other options: seed null and 5"),
        (
            "set",
            &["--set=client.delivery=0.7"],
            "the commands have other options: set [] and [\"client.delivery=0.7\"]",
        ),
        ("exact", &["--exact"], "the commands have other options: exact false and true"),
    ] {
        parts(&desk, &[&words[..], more].concat(), folder, 3, [1]);
        fs::copy(desk.path(folder).join("1-of-3.shard"), desk.path("own/1-of-3.shard")).unwrap();
        let said = merge(&[]);
        assert!(said.contains(why) && said.contains("own/1-of-3.shard"), "{folder}: {said}");
        let said = desk.bad(&[&words[..], &["-o", "own", "--shard=1/3"]].concat(), 4);
        assert!(said.contains("other options") && said.contains("remove it"), "{said}");
    }
    again();
    parts(&desk, &words, "four", 4, [3]);
    let said = merge(&["four"]);
    assert!(said.contains("one is of 3 parts, the other of 4"), "{said}");
    fs::create_dir(desk.path("twin")).unwrap();
    fs::copy(desk.path("own/0-of-3.shard"), desk.path("twin/0-of-3.shard")).unwrap();
    let said = merge(&["twin"]);
    assert!(said.contains("part 0 is there twice"), "{said}");
    desk.good(&["merge", "own", "own/0-of-3.shard", "-o", "merged"]);
    fs::write(desk.path("own/other.shard"), "notes").unwrap();
    assert!(merge(&[]).contains("other.shard is not a shard of this program"));
    fs::remove_file(desk.path("own/other.shard")).unwrap();
    fs::write(desk.path("own/0-of-3.shard.abc.unfinished"), "half").unwrap();
    desk.good(&["merge", "own", "-o", "merged"]);

    // The scenario is changed after its shards were made.
    let text = desk.read("belarus-2020.toml");
    desk.write("belarus-2020.toml", &format!("{text}\n# one line more\n"));
    assert!(merge(&[]).contains("changed since"));
    let said = desk.bad(&[&words[..], &["-o", "own", "--shard=1/3"]].concat(), 4);
    assert!(said.contains("changed since"), "{said}");
    assert!(desk.bad(&["merge", "nowhere", "-o", "merged"], 3).contains("nowhere is not there"));
    fs::create_dir(desk.path("empty")).unwrap();
    assert!(desk.bad(&["merge", "empty", "-o", "merged"], 3).contains("there is no shard in empty"));
}

#[test]
fn a_shard_that_is_there_ends_the_task_at_once() {
    let desk = desk();
    let words = [&["run", "belarus-2020.toml"][..], &DRAWS, &["-o", "own", "--shard=1/2"]].concat();
    desk.good(&words);
    let made = fs::metadata(desk.path("own/1-of-2.shard")).unwrap().modified().unwrap();
    let output = desk.output(&words);
    assert_eq!((code(&output), printed(&output).as_str()), (0, ""));
    assert!(errors(&output).contains("It was there already"), "{}", errors(&output));
    assert_eq!(fs::metadata(desk.path("own/1-of-2.shard")).unwrap().modified().unwrap(), made);
    fs::write(desk.path("own/0-of-2.shard"), "a letter to the editor").unwrap();
    let said = desk.bad(&[&words[..words.len() - 1], &["--shard=0/2"]].concat(), 4);
    assert!(said.contains("is not a shard of this program"), "{said}");
    assert_eq!(desk.read("own/0-of-2.shard"), "a letter to the editor");
}

#[test]
fn what_a_scheduler_says_names_the_part() {
    let desk = desk();
    let words = [&["run", "belarus-2020.toml"][..], &DRAWS, &["-o", "own", "--shard"]].concat();
    let mut command = desk.command(&[&words[..], &["auto/2"]].concat());
    let output = command.env("SLURM_ARRAY_TASK_ID", "1").env("SLURM_ARRAY_TASK_COUNT", "1").output().unwrap();
    assert_eq!(code(&output), 0, "{}", errors(&output));
    assert_eq!(files(&desk.path("own")).into_keys().collect::<Vec<_>>(), ["1-of-2.shard"]);
    let mut command = desk.command(&[&words[..], &["auto"]].concat());
    let output = command.env_remove("SLURM_ARRAY_TASK_ID").env("HQ_TASK_ID", "3").output().unwrap();
    assert_eq!(code(&output), 2);
    assert!(errors(&output).contains("auto/N"), "{}", errors(&output));
    for wrong in ["2/2", "x", "1/"] {
        assert_eq!(code(&desk.output(&[&words[..], &[wrong]].concat())), 2, "{wrong}");
    }
    for (refused, code) in [
        (&["run", "belarus-2020.toml", "--until=5%", "--shard=0/2"][..], 2),
        (&["run", "belarus-2020.toml", "--resume", "--shard=0/2"], 2),
        (&["run", "-", "--shard=0/2", "-o", "own"], 2),
        (&["propagate", "belarus-2020.toml", "--shard=0/2", "-o", "own"], 2),
        (&["compare", "own", "--shard=0/2", "-o", "own"], 2),
        (&["sensitivity", "belarus-2020.toml", "--shard=0/2"], 2),
        (&["sensitivity", "belarus-2020.toml", "--until=0.1", "--shard=0/2", "-o", "own"], 2),
    ] {
        desk.bad(refused, code);
    }
}

#[test]
fn interim_results_say_what_they_are() {
    let desk = desk();
    let words = [&["run", "belarus-2020.toml"][..], &DRAWS].concat();
    parts(&desk, &words, "own", 4, [0, 2]);
    desk.bad(&["merge", "own", "-o", "merged"], 3);
    let output = desk.output(&["merge", "own", "-o", "merged", "--partial"]);
    assert_eq!(code(&output), 0, "{}", errors(&output));
    assert!(errors(&output).contains("2 of 4 parts are there"), "{}", errors(&output));
    let summary = crate::common::summary(&desk.path("merged"));
    // Parts 0 and 2 of four have blocks 0, 4 and 2 of five: the last one has five draws.
    assert_eq!(summary.provenance.draws, 21);
    assert_eq!(summary.certified_draws + summary.uncertified_draws.len(), 21);
    assert!(summary.provenance.changes.iter().any(|change| change.contains("2 of 4 parts")));
    assert!(desk.bad(&["brief", "merged"], 3).contains("interim results"));
    // When all parts are there, the same folder takes the results of the whole.
    parts(&desk, &words, "own", 4, [1, 3]);
    desk.good(&["merge", "own", "-o", "merged", "--partial"]);
    desk.good(&[&words[..], &["-o", "whole"]].concat());
    assert_eq!(files(&desk.path("merged")), files(&desk.path("whole")));
    assert!(desk.bad(&["merge", "own", "-o", "small.toml", "--partial"], 4).contains("small.toml"));
}

/// Stops after so many draws.
struct Patience(usize, AtomicUsize);

impl Watch for Patience {
    fn begin(&self, _: usize) {}

    fn advance(&self) {
        self.1.fetch_add(1, Ordering::Relaxed);
    }

    fn stopped(&self) -> bool {
        self.1.load(Ordering::Relaxed) >= self.0
    }
}

#[test]
fn an_interrupted_run_goes_on_from_its_finished_draws() {
    let desk = desk();
    let set = ["simulation.draws=300", "simulation.paths=2"];
    let run = || Run {
        resume: true,
        ..Run::new(Source::new(desk.path("belarus-2020.toml")).with(&set)).to(desk.path("run"))
    };
    let stopped = deliver(run(), &Patience(200, AtomicUsize::new(0))).expect_err("it is stopped");
    assert_eq!(stopped.exit(), Exit::Interrupted);
    assert!(stopped.to_string().contains("run.unfinished; go on with --resume"), "{stopped}");
    assert!(desk.path("run.unfinished").is_dir() && !desk.path("run").exists());
    let work = Patience(usize::MAX, AtomicUsize::new(0));
    let outcome = deliver(run(), &work).expect("it goes on");
    let notes = outcome.notes.join("\n");
    assert!(notes.contains("gone on from 24 of 38 blocks"), "{notes}");
    assert_eq!(work.1.into_inner(), 300 - 24 * 8, "what was finished is not done again");
    assert!(!desk.path("run.unfinished").exists());
    let plain = ["run", "belarus-2020.toml", "--set", set[0], "--set", set[1], "-o", "plain"];
    desk.good(&plain);
    assert_eq!(files(&desk.path("run")), files(&desk.path("plain")));
}

#[test]
fn regress_a_part_that_is_interrupted_in_a_later_series_leaves_no_shard() {
    let desk = desk();
    let words = ["compare", "belarus-2019.toml", "--vary", "client.delivery=0.6,0.9", "--set=simulation.draws=48"];
    let words = [&words[..], &["--set=simulation.paths=2"]].concat();
    let part = Part { shard: Some(Place { index: 0, count: 2 }), ..Part::default() };
    let asked = Compare {
        what: vec![desk.path("belarus-2019.toml")],
        vary: vec!["client.delivery=0.6,0.9".into()],
        overrides: Overrides { set: vec!["simulation.draws=48".into(), "simulation.paths=2".into()], seed: None },
        output: Output::to(desk.path("own")),
        part,
        ..Compare::default()
    };
    // The part has 24 draws of each variant.
    let stopped = deliver(asked, &Patience(30, AtomicUsize::new(0))).expect_err("it is stopped");
    assert_eq!(stopped.exit(), Exit::Interrupted);
    assert!(!desk.path("own/0-of-2.shard").exists());
    parts(&desk, &words, "own", 2, [1, 0]);
    desk.good(&["merge", "own", "-o", "merged"]);
    desk.good(&[&words[..], &["-o", "whole"]].concat());
    assert_eq!(files(&desk.path("merged")), files(&desk.path("whole")));
}

#[test]
fn finished_draws_of_another_run_and_files_of_others_are_left_alone() {
    let desk = desk();
    let words = ["run", "belarus-2020.toml", "--set=simulation.paths=2", "--resume"];
    let small = [&words[..], &["--set=simulation.draws=9"]].concat();
    desk.write("run.unfinished/notes.txt", "mine");
    desk.good(&[&small[..], &["-o", "run/"]].concat());
    assert_eq!(files(&desk.path("run.unfinished")).into_keys().collect::<Vec<_>>(), ["notes.txt"]);
    assert!(desk.path("run/summary.json").exists());
    let set = ["simulation.draws=100", "simulation.paths=2"];
    let run =
        Run { resume: true, ..Run::new(Source::new(desk.path("belarus-2020.toml")).with(&set)).to(desk.path("other")) };
    deliver(run, &Patience(60, AtomicUsize::new(0))).expect_err("it is stopped");
    let kept = files(&desk.path("other.unfinished"));
    assert!(!kept.is_empty());
    let said = desk.bad(&[&small[..], &["-o", "other"]].concat(), 4);
    assert!(said.contains("other.unfinished has finished draws of"), "{said}");
    assert_eq!(files(&desk.path("other.unfinished")), kept);
    let early =
        Run { resume: true, ..Run::new(Source::new(desk.path("belarus-2020.toml")).with(&set)).to(desk.path("early")) };
    let stopped = deliver(early, &Patience(3, AtomicUsize::new(0))).expect_err("it is stopped");
    assert!(stopped.to_string().contains("nothing was written"), "{stopped}");
}

#[test]
fn a_plan_is_a_script_that_holds_the_command() {
    let desk = desk();
    fs::copy(desk.path("belarus-2020.toml"), desk.path("it's $HOME {x} here.toml")).unwrap();
    for scheduler in ["slurm", "hyperqueue", "parallel", "kubernetes", "snakemake"] {
        let words =
            ["plan", "it's $HOME {x} here.toml", "--shards", "7", "--for", scheduler, "--set=simulation.draws=100"];
        let script =
            desk.good(&[&words[..], &["--set", "client.delivery={dist=\"uniform\",low=0.5,high=0.9}"]].concat());
        assert!(script.contains("7") && !script.contains('@'), "{script}");
        assert!(script.contains("core minutes"), "{script}");
        if script.starts_with("#!/bin/bash") {
            desk.write("plan.sh", &script);
            let output = std::process::Command::new("bash").arg("-n").arg(desk.path("plan.sh")).output().unwrap();
            assert!(output.status.success(), "{}", errors(&output));
        }
    }
    desk.bad(&["plan", "belarus-2020.toml", "--shards", "0", "--for", "slurm"], 2);
    desk.bad(&["plan", "belarus-2020.toml", "--shards", "3", "--for", "cron"], 2);
}
