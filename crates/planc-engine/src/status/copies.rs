//! Other files that repeat the status of a plan, as `[status] copies` names them.

use crate::analysis::skim;
use crate::discover::PlanFile;
use crate::surroundings::{clean, place};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use planc_edit::{Listing, Refusal, StatusChange, mirror};
use planc_source::Span;
use std::path::{Path, PathBuf};

/// A file that repeats the status.
pub(super) struct Copy {
    pub(super) path: PathBuf,
    pub(super) shown: String,
    /// Whether the file is a companion of the plan, whose own status it is; else it lists plans.
    beside: bool,
    /// The plan's file, and its folder where that is the plan's alone.
    targets: Vec<String>,
    ids: Vec<String>,
}

/// Names of plans that have their folder to themselves.
const ALONE: &[&str] = &["plan", "design", "readme"];

impl Workspace {
    /// The files that repeat the status of this plan, and those that are not there.
    pub(super) fn copies(&self, file: &PlanFile, text: &str) -> (Vec<Copy>, Vec<(String, String)>) {
        let (mut found, mut left) = (Vec::new(), Vec::new());
        if self.config().copies.is_empty() {
            return (found, left);
        }
        let analysis = skim(self.library(), text, &file.shown);
        let folder = file.path.parent().unwrap_or(Path::new(""));
        let stem = file.path.file_stem().map_or(String::new(), |s| s.to_string_lossy().to_lowercase());
        let alone = ALONE.contains(&stem.as_str());
        let meta = &analysis.plan.meta;
        let mut ids: Vec<String> = meta.id.iter().map(|id| id.value.to_string()).collect();
        let spec = meta.spec.as_ref().and_then(|s| planc_model::leading_id(&s.text.value));
        ids.extend(spec.filter(|_| alone).map(|(id, _)| id.to_owned()));
        let mut targets = vec![clean(&file.path)];
        targets.extend(alone.then(|| clean(folder)));
        for copy in &self.config().copies {
            let beside = copy.strip_prefix("./");
            let path = beside.map_or_else(|| self.root().join(copy), |name| folder.join(name));
            let shown = self.shown(&path);
            // A plan is no copy of itself.
            if clean(&path) == clean(&file.path) {
                continue;
            }
            if !path.is_file() {
                // Not every plan has every companion.
                left.extend(beside.is_none().then(|| (shown, "there is no such file".to_owned())));
                continue;
            }
            let copy =
                Copy { path, shown, beside: beside.is_some(), targets: targets.clone(), ids: ids.clone() };
            found.push(copy);
        }
        (found, left)
    }
}

impl Copy {
    /// The text with the new status, and how many places in it say it.
    pub(super) fn mirror(
        &self,
        workspace: &Workspace,
        text: &str,
        change: &StatusChange<'_>,
    ) -> Result<(String, usize)> {
        // A YAML file is what front matter is, without the document behind it.
        let (head, tail) = match self.is_yaml() {
            true if text.starts_with("---") => ("", "\n---\n"),
            true => ("---\n", "\n---\n"),
            false => ("", ""),
        };
        let whole = format!("{head}{text}{tail}");
        let analysis = skim(workspace.library(), &whole, &self.shown);
        let document = super::document(workspace, &analysis);
        let leads = |target: &str| self.leads(workspace, target);
        let listing = Listing { leads: &leads, ids: &self.ids };
        let made = mirror(document, change, (!self.beside).then_some(&listing));
        let (edited, count) = made.map_err(|refusal| {
            let at = refusal.span.start().saturating_sub(head.len()).min(text.len());
            super::refused(&self.shown, text, &Refusal { span: Span::at(at), ..refusal })
        })?;
        let inner = edited.text.strip_prefix(head).and_then(|t| t.strip_suffix(tail));
        let inner = inner.with_context(|| format!("`{}` is in a form that planc cannot edit", self.shown))?;
        Ok((inner.to_owned(), count))
    }

    fn is_yaml(&self) -> bool {
        self.path.extension().is_some_and(|e| e.eq_ignore_ascii_case("yaml") || e.eq_ignore_ascii_case("yml"))
    }

    /// Whether a link in the file leads to the plan, its folder, or what stands with it there.
    fn leads(&self, workspace: &Workspace, target: &str) -> bool {
        let target = target.split(['#', '?']).next().unwrap_or("").replace("%20", " ");
        if target.is_empty() || target.contains("://") {
            return false;
        }
        let path = match target.strip_prefix('/') {
            Some(inside) => workspace.root().join(inside),
            None => self.path.parent().unwrap_or(Path::new("")).join(&target),
        };
        let path = clean(&path);
        let inside = |folder: &String| place(Path::new(&path), Path::new(folder)).is_some();
        self.targets.first() == Some(&path) || self.targets.get(1).is_some_and(inside)
    }
}
