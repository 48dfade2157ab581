//! Time and memory of this process.

use cpu_time::{ProcessTime, ThreadTime};
use std::time::Instant;

/// Runs `work` on this thread; gives what it made and the seconds of CPU that it took.
pub fn on_thread<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let started = ThreadTime::now();
    let made = work();
    (made, started.elapsed().as_secs_f64())
}

/// What work on all threads took, in seconds.
pub struct Took {
    /// By the clock on the wall.
    pub wall: f64,
    /// Of all processors together.
    pub cpu: f64,
}

/// Runs `work`, which may use threads.
pub fn on_all<T>(work: impl FnOnce() -> T) -> (T, Took) {
    let (wall, cpu) = (Instant::now(), ProcessTime::now());
    let made = work();
    (made, Took { wall: wall.elapsed().as_secs_f64(), cpu: cpu.elapsed().as_secs_f64() })
}

/// The most memory this process ever had, in MiB; `None` where the system does not say.
pub fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kibibytes / 1024.0)
}

/// The middle one; 0 of nothing.
pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// The CPU seconds of all child processes that have ended, to a hundredth; `None` where the system does not say.
///
/// See `cutime` and `cstime` in proc_pid_stat(5); Linux counts them in hundredths of a second for programs.
pub fn children() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program may hold blanks and brackets; the numbers stand behind the last one.
    let (_, numbers) = stat.rsplit_once(')')?;
    let mut ticks = numbers.split_whitespace().skip(13).map_while(|n| n.parse::<f64>().ok());
    Some((ticks.next()? + ticks.next()?) / 100.0)
}
