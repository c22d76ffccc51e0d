//! Hard cases for charts: many and few of everything, long labels, extreme shares.

use super::{Case, UNBROKEN, WORDS, sixty, texts};

/// Every case with its name.
pub fn cases() -> Vec<(String, Case)> {
    let named = plain().into_iter().chain(shares()).chain(times()).chain(levels()).chain(labels());
    let counted = (1..=8).flat_map(|count| [("short", seed(count)), ("long", long(count))].map(|(n, c)| (n, count, c)));
    let counted = counted.map(|(name, count, case)| (format!("{name}-{count}"), case));
    named.map(|(name, case)| (name.to_owned(), case)).chain(counted).collect()
}

fn seed(branches: usize) -> Case {
    let more = ["military rule", "early election", "regency", "union state"];
    let names = Case::seed().branches.into_iter().chain(texts(&more)).take(branches);
    Case { branches: names.collect(), ..Case::seed() }
}

fn long(branches: usize) -> Case {
    let case = Case::long();
    Case { branches: case.branches[..branches].to_vec(), gaps: branches.is_multiple_of(2), ..case }
}

fn plain() -> Vec<(&'static str, Case)> {
    let seed = Case::seed;
    vec![
        ("seed", seed()),
        ("baseline", Case { branches: vec!["baseline".into()], panels: 1, ..seed() }),
        ("gaps", Case { panels: 3, gaps: true, ..seed() }),
        ("certain", Case { width: 0.0, certified: 1, ..seed() }),
        ("close", Case { width: 0.01, ..seed() }),
        ("one-draw", Case { width: 0.0, certified: 1, draws: 1, ..seed() }),
        ("constant", Case { width: 0.0, varied: false, ..seed() }),
    ]
}

fn shares() -> Vec<(&'static str, Case)> {
    let chapters =
        |names: &[&str], shares: &[f64]| Case { chapters: texts(names), shares: Some(shares.to_vec()), ..Case::seed() };
    let six = ["integration", "entrapped", "break", "grand deal renewed", "deadlock", "muddling through"];
    let many: Vec<String> = (1..=12).map(|index| format!("ending number {index}")).collect();
    vec![
        ("one-chapter", chapters(&["deal"], &[1.0])),
        ("all-in-one", chapters(&six, &[0.0, 0.0, 1.0, 0.0, 0.0, 0.0])),
        ("thin-chapters", chapters(&six, &[0.001, 0.001, 0.995, 0.001, 0.001, 0.001])),
        ("thin-sides", chapters(&six, &[0.02, 0.47, 0.02, 0.02, 0.45, 0.02])),
        ("nearly-all", chapters(&["deal", "no deal"], &[0.99998, 0.00002])),
        ("twelve-chapters", Case { chapters: many, ..Case::seed() }),
    ]
}

fn times() -> Vec<(&'static str, Case)> {
    let quarters = |quarters: usize, branches: usize| Case { quarters, ..seed(branches) };
    let marks = |quarters: &[usize], labels: &[&str]| {
        let label = |index: usize| labels[index % labels.len()].to_owned();
        quarters.iter().enumerate().map(|(index, quarter)| (*quarter, label(index))).collect::<Vec<_>>()
    };
    let yearly: Vec<usize> = (3..120).step_by(16).collect();
    let eras = ["after Crimea", "election", "after the full-scale invasion of Ukraine"];
    vec![
        ("quarters-1", quarters(1, 4)),
        ("quarters-2", quarters(2, 3)),
        ("quarters-3", quarters(3, 8)),
        ("quarters-7", quarters(7, 8)),
        ("quarters-120", quarters(120, 4)),
        ("quarters-120-of-8", quarters(120, 8)),
        ("marked", Case { marks: marks(&[10], &["election"]), ..seed(4) }),
        ("marked-twice", Case { marks: marks(&[5, 7, 19], &eras), ..seed(4) }),
        ("marked-often", Case { marks: marks(&yearly, &eras), ..quarters(120, 8) }),
        ("marked-always", Case { marks: marks(&(0..20).collect::<Vec<_>>(), &["election"]), ..seed(2) }),
        ("marked-outside", Case { marks: marks(&[40], &["never"]), ..seed(2) }),
    ]
}

fn levels() -> Vec<(&'static str, Case)> {
    let levels = |count: usize| (1..=count).map(|index| format!("level {index}")).collect::<Vec<_>>();
    let words = |count: usize| (0..count).map(|index| sixty(WORDS[index % WORDS.len()], index)).collect::<Vec<_>>();
    vec![
        ("levels-2", Case { levels: levels(2), ..Case::seed() }),
        ("levels-8", Case { levels: levels(8), ..Case::seed() }),
        ("levels-8-of-4", Case { levels: levels(8), panels: 4, ..Case::seed() }),
        ("levels-8-long", Case { levels: words(8), ..Case::seed() }),
    ]
}

fn labels() -> Vec<(&'static str, Case)> {
    let marked = |branches| Case { marks: vec![(5, String::new()), (12, String::new())], ..seed(branches) };
    let strange = |index: usize| format!("<&\"> '$|*_' \\ {index}");
    vec![
        ("markup", seed(2).labelled(strange)),
        ("unbroken-1", marked(1).labelled(|index| sixty(UNBROKEN[index % 4], index))),
        ("unbroken-4", marked(4).labelled(|index| sixty(UNBROKEN[index % 4], index))),
        ("unbroken-8", marked(8).labelled(|index| sixty(UNBROKEN[index % 4], index))),
        ("cyrillic", marked(4).labelled(|index| sixty(WORDS[1], index))),
        ("greek", marked(6).labelled(|index| sixty(WORDS[2], index))),
        ("accented", marked(8).labelled(|index| sixty(WORDS[4], index))),
    ]
}
