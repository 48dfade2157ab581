use crate::config::{Config, FILE};
use crate::discover::PlanFile;
use crate::read::{Document, read_document, read_shown};
use crate::settings::{Selection, Settings};
use anyhow::{Context, Result, anyhow, bail};
use jiff::civil::Date;
use planc_dialect::{Dialect, Library, TaskForm};
use planc_lint::Memo;
use planc_source::{Diagnostic, LineIndex, Severity, render};
use std::path::{Path, PathBuf};

/// A folder tree with plans, its configuration and its dialects.
#[derive(Debug)]
pub struct Workspace {
    cwd: PathBuf,
    root: PathBuf,
    config: Config,
    library: Library,
    settings: Settings,
    has_config: bool,
    memo: Memo,
    day: Option<Date>,
    /// The folder in which git is asked, where it is not the root.
    repository: Option<PathBuf>,
}

/// A plan that was asked for, with its text.
#[derive(Debug)]
pub struct Open {
    /// Where it is; `None` for standard input.
    pub file: Option<PlanFile>,
    /// As shown.
    pub shown: String,
    /// Its text.
    pub document: Document,
}

impl Workspace {
    /// The workspace that `cwd` lies in: the nearest folder above with a `planc.toml` or `.git`, else itself.
    ///
    /// # Errors
    /// The configuration, or a dialect or vocabulary that it names, cannot be used.
    pub fn open(cwd: &Path) -> Result<Workspace> {
        let mut library = Library::builtin();
        let found = Config::find(cwd)?;
        let has_config = found.is_some();
        let (root, config) = match found {
            Some((root, config)) => (root, config),
            None => {
                let git = cwd.ancestors().find(|a| a.join(".git").exists());
                (git.unwrap_or(cwd).to_owned(), Config::default())
            }
        };
        for path in &config.vocabulary {
            let text = std::fs::read_to_string(root.join(path)).with_context(|| named_in(path))?;
            library
                .add_vocabulary(&text)
                .with_context(|| format!("the vocabulary `{}` cannot be used", path.display()))?;
        }
        for path in &config.dialects {
            add_template(&mut library, &root.join(path), &path.display().to_string())
                .with_context(|| named_in(path))?;
        }
        let settings = Settings::new(&config, &Selection::default())?;
        let memo = Memo::default();
        Ok(Workspace {
            cwd: cwd.to_owned(),
            root,
            config,
            library,
            settings,
            has_config,
            memo,
            day: None,
            repository: None,
        })
    }

    /// What was found in blocks of sub-languages, for as long as the workspace is open.
    pub(crate) fn memo(&self) -> &Memo {
        &self.memo
    }

    /// Makes that the day on which everything is checked, whatever the clock says.
    pub fn set_today(&mut self, day: Date) {
        self.day = Some(day);
    }

    /// The day on which everything is checked.
    pub fn today(&self) -> Date {
        self.day.unwrap_or_else(crate::clock::day)
    }

    /// Makes git be asked in that folder: this one holds what a revision holds, and is no repository.
    pub(crate) fn ask_git_in(&mut self, folder: PathBuf) {
        self.repository = Some(folder);
    }

    /// The folder in which git is asked.
    pub(crate) fn repository(&self) -> &Path {
        self.repository.as_deref().unwrap_or(&self.root)
    }

    /// The working folder.
    pub fn cwd(&self) -> &Path {
        &self.cwd
    }

    /// The folder of the workspace.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Whether there is a `planc.toml`.
    pub fn has_config(&self) -> bool {
        self.has_config
    }

    /// Which rules run, as the configuration has it.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Dialects and words.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The dialect of that name (`governed`, `governed@3`), or of the template at that path.
    ///
    /// # Errors
    /// There is none, or the template has a mistake; the message shows where.
    pub fn dialect(&mut self, name: &str) -> Result<&Dialect> {
        let is_path = name.ends_with(".md") || name.contains(['/', '\\']);
        if is_path {
            let path = self.cwd.join(name);
            let (name, version) = add_template(&mut self.library, &path, name)?;
            return self.library.dialect_version(&name, version).context("the dialect was just added");
        }
        self.dialect_named(name)
    }

