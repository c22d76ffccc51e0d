//! Briefs: what stands in them, that their numbers are those of the tables, that nothing foreign is markup, and that
//! nothing foreign is overwritten.

#[allow(dead_code, reason = "this file needs a part of it")]
use crate::common;

use allegiance::command::request::Source;
use allegiance::command::{Command, Exit, Run, Words};
use allegiance::findings::Summary;
use allegiance::findings::starts::{LATER, starts};
use allegiance::findings::thresholds::OddsThreshold;
use allegiance::game::equilibrium::Equilibrium;
use allegiance::scenario;
use common::{Csv, Desk, SMALL, files};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Enough draws for quarters of them to have a spread.
const DRAWS: [&str; 2] = ["--set=simulation.draws=12", "--set=simulation.paths=10"];

const SECTIONS: [&str; 7] = [
    "Bottom line",
    "What would change our mind",
    "What happens by outcome",
    "Why",
    "Annex: what drives it",
    "Annex: key assumptions",
    "Annex: how to make it again",
];

fn run(desk: &Desk, more: &[&str]) {
    desk.good(&[&["run", "small.toml", "-o", "run"][..], &DRAWS, more].concat());
}

/// The page as a tree, which it can be only if it is well-formed.
fn tree(html: &str) -> roxmltree::Document<'_> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    roxmltree::Document::parse_with_options(html, options).unwrap_or_else(|error| panic!("{error}"))
}

fn said(node: roxmltree::Node) -> String {
    let all: String = node.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect();
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Elements of a name and a class.
fn of_class<'a>(tree: &'a roxmltree::Document, name: &'a str, class: &'a str) -> Vec<roxmltree::Node<'a, 'a>> {
    let has =
        |node: &roxmltree::Node| node.attribute("class").is_some_and(|classes| classes.split(' ').any(|c| c == class));
    tree.root().descendants().filter(|node| node.tag_name().name() == name).filter(has).collect()
}

