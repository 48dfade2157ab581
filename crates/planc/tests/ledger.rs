//! The ledger of fields: every row of `ledger/field-ledger.tsv` is scaffolded, read, shown and checked.
//!
//! `ledger/SEED.md` is a plan of the seed's dialect with every field filled, `ledger/SEED.toml` says for
//! each row of the ledger what must come of it:
//!
//! - `scaffold`: text that `planc new` makes for the field;
//! - `reads`: paths into `planc show --format json` of the filled plan, and the values there;
//! - `placeholder`: what the template has where the field's words belong; each must be reported when it
//!   is left. A field without one has `fixed` instead: its words in the template, which nobody may call a
//!   placeholder;
//! - `under`: where to begin to look in the template, for words that it has more than once.
#![allow(clippy::unwrap_used)]

mod tools;

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::Range;
use tools::{data, planc};

/// The seeds of the ledger and the dialects that have their templates.
const SEEDS: [(&str, &str); 5] =
    [("000", "governed"), ("001", "service"), ("002", "change"), ("003", "constitution"), ("004", "phased")];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    row: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    section: String,
    field: String,
    scaffold: String,
    reads: BTreeMap<String, Value>,
    #[serde(default)]
    under: String,
    #[serde(default)]
    placeholder: Vec<String>,
    fixed: Option<String>,
}

impl Row {
    fn name(&self) -> String {
        format!("{} / {}", self.section, self.field)
    }
}

fn rows(seed: &str) -> Vec<Row> {
    let table: Table = toml::from_str(&data(&format!("ledger/{seed}.toml"))).unwrap();
    table.row
}

/// The ledger's own rows of a seed: section, field, concepts.
fn ledger(seed: &str) -> Vec<[String; 3]> {
    let text = data("ledger/field-ledger.tsv");
    let lines = text.lines().skip(1).map(|l| l.split('\t').collect::<Vec<_>>());
    let lines = lines.filter(|l| l[0] == seed);
    lines.map(|l| [l[1], l[2], l[4]].map(str::to_owned)).collect()
}

