//! `allegiance export RUN --xlsx`: a run's folder as one workbook.
//!
//! Takes what the folder holds, works nothing out again: tables come from its summary as the run made them, charts and the
//! tables of variants are read from their files.

mod variants;

use super::failure::Failure;
use super::outcome::{Job, Outcome};
use super::replay::{Earlier, earlier};
use crate::base::table::heads;
use crate::findings::codebook::meanings;
use crate::forecast::RESULTS_VERSION;
use crate::report::run as tables;
use crate::report::workbook::{Material, Picture, names, outcomes, workbook};
use crate::store::folder::FolderError;
use crate::store::manifest::Kind;
use crate::store::open::{Opened, open};
use crate::store::place::write_one;
use std::path::{Path, PathBuf};
use variants::variants;

/// What every workbook begins with, as every other file that is a ZIP archive.
const ZIP: &[u8] = b"PK\x03\x04";

/// What is to be a workbook.
pub(super) struct Bound {
    /// Folder of a run.
    pub run: PathBuf,
    /// Folder of variants of the same scenario file.
    pub variants: Option<PathBuf>,
    /// The workbook; `None` is beside the run.
    pub output: Option<PathBuf>,
    /// Whether it may take the place of another workbook.
    pub force: bool,
}

/// Reads a run, and the folder of variants if one is named.
pub(super) fn job(asked: Bound) -> Result<Job, Failure> {
    let opened = open(&asked.run, Kind::Run, RESULTS_VERSION)?;
    let earlier = earlier(&opened)?;
    let pictures = pictures(&opened)?;
    let variants = asked.variants.as_deref().map(|folder| variants(folder, &earlier)).transpose()?;
    let path = asked.output.unwrap_or_else(|| beside(&asked.run, &earlier));
    Ok(Job::new(None, move |_| {
        let summary = &earlier.summary;
        let mut tables = vec![
            ("outcomes", outcomes(summary)?),
            ("chapters", tables::chapters(summary)?),
            ("quarters", tables::quarters(summary)?),
            ("metrics", tables::metrics(summary)?),
            ("assumptions", tables::assumptions(summary)?),
        ];
        if !summary.events.is_empty() {
            tables.push(("events", tables::events(summary)?));
        }
        let (table, apart) = variants.map_or((None, None), |varied| (Some(varied.table), varied.apart));
        tables.extend(table.map(|table| ("variants", table)));
        let columns =
            tables.iter().map(|(name, table)| Ok((*name, heads(table)?))).collect::<Result<Vec<_>, Failure>>()?;
        let meanings = meanings(&earlier.scenario, &columns);
        let as_of = earlier.scenario.colophon.as_of.as_deref();
        let material = Material {
            summary,
            as_of,
            tables: &tables,
            meanings: &meanings,
            pictures: &pictures,
            apart: apart.as_deref(),
        };
        let bytes = workbook(&material)?;
        // Without --force only the same workbook may be there, which somebody may have worked in since.
        let taken = |error| {
            if matches!(error, FolderError::Taken { .. }) { Failure::There(path.clone()) } else { error.into() }
        };
        write_one(&path, &bytes, if asked.force { ZIP } else { &bytes }).map_err(taken)?;
        let sheets = names(&material).join(", ");
        let written = format!("Written {}, with the sheets Read me, {sheets}.\n", path.display());
        Ok(Outcome { closing: Some(written), notes: apart.into_iter().collect(), ..Outcome::default() })
    }))
}

/// The name of the run's folder with `.xlsx`, beside the folder: in it nothing is to stand that the run did not write.
fn beside(folder: &Path, earlier: &Earlier) -> PathBuf {
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let named = if folder.file_name().is_some() { folder } else { &whole };
    let name =
        named.file_name().map_or_else(|| earlier.scenario.id.clone(), |name| name.to_string_lossy().into_owned());
    named.with_file_name(format!("{name}.xlsx"))
}

/// The charts of a run as slides, in the order in which it drew them.
fn pictures(opened: &Opened) -> Result<Vec<Picture>, Failure> {
    let mut pictures = Vec::new();
    for file in &opened.manifest.files {
        // Each chart has one file of words.
        let Some(stem) = file.name.strip_prefix("charts/").and_then(|name| name.strip_suffix(".txt")) else { continue };
        let words = String::from_utf8_lossy(&opened.bytes(&file.name)?).trim_end().to_owned();
        pictures.push(Picture { png: opened.bytes(&format!("charts/{stem}.png"))?, words });
    }
    Ok(pictures)
}
