//! Results as one workbook for Excel and LibreOffice: a sheet a table, what it is, and the charts.
//!
//! Takes what a run found, its tables as CSV, what their columns mean and its charts, gives the bytes of an `.xlsx` file. The
//! numbers are those of the tables, all their digits. The same input gives the same bytes: the date of creation is a constant.

mod outcomes;
mod sheet;

use crate::base::table::TableError;
use crate::base::text::width;
use crate::findings::Summary;
use crate::findings::codebook::ColumnMeaning;
pub(crate) use outcomes::outcomes;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Image, Note, Workbook, Worksheet, XlsxError};
use sheet::{Cell, Sheet};

/// The tables that have a sheet, in this order: the table, the sheet, what it holds.
const SHEETS: [(&str, &str, &str); 7] = [
    ("events", "Events", "How often each event happens, by outcome of the first election."),
    ("outcomes", "Outcomes", "One row an outcome: its odds, each event, each kind of history."),
    ("chapters", "Histories", "How often each kind of history comes, by outcome."),
    ("quarters", "Quarters", "What is followed quarter by quarter, by outcome."),
    ("metrics", "Metrics", "What is measured on each history, by outcome."),
    ("assumptions", "Assumptions", "Every number that the results rest on, with its grounds."),
    (VARIANTS, "Variants", "How often each event happens in each variant, and how it differs from the first."),
];
/// The table of variants.
const VARIANTS: &str = "variants";
/// The sheet of the charts.
const CHARTS: (&str, &str) = ("Charts", "The charts of the run, each with its words.");
/// What stands on page one: how the figures are to be read.
const MEANING: &str = "Frequencies within the model, not a forecast.";
/// How the cells are to be read.
const READING: &str = "Rest on the head of a column to read what it means. Cells show few digits and hold all. A difference \
                       or a standard error of a share is shown in percent too: read percentage points. A cell is empty \
                       where there is no value.";

/// Characters that a cell takes; Excel's limit is a little higher.
const CELL: usize = 32_000;
/// Characters of UTF-16 that the words of a picture take.
const WORDS: usize = 255;
/// Least and greatest width of a column, characters.
const WIDTHS: (usize, usize) = (9, 60);
/// Width and height that a chart is shown in, pixels, and the rows that it stands above, 20 pixels each.
const PICTURE: (u32, u32, u32) = (960, 540, 28);

/// Why there is no workbook.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkbookError {
    /// A table cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The workbook cannot be made of it.
    #[error("cannot make the workbook: {0}")]
    Made(#[from] XlsxError),
}

/// A chart of the run.
pub(crate) struct Picture {
    /// PNG.
    pub png: Vec<u8>,
    /// The picture in words.
    pub words: String,
}

/// What a workbook is made of.
pub(crate) struct Material<'a> {
    /// What the run found.
    pub summary: &'a Summary,
    /// The day as of which its scenario was written.
    pub as_of: Option<&'a str>,
    /// Tables by name, as CSV.
    pub tables: &'a [(&'static str, Vec<u8>)],
    /// What their columns mean.
    pub meanings: &'a [ColumnMeaning],
    /// Charts.
    pub pictures: &'a [Picture],
    /// In what else the variants differ from the run than in what is compared, a sentence.
    pub apart: Option<&'a str>,
}

