//! The tests from outside: one program, so that linking is done once.
//!
//! | module | what belongs there |
//! | --- | --- |
//! | `agreement`, `plain` | the program held against a second implementation, written from `docs/model.md` alone |
//! | `reference` | numbers of the independent reference (`tests/reference`) |
//! | `limits` | closed forms, one per file of `scenarios/limits` (`docs/limits.md`) |
//! | `solver`, `selection`, `eras`, `energy`, `sampling`, `coverage` | certificates, eras ahead, the price of energy, simulation against exact means, intervals |
//! | `claims`, `backtest`, `record`, `estimate`, `foresee` | the seed case put to its source, to the record and to what came after |
//! | `panel` | coded episodes of other alliances: faults, mapping, exact probabilities, rivals by hand |
//! | `discover` | boxes of draws in which an event is frequent, counted again; thresholds against overrides |
//! | `scenario` | files with faults (`tests/fixtures`) and what is said of them |
//! | `cli`, `compare`, `brief`, `explain`, `story`, `export`, `reopen` | the program as a user meets it |
//! | `explore` | the page that holds the program, as a file: its policy, its texts, what it replaces |
//! | `live` | what the engine of that page answers, and that the kept module is of these sources |
//! | `page_one` | every share on page 1 of a brief, recomputed from the paths |
//! | `chances` | exact probabilities of events, beside paths and by hand |
//! | `events` | what happens on paths, and odds that are distributions, recomputed from the paths |
//! | `per_draw` | tables with a row for each draw, their codebook, designs in and out, slices of the draws |
//! | `track` | the record that a scenario names, as a ground of confidence |
//! | `tables` | columns, words and code of what is printed, names that are hard to set included |
//! | `describe` | completions, manual pages, standard input |
//! | `workbook` | the workbook of a run, read by another library |
//! | `terminal` | width and colours at a pseudo-terminal |
//! | `sensitivity`, `shapley` | shares of a variance on functions that are known, designs, and the command
//! | `folders` | the folder of every command that writes one, held against its own manifest |
//! | `overwrite` | what results may take the place of, and what is never replaced silently |
//! | `memory` | what a run says beforehand that it needs |
//! | `shard` | commands in parts, put together; runs that go on |
//! | `charts`, `synthetic` | pictures of results that are hard to label |
//! | `pages` | figures, words and commands on pages, held against the program |
//! | `book` | the book: links, pages that can be reached, and the examples of README and book, which are run |
//! | `layers` | imports run one way, no files need each other |
//! | `common` | helpers for the others; no tests |

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "measured counts are shown to whoever looks at them")]

mod agreement;
mod backtest;
mod book;
mod brief;
mod chances;
mod charts;
mod claims;
mod cli;
mod common;
mod compare;
mod coverage;
mod describe;
mod discover;
mod energy;
mod eras;
mod estimate;
mod events;
mod explain;
mod explore;
mod export;
mod folders;
mod foresee;
mod forged;
mod layers;
mod limits;
mod live;
mod memory;
mod overwrite;
mod page_one;
mod pages;
mod panel;
mod per_draw;
mod plain;
mod record;
mod reference;
mod reopen;
mod sampling;
mod scenario;
mod selection;
mod sensitivity;
mod shapley;
mod shard;
mod solver;
mod story;
mod synthetic;
#[cfg(unix)]
mod system;
mod tables;
#[cfg(target_os = "linux")]
mod terminal;
mod track;
mod workbook;
