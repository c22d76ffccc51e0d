//! Memory that this process may have.
//!
//! Takes what the system says, gives bytes; nothing where it does not say it.

/// Why a process may have no more memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound {
    /// The machine has no more.
    Machine,
    /// The process was started with less (`ulimit -v`).
    Process,
}

/// What the system sets bounds to, in bytes.
#[cfg(unix)]
pub(crate) fn bounds() -> impl Iterator<Item = (Bound, usize)> {
    use rustix::process::{Resource, getrlimit};
    let process = getrlimit(Resource::As).current.and_then(|bytes| usize::try_from(bytes).ok());
    [(Bound::Machine, machine()), (Bound::Process, process)]
        .into_iter()
        .filter_map(|(bound, bytes)| Some((bound, bytes?)))
}

/// The same where the system is not asked.
#[cfg(not(unix))]
pub(crate) fn bounds() -> impl Iterator<Item = (Bound, usize)> {
    std::iter::empty()
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
