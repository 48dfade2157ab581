//! A plan gets another number: its file or folder, its id and title, and every link and mention in the workspace.
//!
//! All files are locked and edited before the first is written. They are written in an order that the same command can
//! take up again after it was broken off: other documents first, then those beside the plan, the plan itself, and at
//! last the file or folder is moved. Until then the plan is found where it was, and what is mended already stays so.

use crate::analysis::{Analysis, skim};
use crate::approvals::{Lost, LostApproval};
use crate::discover::PlanFile;
use crate::status::ChangedFile;
use crate::surroundings::clean;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use planc_edit::{Document, Meant, Mended, Name, Renamed, Renumbering, conflict_marker};
use planc_model::{is_markdown, leading_id};
use planc_source::LineIndex;
use planc_store::{lock_all, rename_new};
use std::path::{Path, PathBuf};

/// What a plan is to be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewNumber {
    /// This number.
    Number(u64),
    /// The first one behind those that are taken.
    Next,
}

/// A plan with another number, as it is to be: nothing is written yet.
#[derive(Clone, Debug, Default)]
pub struct Renumbered {
    /// The id or number before, and now.
    pub names: (String, String),
    /// The file or folder before, and now; none where the path has no number.
    pub moved: Option<(String, String)>,
    /// The files that changed, by the paths they had, with how many links and mentions.
    pub files: Vec<(ChangedFile, usize, usize)>,
    /// Mentions that were left alone: the place, the line, and why.
    pub left: Vec<(String, String, &'static str)>,
    /// Approvals that will not hold any more: they are of the name, and of every word, as they are now.
    pub lost: Vec<LostApproval>,
    /// Where the files are.
    paths: Vec<PathBuf>,
    carrier: Option<(PathBuf, PathBuf)>,
}

impl Renumbered {
    /// Writes the files and moves the plan.
    ///
    /// # Errors
    /// A file was changed meanwhile, or cannot be written.
    pub fn write(&self) -> Result<()> {
        let locked = lock_all(&self.paths)?;
        for (lock, (file, ..)) in locked.iter().zip(&self.files) {
            if lock.text() != file.old {
                let path = &file.path;
                bail!("`{path}` was changed by somebody else meanwhile; nothing was written, try again");
            }
        }
        for (lock, (file, ..)) in locked.into_iter().zip(&self.files) {
            lock.replace(&file.new)?;
        }
        match &self.carrier {
            Some((from, to)) => rename_new(from, to),
            None => Ok(()),
        }
    }
}

/// Where the number of a plan stands in its path.
struct Carrier {
    /// The file or folder.
    from: PathBuf,
    to: PathBuf,
    name: Name,
    /// Whether it is the folder that the plan has to itself.
    folder: bool,
}

/// What stands in names: `012`, or the day of a plan that has no number yet.
struct Old {
    number: Option<u64>,
    /// Where in the name, and what.
    at: usize,
    text: String,
}

/// A document with what is changed in it.
struct Part {
    path: PathBuf,
    shown: String,
    meant: Meant,
    rank: u8,
}

impl Workspace {
    /// What it takes to give a plan another number; [`Renumbered::write`] does it.
    ///
    /// # Errors
    /// There is no such plan, the number is taken, a file cannot be changed.
    pub fn renumber(&self, plan: &str, number: NewNumber) -> Result<Renumbered> {
        let open = self.find(plan)?;
        let Some(file) = open.file else { bail!("standard input has no file to move; name a plan") };
        let analysis = skim(self.library(), &open.document.text, &file.shown);
        let name = &analysis.fit.dialect;
        let dialect = self.library().dialect_version(&name.name, name.version);
        let dialect = dialect.or_else(|| self.library().dialect(&self.default_dialect()));
        let dialect = dialect.context("there is no dialect that says how plans are numbered")?;
        let own = carried(&file.path);
        let title = analysis.plan.meta.number.as_ref().map(|n| n.value);
        let old = own.as_ref().and_then(|(_, old)| old.number).or(title);
        if old.is_none() && own.is_none() && analysis.plan.meta.id.is_none() {
            bail!("`{}` has no number, neither in its path nor in its title", file.shown);
        }
        let taken = self.numbers(dialect);
        let new = match number {
            NewNumber::Number(new) => new,
            NewNumber::Next => self.next_number(dialect),
        };
        let home = own.as_ref().map_or(file.path.clone(), |(path, _)| path.clone());
        let ours = |path: &Path| clean(path) == clean(&file.path) || path.starts_with(&home);
        // Approvals of a plan that had the number take it from a new one, but not from the plan that comes back to it.
        let kept = self.root().join(".planc");
        let other = |path: &Path| !ours(path) && !path.starts_with(&kept);
        if let Some((_, path)) = taken.iter().find(|(n, path)| *n == new && other(path)) {
            bail!("number {new} is taken by `{}`", self.shown(path));
        }
        if old == Some(new) && title.is_none_or(|t| t == new) {
            bail!("`{}` has number {new} already", file.shown);
        }
        let carrier = own.map(|(path, old)| carrier(&file.path, path, &old, new)).transpose()?;
        if let Some(carrier) = carrier.as_ref().filter(|c| c.to.exists()) {
            bail!("`{}` exists already", self.shown(&carrier.to));
        }
        let ids = self.ids(&analysis, &file, carrier.as_ref(), old, new)?;
        self.mend_all(&file, carrier.as_ref(), &ids, (old, new))
    }

