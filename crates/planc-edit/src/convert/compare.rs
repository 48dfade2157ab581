//! Whether a text says what the plan says: unit by unit.

use super::source::{APART, bare, is_closing, leaf, leaves, units};
use planc_source::Span;
use planc_syntax::unanchored;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// What a draft says otherwise than the plan.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    /// Names of units that differ: `risks`, `security/threats`, `meta`.
    pub units: Vec<String>,
    /// Where in the draft the values stand that should not be there.
    pub places: Vec<Span>,
    /// Leftovers are missing, too many, or others.
    pub other: bool,
    /// Leftovers stand in another order. They stand side by side, so that only better drafts are without.
    pub order: bool,
}

impl Faults {
    pub fn is_empty(&self) -> bool {
        self.units.is_empty() && !self.other && !self.order
    }
}

/// The name of a unit.
pub(crate) fn name(key: &str, sub: Option<&str>) -> String {
    sub.map_or_else(|| key.to_owned(), |s| format!("{key}/{s}"))
}

/// Compares two models with spans. `titles` are the headings of both titles: what stands below them is the same.
/// Of leftovers in `stay` only the words count, not the heading they stand below.
pub(crate) fn faults(
    want: &Map<String, Value>,
    got: &Map<String, Value>,
    titles: (&str, &str),
    stay: &[&str],
) -> Faults {
    let mut faults = Faults::default();
    let (theirs, ours) = (units(want), units(got));
    for (key, sub, value) in &theirs {
        let same = ours.iter().find(|(k, s, _)| k == key && s == sub);
        if same.is_none_or(|(_, _, v)| said(v) != said(value)) {
            faults.units.push(name(key, sub.as_deref()));
            places(same.map(|(_, _, v)| *v), &mut faults.places);
        }
    }
    for (key, sub, value) in &ours {
        if !theirs.iter().any(|(k, s, _)| k == key && s == sub) {
            faults.units.push(name(key, sub.as_deref()));
            places(Some(value), &mut faults.places);
        }
    }
    // An object without a key in it is no unit, but it is there.
    let plain =
        |m: &Map<String, Value>| m.iter().filter(|(_, v)| v.as_object().is_some_and(Map::is_empty)).count();
    if plain(want) != plain(got) {
        faults.units.push("objects".to_owned());
    }
    if header(want) != header(got) {
        faults.units.push("meta".to_owned());
    }
    let (mut theirs, mut ours) = (others(want, titles.0), others(got, titles.1));
    for text in stay.iter().map(|text| unanchored(text)) {
        let at = |all: &[(Entry, Span)]| all.iter().position(|((.., t), _)| *t == text);
        if let (Some(one), Some(other)) = (at(&theirs), at(&ours)) {
            theirs.remove(one);
            ours.remove(other);
        }
    }
    let mut left: HashMap<String, usize> = HashMap::new();
    for (entry, _) in &theirs {
        *left.entry(key(entry)).or_default() += 1;
    }
    for (entry, span) in &ours {
        match left.get_mut(&key(entry)).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => {
                faults.other = true;
                faults.places.push(*span);
            }
        }
    }
    faults.other |= left.values().any(|count| *count > 0);
    faults.order = !faults.other && theirs.iter().map(|o| &o.0).ne(ours.iter().map(|o| &o.0));
    faults
}

/// What a value says, whatever the headings are called that it links to.
fn said(value: &Value) -> Value {
    fn mend(value: &mut Value) {
        match value {
            Value::String(text) if text.contains("](#") => *text = unanchored(text),
            Value::Array(items) => items.iter_mut().for_each(mend),
            Value::Object(map) => map.values_mut().for_each(mend),
            _ => {}
        }
    }
    let mut value = bare(value);
    mend(&mut value);
    value
}

fn places(value: Option<&Value>, out: &mut Vec<Span>) {
    let mut found = Vec::new();
    value.into_iter().for_each(|v| leaves(v, &mut found));
    out.extend(found.into_iter().map(|(_, span)| span));
}

/// The header without what each dialect says in its own way: the word of the status and its decoration.
fn header(model: &Map<String, Value>) -> Value {
    let mut meta = model.get(APART[2]).map_or(Value::Null, said);
    if let Some(status) = meta.get_mut("status").and_then(Value::as_object_mut) {
        status.remove("word");
        status.remove("decoration");
    }
    meta
}

/// Heading, level and text of a leftover.
type Entry = (String, Value, String);

fn key((heading, level, text): &Entry) -> String {
    format!("{level} {heading}\n{text}")
}

fn others(model: &Map<String, Value>, title: &str) -> Vec<(Entry, Span)> {
    let all = model.get(APART[3]).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let text =
        |v: Option<&Value>| v.map(said).and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    all.iter()
        .map(|o| {
            let heading = text(o.get("heading"));
            let level = o.get("level").map_or(Value::Null, bare);
            let untitled = title.is_empty() && heading.is_empty();
            // A closing line stands below whatever section is the last.
            let closing = is_closing(&text(o.get("text")));
            let top = heading == title && !title.is_empty() || untitled || closing;
            let (heading, level) = if top { (String::new(), Value::Null) } else { (heading, level) };
            let span = o.get("text").and_then(leaf).map_or(Span::at(0), |(_, s)| s);
            ((heading, level, text(o.get("text"))), span)
        })
        .collect()
}
