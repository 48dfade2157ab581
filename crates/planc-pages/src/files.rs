use jiff::civil::{Date, date};
use planc_dialect::Library;
use planc_lint::{Surroundings, Target};
use planc_model::{Facts, read_facts};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The files that a page puts beside its plans.
#[derive(Clone, Default)]
pub(crate) struct Files {
    files: Arc<BTreeMap<String, String>>,
    /// Which of them are plans, in the order of the page.
    plans: Vec<String>,
}

impl Files {
    pub(crate) fn add(&mut self, path: &str, text: &str) {
        Arc::make_mut(&mut self.files).insert(path.to_owned(), text.to_owned());
    }

    pub(crate) fn add_plan(&mut self, path: &str, text: &str) {
        self.add(path, text);
        self.plans.retain(|plan| plan != path);
        self.plans.push(path.to_owned());
    }

    /// The text of a file.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// The plans among them but the one at `path`.
    pub(crate) fn other_plans<'f>(&'f self, path: &'f str) -> impl Iterator<Item = &'f str> {
        self.plans.iter().map(String::as_str).filter(move |plan| *plan != path)
    }

    /// These files as seen from the plan at `plan`.
    pub(crate) fn around<'f>(&'f self, plan: &'f str, library: &'f Library) -> impl Surroundings + 'f {
        Around { files: self, plan, library }
    }
}

/// The day on which pages are read, whatever the clock says.
const TODAY: Date = date(2026, 6, 1);

/// Files as seen from a plan.
struct Around<'f> {
    files: &'f Files,
    plan: &'f str,
    library: &'f Library,
}

impl Around<'_> {
    /// The path from the root of the page's files; `None` outside of it.
    fn resolve(&self, path: &str) -> Option<String> {
        self.rooted(path)
    }
}

impl Surroundings for Around<'_> {
    fn target(&self, path: &str) -> Target {
        self.resolve(path).map_or(Target::Unknown, |path| self.in_workspace(&path))
    }

    fn facts(&self, path: &str) -> Option<Arc<Facts>> {
        let path = self.resolve(path)?;
        let text = self.files.files.get(&path)?;
        Some(Arc::new(read_facts(text, self.library, &path)))
    }

    fn place(&self) -> Option<String> {
        Some(self.plan.to_owned())
    }

    fn today(&self) -> Option<Date> {
        Some(TODAY)
    }

    fn in_workspace(&self, path: &str) -> Target {
        if self.files.files.is_empty() {
            return Target::Unknown;
        }
        let path = path.trim_end_matches('/');
        if path == self.plan || self.files.files.contains_key(path) {
            return Target::File;
        }
        let inside =
            |file: &str| path.is_empty() || file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        let folder = self.files.files.keys().any(|file| inside(file)) || inside(self.plan);
        if folder { Target::Folder } else { Target::Missing }
    }

    fn has_anchor(&self, path: &str, anchor: &str) -> Option<bool> {
        let text = self.files.files.get(&self.resolve(path)?)?;
        Some(planc_lint::anchors(&planc_syntax::parse(text)).contains(anchor))
    }

    fn siblings(&self, path: &str) -> Vec<String> {
        let Some(path) = self.resolve(path) else { return Vec::new() };
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let all = self.files.files.keys().map(String::as_str).chain([self.plan]);
        let inside = all.filter_map(|file| {
            if folder.is_empty() { Some(file) } else { file.strip_prefix(folder)?.strip_prefix('/') }
        });
        inside.map(|rest| rest.split('/').next().unwrap_or("").to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_plan() {
        let library = Library::builtin();
        let mut files = Files::default();
        assert_eq!(files.around("docs/plan.md", &library).target("x.md"), Target::Unknown);
        files.add("docs/specs/login.md", "# Login\n");
        let around = files.around("docs/plans/plan.md", &library);
        assert_eq!(around.target("../specs/login.md"), Target::File);
        assert_eq!(around.target("../specs/"), Target::Folder);
        assert_eq!(around.target("specs/login.md"), Target::Missing);
        assert_eq!(around.target("../../../x.md"), Target::Unknown);
        assert_eq!(around.has_anchor("../specs/login.md", "login"), Some(true));
        assert_eq!(around.siblings("../specs/logn.md"), ["login.md"]);
    }
}
