//! The book of `docs/`: its links and anchors, that every page can be reached, and that its examples run.
//!
//! An example is a fenced block of `sh`: each of its commands is run, in the order of the page, in a folder that has
//! `scenarios/` with few draws and histories. A block with a file name after its language is a file: it is written as it
//! stands, after `edit` its lines take the place of those with the same key, after `append` it is added at the end. A block
//! of `text` without a file name is what the commands before it print: each of its lines is looked for.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Files with this ending in a folder of the repository and those within it, by their names from the root.
fn below(folder: &str, ending: &str) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(root().join(folder)).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        match entry.path().is_dir() {
            true => found.extend(below(&name, ending)),
            false if name.ends_with(ending) => drop(found.insert(PathBuf::from(name))),
            false => {}
        }
    }
    found
}

/// The pages of the book without its table of contents.
fn pages() -> BTreeSet<PathBuf> {
    below("docs", ".md").into_iter().filter(|page| !page.ends_with("SUMMARY.md")).collect()
}

/// Where a page's links and pictures lead.
fn links(page: &Path) -> Vec<String> {
    let text = read(&root().join(page));
    let target = |event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url.to_string()),
        _ => None,
    };
    let parser = Parser::new_ext(&text, pulldown_cmark::Options::ENABLE_TABLES);
    parser.filter_map(target).filter(|target| !target.is_empty()).collect()
}

/// What headings are called as targets: small letters, blanks as hyphens, a number on a name that stood before.
fn anchors(page: &Path) -> BTreeSet<String> {
    let text = read(&root().join(page));
    let (mut found, mut heading) = (BTreeSet::new(), None);
    for event in Parser::new(&text) {
        match (event, &mut heading) {
            (Event::Start(Tag::Heading { .. }), _) => heading = Some(String::new()),
            (Event::Text(part) | Event::Code(part), Some(words)) => words.push_str(&part),
            (Event::End(TagEnd::Heading(_)), Some(words)) => {
                let kept = words.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
                let name: String = kept.collect::<String>().to_lowercase().replace(' ', "-");
                let names = std::iter::once(name.clone()).chain((1..).map(|copy| format!("{name}-{copy}")));
                let fresh = names.filter(|name| !found.contains(name)).take(1).collect::<Vec<_>>();
                found.extend(fresh);
                heading = None;
            }
            _ => {}
        }
    }
    found
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut so_far, part| {
        match part {
            std::path::Component::ParentDir => drop(so_far.pop()),
            part => so_far.push(part),
        }
        so_far
    })
}

/// What is wrong with a link, if anything is.
fn fault(page: &Path, link: &str) -> Option<String> {
    if link.contains("://") {
        return (!link.starts_with("https://")).then(|| "it is not https".to_owned());
    }
    let (name, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = match name {
        "" => page.to_owned(),
        name => plain(&page.parent().unwrap().join(name)),
    };
    let book = page.starts_with("docs");
    match target {
        target if !root().join(&target).is_file() => Some("there is no such file".to_owned()),
        target if book && !target.starts_with("docs") => Some("it leads out of the book".to_owned()),
        target if book && target.ends_with("README.md") && page != Path::new("docs/SUMMARY.md") => {
            Some("the book calls that page index.html: links to it break".to_owned())
        }
        target if !anchor.is_empty() && !anchors(&target).contains(anchor) => Some("no such heading".to_owned()),
        _ => None,
    }
}

#[test]
fn every_link_leads_somewhere() {
    let outside = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs/SUMMARY.md"];
    let (mut faults, mut seen) = (Vec::new(), 0);
    for page in pages().into_iter().chain(outside.map(PathBuf::from)) {
        for link in links(&page) {
            seen += 1;
            faults.extend(fault(&page, &link).map(|fault| format!("{}: {link}: {fault}", page.display())));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen > 150, "{seen} links");
}

#[test]
fn every_page_is_in_the_table_of_contents_once() {
    let listed: Vec<PathBuf> =
        links(Path::new("docs/SUMMARY.md")).iter().map(|link| Path::new("docs").join(link)).collect();
    let once: BTreeSet<PathBuf> = listed.iter().cloned().collect();
    assert_eq!(once.len(), listed.len(), "a page stands twice");
    let one_sided: Vec<PathBuf> = once.symmetric_difference(&pages()).cloned().collect();
    assert!(one_sided.is_empty(), "on one side only: {one_sided:?}");
}

/// The fenced blocks of a page: what stands after the fence, and the text.
fn blocks(page: &Path) -> Vec<(String, String)> {
    let (text, mut found) = (read(&root().join(page)), Vec::new());
    let mut open = false;
    for event in Parser::new(&text) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                found.push((info.to_string(), String::new()));
                open = true;
            }
            Event::Text(part) if open => found.last_mut().unwrap().1.push_str(&part),
            Event::End(TagEnd::CodeBlock) => open = false,
            _ => {}
        }
    }
    found
}

