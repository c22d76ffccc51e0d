//! What the system does not give: the program says so, and ends with a code that stands in docs/commands.md.

use crate::common::{Desk, SMALL};
use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};

/// A run of the small scenario under a bound of util-linux' `prlimit`. The bound of threads does not hold for the
/// superuser, so the run is another user's then.
fn bounded(desk: &Desk, bound: &str) -> Output {
    let program = desk.path("allegiance");
    std::fs::copy(env!("CARGO_BIN_EXE_allegiance"), &program).expect("a copy of the program");
    for path in [desk.path(""), program.clone()] {
        set_permissions(path, Permissions::from_mode(0o777)).expect("the desk is ours");
    }
    let own = Command::new("id").arg("-u").output().expect("the system knows its users");
    let other: &[&str] = match String::from_utf8_lossy(&own.stdout).trim() {
        "0" => &["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
        _ => &[],
    };
    let words: Vec<&str> = other.iter().copied().chain(["prlimit", bound]).collect();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).arg(program).args(["run", "small.toml", "-o", "result"]).args(SMALL);
    command.current_dir(desk.path("")).output().expect("prlimit of util-linux is there")
}

#[test]
fn without_threads_the_work_is_done_on_one_and_gives_the_same() {
    let desk = Desk::new();
    let output = bounded(&desk, "--nproc=1");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("no further threads"), "{said}");
    desk.good(&[&["run", "small.toml", "-o", "plain"], &SMALL[..]].concat());
    assert_eq!(desk.read("result/summary.json"), desk.read("plain/summary.json"));
}

#[test]
fn a_file_that_may_not_grow_is_told_and_nothing_is_lost() {
    let desk = Desk::new();
    let output = bounded(&desk, "--fsize=20000");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("cannot write"), "{said}");
    assert!(!desk.path("result/manifest.json").exists());
}
