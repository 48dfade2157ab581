use crate::analysis::skim;
use crate::config::IdForm;
use crate::read::read_document;
use crate::settings::Chosen;
use crate::spec::read_spec;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use jiff::civil::Date;
use planc_dialect::Dialect;
use planc_emit::scaffold::{Handle, Seed, place, scaffold};
use planc_store::{create_new, write_atomic};
use std::path::{Component, Path, PathBuf};

/// What `planc new` was asked for.
#[derive(Clone, Debug, Default)]
pub struct NewPlan {
    /// The name of the feature; the specification's where absent.
    pub title: Option<String>,
    /// Name or template of the dialect; the workspace's where absent.
    pub dialect: Option<String>,
    /// The specification it is made from.
    pub spec: Option<PathBuf>,
    /// Who writes it.
    pub authors: Vec<String>,
    /// Values by key or placeholder.
    pub set: Vec<(String, String)>,
    /// Where it goes; the dialect's place where absent.
    pub output: Option<PathBuf>,
    /// Whether a plan that is there may be replaced.
    pub force: bool,
    /// Whether nothing is written.
    pub dry_run: bool,
}

/// A plan that was made.
#[derive(Debug)]
pub struct Created {
    /// Its path, relative to the working folder where it lies in it.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// How many keys of a template a message lists.
const SHOWN_KEYS: usize = 12;

/// The rules that know which words a value may be.
const CLOSED: &[&str] = &["status-unknown", "level-unknown", "date-impossible"];

/// The dialect of a new plan where nobody names one.
const DEFAULT_DIALECT: &str = "governed";

impl Workspace {
    /// The dialect of new plans: the configuration's, else that of the plans there are, else `governed`.
    pub fn default_dialect(&self) -> String {
        if let Some(name) = &self.config().dialect {
            return name.clone();
        }
        let (files, _) = self.plans(&[self.root().to_owned()]);
        let mut counts: Vec<(String, usize)> = Vec::new();
        for file in files.iter().take(50) {
            let Ok(document) = read_document(&file.path) else { continue };
            let name = self.library().fit(&planc_syntax::parse(&document.text)).dialect.name;
            match counts.iter_mut().find(|(n, _)| *n == name) {
                Some((_, count)) => *count += 1,
                None if name != "generic" => counts.push((name, 1)),
                None => {}
            }
        }
        let most = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
        most.map_or(DEFAULT_DIALECT.to_owned(), |(name, _)| name)
    }

    /// Makes a new plan.
    ///
    /// # Errors
    /// No title, an unknown dialect or key, a specification that cannot be read, a file that is there.
    pub fn create(&mut self, wanted: &NewPlan, today: Date) -> Result<Created> {
        let name = wanted.dialect.clone().unwrap_or_else(|| self.default_dialect());
        let (name, version) = {
            let dialect = self.dialect(&name)?;
            (dialect.name.clone(), dialect.version)
        };
        let dialect = self.library().dialect_version(&name, version).context("the dialect was just found")?;
        let spec_path = wanted.spec.as_ref().map(|p| self.cwd().join(p));
        let mut spec = match &spec_path {
            Some(path) => {
                let file_name = path.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
                Some(read_spec(self.library(), &read_document(path)?.text, &file_name))
            }
            None => None,
        };
        let title = wanted.title.clone().or_else(|| spec.as_ref()?.title.clone());
        let title = title.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        let Some(title) = title else { bail!("a plan needs a title: planc new \"Login\"") };
        let (handle, beside) = self.handle_and_place(dialect, spec_path.as_deref(), today);
        let path = match (&wanted.output, beside) {
            (Some(output), _) => self.cwd().join(output),
            (None, Some(folder)) => folder.join(dialect.file.rsplit('/').next().unwrap_or("plan.md")),
            (None, None) => self.root().join(place(dialect, handle, &title)),
        };
        if let (Some(spec), Some(from)) = (&mut spec, &spec_path) {
            spec.target = relative(from, path.parent().unwrap_or(Path::new("")));
        }
        let seed = Seed {
            title,
            handle,
            date: today,
            authors: wanted.authors.clone(),
            spec,
            set: wanted.set.clone(),
        };
        let text = scaffold(self.library(), dialect, &seed).map_err(|unknown| {
            let near = planc_lint::closest(&unknown.key, unknown.known.iter().map(String::as_str));
            let some = unknown.known.iter().take(SHOWN_KEYS).cloned().collect::<Vec<_>>().join(", ");
            let more = if unknown.known.len() > SHOWN_KEYS { ", …" } else { "" };
            let help = near.map_or(format!("it has {some}{more}"), |n| format!("did you mean `{n}`?"));
            anyhow::anyhow!(
                "`--set {}`: the template of `{}` has no such key; {help}",
                unknown.key,
                dialect.name
            )
        })?;
        self.refuse_unknown_words(&text, &wanted.set)?;
        if !wanted.dry_run {
            if wanted.force && path.exists() {
                write_atomic(&path, &text)?;
            } else {
                create_new(&path, &text)?;
            }
        }
        let shown = path.strip_prefix(self.cwd()).unwrap_or(&path).to_owned();
        Ok(Created { path: shown, text })
    }