    /// The ids that change: that of the plan, and in a folder of its own those of its companions with the same number.
    fn ids(
        &self,
        analysis: &Analysis<'_>,
        file: &PlanFile,
        carrier: Option<&Carrier>,
        old: Option<u64>,
        new: u64,
    ) -> Result<Vec<(String, String)>> {
        let meta = &analysis.plan.meta;
        let mut found: Vec<String> = meta.id.iter().map(|id| id.value.to_string()).collect();
        if carrier.is_some_and(|c| c.folder) {
            let spec = meta.spec.as_ref().and_then(|s| leading_id(&s.text.value));
            found.extend(spec.map(|(id, _)| id.to_owned()));
            for entry in std::fs::read_dir(file.path.parent().unwrap_or(Path::new(".")))?.flatten() {
                let path = entry.path();
                if path == file.path || !is_markdown(&path.to_string_lossy()) || !path.is_file() {
                    continue;
                }
                let text = crate::read::read_document(&path)?.text;
                let tree = planc_syntax::parse(&text);
                let title = tree.sections.get(1).filter(|s| s.level == 1).map_or("", |s| tree.title(s));
                found.extend(leading_id(title).map(|(id, _)| id.to_owned()));
            }
        }
        let mut ids: Vec<(String, String)> = Vec::new();
        for id in found {
            let (letters, number) = id.split_at(id.find(|c: char| c.is_ascii_digit()).unwrap_or(id.len()));
            // After a run that was broken off the plan may have its new id while others still mention the old one.
            let value = number.parse::<u64>().ok();
            let of_plan = value.is_none() || value == old || value == Some(new);
            if letters.is_empty() || number.is_empty() || !of_plan {
                continue;
            }
            let width = if value.is_some() { number.len() } else { 3 };
            let before = match (value, old) {
                (Some(_), Some(old)) => format!("{letters}{old:0width$}"),
                _ => id.clone(),
            };
            let pair = (before, format!("{letters}{new:0width$}"));
            if !ids.contains(&pair) && pair.0 != pair.1 {
                ids.push(pair);
            }
        }
        Ok(ids)
    }

