//! What lists take in memory.

/// Bytes of a list of so many on the heap, as common allocators round them up.
pub(crate) fn list<T>(count: usize) -> usize {
    match count * size_of::<T>() {
        0 => 0,
        bytes => (bytes + 8).next_multiple_of(16).max(32),
    }
}
