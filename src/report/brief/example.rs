//! A made-up brief in which everything is there, to try a template on before there are results.

use super::context::{
    Answer, Assumption, Brief, Cell, ClaimRow, Claims, Confidence, Deep, DriverRow, Drivers, Event, Figure, Figures,
    Happens, Outcome, Reproduce, Row, Sources, Story, ThresholdRow,
};

/// How long its lists are: a template may name an item by its number.
const ITEMS: usize = 12;

/// With everything there, or as short as a brief of page 1 alone for pictures in files.
pub(super) fn example(short: bool) -> Brief {
    Brief {
        short,
        docx: short,
        title: text(),
        client: text(),
        patron: text(),
        author: Some(text()),
        as_of: Some(text()),
        changes: texts(),
        answer: Answer {
            sentences: texts(),
            likelihood: Some(text()),
            change: texts(),
            disclaimer: text(),
            key: text(),
        },
        confidence: Some(Confidence { level: text(), reasons: texts(), grounds: texts() }),
        happens: Happens { columns: texts(), rows: many(row), note: text() },
        why: texts(),
        story: Some(Story { title: text(), lines: texts(), note: text() }),
        outcomes: many(|| Outcome { name: text(), odds: text(), start: text() }),
        events: many(|| Event { name: text(), meaning: text() }),
        upheavals: many(|| Event { name: text(), meaning: text() }),
        drivers: Drivers { sentences: texts(), rows: many(driver), note: text() },
        deep: Some(Deep {
            drivers: texts(),
            r#box: texts(),
            thresholds: text(),
            rows: many(threshold),
            selection: text(),
            note: text(),
        }),
        claims: Some(Claims { sentence: text(), rows: many(claim), note: text() }),
        assumptions: many(assumption),
        odds_used: Some(text()),
        sources: Sources { rows: many(|| (text(), text())), missing: texts() },
        figures: Figures {
            tree: Some(figure()),
            room: Some(figure()),
            histories: Some(figure()),
            sensitivity: Some(figure()),
            peeling: Some(figure()),
            convergence: Some(figure()),
        },
        reproduce: Reproduce {
            command: text(),
            version: text(),
            results_version: 1,
            scenario: text(),
            sha256: text(),
            seed: 1,
            size: text(),
        },
    }
}

fn text() -> String {
    "Text".into()
}

fn texts() -> Vec<String> {
    many(text)
}

fn many<T>(one: impl Fn() -> T) -> Vec<T> {
    (0..ITEMS).map(|_| one()).collect()
}

fn row() -> Row {
    let cell = || Cell { number: text(), range: text(), value: 0.5 };
    Row { outcome: text(), odds: text(), cells: many(cell) }
}

fn driver() -> DriverRow {
    DriverRow { name: text(), key: text(), correlation: text(), low: text(), high: text() }
}

fn threshold() -> ThresholdRow {
    ThresholdRow { name: text(), key: text(), now: text(), at: text(), range: text(), ends: text() }
}

fn claim() -> ClaimRow {
    ClaimRow { says: text(), verdict: text(), holds: true, draws: text() }
}

fn assumption() -> Assumption {
    Assumption { gloss: text(), key: text(), value: text(), range: text(), unit: text(), grounds: text() }
}

fn figure() -> Figure {
    Figure {
        number: 1,
        title: text(),
        subtitle: text(),
        alt: text(),
        svg: "<svg></svg>".into(),
        phone: "<svg></svg>".into(),
        note: text(),
        file: text(),
    }
}