    fn mend_all(
        &self,
        file: &PlanFile,
        carrier: Option<&Carrier>,
        ids: &[(String, String)],
        (old, new): (Option<u64>, u64),
    ) -> Result<Renumbered> {
        let names: Vec<Name> = carrier.iter().map(|c| c.name.clone()).collect();
        let parts = self.parts(file, carrier, ids)?;
        let mut done = Renumbered {
            names: ids.first().cloned().unwrap_or_else(|| match carrier {
                Some(carrier) => (carrier.name.from.clone(), carrier.name.to.clone()),
                None => (old.map_or(String::new(), |n| format!("{n:03}")), format!("{new:03}")),
            }),
            moved: carrier.map(|c| (self.shown(&c.from), self.shown(&c.to))),
            carrier: carrier.map(|c| (c.from.clone(), c.to.clone())),
            ..Renumbered::default()
        };
        let work = |part: &Part, text: &str| -> Result<Mended> {
            if conflict_marker(text).is_some() {
                bail!("`{}` has a merge that is not settled; settle it first", part.shown);
            }
            let folder = part.path.parent().unwrap_or(Path::new("")).to_owned();
            let renamed = |target: &str| self.leads(&folder, target, carrier?);
            let renumbering = Renumbering { renamed: &renamed, ids, names: &names };
            let analysis = skim(self.library(), text, &part.shown);
            let own = part.path == file.path;
            let doc = Document {
                tree: &analysis.tree,
                fit: &analysis.fit,
                plan: &analysis.plan,
                library: self.library(),
            };
            let history = if own { planc_edit::history_of(doc) } else { None };
            let mut mended = planc_edit::mend(&analysis.tree, &renumbering, part.meant, history);
            // `Technical Plan: 012-Login`
            let bare = planc_edit::bare_number(doc).filter(|_| part.rank > 0);
            if let Some(span) = bare.filter(|s| s.of(text).parse().ok() == old) {
                let width = span.len();
                mended.mentions += usize::from(mended.edits.replace(span, format!("{new:0width$}")).is_ok());
            }
            Ok(mended)
        };
        let mut lost = Lost::new(self, carrier.map(|c| (c.from.as_path(), c.to.as_path())))?;
        for part in &parts {
            let document = match crate::read::read_document(&part.path) {
                Ok(document) => document,
                Err(error) if part.rank > 0 => return Err(error),
                Err(_) => {
                    done.left.push((part.shown.clone(), String::new(), "it cannot be read"));
                    continue;
                }
            };
            if document.not_utf8.is_some() {
                done.left.push((part.shown.clone(), String::new(), "it is not UTF-8"));
                continue;
            }
            let mended = work(part, &document.text)?;
            let lines = LineIndex::new(&document.text);
            for (span, why) in &mended.left {
                let line = lines.line_of(span.start());
                let place = format!("{}:{}", part.shown, line + 1);
                let words = lines.line_span(&document.text, line).of(&document.text).trim().to_owned();
                done.left.push((place, words, *why));
            }
            let (file, links, mentions) = changed(part, document.text, &mended);
            lost.look(&part.path, &file, part.rank == 2)?;
            if !mended.edits.is_empty() {
                done.paths.push(part.path.clone());
                done.files.push((file, links, mentions));
            }
        }
        done.lost = lost.found;
        Ok(done)
    }

    /// The Markdown files of the workspace in the order in which they are written.
    fn parts(
        &self,
        file: &PlanFile,
        carrier: Option<&Carrier>,
        ids: &[(String, String)],
    ) -> Result<Vec<Part>> {
        let (plans, _) = self.plans(&[self.root().to_owned()]);
        let same = |plan: &&PlanFile| {
            clean(&plan.path) != clean(&file.path)
                && self.summary(plan).is_ok_and(|s| ids.iter().any(|(id, _)| s.id.eq_ignore_ascii_case(id)))
        };
        let twins: Vec<PathBuf> = plans.iter().filter(same).map(|p| p.path.clone()).collect();
        let folder = carrier.filter(|c| c.folder).map(|c| c.from.clone());
        let mut parts = Vec::new();
        let mut visit = |path: &Path| {
            if !is_markdown(&path.to_string_lossy()) {
                return;
            }
            let rank = match () {
                () if clean(path) == clean(&file.path) => 2,
                () if folder.as_ref().is_some_and(|f| path.starts_with(f)) => 1,
                () => 0,
            };
            let meant = if twins.is_empty() || rank > 0 { Meant::Surely } else { Meant::Perhaps };
            parts.push(Part { path: path.to_owned(), shown: self.shown(path), meant, rank });
        };
        self.walk(self.root(), &mut visit, &mut Vec::new())?;
        // The plan itself, wherever it is and whatever the configuration leaves out.
        if !parts.iter().any(|p| p.rank == 2) {
            let shown = file.shown.clone();
            parts.push(Part { path: file.path.clone(), shown, meant: Meant::Surely, rank: 2 });
        }
        // A plan of the same id that is not meant keeps its title.
        parts.retain(|p| !twins.contains(&p.path) || p.rank > 0 || carrier.is_some());
        parts.sort_by_key(|p| p.rank);
        Ok(parts)
    }

