//! A script that lets a scheduler do a command in parts (docs/how-to/cluster.md).
//!
//! Takes the command, the number of parts and what each needs, gives the script. It is text from `assets/plan/`, with
//! names between `@` replaced; what stands in them is quoted as the language of the script asks.

use crate::base::text::quoted;
use std::str::FromStr;

/// Who starts the tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheduler {
    /// A job array with a dependent job
    Slurm,
    /// Tasks of one job, then another
    Hyperqueue,
    /// GNU parallel, on one machine or several
    Parallel,
    /// An indexed job
    Kubernetes,
    /// A rule for each part
    Snakemake,
}

impl FromStr for Scheduler {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "slurm" => Ok(Self::Slurm),
            "hyperqueue" => Ok(Self::Hyperqueue),
            "parallel" => Ok(Self::Parallel),
            "kubernetes" => Ok(Self::Kubernetes),
            "snakemake" => Ok(Self::Snakemake),
            _ => Err("slurm, hyperqueue, parallel, kubernetes or snakemake".into()),
        }
    }
}

/// What is planned.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The scenario, in words.
    pub what: String,
    /// The command line without its part and folder, word by word.
    pub run: Vec<String>,
    /// Files that a part reads.
    pub inputs: Vec<String>,
    /// Folder of the shards.
    pub shards: String,
    /// Folder of the results.
    pub folder: String,
    /// Number of parts.
    pub parts: usize,
    /// What was measured, in a sentence.
    pub measured: String,
    /// Time that a part may take, and that the merge may take, minutes.
    pub minutes: [u64; 2],
    /// Memory of a part, and of the merge, MiB.
    pub memory: [u64; 2],
}

/// The script.
pub fn script(plan: &Plan, scheduler: Scheduler) -> String {
    let template = match scheduler {
        Scheduler::Slurm => include_str!("../../assets/plan/slurm.sh"),
        Scheduler::Hyperqueue => include_str!("../../assets/plan/hyperqueue.sh"),
        Scheduler::Parallel => include_str!("../../assets/plan/parallel.sh"),
        Scheduler::Kubernetes => include_str!("../../assets/plan/kubernetes.yaml"),
        Scheduler::Snakemake => include_str!("../../assets/plan/snakemake.smk"),
    };
    let run = plan.run.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
    let (shards, folder) = (quoted(&plan.shards), quoted(&plan.folder));
    let merge = format!("allegiance merge {shards} -o {folder}");
    let part = |which: &str| format!("{run} --shard {which}/{} -o {shards}", plan.parts);
    // A text in double quotes is the same in JSON, YAML and Python.
    let literal = |text: &str| serde_json::Value::from(text).to_string();
    // In a container's command $$ stands for a dollar sign.
    let pod = |text: &str| literal(&text.replace('$', "$$"));
    // Snakemake reads braces in its shell lines as names.
    let braced = |text: &str| text.replace('{', "{{").replace('}', "}}");
    let snake = braced(&format!("RAYON_NUM_THREADS=1 {}", part("\u{1}"))).replace('\u{1}', "{wildcards.part}");
    // In a path of Slurm % stands for a number of the job.
    let log = |name: &str| quoted(&format!("{}/{name}", plan.shards.replace('%', "%%")));
    let values: [(&str, String); 20] = [
        ("@WHAT@", plan.what.replace(['\n', '\r'], " ")),
        ("@MEASURED@", plan.measured.clone()),
        ("@N@", plan.parts.to_string()),
        ("@LAST@", (plan.parts - 1).to_string()),
        ("@MINUTES@", plan.minutes[0].to_string()),
        ("@MERGE_MINUTES@", plan.minutes[1].to_string()),
        ("@MEMORY@", plan.memory[0].to_string()),
        ("@MERGE_MEMORY@", plan.memory[1].to_string()),
        ("@RUN@", run.clone()),
        ("@RUN_YAML@", pod(&part("auto"))),
        ("@RUN_PYTHON@", literal(&snake)),
        ("@MERGE@", merge.clone()),
        ("@MERGE_YAML@", pod(&merge)),
        ("@MERGE_PYTHON@", literal(&braced(&merge))),
        ("@INPUTS_PYTHON@", plan.inputs.iter().map(|file| literal(file)).collect::<Vec<_>>().join(", ")),
        ("@SHARDS@", shards.clone()),
        ("@LOG_SLURM@", log("%a.log")),
        ("@MERGE_LOG_SLURM@", log("merge.log")),
        ("@SHARDS_PYTHON@", literal(&plan.shards)),
        ("@FOLDER_PYTHON@", literal(&plan.folder)),
    ];
    replaced(template, |name| values.iter().find(|(own, _)| *own == name).map(|(_, value)| value.clone()))
}

/// A text with the names between `@` replaced, each once: what stands for a name is not read again.
fn replaced(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut rest = template;
    let mut found = String::with_capacity(2 * template.len());
    while let Some(at) = rest.find('@') {
        found.push_str(&rest[..at]);
        let name = rest[at + 1..].find('@').map(|end| &rest[at..at + end + 2]);
        match name.and_then(|name| Some((name, value(name)?))) {
            Some((name, value)) => {
                found.push_str(&value);
                rest = &rest[at + name.len()..];
            }
            None => {
                found.push('@');
                rest = &rest[at + 1..];
            }
        }
    }
    found.push_str(rest);
    found
}
