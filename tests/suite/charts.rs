//! Every chart of made-up summaries, checked on the files themselves.

use std::collections::BTreeSet;

use crate::synthetic;
use allegiance::findings::Quantiles;
use allegiance::report::chart::{Drawing, Figure, figures, further, notes, png};
use roxmltree::Document;
use synthetic::gallery::cases;
use synthetic::measure::{Picture, contrast, crosses};
use synthetic::{Case, texts};

const SVG_NAMESPACE: &str = "http://www.w3.org/2000/svg";
/// Boxes may share so much before they count as touching: coordinates are rounded, and letters rest in wider boxes.
const SLACK: f64 = 6.0;
/// Least width of a line that carries data.
const DATA: f64 = 17.0;

/// Every chart of a made-up summary.
fn every(case: &Case) -> Vec<Figure> {
    let summary = case.summary();
    figures(&summary).expect("figures").into_iter().chain(further(&summary, None).expect("further")).collect()
}

/// Width and height of a page in the grid of its drawing.
fn page(svg: &str) -> (f64, f64) {
    let document = Document::parse(svg).expect("well-formed XML");
    let sizes: Vec<f64> = document
        .root_element()
        .attribute("viewBox")
        .map_or(vec![], |view| view.split(' ').filter_map(|number| number.parse().ok()).collect());
    match sizes[..] {
        [_, _, width, height] => (width, height),
        _ => (9600.0, 5400.0),
    }
}

/// What is wrong with the text of an SVG: pairs that overlap, lines that leave the page, text on markers or under
/// lines of data.
fn faults(svg: &str) -> Vec<String> {
    let (picture, (width, height)) = (Picture::new(svg), page(svg));
    let mut faults = Vec::new();
    for (index, one) in picture.lines.iter().enumerate() {
        let (area, text) = (&one.area, &one.text);
        if area.0 < 0.0 || area.1 < 0.0 || area.2 > width || area.3 > height {
            faults.push(format!("off the page: {text}"));
        }
        let met = picture.lines[index + 1..].iter().filter(|two| area.meets(&two.area, SLACK));
        faults.extend(met.map(|two| format!("overlap: {text} / {}", two.text)));
        if picture.markers.iter().any(|marker| marker.meets(area, SLACK)) {
            faults.push(format!("on a marker: {text}"));
        }
        let data = picture.strokes.iter().filter(|stroke| stroke.width >= DATA);
        if data.flat_map(|stroke| stroke.points.windows(2)).any(|pair| crosses(pair[0], pair[1], area, SLACK)) {
            faults.push(format!("under a line: {text}"));
        }
    }
    faults
}

/// Text and lines of data that do not stand out: text from what it stands on, lines from the page.
fn faint(svg: &str) -> Vec<String> {
    let picture = Picture::new(svg);
    let mut faint = Vec::new();
    for line in &picture.lines {
        let area = line.area;
        let spots = [0.02, 0.5, 0.98].map(|share| (area.0 + share * (area.2 - area.0), (area.1 + area.3) / 2.0));
        for ground in spots.iter().filter_map(|(x, y)| picture.ground(*x, *y)) {
            if contrast(&line.fill, &ground.fill) < 4.5 {
                faint.push(format!("faint text: {} ({} on {})", line.text, line.fill, ground.fill));
            }
        }
    }
    for stroke in picture.strokes.iter().filter(|stroke| stroke.width >= DATA) {
        if contrast(&stroke.colour, "#FFFFFF") < 3.0 {
            faint.push(format!("faint line: {}", stroke.colour));
        }
    }
    faint
}

fn each_figure(check: impl Fn(&str, &Figure)) {
    for (name, case) in cases() {
        for figure in every(&case) {
            check(&name, &figure);
        }
    }
}

/// What is wrong with any drawing of a figure.
fn drawn(figure: &Figure, of: fn(&str) -> Vec<String>) -> Vec<String> {
    let named =
        |drawing: Drawing| of(figure.picture(drawing)).into_iter().map(move |fault| format!("{drawing:?}: {fault}"));
    Drawing::ALL.into_iter().flat_map(named).collect()
}

fn no_fault(of: impl Fn(&Figure) -> Vec<String>) {
    let mut found = Vec::new();
    for (name, case) in cases() {
        for figure in every(&case) {
            found.extend(of(&figure).into_iter().map(|fault| format!("{name}/{}: {fault}", figure.id)));
        }
    }
    assert!(found.is_empty(), "{} faults\n{}", found.len(), found.join("\n"));
}

