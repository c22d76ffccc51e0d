//! Memory that this process may have, and room for its temporary files.
//!
//! Takes what the system says, gives bytes; nothing where it does not say it.

#[cfg(target_os = "linux")]
use std::path::Path;

/// Why a process may have no more memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(unix), expect(dead_code, reason = "nothing bounds a process where the system is not asked"))]
pub(crate) enum Bound {
    /// The machine has no more.
    Machine,
    /// The process was started with less (`ulimit -v`).
    Process,
    /// The container, or the control group of the process, has less.
    Container,
}

/// What the system sets bounds to, in bytes.
#[cfg(unix)]
pub(crate) fn bounds() -> impl Iterator<Item = (Bound, usize)> {
    use rustix::process::{Resource, getrlimit};
    let process = getrlimit(Resource::As).current.and_then(|bytes| usize::try_from(bytes).ok());
    [(Bound::Machine, machine()), (Bound::Process, process), (Bound::Container, container())]
        .into_iter()
        .filter_map(|(bound, bytes)| Some((bound, bytes?)))
}

/// The same where the system is not asked.
#[cfg(not(unix))]
pub(crate) fn bounds() -> impl Iterator<Item = (Bound, usize)> {
    std::iter::empty()
}

/// Bytes that a file in this folder may take.
#[cfg(unix)]
pub(crate) fn left(folder: &std::path::Path) -> Option<usize> {
    // A file system that counts no blocks does not say it.
    let system = rustix::fs::statvfs(folder).ok().filter(|system| system.f_blocks > 0)?;
    usize::try_from(system.f_bavail.checked_mul(system.f_frsize)?).ok()
}

/// The same where the system is not asked.
#[cfg(not(unix))]
pub(crate) fn left(_: &std::path::Path) -> Option<usize> {
    None
}

/// Memory of the machine.
#[cfg(target_os = "linux")]
fn machine() -> Option<usize> {
    let system = rustix::system::sysinfo();
    usize::try_from(system.totalram).ok()?.checked_mul(usize::try_from(system.mem_unit).ok()?)
}

#[cfg(all(unix, not(target_os = "linux")))]
fn machine() -> Option<usize> {
    None
}

/// Memory of the control groups that the process is in.
#[cfg(target_os = "linux")]
fn container() -> Option<usize> {
    let groups = std::fs::read_to_string("/proc/self/cgroup").ok()?;
    least_of(&groups, |file| std::fs::read_to_string(Path::new("/sys/fs/cgroup").join(file)).ok())
}

#[cfg(all(unix, not(target_os = "linux")))]
fn container() -> Option<usize> {
    None
}

/// The least bound of the groups that a process is in, each a line `number:controllers:path`, and of the groups above them,
/// whose files `read` reads.
/// Inside a container the path may be one outside, which is not there: then the top of the tree is the container's own.
#[cfg(target_os = "linux")]
fn least_of(groups: &str, read: impl Fn(&Path) -> Option<String>) -> Option<usize> {
    let of_line = |line: &str| {
        let (controllers, path) = line.split_once(':')?.1.split_once(':')?;
        let (tree, file) = match controllers {
            "" => ("", "memory.max"),
            "memory" => ("memory", "memory.limit_in_bytes"),
            _ => return None,
        };
        let above = Path::new(path.trim_start_matches('/')).ancestors();
        let bound = |group: &Path| read(&Path::new(tree).join(group).join(file))?.trim().parse().ok();
        above.filter_map(bound).min()
    };
    groups.lines().filter_map(of_line).min()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_least_bound_of_all_groups_above_counts_in_both_versions() {
        let files = [
            ("memory/service/memory.limit_in_bytes", "4000\n"),
            ("memory/service/unit/memory.limit_in_bytes", "9000\n"),
            ("user/memory.max", "3000\n"),
            ("user/task/memory.max", "max\n"),
        ];
        let found = |groups: &str, more: &[(&str, &str)]| {
            let read = |file: &Path| files.iter().chain(more).find(|known| Path::new(known.0) == file);
            least_of(groups, |file| read(file).map(|known| known.1.to_owned()))
        };
        assert_eq!(found("4:memory:/service/unit\n3:cpu:/service\n", &[]), Some(4000));
        assert_eq!(found("0::/user/task\n", &[]), Some(3000));
        assert_eq!(found("0::/elsewhere\n4:memory:/\n", &[]), None);
        assert_eq!(found("0::/elsewhere\n", &[("memory.max", "2000\n")]), Some(2000));
    }
}