/// Says of all rows of all seeds what is wrong with them, together.
fn every_row(mut wrong: impl FnMut(&str, &str, &Row) -> Vec<String>) {
    let mut all = Vec::new();
    for (seed, dialect) in SEEDS {
        for row in rows(seed) {
            let found = wrong(seed, dialect, &row);
            all.extend(found.into_iter().map(|what| format!("{seed} {}: {what}", row.name())));
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn no_row_is_missing_or_surplus() {
    let mut total = 0;
    for (seed, _) in SEEDS {
        let want: Vec<_> =
            ledger(seed).iter().map(|[section, field, _]| format!("{section} / {field}")).collect();
        let have: Vec<_> = rows(seed).iter().map(Row::name).collect();
        assert_eq!(have, want, "{seed}");
        total += have.len();
    }
    assert_eq!(total, 155);
}

#[test]
fn every_concept_of_a_row_is_read() {
    let mut concepts: BTreeMap<(String, String), String> = BTreeMap::new();
    for (seed, _) in SEEDS {
        for [section, field, concept] in ledger(seed) {
            concepts.insert((seed.to_owned(), format!("{section} / {field}")), concept);
        }
    }
    every_row(|seed, _, row| {
        let concept = &concepts[&(seed.to_owned(), row.name())];
        let keys =
            concept.split(", ").filter(|c| !c.starts_with('(')).map(|c| c.split(['.', ' ']).next().unwrap());
        let read = |key: &str| row.reads.keys().any(|path| path.split(['.', '[']).next() == Some(key));
        keys.filter(|k| !read(k)).map(|k| format!("nothing is read into `{k}`")).collect()
    });
}

#[test]
fn a_new_plan_has_every_field() {
    let texts = SEEDS.map(|(_, dialect)| (dialect, scaffold(dialect)));
    let texts = BTreeMap::from(texts);
    every_row(|_, dialect, row| {
        let there = texts[dialect].contains(&row.scaffold);
        if there { Vec::new() } else { vec![format!("`planc new` makes no {:?}", row.scaffold)] }
    });
}

#[test]
fn every_field_is_read_into_its_key() {
    let plans = BTreeMap::from(SEEDS.map(|(seed, dialect)| {
        let json = planc(&["show", &format!("ledger/{seed}.md"), "--format", "json"]);
        let plan: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(plan["dialect"]["name"], dialect);
        (seed, plan)
    }));
    every_row(|seed, _, row| {
        let wrong = |(path, want): (&String, &Value)| match planc_emit::query::query(&plans[seed], path) {
            Ok(found) if found == want => None,
            Ok(found) => Some(format!("`{path}` is {found} instead of {want}")),
            Err(missing) => Some(format!("there is no `{path}`: {missing:?}")),
        };
        row.reads.iter().filter_map(wrong).collect()
    });
}

/// `planc show PLAN KEY` prints every word of the value.
#[test]
fn every_field_is_shown() {
    let plans = BTreeMap::from(SEEDS.map(|(seed, _)| {
        let json = planc(&["show", &format!("ledger/{seed}.md"), "--format", "json"]);
        (seed, serde_json::from_str::<Value>(&json).unwrap())
    }));
    every_row(|seed, _, row| {
        let mut wrong = Vec::new();
        for (path, want) in &row.reads {
            let Ok(found) = planc_emit::query::query(&plans[seed], path) else { continue };
            let shown = match found {
                Value::String(text) => text.clone(),
                other => planc_emit::view::markdown(other, path),
            };
            wrong.extend(
                leaves(want)
                    .into_iter()
                    .filter(|w| !has_words(&shown, w))
                    .map(|w| format!("`{path}` does not show {w:?}")),
            );
        }
        wrong
    });
    // The view above is the command's own; that the command prints it is seen once for each seed.
    for (seed, _) in SEEDS {
        let row = rows(seed).pop().unwrap();
        let (path, want) = row.reads.first_key_value().unwrap();
        let shown = planc(&["show", &format!("ledger/{seed}.md"), path]);
        assert!(leaves(want).iter().all(|w| has_words(&shown, w)), "{seed} {path}: {shown}");
    }
}

/// The strings and numbers of a value.
fn leaves(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => map.values().flat_map(leaves).collect(),
        Value::Array(items) => items.iter().flat_map(leaves).collect(),
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        _ => Vec::new(),
    }
}

/// Whether all lines of `words` stand in `shown`; the view may indent them.
fn has_words(shown: &str, words: &str) -> bool {
    words.lines().map(str::trim).filter(|l| !l.is_empty()).all(|line| shown.contains(line))
}

#[test]
fn every_placeholder_that_is_left_is_found() {
    let texts = BTreeMap::from(SEEDS.map(|(_, dialect)| {
        let template = planc(&["dialect", "show", dialect]);
        let new = scaffold(dialect);
        (dialect, [template, new].map(|text| (reported(&text), text)))
    }));
    every_row(|_, dialect, row| {
        let [(in_template, template), (in_new, new)] = &texts[dialect];
        let mut wrong = Vec::new();
        if row.placeholder.is_empty() == row.fixed.is_none() {
            wrong.push("it must have either `placeholder` or `fixed`".to_owned());
        }
        for words in &row.placeholder {
            let Some(span) = find(template, &row.under, words) else {
                wrong.push(format!("the template has no {words:?}"));
                continue;
            };
            if !in_template.contains(&span) {
                wrong.push(format!("{words:?} is left in the template and not reported"));
            }
            // `planc new` fills some of them; the others must be reported in its plan too.
            let from = row.under.as_str();
            if let Some(span) = find(new, from, words).filter(|_| !row.is_filled(words))
                && !in_new.contains(&span)
            {
                wrong.push(format!("{words:?} is left in the new plan and not reported"));
            }
        }
        if let Some(words) = &row.fixed {
            match find(template, &row.under, words) {
                Some(span) if in_template.iter().any(|r| r.start < span.end && span.start < r.end) => {
                    wrong.push(format!("{words:?} is reported, but is no placeholder"));
                }
                Some(_) if looks_open(words) => wrong.push(format!("{words:?} has a placeholder in it")),
                Some(_) => {}
                None => wrong.push(format!("the template has no {words:?}")),
            }
        }
        wrong
    });
}

impl Row {
    /// Whether `planc new` writes something else where the template has `words`: an equal placeholder
    /// further down then belongs to another field.
    fn is_filled(&self, words: &str) -> bool {
        !self.scaffold.contains(words) && self.scaffold.chars().any(|c| c.is_ascii_digit() || c == 'D')
    }
}

/// Brackets, braces and the like: what every template marks its placeholders with.
fn looks_open(words: &str) -> bool {
    let bare = words.replace("[ ]", "");
    let bracket = bare.match_indices('[').any(|(at, _)| !bare[at..].contains("]("));
    bracket || ["{{", "NNN", "XXX", "YYYY", " | "].iter().any(|mark| words.contains(mark))
}

/// The first place of `words` behind the first place of `under`.
fn find(text: &str, under: &str, words: &str) -> Option<Range<usize>> {
    let from = text.find(under)?;
    let at = from + text[from..].find(words)?;
    Some(at..at + words.len())
}

/// The bytes that `planc check` calls placeholders.
fn reported(text: &str) -> Vec<Range<usize>> {
    let args = ["check", "-", "--format", "json", "--select", "placeholder-left", "--fail-on", "error"];
    let json: Value = serde_json::from_str(&tools::planc_with(&args, text)).unwrap();
    let spans = json["diagnostics"].as_array().unwrap().iter().map(|d| &d["span"]);
    let at = |span: &Value, key: &str| usize::try_from(span[key].as_u64().unwrap()).unwrap();
    spans.map(|s| at(s, "start")..at(s, "end")).collect()
}

/// What `planc new` makes in an empty workspace.
fn scaffold(dialect: &str) -> String {
    let empty = tempfile::tempdir().unwrap();
    let here = empty.path().to_str().unwrap();
    planc(&["-C", here, "new", "Lantern Search", "--dialect", dialect, "--dry-run"])
}
