use crate::lower::Lower;
use crate::notation::manifest;
use crate::spanned::{Spanned, Text};
use planc_dialect::{Concept, Field, Form, Record};
use planc_syntax::NodeId;
use schemars::JsonSchema;
use serde::Serialize;

/// Something the work depends on.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Dependency<'a> {
    /// What kind of dependency.
    pub kind: Option<Spanned<DependencyKind>>,
    /// Its name.
    pub name: Option<Text<'a>>,
    /// The version wanted.
    pub version: Option<Text<'a>>,
    /// The version there is.
    pub current: Option<Text<'a>>,
    /// What it is for.
    pub purpose: Option<Text<'a>>,
    /// Its licence.
    pub license: Option<Text<'a>>,
    /// What could stand in for it.
    pub alternatives: Option<Text<'a>>,
    /// Why it changes.
    pub reason: Option<Text<'a>>,
    /// What the change breaks.
    pub breaking_changes: Option<Text<'a>>,
    /// Whether it is ready.
    pub status: Option<Text<'a>>,
    /// Its box.
    pub done: Option<Spanned<bool>>,
    /// The sign in a box that is neither blank nor a tick.
    pub mark: Option<Spanned<char>>,
    /// Who answers for it.
    pub owner: Option<Text<'a>>,
}

/// What kind of dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DependencyKind {
    /// It is added.
    New,
    /// Its version changes.
    Updated,
    /// It must be there first.
    Precondition,
}

/// What stands in the way.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Blocker<'a> {
    /// What it is.
    pub blocker: Option<Text<'a>>,
    /// How it goes away.
    pub resolution: Option<Text<'a>>,
}

pub(crate) fn read(cx: &mut Lower<'_, '_>, index: usize, concept: Concept) {
    let heading = cx.tree.sections[index].title;
    let kind = match concept.name() {
        "dependencies.new" => Some(DependencyKind::New),
        "dependencies.updated" => Some(DependencyKind::Updated),
        "dependencies.precondition" => Some(DependencyKind::Precondition),
        _ => None,
    };
    let kind = kind.map(|k| Spanned::new(k, heading));
    let text = if kind.is_some_and(|k| k.value == DependencyKind::Precondition) {
        Field::Status
    } else {
        Field::Purpose
    };
    let shape = cx.shape("dependencies", Field::Name, text);
    let body = cx.body(index, shape);
    let mut found: Vec<_> = body.codes.iter().flat_map(|code| listed(cx, *code, kind)).collect();
    let in_code = !found.is_empty();
    // Beside a manifest, a list below a label tells more about what stands there.
    for record in body.records.iter().filter(|r| !in_code || !is_list_alone(r)) {
        take(cx, record, kind, shape, &mut found);
    }
    if body.records.is_empty() && !in_code {
        // `Python 3.12, Postgres 16` in a paragraph: the words are the dependency.
        for prose in &body.prose {
            let mut dependency = blank(kind);
            dependency.name = Some(cx.text(prose.span));
            found.push(dependency);
        }
    } else {
        cx.leave(index, &body.prose);
    }
    cx.plan.dependencies.get_or_insert_default().extend(found);
}

/// What a code block in the form of a manifest asks for: `yfinance>=0.2.0`.
fn listed<'a>(
    cx: &Lower<'_, 'a>,
    code: NodeId,
    kind: Option<Spanned<DependencyKind>>,
) -> Vec<Dependency<'a>> {
    let source = cx.code(code);
    let packages = manifest::packages(&source.value).into_iter();
    packages
        .map(|package| Dependency {
            name: Some(cx.inside(&source, package.name)),
            version: Some(cx.inside(&source, package.version)),
            ..blank(kind)
        })
        .collect()
}

/// A label or heading that has only a list below it.
fn is_list_alone(record: &Record) -> bool {
    let bare = record.text.is_none() && record.fields.is_empty();
    record.form != Form::Item && bare && !record.lists.is_empty()
}

fn take<'a>(
    cx: &Lower<'_, 'a>,
    record: &Record,
    kind: Option<Spanned<DependencyKind>>,
    shape: planc_dialect::Shape,
    out: &mut Vec<Dependency<'a>>,
) {
    if is_list_alone(record) {
        // A label over a list: the items are the dependencies.
        for list in &record.lists {
            for item in cx.reader.items(*list, shape) {
                take(cx, &item, kind, shape, out);
            }
        }
        return;
    }
    let (name, said) = cx.named(record);
    let precondition = kind.is_some_and(|k| k.value == DependencyKind::Precondition);
    let mut dependency = blank(kind);
    dependency.name = name;
    dependency.version = cx.get_name(record, Field::Version);
    dependency.current = cx.get_name(record, Field::Current);
    dependency.purpose = cx.get(record, Field::Purpose).or_else(|| said.clone().filter(|_| !precondition));
    dependency.license = cx.get_name(record, Field::License);
    dependency.alternatives = cx.get(record, Field::Alternatives);
    dependency.reason = cx.get(record, Field::Reason);
    dependency.breaking_changes = cx.get(record, Field::BreakingChanges);
    dependency.status = cx.get(record, Field::Status).or(said.filter(|_| precondition));
    dependency.done = cx.done(record);
    dependency.mark = cx.mark(record);
    dependency.owner = cx.get_name(record, Field::Owner);
    out.push(dependency);
}

fn blank<'a>(kind: Option<Spanned<DependencyKind>>) -> Dependency<'a> {
    Dependency {
        kind,
        name: None,
        version: None,
        current: None,
        purpose: None,
        license: None,
        alternatives: None,
        reason: None,
        breaking_changes: None,
        status: None,
        done: None,
        mark: None,
        owner: None,
    }
}

pub(crate) fn read_blockers(cx: &mut Lower<'_, '_>, index: usize, _: Concept) {
    let shape = cx.shape("blockers", Field::Blocker, Field::Resolution);
    let records = cx.items(index, shape);
    let found: Vec<_> = records
        .iter()
        .map(|r| {
            let (blocker, said) = cx.named(r);
            Blocker { blocker, resolution: cx.get(r, Field::Resolution).or(said) }
        })
        .collect();
    cx.plan.blockers.get_or_insert_default().extend(found);
}