    /// Which part of a link's address is renamed, if it leads to what moves or into it.
    fn leads(&self, folder: &Path, target: &str, carrier: &Carrier) -> Option<Renamed> {
        let target = target.split(['#', '?']).next().unwrap_or("").replace("%20", " ");
        if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
            return None;
        }
        let path = match target.strip_prefix('/') {
            Some(inside) => self.root().join(inside),
            None => folder.join(&target),
        };
        let (path, from) = (clean(&path), clean(&carrier.from));
        let rest = Path::new(&path).strip_prefix(&from).ok()?;
        // Only what is written in the address can be edited there: `plan.md` beside the plan stays `plan.md`.
        let from_end = rest.components().count();
        let written: Vec<&str> = target.trim_end_matches('/').split('/').collect();
        let part = written.len().checked_sub(from_end + 1).and_then(|at| written.get(at))?;
        (*part == carrier.name.from).then(|| Renamed {
            from: carrier.name.from.clone(),
            to: carrier.name.to.clone(),
            from_end,
        })
    }
}

fn changed(part: &Part, old: String, mended: &Mended) -> (ChangedFile, usize, usize) {
    let new = mended.edits.apply(&old);
    (ChangedFile { path: part.shown.clone(), old, new }, mended.links, mended.mentions)
}

/// The file or else the folder of a plan that has its number in its name.
fn carried(path: &Path) -> Option<(PathBuf, Old)> {
    let of = |path: &Path| Some((path.to_owned(), number_in(&path.file_name()?.to_string_lossy())?));
    of(path).or_else(|| of(path.parent()?))
}

/// `PLAN-012-login.md`, `012-login`, `PLAN-2026-11-20-login.md`: the number, or the day that stands for it.
fn number_in(name: &str) -> Option<Old> {
    let at = name.find(|c: char| c.is_ascii_digit())?;
    let letters = &name[..at];
    if !letters.is_empty()
        && (!letters.ends_with('-') || !letters[..at - 1].bytes().all(|b| b.is_ascii_alphabetic()))
    {
        return None;
    }
    let rest = &name[at..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let day = rest.get(..10).filter(|d| d.parse::<jiff::civil::Date>().is_ok());
    if let Some(day) = day {
        let name = rest[10..].trim_end_matches(".md");
        // In an id the name belongs to the day: `PLAN-2026-11-20-login` becomes `PLAN-012-login`.
        return (name.is_empty() || name.starts_with('-')).then(|| Old {
            number: None,
            at,
            text: day.to_owned(),
        });
    }
    let parted = rest[digits..].is_empty() || rest[digits..].starts_with(['-', '_', '.']);
    let text = rest[..digits].to_owned();
    let number = text.parse().ok().filter(|_| parted && (2..=5).contains(&digits))?;
    Some(Old { number: Some(number), at, text })
}

fn carrier(plan: &Path, from: PathBuf, old: &Old, new: u64) -> Result<Carrier> {
    let name = from.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
    let width = if old.number.is_some() { old.text.len() } else { 3 };
    let to = format!("{}{new:0width$}{}", &name[..old.at], &name[old.at + old.text.len()..]);
    let parent = from.parent().context("the plan has no folder")?.to_owned();
    let folder = parent.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
    Ok(Carrier { to: parent.join(&to), folder: from != plan, from, name: Name { from: name, to, folder } })
}
