//! Findings of an old repository that are known and not reported again.

use anyhow::{Context, Result, bail};
use planc_source::Fingerprint;
use planc_store::{create_new, write_atomic};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// The version of the file; another one is read by another planc.
const VERSION: u32 = 1;

/// Known findings: how many of each rule flag the same text of a file. Lines may move, the findings stay known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    known: BTreeMap<String, BTreeMap<(String, Fingerprint), u32>>,
}

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    findings: Vec<Entry>,
}

/// The version alone, which is looked at before all else.
#[derive(Deserialize)]
struct Versioned {
    version: serde_json::Value,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    rule: String,
    text: String,
    count: u32,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// The file cannot be read, is no baseline, or is one of another version.
    pub fn read(path: &Path) -> Result<Baseline> {
        let shown = path.display();
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{shown}`"))?;
        Baseline::parse(&text).with_context(|| format!("the baseline `{shown}` cannot be used"))
    }

    fn parse(text: &str) -> Result<Baseline> {
        let Versioned { version } = serde_json::from_str(text)?;
        if version != VERSION {
            bail!(
                "it has version {version} and this planc reads version {VERSION}; write it anew with `--write-baseline`"
            );
        }
        let file: File = serde_json::from_str(text)?;
        let mut baseline = Baseline::default();
        for entry in file.findings {
            let Some(text) = Fingerprint::parse(&entry.text) else {
                bail!("`{}` is no fingerprint; write it anew with `--write-baseline`", entry.text);
            };
            let known = baseline.known.entry(entry.path).or_default();
            *known.entry((entry.rule, text)).or_default() += entry.count;
        }
        Ok(baseline)
    }

    /// Adds a finding.
    pub fn add(&mut self, place: &str, rule: &str, text: Fingerprint) {
        let known = match self.known.get_mut(place) {
            Some(known) => known,
            None => self.known.entry(place.to_owned()).or_default(),
        };
        *known.entry((rule.to_owned(), text)).or_default() += 1;
    }

    /// Whether the finding is known that is the `occurrence`-th (from 1) of its rule to flag that text.
    pub fn knows(&self, place: &str, rule: &str, text: Fingerprint, occurrence: u32) -> bool {
        let known = self.known.get(place).and_then(|known| known.get(&(rule.to_owned(), text)));
        known.is_some_and(|count| occurrence <= *count)
    }

    /// How many findings are known of the files and rules that `checked` says yes to.
    pub fn count(&self, checked: impl Fn(&str, &str) -> bool) -> usize {
        let entries = self.known.iter().flat_map(|(place, known)| known.iter().map(move |e| (place, e)));
        let counts =
            entries.filter(|(place, ((rule, _), _))| checked(place, rule)).map(|(_, (_, n))| *n as usize);
        counts.sum()
    }

    /// Writes the baseline, over an older one but over nothing else.
    ///
    /// # Errors
    /// The file cannot be written, or is there and no baseline.
    pub fn write(&self, path: &Path) -> Result<()> {
        let entries = self.known.iter().flat_map(|(path, known)| {
            known.iter().map(move |((rule, text), count)| Entry {
                path: path.clone(),
                rule: rule.clone(),
                text: text.to_string(),
                count: *count,
            })
        });
        let file = File { version: VERSION, findings: entries.collect() };
        let mut text = serde_json::to_string_pretty(&file)?;
        text.push('\n');
        match std::fs::read_to_string(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => create_new(path, &text),
            Ok(old) if serde_json::from_str::<Versioned>(&old).is_ok() => write_atomic(path, &text),
            _ => bail!("`{}` is there and is no baseline; it was not changed", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("baseline.json");
        let text = Fingerprint::of_text("x");
        let mut baseline = Baseline::default();
        baseline.add("a.md", "date-order", text);
        baseline.add("a.md", "date-order", text);
        baseline.write(&path).unwrap();
        let read = Baseline::read(&path).unwrap();
        assert_eq!(read, baseline);
        assert!(read.knows("a.md", "date-order", text, 2));
        assert!(!read.knows("a.md", "date-order", text, 3));
        assert!(!read.knows("b.md", "date-order", text, 1));
        assert_eq!(read.count(|place, _| place == "a.md"), 2);
        // Over an older one, but over nothing else.
        Baseline::default().write(&path).unwrap();
        assert_eq!(Baseline::read(&path).unwrap(), Baseline::default());
        std::fs::write(&path, "# Plan\n").unwrap();
        assert!(baseline.write(&path).is_err());
    }

    #[test]
    fn another_version_is_said() {
        let said = |text: &str| format!("{:#}", Baseline::parse(text).unwrap_err());
        assert!(
            said("{\"version\": 2, \"entries\": []}")
                .contains("it has version 2 and this planc reads version 1")
        );
        assert!(said("[]").contains("invalid"));
        assert!(said("{\"version\": 1, \"findings\": [{\"path\": \"a\", \"rule\": \"b\", \"text\": \"zz\", \"count\": 1}]}").contains("`zz` is no fingerprint"));
    }
}
