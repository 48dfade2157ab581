//! Units in the form that the target's template shows: lists of records and lists of words.

use super::form::{self, Form};
use super::page::{Heading, Piece, Spot};
use super::source::{Source, Unit};
use super::target::{Place, Target};
use super::write;
use planc_dialect::{Concept, Field, Shape};
use serde_json::Value;

/// How the records of a unit are named, as the model's readers have it: the field that names one, and the one that
/// needs no key. Fields have the names of the model.
const RECORDS: &[(&str, Field, Field)] = &[
    ("alternatives", Field::Option, Field::Summary),
    ("approach", Field::Area, Field::Approach),
    ("blockers", Field::Blocker, Field::Resolution),
    ("components", Field::Name, Field::Purpose),
    ("constitution", Field::Article, Field::Notes),
    ("context", Field::Name, Field::Value),
    ("decisions", Field::Decision, Field::Choice),
    ("dependencies", Field::Name, Field::Purpose),
    ("deployment/environments", Field::Name, Field::Purpose),
    ("deployment/rollout", Field::Stage, Field::Text),
    ("docs/new", Field::Name, Field::Purpose),
    ("docs/update", Field::File, Field::What),
    ("endpoints", Field::Path, Field::Purpose),
    ("errors/scenarios", Field::Name, Field::Response),
    ("exceptions", Field::Violation, Field::Why),
    ("future", Field::Name, Field::Text),
    ("history", Field::Version, Field::Summary),
    ("migrations", Field::Name, Field::Description),
    ("monitoring/alerts", Field::Condition, Field::Action),
    ("monitoring/logging", Field::Level, Field::Text),
    ("monitoring/metrics", Field::Metric, Field::Description),
    ("performance/budgets", Field::Operation, Field::Limit),
    ("performance/caches", Field::Cache, Field::Strategy),
    ("performance/expectations", Field::Metric, Field::Value),
    ("performance/optimizations", Field::Area, Field::Text),
    ("phases", Field::Name, Field::Goal),
    ("questions", Field::Question, Field::Context),
    ("risks", Field::Risk, Field::Mitigation),
    ("security/access", Field::Resource, Field::Read),
    ("security/requirements", Field::Name, Field::Text),
    ("security/threats", Field::Threat, Field::Mitigation),
    ("self_check", Field::Item, Field::Value),
    ("state", Field::Name, Field::Location),
    ("steps", Field::Number, Field::Text),
    ("success_metrics", Field::Metric, Field::Target),
    ("tests", Field::Subject, Field::What),
];

/// Lists of words, and of words with a box.
const WORDS: &[&str] = &[
    "acceptance",
    "deployment/ci",
    "deployment/local",
    "milestones",
    "performance/scalability",
    "rollback/steps",
    "scope/goals",
    "scope/non_goals",
    "security/data_protection",
    "security/input_validation",
    "security/privacy",
    "validation_steps",
];

/// Where the heading of the section may say a field of all its records: `### New Components`.
const SAID_BY_HEADING: &[(&str, &str)] =
    &[("tests", "level"), ("components", "change"), ("dependencies", "kind"), ("state", "layer")];

/// The unit in the target's form; `None` where the template shows none that holds it.
pub(crate) fn write(source: &Source<'_, '_>, unit: usize, target: &Target<'_>) -> Option<Vec<Piece>> {
    let found = &source.units[unit];
    let sections = source.sections(unit);
    let combined = !sections.is_empty() && sections.iter().all(|s| source.is_combined(*s));
    let alone = |f: &super::source::Fragment| f.units.iter().all(|u| *u == unit);
    let mixed = source.fragments.iter().any(|f| sections.contains(&f.owner) && !alone(f));
    if mixed && !combined || sections.iter().any(|s| source.is_wordy(*s)) {
        return None;
    }
    let name = super::compare::name(&found.key, found.sub.as_deref());
    if let Some(text) = found.value.as_str() {
        return combined.then(|| prose(found, unit, text, target)).flatten();
    }
    let items = found.value.as_array().filter(|i| !i.is_empty())?;
    if let Some((_, name_field, text_field)) = RECORDS.iter().find(|(u, ..)| *u == name) {
        let scope = target.library.vocabulary().scope(&found.key);
        let shape = Shape { scope, name: *name_field, text: *text_field };
        let own = records(found, unit, items, shape, target);
        return own.or_else(|| combined.then(|| plain(found, unit, items, shape, target)).flatten());
    }
    WORDS.contains(&name.as_str()).then(|| words(found, unit, items, target))?
}