#[test]
fn text_neither_overlaps_nor_leaves_the_page() {
    no_fault(|figure| drawn(figure, faults));
}

#[test]
fn the_check_of_text_can_fail() {
    let svg = |x: i32| {
        format!(
            "<svg xmlns=\"{SVG_NAMESPACE}\"><circle cx=\"520\" cy=\"1000\" r=\"36\"/>\
             <polyline stroke=\"#000000\" stroke-width=\"22\" points=\"0,2000 900,2000 \"/>\
             <text x=\"500\" y=\"500\" font-size=\"100\">one</text>\
             <text x=\"{x}\" y=\"550\" font-size=\"100\">two</text></svg>"
        )
    };
    let moved = |y: i32| svg(900).replace("y=\"500\"", &format!("y=\"{y}\""));
    assert!(faults(&svg(900)).is_empty());
    assert_eq!(faults(&svg(600)), ["overlap: one / two"]);
    assert_eq!(faults(&svg(9590)), ["off the page: two"]);
    assert_eq!(faults(&moved(1000)), ["on a marker: one"]);
    assert_eq!(faults(&moved(2030)), ["under a line: one"]);
}

#[test]
fn text_and_lines_stand_out() {
    no_fault(|figure| drawn(figure, faint));
}

#[test]
fn the_check_of_contrast_can_fail() {
    let svg = |text: &str, line: &str| {
        format!(
            "<svg xmlns=\"{SVG_NAMESPACE}\"><polygon fill=\"#E69F00\" points=\"0,0 900,0 900,900 0,900 \"/>\
             <polyline stroke=\"{line}\" stroke-width=\"22\" points=\"0,800 900,800 \"/>\
             <text x=\"500\" y=\"500\" font-size=\"100\" fill=\"{text}\">one</text></svg>"
        )
    };
    assert!(faint(&svg("#000000", "#0072B2")).is_empty());
    assert_eq!(faint(&svg("#FFFFFF", "#0072B2"))[0], "faint text: one (#FFFFFF on #E69F00)");
    assert_eq!(faint(&svg("#000000", "#E69F00")), ["faint line: #E69F00"]);
}

#[test]
fn every_form_is_there_in_fixed_order() {
    let ids: Vec<String> = figures(&Case::seed().summary()).expect("figures").into_iter().map(|f| f.id).collect();
    let wanted = [
        "summary-tree",
        "events-by-outcome",
        "main-event-over-time",
        "what-binds-over-time",
        "room-for-a-deal",
        "typical-histories",
    ];
    assert_eq!(ids, wanted, "at most six");
    let more = further(&Case::seed().summary(), None).expect("further").into_iter().map(|figure| figure.id);
    let wanted = [
        "chapters-by-branch",
        "bargaining-range",
        "subsidy-over-time",
        "fan-integration-depth",
        "fan-loyalty",
        "density-subsidy",
        "density-patron-payoff",
    ];
    assert_eq!(more.collect::<Vec<_>>(), wanted);
}

#[test]
fn figures_speak_to_readers_who_hear_them() {
    each_figure(|name, figure| {
        for (drawing, width) in Drawing::ALL.into_iter().zip(["960", "170mm", "390"]) {
            let document = Document::parse(figure.picture(drawing)).expect("well-formed XML");
            let root = document.root_element();
            assert_eq!((root.attribute("role"), root.attribute("width")), (Some("img"), Some(width)), "{name}");
            let part = |tag: &str| root.children().find(|node| node.has_tag_name((SVG_NAMESPACE, tag)));
            assert_eq!(part("title").and_then(|node| node.text()), Some(figure.title.as_str()));
            assert_eq!(part("desc").and_then(|node| node.text()), Some(figure.alt.as_str()));
            let forbidden = ["script", "image", "foreignObject", "use", "style"];
            assert!(!document.descendants().any(|node| forbidden.contains(&node.tag_name().name())));
            assert!(!document.descendants().any(|node| node.attributes().any(|a| a.name() == "href")));
        }
        assert!(figure.alt.len() > 80 && figure.id.is_ascii(), "{name}: {}", figure.alt);
        // Title and description are read one after the other.
        assert!(!figure.alt.contains(&figure.title), "{name}/{}: said twice: {}", figure.id, figure.title);
    });
}

/// Text that is too small to read: under 9 points in a column of 170 mm, 11 pixels on a phone, 18 on a slide.
fn small(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).expect("well-formed XML");
    let tiny = |node: &roxmltree::Node| {
        node.attribute("font-size").and_then(|size| size.parse::<f64>().ok()).is_some_and(|size| size < 90.0)
    };
    document.descendants().filter(tiny).map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

