//! The page of `allegiance explore`, as a file: what is in it, what cannot be, and what it takes the place of. How it works in
//! a browser is for `checks/explore.sh`.

#[allow(dead_code, reason = "the other tests of the program need more of it")]
use crate::common;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::Desk;
use serde_json::Value;
use std::fs;
use std::io::Read;

const PAGE: &str = "small.explore.html";

/// What stands between the first of one text and the next of another.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = text.split_once(start).unwrap_or_else(|| panic!("no {start}")).1;
    rest.split_once(end).unwrap_or_else(|| panic!("no {end}")).0
}

fn data(page: &str) -> Value {
    serde_json::from_str(between(page, "<script type=\"application/json\" id=\"data\">", "</script>")).unwrap()
}

/// The texts that a page opens with, of one role.
fn texts<'a>(data: &'a Value, role: &str) -> Vec<&'a str> {
    let sources = data["open"]["sources"].as_array().unwrap().iter().filter(|source| source["role"] == role);
    sources.filter_map(|source| source["text"].as_str()).collect()
}

/// A check sum as a policy names it.
fn sum(text: &str) -> String {
    let digest = common::sha256(text.as_bytes());
    let bytes: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&digest[2 * at..2 * at + 2], 16).unwrap()).collect();
    format!("'sha256-{}'", STANDARD.encode(bytes))
}

#[test]
fn a_page_is_written_here_by_default_the_same_each_time() {
    let desk = Desk::new();
    let said = desk.good(&["explore", "small.toml", "--set=client.delivery=0.9"]);
    assert!(said.contains(PAGE), "{said}");
    let first = desk.read(PAGE);
    desk.good(&["explore", "small.toml", "--set=client.delivery=0.9", "-o", "other.html"]);
    assert_eq!(first, desk.read("other.html"));
    let data = data(&first);
    assert_eq!(data["file"].as_str(), Some("small.toml"));
    assert_eq!(texts(&data, "scenario"), [desk.read("small.toml")]);
    assert_eq!(texts(&data, "override"), ["client.delivery=0.9"]);
    assert!(data["run"].is_null());
}

#[test]
fn a_page_allows_its_own_script_and_style_and_nothing_else() {
    let desk = Desk::new();
    desk.good(&["explore", "small.toml"]);
    let page = desk.read(PAGE);
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    let directives: Vec<&str> = policy.split("; ").collect();
    let script = format!("script-src {} 'wasm-unsafe-eval'", sum(between(&page, "<script>", "</script>")));
    let style = format!("style-src {}", sum(between(&page, "<style>", "</style>")));
    for wanted in ["default-src 'none'", &script, &style, "worker-src blob:", "img-src data: blob:"] {
        assert!(directives.contains(&wanted), "{wanted} is not in {policy}");
    }
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(!page.contains("http://") || !page.contains("src=\"http"), "something is loaded");
}

#[test]
fn nothing_of_the_machine_is_in_a_page_or_its_module() {
    let desk = Desk::new();
    desk.good(&["explore", desk.path("small.toml").to_str().unwrap()]);
    let page = desk.read(PAGE);
    let packed = STANDARD.decode(between(&page, "<script type=\"text/plain\" id=\"engine\">", "</script>")).unwrap();
    let mut module = Vec::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut module).unwrap();
    assert!(module.starts_with(b"\0asm"));
    let within = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    let folder = desk.path("");
    for path in [env!("CARGO_MANIFEST_DIR"), folder.to_str().unwrap(), "/.cargo/registry", "/home/"] {
        assert!(!within(page.as_bytes(), path) && !within(&module, path), "{path}");
    }
}

#[test]
fn names_that_are_markup_stay_text() {
    let desk = Desk::new();
    let hostile = "</script><img src=x onerror=alert(1)>";
    let text = desk.read("small.toml");
    let title = text.lines().find(|line| line.starts_with("title")).unwrap().to_owned();
    desk.write("small.toml", &text.replace(&title, &format!("title = \"{hostile} {{{{script}}}}\"")));
    desk.good(&["explore", "small.toml"]);
    let page = desk.read(PAGE);
    assert!(!page.contains(hostile));
    assert_eq!(page.matches("</script>").count(), 4);
    assert!(data(&page)["open"]["sources"][0]["text"].as_str().unwrap().contains(hostile));
}

#[test]
fn a_scenario_with_faults_gives_no_page() {
    let desk = Desk::new();
    let said = desk.bad(&["explore", "small.toml", "--set=client.deliver=1"], 3);
    assert!(said.contains("deliver") && said.contains('^'), "{said}");
    desk.bad(&["explore", "nowhere.toml"], 4);
    assert!(!desk.path(PAGE).exists());
}

#[test]
fn a_page_replaces_only_a_page_unless_forced_and_never_its_own_scenario() {
    let desk = Desk::new();
    desk.write("mine.html", "<!doctype html>\nmine");
    let onto = |name: &'static str| ["explore", "small.toml", "-o", name];
    desk.bad(&onto("mine.html"), 4);
    assert!(desk.read("mine.html").ends_with("mine"));
    desk.good(&[&onto("mine.html")[..], &["--force"]].concat());
    desk.good(&onto("mine.html"));
    desk.bad(&[&onto("small.toml")[..], &["--force"]].concat(), 4);
    assert!(desk.read("small.toml").contains("title"));
}

#[test]
fn the_page_of_a_run_has_its_findings_and_ranks() {
    let desk = Desk::new();
    desk.run("out", &["--set=client.delivery=0.9"]);
    desk.bad(&["explore", "out", "--set=client.delivery=1.0"], 2);
    desk.good(&["explore", "out"]);
    let data = data(&desk.read(PAGE));
    let set = texts(&data, "override");
    assert!(set.contains(&"client.delivery=0.9") && set.contains(&"simulation.draws=8"), "{set:?}");
    let ranks: Vec<u64> = data["open"]["ranks"].as_object().unwrap().values().filter_map(Value::as_u64).collect();
    assert!(ranks.contains(&1), "{ranks:?}");
    let found = &common::summary(&desk.path("out")).events[0];
    let first = &data["run"]["events"][0];
    assert_eq!(
        (first["event"].as_str(), first["value"].as_f64()),
        (Some(&*found.event), Some(found.probability.value))
    );
    assert_eq!((first["low"].as_f64(), first["high"].as_f64()), (Some(found.spread.low90), Some(found.spread.high90)));
    assert!(fs::read_dir(desk.path("out")).unwrap().all(|file| file.unwrap().file_name() != PAGE));
}
