//! Every chart of made-up summaries, checked on the files themselves.

mod synthetic;

use allegiance::report::chart::{Figure, figures, font, png};
use roxmltree::Document;
use synthetic::{Case, texts};

const SVG_NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// A line of text as it stands in an SVG.
struct Line {
    text: String,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// The lines of text of an SVG, measured in the bundled font, in units of the drawing grid.
fn lines(svg: &str) -> Vec<Line> {
    let document = Document::parse(svg).expect("well-formed XML");
    let texts = document.descendants().filter(|node| node.has_tag_name((SVG_NAMESPACE, "text")));
    let measured = texts.map(|node| {
        let number = |key: &str| -> f64 { node.attribute(key).expect(key).parse().expect(key) };
        let text = node.text().unwrap_or_default().to_owned();
        let size = number("font-size");
        let width = font::width(&text, size, node.attribute("font-weight") == Some("bold"));
        let left = match node.attribute("text-anchor") {
            Some("end") => number("x") - width,
            Some("middle") => number("x") - width / 2.0,
            _ => number("x"),
        };
        let (top, bottom) = (number("y") - 0.76 * size, number("y") + 0.24 * size);
        Line { text, left, right: left + width, top, bottom }
    });
    measured.collect()
}

/// What is wrong with the text of an SVG: pairs that overlap, lines that leave the page.
fn faults(svg: &str) -> Vec<String> {
    let lines = lines(svg);
    let slack = 6.0; // 0.6 units of the page: coordinates are rounded
    let mut faults = Vec::new();
    for (index, one) in lines.iter().enumerate() {
        if one.left < 0.0 || one.top < 0.0 || one.right > 9600.0 || one.bottom > 5400.0 {
            faults.push(format!("off the page: {}", one.text));
        }
        for two in &lines[index + 1..] {
            let across = one.left + slack < two.right && two.left + slack < one.right;
            let down = one.top + slack < two.bottom && two.top + slack < one.bottom;
            if across && down {
                faults.push(format!("overlap: {} / {}", one.text, two.text));
            }
        }
    }
    faults
}

fn cases() -> Vec<(&'static str, Case)> {
    let branches = |count: usize| Case::seed().branches.into_iter().take(count).collect::<Vec<_>>();
    let seed = Case::seed;
    let short_eight = texts(&["one", "two", "three", "four", "five", "six", "seven", "eight"]);
    vec![
        ("seed", seed()),
        ("one-branch", Case { branches: vec!["baseline".into()], panels: 1, ..seed() }),
        ("two-branches", Case { branches: branches(2), chapters: texts(&["deal", "no deal"]), ..seed() }),
        ("three-branches", Case { branches: branches(3), panels: 3, gaps: true, ..seed() }),
        ("long", Case::long()),
        ("long-four", Case { branches: Case::long().branches[..4].to_vec(), gaps: true, ..Case::long() }),
        ("eight-short", Case { branches: short_eight, panels: 4, ..seed() }),
        ("seven-branches", Case { branches: Case::long().branches[..7].to_vec(), ..seed() }),
        ("one-quarter", Case { quarters: 1, ..seed() }),
        ("two-quarters", Case { quarters: 2, ..seed() }),
        ("certain", Case { width: 0.0, certified: 1, ..seed() }),
        ("close", Case { width: 0.01, ..seed() }),
        ("markup", Case { branches: texts(&["<b>&\"x\"", "'quoted'"]), ..seed() }),
    ]
}

fn each_figure(check: impl Fn(&str, &Figure)) {
    for (name, case) in cases() {
        for figure in figures(&case.summary()).expect("figures") {
            check(name, &figure);
        }
    }
}

#[test]
fn text_neither_overlaps_nor_leaves_the_page() {
    let mut found = Vec::new();
    for (name, case) in cases() {
        for figure in figures(&case.summary()).expect("figures") {
            let faults = faults(&figure.svg);
            found.extend(faults.into_iter().map(|fault| format!("{name}/{}: {fault}", figure.id)));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_check_of_text_can_fail() {
    let svg = |x: i32| {
        format!(
            "<svg xmlns=\"{SVG_NAMESPACE}\"><text x=\"500\" y=\"500\" font-size=\"100\">one</text>\
             <text x=\"{x}\" y=\"550\" font-size=\"100\">two</text></svg>"
        )
    };
    assert!(faults(&svg(900)).is_empty());
    assert_eq!(faults(&svg(600)), ["overlap: one / two"]);
    assert_eq!(faults(&svg(9590)), ["off the page: two"]);
}

#[test]
fn every_form_is_there_in_fixed_order() {
    let ids: Vec<String> = figures(&Case::seed().summary()).expect("figures").into_iter().map(|f| f.id).collect();
    let wanted = [
        "chapters-by-branch",
        "bargaining-range",
        "what-binds-over-time",
        "fan-cumulative-subsidy",
        "fan-integration-depth",
        "fan-subsidy",
        "fan-loyalty",
        "density-cumulative-subsidy",
    ];
    assert_eq!(ids, wanted);
}

#[test]
fn figures_speak_to_readers_who_hear_them() {
    each_figure(|name, figure| {
        let document = Document::parse(&figure.svg).expect("well-formed XML");
        let root = document.root_element();
        assert_eq!(root.attribute("role"), Some("img"), "{name}");
        assert_eq!((root.attribute("width"), root.attribute("height")), (Some("960"), Some("540")));
        let part = |tag: &str| root.children().find(|node| node.has_tag_name((SVG_NAMESPACE, tag)));
        assert_eq!(part("title").and_then(|node| node.text()), Some(figure.title.as_str()));
        assert_eq!(part("desc").and_then(|node| node.text()), Some(figure.alt.as_str()));
        assert!(figure.alt.len() > 80 && figure.id.is_ascii(), "{name}: {}", figure.alt);
        let forbidden = ["script", "image", "foreignObject", "use", "style"];
        assert!(!document.descendants().any(|node| forbidden.contains(&node.tag_name().name())));
        assert!(!document.descendants().any(|node| node.attributes().any(|a| a.name() == "href")));
    });
}

/// A word that claims what no finite count of histories shows.
fn overclaim(text: &str) -> Option<&str> {
    text.split([' ', ',', '(', ')']).find(|word| ["0%", "0.0%", "100%", "100.0%", "NaN", "inf"].contains(word))
}

#[test]
fn no_frequency_is_said_to_be_0_or_100_percent() {
    each_figure(|name, figure| {
        let said = lines(&figure.svg).into_iter().map(|line| line.text);
        for text in said.chain([figure.alt.clone(), figure.title.clone(), figure.subtitle.clone()]) {
            assert_eq!(overclaim(&text), None, "{name}/{}: {text}", figure.id);
        }
    });
}

#[test]
fn the_check_of_frequencies_can_fail() {
    assert_eq!(overclaim("entrapped 0% of"), Some("0%"));
    assert_eq!(overclaim("(100%)"), Some("100%"));
    assert_eq!(overclaim("10% and <0.1%"), None);
}

#[test]
fn the_same_summary_gives_the_same_bytes() {
    for (name, case) in cases() {
        assert_eq!(figures(&case.summary()).expect("one"), figures(&case.summary()).expect("two"), "{name}");
    }
}

#[test]
fn tables_hold_what_is_plotted() {
    let summary = Case::seed().summary();
    let all = figures(&summary).expect("figures");
    let records = |id: &str| -> Vec<csv::StringRecord> {
        let figure = all.iter().find(|figure| figure.id == id).expect(id);
        let mut reader = csv::Reader::from_reader(figure.csv.as_bytes());
        reader.records().collect::<Result<_, _>>().expect("CSV")
    };
    let chapters = records("chapters-by-branch");
    assert_eq!(chapters.len(), summary.chapter_shares.len());
    for (record, share) in chapters.iter().zip(&summary.chapter_shares) {
        assert_eq!((&record[0], &record[1]), (share.branch.as_str(), share.chapter.as_str()));
        assert_eq!(record[2].parse::<f64>().ok(), Some(share.probability.value));
    }
    assert_eq!(records("bargaining-range").len(), 2 * 4);
    assert_eq!(records("what-binds-over-time").len(), 4 * 5 * 20);
    assert_eq!(records("fan-subsidy").len(), 4 * 20);
    assert_eq!(records("density-cumulative-subsidy").len(), 4 * 131);
}

#[test]
fn missing_values_are_empty_cells_and_said_in_words() {
    let case = Case { gaps: true, ..Case::seed() };
    let all = figures(&case.summary()).expect("figures");
    let range = all.iter().find(|figure| figure.id == "bargaining-range").expect("range");
    assert!(range.csv.contains("détente,,"), "{}", range.csv);
    assert!(lines(&range.svg).iter().any(|line| line.text.contains("does not matter to Minsk")));
}

#[test]
fn a_branch_without_uncertainty_says_so() {
    let case = Case { width: 0.0, certified: 1, ..Case::seed() };
    let all = figures(&case.summary()).expect("figures");
    let fan = all.iter().find(|figure| figure.id == "fan-subsidy").expect("fan");
    assert!(fan.subtitle.contains("each band is a line"));
    assert!(lines(&fan.svg).iter().any(|line| line.text.contains("1 certified draws of 200")));
}

#[test]
fn strange_characters_are_named_and_common_ones_are_not() {
    let with = |label: &str| Case { branches: texts(&[label, "two"]), ..Case::seed() };
    let warnings = |case: Case| -> Vec<String> {
        figures(&case.summary()).expect("figures").into_iter().flat_map(|figure| figure.warnings).collect()
    };
    assert!(warnings(with("同盟 holds")).iter().any(|warning| warning.contains("U+540C")));
    for (name, case) in cases() {
        let found = warnings(case);
        assert!(!found.iter().any(|warning| warning.contains("U+")), "{name}: {found:?}");
    }
}

#[test]
fn nothing_is_cut_even_at_60_characters() {
    for (name, case) in cases() {
        for figure in figures(&case.summary()).expect("figures") {
            assert!(figure.warnings.is_empty(), "{name}/{}: {:?}", figure.id, figure.warnings);
        }
    }
}

#[test]
fn a_summary_without_numbers_has_no_figures() {
    let case = Case { branches: vec![], panels: 0, ..Case::seed() };
    assert_eq!(figures(&case.summary()).expect("figures"), []);
}

/// Pixels of every figure of two cases; with `CHARTS_TO=folder` every case is written there to be looked at.
#[test]
fn pixels_are_1920_by_1080() {
    let folder = std::env::var_os("CHARTS_TO").map(std::path::PathBuf::from);
    for (name, case) in cases() {
        if folder.is_none() && !["seed", "markup"].contains(&name) {
            continue;
        }
        for figure in figures(&case.summary()).expect("figures") {
            let bytes = png(&figure.svg).expect("pixels");
            assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
            assert_eq!(bytes[16..24], [1920_u32.to_be_bytes(), 1080_u32.to_be_bytes()].concat());
            if let Some(folder) = &folder {
                std::fs::create_dir_all(folder).expect("folder");
                std::fs::write(folder.join(format!("{name}-{}.png", figure.id)), bytes).expect("file");
            }
        }
    }
}
