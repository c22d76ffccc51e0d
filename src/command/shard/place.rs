//! Which part of how many: stated, or taken from what a scheduler says.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A part of a command's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Which part, from 0.
    pub index: usize,
    /// Of how many.
    pub count: usize,
}

/// Most parts.
pub(crate) const MOST: usize = 100_000;

/// Where schedulers say which task this is, and of how many; the more particular ones first. A task of HyperQueue may run in
/// a job of Slurm.
const SCHEDULERS: [(&str, Option<&str>); 6] = [
    ("HQ_TASK_ID", None),
    ("JOB_COMPLETION_INDEX", None),
    (ARRAY, Some("SLURM_ARRAY_TASK_COUNT")),
    ("PMI_RANK", Some("PMI_SIZE")),
    ("OMPI_COMM_WORLD_RANK", Some("OMPI_COMM_WORLD_SIZE")),
    ("SLURM_PROCID", Some("SLURM_NTASKS")),
];
const ARRAY: &str = "SLURM_ARRAY_TASK_ID";

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        read(text, &|name| std::env::var(name).ok())
    }
}

/// A place as it is written, with the variables of a scheduler.
fn read(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<Place, String> {
    let number = |text: &str| text.parse::<usize>().map_err(|_| "written like 0/7, auto or auto/7".to_owned());
    let place = match text.split_once('/') {
        None if text == "auto" => told(variable, None)?,
        Some(("auto", count)) => told(variable, Some(number(count)?))?,
        Some((index, count)) => Place { index: number(index)?, count: number(count)? },
        None => return Err("written like 0/7, auto or auto/7".into()),
    };
    match place.index < place.count && place.count <= MOST {
        true => Ok(place),
        false => {
            Err(format!("part {} of {}: parts count from 0, and there are at most {MOST}", place.index, place.count))
        }
    }
}

/// The place that a scheduler says.
fn told(variable: &dyn Fn(&str) -> Option<String>, stated: Option<usize>) -> Result<Place, String> {
    let of = |name: &str| variable(name).and_then(|text| text.trim().parse::<usize>().ok());
    let found = SCHEDULERS.iter().find_map(|(index, count)| Some((*index, of(index)?, *count)));
    let Some((name, own, count)) = found else {
        let names: Vec<&str> = SCHEDULERS.iter().map(|(name, _)| *name).collect();
        return Err(format!("no scheduler says which task this is; `auto` reads {}", names.join(", ")));
    };
    if let Some(count) = stated {
        return Ok(Place { index: own, count });
    }
    let Some(count) = count.and_then(of) else {
        return Err(format!("{name} says that this is task {own}, but not of how many: write auto/N"));
    };
    // An array may begin at any number and go in steps; its tasks are counted from the first.
    let (first, step) = match name == ARRAY {
        true => (of("SLURM_ARRAY_TASK_MIN").unwrap_or(0), of("SLURM_ARRAY_TASK_STEP").unwrap_or(1).max(1)),
        false => (0, 1),
    };
    Ok(Place { index: own.saturating_sub(first) / step, count })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str, variables: &[(&str, &str)]) -> Result<(usize, usize), String> {
        let variable =
            |name: &str| variables.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned());
        read(text, &variable).map(|place| (place.index, place.count))
    }

    #[test]
    fn a_place_is_stated_or_taken_from_a_scheduler() {
        assert_eq!(with("0/7", &[]), Ok((0, 7)));
        let array = [("SLURM_ARRAY_TASK_ID", "12"), ("SLURM_ARRAY_TASK_MIN", "10"), ("SLURM_ARRAY_TASK_COUNT", "4")];
        assert_eq!(with("auto", &array), Ok((2, 4)));
        assert_eq!(
            with("auto/20", &array),
            Ok((12, 20)),
            "the number of the task itself, also if one is sent again alone"
        );
        let stepped = [&array[..], &[("SLURM_ARRAY_TASK_STEP", "2")]].concat();
        assert_eq!(with("auto", &stepped), Ok((1, 4)));
        assert_eq!(with("auto/3", &[("HQ_TASK_ID", "2"), ("SLURM_ARRAY_TASK_ID", "9")]), Ok((2, 3)));
        assert_eq!(with("auto/3", &[("JOB_COMPLETION_INDEX", "0")]), Ok((0, 3)));
        assert_eq!(with("auto", &[("PMI_RANK", "1"), ("PMI_SIZE", "2")]), Ok((1, 2)));
        assert_eq!(with("auto", &[("OMPI_COMM_WORLD_RANK", "0"), ("OMPI_COMM_WORLD_SIZE", "1")]), Ok((0, 1)));
        assert_eq!(with("auto", &[("SLURM_PROCID", "3"), ("SLURM_NTASKS", "4")]), Ok((3, 4)));
        for wrong in ["7/7", "0/0", "1", "-1/3", "a/b", "0/100001", "auto", "auto/x", ""] {
            assert!(with(wrong, &[]).is_err(), "{wrong}");
        }
        assert!(with("auto", &[("HQ_TASK_ID", "2")]).expect_err("of how many?").contains("auto/N"));
        assert!(with("auto/2", &[("HQ_TASK_ID", "2")]).is_err());
    }
}