/// A text that shared its section with others, below a heading of its own.
fn prose(found: &Unit, unit: usize, text: &str, target: &Target<'_>) -> Option<Vec<Piece>> {
    let concept = found.concept().filter(|c| found.sub.is_none() || c.name().contains('.'))?;
    Some(vec![below(found, unit, text.to_owned(), concept, target)])
}

/// Records that shared their section with others, in the plainest form.
fn plain(
    found: &Unit,
    unit: usize,
    items: &[Value],
    shape: Shape,
    target: &Target<'_>,
) -> Option<Vec<Piece>> {
    let name = Some(("**".to_owned(), "**: ".to_owned()));
    let form = Form::Items(form::Items { bullet: "- ".to_owned(), name, ..form::Items::default() });
    let all: Vec<&Value> = items.iter().collect();
    let text = write::records(&form, &all, shape, &found.key, target, None)?;
    Some(vec![below(found, unit, text, found.concept()?, target)])
}

fn below(found: &Unit, unit: usize, text: String, concept: Concept, target: &Target<'_>) -> Piece {
    let title = target.library.wording().heading(concept);
    let known = target.library.vocabulary().concept(&title) == Some(concept);
    let heading = Heading { title, note: (!known).then(|| super::moved::note(concept)) };
    let place = Spot::of(target.place(concept, &found.key), heading);
    Piece { place, text, units: vec![unit], order: found.start }
}

fn slot_of(target: &Target<'_>, concept: Concept, key: &str) -> Option<usize> {
    match target.place(concept, key) {
        Place::Slot(at) => Some(at),
        _ => None,
    }
}

/// Records run by run: each goes where the heading says what they have in common.
fn records(
    found: &Unit,
    unit: usize,
    items: &[Value],
    shape: Shape,
    target: &Target<'_>,
) -> Option<Vec<Piece>> {
    let said = SAID_BY_HEADING.iter().find(|(u, _)| *u == found.key).map(|(_, f)| *f);
    let mut runs: Vec<(Option<&str>, Vec<&Value>)> = Vec::new();
    for item in items {
        let common = said.and_then(|f| item.get(f)).and_then(Value::as_str);
        match runs.last_mut() {
            Some((before, run)) if *before == common => run.push(item),
            _ => runs.push((common, vec![item])),
        }
    }
    let general = slot_of(target, found.concept()?, &found.key);
    // A table with a column for it takes all of them.
    if let (Some(slot), Some(said)) = (general, said)
        && let Some(Form::Table(heads)) = form::of(target, slot, shape)
        && heads.iter().any(|(_, f)| *f == Field::named(said))
    {
        let all: Vec<&Value> = items.iter().collect();
        let text = write::records(&Form::Table(heads), &all, shape, &found.key, target, None)?;
        return Some(vec![Piece { place: Spot::Slot(slot), text, units: vec![unit], order: found.start }]);
    }
    let mut pieces = Vec::new();
    for (number, (common, run)) in runs.iter().enumerate() {
        let own = common.and_then(|c| Concept::named(&format!("{}.{c}", found.key)));
        let own = own
            .and_then(|c| slot_of(target, c, &found.key).filter(|s| target.fit.spots[*s].concept == Some(c)));
        let (slot, left_out) = match own {
            Some(slot) => (slot, said),
            None if common.is_some() && found.key == "tests" => return None,
            None => (general?, None),
        };
        let mut shape = shape;
        // What needs no key is, of preconditions, how far they are.
        if found.key == "dependencies"
            && target.fit.spots[slot].concept?.name() == "dependencies.precondition"
        {
            shape.text = Field::Status;
        }
        let mut left_out = left_out;
        if found.key == "dependencies" && *common == Some("precondition") {
            left_out = said;
        }
        let form = form::of(target, slot, shape)?;
        let text = write::records(&form, run, shape, &found.key, target, left_out)?;
        pieces.push(Piece { place: Spot::Slot(slot), text, units: vec![unit], order: found.start + number });
    }
    Some(pieces)
}

fn words(found: &Unit, unit: usize, items: &[Value], target: &Target<'_>) -> Option<Vec<Piece>> {
    let slot = slot_of(target, found.concept()?, &found.key)?;
    // Only where the section is about this alone.
    let exact = found.sub.is_none()
        || target.fit.spots[slot].concept?.name().contains('.')
        || found.key == "rollback";
    let scope = target.library.vocabulary().scope(&found.key);
    let form =
        form::list(target, slot, Shape { scope, name: Field::Text, text: Field::Text }).filter(|_| exact)?;
    let text = write::words(&form, items)?;
    Some(vec![Piece { place: Spot::Slot(slot), text, units: vec![unit], order: found.start }])
}