#[test]
fn a_brief_stands_on_its_own() {
    let desk = Desk::new();
    run(&desk, &[]);
    desk.good(&["brief", "run"]);
    let (html, markdown) = (desk.read("run/brief.html"), desk.read("run/brief.md"));
    for section in SECTIONS {
        assert!(html.contains(&format!(">{section}</h2>")), "{section}");
        assert!(markdown.contains(&format!("## {section}\n")), "{section}");
    }
    let tree = tree(&html);
    let named = |name: &str| tree.root().descendants().filter(|node| node.tag_name().name() == name).count();
    assert_eq!((named("script"), named("link"), named("iframe")), (0, 0, 0));
    assert!(!html.contains("<script") && !html.contains("@import") && !html.contains("url("));
    let policy = tree.root().descendants().find(|node| node.attribute("http-equiv") == Some("Content-Security-Policy"));
    assert!(
        policy
            .unwrap()
            .attribute("content")
            .unwrap()
            .starts_with("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    );
    let with = |attribute: &'static str| tree.root().descendants().filter_map(move |node| node.attribute(attribute));
    for attribute in ["src", "action", "data"] {
        assert_eq!(with(attribute).count(), 0, "{attribute}");
    }
    // Links stay on the page, and lead somewhere.
    let targets: Vec<&str> = with("id").collect();
    let links: Vec<&str> = with("href").map(|to| to.strip_prefix('#').unwrap()).collect();
    assert!(links.len() >= 6 && links.iter().all(|to| targets.contains(to)), "{links:?}");
    let pictures: Vec<_> = tree.root().descendants().filter(|node| node.tag_name().name() == "svg").collect();
    assert_eq!(pictures.len(), 2 * 4, "each for a page and for a phone");
    for picture in pictures {
        assert_eq!(picture.attribute("role"), Some("img"));
        assert!(picture.attribute("aria-label").is_some_and(|words| words.len() > 100));
        assert!(!picture.children().any(|node| ["title", "desc"].contains(&node.tag_name().name())), "said once");
    }
    let mut ids: Vec<&str> = tree.root().descendants().filter_map(|node| node.attribute("id")).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id stands twice");
    // Each of these once, no more and no less.
    for once in ["not an intelligence judgement.", "Words for odds (ICD 203)"] {
        let body = said(tree.root()).matches(once).count();
        assert_eq!((body, markdown.matches(once).count()), (1, 1), "{once}");
    }
    // Every figure says where its numbers are.
    let captions: Vec<String> =
        tree.root().descendants().filter(|node| node.tag_name().name() == "figcaption").map(said).collect();
    assert!(captions.iter().all(|text| text.contains("tables/") || text.contains("charts/")), "{captions:?}");
}

#[test]
fn the_numbers_of_a_brief_are_those_of_the_tables() {
    let desk = Desk::new();
    run(&desk, &["--brief"]);
    let table = Csv::new(&desk.read("run/tables/events.csv"));
    let html = desk.read("run/brief.html");
    let tree = tree(&html);
    let happens = of_class(&tree, "table", "happens")[0];
    let texts = |row: roxmltree::Node, name: &str| -> Vec<String> {
        let own = |node: &roxmltree::Node| node.tag_name().name() == name;
        row.descendants().filter(own).map(said).collect()
    };
    let mut rows = happens.descendants().filter(|node| node.tag_name().name() == "tr");
    let events = texts(rows.next().unwrap(), "th");
    let mut compared = 0;
    for row in rows {
        let head = texts(row, "th")[0].to_lowercase();
        for (event, shown) in events[1..].iter().zip(texts(row, "td")) {
            let block = if head.starts_with("all outcomes") { "all" } else { head.split(" odds").next().unwrap() };
            let mut of = table.rows.iter().filter(|row| row["branch"] == block);
            let found = of.find(|row| row["event"].to_lowercase() == event.to_lowercase()).unwrap();
            let number = |column: &str| found[column].parse::<f64>().unwrap() * 100.0;
            let (share, range) = shown.split_once(' ').unwrap_or((&shown, ""));
            let Ok(share) = share.trim_start_matches('~').trim_end_matches('%').parse::<f64>() else { continue };
            assert!((share - number("probability")).abs() <= if shown.starts_with('~') { 5.0 } else { 0.5 }, "{shown}");
            let (low, high) = range.split_once('–').unwrap();
            let (low, high): (f64, f64) = (low.parse().unwrap(), high.parse().unwrap());
            // What binary fractions put beyond a whole percent is no fault.
            assert!(low <= number("low90") + 1e-9 && number("high90") <= high + 1e-9, "{shown}");
            compared += 1;
        }
    }
    assert!(compared >= 3, "{compared} numbers were compared");
    // Key assumptions are in the table of all, with their grounds.
    let assumptions = Csv::new(&desk.read("run/tables/assumptions.csv"));
    let keys: Vec<String> = of_class(&tree, "table", "assumptions")[0]
        .descendants()
        .filter(|node| node.tag_name().name() == "code")
        .map(said)
        .collect();
    assert!(
        !keys.is_empty() && keys.iter().all(|key| assumptions.rows.iter().any(|row| row["key"] == *key)),
        "{keys:?}"
    );
}

/// The part of a brief in Markdown that was found in depth.
fn in_depth(desk: &Desk, file: &str) -> String {
    let markdown = desk.read(file);
    let part = markdown.split("## Annex: what drives it, and what would have to be true\n").nth(1);
    part.unwrap_or_else(|| panic!("{file}: {markdown}")).split("\n## ").next().unwrap().to_owned()
}

/// What a command writes as JSON.
fn json(desk: &Desk, args: &[&str]) -> Value {
    serde_json::from_str(&desk.good(&[args, &["--format", "json"]].concat())).unwrap()
}

/// Two numbers that are uncertain, and nothing else.
const TWO: [&str; 2] = [
    "--set=bargain.talks={ dist = \"uniform\", low = 0.02, high = 1.0 }",
    "--set=client.sovereignty_cost={ dist = \"uniform\", low = 1.0, high = 9.0 }",
];

/// The scenario of the desk without uncertain numbers.
fn certain(desk: &Desk) {
    let line = |line: &str| {
        // `{ dist = "triangular", low = a, mode = b, high = c }` becomes b, without a mode a.
        let (Some(from), Some(to)) = (line.find("{ dist"), line.find('}')) else { return format!("{line}\n") };
        let after = |name: &str| {
            let rest = line[from..to].split(name).nth(1)?;
            rest.split([',', ' ']).next()
        };
        let central = after("mode = ").or_else(|| after("low = ")).unwrap();
        format!("{}{central}{}\n", &line[..from], &line[to + 1..])
    };
    let text: String = desk.read("small.toml").lines().map(line).collect();
    desk.write("small.toml", &text);
}

#[test]
fn a_brief_in_depth_has_the_numbers_of_the_commands() {
    let desk = Desk::new();
    certain(&desk);
    let sizes = ["--set=simulation.draws=60", "--set=simulation.paths=10"];
    let made = [&sizes[..], &TWO].concat();
    desk.good(&[&["run", "small.toml", "-o", "run"][..], &made].concat());
    desk.good(&["brief", "run", "--deep"]);
    let told = in_depth(&desk, "run/brief.md");
    let number = |value: &Value| value.as_f64().unwrap_or_else(|| panic!("{value} is no number"));
    let percent = |value: &Value| format!("{:.0}%", 100.0 * number(value).max(0.0));
    let holds = |words: String| assert!(told.contains(&words), "{words}: {told}");

    let found = json(&desk, &[&["sensitivity", "small.toml"][..], &made].concat());
    let headline = &found["outputs"][found["headline"].as_u64().unwrap() as usize];
    assert_eq!(headline["quantity"].as_str().unwrap(), "event: step of union ratified");
    let indices = &headline["indices"];
    holds(format!("{:.1}% on average", 100.0 * number(&indices["mean"])));
    holds(format!("a standard deviation of {:.1} points", 100.0 * number(&indices["deviation"])));
    for place in 0..2 {
        let [alone, all] = ["first", "total"].map(|part| percent(&indices[part][place]["value"]));
        holds(format!("({alone} by itself, {all} in all)"));
    }
    let together = &indices["interactions"];
    holds(format!("carry {} of the variance", percent(&together["value"])));
    holds(format!("interval: {:.0} to {}", 100.0 * number(&together["low95"]).max(0.0), percent(&together["high95"])));

    let found = json(&desk, &["discover", "run", "--threshold", "0.5"]);
    let sought = &found["found"];
    holds(format!("Coverage: {}", percent(&sought["coverage"])));
    for part in ["inside", "outside"] {
        holds(format!("{} of {} (", sought[part]["of_interest"], sought[part]["draws"]));
        holds(format!("{:.1} ± ", 100.0 * number(&sought[part]["chance"]["value"])));
    }
    let thresholds = found["threshold"]["numbers"].as_array().unwrap();
    let crossing: Vec<&Value> = thresholds.iter().filter(|number| number["crossing"].is_object()).collect();
    assert!(!crossing.is_empty(), "else nothing is compared");
    holds(format!("for {} of 2 numbers", crossing.len()));
    let html = desk.read("run/brief.html");
    let page = tree(&html);
    let rows = of_class(&page, "table", "thresholds")[0].descendants().filter(|node| node.tag_name().name() == "tr");
    let rows: Vec<Vec<String>> =
        rows.skip(1).map(|row| row.children().filter(|node| node.is_element()).map(said).collect()).collect();
    assert_eq!(rows.len(), crossing.len());
    for (row, threshold) in rows.iter().zip(crossing) {
        assert!(row[0].ends_with(threshold["key"].as_str().unwrap()), "{row:?}");
        let decimals = row[2].split('.').nth(1).map_or(0, str::len);
        assert_eq!(row[2], format!("{:.decimals$}", number(&threshold["crossing"]["value"])), "{row:?}");
    }

    let found = json(&desk, &[&["equilibria", "small.toml"][..], &made, &["--draws=40"]].concat());
    let moved = ["backward", "principal", "greatest"].map(|part| 100.0 * number(&found["headline"][part]));
    holds(format!("In {} of them some government", found["several"]));
    holds(format!("end on different ones in {}", found["differ"]));
    holds(format!("goes from {:.1}% to {:.1}%, in the mean", moved[0], moved[1]));
    holds(format!("it moves by at most {:.1} points", moved[2]));
    // The run with its brief says the same, and the page has the pictures.
    desk.good(&[&["run", "small.toml", "-o", "both", "--brief", "--deep"][..], &made].concat());
    assert_eq!(in_depth(&desk, "both/brief.md"), told);
    assert_eq!(html.matches("<svg").count(), 2 * 6, "each for a page and for a phone");
    assert!(desk.path("run/brief/sensitivity.png").exists() && desk.path("run/brief/peeling-trajectory.png").exists());
    desk.write("house.html.j2", "{{ deep.thresholds }} {% if figures.peeling %}{{ deep.rows[0].at }}{% endif %}");
    desk.good(&["brief", "run", "--deep", "--template", "house.html.j2"]);
    assert!(desk.read("run/brief.html").starts_with("With every number at its central value"));
}

#[test]
fn a_brief_in_depth_says_what_a_scenario_cannot_have() {
    let desk = Desk::new();
    certain(&desk);
    let of = |folder: &str, more: &[&str]| {
        let sizes = ["--set=simulation.draws=3", "--set=simulation.paths=2"];
        desk.good(&[&["run", "small.toml", "--brief", "--deep", "-o", folder][..], &sizes, more].concat());
        in_depth(&desk, &format!("{folder}/brief.md"))
    };
    let nothing = of("nothing", &[]);
    assert!(nothing.contains("nothing can drive it") && nothing.contains("there are no draws to search"), "{nothing}");
    let one = of("one", &TWO[..1]);
    assert!(one.contains("Only one number is uncertain") && one.contains("There is no box: "), "{one}");
    desk.write("draws.csv", "draw,bargain.talks,client.sovereignty_cost\n0,0.1,5\n1,0.9,6\n2,0.5,7\n");
    let drawn = of("drawn", &[&TWO[..], &["--draws=draws.csv"]].concat());
    assert!(drawn.contains("cannot be told from what the others do"), "{drawn}");
    let text = desk.read("small.toml");
    desk.write("small.toml", text.split("[[event]]").next().unwrap());
    let nameless = of("nameless", &TWO[..1]);
    assert!(nameless.contains("names no event") && !nameless.contains("| Uncertain number"), "{nameless}");
    assert!(desk.bad(&["brief", "one", "--deep", "--short"], 2).contains("--short"));
}

#[test]
fn regress_what_drives_a_result_is_found() {
    // Talks that hardly ever take place leave no deal: their probability must lead, and with the right sign.
    let desk = Desk::new();
    let wide = "--set=bargain.talks={ dist = \"uniform\", low = 0.02, high = 1.0 }";
    desk.good(&[
        "run",
        "small.toml",
        "-o",
        "run",
        "--brief",
        "--set=simulation.draws=60",
        "--set=simulation.paths=20",
        wide,
    ]);
    let markdown = desk.read("run/brief.md");
    let section = markdown.split("## Annex: what drives it").nth(1).unwrap().split("\n## ").next().unwrap();
    let first = section
        .lines()
        .find(|line| line.contains("(") && line.starts_with("| ") && !line.contains("Uncertain"))
        .unwrap();
    assert!(first.contains("(bargain.talks)"), "{section}");
}

#[test]
fn regress_numbers_that_rise_together_in_a_file_of_draws_are_not_told_apart() {
    // The probability of talks decides; deliveries rise with it in the file and do next to nothing by themselves.
    let desk = Desk::new();
    let rows = (0..60).map(|row| {
        let rise = f64::from(row) / 59.0;
        let jitter = if row % 2 == 0 { 0.015 } else { -0.015 };
        format!("{row},{},{}\n", 0.02 + 0.98 * rise, 0.72 + 0.16 * rise + jitter)
    });
    let table = format!("draw,bargain.talks,client.delivery\n{}", rows.collect::<String>());
    desk.write("together.csv", &table);
    let wide = "--set=bargain.talks={ dist = \"uniform\", low = 0.02, high = 1.0 }";
    let sizes = ["--set=simulation.draws=60", "--set=simulation.paths=20"];
    let of = |folder: &str, draws: &[&str]| {
        desk.good(&[&["run", "small.toml", "--brief", "-o", folder, wide], &sizes[..], draws].concat());
        let markdown = desk.read(&format!("{folder}/brief.md"));
        markdown.split("## Annex: what drives it").nth(1).unwrap().split("\n## ").next().unwrap().to_owned()
    };
    let told = of("together", &["--draws=together.csv"]);
    assert!(told.contains("moves together in the draws with") && told.contains("(rank correlation 0.9"), "{told}");
    assert!(told.contains("their effects cannot be told apart"), "{told}");
    let rows: Vec<&str> = told.lines().filter(|line| line.contains("client.delivery")).collect();
    assert!(rows.len() == 1 && rows[0].contains("bargain.talks"), "{told}");
    assert!(!of("apart", &[]).contains("told apart"));
}

#[test]
fn a_brief_is_the_same_bytes_whoever_makes_it() {
    let desk = Desk::new();
    run(&desk, &["--brief"]);
    let first = files(&desk.path("run"));
    for threads in ["1", "2"] {
        let done = desk.command(&["brief", "run"]).env("RAYON_NUM_THREADS", threads).output().unwrap();
        assert!(done.status.success());
        assert!(files(&desk.path("run")) == first, "{threads} threads");
    }
    // Elsewhere too, with its pictures.
    desk.good(&["brief", "run", "-o", "elsewhere"]);
    let away = files(&desk.path("elsewhere"));
    let pictures = away.keys().filter(|name| name.starts_with("brief/") && name.ends_with(".png")).count();
    assert_eq!((away.len(), pictures), (3 + 4, 4), "{:?}", away.keys());
    for (name, bytes) in away.iter().filter(|(name, _)| *name != "brief.json") {
        assert!(*bytes == first[name], "{name}");
    }
}

#[test]
fn page_one_alone_and_a_page_for_programs_that_know_no_svg() {
    let desk = Desk::new();
    run(&desk, &[]);
    desk.good(&["brief", "run", "-o", "short", "--short"]);
    let short = desk.read("short/brief.html");
    assert!(short.contains(">Bottom line</h2>") && short.contains("What would change our mind"));
    assert!(!short.contains("Annex") && !short.contains("<nav"));
    assert_eq!((short.matches("<svg").count(), desk.read("short/brief.md").matches("![").count()), (2, 1));
    desk.good(&["brief", "run", "-o", "both", "--docx-ready"]);
    let page = desk.read("both/brief-docx.html");
    let tree = tree(&page);
    let shown: Vec<&str> = tree.root().descendants().filter_map(|node| node.attribute("src")).collect();
    assert_eq!((shown.len(), page.matches("<svg").count()), (4, 0));
    // In the page itself: LibreOffice keeps of a file only where it lies.
    assert!(shown.iter().all(|src| src.starts_with("data:image/png;base64,iVBORw0KGgo")), "{shown:?}");
}

#[test]
fn what_was_changed_is_named_at_the_top_and_sources_are_written_out() {
    let desk = Desk::new();
    let text = desk.read("small.toml");
    let cited = text.replace("probability that there are talks", "as in S1 and S9");
    assert_ne!(text, cited);
    desk.write("small.toml", &format!("{cited}\n[sources]\nS1 = \"A book, 2019\"\nS2 = \"Not cited\"\n"));
    run(&desk, &["--brief"]);
    let markdown = desk.read("run/brief.md");
    assert!(markdown.split("## Bottom line").next().unwrap().contains("--set simulation.draws=12"));
    let sources = markdown.split("## Annex: sources").nth(1).unwrap();
    assert!(sources.contains("**S1**: A book, 2019") && !sources.contains("S2"), "{sources}");
    assert!(sources.contains("Cited, but not defined in the scenario: S9."), "{sources}");
    desk.write("small.toml", &text.replace("probability that there are talks", "a book (S1) and another (S9)"));
    run(&desk, &["--brief"]);
    let markdown = desk.read("run/brief.md");
    assert!(markdown.contains("Cited, but not defined in the scenario: S1, S9."), "without a table they are named too");
}

#[test]
fn what_may_break_in_is_told_in_sentences() {
    let desk = Desk::new();
    let small = desk.read("small.toml");
    let upheavals = "[[upheaval]]\nname = \"a fall\"\nprobability = 0.1\nmandate = \"weak\"\nvoids = true\n\
         where = { confrontation = [\"calm\", \"tense\"], integration = [\"treaty\"] }\n\
         [[upheaval]]\nname = \"a storm\"\nprobability = 1\nquarter = \"2026-Q1\"\nconfrontation = \"hostile\"\n";
    desk.write("small.toml", &format!("{small}\n{upheavals}"));
    run(&desk, &["--brief"]);
    let markdown = desk.read("run/brief.md");
    let told = [
        "- **a fall**: probability 0.1 in any quarter while confrontation is “calm” or “tense” and integration is “treaty”; \
         then mandate is “weak” and the contract is void\n",
        "- **a storm**: certain in 2026-Q1; then confrontation is “hostile”\n",
    ];
    assert!(told.iter().all(|line| markdown.contains(line)), "{markdown}");
}

#[test]
fn labels_are_never_markup() {
    let desk = Desk::new();
    let text = desk.read("small.toml");
    let title = text.lines().find(|line| line.starts_with("title")).unwrap().to_owned();
    let hostile = "<script>alert(1)</script> & \\\"x\\\" | *b* [c](d) {{ 7 * 7 }}";
    let mut text = text.replace(&title, &format!("title = \"{hostile}\""));
    let event = "<img src=x onerror=y> | `z`";
    let name =
        text.split("[[event]]").nth(1).unwrap().lines().find(|line| line.starts_with("name")).unwrap().to_owned();
    text = text.replacen(&name, &format!("name = \"{event}\""), 1);
    assert!(text.contains("probability that there are talks"));
    text = text.replace("probability that there are talks", "S1");
    text.push_str("\n[sources]\nS1 = \"</td><em>x</em> | `y`\"\n");
    desk.write("small.toml", &text);
    run(&desk, &["--brief"]);
    let (html, markdown) = (desk.read("run/brief.html"), desk.read("run/brief.md"));
    let tree = tree(&html);
    for name in ["script", "img", "em"] {
        assert!(!tree.root().descendants().any(|node| node.tag_name().name() == name), "{name}");
    }
    assert!(!html.contains("<script") && !html.contains("<img"));
    assert!(said(tree.root()).contains("<script>alert(1)</script> & \"x\" | *b* [c](d) {{ 7 * 7 }}"));
    assert!(!markdown.contains("<script") && !markdown.contains("<img") && markdown.contains("\\*b\\* \\[c\\](d)"));
    let row = markdown.lines().find(|line| line.starts_with("| Outcome")).unwrap();
    assert!(row.contains("&lt;img src=x onerror=y&gt; \\| \\`z\\`"), "{row}");
    assert!(markdown.contains("&lt;/td&gt;&lt;em&gt;x&lt;/em&gt; \\| \\`y\\`"));
}

#[test]
fn a_run_with_its_brief_is_still_a_run() {
    let desk = Desk::new();
    run(&desk, &["--brief"]);
    desk.good(&["brief", "run", "--lexicon", "ipcc"]);
    assert!(desk.read("run/brief.md").contains("Words for odds (IPCC)"));
    // The manifest vouches for what it did before, and a new run takes the old brief away.
    assert!(!desk.read("run/manifest.json").contains("brief.html") && !desk.read("run/SHA256SUMS").contains("brief"));
    run(&desk, &[]);
    assert!(!desk.path("run/brief.html").exists() && !desk.path("run/brief.json").exists());
}

#[test]
fn nothing_foreign_is_overwritten() {
    let desk = Desk::new();
    run(&desk, &[]);
    desk.write("run/brief.md", "mine");
    let before = files(&desk.path("run"));
    let said = desk.bad(&["brief", "run"], 4);
    assert!(said.contains("brief.md") && files(&desk.path("run")) == before, "{said}");
    desk.write("desk/note.txt", "mine");
    assert!(desk.bad(&["brief", "run", "-o", "desk"], 4).contains("note.txt"));
    desk.good(&["brief", "run", "-o", "desk", "--force"]);
    assert_eq!(desk.read("desk/note.txt"), "mine");
    desk.good(&["brief", "run", "-o", "desk", "--force"]);
}

#[test]
fn what_cannot_be_briefed_is_told_and_nothing_is_written() {
    let desk = Desk::new();
    run(&desk, &[]);
    let before = files(&desk.path("run"));
    assert!(desk.bad(&["brief", "nowhere"], 4).contains("holds no run"));
    assert!(desk.bad(&["brief"], 2).contains("--help"));
    assert!(desk.bad(&["brief", "run", "--lexicon", "nowhere.toml"], 4).contains("there is no such file"));
    desk.write("bands.toml", "name = \"x\"\n[[band]]\nword = \"a\"\nlow = 9\nhigh = 3\n");
    let said = desk.bad(&["brief", "run", "--lexicon", "bands.toml"], 3);
    assert!(said.contains("line 2: `a`: low = 9 is not below high = 3") && said.contains("two [[band]]"), "{said}");
    assert_eq!(desk.bad(&["run", "small.toml", "--lexicon", "bands.toml"], 3), said);
    let cases = [
        ("<p>\n{{ answer.sentence }}</p>", ":2:"),
        ("<p>\n\n{% for x %}", ":3:"),
        (
            "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(99) %}{% endfor %}{% endfor %}{% endfor %}",
            ":1:",
        ),
    ];
    for (template, place) in cases {
        desk.write("house.html.j2", template);
        let said = desk.bad(&["brief", "run", "--template", "house.html.j2"], 3);
        assert!(said.contains(&format!("house.html.j2{place}")), "{said}");
        let more = ["run", "small.toml", "-o", "run", "--brief", "--template", "house.html.j2"];
        desk.bad(&[&more[..], &SMALL].concat(), 3);
    }
    assert!(files(&desk.path("run")) == before);
    // Another version would give other numbers.
    let manifest = desk.read("run/manifest.json");
    let own = format!("\"results_version\": {}", allegiance::forecast::RESULTS_VERSION);
    assert!(manifest.contains(&own));
    desk.write("run/manifest.json", &manifest.replace(&own, "\"results_version\": 1"));
    assert!(desk.bad(&["brief", "run"], 4).contains("would give other numbers"));
}

#[test]
fn regress_a_bad_template_or_lexicon_is_told_before_a_run_begins() {
    let desk = Desk::new();
    desk.write("loop.j2", "<p>\n{% for a in range(9999) %}{% for b in range(9999) %}{{ b }}{% endfor %}{% endfor %}");
    desk.write("good.j2", "<p>{{ title }}</p>");
    let prepared = |template: &str, lexicon: &str| {
        let source = Source::new(desk.path("small.toml"));
        let words = Words { lexicon: Some(desk.path(lexicon).display().to_string()) };
        Run { brief: true, template: Some(desk.path(template)), words, ..Run::new(source) }.prepare().map(drop)
    };
    let failure = prepared("loop.j2", "nowhere.toml").unwrap_err();
    assert!(failure.exit() == Exit::Invalid && failure.to_string().starts_with("loop.j2:2: "), "{failure}");
    let failure = prepared("good.j2", "nowhere.toml").unwrap_err();
    assert!(failure.exit() == Exit::InputOutput && failure.to_string().contains("no such file"), "{failure}");
    desk.write("lexicon.toml", "\u{0}");
    assert_eq!(prepared("good.j2", "lexicon.toml").unwrap_err().exit(), Exit::Invalid);
}

#[test]
fn a_house_style_may_be_told_from_the_template_that_is_printed() {
    let desk = Desk::new();
    run(&desk, &[]);
    let printed = desk.good(&["brief", "--print-template"]);
    desk.write("house.html.j2", &printed.replace("Bottom line", "Ministry of Weather"));
    desk.good(&["brief", "run", "--template", "house.html.j2"]);
    let html = desk.read("run/brief.html");
    assert!(html.contains("Ministry of Weather"));
    desk.good(&["brief", "run"]);
    assert_eq!(desk.read("run/brief.html"), html.replace("Ministry of Weather", "Bottom line"));
}

#[test]
fn a_run_without_uncertainty_says_so() {
    let desk = Desk::new();
    certain(&desk);
    run(&desk, &["--brief"]);
    let markdown = desk.read("run/brief.md");
    assert!(markdown.contains("Nothing in the scenario is uncertain"), "{markdown}");
    fs::metadata(desk.path("run/brief.html")).unwrap();
}

#[test]
fn limit_at_the_tipping_odds_two_events_are_as_frequent() {
    let desk = Desk::new();
    run(&desk, &[]);
    let summary: Summary = common::summary(&desk.path("run"));
    let share = |branch: &str, event: &str| {
        let row = summary.events.iter().find(|row| row.branch == branch && row.event == event);
        row.unwrap().probability.value
    };
    let main = &summary.event_names[0].name;
    let found = OddsThreshold::new(&summary, main).unwrap();
    let mixed = |at: f64, event: &str| -> f64 {
        let rest = 1.0 - found.odds;
        let weight = |name: &str, odds: f64| if name == found.branch { at } else { odds * (1.0 - at) / rest };
        summary.branches.iter().map(|branch| weight(&branch.name, branch.odds) * share(&branch.name, event)).sum()
    };
    let places: Vec<&(f64, String)> = found.below.iter().chain(&found.above).collect();
    assert!(!places.is_empty() || found.half.is_some(), "else nothing is shown: {found:?}");
    for (at, other) in places {
        assert!((mixed(*at, main) - mixed(*at, other)).abs() < 1e-12);
    }
    if let Some(at) = found.half {
        assert!((mixed(at, main) - 0.5).abs() < 1e-12);
        assert_eq!(found.rises, mixed(1.0, main) > 0.5);
    }
}

#[test]
fn limit_without_patience_later_quarters_are_worth_nothing() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/belarus-2020.toml");
    let overrides = |patience: &[&str]| patience.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>();
    let later = |patience: &[&str]| -> f64 {
        let scenario = scenario::load(&file, &overrides(patience)).unwrap();
        let found = starts(&scenario, &Equilibrium::new(&scenario, &scenario.central()));
        assert_eq!(found.len(), 4);
        let ranges = found.iter().flat_map(|start| &start.ranges);
        let sides = ranges.flat_map(|range| [(&range.client, range.reservation), (&range.patron, range.willingness)]);
        sides.fold(0.0, |most: f64, (parts, end)| {
            let sum: f64 = parts.iter().map(|(_, part)| part).sum();
            assert!((sum - end.unwrap()).abs() < 1e-9);
            most.max(parts.iter().find(|(name, _)| name == LATER).unwrap().1.abs())
        })
    };
    assert!(later(&["client.patience=0", "patron.patience=0"]) < 1e-9);
    assert!(later(&[]) > 1.0, "else the line above shows nothing");
}
