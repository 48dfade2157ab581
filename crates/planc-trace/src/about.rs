//! The part of a matrix that one thing is about: a requirement, a task, a component, a file, a commit.

use crate::matrix::{Matrix, Place, Traced};
use planc_model::id_key;

impl Matrix {
    /// What has to do with `what`: forward from a requirement, back from everything else. `None` where nothing has.
    ///
    /// `what` is `FR-001`, `SPEC-003/FR-001`, the name of a specification, task or component, a path as it is shown,
    /// perhaps with a line (`src/auth.rs:12`), or the begin of a commit's id.
    pub fn about(&self, what: &str) -> Option<Matrix> {
        let wanted = Wanted::new(what);
        let requirements: Vec<Traced> =
            self.requirements.iter().filter(|r| wanted.is_about(r)).cloned().collect();
        let is_here = |path: &str| wanted.is_path(path, None);
        let named = |spec: &crate::matrix::Spec| {
            same(&spec.name, what) || is_here(&spec.path) || requirements.iter().any(|r| r.spec == spec.name)
        };
        let specs = self.specs.iter().filter(|s| named(s)).cloned().collect();
        let of_rows = |id: &str, place: &Place| requirements.iter().any(|r| r.id == id && r.is_at(place));
        let findings = self.findings.iter().filter(|f| {
            of_rows(&f.id, &f.place)
                || wanted.is_path(&f.place.path, Some(f.place.line))
                || wanted.is_id(&f.id)
                || same(&f.id, what)
        });
        let mut matrix = Matrix {
            specs,
            findings: findings.cloned().collect(),
            requirements,
            reports: self.reports.clone(),
            notes: self.notes.clone(),
            ..Matrix::default()
        };
        matrix.count();
        (!matrix.requirements.is_empty() || !matrix.findings.is_empty()).then_some(matrix)
    }

    /// What has to do with the specifications and plans at or below these paths, as they are shown; findings of any
    /// file there.
    pub fn below(mut self, is_below: impl Fn(&str) -> bool) -> Matrix {
        use rustc_hash::FxHashSet;
        self.specs.retain(|s| is_below(&s.path) || s.plans.iter().any(|p| is_below(p)));
        let specs: FxHashSet<&str> = self.specs.iter().map(|s| s.name.as_str()).collect();
        self.requirements.retain(|r| specs.contains(r.spec.as_str()));
        let rows: FxHashSet<(&Place, &str)> =
            self.requirements.iter().flat_map(|r| r.places().map(|place| (place, r.id.as_str()))).collect();
        self.findings.retain(|f| is_below(&f.place.path) || rows.contains(&(&f.place, f.id.as_str())));
        self.count();
        self
    }

    /// What [`Matrix::about`] can be asked for, to help those who mistype.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let rows = self.requirements.iter();
        let rows = rows.flat_map(|r| {
            let parts = r.components.iter().map(|c| c.name.as_str());
            let tasks = r.tasks.iter().filter_map(|t| t.id.as_deref());
            let files = r.code.iter().chain(&r.tests).map(|l| l.place.path.as_str());
            std::iter::once(r.id.as_str()).chain(parts).chain(tasks).chain(files)
        });
        rows.chain(self.specs.iter().flat_map(|s| [s.name.as_str(), s.path.as_str()]))
    }
}

struct Wanted<'w> {
    what: &'w str,
    /// The specification and the id of `SPEC-003/FR-001`.
    spec: Option<&'w str>,
    key: String,
    path: &'w str,
    line: Option<u32>,
}

impl<'w> Wanted<'w> {
    fn new(what: &'w str) -> Self {
        let parts = what.rsplit_once(['/', '#']).filter(|(_, id)| planc_model::id_len(id) == Some(id.len()));
        let (spec, id) = parts.map_or((None, what), |(spec, id)| (Some(spec), id));
        let numbered = what.rsplit_once(':').and_then(|(path, line)| Some((path, line.parse().ok()?)));
        let (path, line) = numbered.map_or((what, None), |(path, line)| (path, Some(line)));
        let path = path.strip_prefix("./").unwrap_or(path).trim_end_matches('/');
        let key = if planc_model::id_len(id).is_some() { id_key(id) } else { String::new() };
        Wanted { what, spec, key, path, line }
    }

    fn is_id(&self, id: &str) -> bool {
        !self.key.is_empty() && id_key(id) == self.key
    }

    fn is_path(&self, path: &str, line: Option<u32>) -> bool {
        let rest = path.strip_prefix(self.path).filter(|_| !self.path.is_empty());
        let there = rest.is_some_and(|r| r.is_empty() || r.starts_with('/'));
        there && (self.line.is_none() || line.is_none() || self.line == line)
    }

    fn is_about(&self, row: &Traced) -> bool {
        if let Some(spec) = self.spec {
            return same(&row.spec, spec) && self.is_id(&row.id);
        }
        let is_at = |place: &Place| self.is_path(&place.path, Some(place.line));
        let commit = |id: &str| self.what.len() >= 7 && id.starts_with(self.what);
        self.is_id(&row.id)
            || same(&row.spec, self.what)
            || is_at(&row.place)
            || row.plan.iter().any(|l| is_at(&l.place))
            || row.components.iter().any(|c| c.name.eq_ignore_ascii_case(self.what) || is_at(&c.place))
            || row.tasks.iter().any(|t| t.id.as_ref().is_some_and(|id| self.is_id(id)) || is_at(&t.place))
            || row.code.iter().chain(&row.tests).any(|l| is_at(&l.place))
            || row.commits.iter().any(|c| commit(&c.commit))
    }
}

/// Whether two names of a specification are one: `SPEC-003` and `spec-3`.
fn same(one: &str, other: &str) -> bool {
    crate::scope::name_key(one) == crate::scope::name_key(other)
}
