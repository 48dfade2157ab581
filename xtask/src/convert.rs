//! `cargo xtask corpus DIR --convert`: every plan to every dialect and back, and how many come back the same.

use planc_dialect::Library;
use planc_edit::convert::{convert, differences};
use std::collections::BTreeMap;

/// What was seen so far.
#[derive(Default)]
pub struct Conversions {
    pairs: usize,
    same: usize,
    keys: BTreeMap<String, usize>,
    plans: BTreeMap<String, Vec<String>>,
}

impl Conversions {
    /// Converts a plan to the newest version of each dialect and back.
    pub fn take(&mut self, library: &Library, path: &str, text: &str) {
        let own = library.fit(&planc_syntax::parse(text)).dialect;
        let Some(own) = library.dialect_version(&own.name, own.version) else { return };
        for to in library
            .dialects()
            .iter()
            .filter(|d| library.dialect(&d.name).is_some_and(|n| n.version == d.version))
        {
            let there = convert(text, library, to);
            let back = convert(&there.text, library, own);
            let mut keys = there.differs;
            keys.extend(back.differs);
            keys.extend(differences(text, &back.text, library));
            keys.sort();
            keys.dedup();
            self.pairs += 1;
            self.same += usize::from(keys.is_empty());
            if !keys.is_empty() {
                self.plans.entry(path.to_owned()).or_default().push(format!(
                    "{} ({})",
                    to.name,
                    keys.join(", ")
                ));
            }
            keys.into_iter().for_each(|k| *self.keys.entry(k).or_default() += 1);
        }
    }

    /// Prints the share that holds, and where and why the rest does not.
    pub fn report(&self) {
        let share = 100.0 * self.same as f64 / self.pairs.max(1) as f64;
        println!(
            "\nconverted and back: {} of {} pairs of plan and dialect are the same ({share:.1} %)",
            self.same, self.pairs
        );
        for (key, count) in &self.keys {
            println!("  {count:>6}  {key}");
        }
        for (plan, targets) in &self.plans {
            println!("  {plan}: {}", targets.join("; "));
        }
    }
}