    /// A value given for a key that takes a word of a closed set, or a date, must be one.
    fn refuse_unknown_words(&self, text: &str, set: &[(String, String)]) -> Result<()> {
        let analysis = skim(self.library(), text, "plan.md");
        let found = analysis.check(self.library(), &planc_lint::NoSurroundings, &Chosen::default());
        for diagnostic in found.into_iter().filter(|d| CLOSED.contains(&d.rule)) {
            let word = diagnostic.span.of(text);
            let given = set.iter().find(|(_, value)| !word.is_empty() && value.contains(word));
            if let Some((key, value)) = given {
                let help = diagnostic.help.map_or(String::new(), |help| format!("; {help}"));
                bail!("`--set {key}={value}`: {}{help}", diagnostic.message);
            }
        }
        Ok(())
    }

    /// What a new plan is told from others by, and the folder where its specification waits for it.
    fn handle_and_place(
        &self,
        dialect: &Dialect,
        spec: Option<&Path>,
        today: Date,
    ) -> (Handle, Option<PathBuf>) {
        // A dialect with a folder for each feature puts the plan beside its specification.
        let shared = dialect.folder.contains('{');
        let folder = spec.filter(|_| shared).and_then(Path::parent);
        let own = folder.and_then(Path::file_name).and_then(|n| leading_number(&n.to_string_lossy(), ""));
        if let (Some(folder), Some(number)) = (folder, own) {
            return (Handle::Number(number), Some(folder.to_owned()));
        }
        let handle = match self.config().ids {
            IdForm::Number => Handle::Number(self.next_number(dialect)),
            IdForm::DateSlug => Handle::Day(today),
        };
        (handle, folder.map(Path::to_owned))
    }

    /// The first number behind those that are taken.
    pub(crate) fn next_number(&self, dialect: &Dialect) -> u64 {
        self.numbers(dialect).into_iter().map(|(n, _)| n).max().map_or(1, |n| n + 1)
    }

    /// The numbers that files, folders and titles of the workspace take, with the path of each.
    pub(crate) fn numbers(&self, dialect: &Dialect) -> Vec<(u64, PathBuf)> {
        let mut taken = Vec::new();
        let pattern = format!("{}/{}", dialect.folder, dialect.file);
        // `docs/plans/PLAN-{number}-{slug}.md`: names that begin with `PLAN-`; `specs/{number}-{slug}`: folders in `specs`.
        let numbered = pattern.split('/').position(|p| p.contains("{number}"));
        let parts: Vec<&str> = pattern.split('/').collect();
        let prefix = numbered.and_then(|n| parts[n].split("{number}").next()).unwrap_or("");
        let home = numbered.and_then(|n| n.checked_sub(1)).map(|n| parts[n]);
        let mut visit = |path: &Path| {
            let Ok(inside) = path.strip_prefix(self.root()) else { return };
            let mut before: Option<String> = None;
            for part in inside.components() {
                let Component::Normal(name) = part else { continue };
                let name = name.to_string_lossy();
                if !prefix.is_empty() || before.as_deref() == home {
                    taken.extend(leading_number(&name, prefix).map(|n| (n, path.to_owned())));
                }
                before = Some(name.into_owned());
            }
        };
        // What cannot be read cannot take a number that we could see.
        let _ = self.walk(self.root(), &mut visit, &mut Vec::new());
        let (files, _) = self.plans(&[self.root().to_owned()]);
        for file in files {
            let Ok(document) = read_document(&file.path) else { continue };
            let tree = planc_syntax::parse(&document.text);
            let fit = self.library().fit(&tree);
            let number =
                fit.title.filter(|(_, t)| prefix.is_empty() || t.id.is_some()).and_then(|(_, t)| t.number);
            let number = number.and_then(|n| tree.str(n).parse::<u64>().ok());
            taken.extend(number.map(|n| (n, file.path.clone())));
        }
        taken
    }
}

/// `PLAN-012-login.md` with the prefix `PLAN-`: 12.
fn leading_number(name: &str, prefix: &str) -> Option<u64> {
    let head = name.get(..prefix.len())?;
    if !head.eq_ignore_ascii_case(prefix) {
        return None;
    }
    let rest = &name[prefix.len()..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let parted = rest[digits..].is_empty() || rest[digits..].starts_with(['-', '_', '.', ' ']);
    // A year is no number of a plan, and a day none.
    let month = rest.get(digits..digits + 4).is_some_and(|m| {
        m.starts_with('-') && m[1..3].bytes().all(|b| b.is_ascii_digit()) && m.ends_with('-')
    });
    if digits == 4 && month {
        return None;
    }
    if digits == 0 || !parted || (prefix.is_empty() && !(2..=5).contains(&digits)) {
        return None;
    }
    rest[..digits].parse().ok()
}

/// The way from `folder` to `file`, as a link: `../specs/SPEC-001.md`.
pub(crate) fn relative(file: &Path, folder: &Path) -> String {
    let clean = |path: &Path| -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        for part in path.components() {
            match part {
                Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
                Component::ParentDir => drop(parts.pop()),
                _ => {}
            }
        }
        parts
    };
    let (file, folder) = (clean(file), clean(folder));
    let same = file.iter().zip(&folder).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), folder.len() - same);
    let way: Vec<String> = up.chain(file[same..].iter().cloned()).collect();
    let way = way.join("/").replace(' ', "%20");
    if way.starts_with("..") { way } else { format!("./{way}") }
}