    /// The dialect of that name, with or without a version.
    ///
    /// # Errors
    /// There is none.
    pub fn dialect_named(&self, name: &str) -> Result<&Dialect> {
        let (bare, version) = match name.split_once(['@', ':']) {
            Some((bare, version)) => (bare, version.trim_start_matches('v').parse::<u32>().ok()),
            None => (name, None),
        };
        let found = match version {
            Some(version) => self.library.dialect_version(bare, version),
            None => self.library.dialect(bare),
        };
        found.ok_or_else(|| {
            let names = self.library.dialects().iter().map(|d| d.name.as_str());
            let near = planc_lint::closest(bare, names.clone());
            let mut names: Vec<_> = names.collect();
            names.dedup();
            let help =
                near.map_or(format!("planc knows {}", names.join(", ")), |n| format!("did you mean `{n}`?"));
            anyhow!("there is no dialect `{name}`; {help}")
        })
    }

    /// The plan that somebody asked for: a path, an id, or `-` for standard input.
    ///
    /// # Errors
    /// There is none, or more than one, or it cannot be read.
    pub fn find(&self, plan: &str) -> Result<Open> {
        if plan == "-" {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes)
                .context("cannot read standard input")?;
            return Ok(Open { file: None, shown: "-".to_owned(), document: Document::of_bytes(bytes) });
        }
        let path = self.cwd.join(plan);
        if path.is_file() {
            let document = read_document(&path)?;
            let file = PlanFile { shown: plan.to_owned(), path };
            return Ok(Open { shown: plan.to_owned(), file: Some(file), document });
        }
        if path.is_dir() {
            bail!("`{plan}` is a folder; name a plan in it");
        }
        if plan.ends_with(".md") || plan.contains('/') {
            bail!("cannot read `{plan}`: there is no such file");
        }
        self.find_id(plan)
    }

    /// A plan that was found, with its text.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn open_file(&self, file: &PlanFile) -> Result<Open> {
        let document = read_shown(&file.path, &file.shown)?;
        Ok(Open { shown: file.shown.clone(), file: Some(file.clone()), document })
    }

    fn find_id(&self, id: &str) -> Result<Open> {
        let (files, _) = self.plans(std::slice::from_ref(&self.root));
        let summaries: Vec<_> = files.into_iter().filter_map(|f| Some((self.summary(&f).ok()?, f))).collect();
        let same = |s: &crate::Summary| {
            s.id.eq_ignore_ascii_case(id) || s.number.is_some_and(|n| id.parse() == Ok(n))
        };
        let found: Vec<_> = summaries.iter().filter(|(s, _)| same(s)).collect();
        match &found[..] {
            [(_, file)] => self.open_file(file),
            [] => {
                let near = planc_lint::closest(id, summaries.iter().map(|(s, _)| s.id.as_str()));
                let help = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
                bail!("there is no plan `{id}` in `{}`{help}", self.root.display())
            }
            many => {
                let paths: Vec<_> = many.iter().map(|(_, f)| format!("`{}`", f.shown)).collect();
                bail!("{} plans are called `{id}`: {}; name one by its path", many.len(), paths.join(", "))
            }
        }
    }

    /// The configuration file's path in this workspace.
    pub fn config_path(&self) -> PathBuf {
        self.root.join(FILE)
    }
}

fn named_in(path: &Path) -> String {
    format!("`{FILE}` names `{}`", path.display())
}

/// Adds the template at `path`; gives the name and version of the dialect.
fn add_template(library: &mut Library, path: &Path, shown: &str) -> Result<(String, u32)> {
    let document = read_document(path)?;
    let stem = path.file_stem().map_or_else(|| "template".to_owned(), |s| s.to_string_lossy().to_lowercase());
    let name = stem.trim_end_matches("-template").trim_end_matches("_template").to_owned();
    let added = if TaskForm::is_one(&document.text) {
        library.add_task_form(&document.text).map(|form| (form.dialect.clone(), 1))
    } else {
        library.add_dialect(&document.text, &name).map(|dialect| (dialect.name.clone(), dialect.version))
    };
    match added {
        Ok(added) => Ok(added),
        Err(errors) => {
            let lines = LineIndex::new(&document.text);
            let source = render::Source { path: shown, text: &document.text, lines: &lines };
            let shown: Vec<_> = errors
                .into_iter()
                .map(|e| {
                    let mut diagnostic = Diagnostic::new("dialect", Severity::Error, e.span, e.message);
                    diagnostic.help = e.help;
                    render::human(&diagnostic, &source, false)
                })
                .collect();
            bail!("the template cannot be used as a dialect\n\n{}", shown.join("\n"))
        }
    }
}
