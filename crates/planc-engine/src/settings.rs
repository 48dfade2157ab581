//! Which rules run on which files, and how bad their findings are.

use crate::config::{Config, RuleTable};
use crate::config_error::Fault;
use anyhow::{Result, bail};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use planc_lint::{Rule, beyond, closest, names, rules};
use planc_source::{Diagnostic, Severity};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use toml::Spanned;

/// What the command line says of rules, by name or family.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these; all that are on where empty.
    pub select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
}

/// What one table of the configuration, or the command line, says of rules.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layer {
    /// The files it is about; all where absent.
    files: Option<GlobSet>,
    select: Vec<String>,
    enable: Vec<String>,
    ignore: Vec<String>,
    severity: Vec<(String, Severity)>,
}

/// Which rules run on which files, and how bad their findings are: the configuration, then the command line.
#[derive(Debug)]
pub struct Settings {
    layers: Vec<Layer>,
    /// For files that no table of the configuration names.
    common: Chosen,
}

/// Which rules run on one file, and how bad their findings are.
#[derive(Clone, Debug)]
pub struct Chosen {
    choices: Arc<FxHashMap<&'static str, Choice>>,
    /// The rules that run: asked for once a file, and a look-up for each would add up.
    rules: Arc<[&'static Rule]>,
}

#[derive(Clone, Copy, Debug)]
struct Choice {
    runs: bool,
    severity: Option<Severity>,
}

impl Layer {
    pub(crate) fn new(table: &RuleTable, files: Option<&[Spanned<String>]>) -> Result<Layer, Fault> {
        let lists = [&table.select, &table.enable, &table.ignore];
        for name in lists.into_iter().flatten().chain(table.severity.keys()) {
            let wrong = name.get_ref();
            if names().all(|known| known != wrong) {
                let message = format!("there is no rule or family `{wrong}`");
                return Err(Fault::new(name.span(), message).help(did_you_mean(wrong)));
            }
        }
        for name in &table.ignore {
            if table.select.iter().chain(&table.enable).any(|n| n.get_ref() == name.get_ref()) {
                let message = format!("`{}` is both wanted and ignored", name.get_ref());
                return Err(Fault::new(name.span(), message).help("name it in one of the lists"));
            }
        }
        let files = match files {
            Some([]) => return Err(Fault::new(0..0, "an entry of `paths` names no files".to_owned())),
            Some(patterns) => Some(globs(patterns)?),
            None => None,
        };
        let plain = |list: &[Spanned<String>]| list.iter().map(|n| n.get_ref().clone()).collect();
        Ok(Layer {
            files,
            select: plain(&table.select),
            enable: plain(&table.enable),
            ignore: plain(&table.ignore),
            severity: table.severity.iter().map(|(n, s)| (n.get_ref().clone(), *s)).collect(),
        })
    }

    fn is_about(&self, place: &str) -> bool {
        self.files.as_ref().is_none_or(|files| files.is_match(place))
    }

    fn say(&self, name: &str, family: &str, choice: &mut Choice) {
        let named = |list: &[String]| list.iter().any(|n| n == name || n == family);
        if !self.select.is_empty() {
            choice.runs = named(&self.select);
        }
        choice.runs = (choice.runs || named(&self.enable)) && !named(&self.ignore);
        let severity = |name: &str| self.severity.iter().find(|(n, _)| n == name).map(|(_, s)| *s);
        choice.severity = severity(name).or(severity(family)).or(choice.severity);
    }
}

/// Patterns as in `.gitignore`: without a slash at any depth, with one at the end a folder.
fn globs(patterns: &[Spanned<String>]) -> Result<GlobSet, Fault> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let fail =
            |e: globset::Error| Fault::new(pattern.span(), format!("this is no pattern: {}", e.kind()));
        let given = pattern.get_ref();
        let inside = given.trim_start_matches('/').trim_end_matches('/');
        let start = if given.trim_end_matches('/').contains('/') { "" } else { "**/" };
        for end in if given.ends_with('/') { &["/**"][..] } else { &["", "/**"] } {
            let glob = GlobBuilder::new(&format!("{start}{inside}{end}")).literal_separator(true).build();
            set.add(glob.map_err(fail)?);
        }
    }
    set.build().map_err(|e| Fault::new(0..0, e.to_string()))
}

pub(crate) fn did_you_mean(wrong: &str) -> String {
    closest(wrong, names()).map_or("`planc rules` lists them".to_owned(), |n| format!("did you mean `{n}`?"))
}

impl Settings {
    /// The configuration, and what the command line says on top of it.
    ///
    /// # Errors
    /// The command line names what is no rule.
    pub fn new(config: &Config, selection: &Selection) -> Result<Settings> {
        let mut given = selection.select.iter().chain(&selection.ignore);
        if let Some(wrong) = given.find(|n| names().all(|known| known != n.as_str())) {
            bail!("there is no rule or family `{wrong}`; {}", did_you_mean(wrong));
        }
        let Selection { select, ignore } = selection.clone();
        let last = Layer { select, ignore, ..Layer::default() };
        let layers: Vec<Layer> = config.layers.iter().cloned().chain([last]).collect();
        let common = Chosen::of(layers.iter().filter(|layer| layer.files.is_none()));
        Ok(Settings { layers, common })
    }

    /// What holds for the file at `place`, a path from the root of the workspace; without one it is no file that a
    /// table could name.
    pub fn at(&self, place: Option<&str>) -> Chosen {
        let named = |place: &str| self.layers.iter().any(|l| l.files.is_some() && l.is_about(place));
        match place.filter(|place| named(place)) {
            Some(place) => Chosen::of(self.layers.iter().filter(|layer| layer.is_about(place))),
            None => self.common.clone(),
        }
    }
}

impl Chosen {
    fn of<'l>(layers: impl Iterator<Item = &'l Layer> + Clone) -> Chosen {
        let mut choices = FxHashMap::default();
        let all = rules().map(|r| (r.name, r.family, r.enabled)).chain(beyond().map(|(n, f)| (n, f, true)));
        for (name, family, runs) in all {
            let mut choice = Choice { runs, severity: None };
            layers.clone().for_each(|layer| layer.say(name, family.name(), &mut choice));
            choices.insert(name, choice);
        }
        let runs = |rule: &&Rule| choices.get(rule.name).is_some_and(|choice| choice.runs);
        let rules = rules().filter(runs).collect();
        Chosen { choices: Arc::new(choices), rules }
    }

    /// Every rule, those too that are off unless asked for.
    pub fn every() -> Chosen {
        let select = planc_lint::names().map(str::to_owned).collect();
        Chosen::of(std::iter::once(&Layer { select, ..Layer::default() }))
    }

    /// The rules that run, in their order.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        self.rules.iter().copied()
    }

    /// Whether what has that name is reported.
    pub fn wants(&self, name: &str) -> bool {
        self.choices.get(name).is_some_and(|choice| choice.runs)
    }

    /// Gives findings the severities that the configuration asks for.
    pub fn weigh(&self, found: &mut [Diagnostic]) {
        for diagnostic in found {
            let asked = self.choices.get(diagnostic.rule).and_then(|choice| choice.severity);
            diagnostic.severity = asked.unwrap_or(diagnostic.severity);
        }
    }
}

impl Default for Chosen {
    fn default() -> Chosen {
        Chosen::of(std::iter::empty())
    }
}
