//! What a process has used, as the kernel counts it. Linux only: elsewhere there is no `/proc`, and asking fails.

use std::fs;
use std::io;

use super::LoadError;

/// The unit of the times in `/proc/PID/stat`, 1/s: the same on every Linux that we run on (`getconf CLK_TCK`).
const TICKS: f64 = 100.0;

/// CPU seconds since it began, user and system, in steps of 10 ms.
pub(super) fn cpu(pid: u32) -> Result<f64, LoadError> {
    read(pid, "stat", cpu_in)
}

/// Bytes of its memory that are in RAM.
pub(super) fn memory(pid: u32) -> Result<u64, LoadError> {
    read(pid, "status", memory_in)
}

fn read<T>(pid: u32, file: &str, find: impl Fn(&str) -> Option<T>) -> Result<T, LoadError> {
    let text = fs::read_to_string(format!("/proc/{pid}/{file}"));
    let found = text.and_then(|text| find(&text).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, file.to_owned())));
    found.map_err(|what| LoadError::Process { pid, what })
}

/// `utime` and `stime`: fields 14 and 15. The second field is a name in parentheses, which may hold anything.
fn cpu_in(stat: &str) -> Option<f64> {
    let mut fields = stat.rsplit_once(") ")?.1.split(' ').skip(11).map(str::parse::<u32>);
    let (user, system) = (fields.next()?.ok()?, fields.next()?.ok()?);
    Some((f64::from(user) + f64::from(system)) / TICKS)
}

fn memory_in(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok().map(|kib: u64| kib * 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_lines_are_read() {
        let stat = "4711 (su) da) S 1 2 3 0 -1 4194560 100 200 0 0 1250 75 0 0 20 0 5 0 123";
        assert_eq!(cpu_in(stat), Some(13.25));
        assert_eq!(memory_in("Name:\tsuda\nVmRSS:\t   20480 kB\nThreads:\t5\n"), Some(20_971_520));
        assert_eq!((cpu_in(""), memory_in("VmRSS: much")), (None, None));
    }
}