/// Names of the sheets after the first that the material has.
pub(crate) fn names(material: &Material<'_>) -> Vec<&'static str> {
    held(material).into_iter().map(|(name, _)| name).collect()
}

/// The workbook.
///
/// # Errors
/// If a table is none, or a chart no picture.
pub(crate) fn workbook(material: &Material<'_>) -> Result<Vec<u8>, WorkbookError> {
    let mut book = Workbook::new();
    let facts = &material.summary.provenance;
    let written = DocProperties::new().set_title(&facts.title).set_author(env!("CARGO_PKG_NAME")).set_comment(MEANING);
    book.set_properties(&written.set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    first(book.add_worksheet(), material)?;
    for (table, name, _) in SHEETS {
        if let Some((_, csv)) = material.tables.iter().find(|(known, _)| *known == table) {
            let sheet = Sheet::new(table, csv, &material.summary.families)?;
            filled(book.add_worksheet().set_name(name)?, &sheet, &notes(material, table))?;
        }
    }
    if !material.pictures.is_empty() {
        pictures(book.add_worksheet().set_name(CHARTS.0)?, material.pictures)?;
    }
    Ok(book.save_to_buffer()?)
}

/// The sheets that there are, each with what it holds.
fn held(material: &Material<'_>) -> Vec<(&'static str, &'static str)> {
    let there = |table: &str| material.tables.iter().any(|(known, _)| *known == table);
    let tables = SHEETS.iter().filter(|(table, ..)| there(table)).map(|(_, name, about)| (*name, *about));
    tables.chain((!material.pictures.is_empty()).then_some(CHARTS)).collect()
}

/// What a reader of the workbook must know, line by line.
fn facts(material: &Material<'_>) -> Vec<(&'static str, String)> {
    let found = &material.summary.provenance;
    let mut lines = vec![("Title", found.title.clone()), ("Read it as", MEANING.to_owned())];
    lines.extend(material.as_of.map(|day| ("As of", day.to_owned())));
    lines.extend([
        ("Scenario", found.scenario.clone()),
        ("SHA-256 of the scenario", found.sha256.clone()),
        ("Changed in it", if found.changes.is_empty() { "nothing".to_owned() } else { found.changes.join("; ") }),
        ("Seed", found.seed.to_string()),
        ("Draws that count", format!("{} of {}", material.summary.certified_draws, found.draws)),
        ("Paths of each draw and outcome", found.paths.to_string()),
        ("Made by", format!("{} {}, results version {}", env!("CARGO_PKG_NAME"), found.version, found.results_version)),
        ("How to read the cells", READING.to_owned()),
    ]);
    lines.extend(material.apart.map(|text| ("Beware", text.to_owned())));
    lines
}

/// The first sheet.
fn first(sheet: &mut Worksheet, material: &Material<'_>) -> Result<(), XlsxError> {
    let (bold, body) = (Format::new().set_bold().set_align(FormatAlign::Top), text_format().set_text_wrap());
    sheet.set_name("Read me")?.set_column_width(0, 32)?.set_column_width(1, 96)?;
    printed(sheet);
    let lines = facts(material);
    let sheets = held(material).into_iter().map(|(name, about)| (name, about.to_owned()));
    let lines = lines.into_iter().chain([("Sheets", String::new())]).chain(sheets);
    for (row, (name, text)) in (0..).zip(lines) {
        sheet.write_string_with_format(row, 0, name, &bold)?;
        sheet.write_string_with_format(row, 1, cut(&text, CELL), &body)?;
    }
    Ok(())
}

/// The notes of a table's heads, in the order of its columns. The first of the variants says in what else they differ.
fn notes(material: &Material<'_>, table: &str) -> Vec<String> {
    let said = |column: &ColumnMeaning| match column.unit.as_str() {
        "" => column.meaning.clone(),
        unit => format!("{} ({unit})", column.meaning),
    };
    let mut notes: Vec<String> = material.meanings.iter().filter(|column| column.table == table).map(said).collect();
    if let (VARIANTS, Some(note), Some(text)) = (table, notes.first_mut(), material.apart) {
        *note = format!("{note}. {text}");
    }
    notes
}

/// A table: its heads stay in sight, carry their notes and can be filtered by.
fn filled(sheet: &mut Worksheet, table: &Sheet, notes: &[String]) -> Result<(), XlsxError> {
    let head = text_format().set_bold().set_text_wrap();
    for (at, name) in (0..).zip(&table.heads) {
        sheet.write_string_with_format(0, at, cut(name, CELL), &head)?;
        if let Some(note) = notes.get(usize::from(at)).filter(|note| !note.is_empty()) {
            let note = Note::new(cut(note, CELL)).set_author(env!("CARGO_PKG_NAME")).add_author_prefix(false);
            sheet.insert_note(0, at, &note.set_width(260))?;
        }
        sheet.set_column_width(at, column_width(table, at))?;
    }
    for (row, cells) in (1..).zip(&table.rows) {
        for (at, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty => continue,
                Cell::Text(text) => sheet.write_string_with_format(row, at, cut(text, CELL), &text_format())?,
                Cell::Number(value, form) => {
                    sheet.write_number_with_format(row, at, *value, &Format::new().set_num_format(*form))?
                }
            };
        }
    }
    let last = (table.heads.len() as u16).saturating_sub(1);
    sheet.set_freeze_panes(1, 0)?.autofilter(0, 0, table.rows.len() as u32, last)?;
    printed(sheet).set_repeat_rows(0, 0)?;
    Ok(())
}

/// Text that stays text, also where somebody edits the cell.
fn text_format() -> Format {
    Format::new().set_quote_prefix().set_align(FormatAlign::Top)
}

/// Printed on A4, as wide as a page.
fn printed(sheet: &mut Worksheet) -> &mut Worksheet {
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0)
}

/// As wide as what stands in a column, within limits. Numbers are shown with few digits.
fn column_width(table: &Sheet, at: u16) -> f64 {
    let cell = |row: &Vec<Cell>| match &row[usize::from(at)] {
        Cell::Text(text) => width(text),
        Cell::Empty => WIDTHS.0,
        // Its whole digits in groups, a sign, a point and few decimals.
        Cell::Number(value, _) => format!("{:.0}", value.abs()).len() * 4 / 3 + 6,
    };
    // A head has a button for the filter beside it.
    let head = width(&table.heads[usize::from(at)]) + 3;
    let widest = table.rows.iter().map(cell).fold(head, usize::max);
    (widest.clamp(WIDTHS.0, WIDTHS.1) + 1) as f64
}

/// The charts below each other, each under its words.
fn pictures(sheet: &mut Worksheet, pictures: &[Picture]) -> Result<(), XlsxError> {
    let (wide, high, rows) = PICTURE;
    for (number, picture) in (0..).zip(pictures) {
        let row = number * (rows + 2);
        sheet.write_string_with_format(row, 0, cut(&picture.words, CELL), &text_format())?;
        let image = Image::new_from_buffer(&picture.png)?.set_scale_to_size(wide, high, true);
        sheet.insert_image(row + 1, 0, &image.set_alt_text(words_of(&picture.words)))?;
    }
    Ok(())
}

/// The words of a picture, as many as it may carry. All of them stand above it.
fn words_of(words: &str) -> String {
    let mut taken = 0;
    let fits = |c: &char| {
        taken += c.len_utf16();
        taken < WORDS
    };
    let short: String = words.chars().take_while(fits).collect();
    if short.len() < words.len() { format!("{short}…") } else { short }
}

/// At most so many characters.
fn cut(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::{WORDS, cut, words_of};

    #[test]
    fn limit_words_of_a_picture_are_cut_where_excel_takes_no_more() {
        let long = "🙂".repeat(200);
        assert!(words_of(&long).encode_utf16().count() <= WORDS && words_of(&long).ends_with('…'));
        assert_eq!(words_of("short"), "short");
        assert_eq!(cut("äöü", 2), "äö");
    }
}