#[test]
fn no_text_is_too_small_to_read() {
    // A grid has ten points a unit; a column of 482 units is 170 mm wide, so that a unit is a point.
    assert!((482.0 / 10.0 / 72.0 * 25.4 * 10.0 - 170.0_f64).abs() < 0.1);
    let one = format!("<svg xmlns=\"{SVG_NAMESPACE}\"><text font-size=\"89\">one</text></svg>");
    assert_eq!(small(&one), ["one"], "the check can fail");
    no_fault(|figure| drawn(figure, small));
}

#[test]
fn titles_have_at_most_ten_words() {
    // Names of 60 characters without a space count as one word.
    each_figure(|name, figure| {
        let words = figure.title.split_whitespace().count();
        assert!(words <= 10, "{name}/{}: {words} words: {}", figure.id, figure.title);
    });
}

fn titles(case: &Case) -> Vec<(String, String)> {
    figures(&case.summary()).expect("figures").into_iter().map(|figure| (figure.id, figure.title)).collect()
}

fn title(case: &Case, id: &str) -> String {
    titles(case).into_iter().find(|(known, _)| known == id).map(|(_, title)| title).unwrap_or_default()
}

#[test]
fn titles_say_what_hangs_on_the_outcome_and_what_does_not() {
    let seed = Case::seed();
    assert_eq!(title(&seed, "summary-tree"), "Consolidated incumbent likeliest (48%): union step 62%");
    let tied = Case { odds: Some(vec![0.41, 0.39, 0.1, 0.1]), ..seed.clone() };
    assert_eq!(title(&tied, "summary-tree"), "Too close to call: consolidated incumbent or weakened incumbent");
    let flat = Case { events: texts(&["union step"]), main_share: Some(0.3), ..seed.clone() };
    assert_eq!(title(&flat, "events-by-outcome"), "What follows hardly differs by outcome");
    assert_eq!(title(&flat, "main-event-over-time"), "Union step hardly differs by outcome");
    let single = Case { branches: texts(&["baseline"]), events: texts(&["union step"]), ..seed };
    let wanted = [
        ("summary-tree", "It comes to union step: 6 in 10"),
        ("events-by-outcome", "It comes to union step: 6 in 10"),
        ("main-event-over-time", "It comes to union step: 6 in 10"),
    ];
    for (id, title_) in wanted {
        assert_eq!(title(&single, id), title_, "{id}");
    }
    assert!(titles(&single).iter().all(|(_, title)| !title.contains("baseline")), "{:?}", titles(&single));
}

/// A word that claims what no finite count of histories shows.
fn overclaim(text: &str) -> Option<&str> {
    text.split([' ', ',', '(', ')']).find(|word| ["0%", "0.0%", "100%", "100.0%", "NaN", "inf"].contains(word))
}

