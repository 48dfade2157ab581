//! Whether twice the input takes twice the time. Each text is read in a process of its own with a stack of 2 MiB,
//! so that recursion shows and a crash is seen from outside.

use super::clock::on_thread;
use super::hostile::{HOSTILE, Hostile};
use super::sweep;
use anyhow::{Context, Result, bail};
use planc_dialect::Library;
use planc_lint::NoSurroundings;
use planc_source::render::{Source, human};
use planc_source::{Diagnostic, LineIndex};
use std::hint::black_box;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The hidden argument.
pub const TASK: &str = "--child-growth";

/// The stages, as the child names them.
const STAGES: &[&str] = &["parse", "fit", "lower", "check", "render"];

/// From this ratio on it is not linear.
pub const LIMIT: f64 = 3.0;

/// What takes less than this, in seconds, is not judged: it is noise.
const NOISE: f64 = 0.04;

/// What looks bad and takes less than this, in seconds, is read again at twice the size: the first pages of memory
/// cost more than the others, and that is no growth.
const DOUBT: f64 = 2.0;

/// How long a text may take before it counts as a hang.
const PATIENCE: Duration = Duration::from_secs(30);

/// The stack of the thread that reads.
const STACK: usize = 2 << 20;

/// The most findings that are drawn.
const DRAWN: usize = 100_000;

/// Reads every hostile text whose name holds `part` in two sizes and prints how the time grew with the length.
pub fn run(part: &str) -> Result<()> {
    println!("growth: CPU seconds at size n and 2n; the ratio is for twice the bytes, near 2 is linear\n");
    println!("  {:<38} {:>9} {:>9} {:>9} {:>6}  slowest stage", "", "n", "s at n", "s at 2n", "ratio");
    let mut bad = 0;
    for hostile in HOSTILE.iter().filter(|h| h.name.contains(part)) {
        let mut size = hostile.size;
        let mut pair = Pair::of(hostile, size)?;
        while pair.verdict().is_some() && pair.two.end.is_none() && pair.two.total() < DOUBT {
            size *= 2;
            pair = Pair { one: pair.two, two: measure(hostile, size * 2)? };
        }
        let verdict = pair.verdict();
        bad += usize::from(verdict.is_some());
        let Pair { one, two } = &pair;
        let slowest = two.slowest().map_or(String::new(), |(name, seconds)| format!("{name} {seconds:.3}"));
        let grown = if two.total() > 0.0 { pair.ratio(one.total(), two.total()) } else { f64::NAN };
        println!(
            "  {:<38} {size:>9} {:>9.3} {:>9.3} {grown:>6.2}  {slowest}{}",
            hostile.name,
            one.total(),
            two.total(),
            verdict.map_or(String::new(), |v| format!("  {v}"))
        );
    }
    if part.is_empty() {
        bad += sweep::run()?;
    }
    if bad > 0 {
        bail!("{bad} texts are not read in linear time, or not at all");
    }
    Ok(())
}

/// The same text in two sizes.
struct Pair {
    one: Run,
    two: Run,
}

impl Pair {
    fn of(hostile: &Hostile, size: usize) -> Result<Pair> {
        let one = measure(hostile, size)?;
        let two = if one.end.is_none() { measure(hostile, size * 2)? } else { Run::default() };
        Ok(Pair { one, two })
    }

    /// How a time grew when the text grew to twice its length. Some texts grow with the square of their size.
    fn ratio(&self, one: f64, two: f64) -> f64 {
        two / one * 2.0 * self.one.bytes / self.two.bytes
    }

    /// What is wrong, if anything is.
    fn verdict(&self) -> Option<String> {
        if let Some(end) = self.one.end.as_ref().or(self.two.end.as_ref()) {
            return Some(end.clone());
        }
        let stages = STAGES.iter().zip(self.one.seconds.iter().zip(&self.two.seconds));
        let bad: Vec<String> = stages
            .filter(|(_, (a, b))| **b > NOISE && self.ratio(**a, **b) > LIMIT)
            .map(|(name, (a, b))| format!("{name} {:.1}×", self.ratio(*a, *b)))
            .collect();
        (!bad.is_empty()).then(|| format!("NOT LINEAR: {}", bad.join(", ")))
    }
}

/// What reading one text took, by stage, and how it ended if it did not end well.
#[derive(Default)]
struct Run {
    bytes: f64,
    seconds: Vec<f64>,
    end: Option<String>,
}

impl Run {
    fn total(&self) -> f64 {
        self.seconds.iter().fold(0.0, |sum, s| sum + s)
    }

    fn slowest(&self) -> Option<(&'static str, f64)> {
        let stages = STAGES.iter().copied().zip(self.seconds.iter().copied());
        stages.max_by(|a, b| a.1.total_cmp(&b.1))
    }
}

/// Starts a process that reads the text and tells the time of each stage as it ends.
fn measure(hostile: &Hostile, size: usize) -> Result<Run> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["bench", TASK, hostile.name, &size.to_string()]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let started = Instant::now();
    let status = loop {
        match child.try_wait()? {
            Some(status) => break Some(status),
            None if started.elapsed() > PATIENCE => {
                child.kill()?;
                child.wait()?;
                break None;
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let (mut said, mut complained) = (String::new(), String::new());
    child.stdout.take().context("no output")?.read_to_string(&mut said)?;
    child.stderr.take().context("no output")?.read_to_string(&mut complained)?;
    let mut numbers = said.lines().filter_map(|l| l.parse().ok());
    let bytes = numbers.next().unwrap_or(0.0);
    let seconds: Vec<f64> = numbers.collect();
    let stage = STAGES.get(seconds.len()).copied().unwrap_or("drop");
    let end = match status {
        Some(status) if status.success() => None,
        Some(_) if complained.contains("overflowed its stack") => Some(format!("STACK OVERFLOW in {stage}")),
        Some(_) => Some(format!("PANIC in {stage}: {}", complained.lines().next().unwrap_or("no message"))),
        None => Some(format!("HANG in {stage} at size {size}")),
    };
    Ok(Run { bytes, seconds, end })
}

/// Reads one text on a small stack; prints its length and the best of three times of each stage.
pub fn child(name: &str, size: &str) -> Result<()> {
    let hostile = HOSTILE.iter().find(|h| h.name == name).context("there is no such text")?;
    let text = (hostile.text)(size.parse()?);
    println!("{}", text.len());
    let work = move || {
        let library = Library::builtin();
        // One text after another, so that what is printed last is what was being done.
        let tree = timed(|| planc_syntax::parse(&text));
        let fit = timed(|| library.fit(&tree));
        let reading = timed(|| planc_model::read(&tree, &fit, &library, "plan.md"));
        let context = planc_lint::Context::new(&tree, &fit, &reading.plan, &library, &NoSurroundings);
        let found = timed(|| planc_lint::check(&context, planc_lint::rules()));
        timed(|| render(&found, &text));
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work)?;
    if thread.join().is_err() {
        bail!("it panicked");
    }
    Ok(())
}

/// Draws what was found as the command line does.
fn render(found: &[Diagnostic], text: &str) -> usize {
    let lines = LineIndex::new(text);
    let source = Source { path: "plan.md", text, lines: &lines };
    found.iter().take(DRAWN).map(|d| human(d, &source, false).len()).sum()
}

/// The best of three, or one where that takes long.
fn timed<T>(work: impl Fn() -> T) -> T {
    let (mut made, mut best) = on_thread(&work);
    for _ in 0..2 {
        if best < 0.5 {
            let (again, seconds) = on_thread(&work);
            (made, best) = (again, best.min(seconds));
        }
    }
    println!("{best}");
    black_box(made)
}
