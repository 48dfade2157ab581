//! `cargo xtask corpus DIR --convert[=PART]`: every plan to every dialect and back; it must come back the same.

use anyhow::{Result, bail};
use planc_dialect::Library;
use planc_edit::convert::{convert, differences};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A plan converted to one dialect and back.
struct Pair {
    plan: usize,
    to: String,
    /// Keys of the model that did not come back as they were.
    keys: Vec<String>,
    took: Duration,
}

/// Converts plans, each with its path, to the newest version of each dialect and back, on all threads.
pub fn run(library: &Library, plans: &[(String, String)]) -> Result<()> {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut pairs: Vec<Pair> = std::thread::scope(|scope| {
        let work = || {
            let mut pairs = Vec::new();
            loop {
                let plan = next.fetch_add(1, Ordering::Relaxed);
                let Some((_, text)) = plans.get(plan) else { return pairs };
                pairs.extend(there_and_back(library, plan, text));
            }
        };
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        all.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    });
    pairs.sort_by(|a, b| (a.plan, &a.to).cmp(&(b.plan, &b.to)));
    report(plans, &pairs)
}

fn there_and_back(library: &Library, plan: usize, text: &str) -> Vec<Pair> {
    let own = library.fit(&planc_syntax::parse(text)).dialect;
    let Some(own) = library.dialect_version(&own.name, own.version) else { return Vec::new() };
    let newest = library
        .dialects()
        .iter()
        .filter(|d| library.dialect(&d.name).is_some_and(|n| n.version == d.version));
    let pair = |to: &planc_dialect::Dialect| {
        let started = Instant::now();
        let keys = catch_unwind(AssertUnwindSafe(|| {
            let there = convert(text, library, to);
            let back = convert(&there.text, library, own);
            let mut keys = there.differs;
            keys.extend(back.differs);
            keys.extend(differences(text, &back.text, library));
            keys.sort();
            keys.dedup();
            keys
        }));
        let keys = keys.unwrap_or_else(|_| vec!["a panic".to_owned()]);
        Pair { plan, to: to.name.clone(), keys, took: started.elapsed() }
    };
    newest.map(pair).collect()
}

/// Prints the share that holds, and where and why the rest does not.
fn report(plans: &[(String, String)], pairs: &[Pair]) -> Result<()> {
    let wrong: Vec<&Pair> = pairs.iter().filter(|p| !p.keys.is_empty()).collect();
    let same = pairs.len() - wrong.len();
    let share = 100.0 * same as f64 / pairs.len().max(1) as f64;
    println!(
        "converted and back: {same} of {} pairs of plan and dialect are the same ({share:.1} %)",
        pairs.len()
    );
    let mut keys: BTreeMap<&str, usize> = BTreeMap::new();
    for key in wrong.iter().flat_map(|p| &p.keys) {
        *keys.entry(key).or_default() += 1;
    }
    for (key, count) in keys {
        println!("  {count:>6}  {key}");
    }
    for pair in &wrong {
        println!("  {} to {}: {}", plans[pair.plan].0, pair.to, pair.keys.join(", "));
    }
    let mut slowest: Vec<&Pair> = pairs.iter().collect();
    slowest.sort_by_key(|p| std::cmp::Reverse(p.took));
    for pair in slowest.iter().take(3) {
        let (path, text) = &plans[pair.plan];
        println!("  {:.1} s for {path} ({} KB) to {}", pair.took.as_secs_f64(), text.len() / 1000, pair.to);
    }
    if wrong.is_empty() { Ok(()) } else { bail!("{} pairs do not come back the same", wrong.len()) }
}