#[test]
fn no_frequency_is_said_to_be_0_or_100_percent() {
    each_figure(|name, figure| {
        // The axis of a share has both ends.
        let axis = ["0%", "100%"];
        let said = Picture::new(&figure.svg).lines.into_iter().map(|line| line.text);
        let said = said.filter(|text| !axis.contains(&text.as_str()));
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
        assert_eq!(every(&case), every(&case), "{name}");
    }
}

#[test]
fn tables_hold_what_is_plotted() {
    let summary = Case::seed().summary();
    let all = every(&Case::seed());
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
    assert_eq!(records("subsidy-over-time").len(), 4 * 20);
    assert_eq!(records("density-subsidy").len(), 4 * 20);
    assert_eq!(records("events-by-outcome").len(), summary.events.len());
    assert_eq!(records("main-event-over-time").len(), 4 * 20);
    assert_eq!(records("room-for-a-deal").len(), 4 * 3);
    assert_eq!(records("typical-histories").len(), 2 * 20);
}

#[test]
fn missing_values_are_empty_cells_and_said_in_words() {
    let all = every(&Case { gaps: true, ..Case::seed() });
    let of = |id: &str| all.iter().find(|figure| figure.id == id).expect(id);
    assert!(of("bargaining-range").csv.contains("détente,,"), "{}", of("bargaining-range").csv);
    for id in ["bargaining-range", "room-for-a-deal"] {
        assert!(Picture::new(&of(id).svg).lines.iter().any(|line| line.text == "not known"), "{id}");
    }
}

#[test]
fn a_branch_without_uncertainty_says_so() {
    let all = every(&Case { width: 0.0, certified: 1, ..Case::seed() });
    let fan = all.iter().find(|figure| figure.id == "fan-loyalty").expect("fan");
    assert!(fan.subtitle.contains("each band is a line"));
    assert!(Picture::new(&fan.svg).lines.iter().any(|line| line.text.contains("1 certified draw of 200")));
}

/// Fault 9: a fan of what is 0 in every history had an axis to 0.0000000012.
#[test]
fn regress_fault_9_a_fan_in_which_nothing_moves_is_left_out() {
    let mut summary = Case::seed().summary();
    for row in summary.by_quarter.iter_mut().filter(|row| row.quantity == "integration_depth") {
        let tiny = 1e-10 * row.quarter as f64;
        row.mean.value = tiny;
        row.quantiles = Quantiles { p02_5: 0.0, p50: tiny, p97_5: 1.2e-9, ..row.quantiles };
    }
    let ids: Vec<String> = further(&summary, None).expect("further").into_iter().map(|figure| figure.id).collect();
    assert!(!ids.contains(&"fan-integration-depth".to_owned()) && ids.contains(&"fan-loyalty".to_owned()), "{ids:?}");
}

/// Fault 11: "in every one of 1 histories", "1 numbers have".
#[test]
fn regress_fault_11_one_is_singular() {
    let case = Case { branches: texts(&["baseline"]), quarters: 1, draws: 1, certified: 1, ..Case::seed() };
    let mut summary = case.summary();
    summary.provenance.paths = 1;
    summary.chapter_shares.iter_mut().for_each(|row| (row.hits, row.trials) = (row.hits.min(1), 1));
    summary.events.iter_mut().for_each(|row| (row.hits, row.trials) = (row.hits.min(1), 1));
    let all = [figures(&summary).expect("figures"), further(&summary, None).expect("further")].concat();
    let wrong = [
        "1 histories",
        "1 draws",
        "1 paths",
        "1 quarters",
        "1 election outcomes",
        "1 outcomes",
        "1 simulated histories",
    ];
    for figure in all {
        let said = Picture::new(&figure.svg).lines.into_iter().map(|line| line.text);
        for text in said.chain([figure.alt.clone(), figure.title.clone(), figure.subtitle.clone()]) {
            let padded = format!(" {text}");
            let found = wrong.iter().find(|wrong| padded.contains(&format!(" {wrong}")));
            assert_eq!(found, None, "{}: {text}", figure.id);
        }
    }
}

/// Fault 16: a density of loyalty ran past 1.00, one of the subsidy below 0.
#[test]
fn regress_fault_16_a_distribution_ends_at_the_bounds_of_its_values() {
    let mut summary = Case::seed().summary();
    for density in summary.densities.iter_mut().filter(|density| density.metric == "subsidy") {
        density.values = (0..20).map(|index| f64::from(index) / 19.0).collect();
    }
    let all = further(&summary, None).expect("further");
    let figure = all.iter().find(|figure| figure.id == "density-subsidy").expect("it is there");
    let picture = Picture::new(&figure.svg);
    let tick = |label: &str| {
        let line = picture.lines.iter().find(|line| line.text == label).expect(label);
        (line.area.0 + line.area.2) / 2.0
    };
    let (low, high) = (tick("0.0"), tick("1.0"));
    assert!(!picture.markers.is_empty());
    for dot in &picture.markers {
        assert!(low - SLACK <= dot.0 && dot.2 <= high + SLACK, "{dot:?} beyond {low} or {high}");
    }
}

#[test]
fn a_thing_keeps_its_colour_in_every_chart_of_a_run() {
    let all = every(&Case::seed());
    let colour = |id: &str, text: &str| -> BTreeSet<String> {
        let figure = all.iter().find(|figure| figure.id == id).expect(id);
        let lines = Picture::new(&figure.svg).lines.into_iter().filter(|line| line.text == text);
        lines.map(|line| line.fill).collect()
    };
    let violet = BTreeSet::from(["#5B2A86".to_owned()]);
    assert_eq!(colour("events-by-outcome", "Union step"), violet);
    let swatches = |id: &str| -> BTreeSet<String> {
        let figure = all.iter().find(|figure| figure.id == id).expect(id);
        Picture::new(&figure.svg).grounds.into_iter().map(|ground| ground.fill).collect()
    };
    for id in ["what-binds-over-time", "typical-histories"] {
        for state in ["#0072B2", "#E6E6E6", "#D55E00"] {
            assert!(swatches(id).contains(state), "{id} lacks {state}");
        }
        assert!(swatches(id).is_disjoint(&violet), "the colour of an event in {id}");
    }
    assert!(swatches("summary-tree").is_superset(&violet));
}

#[test]
fn a_title_speaks_of_the_most_frequent_where_outcomes_agree() {
    let case = cases().into_iter().find(|(name, _)| name == "thin-chapters").expect("a case").1;
    let title = every(&case).into_iter().find(|figure| figure.id == "chapters-by-branch").expect("it is there").title;
    assert_eq!(title, "Break: 99.5% whatever the outcome");
}

#[test]
fn marked_quarters_are_drawn_and_said() {
    let case = Case { marks: vec![(6, "election".into()), (99, "never".into())], ..Case::seed() };
    for figure in every(&case) {
        let panels = match figure.id.as_str() {
            "main-event-over-time" => 1,
            id if id.starts_with("fan") || id.starts_with("what") || id == "subsidy-over-time" => case.branches.len(),
            _ => 0,
        };
        let over_time = panels > 0;
        let drawn = Picture::new(&figure.svg).lines.iter().filter(|line| line.text == "election").count();
        assert_eq!(drawn, panels, "{}", figure.id);
        assert_eq!(figure.alt.contains("election in 2022-Q1"), over_time, "{}: {}", figure.id, figure.alt);
    }
}

/// A thing of the chart with this id.
fn chart(all: Vec<Figure>, id: &str) -> Figure {
    all.into_iter().find(|figure| figure.id == id).expect(id)
}

fn lines(svg: &str) -> Vec<String> {
    Picture::new(svg).lines.into_iter().map(|line| line.text).collect()
}

#[test]
fn a_tree_says_what_it_has_no_room_for() {
    let tree = |branches: usize| {
        let names = (0..branches).map(|index| format!("outcome {index}")).collect();
        chart(every(&Case { branches: names, ..Case::seed() }), "summary-tree")
    };
    let events: Vec<String> =
        Case::seed().summary().event_names.into_iter().map(|event| event.name.to_lowercase()).collect();
    let items = |svg: &str| lines(svg).iter().filter(|line| events.contains(&line.to_lowercase())).count();
    let note = |svg: &str| lines(svg).into_iter().find(|line| line.starts_with("No room here"));
    for branches in [9, 12] {
        let tree = tree(branches);
        let all = tree.csv.lines().count() - 1;
        assert_eq!([items(&tree.column), items(&tree.phone)], [all; 2]);
        let said = note(&tree.svg).expect("a note");
        let left_out = format!("No room here for {} of these {all} events:", all - items(&tree.svg));
        assert!(said.starts_with(&left_out), "{branches}: {said}, not {left_out}");
        assert_eq!(note(&tree.column).or(note(&tree.phone)), None);
        assert!(faults(&tree.svg).is_empty(), "{:?}", faults(&tree.svg));
    }
    assert_eq!(note(&tree(4).svg), None);
}

#[test]
fn room_without_a_subsidy_of_the_menu_is_no_room() {
    let mut summary = Case::seed().summary();
    let menu = |subsidy: f64| vec![0.0, subsidy];
    for range in summary.starts.iter_mut().flat_map(|start| &mut start.ranges) {
        (range.reservation, range.willingness, range.menu) = (Some(12.0), Some(15.5), menu(11.0));
    }
    for panel in &mut summary.ranges {
        panel.menu = vec![50.0];
    }
    let room = |summary: &allegiance::findings::Summary| chart(figures(summary).expect("figures"), "room-for-a-deal");
    let grid = chart(further(&summary, None).expect("further"), "bargaining-range");
    assert_eq!(room(&summary).title, "No outcome begins with a deal on the menu");
    assert_eq!(grid.title, "Grand deal: no room for agreement anywhere");
    assert!(
        grid.subtitle.contains("* no subsidy of the menu") && lines(&grid.svg).iter().any(|line| line.ends_with('*'))
    );
    for drawing in Drawing::ALL {
        let figure = room(&summary);
        let said = lines(figure.picture(drawing)).iter().filter(|line| *line == "no deal on the menu").count();
        assert_eq!(said, summary.starts.len() * summary.families.len(), "{drawing:?}");
        assert!(faults(figure.picture(drawing)).is_empty(), "{:?}", faults(figure.picture(drawing)));
    }
    summary.starts[0].ranges[0].menu = menu(12.0);
    assert_eq!(room(&summary).title, format!("Room for the grand deal only under “{}”", summary.branches[0].name));
}

#[test]
fn a_history_is_mostly_what_holds_for_more_than_half_of_it() {
    use allegiance::findings::story::StoryBond;
    let title = |quarters: usize| {
        let mut summary = Case::seed().summary();
        for story in &mut summary.histories {
            for (index, quarter) in story.quarters.iter_mut().enumerate() {
                quarter.bond = if index < quarters { StoryBond::Dispute } else { StoryBond::Calm };
            }
        }
        chart(figures(&summary).expect("figures"), "typical-histories").title
    };
    assert_eq!(title(11), "Typically mostly dispute, whoever wins");
    assert_eq!(title(10), "Typically most often dispute, whoever wins");
    assert_eq!(title(5), "Typically mostly neither contract nor dispute, whoever wins");
}

#[test]
fn nothing_drives_what_is_the_same_in_every_draw() {
    use allegiance::findings::drivers::{Driver, Drivers, Quarter};
    use allegiance::findings::{ALL_BRANCHES, Estimate};
    let quarter = || Quarter { edge: 1.0, draws: 5, share: Estimate { value: 1.0, standard_error: Some(0.0) } };
    let driver = Driver {
        key: "client.patience".into(),
        with: vec![],
        correlation: None,
        lowest: quarter(),
        highest: quarter(),
    };
    let mut summary = Case::seed().summary();
    summary.events.iter_mut().for_each(|row| row.probability.value = 1.0);
    let what = summary.event_names[0].name.clone();
    let drivers = Drivers { what, block: ALL_BRANCHES.into(), draws: 20, paths: 10, list: vec![driver; 3] };
    let figure = chart(further(&summary, Some(&drivers)).expect("further"), "what-drives-it");
    assert_eq!(figure.title, "Union step: nothing drives it");
    assert!(figure.subtitle.contains("no uncertain number moves it"), "{}", figure.subtitle);
    for drawing in Drawing::ALL {
        let said = lines(figure.picture(drawing));
        let numbers: Vec<f64> = said.iter().filter_map(|line| line.parse().ok()).collect();
        assert!(numbers.iter().all(|number| *number <= 100.0) && numbers.contains(&0.0), "{numbers:?}");
        assert!(!said.iter().any(|line| line.contains("orrelation") || line.contains("patience")), "{said:?}");
    }
}

#[test]
fn both_bands_of_the_subsidy_are_named_in_every_drawing() {
    let figure = chart(every(&Case::seed()), "subsidy-over-time");
    for drawing in Drawing::ALL {
        let said = lines(figure.picture(drawing)).join(" ");
        for name in ["expected", "nine draws in ten: what is not known", "nine histories in ten: chance as well"] {
            assert!(said.contains(name), "{drawing:?}: {said}");
        }
    }
    assert_eq!(figure.title, "Expected subsidy: 9.0 under “consolidated incumbent”, 6.5 under “weakened incumbent”");
}

#[test]
fn strange_characters_are_named_and_common_ones_are_not() {
    for (name, case) in cases() {
        for figure in every(&case) {
            assert!(figure.missing.is_empty(), "{name}/{}: {:?}", figure.id, figure.missing);
        }
    }
}

#[test]
fn every_chart_names_a_character_that_the_font_lacks() {
    let case = Case { marks: vec![(4, String::new())], ..Case::seed() };
    for figure in every(&case.labelled(|index| format!("同 {index}"))) {
        assert_eq!(figure.missing, BTreeSet::from(['同']), "{}", figure.id);
    }
}

/// Fault 17: names in Chinese and with pictures gave a note for every character of every label.
#[test]
fn regress_one_note_lists_the_characters_that_the_font_lacks() {
    let case = Case { branches: texts(&["同盟 holds", "🕊 peace", "盟 two"]), ..Case::seed() };
    let all = figures(&case.summary()).expect("figures");
    let wanted = "the font of the charts lacks 同 (U+540C), 盟 (U+76DF) and 🕊 (U+1F54A): PNG pictures show boxes there, SVG pictures what the reader's own fonts have; --font FILE gives a font that has them";
    assert_eq!(notes(&all), [wanted]);
    let mut one = all[0].clone();
    one.warnings = vec!["b".into(), "a".into()];
    assert_eq!(notes(&[one.clone(), one]).len(), 3, "each other thing once");
    assert_eq!(notes(&figures(&Case::seed().summary()).expect("figures")), Vec::<String>::new());
}

#[test]
fn nothing_is_cut_even_at_60_characters() {
    no_fault(|figure| figure.warnings.clone());
}

/// A title of more than ten words.
fn long_title(svg: &str) -> Option<String> {
    let document = Document::parse(svg).expect("well-formed XML");
    let title = document.root_element().children().find(|node| node.has_tag_name((SVG_NAMESPACE, "title")));
    title.and_then(|node| node.text()).filter(|title| title.split_whitespace().count() > 10).map(str::to_owned)
}

/// Eight outcomes and six endings whose names have 60 characters, in three scripts.
fn long_names() -> Vec<String> {
    let names = |what: &str, count: usize| -> Vec<String> {
        let fill = [
            "weakened by a long winter of strikes and by sanctions from abroad",
            "ослабленный длинною зимой забастовок, санкциями, усталостью",
            "αποδυναμωμένος από έναν μακρύ χειμώνα απεργιών και κυρώσεων",
        ];
        (0..count).map(|place| format!("{what}{place} {}", fill[place % 3]).chars().take(60).collect()).collect()
    };
    let branches = names("B", 8);
    let branch = |name: &String| {
        format!(
            "{{name=\"{name}\", probability=0.125, mandate=\"{}\"}}",
            if name.starts_with("B0") { "solid" } else { "weak" }
        )
    };
    let branches: Vec<String> = branches.iter().map(branch).collect();
    let chapters = names("C", 3);
    let when = ["integration_gain >= 0.25", "dispute_quarters >= 7"];
    let chapter = |(place, name): (usize, &String)| match when.get(place) {
        Some(when) => format!("{{name=\"{name}\", when=[\"{when}\"]}}"),
        None => format!("{{name=\"{name}\"}}"),
    };
    let chapters: Vec<String> = chapters.iter().enumerate().map(chapter).collect();
    vec![
        format!("election=[{{quarter=\"2020-Q3\", branch=[{}]}}]", branches.join(", ")),
        format!("chapter=[{}]", chapters.join(", ")),
        "claim=[]".to_owned(),
        "simulation.draws=8".to_owned(),
        "simulation.paths=20".to_owned(),
    ]
}

#[test]
fn comparisons_of_eight_outcomes_with_long_names_have_no_fault() {
    use crate::common::done;
    use allegiance::command::request::{Output, Source};
    use allegiance::command::{Compare, Run};
    let desk = tempfile::tempdir().expect("a folder");
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/belarus-2020.toml");
    let (ran, compared) = (desk.path().join("run"), desk.path().join("compared"));
    let names = long_names();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    done(Run::new(Source::new(file).with(&names)).to(&ran));
    for (folder, odds) in [("branches", vec![]), ("odds", vec![format!("{}=0.6", long_branch())])] {
        let output = compared.join(folder);
        done(Compare { what: vec![ran.clone()], odds, output: Output::to(&output), ..Compare::default() });
        assert!(written_without_fault(&output) > 0, "{folder}");
    }
}

/// Holds the pictures of a folder against all checks; gives how many they are.
fn written_without_fault(folder: &std::path::Path) -> usize {
    let mut seen = 0;
    for entry in std::fs::read_dir(folder.join("charts")).expect("charts") {
        let path = entry.expect("a file").path();
        if path.extension().is_some_and(|ending| ending == "svg") {
            let svg = std::fs::read_to_string(&path).expect("an SVG");
            let found: Vec<String> = faults(&svg).into_iter().chain(faint(&svg)).chain(long_title(&svg)).collect();
            assert!(found.is_empty(), "{}: {found:#?}", path.display());
            seen += 1;
        }
    }
    seen
}

#[test]
fn variants_with_long_names_have_no_fault_however_many() {
    use crate::common::done;
    use allegiance::command::Compare;
    use allegiance::command::request::{Output, Overrides};
    let desk = tempfile::tempdir().expect("a folder");
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/belarus-2020.toml");
    let overrides = Overrides { set: long_names(), seed: None };
    let to = |folder: &str| (desk.path().join(folder), Output::to(desk.path().join(folder)));
    let vary = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
    let cases = [
        ("one", vary(&["client.delivery=0.6..0.9:0.1"]), 6),
        ("two", vary(&["client.delivery=0.5..0.9:0.1", "patron.pressure_cost=2..5:0.5"]), 9),
    ];
    for (folder, vary, pictures) in cases {
        let (folder, output) = to(folder);
        let what = vec![file.clone()];
        done(Compare { what, vary, overrides: overrides.clone(), output, ..Compare::default() });
        assert_eq!(written_without_fault(&folder), pictures);
    }
    for count in [2, 9, 40] {
        let name = |place: usize| -> String {
            format!("V{place} ослабленный длинною зимой забастовок, санкциями, усталостью").chars().take(60).collect()
        };
        let variant = |place: usize| {
            format!(
                "[[variant]]\nname = \"{}\"\nset = [\"client.delivery={}\"]\n",
                name(place),
                0.5 + place as f64 / 100.0
            )
        };
        let list = desk.path().join(format!("{count}.toml"));
        std::fs::write(&list, (0..count).map(variant).collect::<String>()).expect("a file");
        let (folder, output) = to(&count.to_string());
        let (what, variants) = (vec![file.clone()], Some(list));
        done(Compare { what, variants, overrides: overrides.clone(), output, ..Compare::default() });
        assert_eq!(written_without_fault(&folder), 3);
        let slide = std::fs::read_to_string(folder.join("charts/by-variant.svg")).expect("a picture");
        assert!(slide.contains("V1 ослабленный"), "{count}: rows have no names");
    }
}

#[test]
fn questions_with_long_names_have_no_fault_however_many() {
    use crate::common::done;
    use allegiance::command::Foresee;
    use allegiance::command::request::{Output, Source};
    let desk = tempfile::tempdir().expect("a folder");
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/belarus-2020.toml");
    let answers = desk.path().join("answers.csv");
    for count in [1, 12, 30] {
        let name = |place: usize| -> String {
            format!("Q{place} ослабленный длинною зимой забастовок, санкциями, усталостью").chars().take(60).collect()
        };
        let question = |place: usize| {
            let when = ["dispute_quarters == 0", "entrapments >= 0", "entrapments < 0"][place % 3];
            let naive = ["", ", naive=0.0", ", naive=0.5"][place % 3];
            format!("{{name=\"{}\", asks=\"?\", by=\"2021-Q1\", when=[\"{when}\"]{naive}}}", name(place))
        };
        let questions: Vec<String> = (0..count).map(question).collect();
        let answer = |place: usize| format!("\"{}\",{}\n", name(place), ["yes", "no", "unknown"][place % 3]);
        let rows: String = (0..count).map(answer).collect();
        std::fs::write(&answers, format!("question,outcome\nelection,\"{}\"\n{rows}", long_branch())).expect("a file");
        let output = desk.path().join(count.to_string());
        let set = [long_names(), vec![format!("question=[{}]", questions.join(", "))]].concat();
        let set: Vec<&str> = set.iter().map(String::as_str).collect();
        let notes = done(Foresee {
            source: Source::new(&file).with(&set),
            answers: Some(answers.clone()),
            output: Output::to(&output),
            ..Foresee::default()
        })
        .notes;
        let svg = std::fs::read_to_string(output.join("charts/questions.svg")).expect("an SVG");
        let found: Vec<String> =
            faults(&svg).into_iter().chain(faint(&svg)).chain(long_title(&svg)).chain(notes).collect();
        assert!(found.is_empty(), "{count}: {found:#?}");
        let seen = (0..count).filter(|place| svg.contains(&format!(">Q{place} "))).count();
        assert_eq!(seen, count.min(24));
    }
}

/// The second of the long names of outcomes.
fn long_branch() -> String {
    let election = &long_names()[0];
    election.split('"').find(|part| part.starts_with("B1")).expect("it is there").to_owned()
}

#[test]
fn a_summary_without_numbers_has_no_figures() {
    let case = Case { branches: vec![], panels: 0, ..Case::seed() };
    assert_eq!(every(&case), []);
}

/// Pixels of every figure of two cases; with `CHARTS_TO=folder` every case is written there to be looked at.
#[test]
fn pixels_are_as_many_as_a_drawing_needs() {
    let folder = std::env::var_os("CHARTS_TO").map(std::path::PathBuf::from);
    for (name, case) in cases() {
        if folder.is_none() && !["seed", "markup"].contains(&name.as_str()) {
            continue;
        }
        for (figure, drawing) in every(&case).iter().flat_map(|figure| Drawing::ALL.map(|drawing| (figure, drawing))) {
            let bytes = png(figure.picture(drawing)).expect("pixels");
            assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
            let across: u32 = if drawing == Drawing::Phone { 1170 } else { 1920 };
            assert_eq!(bytes[16..20], across.to_be_bytes());
            if drawing == Drawing::Slide {
                assert_eq!(bytes[20..24], 1080_u32.to_be_bytes());
            }
            if let Some(folder) = &folder {
                std::fs::create_dir_all(folder).expect("folder");
                let suffix = drawing.suffix();
                std::fs::write(folder.join(format!("{name}-{}{suffix}.png", figure.id)), bytes).expect("file");
            }
        }
    }
}