/// A folder with the scenarios of the repository, made small.
fn desk() -> tempfile::TempDir {
    let desk = tempfile::tempdir().unwrap();
    for file in below("scenarios", "").into_iter().filter(|file| !file.starts_with("scenarios/limits")) {
        let few = |line: &str| match line.split_once('=').map(|(key, _)| key.trim()) {
            Some("draws") => "draws = 4".to_owned(),
            Some("paths") => "paths = 6".to_owned(),
            _ => line.to_owned(),
        };
        let text: Vec<String> = read(&root().join(&file)).lines().map(few).collect();
        let target = desk.path().join(&file);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, text.join("\n") + "\n").unwrap();
    }
    desk
}

/// A command with less to do.
fn smaller(command: &str) -> String {
    let mut command = command.to_owned();
    for (many, few) in [("--particles 300", "--particles 10"), ("draws=300", "draws=4"), ("draws=500", "draws=4")] {
        command = command.replace(many, few);
    }
    command
}

/// Runs the commands of a block and gives what they print.
fn run(page: &Path, desk: &Path, commands: &str) -> String {
    let commands = commands.replace("\\\n", " ");
    let folder = Path::new(env!("CARGO_BIN_EXE_allegiance")).parent().unwrap().to_owned();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let mut printed = String::new();
    for line in commands.lines() {
        assert!(line.starts_with("allegiance "), "{}: {line}", page.display());
        let mut shell = Command::new("sh");
        shell.current_dir(desk).env("PATH", &path).args(["-c", &smaller(line)]);
        let output = shell.output().unwrap();
        let (said, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{}: {line}\n{said}{errors}", page.display());
        printed.push_str(&said);
    }
    printed
}

/// The text with the lines of `changes` in the place of those that have the same key in the same table. An entry of an
/// array of tables is known by its name.
fn edited(text: &str, changes: &str) -> String {
    /// Tables that a line is in, its key, and the line.
    fn lines(text: &str) -> Vec<(String, String, String)> {
        let mut table = String::new();
        let placed = |line: &str| {
            let key = line.split_once('=').map_or("", |(key, _)| key.trim()).to_owned();
            match line {
                line if line.starts_with('[') => line.clone_into(&mut table),
                line if key == "name" && table.starts_with("[[") => {
                    table.push_str(line.split(['=', '#']).nth(1).unwrap().trim())
                }
                _ => {}
            }
            (table.clone(), key, line.to_owned())
        };
        text.lines().map(placed).collect()
    }
    let mut text = lines(text);
    for (table, key, line) in lines(changes).into_iter().filter(|(_, key, _)| !key.is_empty()) {
        let place = text.iter_mut().find(|place| place.0 == table && place.1 == key);
        place.unwrap_or_else(|| panic!("no {key} in {table}")).2 = line;
    }
    text.into_iter().map(|(_, _, line)| line + "\n").collect()
}

/// Follows a page as its reader would; gives the number of blocks that were run.
fn follow(page: &Path) -> usize {
    let (desk, mut printed, mut ran) = (desk(), String::new(), 0);
    for (info, text) in blocks(page) {
        let words: Vec<&str> = info.split(' ').collect();
        match words[..] {
            ["sh"] => {
                printed = run(page, desk.path(), &text);
                ran += 1;
            }
            ["text"] => {
                for line in text.lines().filter(|line| *line != "…") {
                    assert!(printed.contains(line), "{}: \"{line}\" is not in\n{printed}", page.display());
                }
            }
            // Run by checks/python.sh and checks/r.sh.
            ["python" | "r"] => {}
            [_, name] => fs::write(desk.path().join(name), text).unwrap(),
            [_, name, "edit"] => {
                let path = desk.path().join(name);
                fs::write(&path, edited(&read(&path), &text)).unwrap();
            }
            [_, name, "append"] => {
                let path = desk.path().join(name);
                fs::write(&path, format!("{}\n{text}", read(&path))).unwrap();
            }
            _ => panic!("{}: what is a block of `{info}`?", page.display()),
        }
    }
    ran
}

#[test]
fn the_examples_of_the_readme_and_the_tutorial_run() {
    let ran: usize = below("docs/tutorial", ".md").iter().map(|page| follow(page)).sum();
    assert!(ran + follow(Path::new("README.md")) >= 10);
}

#[test]
fn the_examples_of_the_how_to_pages_run() {
    for page in below("docs/how-to", ".md") {
        assert!(follow(&page) > 0, "{} has no example", page.display());
    }
}
